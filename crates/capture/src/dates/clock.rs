//! Clock times beside dates: "9:47 am EST", "09h47", "下午3时05分", "klo 9.47", "14:05 +0300".

use super::tokens::{Token, fold};
use super::weekdays::weekday_at;
use super::zones::{Zone, phrase_at, zone_at};
use std::collections::HashSet;
use std::sync::LazyLock;

/// A time of day and the tokens it stands on.
#[derive(Debug, Clone)]
pub(super) struct Clock {
    pub(super) hour: i8,
    pub(super) minute: i8,
    pub(super) second: Option<i8>,
    pub(super) zone: Option<Zone>,
    /// First token.
    pub(super) first: usize,
    /// One past the last token.
    pub(super) after: usize,
}

/// Words that may stand between a date and its clock.
const JOINTS: &str = "t at um kl klo kello kell o ob u v à a as às las alle ore ora orele oras godz godzina jam pukul pkl lúc saat soat \
    hora horas klockan klokken om à_partir в во о об у г года р року год жылы сағат ώρα στις الساعة ساعت במ בשעה बजे সময় เวลา เมื่อ saa d p h م هـ ه ش";

/// Words before which "9.47" is a clock.
const BEFORE_DOTTED: &str = "เวลา kl klo kello pukul pkl ore alle jam godz um ob o u klokken klockan kell";
/// Words behind which "9.47" was a clock.
const BEHIND_DOTTED: &str = "uhr am pm a p uur h wib wita wit น";

fn folded(words: &'static str) -> HashSet<String> {
    words.split_whitespace().map(fold).collect()
}

static JOINT_SET: LazyLock<HashSet<String>> = LazyLock::new(|| folded(JOINTS));
static BEFORE_DOTTED_SET: LazyLock<HashSet<String>> = LazyLock::new(|| folded(BEFORE_DOTTED));
static BEHIND_DOTTED_SET: LazyLock<HashSet<String>> = LazyLock::new(|| folded(BEHIND_DOTTED));

const JOINING_MARKS: &[char] = &[
    ',', '，', '、', '|', '｜', '-', '–', '—', '·', '،', '•', '/', '.', '(', '（', '~', '@', '에', '\'', '´',
    ';',
];

fn has_word(token: &Token, set: &HashSet<String>) -> bool {
    token.word().is_some_and(|word| set.contains(word))
}

/// A clock that follows a date which ends before token `index`, a weekday between them or not.
pub(super) fn clock_at(tokens: &[Token], index: usize) -> Option<Clock> {
    let mut at = index;
    // A date, a weekday, a comma, "г", ".", "в": five joints and a weekday at most.
    for _ in 0..6 {
        if let Some(clock) = read_clock(tokens, at) {
            return Some(clock);
        }
        if let Some((_, used)) = weekday_at(tokens, at) {
            at += used;
            continue;
        }
        let token = tokens.get(at)?;
        if !(token.is_any(JOINING_MARKS) || has_word(token, &JOINT_SET)) {
            return None;
        }
        at += 1;
    }
    None
}

/// A clock that stands before a date which begins at token `index`, a weekday between them or not.
pub(super) fn clock_before(tokens: &[Token], index: usize) -> Option<Clock> {
    (index.saturating_sub(11)..index).find_map(|at| {
        let clock = read_clock(tokens, at).filter(|clock| clock.after <= index)?;
        let between = &tokens[clock.after..index];
        let is_close = between.len() <= 4 && between.iter().all(|token| token.number().is_none());
        let words = between.iter().filter(|token| token.word().is_some()).count();
        (is_close && words <= 2).then_some(clock)
    })
}

/// Reads a clock at token `at`; "上午" and "오후" stand before the hour.
pub(super) fn read_clock(tokens: &[Token], at: usize) -> Option<Clock> {
    let (half_before, skipped) = half_before(tokens, at).map_or((None, 0), |(half, used)| (Some(half), used));
    let at_hour = at + skipped;
    let (hour, 1..=2) = tokens.get(at_hour)?.number()? else { return None };
    let separator = tokens.get(at_hour + 1)?;
    let is_colon = separator.is_any(&[':', '：', '∶', '时', '時', '点', '點', '시']);
    let is_h = separator.word() == Some("h") || separator.word() == Some("ч");
    let (minute, digits) = tokens.get(at_hour + 2)?.number()?;
    // "9시 5분", "9时5分": one digit is enough where units stand.
    let has_units = !separator.is_any(&[':', '：', '∶'])
        && tokens.get(at_hour + 3).is_some_and(|token| token.is_any(&['分', '분']));
    if digits != 2 && !(digits == 1 && is_colon && has_units) {
        return None;
    }
    let is_dotted = separator.is('.')
        && (tokens.get(at_hour + 3).is_some_and(|token| has_word(token, &BEHIND_DOTTED_SET))
            || before_is_clock_word(tokens, at)
            || ends_line_behind_comma(tokens, at, at_hour + 3));
    if !(is_colon || is_h || is_dotted) || hour > 24 || minute > 59 {
        return None;
    }
    finish(tokens, at, at_hour + 3, hour, minute, half_before)
}

/// "2. tammikuuta 2021, 9.47": nothing else stands behind the comma that closes a date.
fn ends_line_behind_comma(tokens: &[Token], at: usize, after: usize) -> bool {
    let is_behind_comma = at >= 2 && tokens[at - 1].is(',') && tokens[at - 2].number().is_some();
    is_behind_comma && tokens.get(after).is_none_or(|token| token.is_any(&['|', ')', '(', '•', '·']))
}

