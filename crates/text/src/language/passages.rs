//! The stretches of a text that are in another language than its main one.
//!
//! A text is cut into paragraphs, these into sentences, and sentences that mix scripts into runs of
//! one script. What is long enough is judged by itself: in another script, several words; in the
//! same script, a clear lead of another language over the main one. What is too short for that goes
//! with its neighbors, so that a name or a quoted word does not cut a text.
//!
//! Measured by `tests/language.rs` on documents of six paragraphs of the Declaration of Human Rights
//! and a seventh in another language, 380 pairs of 20 languages: in lines of their own, .999 of the
//! foreign bytes are found with their language and nothing else is; within one line .911 and .981,
//! where paragraphs without a stop at the end run into each other. 20 texts of one language have no
//! passages. 28,000 lines a second of one processor.

use super::writing::{Writing, main_writing, writing};
use super::{guess, ngrams::NAT, sample};
use crate::sentences::{after_cluster, sentences};
use throughline_model::Span;

/// Letters and words that a run of another script needs to count by itself.
const LETTERS: usize = 20;
const WORDS: usize = 4;

/// Characters that a run needs in a script without spaces.
const CHARACTERS: usize = 8;

/// Lead over the main language that a piece in its script needs, in nats: beside a piece of the
/// same language, and alone. A name gives a few nats; a sentence, dozens.
const LEAD_BESIDE: i64 = 6;
const LEAD_ALONE: i64 = 15;

/// The stretches of a text that are written in another language than its main one, in order, each
/// with its BCP 47 tag. They are sentences or longer, or runs of several words in another script.
/// What stands between belongs to the main language, or does not tell.
///
/// ```
/// use throughline_text::language_passages;
/// let text = "发言人在星期二的记者会上说：“We will continue to work with all of our partners.”这是他的原话，没有别的说明。";
/// let passages = language_passages(text);
/// assert_eq!(passages.len(), 1);
/// assert_eq!(passages[0].1, "en");
/// assert_eq!(&text[passages[0].0.range()], "We will continue to work with all of our partners.");
/// ```
pub fn language_passages(text: &str) -> Vec<(Span, &'static str)> {
    let Some(main_script) = main_writing(text) else { return Vec::new() };
    let mut pieces = pieces(text, main_script);
    let Some((main, script)) = main_language(text, &mut pieces) else { return Vec::new() };
    for piece in &mut pieces {
        piece.judge(text, main, script);
    }
    go_with_neighbors(&mut pieces);
    let mut passages: Vec<(Span, &'static str)> = Vec::new();
    let mut joins = false;
    for piece in &pieces {
        if piece.tag == main || piece.tag == "und" {
            joins = false;
            continue;
        }
        match passages.last_mut() {
            Some((span, tag)) if joins && *tag == piece.tag => span.end = piece.span.end,
            _ => passages.push((piece.span, piece.tag)),
        }
        joins = true;
    }
    // A run of letters may end before a mark on its last one.
    for (span, _) in &mut passages {
        let [begin, end] = [span.begin, span.end].map(|at| after_cluster(text, at as usize));
        *span = Span::new(begin, end);
    }
    passages.retain(|(span, _)| !span.is_empty());
    passages
}

/// A sentence or a run of one script in it.
struct Piece {
    span: Span,
    script: Option<Writing>,
    tag: &'static str,
    /// Lead of its language over the main one, in nats; 0 if the piece is too short.
    lead: i64,
    letters: usize,
}

impl Piece {
    /// Finds how far the language of the piece is ahead of the main one.
    fn judge(&mut self, text: &str, main: &'static str, main_script: Writing) {
        let Some(script) = self.script else { return };
        self.lead = if self.tag == "und" || self.tag == main {
            0
        } else if script == main_script {
            let (_, scores) = guess(&sample(&text[self.span.range()]), script);
            let of = |tag| scores.iter().find(|(of, _)| *of == tag).map(|(_, score)| *score);
            match (of(self.tag), of(main)) {
                (Some(own), Some(main)) => (own - main) / NAT,
                // Chinese and Japanese by the characters alone.
                _ if self.letters >= CHARACTERS => LEAD_ALONE,
                _ => 0,
            }
        } else {
            LEAD_ALONE
        };
    }
}

/// The pieces of a text, in order.
fn pieces(text: &str, main: Writing) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut begin = 0;
    for line in text.split_inclusive(['\n', '\r', '\u{2028}', '\u{2029}']) {
        // Every language's stops end a sentence here; what that cuts too often is joined again.
        for sentence in sentences(line, "und") {
            let (from, to) = (begin + sentence.begin as usize, begin + sentence.end as usize);
            cut_by_script(text, from, to, main, &mut pieces);
        }
        begin += line.len();
    }
    pieces
}

