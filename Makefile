# What one does here. `make run` and `make test` set everything up themselves: Python 3.11+, pip, make and git suffice.

PYTHON ?= python3
PORT ?= 8000
DATA ?= data
SPEED ?= 10
TRAIN ?= ../shared/data
TEST ?= $(TRAIN)
BIN := .venv/bin

.PHONY: run test check bench lock accuracy clean

run: .venv/run ## The demo ward, with a day running live
	@$(BIN)/madoguchi demo --port $(PORT) --data $(DATA) --speed $(SPEED)

test: .venv/dev ## All tests
	@$(BIN)/python -m pytest -n auto --dist worksteal $(PYTEST)

check: .venv/dev ## Tests, style, types, fuzzing of the API, Dockerfile
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/hadolint Dockerfile
	$(BIN)/python -m pytest -n auto --dist worksteal $(PYTEST)
	$(BIN)/python -m pytest tests/fuzz $(PYTEST)

bench: .venv/dev ## Side-by-side measures; each prints its ratio
	@$(BIN)/python -m benchmarks --json bench.json

accuracy: .venv/run ## Wait estimates on recorded days (TRAIN=…, TEST=…)
	@OMP_NUM_THREADS=1 $(BIN)/madoguchi accuracy --train $(TRAIN) --test $(TEST) --json accuracy.json

lock: .venv/uv ## Newer versions into the requirement files
	$(BIN)/uv pip compile -q --upgrade pyproject.toml --all-extras --python-version 3.11 --universal --no-emit-index-url --generate-hashes -o requirements.txt
	$(BIN)/uv pip compile -q --upgrade pyproject.toml --all-extras --group dev --python-version 3.11 --universal --no-emit-index-url --generate-hashes -o requirements-dev.txt

clean: ## Away with the environment
	rm -rf .venv

# pip only brings uv, which installs the rest in parallel; --without-pip because some systems split ensurepip off.
.venv/uv:
	@$(PYTHON) -m venv --without-pip .venv
	@$(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check "uv>=0.8"
	@touch $@

.venv/run: .venv/uv requirements.txt pyproject.toml
	@VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --compile-bytecode --require-hashes -r requirements.txt
	@VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --no-deps --editable .
	@$(BIN)/python -m compileall -q app migrations
	@touch $@

.venv/dev: .venv/run requirements-dev.txt
	@VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $@
