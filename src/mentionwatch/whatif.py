"""What-if: how the figures would be under another promise, other hours or other limits. The file stays as it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import get_close_matches
from sqlite3 import Connection

from pydantic import ValidationError

from mentionwatch.clock import duration_text, to_text
from mentionwatch.config import BusinessHours, Rules, Sla
from mentionwatch.errors import UsageError
from mentionwatch.hours import Calendar, read_week
from mentionwatch.store import temporary, threads
from mentionwatch.telling import Teller
from mentionwatch.waits.calendars import Calendars, Clock

_PROMISES = ("complaint", "question", "praise", "next_reply")
_KEYS = (*_PROMISES, "update", "warn_at", "auto_reply_within", "lapse_after", "hours")
_BUSINESS = "business"
_CHUNK = 500
_WEEK = "--what-if hours='mon-fri 09:00-17:00'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposed:
    """What a user supposes: the part `sla` of every promise, and whose `hours` the clock runs in.

    `hours` is None (the wall's), `business` (each brand's own), or a week. `words` say it as a report does.
    """

    sla: Mapping[str, timedelta | float]
    hours: str | None
    words: str

    def seconds(self, key: str) -> int | None:
        """Give a supposed duration in seconds, None if it stays as it is."""
        value = self.sla.get(key)
        return round(value.total_seconds()) if isinstance(value, timedelta) else None


@dataclass(frozen=True, slots=True)
class View:
    """What a report then reads by: the supposed rules, and the clock that waits run on; None is the wall's."""

    rules: Rules
    clock: Clock | None


def read_supposed(texts: Sequence[str]) -> Supposed:
    """Read `complaint=30m`, `warn_at=80%`, `hours=business` and the like. Raises UsageError."""
    given: dict[str, str] = {}
    for text in texts:
        key, _, value = (part.strip() for part in text.partition("="))
        if key not in _KEYS or not value:
            raise UsageError(f"--what-if {text[:60]!r} cannot be read", hint=_near(key))
        if key in given:
            raise UsageError(f"--what-if supposes {key} twice", hint="keep one of them")
        given[key] = value
    hours = _read_hours(given.pop("hours", None))
    sla = {key: _read(key, value) for key, value in given.items()}
    said = [f"{key} = {_said(value)}" for key, value in sla.items()]
    if hours:
        said.append(f"the clock ran in {'business hours' if hours == _BUSINESS else hours} only")
    return Supposed(sla=sla, hours=hours, words=f"as if {', '.join(said)}")


def _near(key: str) -> str:
    near = get_close_matches(key, _KEYS, n=1)
    if near and near[0] != key:
        return f"did you mean {near[0]}=...?"
    return f"write KEY=VALUE, such as complaint=30m or hours=business; the keys are {', '.join(_KEYS)}"


def _read(key: str, value: str) -> timedelta | float:
    try:
        read: timedelta | float = getattr(Sla.model_validate({key: value}), key)
    except ValidationError as error:
        cause = error.errors()[0].get("ctx", {}).get("error")
        message, _, fix = str(cause).rpartition("; ")
        hint = getattr(cause, "hint", None) or fix
        raise UsageError(f"--what-if {key}={value[:60]}: {message or cause}", hint=hint) from None
    return read


def _said(value: timedelta | float) -> str:
    return duration_text(value.total_seconds()) if isinstance(value, timedelta) else f"{value:.0%}".replace("%", " %")


def _read_hours(text: str | None) -> str | None:
    if text is None or text == _BUSINESS:
        return text
    try:
        read_week(text)
    except ValueError as error:
        message, _, fix = str(error).rpartition("; ")
        raise UsageError(f"--what-if hours={text[:60]}: {message}", hint=f"{fix}, or hours=business") from None
    return " ".join(text.split())


def suppose(db: Connection, rules: Rules, supposed: Supposed, *, brand: str | None, now: datetime) -> View:
    """Let the connection read what would be found if that held; `brand` None: of all. Raises UsageError.

    To be called inside a snapshot: with its end all of it is gone.
    """
    hours = _hours(rules, supposed)
    changed: dict[str, object] = {"sla": tuple(sla.model_copy(update=dict(supposed.sla)) for sla in rules.sla)}
    if hours is not None:
        changed |= {"business_hours": hours, "feed_hours": ()}
    view = View(rules.model_copy(update=changed), _clock(rules, supposed, hours))
    if supposed.hours == _BUSINESS:
        _check_hours(db, rules, brand=brand)
    if supposed.sla.keys() - {"warn_at"} or view.clock:
        _copy(db, rules, view, supposed, brand=brand, now=now)
    return view


