"""What the interactive inbox reads and writes: lists, threads, reasons, and words that can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from mentionwatch.config import Rules
from mentionwatch.errors import UsageError
from mentionwatch.labelling import Kept, Speaker, say, unsay
from mentionwatch.learning import lesson_in_words
from mentionwatch.refresh import refresh
from mentionwatch.render.words import Words
from mentionwatch.reports import Request, story
from mentionwatch.reports.inbox import inbox
from mentionwatch.reports.review import review
from mentionwatch.reports.story import Explanation, Told
from mentionwatch.reports.waiting import BY_PRIORITY
from mentionwatch.store import Store, open_for_reading, open_for_writing
from mentionwatch.text import one_line
from mentionwatch.tui.entries import Entry, Key, entries_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A list as it stood when it was read: its first line, its entries, and how many there are in all."""

    head: str
    counts: str
    entries: tuple[Entry, ...]
    total: int


@dataclass(frozen=True, slots=True)
class _Step:
    """A word that can be taken back: of which entry, and in which words."""

    entry: Entry
    kept: Kept
    field: str
    value: str


class Desk:
    """Reads and writes one database, opened anew each time, so that nothing is held while the user thinks."""

    def __init__(
        self,
        database: Path,
        request: Request,
        *,
        rules: Callable[[Store], Rules],
        clock: Callable[[], datetime],
        speaker: Speaker,
    ) -> None:
        self._database = database
        self._request = request
        self._rules = rules
        self._clock = clock
        self._speaker = speaker
        self._steps: list[_Step] = []

    def read(self, *, is_review: bool, by_priority: bool) -> Listed:
        """Read the inbox, or what to look at. Raises StoreError and ConfigError, as all of a desk's methods do."""
        with self._reading() as (store, rules, now):
            asked = replace(self._request, rules=rules, now=now, sort=BY_PRIORITY if by_priority else None)
            report = (review if is_review else inbox)(store.db, asked)
        counted = [one for one in report.figures() if one.value and (not is_review or one.name != "review")]
        entries = entries_of(report)
        return Listed(
            head=f"{one_line(asked.which.brand or 'all brands')}, {Words(rules.zone, now).instant(now)}",
            counts=", ".join(f"{one.value:,} {one.title}" for one in counted),
            entries=entries,
            total=max(report.table.total or 0, len(report.table.rows)) + sum(len(more.rows) for more in report.more),
        )

    def tell(self, entry: Entry) -> tuple[tuple[Told, ...], Words]:
        """Tell the conversation of an entry. Raises UsageError for a post that is in none."""
        with self._reading() as (store, rules, now):
            told = story.show(store.db, entry.ref, rules=rules, now=now)
            return tuple(one for one in told if one.brand == entry.brand) or told, Words(rules.zone, now)

    def explain(self, entry: Entry) -> tuple[tuple[Explanation, ...], Words]:
        """Say why the post of an entry was judged as it was."""
        with self._reading() as (store, rules, now):
            return story.explain(store.db, entry.ref, rules=rules, now=now), Words(rules.zone, now)

    def say(self, entry: Entry, field: str, value: str) -> str:
        """Keep a word on an entry, bring the findings up to date, and tell it in words.

        Raises UsageError for an entry that it cannot be about. If the refresh alone fails, the word is kept.
        """
        with self._writing() as (store, rules):
            now = self._clock()
            post = story.find(store.db, entry.ref)
            kept = say(store, rules, post, field, value=value, speaker=self._speaker, at=now)
            self._steps.append(_Step(entry, kept, field, value))
            return f"{entry.customer}: {_in_words(entry, field, value)}{_refresh(store, rules, now)}"

    def undo(self) -> tuple[str, Key] | None:
        """Take back the last word, and tell it; None if there is none. Raises UsageError if others spoke since."""
        if not self._steps:
            return None
        with self._writing() as (store, rules):
            step = self._steps[-1]
            try:
                unsay(store, step.kept)
            except UsageError:
                self._steps.pop()  # it never can be
                raise
            self._steps.pop()
            learned = _refresh(store, rules, self._clock())
            left = f"; u undoes {len(self._steps)} more" if self._steps else ""
            words = _in_words(step.entry, step.field, step.value)
            return f"{step.entry.customer}: undone: {words}{learned}{left}", step.entry.key

    @contextmanager
    def _reading(self) -> Iterator[tuple[Store, Rules, datetime]]:
        with open_for_reading(self._database) as store:
            rules = self._rules(store)
            with store.snapshot():
                yield store, rules, self._clock()

    @contextmanager
    def _writing(self) -> Iterator[tuple[Store, Rules]]:
        open_for_reading(self._database).close()  # opening for writing would make a database that is gone
        with open_for_writing(self._database) as store:
            yield store, self._rules(store)


def _refresh(store: Store, rules: Rules, now: datetime) -> str:
    """Bring the findings up to date; say what the judge learned, if it did."""
    lesson = refresh(store, rules, now=now).lesson
    return "" if lesson is None else f"; {lesson_in_words(lesson)}"


def _in_words(entry: Entry, field: str, value: str) -> str:
    if field == "handled":
        return f"handled elsewhere, {'in person' if value == 'in-person' else f'by {value}'}"
    if field == "abusive":
        return "insults a person" if value == "yes" else "insults nobody"
    if field == "outcome":
        return value
    return f"{value}, confirmed" if entry.kind == value else f"{entry.kind} → {value}"
