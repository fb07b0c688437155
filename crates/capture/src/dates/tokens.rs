//! Numbers, words and marks of a line, as far as dates need them.

use unicode_normalization::UnicodeNormalization;

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A number in any decimal digits or in Han numerals, with the count of its digits.
    Number(u32, usize),
    /// A run of letters, as [`fold`] writes it.
    Word(String),
    /// Any other character; each Han, kana or Hangul character stands alone.
    Mark(char),
}

/// A token and its place in bytes.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) begin: usize,
    pub(super) end: usize,
    /// The zero of a number's digits: '0', '۰', '〇' …; NUL for other tokens.
    pub(super) zero: char,
}

impl Token {
    pub(super) fn number(&self) -> Option<(u32, usize)> {
        if let Kind::Number(value, digits) = self.kind { Some((value, digits)) } else { None }
    }
    pub(super) fn word(&self) -> Option<&str> {
        if let Kind::Word(word) = &self.kind { Some(word) } else { None }
    }
    pub(super) fn is(&self, mark: char) -> bool {
        self.kind == Kind::Mark(mark)
    }
    pub(super) fn is_any(&self, marks: &[char]) -> bool {
        matches!(self.kind, Kind::Mark(mark) if marks.contains(&mark))
    }
}

/// Cuts `text` into tokens; white space separates and is dropped.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut characters = text.char_indices().peekable();
    while let Some((begin, first)) = characters.next() {
        let mut end = begin + first.len_utf8();
        let mut zero = '\0';
        let kind = if let Some((digit, script)) = digit_value(first) {
            zero = script;
            let (mut value, mut digits) = (digit, 1);
            while let Some((at, next)) =
                characters.next_if(|(_, next)| digit_value(*next).is_some_and(|(_, other)| other == script))
            {
                let digit = digit_value(next).map_or(0, |(digit, _)| digit);
                value = value.saturating_mul(10).saturating_add(digit);
                digits += 1;
                end = at + next.len_utf8();
            }
            Kind::Number(value, digits)
        } else if han_numeral(first).is_some() {
            zero = '〇';
            let mut numerals = vec![first];
            while let Some((at, next)) = characters.next_if(|(_, next)| han_numeral(*next).is_some()) {
                // Longer runs are no number of a date.
                if numerals.len() < 8 {
                    numerals.push(next);
                }
                end = at + next.len_utf8();
            }
            let (value, digits) = han_number(&numerals);
            Kind::Number(value, digits)
        } else if first.is_alphabetic() && !stands_alone(first) {
            let continues = |(_, next): &(usize, char)| {
                (next.is_alphabetic() && !stands_alone(*next)) || is_combining(*next)
            };
            while let Some((at, next)) = characters.next_if(continues) {
                end = at + next.len_utf8();
            }
            Kind::Word(fold(&text[begin..end]))
        } else if first.is_whitespace() || is_direction_mark(first) {
            continue;
        } else {
            Kind::Mark(first)
        };
        tokens.push(Token { kind, begin, end, zero });
    }
    tokens
}

/// Whether a text has a digit or a Han sign of a date: without one it has no date.
pub(super) fn may_hold_date(text: &str) -> bool {
    text.chars().any(|character| {
        character.is_ascii_digit() || !character.is_ascii() && digit_value(character).is_some()
    }) || text.contains(['月', '年'])
}

/// Lower case, without accents, with one spelling of letters that keyboards mix: "MÄRZ" is "marz",
/// "ي" is "ی". Names are compared in this form only.
pub(super) fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    word.to_lowercase()
        .nfd()
        .filter(|character| !is_dropped(*character))
        .map(|character| match character {
            'ي' | 'ى' | 'ې' | 'ۍ' | 'ئ' => 'ی',
            'ك' => 'ک',
            'ة' | 'ۀ' | 'ە' | 'ہ' => 'ه',
            'ٱ' => 'ا',
            'ı' => 'i',
            'ł' => 'l',
            'đ' => 'd',
            'ø' => 'o',
            'ς' => 'σ',
            other => other,
        })
        .collect()
}

/// Accents, Arabic vowel and hamza signs, the nukta, tatweel and the joiners.
fn is_dropped(character: char) -> bool {
    matches!(
        character,
        '\u{300}'..='\u{36F}'
            | '\u{591}'..='\u{5C7}'
            | '\u{640}'
            | '\u{64B}'..='\u{65F}'
            | '\u{670}'
            | '\u{93C}'
            | '\u{9BC}'
            | '\u{200C}'
            | '\u{200D}'
    )
}

