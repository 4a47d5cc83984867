"""The tables and views, and the migrations that make them. docs/schema.md is written from this file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations

APPLICATION_ID = 0x6D77_4461
"""Marks the file as ours: the bytes `mwDa`."""

_DIGIT = "[0-9]"
_INSTANT = (
    f"{_DIGIT * 4}-{_DIGIT * 2}-{_DIGIT * 2}T{_DIGIT * 2}:{_DIGIT * 2}:{_DIGIT * 2}Z"  # one width: text sorts as time
)


def _at(column: str, *, required: bool = False) -> str:
    need = " NOT NULL" if required else ""
    return f"{column} TEXT{need} CHECK ({column} GLOB '{_INSTANT}')"


FACTS = f"""
CREATE TABLE accounts (
  id INTEGER PRIMARY KEY,
  ref TEXT NOT NULL UNIQUE,
  network TEXT NOT NULL,
  handle TEXT NOT NULL,
  name TEXT,
  url TEXT,
  role TEXT NOT NULL DEFAULT 'customer' CHECK (role IN ('customer', 'brand', 'ignored')),
  brand TEXT,
  role_from TEXT CHECK (role_from IN ('config', 'import')),
  followers INTEGER,
  {_at("first_seen_at", required=True)},
  {_at("updated_at", required=True)}
) STRICT;
CREATE INDEX accounts_by_handle ON accounts (handle COLLATE NOCASE);
CREATE INDEX accounts_of_brands ON accounts (network, brand) WHERE role = 'brand';
CREATE INDEX accounts_by_config ON accounts (id) WHERE role_from = 'config';

CREATE TABLE posts (
  id INTEGER PRIMARY KEY,
  ref TEXT NOT NULL UNIQUE,
  account_id INTEGER NOT NULL REFERENCES accounts (id),
  parent_ref TEXT,
  thread_ref TEXT NOT NULL,
  text TEXT NOT NULL,
  lang TEXT,
  url TEXT,
  rating REAL CHECK (rating BETWEEN 0 AND 5),
  location TEXT,
  visibility TEXT NOT NULL DEFAULT 'public' CHECK (visibility IN ('public', 'private')),
  {_at("created_at", required=True)},
  time_quality TEXT NOT NULL DEFAULT 'exact' CHECK (time_quality IN ('exact', 'estimated')),
  {_at("edited_at")},
  {_at("deleted_at")},
  {_at("first_seen_at", required=True)},
  likes INTEGER,
  shares INTEGER,
  replies INTEGER,
  followers INTEGER,
  raw TEXT
) STRICT;
CREATE INDEX posts_by_thread ON posts (thread_ref, created_at);
CREATE INDEX posts_by_account ON posts (account_id, created_at);
CREATE INDEX posts_by_time ON posts (created_at);
CREATE INDEX posts_by_parent ON posts (parent_ref) WHERE parent_ref IS NOT NULL;

CREATE TABLE sightings (
  post_id INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
  feed TEXT NOT NULL,
  native_id TEXT,
  address TEXT CHECK (address IN ('to', 'about', 'aside')),
  PRIMARY KEY (post_id, feed)
) STRICT, WITHOUT ROWID;
CREATE INDEX sightings_by_native_id ON sightings (feed, native_id) WHERE native_id IS NOT NULL;

