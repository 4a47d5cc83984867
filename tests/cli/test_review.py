"""Posts that are judged with doubt or not at all: how they are shown, timed, counted and corrected."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest

from builders import RULES, World, complaint, instant, post, reply
from console import Ask
from mentionwatch.clock import to_text
from mentionwatch.config import JudgeRules

DUTCH = "mastodon:eva-21T0900"
WORDLESS = "mastodon:fay-21T1000"
DOUBTFUL = "mastodon:gil-21T1100"


@pytest.fixture
def mixed(world: World) -> World:
    """A world whose judge reads English and German: a clear complaint, a doubtful post, a Dutch one, one of emoji."""
    world.rules = RULES.model_copy(update={"judge": JudgeRules(languages=("en", "de"))})
    clear = complaint(at="2026-11-21 08:00")
    world.add(
        clear,
        post("Waar blijft mijn bestelling? Ik wacht al weken!", at="2026-11-21 09:00", by="eva", lang="nl"),
        post("🙃🙃", at="2026-11-21 10:00", by="fay"),
        post("Bin gerade auf dem Weg zu euch", at="2026-11-21 11:00", by="gil", lang="de"),
        reply(to=clear, at="2026-11-21 08:20"),
    )
    return world


def rows_of(ask: Ask, world: World, *args: str) -> list[dict[str, str]]:
    """Give the rows that a command writes as CSV."""
    return list(csv.DictReader(io.StringIO(ask(*args, "--db", world.path, "--csv").out)))


def test_review_lists_the_doubtful_and_the_unjudged(mixed: World, ask: Ask) -> None:
    """Those who wait come first, the least sure first among them; a post judged with confidence is not there."""
    rows = rows_of(ask, mixed, "inbox", "--review")
    assert [(row["customer"], row["kind"], row["language"], row["is_waiting"]) for row in rows] == [
        ("fay", "unjudged", "", "1"),
        ("eva", "unjudged", "nl", "1"),
        ("gil", "other", "de", "0"),
    ]
    assert [row["confidence"] for row in rows[:2]] == ["", ""]
    assert 0 < float(rows[2]["confidence"]) < 0.6


def test_review_on_screen_names_the_language_and_the_remedy(mixed: World, ask: Ask) -> None:
    """The kind says why nobody judged, and the note how to correct it."""
    out = ask("inbox", "--review", "--db", mixed.path).out
    assert "unjudged (nl)" in out
    assert "unjudged (no words)" in out
    assert "mentionwatch label ID kind=" in out


@pytest.mark.parametrize("form", ["--csv", "--json", "--format=jsonl"])
def test_review_has_the_forms_and_filters_of_the_inbox(mixed: World, ask: Ask, form: str) -> None:
    """Every form holds the same posts, and filters narrow them."""
    out = ask("inbox", "--review", "--kind", "other", form, "--db", mixed.path).out
    assert "gil" in out
    assert "eva" not in out


def test_a_label_takes_a_post_off_the_list(mixed: World, ask: Ask) -> None:
    """Once a person has said what a post is, nobody need look at it again."""
    assert ask("label", DUTCH, "kind=complaint", "--db", mixed.path).code == 0
    assert ask("label", WORDLESS, "kind=other", "--db", mixed.path).code == 0
    assert [row["customer"] for row in rows_of(ask, mixed, "inbox", "--review")] == ["gil"]
    ask("label", DOUBTFUL, "kind=other", "--db", mixed.path)
    assert "Nothing to look at" in ask("inbox", "--review", "--db", mixed.path).out


def test_review_holds_open_posts_of_any_age(world: World, ask: Ask) -> None:
    """A Dutch post that has waited for two weeks is listed; answered, it is listed in its own period only."""
    old = post("Waar blijft mijn bestelling?", at="2026-11-08 09:00", by="eva", lang="nl")
    world.add(old)
    assert [row["customer"] for row in rows_of(ask, world, "inbox", "--review")] == ["eva"]
    world.add(reply(to=old, at="2026-11-08 09:30"))
    assert rows_of(ask, world, "inbox", "--review") == []
    assert [row["customer"] for row in rows_of(ask, world, "inbox", "--review", "--since", "30d")] == ["eva"]


def test_the_summary_counts_them_in_one_line(mixed: World, ask: Ask) -> None:
    """The morning's page says how many there are and how to list them, and a check can be set on it."""
    assert re.search(r"\binbox --review\b.*\n.*\b3 doubtful or not judged\b", ask("report", "--db", mixed.path).out)
    lines = ask("report", "--full", "--db", mixed.path).lines
    assert "Note: 2 not judged (1 no words, 1 nl); 1 doubtful: mentionwatch inbox --review" in lines
    assert ask("report", "--fail-on", "review>2", "--db", mixed.path, "-q").code == 10
    assert ask("report", "--fail-on", "review>3", "--db", mixed.path, "-q").code == 0


