# Second Look. Needs only Python 3.11 or newer, make, and a package registry.
# PYTHON= chooses the interpreter, PORT= and DATA= the port and the data folder of `make run`.

VENV := .venv
BIN := $(VENV)/bin
UV := 0.13.9
PORT ?= 8000
DATA ?= var
PYTHON ?= $(shell for one in python3 python3.13 python3.12 python3.11 python; do \
	"$$one" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$one"; break; }; done)

.PHONY: help run test lint bench lock
.DEFAULT_GOAL := help

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-6s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/.runtime ## install, prepare, start everything (PORT=8000 DATA=var)
	@PORT="$(PORT)" DATA="$(DATA)" exec $(BIN)/python manage.py start

test: $(VENV)/.test ## every check and test (STAGES="lint core web web-postgresql worker browser")
	@$(BIN)/python tests/run.py $(STAGES)

lint: $(VENV)/.test ## style, types, who may import whom
	@$(BIN)/python tests/run.py lint

bench: $(VENV)/.test ## measure, and compare with the floor
	@$(BIN)/python -m tests.bench

lock: $(BIN)/python ## pin every dependency anew, with hashes
	@$(find_uv); if [ -z "$$uv" ]; then echo "make lock needs uv, which could not be installed."; exit 1; fi; \
	lock() { "$$uv" pip compile --generate-hashes --universal --no-emit-index-url --no-emit-find-links \
		--python-version 3.11 --custom-compile-command "make lock" -q pyproject.toml "$$@"; }; \
	lock -o requirements.txt && lock --group test -o tests/requirements.txt

# uv, when it is there or can be had; it installs in seconds what takes pip half a minute.
find_uv = uv="$$(command -v uv || { $(BIN)/uv --version >/dev/null 2>&1 && echo $(BIN)/uv; } || \
	{ $(BIN)/python -m pip install -q uv==$(UV) >/dev/null 2>&1 && echo $(BIN)/uv; })"

define install
	@echo "Installing what $(1) lists …"
	@$(find_uv); if [ -n "$$uv" ]; then \
		UV_HTTP_RETRIES=1 "$$uv" pip install -q --python $(BIN)/python --require-hashes -r $(1) && exit 0; \
		echo "uv could not install it; trying pip."; \
	fi; \
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $(1)
endef

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "Second Look needs Python 3.11 or newer, and none was found. Name one with PYTHON=/path/to/python3."; exit 1; fi
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "$(PYTHON) does not run or is too old: Second Look needs Python 3.11 or newer."; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.txt | $(BIN)/python
	$(call install,requirements.txt)
	@touch $@

# The list for tests contains the one for running.
$(VENV)/.test: tests/requirements.txt | $(BIN)/python
	$(call install,tests/requirements.txt)
	@touch $(VENV)/.runtime $@
