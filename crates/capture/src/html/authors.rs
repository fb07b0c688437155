//! Who wrote the page's text, as its readers are told.
//!
//! What stands beside the headline counts before what machines are told, because statements often
//! name only the first of several authors, the account that published, or the outlet. Better none
//! than an invented one: an outlet's own name, its staff, accounts and buttons are no authors; a
//! single word counts only with a second piece of evidence.
//!
//! On the 181 pages of the article-extraction benchmark (`bench/extract/metadata.py`): exact author
//! .956 (.834 before these rules; PyPI trafilatura .702), on the half not looked at while they were
//! written .933; invented on .021 of the 48 pages without an author (.146; trafilatura .271).

use super::metadata::Stated;
use super::places::{Places, is_elsewhere};
use super::title::{letters, same};
use crate::author_names::{self, Kind};
use crate::margin;
use aho_corasick::AhoCorasick;
use scraper::{ElementRef, Html, Node};
use std::sync::LazyLock;

/// Blocks above the first sentence that are looked at when the headline is not found there.
const HEAD: usize = 14;
/// Blocks between headline and text that are looked at, at most.
const LONGEST_HEAD: usize = 60;
/// Blocks below the text that are looked at.
const FOOT: usize = 8;

/// The line in which a body signs (a desk, an agency, an editor's office) where no author is named:
/// no author, but it tells of origin. `framed` is as for [`byline`].
pub(super) fn signature<'a>(
    stated: &Stated,
    places: &Places<'a>,
    main: &[usize],
    framed: &str,
) -> Option<&'a str> {
    let meta = ["author", "article:author", "dc.creator"].iter().filter_map(|key| stated.meta.get(*key));
    let names = stated.json_ld.authors.iter().map(|author| &author.name).chain(meta).map(String::as_str);
    let names: Vec<&str> = names.chain([framed]).filter(|name| name.chars().count() >= 3).collect();
    let first = main.first().copied().unwrap_or(0);
    let around = first.saturating_sub(HEAD)..(places.last + 1 + FOOT).min(places.found.blocks.len());
    around
        .filter(|at| !main.contains(at))
        .map(|at| places.found.blocks[at].text.as_str())
        .find(|text| text.chars().count() <= 80 && names.iter().any(|name| text.contains(name)))
}

/// The author line: names with commas between, or empty. `framed` is what the rules for text dumps
/// read around the text.
pub(super) fn byline(
    stated: &Stated,
    page: &Html,
    places: &Places<'_>,
    title: &str,
    outlet: &str,
    framed: &str,
) -> String {
    let judge = Judge { stated, outlet, site: site_name(&stated.addresses.own) };
    let head = head(places, title);
    let foot = places.last.saturating_sub(1)..(places.last + 1 + FOOT).min(places.found.blocks.len());
    let shown_in = |range: &std::ops::Range<usize>, name: &str| {
        let lower = name.to_lowercase();
        let blocks = &places.found.blocks[range.start..range.end.max(range.start)];
        blocks.iter().any(|block| block.text.len() <= 600 && block.text.to_lowercase().contains(&lower))
    };
    let (by_mark, by_mark_below) = marked(page, places, &head, &foot, &judge);
    let by_line = || lines(places, &head, &judge);
    let shown = if people(&by_mark).is_empty() { [by_mark, by_line()].concat() } else { by_mark };

    let is_stated = |author: &&super::json_ld::Author| {
        let kind = author_names::kind(&author.name);
        let is_shown = || shown_in(&head, &author.name) || shown_in(&foot, &author.name);
        judge.may_be_author(&author.name)
            && match kind {
                Kind::Person if !author.is_body => !author.is_reference || is_shown(),
                Kind::Person | Kind::Body => is_shown(),
                Kind::Single => starts_as_name(&author.name) && is_shown(),
                Kind::Nobody | Kind::NoName => false,
            }
    };
    let split = stated.json_ld.authors.iter().flat_map(|author| {
        let (rest, _) = author_names::without_head(&author.name);
        let names = author_names::names(rest);
        names.into_iter().map(|(name, _)| super::json_ld::Author { name, ..author.clone() })
    });
    let split: Vec<super::json_ld::Author> = split.collect();
    let by_json: Vec<String> = split.iter().filter(is_stated).map(|author| author.name.clone()).collect();

    let seen = people(&shown);
    if !seen.is_empty() {
        // Readers may be shown fewer than machines are told, or a name that machines know better.
        let has = |list: &[String], name: &String| list.iter().any(|other| same(other, name));
        let is_more = by_json.len() > seen.len() && seen.iter().all(|name| has(&by_json, name));
        let is_other = !by_json.is_empty()
            && !seen.iter().any(|name| has(&by_json, name))
            && by_json.iter().all(|name| author_names::kind(name) == Kind::Person && shown_in(&head, name));
        return joined(if is_more || is_other { &by_json } else { &seen });
    }
    if !by_json.is_empty() {
        return joined(&by_json);
    }
    let by_meta = from_meta(stated, &judge, |name| shown_in(&head, name) || shown_in(&foot, name));
    if !by_meta.is_empty() {
        return joined(&by_meta);
    }
    // Agencies and single words that sign beside the headline.
    if !shown.is_empty() {
        let names: Vec<String> = shown.into_iter().map(|(name, _)| name).collect();
        return joined(&names[..1]);
    }
    let below = people(&by_mark_below);
    if !below.is_empty() {
        return joined(&below);
    }
    let is_framed = !framed.is_empty() && judge.may_be_author(framed) && !is_editors(places, framed);
    match author_names::kind(framed) {
        Kind::Person | Kind::Body if is_framed => framed.to_owned(),
        _ => String::new(),
    }
}

