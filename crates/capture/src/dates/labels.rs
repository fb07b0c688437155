//! What the words beside a date say it is the date of.

/// What a date is the date of, by the words beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Label {
    /// "Posted", "Опубликовано", "发布时间".
    Published,
    /// "Updated", "Обновлено", "更新".
    Updated,
    /// "Retrieved", "Archived on", "Printed": the page as it stood then.
    Captured,
    /// A copyright line, the update of a whole site, an event.
    Other,
}

/// The label in the words next to a date. An update is looked for first: "Published and updated".
pub(crate) fn label(words: &str) -> Option<Label> {
    let lower = words.to_lowercase();
    let has = |list: &[&str]| list.iter().any(|word| stands_in(&lower, word));
    if has(OTHER) {
        return Some(Label::Other);
    }
    if has(CAPTURED) {
        return Some(Label::Captured);
    }
    if has(UPDATED) {
        return Some(if is_about_site(&lower) { Label::Other } else { Label::Updated });
    }
    has(PUBLISHED).then_some(Label::Published)
}

/// Whether a word begins in `text` at the begin of a word; scripts without spaces have no begins.
fn stands_in(text: &str, word: &str) -> bool {
    let begins_anywhere = !word.starts_with(|first: char| first.is_ascii_alphabetic());
    text.match_indices(word)
        .any(|(at, _)| begins_anywhere || !text[..at].chars().next_back().is_some_and(char::is_alphanumeric))
}

const PUBLISHED: &[&str] = &[
    "posted",
    "publish",
    "first aired",
    "released",
    "release date",
    "created",
    "issued",
    "date:",
    "dated",
    "filed",
    "uploaded",
    "added on",
    "опубликован",
    "публикац",
    "размещено",
    "дата:",
    "опубліковано",
    "оприлюднено",
    "апублікавана",
    "публикувано",
    "објављено",
    "发布",
    "發布",
    "发表",
    "發表",
    "發佈",
    "发文",
    "刊登",
    "日期：",
    "日期:",
    "时间：",
    "時間：",
    "公開",
    "掲載",
    "配信",
    "投稿",
    "発表",
    "입력",
    "등록",
    "게시",
    "작성",
    "승인",
    "publié",
    "mis en ligne",
    "parution",
    "publicad",
    "publicación",
    "publicação",
    "fecha de",
    "veröffentlicht",
    "publiziert",
    "erschienen",
    "erstellt",
    "pubblicat",
    "gepubliceerd",
    "geplaatst",
    "publicerad",
    "publisert",
    "udgivet",
    "offentliggjort",
    "julkaistu",
    "opublikowan",
    "data publikacji",
    "dodano",
    "publikov",
    "vydáno",
    "zveřejněno",
    "zverejnené",
    "objavljeno",
    "publicat la",
    "megjelent",
    "közzétéve",
    "yayın",
    "yayım",
    "eklenme",
    "dərc",
    "жарияланды",
    "đăng",
    "xuất bản",
    "ngày đăng",
    "diterbitkan",
    "dipublikasikan",
    "diterbit",
    "imechapishwa",
    "نشر",
    "تاريخ",
    "النشر",
    "تاریخ انتشار",
    "انتشار",
    "منتشر",
    "شائع",
    "פורסם",
    "प्रकाशित",
    "प्रकाशन",
    "প্রকাশ",
    "เผยแพร่",
    "วันที่",
    "δημοσιεύ",
    "δημοσίευσ",
];

