//! Sentence boundaries.

use throughline_model::Span;
use unicode_segmentation::UnicodeSegmentation;

/// Splits a text into sentences. Spans are ascending, do not overlap, and together cover
/// everything but white space.
pub fn sentences(text: &str, _lang: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    for (begin, sentence) in text.split_sentence_bound_indices() {
        let trimmed = sentence.trim();
        if !trimmed.is_empty() {
            let begin = begin + (sentence.len() - sentence.trim_start().len());
            spans.push(Span::new(begin, begin + trimmed.len()));
        }
    }
    spans
}
