//! Month names of many languages and calendars, as they stand in dates (genitive where a language
//! has one), with abbreviations. Checked against the dates that CLDR writes (`bench/runs/2026-11-26-dates`).

use super::calendars::Calendar;
use super::tokens::{Token, fold, tokens};
use std::collections::HashMap;
use std::sync::LazyLock;

/// A month that a text names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Month {
    pub(super) calendar: Calendar,
    /// 1 to 12; 0 if the languages that have the name mean different months by it and the
    /// language of the text is not known.
    pub(super) number: u32,
    /// Tokens the name takes.
    pub(super) length: usize,
}

/// The month named at token `index`, in the language `lang` (a primary tag) if it is known.
pub(super) fn month_at(tokens: &[Token], index: usize, lang: Option<&str>) -> Option<Month> {
    let word = tokens.get(index)?.word()?;
    // Vietnamese numbers its months.
    if matches!(word, "thang" | "thg")
        && let Some((number @ 1..=12, 1..=2)) = tokens.get(index + 1).and_then(Token::number)
    {
        return Some(Month { calendar: Calendar::Gregorian, number, length: 2 });
    }
    // Hebrew writes "in" and "of" as a letter before the name.
    let bare = || word.strip_prefix(['ב', 'ל', 'מ']).filter(|bare| bare.chars().count() >= 3);
    let named = NAMES.get(word).or_else(|| bare().and_then(|bare| NAMES.get(bare)))?;
    let name = named.iter().find(|name| {
        name.rest.iter().enumerate().all(|(at, part)| {
            tokens.get(index + 1 + at).is_some_and(|token| match part {
                Part::Word(word) => token.word() == Some(word),
                Part::Mark(mark) => token.is(*mark),
            })
        })
    })?;
    let number = match lang.map(|lang| name.only.iter().find(|(tag, _)| *tag == lang)) {
        _ if name.only.is_empty() => name.number,
        Some(Some((_, number))) => *number,
        _ if name.is_foreign => return None,
        _ => 0,
    };
    Some(Month { calendar: name.calendar, number, length: 1 + name.rest.len() })
}

#[derive(Debug)]
enum Part {
    Word(String),
    Mark(char),
}

#[derive(Debug)]
struct Name {
    rest: Vec<Part>,
    calendar: Calendar,
    number: u32,
    /// Languages the name is read in, with the month it means there; empty for all.
    only: &'static [(&'static str, u32)],
    /// The name is a word of other languages: without its language it is not read at all.
    is_foreign: bool,
}

static NAMES: LazyLock<HashMap<String, Vec<Name>>> = LazyLock::new(|| {
    let mut names: HashMap<String, Vec<Name>> = HashMap::new();
    let mut add = |text: &str, calendar, number, only, is_foreign| {
        let mut parts = tokens(&text.replace('_', " ")).into_iter();
        let Some(first) = parts.next().and_then(|token| token.word().map(fold)) else { return };
        let rest = parts
            .filter_map(|token| match token.kind {
                super::tokens::Kind::Word(word) => Some(Part::Word(word)),
                super::tokens::Kind::Mark(mark) => Some(Part::Mark(mark)),
                super::tokens::Kind::Number(..) => None,
            })
            .collect();
        names.entry(first).or_default().push(Name { rest, calendar, number, only, is_foreign });
    };
    for (calendar, table) in
        [(Calendar::Gregorian, &GREGORIAN), (Calendar::Persian, &PERSIAN), (Calendar::Hijri, &HIJRI)]
    {
        for (names, number) in table.iter().zip(1..) {
            names.split_whitespace().for_each(|name| add(name, calendar, number, &[], false));
        }
    }
    for (names, meanings) in SHARED {
        names.split(' ').for_each(|name| add(name, Calendar::Gregorian, 0, meanings, false));
    }
    for (name, meanings) in FOREIGN {
        add(name, Calendar::Gregorian, 0, meanings, true);
    }
    // The longest name first: "تشرین الاول" before "تشرین".
    for list in names.values_mut() {
        list.sort_by_key(|name| std::cmp::Reverse(name.rest.len()));
    }
    names
});

