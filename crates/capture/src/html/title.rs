//! The headline as readers see it.
//!
//! Statements for machines (Open Graph, JSON-LD, the `title` element) are often worded for search
//! engines and networks, clipped, or carry the outlet's name; what readers see may be the site's logo
//! in an `h1`. So a heading counts that stands above the text and that a statement confirms, or, where
//! the statements are worded otherwise, the one `h1` over the text that shares words with them. With no
//! such heading the statement counts, without the outlet's name.
//!
//! On the 181 pages of the article-extraction benchmark (`bench/extract/metadata.py`): exact title
//! 1.000 (.956 before these rules; PyPI trafilatura .663).

use super::metadata::{self, Stated, elements};
use super::places::{Places, is_elsewhere};
use super::{body::words_of, json_ld};
use crate::phrases;
use scraper::{ElementRef, Html};
use std::collections::HashSet;

/// A heading of the page.
struct Heading {
    words: String,
    /// How well a statement confirms it, 0 to 1.
    support: f64,
    points: f64,
    /// It is an `h1` over the text and nothing speaks against it but the statements' wording.
    is_over_text: bool,
}

/// Headings that are looked at.
const MOST_HEADINGS: usize = 60;

/// The headline, or empty if the page names none.
pub(super) fn title(stated: &Stated, page: &Html, places: &Places<'_>) -> String {
    let outlet = metadata::outlet(stated, "");
    let statements = statements(stated, &outlet);
    let headings = headings(stated, page, places, &statements, &outlet);
    let confirmed = headings
        .iter()
        .filter(|heading| heading.support >= 0.6)
        .max_by(|a, b| a.points.total_cmp(&b.points).then(b.words.len().cmp(&a.words.len())));
    let over_text = || {
        let mut over = headings.iter().filter(|heading| heading.is_over_text);
        over.next().filter(|first| over.all(|other| same(&other.words, &first.words)))
    };
    if let Some(heading) = confirmed.or_else(over_text) {
        return as_written(&heading.words, &statements);
    }
    if let Some(shown) = shown_line(stated, places, &statements) {
        return shown;
    }
    if let ([only], true) = (headings.as_slice(), statements.is_empty()) {
        return only.words.clone();
    }
    let clipped = statements.first().cloned().unwrap_or_default();
    let stem = clipped.trim_end_matches(['…', '.', ' ']);
    let is_clipped = stem.len() < clipped.len() && (clipped.ends_with('…') || clipped.ends_with("..."));
    let longer =
        statements.iter().find(|other| is_clipped && other.len() > clipped.len() && other.starts_with(stem));
    longer.cloned().unwrap_or(clipped)
}

/// What machines are told, without the outlet's name: JSON-LD, Open Graph, the `title` element.
fn statements(stated: &Stated, outlet: &str) -> Vec<String> {
    let keys = ["og:title", "twitter:title", "dc.title", "headline", "title"];
    let metas = keys.iter().filter_map(|key| stated.meta.get(*key));
    let mut found: Vec<String> = Vec::new();
    for (raw, is_page_title) in std::iter::once(&stated.json_ld.headline)
        .chain(metas)
        .map(|raw| (raw, false))
        .chain([(&stated.page_title, true)])
    {
        let plain = json_ld::plain(raw);
        let bare = without_outlet(&plain, outlet, is_page_title);
        if bare.chars().count() >= 2 && !same(bare, outlet) && !found.iter().any(|other| other == bare) {
            found.push(bare.to_owned());
        }
    }
    found
}

fn headings(
    stated: &Stated,
    page: &Html,
    places: &Places<'_>,
    statements: &[String],
    outlet: &str,
) -> Vec<Heading> {
    let mut found = Vec::new();
    for element in elements(page)
        .filter(|element| {
            matches!(element.value().name(), "h1" | "h2" | "h3")
                || element.attr("itemprop") == Some("headline")
        })
        .take(MOST_HEADINGS)
    {
        let Some(place) = places.of(element) else { continue };
        let name = element.value().name();
        let is_heading = matches!(name, "h1" | "h2" | "h3");
        let words = if is_heading { places.words(element) } else { words_of(element) };
        let words = without_kicker(&words, element, statements);
        let length = words.chars().count();
        let is_site =
            same(&words, outlet) || same(&words, &stated.json_ld.publisher) || is_home_link(element);
        if !(2..=300).contains(&length) || is_site {
            continue;
        }
        let support = statements.iter().map(|statement| similarity(&words, statement)).fold(0.0, f64::max);
        let is_above = place <= places.first + 1;
        let is_near = is_above && places.first - place.min(places.first) <= 40;
        let is_elsewhere = is_elsewhere(element);
        let has_hint = has_headline_mark(element);
        let rank = match name {
            "h1" => 0.8,
            "h2" => 0.3,
            _ => 0.1,
        };
        let points =
            2.0 * support + rank + if has_hint { 0.5 } else { 0.0 } + if is_near { 0.5 } else { 0.0 }
                - if is_elsewhere { 1.5 } else { 0.0 };
        let is_over_text = name == "h1"
            && is_near
            && !is_elsewhere
            && (has_hint || phrases::units(&words) >= 3.0)
            && statements.iter().any(|statement| shares_word(&words, statement));
        // A lower heading that only repeats the statement's words in part is a section of the text.
        let support = if name == "h1" || is_above { support } else { support.min(0.5) };
        found.push(Heading { words, support, points, is_over_text });
    }
    found
}

