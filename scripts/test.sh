#!/usr/bin/env bash
# Every test: the demo's truth file, the web pages, the workspace, and the pages in a real browser
# against a real server. `make test` builds the pages first. Ends with 1 if anything failed.
set -euo pipefail
cd "$(dirname "$0")/.."

tools=target/test-tools
models=$PWD/target/models
failed=()

say() {
  printf '\n== %s\n' "$*"
}

# Runs one part, whose own closing lines stay visible, and remembers whether it failed.
part() {
  local name=$1
  shift
  say "$name"
  local began=$SECONDS status
  # Not in the condition itself, where `set -e` would not hold inside the part.
  set +e
  (
    set -e
    "$@"
  )
  status=$?
  set -e
  if [ "$status" = 0 ]; then
    echo "== $name: passed in $((SECONDS - began)) s"
  else
    echo "== $name: FAILED after $((SECONDS - began)) s"
    failed+=("$name")
  fi
}

# The browser, fonts for Chinese and Arabic, and setpriv for the read-only test.
system_packages() {
  local missing=()
  command -v chromium >/dev/null || missing+=(chromium)
  command -v setpriv >/dev/null || missing+=(util-linux)
  fc-list 2>/dev/null | grep -qi 'CJK' || missing+=(fonts-noto-cjk)
  fc-list 2>/dev/null | grep -qi 'NotoSansArabic\|NotoNaskhArabic' || missing+=(fonts-noto-core)
  if [ ${#missing[@]} -eq 0 ]; then
    return 0
  fi
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "skipped: ${missing[*]} absent, and only root on Debian can install them here"
    return 0
  fi
  echo "installing ${missing[*]}"
  apt-get update -qq || echo "the package lists cannot be read anew; trying with those there are"
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
    echo "skipped: ${missing[*]} cannot be installed (offline?); tests that need them say so"
}

# An S3-compatible server that honors `If-None-Match: *`, on which commits rely.
s3_server() {
  if [ -x "$tools/bin/moto_server" ]; then
    return 0
  fi
  if ! command -v python3 >/dev/null; then
    echo "skipped: python3 is absent, so there is no S3-compatible server"
    return 0
  fi
  mkdir -p target
  if python3 -m venv "$tools" && "$tools/bin/pip" install --quiet --disable-pip-version-check 'moto[server]'; then
    return 0
  fi
  rm -rf "$tools"
  echo "skipped: moto[server] cannot be installed (offline?); tests of object stores say so"
}

# The model that translations are found with.
model() {
  cargo build --workspace --bins --quiet
  if bash scripts/model.sh target/debug/throughline "$models"; then
    export THROUGHLINE_MODEL=$models/multilingual-e5-small/e5-small-q4.bin
  fi
}

web_checks() (
  cd web
  [ -d node_modules ] || npm ci --no-audit --no-fund --loglevel=error
  npm run --silent check && npm test --silent
)

# The demo archive behind a real server, and the pages in a real browser.
in_the_browser() {
  local binary=target/debug/throughline folder server address status=0
  folder=$(mktemp -d)
  "$binary" --quiet init "$folder/demo"
  "$binary" --quiet add "$folder/demo" demo/corpus \
    --sources demo/corpus/sources.csv --captures demo/corpus/captures.csv
  "$binary" --quiet trace "$folder/demo" --models "$models"
  "$binary" serve "$folder/demo" --models "$models" --port 0 2>"$folder/said" &
  server=$!
  for _ in $(seq 100); do
    address=$(grep -o 'http://[0-9.:]*' "$folder/said" || true)
    [ -z "$address" ] || break
    sleep 0.1
  done
  if [ -n "$address" ]; then
    (cd web && THROUGHLINE_URL=$address npm run --silent test:browser) || status=1
  else
    cat "$folder/said"
    status=1
  fi
  kill "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
  rm -rf "$folder"
  return "$status"
}

say "what the tests need"
system_packages
s3_server
model

part "demo corpus" python3 demo/check.py
part "web pages" web_checks
part "workspace" cargo test --workspace --no-fail-fast
part "browser" in_the_browser

if [ ${#failed[@]} -gt 0 ]; then
  say "FAILED after $SECONDS s: ${failed[*]}"
  exit 1
fi
say "all passed in $SECONDS s"
