# `make run` and `make test` do all the set-up themselves. Nothing here needs to be installed by hand.

PYTHON ?= python3
BIN := .venv/bin
RUN_READY := .venv/run.ready
DEV_READY := .venv/dev.ready

CORE_TESTS := tests/unit/domain tests/unit/engine tests/unit/flows tests/property
# a part of the unit tests for the core that is done first
INPUT_TESTS := tests/unit/configuration tests/unit/prompts tests/unit/simulator
# random stories of whole centres: some in `make check`, 250,000 calls in `make test`
STORM_TESTS := tests/storm
# of those that need real peers, the ones that wait most
FAULT_TESTS := tests/faults

.PHONY: help run demo test check check-style check-types check-core check-unit check-input check-mutants \
	test-storm storm test-faults test-peers mutants format lock clean

help:
	@echo "make run     start the PBX and the controller (Ctrl-C stops both)"
	@echo "make demo    the same, with simulated callers and agents"
	@echo "make test    every test"
	@echo "make check   format, lint, types, import rules, unit and property tests"
	@echo "make mutants change the engine in thousands of ways, and see which of them no test notices"
	@echo "make storm   250,000 simulated calls with faults that nobody has told before (some are in make test)"
	@echo "make lock    write the hashed locks anew from setup.cfg"

run: $(RUN_READY)
	@exec $(BIN)/acd run

demo: $(RUN_READY)
	@exec $(BIN)/acd demo

$(BIN)/python:
	@sh requirements/venv.sh $(PYTHON)

$(RUN_READY): requirements/run.txt setup.cfg | $(BIN)/python
	@echo "Installing the packages of requirements/run.txt (about a minute the first time) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(DEV_READY): requirements/dev.txt $(RUN_READY)
	@echo "Installing the packages of requirements/dev.txt ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

format: $(DEV_READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# side by side: two cores are enough to keep this under two minutes
check: $(DEV_READY)
	@$(MAKE) --no-print-directory -j2 --output-sync=target check-unit check-core check-input check-types check-style

check-style:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/python -m tests.mirror

check-types:
	$(BIN)/mypy

check-core:
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -q $(CORE_TESTS)
	$(BIN)/coverage report --include='acd/domain/*,acd/engine/*,acd/flows/*' --fail-under=100

check-unit:
	$(BIN)/python -m pytest -q tests/unit $(CORE_TESTS:%=--ignore=%) $(INPUT_TESTS:%=--ignore=%) -m "not live"

check-input:
	$(BIN)/python -m pytest -q $(INPUT_TESTS) $(STORM_TESTS) -m "not live"

# some mutants of the engine, always the same ones; all of them are `make mutants`
check-mutants: $(DEV_READY)
	$(BIN)/python -m tests.mutants --sample 100 --at-least 85

mutants: $(DEV_READY)
	$(BIN)/python -m tests.mutants --at-least 85 $(MUTANTS)

# side by side too: these tests wait most of the time, for what was killed to come back, and for people to answer.
# Phones that listen for gaps in what they hear have the machine for themselves
test: check
	@$(MAKE) --no-print-directory check-mutants
	@$(MAKE) --no-print-directory test-storm
	@sh requirements/peers.sh
	@$(MAKE) --no-print-directory -j2 --output-sync=target test-faults test-peers
	$(BIN)/python -m pytest -q tests -m alone

# on all cores: see docs/engine.md for what can be set. The same stories each time, so that it is the change that breaks
# them and not chance
test-storm: $(DEV_READY)
	STORM_FROM=$${STORM_FROM:-1} $(BIN)/python -m tests.storm

# other stories each time
storm: $(DEV_READY)
	$(BIN)/python -m tests.storm

test-faults:
	$(BIN)/python -m pytest -q $(FAULT_TESTS)

test-peers:
	$(BIN)/python -m pytest -q tests $(FAULT_TESTS:%=--ignore=%) \
		--ignore=tests/unit --ignore=tests/property --ignore=tests/storm -m "not alone"

lock: $(DEV_READY)
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
		--no-header --extra build setup.cfg -o requirements/run.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
		--no-header --extra build --extra dev setup.cfg -o requirements/dev.txt

clean:
	rm -rf .venv build dist mutants *.egg-info
