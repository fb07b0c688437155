//! The language of a text.
//!
//! Trigram profiles (`whatlang`, MIT, 0.8 MB of source, `hashbrown` its only dependency without its
//! default features) limited to the languages the product promises, helped by two things that
//! trigrams of a short text do not show: letters that only one language of a script has, and
//! function words. Measured by `tests/language.rs`, share of right answers with and without the
//! help:
//!
//! | set | texts | `whatlang` alone | here |
//! |---|---|---|---|
//! | sentences (lingua's test data, 20 languages) | 8,000 | .981 | .984 |
//! | paragraphs of the Declaration of Human Rights | 1,156 | .998 | .997 |
//! | paragraphs of news (el en pl ru zh) | 1,680 | .998 | .999 |
//! | headlines of the same | 1,689 | .923 | .942 |
//! | word pairs | 8,000 | .811 | .833 |
//! | single words | 7,757 | .686 | .711 |
//!
//! A third of the mistakes on the sentences are Urdu lines with English words around them.
//!
//! Turned down: `rust-py3langid` (.998 on the sentences when limited to a list, but it needs a
//! newer compiler than this workspace's), `whichlang` (no Ukrainian, Persian, Greek, Polish),
//! `lingua` (best on single words, but slow, and tens of megabytes of models in the binary).

use std::sync::LazyLock;
use unicode_segmentation::UnicodeSegmentation;
use whatlang::{Detector, Lang, Script};

/// A language that is told apart.
struct Language {
    lang: Lang,
    tag: &'static str,
    /// Frequent function words, where trigrams alone confuse neighbours.
    words: &'static str,
}

const fn language(lang: Lang, tag: &'static str, words: &'static str) -> Language {
    Language { lang, tag, words }
}

/// A longer list would cost accuracy on short texts.
const LANGUAGES: &[Language] = &[
    language(
        Lang::Eng,
        "en",
        "the of and to in is for that with on as was by at from his her he are be not its have has will \
         who this an or after over new their but they which were been into about more than it how what why says",
    ),
    language(
        Lang::Fra,
        "fr",
        "le la les de des du et en un une est pour que qui dans par sur pas plus au aux ce cette avec ne se \
         son sa ses il elle ont été sont mais ou leur nous vous à d l qu n s c j",
    ),
    language(
        Lang::Spa,
        "es",
        "a o u si el la los las de del y en un una es para que por con no se su sus al lo como más pero ha fue son \
         este esta entre sobre ser también hasta desde muy sin años nos le les",
    ),
    language(
        Lang::Por,
        "pt",
        "o a os as de do da dos das e em um uma é para que por com não se seu sua ao à no na nos nas como \
         mais mas foi são pelo pela entre sobre ser também até desde muito sem anos lhe",
    ),
    language(
        Lang::Ita,
        "it",
        "a e o se il lo la i gli le di del della dei delle e in un una è per che con non si da al alla nel nella come \
         più ma ha sono questo questa anche suo sua ed dal dalla sul sulla l d un dell all",
    ),
    language(
        Lang::Deu,
        "de",
        "der die das den dem des und in ein eine einen einem einer ist für dass mit auf von zu im nicht sich \
         auch als es an aus bei nach sie er wie wird sind hat oder zum zur über vor wurde werden",
    ),
    language(
        Lang::Tur,
        "tr",
        "ve bir bu da de için ile çok daha gibi olarak olan kadar sonra ne ama var mi mı değil her en o ki \
         ise göre diye ya veya türkiye yok",
    ),
    language(
        Lang::Pol,
        "pl",
        "w i z na do nie się że to jest o od po za jak ale co dla przez przy są był było była ma tym tego \
         oraz czy już ze jego jej przed pod będzie tylko może we ich lub",
    ),
    language(
        Lang::Vie,
        "vi",
        "và của là có cho các những không được trong với một người đã này để từ khi về như ra đến vào tại",
    ),
    language(
        Lang::Ind,
        "id",
        "yang dan di ini itu dengan untuk dari dalam pada tidak akan ke oleh juga adalah sebagai bisa telah \
         ada karena atau mereka saya kami tersebut para bahwa",
    ),
    language(Lang::Cmn, "zh", ""),
    language(
        Lang::Rus,
        "ru",
        "и с что как это от к его был все они из или но при после более о об не на по за для во со",
    ),
    language(
        Lang::Ukr,
        "uk",
        "і з що як це від до його був всі вони із або але при після й та у про не на по за для зі",
    ),
    language(Lang::Ara, "ar", ""),
    language(Lang::Pes, "fa", ""),
    language(Lang::Urd, "ur", ""),
    language(Lang::Jpn, "ja", ""),
    language(Lang::Kor, "ko", ""),
    language(Lang::Ell, "el", ""),
    language(Lang::Hin, "hi", ""),
    language(Lang::Heb, "he", ""),
    language(Lang::Tha, "th", ""),
];

