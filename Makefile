# Everything a person runs is what the continuous integration runs. Needs make and Python 3.11 or later, nothing else.
# `make setup` is the program; `make test` and `make check` add the tools for development by themselves.

.DEFAULT_GOAL := help
SHELL := /bin/sh
PORT ?= 8000
# More words for pytest: make test ARGS="-k roll -x"
ARGS ?=
WORKERS ?= auto

# The newest suitable Python; PYTHON=/path/to/python chooses another.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$name"; exit; }; done)
BIN := .venv/bin

.PHONY: help python setup dev demo test slow check fix bench lock messages clean check-style check-format check-types \
	check-floors check-migrations check-messages check-links

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' Makefile

python:
	@test -n "$(PYTHON)" || { echo "需要 Python 3.11 或更高版本，请先安装。 Python 3.11 or later is needed."; exit 1; }

setup: python ## install the program into .venv (locked, hashed)
	@$(PYTHON) tools/install.py run

dev: python ## install the tools for tests and checks too
	@$(PYTHON) tools/install.py test

demo: setup ## start the trial site with its own PostgreSQL: make demo PORT=8000
	@exec $(BIN)/youfu demo --port $(PORT)

test: dev ## run the tests on a throw-away PostgreSQL (all but the slow set)
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "not slow" $(ARGS)

slow: dev ## run the slow set: real browser, kill -9, crowds, whole roads
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m slow $(ARGS)

check: dev ## style, types, floors, migrations, translations, links; goes on to the end
	@$(MAKE) --keep-going --no-print-directory check-style check-format check-types check-floors \
		check-migrations check-messages check-links && echo "全部检查通过。 All checks passed."

check-style:
	$(BIN)/ruff check --quiet .
check-format:
	$(BIN)/ruff format --quiet --check .
check-types:
	$(BIN)/mypy
check-floors:
	$(BIN)/lint-imports --no-logo
check-migrations:
	$(BIN)/python tools/migrations.py
check-messages:
	$(BIN)/python tools/messages.py check
check-links:
	$(BIN)/python tools/links.py

fix: dev ## repair style and bring the message catalogue up to date
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python tools/application_types.py
	$(BIN)/python tools/messages.py extract

messages: dev ## bring the message catalogue up to date and compile it
	$(BIN)/python tools/messages.py extract
	$(BIN)/python tools/messages.py compile

bench: dev ## measure; writes docs/benchmarks.md
	$(BIN)/python -m benchmarks $(ARGS)

# The lock files hold hashes and no address of any index, so that they install from every mirror. They name the extras: a pin
# without them does not hold what asks for `coverage[toml]`, and pip takes the newest release, which has no hash here.
LOCK := pip-compile --quiet --generate-hashes --no-strip-extras --allow-unsafe --no-header --no-emit-options \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links
lock: dev ## write the lock files anew: make lock ARGS=--upgrade
	cd requirements && ../$(BIN)/$(LOCK) $(ARGS) -o run.txt run.in && ../$(BIN)/$(LOCK) $(ARGS) -o test.txt test.in

clean: ## remove the virtual environment and caches; the data folder var/ stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis build youfu.egg-info
	find youfu tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