/// Names of the Gregorian months; `_` is a space. Names that mean different months in two languages
/// are in [`SHARED`].
const GREGORIAN: [&str; 12] = [
    "january jan janvier janv enero ene januar jan jänner jän januari gennaio gen janeiro stycznia styczeń \
     sty ledna leden led január januára januári siječnja siječanj sij januara ianuarie ian януари януар \
     jaanuar tammikuuta tammikuu tammi ocak oca yanvar januar gener ιανουαρίου ιανουάριος ιαν января январь янв \
     січня січень січ студзеня студзень қаңтар қаң јануар јануара يناير كانون_الثاني كانون_ثاني ينایر \
     جانفي ژانویه ژانویهٔ جنوری ינואר ינו जनवरी जन जन॰ জানুয়ারি জানুয়ারী জানু มกราคม ม.ค. tháng_một tháng_giêng \
     jan januarie janvāris janvārī sausio yan јануари јан xaneiro xan jaan genn",
    "february feb fev février févr fév febrero februar febbraio febr fevereiro februari lutego luty lut února \
     únor úno február februára februári veljače veljača velj februara februarie февруари фебруар veebruar \
     helmikuuta helmikuu helmi şubat şub fevral febrer φεβρουαρίου φεβρουάριος φεβ февраля февраль фев февр \
     лютого лютий лют лютага люты ақпан ақп фебруара فبراير شباط فيفري فوریه فوریهٔ فروری פברואר פבר फरवरी फ़रवरी फर \
     ফেব্রুয়ারি ফেব্রুয়ারী ফেব กุมภาพันธ์ ก.พ. tháng_hai februāris februārī vasario फ़र veebr febreiro",
    "march mar mars marzo märz maerz mrz märz marts março maart mrt marca marzec března březen bře marec \
     március márc ožujka ožujak ožu marta martie март märts maaliskuuta maaliskuu maalis mart marec març \
     μαρτίου μάρτιος μάρτη μαρ марта мар березня березень бер сакавіка сакавік наурыз нау مارس آذار مارچ מרץ \
     מרס मार्च মার্চ มีนาคม มี.ค. tháng_ba maret machi marts kovo marec",
    "april apr avril avr abril abr aprile aprilie avrile kwietnia kwiecień kwi dubna duben dub apríl apríla \
     április ápr travnja travanj aprila април aprill huhtikuuta huhtikuu huhti nisan nis aprel απριλίου απρίλιος απρ \
     апреля апрель апр квітня квітень квіт красавіка красавік сәуір сәу أبريل ابريل إبريل نيسان أفريل آوریل اپریل \
     אפריל अप्रैल এপ্রিল เมษายน เม.ย. tháng_tư aprili aprīlis aprīlī balandžio априла এপ্রি אפר",
    "may mai mayo maggio mag maio mei maj maja május mája máj května květen kvě svibnja svibanj svi mayıs toukokuuta \
     toukokuu touko maig μαΐου μάιος μάη μαϊ мая май травня травень трав мамыр мам מאי مايو أيار ايار ماي مه مئی \
     मई মে พฤษภาคม พ.ค. tháng_năm maijs maijā gegužės мај маја mayo",
    "june jun juin junio juni giugno giu junho czerwca czerwiec cze června červen čer jún júna június jún \
     juna lipnja lipanj iunie iun юни јун јуна juuni kesäkuuta kesäkuu kesä haziran haz iyun juny ιουνίου ιούνιος ιουν \
     июня июнь июн червня червень черв чэрвеня чэрвень маусым мау يونيو حزيران جوان ژوئن جون יוני \
     जून জুন มิถุนายน มิ.ย. tháng_sáu jūnijs jūnijā birželio iyn junij јуни xuño xuñ",
    "july jul juillet juil julio juli luglio lug julho lipca lipiec července červenec júl júla július jula srpnja srpanj iulie iul юли јул јула \
     juuli heinäkuuta heinäkuu heinä temmuz tem iyul juliol ιουλίου ιούλιος ιουλ июля июль июл липня липень ліпеня ліпень \
     шілде шіл يوليو تموز جويلية ژوئیه جولائی יולי जुलाई जुल জুলাই กรกฎาคม ก.ค. tháng_bảy julai jūlijs jūlijā liepos julai iyl julij јули xullo xul يوليوز জুল",
    "august aug août aout agosto ago augustus augusti sierpnia sierpień sie srpna srpen augusta augusztus kolovoza \
     kolovoz kol avgusta avgust augustus août août август elokuuta elokuu elo ağustos ağu avgust agost αυγούστου αύγουστος αυγ \
     августа авг серпня серпень серп жніўня жнівень тамыз там أغسطس اغسطس غشت آب أوت اوت اگست אוגוסט अगस्त अग আগস্ট \
     สิงหาคม ส.ค. tháng_tám agustus ogos agosti augusts augustā rugpjūčio августа avqust avq avg আগ אוג ago ag ogo",
    "september sept sep septembre septiembre settembre setembro set września wrzesień wrz září zář septembra szeptember \
     szept rujna rujan ruj septembrie септември септембар септембра syyskuuta syyskuu syys eylül eyl sentyabr sentabr setembre \
     σεπτεμβρίου σεπτέμβριος σεπ σεπτ сентября сентябрь сен сент вересня вересень вер верас верасня верасень қыркүйек қыр سبتمبر شتنبر \
     أيلول ايلول سپتامبر ستمبر ספטמבר सितंबर सितम्बर सित সেপ্টেম্বর กันยายน ก.ย. tháng_chín septemba septembris septembrī rugsėjo \
     setiembre septembar sen сеп ספט সেপ september",
    "october oct octobre octubre oktober okt ottobre ott outubro out października październik paź října říjen říj október októbra \
     oktobra octombrie октомври октобар октобра oktoober lokakuuta lokakuu loka ekim eki oktyabr oktabr octubre οκτωβρίου οκτώβριος οκτ \
     октября октябрь окт жовтня жовтень жовт кастрычніка кастрычнік қазан қаз أكتوبر اكتوبر تشرين_الأول تشرين_أول اکتبر اکتوبر אוקטובר \
     अक्टूबर अक्तूबर oktobar अक्टू অক্টো অক্টোবর אוקবর ตุลาคม ต.ค. tháng_mười oktoba oktobris oktobrī spalio oktobar अक्टू অক্টো অক্টোবর אוק okt outubro",
    "november nov novembre noviembre novembro listopadu november studenoga studenog studeni novembra noiembrie ноември новембар новембра \
     marraskuuta marraskuu marras kasım kas noyabr noiembrie νοεμβρίου νοέμβριος νοε ноября ноябрь ноя нояб листопада листопад лист лістапада \
     лістапад қараша қар نوفمبر نونبر تشرين_الثاني تشرين_ثاني نوامبر نومبر נובמבר नवंबर नवम्बर नव নভেম্বর พฤศจิกายน พ.ย. tháng_mười_một \
     novemba novembris novembrī lapkričio नव noy নভে ное novembar נוב",
    "december dec décembre déc diciembre dic dezember dez dicembre dezembro grudnia grudzień gru prosince prosinec prosinca prosinac decembra \
     decembrie декември децембар децембра detsember joulukuuta joulukuu joulu aralık ara dekabr desember des desembre δεκεμβρίου δεκέμβριος δεκ декабря \
     декабрь дек грудня грудень груд снежня снежань желтоқсан жел ديسمبر دجنبر كانون_الأول كانون_أول دسامبر دسمبر דצמבר दिसंबर दिसम्बर दिस ডিসেম্বর \
     ธันวาคม ธ.ค. tháng_mười_hai tháng_chạp desemba disember decembris decembrī gruodžio dek dets decembar דצמ ডিসে desembre dis decembro dic",
];

