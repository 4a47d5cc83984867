"""Write the generated parts of the docs: the schema, what each command says of itself, and the demo's report."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import click

from mentionwatch.cli import cli
from mentionwatch.store import schema
from mentionwatch.store.views import VIEWS

ROOT = Path(__file__).resolve().parents[1]
NOW = "2026-11-22T19:30:00Z"
_DEMO = re.compile(r"(<!-- demo:[^>]*-->\n).*?(<!-- end of demo -->)", re.DOTALL)

_SCHEMA_INTRO = """\
# The database

One SQLite file. `make docs` writes this page from `store/schema.py` and `store/views.py`.

Facts are written once and kept. Findings are computed from them, and `mentionwatch rebuild` computes them again.
Instants are text in UTC, `2026-11-22T09:30:00Z`; durations are whole seconds.

## Views

The views stay the same when tables change: build your own queries on them. `seconds` is empty while a customer waits;
an average over it would leave out exactly those who were ignored, so `waits_view` has `seconds_so_far` beside it.
"""
_COMMANDS_INTRO = """\
# The commands

`make docs` writes this page from what `--help` prints.
"""


def schema_page() -> str:
    """Give docs/schema.md."""
    parts = [_SCHEMA_INTRO]
    for name, select in VIEWS.items():
        parts.append(f"### {name}\n\n```sql\n{textwrap.dedent(select).strip()}\n```\n")
    parts.append(f"## Facts\n\n```sql\n{schema.FACTS.strip()}\n```\n")
    parts.append(f"## Findings\n\n```sql\n{schema.FINDINGS.strip()}\n```\n")
    parts.append(f"## Added in version 2\n\n```sql\n{schema.SECOND.strip()}\n```\n")
    parts.append(f"## Added in version 3\n\n```sql\n{schema.THIRD.strip()}\n```\n")
    parts.append(f"## Added in version 4\n\n```sql\n{schema.FOURTH.strip()}\n```\n")
    return "\n".join(parts)


def commands_page() -> str:
    """Give docs/commands.md."""
    return "\n".join([_COMMANDS_INTRO, *_helps(cli, "mentionwatch", None)])


def _helps(command: click.Command, name: str, parent: click.Context | None) -> Iterator[str]:
    context = click.Context(command, info_name=name, parent=parent, terminal_width=100, max_content_width=100)
    with context:
        text = command.get_help(context)
    heading = context.command_path
    yield f"## {heading}\n\n```text\n{text.rstrip()}\n```\n"
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            if found is not None:
                yield from _helps(found, child, context)


def readme() -> str:
    """Give README.md with the report that `mentionwatch demo` prints at NOW, 80 columns wide."""
    environ = {**os.environ, "MENTIONWATCH_NOW": NOW, "COLUMNS": "80", "NO_COLOR": "1"}
    command = [sys.executable, "-m", "mentionwatch", "demo", "-q"]
    shown = subprocess.run(command, env=environ, check=True, capture_output=True, text=True).stdout
    block = f"\n```text\n{shown.rstrip()}\n```\n\n"
    return _DEMO.sub(lambda found: found[1] + block + found[2], (ROOT / "README.md").read_text(encoding="utf-8"))


PAGES = {"docs/schema.md": schema_page, "docs/commands.md": commands_page, "README.md": readme}


def main() -> int:
    """Write each page that differs; name it."""
    for name, make in PAGES.items():
        path, text = ROOT / name, make()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"written: {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
