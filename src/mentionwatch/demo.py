"""The sample brand: three weeks of an invented pizza chain, moved so that its last post is minutes old."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

from mentionwatch.clock import from_text, to_text

NETWORKS = ("mastodon", "bluesky", "reddit", "google")
LAST_POST_AGE = timedelta(minutes=3)

_TIMES = ("created_at", "edited_at", "deleted")
_CONFIG = """\
# The sample brand: Zampalotti, an invented pizza chain with five shops in Berlin.
# Every person and every post in it is made up.
brand: Zampalotti
database: sample.db
timezone: Europe/Berlin        # the days of the reports begin at midnight here

# What is watched. These feeds read files; a feed of a real network needs its name and, for most, a token.
feeds:
  - name: zampalotti-mastodon
    network: files
    accounts: [zampalotti]     # who speaks for the brand there
    terms: [zampalotti]        # posts that talk about the brand without tagging it
    options: {path: mastodon.jsonl, network: mastodon}
  - name: zampalotti-bluesky
    network: files
    accounts: [zampalotti.example]
    terms: [zampalotti]
    options: {path: bluesky.jsonl, network: bluesky}
  - name: zampalotti-reddit
    network: files
    accounts: [zampalotti_pizza]
    terms: [zampalotti]
    options: {path: reddit.jsonl, network: reddit}
  - name: zampalotti-google
    network: files
    accounts: [Zampalotti]
    terms: [zampalotti]
    options: {path: google.jsonl, network: google}

# The shops, found by words in a post or by the place that a review names.
places:
  - {name: Kreuzberg, terms: [kreuzberg, xberg], locations: [locations/101]}
  - {name: Neukölln, terms: [neukölln, neukoelln], locations: [locations/102]}
  - {name: Moabit, terms: [moabit], locations: [locations/103]}
  - {name: Pankow, terms: [pankow], locations: [locations/104]}
  - {name: Friedenau, terms: [friedenau], locations: [locations/105]}

# What the brand promises: the longest time to an answer.
sla:
  complaint: 1h
  question: 4h
  praise: 24h
  next_reply: 4h
  warn_at: 75%                 # due soon from this share of the time on
"""


def prepare(directory: Path, *, now: datetime) -> Path:
    """Write the sample's files and its configuration into a directory, and give the configuration's path.

    `now` is aware. All times move by one shift, such that the last post is `LAST_POST_AGE` old; the same
    `now` writes the same files. Raises FileExistsError where a configuration stands already.
    """
    config = directory / "mentionwatch.yaml"
    if config.exists():
        raise FileExistsError(f"{config} stands already")
    rows = {network: _rows(network) for network in NETWORKS}
    last_at = max(from_text(row["created_at"]) for held in rows.values() for row in held)
    shift = now.replace(microsecond=0) - LAST_POST_AGE - last_at
    directory.mkdir(parents=True, exist_ok=True)
    for network, held in rows.items():
        _write_rows(directory / f"{network}.jsonl", (_moved(row, shift) for row in held))
    config.write_text(_CONFIG, encoding="utf-8")
    return config


def _rows(network: str) -> list[dict[str, Any]]:
    text = files("mentionwatch").joinpath("sample", f"{network}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.split("\n") if line]


def _moved(row: dict[str, Any], shift: timedelta) -> dict[str, Any]:
    return row | {name: to_text(from_text(row[name]) + shift) for name in _TIMES if name in row}


def _write_rows(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
