//! Times told from now: "2 hours ago", "3天前", "вчера". They are evidence without an interval until
//! it is known when the page was captured.

use super::tokens::{Kind, Token, fold, tokens};
use std::collections::HashMap;
use std::sync::LazyLock;
use throughline_model::{Precision, TimeInterval};

/// A time told from the moment the page was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Relative {
    /// First byte of its words.
    pub(crate) begin: usize,
    /// One past their last byte.
    pub(crate) end: usize,
    /// Youngest and oldest age, in microseconds.
    age: (i64, i64),
    precision: Precision,
}

const MINUTE: i64 = 60_000_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

impl Relative {
    /// The moments it allows on a page captured at `captured`. A page kept by a cache can be older
    /// than its capture; nothing here can know that, so the interval is a bound from above only as
    /// far as the page was fresh.
    pub(crate) fn resolve(&self, captured: &TimeInterval) -> Option<TimeInterval> {
        let earliest = captured.earliest.checked_sub(self.age.1)?;
        let latest = captured.latest.checked_sub(self.age.0)?;
        Some(TimeInterval { earliest, latest, precision: self.precision, zoned: captured.zoned })
    }
}

/// Words for units, with "ago" taken apart: singular and plural, abbreviations.
const UNITS: &[(&str, i64)] = &[
    (
        "second seconds sec secs s seconde secondes segundo segundos sekunde sekunden секунд секунды секунду секунда saniye detik giây \
         ثانية ثوان ثانیه שניות सेकंड วินาที seconda secondi sekund",
        1_000_000,
    ),
    (
        "minute minutes min mins minuto minutos minuten minuti минут минуты минуту мин минута хвилин хвилини хвилину dakika menit phút \
         دقيقة دقائق دقیقه منٹ דקות मिनट นาที minut minuty minuter minuuttia λεπτα minit",
        MINUTE,
    ),
    (
        "hour hours hr hrs h heure heures hora horas stunde stunden std ora ore час часа часов годин години годину год saat jam giờ \
         ساعة ساعات ساعت گھنٹے שעות घंटे घंटा ชั่วโมง godzin godziny godzinę timmar timer tuntia ωρες ωρα uur uren",
        HOUR,
    ),
    (
        "day days d jour jours dia dias día días tag tage tagen giorno giorni день дня дней днів дні gün hari ngày يوم أيام ايام روز دن ימים \
         दिन วัน dni dagar dage dager päivää ημερες dag dagen",
        DAY,
    ),
    (
        "week weeks semaine semaines semana semanas woche wochen settimana settimane неделю недели недель тижні тиждень hafta minggu tuần أسبوع أسابيع هفته हफ़्ते สัปดาห์ weken",
        7 * DAY,
    ),
    (
        "month months mois mes meses monat monaten monate mese mesi месяц месяца месяцев місяць місяці місяців ay bulan tháng شهر أشهر ماه महीने เดือน maanden",
        31 * DAY,
    ),
    (
        "year years an ans año años ano anos jahr jahre jahren anno anni год года лет рік роки років yıl tahun năm سنة سنوات سال साल ปี jaar",
        366 * DAY,
    ),
];

/// Words for "ago": behind the unit, or in front of the number.
const AGO: &str = "ago назад тому önce lalu yang trước پیش قبل قبل पहले ที่แล้ว ที่ผ่านมา fa geleden temu sitten sedan siden atras atrás πριν il zpět iliyopita پہلے";
const BEFORE: &str = "il vor hace há منذ قبل לפני πριν för for vor acum przed pred před laz";

/// Words for a day by themselves, with the youngest and oldest age in hours: a day has begun at
/// most 24 hours ago in any zone.
const DAYS: &[(&str, i64, i64)] = &[
    (
        "yesterday hier ayer gestern ieri ontem вчера вчора учора wczoraj včera dün kemarin أمس امس دیروز אתמול gisteren igår igar igår eilen χθες semalam jana tegnap",
        0,
        48,
    ),
    (
        "today aujourd'hui hoy heute oggi hoje сегодня сьогодні dziś dzisiaj dnes bugün اليوم امروز היום vandaag idag tänään σημερα",
        0,
        24,
    ),
];

