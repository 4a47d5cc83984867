"""The configuration: YAML in, frozen objects out; every error names the file, the line and the fix."""

from __future__ import annotations

from mentionwatch.config.loader import find, load
from mentionwatch.config.model import (
    BrandAccount,
    BusinessHours,
    Config,
    FeedConfig,
    FeedHours,
    HttpConfig,
    JudgeRules,
    Place,
    PriorityRules,
    ReplyRules,
    Rules,
    Sla,
)
from mentionwatch.config.secrets import resolve_options

__all__ = [
    "BrandAccount",
    "BusinessHours",
    "Config",
    "FeedConfig",
    "FeedHours",
    "HttpConfig",
    "JudgeRules",
    "Place",
    "PriorityRules",
    "ReplyRules",
    "Rules",
    "Sla",
    "find",
    "load",
    "resolve_options",
]
