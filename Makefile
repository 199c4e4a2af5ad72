# The commands of this repository. 'make help' lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PYTHONPATH := src
# One process a core; whoever has nothing left takes from the other's end, so that neighbours keep their servers together.
PARALLEL := -n auto --dist worksteal
NODE_TOOLS := pds identity
.DEFAULT_GOAL := help
.PHONY: help run check test test-sqlite test-postgres test-tools assets lock clean bench

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

run: $(VENV)/run.stamp assets ## set everything up and open the product with the example city (PORT, ROSTRA_DATA)
	$(BIN)/rostra demo --unless-there
	$(BIN)/rostra run

check: $(VENV)/test.stamp ## the gates: format, lint, types, imports, dependencies, the house
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry src
	$(BIN)/python -m pytest tests/test_house.py tests/test_docs.py

test: test-tools test-sqlite test-postgres ## everything the tests need, then all tests, on SQLite and on PostgreSQL

test-sqlite: $(VENV)/test.stamp
	$(BIN)/python -m pytest $(PARALLEL)

test-postgres: $(VENV)/test.stamp # only what uses the database: the rest is the same on both
	$(BIN)/python tools/with_postgres.py $(BIN)/python -m pytest $(PARALLEL) -m "database and not browser"

test-tools: $(VENV)/test.stamp assets $(NODE_TOOLS:%=tests/%/node_modules/.package-lock.json) ## a browser, a Bluesky server and identity providers for the tests
	$(BIN)/python tools/browser.py

tests/%/node_modules/.package-lock.json: tests/%/package-lock.json
	cd tests/$* && npm ci --no-audit --no-fund --loglevel=error
	touch $@

assets: ## the design system's files, fetched once
	$(PYTHON) tools/assets.py

bench: $(VENV)/test.stamp ## the benchmarks, each beside a peer
	$(BIN)/python -m benchmarks

lock: ## compile the requirements again (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements/run.in -o requirements/run.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements/test.in -o requirements/test.txt

# The lists are complete: without --no-deps pip looks for newer releases of what a package asks for with extras, and refuses them for want of a hash.
$(VENV)/run.stamp: requirements/run.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/run.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/test.stamp: $(VENV)/run.stamp requirements/test.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/test.txt
	touch $@

clean: ## remove what was made, but not the data
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache build dist
