#!/usr/bin/env bash
# The demo: an archive from the fictional corpus, the whole job, a report, the pages.
set -euo pipefail
cd "$(dirname "$0")/.."
throughline=${BINARY:-target/debug/throughline}
archive=demo/archive
port=${PORT:-7117}

rm -rf "$archive"
"$throughline" init "$archive"
"$throughline" add "$archive" demo/corpus \
  --sources demo/corpus/sources.csv --captures demo/corpus/captures.csv
"$throughline" trace "$archive"

# The most carried text of the corpus: the ministry's statement in English.
statement=$("$throughline" sql "$archive" --csv \
  "SELECT lineage_id FROM lineages WHERE class = 'carried' ORDER BY source_count DESC, witness_count DESC, lineage_id LIMIT 1" |
  tail -n 1)
"$throughline" report "$archive" --lineage "$statement" -o demo/report.html

cat <<WORDS

The demo archive is traced. Everything in it is fictional: no real country, person or outlet is meant.
A report of the most carried text is in demo/report.html.

Three things to look at:
  1. the lineage of the statement: who had it first, who credits it, who does not
     http://127.0.0.1:$port/lineages/$statement
  2. the same words side by side, differences marked, any witness as base
     http://127.0.0.1:$port/lineages/$statement/passage
  3. the ministry's page before and after it was changed without a word
     http://127.0.0.1:$port/search?q=%22eleven%20days%22
WORDS

if [ "${DEMO_ONCE:-}" = 1 ]; then
  exit 0
fi
exec "$throughline" serve "$archive" --port "$port"
