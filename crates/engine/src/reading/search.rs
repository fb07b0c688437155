//! Search: documents, the sentences that match, and facets over all results.

use super::Reader;
use crate::{
    EngineError,
    views::{Facet, FacetValue, Paging, SearchHit, SearchView, SentenceHit},
};
use std::collections::{BTreeMap, HashSet};
use throughline_archive::{Query, TermSequence, query_terms};
use throughline_model::{Document, DocumentId, SourceId, Span, TimeInterval};
use throughline_text::{OffsetMap, OffsetUnit, sentences, units};

/// A search as a person states it.
#[derive(Debug, Clone, Default)]
pub struct SearchRequest {
    /// Words; `"…"` for a phrase. Empty finds every document.
    pub words: String,
    /// Source id.
    pub source: String,
    /// Kind of source.
    pub kind: String,
    /// Language.
    pub lang: String,
    /// Country of the source.
    pub country: String,
    /// Published not before this ISO 8601 day, month or year.
    pub from: String,
    /// Published not after it.
    pub to: String,
    /// Hits to skip.
    pub offset: u64,
    /// Hits to give.
    pub limit: u64,
}

const SENTENCES: usize = 3;
const FACET_VALUES: usize = 30;

impl Reader {
    /// Runs a search.
    ///
    /// # Errors
    /// If a date cannot be read, or the archive cannot be read.
    pub async fn search(&self, request: &SearchRequest, unit: OffsetUnit) -> Result<SearchView, EngineError> {
        let terms = query_terms(&request.words);
        let filters = [
            ("source", &request.source),
            ("kind", &request.kind),
            ("lang", &request.lang),
            ("country", &request.country),
        ];
        let query = Query {
            terms: terms.clone(),
            filters: filters
                .into_iter()
                .filter(|(_, value)| !value.is_empty())
                .map(|(name, value)| (name.to_owned(), value.clone()))
                .collect(),
            from: day(&request.from)?.map(|day| day.earliest),
            to: day(&request.to)?.map(|day| day.latest + 1),
            offset: request.offset as usize,
            limit: request.limit as usize,
        };
        let index = self.full_text().await?;
        let (hits, total, counts) = index.search(&query)?;
        let ids: Vec<DocumentId> = hits.iter().filter_map(|hit| hit.document_id.parse().ok()).collect();
        let documents = self.documents(&ids).await?;
        let cards = self.cards(&ids).await?;
        let lineages = self.lineages_of(&ids).await?;
        let hits = hits
            .iter()
            .filter_map(|hit| {
                let id: DocumentId = hit.document_id.parse().ok()?;
                let through = lineages.get(&id).map(Vec::as_slice).unwrap_or_default();
                Some(SearchHit {
                    document: cards.get(&id)?.clone(),
                    score: hit.score,
                    sentences: matching_sentences(documents.get(&id)?, &terms, through, unit),
                })
            })
            .collect();
        Ok(SearchView {
            envelope: self.envelope("search", &format!("search {}", flags(request, unit))),
            query: request.words.clone(),
            paging: Paging { offset: request.offset, limit: request.limit, total },
            documents: index.len(),
            hits,
            facets: self.facets(counts),
        })
    }

    /// Ids of at most `limit` documents that contain `words`, best first.
    pub(super) async fn documents_with(
        &self,
        words: &str,
        limit: usize,
    ) -> Result<Vec<DocumentId>, EngineError> {
        let query = Query { terms: query_terms(words), limit, ..Query::default() };
        let (hits, _, _) = self.full_text().await?.search(&query)?;
        Ok(hits.iter().filter_map(|hit| hit.document_id.parse().ok()).collect())
    }

    fn facets(&self, counts: BTreeMap<String, BTreeMap<String, u64>>) -> Vec<Facet> {
        ["source", "kind", "lang", "country", "year"]
            .into_iter()
            .map(|name| {
                let mut values: Vec<FacetValue> = counts
                    .get(name)
                    .into_iter()
                    .flatten()
                    .filter(|(value, _)| !value.is_empty())
                    .map(|(value, count)| FacetValue {
                        label: self.label(name, value),
                        value: value.clone(),
                        count: *count,
                    })
                    .collect();
                values.sort_by(|left, right| {
                    right.count.cmp(&left.count).then_with(|| left.label.cmp(&right.label))
                });
                values.truncate(FACET_VALUES);
                Facet { name: name.to_owned(), values }
            })
            .collect()
    }

