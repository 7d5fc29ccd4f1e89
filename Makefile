PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
RUN_STAMP := $(VENV)/.installed
DEV_STAMP   := $(VENV)/.installed-dev

.DEFAULT_GOAL := help
.PHONY: help chat telegram index test baseline check fix bench faults clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

chat: $(RUN_STAMP) ## Install, index seeds/ and chat in the terminal
	@$(BIN)/beleg chat

telegram: $(RUN_STAMP) ## Answer in Telegram; .env has the token and the allow-list
	@$(BIN)/beleg telegram

index: $(RUN_STAMP) ## Bring the index up to date with seeds/
	@$(BIN)/beleg index

test: $(DEV_STAMP) ## Install the test dependencies and run all tests
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 4 --dist loadfile --no-loadscope-reorder

baseline: $(DEV_STAMP) ## Accept today's answers as the baseline of the gate; look at the difference first
	$(BIN)/python -m tests.gate

check: $(DEV_STAMP) ## Lint, formatting, types, docstrings, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pydoclint --quiet bot retrieval
	$(BIN)/lint-imports

fix: $(DEV_STAMP) ## Fix lint and formatting automatically
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(DEV_STAMP) ## Print every figure of docs/figures.md
	$(BIN)/python -m tests.benchmark

faults: $(DEV_STAMP) ## Kill, cut off, fill up and damage an index at every point; up to an hour
	@nice -n 10 $(BIN)/python -m tests.faults $(ROWS)

clean: ## Remove the virtual environment, the index and all caches
	rm -rf $(VENV) .beleg .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Beleg needs Python 3.11 or newer; try: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

$(RUN_STAMP): pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

$(DEV_STAMP): pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@ $(RUN_STAMP)
