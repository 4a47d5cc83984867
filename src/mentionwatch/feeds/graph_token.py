"""When a token of Meta's ends: asked once a day, since it counts as a call.

https://developers.facebook.com/docs/graph-api/reference/debug_token
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from mentionwatch.clock import to_text
from mentionwatch.errors import FeedError, Limited
from mentionwatch.feeds import FeedSpec, Surroundings
from mentionwatch.feeds.graph import Graph
from mentionwatch.feeds.kept import kept_path, load_kept, save_kept
from mentionwatch.feeds.shape import get_count, get_map, get_time
from mentionwatch.model import Expiry

_ASKED_EVERY = timedelta(days=1)
_ENDS = ("expires_at", "data_access_expires_at")  # the second ends what a person's consent allows, 90 days after it


async def note_end(graph: Graph, spec: FeedSpec, around: Surroundings) -> None:
    """Tell the surroundings when the token ends. A network that does not say it costs the poll nothing."""
    path = kept_path(spec.state_dir, "graph", graph.base, str(spec.options["token"]))
    kept = load_kept(path)
    asked_at = get_time(kept, "asked_at")
    if asked_at is None or not timedelta(0) <= around.now - asked_at < _ASKED_EVERY:
        try:
            end = end_of(await graph.look_at(str(spec.options["token"]))).at
        except Limited:
            raise
        except FeedError:
            return
        kept = {"asked_at": to_text(around.now), **({"ends_at": to_text(end)} if end else {})}
        save_kept(path, kept)
    around.note_expiry(Expiry(get_time(kept, "ends_at")))


def end_of(body: Any) -> Expiry:
    """Read the earlier of the two ends from a look at a token; 0 says that there is none."""
    ends = [end for name in _ENDS if get_count(get_map(body, "data"), name) and (end := get_time(body["data"], name))]
    return Expiry(min(ends, default=None))