/// The zeros of the decimal digits (general category Nd) of Unicode 16, each followed by its one to
/// nine. The Unicode Standard guarantees the order (section 4.6).
const ZEROS: &[u32] = &[
    0x30, 0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50,
    0xED0, 0xF20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40,
    0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10, 0x104A0, 0x10D30, 0x10D40,
    0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x116D0, 0x116DA,
    0x11730, 0x118E0, 0x11950, 0x11BF0, 0x11C50, 0x11D50, 0x11DA0, 0x11F50, 0x16130, 0x16A60, 0x16AC0,
    0x16B50, 0x16D70, 0x1CCF0, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E4F0,
    0x1E5F1, 0x1E950, 0x1FBF0,
];

/// The value of a decimal digit of any script, and the zero of its digits.
fn digit_value(character: char) -> Option<(u32, char)> {
    if character.is_ascii() {
        return character.to_digit(10).map(|value| (value, '0'));
    }
    let code = character as u32;
    let index = ZEROS.partition_point(|zero| *zero <= code).checked_sub(1)?;
    let value = code - ZEROS[index];
    (value < 10).then(|| char::from_u32(ZEROS[index]).map(|zero| (value, zero))).flatten()
}

/// The value of a Han numeral; ten, twenty and thirty are signs of their own.
fn han_numeral(character: char) -> Option<u32> {
    Some(match character {
        '〇' | '零' | '○' | '◯' => 0,
        '一' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        '十' => 10,
        '廿' => 20,
        '卅' => 30,
        _ => return None,
    })
}

/// "二〇二一" digit by digit, "二十一" and "廿一" by tens; the value and the number of digits it
/// would have in Arabic digits.
fn han_number(numerals: &[char]) -> (u32, usize) {
    let values = numerals.iter().filter_map(|numeral| han_numeral(*numeral));
    if !numerals.iter().any(|numeral| matches!(numeral, '十' | '廿' | '卅')) {
        let value = values.fold(0_u32, |sum, digit| sum.saturating_mul(10).saturating_add(digit));
        return (value, numerals.len());
    }
    let (mut tens, mut ones) = (0, 0);
    for value in values {
        match value {
            10 => (tens, ones) = (tens + ones.max(1) * 10, 0),
            20 | 30 => tens += value,
            _ => ones = value,
        }
    }
    let value = tens + ones;
    (
        value,
        if value < 10 {
            1
        } else if value < 100 {
            2
        } else {
            3
        },
    )
}

fn stands_alone(character: char) -> bool {
    matches!(character, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}')
}

/// Signs that belong to the letter before them and that `char::is_alphabetic` does not count.
fn is_combining(character: char) -> bool {
    matches!(
        character,
        '\u{300}'..='\u{36F}'
            | '\u{591}'..='\u{5C7}'
            | '\u{64B}'..='\u{65F}'
            | '\u{670}'
            | '\u{93A}'..='\u{94F}'
            | '\u{9BC}'
            | '\u{9CD}'
            | '\u{A4D}'
            | '\u{ACD}'
            | '\u{BCD}'
            | '\u{C4D}'
            | '\u{CCD}'
            | '\u{D4D}'
            | '\u{E47}'..='\u{E4E}'
            | '\u{200C}'
            | '\u{200D}'
    )
}

fn is_direction_mark(character: char) -> bool {
    matches!(character, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::{Kind, ZEROS, digit_value, fold, tokens};

    #[test]
    fn numbers_of_every_script_are_read() {
        for text in
            ["2021", "２０２１", "٢٠٢١", "۲۰۲۱", "२०२१", "২০২১", "๒๐๒๑", "၂၀၂၁", "二〇二一", "二零二一"]
        {
            assert_eq!(tokens(text)[0].kind, Kind::Number(2021, 4), "{text}");
        }
        for (text, value) in
            [("十", 10), ("十二", 12), ("二十", 20), ("二十一", 21), ("三十一", 31), ("廿三", 23)]
        {
            assert_eq!(tokens(text)[0].number().map(|(value, _)| value), Some(value), "{text}");
        }
    }

    #[test]
    fn the_table_of_digits_is_sorted_and_holds_digits_only() {
        assert!(ZEROS.is_sorted());
        for zero in ZEROS {
            for value in 0..10 {
                let digit = char::from_u32(zero + value).unwrap();
                assert!(digit.is_numeric() || *zero > 0x1_0000, "{zero:x}");
                assert_eq!(digit_value(digit).map(|(value, _)| value), Some(value), "{digit}");
            }
        }
    }

    #[test]
    fn spellings_fold_together() {
        for (one, other) in [
            ("MÄRZ", "marz"),
            ("KASIM", "kasım"),
            ("أبريل", "ابريل"),
            ("يونيو", "یونیو"),
            ("ΙΟΥΝΊΟΥ", "ιουνίου"),
        ] {
            assert_eq!(fold(one), fold(other));
        }
    }
}
