//! From passages of texts to matches of documents.

use super::{compare::Found, parts::Place, sentences::Texts};
use std::{collections::BTreeMap, ops::Range};
use throughline_model::{
    DocumentId, EditKind, EditOperation, Match, MatchId, MatchKind, ReuseClass, RunId, Span,
};
use throughline_reuse::Content;
use throughline_translation::{RenderedGroup, RenderedPassage};

/// The matches of all documents that have the texts of pairs, sorted by id.
pub(super) fn of_documents(
    texts: &Texts,
    found: &Found,
    contents: &BTreeMap<DocumentId, Content>,
    run_id: RunId,
) -> Vec<Match> {
    let mut documents: BTreeMap<usize, Vec<DocumentId>> = BTreeMap::new();
    for (id, content) in contents {
        if let Some(number) = texts.number(*content) {
            documents.entry(number).or_default().push(*id);
        }
    }
    let of = |number: usize| documents.get(&number).map_or(&[] as &[DocumentId], Vec::as_slice);
    let mut matches = Vec::new();
    for ((first, second), passages) in found {
        for passage in passages {
            let sides = [*first as usize, *second as usize];
            let drawn = drawn(texts, sides, passage);
            for a in of(sides[0]) {
                for b in of(sides[1]) {
                    matches.push(between(*a, *b, &drawn, run_id));
                }
            }
        }
    }
    matches.sort_unstable_by_key(|found| found.id);
    matches
}

/// A passage in bytes.
struct Drawn {
    first: Span,
    second: Span,
    operations: Vec<EditOperation>,
    kind: MatchKind,
    probability: f64,
}

fn drawn(texts: &Texts, [first, second]: [usize; 2], passage: &RenderedPassage) -> Drawn {
    let [a, b] = [first, second].map(|number| &texts.all[number]);
    let [places_a, places_b] = [a, b].map(|text| texts.places(text));
    let spans: Vec<[Span; 2]> = passage.groups.iter().map(|group| sides(places_a, places_b, group)).collect();
    let mut operations = Vec::new();
    for (at, group) in passage.groups.iter().enumerate() {
        let next = passage.groups.get(at + 1).zip(spans.get(at + 1));
        let [own, other] = spans[at];
        let (a_next, b_next) = next.map_or((own.end, other.end), |(_, [a, b])| (a.begin, b.begin));
        let follows = next.map_or((false, false), |(next, [a, b])| {
            (
                follow(places_a, (&group.first, own), (&next.first, *a)),
                follow(places_b, (&group.second, other), (&next.second, *b)),
            )
        });
        // White space before the sentence that follows belongs to the one before.
        let a_end = if follows.0 { a_next } else { own.end };
        let b_end = if follows.1 { b_next } else { other.end };
        operations.push(EditOperation::plain(EditKind::Rendered, a_end - own.begin, b_end - other.begin));
        // What else lies between two groups stands on one side only.
        if a_next > a_end {
            operations.push(EditOperation::plain(EditKind::Cut, a_next - a_end, 0));
        }
        if b_next > b_end {
            operations.push(EditOperation::plain(EditKind::Added, 0, b_next - b_end));
        }
    }
    let [head, tail] = [spans[0], spans[spans.len() - 1]];
    let whole = |side: usize| Span { begin: head[side].begin, end: tail[side].end };
    let is_same = a.primary() == b.primary();
    Drawn {
        first: whole(0),
        second: whole(1),
        operations,
        kind: if is_same { MatchKind::Reworded } else { MatchKind::Translated },
        probability: f64::from(passage.probability),
    }
}

/// Whether nothing but white space is between two groups' sentences and spans on one side.
fn follow(places: &[Place], one: (&Range<usize>, Span), next: (&Range<usize>, Span)) -> bool {
    one.0.end == next.0.start
        && one.1.end == places[one.0.end - 1].span.end
        && next.1.begin == places[next.0.start].span.begin
}

/// The two sides of a group in bytes of the texts.
pub(super) fn sides(places_a: &[Place], places_b: &[Place], group: &RenderedGroup) -> [Span; 2] {
    let span = |places: &[Place], sentences: &Range<usize>, part: Option<&Range<u32>>| {
        let (begin, end) = (places[sentences.start].span.begin, places[sentences.end - 1].span.end);
        match part {
            Some(part) => Span { begin: begin + part.start, end: begin + part.end },
            None => Span { begin, end },
        }
    };
    let parts = group.parts.as_ref();
    [
        span(places_a, &group.first, parts.map(|parts| &parts.0)),
        span(places_b, &group.second, parts.map(|parts| &parts.1)),
    ]
}

/// The match between two documents, the one with the smaller id first.
fn between(a: DocumentId, b: DocumentId, drawn: &Drawn, run_id: RunId) -> Match {
    let Drawn { first, second, operations, kind, probability } = drawn;
    let turned = || operations.iter().map(|operation| operation.turned()).collect();
    let (a, b, a_span, b_span, operations) =
        if a < b { (a, b, *first, *second, operations.clone()) } else { (b, a, *second, *first, turned()) };
    let id: MatchId = Match::id_of(a, a_span, b, b_span);
    Match {
        id,
        a,
        b,
        a_span,
        b_span,
        score: (probability * 1e6).round() / 1e6,
        kind: *kind,
        class: ReuseClass::Carried,
        operations,
        run_id,
    }
}
