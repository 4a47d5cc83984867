"""What all tests of feeds share."""

from collections.abc import Iterator

import pytest
import stamina


@pytest.fixture(autouse=True)
def _retry_without_waiting() -> Iterator[None]:
    """Keep the three tries of a request, but not the pauses between them."""
    with stamina.set_testing(True, attempts=3):
        yield
