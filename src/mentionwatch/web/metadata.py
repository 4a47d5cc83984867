"""What Datasette says beside the data: titles, sentences, facets, orders, and the questions that come along."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from mentionwatch.store.functions import FUNCTIONS
from mentionwatch.store.questions import QUESTIONS
from mentionwatch.store.view_columns import VIEW_SENTENCES, column_sentence

DATABASE = "mentionwatch"
"""The name under which the pages show the file."""

_ABOUT = (
    "Customers' posts, and how they were answered. Times are UTC, durations seconds. `seconds` is empty while a "
    "customer waits: average `seconds_so_far`, or ask km_median, so as not to leave out whoever was ignored. Nothing "
    f"here can be changed. SQL also knows {', '.join(name.partition('(')[0] for name in FUNCTIONS)}."
)
_PARAMETERS = "`since` is a day or instant in UTC; leave it or `brand` empty for all."
_FACETS: Mapping[str, Sequence[str]] = {
    "waits_view": ("brand", "network", "kind", "place", "is_open"),
    "conversations_view": ("brand", "network", "kind", "place", "outcome"),
    "mentions": ("brand", "network", "kind", "place"),
    "responses": ("brand", "network", "kind", "place", "is_canned", "handoff"),
    "templates_view": ("brand", "decision"),
    "post_kinds": ("kind", "abusive"),
}
_NEWEST_BY = {
    "waits_view": "opened_at",
    "conversations_view": "opened_at",
    "mentions": "created_at",
    "responses": "created_at",
    "templates_view": "uses",
    "post_kinds": "post_id",
}
_ROWS = 50
_FIRST_QUERY = """\
SELECT kind, km_median(seconds_so_far, is_unanswered) AS frt_median_seconds
FROM waits_view
WHERE ordinal = 1 AND is_timed
GROUP BY kind"""


def metadata(columns: Mapping[str, Sequence[str]], tables: Collection[str]) -> dict[str, Any]:
    """Describe a database with these columns of its views; its tables stand hidden behind them."""
    shown = {
        view: {
            "title": view,
            "description": sentence,
            "columns": {column: _plain(column_sentence(view, column)) for column in columns[view]},
            "facets": list(_FACETS[view]),
            "sortable_columns": list(columns[view]),
            "sort_desc": _NEWEST_BY[view],
            "size": _ROWS,
        }
        for view, sentence in VIEW_SENTENCES.items()
    }
    queries = {
        name: {
            "title": question.title,
            "sentence": _plain(question.description),
            "description": _plain(f"{question.description} {_PARAMETERS}"),
            "hide_sql": True,
            "sql": question.query.strip(),
        }
        for name, question in QUESTIONS.items()
    }
    hidden = {table: {"hidden": True} for table in tables}
    described = {"title": "mentionwatch", "description": _plain(_ABOUT)}
    database = {**described, "tables": hidden | shown, "queries": queries, "first_query": _FIRST_QUERY}
    return {**described, "databases": {DATABASE: database}}


def _plain(sentence: str) -> str:
    """Take out the marks around names: the pages know no Markdown."""
    return sentence.replace("`", "")
