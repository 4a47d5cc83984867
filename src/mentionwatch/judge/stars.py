"""What a number of stars says by itself."""

from __future__ import annotations

from mentionwatch.model import Kind

FEW = 2
MANY = 4


def kind_of_stars(rating: float | None) -> Kind | None:
    """Give what stars of 5 say: few complain, many praise, those between say nothing."""
    if rating is None:
        return None
    if rating <= FEW:
        return Kind.COMPLAINT
    return Kind.PRAISE if rating >= MANY else None
