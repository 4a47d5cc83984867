"""Measure which topics are found in labelled complaints, and how fast.

The data are the public research sets that `judge.py` names; without them there is nothing to compare with.
"""

from __future__ import annotations

import re
import timeit
from collections.abc import Callable, Iterable, Mapping, Sequence

from judge import find_data, read
from mentionwatch.config.topics import all_topics
from mentionwatch.judge.topics import topics_of
from mentionwatch.judge.words import Words, read_words

AIRLINE = {
    "Late Flight": ("waiting time",),
    "longlines": ("waiting time",),
    "Customer Service Issue": ("staff", "waiting time"),
    "Flight Attendant Complaints": ("staff",),
    "Lost Luggage": ("delivery",),
    "Damaged Luggage": ("delivery", "product"),
    "Cancelled Flight": ("policy",),
    "Flight Booking Problems": ("app",),
    "Bad Flight": ("product",),
}
"""Which topics a reason of the airline posts should give: any of these."""
ERICSSON = {
    "Delivery": ("delivery",),
    "Billing/Payment": ("price",),
    "Refund": ("price",),
    "App": ("app",),
    "Return": ("policy",),
    "Bad Support": ("staff",),
}
"""The same for what customers want in the ericsson posts."""


def main() -> None:
    """Print how often each label's topic is found, how many posts name none, and the time it takes."""
    data = find_data()
    if data is None:
        print("skipped: no labelled data here (set MENTIONWATCH_SHARED to the directory that holds data/)")
        return
    airline = [row for row in read(data / "airline_sentiment.csv") if row["airline_sentiment"] == "negative"]
    measure_labels("airline", AIRLINE, [(row["text"], (row["negativereason"],)) for row in airline])
    ericsson = [row for row in read(data / "ericsson_labelled.csv") if row["inbound"] == "True"]
    measure_labels("ericsson", ERICSSON, [(row["text"], row["labels"].split("|")) for row in ericsson])
    complaints = read(data / "acl19_complaints.csv")
    measure_coverage("airline, negative", [row["text"] for row in airline])
    measure_coverage("acl19, complaints", [row["text"] for row in complaints if row["label"] == "1"])
    measure_coverage("acl19, the rest", [row["text"] for row in complaints if row["label"] == "0"])
    measure_speed([read_words(row["text"]) for row in airline[:4000]])


def measure_labels(
    name: str, expected: Mapping[str, tuple[str, ...]], rows: Sequence[tuple[str, Sequence[str]]]
) -> None:
    """Print the share of each label's posts in which one of its topics is found."""
    for label, topics in expected.items():
        found = [set(topics_of(read_words(text), {})) for text, labels in rows if label in labels]
        hits = sum(bool(named & set(topics)) for named in found)
        print(f"{name}, {len(found)} {label}: {' or '.join(topics)} in {hits / len(found):.0%}")


def measure_coverage(name: str, texts: Iterable[str]) -> None:
    """Print how many posts name a topic, and how many topics a post names."""
    named = [len(topics_of(read_words(text), {})) for text in texts]
    some = sum(count > 0 for count in named)
    print(f"{name}, {len(named)} posts: a topic in {some / len(named):.0%}, {sum(named) / len(named):.2f} a post")


def measure_speed(posts: Sequence[Words]) -> None:
    """Print the time a post takes against one regular expression made of the same list, in the same run."""
    lists = all_topics({}).values()
    whole = "|".join(f"({'|'.join(_pattern(entry) for entry in sorted(entries, reverse=True))})" for entries in lists)
    expression = re.compile(rf"(?<!\w)(?:{whole})(?!\w)")
    ours = best(lambda: [topics_of(words, {}) for words in posts]) / len(posts)
    folded = [words.text.casefold() for words in posts]
    theirs = best(lambda: [{found.lastindex for found in expression.finditer(text)} for text in folded]) / len(posts)
    length = sum(len(text) for text in folded) / len(folded)
    print(
        f"speed, {len(posts)} posts of {length:.0f} characters: {ours * 1e6:.1f} microseconds a post; "
        f"one regular expression {theirs * 1e6:.1f} (ratio {theirs / ours:.1f})"
    )


def _pattern(entry: str) -> str:
    return r"\s+".join(re.escape(word.rstrip("*")) + r"\w*" * word.endswith("*") for word in entry.split())


def best(run: Callable[[], object]) -> float:
    """Give the seconds of the fastest of five runs."""
    return min(timeit.repeat(run, number=1, repeat=5))


if __name__ == "__main__":
    main()
