"""A feed's own options, checked."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from mentionwatch.errors import ConfigError
from mentionwatch.feeds import FeedSpec


def check_options(spec: FeedSpec, known: Sequence[str]) -> None:
    """Refuse an option that the feed's network does not know. Raises ConfigError."""
    for name in spec.options:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"the options are {', '.join(known)}"
            raise ConfigError(f"the feed {spec.name!r}: {spec.network} has no option {name!r}", hint=hint)
