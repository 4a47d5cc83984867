"""`--feed` in every report and export: only what that feed brought."""

from __future__ import annotations

import csv
import io

import pytest

from builders import RULES, World, account, complaint, post, praise, question, reply
from console import Ask
from mentionwatch.config import BrandAccount
from mentionwatch.model import Post

DM = "So sorry! Please send us a DM with your order number. ^Jo"
STOCK = "We are sorry that your visit did not go as planned, and we have passed your comments on to the whole team."
NETWORKS = ("mastodon", "reddit")


def posts_on(network: str) -> list[Post]:
    """Make a case for each report on one network, by customers whose names say which."""
    who = {
        name: account(f"{network}-{name}", network=network)
        for name in ("sent", "a", "b", "c", "missed", "asks", "fan", "odd")
    }
    sent, *stock = (complaint(at=f"1{i}:00", by=who[name]) for i, name in enumerate(("sent", "a", "b", "c")))
    brand = account("acme", network=network)
    return [
        *(sent, *stock),
        complaint(at="14:00", by=who["missed"]),
        question(at="15:00", by=who["asks"]),
        praise(at="16:00", by=who["fan"]),
        post("Hm, so there is that.", at="17:00", by=who["odd"]),
        reply(DM, to=sent, at="10:30", by=brand),
        *(reply(STOCK, to=one, at=f"1{i}:30", by=brand) for i, one in enumerate(stock, start=1)),
    ]


@pytest.fixture
def two_feeds(world: World) -> World:
    """A world of two feeds, one for each network, that brought like posts."""
    accounts = tuple(BrandAccount(network=network, handle="acme", brand="Acme") for network in NETWORKS)
    world.rules = RULES.model_copy(update={"accounts": accounts})
    world.add(*posts_on("mastodon"), *posts_on("reddit"))
    return world


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize(
    "args",
    [
        *(("report", name) for name in ("missed", "handoffs", "replies", "unresolved", "praise")),
        ("report", "canned", "--rows"),
        ("report", "times", "--rows"),
        ("inbox",),
        ("inbox", "--review"),
        *(("export", name) for name in ("mentions", "responses", "conversations", "waits", "customers")),
    ],
    ids=" ".join,
)
def test_holds_what_the_feed_brought(two_feeds: World, ask: Ask, network: str, args: tuple[str, ...]) -> None:
    """Without `--feed` there are rows of both feeds, with it of the one only, and not fewer of that."""
    csv_of = [] if args[0] == "export" else ["--csv"]

    def networks(*more: str) -> list[str]:
        said = ask(*args, *csv_of, *more, "--db", two_feeds.path)
        return [row["network"] for row in csv.DictReader(io.StringIO(said.out))]

    found = networks()
    assert set(found) == set(NETWORKS)
    assert networks("--feed", f"acme-{network}") == [one for one in found if one == network]
