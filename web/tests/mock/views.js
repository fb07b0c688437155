/** The views of the REST API over the fictional archive. Only what pages and tests need. */

import { buildArchive, idOf, segmentsOf, timeOf } from "./build.js";
import { SOURCES } from "./world.js";

const archive = buildArchive();
const byDocument = new Map(archive.documents.map((item) => [item.card.document_id, item]));
const byLineage = new Map(archive.lineages.map((item) => [item.card.lineage_id, item]));

export class Refusal extends Error {
  constructor(status, message, help) {
    super(message);
    this.status = status;
    this.help = help;
  }
}

const envelope = (name, command) => ({ schema: `throughline.${name}/1`, archive_version: 14, throughline_version: "0.1.0", reproduce: `throughline ${command} --archive-version 14 --json` });
const page = (query, fallback) => ({ offset: Number(query.get("offset") ?? 0), limit: Number(query.get("limit") ?? fallback) });

function facet(name, cards, value, label = value) {
  const counts = new Map();
  for (const card of cards) {
    const key = value(card);
    const entry = counts.get(key) ?? { value: key, label: label(card), count: 0 };
    entry.count += 1;
    counts.set(key, entry);
  }
  return { name, values: [...counts.values()].sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)).slice(0, 30) };
}

const matchesFilters = (card, query) =>
  (!query.get("source") || card.source_id === query.get("source")) &&
  (!query.get("kind") || card.source_kind === query.get("kind")) &&
  (!query.get("lang") || card.lang === query.get("lang")) &&
  (!query.get("country") || card.country === query.get("country")) &&
  (!query.get("from") || (card.published && card.published.latest >= query.get("from"))) &&
  (!query.get("to") || (card.published && card.published.earliest.slice(0, query.get("to").length) <= query.get("to")));

export function archiveView() {
  const cards = archive.documents.map((item) => item.card);
  const dated = cards.filter((card) => card.published).sort((a, b) => a.published.earliest.localeCompare(b.published.earliest));
  return {
    ...envelope("archive", "show velmar-demo"),
    name: "velmar-demo",
    documents: cards.length,
    undated_documents: cards.length - dated.length,
    sources: new Set(cards.map((card) => card.source)).size,
    captures: cards.length,
    matches: 1204,
    carries: archive.lineages.reduce((sum, item) => sum + item.links.length, 0),
    agency_copy_carries: archive.lineages.filter((item) => item.card.agency_copy).reduce((sum, item) => sum + item.links.length, 0),
    lineages: archive.lineages.filter((item) => item.card.class === "carried").length,
    agency_copy_lineages: archive.lineages.filter((item) => item.card.agency_copy).length,
    recurring_lineages: archive.lineages.filter((item) => item.card.class === "recurring").length,
    problems: archive.problems.length,
    first: dated[0].published,
    last: dated.at(-1).published,
    languages: facet("lang", cards, (card) => card.lang).values,
    traced: true,
    run_id: idOf("run"),
  };
}

function sentencesOf(item, needle) {
  const found = [];
  for (const match of item.text.matchAll(/[^.。؟?!\n]+[.。؟?!]?/gu)) {
    const at = match[0].toLowerCase().indexOf(needle);
    if (at < 0) continue;
    const text = match[0].trimStart();
    const shift = match[0].length - text.length;
    const begin = match.index + shift;
    const lineage = archive.lineages.find((entry) => entry.members.includes(item));
    const inside = begin < item.end && item.begin < begin + text.length;
    found.push({ begin, end: begin + text.length, text, marks: [[at - shift, at - shift + needle.length]], lineage_ids: inside && lineage ? [lineage.card.lineage_id] : [] });
  }
  return found.slice(0, 3);
}

