"""Claim: templates are found among any number of replies, in a few times what reading their canonical forms costs.

The replies are made (made/replies.py says how), so the truth is known. Beside it, at 10 000 replies: all pairs compared
with rapidfuzz, and the MinHash index of datasketch (skipped where it is not installed: `--group bench`).

What is compared is processor time of this process alone: other work on the machine lengthens the wall clock, which is
printed beside it, but hardly that. Even so it goes up where others crowd the caches: the ratios are of one run.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

from made.replies import Form, Maker, Reply
from made.rivals import Run, all_pairs_of_forms, all_pairs_of_texts, minhash, minhash_verified
from made.scores import score_pairs
from made.stored import Stored

SIZES = (10_000, 100_000)
COMPARED = 10_000
RATIO = {Form.EASY: 3.0, Form.HARD: 5.0}
PRECISION = {Form.EASY: 0.9995, Form.HARD: 0.995}
RECALL = {Form.EASY: 0.98, Form.HARD: 0.97}
GROWTH = 12.0
"""At most so much more time for ten times as many replies, from GROWS_FROM on: what is smaller fits into caches."""
GROWS_FROM = 100_000
MEGABYTES = 1000
PAIRS = 10.0
"""How many times faster than comparing all pairs."""
EQUAL = 0.001
"""A recall no further below is equal; the others' precision is lower."""
FEW = 20_000
"""Up to so many replies, what is measured is the median of three runs."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What finding the templates of some replies took, in seconds and megabytes, and how good it was.

    Seconds are of the processor, but `wall`: how long it all took by the clock, making and storing the replies too.
    """

    form: Form
    count: int
    canonical: float
    finder: float
    rows: float
    wall: float
    megabytes: float
    precision: float
    recall: float
    due_marked: float
    unique_marked: float

    @property
    def ratio(self) -> float:
        """The time of the whole as a multiple of reading the canonical forms alone."""
        return self.finder / self.canonical


def main() -> int:
    """Print a table for each form, then the limits; fail if one is broken."""
    parser = argparse.ArgumentParser(description="Measure how templates are found among made replies.")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N", help="numbers of replies")
    parser.add_argument("--form", type=Form, choices=list(Form), action="append", dest="forms", help="default: both")
    parser.add_argument("--alone", action="store_true", help="leave out the comparison with other ways")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    forms = asked.forms or list(Form)
    if asked.child:
        print(json.dumps(asdict(measure(forms[0], asked.sizes[0]))))
        return 0
    broken = []
    for form in forms:
        measured = [measure_and_show(form, size) for size in sorted(asked.sizes)]
        broken += [text for text, holds in limits(measured) if not holds]
        if not asked.alone:
            broken += [text for text, holds in compare(form) if not holds]
    for text in broken:
        print(f"BROKEN: {text}")
    return int(bool(broken))


def measure(form: Form, count: int) -> Measured:
    """Find the templates of so many replies in a new database."""
    with tempfile.TemporaryDirectory() as folder:
        stored = Stored.make(Path(folder, "replies.db"), Maker(form))
        start = time.monotonic()
        timed = stored.add(map(stored.maker.reply, range(count)))
        wall = time.monotonic() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        score = stored.score()
        stored.store.close()
    return Measured(form, count, timed.canonical, timed.finder, timed.rows, wall, peak, **asdict(score))


