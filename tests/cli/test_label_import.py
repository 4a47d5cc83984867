"""Labels from a file: what is taken, what is refused with its line, and what the judge learns from them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from builders import World, complaint, post
from console import Ask

MISSED = "mastodon:bob-21T1800"
ASKED = "mastodon:cyd-22T0830"
ANSWER = "mastodon:acme-20T1020-to-ana-20T1000"


def write(folder: Path, *rows: Sequence[str]) -> Path:
    """Write a CSV file."""
    path = folder / "labels.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def said(world: World) -> list[tuple[str, ...]]:
    """Give what people said."""
    with world.open() as store:
        rows = store.db.execute("SELECT ref, field, value, by, note FROM labels ORDER BY ref, field")
        return [tuple(row) for row in rows]


def test_labels_come_in_with_their_notes(pizza: World, ask: Ask, tmp_path: Path) -> None:
    """Kind, flag and outcome are kept with who said so and why, and the findings follow at once."""
    path = write(
        tmp_path,
        ("ref", "kind", "abusive", "outcome", "note", "by"),
        (MISSED, "Other", "", "", "spam", "jo"),
        (ASKED, "", "1", "lost", "", ""),
        ("mastodon:dora-19T1200", "", "", "", "", ""),
    )
    told = ask("label", "--import", path, "--db", pizza.path, "--by", "kim")
    assert (told.code, told.out) == (0, "")
    assert told.err == "3 labels kept, 0 said before; 1 line without one\n"
    assert said(pizza) == [
        (MISSED, "kind", "other", "jo", "spam"),
        (ASKED, "abusive", "yes", "kim", None),
        (ASKED, "outcome", "lost", "kim", None),
    ]
    assert "bob" not in ask("report", "missed", "--db", pizza.path).out
    assert re.search(r"kind = other \(jo, .*\): spam", ask("explain", MISSED, "--db", pizza.path).out)


def test_an_export_with_a_label_column_teaches_that_column_alone(pizza: World, ask: Ask, tmp_path: Path) -> None:
    """Of our own export the filled cells of `label` count; the kinds and flags that were computed stay computed."""
    rows = list(csv.DictReader(io.StringIO(ask("export", "mentions", "--db", pizza.path).out)))
    table = [(*rows[0], "label")]
    table += [(*row.values(), "question" if row["id"] == MISSED else "") for row in rows]
    told = ask("label", "--import", write(tmp_path, *table), "--db", pizza.path)
    assert (told.code, told.err) == (0, "1 label kept, 0 said before; 3 lines without one\n")
    assert said(pizza) == [(MISSED, "kind", "question", None, None)]


@pytest.mark.parametrize("dataset", ["mentions", "conversations", "waits"])
def test_an_export_as_it_is_says_nothing(pizza: World, ask: Ask, tmp_path: Path, dataset: str) -> None:
    """What was computed is no person's word: an export nobody edited is refused, with what to add."""
    path = tmp_path / "export.csv"
    path.write_text(ask("export", dataset, "--db", pizza.path).out)
    told = ask("label", "--import", path, "--db", pizza.path)
    assert told.code == 2
    assert "hint: add a column `label`" in told.err
    assert said(pizza) == []


def test_a_list_of_posts_to_review_can_be_filled_in(world: World, ask: Ask, tmp_path: Path) -> None:
    """`inbox --review --csv`, with a column added, comes back as labels."""
    world.add(post("Pizza oli kylmää.", at="10:00", lang="fi"))
    rows = list(csv.DictReader(io.StringIO(ask("inbox", "--review", "--db", world.path, "--csv").out)))
    assert rows
    table = [(*rows[0], "label"), *((*row.values(), "complaint") for row in rows)]
    assert ask("label", "--import", write(tmp_path, *table), "--db", world.path).code == 0
    assert said(world) == [("mastodon:ana-20T1000", "kind", "complaint", None, None)]


