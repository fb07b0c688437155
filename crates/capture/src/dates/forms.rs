//! Tests: the forms dates take in many languages and calendars, and what holds of any text.

use super::{Order, Reading, find, find_as, parse};
use jiff::civil::Date;
use proptest::prelude::*;
use throughline_model::TimeInterval;

fn first(text: &str) -> Option<String> {
    find(text).first().and_then(|found| found.interval).map(|interval| interval.display())
}

#[test]
fn days_are_read_in_many_languages() {
    for text in [
        "Tuesday, 2 June 2021",
        "JUNE 2ND, 2021",
        "2-Jun-2021",
        "Jun. 2, 2021",
        "the 2nd of June, 2021",
        "mercredi 2 juin 2021",
        "2 de junio de 2021",
        "2 de junho de 2021",
        "2º de junio del 2021",
        "mercoledì 2 giugno 2021",
        "Mittwoch, den 2. Juni 2021",
        "2 juni 2021",
        "onsdag den 2. juni 2021",
        "2. kesäkuuta 2021",
        "2.6.2021",
        "środa, 2 czerwca 2021",
        "2. června 2021",
        "2. júna 2021",
        "2 юни 2021 г.",
        "2. jun 2021.",
        "2 iunie 2021",
        "2021. június 2., szerda",
        "2021. 06. 02.",
        "2 Haziran 2021 Çarşamba",
        "2 HAZİRAN 2021",
        "2 iyun 2021-ci il",
        "2021 жылғы 2 маусым",
        "2021-yil 2-iyun",
        "2-го июня 2021 года",
        "2 ИЮНЯ 2021",
        "2 червня 2021 року",
        "2 чэрвеня 2021",
        "2 Ιουνίου 2021",
        "2 ΙΟΥΝΙΟΥ 2021",
        "2 de juny de 2021",
        "٢ حزيران/يونيو ٢٠٢١",
        "2 جوان 2021",
        "الأربعاء 2 يونيو، 2021",
        "۲ ژوئن ۲۰۲۱",
        "2 جون 2021",
        "2 ביוני 2021",
        "ב-2 ביוני 2021",
        "2 जून 2021",
        "২ জুন ২০২১",
        "วันพุธที่ 2 มิถุนายน พ.ศ. 2564",
        "2 มิ.ย. 2564",
        "๒ มิถุนายน ๒๕๖๔",
        "02/06/2564",
        "ngày 2 tháng 6 năm 2021",
        "2 Juni 2021",
        "2 Jun 2021",
        "2021年6月2日",
        "二〇二一年六月二日",
        "二零二一年六月二日",
        "２０２１年６月２日（水）",
        "民國110年6月2日",
        "民國110/06/02",
        "令和3年6月2日",
        "2021년 6월 2일",
        "2021. 6. 2.",
        "۱۲ خرداد ۱۴۰۰",
        "۱۴۰۰/۰۳/۱۲",
        "تاریخ: 1400/03/12",
        "۱۲/۰۳/۱۴۰۰",
        "چهارشنبه 12 خرداد 1400",
        "۱۲ جوزا ۱۴۰۰",
        "۱۲ غبرګولی ۱۴۰۰",
        "12 خرداد 1400 - 2 June 2021",
        "الأربعاء 21 شوال 1442 هـ - 2 يونيو 2021",
        "Wed Jun  2 2021",
    ] {
        assert_eq!(first(text).as_deref(), Some("2021-06-02"), "{text}");
        assert_eq!(find(text).len(), 1, "{text}");
    }
}

