"""Files of posts: CSV and JSON lines as they are found in the wild, and the feed that reads them."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
import tracemalloc
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from contract import as_json
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentionwatch.errors import Broken, ConfigError, FeedError, Unavailable, UsageError
from mentionwatch.export.cells import csv_cell, split_names
from mentionwatch.feeds import FeedSpec, Surroundings, find
from mentionwatch.feeds.files import PAGE_SIZE, BadLine, Files, Notice, RowRules, read_posts
from mentionwatch.feeds.http import Client
from mentionwatch.feeds.tables import LONGEST_LINE
from mentionwatch.model import Cursor, Page, Post
from mentionwatch.spreadsheet import plain_cell

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SAMPLES = Path(__file__).parents[1] / "data" / "files"
SHARED = Path(os.environ.get("MENTIONWATCH_SHARED", Path(__file__).resolve().parents[3] / "shared"))
HEADER = "id,author,text,created_at\n"
ROW_CELLS = ("1", "ann", "2026-11-20T10:00:00Z")
X = RowRules(network="x")


def read(path: Path, rules: RowRules = X) -> list[Post | BadLine | Notice]:
    return list(read_posts(path, rules, now=NOW))


def write(folder: Path, content: str | bytes, *, name: str = "posts.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def texts(found: Iterable[Any]) -> list[str]:
    return [item.text if isinstance(item, Post) else f"line {item.number}" for item in found]


def row(number: int, text: str = "hello", **more: Any) -> str:
    return json.dumps({"id": number, "author": "ann", "text": text, "created_at": "2026-11-20T10:00:00Z"} | more) + "\n"


def test_own_export_is_read_back() -> None:
    """The quote before a formula goes, the @names come back to the front, and an embedded line end stays."""
    found = read(SAMPLES / "export.csv", RowRules(accounts=("acme",)))
    assert texts(found) == [
        "@acme my parcel never came",
        "=1+1 is what the app shows\nand no help",
        "@ann @ben sorry, both of you",
    ]


@pytest.mark.parametrize(
    ("cell", "plain"),
    [
        ("'=1", "=1"),
        ("'-1", "-1"),
        ("'@acme", "@acme"),
        ("'\t+1", "\t+1"),
        ("''=1", "'=1"),
        ("' \N{NO-BREAK SPACE}＝1", " \N{NO-BREAK SPACE}＝1"),
        ("'tis late", "'tis late"),
        ("=1", "=1"),
    ],
)
@pytest.mark.fault("F37")
def test_one_quote_before_a_formula_goes(cell: str, plain: str) -> None:
    """Exactly one quote goes, and only before what a spreadsheet would run."""
    assert plain_cell(cell) == plain


pieces = st.sampled_from(["@acme ", "@ben.x ", "=1+1", "'", "-", " ", "\n", '"', ",", "＝", "\t", "hello", "é", "nan "])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(pieces, min_size=1, max_size=8).map("".join).filter(str.strip))
@pytest.mark.fault("F37")
def test_any_text_survives_export_and_import(tmp_path: Path, text: str) -> None:
    """What the exporter makes harmless, the importer makes what it was."""
    to, rest = split_names(text)
    file = io.StringIO(newline="")
    cells = [*ROW_CELLS[:2], csv_cell(to), csv_cell(rest), ROW_CELLS[2]]
    csv.writer(file, lineterminator="\n").writerows([["id", "author", "to", "text", "created_at"], cells])
    assert texts(read(write(tmp_path, file.getvalue()))) == [text]


@pytest.mark.parametrize(
    "header", ["id,author,TO,text,created_at", "id,author,to,subject,created_at,text", "id,to,author,text,created_at"]
)
def test_another_programs_to_is_no_part_of_the_text(tmp_path: Path, header: str) -> None:
    """Only our own column `to` holds names that begin the text; elsewhere it says whom a message went to."""
    values = {"id": "1", "author": "ann", "created_at": "2026-11-20T10:00:00Z", "text": "hello"}
    line = ",".join(values.get(name, "Acme Help") for name in header.split(","))
    assert texts(read(write(tmp_path, f"{header}\n{line}\n"))) == ["hello"]


@pytest.mark.parametrize(
    "content",
    [
        "\ufeff" + HEADER + "1,ann,hello,2026-11-20T10:00:00Z\n",
        (HEADER + "1,ann,hello,2026-11-20T10:00:00Z").replace("\n", "\r\n"),
        HEADER.replace(",", ";") + "1;ann;hello;2026-11-20T10:00:00Z\n",
        HEADER.replace(",", "\t") + "1\tann\thello\t2026-11-20T10:00:00Z\n",
        HEADER.upper() + "1,ann,hello,2026-11-20T10:00:00Z,,\n,,,\n\n",
        "likes,,,Created_At,text,author,id\n,,,2026-11-20T10:00:00Z,hello,ann,1\n",
    ],
)
def test_dialects_of_csv_are_read(tmp_path: Path, content: str) -> None:
    """A byte order mark, other line ends, separators, capitals, empty columns and rows change nothing."""
    assert texts(read(write(tmp_path, content))) == ["hello"]


def test_format_is_told_by_name_and_first_character(tmp_path: Path) -> None:
    """JSON lines are known by their brace whatever the file is called, and CSV by its ending or by default."""
    for name in ("a.csv", "a.jsonl", "a", "a.txt"):
        assert texts(read(write(tmp_path, row(1), name=name))) == ["hello"]
    for name in ("b.csv", "b.tsv", "b"):
        assert texts(read(write(tmp_path, HEADER + "1,ann,hello,2026-11-20T10:00:00Z\n", name=name))) == ["hello"]
    assert read(write(tmp_path, "", name="empty.jsonl")) == []


def test_bad_records_cost_only_themselves(tmp_path: Path) -> None:
    """Each record that cannot be read is named by its first line, and its neighbours are kept."""
    good = "{},ann,hello,2026-11-20T10:00:00Z\n"
    lines = [
        HEADER,
        good.format(1),
        ",ann,no id,2026-11-20T10:00:00Z\n",
        "3,ann,one,comma,too many,2026-11-20T10:00:00Z\n",
        '4,ann,"open quote" here,2026-11-20T10:00:00Z\n',
        '5,ann,"two\nlines",never\n',
        "6,ann\n",
        good.format(8),
        '9,ann,"never closed,2026-11-20T10:00:00Z\n',
        good.format(10),
    ]
    found = read(write(tmp_path, "".join(lines)))
    assert texts(found) == ["hello", "line 3", "line 4", "line 5", "line 6", "line 8", "hello", "line 10"]
    reasons = {item.number: item.reason for item in found if isinstance(item, BadLine)}
    assert reasons[3] == "no id"
    assert "6 cells where the header has 4" in reasons[4]
    assert "lines 10 to 11 are lost" in reasons[10]


def test_bytes_that_are_not_utf8_name_their_line(tmp_path: Path) -> None:
    """A Latin-1 umlaut makes its own line bad, with the fix; in the header it ends the reading."""
    body = HEADER.encode() + b"1,ann,gr\xfc\xdfe,2026-11-20\n2,ann,hello,2026-11-20\n"
    bad, good = read(write(tmp_path, body))
    assert isinstance(bad, BadLine)
    assert (bad.number, texts([good])) == (2, ["hello"])
    assert "0xFC" in bad.reason
    assert "UTF-8" in bad.reason
    with pytest.raises(UsageError, match="line 1: not UTF-8"):
        read(write(tmp_path, b"id,author,text,created_at,gr\xfc\xdfe\n"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "no header"),
        ("\n1,2,3\n", "no header"),
        ("id,author,text\n1,ann,hello\n", "created_at"),
        ("id,author,text,created_at,ID,text\n", "two columns"),
        (b"PK\x03\x04....", "workbook"),
        (b"\xd0\xcf\x11\xe0....", "protected by a password"),
        (b"\x1f\x8b\x08\x00", "compressed"),
        ('"id,author', "no header of a CSV file"),
    ],
)
def test_unusable_file_is_one_clear_error(tmp_path: Path, content: str | bytes, words: str) -> None:
    """What cannot be read at all is one error that names the file and the matter."""
    with pytest.raises(UsageError, match=words) as caught:
        read(write(tmp_path, content))
    assert "posts.csv" in str(caught.value)


def test_missing_columns_are_suggested(tmp_path: Path) -> None:
    """A file with other columns' names is told which --map to write, from what it has."""
    path = write(tmp_path, "tweet_id,Username,content,date\n1,ann,hello,2026-11-20T10:00:00Z\n")
    with pytest.raises(UsageError) as caught:
        read(path)
    assert caught.value.hint == (
        "did you mean --map id=tweet_id --map author=Username --map text=content --map created_at=date"
    )
    assert "tweet_id, Username, content, date" in caught.value.cause
    mapping = {"id": "tweet_id", "author": "username", "text": "content", "created_at": "date"}
    assert texts(read(path, RowRules(network="x", mapping=mapping))) == ["hello"]
    with pytest.raises(UsageError, match="no column 'contents'"):
        read(path, RowRules(network="x", mapping=mapping | {"lang": "contents"}))
    with pytest.raises(UsageError, match="network"):
        read(path, RowRules(mapping=mapping))