def test_bad_lines_are_told_and_the_rest_is_kept(pizza: World, ask: Ask, tmp_path: Path) -> None:
    """Each wrong line is named with its reason and costs itself only; the exit code is 3."""
    path = write(
        tmp_path,
        ("id", "label"),
        (MISSED, "rant"),
        ("mastodon:nobody", "praise"),
        (ANSWER, "praise"),
        ("", "praise"),
        ("2", "praise"),
        (ASKED, "praise", "more"),
        (ASKED, "praise"),
    )
    told = ask("label", "--import", path, "--db", pizza.path)
    assert told.code == 3
    lines = told.err.splitlines()
    assert lines[0] == "1 label kept, 0 said before"
    assert [line.split(": ", 1)[1].split(",")[0][:34] for line in lines[1:-1]] == [
        "kind cannot be 'rant'",
        "no post 'mastodon:nobody' in the d",
        "mastodon:acme-20T1020-to-ana-20T10",
        "names no post",
        "no post '2' in the database",
        "3 cells where the header has 2; lo",
    ]
    assert [line.split(", line ")[1].split(":")[0] for line in lines[1:-1]] == ["2", "3", "4", "5", "6", "7"]
    assert lines[-1] == "6 bad lines left out; the rest is kept"
    assert [row[:3] for row in said(pizza)] == [(ASKED, "kind", "praise")]


def test_strict_is_all_or_nothing(pizza: World, ask: Ask, tmp_path: Path) -> None:
    """With --strict one bad line keeps every label out, and is named."""
    path = write(tmp_path, ("id", "label"), (ASKED, "praise"), (MISSED, "rant"))
    told = ask("label", "--import", path, "--strict", "--db", pizza.path)
    assert told.code == 2
    assert f"{path}, line 3: kind cannot be 'rant'" in told.err
    assert said(pizza) == []


@pytest.mark.parametrize("way", ["by id", "by file"])
def test_nothing_is_kept_where_a_language_cannot_be_judged(pizza: World, ask: Ask, tmp_path: Path, way: str) -> None:
    """A configuration that names a language nobody judges ends a label with code 2 before it is written down."""
    config = tmp_path / "mentionwatch.yaml"
    config.write_text(f'{{"brand": "Acme", "database": "{pizza.path}", "feeds": [], "judge": {{"languages": [qq]}}}}')
    file = write(tmp_path, ("id", "label"), (MISSED, "other"))
    told = ask("label", *([MISSED, "kind=other"] if way == "by id" else ["--import", file]), "-c", config)
    assert told.code == 2
    assert "nothing here can judge" in told.err
    assert said(pizza) == []


def test_a_file_again_changes_nothing(pizza: World, ask: Ask, tmp_path: Path) -> None:
    """What was said before is not said anew, by whomever: its time and its author stay."""
    path = write(tmp_path, ("id", "label"), (MISSED, "other"))
    assert ask("label", "--import", path, "--db", pizza.path, "--by", "jo").code == 0
    again = ask("label", "--import", path, "--db", pizza.path, "--by", "kim")
    assert again.err == "0 labels kept, 1 said before\n"
    assert said(pizza) == [(MISSED, "kind", "other", "jo", None)]


def test_a_line_that_contradicts_an_earlier_one_is_left_out(pizza: World, ask: Ask, tmp_path: Path) -> None:
    """Of two lines that say otherwise of one post the first holds, and the second is told with the line it denies."""
    path = write(tmp_path, ("id", "label"), (MISSED, "other"), (ASKED, "praise"), (MISSED, "praise"), (MISSED, "Other"))
    told = ask("label", "--import", path, "--db", pizza.path)
    assert told.code == 3
    assert "2 labels kept, 1 said before\n" in told.err
    assert ", line 4: kind is 'praise' here, and 'other' in line 2\n" in told.err
    assert [row[2] for row in said(pizza)] == ["other", "praise"]


def test_a_conversation_named_by_two_posts_has_one_word(world: World, ask: Ask, tmp_path: Path) -> None:
    """Its outcome, said twice of several posts, is one label, however often the file comes in."""
    first = complaint(at="10:00")
    again = complaint("Still broken.", at="11:00", to=first)
    world.add(first, again)
    path = write(tmp_path, ("id", "outcome"), (first.ref, "lost"), (again.ref, "lost"))
    told = [ask("label", "--import", path, "--db", world.path) for _ in range(2)]
    assert [one.err for one in told] == ["1 label kept, 1 said before\n", "0 labels kept, 2 said before\n"]
    assert [row[:3] for row in said(world)] == [(first.ref, "outcome", "lost")]


