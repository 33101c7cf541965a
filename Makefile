# Everything from Python 3.11+ and make: `make demo`, `make test`. All that is made here lies in paths git ignores.

VENV := .venv
PY := $(VENV)/bin/python
PYTHON ?=
PYTEST_ARGS ?= -n auto

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
unexport PYTHONDONTWRITEBYTECODE
unexport PYTHONPATH
unexport PYTHONHOME

.PHONY: help demo test check lint format proofs coverage docs wheel-check bench clean
.NOTPARALLEL:

help: ## this list
	@echo "make TARGET, where TARGET is one of"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name text; do \
		printf '  %-12s %s\n' "$$name" "$$text"; done

# --- the virtual environment: made by the first target that needs it, and again when pyproject.toml changes

define make_venv
	@test -x $(PY) && $(PY) -c 'import pip' 2>/dev/null && exit 0; \
	for python in $(PYTHON) python3 python3.13 python3.12 python3.11 python; do \
		"$$python" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		echo "making $(VENV) with $$("$$python" --version)"; \
		exec "$$python" -m venv --clear $(VENV); \
	done; \
	echo "vaultnet needs Python 3.11 or newer, with its venv module (on Debian and Ubuntu: apt install python3-venv)." >&2; \
	echo "Where yours has another name: make PYTHON=/path/to/python3.11" >&2; exit 1
endef

# compiled at once, so that no command pays for it at its start
define install
	@echo "installing $(2)"
	@$(PY) -m pip install --quiet --editable '$(1)'
	@$(PY) -m compileall -q $(VENV)/lib vaultnet || true
	@touch $@
endef

$(VENV)/.runtime: pyproject.toml
	$(make_venv)
	$(call install,.,vaultnet)

$(VENV)/.dev: pyproject.toml
	$(make_venv)
	$(call install,.[dev],vaultnet and what its tests need)
	@touch $(VENV)/.runtime

# --- for everybody

show = printf '\n$$ %s\n' '$(1)'; $(1)

demo: export VAULTNET_VAULT := .demo/vault
demo: export VAULTNET_TODAY := 2026-11-23
demo: export VAULTNET_CACHE_DIR := $(CURDIR)/.demo/cache
demo: export VAULTNET_STATE_DIR := $(CURDIR)/.demo/state
demo: export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
demo: $(VENV)/.runtime ## a sample vault: Monday's agenda, a follow-up note, an event prepared
	@rm -rf .demo && mkdir .demo
	@$(call show,vaultnet init .demo/vault --sample)
	@$(call show,vaultnet index)
	@$(call show,vaultnet agenda)
	@$(call show,vaultnet followup daniel)
	@$(call show,vaultnet prep platformconf)
	@$(call show,cat ".demo/vault/Follow-ups/2026-11-25 Daniel Cho.md")
	@$(call show,cat ".demo/vault/Events/2026-11-26 PlatformConf.md")
	@printf '\nThe vault is .demo/vault: open it in Obsidian or any editor. On its day, 2026-11-23, ask it more:\n'
	@printf '  %s/bin/vaultnet --vault .demo/vault --today 2026-11-23 show "Mara Okafor"\n' '$(VENV)'

test: $(VENV)/.dev ## the tests
	@$(PY) -m pytest $(PYTEST_ARGS)

# --- for those who change it

check: lint test ## lint and test: what must hold before a commit

lint: $(VENV)/.dev ## ruff, ruff format --check, mypy --strict
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy --strict

format: $(VENV)/.dev ## lay out the code, mend what ruff can mend
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .

proofs: $(VENV)/.dev ## the long proofs in tests/proofs, one after the other
	@failed=; for proof in $(filter-out %/harness.py,$(wildcard tests/proofs/*.py)); do \
		echo "== $$proof"; $(PY) "$$proof"; code=$$?; \
		if [ $$code = 77 ]; then echo "left out here"; elif [ $$code != 0 ]; then failed="$$failed $$proof"; fi; \
	done; \
	if [ -n "$$failed" ]; then echo "does not hold:$$failed" >&2; exit 1; fi

coverage: export COVERAGE_PROCESS_START := $(CURDIR)/pyproject.toml
coverage: export COVERAGE_FILE := $(CURDIR)/.coverage
coverage: $(VENV)/.dev ## branch coverage, the commands that the tests start included
	@$(PY) -m coverage erase
	@$(PY) -m coverage run -m pytest $(PYTEST_ARGS); code=$$?; \
	$(PY) -m coverage combine --quiet && $(PY) -m coverage report --skip-covered && exit $$code

docs: $(VENV)/.dev ## docs/cli.md anew, from the commands
	@$(PY) tests/tools/make_cli_docs.py

wheel-check: $(VENV)/.runtime ## the wheel, installed and run in a clean environment
	@sh .ci/wheel-check $(PY)

bench: $(VENV)/.runtime ## speed and memory as ratios; N=1000 for fewer people, LARGE=1 for ten times more as well
	@$(PY) benchmarks/run.py $(if $(N),--people $(N)) $(if $(LARGE),--large) $(BENCH_ARGS)

clean: ## everything that was made here
	@rm -rf $(VENV) .demo .mypy_cache .pytest_cache .ruff_cache .hypothesis htmlcov build dist .coverage .coverage.*
	@find vaultnet tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