static UNIT_OF: LazyLock<HashMap<String, i64>> = LazyLock::new(|| {
    UNITS.iter().flat_map(|(words, unit)| words.split_whitespace().map(|word| (fold(word), *unit))).collect()
});
static DAY_OF: LazyLock<HashMap<String, (i64, i64)>> = LazyLock::new(|| {
    DAYS.iter()
        .flat_map(|(words, from, to)| words.split_whitespace().map(|word| (fold(word), (*from, *to))))
        .collect()
});
static AGO_WORDS: LazyLock<Vec<String>> = LazyLock::new(|| AGO.split_whitespace().map(fold).collect());
static BEFORE_WORDS: LazyLock<Vec<String>> = LazyLock::new(|| BEFORE.split_whitespace().map(fold).collect());

/// The first relative time in a short text.
pub(crate) fn relative(text: &str) -> Option<Relative> {
    if text.len() > 200 {
        return None;
    }
    let tokens = tokens(text);
    (0..tokens.len()).find_map(|at| counted(&tokens, at).or_else(|| day_word(&tokens, at)))
}

fn found(
    tokens: &[Token],
    first: usize,
    after: usize,
    age: (i64, i64),
    precision: Precision,
) -> Option<Relative> {
    let (begin, end) = (tokens.get(first)?.begin, tokens.get(after - 1)?.end);
    Some(Relative { begin, end, age, precision })
}

/// "2 hours ago", "il y a 2 heures", "vor 2 Stunden", "منذ ساعتين" (not: duals carry no number),
/// "3天前", "2시간 전", "an hour ago".
fn counted(tokens: &[Token], at: usize) -> Option<Relative> {
    let token = tokens.get(at)?;
    let count = match token.kind {
        Kind::Number(count, 1..=3) => i64::from(count),
        Kind::Word(ref word)
            if matches!(word.as_str(), "a" | "an" | "one" | "une" | "un" | "una" | "einer" | "einem") =>
        {
            1
        }
        _ => return None,
    };
    if let Some((unit, used)) = sign_unit(tokens, at + 1) {
        return found(tokens, at, at + 1 + used, age(count, unit), precision(unit));
    }
    let word_at = at + 1;
    let unit = *UNIT_OF.get(tokens.get(word_at)?.word()?)?;
    let after = word_at + 1 + usize::from(tokens.get(word_at + 1).is_some_and(|token| token.is('.')));
    let is_ago =
        tokens.get(after).and_then(Token::word).is_some_and(|word| AGO_WORDS.iter().any(|ago| ago == word));
    let before = at.checked_sub(1).and_then(|before| tokens[before].word()).is_some_and(|word| {
        BEFORE_WORDS.iter().any(|before| before == word)
            || word == "a" && at >= 3 && tokens[at - 2].word() == Some("y")
    });
    if is_ago {
        found(tokens, at, after + 1, age(count, unit), precision(unit))
    } else if before {
        found(tokens, at - 1, after, age(count, unit), precision(unit))
    } else {
        None
    }
}

/// 分钟前, 小时前, 天前, 時間前, 日前, 분 전, 시간 전, 일 전: the unit and the tokens used.
fn sign_unit(tokens: &[Token], at: usize) -> Option<(i64, usize)> {
    const SIGNS: &[(&str, i64)] = &[
        ("秒前", 1_000_000),
        ("秒钟前", 1_000_000),
        ("分钟前", MINUTE),
        ("分鐘前", MINUTE),
        ("分前", MINUTE),
        ("分之前", MINUTE),
        ("小时前", HOUR),
        ("小時前", HOUR),
        ("时间前", HOUR),
        ("時間前", HOUR),
        ("天前", DAY),
        ("日前", DAY),
        ("周前", 7 * DAY),
        ("週前", 7 * DAY),
        ("週間前", 7 * DAY),
        ("个月前", 31 * DAY),
        ("個月前", 31 * DAY),
        ("か月前", 31 * DAY),
        ("年前", 366 * DAY),
        ("초전", 1_000_000),
        ("분전", MINUTE),
        ("시간전", HOUR),
        ("일전", DAY),
        ("주전", 7 * DAY),
        ("개월전", 31 * DAY),
        ("년전", 366 * DAY),
    ];
    SIGNS.iter().find_map(|(signs, unit)| {
        let used = signs.chars().count();
        let is_match = signs
            .chars()
            .enumerate()
            .all(|(offset, sign)| tokens.get(at + offset).is_some_and(|token| token.is(sign)));
        is_match.then_some((*unit, used))
    })
}

