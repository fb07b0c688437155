//! Items of a list that stand in one line: `1. Apples 2. Pears`, `a) … b) …`, `• … • …`.

/// What the next item of a list begins with, if the sentence is one.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Items {
    bullet: Option<char>,
    /// The number or letter expected next, with the marks behind it: `2.`, `b)`.
    next: Option<String>,
}

const BULLETS: [char; 7] = ['•', '⁃', '‣', '▪', '●', '◦', '·'];

impl Items {
    /// What follows the item that a sentence begins with.
    pub(super) fn at(sentence: &str) -> Self {
        let sentence = sentence.trim_start();
        let bullet = sentence.chars().next().filter(|c| BULLETS.contains(c));
        let rest = sentence.trim_start_matches(BULLETS).trim_start_matches(' ');
        Self { bullet, next: next_label(rest) }
    }

    /// What is expected from the next sentence on: the same, unless that begins a line or an item.
    pub(super) fn after(self, sentence: &str, begins_line: bool) -> Self {
        let next = Self::at(sentence);
        if begins_line || sentence.starts_with(['\n', '\r']) || next != Self::default() { next } else { self }
    }

    /// Whether the next item begins here.
    pub(super) fn begins_at(&self, text: &str, at: usize) -> bool {
        let rest = &text[at..];
        let inner = match self.bullet {
            Some(bullet) => match rest.strip_prefix(bullet) {
                Some(inner) => inner.trim_start_matches(' '),
                None => return false,
            },
            None => rest,
        };
        match &self.next {
            Some(next) => inner.strip_prefix(next.as_str()).is_some_and(|rest| {
                rest.starts_with(' ')
                    && rest
                        .trim_start_matches(' ')
                        .chars()
                        .next()
                        .is_some_and(|c| c.is_alphabetic() && !c.is_lowercase())
            }),
            None => self.bullet.is_some() && inner.len() < rest.len(),
        }
    }
}

/// The label after the one that a text begins with.
fn next_label(text: &str) -> Option<String> {
    let length = text.find(|c: char| !c.is_ascii_alphanumeric())?;
    let (label, rest) = text.split_at(length);
    let marks = [".)", ".", ")"].into_iter().find(|marks| rest.starts_with(marks))?;
    if !rest[marks.len()..].starts_with(' ') {
        return None;
    }
    match label.as_bytes() {
        [letter @ (b'a'..=b'y' | b'A'..=b'Y')] => Some(format!("{}{marks}", char::from(letter + 1))),
        [b'0'..=b'9'] | [b'1'..=b'9', b'0'..=b'9'] => {
            label.parse::<u32>().ok().map(|number| format!("{}{marks}", number + 1))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_follow_each_other() {
        assert_eq!(next_label("9. Nine"), Some("10.".to_owned()));
        assert_eq!(next_label("b) bee"), Some("c)".to_owned()));
        assert_eq!(next_label("2021. "), None);
        assert_eq!(next_label("9.5 metres"), None);
        assert_eq!(next_label("Apples"), None);
    }
}
