"""Which replies are stock texts: settles it again where replies came, changed or went, in the caller's transaction.

A reply is stock if `min_customers` other customers had got an alike one before it. Alike is a rule on two forms
(replies/likeness.py); which forms are compared is told by store/forms.py: the earliest of each key. So the findings
hang on the replies alone, never on the order in which they arrived, and a later reply never makes an earlier one stock.
"""

from __future__ import annotations

import gc
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from sqlite3 import Connection
from typing import TypeAlias

from mentionwatch.config import ReplyRules, Rules
from mentionwatch.replies.canned import Canonical
from mentionwatch.replies.likeness import likeness
from mentionwatch.settling.around import Around, Neighbourhood
from mentionwatch.settling.decisions import STOCK, Decisions
from mentionwatch.settling.groups import Groups
from mentionwatch.settling.lists import Lists
from mentionwatch.settling.scope import CHUNK, EVER, NEVER, Changes, Scope, chunks
from mentionwatch.store import forms, stock
from mentionwatch.store.forms import Form
from mentionwatch.store.stock import Found, Use, read_firsts

__all__ = ["Settling", "decide"]

Ids: TypeAlias = Mapping[int, object]
"""Ids of forms in an order: that of their rows, where it can be, because neighbours are read faster."""
_NOT_STOCK = Found()
_LOOKED_BACK = 50
"""How many earlier replies to the same customer a reply is compared with."""


class Settling:
    """Takes note of each reply that is new, other or gone, and settles all that hangs on them."""

    def __init__(self, db: Connection, rules: Rules) -> None:
        self._db = db
        self._rules = rules
        self._changes: defaultdict[str, Changes] = defaultdict(Changes)

    def add(self, brand: str, form: int | None, *, customer_id: int, sent_at: str, masked: Canonical | None) -> None:
        """Note a reply that is new or other than it was; `masked` is its text, None if that is gone."""
        changes = self._changes[brand]
        changes.note(form, customer_id=customer_id, sent_at=sent_at)
        if form is not None:
            changes.held += 1
            if masked is not None:
                changes.masked[form] = masked
        if len(changes.pending) >= CHUNK:
            self._list(brand, changes)

    def take(self, brand: str, form: int | None, *, customer_id: int, sent_at: str) -> None:
        """Note a reply that is gone, or as it was before it became another."""
        self._changes[brand].note(form, customer_id=customer_id, sent_at=sent_at)
        if form is not None:
            self.wipe(brand, form)

    def wipe(self, brand: str, form: int) -> None:
        """Note that a form may have lost the last reply whose text is held."""
        self._changes[brand].wiped.add(form)

    def settle(self) -> None:
        """Settle which replies are stock, which templates they make, and who got a text twice."""
        for brand, changes in sorted(self._changes.items()):
            lists = self._list(brand, changes)
            with _no_search_for_cycles():
                _settle(lists.scope, lists, changes)

    def _list(self, brand: str, changes: Changes) -> Lists:
        scope = Scope(self._db, self._rules.replies_of(brand), brand)
        lists = Lists(scope, Decisions(scope))
        with _no_search_for_cycles():
            lists.update(changes)
        return lists


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Let the interpreter look for no cycles of objects: none are made here, and looking took a sixth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _settle(scope: Scope, lists: Lists, changes: Changes) -> None:
    affected = {**changes.known, **dict.fromkeys(changes.decided, EVER)}
    joining: Ids = changes.new
    if changes.gone or lists.came_others_later(changes):
        later = lists.later_alike(changes)
        for form_id, since in later.items():
            affected[form_id] = min(since, affected.get(form_id, since))
        if changes.gone or (changes.new and later):
            later |= dict.fromkeys(lists.part(affected, changes), NEVER)
        joining = {**changes.new, **later}
    _settle_forms(scope, affected, joining, new=changes.new)
    for customers in chunks(changes.customers):
        _count_repeats(scope, customers, since=changes.since)


def decide(db: Connection, rules: Rules, brand: str, form_id: int) -> None:
    """Bring what is decided on a form, and on those alike, in line with what people said; their threads go stale."""
    scope = Scope(db, rules.replies_of(brand), brand)
    form = forms.read_form(db, brand, form_id)
    if form is not None:
        _settle_forms(scope, dict.fromkeys(Decisions(scope).redecide([form]), EVER), {}, new={})


