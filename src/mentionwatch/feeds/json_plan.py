"""Reading the options of a `json` feed, laid over those of a preset, and saying what is wrong with them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from mentionwatch.errors import ConfigError
from mentionwatch.feeds import FeedSpec
from mentionwatch.feeds.json_model import Fields, Options
from mentionwatch.feeds.json_paths import fill
from mentionwatch.feeds.options import check_options


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A feed's options, checked. `values` are those that a preset or an `auth` asks for, secrets among them.

    `names` are all that templates may hold. `by_stream` are the fields of each stream's posts, `by_thread` those of
    a thread's.
    """

    options: Options
    base: str
    scope: str
    values: Mapping[str, Any]
    names: frozenset[str]
    by_stream: Mapping[str, Fields]
    by_thread: Fields
    history: timedelta


_WAYS = ("link", "cursor", "page", "offset", "last", "header")
_NEEDS = {
    "token": ("token",),
    "oauth2_refresh": ("client_id", "client_secret", "refresh_token"),
    "google_service_account": ("credentials",),
}
_FAULTS = {"missing": "is missing", "extra_forbidden": "does not exist", "too_short": "is empty"}
_SECRETS = tuple(name for names in _NEEDS.values() for name in names)


def make_plan(spec: FeedSpec, preset: Mapping[str, Any]) -> Plan:
    """Check a feed's options against its preset. Raises ConfigError."""
    needs, may_have = preset.get("needs", {}), preset.get("may_have", ())
    settings = (*needs, *may_have, *_SECRETS)
    check_options(spec, (*settings, *(name for name in Options.model_fields if name != "cut")))
    values = {name: value for name, value in spec.options.items() if name in settings}
    options = _read(spec, _laid_over(preset, spec.options, settings))
    _check_needed(spec, needs | {name: f"${name.upper()}" for name in _NEEDS.get(options.auth or "", ())})
    words = {name: str(value).strip().rstrip("/") for name, value in values.items() if not isinstance(value, list)}
    base = fill(options.base.rstrip("/"), words) or ""
    base = base if "://" in base else f"https://{base}"
    reach = timedelta(days=options.reach_days) if options.reach_days else spec.history
    return Plan(
        options=options,
        base=base,
        scope=(fill(options.scope, words) or "") if options.scope is not None else urlsplit(base).netloc.lower(),
        values=values,
        names=frozenset({"account", "term", "id", *settings}),
        by_stream={name: _fields(spec, merge(options.post, one.post)) for name, one in options.streams.items()},
        by_thread=_fields(spec, options.post),
        history=min(spec.history, reach),
    )


def _laid_over(preset: Mapping[str, Any], told: Mapping[str, Any], settings: Collection[str]) -> dict[str, Any]:
    """Lay over a preset the variants that are asked for, and the user's options over all."""
    options = {name: value for name, value in preset.items() if name not in ("needs", "may_have", "variants")}
    for name, variant in preset.get("variants", {}).items():
        if str(told.get(name) or "no").lower() not in ("no", "false", "0"):
            options = merge(options, variant)
    return merge(options, {name: value for name, value in told.items() if name not in settings})


def _check_needed(spec: FeedSpec, needs: Mapping[str, str]) -> None:
    for name, example in needs.items():
        if not spec.options.get(name):
            hint = f"options: {{{name}: {example}}}"
            raise ConfigError(f"the feed {spec.name!r} lacks the option `{name}`", hint=hint)


def merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Lay one mapping over another; what is None above is taken out below."""
    merged = dict(base)
    for name, value in over.items():
        below = merged.get(name)
        merged[name] = merge(below, value) if isinstance(below, Mapping) and isinstance(value, Mapping) else value
    return {name: value for name, value in merged.items() if value is not None}


def _read(spec: FeedSpec, options: Mapping[str, Any]) -> Options:
    try:
        read = Options.model_validate(options)
    except ValidationError as error:
        raise _fault(spec, error) from None
    for name, stream in read.streams.items():
        ways = [way for way in _WAYS if stream.next and getattr(stream.next, way)]
        if stream.next and len(ways) != 1:
            hint = f"write one of {', '.join(_WAYS)}"
            raise ConfigError(f"the feed {spec.name!r}: streams.{name}.next names not one way to go on", hint=hint)
        if stream.follow and read.thread is None:
            raise ConfigError(f"the feed {spec.name!r}: streams.{name} follows threads, and there is no `thread`")
    return read


def _fields(spec: FeedSpec, fields: Mapping[str, Any]) -> Fields:
    try:
        return Fields.model_validate(fields)
    except ValidationError as error:
        raise _fault(spec, error, "post") from None


def _fault(spec: FeedSpec, error: ValidationError, *above: str) -> ConfigError:
    first = error.errors(include_url=False, include_input=False)[0]
    parts = (str(part) for part in (*above, *first["loc"]))
    where = ".".join(part for part in parts if part != "str" and not part.startswith("tuple["))
    words = _FAULTS.get(first["type"], f"cannot be used: {first['msg'].lower()}")
    return ConfigError(f"the feed {spec.name!r}: the option {where} {words}", hint="docs/feeds.md tells each option")
