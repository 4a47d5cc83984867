"""How the sample is moved to the present, and the configuration written beside it."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime, timedelta, timezone
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mentionwatch.clock import from_text
from mentionwatch.config import FeedConfig, Place, Sla
from mentionwatch.demo import LAST_POST_AGE, NETWORKS, prepare

NOW = datetime(2026, 11, 22, 9, 30, 15, 250_000, tzinfo=UTC)
TIMES = ("created_at", "edited_at", "deleted")


def rows(folder: Any) -> list[dict[str, Any]]:
    return [
        json.loads(line)
        for network in NETWORKS
        for line in folder.joinpath(f"{network}.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
    ]


def times(row: dict[str, Any]) -> list[datetime]:
    return [from_text(row[name]) for name in TIMES if name in row]


SAMPLE = rows(files("mentionwatch").joinpath("sample"))


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    return prepare(tmp_path / "new", now=NOW)


@settings(max_examples=20, deadline=None)
@given(
    st.datetimes(
        min_value=datetime(2000, 1, 1),
        max_value=datetime(2100, 1, 1),
        timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30))]),
    )
)
def test_shift(now: datetime) -> None:
    """Whatever the time, all times move by one shift, the last post is minutes old, and nothing is ahead."""
    with tempfile.TemporaryDirectory() as folder:
        moved = rows(prepare(Path(folder), now=now).parent)
    shifts = {
        after - before
        for old, new in zip(SAMPLE, moved, strict=True)
        for before, after in zip(times(old), times(new), strict=True)
    }
    assert len(shifts) == 1
    assert max(times(row)[0] for row in moved) == now.replace(microsecond=0) - LAST_POST_AGE
    assert max(time for row in moved for time in times(row)) < now


def test_only_times_change(prepared: Path) -> None:
    """Moving changes nothing but the times."""
    for old, new in zip(SAMPLE, rows(prepared.parent), strict=True):
        assert list(old) == list(new)
        assert {name: old[name] for name in old if name not in TIMES} == {
            name: new[name] for name in new if name not in TIMES
        }


def test_same_now_same_files(prepared: Path, tmp_path: Path) -> None:
    """The same time writes the same files, byte for byte."""
    again = prepare(tmp_path / "again", now=NOW)
    names = sorted(path.name for path in prepared.parent.iterdir())
    assert names == sorted([*(f"{network}.jsonl" for network in NETWORKS), "mentionwatch.yaml"])
    for name in names:
        assert (prepared.parent / name).read_bytes() == (again.parent / name).read_bytes()


def test_configuration(prepared: Path) -> None:
    """The configuration names the brand, four file feeds with the brand's own accounts, five shops, the promises."""
    written = yaml.safe_load(prepared.read_text(encoding="utf-8"))
    assert set(written) == {"brand", "database", "timezone", "feeds", "places", "sla"}
    assert (written["brand"], written["database"], written["timezone"]) == ("Zampalotti", "sample.db", "Europe/Berlin")
    feeds = [FeedConfig.model_validate(feed) for feed in written["feeds"]]
    assert [feed.options["network"] for feed in feeds] == list(NETWORKS)
    for feed in feeds:
        assert feed.network == "files"
        lines = (prepared.parent / feed.options["path"]).read_text(encoding="utf-8").split("\n")[:-1]
        authors = {row["author"]: row["author_name"] for row in map(json.loads, lines)}
        assert [authors[handle] for handle in feed.accounts] == ["Zampalotti"]
    assert Sla.model_validate(written["sla"]).complaint == timedelta(hours=1)


def test_places(prepared: Path) -> None:
    """Each review's place is one of the configured shops, and posts of other networks name every shop."""
    written = yaml.safe_load(prepared.read_text(encoding="utf-8"))
    places = [Place.model_validate(place) for place in written["places"]]
    assert {row["location"] for row in SAMPLE if "location" in row} == {
        location for place in places for location in place.locations
    }
    for place in places:
        named = [row for row in SAMPLE if any(term in row["text"].lower() for term in place.terms)]
        assert len({row["network"] for row in named}) >= 3, place.name


def test_a_configuration_that_stands_is_kept(tmp_path: Path) -> None:
    """A configuration that somebody has in the directory is neither replaced nor joined by sample files."""
    own = tmp_path / "mentionwatch.yaml"
    own.write_text("brand: Mine\n", encoding="utf-8")
    with pytest.raises(FileExistsError, match="stands already"):
        prepare(tmp_path, now=NOW)
    assert own.read_text(encoding="utf-8") == "brand: Mine\n"
    assert [path.name for path in tmp_path.iterdir()] == ["mentionwatch.yaml"]
