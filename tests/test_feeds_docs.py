"""What docs/feeds.md shows works as it stands there: each feed's configuration, each recipe of an import."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from builders import World
from mentionwatch.cli import cli
from mentionwatch.config import load, resolve_options
from mentionwatch.feeds import FeedSpec, Surroundings, find
from mentionwatch.feeds.http import Client

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "feeds.md").read_text(encoding="utf-8")
EXPORTS = ROOT / "tests" / "data" / "exports"
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
RECIPES = {
    block.split("```")[0]: name
    for name, block in re.findall(r"\*\*(\w+)[^\n]*\n(?:[^\n#]+\n)*\n```sh\n(.*?```)", PAGE, re.DOTALL)
}


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: re.findall(r"network: ([\w-]+)", block)[0])
def test_each_configuration_makes_a_feed(tmp_path: Path, block: str) -> None:
    """A feed's configuration loads as it is written, and is all that the feed asks for."""
    path = tmp_path / "acme.yaml"
    path.write_text("brand: Acme\ndatabase: acme.db\nfeeds:\n" + re.sub(r"(?m)^", "  ", block), encoding="utf-8")
    for name in re.findall(r"file:([\w.-]+)", block):
        (tmp_path / name).write_text("{}")
    now = datetime(2026, 11, 22, tzinfo=UTC)
    environ = dict.fromkeys(re.findall(r"\$(\w+)", block), "secret")
    for feed in load(path).feeds:
        options, _ = resolve_options(feed, environ=environ, base=tmp_path)
        spec = FeedSpec(
            name=feed.name,
            network=feed.network,
            brand="Acme",
            accounts=feed.accounts,
            terms=feed.terms,
            options=options,
        )
        find(feed.network)(
            spec, Surroundings(http=Client(feed=feed.name, deadline=timedelta(seconds=1), now=now), now=now)
        )


def test_the_recipes_are_found() -> None:
    """Each network and tool that is promised has its recipe."""
    assert sorted(RECIPES.values()) == ["Chatwoot", "Hootsuite", "LinkedIn", "Snapchat", "Sprout", "TikTok"]


@pytest.mark.parametrize("recipe", RECIPES, ids=RECIPES.values())
def test_each_recipe_imports_its_export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, recipe: str) -> None:
    """The commands, word for word, read an invented export: a complaint and the brand's reply 75 minutes later."""
    shutil.copytree(EXPORTS, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    for line in recipe.replace("\\\n", " ").splitlines():
        if line.startswith("jq "):
            if not shutil.which("jq"):
                pytest.skip("jq is not installed")
            subprocess.run(["bash", "-ec", line], check=True, timeout=60)
        elif line.startswith("mentionwatch "):
            result = CliRunner().invoke(cli, shlex.split(line)[1:])
            assert result.exit_code == 0, result.output
    with World(tmp_path / "acme.db").open() as store:
        rows = store.db.execute("SELECT kind, seconds FROM waits").fetchall()
    assert [tuple(row) for row in rows] == [("complaint", 4500)]
