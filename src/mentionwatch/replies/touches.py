"""What a reply takes up of what the customer said: the words of matter that both use."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from itertools import pairwise

from mentionwatch.text import JUDGED_CHARS

_MOST = 8
_NOT_WORDS = re.compile(r"(?:https?://|www\.)\S{1,2000}|[\w.+\-]{1,64}@[\w.\-]{1,99}|@[\w.\-]{1,99}")
_WORD = re.compile(r"[^\W_]+(?:'[^\W\d_]+)?")
_UNSPACED = re.compile("[\u30a0-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u0e00-\u0e7f]{2,}")
_ENDINGS = ("'s", "ings", "ing", "ied", "ies", "ed", "es", "s", "y", "e")
_WORDS = """
able about above absolutely actually after again ago ahead all almost along already also although always and another
any anyone anything anyway apologies apologize appreciate are around ask asked asking assist assistance aware away
awful back bad because been before behind being believe best better big bit both bring but bye call came can cannot
care case chance chat check checked cheers clear come coming concern concerned concerns contact contacted could course
customer customers day days dear detail details did different direct disappointed disappointing does doesn doing don
done down drop each early either else email end enough ensure even ever every everyone everything experience
experienced extremely far feedback feel few find fine first fix follow for forward found from frustrated frustrating
frustration full further get gets getting give given giving glad goes going gone gonna good got great guys had happen
happened happening happy hard has hate have haven hear heard hello help helped helpful helping here hey hold hope
hoping how however hundreds idea immediately inbox inconvenience info inform information instead into isn issue issues
its just keep kind kindly know last late later least let letting like link little live long look looking looks lot
love made mail make making many matter may maybe mean means message might mind minute minutes month months more
morning most much must name near need needed never new next nice night not note nothing now number off offer often one
only open other our out over own part people person please pls plz point possible post private problem problems
provide put question questions quick quickly quite rather reach reached read really reason regarding regards reply
report request resolve resolved respond response ridiculous right said same say saying see seem seems seen send sent
serious service several shall share she shocking shoot should show since sincerely situation some someone something
soon sorry sort speak start started still stop such suppose sure take taken taking talk team tell terrible than thank
thanks that the their them then there these they thing things think this those though thought three through time times
today together tomorrow tonight too took touch tried trouble try trying tweet two understand unfortunately until
update use used using usually very via visit wait waited waiting want wanted was wasn way ways week weeks welcome well
went were what whatever when where whether which while who whole why will wish with within without won wonder
wondering word words work worked working works worse worst would wouldn write wrong year years yes yesterday yet you
your yours yourself
"""
_COMMON = frozenset(_WORDS.split())


def touches(reply: str, said: Iterable[str], *, names: Iterable[str] = ()) -> tuple[str, ...]:
    """Give the words of the customer's posts that a reply takes up, in the reply's order; at most 8.

    Words that stand in any exchange ("sorry", "help", "please") say nothing of a matter and are left out, as are
    links, addresses, and the `names` of brand and customer. A reply without any touches on nothing they said.
    """
    theirs = {stem for text in said for stem, _ in _stems(text)}
    theirs -= {stem for name in names for stem, _ in _stems(name)}
    taken: dict[str, str] = {}
    for stem, word in _stems(reply):
        if stem in theirs:
            taken.setdefault(stem, word)
    return tuple(taken.values())[:_MOST]


def words_of_matter(text: str) -> tuple[str, ...]:
    """Give the words of a text that say something of a matter, each once, in order: none that any exchange holds."""
    return tuple(dict.fromkeys(word for _, word in _stems(text)))


def _stems(text: str) -> Iterable[tuple[str, str]]:
    """Give the words of matter in a text, each with what is left of it without its ending."""
    text = _NOT_WORDS.sub(" ", html.unescape(text[:JUDGED_CHARS]).replace("’", "'")).casefold()
    for word in _WORD.findall(text):
        if _UNSPACED.search(word):
            yield from ((pair, pair) for run in _UNSPACED.findall(word) for pair in map("".join, pairwise(run)))
        elif len(word) >= (3 if word.isascii() else 4) and word not in _COMMON:
            stem = _stem(word)
            if stem not in _COMMON:
                yield stem, word


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word
