from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = runpy.run_path(str(ROOT / "tools" / "docs.py"))["PAGES"]


@pytest.mark.parametrize("name", PAGES)
def test_the_generated_pages_are_up_to_date(name: str) -> None:
    """What `make docs` would write is what stands there."""
    assert (ROOT / name).read_text(encoding="utf-8") == PAGES[name](), "run `make docs`"


def test_links_between_the_pages_lead_somewhere() -> None:
    """Each relative link in the README and the docs names a file that exists."""
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_commands_of_the_readme_exist() -> None:
    """Each `mentionwatch COMMAND` that the README shows is a command."""
    shown = set(re.findall(r"mentionwatch (\w+)", (ROOT / "README.md").read_text(encoding="utf-8")))
    known = set(re.findall(r"^## mentionwatch (\w+)$", (ROOT / "docs" / "commands.md").read_text(), re.MULTILINE))
    assert shown - known <= {"watches"}
