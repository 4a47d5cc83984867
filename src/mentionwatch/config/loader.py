"""Find and load a configuration, and say in plain words what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from platformdirs import site_config_path, user_config_path
from pydantic import BaseModel, ValidationError

from mentionwatch.config.model import Config, FeedConfig, HttpConfig, Place
from mentionwatch.config.reader import Document, Where, fault
from mentionwatch.config.secrets import check_secrets
from mentionwatch.errors import ConfigError
from mentionwatch.hours import check_holidays

_LATER: dict[type[BaseModel], frozenset[str]] = {
    Config: frozenset({"alerts", "quiet_hours", "urgent", "keep"}),
    Place: frozenset({"alert_to"}),
}
_NEEDS = {
    "string_type": "text",
    "tuple_type": "a list, such as [one, two]",
    "dict_type": "settings, such as {key: value}",
    "model_type": "settings, such as {key: value}",
    "model_attributes_type": "settings, such as {key: value}",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_parsing_size": "a smaller number",
    "int_from_float": "a whole number",
    "bool_type": "yes or no",
    "bool_parsing": "yes or no",
    "path_type": "a path",
}


def find(flag: Path | None, *, environ: Mapping[str, str], cwd: Path) -> Path | None:
    """Give the configuration to use, or None if there is none.

    The first of: the flag, $MENTIONWATCH_CONFIG, ./mentionwatch.yaml, the user's, the machine's. The first two
    count even where no such file exists, so that `load` can say so.
    """
    named = flag or environ.get("MENTIONWATCH_CONFIG")
    if named:
        return cwd / _expanded(Path(named))
    usual = (
        cwd / "mentionwatch.yaml",
        user_config_path("mentionwatch") / "config.yaml",
        site_config_path("mentionwatch") / "config.yaml",
    )
    return next((path for path in usual if path.is_absolute() and path.is_file()), None)


def load(path: Path) -> Config:
    """Read a configuration; relative paths in it are taken from its directory.

    Raises ConfigError, which names the file, the line where there is one, and the fix.
    """
    document = Document(path)
    if not isinstance(document.value, dict):
        raise fault("settings such as `brand: Acme` are missing", path=path, line=1, hint="see config.example.yaml")
    _check_keys(document)
    try:
        config = Config.model_validate(document.value)
    except ValidationError as error:
        raise _explain(error, document) from None
    _check_holidays(config, document)
    for feed in config.feeds:
        check_secrets(feed)
    return config.model_copy(update=_with_paths(config, path.absolute()))


def _check_keys(document: Document) -> None:
    for where, model, key in _unknown(document.value, Config, ()):
        is_later = key in _LATER.get(model, ())
        raise fault(
            f"`{key}` is not in this version" if is_later else f"there is no setting `{key}`{_inside(where)}",
            path=document.path,
            line=document.line_of((*where, key)),
            hint="leave it out" if is_later else _hint_for(key, model),
        )


def _with_paths(config: Config, path: Path) -> dict[str, Any]:
    base = path.parent
    feeds = tuple(
        feed.model_copy(update={"ca_file": base / _expanded(feed.ca_file)}) if feed.ca_file else feed
        for feed in config.feeds
    )
    return {"path": path, "database": base / _expanded(config.database), "feeds": feeds}


def _expanded(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError:
        raise fault(f"no home directory is known for {path}", path=None, hint="write the whole path") from None


def _check_holidays(config: Config, document: Document) -> None:
    places: list[tuple[Where, Config | FeedConfig]] = [((), config)]
    places += [(("feeds", index), feed) for index, feed in enumerate(config.feeds)]
    for where, part in places:
        hours = part.business_hours
        if hours is None or not isinstance(hours.holidays, str):
            continue
        try:
            check_holidays(hours.holidays)
        except ValueError as error:
            message, _, hint = str(error).rpartition("; ")
            line = document.line_of((*where, "business_hours", "holidays"))
            raise fault(message, path=document.path, line=line, hint=hint) from None


def _unknown(value: Any, model: type[BaseModel], where: Where) -> Iterator[tuple[Where, type[BaseModel], str]]:
    """Find the keys that a part of the document may not have, in the order of the file."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _unknown(item, model, (*where, index))
        return
    if not isinstance(value, dict):
        return
    keys = keys_of(model)
    for key, item in value.items():
        if key not in keys:
            yield where, model, key
        elif inner := keys[key]:
            yield from _unknown(item, inner, (*where, key))


def keys_of(model: type[BaseModel]) -> dict[str, type[BaseModel] | None]:
    """Name the keys of a part of the file, each with the part it holds, if any."""
    return {
        field.alias or name: _model_in(field.annotation)
        for name, field in model.model_fields.items()
        if not field.exclude
    }


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _model_in(inner))), None)


def _hint_for(key: str, model: type[BaseModel]) -> str:
    if model is HttpConfig and key == "allow_private":
        return "write allow_private on the feed that needs it"
    keys = list(keys_of(model))
    near = get_close_matches(key, keys, n=1)
    return f"did you mean `{near[0]}`?" if near else "the settings here are " + ", ".join(keys)


def _inside(where: Where) -> str:
    names = [part for part in where if isinstance(part, str)]
    return f" in `{names[-1]}`" if names else ""


def _explain(error: ValidationError, document: Document) -> ConfigError:
    """Turn the first fault, in the order of the file, into a sentence of ours."""
    faults = [_sentence(dict(detail), document) for detail in error.errors(include_url=False)]
    where, message, hint = min(faults, key=lambda fault: document.line_of(fault[0]) or 0)
    return fault(message, path=document.path, line=document.line_of(where), hint=hint)


def _sentence(detail: dict[str, Any], document: Document) -> tuple[Where, str, str]:
    where, kind = _place_of(tuple(detail["loc"]), document), detail["type"]
    cause = detail.get("ctx", {}).get("error")
    name = f"`{where[-1]}`" if where and isinstance(where[-1], str) else f"an entry{_inside(where) or ' here'}"
    if isinstance(cause, ValueError):
        at, hint = getattr(cause, "at", ()), getattr(cause, "hint", None)
        message, _, fix = (str(cause), "", hint) if hint is not None else str(cause).rpartition("; ")
        where = _place_of((*where, *at), document)
        return where, f"{name}: {message}" if detail["loc"] else message, fix
    if kind == "missing":
        return where[:-1], f"{name} is missing{_inside(where[:-1])}", f"add a line `{where[-1]}: ...`"
    if kind == "greater_than_equal":
        return where, f"{name} must be at least {detail['ctx']['ge']}", ""
    if kind == "less_than_equal":
        return where, f"{name} must be at most {detail['ctx']['le']}", ""
    if detail["input"] is None:
        return where, f"{name} has no value", "give it one, or leave the line out"
    return where, f"{name} needs {_NEEDS.get(kind, 'another value')}, not {_shown(detail['input'])}", ""


def _place_of(where: Where, document: Document) -> Where:
    """Find the way in the document: a lone entry that may be a list has no number there."""
    for index, part in enumerate(where):
        if isinstance(part, int) and where[:index] in document.lines and where[: index + 1] not in document.lines:
            return _place_of((*where[:index], *where[index + 1 :]), document)
    return where


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "settings"
    return "a list" if isinstance(value, list) else repr(str(value)[:60])
