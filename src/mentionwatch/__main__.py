"""Run the command line as ``python -m mentionwatch``."""

from mentionwatch.cli import main

main()
