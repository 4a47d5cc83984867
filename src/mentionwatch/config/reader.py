"""Strict YAML: mappings, lists and text as typed, and the line of everything; no tags, anchors or repeated keys."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

import yaml

from mentionwatch.config.values import is_secret
from mentionwatch.errors import ConfigError
from mentionwatch.text import clean_text, one_line, safe_text

Where: TypeAlias = tuple[str | int, ...]

_LARGEST = 1_000_000
_DEEPEST = 20
_MOST_VALUES = 30_000
_LINE_ENDS = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


class Typed(str):
    """Text from a configuration, as typed, with the file and line it stands on."""

    __slots__ = ("line", "path")
    path: Path
    line: int


def fault(message: str, *, path: Path | None, line: int | None = None, hint: str = "") -> ConfigError:
    """Make a ConfigError that holds nothing a terminal would act on."""
    shown = Path(safe_text(str(path))) if path else None
    return ConfigError(one_line(message, width=300), path=shown, line=line, hint=one_line(hint, width=300))


class Document:
    """One YAML file: its value, and the line of each part of it by the way there, such as `("feeds", 0, "name")`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[Where, int] = {}
        self._source = _source(path)
        try:
            self._events = yaml.parse(self._source, Loader=yaml.SafeLoader)
            self.value = self._whole()
        except yaml.YAMLError as error:
            raise self._unreadable(error) from None

    def line_of(self, where: Where) -> int | None:
        """Give the line of a part, or of the nearest part around it."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where)

    def _whole(self) -> Any:
        next(self._events)  # the stream's start
        if isinstance(next(self._events), yaml.StreamEndEvent):
            return {}
        value = self._node(next(self._events), (), 0)
        next(self._events)  # the document's end
        if not isinstance(event := next(self._events), yaml.StreamEndEvent):
            self._refuse(event, "a second document begins here", hint="remove the line `---`")
        return value

    def _node(self, event: yaml.Event, where: Where, depth: int) -> Any:
        self.lines.setdefault(where, _line(event))
        self._check(event, depth)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, where)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(where, depth + 1)
        return self._mapping(where, depth + 1)

    def _check(self, event: yaml.Event, depth: int) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            self._refuse(event, "anchors (&name) and aliases (*name) are not allowed", hint=_quote("*", "&"))
        if getattr(event, "tag", None) is not None:
            self._refuse(event, "tags (!name) are not allowed", hint=_quote("!"))
        if depth >= _DEEPEST:
            self._refuse(event, "this is nested too deeply", hint="no setting needs that many brackets")
        if len(self.lines) > _MOST_VALUES:
            self._refuse(event, f"more than {_MOST_VALUES} values", hint="name a configuration")

    def _scalar(self, event: yaml.ScalarEvent, where: Where) -> Typed | None:
        if event.style is None and event.value == "":
            self._refuse_nothing(event, where)
        if event.style is None and event.value in ("~", "null", "Null", "NULL"):
            return None
        text = Typed(clean_text(event.value))
        text.path, text.line = self.path, _line(event)
        return text

    def _list(self, where: Where, depth: int) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(event, (*where, len(items)), depth))
        return items

    def _mapping(self, where: Where, depth: int) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            self._check(event, depth)
            if not isinstance(event, yaml.ScalarEvent):
                self._refuse(event, "a key must be a plain word", hint="write `key: value`")
            key = clean_text(event.value)
            if key == "<<" and event.style is None:
                self._refuse(event, "merge keys (<<) are not allowed", hint="write the keys out")
            if key in mapping:
                first = self.lines[(*where, key)]
                self._refuse(event, f"`{key}` stands here twice, first on line {first}", hint="keep one of them")
            self.lines[(*where, key)] = _line(event)
            mapping[key] = self._node(next(self._events), (*where, key), depth)
        return mapping

    def _refuse(self, event: yaml.Event, message: str, *, hint: str) -> NoReturn:
        raise fault(message, path=self.path, line=_line(event), hint=hint)

    def _refuse_nothing(self, event: yaml.ScalarEvent, where: Where) -> NoReturn:
        line = self.lines[where]
        comment = re.search(r"[:\-,\[{]\s+(#[^\s#]\S*)", self._text_of(line))
        what = f"`{where[-1]}`" if where and isinstance(where[-1], str) else "this entry"
        if comment:
            shown = "the value" if self._is_secret(line) else f"it: '{comment[1]}'"
            hint = f"a # begins a comment; quote {shown}"
            raise fault(f"{what} has no value", path=self.path, line=line, hint=hint)
        raise fault(f"{what} has no value", path=self.path, line=line, hint="give it one, or leave the line out")

    def _is_secret(self, line: int) -> bool:
        return any(is_secret(key) for key in re.findall(r"([\w-]+)['\"]?\s*:", self._text_of(line)))

    def _text_of(self, line: int) -> str:
        lines = _LINE_ENDS.split(self._source)
        return lines[line - 1][:500] if line <= len(lines) else ""

    def _unreadable(self, error: yaml.YAMLError) -> ConfigError:
        if isinstance(error, yaml.reader.ReaderError):
            line = self._source.count("\n", 0, error.position) + 1
            hint = 'write it as an escape in double quotes, such as "\\e"'
            return fault("a character that no text file may hold", path=self.path, line=line, hint=hint)
        if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
            return fault("this is no YAML", path=self.path, hint=_INDENT)
        mark, problem = error.problem_mark, error.problem or ""
        message, hint = self._explain(
            problem, self._source[mark.index : mark.index + 60], is_secret_line=self._is_secret(mark.line + 1)
        )
        if "end of stream" in problem or "expected ',' or" in problem:
            mark = error.context_mark or mark  # where the quote or bracket was opened
        return fault(message, path=self.path, line=mark.line + 1, hint=hint)

    def _explain(self, problem: str, rest: str, *, is_secret_line: bool) -> tuple[str, str]:
        shown = re.split(r"[\s,\]}]", rest, maxsplit=1)[0]
        if "cannot start any token" in problem and rest.startswith("\t"):
            return "a TAB stands where only spaces may", "indent with spaces"
        if "cannot start any token" in problem and is_secret_line:
            return "this value needs quotes", "write the secret to a file, and its name here: file:PATH"
        if "cannot start any token" in problem:
            return f"{shown} needs quotes", f"write it as '{shown}'"
        for words, message, hint in _PROBLEMS:
            if words in problem:
                return message, hint
        return "this line cannot be read", _INDENT


_INDENT = "compare its indentation, colons, brackets and quotes with config.example.yaml"
_PROBLEMS = (
    (
        "mapping values are not allowed",
        "a colon too many, or wrong indentation",
        "quote text that holds a colon: 'a: b'",
    ),
    ("could not find expected ':'", "a key without a colon", "write `key: value`"),
    (
        "expected <block end>",
        "the indentation does not fit the lines above",
        "give entries of one list the same indentation",
    ),
    (
        "expected ',' or",
        "a bracket is not closed, or a comma is missing",
        "write [one, two] or {key: value, other: value}",
    ),
    ("expected the node content", "a value is missing, or a bracket is not closed", "write [one, two] or {key: value}"),
    ("unexpected end of stream", "a quote is not closed", "close it with the same sign it was opened with"),
    (
        "unknown escape character",
        "a backslash that escapes nothing",
        "use single quotes, in which a backslash is plain",
    ),
)


def _quote(*signs: str) -> str:
    return f"quote text that begins with {' or '.join(signs)}, or write the value out"


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _source(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except FileNotFoundError:
        raise fault("there is no such file", path=path, hint="`mentionwatch init` writes one") from None
    except OSError as error:
        raise fault(f"the file cannot be read: {error.strerror}", path=path, hint="check its permissions") from None
    if len(content) > _LARGEST:
        raise fault("the file is larger than 1 MB", path=path, hint="name a configuration")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise fault("the text is not UTF-8", path=path, line=line, hint="save the file as UTF-8") from None
