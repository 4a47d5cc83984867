"""The keys of the interactive inbox: what each does, in the order in which the help tells them."""

from __future__ import annotations

from textual.binding import Binding, BindingType
from textual.content import Content

_KEYS_WIDTH = 14
_COLUMN_FROM = 72

_HELP = (
    (
        "Look",
        (
            ("j k ↓ ↑", "next, previous; in a thread: scroll"),
            ("g G Space PgUp", "first, last, a page on or back"),
            ("Enter Tab", "into the thread, to the other pane"),
            ("Esc", "back to the list; then: no filter"),
            ("/", "filter: customer, text, kind, network, place"),
            ("s", "sort: by due time, or by priority"),
            ("r", "what to look at: doubtful, or not judged"),
            ("e", "why it was judged so"),
            ("w", "the post in a browser, or its address"),
            ("R F5", "read the list again"),
            ("q Ctrl-C", "quit; what was said is kept"),
        ),
    ),
    (
        "Say: your word wins",
        (
            ("c Q p o", "complaint, question, praise, other"),
            ("l", "the same, then c q p o"),
            ("x", "insults a person, then y n"),
            ("d", "handled elsewhere, then p e i m"),
            ("t", "the customer is satisfied"),
            ("u", "undo, again and again"),
        ),
    ),
)

LEAVE = Binding("ctrl+c,ctrl+q", "app.leave", show=False)
"""Ends from everywhere. Not with priority: it would overtake the keys typed before it."""

BINDINGS: list[BindingType] = [
    Binding("enter", "read", show=False),
    Binding("escape", "to_list", show=False),
    Binding("slash", "filter", show=False),
    Binding("s", "sort", show=False),
    Binding("r", "review", show=False),
    Binding("e", "explain", show=False),
    Binding("w", "open", show=False),
    Binding("c,C", "say('kind', 'complaint')", show=False),
    Binding("Q", "say('kind', 'question')", show=False),
    Binding("p,P", "say('kind', 'praise')", show=False),
    Binding("o,O", "say('kind', 'other')", show=False),
    Binding("l", "choose('kind')", show=False),
    Binding("x", "choose('abusive')", show=False),
    Binding("d", "choose('handled')", show=False),
    Binding("t", "say('outcome', 'satisfied')", show=False),
    Binding("u", "undo", show=False),
    Binding("R,f5", "reload", show=False),
    Binding("question_mark,f1", "help", show=False),
    Binding("q", "leave", show=False),
    LEAVE,
]

CHOICES = {
    "kind": (
        "What is it?",
        {
            "c": ("complaint", "complaint"),
            "q": ("question", "question"),
            "p": ("praise", "praise"),
            "o": ("other", "other"),
        },
    ),
    "abusive": ("Does it insult a person?", {"y": ("yes", "yes"), "n": ("no", "no")}),
    "handled": (
        "Handled elsewhere: how?",
        {
            "p": ("phone", "by phone"),
            "e": ("email", "by email"),
            "i": ("in-person", "in person"),
            "m": ("dm", "by direct message"),
        },
    ),
}
"""What each field can be told, by key: the value, and its words."""

CHOICE_KEYS = sorted({key for _, options in CHOICES.values() for key in options})

_HINTS = (
    ("?", "help"),
    ("q", "quit"),
    ("Enter", "thread"),
    ("Esc", "back"),
    ("l", "kind"),
    ("d", "done"),
    ("u", "undo"),
    ("/", "filter"),
    ("t", "satisfied"),
    ("e", "explain"),
    ("w", "browser"),
    ("s", "sort"),
    ("r", "review"),
    ("x", "insult"),
)
"""The hints of the last line, those that matter most first."""


def hints(width: int) -> Content:
    """Give as many hints as fit in a line."""
    line = Content()
    for key, words in _HINTS:
        more = Content.assemble(("  " if line else "", ""), (key, "bold ansi_cyan"), f" {words}")
        if line.cell_length + more.cell_length > width:
            break
        line += more
    return line


def help_content(width: int) -> Content:
    """Tell all keys, their words in a column where there is room for one."""
    column = _KEYS_WIDTH if width >= _COLUMN_FROM else 0
    lines: list[Content] = []
    for title, keys in _HELP:
        lines += [Content(), Content.styled(title, "bold")] if lines else [Content.styled(title, "bold")]
        lines += [Content.assemble((key.ljust(column), "bold ansi_cyan"), f"  {words}") for key, words in keys]
    return Content("\n").join(lines)