/// Solar Hijri: Iran, Afghanistan in Dari (the zodiac) and Pashto; Latin spellings.
const PERSIAN: [&str; 12] = [
    "فروردین فروردين حمل وری farvardin",
    "اردیبهشت ارديبهشت ثور غویی غوايي ordibehesht",
    "خرداد جوزا غبرګولی khordad",
    "تیر سرطان چنګاښ tir",
    "مرداد امرداد اسد زمری mordad",
    "شهریور سنبله وږی shahrivar",
    "مهر میزان تله mehr",
    "آبان عقرب لړم aban",
    "آذر قوس لیندۍ azar",
    "دی جدی مرغومی dey",
    "بهمن دلو سلواغه bahman",
    "اسفند حوت کب esfand",
];

/// Lunar Hijri, in Arabic, Persian, Urdu, Turkish, Indonesian and Latin spellings.
const HIJRI: [&str; 12] = [
    "محرم محرم_الحرام المحرم muharram muharrem",
    "صفر safar safer",
    "ربيع_الأول ربیع‌الاول ربیع_الاول rabi_al_awwal rabi'_al-awwal rabi_al-awwal rebiülevvel",
    "ربيع_الآخر ربيع_الثاني ربیع‌الثانی ربیع_الثانی rabi_al-thani rabi'_al-thani rabi_al_thani",
    "جمادى_الأولى جمادي_الأولى جمادى_الأول جمادی‌الاول جمادی_الاول jumada_al-awwal jumada_al-ula",
    "جمادى_الآخرة جمادى_الثانية جمادى_الآخر جمادی‌الثانی جمادی_الثانی jumada_al-thani jumada_al-akhirah",
    "رجب rajab recep",
    "شعبان sha'ban shaban şaban",
    "رمضان رمضان_المبارك رمضان‌المبارک ramadan ramazan ramadhan",
    "شوال shawwal shawal şevval syawal",
    "ذو_القعدة ذي_القعدة ذوالقعده ذی‌القعده ذی_القعده dhu_al-qadah dhu_al-qi'dah dhul_qadah zilkade",
    "ذو_الحجة ذي_الحجة ذوالحجه ذی‌الحجه ذی_الحجه ذوالحج dhu_al-hijjah dhul_hijjah zilhicce",
];