    fn label(&self, facet: &str, value: &str) -> String {
        if facet != "source" {
            return value.to_owned();
        }
        let source = value.parse::<SourceId>().ok().and_then(|id| self.sources.get(&id));
        source.map_or_else(|| value.to_owned(), |source| source.name.clone())
    }
}

/// A search as the command line states it.
fn flags(request: &SearchRequest, unit: OffsetUnit) -> String {
    let mut command = super::shell_word(&request.words);
    let filters = [
        ("--lang", &request.lang),
        ("--source", &request.source),
        ("--kind", &request.kind),
        ("--country", &request.country),
        ("--from", &request.from),
        ("--to", &request.to),
    ];
    for (flag, value) in filters.into_iter().filter(|(_, value)| !value.is_empty()) {
        command.push_str(&format!(" {flag} {}", super::shell_word(value)));
    }
    command + &super::page_flags(request.offset, request.limit) + super::unit_flag(unit)
}

/// Reads a day, month or year; empty is no limit.
pub(super) fn day(text: &str) -> Result<Option<TimeInterval>, EngineError> {
    if text.is_empty() {
        return Ok(None);
    }
    // Limits are read in UTC: the day the reader typed, not the 50 hours it spans on earth.
    TimeInterval::parse(&format!("{text}Z")).map(Some).ok_or_else(|| {
        EngineError::Question(format!("{text:?} is no date: give 2025, 2025-03 or 2025-03-04"))
    })
}

/// The sentences that hold most of the query's terms, in text order.
fn matching_sentences(
    document: &Document,
    terms: &[TermSequence],
    through: &[(String, Span)],
    unit: OffsetUnit,
) -> Vec<SentenceHit> {
    let text = &document.text;
    let found = units(text);
    let marks = marks(&found, terms);
    let mut ranked: Vec<(usize, Span, Vec<Span>)> = sentences(text, &document.lang)
        .into_iter()
        .filter_map(|sentence| {
            let inside: Vec<(usize, Span)> = marks
                .iter()
                .filter(|(_, mark)| mark.begin >= sentence.begin && mark.end <= sentence.end)
                .copied()
                .collect();
            let distinct: HashSet<usize> = inside.iter().map(|(term, _)| *term).collect();
            (!inside.is_empty())
                .then(|| (distinct.len(), sentence, inside.into_iter().map(|(_, mark)| mark).collect()))
        })
        .collect();
    ranked.sort_by_key(|(distinct, sentence, _)| (std::cmp::Reverse(*distinct), sentence.begin));
    ranked.truncate(SENTENCES);
    ranked.sort_by_key(|(_, sentence, _)| sentence.begin);
    let map = OffsetMap::new(text);
    ranked
        .into_iter()
        .filter_map(|(_, sentence, marks)| {
            let words = text.get(sentence.range())?;
            let local = OffsetMap::new(words);
            let (begin, end) = map.span(sentence, unit)?;
            let marks = marks
                .into_iter()
                .filter_map(|mark| {
                    let inside = Span { begin: mark.begin - sentence.begin, end: mark.end - sentence.begin };
                    let (begin, end) = local.span(inside, unit)?;
                    Some((begin as u64, end as u64))
                })
                .collect();
            let lineage_ids = through
                .iter()
                .filter(|(_, span)| span.overlap(&sentence) > 0)
                .map(|(id, _)| id.clone())
                .collect();
            Some(SentenceHit {
                begin: begin as u64,
                end: end as u64,
                text: words.to_owned(),
                marks,
                lineage_ids,
            })
        })
        .collect()
}

/// Where the terms occur: (which term, span), in text order.
fn marks(found: &throughline_text::Units, terms: &[TermSequence]) -> Vec<(usize, Span)> {
    let mut marks = Vec::new();
    for (number, term) in terms.iter().enumerate() {
        let length = term.hashes.len();
        for (at, window) in found.hashes.windows(length).enumerate() {
            if window == term.hashes {
                let span = Span { begin: found.spans[at].begin, end: found.spans[at + length - 1].end };
                marks.push((number, span));
            }
        }
    }
    marks.sort_by_key(|(_, span)| (span.begin, span.end));
    marks.dedup_by(|next, kept| next.1.begin < kept.1.end);
    marks
}
