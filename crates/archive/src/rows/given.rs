//! Tables of what was given: sources, captures, documents, problems.

use super::columns::{Row, Rows};
use crate::ArchiveError;
use arrow::record_batch::RecordBatch;
use std::str::FromStr;
use throughline_model::{
    Capture, DateRole, Document, DocumentForm, DocumentId, Precision, Problem, Source, SourceId, Visit,
};

/// Rows of `sources`.
pub fn sources(sources: &[Source]) -> RecordBatch {
    let mut rows = Rows::of("sources");
    for source in sources {
        rows.text("source_id", source.id.to_string())
            .text("name", &source.name)
            .text("other_names", &source.other_names)
            .text("domains", &source.domains)
            .text("kind", &source.kind)
            .text("country", &source.country)
            .text("languages", &source.languages)
            .text("state_relation", &source.state_relation)
            .text("owner", &source.owner)
            .text("citation", &source.citation)
            .text("as_of", &source.as_of);
    }
    rows.finish()
}

/// Rows of `captures`.
pub fn captures(captures: &[Capture]) -> RecordBatch {
    let mut rows = Rows::of("captures");
    for capture in captures {
        rows.text("capture_id", capture.id.to_string())
            .text("sha256", &capture.sha256)
            .text("locator", &capture.locator)
            .text("media_type", &capture.media_type)
            .number("byte_length", capture.byte_length)
            .interval("captured", capture.captured);
    }
    rows.finish()
}

/// Rows of `documents`.
pub fn documents(documents: &[Document]) -> RecordBatch {
    let mut rows = Rows::of("documents");
    for document in documents {
        let source_id = document.source_id.map(|id| id.to_string());
        let evidence = document.dates.iter().find(|date| {
            date.role == DateRole::Published && date.interval.is_some() && date.interval == document.published
        });
        let dates = serde_json::to_string(&document.dates).expect("dates have only strings and numbers");
        rows.text("document_id", document.id.to_string())
            .text("capture_id", document.capture_id.to_string())
            .text("item_id", document.item_id.to_string())
            .text("external_id", &document.external_id)
            .text("form", document.form.as_str())
            .text("url", &document.url)
            .optional_text("source_id", source_id.as_deref())
            .text("source_name", &document.source_name)
            .text("title", &document.title)
            .text("byline", &document.byline)
            .text("lang", &document.lang)
            .text("text", &document.text)
            .text("margin", &document.margin)
            .interval("published", document.published)
            .optional_text("published_precision", document.date_precision().map(Precision::as_str))
            .truth("published_zoned", document.published.map(|interval| interval.zoned))
            .optional_text("published_evidence", evidence.map(|date| date.kind.as_str()))
            .text(
                "published_display",
                document.published.map(|interval| interval.display()).unwrap_or_default(),
            )
            .text("dates", dates)
            .text("declared_type", &document.declared_type)
            .text("extra", &document.extra);
    }
    rows.finish()
}

/// Rows of `passages` that belong to `documents`.
pub fn passages(documents: &[Document]) -> RecordBatch {
    let mut rows = Rows::of("passages");
    for document in documents {
        let document_id = document.id.to_string();
        for passage in &document.passages {
            rows.text("document_id", &document_id)
                .text("kind", passage.kind.as_str())
                .number("begin", passage.span.begin.into())
                .number("end", passage.span.end.into())
                .number("level", passage.level.into())
                .text("speaker", &passage.speaker)
                .text("lang", &passage.lang)
                .optional_number("begin_ms", passage.begin_ms)
                .optional_number("end_ms", passage.end_ms)
                .optional_number("page", passage.page.map(u64::from))
                .text("words", &passage.words);
        }
    }
    rows.finish()
}

/// Rows of `links` that belong to `documents`.
pub fn links(documents: &[Document]) -> RecordBatch {
    let mut rows = Rows::of("links");
    for document in documents {
        let document_id = document.id.to_string();
        for link in &document.links {
            rows.text("document_id", &document_id)
                .text("kind", link.kind.as_str())
                .optional_number("begin", link.span.map(|span| span.begin.into()))
                .optional_number("end", link.span.map(|span| span.end.into()))
                .text("url", &link.url)
                .text("lang", &link.lang);
        }
    }
    rows.finish()
}

/// Rows of `visits`.
pub fn visits(visits: &[Visit]) -> RecordBatch {
    let mut rows = Rows::of("visits");
    for visit in visits {
        rows.text("visit_id", visit.id())
            .text("item_id", visit.item_id.to_string())
            .text("url", &visit.url)
            .interval("visited", Some(visit.visited))
            .text("outcome", visit.outcome.as_str())
            .text("evidence", &visit.evidence)
            .optional_text("document_id", visit.document_id.map(|id| id.to_string()).as_deref())
            .optional_text("before", visit.before.map(|id| id.to_string()).as_deref())
            .text("operations", visit.encoded_operations());
    }
    rows.finish()
}

