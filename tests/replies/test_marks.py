"""The marks of a reply as a whole: their words, their sentences, and hostile text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentionwatch.model import Channel, Mark
from mentionwatch.replies.marks import in_words, marks
from mentionwatch.text import STORED_BYTES


def test_each_mark_has_its_sentence() -> None:
    """A reply may do several things, and each is said with the reply's own words, in one order."""
    found = marks(
        "SORRY, Ann! Which size is it? Please DM us. We'll send you a refund. As we already told you, it is full."
    )
    assert in_words(found) == (
        '"Please DM" sends the customer to private messages',
        '"SORRY" apologises',
        '"We\'ll send you a refund" offers to make good',
        '"Which size is it" asks the customer for details',
        '"As we already told you, it is full" contradicts or blames the customer',
    )
    assert found.handoff is Channel.DM


def test_promises_and_deflections_have_sentences() -> None:
    """The two other marks are said as well."""
    assert in_words(marks("We'll get back to you")) == ('"We\'ll get back to you" promises to come back',)
    assert in_words(marks("See our FAQ: https://acme.example/q")) == (
        '"See our FAQ: https://acme.example/q" points to a link or a policy and says nothing else',
    )


@pytest.mark.parametrize(
    ("channel", "text"),
    [
        ("private messages", "DM us"),
        ("e-mail", "Email us"),
        ("the phone", "Call us"),
        ("a form", "Use our contact form"),
    ],
)
def test_each_channel_has_its_name(channel: str, text: str) -> None:
    """The sentence of a hand-off names where it leads."""
    assert in_words(marks(text))[0].endswith(f"sends the customer to {channel}")


def test_a_reply_that_does_nothing_has_no_marks() -> None:
    """No mark, no channel, no sentence."""
    found = marks("Good morning from the bakery!")
    assert (found.handoff, found.words, in_words(found)) == (None, {}, ())


def test_typography_does_not_matter() -> None:
    """Typographic apostrophes, entities and capitals are read alike, and the words stay as written."""
    assert marks("We’ll get back to you").words[Mark.PROMISES] == "We’ll get back to you"
    assert marks("WE&#39;LL GET BACK TO YOU").words[Mark.PROMISES] == "WE'LL GET BACK TO YOU"
    assert marks("PLEASE DM US").handoff is Channel.DM
    assert marks("İİİ Please DM us").words[Mark.HANDOFF] == "Please DM"


def test_words_stay_on_one_line() -> None:
    """A line end within the quoted words becomes a space."""
    assert marks("Drop us a\u00a0note at https://acme.example/contact").words[Mark.HANDOFF] == (
        "Drop us a note at https://acme.example/contact"
    )


CLAUSES = (
    (
        Mark.OFFER,
        "Hi Ann, so sorry! I have refunded the delivery fee. Please DM us",
        "I have refunded the delivery fee",
    ),
    (Mark.OFFER, "Sorry Bo, we'll send a new one today ^KT", "we'll send a new one today"),
    (Mark.OFFER, "Keep them, and the right ones are in the post!", "the right ones are in the post"),
    (Mark.ARGUES, "You should have read the terms before ordering.", "You should have read the terms before ordering"),
    (Mark.ARGUES, "Sorry, but as we told you, bags go in the hold", "as we told you, bags go in the hold"),
    (Mark.ASKS, "Oh no! Could you tell us which shop it was?", "Could you tell us which shop it was"),
    (
        Mark.PROMISES,
        "We are looking into it and will reply by noon -Cy",
        "We are looking into it and will reply by noon",
    ),
    (Mark.PROMISES, "We'll post an update on https://acme.example/status", "We'll post an update"),
    (
        Mark.PROMISES,
        "We'll get back to you tomorrow once the engineers have had a look at the old router in the hall of the house",
        "We'll get back to you tomorrow",
    ),
    (
        Mark.PROMISES,
        "A shop in the old town by the river near the two blue doors under the long red sign will answer you tomorrow",
        "will answer you tomorrow",
    ),
    (
        Mark.PROMISES,
        "We'll come back to you with a proposal for another seat near the window, so that all can sit in the train",
        "We'll come back to you with a proposal for another seat near the window",
    ),
)


