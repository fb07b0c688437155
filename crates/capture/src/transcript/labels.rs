//! Labels at the beginning of a line that say who speaks.

use crate::phrases;

/// What a label says of its turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Question,
    Answer,
    Speaker,
}

/// Who speaks, as a line's beginning says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label<'a> {
    /// As written, without times and the colon.
    pub(super) name: &'a str,
    pub(super) role: Role,
    /// Whether it says what the turn is and not who speaks ("Q", "Answer").
    pub(super) names_nobody: bool,
    pub(super) begin_ms: Option<u64>,
}

impl Label<'_> {
    /// What tells one speaker from another: the name without its affiliation.
    pub(super) fn key(&self) -> &str {
        let end = self.name.find(['(', '（', ',']).filter(|at| *at > 0).unwrap_or(self.name.len());
        self.name[..end].trim_end()
    }
}

/// Labels of questions that name nobody, in lower case.
const QUESTIONS: &[&str] = &[
    "q",
    "question",
    "вопрос",
    "в",
    "питання",
    "запитання",
    "问",
    "問",
    "提问",
    "問題",
    "سؤال",
    "س",
    "السؤال",
    "pregunta",
    "frage",
    "pergunta",
    "domanda",
    "soru",
    "質問",
    "질문",
    "문",
    "پرسش",
    "سوال",
    "pytanie",
    "ερώτηση",
    "प्रश्न",
];

/// Labels of answers that name nobody, in lower case.
const ANSWERS: &[&str] = &[
    "a",
    "answer",
    "ответ",
    "о",
    "відповідь",
    "答",
    "答复",
    "回答",
    "جواب",
    "ج",
    "الجواب",
    "réponse",
    "reponse",
    "respuesta",
    "antwort",
    "resposta",
    "risposta",
    "cevap",
    "답변",
    "답",
    "پاسخ",
    "odpowiedź",
    "απάντηση",
    "उत्तर",
];

/// First or last words of labels of those who ask for a living, in lower case.
const QUESTIONERS: &[&str] = &[
    "reporter",
    "journalist",
    "correspondent",
    "interviewer",
    "moderator-question",
    "журналист",
    "журналистка",
    "корреспондент",
    "репортер",
    "репортёр",
    "журналіст",
    "кореспондент",
    "صحفي",
    "صحفية",
    "الصحفي",
    "الصحفية",
    "مراسل",
    "المراسل",
    "المذيع",
    "journaliste",
    "periodista",
    "journalistin",
    "reporterin",
    "jornalista",
    "giornalista",
    "gazeteci",
    "인터뷰어",
    "기자",
];

/// Words before a colon that are not said by anybody, in lower case: what pages label.
const NOT_SPEAKERS: &[&str] = &[
    "advertisement",
    "advertising",
    "ad",
    "myth",
    "fact",
    "prediction",
    "headline",
    "length",
    "load-date",
    "body",
    "byline",
    "dateline",
    "language",
    "highlight",
    "реклама",
    "广告",
    "廣告",
    "publicidad",
    "publicité",
    "werbung",
    "إعلان",
    "source",
    "sources",
    "editor",
    "editors",
    "author",
    "authors",
    "photo",
    "photos",
    "image",
    "picture",
    "video",
    "caption",
    "credit",
    "date",
    "time",
    "place",
    "location",
    "venue",
    "address",
    "email",
    "e-mail",
    "tel",
    "phone",
    "fax",
    "contact",
    "contacts",
    "website",
    "url",
    "web",
    "note",
    "notes",
    "update",
    "updated",
    "correction",
    "clarification",
    "published",
    "posted",
    "related",
    "tags",
    "keywords",
    "topics",
    "category",
    "share",
    "title",
    "subject",
    "re",
    "to",
    "from",
    "cc",
    "http",
    "https",
    "price",
    "cost",
    "summary",
    "abstract",
    "conclusion",
    "background",
    "step",
    "tip",
    "warning",
    "example",
    "figure",
    "fig",
    "table",
    "chapter",
    "section",
    "part",
    "read more",
    "see also",
    "also read",
    "watch",
    "listen",
    "result",
    "results",
    "score",
    "translation",
    "translator",
    "proofreader",
    "copyright",
    "источник",
    "автор",
    "фото",
    "видео",
    "дата",
    "время",
    "место",
    "адрес",
    "тел",
    "телефон",
    "примечание",
    "обновлено",
    "обновление",
    "читайте также",
    "смотрите также",
    "редактор",
    "теги",
    "темы",
    "итог",
    "справка",
    "важно",
    "джерело",
    "примітка",
    "来源",
    "來源",
    "作者",
    "编辑",
    "編輯",
    "责任编辑",
    "責任編輯",
    "责编",
    "记者",
    "摄影",
    "摄",
    "图片",
    "图",
    "视频",
    "日期",
    "时间",
    "地点",
    "地址",
    "电话",
    "邮箱",
    "网址",
    "标签",
    "标题",
    "关键词",
    "摘要",
    "注",
    "原标题",
    "监制",
    "制片人",
    "编导",
    "策划",
    "校对",
    "审核",
    "翻译",
    "附",
    "المصدر",
    "الكاتب",
    "صورة",
    "تاريخ",
    "التاريخ",
    "المكان",
    "العنوان",
    "ملاحظة",
    "تحديث",
    "اقرأ أيضا",
    "هاتف",
    "auteur",
    "légende",
    "lieu",
    "adresse",
    "téléphone",
    "mise à jour",
    "lire aussi",
    "à lire aussi",
    "rédaction",
    "crédit",
    "fuente",
    "autor",
    "foto",
    "fotos",
    "vídeo",
    "fecha",
    "hora",
    "lugar",
    "dirección",
    "teléfono",
    "nota",
    "actualización",
    "lea también",
    "quelle",
    "bild",
    "datum",
    "uhrzeit",
    "ort",
    "adresse",
    "telefon",
    "hinweis",
    "redaktion",
    "lesen sie auch",
    "fonte",
    "data",
    "kaynak",
];

