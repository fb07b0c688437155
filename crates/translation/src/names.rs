//! Names that two texts write alike: the same Latin letters, or letters of about the same sounds.
//!
//! Sounds are compared as Soundex does (Russell 1918), by classes of consonants: labials, dentals,
//! sibilants, velars, `m`, `n`, liquids. Vowels and `h`, `w`, `y` count for nothing, doubled classes
//! once. That is coarse and needs no dictionary; Chinese characters have no sounds here, so that of
//! Chinese only names in Latin letters are compared.

/// How many names both texts have, and how many should be in both and are in one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Agreement {
    pub(crate) common: usize,
    pub(crate) alone: usize,
}

/// Least number of consonants by which names of two scripts are compared.
const LEAST_SOUNDS: usize = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Cyrillic,
    Arabic,
    Kana,
    Hangul,
}

struct Word {
    script: Script,
    /// Written as names are: capital within a sentence, katakana, or any word of a script without
    /// capitals.
    name: bool,
    lowercase: String,
    sounds: Vec<u8>,
}

/// Compares the names of two texts.
pub(crate) fn agreement(first: &str, second: &str) -> Agreement {
    let (first, second) = (words(first), words(second));
    let mut counts = Agreement::default();
    count(&first, &second, &mut counts);
    count(&second, &first, &mut counts);
    counts
}

/// Counts the names of one side that the other has or lacks.
fn count(names: &[Word], others: &[Word], counts: &mut Agreement) {
    let others_have = |script: Script| others.iter().any(|word| word.script == script);
    let latin = others_have(Script::Latin);
    let sounding = others.iter().any(|word| word.script != Script::Latin);
    let foreign = names.iter().any(|word| word.script != Script::Latin);
    for word in names.iter().filter(|word| word.name) {
        let found = others.iter().any(|other| alike(word, other));
        counts.common += usize::from(found);
        // Where the other side has neither Latin letters nor sounds, nothing can be expected.
        let comparable = match word.script {
            Script::Latin => latin || (sounding && word.sounds.len() >= LEAST_SOUNDS),
            // A word in Latin letters within another script is copied; the rest may be no names.
            Script::Cyrillic | Script::Kana => latin && word.sounds.len() >= LEAST_SOUNDS,
            Script::Arabic | Script::Hangul => false,
        };
        counts.alone +=
            usize::from(!found && comparable && (word.script != Script::Latin || !foreign || latin));
    }
}

fn alike(first: &Word, second: &Word) -> bool {
    if first.script == second.script {
        return first.lowercase == second.lowercase;
    }
    let (short, long) = if first.sounds.len() <= second.sounds.len() {
        (&first.sounds, &second.sounds)
    } else {
        (&second.sounds, &first.sounds)
    };
    // One more sound at an end is an ending or an article.
    short.len() >= LEAST_SOUNDS
        && long.len() <= short.len() + 1
        && (long.starts_with(short) || long.ends_with(short))
}

/// The words that can be compared, in the order of the text.
fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut current: Option<(Script, String)> = None;
    let mut begins = true;
    let mut finish = |current: &mut Option<(Script, String)>, begins: &mut bool| {
        let Some((script, letters)) = current.take() else { return };
        let capital = letters.chars().next().is_some_and(char::is_uppercase);
        let all_capital = letters.chars().nth(1).is_some_and(char::is_uppercase);
        let name = match script {
            Script::Latin | Script::Cyrillic => capital && (!*begins || all_capital),
            Script::Kana => letters.chars().count() >= 3,
            Script::Arabic | Script::Hangul => true,
        };
        *begins = false;
        let lowercase = letters.to_lowercase();
        let sounds = sounds(&lowercase);
        words.push(Word { script, name: name && letters.len() >= 2, lowercase, sounds });
    };
    for character in text.chars() {
        let script = script_of(character);
        match (&mut current, script) {
            (Some((own, letters)), Some(script)) if *own == script => letters.push(character),
            _ => {
                finish(&mut current, &mut begins);
                current = script.map(|script| (script, String::from(character)));
                begins |= matches!(character, '.' | '!' | '?' | ':' | '"' | '“' | '«');
            }
        }
    }
    finish(&mut current, &mut begins);
    words
}

fn script_of(character: char) -> Option<Script> {
    if !character.is_alphabetic() && character != 'ー' {
        return None;
    }
    Some(match character {
        'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{24f}' => Script::Latin,
        '\u{400}'..='\u{52f}' => Script::Cyrillic,
        '\u{620}'..='\u{6ff}' => Script::Arabic,
        '\u{30a1}'..='\u{30fc}' => Script::Kana,
        '\u{ac00}'..='\u{d7a3}' => Script::Hangul,
        _ => return None,
    })
}

