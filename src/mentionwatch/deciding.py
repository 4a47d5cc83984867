"""What a person decides on the texts of a brand's replies: found by name, kept as a fact, and followed at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from sqlite3 import Connection, Row
from typing import NoReturn

from mentionwatch.config import Rules
from mentionwatch.errors import UsageError
from mentionwatch.replies.likeness import likeness
from mentionwatch.settling import decide
from mentionwatch.store import labels, queries, reply_queries
from mentionwatch.store.forms import Form, read_form

_NAME = re.compile(r"[0-9a-f]{4,8}")
_LABEL = "template"
"""Target and field of a decision among the labels."""


class Decision(StrEnum):
    """What a person can say of a text: it is canned from its first use on, or never, however often it is sent."""

    ACCEPTED = "accepted"
    EXEMPT = "exempt"


@dataclass(frozen=True, slots=True)
class Template:
    """The text that a person decides on, and those alike: the form of a brand's replies, with its name in lists."""

    brand: str
    form: Form

    @property
    def name(self) -> str:
        """The 8 digits that lists print."""
        return f"{self.form.id >> 32:08x}"


def find_template(db: Connection, name: str, *, brand: str | None = None) -> Template:
    """Find a template by its name or a unique beginning of it, or by the id, ref or URL of a reply with its text.

    Raises UsageError where nothing, or more than one, is so called.
    """
    found = _led_by(db, name.strip().lower(), brand)
    if name.strip().lower() not in {one.name for one in found}:
        post = queries.find_post(db, name)
        reply = reply_queries.form_of(db, post["id"]) if post is not None else None
        if post is not None and reply is not None:
            if found:
                raise UsageError(
                    f"{name!r} is a reply's id, and the beginning of a template's name",
                    hint=f"write {' or '.join(one.name for one in found[:5])}, or {post['ref']}",
                )
            return _of_reply(db, post, reply)
        if not found:
            _complain_of_name(name, post)
    if len({one.form.id for one in found}) > 1:
        names = ", ".join(f"{one.name} ({one.brand})" for one in found[:5])
        raise UsageError(f"{name!r} names {len(found)} templates", hint=f"write one of {names}")
    return found[0]


def _led_by(db: Connection, digits: str, brand: str | None) -> list[Template]:
    """Give the template of that name, else those whose names begin so."""
    if not _NAME.fullmatch(digits):
        return []
    held = [row for row in reply_queries.templates(db, brand) if row["template"].startswith(digits)]
    forms = ((row["brand"], read_form(db, row["brand"], row["id"])) for row in held)
    return [Template(of, form) for of, form in forms if form is not None]


def _complain_of_name(name: str, post: Row | None) -> NoReturn:
    if post is None:
        raise UsageError(
            f"there is no template {name[:60]!r}",
            hint="`mentionwatch templates` lists them; the id or URL of a reply names its text",
        )
    raise UsageError(f"{post['ref']} is no reply of a brand", hint="name the brand's reply, or a template")


def _of_reply(db: Connection, post: Row, reply: Row) -> Template:
    """Give the form that leads the reply's template, if the reply is alike to it, else its own."""
    form = read_form(db, reply["brand"], reply["form"]) if reply["form"] is not None else None
    if form is None:
        raise UsageError(f"{post['ref']} has no words to compare with others", hint="name a reply with words")
    root = read_form(db, reply["brand"], form.root)
    return Template(reply["brand"], root if root is not None and likeness(form.form, root.form) else form)


def keep_decision(
    db: Connection,
    rules: Rules,
    template: Template,
    *,
    decision: Decision | None,
    at: datetime,
    by: str | None = None,
    note: str | None = None,
) -> bool:
    """Write down what a person decided on a text and those alike, or with no decision take it back.

    It replaces what was said of any of them; true if something was. Their threads go stale.
    """
    said = [
        form_id
        for form_id in labels.read_template_labels(db, template.brand)
        if _is_alike(db, rules, template, form_id)
    ]
    labels.remove_label(
        db, target=_LABEL, refs=[labels.template_ref(template.brand, form_id) for form_id in said], field=_LABEL
    )
    if decision is not None:
        ref = labels.template_ref(template.brand, template.form.id)
        labels.set_label(db, target=_LABEL, ref=ref, field=_LABEL, value=decision, by=by, note=note, at=at)
    for form_id in {template.form.id, *said}:
        decide(db, rules, template.brand, form_id)
    return bool(said)


def _is_alike(db: Connection, rules: Rules, template: Template, form_id: int) -> bool:
    if form_id == template.form.id:
        return True
    other = read_form(db, template.brand, form_id)
    if other is None or min(other.words, template.form.words) < rules.replies.min_words:
        return False
    return likeness(other.form, template.form.form) > 0
