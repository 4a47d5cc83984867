"""What a form may be alike to: looked up by its keys, and compared when it is asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from mentionwatch.replies.likeness import likeness
from mentionwatch.settling.scope import Scope
from mentionwatch.store import forms
from mentionwatch.store.forms import Form
from mentionwatch.store.stock import Use

_COMPARED = 8
"""With how many forms a form is compared at most."""


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


def look_up(scope: Scope, wanted: Sequence[Form], uses: Mapping[int, Sequence[Use]]) -> dict[int, Around]:
    """Look up what may be alike to some forms, used as given, by form."""
    keys_of = {form.id: scope.keys(form) for form in wanted}
    lists = forms.read_lists(scope.db, {key for of_form in keys_of.values() for key in of_form})
    around = {form.id: Around(form, [lists[key] for key in keys_of[form.id] if key in lists]) for form in wanted}
    needed = {
        other for one in around.values() for other in one.needed(use.sent_at for use in uses.get(one.form.id, ()))
    }
    held = forms.read_forms(scope.db, scope.brand, needed)
    for one in around.values():
        one.held = held
    return around
