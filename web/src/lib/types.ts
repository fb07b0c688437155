/**
 * The shapes of the REST API, mirrored by hand from `crates/engine/src/views/*.rs`.
 *
 * Names are the glossary's and stay in snake_case, so that a key seen on the wire, in a CSV header
 * and here is one word. A key the pages do not read is listed all the same: the mirror is complete.
 */

/** What every answer says about itself. */
export interface Envelope {
  schema: string;
  archive_version: number;
  throughline_version: string;
  reproduce: string;
}

export interface Paging {
  offset: number;
  limit: number;
  total: number;
}

export interface FacetValue {
  value: string;
  label: string;
  count: number;
}

export interface Facet {
  /** source, kind, lang, country or year. */
  name: string;
  values: FacetValue[];
}

/** A time as a record states it, and the moments it allows (RFC 3339, UTC, both ends included). */
export interface TimeView {
  earliest: string;
  latest: string;
  precision: string;
  display: string;
  evidence: string;
}

export type Order = "before" | "after" | "undecided";
export type CarryKind = "verbatim" | "edited" | "quoted" | "translated" | "reworded";
export type Credit = "credited" | "uncredited" | "misattributed" | "undecided";
export type ReuseClass = "carried" | "recurring";
export type SegmentKind = "kept" | "respelled" | "replaced" | "added" | "cut" | "moved" | "rendered";

export interface DocumentCard {
  document_id: string;
  external_id: string;
  title: string;
  source_id: string;
  source: string;
  source_kind: string;
  country: string;
  lang: string;
  url: string;
  published: TimeView | null;
}

export interface CreditView {
  name: string;
  words: string;
  cue: string;
  field: string;
  begin: number;
  end: number;
}

export interface ArchiveView extends Envelope {
  name: string;
  documents: number;
  undated_documents: number;
  sources: number;
  captures: number;
  matches: number;
  carries: number;
  agency_copy_carries: number;
  lineages: number;
  agency_copy_lineages: number;
  recurring_lineages: number;
  problems: number;
  first: TimeView | null;
  last: TimeView | null;
  languages: FacetValue[];
  traced: boolean;
  run_id: string | null;
}

export interface SentenceHit {
  begin: number;
  end: number;
  text: string;
  marks: [number, number][];
  lineage_ids: string[];
}

export interface SearchHit {
  document: DocumentCard;
  score: number;
  sentences: SentenceHit[];
}

export interface SearchView extends Envelope {
  query: string;
  paging: Paging;
  documents: number;
  hits: SearchHit[];
  facets: Facet[];
}

/** Words of a segment, in characters from its first one. */
export interface WordSpan {
  begin: number;
  end: number;
}

export interface Segment {
  kind: SegmentKind;
  /** Characters of the witness (empty for cut, and where a moved block stood in the base). */
  text: string;
  /** Characters of the base (empty for added, and where a moved block stands in the witness). */
  base_text: string;
  /** Number of the moved block, the same for both of its segments; 0 for other kinds. */
  block: number;
  /** If rendered and words were asked for: words of `text` that nothing in `base_text` says. */
  added?: WordSpan[];
  /** The same of `base_text`. */
  left_out?: WordSpan[];
}

export interface SharedSpan {
  document_id: string;
  text_begin: number;
  text_end: number;
  begin: number;
  end: number;
  kind: string;
  score: number;
  operations: string;
}

export interface TracedWitness {
  document: DocumentCard;
  begin: number;
  end: number;
  text_begin: number;
  text_end: number;
  kind: CarryKind;
  score: number;
  segments: Segment[];
  lineage_ids: string[];
}

export interface TextTraceView extends Envelope {
  /** The language of the text, as its words tell; "und" if they do not. */
  lang: string;
  /** Whether it was looked for in other languages. */
  looked_for_translations: boolean;
  documents: number;
  witnesses: TracedWitness[];
}

export interface LineageCard {
  lineage_id: string;
  class: ReuseClass;
  excerpt: string;
  excerpt_lang: string;
  first_witness: DocumentCard;
  origin_decided: boolean;
  origin_outside: boolean;
  credited_origin: string;
  agency_copy: boolean;
  /** Canonical name of that agency, or empty. */
  agency: string;
  /** What shows it: origin, first-witness or most-witnesses; or empty. */
  agency_evidence: string;
  witness_count: number;
  source_count: number;
  credited_count: number;
  languages: string[];
  longest_characters: number;
  first_seen: TimeView | null;
  last_seen: TimeView | null;
}

export interface LineagesView extends Envelope {
  paging: Paging;
  documents: number;
  /** Counts of carried (agency copy included), agency-copy and recurring under the other filters. */
  classes: FacetValue[];
  lineages: LineageCard[];
}

export interface RecurrenceView {
  /** edge, inside, phrase, name, formula or common. */
  place: string;
  /** The source that repeats it, for edge and inside; else empty. */
  source: string;
  items: number;
  sources: number;
  days: number;
  first_seen: TimeView | null;
  last_seen: TimeView | null;
}

