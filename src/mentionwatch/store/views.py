"""The views: the analyst's surface, the same when tables change. docs/schema.md is written from this file."""

from __future__ import annotations


def _seen_to(brand: str, since: str, post_id: str, *, network: str) -> str:
    """Give up to when a brand's replies have been seen without a gap from an instant on; NULL: not even then.

    A feed speaks for what it brought, and for its whole network where it shows that. It does not where another feed
    that brought the post reads accounts that it does not, and has not seen what those said.
    """
    return f"""
    (SELECT MAX(MIN(f.covered_to,
                    COALESCE((SELECT MIN(g.from_at) FROM gaps g WHERE g.feed = f.name AND g.to_at > {since}),
                             f.covered_to)))
     FROM feeds f
     WHERE f.brand = {brand} AND f.covered_from <= {since} AND f.covered_to >= {since}
       AND (f.network = {network} AND f.is_everywhere
            OR EXISTS (SELECT 1 FROM sightings s WHERE s.post_id = {post_id} AND s.feed = f.name))
       AND NOT EXISTS (SELECT 1
                       FROM sightings s
                       JOIN feeds o ON o.name = s.feed
                       WHERE s.post_id = {post_id} AND o.name <> f.name AND o.brand = f.brand
                         AND NOT COALESCE(o.covered_from <= {since} AND o.covered_to >= {since}, 0)
                         AND f.speakers IS NOT NULL
                         AND EXISTS (SELECT 1
                                     FROM json_each(o.speakers) e
                                     WHERE e.value NOT IN (SELECT value FROM json_each(f.speakers)))))
"""


def _so_far(since: str, seen_to: str) -> str:
    """Give how long something has been seen to go on: up to now, or to where the brand's replies were last seen.

    NULL where they have not been seen since.
    """
    return f"MAX(MIN(unixepoch('now'), unixepoch(NULLIF({seen_to}, {since}))) - unixepoch({since}), 0)"


_SEEN_TO = _seen_to("w.brand", "w.opened_at", "w.post_id", network="w.network")
_WAIT_SO_FAR = _so_far("w.opened_at", _SEEN_TO)
_MENTION_SO_FAR = _so_far("w.opened_at", _seen_to("w.brand", "w.opened_at", "p.id", network="a.network"))
_REPLY_SO_FAR = _so_far("c.opened_at", _seen_to("c.brand", "c.opened_at", "c.id", network="a.network"))
_STILL_SO_FAR = _so_far("c.waiting_since", _seen_to("c.brand", "c.waiting_since", "c.id", network="a.network"))
_PROMISE_SEEN_TO = _seen_to("r.brand", "r.sent_at", "r.post_id", network="a.network")
LABELS_OF_POST = """LEFT JOIN labels k ON k.target = 'post' AND k.ref = p.ref AND k.field = 'kind'
        LEFT JOIN labels b ON b.target = 'post' AND b.ref = p.ref AND b.field = 'abusive'"""
"""What a person said of the post `p`; SQLite would make the whole of `post_kinds` anew to join it where it may lack."""
_KIND_AND_ABUSIVE = """COALESCE(k.value, v.kind) AS kind,
               CASE WHEN b.value IS NULL THEN v.abusive ELSE b.value = 'yes' END AS abusive"""
_IS_LABELLED = "k.value IS NOT NULL OR b.value IS NOT NULL AS is_labelled"
JUDGED = f"{_KIND_AND_ABUSIVE}, {_IS_LABELLED}"
"""What holds of the post `p`: a person's word, else the verdict `v`."""
JUDGED_MENTIONS = f"""
    (SELECT p.id AS post_id, p.ref, p.created_at, d.brand, d.place, a.network, v.topics, {_KIND_AND_ABUSIVE}
     FROM posts p
     CROSS JOIN addressed d ON d.post_id = p.id
     JOIN accounts a ON a.id = p.account_id
     LEFT JOIN verdicts v ON v.post_id = p.id
     {LABELS_OF_POST}
     WHERE d.address IN ('to', 'about'))
"""
"""The mentions with what counts them, to be read by time: the view joins each with its conversation and wait too."""
_TEMPLATE = "printf('%08x', {} >> 32)"
"""A template's name: the first half of that of the form that leads it."""
_IS_TEMPLATE = """
    (EXISTS (SELECT 1 FROM templates t WHERE t.brand = f.brand AND t.id = f.root)
     OR EXISTS (SELECT 1
                FROM forms d INDEXED BY forms_decided
                WHERE d.brand = f.brand AND d.root = f.root AND d.decision IS NOT NULL))
"""
"""Whether a form is of a template: several customers got one of its forms, or one was decided on."""

