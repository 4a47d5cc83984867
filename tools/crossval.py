"""Measure the judge of English posts on posts that it was not trained on, for docs/model.md.

    python tools/crossval.py [DATA]

Every figure comes from verdicts of the whole judge: 5 folds over all sources, and once more with each domain of the
first source left out. Takes some minutes.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from examples import Example, default_data, read_public
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, precision_score, recall_score
from sklearn.model_selection import StratifiedKFold
from train import Trainer

from mentionwatch.config import JudgeRules
from mentionwatch.judge.kinds import English
from mentionwatch.judge.linear import Weights
from mentionwatch.model import Kind, Verdict

RULES = JudgeRules()
_FOLDS = 5
_BANDS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01)


def main() -> None:
    """Print every table of the model card that needs training."""
    parser = argparse.ArgumentParser(description="Measure the judge of English posts, cross-validated.")
    parser.add_argument("data", nargs="?", type=Path, default=default_data())
    examples = read_public(parser.parse_args().data)
    trainer = Trainer(examples)
    found = folded(trainer)
    print_kinds(examples, found)
    print_abuse(examples, found)
    print_reliability(examples, found)
    print_domains(trainer)


@dataclass(frozen=True)
class Found:
    """What was said of an example by a model that had not seen it."""

    verdict: Verdict
    scores: Weights


def judged(trainer: Trainer, learned: Sequence[int], asked: Sequence[int]) -> Iterator[tuple[int, Found]]:
    """Judge some examples by a model trained on others."""
    english = English(trainer.train(learned))
    for at in asked:
        words = trainer.posts[at].words
        yield at, Found(english.judge(words, rules=RULES, rating=None), english.score(words))


def folded(trainer: Trainer) -> list[Found]:
    """Judge each example by a model that has not seen it."""
    examples = trainer.examples
    groups = [f"{one.family} {one.complaint} {one.abuse}" for one in examples]
    found: dict[int, Found] = {}
    for learned, asked in StratifiedKFold(_FOLDS, shuffle=True, random_state=0).split(groups, groups):
        found.update(judged(trainer, learned, asked))
    return [found[at] for at in range(len(examples))]


def print_kinds(examples: Sequence[Example], found: Sequence[Found]) -> None:
    """Print how well kinds are told, by source."""
    kinds = np.array([one.verdict.kind.value if one.verdict.kind else "unjudged" for one in found])
    leaning = np.array([one.scores.complaint > one.scores.praise for one in found])
    family, part = _column(examples, "family"), _column(examples, "part")
    complains = np.array([bool(one.complaint) for one in examples])
    for title, mine in (
        ("acl19", family == "acl19"),
        ("acl19, brand-directed", (family == "acl19") & ~np.char.startswith(part, "random")),
    ):
        both = _macro(complains[mine], kinds[mine] == "complaint")
        print(f"{title}, {mine.sum()} posts: complaint or not, macro-F1 {both:.1%}")
    print_sentiment(kinds, leaning, family == "airline", part)
    for name in ("twcs", "ibm", "ericsson", ""):
        mine = (family == "contacts") & np.char.startswith(part, name)
        print_contacts(name or "all", np.array([one.split(" ")[-1] for one in part[mine]]), kinds[mine])


def print_sentiment(kinds: np.ndarray, leaning: np.ndarray, mine: np.ndarray, part: np.ndarray) -> None:
    """Print what becomes of negative, neutral and positive posts, and how well two of them are told apart."""
    for sentiment in ("negative", "neutral", "positive"):
        these = kinds[mine & (part == sentiment)]
        shares = ", ".join(f"{kind} {np.mean(these == kind):.1%}" for kind in (*Kind, "unjudged"))
        print(f"airline, {len(these)} {sentiment} posts: {shares}")
    told = mine & (part != "neutral")
    negative = part[told] == "negative"
    print(
        f"airline, negative or positive by the higher of the two scores, macro-F1 {_macro(negative, leaning[told]):.1%}"
    )
    print(f"airline, negative is complaint, macro-F1 {_macro(negative, kinds[told] == 'complaint'):.1%}")
    print(f"airline, positive is praise, macro-F1 {_macro(negative, kinds[told] != 'praise'):.1%}")
    decided = np.isin(kinds[told], ("complaint", "praise"))
    told_apart = _macro(negative[decided], kinds[told][decided] == "complaint")
    print(f"airline, of the {decided.mean():.1%} called either, macro-F1 {told_apart:.1%}")


def print_contacts(name: str, said: np.ndarray, kinds: np.ndarray) -> None:
    """Print how the four kinds of first contacts are told."""
    figures = ", ".join(
        f"{kind} F1 {f1_score(said == kind, kinds == kind):.1%} (precision "
        f"{precision_score(said == kind, kinds == kind, zero_division=0):.1%}, recall "
        f"{recall_score(said == kind, kinds == kind):.1%})"
        for kind in Kind
    )
    print(f"first contacts, {name}, {len(said)}: {figures}")
    print(f"first contacts, {name}: complaints called praise {np.mean(kinds[said == 'complaint'] == 'praise'):.1%}")


def print_abuse(examples: Sequence[Example], found: Sequence[Found]) -> None:
    """Print how well insults are found, and how many genuine complaints are flagged."""
    flagged = np.array([one.verdict.abusive for one in found])
    family, part = _column(examples, "family"), _column(examples, "part")
    mine = family == "offensive"
    said = np.array([bool(one.abuse) for one in examples])[mine]
    print(
        f"OLID, {mine.sum()} posts: abusive, precision {precision_score(said, flagged[mine]):.1%}, recall "
        f"{recall_score(said, flagged[mine]):.1%}; of insults aimed at somebody (TIN), recall "
        f"{np.mean(flagged[mine & (part == 'TIN')]):.1%}"
    )
    for title, these in (
        ("airline, negative", (family == "airline") & (part == "negative")),
        ("acl19 complaints", (family == "acl19") & np.array([bool(one.complaint) for one in examples])),
        ("first contacts that complain", (family == "contacts") & np.char.endswith(part, " complaint")),
    ):
        print(f"{title}: flagged abusive {np.mean(flagged[these]):.2%}")


def print_reliability(examples: Sequence[Example], found: Sequence[Found]) -> None:
    """Print how often verdicts of each confidence are right, on first contacts, and the curve fitted to each kind."""
    mine = [(one, said.verdict) for one, said in zip(examples, found, strict=True) if one.family == "contacts"]
    sure = np.array([verdict.confidence for _, verdict in mine])
    kind = np.array([verdict.kind for _, verdict in mine])
    right = np.array([str(verdict.kind) == one.part.split(" ")[-1] for one, verdict in mine])
    for low, high in pairwise(_BANDS):
        these = (sure >= low) & (sure < high)
        if these.any():
            band = f"confidence {low:.2f} to {min(high, 1):.2f}"
            print(f"{band}: {these.sum()} posts, mean {sure[these].mean():.1%}, right {right[these].mean():.1%}")
    for one in Kind:
        these = (kind == one) & (sure > 0) & (sure < 1)
        if len(set(right[these])) == 2:
            margin = np.log(sure[these] / (1 - sure[these]))[:, None]
            fit = LogisticRegression(C=10).fit(margin, right[these])
            print(f"{one}: to be calibrated, steepness x {fit.coef_[0][0]:.2f}, start x that {fit.intercept_[0]:+.2f}")


def print_domains(trainer: Trainer) -> None:
    """Print how well complaints are told in a domain that no training post of its source was from."""
    examples = trainer.examples
    domains = sorted({one.part for one in examples if one.family == "acl19"})
    said, found, shares = [], [], []
    for domain in domains:
        asked = [at for at, one in enumerate(examples) if one.family == "acl19" and one.part == domain]
        out = set(asked)
        learned = [at for at in range(len(examples)) if at not in out]
        kinds = [said.verdict.kind is Kind.COMPLAINT for _, said in judged(trainer, learned, asked)]
        complains = [bool(examples[at].complaint) for at in asked]
        if len(set(complains)) == 2:
            shares.append(_macro(np.array(complains), np.array(kinds)))
            said += complains
            found += kinds
            print(f"acl19 without {domain}: macro-F1 there {shares[-1]:.1%} ({len(asked)} posts)")
        else:
            print(f"acl19 without {domain}: called complaint there {np.mean(kinds):.1%} ({len(asked)} posts)")
    over_all = _macro(np.array(said), np.array(found))
    print(f"acl19, a domain left out: macro-F1 {np.mean(shares):.1%} on average, {over_all:.1%} over all these posts")


def _column(examples: Sequence[Example], name: str) -> np.ndarray:
    return np.array([getattr(one, name) for one in examples])


def _macro(said: np.ndarray, found: np.ndarray) -> float:
    return float(f1_score(said, found, average="macro"))


if __name__ == "__main__":
    main()
