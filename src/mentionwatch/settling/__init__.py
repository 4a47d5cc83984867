"""Which replies are stock texts: settles it again where replies came, changed or went, in the caller's transaction.

A reply is stock if `min_customers` other customers had got an alike one before it. Alike is a rule on two forms
(replies/likeness.py); which forms are compared is told by store/forms.py: the earliest of each key. So the findings
hang on the replies alone, never on the order in which they arrived, and a later reply never makes an earlier one stock.
"""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from sqlite3 import Connection

from mentionwatch.config import ReplyRules
from mentionwatch.replies.likeness import likeness
from mentionwatch.settling.around import Around, look_up
from mentionwatch.settling.decisions import STOCK, Decisions
from mentionwatch.settling.groups import Groups
from mentionwatch.settling.lists import Lists
from mentionwatch.settling.scope import EVER, Changes, Scope, chunks
from mentionwatch.store import forms, stock
from mentionwatch.store.forms import Form
from mentionwatch.store.stock import Found, Use, read_firsts

__all__ = ["Changes", "decide", "settle"]

_LOOKED_BACK = 50
"""How many earlier replies to the same customer a reply is compared with."""


def settle(db: Connection, rules: ReplyRules, changes: Mapping[str, Changes]) -> None:
    """Settle anew, for each brand, which replies are stock, which templates they make, and who got a text twice."""
    for brand, changed in sorted(changes.items()):
        with _no_search_for_cycles():
            _settle(Scope(db, rules, brand), changed)


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


def _settle(scope: Scope, changed: Changes) -> None:
    lists = Lists(scope, Decisions(scope))
    listed = lists.update(changed)
    affected = {**dict.fromkeys(listed.decided, EVER), **changed.forms}
    joining = set(listed.new)
    if listed.gone or lists.came_others_later(changed):
        later = lists.later_alike(changed, listed)
        for form_id, since in later.items():
            affected[form_id] = min(since, affected.get(form_id, since))
        joining |= later.keys()
        if listed.gone or (listed.new and later):
            joining |= lists.part(affected, listed)
    _settle_forms(scope, affected, joining)
    for customers in chunks(changed.customers):
        _count_repeats(scope, {customer: changed.customers[customer] for customer in customers})


def decide(db: Connection, rules: ReplyRules, brand: str, form_id: int) -> None:
    """Bring what is decided on a form, and on those alike, in line with what people said; their threads go stale."""
    scope = Scope(db, rules, brand)
    _settle_forms(scope, dict.fromkeys(Decisions(scope).redecide(form_id), EVER), frozenset())


def _settle_forms(scope: Scope, affected: Mapping[int, str], joining: Collection[int]) -> None:
    """Make templates of those `joining`, and settle the uses of the `affected` since an instant of each."""
    groups = Groups(scope)
    for form_ids in chunks(affected.keys() | joining):
        held = forms.read_forms(scope.db, scope.brand, form_ids)
        uses = stock.uses_since(scope.db, scope.brand, {one: affected[one] for one in form_ids if one in affected})
        unsure = [form for form in held.values() if form.id in joining or _is_known_to_few(form, scope)]
        near = {around.form.id: around for around in look_up(scope, unsure)}
        found: list[tuple[Use, Found]] = []
        groups.know(held.values())
        for form in held.values():
            around = near.get(form.id) or Around(form)
            if form.id in joining:
                groups.join(around)
            groups.note(around)
            found += [(use, _find(use, around, scope.rules)) for use in uses.get(form.id, ())]
        stock.write_found(scope.db, found)
    groups.write()


def _is_known_to_few(form: Form, scope: Scope) -> bool:
    """Say whether so few customers got a form that those alike to it decide whether a use of it is stock."""
    return len(read_firsts(form.firsts)) < scope.enough


def _find(use: Use, around: Around, rules: ReplyRules) -> Found:
    """Look for enough other customers who had got the form before, or one alike to it."""
    form = around.form
    if form.words < rules.min_words and form.decision not in STOCK:
        return Found()
    proof: dict[int, int] = {}
    least = 1.0
    for like, other in chain([(1.0, form)], around.alike()):
        for first in read_firsts(other.firsts):
            if first.customer_id in proof or first.customer_id == use.customer_id or first[:2] >= use[1:3]:
                continue
            proof[first.customer_id] = first.post_id
            least = like
            if len(proof) == rules.min_customers:
                return Found(True, least, tuple(proof.values()))
    return Found(True, 1.0, tuple(proof.values())) if form.decision in STOCK else Found()


def _count_repeats(scope: Scope, since: Mapping[int, str]) -> None:
    """Count of each reply to some customers, sent since an instant, how many alike ones they had got before."""
    received = stock.received(scope.db, scope.brand, since)
    held = forms.read_forms(scope.db, scope.brand, {use.form for uses in received.values() for use in uses})
    counted = []
    for customer, uses in received.items():
        known = [use for use in uses if use.form in held]
        for i, use in enumerate(known):
            if use.sent_at >= since[customer]:
                form = held[use.form]
                before = known[max(i - _LOOKED_BACK, 0) : i] if form.words >= scope.rules.min_words else []
                counted.append((use, sum(likeness(form.form, held[one.form].form) > 0 for one in before)))
    stock.write_repeats(scope.db, counted)