/// How speeches address those who listen; a colon after it does not make them speak.
const ADDRESSES: &[&str] = &[
    "ladies and gentlemen",
    "excellenc",
    "distinguished",
    "dear ",
    "уважаем",
    "дорогие",
    "дамы и господа",
    "шановн",
    "女士们",
    "先生们",
    "各位",
    "尊敬的",
    "朋友们",
    "同志们",
    "mesdames",
    "señoras",
    "damen und herren",
    "السيدات",
    "أصحاب",
];

/// Words that quote what was said or written, at the end of what stands before a colon in Chinese.
const QUOTING: &[&str] = &[
    "指出", "强调", "强調", "表示", "说", "說", "曰", "道", "认为", "要求", "我们", "写道", "介绍", "云",
    "如下", "告诉", "提出", "是", "讲", "有言", "称",
];

/// The same for other scripts: last words of what stands before a quotation, in lower case.
const QUOTING_VERBS: &[&str] = &[
    "said",
    "says",
    "stated",
    "continued",
    "added",
    "reports",
    "reported",
    "wrote",
    "writes",
    "asked",
    "told",
    "noted",
    "explained",
    "сказал",
    "сказала",
    "заявил",
    "заявила",
    "отметил",
    "отметила",
    "добавил",
    "добавила",
    "пишет",
    "قال",
    "قالت",
    "وقال",
    "dit",
    "dijo",
    "sagte",
];

/// Small words within names and offices.
const PARTICLES: &[&str] = &[
    "a", "al", "an", "and", "at", "bin", "by", "da", "das", "de", "del", "della", "den", "der", "des", "di",
    "do", "dos", "du", "e", "el", "en", "et", "for", "für", "ibn", "in", "la", "las", "le", "les", "los",
    "of", "on", "the", "to", "um", "und", "van", "von", "y", "и", "по", "та", "у", "в", "на",
];

/// Characters a label has at most.
const LONGEST: usize = 80;
/// Words a name has at most.
const MOST_WORDS: usize = 7;
/// Characters a name in a script without spaces has at most.
const MOST_SPACELESS: usize = 18;

