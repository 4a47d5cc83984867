"""How names become pseudonyms: in handles and refs of accounts, in texts, and in links and addresses of posts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import blake2b

from mentionwatch.model import Account, Post

PREFIX = "customer/"
"""How the id in the ref of a pseudonymous account begins."""

_TAG = re.compile(r"(?<![\w@/.])@(\w[\w.\-]*(?:@\w[\w.\-]*\w)?)")
_IN_ADDRESS = re.compile(
    r"(?P<before>/(?:users|user|u|profile)/|/@)(?P<name>(?!did:|\d+(?:[/?#\s]|$))[^/?#\s]+)", re.IGNORECASE
)
"""A name as networks write it into the address of a post or person: /users/ana/statuses/1, /@ana/1."""
_NEEDS_NO_NAME = re.compile(r"(?<=[/.])((?:twitter|x)\.com)/[^/\s]+/status/", re.IGNORECASE)
"""Links to posts that lead there whatever name they hold."""
_OURS = re.compile(r"customer-[0-9a-f]{6}")


def is_pseudonymous(ref: str) -> bool:
    """Say whether an account's ref is that of a pseudonym."""
    return ref.partition(":")[2].startswith(PREFIX)


@dataclass(frozen=True, slots=True)
class Names:
    """Makes pseudonyms, and takes names out. `speakers` are the (network, handle or id) that are no customers'."""

    salt: str
    speakers: frozenset[tuple[str, str]]

    def handle(self, network: str, handle: str) -> str:
        """Give the pseudonym for a handle: the same for `ana` and `ana@example.social`, as texts write both."""
        return f"customer-{self._hash(network, local_part(handle))[:6]}"

    def account_ref(self, ref: str) -> str:
        """Give the ref of the account that stands for another."""
        return f"{ref.partition(':')[0]}:{PREFIX}{self._hash(ref)}"

    def account(self, account: Account) -> Account:
        """Give the account that stands for a customer's: no name, no profile."""
        return Account(
            ref=self.account_ref(account.ref),
            network=account.network,
            handle=self.handle(account.network, account.handle),
            followers=account.followers,
        )

    def is_speaker(self, network: str, name: str) -> bool:
        """Say whether a handle is a brand's, or ignored."""
        return not self.speakers.isdisjoint(
            {(network, name.lower()), (network, local_part(name)), ("", local_part(name))}
        )

    def speaks(self, post: Post) -> bool:
        """Say whether a post's author is no customer."""
        account = post.account
        own_id = account.ref.partition(":")[2].lower()
        return (
            bool(post.from_brand)
            or self.is_speaker(post.network, account.handle)
            or (post.network, own_id) in self.speakers
        )

    def ref(self, ref: str) -> str:
        """Give a post's ref without the name that some networks write into it."""
        network = ref.partition(":")[0]
        return _IN_ADDRESS.sub(lambda found: found["before"] + self._unless_speaker(network, found["name"]), ref)

    def text(self, network: str, text: str) -> str:
        """Give a text with pseudonyms for the people it tags and links to."""

        def tag(found: re.Match[str]) -> str:
            name = found[1].rstrip(".-")
            return f"@{self._unless_speaker(network, name)}{found[1][len(name) :]}"

        def link(found: re.Match[str]) -> str:
            return found["before"] + self._unless_speaker(network, found["name"])

        return _TAG.sub(tag, _IN_ADDRESS.sub(link, _shortened(text)))

    def _unless_speaker(self, network: str, name: str) -> str:
        if _OURS.fullmatch(name) or self.is_speaker(network, name):
            return name
        return self.handle(network, name)

    def _hash(self, *parts: str) -> str:
        return blake2b("\n".join(parts).encode(errors="replace"), key=self.salt.encode(), digest_size=16).hexdigest()


def local_part(handle: str) -> str:
    return handle.lower().lstrip("@").partition("@")[0]


def _shortened(text: str) -> str:
    """Take the name out of links that need none."""
    return _NEEDS_NO_NAME.sub(lambda found: f"{found[1]}/i/status/", text)


def without_name(url: str | None, handle: str) -> str | None:
    """Give a link that holds no handle, None where the network has none."""
    if url is None:
        return None
    short = _shortened(url)
    holds_name = re.search(rf"(?<![a-z0-9]){re.escape(local_part(handle))}(?![a-z0-9])", short.lower())
    return None if holds_name or _IN_ADDRESS.search(short) else short
