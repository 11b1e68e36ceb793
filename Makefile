# Needs only make and Python 3.11 or newer. Everything else comes, locked and hashed, into $(VENV).
VENV   ?= .venv
PORT   ?= 8000
HOST   ?= 127.0.0.1
PYTHON ?=

BIN := $(VENV)/bin
# What a source package needs to build is locked too and installed first: nothing unlocked is ever fetched.
INSTALL := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --no-input
LOCKED  := $(INSTALL) --require-hashes --no-build-isolation
LOCK    := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --annotation-style line --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check format long bench questions notebooks lock clean

help:  ## say what each target does
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
	@echo "  settings: VENV=$(VENV) HOST=$(HOST) PORT=$(PORT) PYTHON=python3.12 UPGRADE=1"

run: $(VENV)/.run  ## set up, judge one centre, then serve on PORT
	@echo "Does the family centre in Sollebrunn fulfil the common agreement of Västra Götaland?"
	@$(BIN)/samsyn validate data/centres/alingsas-sollebrunn.ttl --agreement se-o-vg-common-2024 \
		--kind familjecentral --date 2024-06-01 || { code=$$?; case $$code in 1|3) ;; *) exit $$code ;; esac; }
	@exec $(BIN)/samsyn serve --host $(HOST) --port $(PORT)

test: check  ## lint, types and tests: what CI runs
	$(BIN)/python -m pytest

check: $(VENV)/.dev  ## lint, format and types only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict

format: $(VENV)/.dev  ## mend what lint and format can mend
	$(BIN)/ruff check --fix --exit-zero .
	$(BIN)/ruff format .

long: $(VENV)/.dev  ## the tests that take minutes
	$(BIN)/python -m pytest -m long

bench: $(VENV)/.bench  ## measure us beside our peers, into docs/benchmarks.md; QUICK=1 or N=20000 for a smaller run
	$(BIN)/python -m bench.run $(if $(QUICK),--quick) $(if $(N),--size $(N))

questions: $(VENV)/.dev  ## remake docs/questions.md and the expected answers; read the difference
	$(BIN)/python tests/write_questions.py

notebooks: $(VENV)/.dev  ## run the notebooks in docs/notebooks against a service and keep what they give
	$(BIN)/python tests/notebooks.py

lock: $(VENV)/.dev  ## remake requirements/ from pyproject.toml; UPGRADE=1 takes the newest of everything
	$(LOCK) pyproject.toml --all-extras --group dev --output-file requirements/dev.txt
	$(LOCK) --group bench --constraint requirements/dev.txt --output-file requirements/bench.txt
	$(LOCK) pyproject.toml --constraint requirements/dev.txt --output-file requirements/run.txt
	$(LOCK) pyproject.toml --extra reason --extra speed --constraint requirements/dev.txt --output-file requirements/service.txt
	$(LOCK) --group build --constraint requirements/dev.txt --output-file requirements/build.txt

clean:  ## remove the environment and everything built
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find service tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Each stamp is newer than all it was made from, so that a second run starts at once.
$(VENV)/.run: $(VENV)/.python pyproject.toml requirements/build.txt requirements/service.txt
	@echo "Installing what samsyn needs into $(VENV) ..."
	@$(LOCKED) -r requirements/build.txt
	@$(LOCKED) -r requirements/service.txt
	@$(INSTALL) --no-index --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	@echo "Installing the tools of its developers ..."
	@$(LOCKED) -r requirements/dev.txt
	@touch $@

$(VENV)/.bench: $(VENV)/.dev requirements/bench.txt
	@echo "Installing the peers that we are measured beside ..."
	@$(LOCKED) -r requirements/bench.txt
	@touch $@

$(VENV)/.python:
	@for python in $(or $(PYTHON),python3.11 python3 python3.12 python3.13 python3.14); do \
		if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "Making $(VENV) with $$("$$python" --version)"; \
			"$$python" -m venv $(VENV) && touch $@; exit; \
		fi; \
	done; \
	echo "samsyn needs Python 3.11 or newer. None was found as: $(or $(PYTHON),python3.11 or python3)." >&2; \
	echo "Install it (Debian: apt-get install python3 python3-venv) or name it: make PYTHON=/path/to/python3.11 ..." >&2; \
	exit 1
