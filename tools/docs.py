"""Write the generated parts of the docs: the schema, what each command says of itself, and the demo's report."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from mentionwatch.cli import cli
from mentionwatch.cli.report import _REPORTS
from mentionwatch.export.datasets import DATASETS
from mentionwatch.render.manual import base_name
from mentionwatch.reports import Unit
from mentionwatch.store import open_for_writing, schema
from mentionwatch.store.asking import view_columns
from mentionwatch.store.functions import FUNCTIONS
from mentionwatch.store.view_columns import VIEW_SENTENCES, column_sentence
from mentionwatch.store.views import VIEWS

ROOT = Path(__file__).resolve().parents[1]
NOW = "2026-11-22T19:30:00Z"
SCHEMAS = "src/mentionwatch/export"
_DEMO = re.compile(r"(<!-- demo:[^>]*-->\n).*?(<!-- end of demo -->)", re.DOTALL)

_FIGURES = re.compile(r"(<!-- figures:[^>]*-->\n).*?(<!-- end of figures -->)", re.DOTALL)
_LISTS = ("inbox", "inbox --review", "templates", "customer stefan_aus_p")
"""What prints figures beside the reports."""

_SCHEMA_INTRO = """\
# The database

One SQLite file. `make docs` writes this page from `store/schema.py` and `store/views.py`.

Facts are written once and kept. Findings are computed from them, and `mentionwatch rebuild` computes them again.
Instants are text in UTC, `2026-11-22T09:30:00Z`; durations are whole seconds.

`mentionwatch sql` asks queries, `mentionwatch web` shows the same in a browser: [docs/sql.md](sql.md) says how, and how
not to leave out whoever was ignored.

## Views

The views stay the same when tables change: build your own queries on them. Columns may be added; name those you want.
"""
_FUNCTIONS_INTRO = """\
## Functions

`mentionwatch sql` and `mentionwatch web` know these beside SQLite's own.

| function | what it gives |
|---|---|
"""
_COMMANDS_INTRO = """\
# The commands

