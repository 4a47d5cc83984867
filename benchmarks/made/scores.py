"""How well found templates agree with the truth, over all pairs of replies."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Score:
    """Of pairs: `precision` and `recall`. Of single replies: how many due ones were marked stock, and how many unique.

    A use is due if at least two other customers had got its template before.
    """

    precision: float
    recall: float
    due_marked: float
    unique_marked: float


def score_pairs(truth: Sequence[int | None], found: Sequence[Hashable]) -> tuple[float, float]:
    """Give precision and recall over all pairs of replies; each unique text is alone in truth."""
    right = _pairs(Counter((t, f) for t, f in zip(truth, found, strict=True) if t is not None).values())
    called = _pairs(Counter(found).values())
    true = _pairs(Counter(t for t in truth if t is not None).values())
    return (right / called if called else 1.0), (right / true if true else 1.0)


def score_marks(
    truth: Sequence[int | None], customers: Sequence[int], marked: Sequence[bool], *, others: int = 2
) -> tuple[float, float]:
    """Give the share of the due uses that are marked stock, and that of the unique texts."""
    got: defaultdict[int, set[int]] = defaultdict(set)
    due = due_marked = unique = unique_marked = 0
    for template, customer, is_marked in zip(truth, customers, marked, strict=True):
        if template is None:
            unique += 1
            unique_marked += is_marked
            continue
        had = got[template]
        if len(had - {customer}) >= others:
            due += 1
            due_marked += is_marked
        if len(had) <= others:
            had.add(customer)
    return (due_marked / due if due else 1.0), (unique_marked / unique if unique else 0.0)


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


class Groups:
    """Things joined into groups, by number."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def of(self, one: int) -> int:
        """Give the first of the group that a thing is in."""
        parent = self._parent
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    def join(self, one: int, other: int) -> None:
        """Make one group of two."""
        one, other = self.of(one), self.of(other)
        self._parent[max(one, other)] = min(one, other)
