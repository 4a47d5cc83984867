"""`web`: a real Datasette on a real file, asked over HTTP; and what it refuses."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import pytest

from builders import World, account, complaint, reply
from console import Ask
from mentionwatch.store.questions import QUESTIONS

NOW = "2026-11-22T19:30:00Z"
HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "\x1b]0;title\x07\x1b[31mred \u202egnp.exe",
    '=HYPERLINK("https://evil.example")',
    "-1+1|' /C calc'!A0",
    "{{ 7 * 7 }}{% raw %}",
)


@contextmanager
def serving(db: Path, *args: str, now: str = NOW) -> Iterator[tuple[httpx.Client, subprocess.Popen[str]]]:
    """Serve a database on a free port, and give a client of it and the process."""
    command = [sys.executable, "-m", "mentionwatch", "web", "--port", "0", "--db", str(db), *args]
    environ = os.environ | {"MENTIONWATCH_NOW": now}
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=environ, text=True) as process:
        assert process.stderr is not None
        try:
            found = re.search(r"serving (http://\S+/)", "".join(iter_until(process.stderr, "serving")))
            assert found
            with httpx.Client(base_url=found[1], trust_env=False, timeout=60) as client:
                yield client, process
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)


def iter_until(lines: Any, word: str) -> Iterator[str]:
    """Give lines up to the first that begins with a word."""
    for line in lines:
        yield line
        if line.startswith(word):
            return


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of the sample brand."""
    folder = tmp_path_factory.mktemp("demo") / "pizza"
    command = [sys.executable, "-m", "mentionwatch", "demo", "-q", "--directory", str(folder)]
    subprocess.run(command, env=os.environ | {"MENTIONWATCH_NOW": NOW}, check=True, capture_output=True)
    return folder / "sample.db"


@pytest.fixture(scope="module")
def pages(demo: Path) -> Iterator[httpx.Client]:
    """A client of a server on the sample brand."""
    with serving(demo) as (client, _):
        yield client


@pytest.fixture
def hostile(world: World) -> World:
    """A world in which strangers and a rival's brand try to harm who reads them."""
    for number, text in enumerate(HOSTILE):
        author = account(f"c{number}", name=text)
        opening = complaint(f"{text} awful, cold pizza", at=f"1{number}:00", by=author, location=text)
        world.add(opening, reply(f"{text} So sorry, please DM us.", to=opening, at=f"1{number}:30"))
    return world


def rows(client: httpx.Client, question: str) -> list[dict[str, Any]]:
    """Give the rows of a question."""
    answer = client.get(f"/mentionwatch/{question}.json", params={"_shape": "array", "_size": "max"})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found


@pytest.mark.parametrize("name", QUESTIONS)
def test_each_question_answers(pages: httpx.Client, name: str) -> None:
    """As a page and as data, with rows, without an error, and with its title and sentence on the page."""
    page = pages.get(f"/mentionwatch/{name}")
    assert page.status_code == 200
    assert QUESTIONS[name].title in page.text
    assert "message-error" not in page.text
    assert rows(pages, name)
    nobody = pages.get(f"/mentionwatch/{name}.json", params={"_shape": "array", "brand": "nobody"})
    assert nobody.json() == []


