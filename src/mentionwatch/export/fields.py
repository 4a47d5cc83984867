"""The columns of each export, in their order; docs/csv.md tells each one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mentionwatch.export.disguise import Trace
from mentionwatch.reports import Unit, Value
from mentionwatch.reports.agents import agent_name
from mentionwatch.reports.reply_figures import marks_in_list

if TYPE_CHECKING:
    from mentionwatch.config import Rules


@dataclass(frozen=True, slots=True)
class Field:
    """A column of an export: its name in files, the query's column it comes from, and what its values are.

    `trace` is what in it leads back to a person; `read` gives the value where it is more than what the column holds.
    """

    name: str
    source: str
    unit: Unit = Unit.TEXT
    trace: Trace = Trace.NOTHING
    read: Callable[[Any, Rules], Value] | None = None


MENTIONS = (
    Field("id", "ref", trace=Trace.REF),
    Field("network", "network"),
    Field("author", "customer", trace=Trace.NAME),
    Field("author_name", "customer_name", trace=Trace.ALL),
    Field("followers", "followers", Unit.COUNT),
    Field("brand", "brand"),
    Field("text", "text", trace=Trace.WORDS),
    Field("created_at", "created_at", Unit.INSTANT),
    Field("in_reply_to", "parent_ref", trace=Trace.REF),
    Field("thread", "thread_ref", trace=Trace.REF),
    Field("url", "url", trace=Trace.ALL),
    Field("lang", "lang", trace=Trace.WORDS),
    Field("rating", "rating", Unit.COUNT),
    Field("location", "location", trace=Trace.ALL),
    Field("likes", "likes", Unit.COUNT),
    Field("shares", "shares", Unit.COUNT),
    Field("replies", "replies", Unit.COUNT),
    Field("visibility", "visibility"),
    Field("edited_at", "edited_at", Unit.INSTANT),
    Field("deleted", "deleted_at", Unit.INSTANT),
    Field("time_quality", "time_quality"),
    Field("is_backlog", "is_backlog", Unit.FLAG),
    Field("address", "address"),
    Field("place", "place"),
    Field("kind", "kind"),
    Field("language", "language"),
    Field("abusive", "abusive", Unit.FLAG),
    Field("is_labelled", "is_labelled", Unit.FLAG),
    Field("confidence", "confidence", Unit.SHARE),
    Field("polarity", "polarity", Unit.SHARE),
    Field("topics", "topics", Unit.LIST),
    Field("reasons", "reasons", Unit.LIST, Trace.WORDS),
    Field("conversation", "conversation_ref", trace=Trace.REF),
    Field("needs_reply", "needs_reply", Unit.FLAG),
    Field("wait", "wait", Unit.COUNT),
    Field("due_at", "due_at", Unit.INSTANT),
    Field("closed_at", "closed_at", Unit.INSTANT),
    Field("seconds", "seconds", Unit.DURATION),
    Field("is_open", "is_open", Unit.FLAG),
    Field("is_canned_only", "is_canned_only", Unit.FLAG),
)
RESPONSES = (
    Field("id", "ref", trace=Trace.REF),
    Field("network", "network"),
    Field("author", "account"),
    Field("brand", "brand"),
    Field("text", "text", trace=Trace.SIGNED),
    Field("created_at", "created_at", Unit.INSTANT),
    Field("in_reply_to", "answers_ref", trace=Trace.REF),
    Field("url", "url", trace=Trace.ALL),
    Field("customer", "customer", trace=Trace.NAME),
    Field("answers_text", "answers_text", trace=Trace.WORDS),
    Field("conversation", "conversation_ref", trace=Trace.REF),
    Field("place", "place"),
    Field("wait", "wait", Unit.COUNT),
    Field("kind", "kind"),
    Field("topics", "topics", Unit.LIST),
    Field("seconds", "seconds", Unit.DURATION),
    Field("business_seconds", "business_seconds", Unit.DURATION),
    Field("counts", "counts", Unit.FLAG),
    Field("is_automatic", "is_automatic", Unit.FLAG),
    Field("is_canned", "is_canned", Unit.FLAG),
    Field("is_stock", "is_stock", Unit.FLAG),
    Field("likeness", "likeness", Unit.SHARE),
    Field("repeats", "repeats", Unit.COUNT),
    Field("template", "template"),
    Field("decision", "decision"),
    Field("handoff", "handoff"),
    Field("marks", "marks", Unit.LIST, Trace.WORDS, read=lambda row, _: marks_in_list(row)),
    Field("touches", "touches", Unit.LIST, Trace.WORDS),
    Field("promise_due_at", "promise_due_at", Unit.INSTANT),
    Field("promise_kept_at", "promise_kept_at", Unit.INSTANT),
    Field("promise_seen_to", "promise_seen_to", Unit.INSTANT),
    Field("is_settling", "is_settling", Unit.FLAG),
    Field("agent", "agent", read=lambda row, rules: agent_name(row["brand"], row["agent"], rules)),
    Field("outcome", "outcome"),
    Field("reasons", "reasons", Unit.LIST, Trace.WORDS),
)
CONVERSATIONS = (
    Field("id", "ref", trace=Trace.REF),
    Field("network", "network"),
    Field("customer", "customer", trace=Trace.NAME),
    Field("customer_name", "customer_name", trace=Trace.ALL),
    Field("followers", "followers", Unit.COUNT),
    Field("brand", "brand"),
    Field("text", "text", trace=Trace.WORDS),
    Field("opened_at", "opened_at", Unit.INSTANT),
    Field("url", "url", trace=Trace.ALL),
    Field("thread", "thread_ref", trace=Trace.REF),
    Field("place", "place"),
    Field("location", "location", trace=Trace.ALL),
    Field("kind", "kind"),
    Field("language", "language"),
    Field("topics", "topics", Unit.LIST),
    Field("outcome", "outcome"),
    Field("outcome_post", "outcome_ref", trace=Trace.REF),
    Field("handoff", "handoff"),
    Field("handled_by", "handled_by"),
    Field("is_open", "is_open", Unit.FLAG),
    Field("is_canned_only", "is_canned_only", Unit.FLAG),
    Field("waiting_since", "waiting_since", Unit.INSTANT),
    Field("first_reply_at", "first_reply_at", Unit.INSTANT),
    Field("first_reply_seconds", "first_reply_seconds", Unit.DURATION),
    Field("first_real_reply_at", "first_real_reply_at", Unit.INSTANT),
    Field("satisfied_at", "satisfied_at", Unit.INSTANT),
    Field("satisfaction_seconds", "satisfaction_seconds", Unit.DURATION),
    Field("last_at", "last_at", Unit.INSTANT),
    Field("priority", "priority", Unit.COUNT),
    Field("reasons", "reasons", Unit.LIST, Trace.WORDS),
)
WAITS = (
    Field("id", "ref", trace=Trace.REF),
    Field("network", "network"),
    Field("customer", "customer", trace=Trace.NAME),
    Field("brand", "brand"),
    Field("text", "text", trace=Trace.WORDS),
    Field("opened_at", "opened_at", Unit.INSTANT),
    Field("url", "url", trace=Trace.ALL),
    Field("place", "place"),
    Field("conversation", "conversation_ref", trace=Trace.REF),
    Field("wait", "ordinal", Unit.COUNT),
    Field("kind", "kind"),
    Field("language", "language"),
    Field("topics", "topics", Unit.LIST),
    Field("due_at", "due_at", Unit.INSTANT),
    Field("closed_at", "closed_at", Unit.INSTANT),
    Field("reply", "reply_ref", trace=Trace.REF),
    Field("seconds", "seconds", Unit.DURATION),
    Field("business_seconds", "business_seconds", Unit.DURATION),
    Field("real_closed_at", "real_closed_at", Unit.INSTANT),
    Field("real_seconds", "real_seconds", Unit.DURATION),
    Field("is_open", "is_open", Unit.FLAG),
    Field("is_missed", "is_missed", Unit.FLAG),
    Field("is_canned_only", "is_canned_only", Unit.FLAG),
    Field("is_covered", "is_covered", Unit.FLAG),
    Field("is_exact", "is_exact", Unit.FLAG),
    Field("is_backlog", "is_backlog", Unit.FLAG),
    Field("handled_by", "handled_by"),
    Field("outcome", "outcome"),
    Field("priority", "priority", Unit.COUNT),
)
CUSTOMERS = (
    Field("network", "network"),
    Field("customer", "customer", trace=Trace.NAME),
    Field("customer_name", "customer_name", trace=Trace.ALL),
    Field("brand", "brand"),
    Field("followers", "followers", Unit.COUNT),
    Field("conversations", "conversations", Unit.COUNT),
    Field("complaints", "complaints", Unit.COUNT),
    Field("praise", "praise", Unit.COUNT),
    Field("questions", "questions", Unit.COUNT),
    Field("answered", "answered", Unit.COUNT),
    Field("recovered", "recovered", Unit.COUNT),
    Field("lost", "lost", Unit.COUNT),
    Field("first_at", "first_at", Unit.INSTANT),
    Field("last_at", "last_at", Unit.INSTANT),
    Field("person", "person", trace=Trace.REF),
)

RECOVERIES = (
    Field("id", "ref", trace=Trace.REF),
    Field("network", "network"),
    Field("author", "customer", trace=Trace.NAME),
    Field("author_name", "customer_name", trace=Trace.ALL),
    Field("brand", "brand"),
    Field("text", "text", trace=Trace.WORDS),
    Field("created_at", "opened_at", Unit.INSTANT),
    Field("url", "url", trace=Trace.ALL),
    Field("place", "place"),
    Field("topics", "topics", Unit.LIST),
    Field("reply", "reply_ref", trace=Trace.REF),
    Field("reply_text", "reply_text", trace=Trace.SIGNED),
    Field("reply_at", "reply_at", Unit.INSTANT),
    Field("reply_url", "reply_url", trace=Trace.ALL),
    Field("marks", "marks", Unit.LIST, Trace.WORDS),
    Field("thanks", "thanks_ref", trace=Trace.REF),
    Field("thanks_by", "thanks_by", trace=Trace.NAME),
    Field("thanks_text", "thanks_text", trace=Trace.WORDS),
    Field("thanks_at", "thanks_at", Unit.INSTANT),
    Field("thanks_url", "thanks_url", trace=Trace.ALL),
    Field("how", "how"),
    Field("seconds", "seconds", Unit.DURATION),
    Field("stars_before", "stars_before", Unit.COUNT),
    Field("stars", "stars", Unit.COUNT),
    Field("edited", "edited", Unit.LIST),
    Field("points", "points", Unit.COUNT),
    Field("reasons", "reasons", Unit.LIST, Trace.WORDS),
    Field("consent", "consent"),
)
