"""The networks that are a mapping: what each makes of the answers of its API, and what reports then say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from api import Api
from contract import NOW, Poll, as_json
from fake_presets import LOGIN, PLAY, answer, business, discourse, play, stackexchange, trustpilot, yelp
from hypothesis import given, settings
from hypothesis import strategies as st
from recordings import serving

from builders import World
from mentionwatch.clock import to_text
from mentionwatch.config import Config, FeedConfig
from mentionwatch.errors import Broken, ConfigError, FeedError, Limited
from mentionwatch.feeds import find
from mentionwatch.feeds.json_presets import PRESETS
from mentionwatch.model import Address, Gone, Post, TimeQuality
from mentionwatch.poll import poll
from mentionwatch.store import open_for_writing


def by_id(found: Poll) -> Mapping[str, Post]:
    """Sort posts by the last part of their refs, the brand's replies by that of what they answer."""
    return {
        post.ref.removesuffix("/reply").rpartition("/")[2] + ("+" if post.from_brand else ""): post
        for post in found.posts
    }


@pytest.mark.parametrize("network", PRESETS)
def test_preset_names_what_it_needs(network: str) -> None:
    """A preset without its settings, or with a misspelt one, is an error of the configuration that names it."""
    setting = next(iter(PRESETS[network]["needs"]))
    with pytest.raises(ConfigError, match=f"`{setting}`"):
        Api({}, network=network, options={}).poll()
    with pytest.raises(ConfigError, match="lokations"):
        Api({}, network=network, options={"lokations": "x"}).poll()
    assert find(network) is find("json")


def test_google_business() -> None:
    """Reviews bear stars in words, the original's text, the shop, and the brand's reply, whose author is the brand."""
    site = business()
    found = site.poll(accounts=("Acme Kreuzberg",))
    posts = by_id(found)
    assert len(found.posts) == 4
    assert posts["AbFvOq-4"].text == "Zwei Stunden in der Schlange, und niemanden hat es gekümmert."
    assert (posts["AbFvOq-4"].rating, posts["AbFvOq-4"].location) == (1.0, "accounts/1/locations/2")
    assert posts["AbFvOq-4"].address is Address.TO
    assert (posts["AbFvOq-3"].rating, posts["AbFvOq-3"].text) == (5.0, "")
    assert posts["AbFvOq-3"].account.handle == "A Google user"
    assert posts["AbFvOq-2"].text == "Kaffee kalt 🥶"
    assert posts["AbFvOq-2"].edited_at == datetime(2026, 11, 19, 8, 30, tzinfo=UTC)
    reply = posts["AbFvOq-4+"]
    assert (reply.parent_ref, reply.account.handle, reply.brand) == (posts["AbFvOq-4"].ref, "Acme Kreuzberg", "Acme")
    assert reply.created_at == datetime(2026, 11, 21, 11, 2, 40, tzinfo=UTC)
    assert found.skipped == ["accounts/1/locations/2/reviews/AbFvOq-1: no text"]
    assert found.outbox_from == NOW - timedelta(days=30)
    assert site.asked[-1].headers["authorization"] == "Bearer CANARY-A"


def test_late_reply_beside_an_old_review_is_seen() -> None:
    """Reviews are read back to the history's begin at each poll: a reply comes beside a review of weeks ago."""
    review = {
        "name": "accounts/1/locations/2/reviews/{}",
        "reviewer": {"displayName": "Ann"},
        "comment": "cold",
        "starRating": "TWO",
    }
    all_of_them = [
        review | {"name": f"accounts/1/locations/2/reviews/{n}", "createTime": to_text(NOW - timedelta(days=n))}
        for n in range(25)
    ]

    def pages(request: httpx.Request) -> Any:
        start = int(request.url.params.get("pageToken", 0))
        more = {"nextPageToken": str(start + 5)} if start < 20 else {}
        return {"reviews": all_of_them[start : start + 5], **more}

    site = business(pages)
    cursor = as_json(site.poll().cursor)
    all_of_them[20]["reviewReply"] = {"comment": "sorry", "updateTime": to_text(NOW)}
    found = site.poll(cursor, now=NOW + timedelta(minutes=5))
    assert "20+" in by_id(found)
    assert found.outbox_from is not None
    assert found.outbox_from <= NOW - timedelta(days=29)
    cut = site.poll(cursor, now=NOW + timedelta(minutes=5), max_pages=2)
    assert cut.gaps
    assert cut.outbox_from is not None
    assert cut.outbox_from > NOW - timedelta(days=10)


def test_shop_without_reviews_has_an_empty_list() -> None:
    """Google leaves an empty list out; one that was full before and is empty now is an error."""
    site = business({"totalReviewCount": 0})
    assert site.poll().posts == []
    cursor = as_json(business().poll().cursor)
    with pytest.raises(Broken, match="empty"):
        site.poll(cursor)