CREATE TABLE versions (
  post_id INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
  {_at("seen_at", required=True)},
  text TEXT NOT NULL,
  PRIMARY KEY (post_id, seen_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE reach (
  post_id INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
  {_at("seen_at", required=True)},
  likes INTEGER,
  shares INTEGER,
  replies INTEGER,
  PRIMARY KEY (post_id, seen_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE labels (
  target TEXT NOT NULL CHECK (target IN ('post', 'conversation', 'template')),
  ref TEXT NOT NULL,
  field TEXT NOT NULL CHECK (field IN ('kind', 'abusive', 'outcome', 'handled', 'template')),
  value TEXT NOT NULL,
  note TEXT,
  by TEXT,
  {_at("at", required=True)},
  PRIMARY KEY (target, ref, field)
) STRICT, WITHOUT ROWID;

CREATE TABLE links (
  account_ref TEXT NOT NULL,
  other_ref TEXT NOT NULL,
  PRIMARY KEY (account_ref, other_ref)
) STRICT, WITHOUT ROWID;

CREATE TABLE feeds (
  name TEXT PRIMARY KEY,
  network TEXT NOT NULL,
  brand TEXT,
  cursor TEXT CHECK (cursor IS NULL OR json_valid(cursor)),
  {_at("covered_from")},
  {_at("covered_to")},
  {_at("first_poll_at")},
  {_at("last_ok_at")},
  {_at("next_poll_at")},
  {_at("limited_until")},
  failures INTEGER NOT NULL DEFAULT 0,
  last_error TEXT,
  {_at("complained_at")}
) STRICT;

CREATE TABLE gaps (
  feed TEXT NOT NULL,
  {_at("from_at", required=True)},
  {_at("to_at", required=True)},
  PRIMARY KEY (feed, from_at, to_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE threads (
  thread_ref TEXT NOT NULL,
  feed TEXT NOT NULL,
  {_at("checked_at")},
  {_at("next_check_at", required=True)},
  PRIMARY KEY (thread_ref, feed)
) STRICT, WITHOUT ROWID;

CREATE TABLE stale (thread_ref TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE polls (
  id INTEGER PRIMARY KEY,
  feed TEXT NOT NULL,
  {_at("started_at", required=True)},
  {_at("finished_at")},
  fetched INTEGER NOT NULL DEFAULT 0,
  added INTEGER NOT NULL DEFAULT 0,
  error TEXT
) STRICT;
CREATE INDEX polls_by_feed ON polls (feed, started_at);

CREATE TABLE rules (
  hash TEXT PRIMARY KEY,
  {_at("since", required=True)},
  yaml TEXT NOT NULL
) STRICT;

CREATE TABLE alerts (
  key TEXT NOT NULL,
  channel TEXT NOT NULL,
  {_at("raised_at", required=True)},
  {_at("sent_at")},
  attempts INTEGER NOT NULL DEFAULT 0,
  error TEXT,
  PRIMARY KEY (key, channel)
) STRICT, WITHOUT ROWID;

CREATE TABLE forgotten (hash TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
"""

FINDINGS = f"""
CREATE TABLE addressed (
  post_id INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
  brand TEXT NOT NULL,
  address TEXT NOT NULL CHECK (address IN ('to', 'about', 'aside')),
  place TEXT,
  PRIMARY KEY (post_id, brand)
) STRICT, WITHOUT ROWID;

CREATE TABLE verdicts (
  post_id INTEGER PRIMARY KEY REFERENCES posts (id) ON DELETE CASCADE,
  kind TEXT CHECK (kind IN ('complaint', 'praise', 'question', 'other')),
  abusive INTEGER NOT NULL DEFAULT 0 CHECK (abusive IN (0, 1)),
  topics TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(topics)),
  confidence REAL NOT NULL,
  polarity REAL,
  closing TEXT NOT NULL DEFAULT 'none' CHECK (closing IN ('none', 'acknowledged', 'thanks', 'satisfied')),
  goodbye INTEGER NOT NULL DEFAULT 0 CHECK (goodbye IN (0, 1)),
  reasons TEXT NOT NULL CHECK (json_valid(reasons)),
  classifier TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT 'ok' CHECK (status IN ('ok', 'error')),
  attempts INTEGER NOT NULL DEFAULT 1,
  frozen INTEGER NOT NULL DEFAULT 0 CHECK (frozen IN (0, 1))
) STRICT;

CREATE TABLE conversations (
  id INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
  brand TEXT NOT NULL,
  thread_ref TEXT NOT NULL,
  customer_id INTEGER NOT NULL REFERENCES accounts (id),
  kind TEXT CHECK (kind IN ('complaint', 'praise', 'question', 'other')),
  outcome TEXT,
  outcome_post_id INTEGER,
  handoff TEXT NOT NULL DEFAULT 'none' CHECK (handoff IN ('none', 'quiet', 'satisfied', 'angry')),
  {_at("opened_at", required=True)},
  {_at("last_at", required=True)},
  {_at("waiting_since")},
  {_at("first_reply_at")},
  {_at("first_real_reply_at")},
  {_at("satisfied_at")},
  {_at("handled_at")},
  handled_by TEXT,
  priority INTEGER NOT NULL DEFAULT 0,
  reasons TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(reasons)),
  PRIMARY KEY (id, brand)
) STRICT, WITHOUT ROWID;
CREATE INDEX conversations_by_customer ON conversations (customer_id, opened_at);
CREATE INDEX conversations_by_thread ON conversations (thread_ref);
CREATE INDEX conversations_by_time ON conversations (opened_at);
CREATE INDEX conversations_waiting ON conversations (last_at) WHERE waiting_since IS NOT NULL;

CREATE TABLE waits (
  conversation_id INTEGER NOT NULL,
  brand TEXT NOT NULL,
  ordinal INTEGER NOT NULL CHECK (ordinal >= 1),
  post_id INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
  reply_id INTEGER REFERENCES posts (id),
  kind TEXT CHECK (kind IN ('complaint', 'praise', 'question')),
  {_at("opened_at", required=True)},
  {_at("due_at", required=True)},
  {_at("closed_at")},
  seconds INTEGER CHECK (seconds >= 0),
  business_seconds INTEGER CHECK (business_seconds >= 0),
  {_at("real_closed_at")},
  real_seconds INTEGER CHECK (real_seconds >= 0),
  PRIMARY KEY (conversation_id, brand, ordinal),
  FOREIGN KEY (conversation_id, brand) REFERENCES conversations (id, brand) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX waits_open ON waits (opened_at, due_at) WHERE closed_at IS NULL;
CREATE INDEX waits_by_time ON waits (opened_at, brand, kind, ordinal, seconds, reply_id, real_seconds);
CREATE INDEX waits_by_post ON waits (post_id);

CREATE TABLE replies (
  post_id INTEGER PRIMARY KEY REFERENCES posts (id) ON DELETE CASCADE,
  brand TEXT NOT NULL,
  conversation_id INTEGER,
  customer_id INTEGER NOT NULL REFERENCES accounts (id),
  answers_id INTEGER NOT NULL REFERENCES posts (id),
  {_at("sent_at", required=True)},
  form TEXT,
  stock INTEGER NOT NULL DEFAULT 0 CHECK (stock IN (0, 1)),
  template_id INTEGER REFERENCES templates (id) ON DELETE SET NULL,
  canned REAL NOT NULL DEFAULT 0 CHECK (canned BETWEEN 0 AND 1),
  counts INTEGER NOT NULL DEFAULT 1 CHECK (counts IN (0, 1)),
  handoff TEXT CHECK (handoff IN ('dm', 'email', 'phone', 'form')),
  marks TEXT NOT NULL DEFAULT '{{}}' CHECK (json_valid(marks)),
  agent TEXT,
  reasons TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(reasons)),
  frozen INTEGER NOT NULL DEFAULT 0 CHECK (frozen IN (0, 1))
) STRICT;
CREATE INDEX replies_by_form ON replies (brand, form, sent_at) WHERE form IS NOT NULL;
CREATE INDEX replies_not_stock ON replies (brand, form, sent_at) WHERE form IS NOT NULL AND stock = 0;
CREATE INDEX replies_by_conversation ON replies (conversation_id, brand);
CREATE INDEX replies_by_template ON replies (template_id) WHERE template_id IS NOT NULL;

CREATE TABLE templates (
  id INTEGER PRIMARY KEY,
  brand TEXT NOT NULL,
  form TEXT NOT NULL,
  text TEXT NOT NULL,
  uses INTEGER NOT NULL,
  customers INTEGER NOT NULL,
  {_at("first_used_at", required=True)},
  {_at("last_used_at", required=True)},
  UNIQUE (brand, form)
) STRICT;
"""

_SEEN_TO = """
    (SELECT MAX(MIN(f.covered_to,
                    COALESCE((SELECT MIN(g.from_at) FROM gaps g WHERE g.feed = f.name AND g.to_at > w.opened_at),
                             f.covered_to)))
     FROM feeds f
     WHERE f.brand = w.brand AND f.covered_from <= w.opened_at AND f.covered_to >= w.opened_at
       AND (f.network = a.network
            OR EXISTS (SELECT 1 FROM sightings s WHERE s.post_id = w.post_id AND s.feed = f.name)))
"""
"""Up to when the brand's replies have been seen without a gap from a wait's opening on; NULL: not even then."""

VIEWS = {
    "post_kinds": """
        SELECT v.post_id,
               COALESCE(k.value, v.kind) AS kind,
               CASE WHEN b.value IS NULL THEN v.abusive ELSE b.value = 'yes' END AS abusive,
               k.value IS NOT NULL OR b.value IS NOT NULL AS is_labelled
        FROM verdicts v
        JOIN posts p ON p.id = v.post_id
        LEFT JOIN labels k ON k.target = 'post' AND k.ref = p.ref AND k.field = 'kind'
        LEFT JOIN labels b ON b.target = 'post' AND b.ref = p.ref AND b.field = 'abusive'
    """,
    "waits_view": f"""
        SELECT w.conversation_id, w.brand, w.ordinal, w.kind, w.post_id, p.ref, p.url, p.text,
               a.network, a.handle AS customer, d.place,
               w.opened_at, w.due_at, w.closed_at, w.reply_id, r.ref AS reply_ref,
               w.seconds,
               COALESCE(w.seconds, unixepoch('now') - unixepoch(w.opened_at)) AS seconds_so_far,
               w.business_seconds, w.real_closed_at, w.real_seconds,
               w.closed_at IS NULL AS is_open,
               p.time_quality = 'exact' AND COALESCE(r.time_quality, 'exact') = 'exact' AS is_exact,
               w.opened_at < (SELECT MIN(f.first_poll_at)
                              FROM sightings s
                              JOIN feeds f ON f.name = s.feed
                              WHERE s.post_id = w.post_id) AS is_backlog,
               CASE WHEN c.handled_at >= w.opened_at THEN c.handled_by END AS handled_by,
               {_SEEN_TO} AS seen_to,
               COALESCE({_SEEN_TO} >= w.due_at, 0) AS is_covered,
               w.closed_at IS NULL AND w.ordinal = 1 AND w.kind IN ('complaint', 'question')
                 AND (c.handled_at IS NULL OR c.handled_at < w.opened_at)
                 AND p.time_quality = 'exact' AND COALESCE({_SEEN_TO} >= w.due_at, 0) AS is_missed,
               c.first_reply_at IS NOT NULL AND c.first_real_reply_at IS NULL AS is_canned_only,
               c.outcome, c.last_at, c.priority, c.reasons, c.first_reply_at, o.ref AS conversation_ref,
               a.name AS customer_name, a.followers
        FROM waits w
        JOIN conversations c ON c.id = w.conversation_id AND c.brand = w.brand
        JOIN posts p ON p.id = w.post_id
        JOIN posts o ON o.id = w.conversation_id
        JOIN accounts a ON a.id = p.account_id
        LEFT JOIN addressed d ON d.post_id = w.post_id AND d.brand = w.brand
        LEFT JOIN posts r ON r.id = w.reply_id
    """,
    "conversations_view": """
        SELECT c.id, c.brand, o.ref, o.url, c.thread_ref, a.network, a.handle AS customer, a.name AS customer_name,
               a.followers, d.place, c.kind, c.outcome, x.ref AS outcome_ref, c.handoff,
               c.opened_at, c.last_at, c.waiting_since, c.first_reply_at, c.first_real_reply_at, c.satisfied_at,
               unixepoch(c.first_reply_at) - unixepoch(c.opened_at) AS first_reply_seconds,
               unixepoch(c.satisfied_at) - unixepoch(c.opened_at) AS satisfaction_seconds,
               c.waiting_since IS NOT NULL AS is_open,
               c.first_reply_at IS NOT NULL AND c.first_real_reply_at IS NULL AS is_canned_only,
               c.handled_by, c.priority, c.reasons, o.text, o.location, c.customer_id
        FROM conversations c
        JOIN posts o ON o.id = c.id
        JOIN accounts a ON a.id = c.customer_id
        LEFT JOIN posts x ON x.id = c.outcome_post_id
        LEFT JOIN addressed d ON d.post_id = c.id AND d.brand = c.brand
    """,
    "mentions": """
        SELECT p.id AS post_id, p.ref, d.brand, a.network, a.handle AS customer, a.name AS customer_name, p.followers,
               k.kind, k.abusive, d.address, d.place, v.topics, v.confidence, v.polarity, v.reasons, k.is_labelled,
               p.text, p.url, p.lang, p.rating, p.location, p.visibility,
               p.created_at, p.time_quality, p.edited_at, p.deleted_at, p.first_seen_at,
               p.likes, p.shares, p.replies, p.parent_ref, o.ref AS conversation_ref,
               w.ordinal AS wait, w.due_at, w.seconds, w.closed_at, w.ordinal IS NOT NULL AS needs_reply,
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
        LEFT JOIN post_kinds k ON k.post_id = p.id
        LEFT JOIN conversations c ON c.thread_ref = p.thread_ref AND c.customer_id = p.account_id AND c.brand = d.brand
        LEFT JOIN posts o ON o.id = c.id
        LEFT JOIN waits w ON w.post_id = p.id AND w.brand = d.brand
        WHERE d.address IN ('to', 'about')
    """,
    "responses": """
        SELECT r.post_id, p.ref, r.brand, a.network, a.handle AS account, c.handle AS customer,
               q.ref AS answers_ref, q.text AS answers_text, p.text, p.url, p.created_at,
               w.ordinal AS wait, COALESCE(w.kind, v.kind) AS kind, w.seconds, w.business_seconds,
               r.counts, r.canned, r.canned >= 0.5 AS is_canned,
               substr(t.form, 1, 8) AS template, r.handoff, r.marks, r.agent, r.reasons,
               o.ref AS conversation_ref, v.outcome, d.place, r.conversation_id
        FROM replies r
        JOIN posts p ON p.id = r.post_id
        JOIN accounts a ON a.id = p.account_id
        JOIN accounts c ON c.id = r.customer_id
        JOIN posts q ON q.id = r.answers_id
        LEFT JOIN waits w ON w.conversation_id = r.conversation_id AND w.brand = r.brand AND w.reply_id = r.post_id
        LEFT JOIN templates t ON t.id = r.template_id
        LEFT JOIN conversations v ON v.id = r.conversation_id AND v.brand = r.brand
        LEFT JOIN posts o ON o.id = r.conversation_id
        LEFT JOIN addressed d ON d.post_id = r.conversation_id AND d.brand = r.brand
    """,
}
"""Views that stay the same when tables change; the analyst's surface."""


def migrations() -> Migrations:
    """Give the steps that bring an empty or older file to the schema of today, in order."""
    from sqlite_utils import Migrations

    steps = Migrations("mentionwatch")

    @steps()
    def m001_first_schema(db: Database) -> None:
        for statement in f"{FACTS}{FINDINGS}".split(";\n"):
            if statement.strip():
                db.execute(statement)

    return steps


VERSION = 1
"""How many migrations there are: kept in `user_version`, so that a look tells an older or newer file."""
