# Everything a person or a machine does with this checkout. `make` alone lists it.

BIN := .venv/bin
ARGS ?=

# .venv is ours and comes uncompiled: without this, each command would compile all it imports
# again, which takes four times as long as running it.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo stop setup setup-dev test test-lowest check format bench docs clean

help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

demo: setup ## Start ampnet on the bundled sample, and say what to open
	@$(BIN)/ampnet demo

stop: ## Stop what demo started; the data stays
	@if [ -x $(BIN)/ampnet ]; then $(BIN)/ampnet down; fi

setup: ## Prepare .venv (demo does it)
	@sh tools/setup.sh

setup-dev: ## Prepare .venv for tests and checks too (test and check do it)
	@sh tools/setup.sh dev

test: setup-dev ## Run the tests; ARGS="-k name" for some of them
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

test-lowest: ## Run the unit tests on the oldest versions that pyproject.toml allows (needs uv)
	uv venv --quiet --clear --python 3.11 .cache/lowest
	uv pip install --quiet --python .cache/lowest/bin/python --resolution lowest-direct --editable '.[dev]'
	.cache/lowest/bin/python -m pytest tests/unit $(ARGS)

check: setup-dev ## Lint, formatting and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: setup-dev ## Format the code and mend what the linter can
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: setup-dev ## Measure load, snapshot, paths, communities and view
	$(BIN)/python -m benchmarks $(ARGS)

docs: setup ## Write the pages that are made from the code
	$(BIN)/python -m queries.page > docs/queries.md.new && mv docs/queries.md.new docs/queries.md
	$(BIN)/python -m graph.schema_page > docs/schema.md.new && mv docs/schema.md.new docs/schema.md
	$(BIN)/python -m api.rest.markdown > docs/api.md.new && mv docs/api.md.new docs/api.md

clean: stop ## Remove .venv, caches and build products; data in your home folder stays
	rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
