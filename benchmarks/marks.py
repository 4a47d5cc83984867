"""Measure how well hand-offs and apologies are found in labelled replies, and what reading a reply costs.

The labelled replies are public research data that are no part of the project; they are looked for as
benchmarks/judge.py says. Without them only the cost is measured, on invented replies.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from judge import f1, find_data, is_reply, read
from mentionwatch.model import Channel, Mark, Marks
from mentionwatch.replies.canned import canonical
from mentionwatch.replies.marks import marks

LEAST = 0.92
INVENTED = (
    "@ann_example Hi Ann, so sorry to hear that! Could you DM us your order number and the store? We'll look ^AB",
    "@ben_example Thanks for letting us know. Which version of the app are you on, and since when does it happen? -Cy",
    "@cleo_example You can find the opening hours of every shop here: https://acme.example/hours Hope this helps!",
    "@dan_example Glad to hear that it works again. Have a lovely weekend, and greetings to the cat",
)
# What the labels call it when a customer is sent elsewhere. A contact form is labelled as a mere link, unless the
# team behind it is named.
PRIVATE = ("via DM",)
ELSEWHERE = ("via DM", "call by phone", "reach out by chat")
ASKED = ("Request username", "Request email", "Request device and OS", "Request exact", "Request error message",
         "Request Spotify version", "Investigate Issue")  # fmt: skip


def main() -> None:
    """Print every figure that can be measured here; exit 1 if one is below what is promised."""
    data = find_data()
    path = None if data is None else data / "ericsson_labelled.csv"
    if path is None or not path.exists():
        print("no labelled replies here (set MENTIONWATCH_SHARED to the directory that holds data/): cost alone")
        measure_cost(INVENTED * 300)
        return
    replies = [row for row in read(path) if is_reply(row)]
    found = [marks(row["text"]) for row in replies]
    labels = [row["labels"] for row in replies]
    kept = [
        measure("hand-off to a private message", [has(one, PRIVATE) for one in labels], found, to_private),
        measure("apology", ["Apologize" in one for one in labels], found, lambda one: Mark.APOLOGY in one.words),
    ]
    measure("hand-off anywhere", [is_elsewhere(one) for one in labels], found, lambda one: one.handoff is not None)
    measure("asks", [has(one, ASKED) for one in labels], found, lambda one: Mark.ASKS in one.words)
    measure_cost([row["text"] for row in replies] * 6)
    if min(kept) < LEAST:
        raise SystemExit(f"below {LEAST:.0%}")


def has(labels: str, parts: Sequence[str]) -> bool:
    """Whether one of the labels is meant."""
    return any(part in labels for part in parts)


def is_elsewhere(labels: str) -> bool:
    """Whether the labels say that the customer is sent elsewhere: asked over, or linked to a team."""
    return has(labels, ELSEWHERE) or ("Provide URL" in labels and "Refer to specialist team" in labels)


def to_private(found: Marks) -> bool:
    """Whether a reply hands over to private messages."""
    return found.handoff is Channel.DM


def measure(title: str, gold: Sequence[bool], found: Sequence[Marks], called: Callable[[Marks], bool]) -> float:
    """Print how well a mark agrees with its labels; give the F1."""
    calls = [called(one) for one in found]
    hits = sum(one and other for one, other in zip(gold, calls, strict=True))
    print(
        f"ericsson, {sum(gold)} of {len(gold)} replies: {title}, F1 {f1(gold, calls):.1%}, precision "
        f"{hits / max(sum(calls), 1):.1%}, recall {hits / max(sum(gold), 1):.1%}"
    )
    return f1(gold, calls)


def measure_cost(texts: Sequence[str]) -> None:
    """Print what the marks of a reply cost beside its canonical form in the same run."""
    # By turns, and the best of each: other work on the machine then disturbs both alike.
    rounds = [(microseconds(marks, texts), microseconds(canonical, texts)) for _ in range(5)]
    ours, form = (min(times) for times in zip(*rounds, strict=True))
    print(f"cost, {len(texts)} replies: marks {ours:.0f} µs, canonical form {form:.0f} µs (ratio {ours / form:.2f})")


def microseconds(read_one: Callable[[str], object], texts: Sequence[str]) -> float:
    """Give the microseconds that a text takes."""
    started = time.perf_counter()
    for text in texts:
        read_one(text)
    return (time.perf_counter() - started) / len(texts) * 1e6


if __name__ == "__main__":
    main()
