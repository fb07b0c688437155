//! Which parts of a text stand in quotation marks.
//!
//! The marks of the main languages: “…”, „…“, «…», »…«, ‹…›, 「…」, 『…』 and straight "…". Quotation
//! ends with its paragraph; an opening mark that is never closed counts only at the start of the
//! paragraph or after a colon, where it marks a quotation that continues over several paragraphs.
//! Marks inside a quotation are left alone until its own closing mark.

use throughline_model::Span;

/// The quoted parts of `text`, marks included, in order.
pub(crate) fn parts(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut begin = 0;
    for paragraph in text.split_inclusive("\n\n") {
        in_paragraph(paragraph, begin, &mut found);
        begin += paragraph.len();
    }
    found
}

fn in_paragraph(paragraph: &str, offset: usize, found: &mut Vec<Span>) {
    let mut open: Option<(usize, &'static [char], bool)> = None;
    for (at, character) in paragraph.char_indices() {
        match open {
            Some((begin, closing, _)) if closing.contains(&character) => {
                found.push(Span::new(offset + begin, offset + at + character.len_utf8()));
                open = None;
            }
            Some(_) => {}
            None => {
                let before = paragraph[..at].trim_end();
                let may_stay_open = before.is_empty() || before.ends_with([':', '：']);
                open = closing_marks(character).map(|closing| (at, closing, may_stay_open));
            }
        }
    }
    if let Some((begin, _, true)) = open {
        found.push(Span::new(offset + begin, offset + paragraph.trim_end().len()));
    }
}

fn closing_marks(opening: char) -> Option<&'static [char]> {
    match opening {
        '“' | '”' => Some(&['”']),
        '„' | '‟' => Some(&['“', '”']),
        '«' => Some(&['»']),
        '»' => Some(&['«', '»']),
        '‹' => Some(&['›']),
        '「' => Some(&['」']),
        '『' => Some(&['』']),
        '〝' => Some(&['〞', '〟']),
        '"' | '＂' => Some(&['"', '＂', '”']),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_style_is_read() {
        for (text, expected) in [
            ("He said “we carry” and left.", "“we carry”"),
            ("Er sagte „wir tragen“ und ging.", "„wir tragen“"),
            ("Il dit « nous portons » et partit.", "« nous portons »"),
            ("Han sagde »vi bærer« og gik.", "»vi bærer«"),
            ("他说「我们传递」就走了。", "「我们传递」"),
            ("彼は『運ぶ』と言った。", "『運ぶ』"),
            ("He said \"we carry\" and left.", "\"we carry\""),
            ("Narrator: \"we carry and go on", "\"we carry and go on"),
            ("\"we carry and go on\n\nplain", "\"we carry and go on"),
        ] {
            let spans = parts(text);
            assert_eq!(
                spans.iter().map(|span| &text[span.range()]).collect::<Vec<_>>(),
                [expected],
                "{text}"
            );
        }
        assert!(parts("A 6\" gun is not a quotation.").is_empty());
    }
}