def test_google_play() -> None:
    """Each comment finds its part; only the last week is shown, so coverage begins there; an empty page is no fault."""
    site = play()
    found = site.poll()
    posts = by_id(found)
    kim, reply = posts["5b1e0c52-0000-4000-8000-000000000001"], posts["5b1e0c52-0000-4000-8000-000000000001+"]
    assert kim.text == "Crashes\tThe app crashes each time I open my ticket."
    assert (kim.rating, kim.lang, kim.likes, kim.account.handle) == (1.0, "en", 10, "Kim Invented")
    assert kim.created_at == datetime.fromtimestamp(1_795_248_000, UTC)
    assert reply.created_at - kim.created_at == timedelta(hours=2)
    assert posts["5b1e0c52-0000-4000-8000-000000000002"].text == "love it"
    assert found.skipped == ["com.acme.air/5b1e0c52-0000-4000-8000-000000000003: no time of posting"]
    assert found.outbox_from == NOW - timedelta(days=7)
    site.routes = {PLAY: {}, "/token": LOGIN}
    assert site.poll(as_json(found.cursor)).posts == []


@pytest.mark.fault("F15")
def test_google_quota_is_a_limit() -> None:
    """A spent quota comes as a 403: it is no refused token."""
    said = {"error": {"code": 403, "message": "Quota exceeded", "errors": [{"reason": "quotaExceeded"}]}}
    site = play()
    site.routes = {PLAY: httpx.Response(403, json=said), "/token": LOGIN}
    with pytest.raises(Limited):
        site.poll()


def test_yelp() -> None:
    """Excerpts and stars come, times are estimates, there are no replies, and calls are counted."""
    found = yelp().poll(accounts=("acme",))
    lee, _ = found.posts
    assert (lee.ref, lee.account.ref) == ("yelp:xAG4O7l-t1ubbwVAlPnDKg", "yelp:u/W8UK02IDdRS2GL_66fuq6w")
    assert (lee.rating, lee.time_quality, lee.location) == (1.0, TimeQuality.ESTIMATED, "acme-air-berlin")
    assert found.outbox_from is None
    assert found.cursor is not None
    assert found.cursor["asked"] == {"2026-11-22": 1}


@pytest.mark.fault("F15")
def test_yelp_names_its_reset() -> None:
    """Yelp's limit says by an ISO time when to go on; more than an hour is an hour."""
    for reset, until in (("2026-11-22T12:20:00+00:00", 20), ("2026-11-23T00:00:00+00:00", 60)):
        with pytest.raises(Limited) as caught:
            yelp(httpx.Response(429, headers={"RateLimit-ResetTime": reset})).poll()
        assert caught.value.until == NOW + timedelta(minutes=until)


def test_trustpilot() -> None:
    """Title and text, stars, and the company's reply with its own time; a page that is not full is the last."""
    site = trustpilot()
    found = site.poll()
    posts = by_id(found)
    toni, reply = posts["trustpilot:652e000000000000000000a1"], posts["trustpilot:652e000000000000000000a1+"]
    assert toni.text == "Still waiting\n\nI paid for the refund fee twice & still wait."
    assert (toni.rating, toni.lang, toni.likes, toni.edited_at) == (2.0, "en", 3, None)
    assert reply.created_at - toni.created_at == timedelta(minutes=89, seconds=48)
    assert posts["trustpilot:652e000000000000000000a2"].text == "Great"
    assert [request.headers["apikey"] for request in site.asked] == ["CANARY"]
    assert "authorization" not in site.asked[0].headers


def test_discourse_search_reads_whole_topics() -> None:
    """A hit leads to its topic: full texts, the brand's reply and the customer's next; small actions are no posts."""
    site = discourse()
    found = site.poll(terms=("acme air",), accounts=("acmehelp",))
    posts = {post.ref.removeprefix("discourse:forum.example/"): post for post in found.posts}
    assert sorted(posts) == ["57/1", "57/2", "57/3", "57/4"]
    assert posts["57/1"].text.endswith("I tried to log out & in again 😠")
    assert (posts["57/1"].address, posts["57/3"].address) == (Address.ABOUT, Address.TO)
    assert (posts["57/2"].from_brand, posts["57/2"].parent_ref) == (True, posts["57/1"].ref)
    assert posts["57/3"].parent_ref == posts["57/2"].ref
    assert posts["57/4"].deleted_at == NOW
    assert posts["57/1"].url == "https://forum.example/t/57/1"
    assert found.skipped == ["33/8: forum.example no longer has what was asked for (status 404)"]
    assert site.params("q")[-3:].count('"acme air" order:latest') == 1


