//! Subtitles of recordings: SubRip, WebVTT (YouTube's automatic captions included) and SBV.
//!
//! Each cue becomes a passage with its time, and the cues together a running text: lines are joined,
//! and a change of speaker or a pause begins a paragraph.
//!
//! The reader is ours: it reads all of 14 files with one quirk each (`aspasia` 0.2 was seen to read
//! 11 of them), keeps voices, and drops the repeated lines of automatic captions. `subparse` is MPL.

mod cues;
mod joining;
mod markup;
mod repeats;

use crate::{Options, charset, language, read};
use throughline_model::{Document, DocumentForm, Problem, ProblemKind};

pub(crate) use cues::looks_like_subtitles;

/// Reads one file of subtitles.
pub(crate) fn extract(
    name: &str,
    bytes: &[u8],
    charset: Option<&str>,
    _options: &Options,
) -> (Document, Vec<Problem>) {
    let mut document = read::blank_document(DocumentForm::Subtitles, name);
    let (readable, too_large) = read::readable(name, bytes);
    let charset::Decoded { text: source, mut problems } = charset::decode(name, readable, charset);
    problems.extend(too_large);
    let cues::Subtitles { title, lang, cues, stray_lines } = cues::parse(&source);
    if stray_lines > 0 {
        problems.push(Problem::new(
            name,
            "",
            ProblemKind::Malformed,
            format!("{stray_lines} lines belong to no cue and were left out"),
            "check the times of the cues next to them",
        ));
    }
    let cues = repeats::without_repeats(cues);
    let (text, passages) = joining::running_text(&cues);
    document.title = title;
    document.lang = language::checked(Some(lang.as_str()).filter(|lang| !lang.is_empty()), &text);
    document.text = text;
    document.passages = passages;
    if document.text.is_empty() {
        problems.push(Problem::new(
            name,
            "",
            ProblemKind::NoMainText,
            "no cue with words was found",
            "check whether the file holds subtitles in SubRip or WebVTT",
        ));
    }
    (document, problems)
}

#[cfg(test)]
mod tests {
    use super::extract;
    use crate::Options;
    use throughline_model::{Document, PassageKind};

    fn read(text: &str) -> Document {
        extract("a.vtt", text.as_bytes(), None, &Options::default()).0
    }

    fn cues(document: &Document) -> Vec<(&str, u64, u64)> {
        document
            .passages
            .iter()
            .filter(|passage| passage.kind == PassageKind::Cue)
            .map(|passage| {
                let words = &document.text[passage.span.range()];
                (words, passage.begin_ms.unwrap_or(0), passage.end_ms.unwrap_or(0))
            })
            .collect()
    }

    #[test]
    fn sentences_cut_by_cues_are_put_together_and_places_kept() {
        let document = read(
            "1\n00:00:01,000 --> 00:00:02,000\nThe harbor board met\n\n2\n00:00:02,000 --> 00:00:03,000\non Monday.\n\n\
             3\n00:00:09,000 --> 00:00:10,000\nThe bell\nstays.\n",
        );
        assert_eq!(document.text, "The harbor board met on Monday.\n\nThe bell stays.");
        assert_eq!(
            cues(&document),
            [
                ("The harbor board met", 1000, 2000),
                ("on Monday.", 2000, 3000),
                ("The bell stays.", 9000, 10_000)
            ]
        );
    }

    #[test]
    fn voices_become_turns() {
        let document = read(
            "WEBVTT - Harbor talk\nLanguage: en-GB\n\n00:01.000 --> 00:02.000\n<v Ada Roe>Where is the bell?</v>\n\n\
             00:02.000 --> 00:03.000\n<v.loud Ben Poe>In the tower &amp; safe</v>\n\n00:03.000 --> 00:04.000\n<v Ben Poe>since May.\n",
        );
        assert_eq!(document.title, "Harbor talk");
        assert_eq!(document.text, "Where is the bell?\n\nIn the tower & safe since May.");
        let turns: Vec<_> = document
            .passages
            .iter()
            .filter(|passage| passage.kind == PassageKind::Turn)
            .map(|passage| {
                (
                    passage.speaker.as_str(),
                    &document.text[passage.span.range()],
                    passage.begin_ms,
                    passage.end_ms,
                )
            })
            .collect();
        assert_eq!(
            turns,
            [
                ("Ada Roe", "Where is the bell?", Some(1000), Some(2000)),
                ("Ben Poe", "In the tower & safe since May.", Some(2000), Some(4000))
            ]
        );
    }

    #[test]
    fn rolling_captions_are_told_once() {
        let document = read(
            "WEBVTT\nKind: captions\nLanguage: ru\n\n00:00:00.160 --> 00:00:02.310 align:start position:0%\n \n\
             совет<00:00:00.320><c> порта</c>\n\n00:00:02.310 --> 00:00:02.320\nсовет порта\n \n\n\
             00:00:02.320 --> 00:00:05.000\nсовет порта\nзаседал<00:00:02.500><c> вчера</c>\n",
        );
        assert_eq!(document.text, "совет порта заседал вчера");
        assert_eq!(cues(&document), [("совет порта", 160, 2310), ("заседал вчера", 2320, 5000)]);
    }

    #[test]
    fn words_said_twice_are_kept_twice() {
        let document = read(
            "1\n00:00:01,000 --> 00:00:02,000\nYes.\n\n2\n00:00:02,000 --> 00:00:03,000\nYes.\n\n\
             3\n00:00:03,000 --> 00:00:04,000\nThe bell rang.\n\n4\n00:00:04,000 --> 00:00:05,000\nAt noon.\n",
        );
        assert_eq!(document.text, "Yes. Yes. The bell rang. At noon.");
    }

    #[test]
    fn chinese_lines_take_no_space_and_markers_begin_paragraphs() {
        let document = read(
            "1\n00:00:01,000 --> 00:00:02,000\n港务局周一\n\n2\n00:00:02,000 --> 00:00:03,000\n开会。\n\n\
             3\n00:00:03,000 --> 00:00:04,000\n>> 钟在哪里？\n",
        );
        assert_eq!(document.text, "港务局周一开会。\n\n钟在哪里？");
    }

    #[test]
    fn legacy_charsets_are_read() {
        let source = "1\r\n00:00:01,000 --> 00:00:03,000\r\nСовет порта заседал в понедельник вечером.\r\n";
        let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(source);
        let document = extract("a.srt", &bytes, None, &Options::default()).0;
        assert_eq!(document.text, "Совет порта заседал в понедельник вечером.");
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_panic_and_spans_lie_within(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
            check(&bytes);
        }

        #[test]
        fn no_mixture_of_marks_panics(parts in proptest::collection::vec(
            proptest::sample::select(vec!["WEBVTT", "\n", "\n\n", "00:00:01.000 --> 00:00:02.000", "1", "<v Ada>", "<c>",
                "</c>", "&amp;", "{\\an8}", ">> ", "- ", "港务局", "words", " ", "<", "&", "NOTE", "00:1"]), 0..40)) {
            check(parts.concat().as_bytes());
        }
    }

    fn check(bytes: &[u8]) {
        let document = extract("a.srt", bytes, None, &Options::default()).0;
        for passage in &document.passages {
            assert!(document.text.get(passage.span.range()).is_some());
        }
    }
}
