"""The configuration: what is read, what is refused, and in which words."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from mentionwatch.config import Config, Rules, find, load, resolve_options
from mentionwatch.config.loader import keys_of
from mentionwatch.errors import ConfigError

EXAMPLE = Path(__file__).resolve().parents[1] / "config.example.yaml"
HEAD = "brand: Acme\ndatabase: acme.db\n"
FEED = HEAD + "feeds:\n  - name: one\n    network: rss\n"
Write = Callable[[str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a configuration, and give its path."""

    def write(content: str | bytes) -> Path:
        path = tmp_path / "mentionwatch.yaml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def refused(path: Path) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        load(path)
    return caught.value


def test_the_example_loads(tmp_path: Path) -> None:
    """The annotated example is a working configuration, secrets included."""
    config = load(EXAMPLE)
    assert config.path == EXAMPLE
    assert [feed.network for feed in config.feeds] == ["bluesky", "mastodon", "bluesky", "rss"]
    assert config.sla[1].since == date(2027, 1, 1)
    (tmp_path / "mastodon.token").write_text("t0ken\n")
    for feed in config.feeds:
        options, _ = resolve_options(feed, environ={"BLUESKY_APP_PASSWORD": "app-pass"}, base=tmp_path)
        assert "$" not in str(options)


def test_the_example_shows_every_setting() -> None:
    """No setting of any part is missing from the annotated example."""

    def keys(model: type[BaseModel]) -> set[str]:
        inner = keys_of(model)
        return set(inner).union(*(keys(part) for part in inner.values() if part))

    text = EXAMPLE.read_text(encoding="utf-8")
    missing = {key for key in keys(Config) if not re.search(rf"^[\s\-]*{key}:|[{{,]\s*{key}:", text, re.MULTILINE)}
    assert {"brand", "warn_at", "from", "ca_file", "week"} <= keys(Config)
    assert not missing


def test_the_usual_values_stand_where_nothing_is_said(write: Write) -> None:
    """Two lines are a configuration; the example names the usual values as they are."""
    config = load(write(HEAD))
    example = load(EXAMPLE)
    assert config.sla[0] == example.sla[0]
    assert config.http == example.http
    assert config.complain_after == example.complain_after
    assert config.replies == example.replies.model_copy(update={"templates": (), "agents": {}})
    assert config.priority == example.priority


def test_priority_is_read_and_kept_with_the_rules(write: Write) -> None:
    """What a user says of priority holds, the rest as usual, and comes back from the database's copy."""
    config = load(write(HEAD + "priority: {influential: {share: 10%}, viral: {per_hour: 3}, regular: {days: 30}}\n"))
    priority = Rules.from_text(config.rules().to_text()).priority
    assert (priority.influential.share, priority.influential.followers) == (0.1, 1000)
    assert (priority.viral.per_hour, priority.regular.conversations, priority.regular.days) == (3, 3, 30)
    assert config.priority == priority


def test_values_are_kept_as_typed(write: Write) -> None:
    """`no`, `on`, `1:30` and `0123` stay text; numbers, truths, dates and durations are read where they are wanted."""
    config = load(
        write(
            FEED
            + "    accounts: [no, 0123, '@on']\n    terms: [1:30, yes, 'null']\n    max_pages: 7\n    every: 1h30m\n"
            "    options: {flag: on, number: 0x10, none: ~, list: [1e3]}\n"
            "sla: {about: yes, from: 2026-10-01, warn_at: 12.5 %}\n"
        )
    )
    feed = config.feeds[0]
    assert feed.accounts == ("no", "0123", "on")
    assert feed.terms == ("1:30", "yes", "null")
    assert (feed.max_pages, feed.every) == (7, timedelta(minutes=90))
    assert feed.options == {"flag": "on", "number": "0x10", "none": None, "list": ["1e3"]}
    assert (config.sla[0].about, config.sla[0].since, config.sla[0].warn_at) == (True, date(2026, 10, 1), 0.125)


