"""Rows as posts: the fields of an import, and one row read as a post or refused with a reason.

The fields are those of "Posts as JSON lines" (docs/feeds.md).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from difflib import get_close_matches
from typing import Any, TypeVar, cast

from mentionwatch.errors import UsageError
from mentionwatch.feeds import cells
from mentionwatch.feeds.columns import look_up
from mentionwatch.feeds.shape import Unreadable, judge_time
from mentionwatch.feeds.times import DayOrder, read_time
from mentionwatch.model import Account, Address, Post, TimeQuality, Visibility
from mentionwatch.text import one_line

REQUIRED = ("id", "author", "text", "created_at")
FIELDS = (
    *("id", "network", "author", "text", "created_at", "author_id", "author_name", "followers", "from_brand", "brand"),
    *("in_reply_to", "thread", "url", "lang", "rating", "location", "likes", "shares", "replies", "visibility"),
    *("edited_at", "deleted", "to"),
)
TO = "to"
"""The column into which our own CSV moves the @names that begin a text."""

_OTHER_NAMES = {  # what exports of other programs call a field
    "id": ("tweet_id", "status_id", "post_id", "comment_id", "review_id", "message_id"),
    "author": ("username", "user", "screen_name", "handle", "author_handle", "from", "author_name", "author_id"),
    "text": ("content", "body", "message", "full_text", "comment", "review", "tweet"),
    "created_at": ("created", "timestamp", "date", "time", "published", "published_at", "datetime"),
}
_TRUTH_FIELDS = frozenset({"from_brand"})
_TIME_FIELDS = frozenset({"created_at", "edited_at", "deleted"})
_DAY_ORDERS = ("dmy:", "mdy:")
_NETWORK = re.compile(r"[\w.-]+")
_HANDLES = re.compile(r"@?[\w.-]+(?:@[\w.-]+)?(?:\s+@?[\w.-]+(?:@[\w.-]+)?)*")
_NULLS = frozenset({"nan", "null", "none", "<na>", "\\n"})
_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True, kw_only=True)
class RowRules:
    """What an import is told beside its rows; a row's own `network`, `brand` and `from_brand` win.

    `accounts` are the brand's handles, case-blind. `mapping` is from field to column: `from_brand` may take
    `!COLUMN`, the opposite of a truth column, or `COLUMN:WORD`, which is true where that word stands; a time may
    take `dmy:COLUMN` or `mdy:COLUMN`; an id may be put together of columns, `A+B`. In JSON, `a.b` is within an object.
    `sheet` is a workbook's, None: its first.
    """

    network: str | None = None
    accounts: tuple[str, ...] = ()
    brand: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that gives no post; `number` counts from 1."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Notice:
    """An optional field that could not be used, in a line whose post is read all the same."""

    number: int
    field: str


class RowReader:
    """Reads rows under one set of rules. Raises UsageError for a mapping that cannot be.

    `columns` says where each field stands, `zones` in which zone a field's times are that name none.
    """

    def __init__(self, rules: RowRules, *, now: datetime) -> None:
        self._now = now.replace(microsecond=0)
        self._network = rules.network
        self._brand = rules.brand
        self._accounts = frozenset(account.strip().lstrip("@").casefold() for account in rules.accounts)
        self._is_negated = False
        self._brand_word = ""
        self._day_orders: dict[str, DayOrder] = {}
        self.zones: dict[str, tzinfo] = {}
        self.columns = {name: name for name in FIELDS}
        for name, column in rules.mapping.items():
            self.columns[name] = self._read_column(name, str(column).strip())
        self._mapped = tuple(rules.mapping)

    def _read_column(self, name: str, column: str) -> str:
        if name not in FIELDS:
            near = get_close_matches(name, FIELDS, n=1)
            hint = f"did you mean {near[0]}={column}?" if near else f"the fields are {', '.join(FIELDS)}"
            raise UsageError(f"no field is called {name!r}", hint=hint)
        if name in _TRUTH_FIELDS and column.startswith("!"):
            self._is_negated = True
            column = column[1:]
        if name in _TRUTH_FIELDS and ":" in column:
            column, _, word = column.rpartition(":")
            self._brand_word = word.strip().casefold()
            return column
        if name in _TIME_FIELDS and column.startswith(_DAY_ORDERS):
            self._day_orders[name] = cast(DayOrder, column[:3])
            return column[4:]
        return column

    @property
    def needed(self) -> tuple[str, ...]:
        """The fields that each row must have."""
        return REQUIRED if self._network else (*REQUIRED, "network")

    def read(self, number: int, row: Mapping[str, Any]) -> Iterator[Post | BadLine | Notice]:
        """Give the row's post after a notice for each optional field that is lost, or the reason why not."""
        values = {name: row[column] for name, column in self.columns.items() if column in row}
        for name in self._mapped:
            if name not in values and name in self.columns:
                values[name] = look_up(row, self.columns[name])
        fields = _Fields(values)
        try:
            post = self._post(fields)
        except Unreadable as error:
            yield BadLine(number, one_line(str(error), width=300))
            return
        for name in fields.unusable:
            yield Notice(number, name)
        yield post

    def _post(self, fields: _Fields) -> Post:
        network = self._network_of(fields)
        ref = _ref(network, fields.need("id", cells.read_id))
        handle = fields.need("author", cells.read_handle)
        created_at, time_quality = self._created_at(fields)
        visibility = fields.get("visibility", cells.read_visibility) or Visibility.PUBLIC
        deleted_at = fields.get("deleted", self._deleted_at)
        is_wordless = visibility is Visibility.PRIVATE or deleted_at is not None
        account = _account(fields, network, handle)
        parent = fields.get("in_reply_to", cells.read_id)
        from_brand, brand, address = self._standing(fields, account)
        thread = fields.get("thread", cells.read_id)
        return Post(
            ref=ref,
            account=account,
            text="" if is_wordless else _text(fields),
            created_at=created_at,
            time_quality=time_quality,
            parent_ref=_ref(network, parent) if parent else None,
            root_ref=_ref(network, thread) if thread else None,
            address=address,
            from_brand=from_brand,
            brand=brand,
            url=fields.get("url", cells.read_url),
            lang=fields.get("lang", cells.read_language),
            rating=fields.get("rating", cells.read_rating),
            location=fields.get("location", cells.read_name),
            visibility=visibility,
            edited_at=fields.get("edited_at", self._edited_at),
            deleted_at=deleted_at,
            likes=fields.get("likes", cells.read_count),
            shares=fields.get("shares", cells.read_count),
            replies=fields.get("replies", cells.read_count),
        )

    def _network_of(self, fields: _Fields) -> str:
        network = fields.get("network", cells.read_name) or self._network
        if network is None:
            raise Unreadable("no network; name one with --network, or in the row")
        if not _NETWORK.fullmatch(network):
            raise Unreadable(f"a network's name has letters, digits, dots and dashes only: {network!r}")
        return network.lower()

    def _created_at(self, fields: _Fields) -> tuple[datetime, TimeQuality]:
        instant, quality = fields.need("created_at", lambda value: self._read_time("created_at", value))
        judged, stands = judge_time(instant, self._now)
        return judged, quality if stands is TimeQuality.EXACT else stands

    def _edited_at(self, value: Any) -> datetime:
        return min(self._read_time("edited_at", value)[0], self._now)

    def _deleted_at(self, value: Any) -> datetime | None:
        """Read when a post was deleted: a time, or a truth value, for which now stands in."""
        try:
            return self._now if cells.read_truth(value) else None
        except ValueError:
            return min(self._read_time("deleted", value)[0], self._now)

    def _read_truth(self, value: Any) -> bool:
        if self._brand_word:
            return cells.read_name(value).casefold() == self._brand_word
        return cells.read_truth(value)

    def _read_time(self, name: str, value: Any) -> tuple[datetime, TimeQuality]:
        instant, quality = read_time(value, day_order=self._day_orders.get(name))
        if (zone := self.zones.get(name)) is None:
            return instant, quality
        return instant.replace(tzinfo=zone).astimezone(UTC), TimeQuality.EXACT  # our own: a date alone is midnight

    def _standing(self, fields: _Fields, account: Account) -> tuple[bool | None, str | None, Address | None]:
        """Say whether the brand speaks, which brand it is, and whether the post is to it."""
        from_brand = fields.get("from_brand", self._read_truth)
        if from_brand is not None:
            from_brand = from_brand is not self._is_negated
        elif self._accounts:
            own_id = account.ref.partition(":")[2].casefold()
            from_brand = account.handle.casefold() in self._accounts or own_id in self._accounts
        named = fields.get("brand", cells.read_name)
        brand = named or self._brand or (account.handle if from_brand else None)
        return from_brand, brand, Address.TO if named and not from_brand else None


