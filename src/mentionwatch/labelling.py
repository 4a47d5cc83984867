"""What a person says of posts and conversations: checked, kept as facts, one by one or from a CSV file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection, Row

from mentionwatch.config import Rules
from mentionwatch.errors import ExitCode, UsageError
from mentionwatch.feeds.cells import read_truth
from mentionwatch.feeds.rows import BadLine
from mentionwatch.feeds.tables import Row as Line
from mentionwatch.feeds.tables import read_rows
from mentionwatch.judge import version_of
from mentionwatch.model import OPEN, Kind, Outcome, Role
from mentionwatch.refresh import Progress, Refreshed, refresh
from mentionwatch.store import Store, labels, queries

VALUES = {
    "kind": tuple(kind.value for kind in Kind),
    "abusive": ("yes", "no"),
    "outcome": (Outcome.SATISFIED.value, Outcome.LOST.value, OPEN),
}
"""What a person can say: `kind` and `abusive` of a customer's post, `outcome` of a conversation.

The other outcomes follow from posts alone; that a complaint's customer is satisfied makes it recovered.
"""
_NAMES = ("id", "ref", "url")
_COMPUTED = frozenset({"is_labelled", "confidence", "reasons", "is_open"})
"""Columns of our own exports and lists: where one of them stands, `kind`, `abusive` and `outcome` were computed."""
_Key = tuple[str, str, str]
"""Where a word stands: its target, ref and field."""


@dataclass(frozen=True, slots=True)
class Word:
    """What a person's word is about: the post they named, and under which refs older words on it may stand."""

    post: Row
    field: str
    target: str
    refs: Sequence[str]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says it, and why in their words."""

    by: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A word that was said or taken back: the labels that stood there before, and those that stand there since."""

    word: Word
    before: Sequence[Row]
    since: Sequence[Row]


@dataclass(slots=True)
class LabelResult:
    """What a file of labels came to. `kept` were new or other than before, `known` were said already."""

    kept: int = 0
    known: int = 0
    empty: int = 0
    bad: list[BadLine] = field(default_factory=list)
    refreshed: Refreshed = field(default_factory=Refreshed)

    @property
    def exit_code(self) -> ExitCode:
        """The code that tells the truth about the import."""
        return ExitCode.SOME_FAILED if self.bad or self.refreshed.failed else ExitCode.FINE


def find_word(db: Connection, post: Row, field: str) -> Word:
    """Find what a word on a field is about. Raises UsageError for a post that it cannot be about."""
    if field in ("kind", "abusive"):
        if post["role"] == Role.BRAND:
            raise UsageError(
                f"{post['ref']} is the brand's own post: {field} speaks of customers' posts",
                hint="name the customer's post; `mentionwatch show` lists a conversation's posts",
            )
        return Word(post, field, "post", [post["ref"]])
    conversations = queries.conversations_of(db, post)
    if not conversations:
        raise UsageError(f"{post['ref']} is in no conversation with a brand", hint="`mentionwatch explain` says more")
    refs = {one["ref"] for row in conversations for one in queries.timeline(db, row["id"], row["brand"])}
    return Word(post, field, "conversation", sorted(refs | {post["ref"]}))


def keep_word(db: Connection, word: Word, *, value: str | None, speaker: Speaker, at: datetime) -> None:
    """Write a word down in place of any older one, or with no value take that back."""
    labels.remove_label(db, target=word.target, refs=list(word.refs), field=word.field)
    if value is not None:
        labels.set_label(
            db,
            target=word.target,
            ref=word.post["ref"],
            field=word.field,
            value=value,
            by=speaker.by,
            note=speaker.note,
            at=at,
        )


def say(
    store: Store, rules: Rules, post: Row, field: str, *, value: str | None, speaker: Speaker, at: datetime
) -> Kept:
    """Keep a word on the post that a person named, or with no value take it back; a refresh must follow.

    Raises UsageError for a post that the word cannot be about, and ConfigError for a language that nothing can judge.
    """
    version_of(rules.judge)  # told before anything is kept
    word = find_word(store.db, post, field)
    with store.transaction() as db:
        before = _labels_on(db, word)
        keep_word(db, word, value=value, speaker=speaker, at=at)
        return Kept(word, before, _labels_on(db, word))


def unsay(store: Store, kept: Kept) -> None:
    """Put the labels back that stood there before a word; a refresh must follow.

    Raises UsageError if somebody has said otherwise since.
    """
    with store.transaction() as db:
        if _labels_on(db, kept.word) != kept.since:
            raise UsageError(
                f"somebody has said otherwise of {kept.word.post['ref']} since",
                hint="nothing was undone; `mentionwatch explain` shows who said what",
            )
        labels.remove_label(db, target=kept.word.target, refs=list(kept.word.refs), field=kept.word.field)
        labels.restore_labels(db, kept.before)


def _labels_on(db: Connection, word: Word) -> list[Row]:
    return labels.labels_on(db, target=word.target, refs=list(word.refs), field=word.field)


