#!/usr/bin/env bash
# Fuzzes one target for some seconds: fuzz/run.sh TARGET [SECONDS] [libFuzzer's arguments]
# Needs nothing but a stable compiler and a C++ compiler: these are the flags that `cargo fuzz`
# sets, without a sanitizer, which stable does not have (all but one dependency is safe code).
# Inputs that fail come to fuzz/found/TARGET; run one again with: fuzz/run.sh TARGET 0 FILE
set -euo pipefail
target=${1:?which target: text, align, segment, stored, translation, page, listing, mail, web_archive, paginated, office or recording}
seconds=${2:-60}
shift $(($# < 2 ? $# : 2))
cd "$(dirname "$0")"

build=${CARGO_TARGET_DIR:-$PWD/target}
host=$(rustc -vV | sed -n 's/^host: //p')
flags="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4"
flags+=" -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table"
# Naming the host's target keeps the flags from build scripts and procedural macros.
CARGO_TARGET_DIR=$build RUSTFLAGS="$flags --cfg fuzzing" \
  cargo build --release --quiet --locked --target "$host" --bin "$target"

binary=$build/$host/release/$target
mkdir -p "corpus/$target" "found/$target"
# One thread: the order of what happens in an input depends on nothing but the input.
export RAYON_NUM_THREADS=1
if [ $# -gt 0 ] && [ -e "$1" ]; then
  exec "$binary" "$@"
fi
exec "$binary" "corpus/$target" "seeds/$target" -max_total_time="$seconds" -dict=marks.dict \
  -timeout=5 -rss_limit_mb=2048 -malloc_limit_mb=1024 -max_len=2048 -reload=0 \
  -artifact_prefix="found/$target/" -print_final_stats=1 "$@"
