"""The code flow of OAuth 2, as an installed program does it.

https://www.rfc-editor.org/rfc/rfc6749#section-4.1 https://www.rfc-editor.org/rfc/rfc8252 https://www.rfc-editor.org/rfc/rfc7636
"""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode

from mentionwatch.errors import ConfigError, Denied, UsageError
from mentionwatch.feeds import FeedSpec
from mentionwatch.feeds.http import Client
from mentionwatch.feeds.shape import get_text

_AGAIN = "run `mentionwatch login` again, and open the address that it prints"


def need_options(spec: FeedSpec, *names: str, hint: str) -> tuple[str, ...]:
    """Give options that a login needs. Raises ConfigError where one is missing."""
    for name in names:
        if not spec.options.get(name):
            raise ConfigError(f"the feed {spec.name!r} lacks the option `{name}`, which a login needs", hint=hint)
    return tuple(str(spec.options[name]) for name in names)


def new_state() -> dict[str, str]:
    """Make what ties an answer to its question: a `state`, and a `verifier` whose hash goes ahead of the code."""
    return {"state": secrets.token_urlsafe(24), "verifier": secrets.token_urlsafe(48)}


def challenge(verifier: str) -> dict[str, str]:
    """Give the parameters that announce a verifier."""
    digest = urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    return {"code_challenge": digest, "code_challenge_method": "S256"}


def ask_url(address: str, params: Mapping[str, str]) -> str:
    """Give the address at which the user says yes."""
    return f"{address}?{urlencode({'response_type': 'code', **params})}"


def code_of(brought: str, kept: Mapping[str, str]) -> str:
    """Read the code from what the user brought back: the code itself, or the address that the browser ended at.

    Raises UsageError where no login was begun or there is no code, and Denied where the user or the network said no.
    """
    if "state" not in kept:
        raise UsageError("no login was begun that this code could end", hint=_AGAIN)
    query = brought.partition("?")[2].partition("#")[0] or (brought if "code=" in brought else "")
    if not query:
        return brought
    said = {name: values[0] for name, values in parse_qs(query).items()}
    if said.get("state", kept["state"]) != kept["state"]:
        raise Denied("the code is another login's", hint=_AGAIN)
    if "error" in said:
        cause = said.get("error_description", said["error"])
        raise Denied("the login was refused in the browser", cause=cause, hint=_AGAIN)
    if not said.get("code"):
        raise UsageError("there is no code in that address", hint="paste all of the address that the browser ended at")
    return said["code"]


async def exchange(
    http: Client, url: str, form: Mapping[str, str], *, headers: Mapping[str, str] | None = None
) -> Mapping[str, Any]:
    """Trade a code for tokens, which are masked from now on. Raises FeedError."""
    for name in ("code", "code_verifier"):
        http.keep_secret(form.get(name, ""))
    answer = await http.post(url, form=form, headers=headers, accept=(400, 401, 403))
    said = answer.json() if answer.status < 400 else {}
    token = get_text(said, "access_token")
    if token is None:
        hint = f"a code is good for one use and a few minutes; {_AGAIN}"
        raise Denied(f"{answer.host} takes no such code", cause=http.mask(answer.words), hint=hint)
    http.keep_secret(token)
    http.keep_secret(get_text(said, "refresh_token") or "")
    found: Mapping[str, Any] = said
    return found