def _hours(rules: Rules, supposed: Supposed) -> BusinessHours | None:
    """Give a supposed week, with the holidays and the time zone that are known."""
    if supposed.hours is None or supposed.hours == _BUSINESS:
        return None
    held = rules.business_hours
    week = {"week": supposed.hours}
    return held.model_copy(update=week) if held else BusinessHours(week=supposed.hours)


def _clock(rules: Rules, supposed: Supposed, hours: BusinessHours | None) -> Clock | None:
    if hours is not None:
        calendar = Calendar(hours.week, hours.zone or rules.zone, holidays=hours.holidays)
        return Clock(lambda *_: calendar)
    return Clock(Calendars(rules).of) if supposed.hours == _BUSINESS else None


def _check_hours(db: Connection, rules: Rules, *, brand: str | None) -> None:
    brought = temporary.brought_by(db, brand=brand) or [(brand or rules.brand, "[]")]
    clock = Clock(Calendars(rules).of)
    without = sorted({of for of, feeds in brought if clock.calendar(of, feeds) is None})
    if without:
        raise UsageError(
            f"no business hours are set for {', '.join(without)}",
            hint=f"set `business_hours` in the configuration (a rival's on its feed), or suppose a week: {_WEEK}",
        )


def _copy(db: Connection, rules: Rules, view: View, supposed: Supposed, *, brand: str | None, now: datetime) -> None:
    is_told_again = {"auto_reply_within", "lapse_after"} & supposed.sla.keys()
    if is_told_again or view.clock or supposed.sla.keys() & set(_PROMISES):
        temporary.copy_waits(db, {key: supposed.seconds(key) for key in _PROMISES})
    if is_told_again or view.clock:
        temporary.copy_conversations(db)
    if is_told_again or "update" in supposed.sla:
        temporary.copy_replies(db, update=supposed.seconds("update"))
    if is_told_again:
        _tell_again(db, view.rules, set(_otherwise(db, rules, supposed, now=now)), now=now)
    if view.clock and not temporary.run_on(db, view.clock, brand=brand):
        raise UsageError("so much business time never passes", hint="suppose longer hours, or a shorter promise")
    temporary.finish(db)


def _otherwise(db: Connection, rules: Rules, supposed: Supposed, *, now: datetime) -> Iterator[temporary.Told]:
    """Name the conversations that come out otherwise because other replies count, or others lapse."""
    limit = supposed.seconds("auto_reply_within")
    for sla, since_at, until_at in rules.promises() if limit is not None else ():
        low, high = sorted((limit or 0, round(sla.auto_reply_within.total_seconds())))
        since, until = to_text(since_at) if since_at else "", to_text(until_at) if until_at else "9"
        yield from temporary.with_reply_between(db, low, high, since=since, until=until)
    lapse_after = supposed.sla.get("lapse_after")
    if isinstance(lapse_after, timedelta):
        yield from temporary.with_other_lapse(db, last_before=now - lapse_after)


def _tell_again(db: Connection, rules: Rules, wanted: set[temporary.Told], *, now: datetime) -> None:
    keys_of = defaultdict(set)
    for thread_ref, conversation_id, brand in wanted:
        keys_of[thread_ref].add((conversation_id, brand))
    teller, refs = Teller(db, rules, now=now), sorted(keys_of)
    for start in range(0, len(refs), _CHUNK):
        for thread_ref, posts in threads.read_threads(db, refs[start : start + _CHUNK]):
            thread = teller.link(posts)
            # What a poll has brought and no refresh has told yet may begin otherwise by now: it stays as it is stored.
            keys = keys_of[thread_ref] & {(one.opening.id, one.brand) for one in thread.exchanges}
            temporary.forget(db, keys)
            teller.tell(thread_ref, thread, posts, only=keys)