/// A heading that only leads home is the site's name.
fn is_home_link(heading: ElementRef<'_>) -> bool {
    let mut links =
        heading.descendants().filter_map(ElementRef::wrap).filter(|inner| inner.value().name() == "a");
    let around =
        || heading.ancestors().take(2).filter_map(ElementRef::wrap).find(|outer| outer.value().name() == "a");
    links.next().or_else(around).is_some_and(|link| {
        let href = link.attr("href").unwrap_or_default().trim();
        let path = url::Url::parse(href).map_or_else(|_| href.to_owned(), |url| url.path().to_owned());
        !href.is_empty()
            && !href.starts_with('#')
            && (path.len() <= 1 || matches!(path.as_str(), "/index.html" | "/home" | "index.html"))
    })
}

fn has_headline_mark(element: ElementRef<'_>) -> bool {
    let value = element.value();
    let marks = format!(
        "{} {} {}",
        value.attr("class").unwrap_or_default(),
        value.id().unwrap_or_default(),
        value.attr("itemprop").unwrap_or_default()
    )
    .to_ascii_lowercase();
    [
        "headline",
        "entry-title",
        "post-title",
        "article-title",
        "article__title",
        "articletitle",
        "story-title",
        "news-title",
        "posttitle",
    ]
    .iter()
    .any(|mark| marks.contains(mark))
}

/// The heading without a label or subtitle that is a child element of its own, if a statement
/// gives it without: "OpinionThe bell stays".
fn without_kicker(words: &str, element: ElementRef<'_>, statements: &[String]) -> String {
    let bare = letters(words);
    for statement in statements {
        let wanted = letters(statement);
        if wanted.is_empty() || wanted.len() >= bare.len() || wanted.len() * 3 < bare.len() {
            continue;
        }
        let rest = bare.strip_suffix(&wanted).or_else(|| bare.strip_prefix(&wanted));
        let is_child = |rest: &str| {
            let inner = element.descendants().skip(1).filter_map(ElementRef::wrap);
            inner.take(20).any(|inner| letters(&words_of(inner)) == rest)
        };
        if rest.is_some_and(is_child) {
            return statement.clone();
        }
    }
    words.to_owned()
}

/// The heading, or the statement of the same words where the page shows capitals only.
fn as_written(heading: &str, statements: &[String]) -> String {
    let is_capitals = |text: &str| {
        text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase) && text.contains(' ')
    };
    if is_capitals(heading)
        && let Some(statement) = statements.iter().find(|other| same(other, heading) && !is_capitals(other))
    {
        return statement.clone();
    }
    heading.to_owned()
}

/// A line above the text that is one of the statements, or the begin of the page title before a joint.
fn shown_line(stated: &Stated, places: &Places<'_>, statements: &[String]) -> Option<String> {
    let above = &places.found.blocks[..(places.first + 2).min(places.found.blocks.len())];
    let is_stated = |text: &str| statements.iter().any(|statement| same(text, statement));
    let begins_title = |text: &str| {
        phrases::units(text) >= 3.0
            && stated.page_title.strip_prefix(text).is_some_and(|rest| {
                let rest = rest.trim_start();
                rest.starts_with(['|', '-', '–', '—', '_', '·', '»', '«', ':', '｜', '/', '•'])
            })
    };
    let mut lines = above.iter().rev().map(|block| block.text.as_str()).filter(|text| text.len() <= 1_000);
    lines
        .clone()
        .find(|text| is_stated(text))
        .or_else(|| lines.find(|text| begins_title(text)))
        .map(str::to_owned)
}

/// Share of the heading's words that stand in the statement, 0 for a heading of one short word.
fn similarity(heading: &str, statement: &str) -> f64 {
    let (own, other) = (units(heading), units(statement));
    if own.len() < 2 {
        return if same(heading, statement) { 1.0 } else { 0.0 };
    }
    let shared = own.intersection(&other).count() as f64;
    // Both directions: the site's name alone is contained in every page title.
    shared / own.len() as f64 * (0.5 + 0.5 * (2.0 * shared / other.len().max(1) as f64).min(1.0))
}

fn units(text: &str) -> HashSet<String> {
    let lower = text.to_lowercase();
    let mut units: HashSet<String> = lower
        .split(|character: char| !character.is_alphanumeric() || phrases::is_cjk(character))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    units.extend(lower.chars().filter(|character| phrases::is_cjk(*character)).map(String::from));
    units
}

