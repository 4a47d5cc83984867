"""The customers who stand out: regulars, people whom many follow, and those who praise since they were won back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mentionwatch.clock import from_text
from mentionwatch.errors import UsageError
from mentionwatch.reports import UNJUDGED, Cases, Column, Dataset, Figure, Report, Request, Section, Table, Unit, Value
from mentionwatch.reports.comers import Customer, Sign, everybody, standing_out, window
from mentionwatch.reports.common import about_emptiness, mood
from mentionwatch.reports.figures import counted, with_previous
from mentionwatch.reports.grouping import Group, Grouping, group_columns, sorted_groups

if TYPE_CHECKING:
    from sqlite3 import Connection, Row

_GROUPED_BY = frozenset({"network", "place", "brand", "reach", "kind", "topic"})
_WAITING = "waiting"

_COLUMNS = (
    Column("customer", "customer"),
    Column("signs", "who they are", Unit.LIST),
    Column("conversations", "came", Unit.COUNT),
    Column("mood", "last mood"),
    Column("open", "open", Unit.COUNT),
    Column("waiting_since", "since", Unit.INSTANT),
    Column("followers", "followers", Unit.COUNT),
    Column("said_at", "last said", Unit.INSTANT),
    Column("network", "network"),
    Column("days", "on days", Unit.COUNT),
    Column("place", "place"),
    Column("polarity", "last polarity", Unit.SHARE, is_for_files=True),
    Column("accounts", "accounts", Unit.LIST, is_for_files=True),
    Column("name", "name", is_for_files=True),
    Column("person", "person", is_for_files=True),
    Column("brand", "brand"),
)


def customers(db: Connection, request: Request) -> Report:
    """List the customers who stand out, those who wait first; with `by`, count them by group."""
    if not _GROUPED_BY.issuperset(request.by):
        raise UsageError(
            f"customers cannot be grouped by {' and '.join(request.by)}", hint=f"by {', '.join(sorted(_GROUPED_BY))}"
        )
    found = standing_out(db, request)
    figures = with_previous(request, lambda one: _figures(db, one, found) if one is request else _figures_then(db, one))
    return Report(
        name="customers",
        title="Customers who stand out",
        request=replace(request, which=window(request)),
        sections=(Section(title="customers", figures=figures),),
        table=_by_group(found, request) if request.by else _list(found, request),
        notes=(*about_emptiness(db, is_empty=not figures[0].n), *_notes(request)),
    )


def _notes(request: Request) -> tuple[str, ...]:
    since_at = request.which.since_at
    if since_at is None:
        return ()
    return (f"before: as it stood on {since_at.astimezone(request.rules.zone):%Y-%m-%d}",)


def _figures_then(db: Connection, request: Request) -> tuple[Figure, ...]:
    """Give the figures as of the end of the period before; who waits is told of now alone."""
    return tuple(one for one in _figures(db, request, standing_out(db, request)) if one.name != _WAITING)


def _figures(db: Connection, request: Request, found: Sequence[Customer]) -> tuple[Figure, ...]:
    rules = request.rules.priority
    regular, influential = rules.regular, rules.influential
    told = (
        (
            "regulars",
            "regulars",
            Sign.REGULAR,
            f"at least {regular.conversations} conversations on {regular.conversations} different days in "
            f"{regular.days} days",
        ),
        (
            "influential",
            "influential people",
            Sign.INFLUENTIAL,
            f"the top {influential.share * 100:g} % of the brand's own audience by followers, and at least "
            f"{influential.followers:,} of them, when they wrote",
        ),
        ("advocates", "advocates", Sign.ADVOCATE, "praised the brand after they were won back"),
    )
    last = [(row["conversation_id"], row["brand"]) for row in everybody(db, window(request)).values()]
    return (
        counted(
            "customers",
            "customers in all",
            len(last),
            f"people with a conversation in {regular.days} days; each is listed by their last",
            cases=Cases(Dataset.CONVERSATIONS, lambda: last),
        ),
        *(
            _count(name, title, [one for one in found if sign in one.signs], definition)
            for name, title, sign, definition in told
        ),
        _count(_WAITING, "of all these, waiting now", [one for one in found if one.waiting], "a wait goes on"),
    )


def _count(name: str, title: str, found: Sequence[Customer], definition: str) -> Figure:
    cases = Cases(Dataset.CONVERSATIONS, lambda: ((one.last, one.brand) for one in found))
    return counted(name, title, len(found), f"{definition}; each is listed by their last conversation", cases=cases)


def _list(found: Sequence[Customer], request: Request) -> Table:
    return Table(
        name="customers",
        title="Customers who stand out",
        columns=_COLUMNS,
        rows=tuple(_values(one, request) for one in found[: request.limit]),
        total=len(found),
    )


def _values(one: Customer, request: Request) -> tuple[Value, ...]:
    names = dict.fromkeys(row["name"] for row in one.accounts if row["name"])
    said, waiting = one.said, one.waiting
    return (
        one.account["handle"],
        one.signs,
        len(one.opened),
        None if said is None else _mood(said),
        0 if waiting is None else waiting["count"],
        None if waiting is None else from_text(waiting["opened_at"]),
        one.followers,
        None if said is None else from_text(said["created_at"]),
        one.account["network"],
        len({at.astimezone(request.rules.zone).date() for at, _ in one.opened}),
        None if said is None else said["place"],
        None if said is None else said["polarity"],
        tuple(f"{row['network']}:{row['handle']}" for row in one.accounts),
        ", ".join(names) or None,
        one.person,
        one.brand,
    )


def _mood(said: Row) -> str:
    """Put the last post's tone and kind into a few words."""
    tone = {1: "good", 0: "plain", -1: "bad"}[mood(said["kind"], said["polarity"])]
    return f"{tone}: {said['kind'] or UNJUDGED}"


def _by_group(found: Sequence[Customer], request: Request) -> Table:
    """Count those who stand out by one thing or two: by what they said last, and where."""
    grouping = Grouping(request)
    groups: dict[Group, list[Customer]] = defaultdict(list)
    for one in found:
        for group in grouping.of([_column(one, name) for name in grouping.columns]):
            groups[group].append(one)
    columns = (
        Column("people", "people", Unit.COUNT),
        *(Column(f"{sign}s" if sign is not Sign.INFLUENTIAL else sign, sign, Unit.COUNT) for sign in Sign),
        Column("waiting", "waiting now", Unit.COUNT),
    )
    return Table(
        name="customers",
        title="Customers who stand out by " + " and ".join(request.by),
        columns=(*group_columns(request), *columns),
        rows=tuple(
            (
                *group,
                len(groups[group]),
                *(sum(sign in one.signs for one in groups[group]) for sign in Sign),
                sum(one.waiting is not None for one in groups[group]),
            )
            for group in sorted_groups(request, groups)[: request.limit]
        ),
    )


def _column(one: Customer, name: str) -> object:
    if name == "network":
        return one.account["network"]
    if name == "brand":
        return one.brand
    if name == "followers":
        return one.followers
    if one.said is None:
        return "[]" if name == "topics" else None
    return one.said[name] or ("[]" if name == "topics" else None)
