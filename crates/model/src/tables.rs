//! The archive's tables: names, columns, meaning, version.
//!
//! One list serves the archive (which creates the tables), the documentation (a test compares it
//! with `docs/`), and readers of the Parquet files. Offsets are UTF-8 bytes into the stored text;
//! times are UTC microseconds; ids are text (see [`crate::Id`]).

use arrow_schema::{DataType, Field, Schema, TimeUnit};
use std::sync::Arc;

/// Version of the tables as a whole. A change that a reader must know of raises it.
pub const SCHEMA_VERSION: u32 = 2;

/// One column: name, type, whether it may be null, meaning.
#[derive(Debug, Clone)]
pub struct Column {
    /// Name.
    pub name: &'static str,
    /// Arrow type.
    pub data_type: DataType,
    /// Whether it may be null.
    pub nullable: bool,
    /// Meaning, unit, range.
    pub meaning: &'static str,
}

/// One table of the archive.
#[derive(Debug, Clone)]
pub struct Table {
    /// Name.
    pub name: &'static str,
    /// What one row is.
    pub meaning: &'static str,
    /// Whether rows are derived by a run (replaced as a whole) or truth (only ever appended).
    pub derived: bool,
    /// The column that identifies a row, if one does.
    pub key: Option<&'static str>,
    /// Columns in order.
    pub columns: Vec<Column>,
}

impl Table {
    /// The table's Arrow schema.
    pub fn schema(&self) -> Arc<Schema> {
        let fields: Vec<Field> = self
            .columns
            .iter()
            .map(|column| Field::new(column.name, column.data_type.clone(), column.nullable))
            .collect();
        Arc::new(Schema::new(fields))
    }
}

fn text(name: &'static str, meaning: &'static str) -> Column {
    Column { name, data_type: DataType::Utf8, nullable: false, meaning }
}
fn optional_text(name: &'static str, meaning: &'static str) -> Column {
    Column { nullable: true, ..text(name, meaning) }
}
fn number(name: &'static str, meaning: &'static str) -> Column {
    Column { name, data_type: DataType::Int64, nullable: false, meaning }
}
fn optional_number(name: &'static str, meaning: &'static str) -> Column {
    Column { nullable: true, ..number(name, meaning) }
}
fn ratio(name: &'static str, meaning: &'static str) -> Column {
    Column { name, data_type: DataType::Float64, nullable: false, meaning }
}
fn truth(name: &'static str, meaning: &'static str) -> Column {
    Column { name, data_type: DataType::Boolean, nullable: false, meaning }
}
fn moment(name: &'static str, meaning: &'static str) -> Column {
    let data_type = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
    Column { name, data_type, nullable: true, meaning }
}