/// The label `line` begins with, and where its words begin. The words may be on the next line.
pub(super) fn label(line: &str) -> Option<(Label<'_>, usize)> {
    let trimmed = line.trim_start();
    let indent = line.len() - trimmed.len();
    let (begin_ms, after_time) = leading_time(trimmed);
    let offset = indent + after_time;
    let rest = &line[offset..];
    if let Some(length) = bare_question(rest) {
        let label = Label { name: &rest[..1], role: Role::Question, names_nobody: true, begin_ms };
        return Some((label, offset + length));
    }
    let head_end = rest.char_indices().nth(LONGEST).map_or(rest.len(), |(at, _)| at);
    // "Ada Roe (00:05):" has colons of its own.
    let colon = colon_outside_brackets(&rest[..head_end])?;
    let colon_length = rest[colon..].chars().next().map_or(0, char::len_utf8);
    let after = &rest[colon + colon_length..];
    if after.starts_with("//") || after.starts_with(|character: char| character.is_ascii_digit()) {
        return None;
    }
    let (name, trailing_ms) = without_trailing_time(rest[..colon].trim().trim_matches('*').trim());
    let label = classify(name, begin_ms.or(trailing_ms))?;
    Some((label, offset + colon + colon_length))
}

/// The way American transcripts mark questions: "Q" and a gap.
fn bare_question(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix('Q')?;
    let gap = after.len() - after.trim_start_matches([' ', '\t', '\u{A0}']).len();
    let is_gap = gap >= 2 || after.starts_with('\t');
    let opens = after
        .trim_start()
        .chars()
        .next()
        .is_some_and(|character| !character.is_lowercase() && character != ':');
    (is_gap && opens).then_some(1 + gap)
}

fn colon_outside_brackets(head: &str) -> Option<usize> {
    let mut depth = 0_u32;
    for (at, character) in head.char_indices() {
        match character {
            '(' | '（' | '[' => depth += 1,
            ')' | '）' | ']' => depth = depth.saturating_sub(1),
            ':' | '：' if depth == 0 => return Some(at),
            '.' | '!' | '?' | '。' | '！' | '？' | ';' | '；' | '"' | '“' | '«'
                if depth == 0 && ends_sentence(head, at, character) =>
            {
                return None;
            }
            _ => {}
        }
    }
    None
}

/// Dots belong to "MR." and initials; a dot after a longer word in lower case ends a sentence.
fn ends_sentence(head: &str, at: usize, character: char) -> bool {
    if character != '.' {
        return true;
    }
    let word =
        head[..at].rsplit(|before: char| before.is_whitespace() || before == '.').next().unwrap_or_default();
    word.chars().count() > 4 && word.chars().skip(1).all(char::is_lowercase)
}

/// A time at the beginning, with or without brackets, and the bytes it takes.
fn leading_time(line: &str) -> (Option<u64>, usize) {
    let opens = line.starts_with(['[', '(']);
    let inside = if opens { &line[1..] } else { line };
    let end = inside
        .find(|character: char| !(character.is_ascii_digit() || ":.,".contains(character)))
        .unwrap_or(inside.len());
    let Some(time) = clock(&inside[..end]) else { return (None, 0) };
    let mut after = &inside[end..];
    if opens {
        let Some(rest) = after.strip_prefix([']', ')']) else { return (None, 0) };
        after = rest;
    } else if !after.starts_with([' ', '\t']) {
        return (None, 0);
    }
    let after = after.trim_start_matches([' ', '\t', '-', '–', '\u{A0}']);
    (Some(time), line.len() - after.len())
}

fn without_trailing_time(name: &str) -> (&str, Option<u64>) {
    let closing = name.strip_suffix([')', ']', '）']);
    if let Some(inside) = closing
        && let Some(at) = inside.rfind(['(', '[', '（'])
        && let Some(time) = clock(inside[at..].trim_start_matches(['(', '[', '（']))
    {
        return (name[..at].trim_end(), Some(time));
    }
    (name, None)
}

