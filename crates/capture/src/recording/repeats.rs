//! Captions that scroll: each cue shows the last lines again.

use super::cues::{Cue, VoicedLine};

/// Cues further apart than this, in milliseconds, show nothing again: what is the same was said
/// again.
const ADJACENT_MS: u64 = 250;
/// A file scrolls if at least one in this many pairs of adjacent cues shows a line again.
const SCROLLING_SHARE: usize = 3;

/// The cues with each line once, where it first stood, if the file scrolls; else as they are.
pub(super) fn without_repeats(cues: Vec<Cue>) -> Vec<Cue> {
    let pairs: Vec<&[Cue]> = cues.windows(2).filter(|pair| are_adjacent(&pair[0], &pair[1])).collect();
    let repeating = pairs.iter().filter(|pair| !shared(&pair[0].lines, &pair[1].lines).is_nothing()).count();
    let has_word_times = cues.iter().any(|cue| cue.has_word_times);
    // People repeat a word now and then; a machine repeats lines throughout.
    let scrolls =
        repeating > 0 && (has_word_times || repeating >= 2 && repeating * SCROLLING_SHARE >= pairs.len());
    if !scrolls {
        return cues;
    }
    let mut kept: Vec<Cue> = Vec::with_capacity(cues.len());
    // The last cue as shown, with the lines it repeated.
    let mut shown: Option<Cue> = None;
    for cue in cues {
        let mut fresh = cue.clone();
        if let Some(last) = shown.as_ref().filter(|last| are_adjacent(last, &cue)) {
            let again = shared(&last.lines, &cue.lines);
            fresh.lines.drain(..again.lines);
            if let Some(line) = fresh.lines.first_mut().filter(|_| again.bytes > 0) {
                line.words = line.words[again.bytes..].trim_start().to_owned();
            }
            fresh.lines.retain(|line| !line.words.is_empty());
        }
        shown = Some(cue);
        if !fresh.lines.is_empty() {
            kept.push(fresh);
        }
    }
    kept
}

fn are_adjacent(one: &Cue, next: &Cue) -> bool {
    next.begin_ms <= one.end_ms.saturating_add(ADJACENT_MS)
}

/// What a cue shows again of the one before it.
struct Shared {
    /// Whole lines at its beginning.
    lines: usize,
    /// Bytes at the beginning of the line after them, if captions are written word by word.
    bytes: usize,
}

impl Shared {
    fn is_nothing(&self) -> bool {
        self.lines == 0 && self.bytes == 0
    }
}

fn shared(last: &[VoicedLine], next: &[VoicedLine]) -> Shared {
    let longest = last.len().min(next.len());
    for lines in (1..=longest).rev() {
        if last[last.len() - lines..] == next[..lines] {
            return Shared { lines, bytes: 0 };
        }
    }
    // The last line grows: "the bell" becomes "the bell rang", perhaps with lines above it.
    for lines in (1..=longest).rev() {
        let tail = &last[last.len() - lines..];
        let (grown, same) = (&next[lines - 1].words, tail[..lines - 1] == next[..lines - 1]);
        let rest = grown.strip_prefix(tail[lines - 1].words.as_str());
        if same && rest.is_some_and(|rest| rest.starts_with(' ')) {
            return Shared { lines: lines - 1, bytes: tail[lines - 1].words.len() };
        }
    }
    Shared { lines: 0, bytes: 0 }
}

#[cfg(test)]
mod tests {
    use super::super::cues::parse;
    use super::without_repeats;

    fn words(source: &str) -> Vec<String> {
        let cues = without_repeats(parse(source).cues);
        cues.into_iter()
            .map(|cue| cue.lines.into_iter().map(|line| line.words).collect::<Vec<_>>().join("|"))
            .collect()
    }

    fn numbered(bodies: &[&str]) -> String {
        let cue = |(at, body): (usize, &&str)| {
            format!("{}\n00:00:{at:02},000 --> 00:00:{:02},000\n{body}\n\n", at + 1, at + 1)
        };
        bodies.iter().enumerate().map(cue).collect()
    }

    #[test]
    fn scrolling_lines_are_kept_once() {
        let source = numbered(&[
            "the board met",
            "the board met\non monday",
            "on monday\nthe bell",
            "the bell\nstays",
        ]);
        assert_eq!(words(&source), ["the board met", "on monday", "the bell", "stays"]);
    }

    #[test]
    fn growing_lines_are_kept_once() {
        let source = numbered(&["the board", "the board met", "the board met on", "the board met on monday"]);
        assert_eq!(words(&source), ["the board", "met", "on", "monday"]);
    }

    #[test]
    fn a_word_said_again_stays() {
        let source = numbered(&["Yes.", "Yes.", "The bell.", "At noon."]);
        assert_eq!(words(&source).len(), 4);
    }
}