/// Names that mean different months in different languages, with the month in each. Where the
/// language of a text is not known, its date is left open.
const SHARED: &[(&str, &[(&str, u32)])] = &[
    ("listopad listopada lis", &[("pl", 11), ("cs", 11), ("hr", 10), ("bs", 10)]),
    ("lip", &[("pl", 7), ("hr", 6), ("bs", 6)]),
    ("srp", &[("cs", 8), ("hr", 7), ("bs", 7)]),
];

/// Names that are words of other languages: read only where the text's language is known.
const FOREIGN: &[(&str, &[(&str, u32)])] = &[
    ("mac", &[("ms", 3), ("sw", 3)]),
    ("tra", &[("hr", 4), ("bs", 4)]),
    ("stu", &[("hr", 11)]),
    ("pro", &[("hr", 12), ("cs", 12)]),
    ("лип", &[("uk", 7)]),
    ("сту", &[("be", 1)]),
    ("сак", &[("be", 3)]),
    ("кра", &[("be", 4)]),
    ("чэр", &[("be", 6)]),
    ("ліп", &[("be", 7)]),
    ("жні", &[("be", 8)]),
    ("кас", &[("be", 10)]),
    ("ліс", &[("be", 11)]),
    ("сне", &[("be", 12)]),
];

#[cfg(test)]
mod tests {
    use super::{FOREIGN, GREGORIAN, HIJRI, NAMES, PERSIAN, SHARED, month_at, tokens};

    #[test]
    fn no_name_is_listed_under_two_months() {
        for (table, calendar) in [(&GREGORIAN, "g"), (&PERSIAN, "p"), (&HIJRI, "h")] {
            for (names, number) in table.iter().zip(1..) {
                for name in names.split_whitespace() {
                    let found = month_at(&tokens(&name.replace('_', " ")), 0, None);
                    assert_eq!(found.map(|month| month.number), Some(number), "{name} {calendar}");
                }
            }
        }
        assert!(NAMES.len() > 500);
    }

    #[test]
    fn shared_names_need_their_language() {
        for (names, meanings) in SHARED {
            for name in names.split(' ') {
                for (lang, number) in *meanings {
                    assert_eq!(
                        month_at(&tokens(name), 0, Some(lang)).unwrap().number,
                        *number,
                        "{name} {lang}"
                    );
                }
                assert_eq!(month_at(&tokens(name), 0, None).unwrap().number, 0, "{name}");
            }
        }
        for (name, _) in FOREIGN {
            assert_eq!(month_at(&tokens(name), 0, None), None);
        }
    }
}
