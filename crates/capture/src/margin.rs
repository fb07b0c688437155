//! Lines that tell of origin: who wrote, edited, translated or sourced a text.
//!
//! Labels in the main languages, a table of facts. The lines themselves go verbatim into a
//! document's margin; what they mean is decided where credit is explained.

use crate::{dates, phrases, phrases::opens_with};
use aho_corasick::AhoCorasick;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a labelled line tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Label {
    /// Who wrote it.
    Author,
    /// Who edited, translated or checked it.
    Editor,
    /// Where it comes from.
    Source,
    /// Its headline where it comes from.
    OriginalTitle,
    /// Who made the picture.
    Picture,
}

const AUTHORS: &[&str] = &[
    "author",
    "authors",
    "written by",
    "reporter",
    "correspondent",
    "by line",
    "story by",
    "words by",
    "text by",
    "автор",
    "авторы",
    "текст",
    "корреспондент",
    "автор статьи",
    "автори",
    "作者",
    "记者",
    "記者",
    "文",
    "撰文",
    "撰稿",
    "특파원",
    "기자",
    "auteur",
    "autor",
    "autora",
    "autore",
    "autoren",
    "auteurs",
    "redactor",
    "texto",
    "testo",
    "yazar",
    "penulis",
    "tác giả",
    "الكاتب",
    "كتب",
    "كتبت",
    "بقلم",
    "نویسنده",
    "συντάκτης",
    "लेखक",
];
const EDITORS: &[&str] = &[
    "editor",
    "edited by",
    "editors",
    "web editor",
    "translator",
    "translated by",
    "translation",
    "proofreader",
    "редактор",
    "перевод",
    "переводчик",
    "责任编辑",
    "編輯",
    "编辑",
    "责编",
    "翻译",
    "编译",
    "校对",
    "审核",
    "편집",
    "éditeur",
    "traduction",
    "traduit par",
    "traducción",
    "redaktion",
    "übersetzung",
    "redaktor",
    "editör",
    "çeviri",
    "المحرر",
    "تحرير",
    "ترجمة",
    "ویرایش",
    "ترجمه",
    "penerjemah",
];
const SOURCES: &[&str] = &[
    "source",
    "sources",
    "original source",
    "news source",
    "republished from",
    "reposted from",
    "reprinted from",
    "originally published",
    "first published",
    "this article was originally published",
    "this story was originally published",
    "this article first appeared",
    "courtesy of",
    "via",
    "источник",
    "по материалам",
    "джерело",
    "来源",
    "來源",
    "稿源",
    "信息来源",
    "消息来源",
    "文章来源",
    "转自",
    "转载自",
    "原文链接",
    "原文",
    "출처",
    "出典",
    "quelle",
    "quellen",
    "fuente",
    "fonte",
    "kaynak",
    "sumber",
    "bron",
    "källa",
    "źródło",
    "zdroj",
    "nguồn",
    "المصدر",
    "منبع",
    "πηγή",
    "स्रोत",
];
const ORIGINAL_TITLES: &[&str] = &[
    "original title",
    "original headline",
    "原标题",
    "原題",
    "原標題",
    "оригинальный заголовок",
    "titre original",
    "título original",
    "originaltitel",
    "العنوان الأصلي",
];
const PICTURES: &[&str] = &[
    "photo",
    "photos",
    "photo by",
    "photograph",
    "photograph by",
    "photo credit",
    "image",
    "images",
    "image credit",
    "picture",
    "pictures",
    "credit",
    "video",
    "illustration",
    "graphic",
    "infographic",
    "file photo",
    "фото",
    "иллюстрация",
    "скриншот",
    "图",
    "图片",
    "摄影",
    "图片来源",
    "图源",
    "摄",
    "圖",
    "写真",
    "画像",
    "사진",
    "photographie",
    "crédit",
    "crédits",
    "foto",
    "fotos",
    "imagen",
    "bild",
    "bilder",
    "grafik",
    "immagine",
    "imagem",
    "fotoğraf",
    "gambar",
    "ảnh",
    "الصورة",
    "صورة",
    "تصوير",
    "عکس",
    "φωτογραφία",
];