@pytest.mark.parametrize(("mark", "text", "quoted"), CLAUSES)
def test_the_whole_clause_is_quoted(mark: Mark, text: str, quoted: str) -> None:
    """The words of a mark go from the first word of their clause to its end, or to a pause before 80 characters."""
    assert marks(text).words[mark] == quoted


def test_an_argument_deflects_from_nothing() -> None:
    """Who blames the customer with the terms does not merely point to them."""
    assert set(marks("You should have read the terms before ordering.").words) == {Mark.ARGUES}


def test_links_and_addressees_say_nothing() -> None:
    """What stands inside a link or in a name at the start is not read."""
    assert not marks("@sorry_dm_us It opens at nine https://acme.example/we'll-refund-you?call-us=1").words


@pytest.mark.parametrize(
    "text",
    [
        "https://acme.example/help",
        "@ann Hi Ann, https://acme.example/help ^AB",
        "Please take a look at https://acme.example/help",
    ],
)
def test_a_link_alone_deflects(text: str) -> None:
    """A link with nothing but a greeting, a signature or "take a look at" around it deflects."""
    assert marks(text).words.keys() == {Mark.DEFLECTS}


@pytest.mark.parametrize("text", ["It is fixed. https://acme.example/v3", "We'll look at it: https://acme.example/v3"])
def test_a_link_beside_an_answer_does_not_deflect(text: str) -> None:
    """A link under an answer is no deflection."""
    assert not marks(text).words


PIECES = (
    "please", "DM us", "we have replied", "your DM", "we'll", "get back to you", "if you", "a@b.example",
    "https://a.example", ".", "\n", "?", "sorry", "which", "refund", "you didn't", "read", "as we already told you",
    "see our FAQ", "İ", "ß", "’", "&amp;", "⟨", "·", "⟩",
)  # fmt: skip
REPLIES = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=20).map(" ".join))


@given(REPLIES)
@settings(max_examples=300, deadline=None)
def test_never_raises(text: str) -> None:
    """Whatever the text, a hand-off has its channel, each mark some words, and the same text the same marks."""
    found = marks(text)
    assert (found.handoff is not None) == (Mark.HANDOFF in found.words)
    assert all(found.words.values())
    assert len(in_words(found)) == len(found.words)
    assert marks(text) == found


HOSTILE = (
    "a", " ", ".", "?", "\n", "·", "⟨", "⟩", "@", "@a ", "@@", "https://", "www.", "http://a.b/ ", "sorry ",
    "so very ", "no need to be ", "send ", "send us ", "send us your a ", "please ", "please send us a dm ", "dm ",
    "dm us ", "call ", "call us on 1 ", "1 ", "a@b", "a@b.", "to a a a a@", "reach us at ", "use this form ",
    "share details ", "contact here ", "we have sent ", "thanks for your ", "we'll ", "we will be able to ",
    "we'll send a a a ", "refund ", "you will be ", "if you ", "once we get ", "get back ", "follow up ", "as we ",
    "as told you ", "you didn't ", "you should have ", "that is not ", "our records show ", "clearly ",
    "it is clearly ", "had you read ", "avoid the use of ", "your review ", "what ", "is it ", "which is ", "what? ",
    "ok? ", "see our ", "find the our ", "our a a faq ", "here ", "hi ", "hi, ", "1/2", "tell us what a ",
    "send us your number and ", "a few ", "the a, ", "&#39;", "’", "İ", "\u0301", "schick uns ", "envíanos ",
    "envoyez-nous ", "tut uns ", "we'd be happy to give a ", "in the ", "(", "for the a an the ",
    "as soon as we have ", "i'll check a ", "i'll check and ", "the a fee ", "the fee has been ", "a new a is ",
    "we take a ",
    "you left a ", "our crew said you ", "the sign on a ", "and we ", ", ", "we'll have a a a ", "next a is on us ",
)  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_repetition_is_read_to_its_end(piece: str) -> None:
    """64 KB of any piece of a pattern are read without a search that explodes."""
    text = (piece * STORED_BYTES)[:STORED_BYTES]
    assert isinstance(in_words(marks(text)), tuple)
    assert isinstance(in_words(marks(f"please DM us sorry? refund link {text}")), tuple)
