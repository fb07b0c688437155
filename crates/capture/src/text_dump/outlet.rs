//! The outlet's name in a dump: no markup says it, but the furniture does.

use super::lines::Line;
use std::collections::BTreeMap;

/// The name of the site, if two different places of its furniture, or one that states it, give it.
pub(super) fn outlet(lines: &[Line<'_>], is_main: &[bool], below_text: Option<&str>) -> String {
    let mut points: BTreeMap<String, f64> = BTreeMap::new();
    let mut add = |name: &str, value: f64| {
        let name = clean(name);
        if is_outlet_name(name) {
            *points.entry(name.to_owned()).or_default() += value;
        }
    };
    for (index, line) in lines.iter().enumerate().filter(|(index, _)| !is_main[*index]) {
        if let Some(name) = labelled_name(line.text) {
            add(name, 3.0);
        }
        if let Some(name) = copyright_holder(line.text) {
            add(name, 2.0);
        }
        if let Some(name) = skip_link(line.text, &line.lower) {
            add(name, 2.5);
        }
        if line.units <= 40.0 {
            for name in invitations(line.text, &line.lower) {
                add(name, 1.5);
            }
        }
        if index == 0 && line.units <= 6.0 {
            add(line.text, 1.0);
        }
    }
    if let Some(name) = below_text {
        add(name, 2.0);
    }
    // Every further mention in the furniture corroborates.
    for (name, value) in &mut points {
        let mentions = lines
            .iter()
            .zip(is_main)
            .filter(|(line, is_main)| !**is_main && mentions(line.text, name))
            .count();
        *value += 0.25 * (mentions.saturating_sub(1)).min(4) as f64;
        // A name with spaces says more than a domain.
        *value += if name.contains('.') { -0.8 } else { 0.0 };
    }
    let best = points.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
    best.filter(|(_, value)| *value >= 1.5).map(|(name, _)| name).unwrap_or_default()
}

fn mentions(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + name.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

/// "Masthead : The Daily", "Site name: …", "Publisher: …".
fn labelled_name(text: &str) -> Option<&str> {
    const LABELS: &[&str] = &[
        "masthead",
        "site name",
        "publication",
        "newspaper",
        "название сми",
        "сетевое издание",
        "媒体名称",
        "제호",
        "媒體",
    ];
    let at = text.find([':', '：'])?;
    LABELS
        .contains(&text[..at].trim().to_lowercase().as_str())
        .then(|| text[at..].trim_start_matches([':', '：']).trim())
}

/// The holder in "© 2021 The Daily. All rights reserved."
pub(crate) fn copyright_holder(text: &str) -> Option<&str> {
    let lower = text.to_lowercase();
    let mark = ["©", "copyright", "(c)"]
        .iter()
        .filter_map(|mark| lower.rfind(mark).map(|at| at + mark.len()))
        .max()?;
    // Lower-casing may change lengths; then the line is no plain copyright line.
    let rest = text.get(mark..)?;
    let is_lead = |character: char| {
        character.is_whitespace() || character.is_ascii_digit() || "-–—,:()©./|".contains(character)
    };
    let rest = rest.trim_start_matches(is_lead);
    let rest = rest
        .strip_prefix("by ")
        .or_else(|| rest.strip_prefix("Copyright "))
        .unwrap_or(rest)
        .trim_start_matches(is_lead);
    let stops = [
        ". ",
        " all rights",
        " All rights",
        " All Rights",
        " ALL RIGHTS",
        "|",
        " - ",
        ", Inc",
        " Inc",
        " Ltd",
        " LLC",
        ",",
        " 19",
        " 20",
        "Все права",
        "版权所有",
        "保留",
        ".",
    ];
    let is_domain =
        rest.split_whitespace().next().is_some_and(|word| word.trim_end_matches('.').contains('.'));
    let end = stops
        .iter()
        .filter(|stop| !(is_domain && **stop == "."))
        .filter_map(|stop| rest.find(stop))
        .min()
        .unwrap_or(rest.len());
    Some(&rest[..end]).filter(|name| name.split_whitespace().count() <= 9)
}

/// "Skip to more Daily sites", "More Daily sites".
fn skip_link<'a>(text: &'a str, lower: &str) -> Option<&'a str> {
    let end = lower.rfind(" sites").or_else(|| lower.rfind(" websites"))?;
    let begin = ["skip to more ", "skip to other ", "more ", "other "]
        .iter()
        .find_map(|head| lower[..end].find(head).map(|at| at + head.len()))?;
    text.get(begin..end)
}

