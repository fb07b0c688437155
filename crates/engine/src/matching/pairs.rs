//! From matches of texts to matches of documents.

use super::{Matching, compare::for_each_match};
use crate::EngineError;
use rayon::prelude::*;
use std::collections::BTreeMap;
use throughline_model::{DocumentId, Match, MatchId, ReuseClass, RunId};
use throughline_reuse::{Common, Content, Found, Index, TextAbout};

/// A text that stands in more documents than this joins each of them with fewer others.
const MANY_COPIES: usize = 256;

/// The documents of each text, ascending.
pub(super) fn documents_of(matching: &Matching) -> BTreeMap<Content, Vec<DocumentId>> {
    let mut documents: BTreeMap<Content, Vec<DocumentId>> = BTreeMap::new();
    for (id, content) in &matching.contents {
        documents.entry(*content).or_default().push(*id);
    }
    documents
}

/// The matches of all documents, sorted by id. Takes the index, since the segments need not be in
/// memory beside the matches.
///
/// # Errors
/// If a file of the index cannot be read.
pub(crate) fn document_matches(mut matching: Matching, run_id: RunId) -> Result<Vec<Match>, EngineError> {
    let documents = documents_of(&matching);
    let of = |content: &Content| documents.get(content).map_or(&[] as &[DocumentId], Vec::as_slice);
    let mut matches = of_copies(&mut matching, &documents, run_id);
    for_each_match(&matching, |found| {
        let (of_a, of_b) = (of(&found.a), of(&found.b));
        let count = of_a.len() + of_b.len();
        for (at, a) in of_a.iter().enumerate() {
            for (bt, b) in of_b.iter().enumerate() {
                if joins(count, (at, a), (bt, b)) {
                    matches.push(between(*a, *b, found.found.clone(), run_id));
                }
            }
        }
    })?;
    matches.par_sort_unstable_by_key(|found| found.id);
    Ok(matches)
}

/// The matches of documents that have the same text. The segments are let go.
fn of_copies(
    matching: &mut Matching,
    documents: &BTreeMap<Content, Vec<DocumentId>>,
    run_id: RunId,
) -> Vec<Match> {
    let about = |_: Content| TextAbout::of_family(TextAbout::SEVERAL);
    let segments = std::mem::take(&mut matching.segments);
    let index = Index::new(segments, &about, Common::default(), &matching.settings);
    let mut matches = Vec::new();
    for (content, copies) in documents.iter().filter(|(_, copies)| copies.len() > 1) {
        let Some(identical) = index.identical(*content) else { continue };
        for (at, a) in copies.iter().enumerate() {
            for (bt, b) in copies.iter().enumerate().skip(at + 1) {
                if joins(copies.len(), (at, a), (bt, b)) {
                    matches.push(between(*a, *b, identical.clone(), run_id));
                }
            }
        }
    }
    matches
}

/// Whether two of so many documents that share one text are joined: the first one with all, and
/// those whose ids begin with the same bits. All of them, unless there are many.
fn joins(count: usize, a: (usize, &DocumentId), b: (usize, &DocumentId)) -> bool {
    if count <= MANY_COPIES || a.0 == 0 || b.0 == 0 {
        return true;
    }
    let bits = (count / (MANY_COPIES / 8)).ilog2();
    let leading = |id: &DocumentId| u128::from_be_bytes(id.bytes());
    (leading(a.1) ^ leading(b.1)).leading_zeros() >= bits
}

/// The match between two documents, the one with the smaller id first.
fn between(a: DocumentId, b: DocumentId, found: Found, run_id: RunId) -> Match {
    let (a, b, found) = if a < b { (a, b, found) } else { (b, a, found.turned()) };
    let Found { a_span, b_span, score, kind, operations } = found;
    let id: MatchId = Match::id_of(a, a_span, b, b_span);
    Match { id, a, b, a_span, b_span, score, kind, class: ReuseClass::Carried, operations, run_id }
}
