"""The sample brand's posts, read for tests: who answered whom, and the stories they tell."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

from mentionwatch.clock import from_text
from mentionwatch.demo import NETWORKS

BRAND = {
    "mastodon": "zampalotti",
    "bluesky": "zampalotti.example",
    "reddit": "zampalotti_pizza",
    "google": "Zampalotti",
}
HOUR = timedelta(hours=1)
SAMPLE = files("mentionwatch").joinpath("sample")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the sample; `raw` is the line as it stands."""

    ref: str
    network: str
    at: datetime
    author: str
    text: str
    parent: str | None
    raw: dict[str, Any]

    @property
    def is_brand(self) -> bool:
        """Whether the brand itself posted."""
        return self.author == BRAND[self.network]

    @property
    def customer(self) -> tuple[str, str]:
        """Who posted, told apart by network."""
        return self.network, self.author


def _rows() -> Iterator[Row]:
    for network in NETWORKS:
        for line in SAMPLE.joinpath(f"{network}.jsonl").read_text(encoding="utf-8").split("\n")[:-1]:
            raw = json.loads(line)
            parent = f"{network}:{raw['in_reply_to']}" if "in_reply_to" in raw else None
            yield Row(
                ref=f"{network}:{raw['id']}",
                network=raw["network"],
                at=from_text(raw["created_at"]),
                author=raw["author"],
                text=raw["text"],
                parent=parent,
                raw=raw,
            )


ROWS = sorted(_rows(), key=lambda row: (row.at, row.ref))
POSTS = {row.ref: row for row in ROWS}
STORIES = json.loads(SAMPLE.joinpath("stories.json").read_text(encoding="utf-8"))
KINDS = {ref: kind for kind, refs in STORIES["kinds"].items() for ref in refs}
END = ROWS[-1].at


def root(row: Row) -> Row:
    """Give the first post of a thread."""
    while row.parent is not None:
        row = POSTS[row.parent]
    return row


def own_posts(opening: Row) -> list[Row]:
    """Give the customer's posts from an opening on, in its thread."""
    return [
        row for row in ROWS if row.customer == opening.customer and root(row) is root(opening) and row.at >= opening.at
    ]


def answers(opening: Row) -> list[Row]:
    """Give the brand's replies to a customer in a thread, the automatic one left out."""
    return [
        row
        for row in ROWS
        if row.is_brand
        and row.parent is not None
        and POSTS[row.parent].customer == opening.customer
        and root(row) is root(opening)
        and row.ref != STORIES["auto_reply"]
    ]


def is_to_brand(row: Row) -> bool:
    """Tell whether a post tags the brand, answers it or reviews it."""
    above = None if row.parent is None else POSTS[row.parent]
    answers_brand = above is not None and above.is_brand
    return row.network == "google" or "@" + BRAND[row.network] in row.text or answers_brand


def openings() -> list[Row]:
    """Give the first post to the brand of each customer in each thread."""
    found: dict[tuple[tuple[str, str], str], Row] = {}
    for row in ROWS:
        if not row.is_brand and row.ref not in STORIES["about"] and is_to_brand(row):
            found.setdefault((row.customer, root(row).ref), row)
    return list(found.values())


def of(story: str) -> list[Row]:
    """Give the posts of a story that lists several."""
    return [POSTS[ref] for ref in STORIES[story]]