def test_posts_are_named_by_url_and_by_network(world: World, ask: Ask, tmp_path: Path) -> None:
    """A URL names a post, and a network's own id beside its network; cells marked for a spreadsheet are unmarked."""
    world.add(
        complaint(at="10:00", url="https://mast.example/1"),
        complaint(at="11:00", by="ben", ref="mastodon:4711"),
        complaint(at="12:00", by="cyd", ref="mastodon:x81"),
    )
    path = write(
        tmp_path,
        ("network", "id", "url", "label", "note"),
        ("", "", "https://mast.example/1", "praise", ""),
        ("mastodon", "4711", "", "other", "'=SUM(A1)"),
        ("Mastodon", "x81", "", "other", ""),
    )
    assert ask("label", "--import", path, "--db", world.path).code == 0
    assert [(row[0], row[4]) for row in said(world)] == [
        ("mastodon:4711", "=SUM(A1)"),
        ("mastodon:ana-20T1000", None),
        ("mastodon:x81", None),
    ]


@pytest.mark.parametrize(
    ("args", "hint"),
    [
        (["129", "kind=praise", "--import", "x.csv"], "the file says all of it"),
        (["--import", "x.csv", "--undo"], "the file says all of it"),
        (["129"], "shows examples"),
        ([], "shows examples"),
        (["129", "kind=praise", "--strict"], "leave it out"),
        (["--import", "none.csv"], ""),
    ],
)
def test_wrong_use_is_told(pizza: World, ask: Ask, args: list[str], hint: str) -> None:
    """A file and an ID together, or neither, and a file that is not there, are usage errors that say what to do."""
    told = ask("label", *args, "--db", pizza.path)
    assert (told.code, told.out) == (2, "")
    assert hint in told.err


@pytest.mark.parametrize(
    ("header", "message"),
    [(("text", "label"), "names no posts"), (("id", "text"), "says nothing"), (("", ""), "no header")],
)
def test_files_that_cannot_be_labels(
    pizza: World, ask: Ask, tmp_path: Path, header: tuple[str, ...], message: str
) -> None:
    """A file without names, without labels or without a header is refused whole."""
    told = ask("label", "--import", write(tmp_path, header, (MISSED, "praise")), "--db", pizza.path)
    assert told.code == 2
    assert message in told.err


def test_fifty_labels_teach_and_everybody_says_so(world: World, ask: Ask, tmp_path: Path) -> None:
    """The import tells what was learned; `doctor` and `explain` name the lesson, and before it how many are there."""
    spots = ("garage", "hall", "kitchen", "yard", "office")
    posts = [post(f"scooter zonked in the {spots[at % 5]}", at=f"10:{at:02}", by=f"c{at}") for at in range(51)]
    world.add(*posts)
    config = tmp_path / "mentionwatch.yaml"
    config.write_text('{"brand": "Acme", "database": "acme.db", "feeds": []}')
    rows = [(one.ref, "complaint") for one in posts[:50]]
    ask("label", "--import", write(tmp_path, ("id", "label"), *rows[:49]), "--db", world.path)
    assert "; 49 corrections: from 50 on they teach it" in ask("doctor", "--offline", "-c", config).out
    told = ask("label", "--import", write(tmp_path, ("id", "label"), *rows), "--db", world.path)
    assert "1 label kept, 49 said before\n" in told.err
    assert "learned from 50 corrections: 0 of 50 right before, 50 after; judged everything again\n" in told.err
    found = [line for line in ask("doctor", "--offline", "-c", config).lines if "language en:" in line]
    assert "+taught-" in found[0]
    assert "; 50 corrections taught it (held out, 0 of 50 right before, 50 after)" in found[0]
    explained = " ".join(ask("explain", posts[50].ref, "--db", world.path).out.split())
    assert explained.startswith("complaint to Acme")
    assert "50 corrections taught it (held out, 0 of 50 right before, 50 after)" in explained