VIEWS = {
    "post_kinds": f"""
        SELECT v.post_id,
               {JUDGED}
        FROM verdicts v
        JOIN posts p ON p.id = v.post_id
        {LABELS_OF_POST}
    """,
    "waits_view": f"""
        SELECT w.conversation_id, w.brand, w.ordinal, w.kind, w.post_id, p.ref, p.url, p.text,
               w.network, a.handle AS customer, w.place,
               w.opened_at, w.due_at, w.due_seconds, w.closed_at, w.reply_id, r.ref AS reply_ref,
               w.seconds,
               COALESCE(w.seconds, {_WAIT_SO_FAR}) AS seconds_so_far,
               w.business_seconds, w.real_closed_at, w.real_seconds,
               COALESCE(w.real_seconds, iif(w.reply_id IS NULL, w.seconds, NULL), {_WAIT_SO_FAR})
                 AS real_seconds_so_far,
               w.closed_at IS NULL AS is_open,
               w.reply_id IS NULL AS is_unanswered,
               w.is_exact AND NOT w.is_handled AND (w.seconds IS NOT NULL OR COALESCE({_SEEN_TO} > w.opened_at, 0))
                 AS is_timed,
               w.is_exact,
               w.opened_at < (SELECT MIN(f.first_poll_at)
                              FROM sightings s
                              JOIN feeds f ON f.name = s.feed
                              WHERE s.post_id = w.post_id) AS is_backlog,
               CASE WHEN c.handled_at >= w.opened_at THEN c.handled_by END AS handled_by,
               {_SEEN_TO} AS seen_to,
               COALESCE({_SEEN_TO} >= w.due_at, 0) AS is_covered,
               w.closed_at IS NULL AND w.ordinal = 1 AND w.kind IN ('complaint', 'question')
                 AND NOT w.is_handled AND w.is_exact AND COALESCE({_SEEN_TO} >= w.due_at, 0) AS is_missed,
               w.reply_id IS NOT NULL AND w.real_seconds IS NULL AS is_canned_only,
               w.is_handled, w.is_lapsed, w.feeds,
               c.outcome, c.last_at, c.priority, c.reasons, c.first_reply_at, o.ref AS conversation_ref,
               a.name AS customer_name, w.followers, COALESCE(v.topics, '[]') AS topics, v.language
        FROM waits w
        JOIN conversations c ON c.id = w.conversation_id AND c.brand = w.brand
        JOIN posts p ON p.id = w.post_id
        JOIN posts o ON o.id = w.conversation_id
        JOIN accounts a ON a.id = p.account_id
        LEFT JOIN posts r ON r.id = w.reply_id
        LEFT JOIN verdicts v ON v.post_id = w.post_id
    """,
    "conversations_view": f"""
        SELECT c.id, c.brand, o.ref, o.url, c.thread_ref, a.network, a.handle AS customer, a.name AS customer_name,
               a.followers, d.place, c.kind, c.outcome, x.ref AS outcome_ref, c.handoff,
               c.opened_at, c.last_at, c.waiting_since, c.first_reply_at, c.first_real_reply_at, c.satisfied_at,
               unixepoch(c.first_reply_at) - unixepoch(c.opened_at) AS first_reply_seconds,
               COALESCE(unixepoch(c.first_reply_at) - unixepoch(c.opened_at),
                        CASE WHEN c.waiting_since IS NOT NULL THEN {_REPLY_SO_FAR} END) AS first_reply_seconds_so_far,
               unixepoch(c.satisfied_at) - unixepoch(c.opened_at) AS satisfaction_seconds,
               c.waiting_since IS NOT NULL AS is_open,
               c.first_reply_at IS NOT NULL AND c.first_real_reply_at IS NULL AS is_canned_only,
               c.handled_by, c.waited_seconds, c.longest_seconds,
               CASE WHEN c.waiting_since IS NULL THEN c.waited_seconds
                    ELSE c.waited_seconds + {_STILL_SO_FAR} END AS waited_seconds_so_far,
               CASE WHEN c.waiting_since IS NULL THEN c.longest_seconds
                    ELSE MAX(COALESCE(c.longest_seconds, 0), {_STILL_SO_FAR}) END AS longest_seconds_so_far,
               c.priority, c.reasons, o.text, o.location, c.customer_id,
               (SELECT json_group_array(topic)
                FROM (SELECT t.value AS topic
                      FROM posts p
                      JOIN verdicts v ON v.post_id = p.id
                      JOIN json_each(v.topics) t
                      WHERE p.thread_ref = c.thread_ref AND p.account_id = c.customer_id
                      GROUP BY t.value
                      ORDER BY MIN(p.created_at), MIN(t.key), t.value)) AS topics,
               v.language
        FROM conversations c
        JOIN posts o ON o.id = c.id
        JOIN accounts a ON a.id = c.customer_id
        LEFT JOIN verdicts v ON v.post_id = COALESCE((SELECT w.post_id
                                                      FROM waits w
                                                      WHERE w.conversation_id = c.id AND w.brand = c.brand
                                                        AND w.ordinal = 1), c.id)
        LEFT JOIN posts x ON x.id = c.outcome_post_id
        LEFT JOIN addressed d ON d.post_id = c.id AND d.brand = c.brand
    """,
    "mentions": f"""
        SELECT p.id AS post_id, p.ref, d.brand, a.network, a.handle AS customer, a.name AS customer_name, p.followers,
               {_KIND_AND_ABUSIVE},
               d.address, d.place, v.topics,
               CASE WHEN v.kind IS NOT NULL THEN v.confidence END AS confidence, v.polarity, v.reasons,
               {_IS_LABELLED},
               v.language, v.classifier,
               p.text, p.url, p.lang, p.rating, p.location, p.visibility,
               p.created_at, p.time_quality, p.edited_at, p.deleted_at, p.first_seen_at,
               p.likes, p.shares, p.replies, p.parent_ref, o.ref AS conversation_ref,
               w.ordinal AS wait, w.due_at, w.seconds,
               CASE WHEN w.ordinal IS NOT NULL THEN COALESCE(w.seconds, {_MENTION_SO_FAR}) END AS seconds_so_far,
               w.closed_at, w.ordinal IS NOT NULL AS needs_reply,
               w.ordinal IS NOT NULL AND w.closed_at IS NULL AS is_open,
               c.first_reply_at IS NOT NULL AND c.first_real_reply_at IS NULL AS is_canned_only,
               p.created_at < (SELECT MIN(f.first_poll_at)
                               FROM sightings s
                               JOIN feeds f ON f.name = s.feed
                               WHERE s.post_id = p.id) AS is_backlog,
               p.account_id, c.id AS conversation_id, p.thread_ref
        FROM addressed d
        JOIN posts p ON p.id = d.post_id
        JOIN accounts a ON a.id = p.account_id
        LEFT JOIN verdicts v ON v.post_id = p.id
        {LABELS_OF_POST}
        LEFT JOIN conversations c ON c.thread_ref = p.thread_ref AND c.customer_id = p.account_id AND c.brand = d.brand
        LEFT JOIN posts o ON o.id = c.id
        LEFT JOIN waits w ON w.post_id = p.id AND w.brand = d.brand
        WHERE d.address IN ('to', 'about')
    """,
    "responses": f"""
        SELECT r.post_id, p.ref, r.brand, a.network, a.handle AS account, c.handle AS customer,
               q.ref AS answers_ref, q.text AS answers_text, p.text, p.url, r.sent_at AS created_at, p.visibility,
               w.ordinal AS wait, COALESCE(w.kind, j.kind) AS kind, w.seconds, w.business_seconds,
               r.counts, r.counts = 0 AND p.visibility = 'public' AS is_automatic,
               r.canned, r.canned >= 0.5 AS is_canned, r.stock AS is_stock, r.likeness, r.repeats, r.evidence,
               CASE WHEN {_IS_TEMPLATE} THEN {_TEMPLATE.format("f.root")} END AS template, f.decision,
               r.handoff, r.marks, r.touches, r.agent, r.promise_due_at, r.promise_kept_at,
               CASE WHEN r.promise_due_at IS NOT NULL THEN {_PROMISE_SEEN_TO} END
                 AS promise_seen_to,
               r.settled AS is_settling, r.reasons, o.ref AS conversation_ref, r.conversation_id, r.customer_id,
               v.kind AS conversation_kind, v.outcome, v.handoff AS handoff_course, v.satisfied_at, d.place,
               COALESCE(j.topics, '[]') AS topics
        FROM replies r
        JOIN posts p ON p.id = r.post_id
        JOIN accounts a ON a.id = p.account_id
        JOIN accounts c ON c.id = r.customer_id
        JOIN posts q ON q.id = r.answers_id
        LEFT JOIN verdicts j ON j.post_id = q.id
        LEFT JOIN waits w ON w.conversation_id = r.conversation_id AND w.brand = r.brand AND w.reply_id = r.post_id
        LEFT JOIN forms f ON f.brand = r.brand AND f.id = r.form
        LEFT JOIN conversations v ON v.id = r.conversation_id AND v.brand = r.brand
        LEFT JOIN posts o ON o.id = r.conversation_id
        LEFT JOIN addressed d ON d.post_id = r.conversation_id AND d.brand = r.brand
    """,
    "templates_view": f"""
        SELECT t.brand, {_TEMPLATE.format("t.id")} AS template, t.id, e.words, e.decision,
               (SELECT p.text
                FROM replies x
                JOIN posts p ON p.id = x.post_id
                WHERE x.brand = t.brand AND x.form = t.id
                ORDER BY p.text = '', x.sent_at, p.ref
                LIMIT 1) AS text,
               COUNT(*) AS uses, COUNT(DISTINCT r.customer_id) AS customers, COUNT(DISTINCT f.id) AS forms,
               MIN(r.sent_at) AS first_used_at, MAX(r.sent_at) AS last_used_at
        FROM (SELECT brand, id FROM templates UNION SELECT brand, root FROM forms WHERE decision IS NOT NULL) t
        CROSS JOIN forms e ON e.brand = t.brand AND e.id = t.id
        CROSS JOIN forms f ON f.brand = t.brand AND f.root = t.id
        CROSS JOIN replies r ON r.brand = f.brand AND r.form = f.id
        GROUP BY t.brand, t.id
    """,
}
"""Views that stay the same when tables change; the analyst's surface."""
