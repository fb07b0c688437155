#!/usr/bin/env bash
# Text reuse against peers, labels, other edit models, and growth; raw output under bench/runs.
# Usage: bench/reuse/run.sh [PART [OPTION…]], PART one of tune paired labels models grow seeds;
# paired, labels and models without arguments. README.md says what each part does.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export SHARED=${SHARED:-$(dirname "$(dirname "$(dirname "$here")")")/shared}
export BINARY=${BINARY:-$(dirname "$(dirname "$here")")/target/release/throughline}
case $SHARED in /*) ;; *) SHARED=$PWD/$SHARED ;; esac
case $BINARY in /*) ;; *) BINARY=$PWD/$BINARY ;; esac
[ -d "$SHARED/data" ] || { echo "skipped: $SHARED/data absent"; exit 0; }

environment=$here/.venv
if ! cmp -s "$here/requirements.txt" "$environment/requirements.txt"; then
  "${PYTHON:-python3.11}" -m venv "$environment"
  "$environment/bin/pip" install -q --disable-pip-version-check -r "$here/requirements.txt" ||
    { echo "skipped: the packages of requirements.txt absent and not to be had"; exit 0; }
  cp "$here/requirements.txt" "$environment/requirements.txt"
fi

run() { # run PART [OPTION…]
  local part=$1
  shift
  echo "== $part"
  case $part in
  tune | paired | labels | models | seeds) "$environment/bin/python" "$here/$part.py" "$@" ;;
  grow) "$environment/bin/python" "$here/grow_measure.py" "$@" ;;
  *)
    echo "unknown: $part" >&2
    exit 2
    ;;
  esac
}

if [ $# -gt 0 ]; then
  run "$@"
else
  for part in paired labels models; do run "$part"; done
fi