def import_labels(
    store: Store,
    rules: Rules,
    path: Path,
    *,
    speaker: Speaker,
    now: datetime,
    sheet: str | None = None,
    is_strict: bool = False,
    progress: Progress | None = None,
) -> LabelResult:
    """Keep the words of a file, and refresh the findings once. A bad line costs itself only, unless `is_strict`.

    Of a workbook, `sheet` or the first one is read.
    Raises UsageError for a file that cannot be read at all, or strictly, and ConfigError for a language that nothing
    can judge, before anything is kept.
    """
    version_of(rules.judge)  # a language that nothing can judge is told before anything is kept
    result = LabelResult()
    lines = _read_lines(path, sheet, result)
    with store.transaction() as db:
        words = _find_words(db, lines, speaker, result)
        if is_strict and result.bad:
            first = min(result.bad, key=lambda line: line.number)
            raise UsageError(
                f"{path}, line {first.number}: {first.reason}",
                hint="nothing was kept; mend the line, or leave out --strict",
            )
        _keep_words(db, words, result, now)
    result.bad.sort(key=lambda line: line.number)
    result.refreshed = refresh(store, rules, now=now, progress=progress)
    return result


def _read_lines(path: Path, sheet: str | None, result: LabelResult) -> list[tuple[Line, dict[str, str]]]:
    """Read the lines that say something, each with what it says by field."""
    rows = read_rows(path, sheet=sheet)
    header = next(rows)
    columns = _columns(path, [name.casefold() for name in header] if isinstance(header, list) else [])
    lines = []
    for row in rows:
        if isinstance(row, Line):
            row = Line(row.number, {name.casefold(): cell.strip() for name, cell in row.cells.items()})
            said = {field: value for field, column in columns.items() if (value := row.cells.get(column, ""))}
            result.empty += not said
            if said:
                lines.append((row, said))
        elif isinstance(row, BadLine):
            result.bad.append(row)
    return lines


def _columns(path: Path, header: Sequence[str]) -> dict[str, str]:
    """Say from which column each field is read. Raises UsageError for a file that names no post, or says nothing."""
    if not set(_NAMES) & set(header):
        raise UsageError(f"{path} names no posts", hint=f"it needs a column {', '.join(_NAMES[:-1])} or {_NAMES[-1]}")
    is_computed = not _COMPUTED.isdisjoint(header)
    columns = {} if is_computed else {field: field for field in VALUES if field in header}
    if "label" in header:
        columns["kind"] = "label"
    if columns:
        return columns
    if is_computed:
        raise UsageError(
            f"{path} holds what was computed, and no column `label`",
            hint="add a column `label`, and fill it where you know the kind: complaint, praise, question or other",
        )
    raise UsageError(f"{path} says nothing", hint="it needs a column `label` with complaint, praise, question or other")


@dataclass(frozen=True, slots=True)
class _Saying:
    """A word with its value, and who said it."""

    word: Word
    value: str
    speaker: Speaker


def _find_words(
    db: Connection, lines: Sequence[tuple[Line, dict[str, str]]], speaker: Speaker, result: LabelResult
) -> list[_Saying]:
    """Find what each line is about; a line that is wrong in one field is left out whole."""
    posts = labels.find_named(db, {name for line, _ in lines for name in _names(line.cells)})
    found: list[_Saying] = []
    earlier: dict[_Key, tuple[str, int]] = {}
    for line, said in lines:
        who = Speaker(line.cells.get("by") or speaker.by, line.cells.get("note") or speaker.note)
        try:
            post = _post(posts, line.cells)
            words = [(find_word(db, post, field), _value(field, value)) for field, value in said.items()]
            _check_agreement(earlier, words)
        except UsageError as error:
            result.bad.append(BadLine(line.number, error.message))
            continue
        found += [_Saying(word, value, who) for word, value in words]
        earlier.update((key, (value, line.number)) for word, value in words for key in _keys(word))
    return found


def _keys(word: Word) -> list[_Key]:
    """Give every place where a word on the same thing may stand."""
    return [(word.target, ref, word.field) for ref in word.refs]


def _check_agreement(earlier: Mapping[_Key, tuple[str, int]], words: Sequence[tuple[Word, str]]) -> None:
    """Raise UsageError if an earlier line of the file says otherwise."""
    for word, value in words:
        for said, number in (earlier[key] for key in _keys(word) if key in earlier):
            if said != value:
                raise UsageError(f"{word.field} is {value!r} here, and {said!r} in line {number}")


def _names(cells: Mapping[str, str]) -> Iterator[str]:
    """Give what a line calls its post; never a bare number, which is another post's in another database."""
    for column in _NAMES:
        name = cells.get(column, "")
        if name and not name.isdecimal():
            yield name
        if name and cells.get("network"):
            yield f"{cells['network'].lower()}:{name}"


def _post(posts: Mapping[str, Row], cells: Mapping[str, str]) -> Row:
    names = list(_names(cells))
    found = next((posts[name] for name in names if name in posts), None)
    if found is not None:
        return found
    what = names[0] if names else next((cells[column] for column in _NAMES if cells.get(column)), "")
    raise UsageError(f"no post {what!r} in the database" if what else "names no post")


def _value(field: str, value: str) -> str:
    value = value.lower()
    if field == "abusive":
        try:
            return "yes" if read_truth(value) else "no"
        except ValueError:
            pass
    if value not in VALUES[field]:
        raise UsageError(f"{field} cannot be {value!r}, only {', '.join(VALUES[field])}")
    return value


def _keep_words(db: Connection, sayings: Sequence[_Saying], result: LabelResult, now: datetime) -> None:
    held = {key: row["value"] for key, row in labels.read_labels(db).items()}
    for one in sayings:
        keys = _keys(one.word)
        if any(held.get(key) == one.value for key in keys):
            result.known += 1
            continue
        keep_word(db, one.word, value=one.value, speaker=one.speaker, at=now)
        held.update(dict.fromkeys(keys, one.value))
        result.kept += 1
