"""What was decided on a form: by a person, or by the configuration."""

from __future__ import annotations

from collections.abc import Sequence

from mentionwatch.replies.canned import Canonical, canonical, holds
from mentionwatch.replies.likeness import likeness
from mentionwatch.settling.scope import EVER, Scope
from mentionwatch.store import forms, labels
from mentionwatch.store.forms import Form

STOCK = ("configured", "accepted")
"""The decisions that make each use of a form stock."""
_FEWEST_ALIKE = 6


class Decisions:
    """What people said and the configuration names; a word on a form covers those alike to it."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.said = labels.read_template_labels(scope.db, scope.brand)
        self.configured = [one for one in map(canonical, scope.rules.templates) if one.form]
        self._said_by_key = self._by_key()

    def _by_key(self) -> dict[int, list[Form]]:
        """Give the forms held on which somebody said something, under each of their keys."""
        by_key: dict[int, list[Form]] = {}
        for form in forms.read_forms(self.scope.db, self.scope.brand, self.said).values():
            for key in forms.read_keys(form.keys):
                by_key.setdefault(key, []).append(form)
        return by_key

    def redecide(self, some: Sequence[Form]) -> set[int]:
        """Bring the decisions on some forms and on all alike in line with what was said; name those that changed."""
        self._said_by_key = self._by_key()
        keys = {key for form in some for key in forms.read_keys(form.keys)}
        near = forms.sharing(self.scope.db, self.scope.brand, dict.fromkeys(keys, EVER))
        near |= dict.fromkeys((form.id for form in some), EVER)
        changed = set()
        for other in forms.read_forms(self.scope.db, self.scope.brand, near).values():
            decision = self.decision(other)
            if decision != other.decision:
                forms.set_decision(self.scope.db, self.scope.brand, other.id, decision)
                changed.add(other.id)
        return changed

    def decision(self, form: Form) -> str | None:
        """Say what was decided on a form: by a person on it, on the one most alike, or by the configuration."""
        if form.id in self.said:
            return self.said[form.id]
        if self._said_by_key:
            sharing = (one for key in forms.read_keys(form.keys) for one in self._said_by_key.get(key, ()))
            found = max(((likeness(form.form, one.form), self.said[one.id]) for one in sharing), default=(0.0, ""))
            if found[0]:
                return found[1]
        if not self.configured:
            return None
        reply = Canonical(form.form, form.words)
        return "configured" if any(_is_configured(reply, template) for template in self.configured) else None


def _is_configured(reply: Canonical, template: Canonical) -> bool:
    return holds(reply, template) or (template.words >= _FEWEST_ALIKE and likeness(reply.form, template.form) > 0)
