//! Numbers, words and marks of a line, as far as dates need them.

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A number in any decimal digits, with the count of its digits.
    Number(u32, usize),
    /// A run of letters, in lower case.
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
}

/// Cuts `text` into tokens; white space separates and is dropped.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut characters = text.char_indices().peekable();
    while let Some((begin, first)) = characters.next() {
        let mut end = begin + first.len_utf8();
        let kind = if let Some(digit) = digit_value(first) {
            let (mut value, mut digits) = (digit, 1);
            while let Some((at, next)) = characters.next_if(|(_, next)| digit_value(*next).is_some()) {
                value = value.saturating_mul(10).saturating_add(digit_value(next).unwrap_or_default());
                digits += 1;
                end = at + next.len_utf8();
            }
            Kind::Number(value, digits)
        } else if first.is_alphabetic() && !stands_alone(first) {
            let continues = |(_, next): &(usize, char)| {
                (next.is_alphabetic() && !stands_alone(*next)) || is_combining(*next)
            };
            while let Some((at, next)) = characters.next_if(continues) {
                end = at + next.len_utf8();
            }
            Kind::Word(text[begin..end].to_lowercase())
        } else if first.is_whitespace() || is_direction_mark(first) {
            continue;
        } else {
            Kind::Mark(first)
        };
        tokens.push(Token { kind, begin, end });
    }
    tokens
}

/// ASCII, full-width, Arabic-Indic, Persian and Devanagari digits.
fn digit_value(character: char) -> Option<u32> {
    let zero = match character {
        '0'..='9' => '0',
        '０'..='９' => '０',
        '٠'..='٩' => '٠',
        '۰'..='۹' => '۰',
        '०'..='९' => '०',
        _ => return None,
    };
    Some(character as u32 - zero as u32)
}

fn stands_alone(character: char) -> bool {
    matches!(character, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}')
}

fn is_combining(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36F}' | '\u{64B}'..='\u{652}' | '\u{93A}'..='\u{94F}' | '\u{200C}')
}

fn is_direction_mark(character: char) -> bool {
    matches!(character, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
