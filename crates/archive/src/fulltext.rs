//! The full-text index: derived from the documents, rebuilt at any time.
//!
//! Terms are the comparison units of `throughline-text`, so search, matching and marking agree on
//! what a word is, in every script: a word of two Chinese characters is found as a phrase of two
//! units. Ranking is BM25 (Robertson and Zaragoza 2009, "The probabilistic relevance framework"),
//! as tantivy implements it. The index is stamped, in the payload of its own atomic commit, with
//! the table versions it covers.

use crate::ArchiveError;
use std::{collections::BTreeMap, ops::Bound, path::Path};
use tantivy::{
    Index, IndexReader, IndexWriter, TantivyDocument, Term,
    collector::{Collector, DocSetCollector, TopDocs},
    directory::MmapDirectory,
    query::{AllQuery, BooleanQuery, Occur, PhraseQuery, Query as TantivyQuery, RangeQuery, TermQuery},
    schema::{
        FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
        Value,
    },
    tokenizer::{PreTokenizedString, Token},
};
use throughline_text::{is_character, units};

const WRITER_BYTES: usize = 64 << 20;

/// Fields a search can be narrowed by and counted over.
const FACETS: [&str; 5] = ["source", "kind", "lang", "country", "year"];

/// What is indexed of one document.
#[derive(Debug, Clone, Default)]
pub struct IndexedDocument {
    /// Its id.
    pub document_id: String,
    /// Headline.
    pub title: String,
    /// Main text.
    pub text: String,
    /// Values of the facets `source`, `kind`, `lang`, `country` and `year`, in this order.
    pub facets: [String; 5],
    /// First possible moment of publication, in microseconds since 1970.
    pub published: Option<i64>,
}

/// Units that must follow each other; a single one is a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermSequence {
    /// Hashes of the units, as `throughline_text::units` gives them.
    pub hashes: Vec<u64>,
}

/// Reads what a person typed: words must all occur, `"…"` and runs of characters of scripts
/// without spaces must occur as phrases.
pub fn query_terms(text: &str) -> Vec<TermSequence> {
    let mut sequences = Vec::new();
    for (index, part) in text.split(['"', '“', '”', '«', '»']).enumerate() {
        let quoted = index % 2 == 1;
        let found = units(part);
        let mut run: Vec<u64> = Vec::new();
        for &hash in &found.hashes {
            let joins = quoted || is_character(hash);
            if !joins && !run.is_empty() {
                sequences.push(TermSequence { hashes: std::mem::take(&mut run) });
            }
            run.push(hash);
            if !joins {
                sequences.push(TermSequence { hashes: std::mem::take(&mut run) });
            }
        }
        if !run.is_empty() {
            sequences.push(TermSequence { hashes: run });
        }
    }
    sequences.dedup();
    sequences
}

/// A search.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// What must occur; nothing means every document.
    pub terms: Vec<TermSequence>,
    /// Facet and value that a document must have.
    pub filters: Vec<(String, String)>,
    /// Published not before this moment (microseconds since 1970).
    pub from: Option<i64>,
    /// Published before this moment.
    pub to: Option<i64>,
    /// Hits to skip.
    pub offset: usize,
    /// Hits to give.
    pub limit: usize,
}

/// A document found.
#[derive(Debug, Clone, PartialEq)]
pub struct FullTextHit {
    /// Its id.
    pub document_id: String,
    /// BM25 score.
    pub score: f64,
}

/// Hits of one page, number of all hits, and counts per facet over all hits.
type Found = (Vec<FullTextHit>, u64, BTreeMap<String, BTreeMap<String, u64>>);

#[derive(Debug, Clone)]
struct Fields {
    id: Field,
    title: Field,
    body: Field,
    published: Field,
    facets: [Field; 5],
}

/// The full-text index of an archive.
#[derive(Clone)]
pub struct FullText {
    index: Index,
    reader: IndexReader,
    fields: Fields,
}

impl std::fmt::Debug for FullText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FullText").field("documents", &self.len()).finish_non_exhaustive()
    }
}

impl FullText {
    /// Opens the index in `folder`, or makes an empty one. An index of another layout or a
    /// damaged one is replaced by an empty one: it is derived and costs only time. Without a
    /// folder (a read-only archive) the index lives in memory.
    ///
    /// # Errors
    /// If the folder cannot be written to.
    pub fn open(folder: Option<&Path>) -> Result<Self, ArchiveError> {
        let (schema, fields) = schema();
        let index = match folder {
            None => Index::create_in_ram(schema),
            Some(folder) => {
                std::fs::create_dir_all(folder)?;
                let open = |schema: Schema| -> Result<Index, ArchiveError> {
                    let directory = MmapDirectory::open(folder).map_err(tantivy::TantivyError::from)?;
                    Ok(Index::open_or_create(directory, schema)?)
                };
                match open(schema.clone()) {
                    Ok(index)
                        if index.schema() == schema
                            && index.validate_checksum().is_ok_and(|bad| bad.is_empty()) =>
                    {
                        index
                    }
                    _ => {
                        std::fs::remove_dir_all(folder)?;
                        std::fs::create_dir_all(folder)?;
                        open(schema)?
                    }
                }
            }
        };
        let reader = index.reader()?;
        Ok(Self { index, reader, fields })
    }

