"""Example Board for mentionwatch: `/mentions?of=NAME` and `/posts?by=NAME`, newest first, `?before=ID` for more."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

from mentionwatch.feeds import FeedSpec, Surroundings, shape
from mentionwatch.feeds.options import check_options
from mentionwatch.feeds.walk import Chunk, Load, Round
from mentionwatch.model import Account, Address, Cursor, Gone, Page, Post, Sees


class ExampleBoard:
    """What is said to the brand on one board, and what the brand says there."""

    sees = Sees(replies=True)

    def __init__(self, spec: FeedSpec, around: Surroundings) -> None:
        check_options(spec, ("url", "token"))
        self._spec, self._around = spec, around
        self._headers = {"Authorization": f"Bearer {spec.options.get('token', '')}"}

    async def fetch(self, cursor: Cursor | None) -> AsyncIterator[Page]:
        """Give the mentions and the brand's own posts; the last page carries the cursor."""
        walk = Round(cursor, spec=self._spec, now=self._around.now)
        streams = {f"inbox:{name}": self._stream("mentions", {"of": name}) for name in self._spec.accounts}
        streams |= {f"outbox:{name}": self._stream("posts", {"by": name}) for name in self._spec.accounts}
        async for page in walk.pages(streams):
            yield page
        yield Page(cursor=walk.cursor(), outbox_from=walk.outbox_from, outbox_to=walk.as_of)

    async def thread(self, ref: str, *, native_id: str | None = None) -> AsyncIterator[Post | Gone]:
        """Give nothing: the board shows no threads."""
        return
        yield

    def _stream(self, path: str, params: Mapping[str, str]) -> Load:
        async def load(token: str | None) -> Chunk:
            more = {"before": token} if token else {}
            url = f"{self._spec.options['url']}/{path}"
            answer = await self._around.http.get(url, params={**params, **more}, headers=self._headers)
            items = shape.need_list(answer.json(), "posts", answer.host)
            posts, unread = shape.read_each(items, self._post, answer.host)
            times = tuple(post.created_at for post in posts)
            last = posts[-1].native_id if posts else None
            return Chunk(posts=tuple(posts), times=times, size=len(items), skipped=tuple(unread), next=last)

        return load

    def _post(self, item: Any) -> Post:
        if (said_at := shape.get_time(item, "at")) is None:
            raise shape.Unreadable("no time of posting")
        own_id, author = shape.need_id(item, "id"), shape.need_text(item, "author")
        created_at, quality = shape.judge_time(said_at, self._around.now)
        parent, is_ours = shape.get_text(item, "answers"), author in self._spec.accounts
        return Post(
            ref=f"example:{own_id}",
            native_id=own_id,
            account=Account(ref=f"example:{author}", network="example", handle=author),
            text=shape.need_text(item, "text"),
            created_at=created_at,
            time_quality=quality,
            parent_ref=f"example:{parent}" if parent else None,
            address=None if is_ours else Address.TO,
            from_brand=is_ours or None,
            brand=self._spec.brand if is_ours else None,
        )
