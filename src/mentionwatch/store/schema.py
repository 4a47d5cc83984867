"""The tables, and the migrations that make them. docs/schema.md is written from this file."""

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

SECOND = """
ALTER TABLE verdicts ADD COLUMN language TEXT;

CREATE TABLE lessons (
  hash TEXT PRIMARY KEY,
  base TEXT NOT NULL,
  corrections INTEGER NOT NULL,
  right_before INTEGER NOT NULL,
  right_after INTEGER NOT NULL,
  is_kept INTEGER NOT NULL CHECK (is_kept IN (0, 1)),
  changes TEXT NOT NULL CHECK (json_valid(changes))
) STRICT, WITHOUT ROWID;
"""
"""What version 2 adds: the language a post was found to be in, and what corrections taught the judge (one row)."""


THIRD = f"""
CREATE TABLE replies_of_today (
  post_id INTEGER PRIMARY KEY REFERENCES posts (id) ON DELETE CASCADE,
  brand TEXT NOT NULL,
  conversation_id INTEGER,
  customer_id INTEGER NOT NULL REFERENCES accounts (id),
  answers_id INTEGER NOT NULL REFERENCES posts (id),
  {_at("sent_at", required=True)},
  form INTEGER,
  stock INTEGER NOT NULL DEFAULT 0 CHECK (stock IN (0, 1)),
  likeness REAL CHECK (likeness BETWEEN 0 AND 1),
  evidence TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(evidence)),
  repeats INTEGER NOT NULL DEFAULT 0,
  canned REAL NOT NULL DEFAULT 0 CHECK (canned BETWEEN 0 AND 1),
  counts INTEGER NOT NULL DEFAULT 1 CHECK (counts IN (0, 1)),
  handoff TEXT CHECK (handoff IN ('dm', 'email', 'phone', 'form')),
  marks TEXT NOT NULL DEFAULT '{{}}' CHECK (json_valid(marks)),
  touches TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(touches)),
  agent TEXT,
  {_at("promise_due_at")},
  {_at("promise_kept_at")},
  settled INTEGER NOT NULL DEFAULT 0 CHECK (settled IN (0, 1)),
  reasons TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(reasons))
) STRICT;
INSERT INTO replies_of_today (post_id, brand, conversation_id, customer_id, answers_id, sent_at, form, stock, canned,
                              counts, handoff, marks, agent, reasons)
SELECT post_id, brand, conversation_id, customer_id, answers_id, sent_at, form_id(form), stock, canned, counts, handoff,
       json_patch(iif(handoff IS NULL, '{{}}', '{{"handoff": ""}}'),
                  iif(json_extract(marks, '$.promises'), '{{"promises": ""}}', '{{}}')),
       agent, reasons
FROM replies;
DROP TABLE replies;
DROP TABLE templates;
ALTER TABLE replies_of_today RENAME TO replies;
CREATE INDEX replies_by_form ON replies (brand, form, sent_at) WHERE form IS NOT NULL;
CREATE INDEX replies_by_time ON replies (brand, sent_at);
CREATE INDEX replies_by_customer ON replies (customer_id, brand, sent_at);
CREATE INDEX replies_by_conversation ON replies (conversation_id, brand);

CREATE TABLE forms (
  brand TEXT NOT NULL,
  id INTEGER NOT NULL,
  form TEXT NOT NULL,
  words INTEGER NOT NULL,
  {_at("first_at", required=True)},
  keys TEXT NOT NULL CHECK (json_valid(keys)),
  firsts TEXT NOT NULL CHECK (json_valid(firsts)),
  root INTEGER NOT NULL,
  decision TEXT CHECK (decision IN ('configured', 'accepted', 'exempt')),
  PRIMARY KEY (brand, id)
) STRICT;
CREATE INDEX forms_by_root ON forms (brand, root);
CREATE INDEX forms_decided ON forms (brand, root) WHERE decision IS NOT NULL;

CREATE TABLE form_keys (
  key INTEGER NOT NULL,
  first_unix INTEGER NOT NULL,
  form INTEGER NOT NULL,
  PRIMARY KEY (key, first_unix, form)
) STRICT, WITHOUT ROWID;

CREATE TABLE templates (
  brand TEXT NOT NULL,
  id INTEGER NOT NULL,
  PRIMARY KEY (brand, id)
) STRICT, WITHOUT ROWID;
"""
"""What version 3 adds: forms (what is left of replies once masked), the keys by which alike ones find each other, the
templates they make; and of each reply what it is like, what it touches on, who wrote it, whether a promise was kept."""

