"""What people said of posts that can teach the judge, and what it taught. One lesson is held, the one in force."""

from __future__ import annotations

import json
from sqlite3 import Connection, Row

from mentionwatch.judge.linear import Weights
from mentionwatch.judge.teaching import Lesson


def read_corrections(db: Connection) -> list[Row]:
    """Give the kinds that people set for customers' posts whose text is held, the earliest said first."""
    return db.execute(
        """
        SELECT l.ref, l.value AS kind, p.text, p.lang, p.rating
        FROM labels l
        JOIN posts p ON p.ref = l.ref
        JOIN accounts a ON a.id = p.account_id
        WHERE l.target = 'post' AND l.field = 'kind' AND a.role = 'customer' AND p.deleted_at IS NULL AND p.text <> ''
        ORDER BY l.at, l.ref
        """
    ).fetchall()


def read_lesson(db: Connection) -> Lesson | None:
    """Give the lesson in force, None where there is none."""
    row = db.execute("SELECT * FROM lessons").fetchone()
    if row is None:
        return None
    return Lesson(
        hash=row["hash"],
        base=row["base"],
        corrections=row["corrections"],
        before=row["right_before"],
        after=row["right_after"],
        is_kept=bool(row["is_kept"]),
        changes={text: Weights(*weights) for text, weights in json.loads(row["changes"]).items()},
    )


def write_lesson(db: Connection, lesson: Lesson) -> None:
    """Put a lesson in force, in the place of the one before."""
    drop_lesson(db)
    db.execute(
        """
        INSERT INTO lessons (hash, base, corrections, right_before, right_after, is_kept, changes)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
        [
            lesson.hash,
            lesson.base,
            lesson.corrections,
            lesson.before,
            lesson.after,
            lesson.is_kept,
            json.dumps(lesson.changes, ensure_ascii=False),
        ],
    )


def drop_lesson(db: Connection) -> None:
    """Forget the lesson in force."""
    db.execute("DELETE FROM lessons")
