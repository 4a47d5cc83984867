"""The lists of forms: kept in line with the replies that there are."""

from __future__ import annotations

from collections.abc import Iterable

from mentionwatch.settling.decisions import Decisions
from mentionwatch.settling.scope import NEVER, Changes, Scope, chunks
from mentionwatch.store import forms, stock
from mentionwatch.store.forms import Form
from mentionwatch.store.stock import First, read_firsts


class Lists:
    """Brings the lists of forms up to date, and tells what hangs on that."""

    def __init__(self, scope: Scope, decisions: Decisions) -> None:
        self.scope = scope
        self.decisions = decisions

    def update(self, changes: Changes) -> None:
        """Put new forms on the lists of their keys, move those first used earlier or later, take off those gone."""
        for form_ids in chunks({**changes.pending, **dict.fromkeys(changes.wiped)}):
            held = forms.read_forms(self.scope.db, self.scope.brand, form_ids)
            unsure = [one for one in form_ids if one not in held or self._may_have_new_firsts(held[one], changes)]
            once = [one for one in unsure if one not in held and one not in changes.often]
            often = [one for one in unsure if one in held or one in changes.often]
            firsts = stock.first_uses(self.scope.db, self.scope.brand, once, self.scope.enough)
            firsts |= stock.firsts_of(self.scope.db, self.scope.brand, often, self.scope.enough)
            written = [self._list_form(one, held.get(one), firsts.get(one), changes) for one in unsure]
            forms.write_forms(self.scope.db, self.scope.brand, [form for form in written if form is not None])
        forms.fill_up(self.scope.db, changes.short)
        for form_id, since in changes.pending.items():
            if form_id not in changes.new:
                changes.known[form_id] = min(since, changes.known.get(form_id, since))
        decided = self._decided(changes)
        if decided:
            changes.decided.update(self.decisions.redecide(decided))
        for noted in (changes.pending, changes.masked, changes.often, changes.wiped, changes.short):
            noted.clear()

    def _may_have_new_firsts(self, form: Form, changes: Changes) -> bool:
        firsts = read_firsts(form.firsts)
        is_full = len(firsts) == self.scope.enough and firsts[-1].sent_at < changes.pending.get(form.id, NEVER)
        return not is_full or form.id in changes.wiped

    def _list_form(
        self, form_id: int, before: Form | None, firsts: list[First] | None, changes: Changes
    ) -> Form | None:
        """Say how a form is to be written, None if it stays as it is or goes, as it does with its last text."""
        is_wiped = form_id in changes.wiped and not stock.has_text(self.scope.db, self.scope.brand, form_id)
        now = self._form(form_id, firsts, before, changes) if firsts and not is_wiped else None
        if before == now:
            return None
        if before is None:
            changes.new[form_id] = None
            if now is not None and firsts and (now.decision is not None or len(firsts) > 1):
                self._note_uses(now, changes)
        else:
            self._unlist(before, now, changes)
        return now

    def _note_uses(self, form: Form, changes: Changes) -> None:
        """Note all that hangs on a form that comes or goes: beside those that changed it may have deleted uses."""
        changes.since = min(changes.since, form.first_at)
        changes.customers.update(stock.customers_of(self.scope.db, self.scope.brand, form.id))
        if form.decision is not None:
            forms.mark_stale(self.scope.db, self.scope.brand, form.id)

    def _decided(self, changes: Changes) -> list[Form]:
        """Give the forms on which a person said something, of those that came or went."""
        came = changes.new.keys() & self.decisions.said.keys()
        went = [form for form in changes.gone.values() if form.id in self.decisions.said]
        return [*forms.read_forms(self.scope.db, self.scope.brand, came).values(), *went]

    def _unlist(self, before: Form, now: Form | None, changes: Changes) -> None:
        """Take a form that goes, or was first used at another time, off the lists on which it stood."""
        if now is None:
            changes.short |= forms.drop_form(self.scope.db, self.scope.brand, before)
            self._note_uses(before, changes)
        elif now.first_at < before.first_at:
            forms.move_up(self.scope.db, before, to=now.first_at)
        elif now.first_at > before.first_at:
            changes.short |= forms.take_off(self.scope.db, before)
        elif _holds_firsts(now, before, self.scope.enough):
            return
        changes.gone.setdefault(before.id, before)

    def _form(self, form_id: int, firsts: list[First], before: Form | None, changes: Changes) -> Form | None:
        written = stock.write_firsts(firsts)
        if before is not None:
            return before._replace(first_at=firsts[0].sent_at, firsts=written)
        masked = changes.masked.get(form_id)
        if masked is None:  # all its replies were deleted before
            return None
        keys = str(list(self.scope.keys(masked)))  # as JSON writes numbers, in a third of the time
        form = Form(form_id, masked.form, masked.words, firsts[0].sent_at, keys, written, form_id, None)
        decision = self.decisions.decision(form)
        return form if decision is None else form._replace(decision=decision)

    def came_others_later(self, changes: Changes) -> bool:
        """Say whether replies that did not change were sent after some that did."""
        return stock.are_others_since(self.scope.db, self.scope.brand, changes.since, beyond=changes.held)

    def later_alike(self, changes: Changes) -> dict[int, str]:
        """Give the forms that may be alike to a changed one and were used after it, each with the instant of that."""
        since_of: dict[int, str] = {}
        for form_id in changes.new.keys() | changes.known.keys() | changes.gone.keys():
            before, now = changes.gone.get(form_id), forms.read_form(self.scope.db, self.scope.brand, form_id)
            versions = [one for one in (before, now) if one is not None]
            since = changes.known.get(form_id, NEVER)
            if before is not None or form_id in changes.new:
                since = min(since, *(one.first_at for one in versions))
            for form in versions:
                for key in forms.read_keys(form.keys):
                    if forms.is_compared(self.scope.db, key, form.first_at):
                        since_of[key] = min(since, since_of.get(key, since))
        return forms.sharing(self.scope.db, self.scope.brand, since_of)

    def part(self, form_ids: Iterable[int], changes: Changes) -> set[int]:
        """Dissolve the templates of some forms and of those gone; name all forms that are then to be joined anew."""
        held = forms.read_forms(self.scope.db, self.scope.brand, form_ids).values()
        roots = {form.root for form in (*held, *changes.gone.values())}
        parted = forms.members(self.scope.db, self.scope.brand, roots)
        for root in roots:
            forms.part(self.scope.db, self.scope.brand, root)
        return parted


def _holds_firsts(now: Form, before: Form, enough: int) -> bool:
    """Say whether all customers who first got a form still did so then; those pushed out by earlier ones may have."""
    firsts = read_firsts(now.firsts)
    kept = {(one.customer_id, one.sent_at) for one in firsts}
    last = firsts[-1][:2] if len(firsts) == enough else (NEVER, "")
    return all((one.customer_id, one.sent_at) in kept or one[:2] > last for one in read_firsts(before.firsts))
