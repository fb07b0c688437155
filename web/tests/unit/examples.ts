/** Small invented values for tests. */

import type { CarryKind, Credit, DocumentCard, LineageCard, LineageLink, Order, Segment, SegmentKind, TimeView, WitnessView } from "../../src/lib/types";

/** A day in any zone on earth, or an exact second. */
export function time(at: string): TimeView {
  if (at.length > 10) return { earliest: at, latest: at, precision: "second", display: at, evidence: "json-ld" };
  const day = Date.parse(at);
  const iso = (value: number): string => new Date(value).toISOString();
  return { earliest: iso(day - 14 * 3_600_000), latest: iso(day + 36 * 3_600_000 - 1), precision: "day", display: at, evidence: "visible" };
}

export function card(id: string, kind = "newspaper"): DocumentCard {
  return { document_id: id, external_id: "", title: id, source_id: id, source: `Source ${id}`, source_kind: kind, country: "", lang: "en", url: "", published: null };
}

export function witness(id: string, rank: number, at: string | null, kind = "newspaper"): WitnessView {
  return {
    rank,
    document: card(id, kind),
    begin: 0,
    end: 10,
    passage: "some words",
    order: rank === 0 ? "before" : "after",
    order_evidence: rank === 0 ? "" : "dates",
    carried_from: "",
    kind: "verbatim",
    coverage: 1,
    credit: "credited",
    credits: [],
    first_seen: at === null ? null : time(at),
    capture_sha256: "0".repeat(64),
  };
}

export function link(origin: string, carrier: string, order: Order = "before", kind: CarryKind = "verbatim", credit: Credit = "credited"): LineageLink {
  return { origin, carrier, order, kind, credit };
}

export function segment(kind: SegmentKind, text: string, baseText = kind === "kept" ? text : "", block = 0): Segment {
  return { kind, text, base_text: baseText, block };
}

export function lineage(id: string, change: Partial<LineageCard>): LineageCard {
  return {
    lineage_id: id,
    class: "carried",
    excerpt: id,
    excerpt_lang: "en",
    first_witness: card(id),
    origin_decided: true,
    origin_outside: false,
    credited_origin: "",
    agency_copy: false,
    agency: "",
    agency_evidence: "",
    witness_count: 4,
    source_count: 3,
    credited_count: 4,
    languages: ["en"],
    longest_characters: 100,
    first_seen: null,
    last_seen: null,
    ...change,
  };
}