FOURTH = f"""
ALTER TABLE conversations ADD COLUMN waited_seconds INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN longest_seconds INTEGER;

ALTER TABLE versions ADD COLUMN rating REAL CHECK (rating BETWEEN 0 AND 5);
ALTER TABLE feeds ADD COLUMN {_at("token_expires_at")};
ALTER TABLE feeds ADD COLUMN token_renews INTEGER NOT NULL DEFAULT 0 CHECK (token_renews IN (0, 1));
ALTER TABLE feeds ADD COLUMN {_at("expiry_told_at")};
CREATE TABLE salt (salt TEXT NOT NULL) STRICT;

ALTER TABLE feeds ADD COLUMN mark TEXT CHECK (mark IS NULL OR json_valid(mark));
ALTER TABLE feeds ADD COLUMN backfill TEXT CHECK (backfill IS NULL OR json_valid(backfill));
ALTER TABLE feeds ADD COLUMN speakers TEXT CHECK (speakers IS NULL OR json_valid(speakers));
ALTER TABLE feeds ADD COLUMN covered_speakers TEXT CHECK (covered_speakers IS NULL OR json_valid(covered_speakers));
ALTER TABLE feeds ADD COLUMN is_everywhere INTEGER NOT NULL DEFAULT 1 CHECK (is_everywhere IN (0, 1));

CREATE TABLE waits_of_today (
  conversation_id INTEGER NOT NULL,
  brand TEXT NOT NULL,
  ordinal INTEGER NOT NULL CHECK (ordinal >= 1),
  post_id INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
  reply_id INTEGER REFERENCES posts (id),
  kind TEXT CHECK (kind IN ('complaint', 'praise', 'question')),
  {_at("opened_at", required=True)},
  {_at("due_at", required=True)},
  due_seconds INTEGER NOT NULL CHECK (due_seconds >= 0),
  {_at("closed_at")},
  seconds INTEGER CHECK (seconds >= 0),
  business_seconds INTEGER CHECK (business_seconds >= 0),
  {_at("real_closed_at")},
  real_seconds INTEGER CHECK (real_seconds >= 0),
  network TEXT NOT NULL,
  place TEXT,
  feeds TEXT NOT NULL CHECK (json_valid(feeds)),
  followers INTEGER,
  is_exact INTEGER NOT NULL CHECK (is_exact IN (0, 1)),
  is_handled INTEGER NOT NULL CHECK (is_handled IN (0, 1)),
  is_lapsed INTEGER NOT NULL CHECK (is_lapsed IN (0, 1)),
  PRIMARY KEY (conversation_id, brand, ordinal),
  FOREIGN KEY (conversation_id, brand) REFERENCES conversations (id, brand) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
INSERT INTO waits_of_today
SELECT w.conversation_id, w.brand, w.ordinal, w.post_id, w.reply_id, w.kind, w.opened_at, w.due_at,
       unixepoch(w.due_at) - unixepoch(w.opened_at), w.closed_at, w.seconds, w.business_seconds,
       w.real_closed_at, w.real_seconds, a.network, d.place,
       (SELECT json_group_array(feed) FROM (SELECT feed FROM sightings WHERE post_id = w.post_id ORDER BY feed)),
       COALESCE(p.followers, a.followers),
       p.time_quality = 'exact' AND COALESCE(r.time_quality, 'exact') = 'exact',
       w.closed_at IS NULL AND COALESCE(c.handled_at >= w.opened_at, 0), COALESCE(c.outcome = 'lapsed', 0)
FROM waits w
JOIN conversations c ON c.id = w.conversation_id AND c.brand = w.brand
JOIN posts p ON p.id = w.post_id
JOIN accounts a ON a.id = p.account_id
LEFT JOIN addressed d ON d.post_id = w.post_id AND d.brand = w.brand
LEFT JOIN posts r ON r.id = w.reply_id;
DROP TABLE waits;
ALTER TABLE waits_of_today RENAME TO waits;
CREATE INDEX waits_open ON waits (due_at, opened_at) WHERE closed_at IS NULL AND is_handled = 0 AND is_lapsed = 0;
CREATE INDEX waits_handled ON waits (opened_at) WHERE is_handled = 1;
CREATE INDEX waits_by_time ON waits (opened_at, brand, network, kind, due_seconds, seconds, real_seconds,
                                     business_seconds, reply_id, place, feeds, followers, is_exact, is_handled);
CREATE INDEX waits_by_post ON waits (post_id);

DELETE FROM form_keys
WHERE (key, first_unix, form) IN (
  SELECT key, first_unix, form
  FROM (SELECT key, first_unix, form, ROW_NUMBER() OVER (PARTITION BY key ORDER BY first_unix, form) AS place
        FROM form_keys)
  WHERE place > 4);
"""
"""What version 4 adds: of each feed when its token ends, and whether that was told; of each wait what the figures group
it by, so that they are read from one index alone; of each conversation how long its customer waited in all, and at
most; of an edited review its earlier stars; the secret by which the pseudonyms of rivals' customers are made; and of
each feed where a walk that was cut off goes on, how far older posts were read, which accounts it reads and its cover
holds for, and whether that is so all over its network. It keeps of each key the earliest forms alone."""


def migrations() -> Migrations:
    """Give the steps that bring an empty or older file to the schema of today, in order."""
    from sqlite_utils import Migrations

    steps = Migrations("mentionwatch")

    @steps()
    def m001_first_schema(db: Database) -> None:
        _run(db, f"{FACTS}{FINDINGS}")

    @steps()
    def m002_languages_and_lessons(db: Database) -> None:
        _run(db, SECOND)

    @steps()
    def m003_near_templates(db: Database) -> None:
        db.conn.create_function("form_id", 1, lambda text: int(text, 16) >> 1 if text else None, deterministic=True)
        _run(db, THIRD)

    @steps()
    def m004_waits_by_group(db: Database) -> None:
        _run(db, FOURTH)

    @steps()
    def m005_views_with_what_goes_on(_: Database) -> None:
        """Change no table: the views, which each step makes anew, hold beside a time how long it goes on."""

    return steps


def _run(db: Database, statements: str) -> None:
    for statement in statements.split(";\n"):
        if statement.strip():
            db.execute(statement)


VERSION = 5
"""How many migrations there are: kept in `user_version`, so that a look tells an older or newer file."""
