"""Bluesky as one feed asks it: the public host for what anyone may see, the account's own host behind a login.

https://docs.bsky.app/docs/category/http-reference
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from mentionwatch.errors import ConfigError
from mentionwatch.feeds import FeedSpec, Surroundings
from mentionwatch.feeds.http import Answer
from mentionwatch.feeds.session import Session, error_of
from mentionwatch.feeds.shape import get_count, get_list, get_map, get_text, need_list
from mentionwatch.model import Account, Address, Post

PROFILES_A_CALL = 25
PROFILES_A_POLL = 100  # customers whose followers are looked up
DEPTH = "10"  # how far down a thread is asked for


class Api:
    """The network's methods. `session` is None without a login."""

    def __init__(self, spec: FeedSpec, around: Surroundings) -> None:
        """Find out which hosts are asked. Raises ConfigError."""
        self._http = around.http
        self._public = _address(spec, "public", "https://public.api.bsky.app")
        self.session = _session(spec, around)

    async def author_feed(self, did: str, page: Sequence[tuple[str, str]]) -> Answer:
        """Ask for what an account posted, its replies included. Raises FeedError."""
        return await self._get("app.bsky.feed.getAuthorFeed", [("actor", did), ("filter", "posts_with_replies"), *page])

    async def profiles(self, actors: Sequence[str]) -> list[Any]:
        """Ask for the profiles of any number of accounts; those that are unknown are left out. Raises FeedError."""
        found: list[Any] = []
        for start in range(0, len(actors), PROFILES_A_CALL):
            batch = [("actors", actor) for actor in actors[start : start + PROFILES_A_CALL]]
            answer = await self._get("app.bsky.actor.getProfiles", batch)
            found += need_list(answer.json(), "profiles", answer.host)
        return found

    async def thread(self, uri: str, *, ancestors: int) -> list[Mapping[str, Any]] | None:
        """Ask for the nodes of the thread around a post; None where the post is gone. Raises FeedError."""
        params = [("uri", uri), ("depth", DEPTH), ("parentHeight", str(ancestors))]
        answer = await self._get("app.bsky.feed.getPostThread", params, accept=(400,))
        if error_of(answer) == "NotFound":
            return None
        self._http.check(answer)
        return list(_nodes(get_map(answer.json(), "thread")))

    async def _get(self, method: str, params: Sequence[tuple[str, str]], *, accept: Sequence[int] = ()) -> Answer:
        return await self._http.get(f"{self._public}/xrpc/{method}", params=params, accept=accept)


class Followers:
    """How many follow the customers of one poll; posts themselves do not say."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._counts: dict[str, int | None] = {}

    async def put_in(self, posts: Sequence[Post]) -> tuple[Post, ...]:
        """Give posts with the followers of those who speak to or of the brand. Raises FeedError."""
        asked = {post.account.ref for post in posts if post.address in (Address.TO, Address.ABOUT)}
        unknown = sorted(asked - self._counts.keys())[: PROFILES_A_POLL - len(self._counts)]
        profiles = await self._api.profiles([ref.removeprefix("bluesky:") for ref in unknown])
        self._counts |= dict.fromkeys(unknown)
        for profile in profiles:
            self._counts[f"bluesky:{get_text(profile, 'did')}"] = get_count(profile, "followersCount")
        return tuple(replace(post, account=self._known(post.account)) for post in posts)

    def _known(self, account: Account) -> Account:
        return replace(account, followers=self._counts.get(account.ref, account.followers))


def _session(spec: FeedSpec, around: Surroundings) -> Session | None:
    identifier, password = (str(spec.options.get(name) or "") for name in ("identifier", "password"))
    if not identifier and not password:
        return None
    if not identifier or not password:
        raise ConfigError(
            f"the feed {spec.name} has half a login",
            hint="write both identifier and password, an app password from Settings > Privacy and security",
        )
    service = _address(spec, "service", "https://bsky.social")
    return Session(around, service, identifier=identifier, password=password, state_dir=spec.state_dir)


def _address(spec: FeedSpec, option: str, usual: str) -> str:
    address = str(spec.options.get(option) or usual).rstrip("/")
    return address if "://" in address else f"https://{address}"


def _nodes(thread: Any) -> Iterator[Mapping[str, Any]]:
    """Give each node of a thread, however deep, without recursion."""
    pending = [thread]
    while pending:
        node = pending.pop()
        if isinstance(node, Mapping):
            yield node
            pending += [*get_list(node, "replies"), node.get("parent")]
