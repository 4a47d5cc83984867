"""The command that says how customers are answered, and the making of every report."""

from __future__ import annotations

import sys
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mentionwatch.cli.app import App, global_options, pass_app
from mentionwatch.cli.forms import HTML, REPORT_FORMS, TABLE, XLSX, Made, schema_option
from mentionwatch.cli.options import (
    ALL,
    Asked,
    file_options,
    filter_options,
    format_options,
    limit_option,
    read_filter,
    take_asked,
)
from mentionwatch.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from sqlite3 import Connection

    from mentionwatch.config import Rules
    from mentionwatch.reports import Report, Request
    from mentionwatch.whatif import Supposed

_REPORTS = {
    "summary": ("summary", "the page to read each morning"),
    "missed": ("lists", "complaints and questions past their time with no reply"),
    "canned": ("canned", "stock texts sent to people with a complaint or question"),
    "handoffs": ("handoffs", "who was sent to a DM, mail, phone or form, and what was seen afterwards"),
    "replies": ("replies", "each reply beside the words it answers"),
    "agents": ("agents", "how each agent answers, for coaching"),
    "unresolved": ("unresolved", "complaints replied to, and never settled"),
    "recovered": ("recovered", "complaints that ended in the customer's satisfaction"),
    "customers": ("customers", "regulars, influential people and advocates, with what is open"),
    "times": ("times", "how long customers wait"),
    "late": ("late", "how the promise was kept, and who was answered too late"),
    "compare": ("compare", "brands side by side, by the same definitions"),
    "praise": ("lists", "praise that nobody thanked"),
    "abuse": ("abuse", "mentions that insult somebody, apart"),
}
"""The reports a user can ask for: the module of each, and what it says."""
_MODULES = {name: module for name, (module, _) in _REPORTS.items()} | {
    "inbox": "inbox",
    "review": "review",
    "feeds": "feeds",
    "templates": "templates",
}
_GROUPS = ("day", "week", "month", "hour", "network", "feed", "place", "topic", "kind", "agent", "reach", "brand")
_GROUPED = ("recovered", "customers", "times", "late", "compare", "summary", "missed", "praise", "unresolved", "abuse")
"""The reports that can be grouped."""
_OF_ALL = ("feeds", "compare")
"""What speaks of every brand unless one is named."""
_OF_PERIOD = ("canned", "handoffs", "replies", "abuse")
"""The reports whose figures all speak of the period, and are set beside those of the previous one as a whole."""
_DRAWN = (TABLE, HTML)
"""The forms that show charts."""
_MARKS = ("handoff", "apology", "offer", "asks", "argues", "deflects", "promises")


@click.command(
    epilog="Examples: mentionwatch report; mentionwatch report missed --since 2026-10 --until 2026-10 --csv -o "
    "missed.csv; mentionwatch report --fail-on 'missed>0'"
)
@click.argument("name", metavar="[REPORT]", type=click.Choice(list(_REPORTS)), default="summary")
@filter_options
@click.option(
    "--by",
    type=click.Choice(_GROUPS),
    multiple=True,
    help="Group by this; `reach` is how many followers people have. Twice: by one thing, and then by another.",
)
@click.option("--rows", is_flag=True, help="List each case behind the figures (reports times, canned and abuse).")
@click.option(
    "--figure", metavar="NAME", help="With --rows, the cases behind this figure of the report, of any report."
)
@click.option(
    "--mark",
    "marks",
    type=click.Choice(_MARKS),
    multiple=True,
    help="Replies that do this only (report replies). Repeatable: any of them.",
)
@click.option(
    "--agent", metavar="NAME", help="Replies of this agent only, their figures beside everybody's (report replies)."
)
@click.option(
    "--sample",
    type=click.IntRange(min=1),
    metavar="N",
    help="N replies drawn at random, for one period always the same (report replies).",
)
@click.option(
    "--what-if",
    "what_if",
    multiple=True,
    metavar="KEY=VALUE",
    help="As if this held: complaint=30m, question, praise, next_reply, update, warn_at, auto_reply_within, "
    "lapse_after, hours=business or hours='mon-fri 09:00-17:00'. Nothing is stored. Repeatable.",
)
@click.option("--full", "is_full", is_flag=True, help="All figures of the summary, not those of one screen alone.")
@limit_option
@click.option(
    "--fail-on",
    "limits",
    multiple=True,
    metavar="FIGURE>N",
    help="End with code 10 if a figure of the report is so: 'missed>0', 'missed>5%', "
    "'complaint_frt_median_seconds>2h'. A share is compared by its cases, or with % as a share. Repeatable.",
)
@format_options(*REPORT_FORMS)
@file_options
@schema_option("report")
@global_options
@pass_app
def report(
    app: App,
    /,
    name: str,
    by: tuple[str, ...],
    rows: bool,
    figure: str | None,
    what_if: tuple[str, ...],
    limits: tuple[str, ...],
    **options: Any,
) -> None:
    """Say how customers are answered.

    REPORT is summary (the page to read each morning), missed, canned, handoffs, replies, agents, unresolved,
    recovered, customers, times, late, compare, praise or abuse. Without --since and --until it speaks of the last
    7 days, and lists open cases of any age.
    """
    from mentionwatch.cli.thresholds import read_threshold

    _check(name, by=by, rows=rows, figure=figure)
    wanted = Wanted(by=tuple(dict.fromkeys(by)), rows=rows and not figure, **_of_replies(name, options))
    thresholds = [read_threshold(text) for text in limits]
    asked = take_asked(options)
    if wanted.sample is not None and asked.limit is None:
        asked = replace(asked, limit=wanted.sample)
    made = make_report(app, name, asked=asked, wanted=wanted, figure=figure, what_if=what_if)
    crossed = [one.text for one in thresholds if one.is_crossed(made.report)]
    made.write(app)
    if crossed:
        app.say(f"found: {', '.join(crossed)}")
        sys.exit(ExitCode.FOUND)