export interface WitnessView {
  rank: number;
  document: DocumentCard;
  begin: number;
  end: number;
  passage: string;
  /** Against the first witness. */
  order: Order;
  /** dates or credit, if the order is decided; else empty. */
  order_evidence: string;
  /** Id of the earlier witness it most probably took the text from, or empty. */
  carried_from: string;
  kind: CarryKind;
  coverage: number;
  credit: Credit;
  credits: CreditView[];
  first_seen: TimeView | null;
  capture_sha256: string;
}

export interface LineageLink {
  origin: string;
  carrier: string;
  order: Order;
  kind: CarryKind;
  credit: Credit;
}

export interface LineageView extends Envelope {
  lineage: LineageCard;
  witnesses: WitnessView[];
  links: LineageLink[];
  /** For recurring text, what shows it; most items first. */
  recurrences: RecurrenceView[];
  run_id: string;
}

export interface PassageWitness {
  witness: WitnessView;
  before: string;
  after: string;
  segments: Segment[];
  similarity: number;
}

export interface PassageView extends Envelope {
  lineage: LineageCard;
  base: string;
  base_text: string;
  witnesses: PassageWitness[];
}

export interface DateRow {
  kind: string;
  role: string;
  raw: string;
  time: TimeView | null;
}

export interface CaptureView {
  capture_id: string;
  sha256: string;
  locator: string;
  media_type: string;
  byte_length: number;
  captured: TimeView | null;
}

export interface PassageInDocument {
  lineage_id: string;
  class: ReuseClass;
  begin: number;
  end: number;
  witness_count: number;
  rank: number;
}

export interface CarryRow {
  carry_id: string;
  origin: DocumentCard;
  carrier: DocumentCard;
  order: Order;
  /** dates or credit, if the order is decided; else empty. */
  order_evidence: string;
  kind: CarryKind;
  class: ReuseClass;
  agency_copy: boolean;
  origin_coverage: number;
  carrier_share: number;
  credit: Credit;
  credit_evidence: CreditView | null;
}

export interface ProblemRow {
  problem_id: string;
  input: string;
  place: string;
  kind: string;
  message: string;
  remedy: string;
}

export interface VisitRow {
  visit_id: string;
  url: string;
  visited: TimeView | null;
  /** first, unchanged, edited, unconfirmed, removed, returned, failed or denied. */
  outcome: string;
  evidence: string;
  document: DocumentCard | null;
  before: string;
  changes: Segment[];
}

export interface VisitsView extends Envelope {
  paging: Paging;
  outcomes: FacetValue[];
  visits: VisitRow[];
}

export interface MarkedPassage {
  kind: string;
  begin: number;
  end: number;
  level: number;
  speaker: string;
  lang: string;
  begin_ms: number | null;
  end_ms: number | null;
  page: number | null;
  words: string;
}

export interface LinkRow {
  kind: string;
  begin: number | null;
  end: number | null;
  url: string;
  lang: string;
}

export interface DocumentView extends Envelope {
  document: DocumentCard;
  byline: string;
  form: string;
  declared_type: string;
  text: string;
  margin: string;
  dates: DateRow[];
  credits: CreditView[];
  capture: CaptureView;
  versions: DocumentCard[];
  visits: VisitRow[];
  marks: MarkedPassage[];
  links: LinkRow[];
  passages: PassageInDocument[];
  carries: CarryRow[];
  problems: ProblemRow[];
  extra: string;
}

export interface SourceRow {
  source_id: string;
  name: string;
  kind: string;
  country: string;
  state_relation: string;
  owner: string;
  citation: string;
  as_of: string;
  domains: string;
  /** The denominator of the counts below. */
  documents: number;
  carrying_documents: number;
  carries_from_others: number;
  /** Of `carries_from_others`, the credited ones. */
  credited: number;
  carried_by_others: number;
  undecided: number;
}

export interface SourcesView extends Envelope {
  sources: SourceRow[];
}

export interface SourceView extends Envelope {
  source: SourceRow;
  carries_from: FacetValue[];
  carried_by: FacetValue[];
  documents: DocumentCard[];
  lineages: LineageCard[];
}

export interface ProblemsView extends Envelope {
  paging: Paging;
  kinds: FacetValue[];
  problems: ProblemRow[];
}

export interface CoverageRow {
  source: string;
  /** `2021-06`, or empty for documents without a usable date. */
  month: string;
  documents: number;
}

export interface CoverageView extends Envelope {
  rows: CoverageRow[];
  documents: number;
}

export type Cell = string | number | boolean | null | Cell[] | { [key: string]: Cell };

export interface TableView extends Envelope {
  columns: string[];
  types: string[];
  rows: Cell[][];
  truncated: boolean;
}

export interface RenderingPlace {
  document: DocumentCard;
  begin: number;
  end: number;
  sentence: string;
  /** The passage with the phrase that it renders; empty if it is only near. */
  of: string;
  of_document_id: string;
}

export interface RenderingView {
  text: string;
  lang: string;
  evidence: "aligned" | "near";
  score: number;
  documents: number;
  first_published: TimeView | null;
  places: RenderingPlace[];
}

export interface RenderingsView extends Envelope {
  phrase: string;
  lang: string;
  documents: number;
  aligned_documents: number;
  near_sentences: number;
  renderings: RenderingView[];
}