class _Fields:
    """The values of one row by field; notes which of them could not be used."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = {name: value for name, value in values.items() if not _is_missing(name, value)}
        self.unusable: list[str] = []

    def has(self, name: str) -> bool:
        """Say whether a field holds anything."""
        return name in self._values

    def get(self, name: str, read: Callable[[Any], _Read]) -> _Read | None:
        """Read an optional field."""
        if name not in self._values:
            return None
        try:
            return read(self._values[name])
        except ValueError:
            self.unusable.append(name)
            return None

    def need(self, name: str, read: Callable[[Any], _Read]) -> _Read:
        """Read a required field. Raises Unreadable."""
        if name not in self._values:
            raise Unreadable(f"no {name}")
        try:
            return read(self._values[name])
        except ValueError as error:
            raise Unreadable(f"{name}: {error}") from None


def _is_missing(name: str, value: Any) -> bool:
    """Say whether a value stands for none: null, NaN, nothing but spaces, or what databases write for null.

    A parent called "NaN" would gather all posts without a parent in one thread.
    """
    if isinstance(value, str):
        text = value.strip().lower()
        return not text or (name not in REQUIRED and text in _NULLS)
    return value is None or value != value


def _account(fields: _Fields, network: str, handle: str) -> Account:
    own_id = fields.get("author_id", cells.read_id)
    return Account(
        ref=_ref(network, own_id or handle.lower()),
        network=network,
        handle=handle,
        name=fields.get("author_name", cells.read_name),
        followers=fields.get("followers", cells.read_count),
    )


def _text(fields: _Fields) -> str:
    """Read the text; of a review it may be empty, since the stars speak."""
    if not fields.has("text") and fields.get("rating", cells.read_rating) is not None:
        return ""
    text = fields.need("text", cells.read_string)
    names = fields.get(TO, cells.read_name) or ""
    if not _HANDLES.fullmatch(names):
        return text
    return cells.read_string(" ".join(["@" + name.lstrip("@") for name in names.split()] + [text]))


def _ref(network: str, native_id: str) -> str:
    """Give the ref of an id, which may be a ref already, as in our own exports."""
    return native_id if native_id.startswith(f"{network}:") else f"{network}:{native_id}"


def suggest(missing: Collection[str], columns: Collection[str]) -> str:
    """Give the hint for fields that no column is named after."""
    by_name = {column.casefold(): column for column in columns}
    maps = []
    for name in missing:
        known = [by_name[other] for other in _OTHER_NAMES.get(name, ()) if other in by_name]
        near = known or [by_name[each] for each in get_close_matches(name, by_name, n=1)]
        maps += [f"--map {name}={near[0]}" if near else f"--map {name}=COLUMN"]
    lead = "did you mean " if not any(each.endswith("=COLUMN") for each in maps) else "say which column it is: "
    return lead + " ".join(maps)
