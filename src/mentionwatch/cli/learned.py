"""What the judge learned from corrections, in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mentionwatch.judge.teaching import Lesson


def lesson_line(lesson: Lesson) -> str:
    """Say what a lesson taught just now came to."""
    count = lesson.corrections
    if lesson.is_kept:
        return (
            f"learned from {count:,} corrections: {lesson.before:,} of {count:,} right before, {lesson.after:,} after; "
            "judged everything again"
        )
    return (
        f"{count:,} corrections did not make the judge clearly better on those held out ({lesson.before:,} right "
        f"before, {lesson.after:,} after); the shipped weights stay"
    )
