"""What strangers send to harm a terminal stands in the interactive inbox letter by letter, or not at all."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from seen import Seen, watch

from builders import RULES, World, account, complaint, reply
from mentionwatch.config import BrandAccount, Place
from mentionwatch.text import one_line

PAYLOADS = {
    "colour": "\x1b[31mred\x1b[0m",
    "title": "\x1b]0;title\x07",
    "clipboard": "\x1b]52;c;aGVsbG8=\x07",
    "link": "\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\",
    "C1": "\x9b31mC1\x9d0;x\x9c",
    "controls": "bell\x07back\x08return\rover\x7f",
    "bidi": "\u202egnp.exe\u202c \u2066x\u2069 \u200f",
    "zero width": "zero\u200bwidth\ufeff \U000e0041tag",
    "closing tag": "[/]",
    "tags": "[red]x[/red] [b]bold[/b] a[/b]",
    "link tag": "[link=https://a.example]y[/link]",
    "action": "[@click=app.leave]leave[/]",
    "emoji code": ":bomb: I [heart] you [at] \\[x]",
    "variables": "$primary %s {0} {brand} ${x}",
    "marks": "a" + "\u0301" * 300,
    "lines": "line\nbreak\r\nnew\x0b\x0c\x85\u2028end",
    "wide": "家族👩\u200d👩\u200d👧 \ufdfd " * 20,
    "long": "x" * 5000,
}
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)


@pytest.mark.parametrize("name", list(PAYLOADS))
def test_hostile_posts_are_letters(world: World, name: str) -> None:
    """A payload in text, names, place, ref and brand is shown as what it is, in list, thread, reasons and dialogs."""
    payload = PAYLOADS[name]
    brand = f"Ac{payload[:200]}me".strip()
    world.rules = RULES.model_copy(
        update={
            "brand": brand,
            "accounts": (BrandAccount(network="mastodon", handle="acme", brand=brand),),
            "places": (Place(name=f"Kr{payload[:200]}euz".strip(), terms=("kreuzberg",)),),
        }
    )
    author = replace(account("ana"), handle=f"an{payload}a", name=payload)
    opening = complaint(
        f"Awful, cold pizza in Kreuzberg! {payload} END", at="10:00", by=author, url=f"https://a.example/{payload}"
    )
    sorry = reply(f"So sorry! {payload}", to=opening, at="10:30")
    again = complaint(f"{payload} Still cold, still awful!", at="11:00", by=author, to=opening)
    world.add(opening, sorry, again, brand=brand)
    shown = one_line(payload).split()[0][:8]

    async def script(seen: Seen) -> None:
        screens = [seen.text]
        for keys in (["enter"], ["e"], ["escape", "w"], ["escape", "o"], ["u"]):
            await seen.press(*keys)
            screens.append(seen.text)
        assert not FORBIDDEN.findall("".join(screens))
        assert "\u0301" * 5 not in "".join(screens)
        assert shown in screens[0]
        assert shown in screens[1]
        assert not any(f"app.leave{mark}" in screen for mark in ("'", '"') for screen in screens)

    watch(world, script, size=(200, 30))


def test_markup_in_an_error_is_letters(world: World) -> None:
    """A filter and an error that hold markup are shown as letters too."""
    world.add(complaint(at="10:00", url="[bold]x[/nothing]"))

    async def script(seen: Seen) -> None:
        await seen.press("w")
        assert seen.said == "its address is none for a browser"
        await seen.press("slash", "left_square_bracket", "slash", "right_square_bracket")
        assert "Nothing matches '[/]'; Esc shows all." in seen.text

    watch(world, script)
