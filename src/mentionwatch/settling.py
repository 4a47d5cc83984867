"""Which replies are stock texts: settles it again where replies came, changed or went, in the caller's transaction.

A reply is stock if `min_customers` other customers had got an alike one before it. Alike is a rule on two forms
(replies/likeness.py); which forms are compared is told by store/forms.py: the earliest of each key. So the findings
hang on the replies alone, never on the order in which they arrived, and a later reply never makes an earlier one stock.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from sqlite3 import Connection

from mentionwatch.config import ReplyRules
from mentionwatch.replies.canned import Canonical, canonical, holds
from mentionwatch.replies.likeness import keys, likeness
from mentionwatch.store import forms, labels, stock
from mentionwatch.store.forms import Form
from mentionwatch.store.stock import First, Found, Use, read_firsts

_CONFIGURED = "configured"
_STOCK = (_CONFIGURED, "accepted")
_FEWEST_ALIKE = 6
_EVER, _NEVER = "", "~"
"""Earlier, and later, than any instant."""
_CHUNK = 5000
_COMPARED = 8
"""With how many forms a form is compared at most."""
_LOOKED_BACK = 50
"""How many earlier replies to the same customer a reply is compared with."""


@dataclass(slots=True)
class Changes:
    """What changed among a brand's replies: the forms and customers concerned, each with the earliest instant.

    `held` counts the changed replies with a form that are there now; `masked` holds the text of each of their forms;
    `wiped` are forms of which a reply was deleted.
    """

    held: int = 0
    forms: dict[int, str] = field(default_factory=dict)
    customers: dict[int, str] = field(default_factory=dict)
    masked: dict[int, Canonical] = field(default_factory=dict)
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
    settling.settle_forms(dict.fromkeys(settling.redecide(form_id), _EVER), frozenset())


@dataclass(frozen=True, slots=True)
class _Listed:
    """What became of the lists of forms: the new ones, those of which a first use is gone, those decided on anew."""

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
        self.enough = rules.min_customers + 1
        self.configured = [one for one in map(canonical, rules.templates) if one.form]
        self.said = labels.read_template_labels(db)
        self.merged: dict[int, int] = {}
        self.ages: dict[int, tuple[str, int]] = {}
        self.noted: set[int] = set()

    def run(self, changed: Changes) -> None:
        """Bring the lists of forms up to date, then all that hangs on what changed."""
        listed = self._list(changed)
        affected = {**dict.fromkeys(listed.decided, _EVER), **changed.forms}
        joining = set(listed.new)
        if listed.gone or self._came_others_later(changed):
            later, is_displaced = self._later_alike(changed, listed)
            for form_id, since in later.items():
                affected[form_id] = min(since, affected.get(form_id, since))
            joining |= later.keys()
            if listed.gone or is_displaced:
                joining |= self._part(affected, listed)
        self.settle_forms(affected, joining)
        for customers in _chunks(changed.customers):
            self._count_repeats({customer: changed.customers[customer] for customer in customers})

    def _list(self, changed: Changes) -> _Listed:
        """Put new forms on the lists of their keys, move those first used earlier or later, take off those gone."""
        listed = _Listed()
        for form_ids in _chunks(changed.forms.keys() | changed.wiped):
            held = forms.read_forms(self.db, self.brand, form_ids)
            open_ids = [one for one in form_ids if one not in held or self._may_have_new_firsts(held[one], changed)]
            firsts = stock.firsts_of(self.db, self.brand, open_ids, self.enough)
            written = [self._list_form(one, held.get(one), firsts[one], changed, listed) for one in open_ids]
            forms.write_forms(self.db, self.brand, {form: self._keys(form) for form in written if form is not None})
        for form_id in listed.new & self.said.keys():
            listed.decided.update(self.redecide(form_id))
        return listed

    def _may_have_new_firsts(self, form: Form, changed: Changes) -> bool:
        firsts = read_firsts(form.firsts)
        is_full = len(firsts) == self.enough and firsts[-1].sent_at < changed.forms.get(form.id, _NEVER)
        return not is_full or form.id in changed.wiped

    def _list_form(
        self, form_id: int, before: Form | None, firsts: list[First], changed: Changes, listed: _Listed
    ) -> Form | None:
        """Say how a form is to be written, None if it stays as it is or goes, as it does with its last text."""
        is_wiped = form_id in changed.wiped and not stock.has_text(self.db, self.brand, form_id)
        now = self._form(form_id, firsts, before, changed) if firsts and not is_wiped else None
        if before == now:
            return None
        if before is None:
            listed.new.add(form_id)
        elif now is None or now.first_at != before.first_at:
            forms.drop_form(self.db, self.brand, before, keys=self._keys(before))
            listed.gone[form_id] = before
        elif not _holds_firsts(now, before):
            listed.gone[form_id] = before
        if now is None:
            for customer_id, since in stock.customers_of(self.db, self.brand, form_id):
                changed.note(None, customer_id=customer_id, sent_at=since)
        return now

    def _form(self, form_id: int, firsts: list[First], before: Form | None, changed: Changes) -> Form | None:
        written = json.dumps(firsts)
        if before is not None:
            return before._replace(first_at=firsts[0].sent_at, firsts=written)
        masked = changed.masked.get(form_id)
        if masked is None:  # all its replies were deleted before
            return None
        form = Form(form_id, masked.form, masked.words, firsts[0].sent_at, written, form_id, None)
        return form._replace(decision=self._decision(form))

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
            since = min(changed.forms.get(form_id, _NEVER), before.first_at if before else _NEVER)
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
        held = forms.read_forms(self.db, self.brand, form_ids).values()
        roots = {form.root for form in (*held, *listed.gone.values())}
        parted = forms.members(self.db, self.brand, roots)
        for root in roots:
            forms.part(self.db, self.brand, root)
        return parted

    def settle_forms(self, affected: Mapping[int, str], joining: Collection[int]) -> None:
        """Make templates of those `joining`, and settle the uses of the `affected` since an instant of each."""
        for form_ids in _chunks(affected.keys() | joining):
            held = forms.read_forms(self.db, self.brand, form_ids)
            uses = stock.uses_since(self.db, self.brand, {one: affected[one] for one in form_ids if one in affected})
            lonely = [form for form in held.values() if form.id in joining or self._needs_others(form)]
            near = self._near(lonely, uses)
            found: list[tuple[Use, Found]] = []
            self.ages.update((form.root, form.age) for form in held.values() if form.root == form.id)
            for form in held.values():
                around = near.get(form.id) or Around(form, [])
                if form.id in joining:
                    self._join(around)
                self._note_template(around)
                found += [(use, self._find(use, around)) for use in uses.get(form.id, ())]
            stock.write_found(self.db, found)
        self._write_templates()

    def _needs_others(self, form: Form) -> bool:
        """Say whether a form alone leaves it open if some use of it is stock."""
        return len(read_firsts(form.firsts)) < self.enough

    def _near(self, wanted: Sequence[Form], uses: Mapping[int, Sequence[Use]]) -> dict[int, Around]:
        """Look up what may be alike to some forms, and when they were used."""
        keys_of = {form.id: self._keys(form) for form in wanted}
        lists = forms.read_lists(self.db, {key for of_form in keys_of.values() for key in of_form})
        around = {form.id: Around(form, [lists[key] for key in keys_of[form.id] if key in lists]) for form in wanted}
        needed = {
            other for one in around.values() for other in one.needed(use.sent_at for use in uses.get(one.form.id, ()))
        }
        held = forms.read_forms(self.db, self.brand, needed)
        for one in around.values():
            one.held = held
        return around

    def _join(self, around: Around) -> None:
        """Make one template of a form and all that it is alike to, under the earliest of their roots."""
        root = self._root(around.form)
        for other in around.candidates():
            other_root = self._root(other)
            if other_root != root and around.likeness_to(other):
                root = self._merge(root, other_root)

    def _root(self, form: Form) -> int:
        """Give the root of a form's template as it is by now."""
        return self._final(form.root)

    def _merge(self, root: int, other_root: int) -> int:
        """Put two templates under the earlier of their roots; give it."""
        first, second = sorted((root, other_root), key=self._age)
        self.merged[second] = first
        if second in self.noted:
            self.noted.add(first)
        return first

    def _age(self, root: int) -> tuple[str, int]:
        age = self.ages.get(root)
        if age is None:
            form = forms.read_form(self.db, self.brand, root)
            age = self.ages[root] = form.age if form else (_NEVER, root)
        return age

    def _note_template(self, around: Around) -> None:
        """Note that a form is of a template if two customers got it, or one got it and one what it is alike to."""
        root = self._root(around.form)
        if root in self.noted:
            return
        customers = {one.customer_id for one in read_firsts(around.form.firsts)}
        for other in around.candidates():
            if len(customers) > 1:
                break
            if around.likeness_to(other):
                customers |= {one.customer_id for one in read_firsts(other.firsts)}
        if len(customers) > 1:
            self.noted.add(root)

    def _write_templates(self) -> None:
        """Store which forms came under which root, and which roots lead a template."""
        under = {root: self._final(root) for root in self.merged}
        were = forms.templates_among(self.db, self.brand, under)
        forms.merge(self.db, self.brand, under)
        forms.write_templates(self.db, self.brand, {self._final(root) for root in self.noted | were})

    def _final(self, root: int) -> int:
        while root in self.merged:
            root = self.merged[root]
        return root

    def _find(self, use: Use, around: Around) -> Found:
        """Look for enough other customers who had got the form before, or one alike to it."""
        form = around.form
        if form.words < self.rules.min_words and form.decision not in _STOCK:
            return Found()
        proof: dict[int, int] = {}
        least = 1.0
        for like, other in around.alike_by(use.sent_at):
            for first in read_firsts(other.firsts):
                if first.customer_id in proof or first.customer_id == use.customer_id or first[:2] >= use[1:3]:
                    continue
                proof[first.customer_id] = first.post_id
                least = like
                if len(proof) == self.rules.min_customers:
                    return Found(True, least, tuple(proof.values()))
        return Found(True, 1.0, tuple(proof.values())) if form.decision in _STOCK else Found()

    def _count_repeats(self, since: Mapping[int, str]) -> None:
        """Count of each reply to some customers, sent since an instant, how many alike ones they had got before."""
        received = stock.received(self.db, self.brand, since)
        held = forms.read_forms(self.db, self.brand, {use.form for uses in received.values() for use in uses})
        counted = []
        for customer, uses in received.items():
            known = [use for use in uses if use.form in held]
            for i, use in enumerate(known):
                if use.sent_at >= since[customer]:
                    form = held[use.form]
                    before = known[max(i - _LOOKED_BACK, 0) : i] if form.words >= self.rules.min_words else []
                    counted.append((use, sum(likeness(form.form, held[one.form].form) > 0 for one in before)))
        stock.write_repeats(self.db, counted)

    def redecide(self, form_id: int) -> set[int]:
        """Bring the decisions on a form and on all alike in line with what was said; name those that changed."""
        form = forms.read_form(self.db, self.brand, form_id)
        if form is None:
            return set()
        near = {form_id}
        for key in self._keys(form):
            near.update(forms.sharing(self.db, self.brand, key, used_since=_EVER))
        changed = set()
        for other in forms.read_forms(self.db, self.brand, near).values():
            decision = self._decision(other)
            if decision != other.decision:
                forms.set_decision(self.db, self.brand, other.id, decision)
                changed.add(other.id)
        return changed

    def _decision(self, form: Form) -> str | None:
        """Say what was decided on a form: by a person on it, on the one most alike, or by the configuration."""
        if form.id in self.said:
            return self.said[form.id]
        if self.said and form.words >= self.rules.min_words:
            said_of = forms.read_forms(self.db, self.brand, self.said).values()
            found = max(((likeness(form.form, one.form), self.said[one.id]) for one in said_of), default=(0.0, ""))
            if found[0]:
                return found[1]
        reply = Canonical(form.form, form.words)
        return _CONFIGURED if any(_is_configured(reply, template) for template in self.configured) else None