#[test]
fn clocks_and_zones_are_read_in_many_languages() {
    for (text, expected) in [
        ("Tuesday, 2 June 2021, 09:47 GMT+8", "2021-06-02 01:47 UTC"),
        ("Wed Jun  2 09:47:10 2021", "2021-06-02 09:47:10"),
        ("Wed Jun 02 09:47:10 +0000 2021", "2021-06-02 09:47:10 UTC"),
        ("9:47 PM · Jun 2, 2021", "2021-06-02 21:47"),
        ("2 Haziran 2021 Çarşamba 21:47", "2021-06-02 21:47"),
        ("2021年6月2日 星期三 下午3时05分", "2021-06-02 15:05"),
        ("2021年6月2日(水) 午後9時47分", "2021-06-02 21:47"),
        ("2021年6月2日 9时5分", "2021-06-02 09:05"),
        ("2021년 6월 2일 오후 9시 5분", "2021-06-02 21:05"),
        ("2021.06.02. 오전 9:47", "2021-06-02 09:47"),
        ("2021年6月2日09:47 北京时间", "2021-06-02 01:47 UTC"),
        ("2 июня 2021, 12:05 по московскому времени", "2021-06-02 09:05 UTC"),
        ("2 июня 2021 года в 12:05 (мск)", "2021-06-02 09:05 UTC"),
        ("2 июня 2021, среда, 12:05", "2021-06-02 12:05"),
        ("Jun 2, 2021 9:47 AM ET", "2021-06-02 13:47 UTC"),
        ("Jun 2, 2021 9:47 AM CST", "2021-06-02 09:47"),
        ("2021-06-02 09:47 (Asia/Seoul)", "2021-06-02 00:47 UTC"),
        ("2. Juni 2021 um 9.47 Uhr", "2021-06-02 09:47"),
        ("2. kesäkuuta 2021 klo 9.47", "2021-06-02 09:47"),
        ("2 juin 2021 à 9h47", "2021-06-02 09:47"),
        ("2 de junho de 2021, 21h47", "2021-06-02 21:47"),
        ("2 Ιουνίου 2021, 9:47 μ.μ.", "2021-06-02 21:47"),
        ("2 يونيو 2021 الساعة 9:47 م", "2021-06-02 21:47"),
        ("۱۲ خرداد ۱۴۰۰ - ۲۱:۴۷", "2021-06-02 21:47"),
        ("2 มิถุนายน 2564 เวลา 09.47 น.", "2021-06-02 09:47"),
        ("2 Juni 2021 09.47 WIB", "2021-06-02 02:47 UTC"),
        ("Wed, 02 Jun 2021 09:47:10 -0700 (PDT)", "2021-06-02 16:47:10 UTC"),
        ("2021-06-02 09:47:10.5 UTC", "2021-06-02 09:47:10 UTC"),
    ] {
        assert_eq!(first(text).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn headers_of_mail_and_http_are_read_whole() {
    for (text, expected) in [
        ("Wed, 02 Jun 2021 09:47:10 GMT", "2021-06-02 09:47:10 UTC"),
        ("Wednesday, 02-Jun-21 09:47:10 GMT", "2021-06-02 09:47:10 UTC"),
        ("Wed Jun  2 09:47:10 2021", "2021-06-02 09:47:10"),
        ("Wed, 2 Jun 2021 09:47:10 -0000", "2021-06-02 09:47:10 UTC"),
        ("2 Jun 21 09:47 +0900", "2021-06-02 00:47 UTC"),
        ("Wed, 2 Jun 2021 18:47:10 +0900 (JST)", "2021-06-02 09:47:10 UTC"),
        ("Wed Jun 02 2021 09:47:10 GMT+0000 (Coordinated Universal Time)", "2021-06-02 09:47:10 UTC"),
    ] {
        assert_eq!(parse(text).map(|interval| interval.display()).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn the_lunar_calendar_widens_the_interval() {
    let interval = parse("21 شوال 1442 هـ").unwrap();
    let (from, to) = ("2021-05-31", "2021-06-04");
    assert_eq!(interval.earliest, TimeInterval::parse(from).unwrap().earliest);
    assert_eq!(interval.latest, TimeInterval::parse(to).unwrap().latest);
}

#[test]
fn a_weekday_tells_the_day_from_the_month() {
    assert_eq!(first("Thursday 03/04/2025").as_deref(), Some("2025-04-03"));
    assert_eq!(first("Tue, 03/04/2025 10:15").as_deref(), Some("2025-03-04 10:15"));
    assert_eq!(first("Monday 03/04/2025"), None);
    let month_first = Reading { order: Some(Order::MonthFirst), lang: None };
    assert_eq!(find_as("03/04/2025", &month_first)[0].interval, TimeInterval::parse("2025-03-04"));
}

#[test]
fn two_dates_stay_two() {
    for text in [
        "2021-06-02 发布 2021-06-02 更新",
        "2 June 2021 - 4 June 2021",
        "Posted 2 June 2021 09:47, updated 2 June 2021 11:02",
    ] {
        assert_eq!(find(text).len(), 2, "{text}");
    }
}

/// A day in the form each language writes it, by rules written down apart from the tables read.
fn written(date: Date, form: usize) -> String {
    const RUSSIAN: &str = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря";
    const POLISH: &str =
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia";
    const FINNISH: &str = "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta \
        syyskuuta lokakuuta marraskuuta joulukuuta";
    const TURKISH: &str = "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık";
    const ARABIC: &str = "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر";
    const HINDI: &str = "जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर";
    const THAI: &str =
        "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม";
    let (year, month, day) = (date.year(), date.month(), date.day());
    let name = |names: &str| names.split_whitespace().nth(month as usize - 1).unwrap_or_default().to_owned();
    let digits = |number: i16, zero: u32| -> String {
        number.to_string().bytes().filter_map(|byte| char::from_u32(zero + u32::from(byte - b'0'))).collect()
    };
    match form {
        0 => format!("{day} {} {year} г.", name(RUSSIAN)),
        1 => format!("{day} {} {year}", name(POLISH)),
        2 => format!("{day}. {} {year}", name(FINNISH)),
        3 => format!("{day} {} {year}", name(TURKISH)).to_uppercase(),
        4 => format!("{} {} {}", digits(day.into(), 0x660), name(ARABIC), digits(year, 0x660)),
        5 => format!("{} {} {}", digits(day.into(), 0x966), name(HINDI), digits(year, 0x966)),
        6 => format!("{day} {} {}", name(THAI), year + 543),
        7 => format!("{year}年{month}月{day}日"),
        8 => format!("民國{}年{month}月{day}日", year - 1911),
        9 => format!("{day:02}.{month:02}.{year}"),
        10 => format!("ngày {day} tháng {month} năm {year}"),
        _ => date.strftime("%A, %B %-d, %Y").to_string(),
    }
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in "\\PC{0,200}") {
        let _ = (parse(&text), super::relative(&text), super::dateline(&text), super::label(&text));
        for found in find(&text) {
            prop_assert!(text.get(found.begin..found.end).is_some_and(|words| !words.is_empty()));
        }
    }

    #[test]
    fn pieces_of_dates_in_any_order_are_read_without_panic(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "2", "02", "2021", "1400", "110", "June", "июня", "年", "月", "日", "/", "-", ".", ":", " ", ",", "09:47", "GMT", "+", "+09:00",
            "خرداد", "شوال", "民國", "令和", "元", "下午", "星期", "三", "(", ")", "T", "Z", "W22", "am", "p.m.", "/Date(", "周", "ago", "hours", "前", "2564", "24:00",
        ]), 0..24)
    ) {
        let text = pieces.concat();
        let _ = (parse(&text), super::relative(&text), super::dateline(&text), super::order_shown(&text));
        let mut end = 0;
        for found in find(&text) {
            prop_assert!(end <= found.begin && found.begin < found.end);
            end = found.end;
        }
    }

    #[test]
    fn a_written_day_reads_back(days in 0_i32..80_000, form in 0_usize..12) {
        // 1912 to 2130: the years of the Republic count from 1912.
        let date = Date::constant(1912, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
        let reading = Reading { order: None, lang: (form == 1).then_some("pl") };
        let text = written(date, form);
        let found = find_as(&text, &reading);
        prop_assert_eq!(found[0].interval.map(|interval| interval.display()), Some(date.to_string()), "{}", text);
    }
}

#[test]
fn long_lines_take_time_in_proportion() {
    let time = |text: &str| {
        let begin = std::time::Instant::now();
        let _ =
            (find(text), parse(text), super::dateline(text), super::relative(text), super::order_shown(text));
        begin.elapsed()
    };
    for unit in ["1", "1/", "2021-06-02 ", "一", "June ", "12:", "周"] {
        let text = unit.repeat(100_000 / unit.len());
        let taken = time(&text);
        assert!(taken < std::time::Duration::from_secs(2), "{unit}: {taken:?}");
    }
}
