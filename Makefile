# Every target sets up what it needs in .venv; only Python 3.11 or newer, git and make have to be
# there.  PYTHON names another interpreter: make test PYTHON=python3.13

PYTHON ?= python3
PREFIX ?= $(HOME)/.local

# Python and pytest keep what they compile: else each process compiles all of the tests again.
unexport PYTHONDONTWRITEBYTECODE

# Tests wait for programs and timers: two processes for each processor.
WORKERS := $(shell expr $$(getconf _NPROCESSORS_ONLN) \* 2)

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PROGRAM := $(VENV)/.program
TOOLS := $(VENV)/.tools

.DEFAULT_GOAL := help
.PHONY: help demo test check check-all coverage install bench pictures clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s  %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(PROGRAM) ## split a commit of a repository made for that: on the screen, or by its plan
	@$(BIN)/python -m fixtures.demo

test: $(TOOLS) ## run the tests
	$(BIN)/python -m pytest -n $(WORKERS) --dist=worksteal

check: $(TOOLS) ## run all that has to pass: format, lint, types, contracts of imports, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n $(WORKERS) --dist=worksteal

check-all: export HYPOTHESIS_PROFILE ?= thorough
check-all: ## the same on every Python from 3.11 here, and with more examples of each law
	@for minor in 11 12 13 14 15; do \
		for python in python3.$$minor "$${PYENV_ROOT:-$$HOME/.pyenv}"/versions/3.$$minor.*/bin/python; do \
			"$$python" -c '' 2>/dev/null || continue; \
			echo "== $$python"; \
			$(MAKE) --no-print-directory check PYTHON="$$python" VENV=.venv/3.$$minor || exit; \
			break; \
		done; \
	done

coverage: $(TOOLS) ## run the tests of core and gitio and measure what they cover: at least 95 %
	$(BIN)/python -m pytest -n 2 --cov --cov-report=term:skip-covered \
		tests/core tests/gitio tests/view tests/docs/test_schemas.py tests/test_command.py
	@for package in core gitio; do \
		printf '%s: ' $$package; \
		$(BIN)/coverage report --include="splitter/$$package/*" --format=total || exit; \
	done

bench: $(PROGRAM) ## measure: restacking against git rebase -i, and the screen
	$(BIN)/python benchmarks/restack.py
	$(BIN)/python -m benchmarks.screen

pictures: $(PROGRAM) ## make the pictures and tables of the documentation anew, from the program
	$(BIN)/python docs/keys.py
	$(BIN)/python docs/pictures.py

install: ## install git split for yourself: with pipx, or into a venv of its own below PREFIX
	@if command -v pipx >/dev/null; then \
		set -x; pipx install --force --python "$$(command -v $(PYTHON))" .; \
	else \
		set -ex; \
		$(PYTHON) -m venv "$(PREFIX)/share/git-splitter"; \
		"$(PREFIX)/share/git-splitter/bin/python" -m pip --disable-pip-version-check \
			--quiet install --upgrade .; \
		mkdir -p "$(PREFIX)/bin"; \
		ln -sf ../share/git-splitter/bin/git-split "$(PREFIX)/bin/git-split"; \
		for file in man/man1/git-split.1 bash-completion/completions/git-split \
			zsh/site-functions/_git-split fish/vendor_completions.d/git-split.fish; do \
			mkdir -p "$(PREFIX)/share/$${file%/*}"; \
			ln -sf "../../git-splitter/share/$$file" "$(PREFIX)/share/$$file"; \
		done; \
	fi
	@git split --version || echo 'Put the directory of git-split on your PATH to have "git split".'

clean: ## remove what the other targets made
	rm -rf $(VENV) build dist .coverage .hypothesis
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The program, installed from this tree: a change in splitter/ is in it at once.
$(PROGRAM): pyproject.toml
	@echo 'Setting up git split in $(VENV); this takes half a minute, once.'
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=...")'
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --editable .
	@touch $@

$(TOOLS): pyproject.toml $(PROGRAM)
	@echo 'Setting up what the tests need.'
	@$(PIP) install --editable '.[dev]'
	@touch $@
