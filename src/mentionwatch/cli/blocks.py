"""The text of a configuration: a new one, a feed's block, and a feed put into a text that stays as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mentionwatch.config.reader import Document
from mentionwatch.errors import UsageError

_PLAIN = re.compile(r"[A-Za-z0-9~/.$](?:[\w./~@$+-]|:(?=\S)| (?=[\w(]))*", re.ASCII)
_NOTHING = frozenset({"null", "~"})
_NEW = """\
# What mentionwatch watches, and what you promise your customers.

brand: {brand}
database: {database}
timezone: {timezone}   # the days and hours of the reports

# The longest that a customer may wait for a reply.
sla:
  complaint: {sla}
  question: {sla}
  next_reply: {sla}   # each later reply in the same conversation

# When you are open; reports then show business hours beside the customer's own clock.
# business_hours: {{week: "mon-fri 09:00-17:00", holidays: US}}

# One entry for each stream of posts. `mentionwatch init --network NAME` adds one.
feeds:
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedBlock:
    """What stands in the configuration for one feed. `brand` is None for the configuration's own brand.

    `note` is one line that tells what the network needs; `example` are options of several levels, as they stand.
    """

    name: str
    network: str
    brand: str | None = None
    accounts: Sequence[str] = ()
    terms: Sequence[str] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    allow_private: bool = False
    note: str = ""
    example: Sequence[str] = ()

    def text(self, indent: str = "  ") -> str:
        """Write the feed as an entry of the list of feeds."""
        lines = [f"name: {quoted(self.name)}", f"network: {quoted(self.network)}"]
        if self.note:
            lines.append(f"# {self.note}")
        if self.brand is not None:
            lines.append(f"brand: {quoted(self.brand)}")
        if self.accounts:
            lines.append(f"accounts: {_list(self.accounts)}   # who speaks for the brand there")
        terms = f"terms: {_list(self.terms)}" if self.terms else "# terms: [acme air]"
        lines.append(f"{terms}   # posts that talk about the brand without tagging it")
        if self.allow_private:
            lines.append("allow_private: yes   # a server inside your own network")
        if self.options:
            lines += ["options:", *(f"  {name}: {quoted(value)}" for name, value in self.options.items())]
            lines += [f"  {line}" for line in self.example]
        return f"{indent}- " + f"\n{indent}  ".join(lines) + "\n"


def new_config(*, brand: str, database: str, timezone: str, sla: str, feed: FeedBlock) -> str:
    """Write a configuration with one feed."""
    head = _NEW.format(brand=quoted(brand), database=quoted(database), timezone=quoted(timezone), sla=quoted(sla))
    return head + feed.text()


def with_feed(text: str, document: Document, feed: FeedBlock) -> str:
    """Put a feed behind the last one of a configuration's text, and leave all else, comments too, as it is.

    Raises UsageError where the list of feeds is written in brackets.
    """
    lines = text.splitlines(keepends=True)
    if "feeds" not in document.value:
        return _ended(text) + "\nfeeds:\n" + feed.text()
    first = document.line_of(("feeds", 0)) or 0
    dash = re.match(r"( *)- ", lines[first - 1]) if first > (document.line_of(("feeds",)) or 0) else None
    if dash is None:
        hint = "write one feed below the other, each with a dash, and call again"
        raise UsageError("the configuration's feeds are written in brackets", hint=hint)
    at = _end_of_feeds(lines, document)
    return _ended("".join(lines[:at])) + "\n" + feed.text(dash[1]) + "".join(lines[at:])


def _end_of_feeds(lines: Sequence[str], document: Document) -> int:
    begin = document.lines[("feeds",)]
    following = [line for where, line in document.lines.items() if len(where) == 1 and line > begin]
    at = min(following, default=len(lines) + 1) - 1
    while not lines[at - 1].strip() or (following and lines[at - 1].startswith("#")):
        at -= 1
    return at


def _ended(text: str) -> str:
    return text if text.endswith("\n") else text + "\n"


def _list(texts: Sequence[str]) -> str:
    return f"[{', '.join(quoted(text) for text in texts)}]"


def quoted(text: str) -> str:
    """Write one line of text as YAML, with quotes where it needs them."""
    if _PLAIN.fullmatch(text) and text.lower() not in _NOTHING:
        return text
    return "'" + text.replace("'", "''") + "'"