/// Names in invitations to subscribe, follow, contact: "our MEDIAWATCH emails", "Follow The Daily on".
fn invitations<'a>(text: &'a str, lower: &str) -> Vec<&'a str> {
    const CUES: &[&str] = &[
        "subscribe",
        "newsletter",
        "sign up",
        "follow",
        "request a",
        "donate",
        "support",
        "about ",
        "contact",
        "welcome to",
        "app",
        "advertise",
    ];
    if !CUES.iter().any(|cue| lower.contains(cue)) {
        return Vec::new();
    }
    let mut names: Vec<&str> = text
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| (3..=10).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_uppercase()))
        .filter(|_| text.chars().any(char::is_lowercase))
        .filter(|word| {
            !matches!(
                *word,
                "RSS"
                    | "FAQ"
                    | "PDF"
                    | "URL"
                    | "NEW"
                    | "USA"
                    | "APP"
                    | "VIP"
                    | "GDPR"
                    | "COVID"
                    | "THE"
                    | "HTML"
            )
        })
        .collect();
    for (head, stop) in [
        ("follow ", " on "),
        ("subscribe to ", " newsletter"),
        ("welcome to ", ""),
        ("advertise with ", ""),
        ("about ", ""),
        ("sign up for ", " newsletter"),
    ] {
        let Some(begin) = lower.find(head).filter(|at| *at == 0).map(|at| at + head.len()) else { continue };
        let Some(rest) = text.get(begin..) else { continue };
        let end = if stop.is_empty() { Some(rest.len()) } else { rest.to_lowercase().find(stop) };
        if let Some(name) = end.and_then(|end| rest.get(..end)) {
            names.push(name);
        }
    }
    names.dedup();
    names
}

fn clean(name: &str) -> &str {
    let name = name.trim().trim_matches(['|', '-', '–', '—', ':', ',', '"', '“', '”', '.', ' ']);
    let name = name.strip_suffix(" close").unwrap_or(name);
    name.strip_prefix("www.").unwrap_or(name).trim()
}

/// One to six words, each with a capital letter but for small joining words.
fn is_outlet_name(name: &str) -> bool {
    const NOT_NAMES: &[&str] = &[
        "us",
        "me",
        "our",
        "the author",
        "author",
        "contact",
        "privacy",
        "home",
        "menu",
        "all",
        "rights",
        "reserved",
        "news",
        "search",
        "login",
        "notice",
        "information",
        "policy",
        "main",
        "content",
        "newsletter",
        "skip",
        "sections",
        "advertisement",
        "subscribe",
        "the",
        "topics",
        "navigation",
        "copyright",
        "close",
        "this",
        "site",
        "share",
    ];
    let lower = name.to_lowercase();
    let words: Vec<&str> = name.split_whitespace().collect();
    let first_is_name = words.first().is_some_and(|word| {
        word.chars().any(|character| character.is_uppercase() || crate::phrases::is_cjk(character))
            || word.contains('.')
    });
    (1..=9).contains(&words.len())
        && (2..=70).contains(&name.chars().count())
        && first_is_name
        && !lower.split_whitespace().all(|word| NOT_NAMES.contains(&word))
        && !lower.contains("http")
        && !name.contains(['@', '[', ']', '{', '?', '!', '•'])
}
