"""`export --pseudonymous`: no handle, name, link, address or number of a customer is in any column of any dataset."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from builders import RULES, World, complaint, instant, post, praise, question, reply
from console import Ask
from mentionwatch.config import BrandAccount
from mentionwatch.export.datasets import DATASETS, read_dataset
from mentionwatch.export.disguise import Disguise
from mentionwatch.model import Account, Post
from mentionwatch.store.pseudonyms import hold_salt
from mentionwatch.store.queries import Filter

HANDLE, NAME, SECOND = "quokkafan77", "Zebulonia Quirrelstone", "mirabellix"
CANARIES = (
    *(
        "quokka",
        "Zebulonia",
        "Quirrelstone",
        "mirabellix",
        "quince.example",
        "wombat",
        "555 0199",
        "415-5550",
        "884421",
    ),
    *("hiddenplace", "18842"),
)
ANA = Account(
    ref="mastodon:https://quince.example/users/quokkafan77",
    network="mastodon",
    handle=f"{HANDLE}@quince.example",
    name=NAME,
    url=f"https://quince.example/@{HANDLE}",
    followers=12,
)
BEN = Account(ref=f"mastodon:{SECOND}", network="mastodon", handle=SECOND, name="Mirabellix")


def _all_leaks(world: World) -> None:
    """Add a case whose every text and field holds something that leads back."""
    stated = {"lang": "en", "location": "hiddenplace/7", "url": f"https://quince.example/@{HANDLE}/1"}
    first = complaint(
        f"Awful, my pizza is cold! Mail wombat@quince.example or ring +1 (415) 555 0199, order 884421. {NAME}, "
        f"https://quince.example/{HANDLE}?x=wombat",
        at="10:00",
        by=ANA,
        ref=f"mastodon:https://quince.example/users/{HANDLE}/statuses/18842",
        **stated,
    )
    answer = reply(
        f"@{HANDLE} Hi Zebulonia, we are so sorry! Please send a mail to help@wombat.example or ring 415-5550-199. "
        f"As we told {SECOND} (@{SECOND}), quokkafan: a refund is on its way. ^JK",
        to=first,
        at="10:20",
        url=f"https://quince.example/@acme/{HANDLE}",
    )
    also = question(f"@acme @{HANDLE} same here, Ms Quirrelstone! Why?", at="10:30", by=BEN, to=first, **stated)
    thanks = post(
        f"Great, thank you so much, works now! {NAME} www.quince.example/{HANDLE} zebulonia",
        at="11:00",
        by=ANA,
        to=answer,
        ref=f"mastodon:https://quince.example/users/{HANDLE}/statuses/18843",
        url=f"https://quince.example/@{HANDLE}/2",
    )
    elsewhere = praise(f"Thanks to @acme, {SECOND} was right", at="12:00", by=ANA, **stated)
    sent = replace(answer, ref="mastodon:answer-2", created_at=instant("13:00"), parent_ref=also.ref)
    world.add(first, answer, also, thanks, elsewhere, sent)


def _text_of(world: World, ask: Ask, name: str, *more: str) -> str:
    said = ask("export", name, *more, "--db", world.path)
    assert said.code == 0, said.err
    return said.out


@pytest.mark.parametrize("form", ["csv", "json", "jsonl"])
@pytest.mark.parametrize("name", list(DATASETS))
def test_nothing_leads_back(world: World, ask: Ask, name: str, form: str) -> None:
    """Each canary stands in the plain exports, and none of them in a pseudonymous one."""
    _all_leaks(world)
    plain = _text_of(world, ask, name, "--format", form)
    assert HANDLE in plain
    hidden = _text_of(world, ask, name, "--format", form, "--pseudonymous").casefold()
    assert [canary for canary in CANARIES if canary.casefold() in hidden] == []
    assert hidden.count("\n") == plain.count("\n")


def test_the_canaries_sing(world: World, ask: Ask) -> None:
    """Without the option, all canaries are in the exports: the test above looks for what is there."""
    _all_leaks(world)
    plain = "".join(_text_of(world, ask, name) for name in DATASETS).casefold()
    assert [canary for canary in CANARIES if canary.casefold() not in plain] == []


def test_files_can_be_joined(world: World, ask: Ask) -> None:
    """A person and a post look the same in each export, and twice in a row; what is not of a person is as it was."""
    _all_leaks(world)
    rows = {name: list(csv.DictReader(io.StringIO(_text_of(world, ask, name, "--pseudonymous")))) for name in DATASETS}
    assert _text_of(world, ask, "waits", "--pseudonymous") == _text_of(world, ask, "waits", "--pseudonymous")
    ids = {row["id"] for row in rows["mentions"]}
    assert {row["id"] for row in rows["waits"]} | {row["in_reply_to"] for row in rows["responses"]} <= ids
    people = {row["author"] for row in rows["mentions"]}
    assert {row["customer"] for row in rows["customers"]} == {row["customer"] for row in rows["waits"]} == people
    [quote] = rows["recoveries"]
    assert quote["author"] == quote["thanks_by"]
    assert quote["reply_text"].startswith(f"'@{quote['author']} Hi [name]")
    kinds = [row["kind"] for row in csv.DictReader(io.StringIO(_text_of(world, ask, "mentions")))]
    assert [row["kind"] for row in rows["mentions"]] == kinds


def test_another_database_has_other_pseudonyms(tmp_path: Path, ask: Ask) -> None:
    """The same handle looks otherwise in another database, so that a list of handles betrays nobody."""
    worlds = [World(tmp_path / f"{number}.db") for number in (1, 2)]
    for world in worlds:
        world.add(complaint(at="10:00", by=ANA))
    first, second = (_text_of(world, ask, "mentions", "--pseudonymous").splitlines()[1] for world in worlds)
    assert first.split(",")[2] != second.split(",")[2]


def test_brands_keep_their_names(world: World, ask: Ask) -> None:
    """The brand's own handle stays in texts and as the author of replies."""
    asked = question("@acme when do you open, @globex never does", at="10:00", by=ANA)
    world.add(asked, reply("We at Acme open at nine.", to=asked, at="10:20"))
    globex = post("We never do", at="10:30", by="globex", address=None)
    world.rules = RULES.model_copy(
        update={
            "accounts": (*RULES.accounts, BrandAccount(network="mastodon", handle="globex", brand="Globex")),
        }
    )
    world.add(globex, brand="Globex")
    told = _text_of(world, ask, "mentions", "--pseudonymous", "--brand", "Acme")
    [row] = csv.DictReader(io.StringIO(told))
    assert (row["to"], row["text"]) == ("acme", "when do you open, @globex never does")
    assert "We at Acme open at nine." in _text_of(world, ask, "responses", "--pseudonymous")


