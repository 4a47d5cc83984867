"""From people's corrections to the judge that decides: teaches it where the corrections that count have changed."""

from __future__ import annotations

from dataclasses import dataclass
from sqlite3 import Connection

from mentionwatch.config import JudgeRules
from mentionwatch.judge.dispatch import find_english, is_english
from mentionwatch.judge.kinds import English
from mentionwatch.judge.teaching import FEWEST, Correction, Lesson, count_taught, hash_of, teach
from mentionwatch.judge.words import read_words
from mentionwatch.model import Kind
from mentionwatch.store import lessons


@dataclass(frozen=True, slots=True)
class Learned:
    """Who judges English, None for the classifier as it is; and the lesson, if it was taught just now."""

    english: English | None = None
    lesson: Lesson | None = None


def learn(db: Connection, rules: JudgeRules, *, anew: bool = False) -> Learned:
    """Put the lesson of today's corrections in force, in the caller's transaction.

    It is taught only if its corrections, the rules or the shipped weights differ from those of the lesson in force,
    or `anew`.
    """
    ours = find_english(rules)
    taught = corrections(db, rules) if ours else []
    taught = taught[: count_taught(len(taught))]
    if ours is None or not taught:
        lessons.drop_lesson(db)
        return Learned()
    held = lessons.read_lesson(db)
    if held is not None and not anew and held.hash == hash_of(ours.model, taught, rules=rules):
        return Learned(English(held.apply(ours.model)))
    lesson = teach(ours.model, taught, rules=rules)
    lessons.write_lesson(db, lesson)
    return Learned(English(lesson.apply(ours.model)), lesson)


def corrections(db: Connection, rules: JudgeRules) -> list[Correction]:
    """Give what people said of English posts, the earliest said first."""
    return [
        Correction(words, Kind(row["kind"]), row["ref"], row["rating"])
        for row in lessons.read_corrections(db)
        if is_english(words := read_words(row["text"]), rules=rules, lang=row["lang"])
    ]


def standing(db: Connection, rules: JudgeRules) -> str:
    """Say which model judges English posts, and how far corrections have taught it; empty where ours does not judge."""
    ours = find_english(rules)
    if ours is None:
        return ""
    lesson = lessons.read_lesson(db)
    if lesson is not None:
        return f"{lesson.name}; {lesson_in_words(lesson)}"
    count = len(corrections(db, rules))
    what = "1 correction" if count == 1 else f"{count:,} corrections"
    return f"{ours.name}; {what}: from {FEWEST} on they teach it" if count else ours.name


def lesson_in_words(lesson: Lesson) -> str:
    """Say what the lesson in force came to."""
    count = lesson.corrections
    held_out = f"held out, {lesson.before:,} of {count:,} right before, {lesson.after:,} after"
    verb = "taught it" if lesson.is_kept else "did not make it clearly better"
    return f"{count:,} corrections {verb} ({held_out})"
