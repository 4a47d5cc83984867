"""The door for other languages: real packages on the path, found by their entry point."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from builders import World, complaint, post
from mentionwatch.config import JudgeRules
from mentionwatch.errors import ConfigError
from mentionwatch.judge import classifiers, judge, version_of
from mentionwatch.model import Kind

FINNISH = """
from mentionwatch.model import Kind, Verdict

class Finnish:
    name = "{name}"

    def judge(self, words, *, rules, rating):
        kind = Kind.PRAISE if "kiitos" in words.tokens else Kind.OTHER
        return Verdict(kind=kind, reasons=("by its words",), confidence={confidence})

FINNISH = Finnish()
"""
Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Give a function that puts a package with a classifier on the path."""

    def _install(
        package: str = "finnish_posts",
        *,
        language: str = "fi",
        name: str = "words-fi/1",
        confidence: str = "0.8",
        source: str = FINNISH,
        target: str = "FINNISH",
    ) -> None:
        folder = tmp_path / f"{package}-{name.replace('/', '-')}"
        info = folder / f"{package}-1.0.dist-info"
        info.mkdir(parents=True)
        module = f"{package}_{name.replace('/', '_').replace('-', '_')}"
        (folder / f"{module}.py").write_text(source.format(name=name, confidence=confidence))
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[mentionwatch.classifiers]\n{language} = {module}:{target}\n")
        monkeypatch.delitem(sys.modules, module, raising=False)  # an earlier test's package of the same name
        monkeypatch.syspath_prepend(folder)
        classifiers.find.cache_clear()

    yield _install
    classifiers.find.cache_clear()


def test_an_installed_package_judges_its_language(install: Install) -> None:
    """A post goes to the classifier of its language, and the verdict says who judged and in which language."""
    install()
    rules = JudgeRules(languages=("en", "fi-FI"))
    found = judge("kiitos paljon", rules=rules, lang="fi")
    assert (found.kind, found.classifier, found.language) == (Kind.PRAISE, "words-fi/1", "fi")
    english = judge("my parcel never arrived", rules=rules, lang="en-GB")
    assert (english.kind, english.language) == (Kind.COMPLAINT, "en")
    assert english.classifier != found.classifier
    assert "fi" in classifiers.languages()


def test_an_installed_language_is_judged_only_if_asked_for(install: Install) -> None:
    """Installing a package alone changes no verdict."""
    install()
    found = judge("kiitos paljon", rules=JudgeRules(), lang="fi")
    assert (found.kind, found.classifier, found.language) == (None, "", "fi")


def test_stars_without_words_go_to_the_first_language(install: Install) -> None:
    """Stars decide alone where there are no words; no language is claimed for them."""
    install()
    found = judge("", rules=JudgeRules(languages=("fi", "en")), rating=1.0)
    assert (found.classifier, found.language) == ("words-fi/1", None)


def test_a_language_that_nothing_judges_is_refused() -> None:
    """The error names the language, those there are, and the door for others."""
    with pytest.raises(ConfigError, match="'tlh'") as caught:
        version_of(JudgeRules(languages=("en", "tlh")))
    assert "en" in caught.value.hint
    assert "mentionwatch.classifiers" in caught.value.hint


@pytest.mark.parametrize(
    ("source", "target", "said"),
    [
        ("import no_such_module", "FINNISH", "cannot be loaded"),
        ("raise RuntimeError('no model file')", "FINNISH", "no model file"),
        (FINNISH, "MISSING", "cannot be loaded"),
        (FINNISH, "Finnish", "not a class"),
        ("FINNISH = 7", "FINNISH", "is no classifier"),
    ],
)
def test_a_broken_package_is_named(install: Install, source: str, target: str, said: str) -> None:
    """A package that cannot be loaded, or is no classifier, is one sentence with its name and a hint."""
    install(source=source, target=target)
    with pytest.raises(ConfigError) as caught:
        classifiers.find("fi")
    assert "finnish_posts" in caught.value.message
    assert said in f"{caught.value.message} {caught.value.cause}"
    assert caught.value.hint


def test_another_package_wins_over_ours(install: Install) -> None:
    """Who installs another classifier for a language of ours wants that one."""
    install(language="en", name="other-en/1")
    assert judge("kiitos", rules=JudgeRules(), lang="en").classifier == "other-en/1"


def test_two_packages_for_one_language_are_refused(install: Install) -> None:
    """Which of two would judge must not hang on the order of the path."""
    install()
    install("suomi", name="suomi/1")
    with pytest.raises(ConfigError, match="finnish_posts and suomi"):
        classifiers.find("fi")


@pytest.mark.parametrize("confidence", ["7", "float('nan')", "-0.1"])
def test_a_senseless_verdict_is_a_failure(install: Install, confidence: str) -> None:
    """What could not be kept in the database is refused post by post, where the poll can tell it."""
    install(confidence=confidence)
    with pytest.raises(ValueError, match="words-fi/1"):
        judge("kiitos", rules=JudgeRules(languages=("fi",)), lang="fi")


def test_a_new_version_of_a_package_judges_again(install: Install, tmp_path: Path) -> None:
    """After an upgrade of a classifier the next refresh judges every post anew, and the store says who judged."""
    rules = JudgeRules(languages=("en", "fi"))
    world = World(tmp_path / "acme.db")
    world.rules = world.rules.model_copy(update={"judge": rules})
    install(name="words-fi/1")
    before = version_of(rules)
    world.add(post("kiitos paljon", at="10:00", lang="fi"), complaint(at="11:00", by="ben"))
    assert _classifiers(world) == {"words-fi/1": "fi", _english(): "en"}
    (tmp_path / "finnish_posts-words-fi-1" / "finnish_posts-1.0.dist-info" / "entry_points.txt").unlink()
    install(name="words-fi/2")
    assert version_of(rules) != before
    world.add()
    assert _classifiers(world) == {"words-fi/2": "fi", _english(): "en"}


def _english() -> str:
    english = classifiers.find("en")
    assert english is not None
    return english.name


def _classifiers(world: World) -> dict[str, str]:
    with world.open() as store:
        return dict(store.db.execute("SELECT classifier, language FROM verdicts").fetchall())


def test_the_package_in_the_docs_works(install: Install) -> None:
    """Whoever copies the example of docs/classifying.md has a classifier that works."""
    page = (Path(__file__).resolve().parents[2] / "docs" / "classifying.md").read_text(encoding="utf-8")
    module = re.search(r"```python\n(.*?)```", page, re.DOTALL)
    assert module is not None
    assert 'fi = "mentionwatch_finnish:FINNISH"' in page
    install("mentionwatch_finnish", source=module[1].replace("{", "{{").replace("}", "}}"))
    rules = JudgeRules(languages=("en", "fi"))
    assert judge("Tilaus on myöhässä", rules=rules, lang="fi").kind is Kind.COMPLAINT
    assert judge("Missä on kauppa", rules=rules, lang="fi").classifier == "words-fi/1"
