"""What a form may be alike to: looked up by its keys, and compared when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from mentionwatch.replies.likeness import likeness_of_similar, shortened, similar
from mentionwatch.settling.scope import CHUNK, Scope
from mentionwatch.store import forms
from mentionwatch.store.forms import Form

_KEPT = 2 * CHUNK
"""How many forms are kept in memory, because others will be compared with them too."""


class Around:
    """A form and what it may be alike to, the most similar first; how alike is found out when it is asked for."""

    def __init__(self, form: Form, near: Sequence[tuple[Form, float]] = ()) -> None:
        self.form = form
        self.near = near
        self._found: dict[int, float] = {}

    def alike(self) -> Iterator[tuple[float, Form]]:
        """Give those that the form is alike to, each with its likeness."""
        for other, share in self.near:
            like = self.likeness_to(other, share)
            if like:
                yield like, other

    def likeness_to(self, other: Form, share: float) -> float:
        """Say how alike the form is to one near it, 0..1."""
        found = self._found.get(other.id)
        if found is None:
            found = self._found[other.id] = likeness_of_similar(self.form.form, other.form, share)
        return found


class Neighbourhood:
    """The forms that others are compared with; many are near to many others."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self._held: dict[int, Form] = {}

    def look_up(self, wanted: Sequence[Form]) -> Iterator[Around]:
        """Look up what some forms may be alike to."""
        keys_of = [forms.read_keys(form.keys) for form in wanted]
        lists = forms.read_lists(self.scope.db, set(chain.from_iterable(keys_of)))
        self._hold(set(chain.from_iterable(lists.values())))
        held = self._held
        texts = {key: {one: shortened(held[one].form) for one in ids if one in held} for key, ids in lists.items()}
        for form, keys in zip(wanted, keys_of, strict=True):
            near: dict[int, str] = {}
            for key in keys:
                near.update(texts[key])
            near.pop(form.id, None)
            yield Around(form, [(held[one], share) for one, share in similar(form.form, near)] if near else ())

    def _hold(self, form_ids: set[int]) -> None:
        missing = form_ids - self._held.keys()
        if len(self._held) + len(missing) > _KEPT:
            self._held = {}
            missing = form_ids
        self._held |= forms.read_forms(self.scope.db, self.scope.brand, sorted(missing))