/// The label `line` opens with and the value behind it, which may be empty.
///
/// A label counts if a colon follows it ("Source: …", "Editor : …", "来源：…"), or in the forms
/// that need none ("Translated by …").
pub(crate) fn labelled(line: &str) -> Option<(Label, &str)> {
    let line = line.trim().trim_matches(['(', ')', '[', ']', '（', '）', '【', '】']).trim();
    let opening = &line[..line.floor_char_boundary(64)];
    if let Some(at) = opening.find([':', '：', '|', '丨']).filter(|at| *at <= 60) {
        let head = line[..at].trim().to_lowercase();
        let value = line[at..].trim_start_matches([':', '：', '|', '丨']).trim();
        if let Some(label) = LABELS.get(head.as_str()) {
            return Some((*label, value));
        }
    }
    let lower = opening.to_lowercase();
    let spoken = [
        (Label::Editor, "translated by "),
        (Label::Editor, "edited by "),
        (Label::Author, "written by "),
        (Label::Source, "republished from "),
        (Label::Source, "reposted from "),
        (Label::Source, "reprinted from "),
        (Label::Source, "source "),
        (Label::Source, "with reporting by "),
        (Label::Source, "with reporting from "),
        (Label::Source, "additional reporting by "),
        (Label::Source, "reporting by "),
        (Label::Source, "with material from "),
        (Label::Source, "with files from "),
        (Label::Source, "по материалам "),
        (Label::Source, "по сообщению "),
        (Label::Source, "d’après "),
        (Label::Source, "avec l’"),
        (Label::Author, "بقلم "),
        (Label::Source, "转自"),
        (Label::Source, "转载自"),
        (Label::Picture, "photo by "),
        (Label::Picture, "photograph by "),
        (Label::Picture, "image by "),
    ];
    let (label, head) = spoken.iter().find(|(_, head)| lower.starts_with(head))?;
    // Lower-casing keeps the length of every head in the table.
    line.get(head.len()..)
        .map(|value| (*label, value.trim()))
        .filter(|(_, value)| value.chars().count() <= 60)
}

/// The label that each head stands for, the first table's where several have it.
static LABELS: LazyLock<HashMap<&str, Label>> = LazyLock::new(|| {
    let tables = [
        (Label::OriginalTitle, ORIGINAL_TITLES),
        (Label::Source, SOURCES),
        (Label::Editor, EDITORS),
        (Label::Author, AUTHORS),
        (Label::Picture, PICTURES),
    ];
    tables.into_iter().rev().flat_map(|(label, heads)| heads.iter().map(move |head| (*head, label))).collect()
});

/// The name in a byline that has no label: "By Jane Doe", "Von Jana Doe", "par …", "por …".
pub(crate) fn by_name(line: &str) -> Option<&str> {
    const HEADS: &[&str] = &[
        "by ",
        "von ",
        "par ",
        "por ",
        "di ",
        "door ",
        "av ",
        "oleh ",
        "автор ",
        "текст ",
        "作者",
        "文/",
        "文／",
        "记者",
    ];
    let line = line.trim();
    let head = HEADS
        .iter()
        .find(|head| line.get(..head.len()).is_some_and(|begin| begin.to_lowercase() == **head))?;
    let name = line[head.len()..].trim_start_matches([':', '：', ' ']).trim();
    (!name.is_empty() && name.chars().count() <= 80 && !ends_like_prose(name)).then_some(name)
}

