"""What a form may be alike to: looked up by its keys, and compared when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mentionwatch.replies.likeness import likeness, similar
from mentionwatch.settling.scope import Scope
from mentionwatch.store import forms
from mentionwatch.store.forms import Form


class Around:
    """A form and what it may be alike to, the most similar first; how alike is found out when it is asked for."""

    def __init__(self, form: Form, candidates: Sequence[Form] = ()) -> None:
        self.form = form
        self.similar = [candidates[place] for place in similar(form.form, [one.form for one in candidates])]
        self._found: dict[int, float] = {}

    def likeness_to(self, other: Form) -> float:
        """Say how alike the form is to another, 0..1."""
        found = self._found.get(other.id)
        if found is None:
            found = self._found[other.id] = likeness(self.form.form, other.form)
        return found

    def alike(self) -> Iterator[tuple[float, Form]]:
        """Give those that the form is alike to, each with its likeness."""
        return ((like, other) for other in self.similar if (like := self.likeness_to(other)))


def look_up(scope: Scope, wanted: Sequence[Form]) -> Iterator[Around]:
    """Look up what some forms may be alike to."""
    keys_of = {form.id: forms.read_keys(form.keys) for form in wanted}
    lists = forms.read_lists(scope.db, {key for of_form in keys_of.values() for key in of_form})
    near = {
        form_id: sorted({other for key in keys for other in lists[key]} - {form_id})
        for form_id, keys in keys_of.items()
    }
    held = forms.read_forms(scope.db, scope.brand, {other for others in near.values() for other in others})
    for form in wanted:
        yield Around(form, [held[other] for other in near[form.id] if other in held])