def test_missing_file_is_a_usage_error(tmp_path: Path) -> None:
    """A path without a file, and a folder, are errors with the system's cause."""
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(UsageError, match="cannot be read"):
            read(path)


@pytest.mark.fault("F19")
@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"[" * 100_000, "nested too deep"),
        (b'{"id": ' + b"9" * 5_000 + b"}", "no JSON"),
        (b"[1, 2]", "no JSON object"),
        (b"null", "no JSON object"),
        (b'{"id": NaN}', "no id"),
        (b'{"id": "\xff"}', "not UTF-8"),
        (b'{"id": 1', "no JSON"),
        (b"{" + b" " * (LONGEST_LINE + 10) + b"}", "no JSON"),
    ],
)
def test_broken_json_line_is_named(tmp_path: Path, line: bytes, reason: str) -> None:
    """Whatever a line holds, it costs itself only."""
    found = read(write(tmp_path, row(1).encode() + line + b"\n\n" + row(4).encode(), name="a.jsonl"))
    assert texts(found) == ["hello", "line 2", "hello"]
    assert reason in found[1].reason  # type: ignore[union-attr] # the texts say that it is a bad line


def test_huge_cells_are_cut(tmp_path: Path) -> None:
    """A cell larger than csv's own limit is read and capped; one of megabytes makes its record bad."""
    for size, length in ((200_000, 65_536), (2_000_000, 0)):
        (found,) = read(write(tmp_path, f"{HEADER}1,ann,{'a' * size},2026-11-20\n"))
        assert len(found.text if isinstance(found, Post) else "") == length


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """Twenty thousand rows take less memory than a thousand posts would."""
    path = write(tmp_path, HEADER + "1,ann,hello,2026-11-20T10:00:00Z\n" * 20_000)
    tracemalloc.start()
    try:
        assert sum(1 for _ in read_posts(path, X, now=NOW)) == 20_000
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200), st.sampled_from([b"", HEADER.encode(), b"{", b"\xef\xbb\xbf"]))
def test_no_bytes_crash_the_reader(tmp_path: Path, tail: bytes, start: bytes) -> None:
    """Any bytes are posts, bad lines, or one usage error."""
    for name in ("a.csv", "a.jsonl", "a"):
        try:
            found = read(write(tmp_path, start + tail, name=name))
        except UsageError:
            continue
        assert all(isinstance(item, Post | BadLine | Notice) for item in found)


