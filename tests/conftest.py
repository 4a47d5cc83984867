"""What the tests share: builders.py is found from every folder, and no test sees the user's own settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """An empty world whose database does not exist yet."""
    return World(tmp_path / "acme.db")