def test_discourse_topic_is_read_once() -> None:
    """A hit whose topic was read is not read again, unless the hit's words have changed."""
    site = discourse()
    cursor = as_json(site.poll(terms=("acme air",)).cursor)
    site.asked.clear()
    again = site.poll(cursor, terms=("acme air",))
    assert [request.url.path for request in site.asked] == ["/search.json"]
    changed = answer("discourse", "search")
    changed["posts"][0]["blurb"] = "Since Tuesday my Acme Air app shows tickets again..."
    site.routes = {**site.routes, "/search.json": changed}
    site.poll(as_json(again.cursor), terms=("acme air",))
    assert [request.url.path for request in site.asked[1:]] == ["/search.json", "/t/57/1.json"]


def test_discourse_with_too_many_hits_keeps_their_excerpts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where more topics are hit than one poll may read, the excerpt stands in, and the next poll reads on."""
    monkeypatch.setattr("mentionwatch.feeds.json_feed.THREADS_A_POLL", 1)
    hit = answer("discourse", "search")["posts"][0]
    routes = {"/search.json": {"posts": [hit, hit | {"topic_id": 58}]}}
    topic = answer("discourse", "topic-57")["post_stream"]["posts"][0]
    for number in (57, 58):
        routes[f"/t/{number}/1.json"] = {"post_stream": {"posts": [topic | {"topic_id": number}]}}  # type: ignore[dict-item] # JSON
    site = discourse()
    site.routes = routes
    first = site.poll(terms=("acme air",))
    assert [post.text[-5:] for post in first.posts] == ["ain 😠", "to..."]
    second = site.poll(as_json(first.cursor), terms=("acme air",))
    assert [(post.ref[-4:], post.text[-5:]) for post in second.posts] == [("58/1", "ain 😠")]


def test_discourse_of_ones_own() -> None:
    """On the brand's own forum all posts are read: staff are the brand, and who opens a topic speaks to it."""
    site = discourse(own="yes", token="CANARY", username="acme")
    found = site.poll()
    posts = {post.ref.removeprefix("discourse:forum.example/"): post for post in found.posts}
    assert (posts["60/1"].address, posts["60/3"].address) == (Address.TO, Address.ASIDE)
    assert (posts["60/2"].from_brand, posts["60/2"].parent_ref) == (True, posts["60/1"].ref)
    assert found.outbox_from == NOW - timedelta(days=30)
    assert [request.url.path for request in site.asked] == ["/posts.json", "/posts.json"]
    assert site.params("before") == [None, "910"]
    assert (site.asked[0].headers["api-key"], site.asked[0].headers["api-username"]) == ("CANARY", "acme")


def test_discourse_thread() -> None:
    """A topic is a thread; one that is gone says so."""
    site = discourse()
    assert len(site.thread("discourse:forum.example/57/2")) == 4
    assert site.thread("discourse:forum.example/9/9") == [Gone("discourse:forum.example/9/9")]
    assert site.thread("discourse:other.example/57/2") == []


def test_stackexchange() -> None:
    """Questions, the brand's answers and the comments that mention it are one thread; a search hit is checked."""
    site = stackexchange()
    found = site.poll(accounts=("99",), terms=("acme air",))
    posts = {post.ref: post for post in found.posts}
    ask, reply, comment = (posts[f"stackexchange:invented/{own_id}"] for own_id in ("7001", "7002", "c555"))
    assert len(posts) == 3
    assert ask.text == 'Acme Air driver "not found"\n\nAfter the update it is gone:\n\nmodprobe acme'
    assert (ask.account.handle, ask.account.ref) == ("Ann O'Invented", "stackexchange:invented/u/42")
    assert (ask.likes, ask.replies, ask.address) == (3, 1, Address.ABOUT)
    assert (reply.from_brand, reply.parent_ref) == (True, ask.ref)
    assert (comment.address, comment.parent_ref) == (Address.TO, reply.ref)
    assert set(site.params("site")) == {"invented"}
    assert set(site.params("fromdate")) == {str(int((NOW - timedelta(days=30)).timestamp()))}
    tagged = site.poll(options=site.options | {"tags": "acme"})  # type: ignore[operator] # two dicts
    assert [post.ref for post in tagged.posts] == ["stackexchange:invented/7001", "stackexchange:invented/7000"]


