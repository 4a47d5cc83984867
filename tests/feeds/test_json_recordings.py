"""The `json` feed and its presets read what real servers answered: each item is kept, or counted with a reason."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from api import Api

from mentionwatch.errors import Broken

SHARED = Path(__file__).resolve().parents[3] / "shared" / "recordings"
YEARS = timedelta(days=20_000)
GITHUB = {
    "Github.testGetRepositoryDiscussion": ("data.node", "createdAt", "author.login", "body"),
    "PullRequest.testGetIssueComments": (None, "created_at", "user.login", "body"),
    "AuthenticatedUser.testGetNotifications": (None, "updated_at", "repository.id", "subject.title"),
}

pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="recordings of real people are not ours to ship")


def recorded(name: str) -> Any:
    """Read the body that a real server answered."""
    return json.loads((SHARED / name).read_text(encoding="utf-8"))["response"]["body"]


def count(site: Api, **spec: Any) -> tuple[int, int]:
    """Poll once, and count what was kept and what was named with a reason."""
    found = site.poll(history=YEARS, **spec)
    assert len(set(found.refs)) == len(found.refs)
    assert all(post.text or post.rating or post.deleted_at for post in found.posts)
    return len(found.posts), len(found.skipped)


def test_discourse_topics() -> None:
    """Each post of two recorded topics is kept, in the old form of times with an offset too."""
    for name, most in (("topic", 20), ("topic_posts", 20)):
        body = recorded(f"discourse/{name}.json")
        site = Api({"/t/57/1.json": body}, network="discourse", options={"server": "forum.example"})
        posts = site.thread("discourse:forum.example/57/1")
        real = [item for item in body["post_stream"]["posts"] if not item.get("action_code")]
        assert 0 < len(posts) == len(real) <= most


def test_discourse_actions() -> None:
    """A recorded list of a user's replies leads to topics; one that cannot be read is named."""
    routes = {"/user_actions.json": recorded("discourse/replies.json")}
    site = Api(routes, network="discourse", options={"server": "forum.example"})
    assert count(site, accounts=("testuser",)) == (0, 1)
    site.routes = {**routes, "/t/39/3.json": recorded("discourse/topic_posts.json")}
    kept, _ = count(site, accounts=("testuser",))
    assert kept == 2  # the topic's post, and the excerpt that the topic did not hold


@pytest.mark.parametrize("name", ["search", "notifications"])
def test_answer_of_another_shape_is_an_error(name: str) -> None:
    """Answers of other and older endpoints are errors of the feed, never an empty forum."""
    routes = {"/search.json": recorded(f"discourse/{name}.json")}
    with pytest.raises(Broken):
        Api(routes, network="discourse", options={"server": "forum.example"}).poll(terms=("test",))


@pytest.mark.parametrize(
    ("name", "items", "fields"),
    [
        ("private_messages", "topic_list.topics", {"author": "last_poster_username", "text": "title"}),
        ("notifications", None, {"id": "topic_id", "author": "data.display_username", "text": "data.topic_title"}),
        ("user", "user", {"author": "username", "text": "name"}),
        ("search", "0.results", {"author": "title", "text": "title", "created_at": '"2020-01-01T00:00:00Z"'}),
    ],
)
def test_discourse_by_hand(name: str, items: str | None, fields: dict[str, str]) -> None:
    """Other lists of the same server are read by a mapping of a few words."""
    stream = {"url": "/list"} | ({"items": items} if items else {})
    post = {"id": "id", "created_at": "created_at"} | fields
    body = recorded(f"discourse/{name}.json")
    site = Api(
        {"/list": lambda request: httpx.Response(200, json=body)},
        options={"base": "https://forum.example", "streams": {"inbox": stream}, "post": post},
    )
    kept, skipped = count(site)
    assert (kept > 0, skipped) == (True, 0)


def test_google_play_reviews() -> None:
    """Both reviews of the documentation's sample are kept, one of them from 1974."""
    options = {"package": "com.example", "auth": "token", "token": "CANARY", "reach_days": 20_000}
    path = "/androidpublisher/v3/applications/com.example/reviews"
    site = Api({path: recorded("googleplay/reviews_list_docs_sample.json")}, network="google-play", options=options)
    assert count(site) == (2, 0)


def bodies(name: str) -> list[Any]:
    """Read the JSON bodies of a recorded exchange with GitHub: lines that are JSON and no header."""
    lines = (SHARED / "github" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if re.match(r'\[?\{"', line) and '"query"' not in line[:12]]


@pytest.mark.parametrize("name", GITHUB)
def test_github(name: str) -> None:
    """Comments, discussions and notifications are read by a mapping of a few words."""
    items, created_at, author, text = GITHUB[name]
    body = bodies(name)[0]
    post = {"id": "id", "author": author, "text": text, "created_at": created_at, "author_id": author}
    stream = {"url": "/list", "next": {"header": True}} | ({"items": items} if items else {})
    told = {"base": "https://api.example", "streams": {"inbox": stream}, "post": post}
    kept, skipped = count(Api({"/list": httpx.Response(200, json=body)}, options=told))
    assert (kept, skipped) == (1, 0)
