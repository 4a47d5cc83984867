"""What the sample brand tells: every story that `stories.json` names can be read off the posts themselves."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import timedelta
from difflib import SequenceMatcher
from itertools import combinations
from zoneinfo import ZoneInfo

from mentionwatch.demo import LAST_POST_AGE
from sample_rows import END, HOUR, KINDS, POSTS, ROWS, STORIES, answers, of, openings, own_posts, root


def stock_form(text: str) -> str:
    """Strip what varies between uses of one stock text: names, links, signatures."""
    text = re.sub(r"https?://\S+|\^[A-Z]{2}$|^@\S+ ", "", text)
    return re.sub(r"^(Hi|Hello|Dear)( [^ ,]+)?,", "", text).strip().lower()


def test_prompt_and_late_replies() -> None:
    """Prompt personal replies came within 16 minutes, late ones after 6 hours, each to a complaint."""
    for story, low, high in [("prompt", timedelta(0), HOUR * 16 / 60), ("late", HOUR * 6, HOUR * 24 * 21)]:
        replies = of(story)
        assert len(replies) >= 10
        for reply in replies:
            opening = next(row for row in openings() if reply in answers(row))
            assert KINDS[opening.ref] == "complaint"
            assert low < reply.at - opening.at <= high
            assert reply.ref not in STORIES["canned"]


def test_canned_replies() -> None:
    """A canned reply is one whose text two other customers had got before, sent to a complaint or question."""
    had: dict[str, set[tuple[str, str]]] = defaultdict(set)
    used: dict[str, list[str]] = defaultdict(list)
    canned = []
    for row in ROWS:
        if not row.is_brand or row.parent is None:
            continue
        asker, form = POSTS[row.parent], stock_form(row.text)
        if len(had[form] - {asker.customer}) >= 2 and KINDS[asker.ref] in {"complaint", "question"}:
            canned.append(row.ref)
        had[form].add(asker.customer)
        used[form].append(row.ref)
    assert canned == STORIES["canned"]
    assert [refs for form, refs in used.items() if len(had[form]) > 1] == STORIES["templates"]
    assert not set(STORIES["stock_thanks"]) & set(canned)


def test_personal_replies_are_personal() -> None:
    """No two personal replies are alike, and none is like a stock text."""
    stock = {ref for template in STORIES["templates"] for ref in template}
    texts = [stock_form(row.text) for row in ROWS if row.is_brand and row.ref not in stock]
    texts += [stock_form(POSTS[template[0]].text) for template in STORIES["templates"]]
    for one, other in combinations(texts, 2):
        matcher = SequenceMatcher(None, one, other, autojunk=False)
        assert matcher.quick_ratio() < 0.78 or matcher.ratio() < 0.6, (one, other)


def test_missed_complaints() -> None:
    """The missed are exactly the complaints past an hour that the brand never replied to; many are of one shop."""
    deleted = set(STORIES["deleted"])
    silent = [row for row in openings() if not answers(row) and END - row.at > HOUR and row.ref not in deleted]
    assert [row.ref for row in silent if KINDS[row.ref] == "complaint"] == STORIES["missed"]
    shop = STORIES["silent_shop"]["posts"]
    assert len(shop) >= 10
    assert set(shop) <= set(STORIES["missed"])


def test_questions_and_praise_without_a_reply() -> None:
    """Some questions and some praise got no reply; other praise was thanked."""
    for story, kind in [("questions_unanswered", "question"), ("praise_ignored", "praise")]:
        assert len(STORIES[story]) >= 5
        assert all(KINDS[row.ref] == kind and not answers(row) for row in of(story))
    assert len(STORIES["praise_thanked"]) >= 10
    assert all(KINDS[row.ref] == "praise" and answers(row) for row in of("praise_thanked"))
    answered = [row for row in openings() if KINDS[row.ref] == "question" and answers(row)]
    assert len(answered) >= 10


def test_viral_complaint() -> None:
    """One complaint is shared by hundreds, joined by five customers, pasted at, and then really answered."""
    story = STORIES["viral"]
    viral = POSTS[story["root"]]
    assert viral.raw["shares"] > 500
    joined = [POSTS[ref] for ref in story["joined"]]
    assert len({row.author for row in joined}) == 5
    assert all(KINDS[row.ref] == "complaint" and root(row) is viral for row in joined)
    assert sorted(len(answers(row)) for row in joined) == [0, 0, 0, 1, 1]
    assert [row.ref for row in answers(viral)] == [story["stock_reply"], story["real_reply"]]
    assert story["stock_reply"] in STORIES["canned"]


def test_announcement() -> None:
    """Ten customers complain beneath the brand's announcement, and exactly two are answered."""
    story = STORIES["announcement"]
    announcement = POSTS[story["root"]]
    assert announcement.is_brand
    below = {row.author: row for row in openings() if row.parent == announcement.ref}
    assert len(below) == story["customers"] == 10
    assert all(KINDS[row.ref] == "complaint" for row in below.values())
    assert sum(bool(answers(row)) for row in below.values()) == story["answered"] == 2


