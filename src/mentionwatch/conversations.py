"""Threads to conversations: who speaks to which brand, and which reply answers whom. Pure functions.

A conversation is one customer with one brand beneath one thread.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from mentionwatch.config import Rules
from mentionwatch.model import Address, Role

Sighting: TypeAlias = tuple[str | None, Address | None]
"""The brand whose feed brought a post (None: a feed of many brands), and what that feed says of the address."""

_TAG = re.compile(r"(?<![\w@/.])@(\w[\w.\-]*(?:@\w[\w.\-]*\w)?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A held post as the thread's story needs it.

    `brand` is the brand its author speaks for. `at` is the network's time; `link` moves it so that no post is earlier
    than what it answers (it is then no longer `is_exact`), and gives each post its `rank` in the thread.
    """

    id: int
    ref: str
    parent_ref: str | None
    account_id: int
    handle: str
    network: str
    role: Role
    brand: str | None
    text: str
    at: datetime
    rank: int = 0
    is_exact: bool = True
    deleted_at: datetime | None = None
    is_public: bool = True
    location: str | None = None
    sightings: tuple[Sighting, ...] = ()


@dataclass(frozen=True, slots=True)
class Addressing:
    """How a customer's post stands to a brand, and the place it speaks of."""

    address: Address
    place: str | None


@dataclass(frozen=True, slots=True)
class Response:
    """A brand's post that answers a customer, and the customer's post that it answers."""

    post: Entry
    answers: Entry


@dataclass(frozen=True, slots=True)
class Exchange:
    """One conversation: the customer's posts and the brand's replies, each in order of time."""

    brand: str
    customer_id: int
    posts: tuple[Entry, ...]
    responses: tuple[Response, ...]

    @property
    def opening(self) -> Entry:
        """The post that opens the conversation and names it."""
        return self.posts[0]


@dataclass(frozen=True, slots=True)
class Thread:
    """What a thread holds: how each customer's post stands to each brand, by post id, and the conversations."""

    addressed: Mapping[int, Mapping[str, Addressing]]
    exchanges: tuple[Exchange, ...]


class Brands:
    """Recognises brands in a text: by the handles that speak for them, and by their terms."""

    def __init__(self, handles: Mapping[tuple[str, str], str], rules: Rules) -> None:
        """Take `handles` as (network, handle in lower case) -> brand."""
        self._by_handle: dict[tuple[str, str], str] = {}
        for (network, handle), brand in handles.items():
            self._by_handle[network, handle] = brand
            if "@" in handle:
                self._by_handle.setdefault((network, handle.partition("@")[0]), brand)
        self._terms = {brand: pattern for brand, terms in rules.terms.items() if (pattern := _any_of(terms))}
        self._places = [(place, _any_of(place.terms)) for place in rules.places]

    def tagged(self, entry: Entry) -> set[str]:
        """Name the brands that a text tags."""
        tags = (tag.lower().rstrip(".-") for tag in _TAG.findall(entry.text))
        return {brand for tag in tags if (brand := self._by_handle.get((entry.network, tag)))}

    def named(self, entry: Entry) -> set[str]:
        """Name the brands one of whose terms stands in a text."""
        return {brand for brand, pattern in self._terms.items() if pattern.search(entry.text)}

    def place(self, entry: Entry) -> str | None:
        """Name the place that a post stands at, else the first configured one that it speaks of."""
        at = (place.name for place, _ in self._places if entry.location and entry.location in place.locations)
        named = (place.name for place, pattern in self._places if pattern and pattern.search(entry.text))
        return next(at, None) or next(named, None)


def _any_of(words: Sequence[str]) -> re.Pattern[str] | None:
    """Match any of some literal words or phrases, whole, in any case."""
    alternatives = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True) if word.strip())
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.IGNORECASE) if alternatives else None