def test_topics_are_kept_in_order_with_their_words(write: Write) -> None:
    """What a user adds to the topics stays as written, an empty list too, and comes back from the database's copy."""
    config = load(
        write(HEAD + "judge:\n  topics:\n    price: []\n    parking: [car park, 'valet*']\n    app: [kiosk]\n")
    )
    added = {"price": (), "parking": ("car park", "valet*"), "app": ("kiosk",)}
    assert config.judge.topics == added
    assert list(Rules.from_text(config.rules().to_text()).judge.topics.items()) == list(added.items())


def test_promises_stand_in_the_order_of_their_dates(write: Write) -> None:
    """A list of promises is sorted by its dates, the one without a date first."""
    config = load(write(HEAD + "sla:\n- {from: 2026-09-01, complaint: 2h}\n- {from: 2026-01-01}\n- {complaint: 9h}\n"))
    assert [sla.since for sla in config.sla] == [None, date(2026, 1, 1), date(2026, 9, 1)]
    assert [sla.complaint.total_seconds() / 3600 for sla in config.sla] == [9, 1, 2]


def test_paths_are_taken_from_the_directory_of_the_file(write: Write, tmp_path: Path) -> None:
    """A relative path does not depend on where the program is started, and ~ is the home directory."""
    config = load(write(FEED + "    ca_file: certs/ca.pem\n"))
    assert config.database == tmp_path / "acme.db"
    assert config.feeds[0].ca_file == tmp_path / "certs/ca.pem"
    assert load(write("brand: Acme\ndatabase: ~/acme.db\n")).database == Path.home() / "acme.db"


