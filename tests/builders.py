"""A small invented world: posts by name and time, and a database that holds them with their findings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mentionwatch.config import BrandAccount, Place, Rules
from mentionwatch.model import Account, Address, Gap, Post
from mentionwatch.refresh import refresh
from mentionwatch.store import Store, facts, open_for_reading, open_for_writing
from mentionwatch.store import feeds as feed_rows

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
DAY = "2026-11-20"
"""The day that a bare time of day belongs to."""

RULES = Rules(
    brand="Acme",
    timezone="Europe/Berlin",
    accounts=(BrandAccount(network="mastodon", handle="acme", brand="Acme"),),
    places=(Place(name="Kreuzberg", terms=("kreuzberg",)),),
)


def instant(text: str) -> datetime:
    """Read `10:00` (on DAY) or `2026-11-18 10:00`, in UTC."""
    day, _, time = text.rpartition(" ")
    return datetime.fromisoformat(f"{day or DAY}T{time}").replace(tzinfo=UTC)


def account(
    handle: str, *, network: str = "mastodon", name: str | None = None, followers: int | None = None
) -> Account:
    """Make an account whose ref is made of its handle."""
    return Account(ref=f"{network}:{handle}", network=network, handle=handle, name=name, followers=followers)


def post(text: str, *, at: str, by: str | Account = "ana", to: Post | None = None, **more: object) -> Post:
    """Make a post to the brand, or one in answer to another; `more` are further fields of Post.

    Its ref says who, when and to whom (`mastodon:ana-20T1000`), unless `ref` names it.
    """
    author = by if isinstance(by, Account) else account(by, network=to.network if to else "mastodon")
    created_at = instant(at)
    name = f"{author.handle}-{created_at:%dT%H%M}" + (f"-to-{to.ref.partition(':')[2]}" if to else "")
    made = Post(
        ref=f"{author.network}:{re.sub(r'[^A-Za-z0-9-]+', '', name)}",
        account=author,
        text=text,
        created_at=created_at,
        parent_ref=to.ref if to else None,
        address=Address.TO,
    )
    return replace(made, **more)


def complaint(text: str = "The pizza arrived cold and an hour late. Terrible!", *, at: str, **more: object) -> Post:
    """Make a complaint."""
    return post(text, at=at, **more)


def question(text: str = "When do you open on Sundays?", *, at: str, **more: object) -> Post:
    """Make a question."""
    return post(text, at=at, **more)


def praise(text: str = "Best pizza I have had in years, thank you so much!", *, at: str, **more: object) -> Post:
    """Make praise."""
    return post(text, at=at, **more)


def reply(
    text: str = "Oh no, that is far too long. We will send you a fresh one tonight.",
    *,
    to: Post,
    at: str,
    **more: object,
) -> Post:
    """Make the brand's reply."""
    return post(text, at=at, to=to, **{"by": "acme", "address": None, **more})


@dataclass
class World:
    """A database in `path` with the posts added so far; findings follow at once."""

    path: Path
    rules: Rules = RULES
    now: datetime = NOW
    posts: list[Post] = field(default_factory=list)

    def add(self, *posts: Post, brand: str = "Acme", is_covered: bool = True) -> None:
        """Store posts as the brand's feeds bring them, and refresh.

        `is_covered`: the feeds have seen all of the brand's replies of the last 60 days. The customers of another
        brand than the rules' are stored under pseudonyms.
        """
        with open_for_writing(self.path) as store:
            with store.transaction() as db:
                for network in sorted({one.network for one in posts}):
                    feed = f"{brand.lower()}-{network}"
                    feed_rows.hold_feed(db, feed, network=network, brand=brand)
                    if is_covered:
                        feed_rows.cover(db, feed, Gap(from_at=self.now - timedelta(days=60), to_at=self.now))
                    theirs = [one for one in posts if one.network == network]
                    facts.write_posts(db, theirs, feed=feed, seen_at=self.now, rules=self.rules)
            self.posts.extend(posts)
            self.refresh(store)

    def refresh(self, store: Store, *, now: datetime | None = None) -> None:
        """Bring the findings up to date."""
        done = refresh(store, self.rules, now=now or self.now)
        assert not done.failed, f"the judge failed on {done.failed}"

    def open(self) -> Store:
        """Open the database for reading."""
        return open_for_reading(self.path)
