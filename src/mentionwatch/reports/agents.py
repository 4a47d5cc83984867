"""The agents of a brand: a name that tells them apart without naming them, and how each answers."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, TypeAlias

from mentionwatch.config.values import SIGNATURE_MARKS
from mentionwatch.errors import UsageError
from mentionwatch.model import Kind, Mark
from mentionwatch.reports import Column, Dataset, Figure, Report, Request, Section, Table, Unit, Value
from mentionwatch.reports.figures import cases_in, counted, part_of, with_previous
from mentionwatch.reports.reply_figures import EVERYBODY, has_mark, promises, waits_ended
from mentionwatch.store import reply_queries
from mentionwatch.survival import plain_percentile
from mentionwatch.text import safe_text

if TYPE_CHECKING:
    from sqlite3 import Connection, Row

    from mentionwatch.config import Rules

Agent: TypeAlias = tuple[str, str | None]
"""A brand, and who signs for it, in small letters; None is whoever does not sign."""

UNSIGNED = "unsigned"
ENOUGH = 20
"""How many replies it takes for rates, and for a place in the order."""

_LINK = re.compile(r"(?:https?://|www\.)\S+|[\w.\-]{1,200}\.[A-Z]{2,12}/\S+", re.IGNORECASE)
_MARKS = "^*~/=-–—"
_QUOTES = "['’‘ʼ`´]"
_SIGNATURES = 2
"""How many signatures may stand at an end: a name, and a team."""


def agent_name(brand: str, agent: str | None, rules: Rules) -> str | None:
    """Name an agent as reports print it: by a lasting pseudonym, unless the configuration shows names."""
    if agent is None or rules.replies.show_names:
        return agent
    name = f"{brand}\n{agent.casefold()}".encode(errors="surrogatepass")
    return f"agent-{blake2b(name, digest_size=3).hexdigest()}"


def printed_text(row: Row, rules: Rules) -> str:
    """Give a reply's text as reports print it: without its signature, unless the configuration shows names."""
    text: str = row["text"]
    return text if rules.replies.show_names else unsigned(text)


def unsigned(text: str) -> str:
    """Take the agent's signature out of a reply; what stands behind it, such as a link, stays."""
    from mentionwatch.replies.canned import signature

    for _ in range(_SIGNATURES):
        name = signature(text)
        if name is None:
            return text
        text = _without(name, text)
    return text


def _without(name: str, text: str) -> str:
    for held in (text, unicodedata.normalize("NFC", safe_text(html.unescape(text)))):
        found = _last(name, held)
        if found is not None:
            start, end = found
            return f"{held[:start].rstrip()} {held[end:].lstrip(' .')}".strip()
    return "…"  # signed in a way that cannot be cut out: rather no words than a name


def _last(name: str, text: str) -> tuple[int, int] | None:
    """Find where a signature begins and ends: the last place of the name that is in no link."""
    blank = _LINK.sub(lambda link: "\0" * len(link[0]), text)
    places = list(re.finditer(re.escape(name).replace("'", _QUOTES), blank))
    if not places:
        return None
    return len(blank[: places[-1].start()].rstrip().rstrip(_MARKS)), places[-1].end()


def find_agents(db: Connection, request: Request, name: str) -> frozenset[Agent]:
    """Give whom a user names by a pseudonym, a name or initials, in any case, or `unsigned`: one of each brand.

    Raises UsageError, with the names that reports print, if no reply is by them, or if it names several of one brand.
    """
    rules, known = request.rules, reply_queries.agents(db, request.which.brand)
    name = name.strip(SIGNATURE_MARKS) or name
    if name.casefold() == UNSIGNED:
        return frozenset((brand, None) for brand, _ in known)
    meant = {name.casefold(), (rules.replies.agent(name) or "").casefold()}
    found = {
        (brand, agent.casefold())
        for brand, agent in known
        if agent and ({agent.casefold(), (agent_name(brand, agent, rules) or "").casefold()} & meant)
    }
    if not found:
        printed = sorted({agent_name(brand, agent, rules) or UNSIGNED for brand, agent in known})
        hint = f"known: {', '.join(printed)}" if printed else "no reply is known yet"
        raise UsageError(f"there is no agent {name[:60]!r}", hint=hint)
    if len({brand for brand, _ in found}) < len(found):
        raise UsageError(f"several agents are called {name[:60]!r}", hint="name one by their own signature")
    return frozenset(found)


def agent_of(row: Row) -> Agent:
    """Give whose a reply is: who signs in another case is the same."""
    return row["brand"], row["agent"].casefold() if row["agent"] else None