    /// The stamp of the last commit: what the index covers, in the words of who committed it.
    ///
    /// # Errors
    /// If the index's own files cannot be read.
    pub fn stamp(&self) -> Result<Option<String>, ArchiveError> {
        Ok(self.index.load_metas()?.payload)
    }

    /// Number of documents.
    pub fn len(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// Whether no document is indexed.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Puts `documents` in the place of what is indexed, and stamps the index. One writer thread
    /// and the caller's order make the index, and so the order of equal scores, deterministic.
    ///
    /// # Errors
    /// If the index cannot be written.
    pub fn rebuild(
        &self,
        documents: impl Iterator<Item = IndexedDocument>,
        stamp: &str,
    ) -> Result<(), ArchiveError> {
        let mut writer: IndexWriter = self.index.writer_with_num_threads(1, WRITER_BYTES)?;
        writer.delete_all_documents()?;
        self.write(&mut writer, documents, stamp)
    }

    fn write(
        &self,
        writer: &mut IndexWriter,
        documents: impl Iterator<Item = IndexedDocument>,
        stamp: &str,
    ) -> Result<(), ArchiveError> {
        for document in documents {
            let mut stored = TantivyDocument::default();
            stored.add_text(self.fields.id, &document.document_id);
            stored.add_pre_tokenized_text(self.fields.title, tokens(&document.title));
            stored.add_pre_tokenized_text(self.fields.body, tokens(&document.text));
            if let Some(moment) = document.published {
                stored.add_i64(self.fields.published, moment);
            }
            for (field, value) in self.fields.facets.iter().zip(&document.facets) {
                stored.add_text(*field, value);
            }
            writer.add_document(stored)?;
        }
        let mut commit = writer.prepare_commit()?;
        commit.set_payload(stamp);
        commit.commit()?;
        self.reader.reload()?;
        Ok(())
    }

    /// Runs a search.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn search(&self, query: &Query) -> Result<Found, ArchiveError> {
        let searcher = self.reader.searcher();
        let parsed = self.parse(query);
        let top = TopDocs::with_limit(query.limit.max(1)).and_offset(query.offset).order_by_score();
        let ranked = search_with(&searcher, &*parsed, &top)?;
        let mut hits = Vec::with_capacity(ranked.len());
        for (score, address) in ranked.into_iter().take(query.limit) {
            let stored: TantivyDocument = searcher.doc(address)?;
            let id = stored.get_first(self.fields.id).and_then(|value| value.as_str()).unwrap_or_default();
            hits.push(FullTextHit {
                document_id: id.to_owned(),
                score: (f64::from(score) * 1e4).round() / 1e4,
            });
        }
        let all = search_with(&searcher, &*parsed, &DocSetCollector)?;
        let mut counts: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
        let mut by_segment: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for address in &all {
            by_segment.entry(address.segment_ord).or_default().push(address.doc_id);
        }
        for (segment, ids) in by_segment {
            let columns = searcher.segment_reader(segment).fast_fields();
            for facet in FACETS {
                let Some(column) = columns.str(facet)? else { continue };
                let mut by_ordinal: BTreeMap<u64, u64> = BTreeMap::new();
                for ordinal in ids.iter().flat_map(|id| column.term_ords(*id)) {
                    *by_ordinal.entry(ordinal).or_default() += 1;
                }
                let values = counts.entry(facet.to_owned()).or_default();
                let mut word = String::new();
                for (ordinal, count) in by_ordinal {
                    column.ord_to_str(ordinal, &mut word)?;
                    *values.entry(word.clone()).or_default() += count;
                }
            }
        }
        Ok((hits, all.len() as u64, counts))
    }