type Named = (String, Kind);

fn people(names: &[Named]) -> Vec<String> {
    names.iter().filter(|(_, kind)| *kind == Kind::Person).map(|(name, _)| name.clone()).collect()
}

fn joined(names: &[String]) -> String {
    let mut seen: Vec<&str> = Vec::new();
    for name in names {
        if !seen.iter().any(|other| same(other, name)) {
            seen.push(name);
        }
    }
    seen.join(", ")
}

/// A mononym or an agency begins with a capital letter; user names often do not.
fn starts_as_name(name: &str) -> bool {
    name.chars().next().is_some_and(|first| first.is_alphabetic() && !first.is_lowercase())
}

/// What is known of the outlet, whose own names are no authors.
struct Judge<'a> {
    stated: &'a Stated,
    outlet: &'a str,
    site: String,
}

impl Judge<'_> {
    fn may_be_author(&self, name: &str) -> bool {
        let meta = ["og:site_name", "application-name", "apple-mobile-web-app-title", "twitter:site"];
        let names = meta.iter().filter_map(|key| self.stated.meta.get(*key)).map(String::as_str);
        let outlets = [self.outlet, &self.stated.json_ld.publisher, &self.site, &self.stated.copyright];
        !outlets.into_iter().chain(names).any(|outlet| is_outlets(name, outlet))
    }
}

/// "lantern" of `https://www.lantern.example/…`.
fn site_name(url: &str) -> String {
    let host =
        url::Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    let labels: Vec<&str> = host.split('.').filter(|label| !matches!(*label, "www" | "m")).collect();
    let end = labels.len().saturating_sub(1);
    labels[..end].iter().max_by_key(|label| label.len()).map(|label| (*label).to_owned()).unwrap_or_default()
}

/// Whether the name is the outlet's: equal to it, its begin, or it with words behind ("Lantern
/// Reports").
fn is_outlets(name: &str, outlet: &str) -> bool {
    let outlet = outlet.trim().trim_start_matches('@');
    let core = |text: &str| {
        let lower = text.to_lowercase();
        let bare = ["the ", "der ", "die ", "das ", "le ", "la ", "el ", "il "]
            .iter()
            .find_map(|article| lower.strip_prefix(article))
            .unwrap_or(&lower)
            .to_owned();
        letters(bare.split_once(".co").map_or(bare.as_str(), |(front, _)| front))
    };
    let (own, outlets) = (core(name), core(outlet));
    if outlets.chars().count() < 2 || own.is_empty() {
        return false;
    }
    let mut front = String::new();
    let begins_with_outlet = name.split([' ', '-', ',']).map(core).any(|word| {
        front.push_str(&word);
        front == outlets
    });
    let is_part = own.chars().count() >= 4 && (outlets.starts_with(&own) || outlets.ends_with(&own));
    own == outlets || begins_with_outlet && outlets.chars().count() >= 3 || is_part
}

/// The blocks between headline and text, with some above.
fn head(places: &Places<'_>, title: &str) -> std::ops::Range<usize> {
    let blocks = &places.found.blocks;
    let first = places.first.min(blocks.len());
    let end = (first + 1).min(blocks.len());
    let title_at = blocks[..end].iter().rposition(|block| same(&block.text, title));
    let begin = title_at
        .filter(|at| first - at.min(&first) <= LONGEST_HEAD)
        .map_or(first.saturating_sub(HEAD), |at| at.saturating_sub(6));
    begin..end
}

