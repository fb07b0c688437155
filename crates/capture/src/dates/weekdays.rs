//! Weekday names beside dates: skipped where they stand between a date and its clock, and evidence
//! for which of two numbers is the day.

use super::tokens::{Kind, Token, fold, tokens};
use std::collections::HashMap;
use std::sync::LazyLock;

/// Names from Monday to Sunday; `_` is a space.
const NAMES: [&str; 7] = [
    "monday mon lundi lun lunes montag mo lunedì segunda-feira segunda seg maandag måndag mandag mån maanantai maanantaina ma luni dilluns \
     понедельник пн понеділок понедельника панядзелак понеделник понедељак ponedeljak ponedjeljak pondělí pondelok poniedziałek pon \
     pazartesi pzt bazar_ertəsi dushanba дүйсенбі δευτέρα δευ hétfő الاثنين الإثنين دوشنبه پیر יום_שני सोमवार सोम সোমবার วันจันทร์ thứ_hai \
     senin isnin jumatatu pirmadienis",
    "tuesday tue tues mardi martes dienstag di martedì terça-feira terça ter dinsdag tisdag tirsdag tis tir tiistai tiistaina ti marți \
     вторник вт вівторок аўторак utorak уторак úterý utorok wtorek wt salı çərşənbə_axşamı seshanba сейсенбі τρίτη τρί kedd الثلاثاء سه‌شنبه سه_شنبه \
     منگل יום_שלישי मंगलवार मंगल মঙ্গলবার วันอังคาร thứ_ba selasa jumanne antradienis",
    "wednesday wed mercredi mer miércoles mié mittwoch mi mercoledì quarta-feira quarta qua woensdag wo onsdag ons keskiviikko keskiviikkona ke miercuri \
     среда среду ср середа серада сряда srijeda sreda среда středa streda środa śr çarşamba çar çərşənbə chorshanba сәрсенбі τετάρτη τετ szerda \
     الأربعاء الاربعاء چهارشنبه بدھ יום_רביעי बुधवार बुध বুধবার วันพุธ วันพุธที่ thứ_tư rabu jumatano trečiadienis",
    "thursday thu thur thurs jeudi jeu jueves jue donnerstag do giovedì gio quinta-feira quinta qui donderdag torsdag tors torstai torstaina to joi \
     четверг чт четвер чацвер четвъртък четвртак četvrtak čtvrtek štvrtok czwartek czw perşembe per cümə_axşamı payshanba бейсенбі πέμπτη πέμ csütörtök \
     الخميس پنجشنبه پنج‌شنبه جمعرات יום_חמישי गुरुवार गुरु বৃহস্পতিবার วันพฤหัสบดี thứ_năm kamis khamis alhamisi ketvirtadienis",
    "friday fri vendredi ven viernes vie freitag fr venerdì sexta-feira sexta sex vrijdag vr fredag fre perjantai perjantaina pe vineri \
     пятница пятницу пт п'ятниця пятніца петък петак petak pátek piatok piątek pt cuma cum cümə juma жұма παρασκευή παρ péntek \
     الجمعة جمعه جمعہ יום_שישי शुक्रवार शुक्र শুক্রবার วันศุกร์ thứ_sáu jumat jumaat ijumaa penktadienis",
    "saturday sat samedi sam sábado sáb samstag sonnabend sa sabato sábado zaterdag za lördag lørdag lauantai lauantaina la sâmbătă \
     суббота субботу сб субота субота subota събота sobota sob cumartesi cmt şənbə shanba сенбі σάββατο σάβ szombat \
     السبت شنبه ہفتہ שבת शनिवार शनि শনিবার วันเสาร์ thứ_bảy sabtu jumamosi šeštadienis",
    "sunday sun dimanche dim domingo dom sonntag so domenica zondag zo söndag søndag sunnuntai sunnuntaina su duminică \
     воскресенье вс неділя нд нядзеля неделя недеља nedjelja nedelja neděle nedeľa niedziela pazar paz bazar yakshanba жексенбі κυριακή κυρ vasárnap \
     الأحد الاحد یکشنبه یک‌شنبه اتوار יום_ראשון रविवार रवि রবিবার วันอาทิตย์ chủ_nhật minggu ahad jumapili sekmadienis",
];