fn before_is_clock_word(tokens: &[Token], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).and_then(|at| tokens.get(at)) else { return false };
    let word = if before.is('.') { at.checked_sub(2).and_then(|at| tokens.get(at)) } else { Some(before) };
    word.is_some_and(|token| has_word(token, &BEFORE_DOTTED_SET))
}

/// What follows hour and minute: seconds, the half of the day, "Uhr", the zone.
fn finish(
    tokens: &[Token],
    first: usize,
    mut after: usize,
    hour: u32,
    minute: u32,
    half_before: Option<bool>,
) -> Option<Clock> {
    let is = |at: usize, marks: &[char]| tokens.get(at).is_some_and(|token| token.is_any(marks));
    let is_word = |at: usize, words: &[&str]| {
        tokens.get(at).and_then(Token::word).is_some_and(|word| words.contains(&word))
    };
    after += usize::from(is(after, &['分', '분']) || is_word(after, &["min", "m", "мин"]));
    let mut second = None;
    let joint = usize::from(is(after, &[':', '：', '∶']));
    if let Some((value, 1..=2)) = tokens.get(after + joint).and_then(Token::number)
        && (joint == 1 || is(after + 1, &['秒', '초']))
    {
        second = Some(value).filter(|value| *value < 60);
        after += joint + 1;
        after += usize::from(is(after, &['秒', '초']));
        // A fraction of a second.
        if is(after, &['.', ',']) && tokens.get(after + 1).and_then(Token::number).is_some() && joint == 1 {
            after += 2;
        }
    }
    let mut hour = hour % 24;
    let half_behind = half_behind(tokens, after);
    if let Some((_, used)) = half_behind {
        after += used;
    }
    if let Some(is_afternoon) = half_behind.map(|(half, _)| half).or(half_before) {
        match (hour <= 12, is_afternoon) {
            (true, _) => hour = hour % 12 + if is_afternoon { 12 } else { 0 },
            // "下午15:30" says the same twice.
            (false, true) => {}
            (false, false) => return None,
        }
    }
    after += usize::from(is_word(after, &["uhr", "uur", "h", "น", "บาท"]));
    let (zone, used) = zone_at(tokens, after).map_or((None, 0), |(zone, used)| (Some(zone), used));
    // "北京时间6月2日9时" names the zone in front.
    let zone = zone.or_else(|| {
        (first.saturating_sub(4)..first)
            .find_map(|at| phrase_at(tokens, at).filter(|(_, used)| at + used == first).map(|(zone, _)| zone))
    });
    let (hour, minute) = (i8::try_from(hour).ok()?, i8::try_from(minute).ok()?);
    let second = second.and_then(|value| i8::try_from(value).ok());
    Some(Clock { hour, minute, second, zone, first, after: after + used })
}

/// 上午, 下午, 오전, 午後 and words before the hour: whether it is the afternoon, and tokens used.
fn half_before(tokens: &[Token], at: usize) -> Option<(bool, usize)> {
    const SIGNS: &[([char; 2], bool)] = &[
        (['上', '午'], false),
        (['早', '上'], false),
        (['凌', '晨'], false),
        (['清', '晨'], false),
        (['午', '前'], false),
        (['오', '전'], false),
        (['下', '午'], true),
        (['中', '午'], true),
        (['晚', '上'], true),
        (['傍', '晚'], true),
        (['午', '後'], true),
        (['午', '后'], true),
        (['오', '후'], true),
    ];
    let first = tokens.get(at)?;
    let behind = tokens.get(at + 1)?;
    if let Some((_, half)) = SIGNS.iter().find(|(signs, _)| first.is(signs[0]) && behind.is(signs[1])) {
        return Some((*half, 2));
    }
    half_behind(tokens, at)
        .filter(|(_, used)| tokens.get(at + used).is_some_and(|token| token.number().is_some()))
}

/// "am", "p.m.", "μ.μ.", "ص", "مساءً", "SA": whether it is the afternoon, and the tokens used.
fn half_behind(tokens: &[Token], at: usize) -> Option<(bool, usize)> {
    let half = |word: &str| match word {
        "am" | "pg" | "πμ" | "ص" | "صباحا" | "قظ" | "صبح" | "पूर्वाह्न" | "de" | "öö" | "oo" => {
            Some(false)
        }
        "pm" | "ptg" | "μμ" | "م" | "مساء" | "بظ" | "عصر" | "अपराह्न" | "du" | "os" => {
            Some(true)
        }
        _ => None,
    };
    let word = tokens.get(at)?.word()?;
    let is_dotted = tokens.get(at + 1).is_some_and(|token| token.is('.'));
    if let Some(second) = tokens.get(at + 2).and_then(Token::word).filter(|_| is_dotted)
        && word.chars().count() == 1
        && second.chars().count() == 1
        && let Some(is_afternoon) = half(&format!("{word}{second}"))
    {
        let closes = tokens.get(at + 3).is_some_and(|token| token.is('.'));
        return Some((is_afternoon, 3 + usize::from(closes)));
    }
    // Hungarian "de." and "du." need their full stop: "de" alone is a word of many languages.
    let needs_stop = matches!(word, "de" | "du");
    half(word).filter(|_| !needs_stop || is_dotted).map(|half| (half, 1 + usize::from(needs_stop)))
}