def test_words_of_every_day_stay(world: World, ask: Ask) -> None:
    """A name made of such words takes none of them out of a text."""
    world.add(complaint("This is the worst pizza in time", at="10:00", by=replace(ANA, name="The Time Is Now")))
    assert "This is the worst pizza in time" in _text_of(world, ask, "mentions", "--pseudonymous")


def test_the_demo_names_nobody(tmp_path: Path, ask: Ask) -> None:
    """No handle and no id of the demo's customers is in any of its pseudonymous exports."""
    assert ask("demo", "--quiet", "--directory", tmp_path / "pizza").code == 0
    config = tmp_path / "pizza" / "mentionwatch.yaml"
    mentions = list(csv.DictReader(io.StringIO(ask("export", "mentions", "-c", config).out)))
    secrets = {row[column] for row in mentions for column in ("author", "id", "url") if len(row[column]) > 5}
    for name in DATASETS:
        hidden = ask("export", name, "--pseudonymous", "-c", config).out
        words = set(re.findall(r"[\w.:/@+-]+", hidden))
        assert secrets & words == set(), name


_WRAPPED = ("{}", "Hi {},", "({})", "@{}", "thanks {}'s team", "https://x.example/{}", "{}@mail.example", "„{}“", "{}!")


@settings(max_examples=40)
@example(handle="qvx.miller", name="Qvjo", wrapped=_WRAPPED, hidden="\u200b")
@given(
    handle=st.from_regex(r"qv[a-z0-9]{3,12}([_.\-]qv[a-z0-9]{2,6})?", fullmatch=True),
    name=st.from_regex(r"Qvj[a-zäöüß]{2,8}( Qvk[a-z]{2,8})?", fullmatch=True),
    wrapped=st.lists(st.sampled_from(_WRAPPED), min_size=1, max_size=4),
    hidden=st.sampled_from(["", "\u200b", "\u202e"]),
)
def test_whatever_they_are_called(handle: str, name: str, wrapped: tuple[str, ...], hidden: str) -> None:
    """Handles and names of any form are found in any place of a text, hidden characters in them or not."""
    author = Account(ref=f"mastodon:{handle}", network="mastodon", handle=handle, name=name)
    written = [f"{one[:2]}{hidden}{one[2:]}" for one in (handle, name)]
    text = " and ".join(form.format(one) for form in wrapped for one in written)
    with TemporaryDirectory() as folder:
        world = World(Path(folder) / "acme.db")
        first = complaint(f"Awful! {text}", at="10:00", by=author)
        world.add(first, reply(f"So sorry, {text}", to=first, at="10:20"), _thanks(first, text))
        for told in _hidden_rows(world):
            assert "qv" not in told.casefold(), told


def _thanks(first: Post, text: str) -> Post:
    return post(f"Thank you so much, it works now! {text}", at="11:00", by=first.account, to=first)


def _hidden_rows(world: World) -> list[str]:
    from mentionwatch.store import open_for_writing

    with open_for_writing(world.path) as store:
        with store.transaction() as db:
            salt = hold_salt(db)
        disguise = Disguise(store.db, world.rules, salt=salt)
        found = [
            str(row)
            for name in DATASETS
            for row in read_dataset(store.db, name, Filter(), rules=world.rules, disguise=disguise)[1]
        ]
    assert len(found) >= len(DATASETS) - 1  # not each thanks settles the matter
    return found
