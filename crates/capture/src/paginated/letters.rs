//! Letters as they are typed, from letters as they are drawn.

use pdfboss_output::TextSpan;
use unicode_normalization::UnicodeNormalization as _;

/// Puts the letters of right-to-left ligatures into drawing order, as all other letters are: one
/// glyph of lam and alef stands for both in the order they are read, and the line they are in is
/// turned round letter by letter.
pub(super) fn order_ligatures(spans: &mut [TextSpan]) {
    for span in spans {
        let has_letters = span.text.chars().any(is_right_to_left);
        let count = span.text.chars().count();
        if span.logical || !has_letters || span.glyph_x.len() != count {
            continue;
        }
        let mut characters: Vec<char> = span.text.chars().collect();
        let mut start = 0;
        while start < count {
            let same = |at: &usize| span.glyph_x[*at].to_bits() == span.glyph_x[start].to_bits();
            let end = (start + 1..count).take_while(same).last().map_or(start + 1, |last| last + 1);
            // Marks are drawn at their letter's place and stay after it.
            if characters[start..end]
                .iter()
                .all(|character| is_right_to_left(*character) && !is_mark(*character))
            {
                characters[start..end].reverse();
            }
            start = end;
        }
        span.text = characters.into_iter().collect();
    }
}

fn is_right_to_left(character: char) -> bool {
    matches!(character, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}

fn is_mark(character: char) -> bool {
    unicode_normalization::char::is_combining_mark(character)
}

/// The text with letters for presentation forms, ligatures and radicals that fonts draw letters
/// with, and without characters that are no text. Other compatibility characters ("½", "①") stay.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\u{FB00}'..='\u{FB06}'
            | '\u{FB13}'..='\u{FB17}'
            | '\u{FB1D}'..='\u{FDFB}'
            | '\u{FE70}'..='\u{FEFC}'
            | '\u{2E80}'..='\u{2FDF}'
            | '\u{F900}'..='\u{FAFF}' => plain.extend(std::iter::once(character).nfkc()),
            '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\t' => plain.push(' '),
            '\u{FEFF}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {}
            // Fonts draw vowel signs over the gap after their letter; no word begins with one.
            '\u{64B}'..='\u{652}' | '\u{670}' => {
                let end = plain.trim_end_matches([' ', '.', ',', '،', ':', '؛']).len();
                plain.insert(end, character);
            }
            _ if character.is_control() => {}
            _ => plain.push(character),
        }
    }
    if plain.contains("  ") || plain.starts_with(' ') || plain.ends_with(' ') {
        plain = plain.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn forms_become_letters() {
        for (drawn, typed) in [
            ("e\u{FB03}cient \u{FB01}sh", "efficient fish"),
            ("\u{FEE3}\u{FEF4}\u{FEE8}\u{FE8E}\u{FEAD}", "مينار"),
            ("\u{FEFB}", "لا"),
            ("\u{2F00}\u{2F24}", "一大"),
            ("½ ① ﹪", "½ ① ﹪"),
            ("a\u{A0}b  c", "a b c"),
            ("عقلا \u{64B}وضميرا.\u{64B}", "عقلا\u{64B} وضميرا\u{64B}."),
        ] {
            assert_eq!(plain(drawn), typed);
        }
    }
}