@pytest.mark.fault("F15")
def test_stackexchange_backoff_and_throttle() -> None:
    """A backoff beside the items is obeyed once all is read; a throttled address is left alone for as long as told."""
    body = {**answer("stackexchange", "search"), "backoff": 30}
    seen = Poll()
    with pytest.raises(Limited) as caught:
        stackexchange(**{"/2.3/search/advanced": body}).poll(terms=("acme air",), into=seen)
    assert (caught.value.until, len(seen.refs), seen.cursor is not None) == (NOW + timedelta(seconds=30), 1, True)
    words = "too many requests from this IP, more requests available in 600 seconds"
    said = {"error_id": 502, "error_message": words, "error_name": "throttle_violation"}
    with pytest.raises(Limited) as throttled:
        stackexchange(**{"/2.3/search/advanced": httpx.Response(400, json=said)}).poll(terms=("acme air",))
    assert throttled.value.until == NOW + timedelta(minutes=10)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


def bend(body: Any, data: st.DataObject) -> Any:
    """Put any JSON in place of something in a body, at any depth."""
    if isinstance(body, dict) and body and data.draw(st.integers(0, 9)):
        name = data.draw(st.sampled_from(sorted(body)))
        return {**body, name: bend(body[name], data)}
    if isinstance(body, list) and body and data.draw(st.integers(0, 9)):
        return [bend(body[0], data), *body[1:]]
    return data.draw(json_values)


@pytest.mark.fault("F18")
@pytest.mark.parametrize("make", [business, play, yelp, discourse, stackexchange])
@settings(deadline=None)  # a busy machine proves nothing
@given(data=st.data())
def test_no_json_makes_a_preset_crash(make: Callable[[], Api], data: st.DataObject) -> None:
    """Whatever JSON stands anywhere in an answer, a poll ends well or with a FeedError; what comes is storable."""
    site = make()
    path = data.draw(st.sampled_from(sorted(path for path in site.routes if path != "/token")))
    usual = site.routes[path]
    body = usual(httpx.Request("GET", "https://x.example")) if callable(usual) else usual
    site.routes = {**site.routes, path: bend(body, data)}
    try:
        found = site.poll(accounts=("99",), terms=("acme air",))
    except FeedError:
        return
    for post in found.posts:
        assert not {"\ud83d", "\x00"} & set(post.ref + post.account.handle + post.text)
        assert 0 <= (post.rating or 0) <= 5
        assert post.created_at <= NOW + timedelta(minutes=5)


def run(database: Path, base: str, network: str, now: datetime, **options: Any) -> None:
    """Poll one preset's feed over loopback, into a real database."""
    feed = FeedConfig(
        name=network, network=network, accounts=("acme",), allow_private=True, options={"base": base, **options}
    )
    with open_for_writing(database) as store:
        result = poll(Config(brand="Acme", database=database, feeds=(feed,)), store, now=now, environ={"T": "token"})
    assert [one.error for one in result.feeds] == [None]


def rows(database: Path, sql: str) -> list[tuple[Any, ...]]:
    """Ask a database."""
    with World(database).open() as store:
        return [tuple(row) for row in store.db.execute(sql).fetchall()]


def test_stars_judge_and_the_earliest_reply_counts(tmp_path: Path) -> None:
    """One star makes a complaint; a reply that is edited later keeps its first time, and so does the wait it ended."""
    body = answer("trustpilot")
    database = tmp_path / "a.db"
    options = {"business_unit": "46d6", "token": "$T"}
    with serving(lambda path, query, headers: (200, {}, body)) as base:
        run(database, base, "trustpilot", NOW, **options)
        body["reviews"][0]["companyReply"] |= {
            "createdAt": "2026-11-22T11:59:00Z",
            "text": "Edited: the money left us.",
        }
        run(database, base, "trustpilot", NOW + timedelta(minutes=5), **options)
    kinds = rows(database, "SELECT kind, rating FROM mentions WHERE kind IS NOT NULL ORDER BY rating")
    assert kinds == [("complaint", 2.0), ("praise", 5.0)]
    replies = "SELECT created_at, text FROM posts WHERE parent_ref IS NOT NULL"
    assert rows(database, replies) == [("2026-11-21T15:30:00Z", "Edited: the money left us.")]
    assert rows(database, "SELECT seconds FROM waits WHERE kind = 'complaint'") == [(5388,)]


def test_network_without_replies_calls_nothing_missed(tmp_path: Path) -> None:
    """Days after the promise, a one-star review of Yelp is not missed: nobody can know whether it was answered."""
    body = answer("yelp")
    body["reviews"][0]["time_created"] = "2026-11-20T08:00:00Z"
    database = tmp_path / "a.db"
    with serving(lambda path, query, headers: (200, {}, body)) as base:
        for days in (0, 3):
            run(database, base, "yelp", NOW + timedelta(days=days), business="b", token="$T", post={"estimated": "no"})
    assert rows(database, "SELECT DISTINCT outcome FROM conversations_view WHERE kind = 'complaint'") == [
        ("cannot_know",)
    ]
