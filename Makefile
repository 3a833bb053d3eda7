# The verbs of the house. `make help` lists them; each leaves a complete environment in .venv/.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

# Hashed requirements first, our own code without its dependencies after: nothing unpinned can come in.
$(STAMP): requirements/dev.txt pyproject.toml
	@echo "Setting up .venv (about a minute, once) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; try make PYTHON=python3.12" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.PHONY: venv
venv: $(STAMP) ## Make the environment in .venv/ and nothing else

.PHONY: demo
demo: $(STAMP) ## Ingest the invented sample minutes, show what became of them, search in them
	@$(BIN)/python demo/run.py

.PHONY: stack
stack: $(STAMP) ## Run the whole distributed system without Docker until Ctrl-C (ARGS=--help says more)
	@$(BIN)/python -m deploy.stack $(ARGS)

.PHONY: test
test: $(STAMP) ## Run every test but the long ones of make faults
	@$(BIN)/pytest

.PHONY: faults
faults: $(STAMP) ## Run every fault test, also those that take minutes, and show what was injected and survived
	@$(BIN)/pytest -m "" tests/faults

MINUTES ?= 30
FILES ?= 20000
.PHONY: soak
soak: $(STAMP) ## Let files arrive while something breaks every few seconds (MINUTES=30 FILES=20000)
	@SOAK_MINUTES=$(MINUTES) SOAK_FILES=$(FILES) $(BIN)/pytest -s tests/faults/test_soak.py

.PHONY: check
check: $(STAMP) ## Formatting, lint, types, arrows between the rooms, spelling, schemas
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml

.PHONY: bench
bench: $(STAMP) ## Measure speed as a ratio to a peer in the same run
	@$(BIN)/python -m benchmarks

.PHONY: lock
lock: $(STAMP) ## Pin the newest allowed versions again (needs uv; writes no host name)
	@for extra in fetcher parser ocr indexer cli dev; do \
	  uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 --upgrade \
	    --extra $$extra pyproject.toml --output-file requirements/$$extra.txt || exit 1; done
	@echo 'hatchling>=1.27' | uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 \
	  --constraint requirements/dev.txt - --output-file requirements/build.txt

.PHONY: help
help: ## Show this list
	@awk -F':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
