"""What a person should look at: the posts that were judged with doubt, or not at all."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mentionwatch.clock import from_text
from mentionwatch.model import REVIEW_BELOW
from mentionwatch.reports import UNJUDGED, Column, Dataset, Figure, Report, Request, Section, Table, Unit, Value
from mentionwatch.reports.common import about_emptiness
from mentionwatch.reports.figures import cases_in, counted
from mentionwatch.store import queries, unsettled

if TYPE_CHECKING:
    from sqlite3 import Connection, Row

COMMAND = "mentionwatch inbox --review"
_NO_WORDS = "no words"
_TITLE = "What to look at: doubtful, or not judged"
_COLUMNS = (
    Column("post", "id", Unit.COUNT),
    Column("created_at", "posted", Unit.INSTANT),
    Column("kind", "kind"),
    Column("language", "language"),
    Column("confidence", "sure", Unit.SHARE),
    Column("is_waiting", "waits", Unit.FLAG),
    Column("network", "network"),
    Column("place", "place"),
    Column("customer", "customer"),
    Column("text", "what they wrote"),
    Column("topics", "about", Unit.LIST),
    Column("reasons", "because", Unit.LIST),
    Column("url", "link"),
    Column("ref", "ref"),
    Column("brand", "brand"),
)


def review(db: Connection, request: Request) -> Report:
    """List the posts to look at: those of waiting customers first, then the least sure."""
    rows = read_review(db, request)
    doubtful = sum(row["kind"] is not None for row in rows)
    figures = (
        review_figure(rows),
        counted(
            "review_doubtful",
            "doubtful",
            doubtful,
            f"judged with a confidence below {REVIEW_BELOW:.0%}",
            cases=cases_in(Dataset.MENTIONS, rows, lambda row: row["kind"] is not None),
        ),
        counted(
            "review_unjudged",
            "not judged",
            len(rows) - doubtful,
            "in another language, without words, or failed",
            cases=cases_in(Dataset.MENTIONS, rows, lambda row: row["kind"] is None),
        ),
    )
    hint = ("correct a kind with `mentionwatch label ID kind=...`: your word wins, and the judge learns from it",)
    return Report(
        name="review",
        title=_TITLE,
        request=request,
        sections=(Section(title="review", figures=figures),),
        table=Table(
            name="review",
            title=_TITLE,
            columns=_COLUMNS,
            rows=tuple(_values(row) for row in rows[: request.limit]),
        ),
        notes=hint if rows else about_emptiness(db, is_empty=queries.newest_mention_at(db) is None),
    )


def read_review(db: Connection, request: Request) -> list[Row]:
    """Read the posts to look at: those of the period, and where the user named none the waiting of any age."""
    return unsettled.to_review(
        db,
        request.open_of_any_age,
        below=REVIEW_BELOW,
        closed_since=request.which.since_at,
        alive=request.alive,
    )


def review_figure(rows: Sequence[Row]) -> Figure:
    """Count the posts to look at."""
    return counted(
        "review",
        "to look at: doubtful, or not judged",
        len(rows),
        f"judged with a confidence below {REVIEW_BELOW:.0%}, or not at all, and labelled by nobody",
        rows=COMMAND,
        cases=cases_in(Dataset.MENTIONS, rows),
    )


def review_line(rows: Sequence[Row]) -> str:
    """Say in one line what there is to look at: `12 not judged (9 de, 3 no words); 7 doubtful: COMMAND`."""
    unjudged = Counter(row["language"] or _NO_WORDS for row in rows if row["kind"] is None)
    doubtful = len(rows) - unjudged.total()
    which = ", ".join(f"{count:,} {language}" for language, count in unjudged.most_common())
    parts = [f"{unjudged.total():,} not judged ({which})"] if unjudged else []
    parts += [f"{doubtful:,} doubtful"] if doubtful else []
    return f"{'; '.join(parts)}: {COMMAND}"


def _values(row: Row) -> tuple[Value, ...]:
    return (
        row["post_id"],
        from_text(row["created_at"]),
        row["kind"] or UNJUDGED,
        row["language"],
        row["confidence"],
        bool(row["is_waiting"]),
        row["network"],
        row["place"],
        row["customer"],
        row["text"],
        tuple(json.loads(row["topics"] or "[]")),
        tuple(json.loads(row["reasons"] or "[]")),
        row["url"],
        row["ref"],
        row["brand"],
    )