/// A name without the date, place or button that shares its line.
pub(crate) fn person(name: &str) -> &str {
    let whole = name.len();
    let cut = name.find(['|', '·', '•', '(', '（', '/', '—', '–', '，']).into_iter();
    let dash = name.find(" - ").into_iter();
    let date = dates::find(name).first().map(|found| found.begin).into_iter();
    let end = cut.chain(dash).chain(date).min().unwrap_or(name.len());
    let cut = &name[..end];
    let mut name = cut.trim().trim_end_matches([',', ';', '-', '.', ':']).trim();
    // "Jane Doe published on 5 March": words in lower case before a date are not part of a name.
    while end < whole
        && let Some((front, last)) = name.rsplit_once(' ')
        && last.chars().all(|character| character.is_lowercase() || character == ',')
    {
        name = front.trim_end_matches([',', ';', ' ']);
    }
    name
}

/// Whether the line tells of origin: by a label, as a lone agency signature, or as the pointer
/// back to the page a text was taken from.
pub(crate) fn tells_origin(line: &str) -> bool {
    let by_label = labelled(line).is_some_and(|(label, value)| {
        let length = value.chars().count();
        match label {
            // "Reporter: …?" in an interview is a turn of speech, not a name.
            Label::Author | Label::Editor => (1..=60).contains(&length) && !ends_like_prose(value),
            Label::Source => (1..=120).contains(&length),
            Label::OriginalTitle => (1..=400).contains(&length),
            Label::Picture => false,
        }
    });
    by_label || is_signature(line) || is_way_back(line)
}

/// "(Xinhua)", "（新华社）", "/TASS/": a bracketed name alone on its line.
fn is_signature(line: &str) -> bool {
    let line = line.trim();
    [('(', ')'), ('（', '）'), ('/', '/'), ('[', ']')].iter().any(|(open, close)| {
        line.strip_prefix(*open).and_then(|rest| rest.strip_suffix(*close)).is_some_and(|inside| {
            let count = inside.chars().count();
            let is_name = inside.split_whitespace().all(|word| {
                word.chars().next().is_some_and(|first| first.is_alphabetic() && !first.is_lowercase())
            });
            (2..=40).contains(&count)
                && is_name
                && !inside.contains(['(', '[', '.', '/', ':', '=', '?', '!', ','])
        })
    })
}

/// "Return to Sohu to see more", "返回搜狐，查看更多".
fn is_way_back(line: &str) -> bool {
    if line.chars().nth(160).is_some() {
        return false;
    }
    let lower = line.to_lowercase();
    let english = lower.find("return to ").is_some_and(|at| {
        let rest = &lower[at..];
        rest.contains("to see more") || rest.contains("see more") || rest.contains("for more")
    });
    let chinese =
        line.find("返回").is_some_and(|at| line[at..].contains("查看更多") || line[at..].contains("看更多"));
    english || chinese
}

/// Openings of picture credits inside a line.
const CREDITS: &[&str] = &[
    "photo by ",
    "photo: ",
    "photo/",
    "image: ",
    "picture: ",
    "photograph: ",
    "photograph by ",
    "(photo",
    "[photo",
    "file photo",
    "/getty",
    "getty images",
    "(ap photo",
    "credit: ",
    "photo courtesy",
    "фото: ",
    "фото:",
    "摄影",
    "摄）",
    "图片来源",
    "供图",
    "（资料图",
    "foto: ",
    "crédit photo",
    "تصوير",
];

/// Whether a picture credit closes the line after a full sentence: "… at the forum.Photo by X".
pub(crate) fn has_picture_credit(line: &str) -> bool {
    if labelled(line).is_some_and(|(label, _)| label == Label::Picture) {
        return true;
    }
    // A credit begins at most 80 characters before the line's end.
    let tail = line.char_indices().rev().nth(79).map_or(line, |(at, _)| &line[at..]);
    CREDIT_FINDER.is_match(&tail.to_lowercase()) && line.chars().nth(450).is_none()
}

static CREDIT_FINDER: LazyLock<AhoCorasick> = LazyLock::new(|| phrases::finder(CREDITS));

