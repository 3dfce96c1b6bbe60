# Everything is set up in .venv; a second run reuses it. Targets: demo test faults check bench screenshots catalogue man clean
# EXTRAS=kerberos adds that extra for good; it is compiled against the headers of Kerberos.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SCENARIO ?= contoso
EXTRAS ?=

.PHONY: demo test faults check bench screenshots catalogue man setup clean

demo: setup
	@$(BIN)/writeback --lab $(SCENARIO)

test: setup
	@$(BIN)/python -m pytest -n 6 --dist loadscope

faults: setup
	@$(BIN)/python -m tests.faults
	@WRITEBACK_FAULTS=full $(BIN)/python -m pytest -q -n 2 --dist loadscope tests/faults

check: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest tests/unit/test_lazy_imports.py

bench: setup
	@$(BIN)/python -m tests.bench

screenshots: setup
	@$(BIN)/python -m tests.pictures

catalogue: setup
	@$(BIN)/python -m tests.catalogue

setup: $(READY) $(EXTRAS:%=$(VENV)/.ready-%)

$(READY): pyproject.toml constraints.txt
	@echo "Setting up $(VENV): about a minute and 600 MB the first time (msgraph-sdk is large) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or later is needed; say which: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --disable-pip-version-check --no-input --progress-bar on -q \
		-c constraints.txt -e '.[dev]'
	@touch $(READY)
	@echo "Ready."

$(VENV)/.ready-%: $(READY)
	@$(BIN)/python -m pip install --disable-pip-version-check --no-input -q -c constraints.txt -e '.[$*]'
	@touch $@

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis dist build
