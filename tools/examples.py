"""The labelled posts that the judge is trained on, each source read with what it says and what it leaves open.

The data are public research sets, no part of the project; docs/model.md names them and their licences. Beside them
stand two files of ours: `first_contacts.csv`, how we read public first contacts, by their numbers in those sets and
without a word of their text; and `invented.csv`, posts that we made up for what those sets have too little of.
"""

from __future__ import annotations

import csv
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

HEADS = ("complaint", "praise", "question", "abuse")
FIRST_CONTACTS = Path(__file__).with_name("first_contacts.csv")
INVENTED = Path(__file__).with_name("invented.csv")
_NAME = re.compile(r"@(\w+)")
_KINDS = ("complaint", "praise", "question", "other")
_NOBODY = "@user"


def _share(complaint: float = 0, praise: float = 0, question: float = 0, abuse: float = 0) -> Mapping[str, float]:
    return {"complaint": complaint, "praise": praise, "question": question, "abuse": abuse}


SHARES = {
    "acl19": _share(complaint=1.5, praise=0.3, question=0.3, abuse=0.04),
    "airline": _share(complaint=0.3, praise=1.0, question=0.3, abuse=0.25),
    "contacts": _share(complaint=0.5, praise=1.0, question=1.0, abuse=0.04),
    "brands": _share(praise=0.2, question=0.2),
    "offensive": _share(complaint=0.1, abuse=4.0),
    "invented": _share(complaint=0.2, praise=1.0, question=1.0, abuse=0.05),
    "labelled": _share(complaint=1.0, praise=1.0, question=1.0, abuse=1.0),
}
"""How much each source says on each score."""


@dataclass(frozen=True)
class Example:
    """A post with what somebody said of it: None where they did not say. `part` is the source's own group."""

    text: str
    family: str
    complaint: bool | None = None
    praise: bool | None = None
    question: bool | None = None
    abuse: bool | None = None
    weight: float = 1.0
    part: str = ""

    @property
    def share(self) -> Mapping[str, float]:
        """How much the example's family says on each score."""
        return SHARES[self.family]


def default_data() -> Path:
    """Give where the public data sets are: `$MENTIONWATCH_SHARED/data`, else `shared/data` beside the project."""
    beside = Path(__file__).resolve().parents[1].parent / "shared"
    return Path(os.environ.get("MENTIONWATCH_SHARED", beside)) / "data"


def read_public(data: Path) -> list[Example]:
    """Read every labelled set of a directory."""
    invented = read_labelled(INVENTED, family="invented")
    return [*_acl19(data), *_airline(data), *_contacts(data), *_brands(data), *_offensive(data), *invented]


def read_labelled(path: Path, *, family: str = "labelled") -> list[Example]:
    """Read any CSV file with the columns `text` and `kind`, and `abusive` (yes or no) where there is one.

    Raises SystemExit with what is wrong, and in which line.
    """
    found = []
    for line, row in enumerate(rows(path), start=2):
        kind = (row.get("kind") or "").strip().lower()
        if not row.get("text") or kind not in _KINDS:
            raise SystemExit(f"{path}, line {line}: needs a text and a kind, one of {', '.join(_KINDS)}")
        abusive = (row.get("abusive") or "").strip().lower()
        found.append(_of_kind(row["text"], kind, family, abuse=abusive in ("yes", "1") if abusive else None))
    if not found:
        raise SystemExit(f"{path} holds no labelled post")
    return found


def handles_in(texts: Iterable[str]) -> Counter[str]:
    """Count the @names in texts, case folded."""
    return Counter(name.casefold() for text in texts for name in _NAME.findall(text))


def rows(path: Path) -> list[dict[str, str]]:
    """Read a CSV file as rows by column."""
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        return list(csv.DictReader(file))


def _of_kind(
    text: str, kind: str, family: str, *, abuse: bool | None = None, weight: float = 1.0, part: str = ""
) -> Example:
    is_kind = {one: kind == one for one in _KINDS[:3]}
    return Example(text, family, **is_kind, abuse=abuse, weight=weight, part=part or kind)


def _acl19(data: Path) -> Iterator[Example]:
    for row in rows(data / "acl19_complaints.csv"):
        is_complaint = row["label"] == "1"
        rest = False if is_complaint else None
        yield Example(
            row["text"],
            "acl19",
            complaint=is_complaint,
            praise=rest,
            question=False if is_complaint or _is_chatter(row) else None,
            abuse=rest,
            part=row["domain"],
        )


def _is_chatter(row: Mapping[str, str]) -> bool:
    """Whether a post is from the source's unrelated ones, and asks nothing."""
    return row["domain"].startswith("random") and "?" not in row["text"]


def _airline(data: Path) -> Iterator[Example]:
    for row in rows(data / "airline_sentiment.csv"):
        sentiment = row["airline_sentiment"]
        yield Example(
            row["text"],
            "airline",
            complaint=sentiment == "negative",
            praise=sentiment == "positive",
            question=None if sentiment == "neutral" else False,
            abuse=False if sentiment == "negative" else None,
            part=sentiment,
        )


def _contacts(data: Path) -> Iterator[Example]:
    files = ("twcs.csv", "ibm_customer_care.csv", "ericsson_labelled.csv")
    texts = {(name, row["tweet_id"]): row["text"] for name in files for row in rows(data / name)}
    for row in rows(FIRST_CONTACTS):
        text = texts.get((row["file"], row["tweet_id"]))
        if text is not None:
            weight = 0.5 if row["unsure"] == "1" else 1.0
            abuse = row["abusive"] == "1"
            yield _of_kind(
                text, row["kind"], "contacts", abuse=abuse, weight=weight, part=row["file"] + " " + row["kind"]
            )


def _brands(data: Path) -> Iterator[Example]:
    said = {"positive": "positive", "negative": "negative", "neutral": "neutral"}
    said |= {"Positive emotion": "positive", "Negative emotion": "negative"}
    said["No emotion toward brand or product"] = "neutral"
    for name, text, label in (
        ("sanders_brand.csv", "tweettext", "sentiment"),
        ("crowdflower_brands.csv", "text", "emotion"),
    ):
        for row in rows(data / name):
            sentiment = said.get(row[label])
            if sentiment:
                yield Example(
                    row[text],
                    "brands",
                    complaint=sentiment == "negative",
                    praise=sentiment == "positive",
                    question=None if "?" in row[text] else False,
                    part=sentiment,
                )


def _offensive(data: Path) -> Iterator[Example]:
    for row in rows(data / "olid_train.csv"):
        text = row["tweet"].replace("@USER", _NOBODY).replace("URL", "")
        yield Example(
            text, "offensive", complaint=False, abuse=row["subtask_a"] == "OFF", part=row["subtask_b"] or "NOT"
        )
