"""The streams of a `json` feed: each of the plan's once for every account, term or place it is made with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import product

from mentionwatch.clock import from_text, to_text
from mentionwatch.config.values import is_secret
from mentionwatch.errors import ConfigError
from mentionwatch.feeds import FeedSpec
from mentionwatch.feeds.json_model import Fields, Stream
from mentionwatch.feeds.json_paths import names_in
from mentionwatch.feeds.json_plan import Plan
from mentionwatch.model import Address, Cursor


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One stream that is walked; `values` are what its address and its posts' fields are made with."""

    stream: Stream
    fields: Fields
    values: Mapping[str, str]
    is_own: bool

    @property
    def is_found(self) -> bool:
        """Whether the network searched for a term, and may have found something else."""
        return "term" in self.values

    @property
    def address(self) -> Address | None:
        """How its posts stand to the brand, None where each one's words and parent decide."""
        if self.stream.address:
            return Address(self.stream.address)
        return None if self.is_own or self.is_found or self.stream.follow else Address.TO

    @property
    def may_be_empty(self) -> bool:
        """Whether an empty list says nothing about how many posts there are."""
        return self.stream.since is not None or self.stream.window is not None

    def since(self, from_at: datetime, anchor: str | None) -> dict[str, str]:
        """Give the parameter that asks for what is newer than an instant, or than the post of an id."""
        rule = self.stream.since
        if rule is None or (rule.form == "id" and anchor is None):
            return {}
        if rule.form == "id":
            return {rule.param: anchor or ""}
        return {rule.param: to_text(from_at) if rule.form == "iso" else str(int(from_at.timestamp()))}


def lines_of(spec: FeedSpec, plan: Plan) -> dict[str, Line]:
    """Name each stream as `Round` tells them apart, by `outbox:` and `inbox:`. Raises ConfigError."""
    return {
        title: Line(
            stream=stream,
            fields=plan.by_stream[name],
            values={"base": plan.base, **values},
            is_own=plan.options.own,
        )
        for name, stream in plan.options.streams.items()
        for title, values in _each(spec, plan, name, stream)
    }


def _each(spec: FeedSpec, plan: Plan, name: str, stream: Stream) -> Iterator[tuple[str, dict[str, str]]]:
    texts = (stream.url, *(str(value) for value in stream.params.values()))
    variables = list(dict.fromkeys(variable for text in texts for variable in names_in(text)))
    has_replies = stream.holds != "mentions" or plan.by_stream[name].reply is not None
    is_inbox = "term" not in variables and not name.startswith("inbox")
    for chosen in product(*(_values(spec, plan, variable, name) for variable in variables)):
        title = ":".join((name, *chosen))
        begin = "outbox:" if has_replies else "inbox:" if is_inbox else ""
        yield f"{begin}{title}", dict(zip(variables, chosen, strict=True))


def _values(spec: FeedSpec, plan: Plan, variable: str, stream: str) -> list[str]:
    if variable in ("account", "term"):
        return list(spec.accounts if variable == "account" else spec.terms)
    if variable not in plan.values or is_secret(variable):  # a stream's name is told in errors
        hint = "an address can hold {account} and {term}"
        raise ConfigError(f"the feed {spec.name!r}: streams.{stream}: what is {{{variable}}}?", hint=hint)
    value = plan.values[variable]
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


def rewound(cursor: Cursor, lines: Mapping[str, Line], *, spec: FeedSpec, now: datetime) -> Cursor:
    """Begin further back where replies come beside reviews that were read long before: at the history's begin."""
    streams = {name: dict(state) for name, state in cursor.get("streams", {}).items()}
    begins_at = to_text(now - spec.history + spec.overlap)
    for name, state in streams.items():
        if name in lines and lines[name].fields.reply:
            state["read_to"] = min(state["read_to"], begins_at)
    return {**cursor, "streams": streams}


def read_from(cursor: Cursor | None, name: str, *, spec: FeedSpec, now: datetime) -> datetime:
    """Give the instant back to which a stream is to be read."""
    if spec.since is not None:
        return spec.since
    state = (cursor or {}).get("streams", {}).get(name)
    return min(from_text(state["read_to"]), now) - spec.overlap if state else now - spec.history
