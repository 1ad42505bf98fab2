# Each target sets up what it needs by itself: uv, and .venv from uv.lock. ARGS goes to the command behind it:
#   make demo ARGS=--keep        make test ARGS="tests/shared -x"        make bench ARGS=sandbox_runs
SHELL := /bin/bash
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

# Compiling every module again for every process would cost more than what most of them do.
unexport PYTHONDONTWRITEBYTECODE

ARGS ?=
# One more than two cores have: a third of the time a test waits for something else than a processor.
JOBS ?= 3

.PHONY: help demo test check format bench soak coverage image setup revision translations screens clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 16

demo: setup ## the main job, end to end, on this machine (ARGS=--keep leaves it running)
	@.venv/bin/felloe demo $(ARGS)

test: check image ## check, then every test; says what could not run here, and what installs it
	@.venv/bin/python tests/requirements.py
	@.venv/bin/pytest -n $(JOBS) --dist loadgroup $(ARGS)

check: setup ## format, lint, types, imports
	@packaging/setup/check

format: setup ## put the code in its form, and mend what ruff can mend
	@.venv/bin/ruff check -q --fix-only .
	@.venv/bin/ruff format -q .

bench: image ## how fast it is, beside what the floor would be
	@.venv/bin/python tests/bench $(ARGS)

soak: image ## the tests that run for long
	@.venv/bin/python tests/requirements.py
	@.venv/bin/pytest -m soak --timeout 0 $(ARGS)

coverage: setup ## which lines the tests do not reach
	@.venv/bin/coverage run -m pytest -q $(ARGS)
	@.venv/bin/coverage combine -q
	@.venv/bin/coverage report --skip-covered --show-missing

# Tests and figures are about what comes after this half minute, not about who pays for it.
image: setup
	@.venv/bin/felloe-skill image build >/dev/null

setup: ## only the set-up (nothing to do where pyproject.toml and uv.lock did not change)
	@packaging/setup/environment

revision: setup ## write the unreleased revision of each database again, after a change of its tables
	@PATH="$$PWD/.venv/bin:$$PATH" PYTHONPATH=. .venv/bin/python packaging/setup/revise.py $(ARGS)

translations: setup ## gather the desktop's texts for translation, and compile what is translated
	@.venv/bin/python packaging/setup/translations.py $(ARGS)

screens: image ## pictures of every screen of the desktop, in build/screens
	@.venv/bin/python tests/screens $(ARGS)

clean: ## remove what was set up or built here; data and caches in your home folder stay
	@rm -rf .venv .tools build dist .coverage* .hypothesis .mypy_cache .ruff_cache .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
