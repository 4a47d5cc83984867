"""The questions that `web` brings along, one or more for each report, over the views alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """A query with its title and a sentence on what it gives.

    It takes `:since`, an instant or day in UTC, and `:brand`; either may be empty for all.
    """

    title: str
    description: str
    query: str


_WAITS = "opened_at >= :since AND (:brand = '' OR brand = :brand)"
_POSTS = "created_at >= :since AND (:brand = '' OR brand = :brand)"
_FIRST = f"ordinal = 1 AND {_WAITS}"
_PROMISED = f"is_exact AND {_WAITS}"
_IS_MET = "reply_id IS NOT NULL AND seconds <= due_seconds"
_IS_LATE = "reply_id IS NOT NULL AND seconds > due_seconds"
_IS_OVERDUE = "is_open AND NOT is_handled AND is_covered"
_WAIT = "opened_at, customer, network, place, kind, text"
_TIMES = """COUNT(*) AS waits,
       SUM(NOT is_unanswered) AS replied,
       km_median(seconds_so_far, is_unanswered) FILTER (WHERE is_timed) AS frt_median_seconds,
       km_percentile(seconds_so_far, is_unanswered, 90) FILTER (WHERE is_timed) AS frt_p90_seconds,
       km_median(real_seconds_so_far, real_seconds IS NULL) FILTER (WHERE is_timed) AS frt_real_median_seconds,
       median(seconds) FILTER (WHERE is_timed AND NOT is_unanswered) AS frt_replied_median_seconds,
       SUM(is_missed) AS missed"""

QUESTIONS: Mapping[str, Question] = {
    "inbox": Question(
        "Who is waiting now",
        "Open waits that nobody handled elsewhere and that have not lapsed, the earliest due first.",
        f"""
SELECT due_at, {_IS_OVERDUE} AS is_overdue, seconds_so_far, {_WAIT}, priority, url, brand, conversation_ref
FROM waits_view
WHERE is_open AND NOT is_handled AND NOT is_lapsed AND {_WAITS}
ORDER BY due_at, ref, brand""",
    ),
    "missed": Question(
        "Missed: past its time, and no reply at all",
        "Complaints and questions whose first wait is past its time, where the brand's replies are seen.",
        f"""
SELECT due_at, seconds_so_far, {_WAIT}, priority, url, brand, conversation_ref
FROM waits_view
WHERE is_missed AND {_WAITS}
ORDER BY priority DESC, due_at, ref, brand""",
    ),
    "late": Question(
        "How the promise was kept",
        "Of first waits by kind, and of all later ones: in time, late, past their time with no reply.",
        f"""
SELECT CASE WHEN ordinal > 1 THEN 'next reply' ELSE COALESCE(kind, 'unjudged') END AS promise,
       SUM({_IS_MET}) AS met, SUM({_IS_LATE}) AS late, SUM({_IS_OVERDUE}) AS overdue,
       ROUND(100.0 * SUM({_IS_MET}) / NULLIF(SUM({_IS_MET} OR {_IS_LATE} OR {_IS_OVERDUE}), 0)) AS percent_kept
FROM waits_view
WHERE {_PROMISED}
GROUP BY promise
ORDER BY promise""",
    ),
    "late_replies": Question(
        "Answered too late",
        "Replies that came after the promised time, the latest first.",
        f"""
SELECT seconds - due_seconds AS late_seconds, seconds, {_WAIT}, due_at, closed_at, url, brand, conversation_ref
FROM waits_view
WHERE {_IS_LATE} AND {_PROMISED}
ORDER BY late_seconds DESC, ref, brand""",
    ),
    "times": Question(
        "Time to the first reply, by kind",
        "Medians that keep in whoever has no reply; beside them that of the answered alone, which most tools print.",
        f"""
SELECT COALESCE(kind, 'unjudged') AS kind, {_TIMES}
FROM waits_view
WHERE {_FIRST}
GROUP BY COALESCE(kind, 'unjudged')
ORDER BY 1""",
    ),
    "times_by_week": Question(
        "Time to the first reply, by week",
        "The same by the week in which customers began to wait, on the wall's calendar.",
        f"""
SELECT local_week(opened_at) AS week, {_TIMES}
FROM waits_view
WHERE {_FIRST}
GROUP BY week
ORDER BY week""",
    ),
    "canned": Question(
        "Stock texts",
        "Each stock text in use: how often it was sent, to how many, and how often to an open complaint or question.",
        f"""
SELECT template, COUNT(*) AS uses, COUNT(DISTINCT customer_id) AS customers, SUM(is_canned) AS canned, decision,
       MAX(text) AS text, MIN(created_at) AS first_used_at, MAX(created_at) AS last_used_at, brand
FROM responses
WHERE counts AND template IS NOT NULL AND {_POSTS}
GROUP BY brand, template
ORDER BY canned DESC, uses DESC, template""",
    ),
    "replies": Question(
        "Each reply beside the words it answers",
        "The newest first, with what each does.",
        f"""
