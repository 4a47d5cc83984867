"""What lists and shares tell a reader: no mood against a post's kind, no share of what nobody can know."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from builders import World, complaint, praise, reply
from console import Ask
from mentionwatch.reports.common import mood


@pytest.mark.parametrize(
    ("kind", "polarity", "tone"),
    [("complaint", 0.0, -1), ("complaint", 0.6, -1), ("praise", None, 1), ("question", -0.2, -1), ("other", 0.0, 0)],
)
def test_mood(kind: str, polarity: float | None, tone: int) -> None:
    """A complaint is bad and praise is good; only of other posts do their words decide."""
    assert mood(kind, polarity) == tone


def test_compare_speaks_of_all(pizza: World, ask: Ask) -> None:
    """The brands are set beside each other without a word that others were left out."""
    pizza.add(complaint("Globex lost my luggage, terrible.", at="10:00", by="eve"), brand="Globex")
    said = ask("--db", pizza.path, "report", "compare")
    assert said.code == 0
    assert said.err == ""
    assert "Globex" in said.out


def test_no_share_of_the_unknown(tmp_path: Path, ask: Ask) -> None:
    """Complaints of which nobody can know whether they were answered are in no share of the missed."""
    row = {
        "id": "1",
        "author": "eve",
        "text": "@globex lost my luggage, terrible.",
        "created_at": "2026-11-21T10:00:00Z",
    }
    (tmp_path / "posts.jsonl").write_text(json.dumps(row), encoding="utf-8")
    assert ask("--db", "g.db", "import", "posts.jsonl", "--network", "twitter", "--account", "globex").code == 0
    for name, figure, cannot_know in (
        ("missed", "missed_share", "cannot_know"),
        ("summary", "missed", "cannot_know_in_period"),
    ):
        told = json.loads(ask("--db", "g.db", "report", name, "--json").out)["figures"]
        assert (told[cannot_know]["n"], told[figure]["n"], told[figure]["of"]) == (1, 0, 0)


def test_late_by_how_much(world: World, ask: Ask) -> None:
    """The list of late replies says on 80 columns by how much each was late."""
    late = complaint(at="2026-11-20 10:00")
    world.add(late, reply(to=late, at="2026-11-20 15:00"))
    said = ask("--db", world.path, "report", "late")
    assert "too late" in said.out
    assert "4 h" in said.out.split("waited")[-1]


def test_first_praise_acknowledges_nothing(world: World, ask: Ask) -> None:
    """A timeline names no inner word for how a post closes a matter, and none for whom it speaks to."""
    liked = praise("Came for one slice, stayed for three. The rosemary potato one!", at="2026-11-20 10:00")
    world.add(liked)
    said = ask("--db", world.path, "show", liked.ref)
    assert said.code == 0
    assert "its words" not in said.out
    assert "acknowledged" not in said.out