/// By a name's first word: what follows it, and the weekday.
type Names = HashMap<String, Vec<(Vec<Kind>, i8)>>;

static WEEKDAYS: LazyLock<Names> = LazyLock::new(|| {
    let mut weekdays = Names::new();
    for (names, number) in NAMES.iter().zip(1..) {
        for name in names.split_whitespace() {
            let mut parts = tokens(&name.replace('_', " ")).into_iter().map(|token| token.kind);
            if let Some(Kind::Word(first)) = parts.next() {
                weekdays.entry(fold(&first)).or_default().push((parts.collect(), number));
            }
        }
    }
    for list in weekdays.values_mut() {
        list.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len()));
    }
    weekdays
});

/// The weekday named at token `index`, 1 for Monday, and the tokens it takes, brackets and a closing
/// comma or full stop included.
pub(super) fn weekday_at(tokens: &[Token], index: usize) -> Option<(i8, usize)> {
    let opens = usize::from(tokens.get(index)?.is_any(&['(', '（', '[']));
    let at = index + opens;
    let (number, length) = by_word(tokens, at).or_else(|| by_sign(tokens, at, opens == 1))?;
    let mut after = at + length;
    after += usize::from(tokens.get(after).is_some_and(|token| token.is_any(&['.'])));
    if opens == 1 {
        tokens.get(after).filter(|token| token.is_any(&[')', '）', ']']))?;
        after += 1;
    } else {
        after += usize::from(tokens.get(after).is_some_and(|token| token.is_any(&[',', '，', '،', '、'])));
    }
    Some((number, after - index))
}

fn by_word(tokens: &[Token], at: usize) -> Option<(i8, usize)> {
    let named = WEEKDAYS.get(tokens.get(at)?.word()?)?;
    named.iter().find_map(|(rest, number)| {
        let matches = rest
            .iter()
            .enumerate()
            .all(|(offset, kind)| tokens.get(at + 1 + offset).is_some_and(|token| token.kind == *kind));
        matches.then_some((*number, 1 + rest.len()))
    })
}

/// 星期三, 周三, 週日, 礼拜三, 水曜日, 水曜, 수요일; within brackets the sign alone.
fn by_sign(tokens: &[Token], at: usize, in_brackets: bool) -> Option<(i8, usize)> {
    let is = |offset: usize, marks: &[char]| tokens.get(at + offset).is_some_and(|token| token.is_any(marks));
    let prefix = if is(0, &['星']) && is(1, &['期']) || is(0, &['礼', '禮']) && is(1, &['拜']) {
        2
    } else {
        usize::from(is(0, &['周', '週']))
    };
    if prefix > 0 {
        if is(prefix, &['日', '天']) {
            return Some((7, prefix + 1));
        }
        let number = tokens.get(at + prefix)?.number()?.0;
        return (1..=6).contains(&number).then_some((number as i8, prefix + 1));
    }
    let Kind::Mark(sign) = tokens.get(at)?.kind else { return None };
    let position = |signs: &str| signs.chars().position(|other| other == sign).map(|at| at as i8 + 1);
    let number = position("月火水木金土日").or_else(|| position("월화수목금토일"))?;
    let length = if is(1, &['曜']) && is(2, &['日']) || is(1, &['요']) && is(2, &['일']) {
        3
    } else if is(1, &['曜']) {
        2
    } else {
        1
    };
    (length > 1 || in_brackets).then_some((number, length))
}

#[cfg(test)]
mod tests {
    use super::{tokens, weekday_at};

    #[test]
    fn weekdays_are_read_in_many_scripts() {
        for (text, expected) in [
            ("Wednesday,", 3),
            ("Wed.", 3),
            ("среда", 3),
            ("星期三", 3),
            ("周日", 7),
            ("（水）", 3),
            ("水曜日", 3),
            ("수요일", 3),
            ("الأربعاء", 3),
            ("चौथा बुधवार", 0),
            ("बुधवार", 3),
            ("thứ tư", 3),
            ("วันพุธ", 3),
            ("quarta-feira", 3),
            ("水", 0),
        ] {
            let found = weekday_at(&tokens(text), 0).map_or(0, |(number, _)| number);
            assert_eq!(found, expected, "{text}");
        }
    }
}