SELECT created_at, customer, kind, answers_text, text, seconds, is_canned, handoff, marks, network, place, url, brand
FROM responses
WHERE counts AND {_POSTS}
ORDER BY created_at DESC, ref""",
    ),
    "praise": Question(
        "Praise that nobody thanked",
        "Praise past its time without a reply, the earliest first.",
        f"""
SELECT due_at, seconds_so_far, {_WAIT}, url, brand, conversation_ref
FROM waits_view
WHERE kind = 'praise' AND is_exact AND NOT is_lapsed AND {_IS_OVERDUE} AND {_FIRST}
ORDER BY due_at, ref, brand""",
    ),
    "recovered": Question(
        "Complaints that ended well",
        "Complaints whose customers said in the same conversation that they are satisfied. `report recovered` also "
        "finds those who praised the brand elsewhere later.",
        """
SELECT c.opened_at, c.customer, c.network, c.place, c.text, p.text AS thanks_text, c.satisfied_at,
       c.satisfaction_seconds, c.url, c.brand
FROM conversations_view c
LEFT JOIN posts p ON p.ref = c.outcome_ref
WHERE c.outcome = 'recovered' AND c.first_reply_at IS NOT NULL AND c.opened_at >= :since
  AND (:brand = '' OR c.brand = :brand)
ORDER BY c.satisfied_at DESC, c.ref, c.brand""",
    ),
    "unresolved": Question(
        "Complaints replied to, and never settled",
        "The oldest first; public silence after a reply is normal and says neither yes nor no. `report unresolved` "
        "leaves out those who praised the brand elsewhere later.",
        f"""
SELECT opened_at, customer, network, place, outcome, text, first_reply_at, last_at, priority, url, brand
FROM conversations_view
WHERE kind = 'complaint' AND outcome NOT IN ('recovered', 'satisfied', 'handled_elsewhere')
  AND first_reply_at IS NOT NULL AND {_WAITS}
ORDER BY opened_at, ref, brand""",
    ),
    "handoffs": Question(
        "Sent off to a DM, mail, phone or form",
        "Each conversation by its last hand-off, the newest first.",
        f"""
SELECT MAX(created_at) AS created_at, handoff, handoff_course AS what_followed, outcome, customer, conversation_kind,
       answers_text, text, network, place, url, brand, conversation_ref
FROM responses
WHERE handoff IS NOT NULL AND counts AND {_POSTS}
GROUP BY brand, conversation_id
ORDER BY 1 DESC, conversation_ref""",
    ),
    "topics": Question(
        "What complaints are about",
        "First waits of complaints by topic; one may name several.",
        f"""
SELECT t.value AS topic, COUNT(*) AS complaints, SUM(is_missed) AS missed,
       km_median(seconds_so_far, is_unanswered) FILTER (WHERE is_timed) AS frt_median_seconds
FROM waits_view, json_each(topics) t
WHERE waits_view.kind = 'complaint' AND {_FIRST}
GROUP BY topic
ORDER BY complaints DESC, topic""",
    ),
    "agents": Question(
        "How each agent answers",
        "Agents by the names that reports print; the time is that of the waits they ended.",
        f"""
SELECT COALESCE(agent_name(brand, agent), 'unsigned') AS agent, COUNT(*) AS replies,
       median(seconds) AS replied_wait_median_seconds, SUM(is_canned) AS canned, SUM(handoff IS NOT NULL) AS handoffs,
       SUM(is_settling) AS settling, brand
FROM responses
WHERE counts AND {_POSTS}
GROUP BY brand, agent COLLATE NOCASE
ORDER BY replies DESC, 1""",
    ),
    "customers": Question(
        "Customers, and what is open",
        "Those who wait first, then those with the most conversations.",
        f"""
SELECT customer, network, COUNT(*) AS conversations, SUM(kind IS 'complaint') AS complaints,
       SUM(kind IS 'praise') AS praise, SUM(is_open) AS open, MAX(followers) AS followers,
       MAX(last_at) AS last_at, SUM(outcome = 'recovered') AS recovered, SUM(outcome = 'lost') AS lost, brand
FROM conversations_view
WHERE {_WAITS}
GROUP BY brand, customer_id
ORDER BY open DESC, conversations DESC, customer""",
    ),
    "abuse": Question(
        "Mentions that insult somebody",
        "The newest first.",
        f"""
SELECT created_at, customer, network, kind, text, reasons, is_open, url, brand
FROM mentions
WHERE abusive AND {_POSTS}
ORDER BY created_at DESC, ref, brand""",
    ),
    "compare": Question(
        "Brands side by side",
        "First waits of complaints and questions of each brand, by the same definitions.",
        f"""
SELECT brand, {_TIMES}
FROM waits_view
WHERE kind IN ('complaint', 'question') AND {_FIRST}
GROUP BY brand
ORDER BY brand""",
    ),
}
"""By the name of the report that says the same, or a word added to it."""
