# Two commands do it all on a fresh machine: `make run` and `make test`. `make help` lists the rest.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
PORT ?= 8000
HOST ?= 127.0.0.1
DATA_DIR ?= data
ENGINE ?= local
export PORT HOST DATA_DIR

FRONTEND_SOURCES := $(shell find frontend/src frontend/public frontend/index.html frontend/*.ts \
	frontend/scripts -type f 2>/dev/null)

# Without these the tests that want them say so, and are skipped.
NEED_NETWORKS := scripts/need.sh coturn || true; scripts/need.sh network || true

.PHONY: help run test check format e2e bench profile soak bench-ai screens replay dev migrations lock api codes fuzz clean

help: ## This list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: .make/run frontend/dist/index.html ## Set everything up and serve at http://HOST:PORT
	@exec $(BIN)/coterie serve

test: .make/dev .make/bench frontend/dist/index.html ## Set everything up and run every suite
	@scripts/need.sh browser
	@$(NEED_NETWORKS)
	@$(BIN)/python scripts/test.py

e2e: .make/dev .make/bench frontend/dist/index.html ## The browser tests alone
	@scripts/need.sh browser
	@$(NEED_NETWORKS)
	@$(BIN)/python scripts/test.py e2e

check: .make/dev .make/frontend frontend/dist/index.html ## Lint, types, layers, generated files, bundle sizes
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy backend scripts
	@$(BIN)/mypy e2e bench
	@cd realtime && ../$(BIN)/mypy .
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python scripts/generate-close-codes.py --check
	@COTERIE_DATA_DIR=.make/data $(BIN)/python scripts/generate-openapi.py --check
	@COTERIE_DATA_DIR=.make/data $(BIN)/coterie manage makemigrations --check --dry-run
	@cd frontend && npm run --silent check && npm run --silent api:check && npm run --silent check:bundle

format: .make/dev .make/frontend ## Mend what a machine can
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .
	@cd frontend && npx biome check --write .

dev: .make/run .make/frontend ## Backend with realtime on 8000, Vite with hot reload on 5173
	@trap 'kill 0' EXIT; $(BIN)/coterie serve & cd frontend && npm run dev

bench: .make/dev .make/peers .make/bench frontend/dist/index.html ## Measure into bench/RESULTS.md; ONLY="fanout join" for parts
	@$(if $(filter keys call,$(or $(ONLY),keys)),scripts/need.sh browser)
	@$(BIN)/python bench/run.py $(ONLY) $(if $(RUNS),--runs $(RUNS)) $(if $(PAPER),--paper "$(PAPER)")

profile: .make/dev .make/peers ## Show where the realtime server's time goes under LOAD=fanout, rooms, join or reconnect
	@$(BIN)/python bench/profile_server.py $(LOAD)

soak: .make/dev .make/bench ## Ten minutes of a crowd and of kills: nothing lost, no memory grown
	@$(BIN)/python bench/soak.py

bench-ai: .make/dev .make/frontend ## Score suggestions of ENGINE=local, recorded, or one that is configured
	@PYTHONPATH=bench $(BIN)/python -m ai "$(ENGINE)"

fuzz: .make/dev .make/bench ## Send 100,000 hostile inputs (FRAMES) to realtime servers; SEED sends the same ones again
	@cd realtime && ../$(BIN)/python tests/fuzz.py $(if $(FRAMES),--frames $(FRAMES)) $(if $(SEED),--seed $(SEED))

screens: .make/dev frontend/dist/index.html ## Picture every state of the pages into .make/screens, to look at
	@scripts/need.sh browser
	@PYTHONPATH=bench $(BIN)/python e2e/screens.py .make/screens

replay: .make/dev .make/bench ## Replay TRACE=file.json.gz through the running product, with a kill
	@$(BIN)/python bench/replay.py "$(TRACE)"

api: .make/run .make/frontend ## Generate the API's contract and the client's types from it
	@COTERIE_DATA_DIR=.make/data $(BIN)/python scripts/generate-openapi.py
	@cd frontend && npm run --silent api

codes: .make/run ## Generate the client's close codes
	@$(BIN)/python scripts/generate-close-codes.py

migrations: .make/run ## Write the migrations for changed models
	@COTERIE_DATA_DIR=.make/data $(BIN)/coterie manage makemigrations

lock: ## Resolve requirements/*.in anew
	@scripts/lock-python.sh

clean: ## Remove what was installed and built; data stays
	rm -rf .venv .make frontend/node_modules frontend/dist bench/node_modules bench/peers/node_modules

.make/run: requirements/run.txt backend/pyproject.toml realtime/pyproject.toml
	@scripts/need.sh python >/dev/null
	@mkdir -p .make
	@echo "Installing Python packages into .venv (a minute the first time) ..."
	@[ -x $(BIN)/python ] || $$(scripts/need.sh python) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e realtime -e backend
	@touch $@

.make/dev: .make/run requirements/dev.txt
	@echo "Installing what the checks and tests need into .venv ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

.make/frontend: frontend/package.json frontend/package-lock.json
	@scripts/need.sh node
	@mkdir -p .make
	@echo "Installing the frontend's packages (a minute the first time) ..."
	@cd frontend && npm ci --loglevel=error --no-fund --no-audit --no-update-notifier
	@touch $@

.make/bench: bench/package.json bench/package-lock.json
	@scripts/need.sh node
	@mkdir -p .make
	@echo "Installing the Yjs clients that tests and measurements drive ..."
	@cd bench && npm ci --loglevel=error --no-fund --no-audit --no-update-notifier
	@touch $@

.make/peers: bench/peers/package.json bench/peers/package-lock.json requirements/bench.txt
	@scripts/need.sh node
	@mkdir -p .make
	@echo "Installing the servers that ours is measured beside ..."
	@cd bench/peers && npm ci --loglevel=error --no-fund --no-audit --no-update-notifier
	@$$(scripts/need.sh python) -m venv .make/peers-python
	@.make/peers-python/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	@touch $@

frontend/dist/index.html: .make/frontend $(FRONTEND_SOURCES)
	@echo "Building the frontend ..."
	@cd frontend && npm run --silent build
	@touch $@
