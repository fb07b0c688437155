/** Turns the fictional world into documents and lineages, in the shapes of the API's views. */

import { createHash } from "node:crypto";
import { crowdedText, moreTexts, PROBLEMS, SOURCES, TEXTS } from "./world.js";

const DAY = 86_400_000;
export const idOf = (...parts) => createHash("sha256").update(parts.join("\u0000")).digest("hex").slice(0, 26);
export const shaOf = (text) => createHash("sha256").update(text).digest("hex");

/** As the engine does: a day without a zone is a window of fifty hours. */
export function timeOf(at, evidence = "json-ld") {
  if (!at) return null;
  const iso = (value) => new Date(value).toISOString();
  if (at.length > 10) return { earliest: at, latest: iso(Date.parse(at) + 999), precision: "second", display: at.slice(0, 16).replace("T", " "), evidence };
  const day = Date.parse(at);
  return { earliest: iso(day - 14 * 3_600_000), latest: iso(day + DAY + 12 * 3_600_000 - 1), precision: "day", display: at, evidence: evidence === "json-ld" ? "visible" : evidence };
}

const unitsOf = (text, lang) =>
  lang === "zh" ? Array.from(text) : (text.match(/[\p{L}\p{N}’'-]+|\s+|[^\p{L}\p{N}\s]/gu) ?? []);

/** Traditional characters of the fictional texts, as Simplified ones. */
const SIMPLIFIED = { 維: "维", 爾: "尔", 馬: "马", 貫: "贯", 張: "张", 區: "区", 動: "动", 脈: "脉", 開: "开", 臨: "临", 時: "时", 針: "针", 對: "对", 國: "国", 們: "们", 關: "关", 實: "实", 謂: "谓", 風: "风", 險: "险", 務: "务", 員: "员", 會: "会", 軌: "轨", 來: "来", 歲: "岁", 決: "决", 圖: "图", 澆: "浇" };
const TRADITIONAL = Object.fromEntries(Object.entries(SIMPLIFIED).map(([traditional, simplified]) => [simplified, traditional]));
const simplified = (text) => Array.from(text, (character) => SIMPLIFIED[character] ?? character).join("");
const traditional = (text) => Array.from(text, (character) => TRADITIONAL[character] ?? character).join("");

/** A cut stretch that was added elsewhere, word for word, moved; the engine finds more. */
function markMoved(segments) {
  let block = 0;
  for (const cut of segments.filter((item) => item.kind === "cut" && item.base_text.length >= 60)) {
    const added = segments.find((item) => item.kind === "added" && item.text.trim() === cut.base_text.trim());
    if (!added) continue;
    block += 1;
    Object.assign(cut, { kind: "moved", block });
    Object.assign(added, { kind: "moved", block });
  }
}

/** Word-level (Chinese: character-level) tiling of a witness against a base. */
export function segmentsOf(base, text, lang) {
  const [a, b] = [unitsOf(simplified(base), lang), unitsOf(simplified(text), lang)];
  const table = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      table[i][j] = a[i] === b[j] ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
    }
  }
  const segments = [];
  const push = (kind, text, base_text) => {
    const last = segments.at(-1);
    if (last?.kind === kind) {
      last.text += text;
      last.base_text += base_text;
    } else segments.push({ kind, text, base_text, block: 0 });
  };
  let [i, j, kept] = [0, 0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      push("kept", b[j], a[i]);
      kept += 2;
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && table[i + 1][j] >= table[i][j + 1])) push("cut", "", a[i++]);
    else push("added", b[j++], "");
  }
  markMoved(segments);
  const moved = segments.filter((item) => item.kind === "moved").reduce((sum, item) => sum + unitsOf(item.text + item.base_text, lang).length, 0);
  const merged = [];
  for (const segment of segments) {
    const last = merged.at(-1);
    if (last && last.kind !== segment.kind && [last, segment].every((item) => ["replaced", "added", "cut"].includes(item.kind))) {
      last.kind = "replaced";
      last.text += segment.text;
      last.base_text += segment.base_text;
    } else merged.push({ ...segment });
  }
  respell(merged, base, text);
  return { segments: merged, similarity: a.length + b.length ? (kept + moved) / (a.length + b.length) : 1 };
}

/** Puts the characters as written back, and tells kept stretches in the other form of the script. */
function respell(segments, base, text) {
  let [at, bt] = [0, 0];
  for (const segment of segments) {
    const [atEnd, btEnd] = [at + segment.base_text.length, bt + segment.text.length];
    Object.assign(segment, { base_text: base.slice(at, atEnd), text: text.slice(bt, btEnd) });
    if (segment.kind === "kept" && segment.text !== segment.base_text) segment.kind = "respelled";
    [at, bt] = [atEnd, btEnd];
  }
}

function sourceCard(key) {
  const item = SOURCES[key];
  return { source_id: item.kind ? idOf("source", item.name) : "", source: item.kind ? item.name : "unknown source", source_kind: item.kind, country: item.country };
}

