"""The customers who stand out: regulars, people whom many follow, and those who praise since they were won back."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from mentionwatch.clock import from_text, to_text
from mentionwatch.errors import UsageError
from mentionwatch.priority import Earlier, is_regular, least_followers
from mentionwatch.reports import UNJUDGED, Cases, Column, Dataset, Figure, Report, Request, Section, Table, Unit, Value
from mentionwatch.reports.common import about_emptiness, mood
from mentionwatch.reports.figures import counted
from mentionwatch.reports.grouping import Group, Grouping, group_columns, sorted_groups
from mentionwatch.reports.recovery import endings, is_recovered
from mentionwatch.store import people, recoveries, regulars, surroundings
from mentionwatch.store.queries import Filter

if TYPE_CHECKING:
    from sqlite3 import Connection, Row

_GROUPED_BY = frozenset({"network", "place", "brand", "reach", "kind", "topic"})
_NOBODY = 1 << 62
"""So many followers nobody has."""


class Sign(StrEnum):
    """Why a customer stands out."""

    REGULAR = "regular"
    INFLUENTIAL = "influential"
    ADVOCATE = "advocate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A person as a brand's customer: why they stand out, how often they came, what they said last, what is open.

    `last` is the id of their last conversation. `account` is the account they last came by, `accounts` are all.
    """

    brand: str
    person: str
    account: Row
    accounts: tuple[Row, ...]
    signs: tuple[Sign, ...]
    opened: tuple[tuple[datetime, int], ...]
    followers: int | None
    said: Row | None
    waiting: Row | None

    @property
    def last(self) -> int:
        """The conversation they opened last."""
        return max(self.opened)[1]


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
    span = _window(request)
    everybody = _everybody(db, span)
    found = _standing_out(db, request, span)
    ordered = sorted(found, key=_order)
    return Report(
        name="customers",
        title="Customers who stand out",
        request=replace(request, which=span),
        sections=(Section(title="customers", figures=_figures(db, everybody, ordered, request)),),
        table=_by_group(ordered, request) if request.by else _list(ordered, request),
        notes=about_emptiness(db, is_empty=not everybody),
    )


def _window(request: Request) -> Filter:
    """Give the days that make a regular, up to now or to the end of the period that the user named."""
    until = request.which.until_at or request.now
    return replace(request.which, since_at=until - timedelta(days=request.rules.priority.regular.days))


def _everybody(db: Connection, span: Filter) -> dict[tuple[str, str], Row]:
    """Give the last conversation of each customer of each brand in the span; linked accounts are one customer."""
    found: dict[tuple[str, str], Row] = {}
    first_of = {account_id: str(group[0]) for account_id, group in people.identities(db).items()}
    for row in regulars.customers(db, span):
        key = (first_of.get(row["customer_id"], str(row["customer_id"])), row["brand"])
        if key not in found or found[key]["opened_at"] < row["opened_at"]:
            found[key] = row
    return found


def _standing_out(db: Connection, request: Request, span: Filter) -> list[Customer]:
    """Find the customers with any sign, with what was said last and what is open."""
    advocates = _advocates(db, span)
    identities = people.identities(db)
    rules = request.rules.priority
    rows = regulars.comers(
        db,
        span,
        conversations=rules.regular.conversations,
        followers=max(rules.influential.followers, 1),
        also=[account_id for account_id, _ in advocates],
    )
    groups: dict[tuple[tuple[int, ...], str], list[Row]] = defaultdict(list)
    for row in rows:
        groups[identities.get(row["customer_id"], (row["customer_id"],)), row["brand"]].append(row)
    least = {brand: _least_followers(db, brand, request) for brand in {brand for _, brand in groups}}
    signed = [
        (key, theirs, signs)
        for key, theirs in groups.items()
        if (signs := _signs(key, theirs, request, least=least[key[1]], advocates=advocates)) and _came(theirs, request)
    ]
    keys = [key for key, _, _ in signed]
    said, waiting = regulars.last_said(db, keys), regulars.open_since(db, keys)
    accounts = regulars.accounts(db, [account_id for ids, _ in keys for account_id in ids])
    return [
        _customer(key, theirs, signs, accounts=accounts, said=said.get(place), waiting=waiting.get(place))
        for place, (key, theirs, signs) in enumerate(signed)
    ]


