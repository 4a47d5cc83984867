"""One person: what they wrote and how it went, how many they reach, in what mood they are, and what is open."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from shlex import quote
from typing import TYPE_CHECKING

from mentionwatch.clock import duration_text, from_text
from mentionwatch.errors import UsageError
from mentionwatch.model import Kind, Outcome, Role
from mentionwatch.reports import (
    UNJUDGED,
    Cases,
    Column,
    Dataset,
    Figure,
    Report,
    Request,
    Section,
    Table,
    Unit,
    Value,
    kind_in_words,
)
from mentionwatch.reports.common import DELETED, WAIT_COLUMNS, mood, wait_values, with_facts
from mentionwatch.reports.figures import counted
from mentionwatch.store import people
from mentionwatch.store.masks import is_pseudonymous

if TYPE_CHECKING:
    from sqlite3 import Connection, Row

_STEPS = 4
"""How many marks the worst and the best mood have."""
_MOST_LISTED = 10

_HISTORY = (
    Column("post", "id", Unit.COUNT),
    Column("opened_at", "began", Unit.INSTANT),
    Column("kind", "kind"),
    Column("outcome", "outcome"),
    Column("waits", "waited", Unit.LIST),
    Column("text", "what they wrote"),
    Column("brand", "brand"),
    Column("customer", "as"),
    Column("network", "network"),
    Column("place", "place"),
    Column("topics", "about", Unit.LIST),
    Column("mood", "mood", Unit.LIST, is_for_files=True),
    Column("followers", "followers", Unit.COUNT, is_for_files=True),
    Column("waited_seconds", "waited in all", Unit.DURATION, is_for_files=True),
    Column("is_open", "open", Unit.FLAG, is_for_files=True),
    Column("last_at", "last word", Unit.INSTANT, is_for_files=True),
    Column("url", "link"),
    Column("ref", "ref"),
)
_MOOD = (
    Column("post", "id", Unit.COUNT),
    Column("created_at", "posted", Unit.INSTANT),
    Column("trend", "bad..good"),
    Column("kind", "kind"),
    Column("text", "what they wrote"),
    Column("customer", "as"),
    Column("ref", "ref"),
)
_REACH = (
    Column("seen_at", "on", Unit.INSTANT),
    Column("customer", "as"),
    Column("network", "network"),
    Column("followers", "followers", Unit.COUNT),
)
_LINKS = (
    Column("person", "person"),
    Column("account", "account"),
    Column("other", "is the same as"),
    Column("account_ref", "ref of the account"),
    Column("other_ref", "ref of the other"),
)


def find_account(db: Connection, name: str) -> Row:
    """Give the one customer's account that a person names. Raises UsageError if there is none, or more than one."""
    found = people.accounts_named(db, name)
    customers = [row for row in found if row["role"] != Role.BRAND]
    if len(customers) == 1:
        return customers[0]
    if customers:
        listed = ", ".join(_distinct_names(customers)[:_MOST_LISTED])
        more = f" and {len(customers) - _MOST_LISTED} more" if len(customers) > _MOST_LISTED else ""
        raise UsageError(f"{name!r} is {len(customers)} accounts", hint=f"name one of them: {listed}{more}")
    if found:
        raise UsageError(f"{name!r} speaks for {found[0]['brand']}", hint="`mentionwatch report agents` tells of those")
    raise UsageError(
        f"there is no account {name!r} in the database",
        hint="write a handle or network:handle; `mentionwatch inbox` lists some",
    )


def _distinct_names(accounts: Sequence[Row]) -> list[str]:
    """Call accounts by network and handle, those that share both by their refs."""
    names = [f"{row['network']}:{row['handle']}" for row in accounts]
    return [row["ref"] if names.count(name) > 1 else name for name, row in zip(names, accounts, strict=True)]


def person(db: Connection, request: Request, *, ref: str) -> Report:
    """Tell of the person with an account, over all accounts that are linked with it."""
    accounts = people.accounts_of(db, ref)
    history = people.history(db, accounts, request.which)
    posts = people.posts_of(db, accounts, request.which)
    waits = people.open_waits(db, accounts, request.which)
    return Report(
        name="customer",
        title=_who(accounts),
        request=request,
        sections=(Section(title="in short", figures=_figures(history, waits, ref)),),
        table=Table(
            name="history",
            title="Conversations",
            columns=_telling(_HISTORY, accounts),
            rows=tuple(_past(row, posts, request) for row in history[: request.limit]),
        ),
        more=tuple(
            replace(table, columns=_telling(table.columns, accounts))
            for table in (_mood(posts), _reach(posts), _open(waits, request))
            if table.rows
        ),
        notes=_notes(accounts, posts),
    )


def _telling(columns: Iterable[Column], accounts: Sequence[Row]) -> tuple[Column, ...]:
    """Leave off the screen what tells accounts apart, where there is only one."""
    apart = ("customer", "network") if len(accounts) == 1 else ()
    return tuple(replace(one, is_for_files=True) if one.name in apart else one for one in columns)


def _who(accounts: Sequence[Row]) -> str:
    names = dict.fromkeys(row["name"] for row in accounts if row["name"])
    handles = " and ".join(f"{row['handle']} on {row['network']}" for row in accounts)
    return f"{handles} ({', '.join(names)})" if names else handles


