"""The pages of somebody's JSON API: the items of one, and what leads to the next."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

from mentionwatch.feeds.answer import Answer
from mentionwatch.feeds.json_model import Lists, Next
from mentionwatch.feeds.json_paths import find, find_word, walk
from mentionwatch.feeds.shape import need_list

_NEXT = re.compile(r'<([^>]+)>\s*;[^,]*\brel="?next"?')


def list_items(body: Any, places: Lists, host: str, *, may_lack: bool = False) -> list[Any]:
    """Give the items of an answer; a single one may stand there without a list. Raises Broken."""
    if places is None:
        return need_list(body, None, host)
    items: list[Any] = []
    for place in (places,) if isinstance(places, str) else places:
        found = walk(body, place)
        if isinstance(found, Mapping):
            items.append(found)
        elif found is not None or not (may_lack and isinstance(body, Mapping)):
            items += need_list(found, None, host)
    return items


def page_params(rule: Next | None, token: str | None) -> dict[str, str]:
    """Give the parameters that ask for a page: of the first one, a counter's number only."""
    if rule is None or rule.link or rule.header:
        return {}
    if rule.page:
        return {rule.page: token or str(rule.first)}
    if token is None:
        return {}
    return {rule.offset or rule.param: token}


def next_page(
    rule: Next | None, answer: Answer, body: Any, items: Sequence[Any], token: str | None
) -> tuple[str | None, bool]:
    """Give what asks for the next page, None for the last one; and whether it would lead to another host."""
    if rule is None:
        return None, False
    if rule.link or rule.header:
        header = _NEXT.search(answer.headers.get("link", ""))
        link = find_word(body, rule.link) if rule.link else header and header[1]
        return _checked_link(link, answer.url) if link else (None, False)
    if rule.cursor:
        return find_word(body, rule.cursor), False
    is_full = bool(find(body, rule.more)) if rule.more else len(items) >= (rule.size or 1)
    if not is_full:
        return None, False
    if rule.last:
        mark = find_word(items[-1], rule.last)
        return (mark if mark != token else None), False
    if rule.page:
        return str(int(token or rule.first) + 1), False
    return str(int(token or 0) + len(items)), False


def _checked_link(link: str, url: str) -> tuple[str | None, bool]:
    try:
        target = urljoin(url, link)
        there, here = urlsplit(target), urlsplit(url)
    except ValueError:
        return None, True
    is_astray = (there.scheme, there.netloc.lower()) != (here.scheme, here.netloc.lower())
    return (None, True) if is_astray else (target, False)