def poll(path: Path | str, cursor: Cursor | None = None, **changes: Any) -> tuple[Files, list[Page]]:
    """Poll a feed of files; give the feed and its pages."""
    options = {"path": str(path), "network": "x"} | changes.pop("options", {})
    spec = FeedSpec(name="export", network="files", brand="Acme", options=options, **changes)
    client = Client(feed="export", deadline=timedelta(seconds=5), now=NOW)
    feed = find("files")(spec, Surroundings(http=client, now=NOW))
    assert isinstance(feed, Files)

    async def run() -> list[Page]:
        return [page async for page in feed.fetch(cursor)]

    return feed, asyncio.run(run())


def test_feed_reads_a_file_once_until_it_changes(tmp_path: Path) -> None:
    """An unchanged file gives one empty page and the same cursor; a changed one, or other rules, all its posts."""
    path = write(tmp_path, row(1), name="a.jsonl")
    _, first = poll(path)
    assert texts(first[0].posts) == ["hello"]
    _, again = poll(path, as_json(first[-1].cursor))
    assert again == [Page(cursor=first[-1].cursor)]
    _, other = poll(path, as_json(first[-1].cursor), accounts=("ann",))
    assert other[0].posts[0].from_brand is True
    path.write_text(row(1) + row(2))
    _, changed = poll(path, as_json(first[-1].cursor))
    assert len(changed[0].posts) == 2
    assert changed[-1].cursor != first[-1].cursor