const UPDATED: &[&str] = &[
    "updated",
    "update",
    "modified",
    "edited",
    "revised",
    "amended",
    "corrected",
    "обновлено",
    "обновлен",
    "обновлён",
    "изменено",
    "отредактировано",
    "оновлено",
    "змінено",
    "абноўлена",
    "обновена",
    "ажурирано",
    "更新",
    "修改",
    "修订",
    "修訂",
    "改定",
    "수정",
    "업데이트",
    "갱신",
    "mis à jour",
    "mise à jour",
    "modifié",
    "actualizad",
    "actualización",
    "modificad",
    "aktualisiert",
    "geändert",
    "stand:",
    "stand ",
    "aggiornat",
    "aggiornamento",
    "modificat",
    "atualizad",
    "atualização",
    "bijgewerkt",
    "laatst gewijzigd",
    "uppdaterad",
    "oppdatert",
    "opdateret",
    "päivitetty",
    "aktualizacja",
    "zaktualizowano",
    "aktualizováno",
    "aktualizované",
    "ažurirano",
    "actualizat",
    "frissítve",
    "frissült",
    "güncelle",
    "yenilənib",
    "жаңартылды",
    "yangilangan",
    "diperbarui",
    "dikemas kini",
    "cập nhật",
    "imesasishwa",
    "تحديث",
    "محدث",
    "آخر تعديل",
    "به‌روز",
    "بروزرسانی",
    "به روز رسانی",
    "اپ ڈیٹ",
    "עודכן",
    "अपडेट",
    "अद्यतन",
    "আপডেট",
    "อัปเดต",
    "อัพเดท",
    "แก้ไข",
    "ενημερώθηκε",
    "ενημέρωση",
    "last edit",
    "last change",
];

/// The page as somebody saw it: an archive's banner, a print-out, a citation's "retrieved".
const CAPTURED: &[&str] = &[
    "retrieved",
    "accessed",
    "archived",
    "captured",
    "captures",
    "snapshot",
    "saved from",
    "saved on",
    "printed",
    "print date",
    "date printed",
    "crawled",
    "downloaded on",
    "wayback",
    "today is",
    "abgerufen",
    "ausgedruckt",
    "gedruckt",
    "consulté le",
    "imprimé le",
    "consultado",
    "impreso",
    "stampato il",
    "consultato",
    "дата обращения",
    "архивировано",
    "дата печати",
    "распечатано",
    "сегодня",
    "сьогодні",
    "打印时间",
    "打印日期",
    "列印",
    "检索",
    "检索于",
    "存档",
    "存檔",
    "今天是",
    "今日",
    "閲覧",
    "오늘",
    "تمت الأرشفة",
    "اليوم هو",
    "امروز",
    "bugün",
    "hoy es",
    "aujourd'hui",
    "heute ist",
    "hôm nay",
];

const OTHER: &[&str] = &[
    "copyright",
    "©",
    "(c) ",
    "all rights reserved",
    "版权所有",
    "版權所有",
    "born",
    "expires",
    "deadline",
    "valid until",
    "event date",
    "starts",
    "ends on",
    "founded",
    "established",
    "est.",
    "since",
    "member since",
    "joined",
];

/// Words for a whole site, as tokens.
const SITE: &[&str] = &[
    "site",
    "website",
    "webseite",
    "sitio",
    "sito",
    "sitesi",
    "сайт",
    "сайта",
    "сайту",
    "strona",
    "strony",
    "portal",
    "портал",
    "портала",
];
/// The same in scripts that join words.
const SITE_JOINED: &[&str] =
    &["网站", "網站", "本站", "サイト", "사이트", "للموقع", "الموقع", "وبسایت", "وب‌سایت"];

/// Whether an update label speaks of the site ("Site last updated: …"), not of the page's text.
fn is_about_site(label: &str) -> bool {
    SITE_JOINED.iter().any(|word| label.contains(word))
        || label.split(|c: char| !c.is_alphanumeric()).any(|token| SITE.contains(&token))
}

#[cfg(test)]
mod tests {
    use super::{Label, label};

    #[test]
    fn labels_of_many_languages_are_told_apart() {
        for (words, expected) in [
            ("Posted on", Some(Label::Published)),
            ("Last updated:", Some(Label::Updated)),
            ("Published and updated", Some(Label::Updated)),
            ("Site last updated:", Some(Label::Other)),
            ("Обновлено:", Some(Label::Updated)),
            ("Опубликовано", Some(Label::Published)),
            ("最終更新日：", Some(Label::Updated)),
            ("发布时间：", Some(Label::Published)),
            ("最后更新", Some(Label::Updated)),
            ("입력", Some(Label::Published)),
            ("Retrieved", Some(Label::Captured)),
            ("Archived from the original on", Some(Label::Captured)),
            ("© ", Some(Label::Other)),
            ("تاريخ النشر:", Some(Label::Published)),
            ("آخر تحديث", Some(Label::Updated)),
            ("By Jane Roe", None),
            ("republished", None),
        ] {
            assert_eq!(label(words), expected, "{words}");
        }
    }
}
