//! Month names of the main languages, as they stand in dates (genitive where a language has one).

/// The month a word names, 1 to 12. `word` is lower case without a closing full stop.
pub(super) fn month(word: &str) -> Option<i8> {
    let position = MONTHS.iter().position(|names| names.split(' ').any(|name| name == word))?;
    Some(position as i8 + 1)
}

/// A table of facts: English, French, Spanish, German, Italian, Portuguese, Dutch, Swedish,
/// Polish, Czech, Turkish, Indonesian, Romanian, Greek, Russian, Ukrainian, Arabic (Egyptian, Levantine,
/// Maghrebi), Persian (Gregorian names), Hindi. Names of two languages that name different months
/// (such as Czech "listopad") are left out.
const MONTHS: [&str; 12] = [
    "january jan janvier janv enero ene januar jänner januari gennaio gen janeiro stycznia styczeń ledna \
     ocak januari ianuarie ιανουαρίου ιανουάριος января январь янв січня січень يناير جانفي ژانویه जनवरी",
    "february feb février févr fév febrero februar febbraio fevereiro fev februari lutego luty února şubat \
     februarie φεβρουαρίου φεβρουάριος февраля февраль фев лютого лютий فبراير شباط فيفري فوریه फरवरी फ़रवरी",
    "march mar mars marzo märz mrz março maart mrt marca marzec března mart maret martie μαρτίου μάρτιος \
     марта март мар березня березень مارس آذار مارس मार्च",
    "april apr avril avr abril abr aprile avrile kwietnia kwiecień dubna nisan aprilie απριλίου απρίλιος \
     апреля апрель апр квітня квітень أبريل ابريل إبريل نيسان أفريل آوریل अप्रैल",
    "may mai mayo maggio mag maio mei maj maja května mayıs μαΐου μάιος мая май травня травень مايو أيار \
     ايار ماي مه मई",
    "june jun juin junio juni giugno giu junho czerwca czerwiec června haziran iunie ιουνίου ιούνιος июня \
     июнь июн червня червень يونيو حزيران جوان ژوئن जून",
    "july jul juillet juil julio juli luglio lug julho lipca lipiec července temmuz iulie ιουλίου ιούλιος \
     июля июль июл липня липень يوليو تموز جويلية ژوئیه जुलाई",
    "august aug août aout agosto ago augustus augusti sierpnia sierpień srpna ağustos agustus αυγούστου \
     αύγουστος августа август авг серпня серпень أغسطس اغسطس آب أوت اوت اوت अगस्त",
    "september sept sep septembre septiembre settembre setembro set września wrzesień září eylül septembrie \
     σεπτεμβρίου σεπτέμβριος сентября сентябрь сен сент вересня вересень سبتمبر أيلول ايلول सितंबर सितम्बर",
    "october oct octobre octubre oktober okt ottobre ott outubro out października październik října ekim \
     octombrie οκτωβρίου οκτώβριος октября октябрь окт жовтня жовтень أكتوبر اكتوبر अक्टूबर",
    "november nov novembre noviembre novembro listopada listopadu kasım noiembrie νοεμβρίου νοέμβριος \
     ноября ноябрь ноя нояб листопада листопад نوفمبر नवंबर नवम्बर",
    "december dec décembre déc diciembre dic dezember dez dicembre dezembro grudnia grudzień prosince \
     aralık desember decembrie δεκεμβρίου δεκέμβριος декабря декабрь дек грудня грудень ديسمبر दिसंबर",
];

#[cfg(test)]
mod tests {
    use super::{MONTHS, month};

    #[test]
    fn no_name_is_listed_under_two_months() {
        for (index, names) in MONTHS.iter().enumerate() {
            for name in names.split(' ') {
                assert_eq!(month(name), Some(index as i8 + 1), "{name}");
            }
        }
    }
}
