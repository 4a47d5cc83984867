"""How Datasette opens the file."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mentionwatch.store.asking import open_for_asking, tables_of, view_columns
from mentionwatch.web.metadata import DATABASE, metadata

if TYPE_CHECKING:
    from sqlite3 import Connection

    from mentionwatch.store.functions import Meaning

_SETTINGS = {
    "allow_csv_stream": False,  # a page of rows is what the gate can make safe for spreadsheets
    "allow_download": False,
    "default_cache_ttl": 0,  # polls write while somebody looks
    "facet_time_limit_ms": 1_000,
    "max_returned_rows": 2_000,
    "sql_time_limit_ms": 10_000,
    "suggest_facets": False,
}
_TEMPLATES = Path(__file__).parent / "templates"


def make_pages(path: Path, meaning: Meaning) -> Any:
    """Make Datasette's application for a database. Raises StoreError, and ImportError without the extra `web`."""
    db, _ = open_for_asking(path, meaning)
    try:
        described = metadata(view_columns(db), tables_of(db))
    finally:
        db.close()
    with _no_plugins():
        from datasette.app import Datasette
        from datasette.database import Database
        from datasette.plugins import pm

    class File(Database):  # type: ignore[misc]  # it has no types
        """The file, opened for whatever a visitor asks; it cannot be opened for writing."""

        def connect(self, write: bool = False) -> Connection:
            if write:
                raise PermissionError("this database is only read")
            opened, _ = open_for_asking(path, meaning)
            self._all_file_connections.append(opened)
            return opened

    from mentionwatch.web import cells

    # Else it prints a visitor's mistake with all that was at hand, posts among it.
    pm.get_plugin("datasette.handle_exception").rich = None
    if not pm.is_registered(cells):
        pm.register(cells)
    pages = Datasette([], metadata=described, settings=_SETTINGS, template_dir=str(_TEMPLATES))
    pages.remove_database("_memory")
    pages.add_database(File(pages, path=str(path), is_mutable=True), name=DATABASE)
    return pages.app()


@contextmanager
def _no_plugins() -> Iterator[None]:
    """Keep Datasette from loading what else is installed: a plugin may write, or show more than the file.

    It looks for this mark, and offers no other way.
    """
    sys._called_from_test = True  # type: ignore[attr-defined]  # a mark of Datasette's, which sys does not know
    try:
        yield
    finally:
        del sys._called_from_test  # type: ignore[attr-defined]  # the same
