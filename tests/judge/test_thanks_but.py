"""Thanks that only lead to what is still wrong."""

from __future__ import annotations

import pytest

from mentionwatch.config import JudgeRules
from mentionwatch.judge import judge
from mentionwatch.model import Closing, Kind


@pytest.mark.parametrize(
    "text",
    [
        "Thanks, but the voucher isn't there and today's pizza had no olives either",
        "@acme thank you for the reply, but the door still jams",
    ],
)
def test_goes_on(text: str) -> None:
    """Thanks before what is still wrong are a complaint and close nothing."""
    verdict = judge(text, rules=JudgeRules())
    assert (verdict.kind, verdict.closing) == (Kind.COMPLAINT, Closing.NONE)


@pytest.mark.parametrize(
    "text", ["Thanks, but I haven't ordered yet", "Thanks, lovely people, but no need for a card!"]
)
def test_no_complaint(text: str) -> None:
    """Thanks beside what the customer has not done, or does not need, are no complaint."""
    assert judge(text, rules=JudgeRules()).kind is not Kind.COMPLAINT
