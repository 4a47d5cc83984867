"""What the tests share: builders.py is found from every folder, and no test sees the user's own settings."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from builders import World

settings.register_profile("no deadline", deadline=None)  # how long an example takes is the machine's matter
settings.load_profile("no deadline")


@pytest.fixture
def world(tmp_path: Path) -> World:
    """An empty world whose database does not exist yet."""
    return World(tmp_path / "acme.db")