/// A run of letters of one script.
struct Run {
    begin: usize,
    end: usize,
    script: Writing,
    letters: usize,
    words: usize,
}

impl Run {
    fn stands_alone(&self) -> bool {
        match self.script {
            Writing::Han | Writing::Of("ko" | "th" | "lo" | "km" | "my" | "bo") => self.letters >= CHARACTERS,
            _ => self.letters >= LETTERS && self.words >= WORDS,
        }
    }
}

/// Cuts a sentence where it goes over to another script than the text's for several words.
fn cut_by_script(text: &str, from: usize, to: usize, main: Writing, pieces: &mut Vec<Piece>) {
    let sentence = &text[from..to];
    let runs = runs(sentence);
    let mut begin = 0;
    let mut push = |begin: usize, end: usize, script: Option<Writing>| {
        let part = &sentence[begin..end];
        let trimmed = part.trim();
        if !trimmed.is_empty() {
            let begin = from + begin + (part.len() - part.trim_start().len());
            let letters = trimmed.chars().filter(|c| writing(*c).is_some()).count();
            let span = Span::new(begin, begin + trimmed.len());
            let script = script.or_else(|| main_writing(trimmed));
            pieces.push(Piece { span, script, tag: "und", lead: 0, letters });
        }
    };
    for (at, run) in runs.iter().enumerate() {
        if run.script == main || !run.stands_alone() {
            continue;
        }
        // The stop of a quotation belongs to it.
        let next = runs.get(at + 1).map_or(sentence.len(), |next| next.begin);
        let behind = &sentence[run.end..next];
        let stop =
            behind.chars().next().filter(|c| matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '۔'));
        let end = run.end + stop.map_or(0, char::len_utf8);
        push(begin, run.begin, None);
        push(run.begin, end, Some(run.script));
        begin = end;
    }
    push(begin, sentence.len(), None);
}

/// The runs of letters of one script in a sentence; runs too short to stand alone do not interrupt
/// a run of another script.
fn runs(sentence: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut in_word = false;
    for (at, c) in sentence.char_indices() {
        let Some(script) = writing(c) else {
            in_word &= matches!(c, '\'' | '’' | '-' | '\u{300}'..='\u{36f}');
            continue;
        };
        let end = at + c.len_utf8();
        if let Some(run) = runs.last_mut().filter(|run| run.script == script) {
            run.words += usize::from(!in_word);
            (run.end, run.letters) = (end, run.letters + 1);
        } else {
            // A name in between: the run before it goes on.
            if let [.., before, name] = &mut runs[..]
                && before.script == script
                && !name.stands_alone()
            {
                (before.end, before.letters, before.words) = (end, before.letters + 1, before.words + 1);
                runs.pop();
            } else {
                runs.push(Run { begin: at, end, script, letters: 1, words: 1 });
            }
        }
        in_word = true;
    }
    runs
}

