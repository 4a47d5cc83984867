"""Measure which replies of real brands are called stock texts, and write the pairs out for reading.

The data are the public research sets that `judge.py` names; without them there is nothing to measure.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from judge import find_data, is_reply, per_text, read
from mentionwatch.config.model import ReplyRules
from mentionwatch.replies.canned import canonical
from mentionwatch.replies.likeness import keys, likeness

LEAST_REPLIES = 20
_ADDRESSED = re.compile(r"@(\w+)")


@dataclass(frozen=True, slots=True)
class Reply:
    """A brand's reply to a customer."""

    brand: str
    customer: str
    text: str
    form: str
    words: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two replies to different customers, and how alike they are."""

    one: Reply
    other: Reply
    likeness: float


def main() -> None:
    """Write every pair called the same stock text to a file, and print each brand's rates."""
    parser = argparse.ArgumentParser(description="Measure which replies of real brands are called stock texts.")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE.csv", help="where the pairs are written")
    parser.add_argument("--sample", type=int, metavar="N", help="print this many random pairs for reading")
    parser.add_argument("--per-brand", type=int, metavar="N", help="at most so many pairs of a brand in the sample")
    parser.add_argument("--unequal", action="store_true", help="sample pairs of different forms alone")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    asked = parser.parse_args()
    data = find_data()
    if data is None:
        print("skipped: no labelled data here (set MENTIONWATCH_SHARED to the directory that holds data/)")
        return
    replies = [
        *replies_of_threads(read(data / "twcs.csv")),
        *replies_of_dialogues(read(data / "ibm_customer_care.csv")),
    ]
    pairs = pairs_of(replies)
    output = asked.output or Path(tempfile.mkdtemp(prefix="mentionwatch-")) / "pairs.csv"
    write(output, pairs)
    print_rates(replies, pairs)
    print_keys(pairs, replies)
    print(f"{len(pairs)} pairs written to {output}")
    if asked.sample:
        print_sample(pairs, asked)


def replies_of_threads(rows: Sequence[dict[str, str]]) -> Iterator[Reply]:
    """Give the replies of twcs; whom they answer is who wrote the post above, else who is addressed."""
    authors = {row["tweet_id"]: row["author_id"] for row in rows}
    for row in rows:
        if is_reply(row):
            brand, above = row["author_id"], authors.get(row["in_response_to_tweet_id"])
            customer = above if above and above != brand else addressed(row["text"]) or row["tweet_id"]
            yield reply(brand, customer, row["text"])


def replies_of_dialogues(rows: Sequence[dict[str, str]]) -> Iterator[Reply]:
    """Give the replies of the care dialogues, to who is addressed."""
    for row in rows:
        if is_reply(row):
            yield reply(row["company"], addressed(row["text"]) or row["conv"], row["text"])


def addressed(text: str) -> str | None:
    """Give the first name that a reply begins with."""
    found = _ADDRESSED.match(text)
    return found[1] if found else None


def reply(brand: str, customer: str, text: str) -> Reply:
    """Read one reply."""
    found = canonical(text)
    return Reply(brand, customer, text, found.form, found.words)


def pairs_of(replies: Sequence[Reply]) -> list[Pair]:
    """Compare all replies of each brand that are long enough, to different customers, with no help of keys."""
    by_brand = defaultdict(list)
    for one in replies:
        if one.words >= ReplyRules().min_words:
            by_brand[one.brand].append(one)
    return [
        Pair(one, other, alike)
        for of_brand in by_brand.values()
        for one, other in combinations(of_brand, 2)
        if one.customer != other.customer and (alike := likeness(one.form, other.form))
    ]


def write(path: Path, pairs: Sequence[Pair]) -> None:
    """Write the pairs as CSV, one a row."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("brand", "likeness", "text 1", "text 2"))
        rows.writerows((pair.one.brand, f"{pair.likeness:.3f}", pair.one.text, pair.other.text) for pair in pairs)


def print_rates(replies: Sequence[Reply], pairs: Sequence[Pair]) -> None:
    """Print the share of replies that are alike, and that are equal in form, to one another customer got."""
    alike = {id(one) for pair in pairs for one in (pair.one, pair.other)}
    equal = {id(one) for pair in pairs if pair.likeness == 1.0 for one in (pair.one, pair.other)}
    brands = defaultdict(list)
    for one in replies:
        brands[one.brand].append(one)
    brands = defaultdict(list, {name: brands[name] for name in brands if len(brands[name]) >= LEAST_REPLIES})
    print("brand, replies, alike, equal in form")
    for name, of_brand in [*sorted(brands.items(), key=lambda item: -len(item[1])), ("all brands", list(replies))]:
        shares = [sum(id(one) in found for one in of_brand) / len(of_brand) for found in (alike, equal)]
        print(f"{name}, {len(of_brand)}, {shares[0]:.1%}, {shares[1]:.1%}")


def print_keys(pairs: Sequence[Pair], replies: Sequence[Reply]) -> None:
    """Print how many of the pairs share a key, and what the reading of a reply costs."""
    shared = sum(not set(keys(pair.one.form)).isdisjoint(keys(pair.other.form)) for pair in pairs)
    texts = [(one.brand, one.text) for one in replies]
    forms = [(one.brand, one.form) for one in replies]
    print(f"{shared} of {len(pairs)} pairs share a key; canonical {per_text(canonical, texts):.0f} and keys ", end="")
    print(f"{per_text(keys, forms):.0f} microseconds a reply")


def print_sample(pairs: Sequence[Pair], asked: argparse.Namespace) -> None:
    """Print random pairs."""
    drawn = [pair for pair in pairs if not asked.unequal or pair.likeness < 1.0]
    random.Random(asked.seed).shuffle(drawn)
    taken: dict[str, int] = defaultdict(int)
    for pair in drawn:
        taken[pair.one.brand] += 1
        if asked.per_brand and taken[pair.one.brand] > asked.per_brand:
            continue
        print(f"\n{pair.one.brand} {pair.likeness:.3f}\n  {pair.one.text!a}\n  {pair.other.text!a}")
        asked.sample -= 1
        if not asked.sample:
            return


if __name__ == "__main__":
    main()
