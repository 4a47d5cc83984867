"""The judging of customers' posts: which kind a post is, and why. Pure: no I/O, no clock."""

from __future__ import annotations

from mentionwatch.judge.dispatch import judge, version_of

__all__ = ["judge", "version_of"]