def test_feed_gives_pages_and_names_bad_lines(tmp_path: Path) -> None:
    """A large file comes in pages, each bad line with file and number, and the cursor on the last page only."""
    path = write(tmp_path, "".join(row(n) for n in range(PAGE_SIZE + 5)) + "{}\n" + row(9, url="bad"), name="a.jsonl")
    _, pages = poll(path)
    assert [len(page.posts) for page in pages] == [PAGE_SIZE, 6, 0]
    assert pages[1].skipped == (f"a.jsonl, line {PAGE_SIZE + 6}: no id",)
    assert [page.cursor is not None for page in pages] == [False, False, True]


def test_feed_of_a_pattern_reads_each_file(tmp_path: Path) -> None:
    """A pattern names several files; a new one is read alone, and the outbox reaches back to the oldest of all."""
    write(tmp_path, row(1, author="acme") + row(2, created_at="2026-11-19T08:00:00Z"), name="a.jsonl")
    feed, first = poll(tmp_path / "*.jsonl", accounts=("acme",))
    assert feed.sees.replies
    assert first[-1].outbox_from == datetime(2026, 11, 19, 8, tzinfo=UTC)
    write(tmp_path, row(3, author="acme", created_at="2026-11-21T08:00:00Z"), name="b.jsonl")
    _, second = poll(tmp_path / "*.jsonl", as_json(first[-1].cursor), accounts=("acme",))
    assert [post.ref for page in second for post in page.posts] == ["x:3"]
    assert second[-1].outbox_from == datetime(2026, 11, 19, 8, tzinfo=UTC)


def test_rows_can_say_that_replies_are_seen(tmp_path: Path) -> None:
    """Without accounts a feed sees replies once a row names its author as the brand, and remembers it."""
    path = write(tmp_path, row(1), name="a.jsonl")
    feed, pages = poll(path)
    assert (feed.sees.replies, pages[-1].outbox_from) == (False, None)
    path.write_text(row(1, from_brand=True))
    feed, pages = poll(path)
    assert feed.sees.replies
    assert poll(path, as_json(pages[-1].cursor))[0].sees.replies


def test_feed_without_anything_readable_fails(tmp_path: Path) -> None:
    """A missing file may come later; one in which nothing can be read is broken: neither is "no mentions"."""
    with pytest.raises(Unavailable, match=r"none\.csv"):
        poll(tmp_path / "none.csv")
    for content in ("{}\n[]\n", "id,author\n1,ann\n"):
        with pytest.raises(Broken) as caught:
            poll(write(tmp_path, content, name="a.csv"))
        assert isinstance(caught.value, FeedError)
        assert caught.value.hint


@pytest.mark.parametrize(("options", "words"), [({"path": ""}, "path"), ({"pth": "a"}, "pth"), ({"map": "a"}, "map")])
def test_option_that_files_do_not_know_is_refused(options: dict[str, Any], words: str) -> None:
    """A misspelt or missing option is an error of the configuration, before anything is read."""
    with pytest.raises(ConfigError, match=words):
        poll("posts.csv", options=options)


@pytest.mark.skipif(not (SHARED / "data/twcs.csv").exists(), reason="needs shared/data/twcs.csv, which is not ours")
def test_every_row_of_a_real_export_is_read() -> None:
    """A published export of 2,693 tweets is read to the last row, with parents, sides and exact times."""
    columns = {"id": "tweet_id", "author": "author_id", "in_reply_to": "in_response_to_tweet_id"}
    rules = RowRules(network="twitter", mapping=columns | {"from_brand": "!inbound"})
    found = read(SHARED / "data/twcs.csv", rules)
    posts = [post for post in found if isinstance(post, Post)]
    assert len(posts) == len(found) == 2_693
    assert sum(bool(post.from_brand) for post in posts) == 1_213
    assert sum(post.parent_ref is not None for post in posts) == 2_017