_COLUMNS = (
    Column("agent", "agent"),
    Column("replies", "replies", Unit.COUNT),
    Column("replied_wait_median_seconds", "median of the answered", Unit.DURATION),
    Column("canned", "stock texts", Unit.COUNT, of="replies"),
    Column("handoffs", "sent elsewhere", Unit.COUNT, of="replies"),
    Column("apologies", "apologised", Unit.COUNT, of="replies"),
    Column("argued", "argued", Unit.COUNT, of="replies"),
    Column("recovered", "recovered", Unit.COUNT),
    Column("promises_kept", "promises kept", Unit.COUNT, of="promises_due"),
    Column("promises_due", "promises due", Unit.COUNT, is_for_files=True),
    Column("waits_ended", "waits ended", Unit.COUNT),
    Column("canned_rate", "share of stock texts", Unit.SHARE, is_for_files=True),
    Column("handoff_rate", "share sent elsewhere", Unit.SHARE, is_for_files=True),
    Column("brand", "brand"),
)


def agents(db: Connection, request: Request) -> Report:
    """Say how each agent answers, as a view for coaching: no league table, and no rates of a few replies."""
    rows = _replies(db, request)
    groups = _by_agent(rows)
    lines = [line for brand in sorted({row["brand"] for row in rows}) for line in _lines(brand, groups, request)]

    def figures(one: Request) -> tuple[Figure, ...]:
        return _figures(rows if one is request else _replies(db, one))

    return Report(
        name="agents",
        title="How each agent answers",
        request=request,
        sections=(Section(title="agents", figures=with_previous(request, figures)),),
        table=Table(name="agents", title="Agents", columns=_COLUMNS, rows=tuple(lines[: request.limit])),
        notes=_notes(groups) if rows else (),
    )


def _replies(db: Connection, request: Request) -> list[Row]:
    return [row for row in reply_queries.responses(db, request.which) if row["counts"]]


def _by_agent(rows: Sequence[Row]) -> dict[Agent, list[Row]]:
    groups: dict[Agent, list[Row]] = {}
    for row in rows:
        groups.setdefault(agent_of(row), []).append(row)
    return groups


def _figures(rows: Sequence[Row]) -> tuple[Figure, ...]:
    signed = [found for (_, agent), found in _by_agent(rows).items() if agent is not None]
    enough = [found for found in signed if len(found) >= ENOUGH]
    return (
        counted(
            "replies",
            "replies",
            len(rows),
            "public replies to customers, automatic ones left out",
            cases=cases_in(Dataset.REPLIES, rows),
        ),
        part_of(
            "signed",
            "signed by an agent",
            rows,
            lambda row: row["agent"] is not None,
            "replies that end in an agent's initials or name",
            of=Dataset.REPLIES,
        ),
        counted(
            "agents",
            "agents",
            len(signed),
            "different signatures; the cases are the last reply of each",
            cases=cases_in(Dataset.REPLIES, [found[-1] for found in signed]),
        ),
        counted(
            "agents_compared",
            f"with at least {ENOUGH} replies",
            len(enough),
            "so many replies that rates say something; the cases are the last reply of each agent",
            of=len(signed),
            cases=cases_in(Dataset.REPLIES, [found[-1] for found in enough]),
        ),
    )


def _notes(groups: dict[Agent, list[Row]]) -> tuple[str, ...]:
    few = any(len(found) < ENOUGH for found in groups.values())
    return (
        "agents stand in order of how much they wrote: this is for coaching, and ranks nobody by a rate",
        *((f"under {ENOUGH} replies a rate says nothing: these stand below by name, without rates",) if few else ()),
        "`mentionwatch report replies --agent NAME` lists an agent's replies beside what they answered",
    )


def _lines(brand: str, groups: dict[Agent, list[Row]], request: Request) -> Iterator[tuple[Value, ...]]:
    """Give a brand's lines: everybody, the unsigned, agents by number of replies, those with few by name."""
    theirs = {agent: rows for (of, agent), rows in groups.items() if of == brand}
    yield _line(EVERYBODY, [row for rows in theirs.values() for row in rows], brand, request)
    if None in theirs:
        yield _line(UNSIGNED, theirs[None], brand, request)
    signed = [rows for agent, rows in theirs.items() if agent]
    named = [(agent_name(brand, rows[0]["agent"], request.rules) or "", rows) for rows in signed]
    many = sorted((one for one in named if len(one[1]) >= ENOUGH), key=lambda one: (-len(one[1]), one[0]))
    few = sorted((one for one in named if len(one[1]) < ENOUGH), key=lambda one: one[0])
    for name, rows in (*many, *few):
        yield _line(name, rows, brand, request)


def _line(name: str, rows: Sequence[Row], brand: str, request: Request) -> tuple[Value, ...]:
    is_enough = len(rows) >= ENOUGH
    canned = sum(bool(row["is_canned"]) for row in rows)
    handoffs, apologies, argued = (sum(map(has_mark(mark), rows)) for mark in (Mark.HANDOFF, Mark.APOLOGY, Mark.ARGUES))
    ended = waits_ended(rows)
    kept, due = promises(rows, now=request.now)
    return (
        name,
        len(rows),
        plain_percentile(ended, 0.5) if is_enough else None,
        canned,
        handoffs,
        apologies,
        argued,
        sum(row["is_settling"] and row["conversation_kind"] == Kind.COMPLAINT for row in rows),
        kept,
        due,
        len(ended),
        canned / len(rows) if is_enough else None,
        handoffs / len(rows) if is_enough else None,
        brand,
    )