export function searchView(query) {
  const needle = (query.get("q") ?? "").toLowerCase().replaceAll(/["“”]/g, "").trim();
  const hits = archive.documents
    .filter((item) => matchesFilters(item.card, query) && (needle === "" || `${item.card.title} ${item.text}`.toLowerCase().includes(needle)))
    .map((item) => ({ document: item.card, score: 1, sentences: needle ? sentencesOf(item, needle) : [] }));
  const { offset, limit } = page(query, 20);
  const cards = hits.map((hit) => hit.document);
  return {
    ...envelope("search", `search velmar-demo ${JSON.stringify(needle)}`),
    query: query.get("q") ?? "",
    paging: { offset, limit, total: hits.length },
    documents: archive.documents.length,
    hits: hits.slice(offset, offset + limit),
    facets: [
      facet("source", cards, (card) => card.source_id, (card) => card.source),
      facet("kind", cards, (card) => card.source_kind),
      facet("lang", cards, (card) => card.lang),
      facet("year", cards.filter((card) => card.published), (card) => card.published.display.slice(0, 4)),
    ],
  };
}

export function renderingsView(query) {
  const [phrase, lang] = [query.get("phrase") ?? "", query.get("lang") ?? ""];
  return { ...envelope("renderings", `renderings velmar-demo ${JSON.stringify(phrase)} --lang ${lang}`), phrase, lang, documents: 0, aligned_documents: 0, near_sentences: 0, renderings: [] };
}

const SORTS = {
  sources: (a, b) => b.source_count - a.source_count,
  witnesses: (a, b) => b.witness_count - a.witness_count,
  first_seen: (a, b) => (a.first_seen?.earliest ?? "9").localeCompare(b.first_seen?.earliest ?? "9"),
  length: (a, b) => b.longest_characters - a.longest_characters,
};

export function lineagesView(query) {
  const wanted = query.get("class") ?? "carried";
  const q = (query.get("q") ?? "").toLowerCase();
  const agencyCopy = query.get("agency_copy") || "with";
  const all = archive.lineages
    .filter((item) => item.card.excerpt.toLowerCase().includes(q))
    .filter((item) => item.witnesses.some((witness) => matchesFilters(witness.document, query)))
    .map((item) => item.card);
  const carried = all.filter((card) => card.class === "carried");
  const counts = { carried, "agency-copy": carried.filter((card) => card.agency_copy), recurring: all.filter((card) => card.class === "recurring") };
  const found = all
    .filter((card) => card.class === wanted && (agencyCopy === "with" || card.agency_copy === (agencyCopy === "only")))
    .sort(SORTS[query.get("sort") ?? "sources"] ?? SORTS.sources);
  const { offset, limit } = page(query, 25);
  return { ...envelope("lineages", "show velmar-demo lineages"), paging: { offset, limit, total: found.length }, documents: archive.documents.length, classes: Object.entries(counts).map(([value, cards]) => ({ value, label: value, count: cards.length })), lineages: found.slice(offset, offset + limit) };
}

function need(map, id, what) {
  const found = map.get(id);
  if (!found) throw new Refusal(404, `no ${what} ${id} in this archive`, `List the ${what}s: throughline show velmar-demo ${what}s`);
  return found;
}

/** What shows that a recurring text recurs, as its witnesses have it. */
function recurrencesOf(item) {
  if (item.card.class !== "recurring") return [];
  const days = new Set(item.witnesses.map((witness) => witness.first_seen?.display).filter(Boolean));
  const { first_seen, last_seen } = item.card;
  return [{ place: "edge", source: item.card.first_witness.source, items: item.witnesses.length, sources: 1, days: days.size, first_seen, last_seen }];
}

export function lineageView(id) {
  const item = need(byLineage, id, "lineage");
  return { ...envelope("lineage", `show velmar-demo --lineage ${id}`), lineage: item.card, witnesses: item.witnesses, links: item.links, recurrences: recurrencesOf(item), run_id: idOf("run") };
}

export function passageView(id, query) {
  const item = need(byLineage, id, "lineage");
  const base = query.get("base") || item.card.first_witness.document_id;
  const baseWitness = item.witnesses.find((witness) => witness.document.document_id === base);
  if (!baseWitness) throw new Refusal(400, `document ${base} is no witness of this lineage`, "Leave out base to compare with the first witness.");
  const witnesses = item.witnesses.map((witness) => {
    const { text } = byDocument.get(witness.document.document_id);
    return { witness, before: text.slice(Math.max(0, witness.begin - 200), witness.begin), after: text.slice(witness.end, witness.end + 200), ...segmentsOf(baseWitness.passage, witness.passage, item.lang) };
  });
  return { ...envelope("passage", `show velmar-demo --lineage ${id} --base ${base}`), lineage: item.card, base, base_text: baseWitness.passage, witnesses };
}

export function documentView(id) {
  const item = need(byDocument, id, "document");
  const lineage = archive.lineages.find((entry) => entry.members.includes(item));
  const self = lineage.witnesses.find((witness) => witness.document.document_id === id);
  const passage = (begin, end, of = lineage) => ({ lineage_id: of.card.lineage_id, class: of.card.class, begin, end, witness_count: of.card.witness_count, rank: self.rank });
  // A second, nested passage and a recurring footer, so that the page's overlaps are seen.
  const passages = [passage(item.begin, item.end)];
  if (item.end - item.begin > 300) passages.push(passage(item.begin + 131, item.begin + 262, archive.lineages[5]));
  const recurring = archive.lineages.find((entry) => entry.card.class === "recurring");
  const footer = item.text.indexOf("All material on this site");
  if (footer > item.end) passages.push(passage(footer, item.text.length, recurring));
  const carries = lineage.links
    .filter((link) => link.carrier === id || link.origin === id)
    .map((link) => ({
      carry_id: idOf("carry", link.origin, link.carrier),
      origin: byDocument.get(link.origin).card,
      carrier: byDocument.get(link.carrier).card,
      order: link.order,
      order_evidence: link.order === "before" ? "dates" : "",
      kind: link.kind,
      class: lineage.card.class,
      agency_copy: lineage.card.agency_copy,
      origin_coverage: 0.83,
      carrier_share: 0.61,
      credit: link.credit,
      credit_evidence: byDocument.get(link.carrier).credits[0] ?? null,
    }));
  return {
    ...envelope("document", `show velmar-demo --document ${id}`),
    document: item.card,
    byline: item.card.source_kind === "newspaper" ? "Staff writer (fictional)" : "",
    form: "html",
    declared_type: "NewsArticle",
    text: item.text,
    margin: item.card.source_kind === "newspaper" ? `${item.card.source} · world desk` : "",
    dates: item.card.published
      ? [
          { kind: item.card.published.evidence, role: "published", raw: item.card.published.display, time: item.card.published },
          { kind: "dateline", role: "published", raw: "March 4", time: null },
          { kind: "capture", role: "captured", raw: "2024-04-01T12:00:00Z", time: timeOf("2024-04-01T12:00:00Z", "capture") },
        ]
      : [],
    credits: item.credits,
    capture: { capture_id: idOf("capture", id), sha256: item.sha256, locator: item.card.url, media_type: "text/html", byte_length: 18_233, captured: timeOf("2024-04-01T12:00:00Z", "capture") },
    versions: self.rank === 1 ? [lineage.witnesses[0].document] : [],
    visits: [],
    marks: [],
    links: [],
    passages,
    carries,
    problems: item.card.source_kind === "newspaper" ? [archive.problems[0]] : [],
    extra: "",
  };
}

function sourceRow(name) {
  const mine = archive.documents.filter((item) => item.card.source === name);
  const links = archive.lineages.filter((item) => item.card.class === "carried").flatMap((item) => item.links);
  const nameOf = (id) => byDocument.get(id).card.source;
  const decided = links.filter((link) => link.order === "before" && nameOf(link.origin) !== nameOf(link.carrier));
  const from = decided.filter((link) => nameOf(link.carrier) === name);
  const known = Object.values(SOURCES).find((entry) => entry.name === name) ?? {};
  return {
    row: {
      source_id: mine[0].card.source_id,
      name,
      kind: mine[0].card.source_kind,
      country: mine[0].card.country,
      state_relation: known.state_relation ?? "",
      owner: known.owner ?? "",
      citation: known.citation ?? "",
      as_of: known.as_of ?? "",
      domains: known.domains ?? "",
      documents: mine.length,
      carrying_documents: new Set(from.map((link) => link.carrier)).size,
      carries_from_others: from.length,
      credited: from.filter((link) => link.credit === "credited").length,
      carried_by_others: decided.filter((link) => nameOf(link.origin) === name).length,
      undecided: links.filter((link) => link.order === "undecided" && [nameOf(link.origin), nameOf(link.carrier)].includes(name)).length,
    },
    from: facet("from", from.map((link) => byDocument.get(link.origin).card), (card) => card.source_id, (card) => card.source).values,
    by: facet("by", decided.filter((link) => nameOf(link.origin) === name).map((link) => byDocument.get(link.carrier).card), (card) => card.source_id, (card) => card.source).values,
    mine,
  };
}

const sourceNames = [...new Set(archive.documents.map((item) => item.card.source))];

export function sourcesView() {
  const sources = sourceNames.map((name) => sourceRow(name).row).sort((a, b) => b.documents - a.documents);
  return { ...envelope("sources", "show velmar-demo sources"), sources };
}

export function sourceView(id) {
  const name = sourceNames.find((item) => sourceRow(item).row.source_id === id);
  if (!name) throw new Refusal(404, `no source ${id} in this archive`, "List the sources: throughline show velmar-demo sources");
  const { row, from, by, mine } = sourceRow(name);
  return {
    ...envelope("source", `show velmar-demo --source ${id}`),
    source: row,
    carries_from: from,
    carried_by: by,
    documents: mine.map((item) => item.card).slice(0, 50),
    lineages: archive.lineages.filter((item) => item.members.some((member) => member.card.source === name)).map((item) => item.card).slice(0, 50),
  };
}

export function visitsView(query) {
  const outcome = query.get("outcome");
  const cards = archive.documents.slice(0, 3).map((item) => item.card);
  const visits = ["removed", "edited", "first"].map((word, index) => ({
    visit_id: idOf("visit", word),
    url: cards[index].url,
    visited: timeOf(`2024-04-0${index + 1}T12:00:00Z`, ""),
    outcome: word,
    evidence: word === "removed" ? "status 404" : "",
    document: word === "removed" ? null : cards[index],
    before: "",
    changes:
      word === "edited"
        ? [
            { kind: "kept", text: "The gauge was silent for ", base_text: "The gauge was silent for ", block: 0 },
            { kind: "replaced", text: "several", base_text: "eleven", block: 0 },
            { kind: "kept", text: " days.", base_text: " days.", block: 0 },
          ]
        : [],
  }));
  const wanted = (row) => !outcome || row.outcome === outcome || (outcome === "changes" && row.outcome !== "first");
  const rows = visits.filter(wanted);
  const { offset, limit } = page(query, 50);
  const outcomes = visits.map((row) => ({ value: row.outcome, label: row.outcome, count: 1 }));
  return { ...envelope("visits", "show velmar-demo --visits"), paging: { offset, limit, total: rows.length }, outcomes, visits: rows.slice(offset, offset + limit) };
}

export function problemsView(query) {
  const kind = query.get("kind");
  const rows = archive.problems.filter((row) => !kind || row.kind === kind);
  const { offset, limit } = page(query, 100);
  return { ...envelope("problems", "show velmar-demo problems"), paging: { offset, limit, total: rows.length }, kinds: facet("kind", archive.problems, (row) => row.kind).values, problems: rows.slice(offset, offset + limit) };
}

export function coverageView() {
  const counts = new Map();
  for (const { card } of archive.documents) {
    const key = `${card.source}\u0000${card.published ? card.published.display.slice(0, 7) : ""}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const rows = [...counts.entries()].map(([key, documents]) => ({ source: key.split("\u0000")[0], month: key.split("\u0000")[1], documents }));
  return { ...envelope("coverage", "show velmar-demo coverage"), rows, documents: archive.documents.length };
}

export function sqlView(query) {
  const text = query.get("query") ?? "";
  if (!/^\s*select\b/i.test(text)) throw new Refusal(400, "expected SELECT, found something else", "Only queries that read are allowed; the tables are listed below.");
  const rows = facet("lang", archive.documents.map((item) => item.card), (card) => card.lang).values.map((item) => [item.value, item.count, null]);
  return { ...envelope("table", `sql velmar-demo ${JSON.stringify(text)}`), columns: ["lang", "documents", "note"], types: ["Utf8", "Int64", "Utf8"], rows, truncated: false };
}

export function traceView(text) {
  const witnesses = archive.lineages
    .slice(0, 7)
    .flatMap((item) => item.witnesses.map((witness) => ({ item, witness, ...segmentsOf(text, witness.passage, item.lang) })))
    .filter((found) => found.similarity > 0.55 && found.item.lang === archive.lineages.find((entry) => entry.card.excerpt.slice(0, 20) === text.slice(0, 20))?.lang)
    .map(({ item, witness, segments, similarity }) => ({
      document: witness.document,
      begin: witness.begin,
      end: witness.end,
      text_begin: 0,
      text_end: text.length,
      kind: similarity === 1 ? "verbatim" : "edited",
      score: similarity,
      segments,
      lineage_ids: [item.card.lineage_id],
    }));
  return { ...envelope("text-trace", "report velmar-demo --text …"), documents: archive.documents.length, lang: "en", looked_for_translations: false, witnesses };
}
