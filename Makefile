# Everything sets itself up: `make report` and `make test` need Python 3.11+ and make, no more.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/ready

# Both names, for pip changed which of them its build environments obey.
export PIP_CONSTRAINT := $(CURDIR)/constraints.txt
export PIP_BUILD_CONSTRAINT := $(PIP_CONSTRAINT)

.PHONY: help setup report test lint sweep sweep-short detect detect-short cost bench repair-bars fuzz format coverage mutation clean
.DEFAULT_GOAL := help

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## virtual environment with everything that was tested, at its pinned version

report: $(READY) ## write everything in reports/, and index.html with all of it
	$(BIN)/parity report --reports reports

test: $(READY) ## all tests
	$(BIN)/pytest -n auto --dist worksteal $(TESTS)

lint: $(READY) ## ruff (rules and format) and mypy --strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict -p reference -p parity

sweep: $(READY) ## 100,000 random correct derivations: how often is the verdict wrong? (half an hour)
	$(BIN)/parity sweep --cases 100000 --seed 1 --throughput --reports reports

sweep-short: $(READY) ## the first 200 of them
	$(BIN)/parity sweep --cases 200 --seed 1

detect: $(READY) ## every planted mistake: who catches it? (minutes)
	$(BIN)/parity detect --seed 1 --reports reports

detect-short: $(READY) ## 40 of them
	$(BIN)/parity detect --seed 1 --mutants 40

cost: $(READY) ## what a check costs, printed (make bench writes it into performance.md, too)
	$(BIN)/parity cost

bench: $(READY) ## how fast the gradients are, beside torch and JAX (thirteen minutes)
	$(BIN)/parity bench --reports reports

repair-bars: $(READY) ## how many planted and printed mistakes are repaired (minutes)
	$(BIN)/python tests/repair_bars.py

fuzz: $(READY) ## 105,000 inputs that are nearly right for whatever reads what others wrote
	$(BIN)/python -m tests.fuzz.run

format: $(READY) ## let ruff format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

coverage: $(READY) ## line and branch coverage of reference/, which must be 100 %
	$(BIN)/pytest -n auto -q --cov=reference --cov-branch --cov-report=term-missing tests/reference

mutation: $(READY) ## plant mistakes into reference/ and count how many the tests kill (about an hour)
	$(BIN)/python -m pip install --quiet --editable '.[mutation]'
	$(BIN)/python tests/mutation.py

clean: ## remove the virtual environment and caches
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed, $(PYTHON) is $$($(PYTHON) --version 2>&1); say which to use with make PYTHON=..." >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-compile --editable '.[dev]'
	@$(BIN)/python -W ignore -m compileall -qq -j 0 $(VENV)/lib || true # pip would take one core
	@touch $@