/// Rows of `problems`.
pub fn problems(problems: &[Problem]) -> RecordBatch {
    let mut rows = Rows::of("problems");
    for problem in problems {
        rows.text("problem_id", problem.id().to_string())
            .text("input", &problem.input)
            .text("place", &problem.place)
            .text("kind", problem.kind.as_str())
            .text("message", &problem.message)
            .text("remedy", &problem.remedy);
    }
    rows.finish()
}

/// Reads rows of `documents` back, sorted by id, without the rows of `passages` and `links` that
/// belong to them.
///
/// # Errors
/// [`ArchiveError::Damaged`] if a stored value is not of its column's kind.
pub fn read_documents(batches: &[RecordBatch]) -> Result<Vec<Document>, ArchiveError> {
    let plain = Row::plain(batches)?;
    let mut documents =
        Row::iter(&plain).map(|row| read_document(&row)).collect::<Result<Vec<_>, ArchiveError>>()?;
    documents.sort_unstable_by_key(|document| document.id);
    Ok(documents)
}

/// Reads the rows of `documents` whose id is wanted, in the order given; the others are not even
/// copied. Columns that were not selected read as empty.
///
/// # Errors
/// As [`read_documents`].
pub fn read_documents_where(
    batch: &RecordBatch,
    is_wanted: impl Fn(DocumentId) -> bool,
) -> Result<Vec<Document>, ArchiveError> {
    let plain = Row::plain(std::slice::from_ref(batch))?;
    let mut documents = Vec::new();
    for row in Row::iter(&plain) {
        if is_wanted(parse(row.text("document_id"))?) {
            documents.push(read_document(&row)?);
        }
    }
    Ok(documents)
}

fn read_document(row: &Row<'_>) -> Result<Document, ArchiveError> {
    // A column that was not selected reads as empty.
    let form = DocumentForm::from_word(row.text("form")).unwrap_or(DocumentForm::Record);
    let source_id = match row.optional_text("source_id") {
        Some(text) => Some(parse::<SourceId>(text)?),
        None => None,
    };
    Ok(Document {
        id: parse(row.text("document_id"))?,
        capture_id: parse(row.text("capture_id"))?,
        item_id: parse(row.text("item_id"))?,
        external_id: row.text("external_id").to_owned(),
        form,
        url: row.text("url").to_owned(),
        source_name: row.text("source_name").to_owned(),
        source_id,
        title: row.text("title").to_owned(),
        byline: row.text("byline").to_owned(),
        lang: row.text("lang").to_owned(),
        text: row.text("text").to_owned(),
        margin: row.text("margin").to_owned(),
        published: row.published(),
        dates: match row.optional_text("dates") {
            Some(dates) => serde_json::from_str(dates).map_err(|error| damaged(&error.to_string()))?,
            None => Vec::new(),
        },
        extra: row.text("extra").to_owned(),
        declared_type: row.text("declared_type").to_owned(),
        // Kept in tables of their own, which readers of texts do not need.
        passages: Vec::new(),
        links: Vec::new(),
    })
}

/// Reads rows of `sources` back, sorted by id. Of several statements about one source the one
/// with the latest `as_of` (then the greater citation, then the one that says more than a name)
/// counts.
///
/// # Errors
/// [`ArchiveError::Damaged`] if a stored id is none.
pub fn read_sources(batches: &[RecordBatch]) -> Result<Vec<Source>, ArchiveError> {
    let plain = Row::plain(batches)?;
    let mut sources = Vec::new();
    for row in Row::iter(&plain) {
        sources.push(Source {
            id: parse(row.text("source_id"))?,
            name: row.text("name").to_owned(),
            other_names: row.text("other_names").to_owned(),
            domains: row.text("domains").to_owned(),
            kind: row.text("kind").to_owned(),
            country: row.text("country").to_owned(),
            languages: row.text("languages").to_owned(),
            state_relation: row.text("state_relation").to_owned(),
            owner: row.text("owner").to_owned(),
            citation: row.text("citation").to_owned(),
            as_of: row.text("as_of").to_owned(),
        });
    }
    let statement = |source: &Source| {
        let said = [&source.kind, &source.domains, &source.country, &source.owner, &source.state_relation];
        (
            source.id,
            source.as_of.clone(),
            source.citation.clone(),
            said.map(Clone::clone),
            source.name.clone(),
        )
    };
    sources.sort_unstable_by_key(|source| std::cmp::Reverse(statement(source)));
    sources.dedup_by_key(|source| source.id);
    sources.reverse();
    Ok(sources)
}

fn parse<Id: FromStr>(text: &str) -> Result<Id, ArchiveError>
where
    Id::Err: std::fmt::Display,
{
    text.parse().map_err(|error: Id::Err| damaged(&error.to_string()))
}

fn damaged(reason: &str) -> ArchiveError {
    ArchiveError::Damaged { file: "a stored row".into(), reason: reason.to_owned() }
}