def _settle_forms(scope: Scope, affected: Mapping[int, str], joining: Ids, *, new: Ids) -> None:
    """Make templates of those `joining`; settle the uses of the new, and of the `affected` since an instant."""
    work = _Work(scope, joining)
    for form_ids in chunks({**joining, **affected} if affected else joining):
        held = forms.read_forms(scope.db, scope.brand, form_ids)
        since = {one: EVER if one in new else affected[one] for one in form_ids if one in new or one in affected}
        busy = {one: since.pop(one) for one, form in held.items() if one in since and _is_known_to_enough(form, scope)}
        uses = stock.uses_since(scope.db, scope.brand, since)
        for form_id, at in busy.items():  # one by one: there may be hundreds of thousands of uses
            form = held.pop(form_id)
            # Who of one instant came first matters no more once enough customers had got the form.
            until = read_firsts(form.firsts)[-1].sent_at
            work.settle([form], stock.uses_since(scope.db, scope.brand, {form_id: at}, refs_until=until))
        work.settle(list(held.values()), uses)
    work.write()


class _Work:
    """Joins forms and settles their uses; what both change beside is written at the end."""

    def __init__(self, scope: Scope, joining: Ids) -> None:
        self._scope = scope
        self._joining = joining
        self._groups = Groups(scope)
        self._near = Neighbourhood(scope)
        self._other = array("q")

    def settle(self, some: Sequence[Form], uses: Mapping[int, Sequence[Use]]) -> None:
        """Make templates of those forms that are joining, and settle the given uses of all."""
        joining, scope = self._joining, self._scope
        unsure = {
            form.id: form for form in some if form.id in joining or _hang_on_alike(uses.get(form.id, ()), form, scope)
        }
        looked_up = self._near.look_up(list(unsure.values()))
        self._groups.know(some)
        found: list[tuple[Use, Found]] = []
        for form in some:
            around = next(looked_up) if form.id in unsure else Around(form)
            if form.id in joining:
                self._groups.join(around)
            self._groups.note(around)
            found += _find(uses.get(form.id, ()), around, scope.rules)
        stock.write_found(scope.db, found)
        self._other.extend([use.post_id for use, now in found if now[:2] != use.found[:2]])

    def write(self) -> None:
        """Store the templates; the threads of replies that are other stock texts than before go stale."""
        self._groups.write()
        for post_ids in chunks(sorted(self._other)):  # in the order in which posts lie
            stock.mark_stale(self._scope.db, post_ids)


def _is_known_to_enough(form: Form, scope: Scope) -> bool:
    return len(read_firsts(form.firsts)) == scope.enough


def _hang_on_alike(uses: Sequence[Use], form: Form, scope: Scope) -> bool:
    """Say whether some use came before enough customers had got the form: then those alike decide if it is stock."""
    firsts = read_firsts(form.firsts)
    return bool(uses) and (len(firsts) < scope.enough or uses[0][1:3] <= firsts[-1][:2])


def _find(uses: Sequence[Use], around: Around, rules: ReplyRules) -> list[tuple[Use, Found]]:
    """Look for enough other customers who had got the form before each use, or one alike to it."""
    if around.form.words < rules.min_words and around.form.decision not in STOCK:
        return [(use, _NOT_STOCK) for use in uses]
    return [(use, _find_proof(use, around, rules.min_customers)) for use in uses]


def _find_proof(use: Use, around: Around, enough: int) -> Found:
    proof: dict[int, int] = {}
    least = 1.0
    when = use[1:3]
    for like, form in chain([(1.0, around.form)], around.alike()):
        for first in read_firsts(form.firsts):
            if first >= when:  # they are in order of time and ref
                break
            if first.customer_id in proof or first.customer_id == use.customer_id:
                continue
            proof[first.customer_id] = first.post_id
            least = like
            if len(proof) == enough:
                return Found(True, least, _listed(proof))
    return Found(True, 1.0, _listed(proof)) if around.form.decision in STOCK else _NOT_STOCK


def _listed(proof: Mapping[int, int]) -> str:
    return f"[{','.join(map(str, proof.values()))}]"


def _count_repeats(scope: Scope, customers: Iterable[int], *, since: str) -> None:
    """Count of each reply to some customers, sent since an instant, how many alike ones they had got before."""
    received = stock.received(scope.db, scope.brand, customers)
    held = forms.read_forms(scope.db, scope.brand, {use.form for uses in received.values() for use in uses})
    counted = []
    for uses in received.values():
        long = [use for use in uses if use.form in held and held[use.form].words >= scope.rules.min_words]
        counted += [(use, 0) for use in uses if use.repeats and use not in long]
        for i, use in enumerate(long):
            if use.sent_at >= since:
                form, before = held[use.form].form, long[max(i - _LOOKED_BACK, 0) : i]
                counted.append((use, sum(likeness(form, held[one.form].form) > 0 for one in before)))
    stock.write_repeats(scope.db, counted)
