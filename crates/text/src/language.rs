//! The language of a text.
//!
//! The script is read from the letters; where several languages share it, n-grams of bytes decide
//! among the languages of that script alone (`language/ngrams.rs`), so that foreign words in another
//! script do no harm. Scripts of one language need no more than their letters.
//!
//! Share of right answers (`tests/language.rs`; the others by `bench/text/peers.py`, limited to the
//! 20 languages of the files, while this crate always chooses among 75):
//!
//! | set | texts | here | `whatlang` with help (before) | py3langid 0.4 | `lingua` |
//! |---|---|---|---|---|---|
//! | sentences (lingua's test data, 20 languages) | 8,000 | .995 | .984 | .998 | .992 |
//! | paragraphs of the Declaration of Human Rights | 1,156 | .999 | .997 | .999 | 1.000 |
//! | paragraphs of news (el en pl ru zh) | 1,680 | .999 | .999 | .999 | .999 |
//! | headlines of the same | 1,689 | .994 | .942 | .996 | .996 |
//! | word pairs | 8,000 | .902 | .833 | .933 | .966 |
//! | single words | 7,757 | .738 | .711 | .783 | .868 |
//!
//! Of the word pairs another .05 and of the words .16 are given up as undecided; of those that are
//! decided .95 and .88 are right. A fifth of the mistakes on the sentences are Urdu lines that are
//! mostly English.
//!
//! 40,000 of the sentences a second of one processor (`tests/speed.rs`); the program grows by 1.4 MB.
//!
//! Turned down: `lingua` (best on a word or two; by its Python binding 3,500 sentences a second, and
//! tens of megabytes of models in the binary), `rust-py3langid` (needs a newer compiler than this
//! workspace's and adds 9 MB; we use a part of its model), `langid-rs` (an older model of the same,
//! 7 MB), `whichlang` (no Ukrainian, Persian, Greek, Polish), `langram` and `langidentify` (models
//! apart from the crate).
//!
//! Confusions that remain in short texts: Urdu and Persian, Spanish and Portuguese, Russian and
//! Ukrainian. Bosnian, Croatian and Serbian in Latin letters are hardly told apart by anything.

mod ngrams;
mod passages;
mod writing;

pub use passages::language_passages;

use std::borrow::Cow;
use writing::{Writing, is_kana, main_writing, words_of};

/// A language, and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LanguageGuess {
    /// BCP 47 tag, or `und` if the text does not tell.
    pub tag: &'static str,
    /// Between 0 and 1: the share of this language among those of the script. Of use for comparing
    /// texts; it is no probability.
    pub confidence: f32,
}

const UNDECIDED: LanguageGuess = LanguageGuess { tag: "und", confidence: 0.0 };

/// Bytes looked at.
const ENOUGH: usize = 4_000;

/// Lead over the next language below which a text of a few words does not tell, in nats.
const LEAST_LEAD: i64 = 1;
const FEW_WORDS: usize = 30;

/// The language of a text as a BCP 47 tag, or `und` if the text does not tell: it has no letters,
/// or what it has fits several languages alike. Of a long text three pieces are looked at.
///
/// ```
/// use throughline_text::detect_language;
/// assert_eq!(detect_language("The minister said on Tuesday that talks would go on."), "en");
/// assert_eq!(detect_language("2021年5月31日"), "zh");
/// assert_eq!(detect_language("12:30, 45 %"), "und");
/// ```
pub fn detect_language(text: &str) -> &'static str {
    guess_language(text).tag
}

/// The language of a text, and how sure it is.
pub fn guess_language(text: &str) -> LanguageGuess {
    let text = sample(text);
    let Some(script) = main_writing(&text) else { return UNDECIDED };
    guess(&text, script).0
}

/// The beginning of a text and a piece of each later third.
fn sample(text: &str) -> Cow<'_, str> {
    if text.len() <= ENOUGH {
        return Cow::Borrowed(text);
    }
    let piece = |from: usize, length: usize| {
        let piece = &text[text.ceil_char_boundary(from)..text.floor_char_boundary(from + length)];
        // Not from the middle of a word, where there are words.
        piece.find(char::is_whitespace).filter(|at| *at < 100).map_or(piece, |at| &piece[at..])
    };
    let beginning = &text[..text.floor_char_boundary(ENOUGH / 2)];
    let later = [1, 2].map(|third| piece((text.len() / 3 * third).min(text.len() - ENOUGH / 4), ENOUGH / 4));
    Cow::Owned([beginning, later[0], later[1]].join(" "))
}