def measure_and_show(form: Form, count: int) -> Measured:
    """Measure, for few replies three times, and print the median run as a row of the table."""
    runs = sorted((in_own_process(form, count) for _ in range(3 if count <= FEW else 1)), key=lambda run: run.ratio)
    found = runs[len(runs) // 2]
    print(
        f"{form}, {count:,} replies: canonical() {found.canonical / count * 1e6:.0f} microseconds a reply, the whole "
        f"{found.finder / count * 1e6:.0f} ({found.ratio:.1f}x), the replies' own rows {found.rows / count * 1e6:.0f}; "
        f"peak {found.megabytes:.0f} MB; {found.wall:.0f} s by the clock, with making and storing them\n"
        f"    of pairs: precision {found.precision:.5f}, recall {found.recall:.4f}; "
        f"marked stock: {found.due_marked:.2%} of what is, {found.unique_marked:.3%} of unique texts",
        flush=True,
    )
    return found


def in_own_process(form: Form, count: int) -> Measured:
    """Measure in a process of its own, so that the peak of memory is its own."""
    command = [sys.executable, __file__, "--child", "--form", form, "--sizes", str(count)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return Measured(**{**json.loads(done.stdout), "form": form})


def limits(measured: Sequence[Measured]) -> Iterator[tuple[str, bool]]:
    """Say of each limit whether it holds."""
    for one in measured:
        at = f"{one.form}, {one.count:,}:"
        yield f"{at} {one.ratio:.1f}x of canonical(), at most {RATIO[one.form]}x", one.ratio <= RATIO[one.form]
        yield f"{at} precision {one.precision:.5f}", one.precision >= PRECISION[one.form]
        yield f"{at} recall {one.recall:.4f}", one.recall >= RECALL[one.form]
        yield f"{at} {one.due_marked:.4f} of the due uses marked stock", one.due_marked >= RECALL[one.form]
        yield f"{at} {one.unique_marked:.5f} of unique texts marked stock", one.unique_marked <= 1 - PRECISION[one.form]
        yield f"{at} {one.megabytes:.0f} MB", one.megabytes < MEGABYTES
    for fewer, more in pairwise(measured):
        growth = more.finder / fewer.finder
        print(f"    {more.count / fewer.count:.0f}x as many replies take {growth:.1f}x the time")
        most = GROWTH * (more.count / fewer.count) / 10
        if fewer.count >= GROWS_FROM:
            yield f"{more.form}, {fewer.count:,} to {more.count:,}: grows {growth:.1f}x", growth <= most


def compare(form: Form) -> Iterator[tuple[str, bool]]:
    """Compare with other ways on the same texts, all of them from the raw texts on."""
    replies = list(map(Maker(form).reply, range(COMPARED)))
    texts, truth = [reply.text for reply in replies], [reply.template for reply in replies]
    ours = fastest(lambda: through_the_store(form, replies))
    _, our_recall = show(form, ours, truth)
    for way in (all_pairs_of_texts, all_pairs_of_forms):
        run = way(texts)
        _, recall = show(form, run, truth)
        yield f"{form}: {run.seconds / ours.seconds:.1f}x as fast as {run.name}", run.seconds >= PAIRS * ours.seconds
        yield f"{form}: recall {our_recall:.4f}, {recall:.4f} of {run.name}", our_recall >= recall - EQUAL
    if not find_spec("datasketch"):
        print("    datasketch: skipped, it is not installed (pip install --group bench)")
        return
    for indexed in (minhash, partial(minhash_verified, threshold=0.5), partial(minhash_verified, threshold=0.4)):
        run = fastest(partial(indexed, texts))
        precision, recall = show(form, run, truth)
        if precision >= PRECISION[form] and recall >= RECALL[form]:  # a way that misses these is no rival in speed
            yield f"{form}: {run.seconds / ours.seconds:.2f}x as fast as {run.name}", run.seconds > ours.seconds
        yield f"{form}: recall {our_recall:.4f}, {recall:.4f} of {run.name}", our_recall >= recall - EQUAL


def fastest(way: Callable[[], Run]) -> Run:
    """Give the fastest of three runs."""
    return min((way() for _ in range(3)), key=lambda run: run.seconds)


def show(form: Form, run: Run, truth: Sequence[int | None]) -> tuple[float, float]:
    """Print what a way took and gave; give its precision and recall."""
    precision, recall = score_pairs(truth, run.groups)
    print(
        f"    {form}, {COMPARED:,}: {run.name:<40} {run.seconds:6.2f} s, "
        f"precision {precision:.5f}, recall {recall:.4f}",
        flush=True,
    )
    return precision, recall


def through_the_store(form: Form, replies: Sequence[Reply]) -> Run:
    """Find templates as the product does; the other ways keep nothing, so the replies' own rows are left out."""
    with tempfile.TemporaryDirectory() as folder:
        stored = Stored.make(Path(folder, "replies.db"), Maker(form))
        timed = stored.add(replies)
        found = list(stored.found())
        stored.store.close()
    return Run("mentionwatch, in SQLite", [root for root, _ in found], timed.finder)


if __name__ == "__main__":
    sys.exit(main())
