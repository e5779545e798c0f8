# Verbs of the house; `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SOURCES := src tests tools

.DEFAULT_GOAL := help
.PHONY: help setup setup-test run check lint types imports templates styles messages test test-sqlite test-pg browser twelve crawl clean

help: ## list these verbs
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: $(VENV)/.ready ## make the environment (Python, front end, message catalogues)

$(VENV)/.ready: requirements/base.txt package-lock.json pyproject.toml tools/setup.py
	@$(PYTHON) tools/setup.py
	@touch $@

setup-test: $(VENV)/.ready-test

$(VENV)/.ready-test: requirements/dev.txt package-lock.json pyproject.toml tools/setup.py
	@$(PYTHON) tools/setup.py --with-tests
	@touch $(VENV)/.ready $@

run: setup ## start the demonstration province and print its address; Ctrl-C stops it
	@exec $(BIN)/tinhso run

check: lint types imports templates styles messages ## what passes before each commit, in about a minute

lint: setup-test ## ruff: format and rules
	@$(BIN)/ruff format --check $(SOURCES) manage.py
	@$(BIN)/ruff check $(SOURCES) manage.py

types: setup-test ## mypy, strict
	@$(BIN)/mypy src tools tests

imports: setup-test ## floors and faces of the rooms
	@$(BIN)/lint-imports

templates: setup-test ## djLint: rules and format
	@$(BIN)/djlint --quiet --lint src
	@$(BIN)/djlint --quiet --check src

styles: setup-test ## one format for style sheets
	@$(BIN)/python -m tools.styles check

messages: setup-test ## English complete, nothing fuzzy, nothing missing
	@$(BIN)/python -m tools.messages check

test: setup-test ## everything CI runs; ends with the test runner's counts
	@$(BIN)/python -m tools.testing all

test-sqlite: setup-test ## tests on SQLite
	@$(BIN)/python -m tools.testing sqlite

test-pg: setup-test ## tests on a PostgreSQL that is started for them
	@$(BIN)/python -m tools.testing postgresql

browser: setup-test ## journeys in a real Chromium
	@$(BIN)/python -m tools.testing browser

twelve: setup-test ## the twelve procedures worked out, from the form to the result handed over, in the browser
	@$(BIN)/python -m tools.messages compile
	@$(BIN)/python -m pytest -q -p no:cacheprovider tests/browser/test_the_twelve.py -k whole_way

crawl: setup-test ## every account, 360 and 1280 px, both languages, dark and light
	@$(BIN)/python -m tools.crawl

clean: ## remove what can be made again (not var/)
	@rm -rf $(VENV) node_modules staticfiles .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