def test_recovered_and_lost() -> None:
    """A recovered complaint ends in the customer's thanks after a reply; a lost one in a complaint after it."""
    for story, last_kind, at_least in [("recovered", "thanks", 15), ("lost", "complaint", 4)]:
        assert len(STORIES[story]) >= at_least
        for opening in of(story):
            assert KINDS[opening.ref] == "complaint"
            last = own_posts(opening)[-1]
            assert KINDS[last.ref] == last_kind
            assert answers(opening)[0].at < last.at


def test_handoffs() -> None:
    """Of the complaints sent elsewhere some stay silent, one customer came back content and one angry."""
    assert len(STORIES["handoff_silent"]) >= 5
    for opening in of("handoff_silent"):
        assert own_posts(opening)[-1].at < answers(opening)[-1].at
        assert re.search(r"\bDM\b|@zampalotti\.example\b", answers(opening)[-1].text)
    satisfied, angry = POSTS[STORIES["handoff_satisfied"]], POSTS[STORIES["handoff_angry"]]
    assert "DM" in answers(satisfied)[0].text
    assert KINDS[own_posts(satisfied)[-1].ref] == "thanks"
    assert "direct message" in answers(angry)[0].text
    assert "I DM'd you three days ago, nothing" in own_posts(angry)[-1].text
    assert timedelta(days=3) < own_posts(angry)[-1].at - answers(angry)[0].at < timedelta(days=4)


def test_thanks_but_still_broken() -> None:
    """Some customers say thanks after a reply and are not content: the brand replies again."""
    assert len(STORIES["thanks_but"]) == 2
    for row in of("thanks_but"):
        assert "Thanks, but" in row.text
        assert KINDS[row.ref] != "thanks"
        assert any(reply.parent == row.ref for reply in ROWS if reply.is_brand)


def test_trolls_and_an_abusive_complaint() -> None:
    """The trolls have no matter; one abusive customer has."""
    assert len({row.author for row in of("troll")}) == 2
    assert all(KINDS[row.ref] == "other" for row in of("troll"))
    assert KINDS[STORIES["abusive_complaint"]] == "complaint"
    assert "moron" in POSTS[STORIES["abusive_complaint"]].text


def test_regulars() -> None:
    """Each regular opened conversations on three different days or more."""
    by_customer = defaultdict(set)
    for row in openings():
        if row.ref not in STORIES["deleted"]:
            by_customer[row.customer].add(row.at.astimezone(ZoneInfo("Europe/Berlin")).date())
    regulars = {customer for customer, days in by_customer.items() if len(days) >= 3}
    assert regulars == {(story["network"], story["author"]) for story in STORIES["regulars"]}
    assert len(regulars) < len(by_customer) / 4


def test_influencer() -> None:
    """One complaint comes from an account that tens of thousands follow."""
    assert POSTS[STORIES["influencer"]].raw["followers"] > 40_000
    others = [row.raw.get("followers", 0) for row in ROWS if row.author != POSTS[STORIES["influencer"]].author]
    assert max(others) < 20_000


def test_odd_threads() -> None:
    """One reply goes to the customer's later post, one complaint has three parts, some only customers answered."""
    later = POSTS[STORIES["reply_to_later"]]
    above = POSTS[later.parent or ""]
    assert above.parent is not None
    assert POSTS[above.parent].customer == above.customer
    parts = own_posts(POSTS[STORIES["multipart"]])[:3]
    assert [row.parent for row in parts[1:]] == [row.ref for row in parts[:2]]
    assert answers(parts[0])[0].parent == parts[2].ref
    for question in of("third_party"):
        helpers = [row for row in ROWS if row.parent == question.ref and row.author != question.author]
        assert helpers
        assert not answers(question)


def test_automatic_reply() -> None:
    """The automatic reply came within three seconds, the real one hours later."""
    automatic = POSTS[STORIES["auto_reply"]]
    asked = POSTS[automatic.parent or ""]
    assert timedelta(0) < automatic.at - asked.at <= timedelta(seconds=3)
    assert answers(asked)[0].at - asked.at > HOUR


def test_posts_about_the_brand() -> None:
    """Posts about the brand name it, tag no one, and only two of them were answered."""
    assert len(STORIES["about"]) >= 8
    for row in of("about"):
        assert "zampalotti" in row.text.lower()
        assert "@" not in row.text
    assert [row.ref for row in of("about") if answers(row)] == STORIES["about_answered"]
    assert len(STORIES["about_answered"]) == 2


def test_last_day_is_fresh() -> None:
    """The last day leaves open matters of every sort: overdue, due soon, not due, praise, and a stock reply."""
    ages = {
        "fresh_overdue": (HOUR, HOUR * 24),
        "fresh_due_soon": (HOUR * 0.75 - LAST_POST_AGE, HOUR - LAST_POST_AGE),
        "fresh_not_due": (timedelta(0), HOUR * 0.75 - LAST_POST_AGE),
        "fresh_not_due_question": (timedelta(0), HOUR * 3),
        "fresh_praise": (HOUR, HOUR * 24),
    }
    for story, (low, high) in ages.items():
        assert STORIES[story]
        assert all(low <= END - row.at < high and not answers(row) for row in of(story))
    assert len(STORIES["fresh_overdue"]) >= 5
    assert all(END - row.at < HOUR * 24 for row in of("fresh_stock"))
    assert set(STORIES["fresh_stock"]) <= set(STORIES["canned"])
