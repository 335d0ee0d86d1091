# Thin: each target makes its own environment, then calls one command. PYTHON=... picks the
# interpreter (3.11 or newer).

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; \
	done)
SOURCES := $(shell find sdk codegen -type f -not -path '*/__pycache__/*')

.PHONY: demo test bench clean

# The installed wheel, not the work tree: what a user gets.
demo: .venv-demo/.stamp
	.venv-demo/bin/kingpin demo

test: .venv/.stamp
	scripts/system-packages
	scripts/check

bench: .venv/.stamp
	scripts/system-packages
	.venv/bin/python -m benchmarks

.venv-demo/.stamp: pyproject.toml README.md scripts/make-venv $(SOURCES)
	scripts/make-venv '$(PYTHON)' .venv-demo .

.venv/.stamp: pyproject.toml scripts/make-venv
	scripts/make-venv '$(PYTHON)' .venv -e '.[dev]'

clean:
	rm -rf .venv .venv-demo build dist site .coverage .coverage.* .hypothesis .import_linter_cache \
		.mypy_cache .pytest_cache .ruff_cache benchmarks/.peers tests/codegen/.corpus
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