def _check(name: str, *, by: tuple[str, ...], rows: bool, figure: str | None) -> None:
    if by and name not in _GROUPED:
        raise UsageError(f"--by is not for {name}", hint=f"it groups {', '.join(_GROUPED)}")
    if len(set(by)) > 2:
        raise UsageError("--by stands there more than twice", hint="by one thing and then by another")
    if rows and not figure and name not in ("times", "canned", "abuse"):
        raise UsageError(
            f"--rows alone is for times, canned and abuse, not for {name}", hint="name a figure: --rows --figure"
        )


def _of_replies(name: str, options: dict[str, Any]) -> dict[str, Any]:
    """Take what narrows `report replies` out of a command's options. Raises UsageError where it is another report."""
    given = {option: options.pop(option) for option in ("marks", "agent", "sample")}
    if name != "replies" and any(given.values()):
        option = next(f"--{option.removesuffix('s')}" for option, value in given.items() if value)
        raise UsageError(f"{option} is for `report replies`, not for {name}", hint="leave it out")
    return given


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a user wants of one report beyond the shared options: fields of `Request`."""

    by: tuple[str, ...] = ()
    rows: bool = False
    marks: tuple[str, ...] = ()
    agent: str | None = None
    sample: int | None = None
    standing: str | None = None
    sort: str | None = None
    decision: str | None = None

    @property
    def narrowing(self) -> dict[str, str]:
        """The options given that say which cases the figures count, as a user writes them."""
        return {"--agent": self.agent} if self.agent is not None else {}


def print_report(
    app: App,
    name: str,
    *,
    rules: Rules,
    database: Path,
) -> None:
    """Print a report as its command would without options, under given rules and of a given database."""
    make_report(app, name, asked=Asked(), rules=rules, database=database).write(app)


def make_report(
    app: App,
    name: str,
    *,
    asked: Asked,
    wanted: Wanted = Wanted(),
    figure: str | None = None,
    what_if: tuple[str, ...] = (),
    rules: Rules | None = None,
    database: Path | None = None,
) -> Made:
    """Build a report from one state of the database. Raises UsageError, ConfigError and StoreError."""
    from mentionwatch.reports.figures import figures_table
    from mentionwatch.store import open_for_reading

    now = app.now()
    supposed = _read_supposed(what_if)
    with open_for_reading(database or app.database()) as store:
        rules = rules or app.rules(store)
        with store.snapshot() as db:
            asked_here = replace(asked, brand=asked.brand or ALL) if name in _OF_ALL else asked
            request = _request(app, db, asked_here, rules=rules, now=now)
            if supposed is not None:
                request = _suppose(db, request, supposed)
            if name == "inbox":
                request = replace(request, limit=asked.most_rows)
            made = _build(db, name, replace(request, **asdict(wanted)), narrowing=asked.narrowing | wanted.narrowing)
            made = _for_form(db, made, asked.form, figure=figure)
    if supposed is not None:
        from mentionwatch.reports.supposed import as_supposed

        made = as_supposed(made, supposed.words, what_if)
        if asked.form in ("csv", "jsonl"):
            app.say(f"{supposed.words}: nothing was changed")  # these forms hold rows only
    if name == "summary" and figure is None:
        made = replace(made, table=figures_table(made))  # last: it holds the commands as they stand now
    return Made(made, asked)


def _build(db: Connection, name: str, request: Request, *, narrowing: dict[str, str]) -> Report:
    """Build a report with the previous period beside it; the commands it names are narrowed as it is itself."""
    from mentionwatch.reports.figures import beside_previous, with_options

    build = getattr(import_module(f"mentionwatch.reports.{_MODULES[name]}"), name)
    made: Report = build(db, request)
    if name in _OF_PERIOD and request.previous is not None:
        made = beside_previous(made, build(db, request.previous))
    return with_options(made, narrowing)


def _for_form(db: Connection, made: Report, form: str, *, figure: str | None) -> Report:
    """Give a report what its form shows besides, or of one figure its cases alone."""
    from mentionwatch.reports.beside import lists_beside
    from mentionwatch.reports.cases import with_cases
    from mentionwatch.reports.charts import with_charts
    from mentionwatch.reports.page import for_page

    if figure is not None:
        return with_cases(db, made, figure)
    if form in _DRAWN:
        made = with_charts(db, made)
    if form == HTML:
        made = for_page(db, made)
    if form == XLSX and made.name == "summary":
        made = replace(made, more=(*lists_beside(db, made.request), *made.more))
    return made


def _read_supposed(what_if: tuple[str, ...]) -> Supposed | None:
    if not what_if:
        return None
    from mentionwatch.whatif import read_supposed

    return read_supposed(what_if)


def _suppose(db: Connection, request: Request, supposed: Supposed) -> Request:
    from mentionwatch.whatif import suppose

    view = suppose(db, request.rules, supposed, brand=request.which.brand, now=request.now)
    return replace(request, rules=view.rules, clock=view.clock)


def _request(app: App, db: Connection, asked: Asked, *, rules: Rules, now: datetime) -> Request:
    from mentionwatch.reports import Request

    which = read_filter(app, asked, db, rules=rules, now=now)
    return Request(
        rules=rules,
        now=now,
        which=which,
        is_default_period=asked.since is None and asked.until is None,
    )
