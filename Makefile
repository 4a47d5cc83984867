# Everything sets up its own virtual environment in .venv; it needs python3 (3.11 or later), git and make.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: demo test live browser lint types bench model docs pictures clean

demo: $(READY)  ## the whole job on the sample brand, offline
	$(BIN)/mentionwatch demo

test: $(READY)  ## all tests, side by side
	$(BIN)/pytest -q -n auto --maxprocesses 4 --dist worksteal -m "not live" --cov --cov-report=
	$(BIN)/coverage report --skip-covered --skip-empty | tail -n 40

live: $(READY)  ## against real servers on loopback: installs them first (apt as root, npm, pip)
	tests/live/install.sh
	$(BIN)/pytest -q -rs tests/live

browser: $(READY)  ## the page of a report in Chromium: installs it first (apt as root, npm, pip)
	tests/browser/install.sh
	$(BIN)/pytest -q -rs tests/browser

lint: $(READY)  ## style, and which module may import which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(READY)  ## mypy, strict
	$(BIN)/mypy

bench: $(READY)  ## every benchmark: ratios against a baseline of the same run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group bench
	for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

model: $(READY)  ## train the judge anew from the public data sets (docs/model.md)
	$(BIN)/python tools/train.py

docs: $(READY)  ## write the generated parts of the docs
	$(BIN)/python tools/docs.py

pictures: $(READY)  ## take the pictures of the docs; needs Debian's chromium
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group browser
	$(BIN)/python tools/pictures.py

clean:
	rm -rf .venv dist .coverage .mypy_cache .ruff_cache .pytest_cache

$(READY): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "mentionwatch needs Python 3.11 or later; name one with make PYTHON=...")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
	touch $@
