/** The archive's tables as the SQL page explains them: columns, and one query worth starting from. */

export interface ArchiveTable {
  name: string;
  meaning: string;
  columns: string;
  example: string;
}

export const TABLES: readonly ArchiveTable[] = [
  {
    name: "documents",
    meaning: "the text of one article, transcript, release or post",
    columns:
      "document_id, capture_id, item_id, external_id, form, url, source_id, source_name, title, byline, lang, text, margin, published_earliest, published_latest, published_precision, published_zoned, published_evidence, published_display, dates, declared_type, extra",
    example: "SELECT lang, count(*) AS documents\nFROM documents\nGROUP BY lang\nORDER BY documents DESC",
  },
  {
    name: "sources",
    meaning: "who speaks or publishes; one row a source and statement of its attributes",
    columns: "source_id, name, other_names, domains, kind, country, languages, state_relation, owner, citation, as_of",
    example: "SELECT kind, name, country, state_relation, citation\nFROM sources\nORDER BY kind, name",
  },
  {
    name: "captures",
    meaning: "bytes as received from a place, kept in a WARC file",
    columns: "capture_id, sha256, locator, media_type, byte_length, captured_earliest, captured_latest",
    example: "SELECT media_type, count(*) AS captures, sum(byte_length) AS bytes\nFROM captures\nGROUP BY media_type",
  },
  {
    name: "lineages",
    meaning: "all carries of one text",
    columns:
      "lineage_id, class, origin, origin_outside, credited_origin, agency_copy, agency, agency_evidence, witness_count, source_count, languages, longest_characters, first_seen_earliest, first_seen_latest, last_seen_earliest, last_seen_latest, run_id",
    example:
      "SELECT lineage_id, source_count, witness_count, credited_origin\nFROM lineages\nWHERE class = 'carried'\nORDER BY source_count DESC\nLIMIT 20",
  },
  {
    name: "witnesses",
    meaning: "one passage of one document that belongs to a lineage",
    columns:
      'lineage_id, rank, document_id, "begin", "end", "order", order_evidence, carried_from, kind, coverage, credit, first_seen_earliest, first_seen_latest, run_id',
    example:
      "SELECT d.source_name, w.credit, count(*) AS witnesses\nFROM witnesses w JOIN documents d ON d.document_id = w.document_id\nGROUP BY d.source_name, w.credit\nORDER BY witnesses DESC",
  },
  {
    name: "carries",
    meaning: "one document carries another's text",
    columns:
      'carry_id, origin, carrier, "order", order_evidence, kind, class, agency_copy, origin_coverage, carrier_share, matched_bytes, match_count, credit, credit_name, credit_field, credit_begin, credit_end, credit_cue, run_id',
    example:
      "SELECT o.source_name AS origin, c.source_name AS carrier, count(*) AS carries\nFROM carries k\nJOIN documents o ON o.document_id = k.origin\nJOIN documents c ON c.document_id = k.carrier\nWHERE k.class = 'carried' AND k.\"order\" = 'before'\nGROUP BY 1, 2\nORDER BY carries DESC",
  },
  {
    name: "matches",
    meaning: "an aligned pair of spans in the main texts of two documents",
    columns: "match_id, a, a_begin, a_end, b, b_begin, b_end, kind, class, score, operations, run_id",
    example: "SELECT kind, class, count(*) AS matches, avg(score) AS mean_score\nFROM matches\nGROUP BY kind, class",
  },
  {
    name: "recurrences",
    meaning: "one passage of one document that recurs: the evidence for the class recurring",
    columns:
      'document_id, "begin", "end", place, items, sources, days, first_seen_earliest, first_seen_latest, last_seen_earliest, last_seen_latest, run_id',
    example:
      "SELECT d.source_name, r.place, max(r.items) AS items, max(r.days) AS days\nFROM recurrences r JOIN documents d ON d.document_id = r.document_id\nGROUP BY d.source_name, r.place\nORDER BY items DESC",
  },
  {
    name: "passages",
    meaning: "a stretch of a document that its record marks; plain paragraphs are not listed",
    columns: 'document_id, kind, "begin", "end", level, speaker, lang, begin_ms, end_ms, page, words',
    example: "SELECT kind, count(*) AS passages, count(DISTINCT document_id) AS documents\nFROM passages\nGROUP BY kind\nORDER BY passages DESC",
  },
  {
    name: "links",
    meaning: "a link of a document to another address",
    columns: 'document_id, kind, "begin", "end", url, lang',
    example: "SELECT kind, count(*) AS links\nFROM links\nGROUP BY kind",
  },
  {
    name: "visits",
    meaning: "one time a watched address was asked for",
    columns: "visit_id, item_id, url, visited_earliest, visited_latest, outcome, evidence, document_id, before, operations",
    example: "SELECT outcome, count(*) AS visits\nFROM visits\nGROUP BY outcome\nORDER BY visits DESC",
  },
  {
    name: "problems",
    meaning: "something wrong with an input",
    columns: "problem_id, input, place, kind, message, remedy",
    example: "SELECT kind, count(*) AS problems\nFROM problems\nGROUP BY kind\nORDER BY problems DESC",
  },
  {
    name: "runs",
    meaning: "one execution that derived rows",
    columns: "run_id, job, version, settings, input_digest, document_count",
    example: "SELECT * FROM runs",
  },
];
