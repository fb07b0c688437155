//! Clock times beside dates: "9:47 am EST", "09h47", "09时47分", "14:05 +0300".

use super::tokens::Token;
use jiff::tz::Offset;

/// A time of day and the tokens it stands on.
#[derive(Debug, Clone)]
pub(super) struct Clock {
    pub(super) hour: i8,
    pub(super) minute: i8,
    pub(super) second: Option<i8>,
    pub(super) offset: Option<Offset>,
    /// First token.
    pub(super) first: usize,
    /// One past the last token.
    pub(super) after: usize,
}

/// A clock that follows a date which ends before token `index`.
pub(super) fn clock_at(tokens: &[Token], index: usize) -> Option<Clock> {
    let joins = |token: &Token| {
        [',', '|', '-', '–', '—', '·', '،', '•', '/', '.', '(', '~'].iter().any(|mark| token.is(*mark))
            || token.word().is_some_and(|word| {
                matches!(
                    word,
                    "t" | "at"
                        | "um"
                        | "kl"
                        | "в"
                        | "о"
                        | "à"
                        | "a"
                        | "las"
                        | "alle"
                        | "às"
                        | "ore"
                        | "г"
                        | "года"
                        | "року"
                        | "الساعة"
                        | "mon"
                        | "tue"
                        | "wed"
                        | "thu"
                        | "fri"
                        | "sat"
                        | "sun"
                )
            })
    };
    (index..(index + 4).min(tokens.len()))
        .take_while(|at| *at == index || joins(&tokens[*at - 1]))
        .find_map(|at| read_clock(tokens, at))
}

/// A clock that stands before a date which begins at token `index`, a weekday between them or not.
pub(super) fn clock_before(tokens: &[Token], index: usize) -> Option<Clock> {
    (index.saturating_sub(9)..index).find_map(|at| {
        let clock = read_clock(tokens, at).filter(|clock| clock.after <= index)?;
        let between = &tokens[clock.after..index];
        let is_close = between.len() <= 4 && between.iter().all(|token| token.number().is_none());
        let words = between.iter().filter(|token| token.word().is_some()).count();
        (is_close && words <= 2).then_some(clock)
    })
}

fn read_clock(tokens: &[Token], at: usize) -> Option<Clock> {
    let (hour, 1..=2) = tokens.get(at)?.number()? else { return None };
    let separator = tokens.get(at + 1)?;
    let is_colon = separator.is(':')
        || separator.is('：')
        || separator.is('时')
        || separator.is('時')
        || separator.is('시');
    let is_h = separator.word() == Some("h");
    let (minute, 2) = tokens.get(at + 2)?.number()? else { return None };
    let is_dotted = separator.is('.')
        && tokens.get(at + 3).and_then(Token::word).is_some_and(|word| matches!(word, "uhr" | "am" | "pm"));
    if !(is_colon || is_h || is_dotted) || hour > 24 || minute > 59 {
        return None;
    }
    let mut after = at + 3;
    after += usize::from(tokens.get(after).is_some_and(|token| token.is('分') || token.is('분')));
    let mut second = None;
    if tokens.get(after).is_some_and(|token| token.is(':'))
        && let Some((value, 2)) = tokens.get(after + 1).and_then(Token::number)
    {
        second = Some(value).filter(|value| *value < 60);
        after += 2;
        // A fraction of a second.
        if tokens.get(after).is_some_and(|token| token.is('.'))
            && tokens.get(after + 1).and_then(Token::number).is_some()
        {
            after += 2;
        }
    }
    let mut hour = hour % 24;
    if let Some((is_afternoon, used)) = half_of_day(tokens, after) {
        if hour > 12 {
            return None;
        }
        hour = hour % 12 + if is_afternoon { 12 } else { 0 };
        after += used;
    }
    after += usize::from(tokens.get(after).and_then(Token::word) == Some("uhr"));
    let (offset, used) = zone(tokens, after).map_or((None, 0), |(offset, used)| (Some(offset), used));
    let second = second.map(|value| value as i8);
    Some(Clock { hour: hour as i8, minute: minute as i8, second, offset, first: at, after: after + used })
}

/// "am", "p.m.": whether it is the afternoon, and the tokens used.
fn half_of_day(tokens: &[Token], at: usize) -> Option<(bool, usize)> {
    match tokens.get(at)?.word()? {
        "am" => Some((false, 1)),
        "pm" => Some((true, 1)),
        half @ ("a" | "p") => {
            let is_dotted = tokens.get(at + 1)?.is('.') && tokens.get(at + 2)?.word()? == "m";
            let closes = tokens.get(at + 3).is_some_and(|token| token.is('.'));
            is_dotted.then_some((half == "p", 3 + usize::from(closes)))
        }
        _ => None,
    }
}

/// "UTC", "GMT+8", "+09:00", "(EST)". Abbreviations that name several zones (CST, IST, BST) are
/// not read: the time stays without a zone.
fn zone(tokens: &[Token], at: usize) -> Option<(Offset, usize)> {
    let first = tokens.get(at)?;
    let opens = usize::from(first.is('(') || first.is('（'));
    let at_name = at + opens;
    let (base, named) = match tokens.get(at_name)?.word() {
        Some("utc" | "gmt" | "z") => (0, 1),
        Some("est") => return Some((Offset::constant(-5), opens + 1)),
        Some("edt") => return Some((Offset::constant(-4), opens + 1)),
        Some("pdt") => return Some((Offset::constant(-7), opens + 1)),
        Some("pst") => return Some((Offset::constant(-8), opens + 1)),
        Some("cet") => return Some((Offset::constant(1), opens + 1)),
        Some("cest" | "eet") => return Some((Offset::constant(2), opens + 1)),
        Some("msk" | "мск") => return Some((Offset::constant(3), opens + 1)),
        Some("hkt" | "sgt") => return Some((Offset::constant(8), opens + 1)),
        Some("jst" | "kst") => return Some((Offset::constant(9), opens + 1)),
        _ => (0, 0),
    };
    let sign_at = at_name + named;
    let sign = match tokens.get(sign_at) {
        Some(token) if token.is('+') || token.is('＋') => 1,
        Some(token) if token.is('-') || token.is('−') => -1,
        _ => return (named == 1).then_some((Offset::constant(base), opens + 1)),
    };
    let named_only = (named == 1).then_some((Offset::constant(base), opens + 1));
    let Some((number, digits)) = tokens.get(sign_at + 1).and_then(Token::number) else { return named_only };
    let has_colon = tokens.get(sign_at + 2).is_some_and(|token| token.is(':'));
    let (hours, minutes, used) = match (digits, has_colon) {
        (4, _) => (number / 100, number % 100, 2),
        (1..=2, true) => (number, tokens.get(sign_at + 3)?.number()?.0, 4),
        (1..=2, false) => (number, 0, 2),
        _ => return named_only,
    };
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    let offset = Offset::from_seconds(sign * seconds).ok()?;
    Some((offset, opens + named + used))
}
