"""A shop's help address, read by IMAP: customers' mails from one folder, the brand's answers from the sent ones."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from mentionwatch.clock import from_text, to_text
from mentionwatch.errors import Broken
from mentionwatch.feeds import FeedSpec, Surroundings
from mentionwatch.feeds.imap import Imap, Letter, encode_name, search_date
from mentionwatch.feeds.mail_options import read_options
from mentionwatch.feeds.mail_post import Reader, Unwanted
from mentionwatch.feeds.shape import Unreadable
from mentionwatch.feeds.walk import within_history
from mentionwatch.model import Cursor, Gap, Gone, Page, Post, Sees

MAILS_A_PAGE = 100
BYTES_A_MAIL = 64 * 1024  # headers and words stand first; attachments follow


@dataclass(slots=True)
class _Walk:
    """How far a folder has been read: by numbers that hold as long as `validity` does."""

    name: str
    is_sent: bool
    validity: int = 0
    last_uid: int = 0
    seen_from: datetime | None = None

    def left(self, uids: Sequence[int], place: Mapping[str, int] | None) -> list[int]:
        """Leave out the mails that were read before the walk was cut off, and those that have come since."""
        if place is None or place["validity"] != self.validity:
            return list(uids)
        self.last_uid = place["last_uid"]
        return [uid for uid in uids if uid < place["read_from"]]


class Email:
    """One mailbox. Nothing in it is changed, nor marked as read."""

    sees = Sees(replies=True, private=True)

    def __init__(self, spec: FeedSpec, around: Surroundings) -> None:
        self._spec = spec
        self._around = around
        self._box = read_options(spec)
        ours = {each.strip().casefold() for each in (*spec.accounts, self._box.user)}
        self._reader = Reader(spec, around.now, frozenset(each for each in ours if "@" in each or "." in each))
        self._mark = spec.mark or {}
        self._as_of = min(around.now, from_text(self._mark.get("as_of", to_text(around.now))))
        self._begins_at = self._as_of - spec.history
        self._polled_from = around.now
        self._places: dict[str, dict[str, int]] = dict(self._mark.get("places", {}))
        self._sent: set[str] = set()

    async def fetch(self, cursor: Cursor | None) -> AsyncIterator[Page]:
        """Give the mails that were sent since the last poll, then those that came."""
        held = cursor or {}
        self._begins_at = min(self._begins_at, from_text(held.get("begins_at", to_text(self._around.now))))
        self._polled_from = self._begins_at
        if self._spec.since is not None:
            self._begins_at = min(self._begins_at, self._spec.since)
        box = self._box
        async with self._around.http.connect(box.host, box.port, is_tls=box.is_tls) as stream:
            imap = Imap(self._around.http, stream, host=box.host, now=self._around.now)
            await imap.log_in(box.user, box.password)
            # The sent mails first: their ids are taken, whoever else uses them.
            walks = [
                _Walk(await self._find_sent(imap), is_sent=True),
                _Walk(encode_name(box.folder), is_sent=False),
            ]
            for walk in walks:
                async for page in self._read_folder(imap, walk, held.get("folders", {}).get(walk.name)):
                    yield page
            await imap.log_out()
        folders = {walk.name: self._state(walk, held.get("folders", {}).get(walk.name)) for walk in walks}
        yield Page(
            cursor={"begins_at": to_text(self._begins_at), "folders": folders},
            outbox_from=walks[0].seen_from,
            outbox_to=self._as_of if self._spec.since is None else self._polled_from,
        )

    async def thread(self, ref: str, *, native_id: str | None = None) -> AsyncIterator[Post | Gone]:
        """Give nothing: all that the mailbox shows of a thread, `fetch` has read."""
        nothing: tuple[Post, ...] = ()
        for post in nothing:
            yield post

    async def _find_sent(self, imap: Imap) -> str:
        found = encode_name(self._box.sent) if self._box.sent else await imap.find_sent()
        if found is None:
            hint = "name it: options: {sent: ...}, as the server writes it"
            raise Broken(f"{self._box.host} does not say which folder holds the sent mails", hint=hint)
        return found

    async def _read_folder(self, imap: Imap, walk: _Walk, held: Mapping[str, Any] | None) -> AsyncIterator[Page]:
        """Read what is new by its number: a mail that was moved in bears an old time."""
        folder = await imap.examine(walk.name)
        if walk.is_sent and held and held["last_uid"] and not folder.count:
            raise Broken("the folder of sent mails is empty, though it never was before", hint="look at `sent`")
        is_same = held is not None and held["validity"] == folder.validity
        read_to = from_text(held["read_to"]) if held else self._begins_at
        walk.validity = folder.validity
        walk.last_uid = held["last_uid"] if held and is_same else 0
        walk.seen_from = from_text(held["seen_from"]) if held and self._spec.since is None else self._begins_at
        if self._spec.since is not None:
            since, before = search_date(self._begins_at), search_date(self._polled_from + timedelta(days=2))
            uids = await imap.search(f"OR SINCE {since} SENTSINCE {since} BEFORE {before}")
        elif is_same:
            found = await imap.search(f"UID {walk.last_uid + 1}:*")
            uids = [uid for uid in found if uid > walk.last_uid]  # `*` names the last one even if that is known
        else:
            since = search_date(max(self._begins_at, read_to - self._spec.overlap))
            uids = await imap.search(f"OR SINCE {since} SENTSINCE {since}")
        walk.last_uid = max([walk.last_uid, *uids, (folder.next_uid or 1) - 1])
        uids = walk.left(uids, self._places.get(walk.name))
        reached = self._as_of
        most = len(uids) if self._spec.since is not None else self._spec.max_pages * MAILS_A_PAGE
        for start in range(0, min(len(uids), most), MAILS_A_PAGE):
            letters = await imap.fetch(uids[start : start + MAILS_A_PAGE], size=BYTES_A_MAIL)
            reached = min([reached, *(letter.arrived_at for letter in letters if letter.arrived_at)])
            page = self._page(await asyncio.to_thread(self._read_all, letters, walk), walk)
            yield replace(page, mark=self._new_mark(walk, uids, min(start + MAILS_A_PAGE, len(uids))))
        if len(uids) > most and reached > read_to:
            walk.seen_from = reached
            yield Page(gap=Gap(from_at=read_to, to_at=reached))

    def _new_mark(self, walk: _Walk, uids: Sequence[int], count: int) -> dict[str, Any]:
        """Say where this walk goes on if it is cut off, as JSON values: so many of a folder's mails are read."""
        place = {"validity": walk.validity, "last_uid": walk.last_uid, "read_from": uids[count - 1]}
        self._places = {**self._places, walk.name: place}
        reached = self._as_of - (self._as_of - self._begins_at) * (count / len(uids))
        walked: dict[str, Any] = {} if walk.is_sent else {"sent": {}}
        at = {walk.name: {"reached": to_text(reached)}}
        return {"as_of": to_text(self._as_of), "places": self._places, "walked": walked, "at": at, "of": 2}

    def _read_all(self, letters: Sequence[Letter], walk: _Walk) -> list[tuple[Letter, Post | Unwanted | Unreadable]]:
        """Read mails, or say why each of the others is none; in a thread, as a hundred take a while."""
        found: list[tuple[Letter, Post | Unwanted | Unreadable]] = []
        for letter in letters:
            try:
                found.append((letter, self._reader.read(letter, is_sent=walk.is_sent)))
            except (Unwanted, Unreadable) as reason:
                found.append((letter, reason))
        return found

    def _page(self, found: Sequence[tuple[Letter, Post | Unwanted | Unreadable]], walk: _Walk) -> Page:
        posts, skipped = [], []
        left_out: Counter[str] = Counter()
        for letter, read in found:
            if isinstance(read, Post) and self._is_forged(read, walk):
                left_out["with ids of our own"] += 1
            elif isinstance(read, Post):
                posts.append(replace(read, native_id=f"sent/{read.ref}") if walk.is_sent else read)
            elif isinstance(read, Unwanted):
                left_out[str(read)] += 1
            else:
                skipped.append(f"mail {letter.uid} in {walk.name}: {read}")
        counts = ", ".join(f"{count} {kind}" for kind, count in left_out.most_common())
        if counts:
            skipped.append(f"{left_out.total()} of the mails in {walk.name} left out: {counts}")
        if walk.is_sent:
            self._sent.update(post.ref for post in posts)
        return Page(posts=within_history(posts, self._begins_at), skipped=tuple(skipped))

    def _is_forged(self, post: Post, walk: _Walk) -> bool:
        """Say whether a stranger's mail bears the id of one of ours, which everybody knows who got that."""
        is_taken = post.ref in self._sent or self._around.find_ref(f"sent/{post.ref}") is not None
        return is_taken and not walk.is_sent

    def _state(self, walk: _Walk, held: Mapping[str, Any] | None) -> dict[str, Any]:
        seen_from = to_text(walk.seen_from or self._begins_at)
        if self._spec.since is not None and held:  # older mails say nothing of how far the newest have been read
            return {**held, "seen_from": min(held["seen_from"], seen_from)}
        return {
            "validity": walk.validity,
            "last_uid": walk.last_uid,
            "read_to": to_text(self._as_of),
            "seen_from": seen_from,
        }