/// The names in elements that markup calls the author: beside the headline, and below the text.
fn marked(
    page: &Html,
    places: &Places<'_>,
    head: &std::ops::Range<usize>,
    foot: &std::ops::Range<usize>,
    judge: &Judge<'_>,
) -> (Vec<Named>, Vec<Named>) {
    let (mut above, mut below) = (Vec::new(), Vec::new());
    for node in page.tree.nodes() {
        let Node::Element(value) = node.value() else { continue };
        if !is_author_mark(value) {
            continue;
        }
        let Some(element) = ElementRef::wrap(node) else { continue };
        let Some(place) = places.of(element) else { continue };
        let target = if head.contains(&place) {
            &mut above
        } else if foot.contains(&place) {
            &mut below
        } else {
            continue;
        };
        if is_elsewhere(element) {
            continue;
        }
        for (name, kind) in in_parts(&places.parts(element)) {
            let is_known = target.iter().any(|(other, _): &Named| same(other, &name));
            let is_name = kind != Kind::Nobody && (kind != Kind::Single || starts_as_name(&name));
            if is_name && !is_known && judge.may_be_author(&name) {
                target.push((name, kind));
            }
        }
    }
    // A longer form of a name known already adds nobody.
    above.truncate(12);
    below.truncate(4);
    (above, below)
}

/// Words of classes, ids and properties for whoever wrote.
const AUTHOR_MARKS: &[&str] = &[
    "author",
    "authors",
    "byline",
    "bylines",
    "autor",
    "autora",
    "autores",
    "auteur",
    "auteurs",
    "autore",
    "verfasser",
    "redakteur",
    "writer",
    "writers",
    "reporter",
    "journalist",
    "yazar",
    "penulis",
    "avtor",
    "zuozhe",
    "jizhe",
    "contributor",
    "creator",
    "skribent",
    "forfatter",
    "autorius",
];

/// Words of classes for what stands beside an author's name.
const BESIDE_AUTHOR: &[&str] = &[
    "bio",
    "biography",
    "description",
    "desc",
    "image",
    "img",
    "avatar",
    "photo",
    "picture",
    "social",
    "comment",
    "comments",
    "related",
    "more",
    "follow",
    "email",
    "twitter",
    "date",
    "time",
    "title",
    "role",
    "job",
    "position",
    "credit",
    "caption",
    "statement",
    "quote",
    "reply",
    "list",
    "count",
    "links",
];

fn is_author_mark(element: &scraper::node::Element) -> bool {
    /// Tells most elements without cutting their classes into words.
    static FINDER: LazyLock<AhoCorasick> = LazyLock::new(|| {
        let builder = AhoCorasick::builder().ascii_case_insensitive(true).build(AUTHOR_MARKS);
        builder.expect("a short list of words fits an automaton")
    });
    if element.attr("rel").is_some_and(|rel| rel.split_whitespace().any(|word| word == "author")) {
        return true;
    }
    let is_property = |value: &str| value.split_whitespace().any(|word| matches!(word, "author" | "creator"));
    if element.attr("itemprop").is_some_and(is_property) {
        return true;
    }
    let mut is_author = false;
    for value in [element.attr("class"), element.attr("id")].into_iter().flatten() {
        if value.len() > 400 || !FINDER.is_match(value) {
            continue;
        }
        for token in value.split_whitespace() {
            let words = words_of_token(token);
            let has = |table: &[&str]| words.iter().any(|word| table.contains(&word.as_str()));
            if has(AUTHOR_MARKS) && has(BESIDE_AUTHOR) {
                return false;
            }
            is_author |= has(AUTHOR_MARKS);
        }
    }
    is_author
}

/// "article-authorName" → article, author, name.
fn words_of_token(token: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for character in token.chars() {
        if !character.is_alphanumeric() || was_lower && character.is_uppercase() {
            words.push(String::new());
        }
        if character.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(character.to_lowercase());
        }
        was_lower = character.is_lowercase();
    }
    words
}

/// The names in an element's text nodes: those of the first that has any, and those joined to it.
fn in_parts(parts: &[String]) -> Vec<Named> {
    let mut found: Vec<Named> = Vec::new();
    let mut is_joined = true;
    for part in parts.iter().take(24) {
        let bare = part.trim().trim_matches(['|', '·', '•', '/']).trim();
        let lower = bare.to_lowercase();
        if bare.is_empty()
            || author_names::is_head(bare)
            || matches!(lower.as_str(), "about the author" | "about")
        {
            continue;
        }
        if matches!(
            lower.as_str(),
            "," | "and" | "&" | "und" | "et" | "y" | "e" | "и" | "та" | "en" | "og" | "och" | "、" | ";"
        ) {
            is_joined = true;
            continue;
        }
        let opens_joined = [", ", "and ", "& ", "und ", "et "].iter().any(|joint| lower.starts_with(joint));
        if !found.is_empty() && !is_joined && !opens_joined {
            break;
        }
        if bare.chars().count() > 200 {
            break;
        }
        let about = ["about ", "über ", "sobre ", "об авторе ", "à propos de "];
        let bare = about
            .iter()
            .find_map(|head| bare.get(head.len()..).filter(|_| lower.starts_with(head)))
            .unwrap_or(bare);
        let (rest, _) = author_names::without_head(bare.trim_start_matches([',', ' ']));
        let names = author_names::names(rest);
        if names.is_empty() && !found.is_empty() {
            break;
        }
        is_joined = bare.ends_with([',', '、', ';', '&']) || lower.ends_with(" and");
        found.extend(names);
    }
    found
}

