"""A database of a year of made mentions and replies, written in bulk with its findings.

Three days are told by the product itself: posts stored, judged, followed. All other days are copies of these rows,
moved in time, so that a million mentions take a minute. The copies are what a rebuild would come to: nothing in a
conversation hangs on its date, but for whether it has lapsed, and each reply is either the configured stock text or too
short to be one. `tests/test_made_clocks.py` proves it on 2 000 mentions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from random import Random
from sqlite3 import Connection

from mentionwatch.config import BrandAccount, Place, Rules
from mentionwatch.config.model import ReplyRules
from mentionwatch.model import Account, Address, Gap, Post, TimeQuality
from mentionwatch.refresh import refresh
from mentionwatch.store import CACHE_KB, Store, facts, labels, open_for_writing
from mentionwatch.store import feeds as feed_rows

START = datetime(2026, 1, 5, tzinfo=UTC)
BLOCK = timedelta(days=3)
BLOCKS = 122
_LAPSE_BLOCKS = 10
_CACHE_KB = 400_000
_NETWORKS = {"x": 45, "bluesky": 20, "google": 20, "mastodon": 15}
_REPLIED = 0.63
_STOCK = "Thank you for your message. You can find our policies by clicking this link."
RULES = Rules(
    brand="Acme",
    timezone="Europe/Berlin",
    accounts=tuple(BrandAccount(network=network, handle="acme", brand="Acme") for network in _NETWORKS),
    places=(Place(name="Kreuzberg", terms=("kreuzberg",)), Place(name="Wedding", terms=("wedding",))),
    replies=ReplyRules(templates=(_STOCK,)),
)
_SAID = {
    45: (
        "@acme My parcel never arrived and nobody helps. Terrible service!",
        "@acme The pizza came cold and an hour late. Awful.",
        "@acme Your app crashes all the time, it is useless.",
        "@acme You charged me twice, what a disgrace!",
        "@acme The Kreuzberg branch was filthy and the staff were rude.",
        "@acme Two hours in the Wedding shop and nobody served us. Never again!",
        "@acme Still no refund after three weeks. Unacceptable.",
        "@acme The shoes fell apart after a day, terrible quality.",
    ),
    25: (
        "@acme When do you open on Sundays?",
        "@acme Do you deliver to Bremen as well?",
        "@acme How can I change the address of my order?",
        "@acme Is there parking at the Kreuzberg shop?",
    ),
    15: (
        "@acme Best pizza I have had in years, I love this place!",
        "@acme Your Kreuzberg team is wonderful, what great service!",
        "@acme I really love the new app, great work!",
    ),
    5: ("@acme Mein Paket ist immer noch nicht angekommen, was ist da los bei euch?",),
    3: ("@acme Good morning from Kreuzberg", "@acme On my way to the shop with my sister"),
}
_MORE = ("@acme Hello? This is awful, nobody answers me.", "@acme Do you deliver on Saturdays as well?")
_THANKS = "@acme It works now, thank you so much!"
_PERSONAL = (
    "On it, we will call",
    "Sorry! It comes at noon",
    "We open at nine",
    "Yes, we do!",
    "That was our fault, sorry",
    "Which shop was that?",
    "Found it, sent today",
    "Your money is back",
    "Try version two, please",
    "Thank you, that is kind",
)
_FOLLOWERS = (0, 12, 80, 150, 400, 900, 1_500, 12_000, 150_000)


@dataclass(frozen=True, slots=True)
class Size:
    """How much is made: mentions in each block of three days, and how many blocks there are."""

    mentions: int
    blocks: int = BLOCKS

    @classmethod
    def of(cls, mentions: int) -> Size:
        """Give the size of a year that holds so many mentions, or a few more."""
        return cls(-(-mentions // BLOCKS))

    @property
    def now(self) -> datetime:
        """Give the time at which the database is looked at: a block after the last one, in which all replies came."""
        return START + (self.blocks + 1) * BLOCK


def make(path: Path, size: Size) -> Store:
    """Make the database."""
    store = open_for_writing(path)
    with store.transaction() as db:
        _write_feeds(db, size)
        _write_block(db, size.mentions)
        copies = _Copies.of(db)
    refresh(store, RULES, now=START + 2 * BLOCK)
    with store.transaction() as db:
        copies.keep_young(db)
    refresh(store, RULES, now=size.now)
    db = store.db
    db.execute("PRAGMA foreign_keys = OFF")  # the copies hold together as the first block does
    db.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
    with store.transaction() as db:
        indexes = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL").fetchall()
        for index in indexes:  # made anew from all rows, which is faster than row by row
            db.execute(f"DROP INDEX {index['name']}")
        for table in _TABLES:
            copies.write(db, table, size)
        copies.drop_young(db)
        for index in indexes:
            db.execute(index["sql"])
    db.execute(f"PRAGMA cache_size = -{CACHE_KB}")
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return store


def _write_feeds(db: Connection, size: Size) -> None:
    """Store the feeds, which have seen everything but for a day of one of them, and a first post of each account."""
    for network in _NETWORKS:
        feed = f"acme-{network}"
        feed_rows.hold_feed(db, feed, network=network, brand="Acme")
        feed_rows.cover(db, feed, Gap(from_at=START - BLOCK, to_at=size.now))
        hello = Post(ref=f"{network}:hello", account=_account(network, "acme"), text="Hello", created_at=START - BLOCK)
        facts.write_posts(db, [hello], feed=feed, seen_at=START)
    day = START + size.blocks // 2 * BLOCK
    feed_rows.add_gap(db, "acme-google", Gap(from_at=day, to_at=day + timedelta(days=1)))


def _write_block(db: Connection, mentions: int) -> None:
    """Store the posts of the first three days, in order of time, and what people said of them."""
    made = _Block(mentions)
    posts = sorted(made.posts, key=lambda post: (post.created_at, post.ref))
    for network, some in groupby(posts, key=lambda post: post.network):
        facts.write_posts(db, list(some), feed=f"acme-{network}", seen_at=START + 2 * BLOCK)
    db.execute("UPDATE posts SET first_seen_at = MAX(created_at, ?)", [START.strftime("%Y-%m-%dT%H:%M:%SZ")])
    for ref, at in made.handled:
        labels.set_label(
            db, target="conversation", ref=ref, field="handled", value="phone", by="made", note=None, at=at
        )


@dataclass(slots=True)
class _Block:
    """Makes three days of posts: so many mentions, and the replies to them."""

    mentions: int
    posts: list[Post] = field(default_factory=list)
    handled: list[tuple[str, datetime]] = field(default_factory=list)
    _draw: Random = field(default_factory=lambda: Random(1))
    _replies: int = 0
    _unanswered: int = 0
    _number: int = 0
    _customers: dict[str, list[Account]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        left = self.mentions
        while left > 0:
            left -= self._talk(left)

    def _talk(self, most: int) -> int:
        """Make a conversation of at most so many mentions; give how many it has."""
        draw = self._draw
        network = draw.choices(list(_NETWORKS), weights=list(_NETWORKS.values()))[0]
        customer = self._customer(network)
        at = START + timedelta(seconds=draw.randrange(60, int(BLOCK.total_seconds()) - 14_400))
        texts = draw.choices(list(_SAID.values()), weights=list(_SAID))[0]
        echo = draw.choice((1, 4, 30)) if draw.random() < 0.03 else None
        quality = TimeQuality.ESTIMATED if draw.random() < 0.005 else TimeQuality.EXACT
        said = self._post(
            customer, draw.choice(texts), at, rating=None, shares=echo, time_quality=quality, address=Address.TO
        )
        count, last = 1, at
        if most > count and draw.random() < 0.02:
            count, last = count + 1, at + timedelta(minutes=draw.randrange(1, 60))
            said = self._post(customer, _MORE[0], last, to=said, address=Address.TO)
        if draw.random() >= _REPLIED:
            self._unanswered += 1
            if self._unanswered % 12 == 5:
                self.handled.append((said.ref, last + timedelta(minutes=30)))
            return count
        last += timedelta(seconds=20 + int(min(draw.lognormvariate(7.8, 1.6), 2.5 * 86_400)))
        reply = self._reply(said, last)
        if most > count and draw.random() < 0.04:
            count, last = count + 1, last + timedelta(minutes=draw.randrange(5, 120))
            self._post(customer, draw.choice((*_MORE, _THANKS, _THANKS)), last, to=reply, address=Address.TO)
        return count

    def _customer(self, network: str) -> Account:
        known = self._customers.setdefault(network, [])
        if known and self._draw.random() < 0.15:
            return self._draw.choice(known)
        name = f"c{len(known)}"
        known.append(_account(network, name, followers=self._draw.choice(_FOLLOWERS)))
        return known[-1]

    def _reply(self, to: Post, at: datetime) -> Post:
        self._replies += 1
        turn = self._replies % (len(_PERSONAL) + 2)  # in turn, so that three customers get each text early on
        text = _PERSONAL[turn] if turn < len(_PERSONAL) else _STOCK
        return self._post(_account(to.network, "acme"), text, at, to=to)

    def _post(self, by: Account, text: str, at: datetime, *, to: Post | None = None, **more: object) -> Post:
        self._number += 1
        parent = to.ref if to else None
        post = Post(
            ref=f"{by.network}:p{self._number}",
            account=by,
            text=text,
            created_at=at,
            parent_ref=parent,
            **more,  # type: ignore[arg-type]
        )
        self.posts.append(post)
        return post


def _account(network: str, handle: str, *, followers: int | None = None) -> Account:
    return Account(ref=f"{network}:{handle}", network=network, handle=handle, followers=followers)


_TABLES = (
    *("accounts", "posts", "sightings", "reach", "labels"),
    *("addressed", "verdicts", "conversations", "waits", "replies"),
)
_POSTS = frozenset({"post_id", "conversation_id", "reply_id", "answers_id", "outcome_post_id"})
_ACCOUNTS = frozenset({"account_id", "customer_id"})
_REFS = frozenset({"ref", "parent_ref", "thread_ref"})
_YOUNG = ("conversations", "waits")


@dataclass(frozen=True, slots=True)
class _Copies:
    """Copies the rows of the first block. What has an id up to `own` is the brand's own, and stays the only one."""

    own: int
    posts: int
    accounts: int

    @classmethod
    def of(cls, db: Connection) -> _Copies:
        """Count what there is to copy."""
        most = db.execute("SELECT (SELECT MAX(id) FROM posts), (SELECT MAX(id) FROM accounts)").fetchone()
        return cls(len(_NETWORKS), most[0] - len(_NETWORKS), most[1] - len(_NETWORKS))

    def keep_young(self, db: Connection) -> None:
        """Keep how the waiting stand before they lapse."""
        for table in _YOUNG:
            db.execute(f"CREATE TABLE young_{table} AS SELECT * FROM {table}")

    def drop_young(self, db: Connection) -> None:
        """Forget it again."""
        for table in _YOUNG:
            db.execute(f"DROP TABLE young_{table}")

    def write(self, db: Connection, table: str, size: Size) -> None:
        """Copy a table's rows to all later blocks; what lapses is young in the last blocks."""
        columns = [row["name"] for row in db.execute(f"PRAGMA table_info({table})")]
        key = next(name for name in ("id", "post_id", "conversation_id", "ref") if name in columns)
        values = ", ".join(self._value(db, table, name) for name in columns)
        own = "1" if key == "ref" else f"{key} > {self.own}"
        young = size.blocks + 1 - _LAPSE_BLOCKS
        parts = [(table, 1, size.blocks)]
        if table in _YOUNG:
            parts = [(table, 1, min(young, size.blocks)), (f"young_{table}", max(young, 1), size.blocks)]
        for source, first, end in parts:
            db.execute(
                f"""
                WITH RECURSIVE blocks (b) AS (
                  SELECT {first} WHERE {first} < {end} UNION ALL SELECT b + 1 FROM blocks WHERE b + 1 < {end}
                ),
                days (b, shift) AS MATERIALIZED (SELECT b, printf('+%d days', b * {BLOCK.days}) FROM blocks)
                INSERT INTO {table} ({", ".join(columns)})
                SELECT {values}
                FROM days
                CROSS JOIN {source}
                WHERE {own}
                """
            )

    def _value(self, db: Connection, table: str, name: str) -> str:
        if name in _POSTS or (name == "id" and table != "accounts"):
            return f"{name} + b * {self.posts}"
        if name in _ACCOUNTS or name == "id":
            return f"iif({name} > {self.own}, {name} + b * {self.accounts}, {name})"
        if name in _REFS:
            return f"{name} || '-' || b"
        if name.endswith("_at") or name in ("at", "waiting_since"):
            return f"date({name}, shift) || substr({name}, 11)"
        if name == "evidence":  # by then all but the customer had got the stock text from the same two
            last = db.execute("SELECT evidence FROM replies WHERE stock = 1 ORDER BY sent_at DESC LIMIT 1").fetchone()
            return f"iif(stock = 1, '{last[0] if last else '[]'}', evidence)"
        return name


def counts(db: Connection) -> Mapping[str, int]:
    """Count what was made."""
    return dict(_count(db))


def _count(db: Connection) -> Iterator[tuple[str, int]]:
    for name, select in {
        "mentions": "SELECT COUNT(*) FROM verdicts",
        "replies": "SELECT COUNT(*) FROM replies",
        "waits": "SELECT COUNT(*) FROM waits",
        "open": "SELECT COUNT(*) FROM waits WHERE closed_at IS NULL",
        "lapsed": "SELECT COUNT(*) FROM waits WHERE is_lapsed",
        "handled": "SELECT COUNT(*) FROM waits WHERE is_handled",
    }.items():
        yield name, db.execute(select).fetchone()[0]
