"""What a form may be alike to: looked up by its keys, and compared when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from mentionwatch.replies.likeness import likeness_of_similar, shortened, similar
from mentionwatch.settling.scope import Scope
from mentionwatch.store import forms
from mentionwatch.store.forms import Form

_TEXTS_KEPT, _FORMS_KEPT = 100_000, 20_000
"""How many are kept in memory, because others will be compared with them too."""


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
    """The forms that others are compared with; many are near to many others.

    Of most nothing is needed but the text, which tells that they are not similar.
    """

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self._texts: dict[int, str] = {}
        self._forms: dict[int, Form] = {}

    def look_up(self, wanted: Sequence[Form]) -> Iterator[Around]:
        """Look up what some forms may be alike to."""
        found = list(self._similar(wanted))
        held = self._hold_forms({one for of_form in found for one, _ in of_form}, wanted)
        for form, of_form in zip(wanted, found, strict=True):
            yield Around(form, [(held[one], share) for one, share in of_form])

    def _similar(self, wanted: Sequence[Form]) -> Iterator[Sequence[tuple[int, float]]]:
        """Give of each form the ids of those similar, each with the share of letters in common."""
        keys_of = [forms.read_keys(form.keys) for form in wanted]
        lists = forms.read_lists(self.scope.db, set(chain.from_iterable(keys_of)))
        texts = self._hold_texts(set(chain.from_iterable(lists.values())))
        texts_of = {key: {one: texts[one] for one in ids if one in texts} for key, ids in lists.items()}
        for form, keys in zip(wanted, keys_of, strict=True):
            near: dict[int, str] = {}
            for key in keys:
                near.update(texts_of[key])
            near.pop(form.id, None)
            yield similar(form.form, near) if near else ()

    def _hold_texts(self, form_ids: set[int]) -> Mapping[int, str]:
        missing = sorted(one for one in form_ids if one not in self._texts)
        if len(self._texts) + len(missing) > _TEXTS_KEPT:
            self._texts = {}
            missing = sorted(form_ids)
        for one, text in forms.read_texts(self.scope.db, self.scope.brand, missing):
            self._texts[one] = shortened(text)
        return self._texts

    def _hold_forms(self, form_ids: set[int], wanted: Sequence[Form]) -> Mapping[int, Form]:
        if len(self._forms) > _FORMS_KEPT:
            self._forms = {}
        here = {form.id: form for form in wanted if form.id in form_ids}
        missing = sorted(one for one in form_ids if one not in here and one not in self._forms)
        self._forms |= here | forms.read_forms(self.scope.db, self.scope.brand, missing)
        return self._forms
