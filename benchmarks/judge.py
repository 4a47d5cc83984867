"""Measure the judge and the reading of replies on labelled posts.

The data are public research sets that are no part of the project (docs/classifying.md names them). They are
looked for in $MENTIONWATCH_SHARED/data, else in `shared/data` beside the project; without them only the speed
is measured, on invented posts.
"""

from __future__ import annotations

import argparse
import csv
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from mentionwatch.config import JudgeRules
from mentionwatch.judge import judge, version_of
from mentionwatch.judge.kinds import ENGLISH
from mentionwatch.judge.languages import language_of
from mentionwatch.judge.linear import SHIPPED
from mentionwatch.judge.words import read_words
from mentionwatch.model import Channel, Kind, Verdict
from mentionwatch.replies.canned import canonical, signature
from mentionwatch.replies.marks import marks

RULES = JudgeRules()
INVENTED = (
    "Still waiting for my parcel, ordered three weeks ago and nobody answers!",
    "Thank you so much Ann, the new shoes are wonderful",
    "How do I change the address on my account?",
    "Great, another delay. Love sitting at the gate for two hours",
    "I'm on my way to the shop near the station",
)


def main() -> None:
    """Print every figure that can be measured here."""
    parser = argparse.ArgumentParser(description="Measure the judge and the reading of replies on labelled posts.")
    parser.add_argument("--labelled", type=Path, metavar="FILE.csv", help="measure kinds on this file: text, kind")
    asked = parser.parse_args()
    data = find_data()
    print(f"classifier {version_of(RULES)}; weights {SHIPPED.stat().st_size:,} bytes")
    if asked.labelled:
        measure_kinds(asked.labelled)
        return
    if data is None:
        print("no labelled data here (set MENTIONWATCH_SHARED to the directory that holds data/): speed alone")
        measure_speed(INVENTED * 400)
        return
    measure_complaints(read(data / "acl19_complaints.csv"))
    airline = read(data / "airline_sentiment.csv")
    measure_sentiment(airline)
    measure_abuse(read(data / "olid_train.csv"))
    measure_handoffs(read(data / "ericsson_labelled.csv"))
    for name, brand in (("twcs.csv", "author_id"), ("ibm_customer_care.csv", "company")):
        measure_stock(name, [(row[brand], row["text"]) for row in read(data / name) if is_reply(row)])
    for name in ("acl19_complaints.csv", "airline_sentiment.csv"):
        measure_languages(name, [row["text"] for row in read(data / name)])
    measure_speed([row["text"] for row in airline[:2000]])


def find_data() -> Path | None:
    """Give the directory of the labelled data; None where there is none."""
    beside = Path(__file__).resolve().parents[1].parent / "shared"
    data = Path(os.environ.get("MENTIONWATCH_SHARED", beside)) / "data"
    return data if data.is_dir() else None


def read(path: Path) -> list[dict[str, str]]:
    """Read a CSV file as rows by column."""
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        return list(csv.DictReader(file))


def is_reply(row: dict[str, str]) -> bool:
    """Whether a row of a thread is the brand's."""
    return row.get("inbound") == "False" or row.get("role", "client") != "client"


def measure_complaints(rows: Sequence[dict[str, str]]) -> None:
    """Print macro-F1 of complaint against the rest, over all posts and over those directed at a brand."""
    gold = [row["label"] == "1" for row in rows]
    found = [verdict.kind is Kind.COMPLAINT for verdict in judged(row["text"] for row in rows)]
    directed = [at for at, row in enumerate(rows) if not row["domain"].startswith("random")]
    print(f"acl19, {len(rows)} posts: complaint or not, macro-F1 {macro_f1(gold, found):.1%}")
    mine = macro_f1([gold[at] for at in directed], [found[at] for at in directed])
    print(f"acl19, {len(directed)} brand-directed posts: macro-F1 {mine:.1%}")


def measure_sentiment(rows: Sequence[dict[str, str]]) -> None:
    """Print what becomes of negative, neutral and positive posts, and how well two of them are told apart."""
    for sentiment in ("negative", "neutral", "positive"):
        verdicts = judged(row["text"] for row in rows if row["airline_sentiment"] == sentiment)
        kinds = Counter(verdict.kind or "unjudged" for verdict in verdicts)
        shares = ", ".join(f"{kind} {count / len(verdicts):.1%}" for kind, count in kinds.most_common())
        print(f"airline, {len(verdicts)} {sentiment} posts: {shares}")
        if sentiment == "negative":
            abusive = sum(verdict.abusive for verdict in verdicts)
            print(f"airline, negative posts flagged abusive: {abusive / len(verdicts):.2%}")
    told = [row for row in rows if row["airline_sentiment"] != "neutral"]
    gold = [row["airline_sentiment"] == "negative" for row in told]
    scores = [ENGLISH.score(read_words(row["text"])) for row in told]
    leaning = macro_f1(gold, [one.complaint > one.praise for one in scores])
    print(f"airline, negative or positive by the higher of the two scores, macro-F1 {leaning:.1%}")
    kinds = [verdict.kind for verdict in judged(row["text"] for row in told)]
    for title, called in (
        ("positive is what is called praise", [kind is not Kind.PRAISE for kind in kinds]),
        ("negative is what is called complaint", [kind is Kind.COMPLAINT for kind in kinds]),
    ):
        print(f"airline, {title}, macro-F1 {macro_f1(gold, called):.1%}")


