//! Cues to one running text in which each keeps its place.

use super::cues::Cue;
use crate::running_text::{is_mostly_spaceless, join_line, span};
use crate::{margin, phrases};
use throughline_model::{Passage, PassageKind};

/// A pause this long begins a paragraph.
const PAUSE_MS: u64 = 4_000;
/// A pause this long begins one after the end of a sentence.
const PAUSE_AFTER_SENTENCE_MS: u64 = 1_500;
/// After this many words a sentence's end begins one.
const LONG_PARAGRAPH: f64 = 120.0;

/// Marks with which captions show that another person speaks.
const SPEAKER_MARKS: &[&str] = &[">>>", ">>", "- ", "– ", "— "];

/// The text and its passages: one a cue, and one a turn where the file names voices.
pub(super) fn running_text(cues: &[Cue]) -> (String, Vec<Passage>) {
    let all: String =
        cues.iter().flat_map(|cue| &cue.lines).take(500).map(|line| line.words.as_str()).collect();
    let is_spaceless_text = is_mostly_spaceless(&all);
    let mut text = String::new();
    let mut passages: Vec<Passage> = Vec::new();
    let mut turn: Option<Passage> = None;
    let mut paragraph_start = 0;
    let mut last_end_ms = None;
    let mut last_voice = "";
    for cue in cues {
        let mut cue_start = None;
        for (number, line) in cue.lines.iter().enumerate() {
            let (marked, words) = without_speaker_mark(&line.words);
            let pause = if number == 0 { pause(last_end_ms, cue.begin_ms) } else { 0 };
            let is_sentence_end = margin::ends_like_prose(&text);
            let begins_paragraph = marked
                || line.voice != last_voice
                || pause >= PAUSE_MS
                || is_sentence_end && pause >= PAUSE_AFTER_SENTENCE_MS
                || is_sentence_end && phrases::units(&text[paragraph_start..]) >= LONG_PARAGRAPH;
            if words.is_empty() {
                continue;
            }
            let before = text.len();
            if text.is_empty() || begins_paragraph {
                if !text.is_empty() {
                    text.push_str("\n\n");
                }
                paragraph_start = text.len();
                text.push_str(words);
            } else {
                join_line(&mut text, words, is_spaceless_text);
            }
            let start = text.len() - words.len();
            debug_assert!(start >= before);
            cue_start.get_or_insert(start);
            if line.voice != last_voice {
                passages.extend(turn.take());
            }
            if !line.voice.is_empty() {
                let turn = turn.get_or_insert_with(|| Passage {
                    speaker: line.voice.clone(),
                    begin_ms: Some(cue.begin_ms),
                    ..Passage::new(span(start, start), PassageKind::Turn)
                });
                turn.span.end = text.len() as u32;
                turn.end_ms = Some(cue.end_ms);
            }
            last_voice = &line.voice;
        }
        if let Some(start) = cue_start {
            passages.push(Passage {
                begin_ms: Some(cue.begin_ms),
                end_ms: Some(cue.end_ms),
                ..Passage::new(span(start, text.len()), PassageKind::Cue)
            });
            last_end_ms = Some(cue.end_ms);
        }
    }
    passages.extend(turn);
    passages.sort_by_key(|passage| (passage.span.begin, u32::MAX - passage.span.end));
    (text, passages)
}

fn pause(last_end_ms: Option<u64>, begin_ms: u64) -> u64 {
    last_end_ms.map_or(0, |last| begin_ms.saturating_sub(last))
}

fn without_speaker_mark(line: &str) -> (bool, &str) {
    match SPEAKER_MARKS.iter().find_map(|mark| line.strip_prefix(mark)) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, line),
    }
}
