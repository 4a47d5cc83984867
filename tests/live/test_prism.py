"""Every request of the Mastodon feed is one that Mastodon's OpenAPI document allows: Prism stands before a server.

The document is not part of this repository: it lies beside it, as shared/specs/mastodon-openapi.json.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import mock_server
import pytest
from mock_server import Mock
from program import INSTALLED, Program, answers, free_port, serving, wait_until

MARK = "/no-such-thing/"
DOCUMENT = Path(__file__).parents[3] / "shared" / "specs" / "mastodon-openapi.json"

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(
        not (INSTALLED / "prism" / "node_modules").exists() or not mock_server.IS_INSTALLED,
        reason="Prism or mastodon_mock is not installed (tests/live/install.sh)",
    ),
    pytest.mark.skipif(not DOCUMENT.exists(), reason="there is no shared/specs/mastodon-openapi.json"),
]


@dataclass(frozen=True)
class Gate:
    """Prism before a server: what it refused, and what went through."""

    base: str
    log: Path
    server: Mock
    document: dict[str, Any]

    def refused(self) -> list[str]:
        """Give what Prism has said of requests that it refused, since this was last asked.

        Its log comes late, but in order: a request that is surely wrong marks the end.
        """
        marks = [line for line in self._refusals() if MARK in line]
        httpx.get(f"{self.base}{MARK}{len(marks)}", trust_env=False)
        assert wait_until(lambda: f"{MARK}{len(marks)} " in "".join(self._refusals()), seconds=30)
        lines = self._refusals()
        since = lines.index(marks[-1]) + 1 if marks else 0
        return [line for line in lines[since:] if MARK not in line]

    def unknown_names(self) -> list[str]:
        """Give the parameters that the document does not have: Prism lets those pass."""
        asked = [(self.template(address), address) for address in self.server.gets()]
        return [
            f"{template} {name}"
            for template, address in asked
            if template is not None
            for name, _ in parse_qsl(urlsplit(address).query)
            if name not in {each["name"] for each in self.document["paths"][template]["get"].get("parameters", ())}
        ]

    def used(self) -> set[str | None]:
        """Give the paths of the document that were asked for; None for one that it does not have."""
        return {self.template(address) for address in self.server.gets()}

    def _refusals(self) -> list[str]:
        return [line for line in self.log.read_text().splitlines() if "terminated with error" in line]

    def template(self, address: str) -> str | None:
        """Give the path of the document that an address belongs to: `accounts/lookup` rather than `accounts/{id}`."""
        path = urlsplit(address).path
        fitting = [each for each in self.document["paths"] if _is_like(each, path)]
        return min(fitting, key=lambda each: each.count("{"), default=None)


def _is_like(template: str, path: str) -> bool:
    return re.fullmatch(re.sub(r"\{[^}]*\}", "[^/]+", template), path) is not None


def requests_only() -> dict[str, Any]:
    """Read the document without its answers, which are the server's matter.

    Lists are named with [], as Rails reads them, and bodies may be forms, as OAuth has them: it speaks of JSON alone.
    """
    document: dict[str, Any] = json.loads(DOCUMENT.read_text())
    for operations in document["paths"].values():
        for operation in operations.values():
            operation["responses"] = {"default": {"description": "any"}}
            for each in operation.get("parameters", ()):
                if each["in"] == "query" and each["schema"].get("type") == "array":
                    each["name"] += "[]"
            contents = operation.get("requestBody", {}).get("content", {})
            if "application/json" in contents:
                contents["application/x-www-form-urlencoded"] = contents["application/json"]
    app = document["paths"]["/api/v1/apps"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    app["properties"]["redirect_uris"] = {"type": "string"}  # a list is for servers since 4.3, which take both
    return document


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gate]:
    """Run mastodon_mock with Prism before it."""
    folder = tmp_path_factory.mktemp("prism")
    document, log, port = requests_only(), folder / "prism.log", free_port()
    (folder / "mastodon.json").write_text(json.dumps(document))
    base = f"http://127.0.0.1:{port}"
    with mock_server.running(folder) as server:
        command = [Path(__file__).with_name("prism.sh"), folder / "mastodon.json", str(port), server.base]
        with serving(command, lambda: answers(base), log=log, seconds=120):
            yield Gate(base, log, server, document)


@pytest.fixture
def program(gate: Gate, tmp_path: Path) -> Program:
    """The program with a feed that has everything: an inbox, an outbox, a tag and a term."""
    program = Program(tmp_path, {"TOKEN": "acme-token"})
    program.configure(mock_server.feed(gate.base, terms=["acme air"], options={"tags": ["acmefail"]}))
    return program


@pytest.mark.parametrize(
    ("path", "token", "status"),
    [
        ("/api/v1/notifications?limit=many", "acme-token", 422),
        ("/api/v1/notifications?limit=80", "", 401),
        ("/api/v2/search?type=statuses", "acme-token", 422),  # without what is looked for
        ("/api/v1/mentions", "acme-token", 404),
    ],
)
def test_prism_refuses_what_is_wrong(gate: Gate, path: str, token: str, status: int) -> None:
    """A request that the document does not allow is refused: what passes means something."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = httpx.get(gate.base + path, headers=headers, trust_env=False)
    assert answer.status_code == status
    assert "stoplight.io/prism/errors" in answer.text
    assert urlsplit(path).path in "".join(gate.refused())


