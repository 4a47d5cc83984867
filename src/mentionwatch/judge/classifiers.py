"""The door for languages: each has one classifier, built in or from a package with an entry point.

The entry point's group is `mentionwatch.classifiers`, its name the language's two letters, and it names an object
that is a `Classifier` (docs/classifying.md shows a whole package).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Protocol, cast

from mentionwatch.errors import ConfigError
from mentionwatch.judge.languages import primary

if TYPE_CHECKING:
    from mentionwatch.config import JudgeRules
    from mentionwatch.judge.words import Words
    from mentionwatch.model import Verdict

GROUP = "mentionwatch.classifiers"
_OURS = "mentionwatch"


class Classifier(Protocol):
    """Judges posts of one language. `name` changes whenever the same text may get another verdict."""

    @property
    def name(self) -> str:
        """The method and its version, such as `lexicon-de/1`."""
        ...

    def judge(self, words: Words, *, rules: JudgeRules, rating: float | None) -> Verdict:
        """Say which kind a post is. `words` are the person's own, without links and names; must be pure."""
        ...


def languages() -> tuple[str, ...]:
    """Name every language there is a classifier for, built in or installed."""
    return tuple(sorted({"en", *(point.name for point in entry_points(group=GROUP))}))


@cache
def find(language: str) -> Classifier | None:
    """Give the classifier of a language, None where there is none. Raises ConfigError for one that cannot be used.

    A package that brings a language we bring too wins over ours.
    """
    points = list(entry_points(group=GROUP, name=language))
    theirs = [point for point in points if _package(point) != _OURS]
    if len(theirs) > 1:
        packages = " and ".join(sorted(_package(point) for point in theirs))
        raise ConfigError(f"{packages} both judge {language!r}", hint="uninstall all of them but one")
    if theirs or points:
        return _load((theirs or points)[0])
    if language != "en":
        return None
    from mentionwatch.judge.kinds import ENGLISH

    return ENGLISH


def chosen(tags: Sequence[str]) -> dict[str, Classifier]:
    """Give the classifiers of the languages to judge, by language. Raises ConfigError for one that has none."""
    found: dict[str, Classifier] = {}
    for language in dict.fromkeys(primary(tag) for tag in tags):
        classifier = find(language)
        if classifier is None:
            raise ConfigError(
                f"`judge.languages` names {language!r}, which nothing here can judge",
                hint=f"there are {', '.join(languages())}; a package with an entry point {GROUP!r} adds others",
            )
        found[language] = classifier
    return found


def _load(point: EntryPoint) -> Classifier:
    where = f"the classifier for {point.name!r} ({point.value} of the package {_package(point)})"
    hint = "mend or uninstall the package, or take the language out of `judge.languages`"
    try:
        found = point.load()
    except Exception as error:  # whatever a stranger's module raises while it is imported
        raise ConfigError(f"{where} cannot be loaded", cause=f"{type(error).__name__}: {error}", hint=hint) from error
    name = getattr(found, "name", None)
    if isinstance(found, type) or not isinstance(name, str) or not name or not callable(getattr(found, "judge", None)):
        cause = "it needs a `name` and a method `judge`, and is an object, not a class"
        raise ConfigError(f"{where} is no classifier", cause=cause, hint=hint)
    return cast(Classifier, found)


def _package(point: EntryPoint) -> str:
    return point.dist.name if point.dist is not None else "?"
