# What a newcomer runs, and what CI runs: the same words.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

.PHONY: help demo test check format lock clean pictures bench

help:              ## show this list
	@grep -E '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

$(STAMP): requirements-dev.lock pyproject.toml
	@echo "Making $(VENV) from requirements-dev.lock (about a minute, once)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "carecon needs Python 3.11 or newer; say which with PYTHON=..."; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(STAMP)     ## open the console on a moving, synthetic Devon shift
	@$(BIN)/carecon demo

test: $(STAMP)     ## the whole suite, quick tests first
	$(BIN)/python -m pytest -n auto -m "not slow and not soak"
	$(BIN)/python -m pytest -m "slow or soak"

check: $(STAMP)    ## lint, types, and the contracts between the rooms
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(STAMP)   ## put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock:              ## renew the lock files (needs uv)
	uv lock --quiet
	uv export --quiet --frozen --no-emit-project --no-header --all-extras --group dev -o requirements-dev.lock
	uv export --quiet --frozen --no-emit-project --no-header --no-dev -o requirements.lock
	uv export --quiet --frozen --no-emit-project --no-header --only-group bench -o requirements-bench.lock

pictures: $(STAMP) ## draw the pictures and the tables of keys in the documents from the app
	$(BIN)/python scripts/draw_pictures.py
	$(BIN)/python scripts/write_keys.py

bench: $(STAMP)    ## measure the rules against a function written by hand and against other engines
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --upgrade --target build/peers -r requirements-bench.lock
	PYTHONPATH=build/peers $(BIN)/python -m bench.rules

clean:             ## forget the environment and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
