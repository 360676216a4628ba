# `make run`: a working dashboard from nothing. `make test`: every test from nothing.
# Neither needs root or a server that is already there.

VENV := .venv
PYTHON ?= python3.11 python3.12 python3.13 python3
PORT ?= 8000
# With TESTFLAGS=--require-servers a test that was left out is a failure (test, long, soak).
TESTFLAGS ?=
# How many tasks `make bench` measures: 10000, 100000 or 1000000.
SIZE ?= 10000
# A directory in which `make bench` keeps its databases, to measure them again without making them.
KEEP ?=

PY := $(VENV)/bin/python
RUN_READY := $(VENV)/requirements.txt
TEST_READY := $(VENV)/requirements-dev.txt
MANAGE := $(PY) manage.py

# What Python compiled is kept, whatever the environment says: every process of the tests reads it.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test long soak screenshots bench load links lint ruff types imports generated deploy format requirements clean

help:
	@echo "make run           the dashboard on http://127.0.0.1:$(PORT)/ (PORT=... for another)"
	@echo "make test          all tests on SQLite, what the database can change also on a private PostgreSQL"
	@echo "make long          what takes minutes: servers that die under load, every page at every width"
	@echo "make soak          what takes hours: thousands of random reporting rounds"
	@echo "make screenshots   a picture of every page in both languages at three widths, in screenshots/"
	@echo "make bench         how fast it is, against yardsticks, on generated data (SIZE=10000, 100000, 1000000)"
	@echo "make load          a quarter's last hour: 300 people and scripts, then five times what the site can serve"
	@echo "make links         how good suggested links between plans are, on the pairs that people judged"
	@echo "make lint          ruff, mypy, import-linter, and whether what is generated is current"
	@echo "make format        let ruff format the code"
	@echo "make requirements  pin requirements*.txt anew from requirements*.in (needs uv)"
	@echo "make clean         remove the virtual environment, caches and the local database"

run: export DJANGO_SETTINGS_MODULE = config.settings.development
run: $(RUN_READY)
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_plans
	@$(MANAGE) create_demo
	@echo "Duban: http://127.0.0.1:$(PORT)/ (Ctrl-C stops it)"
	@$(MANAGE) runserver 127.0.0.1:$(PORT)

test: $(TEST_READY)
	@$(PY) -m tests.run $(TESTFLAGS)

long soak: $(TEST_READY)
	@$(PY) -m tests.run --only $@ $(TESTFLAGS)

screenshots: $(TEST_READY)
	@$(PY) -m tests.screenshots

# The large sizes are kept in the repository, the small one only shows that measuring works.
bench: $(TEST_READY)
	@$(PY) -m benchmarks --size $(SIZE) $(if $(KEEP),--keep $(KEEP)) --results $(if $(filter 10000,$(SIZE)),var/,)benchmarks/RESULTS.md

load: $(TEST_READY)
	@$(PY) -m benchmarks.load --size $(SIZE) --results $(if $(filter 10000,$(SIZE)),var/,)benchmarks/LOAD.md

links: $(TEST_READY)
	@$(PY) -m benchmarks.links

lint: ruff types imports generated deploy

ruff: $(TEST_READY)
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check

types: $(TEST_READY)
	$(VENV)/bin/mypy

imports: $(TEST_READY)
	$(VENV)/bin/lint-imports

generated: export DJANGO_SETTINGS_MODULE = config.settings.test
generated: $(TEST_READY)
	$(MANAGE) makemigrations --check
	$(MANAGE) parse_documents --check
	$(MANAGE) update_messages --check

deploy: export DJANGO_SETTINGS_MODULE = config.settings.production
deploy: export SECRET_KEY = only-for-this-check-0123456789-abcdefghijklmnopqrstuvwxyz
deploy: export ALLOWED_HOSTS = duban.example
deploy: $(TEST_READY)
	$(MANAGE) check --deploy --fail-level WARNING

format: $(TEST_READY)
	$(VENV)/bin/ruff check --fix
	$(VENV)/bin/ruff format

requirements:
	@command -v uv > /dev/null || { echo "uv is needed for this, and only for this."; exit 1; }
	uv pip compile --quiet --generate-hashes --no-header --python-version 3.11 \
		requirements.in --output-file requirements.txt
	uv pip compile --quiet --generate-hashes --no-header --python-version 3.11 \
		requirements-dev.in --output-file requirements-dev.txt

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	rm -rf db.sqlite3 db.sqlite3-shm db.sqlite3-wal

# A copy of the requirements that were installed last: a second run compares times and does nothing.
$(RUN_READY): requirements.txt | $(PY)
	@echo "Installing requirements.txt"
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@cp $< $@

$(TEST_READY): requirements-dev.txt | $(PY)
	@echo "Installing requirements-dev.txt"
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@cp $< $@

$(PY):
	@for python in $(PYTHON); do \
		"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null || continue; \
		echo "Making $(VENV) with $$("$$python" --version)"; \
		"$$python" -m venv $(VENV) > /dev/null && exit 0; \
		rm -rf $(VENV); \
		echo "$$python cannot make a virtual environment. On Debian or Ubuntu: apt install python3-venv"; \
		exit 1; \
	done; \
	echo "Python 3.11 or newer is needed. If it has another name: make PYTHON=/path/to/python"; \
	exit 1