def test_a_clear_week_has_no_such_line(world: World, ask: Ask) -> None:
    """Where nothing is doubtful the summary does not speak of it."""
    world.add(complaint(at="2026-11-21 08:00"))
    assert "inbox --review" not in ask("report", "--db", world.path).out


@pytest.mark.fault("F59")
@pytest.mark.parametrize("ref", [DUTCH, WORDLESS])
def test_an_unjudged_post_is_timed_as_a_question(mixed: World, ref: str) -> None:
    """Nobody knows what it says, so it waits under the question's promise, and no polarity or confidence is claimed."""
    with mixed.open() as store:
        wait = store.db.execute("SELECT kind, opened_at, due_at FROM waits_view WHERE ref = ?", [ref]).fetchone()
        found = store.db.execute("SELECT kind, confidence, polarity FROM mentions WHERE ref = ?", [ref]).fetchone()
    opened = instant("2026-11-21 09:00" if ref == DUTCH else "2026-11-21 10:00")
    assert tuple(wait) == (None, to_text(opened), to_text(opened + timedelta(hours=4)))
    assert tuple(found) == (None, None, None)


@pytest.mark.fault("F59")
@pytest.mark.parametrize(("ref", "said"), [(DUTCH, "unjudged (nl)"), (WORDLESS, "unjudged (no words)")])
def test_every_view_says_that_a_post_is_unjudged(mixed: World, ask: Ask, ref: str, said: str) -> None:
    """The inbox, one conversation and its explanation name it alike; nowhere is it praise."""
    assert said in ask("inbox", "--db", mixed.path).out
    shown = ask("show", ref, "--db", mixed.path).out
    assert f"\n{said}: waiting" in shown
    assert f"wait 1 ({said}, due" in " ".join(shown.split())
    assert ask("explain", ref, "--db", mixed.path).out.startswith(f"{said} to Acme, judged by nobody")


@pytest.mark.fault("F59")
def test_files_keep_the_kind_empty_and_name_the_language(mixed: World, ask: Ask) -> None:
    """Exports have no kind for what nobody judged; the language stands in a column of its own."""
    found = json.loads(ask("export", "mentions", "--db", mixed.path, "--json").out)["rows"]
    by_author = {row["author"]: (row["kind"], row["language"], row["confidence"]) for row in found}
    assert by_author["eva"] == (None, "nl", None)
    assert by_author["fay"] == (None, None, None)
    for name in ("waits", "conversations"):
        row = next(row for row in rows_of(ask, mixed, "export", name) if row["customer"] == "eva")
        assert (row["kind"], row["language"]) == ("", "nl")


def test_a_language_nobody_judges_stops_the_poll(ask: Ask, tmp_path: Path) -> None:
    """The poll ends with code 2 before it fetches anything, and says which languages there are."""
    (tmp_path / "posts.csv").write_text("id,author,text,created_at,network\n1,ana,hi,2026-11-21T10:00:00Z,x\n")
    config = tmp_path / "acme.yaml"
    config.write_text(
        "brand: Acme\ndatabase: acme.db\njudge: {languages: [en, tlh]}\n"
        "feeds:\n  - {name: file, network: files, options: {path: posts.csv}}\n"
    )
    said = ask("poll", "-c", config)
    assert said.code == 2
    assert "'tlh'" in said.err
    assert "there are de, en" in said.err
    checked = ask("doctor", "--offline", "-c", config)
    assert "ok    language en: judged by" in checked.out
    assert "fail  language tlh" in checked.out
