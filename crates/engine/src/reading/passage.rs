//! The passage page, and the lineage of pasted text.

use super::{
    Reader,
    rendered::{Renderings, rendered_segments},
};
use crate::{
    EngineError,
    matching::{LookUp, Sharing},
    views::{PassageView, PassageWitness, Segment, SharedSpan, TextTraceView, TracedWitness, WitnessView},
};
use std::collections::BTreeMap;
use throughline_archive::rows::Row;
use throughline_model::{Document, DocumentId, EditKind, EditOperation, Span, operations};
use throughline_text::{OffsetMap, OffsetUnit, units};

const CONTEXT_CHARACTERS: usize = 200;

/// First and last possible moment of publication, if there is a date.
type Published = Option<(i64, i64)>;

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

    /// Who carries a pasted text: its witnesses in the archive by first-seen.
    ///
    /// # Errors
    /// If the archive cannot be read, or the text is too short to be traced.
    pub async fn trace_text(&self, text: &str, unit: OffsetUnit) -> Result<TextTraceView, EngineError> {
        if units(text).len() < 6 {
            return Err(EngineError::Question(
                "the text is too short to be traced: give at least a sentence".into(),
            ));
        }
        let texts = self.texts().await?;
        let query_map = OffsetMap::new(text);
        let sharing = texts.look_up(text);
        let mut ids: Vec<DocumentId> = sharing.iter().map(|sharing| sharing.id).collect();
        ids.dedup();
        let documents = self.documents(&ids).await?;
        let cards = self.cards(&ids).await?;
        let lineages = self.lineages_of(&ids).await?;
        let mut found: Vec<(Published, DocumentId, TracedWitness)> = Vec::new();
        for Sharing { id, found: shared } in sharing {
            let (Some(document), Some(card)) = (documents.get(&id), cards.get(&id)) else { continue };
            let map = OffsetMap::new(&document.text);
            let spans = (query_map.span(shared.a_span, unit), map.span(shared.b_span, unit));
            let (Some((text_begin, text_end)), Some((begin, end))) = spans else { continue };
            let lineage_ids = lineages
                .get(&id)
                .into_iter()
                .flatten()
                .filter(|(_, span)| span.overlap(&shared.b_span) > 0)
                .map(|(id, _)| id.clone())
                .collect();
            let witness = TracedWitness {
                document: card.clone(),
                begin: begin as u64,
                end: end as u64,
                text_begin: text_begin as u64,
                text_end: text_end as u64,
                kind: shared.kind.as_str().to_owned(),
                score: round(shared.score),
                segments: segments(
                    &text[shared.a_span.range()],
                    &document.text[shared.b_span.range()],
                    &shared.operations,
                ),
                lineage_ids,
            };
            found.push((document.published.map(|p| (p.earliest, p.latest)), id, witness));
        }
        // Undated witnesses come last; the ids make equal dates deterministic.
        found.sort_by_key(|(published, id, witness)| (published.is_none(), *published, *id, witness.begin));
        Ok(TextTraceView {
            envelope: self.envelope("text-trace", "report --text …"),
            documents: texts.document_count,
            witnesses: found.into_iter().map(|(_, _, witness)| witness).collect(),
        })
    }

    /// The documents of the archive that share spans with a text, by id and place, in bytes. The
    /// first call opens the index.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub async fn look_up(&self, text: &str) -> Result<Vec<SharedSpan>, EngineError> {
        let texts = self.texts().await?;
        let shared = |Sharing { id, found }: Sharing| SharedSpan {
            document_id: id.to_string(),
            text_begin: found.a_span.begin.into(),
            text_end: found.a_span.end.into(),
            begin: found.b_span.begin.into(),
            end: found.b_span.end.into(),
            kind: found.kind.as_str().to_owned(),
            score: found.score,
            operations: operations::encode(&found.operations),
        };
        Ok(texts.look_up(text).into_iter().map(shared).collect())
    }

    /// The index of the archive's texts, opened once.
    pub(super) async fn texts(&self) -> Result<&LookUp, EngineError> {
        self.look_up.get_or_try_init(|| LookUp::open(&self.archive)).await
    }

    /// Passages of carried lineages in each document.
    pub(super) async fn lineages_of(
        &self,
        ids: &[DocumentId],
    ) -> Result<BTreeMap<DocumentId, Vec<(String, Span)>>, EngineError> {
        let mut found: BTreeMap<DocumentId, Vec<(String, Span)>> = BTreeMap::new();
        if ids.is_empty() {
            return Ok(found);
        }
        let rows = self
            .rows(&format!(
                "SELECT w.document_id, w.lineage_id, w.\"begin\", w.\"end\" FROM witnesses w \
                 JOIN lineages l ON l.lineage_id = w.lineage_id WHERE l.class = 'carried' AND w.document_id IN ({}) \
                 ORDER BY w.\"begin\", w.lineage_id",
                super::list(ids)
            ))
            .await?;
        for row in Row::iter(&rows) {
            if let Ok(id) = row.text("document_id").parse() {
                let span = Span::new(row.number("begin") as usize, row.number("end") as usize);
                found.entry(id).or_default().push((row.text("lineage_id").to_owned(), span));
            }
        }
        Ok(found)
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

fn round(value: f64) -> f64 {
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
