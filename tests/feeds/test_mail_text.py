"""Of a mail only what its sender wrote is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentionwatch.feeds.mail_text import cut


@pytest.mark.parametrize(
    "rest",
    [
        "On Mon, 2 Nov 2026 at 10:00, Acme Help <help@acme.example> wrote:\n> We do our best.\n> Jo",
        "Am 02.11.2026 um 10:00 schrieb Acme Help <help@acme.example>:\n\n> Wir tun, was wir können.",
        "Le lun. 2 nov. 2026 à 10:00, Acme <help@acme.example> a\nécrit :\n> Nous faisons de notre mieux.",
        "El lun, 2 nov 2026 a las 10:00, Acme\n<help@acme.example> escribió:\n> Hacemos lo que podemos.",
        "-----Original Message-----\nFrom: Acme\nSent: Monday\nSubject: x\n\nWe do our best.",
        "-----Ursprüngliche Nachricht-----\nVon: Acme\n\nWir tun, was wir können.",
        "________________________________\nFrom: Acme <help@acme.example>\nSent: Monday\nTo: Ann\nSubject: x\n\nWe do.",
        "From: Acme Help <help@acme.example>\nDate: Monday\nTo: Ann\nSubject: Re: x\n\nWe do our best.",
        "*Von:* Acme Help\n*Gesendet:* Montag\n*An:* Ann\n*Betreff:* x\n\nWir tun es.",
        "> We do our best.",
        "-- \nAnn Baker\nHigh Street 1",
        "Sent from my iPhone",
        "Von meinem iPhone gesendet",
        "Envoyé de mon iPhone",
        "Get Outlook for Android<https://aka.ms/x>",
        "Sent from my phone\n\nOn Monday, Acme wrote:\n> a\n> b\n",
    ],
)
def test_what_another_wrote_is_cut(rest: str) -> None:
    """Quotes, the headings of quotes, other mails below, signatures and the names of devices go."""
    words = "Where is my refund?\n\nFrom my side: I have sent it: twice."
    assert cut(f"{words}\n\n{rest}\n") == words


def test_answers_between_quotes_are_kept() -> None:
    """What is written between and below quotes stays, in its order."""
    text = "Hello Jo,\n\nAcme wrote:\n> Did you call?\nYes, twice.\n> And mail?\nThat too.\n"
    assert cut(text) == "Hello Jo,\n\nAcme wrote:\nYes, twice.\nThat too."


@pytest.mark.parametrize(
    "text",
    [
        "On Monday the shop wrote: nothing. I wait since:\nthree weeks.",
        "From: Ann Baker\nSubject: Order 7\n\nMessage Body:\nIt never came.",
        "I have three points:\n\n1. late\n2. cold\n3. wrong",
        "__________\nmy order number is above",
        "Sent from my old address it got lost, so I write again.",
    ],
)
def test_own_words_that_look_alike_are_kept(text: str) -> None:
    """Words that only resemble a heading or a signature stay as they are."""
    assert cut(text) == text


lines = st.lists(
    st.sampled_from(
        ["> a", "b", "", "-- ", "From: x", "To: y", "Subject: z", "On Monday Ann wrote:", "____", "Sent from my x"]
    )
)


@given(lines)
def test_cutting_only_takes_away(lines: list[str]) -> None:
    """What is left holds no quote, and its lines come from the text in their order."""
    once = cut("\n".join(lines))
    assert not any(line.startswith(">") for line in once.splitlines())
    rest = iter(lines)
    assert all(line in rest for line in once.splitlines() if line)
