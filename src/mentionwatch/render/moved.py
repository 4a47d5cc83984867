"""Whether a figure that has moved is better or worse now: never told by a colour or an arrow alone."""

from __future__ import annotations

from mentionwatch.reports import Figure, Trend

_MORE_IS_BETTER = frozenset({"said_satisfied", "recovered", "promises_kept", "abusive_replied"})
_LESS_IS_BETTER = frozenset(
    {
        *("missed", "missed_share", "canned_only", "canned_rate", "praise_ignored"),
        *("said_not_satisfied", "lost", "handoff_angry", "repeated", "repeated_customers", "automatic"),
        *("touching_nothing", "replies_touching_nothing", "replies_argues", "replies_deflects"),
    }
)


def is_better(figure: Figure) -> bool | None:
    """Say whether a figure has become better; None where it has not moved, or is neither good nor bad."""
    if figure.trend is None:
        return None
    is_up = figure.trend is Trend.UP
    if figure.name in _MORE_IS_BETTER or figure.name.endswith("_attainment"):
        return is_up
    if figure.name in _LESS_IS_BETTER or figure.name.endswith(("_seconds", "_met_canned")):
        return not is_up
    return None


def moved_text(figure: Figure) -> str:
    """Say how a figure has moved: `now lower, better ↓`; nothing where chance alone may have moved it."""
    if figure.trend is None:
        return ""
    word, arrow = ("higher", "↑") if figure.trend is Trend.UP else ("lower", "↓")
    good = {True: ", better", False: ", worse", None: ""}[is_better(figure)]
    return f"now {word}{good} {arrow}"