/// Milliseconds of "12:30", "1:12:30" or "00:12:30.500".
fn clock(text: &str) -> Option<u64> {
    let (clock, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let mut total: u64 = 0;
    let parts: Vec<&str> = clock.split(':').collect();
    if !(2..=3).contains(&parts.len()) || fraction.len() > 3 {
        return None;
    }
    for part in parts {
        if !(1..=2).contains(&part.len()) {
            return None;
        }
        total = total * 60 + part.parse::<u64>().ok()?;
    }
    let fraction = if fraction.is_empty() { 0 } else { format!("{fraction:0<3}").parse::<u64>().ok()? };
    Some(total * 1_000 + fraction)
}

fn classify(name: &str, begin_ms: Option<u64>) -> Option<Label<'_>> {
    let lower = name.to_lowercase();
    let of = |role, names_nobody| Some(Label { name, role, names_nobody, begin_ms });
    if QUESTIONS.contains(&lower.as_str()) {
        return of(Role::Question, true);
    }
    if ANSWERS.contains(&lower.as_str()) {
        return of(Role::Answer, true);
    }
    let first = lower.split(|character: char| !character.is_alphanumeric()).next().unwrap_or_default();
    let bare = lower.split(['(', '（', ',']).next().unwrap_or_default().trim();
    if bare.split_whitespace().next_back().is_some_and(|last| QUESTIONERS.contains(&last))
        || QUESTIONERS.contains(&first)
    {
        return looks_like_name(name).then(|| of(Role::Question, false)).flatten();
    }
    // "本报记者：王二" names the author; "海湾日报记者：请问" asks. Which it is, the text as a whole tells.
    if bare.ends_with("记者") || bare.ends_with("記者") {
        return (bare.chars().count() <= MOST_SPACELESS).then(|| of(Role::Question, false)).flatten();
    }
    if NOT_SPEAKERS.contains(&bare) || NOT_SPEAKERS.contains(&first) && first.len() > 2 {
        return None;
    }
    looks_like_name(name).then(|| of(Role::Speaker, false)).flatten()
}

fn is_capitalized(word: &str) -> bool {
    let first = word.chars().find(|character| character.is_alphanumeric());
    first.is_some_and(|first| !first.is_lowercase())
}

fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word.to_lowercase().as_str())
}

/// Whether a name has words in lower case that names do not have: an office, or no name at all.
pub(super) fn is_weak(name: &str) -> bool {
    name.split_whitespace().any(|word| !is_capitalized(word) && !is_particle(word))
}

/// Whether words before a colon can be a person's name or office.
fn looks_like_name(name: &str) -> bool {
    let bare = name.split(['(', '（']).next().unwrap_or_default().trim();
    let lower = bare.to_lowercase();
    if bare.contains(['#', '@', '*', '/', '=', '|', '_'])
        || ADDRESSES.iter().any(|address| lower.contains(address))
    {
        return false;
    }
    let letters = bare.chars().filter(|character| character.is_alphabetic()).count();
    if letters < 2 {
        return false;
    }
    if bare.chars().any(phrases::is_cjk) {
        let is_mark = |character: char| "，。、？！；“”…—".contains(character);
        return bare.chars().count() <= MOST_SPACELESS
            && !bare.contains(is_mark)
            && !QUOTING.iter().any(|word| bare.ends_with(word));
    }
    let words: Vec<&str> = bare.split_whitespace().collect();
    if words.last().is_some_and(|last| QUOTING_VERBS.contains(&last.to_lowercase().as_str())) {
        return false;
    }
    if words.is_empty() || words.len() > MOST_WORDS {
        return false;
    }
    let has_case = bare.chars().any(|character| character.is_uppercase() || character.is_lowercase());
    if !has_case {
        return words.len() <= 5;
    }
    // "La maire": an office begins with a capital and goes on in lower case, in few words.
    is_capitalized(words[0])
        && (words.len() <= 3 || words.iter().all(|word| is_capitalized(word) || is_particle(word)))
}

#[cfg(test)]
mod tests {
    use super::{Role, clock, label};

    #[test]
    fn labels_are_told_from_other_lines() {
        for (line, expected) in [
            ("MR. ROE:  Thank you.", Some(("MR. ROE", Role::Speaker))),
            ("Q\tThank you.", Some(("Q", Role::Question))),
            ("Q  thank", None),
            ("А.Иванова (перевод): Спасибо.", Some(("А.Иванова (перевод)", Role::Speaker))),
            ("法新社记者：请问", Some(("法新社记者", Role::Question))),
            ("[00:12:30] Ada Roe: Yes.", Some(("Ada Roe", Role::Speaker))),
            ("**Ada Roe:** Yes.", Some(("Ada Roe", Role::Speaker))),
            ("Source: Harbor News", None),
            ("He said this to all of them: the bell stays.", None),
            ("The board met. Ada Roe: no.", None),
            ("https://harbor.example", None),
            ("At 12:30 the bell rang", None),
            ("12:30 the bell rang", None),
        ] {
            let found = label(line).map(|(label, _)| (label.name, label.role));
            assert_eq!(found, expected, "{line}");
        }
        assert_eq!(clock("1:02:03.5"), Some(3_723_500));
        assert_eq!(clock("123:4"), None);
    }
}
