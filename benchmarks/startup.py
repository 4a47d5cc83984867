"""Claim: `mentionwatch --help` costs at most three times the CPU of a bare click program; report loads little more."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

RUNS = 15
LIMIT = 3.0
BARE = """
import click

@click.group()
def cli():
    "A bare program."

@cli.command()
def poll():
    "Do nothing."

cli()
"""


def cpu_seconds(command: list[str]) -> float:
    """Give the user and system time that one run of a command takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "NO_COLOR": "1"})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main() -> int:
    """Measure side by side, print each as a ratio of the bare program, and fail if the claim does not hold."""
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder, "bare.py")
        bare.write_text(BARE)
        ours = [sys.executable, "-m", "mentionwatch"]
        subprocess.run([*ours, "demo", "-q", "--directory", f"{folder}/demo"], check=True, stdout=subprocess.DEVNULL)
        commands = {
            "bare click program --help": [sys.executable, str(bare), "--help"],
            "mentionwatch --help": [*ours, "--help"],
            "mentionwatch report": [*ours, "report", "--db", f"{folder}/demo/sample.db"],
            "mentionwatch export mentions": [*ours, "export", "mentions", "--db", f"{folder}/demo/sample.db"],
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(RUNS):
            for name, command in commands.items():
                times[name].append(cpu_seconds(command))
    found = {name: median(values) for name, values in times.items()}
    baseline = found["bare click program --help"]
    for name, seconds in found.items():
        print(f"{name:<30} {seconds * 1000:6.0f} ms CPU   {seconds / baseline:4.1f}x the bare program")
    return int(found["mentionwatch --help"] > LIMIT * baseline)


if __name__ == "__main__":
    sys.exit(main())
