"""What is promised, and what is merely used where nothing is: in one line, from the configuration or the database."""

from __future__ import annotations

from datetime import timedelta

import pytest

from builders import NOW, RULES
from mentionwatch.config import Rules, Sla
from mentionwatch.render.promise import promise_text


@pytest.mark.parametrize(
    ("sla", "text"),
    [
        (Sla(), "none set; using 1 h for complaints, 4 h for questions, 24 h for praise"),
        (Sla(warn_at=0.5), "none set; using 1 h for complaints, 4 h for questions, 24 h for praise"),
        (Sla(complaint="90m"), "complaints 90 min, questions none set (using 4 h), praise none set (using 24 h)"),
        (Sla(complaint="1h", question="4h", praise="24h"), "complaints 1 h, questions 4 h, praise 24 h"),
    ],
)
def test_what_nobody_promised_is_said(sla: Sla, text: str) -> None:
    """A time that the user never wrote is no promise; one that they wrote is, even where it is the usual one."""
    rules = RULES.model_copy(update={"sla": (sla,)})
    assert promise_text(rules, NOW) == text
    assert promise_text(Rules.from_text(rules.to_text()), NOW) == text


def test_the_rules_themselves_are_kept_whole() -> None:
    """Rules read back from the database promise the same as those written, whatever was left open."""
    rules = RULES.model_copy(update={"sla": (Sla(question="2h"), Sla(since="2026-11-01", complaint="30m"))})
    held = Rules.from_text(rules.to_text())
    assert held == rules
    assert held.sla_at(NOW).complaint == timedelta(minutes=30)
    assert held.hash == rules.hash


def test_what_is_supposed_counts_as_promised() -> None:
    """Under `--what-if complaint=30m` the line names that time, and not the usual one."""
    supposed = RULES.sla[0].model_copy(update={"complaint": timedelta(minutes=30)})
    assert promise_text(RULES.model_copy(update={"sla": (supposed,)}), NOW).startswith("complaints 30 min, ")