def _figures(history: Sequence[Row], waits: Sequence[Row], ref: str) -> tuple[Figure, ...]:
    def part(name: str, title: str, test: Callable[[Row], bool], definition: str) -> Figure:
        those = [row for row in history if test(row)]
        cases, rows = _conversations(those), _command(ref, name)
        return counted(name, title, len(those), definition, of=len(history), cases=cases, rows=rows)

    return (
        counted(
            "conversations",
            "conversations",
            len(history),
            "one with each brand beneath each thread",
            cases=_conversations(history),
            rows=_command(ref, "conversations"),
        ),
        part("complaints", "complaints", lambda row: row["kind"] == Kind.COMPLAINT, "conversations opened by one"),
        part("praise", "praise", lambda row: row["kind"] == Kind.PRAISE, "conversations opened by it"),
        part("replied", "replied to", lambda row: row["first_reply_at"] is not None, "by a reply that counts"),
        part(
            "satisfied",
            "ended in satisfaction",
            lambda row: row["outcome"] in (Outcome.RECOVERED, Outcome.SATISFIED),
            "said so in that conversation",
        ),
        part("lost", "lost", lambda row: row["outcome"] == Outcome.LOST, "came back angrier, or said goodbye"),
        counted(
            "open",
            "open now",
            len(waits),
            "waits that go on and were not handled elsewhere",
            cases=Cases(
                Dataset.WAITS, lambda: ((row["conversation_id"], row["brand"], row["ordinal"]) for row in waits)
            ),
            rows=_command(ref, "open"),
        ),
    )


def _command(ref: str, figure: str) -> str:
    return f"mentionwatch customer {quote(ref)} --figure {figure}"


def _conversations(rows: Iterable[Row]) -> Cases:
    return Cases(Dataset.CONVERSATIONS, lambda: ((row["id"], row["brand"]) for row in rows))


def _past(row: Row, posts: Sequence[Row], request: Request) -> tuple[Value, ...]:
    theirs = [one for one in posts if (one["thread_ref"], one["account_id"]) == (row["thread_ref"], row["customer_id"])]
    return (
        row["id"],
        from_text(row["opened_at"]),
        kind_in_words(row["kind"], row["language"]),
        row["outcome"],
        tuple(_wait(one, request) for one in json.loads(row["waits"])),
        row["text"] or DELETED,
        row["brand"],
        row["customer"],
        row["network"],
        row["place"],
        tuple(json.loads(row["topics"])),
        tuple(_mood_in_words(one) for one in theirs),
        next((one["followers"] for one in theirs if one["followers"] is not None), None),
        row["waited_seconds"],
        bool(row["is_open"]),
        from_text(row["last_at"]),
        row["url"],
        row["ref"],
    )


def _wait(wait: dict[str, str | int | None], request: Request) -> str:
    """Put a wait into words: how long it was, or has gone on."""
    if wait["seconds"] is not None:
        return duration_text(int(wait["seconds"])) + ("" if wait["is_replied"] else " (no reply)")
    so_far = max((request.now - from_text(str(wait["opened_at"]))).total_seconds(), 0)
    return f"{duration_text(so_far)}, open"


def _mood(posts: Sequence[Row]) -> Table:
    rows = tuple(
        (
            row["id"],
            from_text(row["created_at"]),
            _gauge(row["kind"], row["polarity"]),
            row["kind"] or UNJUDGED,
            row["text"] or DELETED,
            row["handle"],
            row["ref"],
        )
        for row in posts
    )
    return Table(name="mood", title="Mood, post by post", columns=_MOOD, rows=rows)


def _mood_in_words(row: Row) -> str:
    kind = row["kind"] or UNJUDGED
    return kind if row["polarity"] is None else f"{kind} {row['polarity']:+.2f}"


def _gauge(kind: str | None, polarity: float | None) -> str:
    """Draw a mood: `..--|....` is rather bad, `....|++++` as good as can be; nothing where it is not known.

    One mark stands where the kind alone tells the mood: words without a tone, or of the other one.
    """
    tone = mood(kind, polarity)
    if polarity is None and not tone:
        return ""
    steps = max(round(tone * (polarity or 0) * _STEPS), abs(tone))
    bad, good = ("-" * steps, "") if tone < 0 else ("", "+" * steps)
    return f"{bad.rjust(_STEPS, '.')}|{good.ljust(_STEPS, '.')}"


def _reach(posts: Sequence[Row]) -> Table:
    """Tell how many followers each account had, whenever that changed."""
    rows = []
    last: dict[str, int] = {}
    for row in posts:
        if row["followers"] is not None and last.get(row["account_ref"]) != row["followers"]:
            last[row["account_ref"]] = row["followers"]
            rows.append((from_text(row["created_at"]), row["handle"], row["network"], row["followers"]))
    return Table(name="reach", title="Followers", columns=_REACH, rows=tuple(rows))


def _open(waits: Sequence[Row], request: Request) -> Table:
    rows = tuple(wait_values(wait, request) for wait in with_facts(waits, request))
    return Table(name="open", title="Open now", columns=WAIT_COLUMNS, rows=rows)


def _notes(accounts: Sequence[Row], posts: Sequence[Row]) -> tuple[str, ...]:
    """Say over which accounts the person is told, whether they are a pseudonym, and the mood in one line."""
    refs = [row["ref"] for row in accounts]
    notes = [f"one person by your word: {', '.join(refs)}"] if len(refs) > 1 else []
    if any(is_pseudonymous(ref) for ref in refs):
        notes.append("a rival's customer is kept under a pseudonym")
    marks = "".join("-.+"[mood(row["kind"], row["polarity"]) + 1] for row in posts)
    if marks.strip("."):
        notes.append(f"mood, the oldest post first: {marks[-60:]}")
    return tuple(notes)


def links(db: Connection, request: Request) -> Report:
    """List the accounts that people said are one person's."""
    rows = people.links(db)
    return Report(
        name="links",
        title="Accounts that are one person's",
        request=request,
        table=Table(
            name="links",
            title="Accounts that are one person's",
            columns=_LINKS,
            rows=tuple(
                (row["person"], row["account"], row["other"], row["account_ref"], row["other_ref"])
                for row in rows[: request.limit]
            ),
        ),
    )
