# 工桥: `make run` serves a believable city, `make test` runs every test.
.PHONY: run test setup check lint types contracts migrations docs docs-check fix bench clean lock
.DEFAULT_GOAL := run
PYTHON ?= python3
WORKERS ?= 2
PYTEST = GONGQIAO_PG_BIN=$(if $(PG),/usr/lib/postgresql/$(PG)/bin,) $(BIN)/python -m pytest -n $(WORKERS)
BIN := .venv/bin
export PORT HOST DATABASE_URL DATABASE_OWNER_URL PUBLIC_URL REPLAY

run: ## everything in one foreground process group on http://127.0.0.1:8000 (PORT=, HOST=, REPLAY=jiangmen-2024)
	@$(PYTHON) tools/setup.py run
	@exec $(BIN)/gongqiao run

setup: ## the environment only
	@$(PYTHON) tools/setup.py dev

test: ## every test, browser journeys included (PG=15: on Debian's PostgreSQL 15, as root; WORKERS=0: one process)
	@$(PYTHON) tools/setup.py dev
	@$(PYTHON) tools/test_needs.py $(PG)
	@$(if $(ARGS),$(PYTEST) $(ARGS),\
	 failed=0; $(PYTEST) --dist load src tests/architecture tests/budgets tests/races tests/walls || failed=1; \
	 $(PYTEST) --dist loadfile tests/journeys || failed=1; $(PYTEST) --dist loadfile tests/running || failed=1; exit $$failed)

check: setup lint types contracts migrations docs-check ## what must be clean before a commit
lint:
	$(BIN)/ruff check src tests tools bench
	$(BIN)/ruff format --check src tests tools bench
types:
	$(BIN)/mypy
contracts:
	PYTHONPATH=src $(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest tests/architecture
migrations:
	GONGQIAO_ROLE=owner $(BIN)/python tools/check_migrations.py
docs-check:
	$(BIN)/python tools/reference.py --check

docs: setup ## write docs/reference/ anew
	$(BIN)/python tools/reference.py

fix: setup ## format, and mend what can be mended by itself
	$(BIN)/ruff check --fix src tests tools bench
	$(BIN)/ruff format src tests tools bench

bench: setup ## measure; each command under bench/ prints a table
	$(BIN)/python bench/all.py $(ARGS)

lock: setup ## renew the lock files
	tools/lock.sh

clean: ## remove the environment and what tests left; data in ./var stays
	rm -rf .venv .mypy_cache .ruff_cache .hypothesis .import_linter_cache build src/*.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
