#!/usr/bin/env bash
# Quality and cost on the evaluation data beside the project, kept under bench/runs.
# Usage: bench/run.sh [WHAT…], WHAT one of planted extract corpus reuse; all without arguments.
set -euo pipefail
cd "$(dirname "$0")/.."
shared=${SHARED:-../shared}
binary=${BINARY:-target/release/throughline}
[ -d "$shared/data" ] || { echo "skipped: $shared/data is absent"; exit 0; }
[ -x "$binary" ] || { echo "build it first: make release (or set BINARY)"; exit 1; }
what=("$@")
[ ${#what[@]} -gt 0 ] || what=(planted extract corpus reuse)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

record() { # record NAME: a folder for this run's raw output
  local folder
  folder=bench/runs/$(date -u +%Y-%m-%d)-$1
  mkdir -p "$folder"
  {
    echo "commit $(git rev-parse --short HEAD 2>/dev/null || echo unknown)"
    "$binary" --version
    uname -srm
    echo "cores $(nproc)"
  } >"$folder/about.txt"
  echo "$folder"
}

timed() { # timed FILE COMMAND…: user+sys CPU seconds, wall seconds and peak KiB go to FILE
  local file=$1
  shift
  if [ -x /usr/bin/time ]; then
    /usr/bin/time -a -o "$file" -f "${4:-$1}: user %U s, sys %S s, wall %e s, peak %M KiB" "$@"
  else
    "$@"
  fi
}

job() { # job FOLDER NAME FILE…: init, add, trace
  local folder=$1 archive=$work/$2
  shift 2
  rm -rf "$archive"
  "$binary" -q init "$archive"
  timed "$folder/cost.txt" "$binary" -q --json add "$archive" "$@" >"$folder/add.json"
  timed "$folder/cost.txt" "$binary" -q --json trace "$archive" >"$folder/trace.json"
}

for name in "${what[@]}"; do
  case $name in
  planted)
    for set in plant_en_1k plant_zh_500; do
      folder=$(record "reuse-$set")
      : >"$folder/cost.txt"
      job "$folder" "$set" "$shared/data/reuse/$set/documents.jsonl"
      "$binary" -q export "$work/$set" matches --format jsonl --offsets chars -o "$work/$set.pred"
      python3 "$shared/data/reuse/score.py" "$shared/data/reuse/$set/truth.jsonl" "$work/$set.pred" >"$folder/score.json"
      echo "$set: $(tr -d '\n ' <"$folder/score.json" | grep -oE '"(precision|recall|granularity|plagdet|edge_mae)":[0-9.]+' | tr '\n' ' ')"
      cat "$folder/cost.txt"
    done
    ;;
  extract)
    folder=$(record extract)
    # Figures only: the pages' words are other people's.
    python3 bench/extract/score.py | grep -E '^(seeds:|demo |\.)' | tee "$folder/score.txt"
    ;;
  corpus)
    folder=$(record demo-corpora)
    : >"$folder/cost.txt"
    job "$folder" corpus "$shared"/data/corpora/demo/docs/*.jsonl.gz
    cat "$folder/trace.json" "$folder/cost.txt"
    ;;
  reuse)
    SHARED=$shared BINARY=$binary bash bench/reuse/run.sh
    ;;
  *)
    echo "unknown: $name" >&2
    exit 2
    ;;
  esac
done