/// The names in lines of the head that a label opens: "By …", "作者：…".
fn lines(places: &Places<'_>, head: &std::ops::Range<usize>, judge: &Judge<'_>) -> Vec<Named> {
    for at in head.clone() {
        let text = places.found.blocks[at].text.as_str();
        if text.chars().count() > 160 || margin::has_picture_credit(text) {
            continue;
        }
        let next = || {
            let at = Some(at + 1).filter(|at| head.contains(at))?;
            Some(places.found.blocks[at].text.as_str()).filter(|text| text.chars().count() <= 80)
        };
        // "By" alone on its line, the name on the next.
        let line = if author_names::is_head(text) { next() } else { labelled_part(text) };
        let Some(line) = line else { continue };
        let names: Vec<Named> = author_names::names(line)
            .into_iter()
            .filter(|(name, kind)| *kind != Kind::Nobody && starts_as_name(name) && judge.may_be_author(name))
            .collect();
        if !names.is_empty() {
            return names;
        }
    }
    Vec::new()
}

/// What follows an author's label at the line's begin or behind a mark within it: "| by Ada Quill",
/// "2025-03-04 来源：… 作者：墨小水".
fn labelled_part(text: &str) -> Option<&str> {
    let (rest, has_head) = author_names::without_head(text);
    if has_head {
        return (!margin::ends_like_prose(rest) || rest.chars().count() <= 40).then_some(rest);
    }
    let marks = ["| ", " • ", " · ", " — ", " – ", " - ", "\u{3000}", "  ", " "];
    let within = marks.iter().flat_map(|mark| text.match_indices(mark).map(move |(at, _)| at + mark.len()));
    let is_strong = |part: &str| {
        let colon = part.find([':', '：']).filter(|at| *at <= 40);
        colon.is_some_and(|at| !part[..at].contains(' '))
            || ["by ", "文/", "文／"].iter().any(|head| part.to_lowercase().starts_with(head))
    };
    if margin::ends_like_prose(text) {
        return None;
    }
    let mut starts: Vec<usize> = within.collect();
    starts.sort_unstable();
    starts.dedup();
    starts.into_iter().take(40).map(|at| &text[at..]).filter(|part| is_strong(part)).find_map(|part| {
        let (rest, has_head) = author_names::without_head(part);
        has_head.then_some(rest)
    })
}

/// The authors that `meta` elements name.
fn from_meta(stated: &Stated, judge: &Judge<'_>, is_shown: impl Fn(&str) -> bool) -> Vec<String> {
    const KEYS: &[&str] = &[
        "author",
        "article:author",
        "og:article:author",
        "article_author",
        "author.name",
        "dc.creator",
        "dcterms.creator",
        "parsely-author",
        "sailthru.author",
        "byl",
        "creator",
        "cxenseparse:author",
        "mediator_author",
    ];
    for key in KEYS {
        let Some(raw) = stated.meta.get(*key) else { continue };
        if raw.contains("://") || raw.contains('@') && !raw.contains(' ') {
            continue;
        }
        let (rest, _) = author_names::without_head(raw);
        let is_author = |(name, kind): &Named| {
            judge.may_be_author(name)
                && match kind {
                    Kind::Person => true,
                    Kind::Body => is_shown(name),
                    Kind::Single => starts_as_name(name) && is_shown(name),
                    Kind::Nobody | Kind::NoName => false,
                }
        };
        let names: Vec<String> =
            author_names::names(rest).into_iter().filter(is_author).map(|(name, _)| name).collect();
        if !names.is_empty() {
            return names;
        }
    }
    Vec::new()
}

/// Whether a line says the name is an editor's.
fn is_editors(places: &Places<'_>, name: &str) -> bool {
    places.found.blocks.iter().any(|block| {
        block.text.len() <= 400
            && block.text.contains(name)
            && margin::labelled(&block.text).is_some_and(|(label, _)| label == margin::Label::Editor)
    })
}