def test_the_questions_agree_with_the_reports(
    pages: httpx.Client, demo: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What both count is the same in both, on the whole sample."""
    monkeypatch.setenv("MENTIONWATCH_NOW", NOW)

    def report(*args: str) -> Any:
        return json.loads(ask(*args, "--db", demo, "--json").out)

    def figures(name: str) -> dict[str, Any]:
        found: dict[str, Any] = report("report", name, "--since", "60d")["figures"]
        return found

    def sums(question: str, column: str) -> int:
        return sum(row[column] or 0 for row in rows(pages, question))

    assert len(rows(pages, "inbox")) == len(report("inbox")["rows"])
    assert sums("inbox", "is_overdue") == report("inbox")["figures"]["overdue"]["value"]
    assert len(rows(pages, "missed")) == figures("missed")["missed"]["value"]
    assert len(rows(pages, "late_replies")) == figures("late")["late"]["value"]
    kept = {row["promise"]: row["met"] for row in rows(pages, "late")}
    assert kept["complaint"] == figures("late")["complaint_attainment"]["n"]
    assert kept["next reply"] == figures("late")["next_reply_attainment"]["n"]
    assert sums("canned", "canned") == figures("canned")["canned_rate"]["n"]
    assert len(rows(pages, "replies")) == figures("canned")["canned_rate"]["of"]
    assert len(rows(pages, "praise")) == figures("praise")["praise_ignored"]["value"]
    assert len(rows(pages, "recovered")) == figures("recovered")["recovered_there"]["n"]
    won_back_elsewhere = figures("recovered")["recovered_by_praise"]["n"]
    assert len(rows(pages, "unresolved")) == figures("unresolved")["unresolved"]["value"] + won_back_elsewhere
    assert len(rows(pages, "handoffs")) == figures("handoffs")["handoffs"]["n"]
    assert len(rows(pages, "abuse")) == figures("abuse")["abusive"]["value"]
    topics = {f"topic_{row['topic'].replace(' ', '_')}": row["complaints"] for row in rows(pages, "topics")}
    told = figures("summary")
    assert topics == {name: told[name]["n"] for name in topics}
    agents = {row["agent"]: row["replies"] for row in rows(pages, "agents")}
    told_agents = {row["agent"]: row["replies"] for row in report("report", "agents", "--since", "60d")["rows"]}
    assert agents == {name: told_agents[name] for name in agents}
    for question, by in (("times", "kind"), ("times_by_week", "week")):
        same = ("frt_median_seconds", "frt_p90_seconds", "frt_real_median_seconds", "frt_replied_median_seconds")
        wanted = report("report", "times", "--by", by, "--since", "60d")["rows"]
        assert [[row[by], row["waits"], *(row[name] for name in same)] for row in rows(pages, question)] == [
            [row["group"], row["waits"], *(row[name] for name in same)] for row in wanted
        ]


def test_the_database_is_told_of(pages: httpx.Client) -> None:
    """The first page leads to questions and views, not to tables; each view tells its columns and has facets."""
    page = pages.get("/mentionwatch").text
    assert all(f'href="/mentionwatch/{name}"' in page for name in (*QUESTIONS, "waits_view", "mentions"))
    assert "/mentionwatch/posts" not in page
    view = pages.get("/mentionwatch/waits_view").text
    assert "take seconds_so_far" in view
    facets = pages.get("/mentionwatch/waits_view.json").json()["facet_results"]
    assert set(facets) == {"brand", "network", "kind", "place", "is_open"}


def test_own_questions_know_the_functions(pages: httpx.Client) -> None:
    """Whoever writes SQL in the browser has the same functions."""
    sql = "SELECT km_median(seconds_so_far, is_unanswered) AS half FROM waits_view WHERE kind = :kind AND is_timed"
    answer = pages.get("/mentionwatch.json", params={"sql": sql, "kind": "question", "_shape": "array"})
    assert [type(row["half"]) for row in answer.json()] == [int]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/mentionwatch", 405),
        ("DELETE", "/mentionwatch/posts", 405),
        ("GET", "/-/databases.json", 404),
        ("GET", "/-/plugins", 404),
        ("GET", "/-/allow-debug", 404),
        ("GET", "/_internal", 403),
        ("GET", "/_memory", 404),
        ("GET", "/mentionwatch.db", 403),
        ("GET", "/mentionwatch.json?sql=DELETE+FROM+posts", 400),
        ("GET", "/mentionwatch.json?sql=ATTACH+':memory:'+AS+x", 400),
        ("GET", "/mentionwatch.json?sql=SELECT+load_extension('x')", 400),
        ("GET", "/mentionwatch.json?sql=WITH+x+AS+(SELECT+1)+INSERT+INTO+stale+SELECT+1+FROM+x", 400),
        ("GET", "/mentionwatch/mentions.csv?_stream=1", 400),
    ],
)
def test_nothing_can_be_written_or_taken(pages: httpx.Client, demo: Path, method: str, path: str, status: int) -> None:
    """No page writes, downloads the file or shows what is inside the server."""
    before = hashlib.sha256(demo.read_bytes()).hexdigest()
    assert pages.request(method, path).status_code == status
    assert hashlib.sha256(demo.read_bytes()).hexdigest() == before


def test_the_salt_is_not_shown(pages: httpx.Client) -> None:
    """The secret of pseudonyms does not leave by HTTP."""
    answer = pages.get("/mentionwatch.json", params={"sql": "SELECT salt FROM salt", "_shape": "array"})
    assert all(row == {"salt": None} for row in answer.json())


def test_only_its_own_name_is_answered(pages: httpx.Client) -> None:
    """A page elsewhere whose name points to this machine gets nothing."""
    assert pages.get("/", headers={"host": "evil.example"}).status_code == 403
    assert pages.get("/", headers={"host": f"localhost:{pages.base_url.port}"}).status_code == 200
    headers = pages.get("/").headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "no-referrer"
    assert "access-control-allow-origin" not in headers


class _Tags(HTMLParser):
    """Collects what a browser would run or fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name.startswith("on") and "evil" not in (value or "") and tag == "img":
                self.bad.append(f"{tag} {name}")
            if name in ("href", "src") and re.match(r"\s*(?:javascript|data|vbscript):", value or "", re.IGNORECASE):
                self.bad.append(f"{tag} {value}")
        if tag == "img":
            self.bad.append(tag)


@pytest.mark.fault("F39")
def test_posts_are_letters_in_a_browser(hostile: World) -> None:
    """No page of a view or question holds a tag, a template or a hidden character that came from a post."""
    with serving(hostile.path) as (client, _):
        for name in ("mentions", "waits_view", "responses", "conversations_view", "replies", "handoffs"):
            page = client.get(f"/mentionwatch/{name}")
            assert page.status_code == 200
            assert "&lt;script&gt;alert(1)" in page.text
            assert "<script>alert" not in page.text
            assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", page.text.replace("\r", ""))
            tags = _Tags()
            tags.feed(page.text)
            assert tags.bad == []


@pytest.mark.fault("F37")
def test_csv_runs_in_no_spreadsheet(hostile: World) -> None:
    """The CSV of a page is written as that of an export: marked, and without control characters."""
    with serving(hostile.path) as (client, _):
        for path in ("mentions.csv?_size=max", "replies.csv?_dl=1", "mentions?_forma%74=%63sv"):
            answer = client.get(f"/mentionwatch/{path}")
            assert answer.status_code == 200
            cells = [cell for row in csv.reader(io.StringIO(answer.text)) for cell in row]
            assert any("HYPERLINK" in cell for cell in cells)
            assert not [cell for cell in cells if re.match(r"\s*[=+@]|\s*-\D", cell)]
            assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", answer.text)


@pytest.mark.fault("F33")
def test_visitors_cannot_write_to_the_terminal(hostile: World) -> None:
    """A visitor's mistakes are repeated on stderr as letters, and without the data that was at hand."""
    with serving(hostile.path) as (client, process):
        client.get("/mentionwatch.json", params={"sql": "SELECT [a\x1b]0;x\x07] FROM mentions"})
        client.get("/mentionwatch.json", params={"sql": "DROP \x1b]0;x\x07"})
        client.get("/mentionwatch/none\x1b]0;x".replace("\x1b", "%1b"))
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        said = process.stderr.read()
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", said)
        assert "awful" not in said


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it(world: World, number: signal.Signals, code: int) -> None:
    """Ctrl-C ends the server with one word."""
    world.add(complaint(at="10:00"))
    with serving(world.path) as (client, process):
        assert client.get("/").status_code == 200
        client.close()
        process.send_signal(number)
        assert process.stderr is not None
        assert process.stderr.read() == ("interrupted\n" if code == 130 else "terminated\n")
        assert process.wait(60) == code


def test_polls_are_seen_while_it_runs(world: World) -> None:
    """What a poll writes meanwhile stands on the next page."""
    world.add(complaint(at="10:00"))
    with serving(world.path) as (client, _):
        assert len(rows(client, "inbox")) == 1
        world.add(complaint(at="11:00", by="ben"))
        assert len(rows(client, "inbox")) == 2


def test_who_opens_it_to_others_is_warned(world: World) -> None:
    """On an address that others reach, the first word is that there is no password."""
    world.add(complaint(at="10:00"))
    command = [sys.executable, "-m", "mentionwatch", "web", "--host", "0.0.0.0", "--port", "0", "--db", str(world.path)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert process.stderr.readline().startswith("warning: whoever reaches this machine can read all posts")
        assert process.stderr.readline().startswith("serving http://0.0.0.0:")
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)


def test_a_taken_port_is_told(world: World, ask: Ask, pages: httpx.Client) -> None:
    """Where another program holds the port, that is said, with the way out."""
    world.add(complaint(at="10:00"))
    said = ask("web", "--db", world.path, "--port", str(pages.base_url.port))
    assert said.code == 2
    assert said.err.splitlines()[0] == f"error: cannot serve on 127.0.0.1 port {pages.base_url.port}"
    assert said.err.splitlines()[-1].startswith("hint: name another with --port")


def test_a_host_that_is_none_is_told(world: World, ask: Ask) -> None:
    """An address that this machine cannot find is told as such, and no other port is proposed."""
    world.add(complaint(at="10:00"))
    said = ask("web", "--db", world.path, "--host", "256.1.1.1", "--port", "0")
    assert (said.code, said.err.splitlines()[0]) == (2, "error: cannot serve on 256.1.1.1 port 0")
    assert said.err.splitlines()[-1] == "hint: name an address of this machine with --host"


def test_the_questions_are_the_first_page(pages: httpx.Client) -> None:
    """At the address that `web` prints stand the questions, not a count of hidden tables."""
    first = pages.get("/")
    assert (first.status_code, "Who is waiting now" in first.text, "hidden tables" in first.text) == (200, True, False)


@pytest.mark.parametrize("missing", ["datasette=None, uvicorn=None", "datasette=None"], ids=["both", "one"])
def test_without_the_extra_the_way_to_it_is_told(world: World, missing: str) -> None:
    """Where Datasette is not installed, `web` says how to install it; nothing else needs it."""
    world.add(complaint(at="10:00"))
    program = f"import sys; sys.modules.update({missing})\nfrom mentionwatch.cli import run\n"
    for args, code in ((["web"], 2), (["sql", "SELECT 1"], 0)):
        command = [sys.executable, "-c", f"{program}sys.exit(run(sys.argv[1:]))", *args, "--db", str(world.path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == code
        assert ("hint: pip install 'mentionwatch[web]'" in done.stderr) == (code == 2)
