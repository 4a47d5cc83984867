"""What a `json` feed is told, as frozen objects: where its posts are, how its pages follow, what a post is."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

Lists: TypeAlias = str | tuple[str, ...] | None
"""Where the items of an answer stand: one place or several, None for the answer itself."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Reply(_Model):
    """Where a review carries the brand's answer."""

    text: str
    created_at: str
    author: str | None = None


class Fields(_Model):
    """Where each part of a post stands in an item. `stars` is the most that a rating can be.

    What stands at `skip` marks an item that is no post. `estimated`: the times lack their zone.
    """

    id: str
    text: str | tuple[str, ...]
    author: str
    created_at: str
    author_id: str | None = None
    author_name: str | None = None
    author_url: str | None = None
    followers: str | None = None
    from_brand: str | None = None
    addressee: str | None = None
    in_reply_to: str | None = None
    thread: str | None = None
    url: str | None = None
    lang: str | None = None
    rating: str | None = None
    location: str | None = None
    likes: str | None = None
    shares: str | None = None
    replies: str | None = None
    edited_at: str | None = None
    deleted: str | None = None
    private: str | None = None
    reply: Reply | None = None
    skip: str | None = None
    html: bool = False
    stars: float = Field(default=5, gt=0)
    estimated: bool = False


class Next(_Model):
    """How the next page is asked for: exactly one of its first six.

    `link`: its address stands in the body. `cursor`: a mark of it stands there, sent as `param`. `page`,
    `offset`: a counter is sent under this name. `last`: this part of the last item is sent as `param`.
    `header`: the `Link` header names it. A counter goes on while a page holds `size` items, or while `more` holds.
    """

    link: str | None = None
    cursor: str | None = None
    page: str | None = None
    offset: str | None = None
    last: str | None = None
    header: bool = False
    param: str = "cursor"
    first: int = 1
    size: int | None = Field(default=None, ge=1)
    more: str | None = None


class Since(_Model):
    """How only newer items are asked for: by the time, or the id, where the last poll ended."""

    param: str
    form: Literal["epoch", "iso", "id"] = "epoch"


class Stream(_Model):
    """One list of posts. `holds` says whose: only the brand's own (`outbox`), or `both` its own and customers'.

    `follow`: the items only point at posts; the thread of each is read instead. `window`: no more than so many
    of the newest are ever shown. `may_lack`: the list may be left out where it is empty.
    """

    url: str
    items: Lists = None
    params: dict[str, str | int] = Field(default_factory=dict)
    holds: Literal["mentions", "outbox", "both"] = "mentions"
    address: Literal["to", "about"] | None = None
    next: Next | None = None
    since: Since | None = None
    follow: bool = False
    may_lack: bool = False
    window: int | None = Field(default=None, ge=1)
    post: dict[str, Any] = Field(default_factory=dict)


class Thread(_Model):
    """Where the thread around a post is, by an address with `{id}` in it.

    `tells_gone`: where it answers 404, the post is deleted. A wrong address would delete them all.
    """

    url: str
    tells_gone: bool = False
    items: Lists = None
    params: dict[str, str | int] = Field(default_factory=dict)


class Limit(_Model):
    """An answer that asks us to wait though its status does not say so: one of `words` stands at `path`.

    What stands at `told_at` may name the seconds.
    """

    status: int
    path: str
    words: tuple[str, ...]
    told_at: str = "message"


class Options(_Model):
    """All that a `json` feed is told. `cut`, a preset's alone, are patterns of what is not the author's words."""

    base: str
    streams: dict[str, Stream] = Field(min_length=1)
    post: dict[str, Any]
    thread: Thread | None = None
    scope: str | None = None
    own: bool = False
    auth: Literal["token", "oauth2_refresh", "google_service_account"] | None = None
    headers: dict[str, str] = Field(default_factory=dict)
    params: dict[str, str] = Field(default_factory=dict)
    refresh_url: str = ""
    scopes: str = ""
    backoff: str | None = None
    limits: tuple[Limit, ...] = ()
    calls_a_day: int | None = Field(default=None, ge=1)
    cut: tuple[str, ...] = ()
    reach_days: int | None = Field(default=None, ge=1)
