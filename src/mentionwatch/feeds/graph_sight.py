"""Whether a token still shows what customers write: only then is a post that Meta does not know a deleted one.

Meta says the same (code 100, subcode 33) of what was deleted and of what the token may no longer see.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mentionwatch.errors import Denied
from mentionwatch.feeds.graph import Graph, find_edge
from mentionwatch.feeds.shape import get_list

_ITEMS = 25


class Sight:
    """What the account's own edges show of customers' posts and comments, asked once a poll.

    `is_customers` says of an item whether it names an author who is not the brand.
    """

    def __init__(self, graph: Graph, *, fields: str, is_customers: Callable[[Any], bool]) -> None:
        self._graph = graph
        self._fields = fields
        self._is_customers = is_customers
        self._is_clear = False

    async def check(self, *edges: str) -> None:
        """See that one of the edges shows something that a customer wrote. Raises FeedError if none does."""
        for edge in edges:
            if not self._is_clear:
                body = await self._graph.get(edge, self._fields, limit=_ITEMS)
                items = get_list(body, "data")
                written = [*items, *(comment for item in items for comment in find_edge(item, "comments")[1])]
                self._is_clear = any(map(self._is_customers, written))
        if not self._is_clear:
            raise Denied(
                f"{self._graph.host} does not know it, and shows nothing else of customers: not taken for deleted",
                hint="run `mentionwatch doctor`: the token may have lost a permission",
            )
