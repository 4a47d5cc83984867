"""How complaints that were replied to ended: by the customers' own words, wherever they said them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from mentionwatch.clock import from_text
from mentionwatch.model import Outcome
from mentionwatch.reports import Cases, Dataset, Figure, Unit
from mentionwatch.reports.figures import counted, share
from mentionwatch.store import recoveries
from mentionwatch.survival import plain_percentile

if TYPE_CHECKING:
    from sqlite3 import Connection, Row

    from mentionwatch.store.queries import Filter

_SATISFIED = (Outcome.RECOVERED, Outcome.SATISFIED)
_OF = "complaints of the period that were replied to and not handled elsewhere"


class Said(StrEnum):
    """What a customer said in the end."""

    SATISFIED = "satisfied"
    NOT = "not satisfied"
    NOTHING = "nothing"


class How(StrEnum):
    """How it was seen that a customer is satisfied."""

    THERE = "said so there"
    LATER = "praised later"
    STARS = "gave more stars"
    LABEL = "a person said so"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """A complaint that was replied to, and how it ended.

    `how` is set exactly if the customer is satisfied; `said_at` is when they said so and `post_id` where, both None
    where a person said it for them. `row` is that of `recoveries.replied_complaints`.
    """

    row: Row
    said: Said
    how: How | None = None
    said_at: datetime | None = None
    post: Row | None = None

    @property
    def seconds(self) -> int | None:
        """From the complaint to the customer's own words; None if they said none."""
        if self.said_at is None:
            return None
        return max(round((self.said_at - from_text(self.row["opened_at"])).total_seconds()), 0)


def endings(db: Connection, which: Filter, *, only_praised: bool = False) -> list[Ending]:
    """Give the complaints opened in the span that were replied to, each with how it ended, in order of opening.

    `only_praised` leaves out those whose customers have not praised the brand since, in another thread.
    """
    rows = recoveries.replied_complaints(db, which, only_praised=only_praised)
    there = recoveries.satisfied_by(db, [(row["id"], row["brand"]) for row in rows])
    wanted = {*there.values(), *(row[name] for row in rows for name in ("thanks_id", "stars_id") if row[name])}
    posts = recoveries.said_posts(db, sorted(wanted))
    return [_ending(row, there.get((row["id"], row["brand"])), posts) for row in rows]


def _ending(row: Row, there: int | None, posts: dict[int, Row]) -> Ending:
    """Say how a complaint ended: what was said in its own conversation goes before what was said elsewhere."""
    if row["outcome"] in _SATISFIED:
        how = How.LABEL if row["has_word"] else How.THERE
        said_at = from_text(row["satisfied_at"]) if row["satisfied_at"] else None
        return Ending(row=row, said=Said.SATISFIED, how=how, said_at=said_at, post=posts.get(there or 0))
    if not row["has_word"]:
        found = [
            (from_text(posts[row[name]][time]), how, posts[row[name]])
            for name, time, how in (("stars_id", "edited_at", How.STARS), ("thanks_id", "created_at", How.LATER))
            if row[name]
        ]
        if found:
            said_at, how, post = min(found, key=lambda one: one[0])
            return Ending(row=row, said=Said.SATISFIED, how=how, said_at=said_at, post=post)
    is_unhappy = row["outcome"] == Outcome.LOST or row["complains_again"]
    return Ending(row=row, said=Said.NOT if is_unhappy else Said.NOTHING)


def is_recovered(ending: Ending) -> bool:
    """Say whether a complaint ended in its customer's satisfaction."""
    return ending.said is Said.SATISFIED


def cases_of(found: Iterable[Ending]) -> Cases:
    """Give the conversations behind a figure."""
    return Cases(Dataset.CONVERSATIONS, lambda: ((one.row["id"], one.row["brand"]) for one in found))


def said_figures(found: Sequence[Ending]) -> tuple[Figure, ...]:
    """Part complaints by what their customers said in the end: satisfied, not so, or nothing of it."""
    return (
        _part(
            "said_satisfied",
            "said that they are satisfied",
            found,
            is_recovered,
            f"in that conversation, by praise within {recoveries.PRAISE_DAYS} days, or by more stars; of the {_OF}",
        ),
        _part(
            "said_not_satisfied",
            "said that they are not",
            found,
            lambda one: one.said is Said.NOT,
            f"lost, or complained again and wait for a reply; of the {_OF}",
        ),
        _part(
            "lost",
            "lost: came back angrier, or said goodbye",
            found,
            lambda one: one.said is Said.NOT and one.row["outcome"] == Outcome.LOST,
            f"the outcome is lost; of the {_OF}",
        ),
        _part(
            "said_nothing",
            "said nothing of it after the last reply",
            found,
            lambda one: one.said is Said.NOTHING,
            f"neither, a mere question too; of the {_OF}",
        ),
    )


def how_figures(found: Sequence[Ending]) -> tuple[Figure, ...]:
    """Part the recovered by how it was seen."""
    recovered = [one for one in found if is_recovered(one)]
    told = (
        ("recovered_there", How.THERE, "said so in the same conversation", "their own words after a reply"),
        (
            "recovered_by_praise",
            How.LATER,
            "praised the brand later, elsewhere",
            f"unprompted praise within {recoveries.PRAISE_DAYS} days, in another thread or from a linked account",
        ),
        ("recovered_by_stars", How.STARS, "gave their review more stars", "after the brand had replied to it"),
        ("recovered_by_label", How.LABEL, "a person said so of them", "`label ID outcome=satisfied`"),
    )
    return tuple(
        counted(name, title, len(those), definition, of=len(recovered), cases=cases_of(those))
        for name, how, title, definition in told
        for those in [[one for one in recovered if one.how is how]]
    )


def satisfaction_time(found: Sequence[Ending]) -> Figure:
    """Give how long it took until customers said that they are satisfied, of those who said so."""
    those = [one for one in found if one.seconds is not None]
    return Figure(
        name="time_to_satisfaction_median_seconds",
        title="of those who said it themselves, half took longer than",
        value=median_seconds(those),
        unit=Unit.DURATION,
        definition="from the complaint to the customer's own words; a median of those who said them, as most never do",
        n=len(those),
        if_none="nobody has said so",
        cases=cases_of(those),
    )


def median_seconds(found: Iterable[Ending]) -> int | None:
    """Give the median time to satisfaction of those who said it themselves; None if nobody did."""
    return plain_percentile([one.seconds for one in found if one.seconds is not None], 0.5)


def _part(name: str, title: str, found: Sequence[Ending], test: Callable[[Ending], bool], definition: str) -> Figure:
    those = [one for one in found if test(one)]
    return share(name, title, len(those), len(found), definition, cases=cases_of(those))
