"""`poll --loop`: polling for as long as the process lives, for machines without cron and for containers."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from mentionwatch.cli.app import App
from mentionwatch.errors import PollRunning
from mentionwatch.store.lock import only_poll

if TYPE_CHECKING:
    from mentionwatch.config import Config

_SHORTEST = timedelta(seconds=1)
_SLICE = timedelta(seconds=30)


def poll_for_ever(app: App, config: Config, once: Callable[[datetime], None]) -> None:
    """Poll what is due, sleep until the next feed is, and so on; a signal ends it, in the midst of a poll as well.

    The lock is held while a poll runs only: other commands may write in between. Where another poll holds it, that one
    does our work.
    """
    while True:
        now = app.now()
        try:
            with only_poll(app.database(), now=now):
                once(now)
        except PollRunning as running:
            if app.is_verbose:
                app.say(running.message)
        _sleep_until(app, _next_due_at(app, config, now))


def _next_due_at(app: App, config: Config, now: datetime) -> datetime:
    from mentionwatch.poll import next_due_at

    with app.open_for_reading() as store:
        return max(next_due_at(config, store, now=now), now + _SHORTEST)


def _sleep_until(app: App, until: datetime) -> None:
    """Sleep in slices: the clock may be set meanwhile, or the machine may sleep itself."""
    if app.is_verbose:
        app.say(f"the next feed is due at {until:%H:%M:%S} UTC")
    begun = app.now()
    while (now := app.now()) < until and now >= begun:
        time.sleep(min(until - now, _SLICE).total_seconds())