@pytest.mark.fault("F43")
@pytest.mark.fault("F57")
@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        ("brand: Acme\n", 1, "`database` is missing", "add a line `database: ...`"),
        ("", None, "`brand` is missing", "add a line"),
        ("- a\n", 1, "settings such as `brand: Acme` are missing", ""),
        (HEAD + "brnd: x\n", 3, "there is no setting `brnd`", "did you mean `brand`?"),
        (HEAD + "zzz: x\n", 3, "there is no setting `zzz`", "the settings here are brand, database"),
        (HEAD + "path: x\n", 3, "there is no setting `path`", ""),
        (HEAD + "sla:\n  complant: 1h\n", 4, "no setting `complant` in `sla`", "did you mean `complaint`?"),
        (HEAD + "alerts: []\n", 3, "`alerts` is not in this version", "leave it out"),
        (HEAD + "priority: {viral: {per_hour: 0}}\n", 3, "`per_hour` must be at least 1", ""),
        (HEAD + "priority: {regular: {days: 99999}}\n", 3, "`days` must be at most 3660", ""),
        (HEAD + "priority: {influential: {share: 5}}\n", 3, "`share`: this is no share", "such as 75%"),
        (HEAD + "priority:\n  regulars: {}\n", 4, "no setting `regulars` in `priority`", "did you mean `regular`?"),
        (HEAD + "places: [{name: K, alert_to: $X}]\n", 3, "`alert_to` is not in this version", ""),
        (HEAD + "replies: {agents: [JK]}\n", 3, "`agents` needs settings, such as {key: value}, not a list", ""),
        (HEAD + "replies:\n  agents:\n    JK: Jo\n    ^jk: Joe\n", 6, "the signature `jk` is there already", ""),
        (HEAD + "replies:\n  agents:\n    '^': Jo\n", 4, "an agent has no signature, or no name", "such as JK: Jo"),
        (HEAD + "judge: {topics: [delivery]}\n", 3, "`topics` needs settings, such as {key: value}, not a list", ""),
        (HEAD + "judge: {topics: {parking: garage}}\n", 3, "`parking` needs a list, such as [one, two]", ""),
        (HEAD + "judge:\n  topics:\n    price:\n", 5, "`price` has no value", "or leave the line out"),
        (HEAD + "judge:\n  topics:\n    '': [x]\n", 5, "a topic has no name", ""),
        (HEAD + "judge:\n  topics:\n    Price: [x]\n", 5, "there is a topic `price` already", "did you mean `price`?"),
        (HEAD + "judge:\n  topics:\n    ' - ': [x]\n", 5, "a topic has no name", ""),
        (HEAD + "judge:\n  topics:\n    'waiting  time': [x]\n", 5, "there is a topic `waiting time` already", ""),
        (HEAD + "judge:\n  topics:\n    No topic named: [x]\n", 5, "there is a topic `no topic named` already", ""),
        (HEAD + "judge:\n  topics:\n    'yard; hall': [x]\n", 5, "the topic `yard; hall` holds a ;", "leave it out"),
        (HEAD + "judge:\n  topics:\n    pirce: []\n", 5, "no topic `pirce` to switch off", "did you mean `price`?"),
        (HEAD + "judge:\n  topics:\n    x:\n    - y\n    - ' '\n", 7, "' ' is no word or phrase", "such as courier"),
        (HEAD + "judge: {topics: {x: ['*']}}\n", 3, "'*' is no word or phrase", ""),
        (HEAD + "judge: {topics: {x: ['@acme']}}\n", 3, "without @names and links", "write a word"),
        (HEAD + "judge: {topics: {x: ['par*king']}}\n", 3, "'par*king' has a * that ends no word", "deliver*"),
        (HEAD + "http: {allow_private: yes}\n", 3, "no setting `allow_private` in `http`", "on the feed that needs it"),
        (FEED + "    accounts: [@acme]\n", 6, "@acme needs quotes", "write it as '@acme'"),
        (FEED + "    accounts: #acme\n", 6, "`accounts` has no value", "a # begins a comment; quote it: '#acme'"),
        (FEED + "    terms:\n      - #acme\n", 7, "this entry has no value", "quote it: '#acme'"),
        (FEED + "    terms:\n", 6, "`terms` has no value", "give it one, or leave the line out"),
        (FEED + "    accounts: ['@']\n", 6, "the handle is empty", "acme.com"),
        (FEED + "    accounts: acme.com\n", 6, "`accounts` needs a list, such as [one, two], not 'acme.com'", ""),
        (FEED + "    max_pages: many\n", 6, "`max_pages` needs a whole number, not 'many'", ""),
        (FEED + "    max_pages: 0\n", 6, "`max_pages` must be at least 1", ""),
        (FEED + f"    max_pages: {'9' * 5000}\n", 6, "`max_pages` needs a smaller number", ""),
        (FEED + "    allow_private: perhaps\n", 6, "`allow_private` needs yes or no, not 'perhaps'", ""),
        (FEED + "    every: 5 minutes\n", 6, "`every`: not a duration: '5 minutes'", "write 90s, 5m"),
        (FEED + "  - name: one\n    network: rss\n", 6, "two feeds are called 'one'", "a name of its own"),
        (HEAD + "feeds: [{name: x}]\n", 3, "`network` is missing", ""),
        (HEAD + "feeds: {name: x}\n", 3, "`feeds` needs a list, such as [one, two], not settings", ""),
        (HEAD + "feeds: [x]\n", 3, "an entry in `feeds` needs settings", ""),
        (HEAD + "judge: {languages: []}\n", 3, "no language is to be judged", "write languages: [en]"),
        ("brand: ' '\ndatabase: x\n", 1, "`brand`: the name is empty", ""),
        ("brand: ~\ndatabase: x\n", 1, "`brand` has no value", ""),
        (HEAD + "timezone: Mars/Base\n", 3, "there is no time zone 'Mars/Base'", "Europe/Berlin"),
        (HEAD + "timezone: ../../etc/passwd\n", 3, "there is no time zone '../../etc/passwd'", "Europe/Berlin"),
        (HEAD + "timezone: europe/berln\n", 3, "there is no time zone", "did you mean 'Europe/Berlin'?"),
        (HEAD + "timezone: New York\n", 3, "there is no time zone", "did you mean 'America/New_York'?"),
        (HEAD + "timezone: Europe\n", 3, "there is no time zone 'Europe'", ""),
        (HEAD + "sla: {complaint: 0s}\n", 3, "the duration must be longer than 0s", ""),
        (HEAD + "sla: {complaint: 9999999d}\n", 3, "no duration may be longer than ten years", ""),
        (HEAD + "sla: {warn_at: 0.75}\n", 3, "this is no share", "write one such as 75%"),
        (HEAD + "sla: {warn_at: 101%}\n", 3, "this is no share", ""),
        (HEAD + "sla: []\n", 3, "no promise stands here", ""),
        (HEAD + "sla: {from: soon}\n", 3, "`from`: 'soon' is no date", "2026-12-24"),
        (HEAD + "sla:\n- {}\n- {}\n", 5, "two promises have no `from`", "`from: DATE`"),
        (HEAD + "sla:\n- from: 2026-01-01\n- from: 2026-01-01\n", 5, "two promises begin on 2026-01-01", ""),
        (HEAD + "business_hours: {week: mo-fr 9-17}\n", 3, "`week`: no days of the week: 'mo-fr'", "mon-fri 09:00"),
        (HEAD + "business_hours:\n  week: mon 09:00-17:00\n  holidays: DE-XX\n", 5, "'DE-XX'", "DE are BB, BE"),
        (HEAD + "business_hours:\n  week: mon 09:00-17:00\n  holidays: XX\n", 5, "no holidays are known", "US"),
        (HEAD + "business_hours:\n  week: mon 09:00-17:00\n  holidays: 2026-12-24\n", 5, "is no code", "list of dates"),
        (HEAD + "business_hours:\n  week: mon 09:00-17:00\n  holidays:\n  - 24.12.\n", 6, "'24.12.' is no date", ""),
        (FEED + "    business_hours: {week: mon 09:00-17:00, holidays: XX}\n", 6, "no holidays are known", "US"),
        (FEED + "    business_hours: {week: mon 9}\n", 6, "`week`: no span of hours: '9'", "mon-fri 09:00"),
        (
            FEED + "    business_hours: {week: mon 09:00-17:00, timezone: Berlin}\n",
            6,
            "no time zone 'Berlin'",
            "Europe",
        ),
        (HEAD + "sla:\n\tcomplaint: 1h\n", 4, "a TAB stands where only spaces may", "indent with spaces"),
        (HEAD + "brand: B\n", 3, "`brand` stands here twice, first on line 1", "keep one"),
        (HEAD + "a: &x 1\nb: *x\n", 3, "anchors (&name) and aliases (*name) are not allowed", "quote text"),
        (HEAD + "b: *x\n", 3, "anchors (&name) and aliases (*name) are not allowed", ""),
        (HEAD + "<<: {a: 1}\n", 3, "merge keys (<<) are not allowed", "write the keys out"),
        (HEAD + "a: !!python/object/apply:os.system [x]\n", 3, "tags (!name) are not allowed", ""),
        (HEAD + "a: !!int 5\n", 3, "tags (!name) are not allowed", ""),
        (HEAD + "? [a]\n: b\n", 3, "a key must be a plain word", "`key: value`"),
        (HEAD + "---\na: b\n", 3, "a second document begins here", "remove the line `---`"),
        (HEAD + "a: 'b\nc: d\n", 3, "a quote is not closed", ""),
        (HEAD + "a: [b\nc: d\n", 3, "a bracket is not closed, or a comma is missing", ""),
        (HEAD + "a: [b,", 3, "a value is missing, or a bracket is not closed", ""),
        (HEAD + "a: b: c\n", 3, "a colon too many, or wrong indentation", ""),
        (HEAD + "a: \x1b\n", 3, "a character that no text file may hold", ""),
        (HEAD + 'a: "\\q"\n', 3, "a backslash that escapes nothing", "single quotes"),
    ],
)
def test_each_fault_names_its_line_and_the_fix(
    write: Write, text: str, line: int | None, message: str, hint: str
) -> None:
    """Every fault is one error of ours: the file, the line, what is wrong, and what to write."""
    error = refused(write(text))
    assert error.line == line
    assert str(error).startswith(f"{error.path}, line {line}: " if line else f"{error.path}: ")
    assert message in str(error)
    assert hint in error.hint


