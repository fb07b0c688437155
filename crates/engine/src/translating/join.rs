//! Renderings beside matches of words.

use std::collections::BTreeMap;
use throughline_model::{DocumentId, EditKind, EditOperation, Match, Span};

/// Adds renderings to matches of words, but for what the two sides share by their words anyway.
pub(crate) fn join(matches: &mut Vec<Match>, rendered: Vec<Match>) {
    let mut by_pair: BTreeMap<(DocumentId, DocumentId), Vec<[Span; 2]>> =
        rendered.iter().map(|found| ((found.a, found.b), Vec::new())).collect();
    for found in matches.iter() {
        if let Some(spans) = by_pair.get_mut(&(found.a, found.b)) {
            spans.push([found.a_span, found.b_span]);
        }
    }
    for found in rendered {
        match by_pair[&(found.a, found.b)].as_slice() {
            [] => matches.push(found),
            shared => matches.extend(without(&found, shared)),
        }
    }
    matches.sort_unstable_by_key(|found| found.id);
}

/// The stretches of a rendering whose groups are not mostly within one of `shared` on both sides.
fn without(found: &Match, shared: &[[Span; 2]]) -> Vec<Match> {
    let is_shared = |own: [Span; 2]| {
        let mostly = |own: &Span, other: &Span| 2 * own.overlap(other) > own.len();
        shared.iter().any(|other| mostly(&own[0], &other[0]) && mostly(&own[1], &other[1]))
    };
    let mut left: Vec<Match> = Vec::new();
    let mut at = [found.a_span.begin, found.b_span.begin];
    let mut is_open = false;
    for operation in &found.operations {
        let ends = [at[0] + operation.a_bytes, at[1] + operation.b_bytes];
        let own = [0, 1].map(|side| Span { begin: at[side], end: ends[side] });
        at = ends;
        if operation.kind == EditKind::Rendered {
            if is_shared(own) {
                is_open = false;
                continue;
            }
            if !is_open {
                left.push(Match { a_span: own[0], b_span: own[1], operations: Vec::new(), ..found.clone() });
                is_open = true;
            }
        }
        if let Some(last) = left.last_mut().filter(|_| is_open) {
            last.operations.push(*operation);
            (last.a_span.end, last.b_span.end) = (ends[0], ends[1]);
        }
    }
    left.iter_mut().for_each(closed);
    left
}

/// Ends a match with its last group.
fn closed(found: &mut Match) {
    while let Some(EditOperation { kind, a_bytes, b_bytes, .. }) = found.operations.last()
        && *kind != EditKind::Rendered
    {
        found.a_span.end -= a_bytes;
        found.b_span.end -= b_bytes;
        found.operations.pop();
    }
    found.id = Match::id_of(found.a, found.a_span, found.b, found.b_span);
}

#[cfg(test)]
mod tests {
    use super::*;
    use throughline_model::{MatchKind, ReuseClass, RunId, operations};

    fn found(a: [u32; 2], b: [u32; 2], kind: MatchKind, coded: &str) -> Match {
        let [a_span, b_span] = [a, b].map(|[begin, end]| Span { begin, end });
        let [one, other] = [1, 2].map(|byte| DocumentId::from_bytes([byte; 16]));
        Match {
            id: Match::id_of(one, a_span, other, b_span),
            a: one,
            b: other,
            a_span,
            b_span,
            score: 0.9,
            kind,
            class: ReuseClass::Carried,
            operations: operations::decode(coded).unwrap(),
            run_id: RunId::from_bytes([3; 16]),
        }
    }

    #[test]
    fn what_shares_its_words_is_taken_out_of_a_rendering() {
        let rendered = found([0, 100], [10, 140], MatchKind::Reworded, "*20:30 +10 *30:30 -5 *25:40 *20:20");
        let by_words = found([22, 48], [52, 78], MatchKind::Edited, "=26:26");
        let mut all = vec![by_words.clone()];
        join(&mut all, vec![rendered.clone()]);
        let left: Vec<(Span, Span, String)> = all
            .iter()
            .filter(|found| found.kind == MatchKind::Reworded)
            .map(|found| (found.a_span, found.b_span, operations::encode(&found.operations)))
            .collect();
        let expected = [
            (Span { begin: 0, end: 20 }, Span { begin: 10, end: 40 }, "*20:30".to_owned()),
            (Span { begin: 55, end: 100 }, Span { begin: 80, end: 140 }, "*25:40 *20:20".to_owned()),
        ];
        assert_eq!(left.len(), 2);
        assert!(expected.iter().all(|one| left.contains(one)), "{left:?}");

        // What is shared elsewhere on one side does not count.
        let mut all = vec![found([22, 48], [500, 526], MatchKind::Edited, "=26:26")];
        join(&mut all, vec![rendered.clone()]);
        assert!(all.contains(&rendered));
    }
}
