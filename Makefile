# Everything a fresh machine needs is installed by these targets; a second run takes seconds.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
TRAIN := .venv-train/bin

.PHONY: help demo test test-troubled check check-launches check-open-edx format bench train-grader evaluate-grader evaluate-mastery simulate-paths translations chaos clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-18s %s\n", $$1, $$2}'

$(VENV)/.product: pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed: $(PYTHON) is not on the path (set PYTHON=)"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.product
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

.venv-train/.ready: pyproject.toml
	test -x $(TRAIN)/python || $(PYTHON) -m venv .venv-train
	$(TRAIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[train]'
	touch $@

var/.browser:
	@mkdir -p var
	deploy/install-browser.sh
	touch $@

tests/e2e/node_modules/.ready: tests/e2e/package.json
	npm --prefix tests/e2e install --no-audit --no-fund --silent
	touch $@

demo: $(VENV)/.product ## set everything up and run the whole product on this machine
	@exec $(BIN)/signpost up

test: $(VENV)/.dev var/.browser tests/e2e/node_modules/.ready ## set everything up and run all tests, the browser run among them
	$(BIN)/python -m pytest -n auto --dist loadgroup --no-loadscope-reorder --cov --cov-report=term:skip-covered

check: $(VENV)/.dev ## format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev ## rewrite the code in the house style
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

simulate-paths: $(VENV)/.product ## teach simulated learners by every policy; writes var/reports/paths.json
	$(BIN)/signpost paths simulate

translations: $(VENV)/.dev ## collect the words of the pages and compile the translations
	$(BIN)/pybabel -q extract -F lti_tool/translations/babel.cfg -k lazy_gettext --no-wrap --no-location --sort-output -o var/messages.pot lti_tool
	$(BIN)/pybabel -q update -i var/messages.pot -d lti_tool/translations --no-fuzzy-matching --no-wrap
	$(BIN)/pybabel -q compile -d lti_tool/translations

check-launches: $(VENV)/.dev ## try every launch, then remove each check once and see that a test notices
	$(BIN)/python -m tests.launches

check-open-edx: $(VENV)/.dev ## hold the tool and the demo LMS against Open edX's LTI platform (installs it)
	$(BIN)/python -m tests.parts.open_edx
	$(BIN)/python -m pytest tests/functional/test_open_edx_consumer.py

bench: $(VENV)/.dev var/.browser .venv-train/.ready ## measure speed against peers; writes var/reports/bench.json
	$(BIN)/python -m tests.bench

chaos: $(VENV)/.dev ## break every part at random for MINUTES on BROKER=kafka (or tansu); writes var/reports/chaos.json
	$(BIN)/python -m tests.chaos --minutes $(or $(MINUTES),10) --broker $(or $(BROKER),kafka) $(if $(SEED),--seed $(SEED))

test-troubled: $(VENV)/.dev ## the stream tests on three Kafka brokers, and the short chaos on Tansu; minutes long, not part of make test
	$(BIN)/python -m pytest -m troubled

train-grader: .venv-train/.ready ## fine-tune the grader on the public data sets
	$(TRAIN)/python -m analytics.grading.train

evaluate-grader: $(VENV)/.dev ## grade the public test splits with the committed weights
	$(BIN)/python -m analytics.grading.evaluate

# DKT needs PyTorch, which is where the grader is trained.
evaluate-mastery: $(VENV)/.dev $(wildcard .venv-train/.ready) ## evaluate the learner model on public answer logs, or those in ANSWERS=
	$(if $(wildcard .venv-train/.ready),$(TRAIN),$(BIN))/python -m deploy.cli mastery evaluate $(ANSWERS)

clean: ## remove what was made here, data included
	rm -rf var build *.egg-info .mypy_cache .ruff_cache .pytest_cache .coverage*
