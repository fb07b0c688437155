//! Witnesses beside a base in another language, or in other words: which sentences render which.

use super::Reader;
use crate::{EngineError, views::Segment};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};
use throughline_archive::rows::Row;
use throughline_model::{DocumentId, EditKind, EditOperation, Span, operations};

/// Sentences of one document and those of another that render them.
type SpanPairs = Vec<(Span, Span)>;

/// How the documents of a lineage render each other.
#[derive(Debug, Default)]
pub(super) struct Renderings {
    /// By the two documents; each pair in both directions.
    pairs: BTreeMap<(DocumentId, DocumentId), SpanPairs>,
    /// Those that share words.
    in_words: BTreeSet<(DocumentId, DocumentId)>,
}

impl Reader {
    /// Reads how `ids` render each other, and which of them share words with `base`.
    pub(super) async fn renderings_among(
        &self,
        ids: &[DocumentId],
        base: &str,
    ) -> Result<Renderings, EngineError> {
        let mut found = Renderings::default();
        let ids = super::list(ids);
        let base = super::literal(base);
        let rows = self
            .rows(&format!(
                "SELECT a, a_begin, b, b_begin, kind, operations FROM matches WHERE class = 'carried' \
                 AND a IN ({ids}) AND b IN ({ids}) \
                 AND (kind IN ('translated', 'reworded') OR a = {base} OR b = {base}) ORDER BY match_id"
            ))
            .await?;
        for row in Row::iter(&rows) {
            let (Ok(a), Ok(b)) = (row.text("a").parse(), row.text("b").parse()) else { continue };
            if matches!(row.text("kind"), "translated" | "reworded") {
                let operations = operations::decode(row.text("operations")).unwrap_or_default();
                let begins = (row.number("a_begin") as u32, row.number("b_begin") as u32);
                for (first, second) in rendered_spans(&operations, begins) {
                    found.pairs.entry((a, b)).or_default().push((first, second));
                    found.pairs.entry((b, a)).or_default().push((second, first));
                }
            } else {
                found.in_words.insert((a, b));
                found.in_words.insert((b, a));
            }
        }
        Ok(found)
    }
}

/// The spans of sentences and their renderings in the operations of a match that begins there.
pub(super) fn rendered_spans(operations: &[EditOperation], (mut a, mut b): (u32, u32)) -> Vec<(Span, Span)> {
    let mut spans = Vec::new();
    for operation in operations {
        let ends = (a + operation.a_bytes, b + operation.b_bytes);
        if operation.kind == EditKind::Rendered {
            spans.push((Span { begin: a, end: ends.0 }, Span { begin: b, end: ends.1 }));
        }
        (a, b) = ends;
    }
    spans
}

impl Renderings {
    /// Which sentences of `base` are which of `witness`, if one renders the other; none if they share
    /// words or nothing is known. Two documents that render one third text render each other: the
    /// third is the one through which most is.
    pub(super) fn between(&self, base: DocumentId, witness: DocumentId) -> Option<SpanPairs> {
        if base == witness || self.in_words.contains(&(base, witness)) {
            return None;
        }
        if let Some(direct) = self.pairs.get(&(base, witness)) {
            return Some(direct.clone());
        }
        let of_base = self.pairs.range((base, DocumentId::from_bytes([0; 16]))..);
        let of_base = of_base.take_while(|((first, _), _)| *first == base);
        let through = of_base.filter_map(|((_, third), to_third)| {
            let composed = composed(to_third, self.pairs.get(&(*third, witness))?);
            (!composed.is_empty()).then_some(composed)
        });
        let bytes = |pairs: &SpanPairs| pairs.iter().map(|(base, _)| base.len()).sum::<usize>();
        // Of equal ones the first.
        through.fold(None, |best: Option<SpanPairs>, pairs| match best {
            Some(best) if bytes(&best) >= bytes(&pairs) => Some(best),
            _ => Some(pairs),
        })
    }
}

/// Pairs that meet in the text between: at least half of the shorter span is in the other.
fn composed(to_third: &SpanPairs, from_third: &SpanPairs) -> SpanPairs {
    let mut composed = Vec::new();
    for (base, third) in to_third {
        for (other, witness) in from_third {
            if 2 * third.overlap(other) >= third.len().min(other.len()) {
                composed.push((*base, *witness));
            }
        }
    }
    composed
}