class Around:
    """A form and what may be alike to it: of the forms on its lists, those that share most keys, then the earliest.

    Only forms that were in use by then are compared: at most `_COMPARED`. How alike they are is found out when it is
    asked for, and kept. `held` must have the forms that are `needed` before.
    """

    def __init__(self, form: Form, lists: Iterable[Sequence[tuple[int, int]]]) -> None:
        self.form = form
        self.held: Mapping[int, Form] = {}
        self._shared = Counter(chain.from_iterable(lists))
        self._shared.pop((forms.to_unix(form.first_at), form.id), None)
        self._in_use: dict[str, list[int]] = {}
        self._found: dict[int, float] = {}

    def needed(self, used_at: Iterable[str]) -> Iterator[int]:
        """Name the forms to compare with, for a form that was used at some instants."""
        for at in {self.form.first_at, *used_at}:
            yield from self._in_use_by(at)

    def _in_use_by(self, at: str) -> list[int]:
        found = self._in_use.get(at)
        if found is None:
            latest = forms.to_unix(at)
            ranked = sorted([(-count, other) for other, count in self._shared.items() if other[0] <= latest])
            found = self._in_use[at] = [form_id for _, (_, form_id) in ranked[:_COMPARED]]
        return found

    def candidates(self) -> Iterator[Form]:
        """Give the forms in use by this one's first use that may be alike."""
        return (self.held[one] for one in self._in_use_by(self.form.first_at) if one in self.held)

    def alike_by(self, at: str) -> Iterator[tuple[float, Form]]:
        """Give the form itself, then those in use by an instant that it is alike to, each with its likeness."""
        yield 1.0, self.form
        for one in self._in_use_by(at):
            if one in self.held and (like := self.likeness_to(self.held[one])):
                yield like, self.held[one]

    def likeness_to(self, other: Form) -> float:
        """Say how alike the form is to another, 0..1."""
        found = self._found.get(other.id)
        if found is None:
            found = self._found[other.id] = likeness(self.form.form, other.form)
        return found


def _is_configured(reply: Canonical, template: Canonical) -> bool:
    return holds(reply, template) or (template.words >= _FEWEST_ALIKE and likeness(reply.form, template.form) > 0)


def _holds_firsts(now: Form, before: Form) -> bool:
    """Say whether all customers who first got a form still did so then, as far as both know."""
    kept = {(one.customer_id, one.sent_at) for one in read_firsts(now.firsts)}
    last = read_firsts(now.firsts)[-1]
    return all((one.customer_id, one.sent_at) in kept or one[:2] > last[:2] for one in read_firsts(before.firsts))


def _chunks(items: Collection[int]) -> Iterator[list[int]]:
    """Part a collection into lists of a size that a statement takes at once."""
    rest = iter(items)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk
