//! Tags and character references of cues.

use super::cues::{VoicedLine, stamp};

/// Tags that are markup wherever they stand; what else stands between angle brackets is text.
const TAGS: &[&str] = &["b", "c", "font", "i", "lang", "rt", "ruby", "s", "span", "u", "v"];

/// Character references that captions use; the rest of HTML's are not found in them.
const REFERENCES: &[(&str, &str)] = &[
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", " "),
    ("lrm", ""),
    ("rlm", ""),
    ("hellip", "…"),
    ("mdash", "—"),
    ("ndash", "–"),
];

/// Whether a line has words with times of their own.
pub(super) fn has_word_times(line: &str) -> bool {
    line.match_indices('<').any(|(at, _)| {
        let inside = &line[at + 1..];
        inside.find('>').is_some_and(|end| stamp(&inside[..end]).is_some())
    })
}

/// The lines of a cue without markup. A voice lasts until its end or the next voice.
pub(super) fn plain_lines(body: &[&str]) -> Vec<VoicedLine> {
    let mut lines = Vec::new();
    let mut voice = String::new();
    let mut is_hidden = false;
    for line in body {
        let mut words = String::new();
        let mut rest = *line;
        while let Some(at) = rest.find(['<', '&', '{']) {
            push(&mut words, &rest[..at], is_hidden);
            rest = &rest[at..];
            let (length, mark) = mark(rest);
            match mark {
                Mark::Text => push(&mut words, &rest[..length], is_hidden),
                Mark::Character(character) => push(&mut words, character, is_hidden),
                Mark::Number(character) => push(&mut words, character.encode_utf8(&mut [0; 4]), is_hidden),
                Mark::Break => push(&mut words, " ", is_hidden),
                Mark::Voice(name) => {
                    finish(&mut lines, &voice, &mut words);
                    name.clone_into(&mut voice);
                }
                Mark::VoiceEnd => {
                    finish(&mut lines, &voice, &mut words);
                    voice.clear();
                }
                // Readings above characters repeat them.
                Mark::Reading(opens) => is_hidden = opens,
                Mark::Nothing => {}
            }
            rest = &rest[length..];
        }
        push(&mut words, rest, is_hidden);
        finish(&mut lines, &voice, &mut words);
    }
    lines
}

fn push(words: &mut String, text: &str, is_hidden: bool) {
    if !is_hidden {
        words.push_str(text);
    }
}

fn finish(lines: &mut Vec<VoicedLine>, voice: &str, words: &mut String) {
    let plain = words.split_whitespace().collect::<Vec<_>>().join(" ");
    words.clear();
    if !plain.is_empty() {
        lines.push(VoicedLine { voice: voice.to_owned(), words: plain });
    }
}

enum Mark<'a> {
    Text,
    Character(&'a str),
    Number(char),
    Break,
    Voice(&'a str),
    VoiceEnd,
    Reading(bool),
    Nothing,
}

/// What stands at the beginning of `rest`, which is a `<`, `&` or `{`, and how many bytes it takes.
fn mark(rest: &str) -> (usize, Mark<'_>) {
    let text = (1, Mark::Text);
    match rest.as_bytes()[0] {
        b'<' => tag(rest).unwrap_or(text),
        b'&' => reference(rest).unwrap_or(text),
        // "{\an8}" places a line in players that know another format.
        _ => match rest.find('}') {
            Some(end) if rest.starts_with("{\\") => (end + 1, Mark::Nothing),
            _ => text,
        },
    }
}

fn tag(rest: &str) -> Option<(usize, Mark<'_>)> {
    let end = rest.bytes().take(500).position(|byte| byte == b'>')?;
    let inside = &rest[1..end];
    let length = end + 1;
    if stamp(inside).is_some() {
        return Some((length, Mark::Nothing));
    }
    let (closes, inside) = inside.strip_prefix('/').map_or((false, inside), |inside| (true, inside));
    let name_end = inside.find(|character: char| !character.is_ascii_alphanumeric()).unwrap_or(inside.len());
    let name = inside[..name_end].to_ascii_lowercase();
    if name == "br" {
        return Some((length, Mark::Break));
    }
    if !TAGS.contains(&name.as_str()) {
        return None;
    }
    let mark = match name.as_str() {
        "v" if closes => Mark::VoiceEnd,
        "v" => Mark::Voice(inside.split_once([' ', '\t']).map_or("", |(_, voice)| voice.trim())),
        "rt" => Mark::Reading(!closes),
        "ruby" if closes => Mark::Reading(false),
        _ => Mark::Nothing,
    };
    Some((length, mark))
}

fn reference(rest: &str) -> Option<(usize, Mark<'_>)> {
    let end = rest.bytes().take(12).position(|byte| byte == b';')?;
    let name = &rest[1..end];
    let length = end + 1;
    if let Some((_, character)) = REFERENCES.iter().find(|(known, _)| *known == name) {
        return Some((length, Mark::Character(character)));
    }
    let digits = name.strip_prefix('#')?;
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
        None => digits.parse().ok()?,
    };
    let character = char::from_u32(code).filter(|character| !character.is_control())?;
    Some((length, Mark::Number(character)))
}

#[cfg(test)]
mod tests {
    use super::{has_word_times, plain_lines};

    #[test]
    fn marks_go_and_text_stays() {
        for (line, expected) in [
            ("<i>The</i> <font color=\"#fff\">bell</font>", "The bell"),
            ("{\\an8}The bell", "The bell"),
            ("{a note}", "{a note}"),
            ("5 < 6 & 7 > 2", "5 < 6 & 7 > 2"),
            ("<laughs> well", "<laughs> well"),
            ("R&amp;D &#8212; caf&#xE9; &unknown;", "R&D — café &unknown;"),
            ("<c.yellow>the</c><00:00:01.000><c> bell</c>", "the bell"),
            ("<ruby>钟<rt>zhōng</rt></ruby>响", "钟响"),
            ("&", "&"),
        ] {
            let lines = plain_lines(&[line]);
            assert_eq!(
                lines.iter().map(|line| line.words.as_str()).collect::<Vec<_>>(),
                [expected],
                "{line}"
            );
        }
        assert!(has_word_times("the<00:00:00.320><c> bell</c>"));
        assert!(!has_word_times("the <i>bell</i>"));
    }
}