def test_polls_ask_only_what_the_document_allows(gate: Gate, program: Program) -> None:
    """Polls with an inbox, an outbox, tags, search, threads and lost parents make no request that Prism refuses."""
    gate.refused()
    server = gate.server
    own_id = server.say("ann", "@acme you lost my bag, this is awful")
    server.say("acme", "@ann so sorry", answers=own_id)
    server.say("acme", "Happy to help!", answers=server.say("bob", "who can help me?"))
    server.say("ann", "nobody at acme air picks up the phone #acmefail")
    for number in range(42):
        server.say("bob", f'The seats of "Acme Air" are broken, number {number}')
    program.poll()
    program.poll()
    program.run("doctor")
    program.run("feeds", "test", "acme")
    program.run("backfill", "--feed", "acme", "--since", "2020-01-01")
    assert gate.refused() == []
    assert gate.unknown_names() == []
    assert gate.used() >= {
        "/api/v1/accounts/lookup",
        "/api/v1/accounts/verify_credentials",
        "/api/v1/accounts/{id}/statuses",
        "/api/v1/notifications",
        "/api/v1/statuses/{id}",
        "/api/v1/statuses/{id}/context",
        "/api/v1/timelines/tag/{hashtag}",
        "/api/v2/search",
    }


def test_rival_asks_only_what_the_document_allows(gate: Gate, program: Program) -> None:
    """So does the feed of a rival, seen with somebody else's token."""
    gate.refused()
    program.configure({**mock_server.feed(gate.base), "brand": "Globex", "accounts": ["bob"]})
    program.poll()
    assert gate.refused() == []


def test_login_asks_only_what_the_document_allows(gate: Gate, program: Program) -> None:
    """So does a login, from the app that is registered to the token that then reads the inbox."""
    gate.refused()
    feed = mock_server.feed(gate.base, options={"token": "file:acme.secret"})
    program.configure(feed)
    url = re.search(rf"{re.escape(gate.base)}/oauth/authorize\S+", program.run("login", "acme", code=2))
    assert url is not None
    with httpx.Client(trust_env=False) as browser:
        assert browser.get(url[0]).is_success
        form = dict(parse_qsl(urlsplit(url[0]).query)) | {"username": "acme"}
        shown = browser.post(f"{gate.server.base}/oauth/authorize", data=form).text
    code = re.search(r"code: (\S+?)<", shown)
    assert code is not None
    program.run("login", "acme", "--code", code[1])
    program.poll()
    assert gate.refused() == []