def _least_followers(db: Connection, brand: str, request: Request) -> int:
    """Give from how many followers on a brand's customer is influential."""
    rules = request.rules.priority
    size, top = surroundings.audience(db, brand, least=rules.influential.followers)
    least = least_followers(size, top, rules)
    return _NOBODY if least is None else max(least, 1)


def _advocates(db: Connection, span: Filter) -> set[tuple[int, str]]:
    """Name the customers, by account and brand, who praised the brand after they were won back."""
    won = [one for one in endings(db, span, only_praised=True) if is_recovered(one)]
    asked = [
        (
            one.row["customer_id"],
            one.row["brand"],
            to_text(one.said_at),
            one.row["thread_ref"] if one.post is None else one.post["thread_ref"],
        )
        for one in won
        if one.said_at is not None
    ]
    return {(asked[place][0], asked[place][1]) for place in recoveries.praise_after(db, asked)}


def _signs(
    key: tuple[tuple[int, ...], str],
    rows: Sequence[Row],
    request: Request,
    *,
    least: int,
    advocates: set[tuple[int, str]],
) -> tuple[Sign, ...]:
    ids, brand = key
    came = [Earlier(at, False) for at, _ in _opened(rows)]
    has = {
        Sign.REGULAR: is_regular(came, request.rules.priority, request.rules.zone),
        Sign.INFLUENTIAL: (_most_followers(rows) or 0) >= least,
        Sign.ADVOCATE: any((account_id, brand) in advocates for account_id in ids),
    }
    return tuple(sign for sign, holds in has.items() if holds)


def _came(rows: Sequence[Row], request: Request) -> bool:
    """Say whether somebody opened a conversation in the period, where the user named one."""
    since = request.which.since_at
    return request.is_default_period or since is None or any(at >= since for at, _ in _opened(rows))


def _opened(rows: Iterable[Row]) -> list[tuple[datetime, int]]:
    return [(from_text(at), number) for row in rows for at, number in json.loads(row["opened"])]


def _most_followers(rows: Iterable[Row]) -> int | None:
    return max((row["followers"] for row in rows if row["followers"] is not None), default=None)


def _customer(
    key: tuple[tuple[int, ...], str],
    rows: Sequence[Row],
    signs: tuple[Sign, ...],
    *,
    accounts: dict[int, Row],
    said: Row | None,
    waiting: Row | None,
) -> Customer:
    ids, brand = key
    latest = max(rows, key=lambda row: max(_opened([row])))
    return Customer(
        brand=brand,
        person=accounts[ids[0]]["ref"],
        account=accounts[latest["customer_id"]],
        accounts=tuple(accounts[account_id] for account_id in ids),
        signs=signs,
        opened=tuple(_opened(rows)),
        followers=_most_followers(rows),
        said=said,
        waiting=waiting,
    )


def _order(one: Customer) -> tuple[bool, str, int, str, str]:
    """Put those who wait first, the longest waiting before; then those who came most often."""
    return (
        one.waiting is None,
        one.waiting["opened_at"] if one.waiting else "",
        -len(one.opened),
        one.person,
        one.brand,
    )


def _figures(
    db: Connection, everybody: dict[tuple[str, str], Row], found: Sequence[Customer], request: Request
) -> tuple[Figure, ...]:
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
    last = [(row["conversation_id"], row["brand"]) for row in everybody.values()]
    return (
        counted(
            "customers",
            "customers in all",
            len(everybody),
            f"people with a conversation in {regular.days} days; each is listed by their last",
            cases=Cases(Dataset.CONVERSATIONS, lambda: last),
        ),
        *(
            _count(name, title, [one for one in found if sign in one.signs], definition)
            for name, title, sign, definition in told
        ),
        _count("waiting", "of all these, waiting now", [one for one in found if one.waiting], "a wait goes on"),
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
