//! Names of authors in lines and labels, in many languages: what is a person, what is a body, what
//! is a template's word.

mod words;

use crate::{dates, margin, phrases};
use words::{BODIES, HEADS, JOINTS, NO_NAMES, NOBODY, PARTICLES, ROLES};

/// What a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Two words or more of a person's name, or a name in a script without spaces.
    Person,
    /// One word: a mononym, an agency, a user name.
    Single,
    /// An agency, institute or other body.
    Body,
    /// Nobody in particular: an outlet's staff, "admin".
    Nobody,
    /// A role, a button, a section, a date: no name.
    NoName,
}

/// What `name`, one name without label, names.
pub(crate) fn kind(name: &str) -> Kind {
    let name = name.trim();
    let count = name.chars().count();
    let has_mark = name.contains([
        '@', '/', '_', '?', '!', ':', '：', '©', '|', '#', '"', '“', '”', '«', '»', '[', ']', '{', '。',
        '，', ';', '…', '+', '=', '*', '<', '>', '%', '$', '€', '(', ')',
    ]);
    let is_address = name.split(' ').any(|word| word.trim_end_matches('.').contains('.') && word.len() > 6);
    if !(2..=60).contains(&count) || has_mark || name.chars().any(|c| c.is_ascii_digit()) || is_address {
        return Kind::NoName;
    }
    let lower = name.to_lowercase();
    let words: Vec<&str> = lower.split([' ', '\u{a0}', ',']).filter(|word| !word.is_empty()).collect();
    let has = |table: &[&str]| words.iter().any(|word| table.contains(word));
    if has(NOBODY) || lower.ends_with("admin") {
        return Kind::Nobody;
    }
    if has(ROLES) || has(NO_NAMES) && !has(BODIES) || words.iter().any(|word| phrases::is_weekday(word)) {
        return Kind::NoName;
    }
    if has(BODIES) {
        return Kind::Body;
    }
    if name.chars().any(|c| phrases::is_cjk(c) || is_hangul(c)) {
        return east_asian(name);
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_cased = name.chars().any(|c| c.is_lowercase() || c.is_uppercase());
    let is_word = |word: &&str| {
        let mut letters = word.chars().filter(|c| c.is_alphabetic());
        !is_cased
            || letters.next().is_some_and(|first| !first.is_lowercase())
            || PARTICLES.contains(&word.to_lowercase().as_str())
            || word.contains(['\'', '’'])
    };
    if !words.iter().all(is_word) || ends_abruptly(name) {
        return Kind::NoName;
    }
    match words.len() {
        1 if count >= 3 && words.iter().all(|word| word.chars().next().is_some_and(char::is_alphabetic)) => {
            Kind::Single
        }
        2..=5 if words[0].chars().any(char::is_alphabetic) => Kind::Person,
        _ => Kind::NoName,
    }
}

fn ends_abruptly(name: &str) -> bool {
    name.ends_with(['-', '–', '—', ',', '&', '-']) || name.starts_with(['-', '–', '—', ',', '.', '&'])
}

fn is_hangul(c: char) -> bool {
    ('\u{AC00}'..='\u{D7A3}').contains(&c)
}

/// A name in Han, kana or Hangul by its length and last characters.
fn east_asian(name: &str) -> Kind {
    const BODY_ENDS: &[&str] = &[
        "社", "网", "網", "报", "報", "台", "臺", "部", "局", "所", "会", "會", "室", "中心", "新闻", "新聞",
        "频道", "日报", "公司", "办", "厅", "院", "大学", "大學", "委", "뉴스", "신문", "일보", "통신",
        "방송", "팀",
    ];
    const NO_NAME_ENDS: &[&str] = &[
        "分享",
        "评论",
        "評論",
        "阅读",
        "閱讀",
        "字号",
        "字體",
        "来源",
        "來源",
        "编辑",
        "編輯",
        "责编",
        "打印",
        "收藏",
        "首页",
        "通讯员",
        "通訊員",
        "记者",
        "記者",
        "实习生",
        "摄影",
        "报道",
        "整理",
    ];
    let length = name.chars().filter(|c| !c.is_whitespace()).count();
    if NO_NAME_ENDS.iter().any(|end| name.ends_with(end)) {
        return Kind::NoName;
    }
    if BODY_ENDS.iter().any(|end| name.ends_with(end)) && length > 2 {
        return if length <= 20 { Kind::Body } else { Kind::NoName };
    }
    let is_long =
        name.contains(['·', '・', '•']) || name.chars().any(|c| ('\u{3040}'..='\u{30FF}').contains(&c));
    match length {
        2..=4 => Kind::Person,
        5..=16 if is_long => Kind::Person,
        5..=6 if name.contains(' ') => Kind::Person,
        _ => Kind::NoName,
    }
}

/// The name part of `text` behind a head or an author's label, and whether there was one.
pub(crate) fn without_head(text: &str) -> (&str, bool) {
    let text =
        text.trim().trim_start_matches(['|', '·', '•', '-', '–', '—', '/', '(', '（', '[', '【']).trim();
    if let Some((margin::Label::Author, value)) = margin::labelled(text) {
        return (value.trim(), true);
    }
    // Labels with a colon that are read only here, where the place says what they mean.
    if let Some(at) = text.find([':', '：'])
        && at <= 40
    {
        let head = text[..at].trim().to_lowercase();
        let value = text[at..].trim_start_matches([':', '：', ' ']).trim();
        if HEADS.iter().any(|known| known.trim_end_matches([' ', ':']) == head) {
            return (value, true);
        }
    }
    let head = HEADS
        .iter()
        .filter(|head| text.get(..head.len()).is_some_and(|begin| begin.to_lowercase() == **head))
        .max_by_key(|head| head.len());
    head.map_or((text, false), |head| {
        (text[head.len()..].trim_start_matches([':', '：', ' ', '/', '／']).trim(), true)
    })
}

/// Whether the text is a head and nothing else: "By", "Автор:".
pub(crate) fn is_head(text: &str) -> bool {
    let bare = text.trim().trim_end_matches([':', '：', ' ', '/', '／']).to_lowercase();
    let alone = |head: &str| head.trim_end_matches([' ', ':', '/', '／']) == bare;
    !bare.is_empty()
        && (HEADS.iter().any(|head| alone(head))
            || matches!(
                bare.as_str(),
                "author" | "authors" | "autoren" | "auteur" | "автор" | "작성자" | "글"
            ))
}

/// The names in a byline whose label is off, in order: people, and bodies and single words beside
/// them. What stands behind a date, a bar or a dash is no name.
pub(crate) fn names(line: &str) -> Vec<(String, Kind)> {
    let line = line.trim();
    let mut end = dates::find(line).first().map_or(line.len(), |found| found.begin);
    let cuts = ["|", "｜", "丨", " - ", " – ", " — ", "·", "•", "(", "（", "@", "\t", "。", "，"];
    for cut in cuts {
        if let Some(at) = line[..end].find(cut).filter(|at| *at > 0) {
            end = at;
        }
    }
    // The next label of the line: "作者：张三 来源：…".
    if let Some(at) = line[..end].find([':', '：']) {
        end = line[..at].rfind(char::is_whitespace).unwrap_or(0);
    }
    let mut pieces = vec![&line[..end]];
    for joint in JOINTS {
        pieces = pieces.into_iter().flat_map(|piece| piece.split(joint)).collect();
    }
    let mut found: Vec<(String, Kind)> = Vec::new();
    for piece in pieces.into_iter().flat_map(|piece| piece.split([',', '،'])) {
        // Before words in lower case are taken off: "Harbor staff" is nobody, not "Harbor".
        if kind(piece) == Kind::Nobody {
            found.push((piece.trim().to_owned(), Kind::Nobody));
            continue;
        }
        let piece = tidy(piece);
        for part in split_han(piece) {
            let kind = kind(part);
            // "and Jane Doe": the joint stood at the piece's begin.
            if kind == Kind::NoName && found.is_empty() && !part.is_empty() {
                return Vec::new();
            }
            let is_known = found.iter().any(|(other, _)| other.to_lowercase() == part.to_lowercase());
            if kind != Kind::NoName && !is_known {
                found.push((part.to_owned(), kind));
            }
        }
    }
    let has_person = found.iter().any(|(_, kind)| *kind == Kind::Person);
    if has_person {
        found.retain(|(_, kind)| *kind == Kind::Person);
    }
    found.truncate(12);
    found
}

/// A piece without titles and what else sticks to a name.
fn tidy(piece: &str) -> &str {
    let mut piece = piece.trim().trim_matches(['.', '-', '–', '—', '|', ':', '：']).trim();
    for head in ["and ", "und ", "et ", "dr. ", "prof. ", "mr. ", "mrs. ", "ms. "] {
        if piece.get(..head.len()).is_some_and(|begin| begin.to_lowercase() == head) {
            piece = piece[head.len()..].trim();
        }
    }
    for end in [
        " 기자",
        "기자",
        " 특파원",
        " 칼럼니스트",
        " 記者",
        "記者",
        " 记者",
        "记者",
        " 摄",
        " 报道",
        "报道",
        "報導",
        " 文",
    ] {
        piece = piece.strip_suffix(end).unwrap_or(piece).trim();
    }
    // "Jane Doe published": words in lower case behind a name are not part of it.
    while let Some((front, last)) = piece.rsplit_once(' ')
        && last.chars().all(char::is_lowercase)
        && !PARTICLES.contains(&last)
    {
        piece = front.trim();
    }
    piece
}

/// "张三 李四" is two names; a name in two words of another script is one.
fn split_han(piece: &str) -> Vec<&str> {
    let is_han = |word: &str| word.chars().all(|c| ('\u{3400}'..='\u{9FFF}').contains(&c) || c == '·');
    let words: Vec<&str> = piece.split_whitespace().collect();
    let is_list = words.len() > 1 && words.iter().all(|word| is_han(word) && word.chars().count() >= 2);
    if is_list { words } else { vec![piece] }
}

#[cfg(test)]
mod tests {
    use super::{Kind, is_head, kind, names, without_head};

    #[test]
    fn people_bodies_and_templates_are_told_apart() {
        let cases = [
            ("Ada Quill", Kind::Person),
            ("ADA QUILL", Kind::Person),
            ("Жанна Перо", Kind::Person),
            ("Ludwig van der Feder", Kind::Person),
            ("Tim Docht", Kind::Person),
            ("أدا كويل", Kind::Person),
            ("墨小水", Kind::Person),
            ("홍길동", Kind::Person),
            ("Ada", Kind::Single),
            ("Brenholt Wire Agency", Kind::Body),
            ("布伦霍尔特通讯社", Kind::Body),
            ("Lantern Staff", Kind::Nobody),
            ("jdadmin", Kind::Nobody),
            ("Redaktion", Kind::Nobody),
            ("编辑部", Kind::Nobody),
            ("Harbor Reporter", Kind::NoName),
            ("View More Articles", Kind::NoName),
            ("gullfan7", Kind::NoName),
            ("ada@lantern.example", Kind::NoName),
            ("what the gulls said", Kind::NoName),
        ];
        for (name, expected) in cases {
            assert_eq!(kind(name), expected, "{name}");
        }
    }

    #[test]
    fn bylines_give_their_names_in_many_languages() {
        let cases: &[(&str, &[&str])] = &[
            ("By Ada Quill and Bo Wick, Brenholt Wire Agency", &["Ada Quill", "Bo Wick"]),
            ("by Ada Quill | March 4, 2025", &["Ada Quill"]),
            ("By ADA QUILL, BWA Harbor Writer", &["ADA QUILL"]),
            ("Posted by Ada Quill on March 4, 2025, 6:21 AM", &["Ada Quill"]),
            ("Von Ada Feder und Bo Docht", &["Ada Feder", "Bo Docht"]),
            ("Par Ada Plume et Bo Mèche", &["Ada Plume", "Bo Mèche"]),
            ("Por Ada Pluma y Bo Mecha", &["Ada Pluma", "Bo Mecha"]),
            ("di Ada Penna", &["Ada Penna"]),
            ("Текст: Ада Перо", &["Ада Перо"]),
            ("Автор: Ада Перо", &["Ада Перо"]),
            ("بقلم: أدا ريشة", &["أدا ريشة"]),
            ("نویسنده: آدا پر", &["آدا پر"]),
            ("文/墨小水", &["墨小水"]),
            ("作者：墨小水 来源：布伦霍尔特网", &["墨小水"]),
            ("本报记者 墨小水 羽毛", &["墨小水", "羽毛"]),
            ("Oleh Ada Pena", &["Ada Pena"]),
            ("Tác giả: Ada Bút", &["Ada Bút"]),
        ];
        for (line, expected) in cases {
            let (rest, has_head) = without_head(line);
            assert!(has_head, "{line}");
            let found: Vec<String> = names(rest).into_iter().map(|(name, _)| name).collect();
            assert_eq!(found, *expected, "{line}");
        }
    }

    #[test]
    fn editors_and_pictures_are_no_heads() {
        for line in ["责任编辑：墨小水", "Photo by Bo Wick", "Editor: Bo Wick", "Foto: Bo Docht", "Ada Quill"]
        {
            assert!(!without_head(line).1, "{line}");
        }
        assert!(is_head("By") && is_head("Автор:") && is_head("文/") && !is_head("Ada"));
    }
}
