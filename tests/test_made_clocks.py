from __future__ import annotations

from pathlib import Path

from made.clocks import RULES, Size, counts, make

from dump import whole
from mentionwatch.refresh import refresh


def test_what_is_made_in_bulk_is_what_the_product_finds(tmp_path: Path) -> None:
    """A rebuild of 2 000 made mentions leaves every row of every table as it was written."""
    path, size = tmp_path / "made.db", Size(80, blocks=25)
    with make(path, size) as store:
        made = counts(store.db)
        assert made["mentions"] == 2000
        assert all(count for count in made.values())
        before = whole(path)
        refresh(store, RULES, now=size.now, everything=True)
        assert whole(path) == before
