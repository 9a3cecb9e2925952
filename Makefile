# Everything runs in a virtual environment of the course's own, made at the first use and kept.

PYTHON ?= python3
BIN := $(CURDIR)/.venv/bin
READY := .venv/.ready
export PATH := $(BIN):$(PATH)

.DEFAULT_GOAL := help
.PHONY: help demo quick lint test test-cats test-hostile test-browser test-pythons audit fuzz benchmark check build student screenshots clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(READY) ## build both editions, grade an invented class of 24, print the marks
	autograder build --no-solved
	autograder sample-class deep-neural-network
	autograder grade deep-neural-network
	autograder report deep-neural-network

quick: export OPENBLAS_NUM_THREADS = 1
quick: $(READY) lint ## run the linter, the type checker and the tests that take no time, under a minute and a half
	pytest -n auto --dist loadfile -m "not slow" -q

lint: $(READY)
	ruff check .
	ruff format --check .
	mypy
	lint-imports --no-logo

# Two tests run at once: the threads of two matrix products would fight for the same cores. Files are taken in the order
# of their names: those with few tests, which would come last otherwise, are among the longest.
test: export OPENBLAS_NUM_THREADS = 1
test: $(READY) lint ## run the linter, the type checker, the course check with its proof, and the whole test suite
	autograder check
	pytest -n auto --dist loadfile --no-loadscope-reorder --durations 5

test-cats: $(READY) ## train on the real cats and compare: make test-cats REAL_CATS=<folder with the two .h5 files>
	@test -d "$(REAL_CATS)" || { echo "Say where the two files lie: make test-cats REAL_CATS=<folder>. To get them: autograder datasets fetch, then REAL_CATS=datasets" >&2; exit 2; }
	REAL_CATS="$(abspath $(REAL_CATS))" pytest notebooks/deep_neural_network/tests/real_cats

test-hostile: $(READY) ## grade a class of hostile submissions in both ways, as root and as an ordinary user
	pytest -n auto tests/hostile/in_class --durations 5

test-browser: $(READY) ## try notebook, feedback, report and formgrader in a browser: the system's Chromium, else Playwright's
	@test -x /usr/bin/chromium || playwright install chromium
	pytest tests/browser --durations 5

test-pythons: export STUDENTS_PYTHON ?=
test-pythons: $(READY) ## execute the filled-in notebooks on Python 3.9 with NumPy 1.21 and on 3.13 with the newest, where they are found
	pytest -n 2 --dist load notebooks/deep_neural_network/tests/other_pythons --durations 5 -rs

audit: $(READY) ## list pinned versions with known weaknesses; asks the public database of advisories
	python -m pip install --quiet --disable-pip-version-check pip-audit
	pip-audit --requirement requirements.txt --no-deps --disable-pip

fuzz: $(READY) ## try 50,000 mutated notebooks from a seed of the hour: make fuzz [FUZZ=n]
	FUZZ=$${FUZZ:-50000} FUZZ_SEED=$$(date +%Y%m%d%H) pytest -n auto tests/test_fuzz.py

benchmark: $(READY) ## measure the speed of grading, half an hour, and write docs/benchmarks.md anew
	python -m benchmarks

check: $(READY) ## check the course: marks of solutions and releases, generated files, solved notebooks
	autograder check

build: $(READY) ## make source/, release/ and notebooks/solved/ from the lessons
	autograder build

student: $(READY) ## zip what a student downloads into handout/: make student LANGUAGE=zh [ASSIGNMENT=name]
	@python -m autograder.lessons.handout $(LANGUAGE) $(ASSIGNMENT)

screenshots: $(READY) ## make the pictures of the README anew, from the invented class
	python -m tests.browser.screenshots

clean: ## remove the virtual environment and what tools left behind; submissions and marks stay
	rm -rf .venv build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(READY): pyproject.toml requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, found " + sys.version.split()[0] + "; say which with: make PYTHON=python3.12 $(MAKECMDGOALS)" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -e '.[dev]'
	@touch $@
