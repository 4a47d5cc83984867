"""What `map` may say beside a column's name: columns put together, fields within fields, a word that is a truth."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mentionwatch.errors import UsageError
from mentionwatch.feeds.files import BadLine, RowRules, read_posts
from mentionwatch.model import Post

NOW = datetime(2026, 11, 22, tzinfo=UTC)
ROW = {"Chat": "c1", "At": "2026-11-20T09:00:00Z", "Who": "ann", "Says": "hello"}
MAP = {"id": "Chat + At", "author": "Who", "text": "Says", "created_at": "At"}


def read(path: Path, rows: list[dict[str, Any]], **mapping: str) -> list[Any]:
    """Write rows to a file, CSV or JSON lines by its name, and read them."""
    if path.suffix == ".csv":
        lines = [",".join(rows[0]), *(",".join(map(str, row.values())) for row in rows)]
    else:
        lines = [json.dumps(row) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return list(read_posts(path, RowRules(network="chat", brand="Acme", mapping=MAP | mapping), now=NOW))


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_id_is_put_together(tmp_path: Path, name: str) -> None:
    """Two columns make one id; a row that lacks one of them has none, and is bad."""
    post, bad = read(tmp_path / name, [ROW, ROW | {"Chat": ""}])
    assert post.ref == "chat:c1/2026-11-20T09:00:00Z"
    assert bad == BadLine(3 if name == "a.csv" else 2, "no id")


def test_column_that_is_called_so_wins(tmp_path: Path) -> None:
    """A column whose own name holds a plus or a dot is that column; case does not matter in CSV."""
    (post,) = read(tmp_path / "a.csv", [ROW | {"Chat + At": "x", "a.b": "9"}], likes="a.b")
    assert (post.ref, post.likes) == ("chat:x", 9)
    (post,) = read(tmp_path / "b.csv", [ROW], id="chat+AT")
    assert post.ref == "chat:c1/2026-11-20T09:00:00Z"
    (post,) = read(tmp_path / "c.jsonl", [ROW | {"a.b": 3, "a": {"b": 4}}], likes="a.b")
    assert post.likes == 3


def test_part_that_is_no_column_is_named(tmp_path: Path) -> None:
    """A part that the file lacks is an error that names it."""
    with pytest.raises(UsageError, match="no column for id"):
        read(tmp_path / "a.csv", [ROW], id="Chat+Nowhere")
    with pytest.raises(UsageError, match="no column 'Nowhere'"):
        read(tmp_path / "a.csv", [ROW], thread="Chat+Nowhere")


def test_field_within_a_field(tmp_path: Path) -> None:
    """In JSON, dots lead into objects; what is not there is nothing, and costs an optional field only."""
    row = ROW | {"from": {"name": {"short": "ann"}}, "parent": None}
    (post,) = read(tmp_path / "a.jsonl", [row], author="from.name.short", in_reply_to="parent.id", url="Who.link")
    assert (post.account.handle, post.parent_ref, post.url) == ("ann", None, None)
    assert read(tmp_path / "a.jsonl", [row], author="from.nobody") == [BadLine(1, "no author")]


@pytest.mark.parametrize(
    ("told", "values"), [("Way:out", {"OUT": True, "in": False}), ("!Way:in", {"out": True, "In": False})]
)
def test_word_that_tells_the_brand(tmp_path: Path, told: str, values: dict[str, bool]) -> None:
    """A word in a column says that the brand speaks, or, with `!`, that it does not; case does not matter."""
    rows = [ROW | {"Way": word, "Chat": word} for word in values]
    posts = read(tmp_path / "a.csv", rows, from_brand=told)
    assert all(isinstance(post, Post) for post in posts)
    assert [bool(post.from_brand) for post in posts] == list(values.values())
