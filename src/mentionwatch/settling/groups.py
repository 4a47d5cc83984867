"""Templates: which forms belong together, in hindsight."""

from __future__ import annotations

from collections.abc import Iterable

from mentionwatch.settling.around import Around
from mentionwatch.settling.scope import NEVER, Scope
from mentionwatch.store import forms
from mentionwatch.store.forms import Form
from mentionwatch.store.stock import read_firsts


class Groups:
    """Joins forms that are alike into templates, each under the earliest of its forms; `write` stores them."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self._merged: dict[int, int] = {}
        self._ages: dict[int, tuple[str, int]] = {}
        self._known: dict[int, tuple[str, int]] = {}
        self._templates: set[int] = set()

    def know(self, held: Iterable[Form]) -> None:
        """Take the ages of the forms in hand that lead a group, so that they need not be read one by one."""
        self._known = {form.id: form.age for form in held if form.root == form.id}

    def join(self, around: Around) -> None:
        """Make one template of a form and all that it is alike to, under the earliest of their roots."""
        root = self._root(around.form.root)
        for other, share in around.near:
            other_root = self._root(other.root)
            if other_root != root and around.likeness_to(other, share):
                root = self._merge(root, other_root)

    def _root(self, root: int) -> int:
        while root in self._merged:
            root = self._merged[root]
        return root

    def _merge(self, root: int, other_root: int) -> int:
        """Put two templates under the earlier of their roots; give it."""
        first, second = sorted((root, other_root), key=self._age)
        self._merged[second] = first
        if second in self._templates:
            self._templates.add(first)
        return first

    def _age(self, root: int) -> tuple[str, int]:
        age = self._ages.get(root)
        if age is None:
            age = self._ages[root] = self._known.get(root) or self._read_age(root)
        return age

    def _read_age(self, root: int) -> tuple[str, int]:
        form = forms.read_form(self.scope.db, self.scope.brand, root)
        return form.age if form else (NEVER, root)

    def note(self, around: Around) -> None:
        """Note that a form is of a template if two customers got it, or one got it and one what it is alike to."""
        root = self._root(around.form.root)
        if root in self._templates:
            return
        customers = {one.customer_id for one in read_firsts(around.form.firsts)}
        for _, other in around.alike():
            if len(customers) > 1:
                break
            customers |= {one.customer_id for one in read_firsts(other.firsts)}
        if len(customers) > 1:
            self._templates.add(root)

    def write(self) -> None:
        """Store which forms came under which root, and which roots lead a template."""
        under = {root: self._root(root) for root in self._merged}
        were = forms.templates_among(self.scope.db, self.scope.brand, under)
        forms.merge(self.scope.db, self.scope.brand, under)
        forms.write_templates(self.scope.db, self.scope.brand, {self._root(root) for root in self._templates | were})