/// Classes of the consonants, neighbours of one class once.
fn sounds(lowercase: &str) -> Vec<u8> {
    let mut found: Vec<u8> = Vec::new();
    let mut open = true;
    let mut add = |class: u8| {
        if class == 0 {
            open = true;
        } else {
            if open || found.last() != Some(&class) {
                found.push(class);
            }
            open = false;
        }
    };
    for character in lowercase.chars() {
        if let Some(syllable) = u32::from(character).checked_sub(0xac00).filter(|&index| index < 11_172) {
            add(HANGUL_FIRST[(syllable / 588) as usize]);
            add(0);
            add(HANGUL_LAST[(syllable % 28) as usize]);
        } else {
            add(class(character));
            if ('\u{30a1}'..='\u{30fa}').contains(&character) && character != 'ン' {
                add(0);
            }
        }
    }
    found
}

const LABIAL: u8 = 1;
const DENTAL: u8 = 2;
const SIBILANT: u8 = 3;
const VELAR: u8 = 4;
const M: u8 = 5;
const N: u8 = 6;
const LIQUID: u8 = 7;

const HANGUL_FIRST: [u8; 19] = [
    VELAR, VELAR, N, DENTAL, DENTAL, LIQUID, M, LABIAL, LABIAL, SIBILANT, SIBILANT, 0, SIBILANT, SIBILANT,
    SIBILANT, VELAR, DENTAL, LABIAL, 0,
];

const HANGUL_LAST: [u8; 28] = [
    0, VELAR, VELAR, VELAR, N, N, N, DENTAL, LIQUID, VELAR, M, LABIAL, LIQUID, DENTAL, LABIAL, LIQUID, M,
    LABIAL, LABIAL, SIBILANT, SIBILANT, N, SIBILANT, SIBILANT, VELAR, DENTAL, LABIAL, 0,
];

#[expect(clippy::match_same_arms, reason = "one group of scripts a stretch")]
fn class(character: char) -> u8 {
    match character {
        'b' | 'p' | 'f' | 'v' | 'б' | 'п' | 'ф' | 'в' | 'ب' | 'ف' | 'پ' => LABIAL,
        'd' | 't' | 'д' | 'т' | 'د' | 'ت' | 'ط' | 'ض' | 'ذ' => DENTAL,
        's' | 'z' | 'c' | 'ç' | 'j' | 'с' | 'з' | 'ц' | 'ч' | 'ш' | 'щ' | 'ж' | 'س' | 'ص' | 'ز' | 'ش'
        | 'ج' | 'ث' | 'ظ' => SIBILANT,
        'k' | 'g' | 'q' | 'x' | 'к' | 'г' | 'х' | 'ك' | 'ق' | 'خ' | 'غ' | 'گ' => VELAR,
        'm' | 'м' | 'م' => M,
        'n' | 'ñ' | 'н' | 'ن' | 'ン' => N,
        'l' | 'r' | 'л' | 'р' | 'ل' | 'ر' => LIQUID,
        'カ'..='ゴ' => VELAR,
        'サ'..='ゾ' | 'チ' | 'ヂ' | 'ヅ' | 'ツ' => SIBILANT,
        'タ'..='ド' => DENTAL,
        'ナ'..='ノ' => N,
        'バ' | 'パ' | 'ビ' | 'ピ' | 'ブ' | 'プ' | 'ベ' | 'ペ' | 'ボ' | 'ポ' | 'フ' | 'ヴ' => {
            LABIAL
        }
        'マ'..='モ' => M,
        'ラ'..='ロ' => LIQUID,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(first: &str, second: &str) -> (usize, usize) {
        let agreement = agreement(first, second);
        assert_eq!(agreement, super::agreement(second, first));
        (agreement.common, agreement.alone)
    }

    #[test]
    fn latin_letters_within_another_script_are_copied() {
        assert_eq!(counts("The firm BBC said", "英国BBC表示"), (2, 0));
        assert_eq!(counts("A man said", "英国BBC表示"), (0, 1));
    }

    #[test]
    fn names_of_other_scripts_sound_alike() {
        let found = |first: &str, second: &str| counts(first, second).0 >= 1;
        assert!(found("said Donald Trump", "заявил Дональд Трамп"));
        assert!(found("in Barcelona", "バルセロナで"));
        assert!(!found("in Madrid", "в Варшаве"));
    }
}