@pytest.mark.fault("F43")
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"[" * 100_000, "nested too deeply"),
        (HEAD.encode() + b"a: " + b"{a: " * 50_000, "nested too deeply"),
        (HEAD.encode() + b"a:\n  " + b"- " * 100_000, "nested too deeply"),
        (b"a: &a [x,x,x]\n" + b"".join(b"b%d: &b%d [*a,*a]\n" % (i, i) for i in range(30)), "anchors"),
        (b"a: &a {k: v}\n" + b"".join(b"m%d: &m%d {<<: [*a, *a]}\n" % (i, i) for i in range(3000)), "anchors"),
        (HEAD.encode() + b"#" * 2_000_000, "larger than 1 MB"),
        (HEAD.encode() + b"terms: [" + b"x," * 400_000, "more than 30000 values"),
        (HEAD.encode() + b"name: caf\xe9\n", "not UTF-8"),
        ("brand: Acme\n".encode("utf-16"), "not UTF-8"),
    ],
)
def test_hostile_files_are_refused(write: Write, content: bytes, message: str) -> None:
    """Bombs, chains, deep nesting, huge files and other encodings end in an error of ours."""
    assert message in str(refused(write(content)))


def test_a_byte_order_mark_is_no_fault(write: Write) -> None:
    """Editors that put a mark in front of UTF-8 do no harm."""
    assert load(write(b"\xef\xbb\xbf" + HEAD.encode())).brand == "Acme"