def link(entries: Iterable[Entry], brands: Brands) -> Thread:
    """Sort a thread's posts into conversations. The order of `entries` does not matter."""
    posts = in_order(entries)
    by_ref = {post.ref: post for post in posts}
    addressed = _address(posts, by_ref, brands)
    customers = _customers(posts, addressed)
    responses = _responses(posts, by_ref, customers)
    exchanges = [
        Exchange(brand, customer, tuple(said), tuple(responses[brand, customer]))
        for brand, theirs in customers.items()
        for customer, said in theirs.items()
    ]
    return Thread(addressed, tuple(sorted(exchanges, key=lambda one: (one.opening.at, one.opening.ref, one.brand))))


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Order posts by time, none before what it answers; then by depth, then by ref. Cycles are cut."""
    by_ref = {entry.ref: entry for entry in entries}
    placed: dict[str, tuple[datetime, int]] = {}
    for ref in sorted(by_ref):
        for entry in reversed(_unplaced_ancestry(ref, by_ref, placed)):
            parent_at, parent_depth = placed.get(entry.parent_ref or "", (entry.at, -1))
            placed[entry.ref] = (max(entry.at, parent_at), parent_depth + 1)
    ordered = sorted(by_ref.values(), key=lambda entry: (*placed[entry.ref], entry.ref))
    return [_placed(entry, placed[entry.ref][0], rank) for rank, entry in enumerate(ordered)]


def _placed(entry: Entry, at: datetime, rank: int) -> Entry:
    return replace(entry, at=at, rank=rank, is_exact=entry.is_exact and entry.at == at)


def _unplaced_ancestry(ref: str, by_ref: Mapping[str, Entry], placed: Container[str]) -> list[Entry]:
    """Give a post and those above it, up to one that is placed, or to where a cycle closes."""
    chain: list[Entry] = []
    seen: set[str] = set()
    above: str | None = ref
    while above is not None and above in by_ref and above not in placed and above not in seen:
        seen.add(above)
        chain.append(by_ref[above])
        above = by_ref[above].parent_ref
    return chain


def _address(posts: Sequence[Entry], by_ref: Mapping[str, Entry], brands: Brands) -> dict[int, dict[str, Addressing]]:
    speaking = {post.brand for post in posts if post.brand}
    answered: dict[str, set[str]] = defaultdict(set)
    for post in posts:
        if post.brand and post.parent_ref:
            answered[post.parent_ref].add(post.brand)
    found: dict[int, dict[str, Addressing]] = {}
    for post in posts:
        if post.role is not Role.CUSTOMER:
            continue
        parent = by_ref.get(post.parent_ref or "")
        goes_on = parent is not None and parent.account_id == post.account_id
        clues = _Clues(
            parent=parent,
            tagged=brands.tagged(post) | ({parent.brand} if parent and parent.brand else set()),
            named=brands.named(post),
            answered=answered[post.ref],
            hints=_strongest(post.sightings, answered[post.ref] or (speaking if len(speaking) == 1 else set())),
            inherited=found.get(parent.id, {}) if parent and goes_on else {},
        )
        place = brands.place(post)
        found[post.id] = {
            brand: Addressing(_address_to(brand, post, clues), place)
            for brand in sorted(
                clues.tagged | clues.named | clues.answered | clues.hints.keys() | clues.inherited.keys() | speaking
            )
        }
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clues:
    parent: Entry | None
    tagged: Set[str]
    named: Set[str]
    answered: Set[str]
    hints: Mapping[str, Address | None]
    inherited: Mapping[str, Addressing]


def _strongest(sightings: Iterable[Sighting], of_thread: Set[str]) -> dict[str, Address | None]:
    """Give each brand's strongest hint. What is said of no brand by name is said of the thread's."""
    strength = [None, Address.ASIDE, Address.ABOUT, Address.TO]
    hints: dict[str, Address | None] = {}
    for brand, address in sightings:
        for one in of_thread if brand is None else {brand}:
            hints[one] = max(hints.get(one), address, key=strength.index)
    return hints


def _address_to(brand: str, post: Entry, clues: _Clues) -> Address:
    hint = clues.hints.get(brand)
    inherited = clues.inherited.get(brand)
    if hint is Address.TO or brand in clues.tagged:
        return Address.TO
    if inherited and inherited.address is not Address.ASIDE:
        return inherited.address
    if brand in clues.answered and brand in clues.hints and hint is None:
        return Address.TO
    if hint is Address.ABOUT or brand in clues.named | clues.answered:
        return Address.ABOUT
    if hint is Address.ASIDE or clues.parent is not None:
        return Address.ASIDE
    # An import says whose mentions it holds, not to whom each is. A comment whose parent it lacks is most likely
    # beneath the brand's own post, which few exports hold.
    return Address.TO if brand in clues.hints and not clues.tagged else Address.ASIDE


def _customers(
    posts: Sequence[Entry], addressed: Mapping[int, Mapping[str, Addressing]]
) -> dict[str, dict[int, list[Entry]]]:
    """Give each conversation's customer posts, by brand and customer: all from the first that is not aside."""
    conversations: dict[str, dict[int, list[Entry]]] = defaultdict(dict)
    brands_of: dict[int, set[str]] = defaultdict(set)
    for post in posts:
        for brand, addressing in addressed.get(post.id, {}).items():
            if addressing.address is not Address.ASIDE:
                brands_of[post.account_id].add(brand)
        for brand in sorted(brands_of[post.account_id]):
            conversations[brand].setdefault(post.account_id, []).append(post)
    return conversations


def _responses(
    posts: Sequence[Entry], by_ref: Mapping[str, Entry], customers: Mapping[str, Mapping[int, Sequence[Entry]]]
) -> dict[tuple[str, int], list[Response]]:
    responses: dict[tuple[str, int], list[Response]] = defaultdict(list)
    for post in posts:
        if post.brand is None:
            continue
        theirs = customers.get(post.brand, {})
        customer = _answered_customer(post, by_ref, theirs)
        if customer is None:
            continue
        if before := [said for said in theirs.get(customer, ()) if said.rank < post.rank]:
            direct = next((said for said in before if said.ref == post.parent_ref), before[-1])
            responses[post.brand, customer].append(Response(post, direct))
    return responses


def _answered_customer(post: Entry, by_ref: Mapping[str, Entry], theirs: Mapping[int, Sequence[Entry]]) -> int | None:
    """Name the customer a brand's post answers: the nearest above it; else one it tags; else the only one."""
    above = _above_own_posts(post, by_ref)
    if isinstance(above, Entry):
        return above.account_id
    tags = {tag.lower().rstrip(".-") for tag in _TAG.findall(post.text)}
    for customer, said in theirs.items():
        handle = said[0].handle.lower()
        if handle in tags or handle.partition("@")[0] in tags:
            return customer
    lacks_its_parent = above is not None or post.parent_ref is None
    return next(iter(theirs)) if lacks_its_parent and len(theirs) == 1 else None


def _above_own_posts(post: Entry, by_ref: Mapping[str, Entry]) -> Entry | str | None:
    """Climb over the brand's own posts: to another's post, to a ref that is not held, or to no parent at all."""
    seen: set[str] = set()
    while post.parent_ref is not None and post.parent_ref not in seen:
        seen.add(post.parent_ref)
        parent = by_ref.get(post.parent_ref)
        if parent is None:
            return post.parent_ref
        if parent.brand != post.brand:
            return parent
        post = parent
    return None
