"""Brands side by side, by the same definitions: one's own and the rivals'."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mentionwatch.errors import UsageError
from mentionwatch.reports import Column, Figure, Report, Request, Section, Table, Unit, Value
from mentionwatch.reports.common import about_emptiness
from mentionwatch.reports.failures import failures
from mentionwatch.reports.late import FIRST_PROMISES, promise_figures
from mentionwatch.reports.summary import endings, first_complaint_times, written
from mentionwatch.reports.times import times_table
from mentionwatch.store import queries
from mentionwatch.store.threads import brands_seen

if TYPE_CHECKING:
    from sqlite3 import Connection

_UNSEEN = "a brand marked * has a network where no feed shows its replies: nothing there is called missed or late"
_SAME = "all brands are held to your promise, and to the same rules for what is a reply, a stock text, a complaint"


def compare(db: Connection, request: Request) -> Report:
    """Set the brands beside each other, figure by figure; in files a row a brand, or a row a group with `by`."""
    brands = [request.which.brand] if request.which.brand else queries.brands(db)
    figures = {brand: _figures(db, replace(request, which=replace(request.which, brand=brand))) for brand in brands}
    marks = {brand: "" if _is_seen(db, brand) else " *" for brand in brands}
    sections = tuple(_section(name, figures, marks) for name in next(iter(figures.values()), {}))
    return Report(
        name="compare",
        title="Brands side by side",
        request=request,
        sections=tuple(section for section in sections if section.figures),
        table=_table(db, request, figures, marks),
        notes=(
            *about_emptiness(db, is_empty=not brands),
            *((_SAME,) if len(brands) > 1 else ()),
            *((_UNSEEN,) if any(marks.values()) else ()),
            *(("one brand only: give a rival a feed of its own, with `brand: NAME`",) if len(brands) == 1 else ()),
        ),
    )


def _figures(db: Connection, request: Request) -> dict[str, Figure]:
    found = (
        *written(db, request),
        *first_complaint_times(db, request),
        *promise_figures(db, request, FIRST_PROMISES),
        *failures(db, request),
        *endings(db, request),
    )
    return {figure.name: figure for figure in found}


def _is_seen(db: Connection, brand: str) -> bool:
    """Say whether feeds show the brand's replies wherever customers posted to it."""
    seen = brands_seen(db)
    return all((brand, network) in seen for network in queries.networks_of(db, brand))


def _section(name: str, figures: dict[str, dict[str, Figure]], marks: dict[str, str]) -> Section:
    """Give a figure of each brand. Its title loses what differs from brand to brand, which stands in brackets."""
    of_brands = {brand: found[name] for brand, found in figures.items()}
    title = re.sub(r" \([^)]*\)$", "", next(iter(of_brands.values())).title)
    is_hidden = all(figure.is_hidden for figure in of_brands.values())
    return Section(
        title=title,
        figures=tuple(
            replace(figure, name=f"{name}_{number}", title=f"{brand}{marks[brand]}", is_hidden=is_hidden)
            for number, (brand, figure) in enumerate(of_brands.items(), start=1)
        ),
    )


def _table(db: Connection, request: Request, figures: dict[str, dict[str, Figure]], marks: dict[str, str]) -> Table:
    if request.by:
        if "brand" in request.by:
            raise UsageError("compare is by brand as it is", hint="leave --by brand out, or group by another thing")
        if len(request.by) > 1:
            raise UsageError("compare is by brand and one thing more", hint=f"leave out --by {request.by[1]}")
        return times_table(db, replace(request, by=("brand", *request.by)))
    first = next(iter(figures.values()), {})
    columns = [Column("brand", "brand"), Column("sees_replies", "replies seen", Unit.FLAG)]
    for name, figure in first.items():
        columns.append(Column(name, figure.title, figure.unit))
        columns += [Column(f"{name}_n", "n", Unit.COUNT), Column(f"{name}_of", "of", Unit.COUNT)]
    rows = tuple(
        (brand, not marks[brand], *(value for figure in found.values() for value in _values(figure)))
        for brand, found in figures.items()
    )
    return Table(name="compare", title="Brands side by side", columns=tuple(columns), rows=rows, is_for_files=True)


def _values(figure: Figure) -> Sequence[Value]:
    return figure.value, figure.n, figure.of
