"""Which replies are stock texts: settles it again where replies came, changed or went, in the caller's transaction.

A reply is stock if `min_customers` other customers had got an alike one before it. Alike is a rule on two forms
(replies/likeness.py); which forms are compared is told by store/forms.py: the earliest of each key. So the findings
hang on the replies alone, never on the order in which they arrived, and a later reply never makes an earlier one stock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, partial
from itertools import chain
from sqlite3 import Connection

from mentionwatch.config import ReplyRules
from mentionwatch.replies.canned import Canonical, canonical, holds
from mentionwatch.replies.likeness import keys, likeness
from mentionwatch.store import forms, labels, stock
from mentionwatch.store.forms import Form
from mentionwatch.store.stock import Found, Use

_CONFIGURED = "configured"
_STOCK = (_CONFIGURED, "accepted")
_FEWEST_ALIKE = 6
_NEVER = "~"
"""Later than any instant."""
_LOOKED_BACK = 50
"""How many earlier replies to the same customer a reply is compared with."""


@dataclass(slots=True)
class Changes:
    """What changed among a brand's replies: the forms and customers concerned, each with the earliest instant.

    `held` counts the changed replies with a form that are there now; `wiped` are forms of which a reply was deleted.
    """

    held: int = 0
    forms: dict[int, str] = field(default_factory=dict)
    customers: dict[int, str] = field(default_factory=dict)
    wiped: set[int] = field(default_factory=set)

    def note(self, form: int | None, *, customer_id: int, sent_at: str) -> None:
        """Note that a reply of a form to a customer is new, other or gone."""
        if form is not None:
            self.forms[form] = min(sent_at, self.forms.get(form, sent_at))
        self.customers[customer_id] = min(sent_at, self.customers.get(customer_id, sent_at))


def settle(db: Connection, rules: ReplyRules, changes: Mapping[str, Changes]) -> None:
    """Settle anew, for each brand, which replies are stock, which templates they make, and who got a text twice."""
    for brand, changed in sorted(changes.items()):
        _Settling(db, rules, brand).run(changed)


def decide(db: Connection, rules: ReplyRules, brand: str, form_id: int) -> None:
    """Bring what is decided on a form, and on those alike, in line with what people said; their threads go stale."""
    settling = _Settling(db, rules, brand)
    for decided in settling.redecide(form_id):
        settling.settle_form(decided, since="", joins=False)


@dataclass(frozen=True, slots=True)
class _Listed:
    """What became of the lists of forms: the new ones, those that were taken off, and those decided on anew."""

    new: set[int] = field(default_factory=set)
    gone: dict[int, Form] = field(default_factory=dict)
    decided: set[int] = field(default_factory=set)


class _Settling:
    """One settling of one brand's replies."""

    def __init__(self, db: Connection, rules: ReplyRules, brand: str) -> None:
        self.db = db
        self.rules = rules
        self.brand = brand
        self.seed = forms.seed(brand)
        self.configured = [one for one in map(canonical, rules.templates) if one.form]
        self.said = labels.read_template_labels(db)
        held = ((forms.read_form(db, brand, form_id), value) for form_id, value in self.said.items())
        self.said_of = [(form, value) for form, value in held if form is not None]

    def run(self, changed: Changes) -> None:
        """Bring the lists of forms up to date, then all that hangs on what changed."""
        listed = self._list(changed)
        affected = {**dict.fromkeys(listed.decided, ""), **changed.forms}
        joining = set(listed.new)
        if listed.gone or self._came_others_later(changed):
            later, is_displaced = self._later_alike(changed, listed)
            for form_id, since in later.items():
                affected[form_id] = min(since, affected.get(form_id, since))
            joining |= later.keys()
            if listed.gone or is_displaced:
                joining |= self._part(affected, listed)
        for form_id in affected.keys() | joining:
            form = forms.read_form(self.db, self.brand, form_id)
            if form is not None:
                self.settle_form(form, since=affected.get(form_id), joins=form_id in joining)
        for customer_id, since in changed.customers.items():
            self._count_repeats(customer_id, since)

    def _list(self, changed: Changes) -> _Listed:
        """Put new forms on the lists of their keys, move those first used earlier or later, take off those gone."""
        listed = _Listed()
        for form_id in changed.forms.keys() | changed.wiped:
            held = forms.read_form(self.db, self.brand, form_id)
            if held is None:
                continue
            first_at = stock.first_use_at(self.db, self.brand, form_id)
            if form_id in changed.wiped and not stock.has_text(self.db, self.brand, form_id):
                first_at = None
            if held.first_at == first_at is not None:
                continue
            if held.first_at is None:
                listed.new.add(form_id)
            else:
                forms.unlist_form(self.db, held, keys=self._keys(held))
                listed.gone[form_id] = held
            if first_at is None:
                forms.drop_form(self.db, self.brand, form_id)
                for customer_id, since in stock.first_uses(self.db, self.brand, form_id):
                    changed.note(None, customer_id=customer_id, sent_at=since)
            else:
                now = replace(held, first_at=first_at, decision=self._decision(held))
                forms.list_form(self.db, self.brand, now, keys=self._keys(now))
        for form_id in listed.new & self.said.keys():
            listed.decided.update(form.id for form in self.redecide(form_id))
        return listed

    def _keys(self, form: Form) -> tuple[int, ...]:
        """Give the keys of a form; one too short to be held against anybody has none: its uses are all equal."""
        return keys(form.form, self.seed) if form.words >= self.rules.min_words else ()

    def _came_others_later(self, changed: Changes) -> bool:
        """Say whether replies that did not change were sent after some that did."""
        if not changed.forms:
            return False
        return stock.are_others_since(self.db, self.brand, min(changed.forms.values()), beyond=changed.held)

    def _later_alike(self, changed: Changes, listed: _Listed) -> tuple[dict[int, str], bool]:
        """Give the forms that may be alike to a changed one and were used after it, each with the instant of that.

        Says too whether a new form keeps another out of a look-up, so that what was alike may be no more.
        """
        since_of: dict[int, str] = {}
        is_displaced = False
        for form_id in changed.forms.keys() | listed.gone.keys():
            before, now = listed.gone.get(form_id), forms.read_form(self.db, self.brand, form_id)
            since = min(changed.forms.get(form_id, _NEVER), (before and before.first_at) or _NEVER)
            for form in (one for one in (before, now) if one is not None):
                for key in self._keys(form):
                    if forms.is_looked_up(self.db, key, form.first_at):
                        since_of[key] = min(since, since_of.get(key, since))
                        is_displaced |= form_id in listed.new and forms.displaces(self.db, key, form.first_at)
        later: dict[int, str] = {}
        for key, since in since_of.items():
            for other in forms.sharing(self.db, self.brand, key, used_since=since):
                later[other] = min(since, later.get(other, since))
        return later, is_displaced

    def _part(self, form_ids: Iterable[int], listed: _Listed) -> set[int]:
        """Dissolve the templates of some forms and of those gone; name all forms that are then to be joined anew."""
        held = (forms.read_form(self.db, self.brand, form_id) for form_id in form_ids)
        roots = {form.root for form in (*held, *listed.gone.values()) if form is not None}
        parted = forms.members(self.db, self.brand, roots)
        for root in roots:
            forms.part(self.db, self.brand, root)
        return {form.id for form in parted}

    def settle_form(self, form: Form, *, since: str | None, joins: bool) -> None:
        """Settle a form: which template it belongs to, if it `joins`, and its uses, if there is a `since`."""
        root = self._join(form) if joins else form.root
        forms.settle_template(self.db, self.brand, root, min_customers=max(self.rules.min_customers, 2))
        if since is not None:
            self.settle_uses(form, since=since)

    def _join(self, form: Form) -> int:
        """Make one template of a form and all that it is alike to; give its root, the earliest of them."""
        roots = {form.root, *(other.root for _, other in self._alike(form))}
        if roots == {form.root}:
            return form.root
        leaders = [one for root in roots if (one := forms.read_form(self.db, self.brand, root)) is not None]
        first = min(leaders, key=forms.age)
        for leader in leaders:
            if leader is not first:
                forms.merge(self.db, self.brand, leader.id, into=first.id)
        return first.id

    def _alike(self, form: Form) -> list[tuple[float, Form]]:
        """Give the forms that a form is alike to with their likeness, the most alike first."""
        if not (own := self._keys(form)):
            return []
        others = forms.candidates(self.db, self.brand, own)
        found = [(like, one) for one in others if one.id != form.id and (like := likeness(form.form, one.form))]
        return sorted(found, key=lambda one: (-one[0], forms.age(one[1])))

    def settle_uses(self, form: Form, *, since: str) -> None:
        """Find of each use of a form sent at or after an instant whether it was stock when it was sent."""
        alike = cache(partial(self._alike, form))
        for use in stock.uses_of(self.db, self.brand, form.id, since=since):
            stock.write_found(self.db, use, self._find(form, use, alike))

    def _find(self, form: Form, use: Use, alike: Callable[[], list[tuple[float, Form]]]) -> Found:
        """Look for enough other customers who had got the form before, or one alike to it, the most alike first."""
        if form.words < self.rules.min_words and form.decision not in _STOCK:
            return Found(repeats=use.found.repeats)
        proof: dict[int, int] = {}
        least = 1.0
        for like, other in chain([(1.0, form)], _later(alike)):
            if (other.first_at or "") > use.sent_at:
                continue
            for customer_id, post_id in stock.others_before(self.db, self.brand, other.id, use):
                if customer_id not in proof:
                    proof[customer_id] = post_id
                    least = like
                if len(proof) == self.rules.min_customers:
                    return Found(True, least, tuple(proof.values()), use.found.repeats)
        if form.decision in _STOCK:
            return Found(True, 1.0, tuple(proof.values()), use.found.repeats)
        return Found(repeats=use.found.repeats)

    def _count_repeats(self, customer_id: int, since: str) -> None:
        """Count of each reply to a customer how many alike ones they had got before."""
        got = stock.received(self.db, self.brand, customer_id, since=since, before=_LOOKED_BACK)
        for i, (use, form) in enumerate(got):
            if use.sent_at >= since:
                earlier = got[max(i - _LOOKED_BACK, 0) : i] if form.words >= self.rules.min_words else []
                stock.write_repeats(self.db, use, sum(1 for _, other in earlier if likeness(form.form, other.form)))

    def redecide(self, form_id: int) -> list[Form]:
        """Bring the decisions on a form and on all alike in line with what was said; give those that changed."""
        form = forms.read_form(self.db, self.brand, form_id)
        if form is None:
            return []
        near = {form_id}
        for key in self._keys(form):
            near.update(forms.sharing(self.db, self.brand, key, used_since=""))
        changed = []
        for other_id in near:
            other = forms.read_form(self.db, self.brand, other_id)
            if other is not None and (decision := self._decision(other)) != other.decision:
                forms.set_decision(self.db, self.brand, other_id, decision)
                changed.append(replace(other, decision=decision))
        return changed

    def _decision(self, form: Form) -> str | None:
        """Say what was decided on a form: by a person on it, on the one most alike, or by the configuration."""
        if form.id in self.said:
            return self.said[form.id]
        if form.words >= self.rules.min_words:
            like, decision = max(
                ((likeness(form.form, one.form), said) for one, said in self.said_of), default=(0.0, "")
            )
            if like:
                return decision
        reply = Canonical(form.form, form.words)
        return _CONFIGURED if any(_is_configured(reply, template) for template in self.configured) else None


def _is_configured(reply: Canonical, template: Canonical) -> bool:
    return holds(reply, template) or (template.words >= _FEWEST_ALIKE and likeness(reply.form, template.form) > 0)


def _later(alike: Callable[[], list[tuple[float, Form]]]) -> Iterator[tuple[float, Form]]:
    """Give what is alike, looked for only when it is asked for."""
    yield from alike()
