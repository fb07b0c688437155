//! The passage page.

use super::{
    Reader,
    rendered::{Renderings, rendered_segments},
};
use crate::{
    EngineError,
    views::{PassageView, PassageWitness, Segment, WitnessView},
};
use std::collections::BTreeMap;
use throughline_model::{Document, DocumentId, EditKind, EditOperation, Span};
use throughline_text::{OffsetMap, OffsetUnit, units};

const CONTEXT_CHARACTERS: usize = 200;

impl Reader {
    /// Every witness of a lineage against a base: the first witness, or the document `base`.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] if there is no such lineage, or `base` is not one of its witnesses.
    pub async fn passage(
        &self,
        id: &str,
        base: Option<&str>,
        unit: OffsetUnit,
    ) -> Result<PassageView, EngineError> {
        let (card, _) = self.lineage_card(id).await?;
        let witnesses = self.witnesses(&card.lineage_id, unit).await?;
        let base_witness = match base.filter(|base| !base.is_empty()) {
            None => witnesses.first(),
            Some(base) => {
                let wanted = self.resolve_document(base).await?.to_string();
                witnesses.iter().find(|witness| witness.document.document_id == wanted)
            }
        }
        .ok_or_else(|| EngineError::NotFound { what: "witness", id: base.unwrap_or_default().to_owned() })?
        .clone();
        let ids: Vec<DocumentId> =
            witnesses.iter().filter_map(|witness| witness.document.document_id.parse().ok()).collect();
        let documents = self.documents(&ids).await?;
        let base_id = base_witness.document.document_id.clone();
        let renderings = self.renderings_among(&ids, &base_id).await?;
        let command = match base {
            Some(_) => format!("show {} --base {base_id}{}", card.lineage_id, super::unit_flag(unit)),
            None => format!("show {} --passage{}", card.lineage_id, super::unit_flag(unit)),
        };
        Ok(PassageView {
            envelope: self.envelope("passage", &command),
            lineage: card,
            base: base_id,
            witnesses: witnesses
                .into_iter()
                .map(|witness| beside(&base_witness, witness, &documents, &renderings, unit))
                .collect(),
            base_text: base_witness.passage,
        })
    }
}

fn beside(
    base: &WitnessView,
    witness: WitnessView,
    documents: &BTreeMap<DocumentId, Document>,
    renderings: &Renderings,
    unit: OffsetUnit,
) -> PassageWitness {
    let located = |witness: &WitnessView| Located::of(witness, documents, unit);
    let (own, of_base) = (located(&witness), located(base));
    let rendered = own.as_ref().zip(of_base.as_ref()).and_then(|(own, base)| {
        let pairs = renderings.between(base.document.id, own.document.id)?;
        Some(rendered_segments((&base.document.text, base.span), (&own.document.text, own.span), &pairs))
    });
    let segments = rendered.unwrap_or_else(|| {
        let operations = throughline_reuse::compare(&base.passage, &witness.passage);
        segments(&base.passage, &witness.passage, &operations)
    });
    let (before, after) = own.map_or_else(Default::default, |own| own.context());
    PassageWitness { similarity: similarity(&segments), before, after, segments, witness }
}

/// A witness's passage in its document.
struct Located<'d> {
    document: &'d Document,
    span: Span,
}

impl<'d> Located<'d> {
    fn of(
        witness: &WitnessView,
        documents: &'d BTreeMap<DocumentId, Document>,
        unit: OffsetUnit,
    ) -> Option<Self> {
        let document = documents.get(&witness.document.document_id.parse().ok()?)?;
        let map = OffsetMap::new(&document.text);
        let byte = |offset: u64| map.to_bytes(offset as usize, unit).unwrap_or(0);
        Some(Self { document, span: Span::new(byte(witness.begin), byte(witness.end)) })
    }

    /// The text before and after it.
    fn context(&self) -> (String, String) {
        let text = &self.document.text;
        let (before, after) = (&text[..self.span.begin as usize], &text[self.span.end as usize..]);
        let from = before.char_indices().rev().nth(CONTEXT_CHARACTERS - 1).map_or(0, |(at, _)| at);
        let to = after.char_indices().nth(CONTEXT_CHARACTERS).map_or(after.len(), |(at, _)| at);
        (before[from..].to_owned(), after[..to].to_owned())
    }
}

/// Cuts both texts where the operations say. `base` is the first text of the operations.
pub(super) fn segments(base: &str, text: &str, operations: &[EditOperation]) -> Vec<Segment> {
    let (mut base_at, mut text_at) = (0, 0);
    operations
        .iter()
        .map(|operation| {
            let base_end = base_at + operation.a_bytes as usize;
            let text_end = text_at + operation.b_bytes as usize;
            let segment = Segment {
                kind: match operation.kind {
                    EditKind::Kept => "kept",
                    EditKind::Replaced => "replaced",
                    EditKind::Added => "added",
                    EditKind::Cut => "cut",
                    EditKind::Respelled => "respelled",
                    EditKind::Moved => "moved",
                    EditKind::Rendered => "rendered",
                }
                .to_owned(),
                text: text.get(text_at..text_end).unwrap_or_default().to_owned(),
                base_text: base.get(base_at..base_end).unwrap_or_default().to_owned(),
                block: u64::from(operation.block),
                ..Segment::default()
            };
            (base_at, text_at) = (base_end, text_end);
            segment
        })
        .collect()
}

/// Dice coefficient: twice the units kept over all units of both texts. Words that only moved, or
/// are written in the other form of their script, are kept words; of a rendering those of rendered
/// sentences count.
fn similarity(segments: &[Segment]) -> f64 {
    let (mut kept, mut all) = (0, 0);
    for segment in segments {
        let (base, text) = (units(&segment.base_text).len(), units(&segment.text).len());
        all += base + text;
        if matches!(segment.kind.as_str(), "kept" | "respelled" | "moved" | "rendered") {
            kept += base + text;
        }
    }
    if all == 0 { 1.0 } else { round(kept as f64 / all as f64) }
}

pub(super) fn round(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

#[cfg(test)]
mod tests {
    use super::*;
    use throughline_model::operations::decode;

    #[test]
    fn moved_and_respelled_words_are_kept_words() {
        let operations = decode("<7#1 ^12:12 -4 >6#1 +5").expect("operations");
        let found = segments("后来发表old moving", "moving 後來發表fresh", &operations);
        let seen: Vec<_> =
            found.iter().map(|s| (s.kind.as_str(), s.base_text.as_str(), s.text.as_str(), s.block)).collect();
        assert_eq!(
            seen,
            [
                ("moved", "", "moving ", 1),
                ("respelled", "后来发表", "後來發表", 0),
                ("cut", "old ", "", 0),
                ("moved", "moving", "", 1),
                ("added", "", "fresh", 0),
            ]
        );
        assert!((similarity(&found) - 10.0 / 12.0).abs() < 1e-3);
    }
}