/// Finds the language of each piece; the one that most of the text is written in, and its script.
fn main_language(text: &str, pieces: &mut [Piece]) -> Option<(&'static str, Writing)> {
    let mut counts: Vec<(&'static str, Writing, usize)> = Vec::new();
    let mut undecided = None;
    for piece in pieces {
        let Some(script) = piece.script else { continue };
        let (found, _) = guess(&sample(&text[piece.span.range()]), script);
        piece.tag = found.tag;
        undecided = undecided.or(Some(script));
        if found.tag == "und" {
            continue;
        }
        match counts.iter_mut().find(|(tag, ..)| *tag == found.tag) {
            Some((.., letters)) => *letters += piece.letters * script.weight(),
            None => counts.push((found.tag, script, piece.letters * script.weight())),
        }
    }
    // The first of equals.
    let most = counts.iter().rev().max_by_key(|(.., letters)| *letters);
    most.map(|&(tag, script, _)| (tag, script)).or(undecided.map(|script| ("und", script)))
}

/// Gives up languages that a piece alone does not prove, unless a neighbor does, and lets pieces
/// that tell nothing go with neighbors that agree.
fn go_with_neighbors(pieces: &mut [Piece]) {
    let proven: Vec<Option<&'static str>> =
        pieces.iter().map(|piece| (piece.lead >= LEAD_ALONE).then_some(piece.tag)).collect();
    let mut before = None;
    for at in 0..pieces.len() {
        let after = proven.get(at + 1).copied().flatten();
        let piece = &mut pieces[at];
        if proven[at].is_none() {
            let is_beside = piece.lead >= LEAD_BESIDE && [before, after].contains(&Some(piece.tag));
            let is_between = before.is_some() && before == after && (piece.lead > 0 || piece.tag == "und");
            if is_between {
                piece.tag = before.unwrap_or("und");
            } else if !is_beside && piece.lead > 0 {
                piece.tag = "und";
            }
        }
        before = proven[at];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&str, &'static str)> {
        language_passages(text).into_iter().map(|(span, tag)| (&text[span.range()], tag)).collect()
    }

    const ENGLISH: &str = "The two sides agreed to keep talking. They will meet again in the autumn.";
    const FRENCH: &str =
        "Les deux parties sont convenues de poursuivre le dialogue. Elles se reverront à l’automne.";
    const RUSSIAN: &str = "Стороны договорились продолжить переговоры. Они снова встретятся осенью.";

    #[test]
    fn a_text_in_one_language_has_no_passages() {
        for text in [ENGLISH, FRENCH, RUSSIAN, "", "1 2 3", "\n\n"] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn alternating_paragraphs() {
        let text = format!("{ENGLISH}\n\n{FRENCH}\n\n{ENGLISH}\n\n{FRENCH}\n\n{ENGLISH}");
        assert_eq!(found(&text), [(FRENCH, "fr"), (FRENCH, "fr")]);
        let text = format!("{ENGLISH}\n{RUSSIAN}\n{ENGLISH} {ENGLISH}\n{RUSSIAN}");
        assert_eq!(found(&text), [(RUSSIAN, "ru"), (RUSSIAN, "ru")]);
    }

    #[test]
    fn names_and_quoted_words_do_not_cut_a_text() {
        assert_eq!(
            found("The party calls it “mise en scène”, and the mayor, François Lefèvre, laughed. So did we."),
            []
        );
        assert_eq!(found("公司名为 International Business Machines，总部在纽约。他们说 OK。"), []);
        assert_eq!(found("Журнал The Economist пишет об этом. И газета Die Zeit тоже."), []);
        assert_eq!(found("Wang Yi (王毅) spoke first. He used the phrase 人类命运共同体 twice."), []);
    }

    #[test]
    fn sentences_in_the_same_script() {
        let text = "He then turned to the French minister. « Nous n’avons jamais accepté ces conditions. » \
                    Nobody in the room had expected that.";
        let passages = found(text);
        assert_eq!(passages.len(), 1, "{passages:?}");
        assert_eq!(passages[0].1, "fr");
        assert!(passages[0].0.contains("Nous n’avons jamais accepté ces conditions."));
    }

    #[test]
    fn a_quotation_with_a_name_in_another_script_is_one() {
        let text = "发言人写道：“We met with Mr. Wang (王) yesterday and talked about all of these questions.”随后他离开了会场，没有回答记者的其他问题，也没有说明双方何时再次会谈。";
        let passages = found(text);
        assert!(passages.iter().all(|(_, tag)| *tag == "en"), "{passages:?}");
        assert!(passages.iter().any(|(text, _)| text.contains("talked about all of these questions")));
    }
}
