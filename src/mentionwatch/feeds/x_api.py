"""X's API: each post that it gives is counted, for each is paid for, and no more are asked for than may be.

https://docs.x.com/x-api/getting-started/pricing
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mentionwatch.errors import ConfigError, Denied
from mentionwatch.feeds import FeedSpec, Surroundings
from mentionwatch.feeds.http import Answer
from mentionwatch.feeds.kept import kept_path, load_kept, save_kept
from mentionwatch.feeds.shape import all_unreadable, get_count, get_list, get_map, get_text, need_list
from mentionwatch.feeds.spending import Spending
from mentionwatch.feeds.x_post import FIELDS

API = "https://api.x.com/2"
POSTS_A_MONTH = 10_000  # unless the option says otherwise

_FEWEST = {"mentions": 5, "tweets": 5, "search": 10}  # posts that X lets one ask for


class Spent(Denied):
    """The posts of the month are read."""


class Api:
    """X as one feed asks it.

    The count stands in a file of its own: what a poll that fails has read, or a trial, is paid for as well.
    """

    def __init__(self, spec: FeedSpec, around: Surroundings) -> None:
        """Take up the month's count. Raises ConfigError."""
        self._feed = spec.name
        self._http = around.http
        self._headers = {"Authorization": f"Bearer {spec.options.get('token')}"}
        self._month = f"{around.now:%Y-%m}"
        self._most = _most(spec)
        self._path = kept_path(spec.state_dir, "x", spec.name)
        self.spending = self._count(get_map({"kept": load_kept(self._path)}, "kept"))

    def take_up(self, held: Mapping[str, Any] | None) -> None:
        """Take the count that a cursor holds where it is the larger one."""
        self.spending = max(self.spending, self._count(held), key=lambda one: one.count)

    def may_read(self, kind: str) -> bool:
        """Say whether one more page may be asked for."""
        return self.spending.left >= _FEWEST.get(kind, 1)

    async def read(self, kind: str, path: str, params: Sequence[tuple[str, str]]) -> Mapping[str, Any]:
        """Ask for posts: `mentions`, `tweets`, `search` or, by their ids, `ids`. Raises FeedError."""
        if not self.may_read(kind):
            hint = "raise max_posts_per_month, or wait for the next month: the feed then goes on from here"
            raise Spent(f"the month's {self._most:,} posts are read", feed=self._feed, hint=hint)
        size = [("max_results", str(min(100, self.spending.left)))] if kind in _FEWEST else []
        answer = await self.ask(path, [*FIELDS.items(), *size, *params])
        body = answer.json()
        is_empty = get_count(get_map(body, "meta"), "result_count") == 0 or _is_gone(body)
        found = [] if is_empty and "data" not in body else need_list(body, "data", answer.host)
        if kind == "ids" and not found and not _is_gone(body):
            raise all_unreadable(answer.host, ["neither posts nor what became of them"])
        self.spending.add(len(found))
        save_kept(self._path, self.spending.kept())
        return dict(body)

    async def find_users(self, names: Sequence[str]) -> dict[str, str]:
        """Give the names of users by their ids; those that X does not know are left out. Raises FeedError."""
        answer = await self.ask("/users/by", [("usernames", ",".join(names))])
        users = get_list(answer.json(), "data")
        found = {get_text(user, "id"): get_text(user, "username") for user in users}
        return {own_id: name for own_id, name in found.items() if own_id and name}

    async def ask(self, path: str, params: Sequence[tuple[str, str]]) -> Answer:
        """Ask for anything. Raises FeedError; a cap or empty account of X's own is no limit to wait for."""
        answer = await self._http.get(API + path, params=params, headers=self._headers, accept=(402, 429))
        if answer.status == 402 or "UsageCapExceeded" in answer.words:
            hint = "buy credits or raise the cap in X's developer console"
            raise Denied("X gives no more posts", feed=self._feed, cause=answer.words, hint=hint)
        self._http.check(answer)
        return answer

    def _count(self, held: Mapping[str, Any] | None) -> Spending:
        return Spending(held, unit="posts", period=self._month, at_most=self._most)


def _is_gone(body: Any) -> bool:
    """Say whether X could not find what was asked for: that is told with status 200."""
    errors = get_list(body, "errors")
    return bool(errors) and all(get_text(error, "title") == "Not Found Error" for error in errors)


def _most(spec: FeedSpec) -> int:
    given = str(spec.options.get("max_posts_per_month", POSTS_A_MONTH)).replace("_", "")
    if not given.isdecimal() or len(given) > 12:
        hint = "write a whole number, such as 10000"
        raise ConfigError(f"the feed {spec.name!r}: max_posts_per_month is no number of posts", hint=hint)
    return int(given)
