# The two commands of the README are `make demo` and `make test`; the rest is for developers.
# uv is used where it is found, otherwise Python's own venv and pip. Both install the exact
# versions of constraints.txt.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
# How many tests at once. Kernels and renderers are processes of their own, so more gains little.
TESTERS ?= 2
# Where the kit keeps the page that it hands out; it travels in the wheel, and git leaves it out.
CHECK_PAGE := spp_research/check_page/check.html

# Where Python may not keep what it compiles, each process of the tests compiles the kit anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo check-page test test-all check bench format example example-hub templates pictures lock wheel clean help

help: ## Say what there is to make
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort

# The check page is worth having and nothing depends on it: where it cannot be built, that is said.
demo: $(VENV)/.kit ## Install the kit and make every report and the site of the example, in demo/
	@$(BIN)/spp check-page $(CHECK_PAGE) || true
	@$(BIN)/spp demo demo

check-page: $(VENV)/.kit ## Build the page that checks workbooks in a browser (takes npm)
	@$(BIN)/spp check-page $(CHECK_PAGE)

test: $(VENV)/.dev ## Run the quick tests
	@$(BIN)/python -m pytest -n $(TESTERS)

test-all: $(VENV)/.dev ## Run every test, as .ci/run does
	@$(BIN)/python -m pytest -n $(TESTERS) --slow

check: $(VENV)/.dev ## Look for faults in the code and its layout
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

bench: $(VENV)/.dev ## Measure this kit against what could be used instead (quarter of an hour)
	@for subject in stats intake engine planning hub; do $(BIN)/python benchmarks/$$subject.py || exit 1; done

format: $(VENV)/.dev ## Put the code into its layout
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

example: $(VENV)/.kit ## Write examples/riverside, faulty and two_trusts again, with their share files
	@$(BIN)/python -c "from pathlib import Path; from spp_research.demo import make_example, make_faulty, make_two_trusts; make_example(Path('examples/riverside')); make_faulty(Path('examples/faulty')); make_two_trusts(Path('examples/two_trusts'))"
	@$(BIN)/spp share --workspace examples/riverside

example-hub: $(VENV)/.kit ## Write the share files of examples/northshire again, varied from Riverside's
	@$(BIN)/python -c "from pathlib import Path; from spp_research.demo.hubs import make_hub; make_hub(Path('examples/northshire'), 6, 30, pages=True)"

templates: $(VENV)/.kit ## Write data_templates/ and the tables of the type checker again
	@$(BIN)/spp templates data_templates
	@$(BIN)/python tests/tables.py

pictures: $(VENV)/.dev ## Take the pictures of README.md and docs/ again, of what is in demo/
	@$(BIN)/python tests/pictures.py

wheel: $(VENV)/.kit ## Build the package into dist/
	@$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

# The newest versions that go together on every Python and system that the kit supports, without
# addresses. Run `make test-all` on the result before committing it.
lock: ## Choose the versions of constraints.txt anew
	uv pip compile pyproject.toml --extra dev --extra cluster --extra check-page --universal --python-version 3.11 \
	    --upgrade --no-header --no-annotate \
	    --output-file constraints.txt

clean: ## Remove what was made, but not the environment
	rm -rf demo dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(v < (3, 11) and f"The kit needs Python 3.11 or newer; $(PYTHON) is {v[0]}.{v[1]}. Try: make PYTHON=python3.12 $(MAKECMDGOALS)")'
ifdef UV
	@$(UV) venv --quiet --seed --python $(PYTHON) $(VENV)
else
	@$(PYTHON) -m venv $(VENV)
endif

$(VENV)/.kit: $(BIN)/python pyproject.toml constraints.txt
	@echo "Installing the kit into $(VENV) (once; a minute or two)"
	@$(call install,.)
	@touch $@

$(VENV)/.dev: $(VENV)/.kit
	@echo "Installing what the tests need"
	@$(call install,.[dev])
	@touch $@

ifdef UV
install = $(UV) pip install --quiet --compile-bytecode --python $(BIN)/python --constraint constraints.txt --editable '$(1)'
else
install = $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '$(1)'
endif