function passageOf(text, witness) {
  let passage = witness.keep ? text.passage.slice(...witness.keep).trim() : text.passage;
  for (const [from, to] of witness.edits ?? []) passage = passage.replace(from, to);
  return witness.respelled ? traditional(passage) : passage;
}

function documentOf(text, witness, index) {
  const passage = passageOf(text, witness);
  const body = `${witness.lead ?? ""}${passage}${witness.tail ?? ""}`;
  const card = {
    document_id: idOf("document", text.passage, String(index), witness.title),
    external_id: "",
    title: witness.title,
    ...sourceCard(witness.key),
    lang: text.lang,
    url: `https://${(SOURCES[witness.key].domains ?? "pages.example").split(" ")[0]}/${index}/${idOf(witness.title).slice(0, 8)}`,
    published: timeOf(witness.at),
  };
  const begin = (witness.lead ?? "").length;
  const credits = witness.credit
    ? [{ ...witness.credit, field: "text", begin: body.indexOf(witness.credit.words), end: body.indexOf(witness.credit.words) + witness.credit.words.length }]
    : [];
  return { card, text: body, begin, end: begin + passage.length, passage, credits, sha256: shaOf(body + witness.title), witness };
}

export function buildArchive() {
  const documents = [];
  const lineages = [];
  for (const text of [...TEXTS, crowdedText(90), ...moreTexts(240)]) {
    const members = text.witnesses.map((witness, index) => documentOf(text, witness, index));
    documents.push(...members);
    lineages.push(lineageOf(text, members));
  }
  const problems = PROBLEMS.map(([input, place, kind, message, remedy]) => ({ problem_id: idOf(input, place, kind), input, place, kind, message, remedy }));
  return { documents, lineages, problems };
}

function lineageOf(text, members) {
  const first = members[0];
  const id = idOf("lineage", text.passage);
  const firstTime = first.card.published;
  const order = (time) => (!time || !firstTime || time.earliest <= firstTime.latest ? "undecided" : "after");
  const dated = members
    .map((item, at) => ({ item, at }))
    .sort((a, b) => Number(b.at === 0) - Number(a.at === 0) || (a.item.card.published?.earliest ?? "9").localeCompare(b.item.card.published?.earliest ?? "9") || a.at - b.at);
  const witnesses = dated.map(({ item, at }, rank) => {
    const fromMember = item.witness.from === undefined ? undefined : members[item.witness.from];
    const { similarity } = segmentsOf(first.passage, item.passage, text.lang);
    return {
      rank,
      document: item.card,
      begin: item.begin,
      end: item.end,
      passage: item.passage,
      order: at === 0 ? "before" : order(item.card.published),
      order_evidence: at !== 0 && order(item.card.published) === "after" ? "dates" : "",
      carried_from: at === 0 ? "" : (fromMember ?? (item.witness.status === "undecided" ? { card: { document_id: "" } } : first)).card.document_id,
      kind: item.witness.kind ?? (similarity === 1 ? "verbatim" : "edited"),
      coverage: at === 0 ? 1 : Math.round(Math.min(1, item.passage.length / text.passage.length) * similarity * 1000) / 1000,
      credit: item.witness.status ?? (item.credits.length > 0 ? "credited" : "uncredited"),
      credits: item.credits,
      first_seen: item.card.published,
      capture_sha256: item.sha256,
    };
  });
  const links = witnesses
    .filter((witness) => witness.rank > 0)
    .map((witness) => {
      const origin = witness.carried_from || first.card.document_id;
      const [a, b] = [members.find((item) => item.card.document_id === origin)?.card.published, witness.first_seen];
      return { origin, carrier: witness.document.document_id, order: a && b && a.latest < b.earliest ? "before" : "undecided", kind: witness.kind, credit: witness.credit };
    });
  const seen = witnesses.filter((witness) => witness.first_seen);
  const card = {
    lineage_id: id,
    class: text.class ?? "carried",
    excerpt: text.passage.length > 300 ? `${text.passage.slice(0, 300)}…` : text.passage,
    excerpt_lang: text.lang,
    first_witness: first.card,
    origin_decided: !text.outside && witnesses.filter((witness) => witness.rank > 0 && witness.first_seen).every((witness) => witness.order === "after") || text === TEXTS[0],
    origin_outside: Boolean(text.outside),
    credited_origin: text.outside ?? "",
    agency_copy: Boolean(text.agency),
    agency: text.agency ? first.card.source : "",
    agency_evidence: text.agency ? "origin" : "",
    witness_count: witnesses.length,
    source_count: new Set(witnesses.map((witness) => witness.document.source)).size,
    credited_count: witnesses.filter((witness) => witness.credit === "credited").length,
    languages: [text.lang],
    longest_characters: Math.max(...witnesses.map((witness) => witness.passage.length)),
    first_seen: seen[0]?.first_seen ?? null,
    last_seen: seen.at(-1)?.first_seen ?? null,
  };
  return { card, witnesses, links, members, lang: text.lang };
}
