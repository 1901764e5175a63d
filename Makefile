# make demo: try it; make test: all tests; make check: what a change must pass. `make demo ARGS=--check` asks one question and stops.
.PHONY: demo test check lint setup dev lock docs samples screenshots clean

ARGS ?=
PYTEST ?= -n auto --dist loadfile

demo: setup
	@.venv/bin/python scripts/demo.py $(ARGS)

test: dev
	@scripts/browser
	.venv/bin/pytest $(PYTEST) $(ARGS)

check: lint test

lint: dev
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/basedpyright
	.venv/bin/lint-imports --no-cache

setup:
	@scripts/setup

dev:
	@scripts/setup dev

lock:
	@scripts/lock $(ARGS)

docs: dev
	.venv/bin/python scripts/api_docs.py
	.venv/bin/python scripts/suite_schema.py
	.venv/bin/python scripts/scores.py
	.venv/bin/python scripts/readme.py

samples: dev
	.venv/bin/python samples/make.py

screenshots: dev
	.venv/bin/python -m tests.ui.screenshots

clean:
	rm -rf .venv .cache .pytest_cache .ruff_cache .hypothesis
