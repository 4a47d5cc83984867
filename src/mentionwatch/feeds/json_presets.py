"""Networks that are a mapping and nothing else: the options of a `json` feed, filled in but for a few settings.

`needs` are settings the user gives, each with an example; `may_have` those that may be left out. A variant lies
over the rest where the setting of its name is given. The user's own options lie over all.
"""

from __future__ import annotations

from typing import Any

from mentionwatch.feeds.json_forums import DISCOURSE, STACK_EXCHANGE
from mentionwatch.feeds.json_reviews import GOOGLE_BUSINESS, GOOGLE_PLAY, TRUSTPILOT, YELP

PRESETS: dict[str, dict[str, Any]] = {
    "discourse": DISCOURSE,
    "google-business": GOOGLE_BUSINESS,
    "google-play": GOOGLE_PLAY,
    "stackexchange": STACK_EXCHANGE,
    "trustpilot": TRUSTPILOT,
    "yelp": YELP,
}
"""Each preset under the name of its network."""
