//! The numbers of a text, as far as two languages write the same ones.
//!
//! Numbers are compared by their digits from the first to the last that is not zero: `1.2 billion`,
//! `12亿` and `1,200,000,000` all have 12, whatever marks group digits and whatever the words for
//! powers of ten are. Only whole numbers that stand without such words are compared in full.

/// A number of a text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Number {
    /// Digits without zeros at either end.
    digits: String,
    /// Zeros at the end, where the number is certain to be whole and to stand for itself.
    zeros: Option<u8>,
    /// Whether it is a word that other languages may leave out or write otherwise: a small number in
    /// letters, a month's name.
    word: bool,
}

impl Number {
    fn new(digits: &str, word: bool, exact: bool) -> Self {
        let digits = digits.trim_start_matches('0');
        let short = digits.trim_end_matches('0');
        let zeros = exact.then_some((digits.len() - short.len()) as u8);
        Number { digits: short.to_owned(), zeros, word }
    }

    fn agrees(&self, other: &Number) -> bool {
        self.digits == other.digits
            && match (self.zeros, other.zeros) {
                (Some(own), Some(others)) => own == others,
                _ => true,
            }
    }
}

/// How many numbers both texts have, and how many only one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Agreement {
    pub(crate) common: usize,
    pub(crate) alone: usize,
}

pub(crate) fn agreement(first: &str, second: &str) -> Agreement {
    let (first, second) = (numbers(first), numbers(second));
    let mut taken = vec![false; second.len()];
    let mut counts = Agreement::default();
    // Digits choose before words do, so that a word cannot take what a digit needs.
    let (digits, words): (Vec<&Number>, Vec<&Number>) = first.iter().partition(|number| !number.word);
    for number in digits.into_iter().chain(words) {
        let free = |word: bool, taken: &[bool]| {
            (0..second.len()).find(|&at| !taken[at] && second[at].word == word && second[at].agrees(number))
        };
        match free(false, &taken).or_else(|| if number.word { None } else { free(true, &taken) }) {
            Some(at) => {
                taken[at] = true;
                counts.common += 1;
            }
            None => counts.alone += usize::from(!number.word),
        }
    }
    counts.alone += second.iter().zip(taken).filter(|(number, taken)| !number.word && !taken).count();
    counts
}

/// All numbers in the order of the text.
pub(crate) fn numbers(text: &str) -> Vec<Number> {
    let mut found = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((begin, character)) = rest.next() {
        if let Some(first) = digit(character) {
            let mut digits = String::from(first);
            // Marks that group digits are followed by three; of others the scale is uncertain.
            let mut since_mark = None;
            let mut whole = true;
            let mut end = begin + character.len_utf8();
            while let Some(&(at, next)) = rest.peek() {
                if let Some(next_digit) = digit(next) {
                    digits.push(next_digit);
                    since_mark = since_mark.map(|digits| digits + 1);
                } else if is_grouping(next)
                    && text[at + next.len_utf8()..].chars().next().is_some_and(|next| digit(next).is_some())
                {
                    whole &= matches!(since_mark, None | Some(3));
                    since_mark = Some(0);
                } else {
                    break;
                }
                end = at + next.len_utf8();
                rest.next();
            }
            whole &= matches!(since_mark, None | Some(3));
            found.push(Number::new(&digits, false, whole && !has_scale(&text[end..])));
        } else if let Some(value) = han_value(character) {
            let run: String = std::iter::once(character)
                .chain(std::iter::from_fn(|| {
                    rest.next_if(|(_, next)| han_value(*next).is_some()).map(|(_, next)| next)
                }))
                .collect();
            if let Some(number) = han_number(&run, value) {
                found.push(number);
            }
        } else if character.is_alphabetic() {
            let mut end = begin + character.len_utf8();
            while let Some((at, next)) = rest.next_if(|(_, next)| next.is_alphabetic() && !is_han(*next)) {
                end = at + next.len_utf8();
            }
            if let Some(value) = words::value(&text[begin..end]) {
                found.push(Number::new(&value.to_string(), true, !has_scale(&text[end..])));
            }
        }
    }
    found
}

fn is_grouping(character: char) -> bool {
    matches!(character, ',' | '.' | '\u{a0}' | '\u{202f}' | '٬' | '٫' | '’')
}

/// The ASCII digit of a decimal digit of the scripts of the main languages.
fn digit(character: char) -> Option<char> {
    const ZEROS: [char; 5] = ['0', '\u{660}', '\u{6f0}', '\u{966}', '\u{ff10}'];
    ZEROS.iter().find_map(|&zero| {
        let value = u32::from(character).checked_sub(u32::from(zero))?;
        char::from_digit(value, 10)
    })
}