/// All tables, in the order in which data flows through them.
pub fn all() -> Vec<Table> {
    let appended =
        |name, meaning, key, columns| Table { name, meaning, derived: false, key: Some(key), columns };
    let listed = |name, meaning, columns| Table { name, meaning, derived: false, key: None, columns };
    let derived = |name, meaning, key, columns| Table { name, meaning, derived: true, key, columns };
    vec![
        appended(
            "sources",
            "who speaks or publishes; one row a source and statement of its attributes",
            "source_id",
            vec![
                text("source_id", "id derived from the name"),
                text("name", "name as people write it"),
                text("other_names", "other names and signatures it goes by, separated by |"),
                text("domains", "domains it publishes on, space separated"),
                text(
                    "kind",
                    "leadership, ministry, embassy, agency, broadcaster, newspaper, monitor, critic, fact-checker; empty if no registry says",
                ),
                text("country", "country code or name; empty if unknown"),
                text("languages", "BCP 47 tags, space separated"),
                text("state_relation", "relation to a state, in the registry's words"),
                text("owner", "owner"),
                text("citation", "where the attributes are stated"),
                text("as_of", "the date they are stated for"),
            ],
        ),
        appended(
            "captures",
            "bytes as received from a place, kept in a WARC file",
            "capture_id",
            vec![
                text("capture_id", "id derived from hash and locator"),
                text("sha256", "SHA-256 of the bytes, hexadecimal"),
                text("locator", "URL, or path below the folder given to add"),
                text("media_type", "media type"),
                number("byte_length", "number of bytes"),
                moment("captured_earliest", "first moment at which they can have been received"),
                moment("captured_latest", "last moment at which they can have been received"),
            ],
        ),
        appended(
            "documents",
            "the text of one article, transcript, release or post",
            "document_id",
            vec![
                text("document_id", "id derived from capture and texts"),
                text("capture_id", "the capture it was extracted from"),
                text("item_id", "the URL or external id it is a version of"),
                text("external_id", "the id its provider gave it"),
                text(
                    "form",
                    "html, text-dump, record, feed-entry, sitemap-entry, mail, pdf, office, subtitles, transcript or extracted-text",
                ),
                text("url", "canonical URL, or empty"),
                optional_text("source_id", "its source, if identified"),
                text("source_name", "the source's name as the page gives it, or empty"),
                text("title", "headline, or empty"),
                text("byline", "author line, or empty"),
                text("lang", "BCP 47 tag of the main text, or und"),
                text("text", "main text; paragraphs separated by a blank line"),
                text("margin", "lines outside the main text that tell of origin, one a line"),
                moment("published_earliest", "first moment at which it can have been published"),
                moment("published_latest", "last moment at which it can have been published"),
                optional_text("published_precision", "year, month, day, minute or second"),
                Column { nullable: true, ..truth("published_zoned", "whether the record named a time zone") },
                optional_text("published_evidence", "where the publication date was read"),
                text("published_display", "the publication date as the record states it, or empty"),
                text("dates", "every date found, as a JSON array"),
                text("declared_type", "type its record declares, such as NewsArticle, or empty"),
                text("extra", "keys of the record that no column holds, as a JSON object, or empty"),
            ],
        ),
        listed(
            "passages",
            "a stretch of a document that its record marks; plain paragraphs are not listed",
            vec![
                text("document_id", "the document"),
                text(
                    "kind",
                    "heading, quote, list-item, turn, question, answer, cue, page, other-language, caption or insert",
                ),
                number(
                    "begin",
                    "first byte in the main text; captions and inserts are beside it: begin and end say where they stood",
                ),
                number("end", "one past the last byte"),
                number("level", "level of a heading or list item, from 1; 0 for other kinds"),
                text("speaker", "who speaks, as the record gives the name, or empty"),
                text("lang", "BCP 47 tag, if it is another language than the document's, or empty"),
                optional_number("begin_ms", "first millisecond of the recording"),
                optional_number("end_ms", "one past its last millisecond"),
                optional_number("page", "number of the page, from 1"),
                text("words", "the words of a caption or insert; empty for passages of the main text"),
            ],
        ),
        listed(
            "links",
            "a link of a document to another address",
            vec![
                text("document_id", "the document"),
                text("kind", "text, language-version, canonical or origin"),
                optional_number("begin", "first byte of the anchor in the main text, if it stands there"),
                optional_number("end", "one past its last byte"),
                text("url", "the address"),
                text("lang", "BCP 47 tag of what it leads to, or empty"),
            ],
        ),
        appended(
            "visits",
            "one time a watched address was asked for",
            "visit_id",
            vec![
                text("visit_id", "id derived from address, moment and outcome"),
                text("item_id", "the item the address stands for"),
                text("url", "the address"),
                moment("visited_earliest", "first moment at which the answer can have come"),
                moment("visited_latest", "last such moment"),
                text(
                    "outcome",
                    "first, unchanged, edited, unconfirmed (seems removed), removed (two visits showed it), returned, failed or denied",
                ),
                text("evidence", "what shows a removal, or why nothing can be said; else empty"),
                optional_text("document_id", "the version that stood there, if one was read"),
                optional_text("before", "the version before, if the text is another"),
                text(
                    "operations",
                    "how the main text before became this one, in the form of matches; empty if it did not change",
                ),
            ],
        ),
        appended(
            "problems",
            "something wrong with an input",
            "problem_id",
            vec![
                text("problem_id", "id derived from all fields"),
                text("input", "path or URL"),
                text("place", "where in the input"),
                text("kind", "what is wrong, a fixed word"),
                text("message", "what was seen"),
                text("remedy", "what to do about it"),
            ],
        ),
        derived(
            "matches",
            "an aligned pair of spans in the main texts of two documents",
            Some("match_id"),
            vec![
                text("match_id", "id derived from documents and spans"),
                text("a", "the document with the smaller id"),
                number("a_begin", "first byte of the span in a"),
                number("a_end", "one past its last byte"),
                text("b", "the other document"),
                number("b_begin", "first byte of the span in b"),
                number("b_end", "one past its last byte"),
                text("kind", "verbatim, edited, translated or reworded"),
                text("class", "carried or recurring"),
                ratio(
                    "score",
                    "share of units kept among all units of both spans, 0 to 1; of translated and reworded matches the probability that they are",
                ),
                text(
                    "operations",
                    "edit operations in bytes: =a:b kept, ^a:b respelled in the other form of the script, ~a:b replaced, *a:b rendered in another language or other words, +b added, -a cut, >a#n and <b#n block n moved from here and to here",
                ),
                text("run_id", "the run that derived it"),
            ],
        ),
        derived(
            "carries",
            "one document carries another's text",
            Some("carry_id"),
            vec![
                text("carry_id", "id derived from both documents"),
                text("origin", "the document the text comes from (if order is before)"),
                text("carrier", "the document that carries it"),
                text("order", "before: the origin came first; undecided: the evidence does not tell"),
                optional_text(
                    "order_evidence",
                    "dates: first-seen intervals do not overlap; credit: they do, and the carrier names the origin's source",
                ),
                text("kind", "verbatim, edited, quoted, translated or reworded"),
                text("class", "carried or recurring"),
                truth("agency_copy", "the text it carries starts at a news agency"),
                ratio("origin_coverage", "share of the origin's bytes that are carried, 0 to 1"),
                ratio("carrier_share", "share of the carrier's bytes that come from the origin, 0 to 1"),
                number("matched_bytes", "bytes of the carrier that are matched"),
                number("match_count", "matches put together"),
                text("credit", "credited, uncredited, misattributed or undecided"),
                optional_text("credit_name", "the name given as source"),
                optional_text(
                    "credit_field",
                    "the stored text that holds the credit: text, title, byline or margin",
                ),
                optional_number("credit_begin", "first byte of the words that give the credit"),
                optional_number("credit_end", "one past their last byte"),
                optional_text("credit_cue", "dateline, source-line, byline, signature or original-title"),
                text("run_id", "the run that derived it"),
            ],
        ),
        derived(
            "lineages",
            "all carries of one text",
            Some("lineage_id"),
            vec![
                text("lineage_id", "id derived from the first witness"),
                text("class", "carried or recurring"),
                optional_text(
                    "origin",
                    "the first witness, if it decidedly precedes all others that are dated",
                ),
                truth("origin_outside", "the first witness credits a source outside the archive"),
                text("credited_origin", "the name credited as origin, or empty"),
                truth("agency_copy", "the text starts at a news agency"),
                text("agency", "canonical name of that agency, or empty"),
                optional_text(
                    "agency_evidence",
                    "origin: the origin is an agency; first-witness: the first witness credits one; most-witnesses: most witnesses do",
                ),
                number("witness_count", "number of witnesses"),
                number("source_count", "number of different sources among them"),
                text("languages", "languages of the witnesses, space separated"),
                number("longest_characters", "Unicode characters of the longest witness"),
                moment(
                    "first_seen_earliest",
                    "first moment at which the first witness can have been published",
                ),
                moment("first_seen_latest", "last such moment"),
                moment(
                    "last_seen_earliest",
                    "first moment at which the last dated witness can have been published",
                ),
                moment("last_seen_latest", "last such moment"),
                text("run_id", "the run that derived it"),
            ],
        ),
        derived(
            "witnesses",
            "one passage of one document that belongs to a lineage",
            None,
            vec![
                text("lineage_id", "the lineage"),
                number("rank", "position by first-seen, from 0"),
                text("document_id", "the document"),
                number("begin", "first byte of the passage in the main text"),
                number("end", "one past its last byte"),
                text("order", "against the first witness: before, after or undecided"),
                optional_text("order_evidence", "dates or credit, if the order is decided"),
                optional_text("carried_from", "the earlier witness it most probably took the text from"),
                text("kind", "verbatim, edited, quoted, translated or reworded"),
                ratio("coverage", "share of the first witness's passage that it has, 0 to 1"),
                text("credit", "credited, uncredited, misattributed or undecided"),
                moment("first_seen_earliest", "first moment at which it can have been published"),
                moment("first_seen_latest", "last such moment"),
                text("run_id", "the run that derived it"),
            ],
        ),
        derived(
            "recurrences",
            "one passage of one document that recurs: the evidence for the class recurring",
            None,
            vec![
                text("document_id", "the document"),
                number("begin", "first byte of the passage in the main text"),
                number("end", "one past its last byte"),
                text(
                    "place",
                    "edge or inside: where its source repeats it; phrase: several sources use it on many occasions; name: made up of names; formula: a set formula; common: names, numbers and common words, too little to tell whose they are",
                ),
                number("items", "items that have it and otherwise differ, this one included"),
                number("sources", "different sources of those items"),
                number("days", "different days on which those items were first seen, as far as dated"),
                moment(
                    "first_seen_earliest",
                    "first moment at which the first of them can have been published",
                ),
                moment("first_seen_latest", "last such moment"),
                moment(
                    "last_seen_earliest",
                    "first moment at which the last of them can have been published",
                ),
                moment("last_seen_latest", "last such moment"),
                text("run_id", "the run that derived it"),
            ],
        ),
        appended(
            "runs",
            "one execution that derived rows",
            "run_id",
            vec![
                text("run_id", "id derived from all other columns"),
                text("job", "what was run"),
                text("version", "version of Throughline"),
                text("settings", "settings as JSON"),
                text("input_digest", "SHA-256 over the sorted ids of the documents read"),
                number("document_count", "documents read: the denominator of the run's findings"),
            ],
        ),
    ]
}

/// The table called `name`.
pub fn get(name: &str) -> Option<Table> {
    all().into_iter().find(|table| table.name == name)
}