/// The language of what a text has in one script, and the scores of the languages of that script.
fn guess(text: &str, script: Writing) -> (LanguageGuess, Vec<(&'static str, i64)>) {
    if let Writing::Of(tag) = script {
        return (LanguageGuess { tag, confidence: 1.0 }, Vec::new());
    }
    let words = words_of(text, script);
    if script == Writing::Han
        && let Some(tag) = by_kana(&words)
    {
        return (LanguageGuess { tag, confidence: 1.0 }, Vec::new());
    }
    let scores = ngrams::scores(&words, script);
    let (Some(best), Some(next)) = (scores.first(), scores.get(1)) else { return (UNDECIDED, scores) };
    if words.chars().count() < FEW_WORDS && best.1 - next.1 < LEAST_LEAD * ngrams::NAT {
        return (UNDECIDED, scores);
    }
    // The scores of a long text are further apart than the languages are: n-grams do not stand
    // independently of each other. py3langid divides by the root of the length, and so do we.
    let scale = ngrams::NAT as f64 * (words.len() as f64).sqrt();
    let odds: f64 = scores.iter().map(|score| ((score.1 - best.1) as f64 / scale).exp()).sum();
    (LanguageGuess { tag: best.0, confidence: (1.0 / odds) as f32 }, scores)
}

/// Chinese and Japanese by the share of Kana, if it is clear: Japanese sentences have them, and
/// Chinese ones at most in a name.
fn by_kana(words: &str) -> Option<&'static str> {
    let (kana, all) = words.chars().fold((0, 0), |(kana, all), c| {
        (kana + usize::from(is_kana(c)), all + usize::from(writing::writing(c).is_some()))
    });
    match (kana, all) {
        (_, 0) => None,
        _ if kana * 8 >= all => Some("ja"),
        // Whatever Japanese writes without Kana is short.
        (0, 12..) => Some("zh"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_of_sentences() {
        for (tag, text) in [
            ("en", "The two ministers will meet again next week in Geneva."),
            ("fr", "Les deux ministres se retrouveront la semaine prochaine à Genève."),
            ("es", "Los dos ministros volverán a reunirse la próxima semana en Ginebra."),
            ("pt", "Os dois ministros voltarão a reunir-se na próxima semana em Genebra."),
            (
                "gl",
                "Os dous ministros volverán reunirse a vindeira semana na cidade de Xenebra, segundo dixo o seu portavoz.",
            ),
            ("ca", "Els dos ministres es tornaran a reunir la setmana que ve a Ginebra."),
            ("it", "I due ministri si incontreranno di nuovo la prossima settimana a Ginevra."),
            ("de", "Die beiden Minister treffen sich nächste Woche wieder in Genf."),
            ("nl", "De twee ministers ontmoeten elkaar volgende week opnieuw in Genève."),
            (
                "da",
                "De to ministre mødes igen i næste uge i Genève, oplyser regeringen, som ikke vil sige noget om indholdet.",
            ),
            (
                "no",
                "De to statsrådene møtes igjen neste uke i Genève, opplyser regjeringen, som ikke vil si noe om innholdet.",
            ),
            ("sv", "De två ministrarna träffas igen nästa vecka i Genève."),
            ("fi", "Ministerit tapaavat uudelleen ensi viikolla Genevessä."),
            ("pl", "Obaj ministrowie spotkają się ponownie w przyszłym tygodniu w Genewie."),
            ("cs", "Oba ministři se znovu sejdou příští týden v Ženevě, řekl mluvčí."),
            ("sk", "Obaja ministri sa opäť stretnú budúci týždeň v Ženeve, povedal hovorca."),
            ("sl", "Ministra se bosta naslednji teden znova sestala v Ženevi."),
            ("hr", "Ministri će se ponovno sastati sljedećeg tjedna u Ženevi, rekao je glasnogovornik."),
            ("ro", "Cei doi miniștri se vor întâlni din nou săptămâna viitoare la Geneva."),
            ("hu", "A két miniszter a jövő héten ismét találkozik Genfben."),
            ("tr", "İki bakan gelecek hafta Cenevre'de yeniden bir araya gelecek."),
            ("vi", "Hai bộ trưởng sẽ gặp lại nhau vào tuần tới tại Geneva."),
            ("id", "Kedua menteri itu akan bertemu lagi pekan depan karena pembicaraan belum selesai."),
            (
                "ms",
                "Kedua-dua menteri itu akan bertemu semula minggu depan kerana perbincangan mereka masih belum selesai, kata jurucakap beliau, dan isu itu boleh dibincangkan daripada pelbagai sudut.",
            ),
            ("ru", "Министры вновь встретятся на следующей неделе в Женеве."),
            ("uk", "Міністри знову зустрінуться наступного тижня в Женеві."),
            ("be", "Міністры зноў сустрэнуцца на наступным тыдні ў Жэневе."),
            ("bg", "Двамата министри ще се срещнат отново следващата седмица в Женева."),
            ("sr", "Министри ће се поново састати следеће недеље у Женеви."),
            ("mk", "Двајцата министри повторно ќе се сретнат следната недела во Женева."),
            ("ar", "سيلتقي الوزيران مرة أخرى الأسبوع المقبل في جنيف."),
            ("fa", "دو وزیر هفته آینده بار دیگر در ژنو دیدار خواهند کرد."),
            ("ur", "دونوں وزراء اگلے ہفتے جنیوا میں دوبارہ ملاقات کریں گے۔"),
            ("ps", "دواړه وزیران به په راتلونکې اونۍ کې په جنیوا کې سره وګوري."),
            ("hi", "दोनों मंत्री अगले सप्ताह जिनेवा में फिर मिलेंगे।"),
            ("mr", "दोन्ही मंत्री पुढील आठवड्यात जिनिव्हामध्ये पुन्हा भेटणार आहेत."),
            ("ne", "दुवै मन्त्रीहरूले अर्को हप्ता जेनेभामा फेरि भेट्नेछन् भनेर प्रवक्ताले बताए।"),
            ("bn", "দুই মন্ত্রী আগামী সপ্তাহে জেনেভায় আবার দেখা করবেন।"),
            ("zh", "两位部长下周将在日内瓦再次会晤。"),
            ("ja", "両大臣は来週ジュネーブで再び会談する。"),
            ("ko", "두 장관은 다음 주 제네바에서 다시 만난다."),
            ("el", "Οι δύο υπουργοί θα συναντηθούν ξανά την επόμενη εβδομάδα."),
            ("he", "שני השרים ייפגשו שוב בשבוע הבא בז'נבה."),
            ("th", "รัฐมนตรีทั้งสองจะพบกันอีกครั้งในสัปดาห์หน้า"),
            ("ka", "მინისტრები მომავალ კვირას კვლავ შეხვდებიან."),
            ("ta", "இரு அமைச்சர்களும் அடுத்த வாரம் மீண்டும் சந்திப்பார்கள்."),
        ] {
            assert_eq!(detect_language(text), tag, "{text}");
        }
    }

    #[test]
    fn what_does_not_tell_is_undecided() {
        for text in [
            "",
            " \n",
            "12:30",
            "+++ 100 % +++",
            "https://example.org/the/news",
            "me@example.org",
            "😀 👍",
            "III",
            "km",
        ] {
            assert_eq!(detect_language(text), "und", "{text}");
        }
    }

    #[test]
    fn foreign_names_do_not_change_the_language() {
        assert_eq!(detect_language("Microsoft 和 OpenAI 宣布合作"), "zh");
        assert_eq!(detect_language("Компания Goldman Sachs купила Twitter"), "ru");
        assert_eq!(detect_language("Foreign Ministry spokesperson Mao Ning (毛宁) answered questions"), "en");
        assert_eq!(detect_language("Wang said the slogan 人类命运共同体 stands for a shared future"), "en");
    }

    #[test]
    fn the_confidence_grows_with_the_text() {
        let short = guess_language("una casa");
        let long =
            guess_language("La casa donde vivimos fue construida por mi abuelo hace más de cien años.");
        assert_eq!(long.tag, "es");
        assert!(short.confidence < long.confidence, "{short:?} {long:?}");
        assert!((0.0..=1.0).contains(&long.confidence));
    }

    #[test]
    fn capitals_do_not_matter() {
        let text = "Die beiden Minister treffen sich nächste Woche";
        assert_eq!(guess_language(text), guess_language(&text.to_uppercase()));
    }

    #[test]
    fn a_foreign_head_does_not_decide_a_long_text() {
        let head = "Skip to content. Home. News. About us. Sign in. ".repeat(3);
        let text = "Министры вновь встретятся на следующей неделе в Женеве. ".repeat(100);
        assert_eq!(detect_language(&(head + &text)), "ru");
    }
}