/// Tiles two passages by what renders what: `text` and `base_text` joined give both. Sentences that
/// stand in another order are shown as cut and added; white space after a sentence belongs to it.
pub(super) fn rendered_segments(
    (base, base_span): (&str, Span),
    (text, text_span): (&str, Span),
    pairs: &[(Span, Span)],
) -> Vec<Segment> {
    let is_within = |(of_base, of_text): &&(Span, Span)| {
        of_base.overlap(&base_span) == of_base.len() && of_text.overlap(&text_span) == of_text.len()
    };
    let mut within: SpanPairs = pairs.iter().filter(is_within).copied().collect();
    within.sort_unstable();
    let mut segments = Vec::new();
    let mut push = |kind: &str, of_base: Span, of_text: Span| {
        if !of_base.is_empty() || !of_text.is_empty() {
            segments.push(Segment {
                kind: kind.to_owned(),
                text: text[of_text.range()].to_owned(),
                base_text: base[of_base.range()].to_owned(),
                ..Segment::default()
            });
        }
    };
    let end = |span: Span| Span { begin: span.end, end: span.end };
    let mut at = (base_span.begin, text_span.begin);
    let mut chain = in_order(&within);
    chain.push((end(base_span), end(text_span)));
    let nexts: Vec<(u32, u32)> =
        chain.iter().skip(1).map(|(of_base, of_text)| (of_base.begin, of_text.begin)).collect();
    for ((of_base, of_text), (next_base, next_text)) in chain.iter_mut().zip(nexts) {
        of_base.end = over_space(base, of_base.end, next_base);
        of_text.end = over_space(text, of_text.end, next_text);
    }
    for (of_base, of_text) in chain {
        push("cut", Span { begin: at.0, end: of_base.begin }, Span { begin: at.1, end: at.1 });
        push(
            "added",
            Span { begin: of_base.begin, end: of_base.begin },
            Span { begin: at.1, end: of_text.begin },
        );
        push("rendered", of_base, of_text);
        at = (of_base.end, of_text.end);
    }
    segments
}

/// `to` if only white space stands before it, else `from`.
fn over_space(text: &str, from: u32, to: u32) -> u32 {
    let between = &text[Span { begin: from, end: to.max(from) }.range()];
    if between.trim().is_empty() { from.max(to) } else { from }
}

/// Of sorted pairs those that stand in the order of both texts and have most bytes together.
fn in_order(pairs: &[(Span, Span)]) -> SpanPairs {
    // Of each pair the bytes of the best chain that ends with it, and the pair before it.
    let mut chains: Vec<(usize, Option<usize>)> = Vec::with_capacity(pairs.len());
    for (of_base, of_text) in pairs {
        let mut best = (0, None);
        for (at, (earlier, (bytes, _))) in pairs.iter().zip(&chains).enumerate() {
            let follows = earlier.0.end <= of_base.begin && earlier.1.end <= of_text.begin;
            if follows && *bytes > best.0 {
                best = (*bytes, Some(at));
            }
        }
        chains.push((best.0 + of_base.len(), best.1));
    }
    let last = chains.iter().enumerate().max_by_key(|(at, (bytes, _))| (*bytes, Reverse(*at)));
    let mut next = last.map(|(at, _)| at);
    let mut chain = Vec::new();
    while let Some(at) = next {
        chain.push(pairs[at]);
        next = chains[at].1;
    }
    chain.reverse();
    chain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(begin: u32, end: u32) -> Span {
        Span { begin, end }
    }

    #[test]
    fn passages_are_tiled() {
        let (base, text) = ("Eins. Zwei. Drei.", "One. Three. Two.");
        let pairs = [
            (span(0, 5), span(0, 4)),
            (span(6, 11), span(12, 16)),
            (span(12, 17), span(5, 11)),
            (span(40, 50), span(0, 4)),
        ];
        let found = rendered_segments((base, span(0, 17)), (text, span(0, 16)), &pairs);
        let shown: Vec<_> =
            found.iter().map(|s| (s.kind.as_str(), s.base_text.as_str(), s.text.as_str())).collect();
        assert_eq!(
            shown,
            [
                ("rendered", "Eins. ", "One."),
                ("added", "", " Three. "),
                ("rendered", "Zwei.", "Two."),
                ("cut", " Drei.", ""),
            ]
        );
        let joined: String = found.iter().map(|segment| segment.base_text.as_str()).collect();
        assert_eq!(joined, base);
    }

    #[test]
    fn two_renderings_of_a_third_text_render_each_other() {
        let id = |n: u8| DocumentId::from_bytes([n; 16]);
        let mut found = Renderings::default();
        let mut put = |a: u8, b: u8, pair: (Span, Span)| {
            found.pairs.entry((id(a), id(b))).or_default().push(pair);
            found.pairs.entry((id(b), id(a))).or_default().push((pair.1, pair.0));
        };
        put(1, 2, (span(0, 50), span(0, 20)));
        put(2, 3, (span(0, 22), span(30, 70)));
        assert_eq!(found.between(id(1), id(3)), Some(vec![(span(0, 50), span(30, 70))]));
        assert_eq!(found.between(id(1), id(2)), Some(vec![(span(0, 50), span(0, 20))]));
        found.in_words.insert((id(1), id(3)));
        assert_eq!(found.between(id(1), id(3)), None);
    }
}
