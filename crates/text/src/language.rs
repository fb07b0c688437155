//! The language of a text.

use whatlang::Lang;

/// The language of a text as a BCP 47 tag, or `und` if the text does not tell.
pub fn detect_language(text: &str) -> &'static str {
    let Some(info) = whatlang::detect(text) else {
        return "und";
    };
    match info.lang() {
        Lang::Eng => "en",
        Lang::Cmn => "zh",
        Lang::Rus => "ru",
        Lang::Ara => "ar",
        Lang::Fra => "fr",
        Lang::Spa => "es",
        Lang::Deu => "de",
        Lang::Ukr => "uk",
        Lang::Pes => "fa",
        Lang::Jpn => "ja",
        Lang::Kor => "ko",
        Lang::Por => "pt",
        Lang::Ita => "it",
        Lang::Tur => "tr",
        Lang::Ell => "el",
        Lang::Pol => "pl",
        _ => "und",
    }
}