@pytest.mark.fault("F33")
@pytest.mark.parametrize(
    "text",
    [
        HEAD + '"a\\e[31m": b\n',
        HEAD + 'timezone: "\\e]0;x\\a"\n',
        FEED + '    max_pages: "\\x9b31m\\u202e"\n',
        FEED + '    name: "x\\e[31m"\n    name: "x\\e[31m"\n',
        HEAD + 'feeds: [{name: "\\e[31m", network: rss, options: {token: "\\e[31m"}}]\n',
    ],
)
def test_no_control_character_reaches_the_terminal(write: Write, text: str) -> None:
    """A fault quotes what was written without the characters a terminal acts on."""
    error = refused(write(text))
    assert (str(error) + error.hint).isprintable()


def test_control_characters_and_broken_ones_in_values_are_read(write: Write) -> None:
    """A value may hold a control character; what no database can store is replaced."""
    config = load(write('brand: "A\\e[31m\\ud83d\\0"\ndatabase: x\n'))
    assert config.brand == "A\x1b[31m\ufffd\ufffd"


PIECES = st.sampled_from(
    (*"[]{},:#'\"!|>%@~?\\\t\n\x00é", "\n  ", ": ", "- ", "---", "&a", "*a", "1h", "brand", "sla", "feeds", "name: x")
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_no_text_makes_the_loader_fail_otherwise(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """Whatever stands in the file, it is a configuration or an error of ours."""
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_text(HEAD + text, encoding="utf-8")
    try:
        said = load(path).brand
    except ConfigError as error:
        said = str(error)
    assert said
    assert not re.search("pydantic|Input should|Value error", said)


@pytest.mark.parametrize("name", ["missing.yaml", ""])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    """A missing file and a directory are errors with a next step."""
    error = refused(tmp_path / name)
    assert str(tmp_path) in str(error)
    assert error.hint


def test_the_first_configuration_found_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The flag wins over the variable, that over the directory, that over the user's, that over the machine's."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "user"))
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "site"))
    monkeypatch.setenv("HOME", str(tmp_path))
    environ = {"MENTIONWATCH_CONFIG": "named.yaml"}
    assert find(None, environ={"MENTIONWATCH_CONFIG": ""}, cwd=tmp_path) is None
    for place in ("site/mentionwatch/config.yaml", "user/mentionwatch/config.yaml", "mentionwatch.yaml"):
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        assert find(None, environ={}, cwd=tmp_path) == path
    assert find(None, environ=environ, cwd=tmp_path) == tmp_path / "named.yaml"
    assert find(Path("flag.yaml"), environ=environ, cwd=tmp_path) == tmp_path / "flag.yaml"
    assert find(Path("~/flag.yaml"), environ={}, cwd=Path("/")) == tmp_path / "flag.yaml"