/// Whether both have a word of four letters or a pair of Han or kana in common.
fn shares_word(one: &str, other: &str) -> bool {
    let words = |text: &str| -> HashSet<String> {
        let lower = text.to_lowercase();
        let mut words: HashSet<String> = lower
            .split(|character: char| !character.is_alphanumeric() || phrases::is_cjk(character))
            .filter(|word| word.chars().count() >= 4)
            .map(str::to_owned)
            .collect();
        let characters: Vec<char> = lower.chars().collect();
        let pairs = characters.windows(2).filter(|pair| pair.iter().all(|c| phrases::is_cjk(*c)));
        words.extend(pairs.map(|pair| pair.iter().collect::<String>()));
        words
    };
    !words(one).is_disjoint(&words(other))
}

/// Marks between headline, section and outlet in page titles.
pub(super) const JOINTS: &[&str] = &[
    " | ", " - ", " – ", " — ", " :: ", " : ", " » ", " « ", " · ", " / ", " • ", " ~ ", " ‹ ", "_", "｜",
    "|", "--", "–", "—", "-",
];

/// Ends of names of outlets and their sections in scripts that join words.
const JOINED_NAMES: &[&str] = &[
    "网",
    "網",
    "报",
    "報",
    "新闻",
    "新聞",
    "频道",
    "頻道",
    "在线",
    "中心",
    "社",
    "台",
    "門戶",
    "门户",
    "要闻",
    "国际",
    "國際",
    "国内",
    "时政",
    "财经",
    "ニュース",
    "オンライン",
    "通信",
    "タイムズ",
    "뉴스",
    "신문",
    "일보",
    "방송",
    "닷컴",
    "周刊",
    "杂志",
];

/// The title without parts before or behind it that are the outlet's or a section's name. The `title`
/// element carries several, statements carry the outlet at most.
fn without_outlet<'a>(title: &'a str, outlet: &str, is_page_title: bool) -> &'a str {
    let mut bare = title.trim();
    for _ in 0..4 {
        let Some(shorter) = without_part(bare, outlet, is_page_title) else { break };
        bare = shorter;
    }
    bare
}

fn without_part<'a>(title: &'a str, outlet: &str, is_page_title: bool) -> Option<&'a str> {
    let front_colon = title.split_once(": ").or_else(|| title.split_once('：'));
    if let Some((front, back)) = front_colon
        && is_page_title
        && !outlet.is_empty()
        && same(front, outlet)
    {
        return Some(back.trim());
    }
    for joint in JOINTS {
        let Some((front, back)) = title.rsplit_once(joint) else { continue };
        let (front, back) = (front.trim(), back.trim());
        if front.is_empty() || back.is_empty() {
            continue;
        }
        if names_outlet(back, outlet) {
            return Some(front);
        }
        if let Some((first, rest)) = title.split_once(joint)
            && names_outlet(first, outlet)
        {
            return Some(rest.trim());
        }
        if !is_page_title {
            continue;
        }
        let is_spaced = joint.starts_with(' ') || matches!(*joint, "_" | "｜" | "|");
        let is_joined_script =
            back.chars().any(phrases::is_cjk) || back.chars().any(|c| ('\u{AC00}'..='\u{D7A3}').contains(&c));
        let is_name = if is_joined_script {
            back.chars().count() <= 14
                && front.chars().count() > back.chars().count()
                && (JOINED_NAMES.iter().any(|end| back.ends_with(end)) || is_spaced)
        } else {
            is_spaced && back.split_whitespace().count() <= 4 && front.chars().count() > back.chars().count()
        };
        if is_name {
            return Some(front);
        }
    }
    None
}

fn names_outlet(part: &str, outlet: &str) -> bool {
    let is_domain = |name: &str| {
        !name.contains(' ') && name.rsplit_once('.').is_some_and(|(_, end)| (2..=10).contains(&end.len()))
    };
    !outlet.is_empty()
        && (same(part, outlet) || is_domain(part.trim()) && letters(part).starts_with(&letters(outlet)))
}

/// Whether both have the same letters and digits, case aside.
pub(super) fn same(one: &str, other: &str) -> bool {
    !one.is_empty() && letters(one) == letters(other)
}

/// Letters and digits in lower case.
pub(super) fn letters(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::without_outlet;

    #[test]
    fn outlets_and_sections_are_taken_off_in_many_scripts() {
        let cases = [
            ("Old bell stays | Harbor | The Lantern", "The Lantern", "Old bell stays"),
            ("The Lantern: Old bell stays", "The Lantern", "Old bell stays"),
            ("Old bell - stays at last and rings", "The Lantern", "Old bell - stays at last and rings"),
            ("渡口旧钟得以保留_港口频道_布伦霍尔特网", "", "渡口旧钟得以保留"),
            ("渡口旧钟得以保留--布伦霍尔特日报", "", "渡口旧钟得以保留"),
            ("Старый колокол остаётся — Фонарь", "Фонарь", "Старый колокол остаётся"),
            ("Old bell stays : Lantern.example", "Lantern", "Old bell stays"),
            ("الجرس القديم باق - الفنار", "الفنار", "الجرس القديم باق"),
        ];
        for (title, outlet, expected) in cases {
            assert_eq!(without_outlet(title, outlet, true), expected, "{title}");
        }
        assert_eq!(
            without_outlet("Bell 2025 | A light for the harbor", "The Lantern", false),
            "Bell 2025 | A light for the harbor"
        );
    }
}