fn day_word(tokens: &[Token], at: usize) -> Option<Relative> {
    let token = tokens.get(at)?;
    let (hours, used) = match &token.kind {
        Kind::Word(word) => (*DAY_OF.get(word)?, 1),
        Kind::Mark('昨') if tokens.get(at + 1).is_some_and(|next| next.is_any(&['天', '日'])) => {
            ((0, 48), 2)
        }
        Kind::Mark('前') if tokens.get(at + 1).is_some_and(|next| next.is('天')) => ((24, 72), 2),
        Kind::Mark('今') if tokens.get(at + 1).is_some_and(|next| next.is_any(&['天', '日'])) => {
            ((0, 24), 2)
        }
        Kind::Mark('어') if tokens.get(at + 1).is_some_and(|next| next.is('제')) => ((0, 48), 2),
        _ => return None,
    };
    found(tokens, at, at + used, (hours.0 * HOUR, hours.1 * HOUR), Precision::Day)
}

/// Some sites round down, some to the nearest: "2 hours" is 1.5 to 3.
fn age(count: i64, unit: i64) -> (i64, i64) {
    ((count * unit - unit / 2).max(0), (count + 1) * unit)
}

fn precision(unit: i64) -> Precision {
    // Weeks and more are told to the month at best.
    if unit <= MINUTE {
        Precision::Minute
    } else if unit <= DAY {
        Precision::Day
    } else {
        Precision::Month
    }
}

#[cfg(test)]
mod tests {
    use super::relative;
    use throughline_model::TimeInterval;

    #[test]
    fn ages_are_read_and_resolve_against_a_capture() {
        let captured = TimeInterval::parse("2021-06-02T12:00:00Z").unwrap();
        for (text, inside) in [
            ("2 hours ago", "2021-06-02T10:00:00Z"),
            ("an hour ago", "2021-06-02T11:00:00Z"),
            ("il y a 2 heures", "2021-06-02T10:00:00Z"),
            ("vor 3 Tagen", "2021-05-30T12:00:00Z"),
            ("hace 5 minutos", "2021-06-02T11:55:00Z"),
            ("3天前", "2021-05-30T12:00:00Z"),
            ("5分钟前", "2021-06-02T11:55:00Z"),
            ("2시간 전", "2021-06-02T10:00:00Z"),
            ("2時間前", "2021-06-02T10:00:00Z"),
            ("3 дня назад", "2021-05-30T12:00:00Z"),
            ("вчера, 14:05", "2021-06-01T11:05:00Z"),
            ("yesterday", "2021-06-01T06:00:00Z"),
            ("昨天", "2021-06-01T06:00:00Z"),
            ("منذ 3 أيام", "2021-05-30T12:00:00Z"),
            ("2 saat önce", "2021-06-02T10:00:00Z"),
            ("2 giờ trước", "2021-06-02T10:00:00Z"),
        ] {
            let found = relative(text).unwrap_or_else(|| panic!("{text}")).resolve(&captured).unwrap();
            let moment = TimeInterval::parse(inside).unwrap();
            assert!(found.earliest <= moment.earliest && moment.latest <= found.latest, "{text}");
            assert!(found.latest - found.earliest <= 3 * 86_400_000_000, "{text}");
        }
    }

    #[test]
    fn lengths_of_time_are_not_ages() {
        for text in ["2 hours", "a day in May", "3 天", "two", ""] {
            assert_eq!(relative(text), None, "{text}");
        }
    }
}
