"""Whether a reply takes up anything that the customer said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentionwatch.replies.touches import touches


@pytest.mark.parametrize(
    ("reply", "said", "words"),
    [
        ("Refunds take five days.", "@acme where is my refund?", ("refunds",)),
        ("We have sent the parcel again.", "my parcels never arrived", ("parcel",)),
        ("Your booking 88-K12 is confirmed", "booking K12 has vanished", ("booking", "k12")),
        ("We’re sorry for the delay, Ann", "the delay was awful, Ann", ("delay", "ann")),
        ("ご注文を確認いたします", "注文が届きません", ("注文",)),
        ("Die Lieferung kommt morgen", "wo bleibt meine Lieferung?", ("lieferung",)),
        ("We are sorry to hear that, please send us a message", "please help, sorry state of affairs", ()),
        ("See https://acme.example/refund", "where is my refund?", ()),
        ("@refund_me we are looking into it", "refund please", ()),
        ("👍", "👍", ()),
        ("", "where is my refund?", ()),
    ],
)
def test_touches(reply: str, said: str, words: tuple[str, ...]) -> None:
    """The words of matter that both use are given as the reply writes them; courtesy, links and names are none."""
    assert touches(reply, [said]) == words


def test_all_that_was_said_counts() -> None:
    """A reply may take up what the customer said in an earlier post."""
    assert touches("The oven is mended", ["the oven is broken again", "hello?"]) == ("oven",)


def test_names_are_no_matter() -> None:
    """That both name the brand or the customer says nothing."""
    assert touches("Acme Air is sorry, Ann", ["acme air lost my bag, says Ann"], names=["Acme Air", "ann"]) == ()


@given(st.text(), st.lists(st.text(), max_size=3))
def test_any_text_is_taken(reply: str, said: list[str]) -> None:
    """No text is too odd; at most eight words come back, each of them once."""
    words = touches(reply, said)
    assert len(words) <= 8
    assert len(set(words)) == len(words)
