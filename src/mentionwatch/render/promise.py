"""What the brand promises, in one line."""

from __future__ import annotations

from datetime import datetime, timedelta

from mentionwatch.config import Rules
from mentionwatch.reports import Report

_KINDS = {"complaint": "complaints", "question": "questions", "praise": "praise"}
_GO_BY_IT = frozenset({"summary", "inbox", "missed", "late", "times", "praise"})


def promise_text(rules: Rules, now: datetime) -> str:
    """Say within what time each kind is answered, and which of these times nobody promised: they are only used."""
    sla = rules.sla_at(now)
    times = {name: _hours(getattr(sla, name)) for name in _KINDS}
    if not any(sla.is_set(name) for name in _KINDS):
        return "none set; using " + ", ".join(f"{times[name]} for {kind}" for name, kind in _KINDS.items())
    return ", ".join(
        f"{kind} {times[name]}" if sla.is_set(name) else f"{kind} none set (using {times[name]})"
        for name, kind in _KINDS.items()
    )


def unset_promise(report: Report) -> str:
    """Say of a report that goes by promises which of them nobody made; nothing where all are made."""
    sla = report.request.rules.sla_at(report.request.now)
    if report.name not in _GO_BY_IT or all(sla.is_set(name) for name in _KINDS):
        return ""
    return f"Promise: {promise_text(report.request.rules, report.request.now)}"


def _hours(time: timedelta) -> str:
    minutes = round(time.total_seconds() / 60)
    return f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes} min"