static DETECTOR: LazyLock<Detector> =
    LazyLock::new(|| Detector::with_allowlist(LANGUAGES.iter().map(|language| language.lang).collect()));

/// Function words with the languages that have them, sorted by word.
static FUNCTION_WORDS: LazyLock<Vec<(&'static str, usize)>> = LazyLock::new(|| {
    let words = LANGUAGES.iter().enumerate();
    let mut words: Vec<_> = words
        .flat_map(|(at, language)| language.words.split_whitespace().map(move |word| (word, at)))
        .collect();
    words.sort_unstable();
    words.dedup();
    words
});

/// Bytes looked at: the language of a document shows in its first paragraphs.
const ENOUGH: usize = 4_000;

/// The language of a text as a BCP 47 tag, or `und` if the text does not tell.
pub fn detect_language(text: &str) -> &'static str {
    let text = &text[..text.floor_char_boundary(ENOUGH)];
    let Some(info) = DETECTOR.detect(text) else { return "und" };
    let Some(by_trigrams) = LANGUAGES.iter().position(|language| language.lang == info.lang()) else {
        return "und";
    };
    if let Some(tag) = by_letters(text, info.lang()) {
        return tag;
    }
    if !matches!(info.script(), Script::Latin | Script::Cyrillic) {
        return LANGUAGES[by_trigrams].tag;
    }
    let votes = function_words(text);
    let most = votes.iter().copied().max().unwrap_or(0);
    // A tie, or a lead of less than one word that no other language has: the trigrams decide.
    let is_clear =
        most >= votes[by_trigrams] + OWN_WORD && votes.iter().filter(|&&of| of == most).count() == 1;
    let chosen = if is_clear { votes.iter().position(|&of| of == most) } else { None };
    LANGUAGES[chosen.unwrap_or(by_trigrams)].tag
}

/// Letters that only one of the languages of a script writes.
fn by_letters(text: &str, guess: Lang) -> Option<&'static str> {
    let count = |letters: &str| text.chars().filter(|c| letters.contains(*c)).count();
    match guess {
        Lang::Rus | Lang::Ukr => {
            let (ukrainian, russian) = (count("іїєґІЇЄҐ"), count("ыэъёЫЭЪЁ"));
            match ukrainian.cmp(&russian) {
                std::cmp::Ordering::Greater => Some("uk"),
                std::cmp::Ordering::Less => Some("ru"),
                std::cmp::Ordering::Equal => None,
            }
        }
        Lang::Ara | Lang::Pes | Lang::Urd => {
            let (urdu, persian, arabic) = (count("ٹڈڑںےہھ"), count("پچژگکی"), count("كيىةإأؤئ"));
            match (urdu, persian, arabic) {
                (0, 0, 0) => None,
                _ if urdu > 0 && urdu * 8 >= persian => Some("ur"),
                _ if persian > arabic => Some("fa"),
                _ if arabic > persian => Some("ar"),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The vote of a word that only one language has; a word of several is split among them.
const OWN_WORD: u32 = 12;

/// For each language, the votes of the text's function words.
fn function_words(text: &str) -> Vec<u32> {
    let mut votes = vec![0; LANGUAGES.len()];
    for word in text.unicode_words().flat_map(|word| word.split(['\'', '’'])) {
        let word = word.to_lowercase();
        let begin = FUNCTION_WORDS.partition_point(|&(known, _)| known < word.as_str());
        let length = FUNCTION_WORDS[begin..].partition_point(|&(known, _)| known == word);
        for &(_, language) in &FUNCTION_WORDS[begin..begin + length] {
            votes[language] += OWN_WORD / length as u32;
        }
    }
    votes
}