    fn parse(&self, query: &Query) -> Box<dyn TantivyQuery> {
        let mut clauses: Vec<(Occur, Box<dyn TantivyQuery>)> = Vec::new();
        for sequence in &query.terms {
            let either = [self.fields.title, self.fields.body]
                .into_iter()
                .map(|field| (Occur::Should, sequence_query(field, sequence)))
                .collect();
            clauses.push((Occur::Must, Box::new(BooleanQuery::new(either))));
        }
        for (facet, value) in &query.filters {
            if let Some(at) = FACETS.iter().position(|name| name == facet) {
                let term = Term::from_field_text(self.fields.facets[at], value);
                clauses.push((Occur::Must, Box::new(TermQuery::new(term, IndexRecordOption::Basic))));
            }
        }
        if query.from.is_some() || query.to.is_some() {
            let bound = |moment: i64| Term::from_field_i64(self.fields.published, moment);
            let lower = query.from.map_or(Bound::Unbounded, |moment| Bound::Included(bound(moment)));
            let upper = query.to.map_or(Bound::Unbounded, |moment| Bound::Excluded(bound(moment)));
            clauses.push((Occur::Must, Box::new(RangeQuery::new(lower, upper))));
        }
        if clauses.is_empty() { Box::new(AllQuery) } else { Box::new(BooleanQuery::new(clauses)) }
    }
}

fn search_with<C: Collector>(
    searcher: &tantivy::Searcher,
    query: &dyn TantivyQuery,
    collector: &C,
) -> Result<C::Fruit, ArchiveError> {
    Ok(searcher.search(query, collector)?)
}

fn sequence_query(field: Field, sequence: &TermSequence) -> Box<dyn TantivyQuery> {
    let mut terms: Vec<Term> =
        sequence.hashes.iter().map(|hash| Term::from_field_text(field, &term_text(*hash))).collect();
    if terms.len() == 1 {
        let term = terms.pop().expect("one term was counted");
        Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
    } else {
        Box::new(PhraseQuery::new(terms))
    }
}

fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("raw")
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let units = TextOptions::default().set_indexing_options(indexing);
    let fields = Fields {
        id: builder.add_text_field("id", STRING | STORED),
        title: builder.add_text_field("title", units.clone()),
        body: builder.add_text_field("body", units),
        published: builder.add_i64_field("published", INDEXED | FAST),
        facets: FACETS.map(|name| builder.add_text_field(name, STRING | FAST)),
    };
    (builder.build(), fields)
}

fn term_text(hash: u64) -> String {
    format!("{hash:016x}")
}

fn tokens(text: &str) -> PreTokenizedString {
    let found = units(text);
    let tokens = found
        .hashes
        .iter()
        .zip(&found.spans)
        .enumerate()
        .map(|(position, (hash, span))| Token {
            offset_from: span.begin as usize,
            offset_to: span.end as usize,
            position,
            text: term_text(*hash),
            position_length: 1,
        })
        .collect();
    PreTokenizedString { text: String::new(), tokens }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(id: &str, text: &str, lang: &str) -> IndexedDocument {
        let facets = ["", "", lang, "", "2025"].map(str::to_owned);
        IndexedDocument {
            document_id: id.into(),
            title: String::new(),
            text: text.into(),
            facets,
            published: Some(7),
        }
    }

    fn found(index: &FullText, text: &str) -> Vec<String> {
        let query = Query { terms: query_terms(text), limit: 10, ..Query::default() };
        index.search(&query).unwrap().0.into_iter().map(|hit| hit.document_id).collect()
    }

    #[test]
    fn words_and_characters_are_found() {
        let index = FullText::open(None).unwrap();
        let documents = [
            document("a", "The ministry made a statement on the river.", "en"),
            document("b", "外交部发言人就河流问题发表声明。", "zh"),
            document("c", "On the river, the ministry said nothing.", "en"),
        ];
        index.rebuild(documents.into_iter(), "7").unwrap();
        assert_eq!(index.stamp().unwrap().as_deref(), Some("7"));
        assert_eq!(found(&index, "MINISTRY river").len(), 2);
        assert_eq!(found(&index, "\"river the ministry\""), ["c"]);
        assert_eq!(found(&index, "河流问题"), ["b"]);
        assert!(found(&index, "流河").is_empty());
    }

    #[test]
    fn facets_count_all_hits_and_filters_narrow_them() {
        let index = FullText::open(None).unwrap();
        let documents =
            (0..30).map(|n| document(&format!("{n:02}"), "river", if n % 3 == 0 { "ru" } else { "en" }));
        index.rebuild(documents, "1").unwrap();
        let mut query = Query { terms: query_terms("river"), limit: 5, ..Query::default() };
        let (hits, total, facets) = index.search(&query).unwrap();
        assert_eq!((hits.len(), total, facets["lang"]["ru"]), (5, 30, 10));
        query.filters.push(("lang".into(), "ru".into()));
        assert_eq!(index.search(&query).unwrap().1, 10);
        query.from = Some(8);
        assert_eq!(index.search(&query).unwrap().1, 0);
    }
}