`make docs` writes this page from what `--help` prints.
"""


def schema_page() -> str:
    """Give docs/schema.md."""
    parts = [_SCHEMA_INTRO]
    columns = _view_columns()
    for name in VIEW_SENTENCES:
        rows = "\n".join(f"| `{column}` | {column_sentence(name, column)} |" for column in columns[name])
        parts.append(f"### {name}\n\n{VIEW_SENTENCES[name]}\n\n| column | what it holds |\n|---|---|\n{rows}\n")
    parts.append(_FUNCTIONS_INTRO + "".join(f"| `{name}` | {text} |\n" for name, text in FUNCTIONS.items()))
    parts.append("## How the views are made\n")
    for name, select in VIEWS.items():
        parts.append(f"### The SQL of {name}\n\n```sql\n{textwrap.dedent(select).strip()}\n```\n")
    parts.append(f"## Facts\n\n```sql\n{schema.FACTS.strip()}\n```\n")
    parts.append(f"## Findings\n\n```sql\n{schema.FINDINGS.strip()}\n```\n")
    parts.append(f"## Added in version 2\n\n```sql\n{schema.SECOND.strip()}\n```\n")
    parts.append(f"## Added in version 3\n\n```sql\n{schema.THIRD.strip()}\n```\n")
    parts.append(f"## Added in version 4\n\n```sql\n{schema.FOURTH.strip()}\n```\n")
    return "\n".join(parts)


def _view_columns() -> dict[str, list[str]]:
    """Name the columns of each view, as a new database has them."""
    with TemporaryDirectory() as folder, open_for_writing(Path(folder) / "new.db") as store:
        return view_columns(store.db)


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
    shown = _say("demo", "-q")
    block = f"\n```text\n{shown.rstrip()}\n```\n\n"
    return _DEMO.sub(lambda found: found[1] + block + found[2], (ROOT / "README.md").read_text(encoding="utf-8"))


def metrics_page() -> str:
    """Give docs/metrics.md with each figure that the reports print of the demo at NOW, by name."""
    with TemporaryDirectory() as folder:
        _say("demo", "--quiet", "--directory", folder)
        commands = [f"report {name}" for name in _REPORTS if name != "compare"] + list(_LISTS)
        found: dict[tuple[str, str], list[str]] = {}
        for command in commands:
            config = str(Path(folder) / "mentionwatch.yaml")
            for name, figure in json.loads(_say(*command.split(), "--json", "--config", config))["figures"].items():
                where = found.setdefault((base_name(name), _told(name, figure)), [])
                where += [] if command in where else [command]
    rows = "".join(
        f"| `{name}` | {told} | {', '.join(f'`{one}`' for one in where)} |\n"
        for (name, told), where in sorted(found.items())
    ).replace("`customer stefan_aus_p`", "`customer HANDLE`")
    table = f"\n| figure | what it is | printed by |\n|---|---|---|\n{rows}\n"
    return _FIGURES.sub(lambda part: part[1] + table + part[2], (ROOT / "docs/metrics.md").read_text(encoding="utf-8"))


def _told(name: str, figure: dict[str, str]) -> str:
    """Say what a figure is: its title, without what of it is data, and its definition."""
    title = re.sub(r" \([^)]*\)$", "", figure["title"]) if base_name(name) == name else ""
    return f"{title}: {figure['definition']}" if title else figure["definition"]


_JSON_TYPES = {
    Unit.TEXT: {"type": ["string", "null"]},
    Unit.INSTANT: {"$ref": "#/$defs/instant"},
    Unit.DURATION: {"type": ["integer", "null"]},
    Unit.SHARE: {"type": ["number", "null"]},
    Unit.COUNT: {"type": ["number", "null"]},
    Unit.FLAG: {"type": ["boolean", "null"]},
    Unit.LIST: {"type": "array", "items": {"type": "string"}},
}


def export_schema() -> str:
    """Give the JSON Schema of exports: what a report's has too, and the columns of each kind of data."""
    of_report = json.loads((ROOT / SCHEMAS / "report.schema.json").read_text(encoding="utf-8"))
    shared = {name: of_report["properties"][name] for name in ("mentionwatch", "brand", "period", "notes")}
    rows = {
        name: {
            "type": "object",
            "required": [field.name for field in dataset.fields],
            "properties": {field.name: _JSON_TYPES[field.unit] for field in dataset.fields},
        }
        for name, dataset in DATASETS.items()
    }
    told = {
        "$schema": of_report["$schema"],
        "title": "An export of mentionwatch",
        "description": "What `mentionwatch export DATA --json` writes; docs/csv.md tells each column. With --format "
        "jsonl each line is an object as $defs holds it under the name of the data.",
        "type": "object",
        "required": ["mentionwatch", "report", "brand", "period", "rows"],
        "properties": {"report": {"enum": list(rows)}, **shared, "pseudonymous": {"const": True}},
        "oneOf": [
            {"properties": {"report": {"const": name}, "rows": {"type": "array", "items": {"$ref": f"#/$defs/{name}"}}}}
            for name in rows
        ],
        "$defs": {"instant": of_report["$defs"]["instant"], **rows},
    }
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def _say(*args: str) -> str:
    """Give what the program prints at NOW."""
    environ = {**os.environ, "MENTIONWATCH_NOW": NOW, "COLUMNS": "80", "NO_COLOR": "1"}
    command = [sys.executable, "-m", "mentionwatch", *args]
    return subprocess.run(command, env=environ, check=True, capture_output=True, text=True).stdout


PAGES = {
    "docs/schema.md": schema_page,
    "docs/commands.md": commands_page,
    "src/mentionwatch/export/export.schema.json": export_schema,
    "docs/metrics.md": metrics_page,
    "README.md": readme,
}


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
