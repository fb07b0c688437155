#!/usr/bin/env bash
# The demo: an archive from the fictional corpus, the whole job, a report, the pages.
set -euo pipefail
cd "$(dirname "$0")/.."
throughline=${BINARY:-target/debug/throughline}
archive=demo/archive
port=${PORT:-7117}
models=target/models

rm -rf "$archive"
"$throughline" init "$archive"
"$throughline" add "$archive" demo/corpus \
  --sources demo/corpus/sources.csv --captures demo/corpus/captures.csv
# Without the model everything else works.
bash scripts/model.sh "$throughline" "$models" || true
"$throughline" trace "$archive" --models "$models"

# lineage WITNESS: the longest carried text that a page has.
lineage() {
  "$throughline" sql "$archive" --csv "SELECT l.lineage_id FROM lineages l \
    JOIN witnesses w ON w.lineage_id = l.lineage_id JOIN documents d ON d.document_id = w.document_id \
    WHERE l.class = 'carried' AND d.external_id = '$1' ORDER BY l.longest_characters DESC, l.lineage_id LIMIT 1" | tail -n 1
}
statement=$(lineage mfa.velmara.example/statement-lirava-en.html)
story=$(lineage velpress.example/lirava-talks-en.html)
"$throughline" report "$archive" --lineage "$story" -o demo/report.html

cat <<WORDS

The demo archive is traced. Everything in it is fictional: no real country, person or outlet is meant.
A report of the agency's story is in demo/report.html.

Things to look at:
  1. the agency's story: who had it first, who credits it, who names the wrong agency
     http://127.0.0.1:$port/lineages/$story
  2. the ministry's statement beside its later version: one word was changed without notice
     http://127.0.0.1:$port/lineages/$statement/passage
  3. the words that were changed, and the fact-check that asked about them
     http://127.0.0.1:$port/search?q=%22eleven%20days%22
WORDS

if [ -d "$models" ]; then
  cat <<WORDS
  4. the statement in five languages, sentence by sentence
     http://127.0.0.1:$port/lineages/$statement/passage#wordings
  5. how the Council's phrase is rendered
     http://127.0.0.1:$port/renderings?phrase=同水同安&lang=zh
WORDS
fi

if [ "${DEMO_ONCE:-}" = 1 ]; then
  exit 0
fi
exec "$throughline" serve "$archive" --models "$models" --port "$port"