/// Whether a word for a power of ten follows a number.
fn has_scale(after: &str) -> bool {
    const SCALES: [&str; 30] = [
        "million",
        "billion",
        "trillion",
        "thousand",
        "hundred",
        "mill",
        "mio",
        "mrd",
        "bil",
        "tausend",
        "mil",
        "bn",
        "тыс",
        "млн",
        "млрд",
        "милл",
        "трилл",
        "مليون",
        "مليار",
        "ألف",
        "آلاف",
        "万",
        "萬",
        "亿",
        "億",
        "百",
        "千",
        "만",
        "억",
        "천",
    ];
    let after = after.trim_start_matches([' ', '\u{a0}', '-']);
    let word: String = after.chars().take(8).flat_map(char::to_lowercase).collect();
    SCALES.iter().any(|scale| word.starts_with(scale))
}

fn is_han(character: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&character) || character == '〇'
}

/// What a numeral stands for: a digit below ten, else a power of ten.
fn han_value(character: char) -> Option<u64> {
    Some(match character {
        '〇' | '零' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        '十' => 10,
        '百' => 100,
        '千' => 1000,
        '万' => 10_000,
        '亿' => 100_000_000,
        _ => return None,
    })
}

/// A run of numerals; a single one is as uncertain as a word, a single power of ten is none.
fn han_number(run: &str, first: u64) -> Option<Number> {
    let values: Vec<u64> = run.chars().filter_map(han_value).collect();
    if values.len() == 1 {
        return (1..=10).contains(&first).then(|| Number::new(&first.to_string(), true, true));
    }
    if values.iter().all(|&value| value < 10) {
        // Digits one after the other are a year or a number; two only are "one or two".
        let digits: String = values.iter().map(u64::to_string).collect();
        return Some(Number::new(&digits, values.len() == 2, true));
    }
    let (mut total, mut section, mut last) = (0u64, 0u64, 0u64);
    for value in values {
        match value {
            0..10 => last = value,
            10 | 100 | 1000 => {
                section = section.saturating_add(last.max(1).saturating_mul(value));
                last = 0;
            }
            _ => {
                total = total.saturating_add(section.saturating_add(last).saturating_mul(value));
                (section, last) = (0, 0);
            }
        }
    }
    let number = total.saturating_add(section).saturating_add(last);
    (number > 0).then(|| Number::new(&number.to_string(), false, true))
}

mod words {
    use std::collections::BTreeMap;
    use std::sync::OnceLock;

    /// Two to twelve, in each language.
    const SMALL: [&str; 7] = [
        "two three four five six seven eight nine ten eleven twelve",
        "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
        "deux trois quatre cinq six sept huit neuf dix onze douze",
        "dos tres cuatro cinco seis siete ocho nueve diez once doce",
        "dois três quatro cinco seis sete oito nove dez onze doze",
        "два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать",
        "اثنين ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة - -",
    ];

    /// Twenty to ninety.
    const TENS: [&str; 6] = [
        "twenty thirty forty fifty sixty seventy eighty ninety",
        "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
        "vingt trente quarante cinquante soixante - - -",
        "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
        "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
        "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто",
    ];

    const MONTHS: [&str; 7] = [
        "january february march april may june july august september october november december",
        "januar februar märz april mai juni juli august september oktober november dezember",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
        "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    ];

    pub(super) fn value(word: &str) -> Option<u32> {
        static VALUES: OnceLock<BTreeMap<&str, u32>> = OnceLock::new();
        let values = VALUES.get_or_init(|| {
            let list = |lines: &[&'static str], first: u32, step: u32| -> Vec<(&'static str, u32)> {
                lines
                    .iter()
                    .flat_map(|line| line.split(' ').zip(0u32..))
                    .map(|(word, at)| (word, first + step * at))
                    .collect()
            };
            let all = [list(&SMALL, 2, 1), list(&TENS, 20, 10), list(&MONTHS, 1, 1)];
            all.concat().into_iter().collect()
        });
        values.get(word).or_else(|| values.get(word.to_lowercase().as_str())).copied()
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
    fn numbers_agree_however_they_are_written() {
        assert_eq!(counts("On May 31 the 30th session", "5月31日第三十次集体学习"), (3, 0));
        assert_eq!(counts("1.2 billion in 2021", "二〇二一年12亿"), (2, 0));
        assert_eq!(counts("25,000 people", "2.5万人"), (1, 0));
        assert_eq!(counts("1,200 и １２", "12, ५ 1200"), (2, 1));
        assert_eq!(counts("thirty years", "30 лет"), (1, 0));
        assert_eq!(counts("three of them", "3 из них"), (1, 0));
    }

    #[test]
    fn other_numbers_stand_alone_and_words_may_be_left_out() {
        assert_eq!(counts("30 people", "300 people"), (0, 2));
        assert_eq!(counts("in 2021", "in 2022"), (0, 2));
        assert_eq!(counts("one of three", "其中之一"), (0, 0));
        assert_eq!(counts("三百二十五", "325"), (1, 0));
        assert_eq!(counts("", ""), (0, 0));
    }
}
