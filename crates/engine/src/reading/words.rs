//! The words of renderings that have no counterpart: what a translation adds and what it leaves out.

use super::Reader;
use crate::{
    EngineError, TranslationOptions,
    views::{PassageView, Segment, WordSpan},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};
use throughline_model::Span;
use throughline_text::{OffsetMap, OffsetUnit};
use throughline_translation::{Model, Sentence, additions, omissions};

/// Segments that go through the model: those of the first witnesses.
const MOST_SEGMENTS: usize = 1_000;

impl Reader {
    /// Marks the words without a counterpart in the rendered segments of a passage: of the witnesses
    /// with these document ids, or of all if there are none.
    ///
    /// # Errors
    /// If the model cannot be used.
    pub async fn mark_words(
        &self,
        view: &mut PassageView,
        witnesses: &[String],
        translation: &TranslationOptions,
        unit: OffsetUnit,
    ) -> Result<(), EngineError> {
        let model = self.model.get_or_try_init(|| async { translation.open() }).await?;
        view.envelope.reproduce.push_str(" --words");
        let is_asked = |id: &String| witnesses.is_empty() || witnesses.contains(id);
        let asked = view.witnesses.iter_mut().filter(|entry| is_asked(&entry.witness.document.document_id));
        let rendered =
            asked.flat_map(|entry| &mut entry.segments).filter(|segment| segment.kind == "rendered");
        mark(model, rendered.take(MOST_SEGMENTS).collect(), unit);
        Ok(())
    }
}

fn mark(model: &Model, segments: Vec<&mut Segment>, unit: OffsetUnit) {
    let both = |segment: &Segment| [segment.base_text.clone(), segment.text.clone()];
    let texts: BTreeSet<String> = segments.iter().flat_map(|segment| both(segment)).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let read: BTreeMap<&str, Sentence> = texts.iter().copied().zip(model.sentences(&texts)).collect();
    for segment in segments {
        let base = (&read[segment.base_text.as_str()], segment.base_text.as_str());
        let own = (&read[segment.text.as_str()], segment.text.as_str());
        let (added, left_out) = (additions(base, own), omissions(base, own));
        segment.added = word_spans(&segment.text, added, unit);
        segment.left_out = word_spans(&segment.base_text, left_out, unit);
    }
}

fn word_spans(text: &str, ranges: Vec<Range<usize>>, unit: OffsetUnit) -> Vec<WordSpan> {
    let map = OffsetMap::new(text);
    let spans = ranges.into_iter().filter_map(|range| map.span(Span::new(range.start, range.end), unit));
    spans.map(|(begin, end)| WordSpan { begin: begin as u64, end: end as u64 }).collect()
}
