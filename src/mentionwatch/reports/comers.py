"""Finding the customers who stand out, and what each of them said last and still waits for."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from mentionwatch.clock import from_text, to_text
from mentionwatch.priority import Earlier, is_regular, least_followers
from mentionwatch.reports import Request
from mentionwatch.reports.recovery import endings, is_recovered
from mentionwatch.store import people, recoveries, regulars, surroundings
from mentionwatch.store.queries import Filter

if TYPE_CHECKING:
    from sqlite3 import Connection, Row

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


def window(request: Request) -> Filter:
    """Give the days that make a regular, up to now or to the end of the period that the user named."""
    until = request.which.until_at or request.now
    return replace(request.which, since_at=until - timedelta(days=request.rules.priority.regular.days))


def everybody(db: Connection, span: Filter) -> dict[tuple[str, str], Row]:
    """Give the last conversation of each customer of each brand in the span; linked accounts are one customer."""
    found: dict[tuple[str, str], Row] = {}
    first_of = {account_id: str(group[0]) for account_id, group in people.identities(db).items()}
    for row in regulars.customers(db, span):
        key = (first_of.get(row["customer_id"], str(row["customer_id"])), row["brand"])
        if key not in found or found[key]["opened_at"] < row["opened_at"]:
            found[key] = row
    return found


def standing_out(db: Connection, request: Request) -> list[Customer]:
    """Find the customers with any sign, with what was said last and what is open; those who wait first."""
    span = window(request)
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
    found = [
        _customer(key, theirs, signs, accounts=accounts, said=said.get(place), waiting=waiting.get(place))
        for place, (key, theirs, signs) in enumerate(signed)
    ]
    return sorted(found, key=_order)


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