def measure_abuse(rows: Sequence[dict[str, str]]) -> None:
    """Print how many of the flagged posts are offensive, and how many of the offensive are flagged."""
    gold = [row["subtask_a"] == "OFF" for row in rows]
    found = [verdict.abusive for verdict in judged(row["tweet"].replace("@USER", "@user") for row in rows)]
    hits = sum(one and other for one, other in zip(gold, found, strict=True))
    print(f"OLID, {len(rows)} posts: abusive, precision {hits / max(sum(found), 1):.1%}, recall {hits / sum(gold):.1%}")


def measure_kinds(path: Path) -> None:
    """Print precision, recall and F1 of each kind on a file of labelled posts (columns `text` and `kind`)."""
    rows = [row for row in read(path) if row.get("kind") in [*Kind]]
    found = [verdict.kind for verdict in judged(row["text"] for row in rows)]
    for kind in Kind:
        gold, called = [row["kind"] == kind for row in rows], [one is kind for one in found]
        hits = sum(one and other for one, other in zip(gold, called, strict=True))
        print(
            f"{path.name}, {sum(gold)} of {len(rows)} posts {kind}: F1 {f1(gold, called):.1%}, precision "
            f"{hits / max(sum(called), 1):.1%}, recall {hits / max(sum(gold), 1):.1%}"
        )
    complaints = [one for one, row in zip(found, rows, strict=True) if row["kind"] == Kind.COMPLAINT]
    print(f"{path.name}: complaints called praise {complaints.count(Kind.PRAISE) / max(len(complaints), 1):.1%}")


def measure_handoffs(rows: Sequence[dict[str, str]]) -> None:
    """Print the F1 of hand-offs to private messages on replies labelled as asking for one."""
    replies = [row for row in rows if is_reply(row)]
    gold = ["via DM" in row["labels"] or "Request DM" in row["labels"] for row in replies]
    found = [marks(row["text"]).handoff is Channel.DM for row in replies]
    print(f"ericsson, {len(replies)} replies: hand-off to DM, F1 {f1(gold, found):.1%} ({sum(gold)} are)")


def measure_languages(name: str, texts: Sequence[str]) -> None:
    """Print how many of posts that are English, nearly all, are taken for another language, and how long that takes."""
    posts = [words for words in map(read_words, texts) if words.has_words]
    begin = time.perf_counter()
    found = Counter(language_of(words.text, words.tokens, lang=None, judged=("en",)) for words in posts)
    microseconds = (time.perf_counter() - begin) / len(posts) * 1e6
    others = len(posts) - found["en"]
    share = f"{others} in another language ({others / len(posts):.2%})"
    print(f"{name}, {len(posts)} posts: {share}, {microseconds:.1f} microseconds each")


def measure_stock(name: str, replies: Sequence[tuple[str, str]]) -> None:
    """Print the share of replies that equal another of the same brand, raw and in canonical form."""
    forms = [(brand, canonical(text)) for brand, text in replies]
    equal = repeated((brand, form.form) for brand, form in forms if form.words >= 6)
    signed = sum(signature(text) is not None for _, text in replies)
    print(
        f"{name}, {len(replies)} replies: equal to another of the brand {equal / len(replies):.1%} in canonical form, "
        f"{repeated(replies) / len(replies):.1%} raw; signed {signed / len(replies):.0%}; "
        f"canonical {per_text(canonical, replies):.0f} and marks {per_text(marks, replies):.0f} microseconds"
    )


def measure_speed(texts: Sequence[str]) -> None:
    """Print posts judged a second against TextBlob's own sentiment in the same run."""
    from textblob import TextBlob

    judged(texts[:50])
    # By turns, and the best of each: other work on the machine then disturbs both alike.
    rounds = [
        (seconds(lambda text: judge(text, rules=RULES), texts), seconds(lambda text: TextBlob(text).sentiment, texts))
        for _ in range(3)
    ]
    ours, theirs = (min(times) for times in zip(*rounds, strict=True))
    print(
        f"speed, {len(texts)} posts: {len(texts) / ours:.0f} a second; TextBlob's .sentiment alone "
        f"{len(texts) / theirs:.0f} a second (ratio {theirs / ours:.2f})"
    )


def judged(texts: Iterable[str]) -> list[Verdict]:
    """Judge texts without any tag or stars."""
    return [judge(text, rules=RULES) for text in texts]


def macro_f1(gold: Sequence[bool], found: Sequence[bool]) -> float:
    """Give the mean of the F1 of what was found and of what was not."""
    return (f1(gold, found) + f1([not one for one in gold], [not one for one in found])) / 2


def f1(gold: Sequence[bool], found: Sequence[bool]) -> float:
    """Give the F1 of what was found."""
    hits = sum(one and other for one, other in zip(gold, found, strict=True))
    return 2 * hits / max(sum(gold) + sum(found), 1)


def repeated(items: Iterable[tuple[str, str]]) -> int:
    """Count the items that occur more than once."""
    return sum(count for count in Counter(items).values() if count > 1)


def per_text(read_one: Callable[[str], object], replies: Sequence[tuple[str, str]]) -> float:
    """Give the microseconds a reply takes."""
    return seconds(read_one, [text for _, text in replies]) / len(replies) * 1e6


def seconds(do: Callable[[str], object], texts: Sequence[str]) -> float:
    """Give the seconds that all texts take."""
    started = time.perf_counter()
    for text in texts:
        do(text)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
