"""The weights that ship: what stands in the file, what must not, and that training makes it again."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentionwatch.judge.kinds import English
from mentionwatch.judge.linear import SHIPPED, UNIT, Weights, pairs_of, read, shipped
from mentionwatch.judge.signals import find_cues
from mentionwatch.judge.words import read_words

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("MENTIONWATCH_SHARED", ROOT.parent / "shared")) / "data"
INVENTED = ROOT / "tools" / "invented.csv"
TEXTS = [row["text"] for row in csv.DictReader(INVENTED.read_text(encoding="utf-8").splitlines())]


def train(output: Path, *arguments: str | Path) -> bytes:
    command = [sys.executable, ROOT / "tools" / "train.py", *arguments, "-o", output]
    subprocess.run(list(map(str, command)), check=True, capture_output=True)
    return output.read_bytes()


def test_the_file_is_small() -> None:
    """The weights stay below a megabyte."""
    assert SHIPPED.stat().st_size < 1_000_000


def test_the_file_holds_words_alone() -> None:
    """No link, number or @name is weighed, and nothing longer than two words."""
    model = shipped()
    for text in (*model.words, *model.pairs):
        assert not re.search(r"[\d@#/_<>]|http|www", text), text
        assert len(text.split()) <= 2, text


def test_every_cue_is_weighed() -> None:
    """Whatever cue the invented posts show has a weight."""
    known = shipped().cues
    unweighed = {cue.key for text in TEXTS for cue in find_cues(read_words(text))} - set(known)
    assert not unweighed


@given(st.sampled_from(TEXTS))
def test_scores_are_sums(text: str) -> None:
    """A post's score is the start and the weights of its words, pairs and cues, and nothing else."""
    words = read_words(text)
    english = English()
    model = english.model
    said = model.weigh(words.tokens)
    assert set(said) <= {*words.tokens, *pairs_of(words.tokens)}
    total = english.score(words).praise - model.start.praise - sum(one.praise for one in said.values())
    cues = sum(weights.praise * cue.strength for cue, weights in english._weigh_cues(find_cues(words)))
    assert total == pytest.approx(cues)


def test_a_long_post_weighs_words_less() -> None:
    """The same word counts half in a post four times as long as the longest short one."""
    model = shipped()
    word = next(iter(model.words))
    short, long = [word] * 30, [word] * 120
    assert model.weigh(long)[word].complaint == pytest.approx(model.weigh(short)[word].complaint / 2)


def test_training_twice_gives_the_same_file(tmp_path: Path) -> None:
    """Any labelled CSV trains a model, byte for byte the same each time, of words that three posts have."""
    once = train(tmp_path / "once.tsv", "--labelled", INVENTED, "--name", "mine/1")
    assert once == train(tmp_path / "twice.tsv", "--labelled", INVENTED, "--name", "mine/1")
    model = read(tmp_path / "once.tsv")
    assert model.name == "mine/1"
    assert isinstance(model.start, Weights)
    posts = {read_words(text).tokens for text in TEXTS}
    counts = Counter(word for tokens in posts for word in {*tokens, *pairs_of(tokens)})
    assert model.words
    assert all(counts[text] >= 3 for text in (*model.words, *model.pairs))
    assert all(abs(weight) < 20 * UNIT for weights in model.words.values() for weight in weights)


def test_training_says_which_line_is_wrong(tmp_path: Path) -> None:
    """A row without a kind that there is stops the training, by file and line."""
    bad = tmp_path / "bad.csv"
    bad.write_text("text,kind\nfine shoes,praise\nno shoes,anger\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "train.py"), "--labelled", str(bad), "-o", str(tmp_path / "x.tsv")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"{bad}, line 3: needs a text and a kind" in done.stderr
    assert not (tmp_path / "x.tsv").exists()


@pytest.mark.skipif(not DATA.is_dir(), reason="the public data sets are not here (docs/model.md names them)")
def test_training_gives_the_shipped_file(tmp_path: Path) -> None:
    """The public data sets train exactly the weights that ship."""
    assert train(tmp_path / "again.tsv", DATA) == SHIPPED.read_bytes()
