"""What `--fail-on` says: a figure, how to compare it, and with what."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass

from mentionwatch.clock import read_duration
from mentionwatch.errors import UsageError
from mentionwatch.reports import Figure, Report, Unit

_FORM = re.compile(r"\s*([a-z]\w*)\s*(>=|<=|==|!=|=|>|<)\s*(\S.*?)\s*")
_NUMBER = re.compile(r"(\d{1,15}(?:\.\d{1,9})?)\s*(%?)", re.ASCII)
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    "=": operator.eq,
    "!=": operator.ne,
}


@dataclass(frozen=True, slots=True)
class Threshold:
    """A limit on a figure. `is_share`: the limit is a share, 0..1, rather than a number of cases or seconds."""

    text: str
    figure: str
    compare: Callable[[float, float], bool]
    limit: float
    is_share: bool

    def is_crossed(self, report: Report) -> bool:
        """Say whether the report's figure is past the limit. Raises UsageError where there is no such figure."""
        figure = report.figure(self.figure)
        if figure is None:
            names = dict.fromkeys(one.name for one in report.figures())
            raise UsageError(
                f"the report {report.name} has no figure {self.figure!r}", hint="it has " + ", ".join(names)
            )
        value = _value(figure, is_share=self.is_share)
        return value is not None and self.compare(value, self.limit)


def _value(figure: Figure, *, is_share: bool) -> float | None:
    """Give the number to compare. A median that is not reached is longer than any limit."""
    if figure.unit is Unit.SHARE and not is_share:
        return figure.n
    if figure.unit is Unit.DURATION and figure.value is None and figure.n:
        return math.inf
    if figure.unit is Unit.COUNT and is_share:
        return figure.value / figure.of if figure.of and figure.value is not None else None
    return figure.value


def read_threshold(text: str) -> Threshold:
    """Read `missed>0`, `complaint_attainment<90%` or `frt_median_seconds>2h`. Raises UsageError otherwise."""
    match = _FORM.fullmatch(text)
    limit = _read_limit(match[3]) if match else None
    if match is None or limit is None:
        raise UsageError(
            f"--fail-on {text[:60]!r} cannot be read",
            hint="write FIGURE, one of > < >= <= = !=, and a number, as in 'missed>0', 'missed>5%' or "
            "'complaint_frt_median_seconds>2h'",
        )
    return Threshold(text.strip(), match[1], _COMPARE[match[2]], *limit)


def _read_limit(text: str) -> tuple[float, bool] | None:
    """Read a number: with a % or a fraction it is a share, with a unit of time it is seconds."""
    number = _NUMBER.fullmatch(text)
    if number is not None:
        return float(number[1]) / (100 if number[2] else 1), bool(number[2]) or "." in number[1]
    try:
        return read_duration(text).total_seconds(), False
    except ValueError:
        return None
