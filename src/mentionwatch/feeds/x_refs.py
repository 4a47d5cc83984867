"""The posts that one poll of X has given, by the ids of all their versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mentionwatch.feeds import Surroundings
from mentionwatch.model import Post


class Given:
    """What this poll has given, and behind it what earlier polls have stored."""

    def __init__(self, around: Surroundings) -> None:
        self._find_ref = around.find_ref
        self._refs: dict[str, str] = {}

    def new(self, posts: Sequence[Post]) -> tuple[Post, ...]:
        """Leave out what this poll has given already."""
        new = {post.ref: post for post in posts if post.ref.removeprefix("x:") not in self._refs}
        self._refs |= {
            own_id: post.ref for post in posts for own_id in (str(post.native_id), post.ref.removeprefix("x:"))
        }
        return tuple(map(self.linked, new.values()))

    def linked(self, post: Post) -> Post:
        """Name a parent that was edited by its first version."""
        parent = self.find(post.parent_ref.removeprefix("x:")) if post.parent_ref else None
        return replace(post, parent_ref=parent or post.parent_ref)

    def find(self, native_id: str) -> str | None:
        """Give the ref of a post by the id of any of its versions."""
        return self._refs.get(native_id) or self._find_ref(native_id)