/// Whether a picture credit names an agency: a mark of where the copy around it comes from.
pub(crate) fn names_agency(line: &str) -> bool {
    const WORDS: &[&str] = &[
        "agency",
        "agence",
        "agencia",
        "agentur",
        "agenzia",
        "agência",
        "агентство",
        "通讯社",
        "新闻社",
        "通信社",
        "وكالة",
        "ajans",
        "xinhua",
        "新华社",
        "中新社",
        "тасс",
    ];
    let lower = line.to_lowercase();
    WORDS.iter().any(|word| lower.contains(word))
}

/// Whether `text` ends with the mark of a sentence, closing quotes and brackets aside. Thai and Lao
/// have no such mark: there a text of sixty characters is more than a headline or a menu's line.
pub(crate) fn ends_like_prose(text: &str) -> bool {
    const ENDS: [char; 20] = [
        '.', '!', '?', '。', '！', '？', '…', '।', '॥', '؟', '۔', '．', '｡', '။', '។', '៕', '።', '։', '།',
        '؞',
    ];
    let text = text.trim_end_matches(['"', '\'', '”', '’', '»', ')', '）', ']', '」', '』', '*', ' ']);
    text.ends_with(ENDS) || text.ends_with(phrases::is_thai_or_lao) && text.chars().nth(59).is_some()
}

/// A mark that closes an agency's copy: "~ desk closes ~", "-- bulletin ends --", "***", "(完)".
pub(crate) fn is_end_mark(line: &str) -> bool {
    let line = line.trim();
    let is_rule = |character: char| matches!(character, '~' | '-' | '—' | '*' | '#' | '=' | '_' | '■');
    let is_framed = line.starts_with(is_rule) && line.ends_with(is_rule);
    let lower = line.trim_matches(|character: char| !character.is_alphanumeric()).to_lowercase();
    let is_word = matches!(
        lower.as_str(),
        "ends" | "end" | "enditem" | "endit" | "完" | "本文完" | "конец" | "30" | "fin" | "انتهى"
    );
    line.chars().count() <= 60 && (is_framed || is_word)
}

/// Whether `line` opens like a byline at all, for telling it from a headline.
pub(crate) fn looks_like_byline(line: &str) -> bool {
    by_name(line).is_some()
        || labelled(line).is_some_and(|(label, _)| matches!(label, Label::Author | Label::Editor))
        || opens_with(&line.trim().to_lowercase(), "reporting by")
}

#[cfg(test)]
mod tests {
    use super::{Label, by_name, has_picture_credit, labelled, tells_origin};

    #[test]
    fn labels_are_read_in_many_languages() {
        let cases = [
            (
                "Source: Online Platforms - \"CCTV on YouTube\"",
                Label::Source,
                "Online Platforms - \"CCTV on YouTube\"",
            ),
            ("Editor : Jane Roe", Label::Editor, "Jane Roe"),
            ("来源：新华社", Label::Source, "新华社"),
            ("(Источник: ТАСС)", Label::Source, "ТАСС"),
            ("المصدر: شينخوا", Label::Source, "شينخوا"),
            ("Original title: A day", Label::OriginalTitle, "A day"),
            ("责任编辑：张三", Label::Editor, "张三"),
        ];
        for (line, label, value) in cases {
            assert_eq!(labelled(line), Some((label, value)), "{line}");
            assert!(tells_origin(line), "{line}");
        }
    }

    #[test]
    fn prose_is_no_label() {
        for line in [
            "Sources told the paper: we will see",
            "He said: yes",
            "By the end of the year, it was over.",
            "(and so on)",
        ] {
            assert!(!tells_origin(line), "{line}");
            assert_eq!(by_name(line), None, "{line}");
        }
    }

    #[test]
    fn signatures_and_ways_back_tell_of_origin() {
        for line in [
            "(Xinhua)",
            "（新华社）",
            "(According to the live text)Return to Portal to see more",
            "返回门户，查看更多",
        ] {
            assert!(tells_origin(line), "{line}");
        }
        assert!(has_picture_credit("The deputy spoke at the forum.Photo by News Agency reporter A. Name"));
    }
}
