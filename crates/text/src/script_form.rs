//! Traditional and Simplified Chinese characters as one.
//!
//! 國際 and 国际 are the same word in two forms of the script, and a text changes its form when it
//! crosses from one to the other without anybody having edited it. Units therefore fold Traditional
//! characters to Simplified ones, character by character, with the first choice of OpenCC's
//! dictionary where it has several (乾 → 干). Phrases are not looked at: the same character must
//! give the same unit wherever it stands. Characters that only Japan simplified (発 for 發) are left
//! alone; those that Japan and China write alike (国) fold with the others.

use crate::characters::{Characters, is_han};
use crate::units::scan;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// Lines `TRADITIONAL SIMPLIFIED` after comments; `script_form/README.md` says where from.
const LIST: &str = include_str!("../script_form/traditional_simplified.txt");

const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9fff;

/// The Simplified form of each Han character of the Basic Multilingual Plane.
pub(crate) struct SimplifiedForms {
    forms: Box<[char]>,
}

impl SimplifiedForms {
    pub(crate) fn new() -> Self {
        let mut forms: Box<[char]> =
            (FIRST..=LAST).map(|code| char::from_u32(code).expect("no surrogate in this range")).collect();
        for line in LIST.lines().filter(|line| !line.starts_with('#')) {
            let mut characters = line.chars();
            if let (Some(traditional), Some(simplified)) = (characters.next(), characters.next_back()) {
                forms[(traditional as u32 - FIRST) as usize] = simplified;
            }
        }
        Self { forms }
    }

    /// The Simplified form of a character; any other character as it is.
    pub(crate) fn fold(&self, c: char) -> char {
        // Smaller code points wrap around to large indices.
        self.forms.get((c as u32).wrapping_sub(FIRST) as usize).copied().unwrap_or(c)
    }
}

/// Whether two pieces of text are the same units written in different forms of the script:
/// Traditional and Simplified Chinese characters. Differences of case, width, compatibility forms
/// and invisible characters do not count. The pieces are units or runs of units, as their spans cut
/// them from the text; pieces of other units are not respelled, and give false.
///
/// ```
/// use throughline_text::script_form_differs;
/// assert!(script_form_differs("國際", "国际"));
/// assert!(!script_form_differs("国际", "国际"));
/// assert!(!script_form_differs("ＮＡＴＯ", "nato"));
/// assert!(!script_form_differs("國家", "国际"));
/// ```
pub fn script_form_differs(a: &str, b: &str) -> bool {
    a != b && !han_characters(a).eq(han_characters(b)) && scan(a).hashes == scan(b).hashes
}

/// Whether a piece of text has a Traditional character, or another that folding changes.
pub fn is_traditional(text: &str) -> bool {
    !text.is_ascii() && text.chars().any(|c| Characters::get().forms().fold(c) != c)
}

/// The form of the script that a Chinese text is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScriptVariant {
    /// Simplified characters, `zh-Hans`.
    Hans,
    /// Traditional characters, `zh-Hant`.
    Hant,
}

impl ScriptVariant {
    /// The BCP 47 tag of Chinese in this form.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Hans => "zh-Hans",
            Self::Hant => "zh-Hant",
        }
    }
}

/// Characters that only Simplified Chinese writes; `script_form/README.md` says where from.
const SIMPLIFIED_ONLY: &str = include_str!("../script_form/simplified_only.txt");

/// For each Han character of the Basic Multilingual Plane, whether only Simplified Chinese has it.
static IS_SIMPLIFIED: LazyLock<Box<[bool]>> = LazyLock::new(|| {
    let mut is_simplified = vec![false; (LAST - FIRST + 1) as usize].into_boxed_slice();
    for c in SIMPLIFIED_ONLY.lines().filter(|line| !line.starts_with('#')).flat_map(str::chars) {
        if let Some(known) = is_simplified.get_mut((c as u32).wrapping_sub(FIRST) as usize) {
            *known = true;
        }
    }
    is_simplified
});

/// One character of the other form in so many does not count: a quoted name, or 乾 and 著, which
/// Simplified texts have, too.
const FOREIGN: usize = 8;

/// The form of the script of a Chinese text, by the characters that only one form has. None if it
/// has none of them, if both forms stand in it, or if it is Japanese, which has both.
///
/// Of 500 sentences in both forms (GSD, converted by OpenCC) .996 are told, the others left
/// undecided and none wrong; of OpenCC's own test cases, which are made of characters that both
/// forms have, .70 to .88, and up to .02 wrong (`tests/script_forms.rs`).
///
/// ```
/// use throughline_text::{ScriptVariant, script_variant};
/// assert_eq!(script_variant("兩國領導人會談"), Some(ScriptVariant::Hant));
/// assert_eq!(script_variant("两国领导人会谈"), Some(ScriptVariant::Hans));
/// assert_eq!(script_variant("北京大学 北京大學"), None);
/// assert_eq!(script_variant("山水"), None);
/// ```
pub fn script_variant(text: &str) -> Option<ScriptVariant> {
    let (mut traditional, mut simplified, mut kana) = (0_usize, 0_usize, 0_usize);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        let index = (c as u32).wrapping_sub(FIRST) as usize;
        traditional += usize::from(Characters::get().forms().fold(c) != c);
        simplified += usize::from(IS_SIMPLIFIED.get(index).is_some_and(|known| *known));
        kana += usize::from(matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}'));
    }
    if kana > traditional + simplified {
        return None;
    }
    match (traditional, simplified) {
        (0, 0) => None,
        _ if traditional >= simplified * FOREIGN => Some(ScriptVariant::Hant),
        _ if simplified >= traditional * FOREIGN => Some(ScriptVariant::Hans),
        _ => None,
    }
}

/// The Han characters of a text, compatibility forms unified.
fn han_characters(text: &str) -> impl Iterator<Item = char> {
    text.nfkc().filter(|&c| is_han(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_ends_after_one_step() {
        let forms = SimplifiedForms::new();
        for line in LIST.lines().filter(|line| !line.starts_with('#')) {
            let pair: Vec<char> = line.chars().collect();
            let &[traditional, ' ', simplified] = pair.as_slice() else { panic!("{line:?}") };
            assert!((FIRST..=LAST).contains(&(traditional as u32)), "{line:?}");
            assert_eq!(forms.fold(traditional), simplified);
            assert_eq!(forms.fold(simplified), simplified);
        }
    }

    #[test]
    fn case_width_and_invisible_characters_are_no_script_form() {
        assert!(script_form_differs("關係", "关系"));
        assert!(script_form_differs("関發", "関发"));
        assert!(script_form_differs("\u{fa0a}", "见"), "a compatibility form of 見");
        assert!(!script_form_differs("\u{f9d1}", "六"), "a compatibility form");
        assert!(!script_form_differs("ｶﾞＡ", "ガa"));
        assert!(!script_form_differs("发\u{200b}布", "发布"));
        assert!(!script_form_differs("发布", "发"));
    }

    #[test]
    fn other_characters_stay() {
        let forms = SimplifiedForms::new();
        for c in ['a', 'я', '\u{33ff}', '発', '沢', '国', '\u{a000}', '\u{20000}'] {
            assert_eq!(forms.fold(c), c);
        }
    }
}
