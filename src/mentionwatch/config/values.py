"""What a single value of the configuration must be: durations, shares, dates, zones, names."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, PlainSerializer

from mentionwatch.clock import read_duration
from mentionwatch.hours import read_week

SIGNATURE_MARKS = "^*~/-–— "
"""What may stand around a signature and is no part of it."""
_LONGEST = timedelta(days=3660)
_BEFORE_HANDLE = re.compile(r"^[@\s]+")
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_SECRET_WORDS = frozenset({"password", "passwd", "passphrase", "token", "secret", "key", "apikey", "credentials"})


class Refusal(ValueError):
    """Why a value cannot be used, how to mend it, and where in the value the fault stands."""

    def __init__(self, message: str, *, hint: str = "", at: tuple[str | int, ...] = ()) -> None:
        super().__init__(message)
        self.hint = hint
        self.at = at


def check_agents(agents: dict[str, str]) -> dict[str, str]:
    """Give the names behind signatures, by the signature without its mark. Raises Refusal for one that is given twice.

    A signature counts in any case, as agents are not sure of it themselves.
    """
    names: dict[str, str] = {}
    for signature, name in agents.items():
        bare = signature.strip(SIGNATURE_MARKS)
        if not bare or not name.strip():
            raise Refusal("an agent has no signature, or no name", hint="write one such as JK: Jo")
        if bare.casefold() in {known.casefold() for known in names}:
            raise Refusal(f"the signature `{bare}` is there already", hint="leave one of them out", at=(signature,))
        names[bare] = name.strip()
    return names


def is_secret(name: str) -> bool:
    """Say whether an option of this name holds a secret: `password`, `api_key`, `accessToken`, not `keywords`."""
    return any(word.lower() in _SECRET_WORDS for word in _WORDS.findall(name) or [name])


def _span(value: object) -> timedelta:
    span = read_duration(value) if isinstance(value, str) else value
    if not isinstance(span, timedelta):
        raise Refusal("this is no duration", hint="write one such as 90s, 5m, 1h, 30d")
    if not timedelta(0) <= span <= _LONGEST:
        raise Refusal("no duration may be longer than ten years", hint="write one such as 90s, 5m, 1h, 30d")
    return timedelta(seconds=round(span.total_seconds()))


def _more_than_nothing(span: timedelta) -> timedelta:
    if not span:
        raise Refusal("the duration must be longer than 0s", hint="write one such as 90s, 5m, 1h, 30d")
    return span


def _share(value: object) -> float:
    match = re.fullmatch(r"(\d{1,9}(?:\.\d{1,9})?)\s*%", value.strip()) if isinstance(value, str) else None
    share = float(match[1]) / 100 if match else value
    if not isinstance(share, float) or not 0 < share <= 1:
        raise Refusal("this is no share", hint="write one such as 75%, above 0% and up to 100%")
    return share


def check_zone(name: str) -> str:
    """Give the name of a time zone back if there is such a zone. Raises Refusal, a ValueError with a hint."""
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        raise Refusal(f"there is no time zone {name[:40]!r}", hint=_near_zone(name)) from None
    return name


def _near_zone(name: str) -> str:
    zones = {zone.lower(): zone for zone in available_timezones()}
    city = {zone.rpartition("/")[2]: zone for zone in zones}
    wanted = name[:60].lower().replace(" ", "_")
    near = get_close_matches(wanted, [*zones, *city], n=1, cutoff=0.7)
    if not near:
        return "write a zone such as Europe/Berlin, America/New_York or UTC"
    return f"did you mean {zones[city.get(near[0], near[0])]!r}?"


def check_week(text: str) -> str:
    """Give opening hours back if they can be read. Raises ValueError."""
    read_week(text)
    return text


def read_holidays(value: object) -> object:
    """Read a code of the holidays library, or a list of dates. Raises Refusal."""
    if isinstance(value, str):
        if not re.fullmatch(r"[A-Za-z]{2,3}(-[^/\s]{1,40})?", value):
            raise Refusal(
                f"{value[:40]!r} is no code of a country's holidays",
                hint="write a code such as US or DE-BE, or a list of dates: [2026-12-24, 2026-12-31]",
            )
        return value
    if isinstance(value, list | tuple):
        return tuple(_day(item, index) for index, item in enumerate(value))
    raise Refusal("holidays must be a code such as US or DE-BE, or a list of dates")


def _day(value: object, *at: int) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value if isinstance(value, str) and len(value) == 10 else "")
    except ValueError:
        raise Refusal(f"{str(value)[:40]!r} is no date", hint="write one such as 2026-12-24", at=at) from None


def _name(text: str) -> str:
    if not text.strip():
        raise Refusal("the name is empty", hint="give it a name")
    return text


def _handle(text: str) -> str:
    handle = _BEFORE_HANDLE.sub("", text).rstrip()
    if not handle:
        raise Refusal("the handle is empty", hint="write the account's handle, such as acme.com")
    return handle


Span = Annotated[timedelta, BeforeValidator(_span), PlainSerializer(lambda span: f"{round(span.total_seconds())}s")]
Time = Annotated[Span, AfterValidator(_more_than_nothing)]
Share = Annotated[float, BeforeValidator(_share)]
Day = Annotated[date, BeforeValidator(_day)]
Zone = Annotated[str, AfterValidator(check_zone)]
Name = Annotated[str, AfterValidator(_name)]
Handle = Annotated[str, AfterValidator(_handle)]
