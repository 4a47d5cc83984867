"""The complaints that ended in the customer's satisfaction, in the customer's own words."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mentionwatch.clock import from_text
from mentionwatch.reports import Column, Figure, Report, Request, Section, Table, Unit, Value
from mentionwatch.reports.agents import printed_text
from mentionwatch.reports.common import DELETED, about_emptiness, gone_texts
from mentionwatch.reports.figures import counted, share, with_previous
from mentionwatch.reports.grouping import Group, Grouping, group_columns, sorted_groups
from mentionwatch.reports.recovery import (
    Ending,
    How,
    Said,
    cases_of,
    endings,
    how_figures,
    is_recovered,
    median_seconds,
    said_figures,
    satisfaction_time,
)
from mentionwatch.store import recoveries

if TYPE_CHECKING:
    from sqlite3 import Connection

_COLUMNS = (
    Column("post", "id", Unit.COUNT),
    Column("opened_at", "complained", Unit.INSTANT),
    Column("network", "network"),
    Column("place", "place"),
    Column("customer", "customer"),
    Column("text", "they wrote"),
    Column("reply_text", "the brand"),
    Column("thanks_text", "then they"),
    Column("how", "seen by"),
    Column("said_at", "on", Unit.INSTANT),
    Column("seconds", "after", Unit.DURATION),
    Column("stars_before", "stars before", Unit.COUNT),
    Column("stars", "stars now", Unit.COUNT),
    Column("thanks_by", "as", is_for_files=True),
    Column("topics", "about", Unit.LIST),
    Column("thanks_url", "link to the thanks", is_for_files=True),
    Column("thanks_ref", "id of the thanks", is_for_files=True),
    Column("url", "link"),
    Column("ref", "ref"),
    Column("brand", "brand"),
)
_GROUP_COLUMNS = (
    Column("replied", "complaints replied to", Unit.COUNT),
    Column("recovered", "recovered", Unit.COUNT),
    Column("recovered_share", "share", Unit.SHARE),
    Column("not_satisfied", "said not", Unit.COUNT),
    Column("said_nothing", "said nothing", Unit.COUNT),
    Column("median_seconds", "half took longer than", Unit.DURATION),
    Column("timed", "said it themselves", Unit.COUNT),
)


def recovered(db: Connection, request: Request) -> Report:
    """List the complaints whose customers said, after a reply, that all is well; with `by`, count them by group."""
    found = endings(db, request.which)

    def rates(one: Request) -> tuple[Figure, ...]:
        return _rates(found if one is request else endings(db, one.which))

    return Report(
        name="recovered",
        title="Complaints that ended well",
        request=request,
        sections=(
            Section(title="recovery", figures=with_previous(request, rates)),
            Section(title="how it was seen", figures=how_figures(found)),
            Section(title="what customers said in the end", figures=said_figures(found)),
        ),
        table=_by_group(found, request) if request.by else _list(db, found, request),
        notes=(
            *about_emptiness(db, is_empty=not found),
            *(("most customers never say: silence is neither yes nor no",) if found else ()),
        ),
    )


def _rates(found: Sequence[Ending]) -> tuple[Figure, ...]:
    those = [one for one in found if is_recovered(one)]
    return (
        counted(
            "replied_complaints",
            "complaints replied to",
            len(found),
            "opened in the period, replied to, and not handled elsewhere",
            cases=cases_of(found),
        ),
        share(
            "recovered",
            "ended in the customer's satisfaction",
            len(those),
            len(found),
            "the recovery rate: by the customer's own words, of the complaints replied to",
            cases=cases_of(those),
        ),
        satisfaction_time(found),
    )


def _list(db: Connection, found: Sequence[Ending], request: Request) -> Table:
    """List the recovered, the latest words first."""
    those = [one for one in found if is_recovered(one)]
    ordered = sorted(those, key=lambda one: one.said_at or from_text(one.row["last_at"]), reverse=True)
    return Table(
        name="recovered",
        title="Complaints that ended well",
        columns=_COLUMNS,
        rows=tuple(_values(db, one, request) for one in ordered[: request.limit]),
        is_to_read=True,
    )


def last_recovered(db: Connection, request: Request) -> Table:
    """Give the complaint that was the last to end well by the customer's own words, as a list of one, or of none."""
    found = [one for one in endings(db, request.which) if one.how is How.THERE and one.post is not None]
    return replace(_list(db, found, replace(request, limit=1)), title="The last complaint that ended well")


def _values(db: Connection, ending: Ending, request: Request) -> tuple[Value, ...]:
    row, post = ending.row, ending.post
    has_stars = ending.how is How.STARS
    return (
        row["id"],
        from_text(row["opened_at"]),
        row["network"],
        row["place"],
        row["customer"],
        _text_before(db, row["stars_id"]) if has_stars else row["text"] or DELETED,
        _last_reply(db, ending, request),
        None if post is None else post["text"] or DELETED,
        ending.how,
        ending.said_at,
        ending.seconds,
        _whole(row["stars_before"]) if has_stars else None,
        _whole(post["rating"]) if has_stars and post is not None else None,
        None if post is None else f"{post['network']}:{post['handle']}",
        tuple(json.loads(row["topics"])),
        None if post is None else post["url"],
        None if post is None else post["ref"],
        row["url"],
        row["ref"],
        row["brand"],
    )


def _whole(stars: float) -> int | float:
    return int(stars) if stars.is_integer() else stars


def _text_before(db: Connection, post_id: int) -> str:
    return recoveries.first_text(db, post_id) or DELETED


def _last_reply(db: Connection, ending: Ending, request: Request) -> str | None:
    """Give the last reply before the customer's words."""
    reply = recoveries.reply_before(db, ending.row["id"], ending.row["brand"], at=ending.said_at)
    if reply is None:
        return None
    return DELETED if reply["ref"] in gone_texts(db, [reply]) else printed_text(reply, request.rules)


def _by_group(found: Sequence[Ending], request: Request) -> Table:
    """Count what customers said, by one thing or two."""
    grouping = Grouping(request)
    groups: dict[Group, list[Ending]] = defaultdict(list)
    for one in found:
        for group in grouping.of([_column(one, name) for name in grouping.columns]):
            groups[group].append(one)
    return Table(
        name="recovered",
        title="Recovery by " + " and ".join(request.by),
        columns=(*group_columns(request), *_GROUP_COLUMNS),
        rows=tuple((*group, *_counts(groups[group])) for group in sorted_groups(request, groups)[: request.limit]),
    )


def _column(ending: Ending, name: str) -> object:
    row = ending.row
    if name == "is_replied":
        return True
    if name == "followers":
        return row["followers"] if row["followers_then"] is None else row["followers_then"]
    return row[name]


def _counts(found: Sequence[Ending]) -> tuple[Value, ...]:
    those = sum(is_recovered(one) for one in found)
    return (
        len(found),
        those,
        those / len(found),
        sum(one.said is Said.NOT for one in found),
        sum(one.said is Said.NOTHING for one in found),
        median_seconds(found),
        sum(one.seconds is not None for one in found),
    )
