//! All pairs of a list of texts, in memory.

use crate::{
    Settings,
    common::{Common, TextAbout},
    index::Index,
    prepared::Content,
    segment::{Segment, SegmentBuilder},
};
use std::{collections::BTreeMap, sync::Arc};
use throughline_model::{EditOperation, MatchKind, Span};

/// One text to be compared.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    /// The text.
    pub text: &'a str,
    /// Number of the source family it belongs to: how common a phrase is, is counted in families.
    pub family: u32,
}

/// Two spans that are the same text.
#[derive(Debug, Clone, PartialEq)]
pub struct PairMatch {
    /// Index of the first text.
    pub a: usize,
    /// Index of the second text; greater than `a`.
    pub b: usize,
    /// Span in the first text.
    pub a_span: Span,
    /// Span in the second text.
    pub b_span: Span,
    /// Share of units kept among all units of both spans (Dice), from 0 to 1.
    pub score: f64,
    /// Verbatim or edited.
    pub kind: MatchKind,
    /// How the first span became the second; they tile both spans exactly, in bytes.
    pub operations: Vec<EditOperation>,
}

/// Finds all matches between any two of the texts, sorted by `(a, b, a_span, b_span)`.
///
/// Runs on the caller's rayon pool. `progress` gets the texts done and the texts in all. Equal
/// texts are compared once, so that copies cost nothing but the rows they make.
///
/// # Panics
/// If the texts have 2³² words or more.
pub fn find_matches(texts: &[Text<'_>], settings: &Settings, progress: &dyn Fn(u64, u64)) -> Vec<PairMatch> {
    let (index, members) = index(texts, settings);
    let fresh = index.fresh(&|_| true);
    let blocks = index.blocks(&fresh);
    let all: u64 = blocks.iter().map(|block| block.len() as u64).sum();
    let (mut found, mut done) = (Vec::new(), 0);
    for block in blocks {
        for found_here in index.compare(&block, &fresh) {
            for &a in &members[&found_here.a] {
                found.extend(members[&found_here.b].iter().map(|&b| between(a, b, found_here.found.clone())));
            }
        }
        done += block.len() as u64;
        progress(done, all);
    }
    for (content, members) in members.iter().filter(|(_, members)| members.len() > 1) {
        let Some(identical) = index.identical(*content) else { continue };
        for (at, &a) in members.iter().enumerate() {
            found.extend(members[at + 1..].iter().map(|&b| between(a, b, identical.clone())));
        }
    }
    found.sort_by_key(|found| (found.a, found.b, found.a_span, found.b_span));
    found
}

/// An index in memory of a list of texts, and the positions in the list of each different text.
///
/// # Panics
/// If the texts have 2³² words or more.
pub fn index(texts: &[Text<'_>], settings: &Settings) -> (Index, BTreeMap<Content, Vec<usize>>) {
    let mut members: BTreeMap<Content, Vec<usize>> = BTreeMap::new();
    for (at, text) in texts.iter().enumerate() {
        members.entry(Content::of(text.text)).or_default().push(at);
    }
    let different: Vec<(Content, &str)> =
        members.iter().map(|(content, members)| (*content, texts[members[0]].text)).collect();
    let mut builder = SegmentBuilder::default();
    builder.add_all(&different);
    let bytes = builder.finish(settings);
    let segment = Segment::open(Arc::new(bytes), settings).expect("what was written opens");
    let about = |content: Content| {
        let families = members[&content].iter().map(|&at| TextAbout::of_family(texts[at].family));
        families.reduce(TextAbout::and).expect("a text has a member")
    };
    let segments = vec![segment];
    let common = Common::count(&segments, &about, settings);
    (Index::new(segments, &about, common, settings), members)
}

/// The match between two texts of the list, the one with the smaller index first.
fn between(a: usize, b: usize, found: crate::describe::Found) -> PairMatch {
    let (a, b, found) = if a < b { (a, b, found) } else { (b, a, found.turned()) };
    let crate::describe::Found { a_span, b_span, score, kind, operations } = found;
    PairMatch { a, b, a_span, b_span, score, kind, operations }
}
