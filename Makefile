# Everything a developer runs. Needs make and Python >= 3.11 (another one: make PYTHON=python3.12 …);
# .venv is made on demand, and again when pyproject.toml or constraints.txt change.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
EXAMPLE := examples/2025/2025-03.xlsx
CODE := src tests examples tools $(wildcard benchmarks)
LOCALE := src/ccmotivate/locale

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test check lint types layers cover prove bench format locale clean

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | while read -r name what; do printf '  make %-8s %s\n' "$$name" "$$what"; done

$(READY): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) not found: install Python 3.11 or newer, or say make PYTHON=/path/to/python" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is older than 3.11: say make PYTHON=/path/to/a/newer/python" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make virtual environments: install its venv module (Debian: apt-get install python3-venv)" >&2; exit 1; }
	$(PYTHON) -m venv --clear .venv
	$(BIN)/pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

demo: $(READY) ## score the example month into demo-output/
	@$(BIN)/ccmotivate score $(EXAMPLE) --out demo-output
	@echo
	@echo "Open demo-output/2025-03.scored.xlsx (scores and reasons) and demo-output/2025-03.awards.xlsx (the list to sign)."

test: $(READY) ## run the tests, with samples of the heavy ones
	PYTHONDONTWRITEBYTECODE= $(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder -m "not prove" $(COVER)

check: lint types layers cover ## everything a change must pass: format, lint, types, layers, tests, docs, coverage

lint: $(READY) ## formatting and style
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)

types: $(READY) ## mypy, strict
	$(BIN)/mypy

layers: $(READY) ## which room may import which
	$(BIN)/lint-imports

cover: ## the tests with branch coverage (the docs are among them)
	@$(MAKE) test COVER="--cov --cov-branch"

prove: $(READY) ## the long proofs in full; results go into PROOFS.md
	$(BIN)/pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev,spark]' # Spark needs Java 17 beside it
	$(BIN)/pytest -m prove tests/prove
	CCMOTIVATE_FULL=1 $(BIN)/pytest -n auto -m sampled

bench: $(READY) ## measure against a hand-written script and the floor
	$(BIN)/python benchmarks/run.py

format: $(READY) ## put the code into shape
	$(BIN)/ruff format $(CODE)
	$(BIN)/ruff check --fix $(CODE)

locale: $(READY) ## collect new sentences into zh.po and compile what is translated
	$(BIN)/pybabel -q extract -k N_ -k _ --no-location --sort-output --project=ccmotivate --copyright-holder="ccmotivate contributors" -o $(LOCALE)/ccmotivate.pot src
	$(BIN)/pybabel -q update -D ccmotivate -l zh -i $(LOCALE)/ccmotivate.pot -d $(LOCALE) --init-missing --ignore-pot-creation-date --no-fuzzy-matching
	$(BIN)/pybabel -q compile -D ccmotivate -l zh -d $(LOCALE) --statistics

clean: ## remove what was made: .venv, caches, demo-output
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis htmlcov dist build demo-output
	rm -f .coverage .coverage.* coverage.xml
	find src tests examples benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
