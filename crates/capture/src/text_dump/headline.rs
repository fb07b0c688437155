//! The headline of a dump: the line above the text that sums it up.

use super::{frame::is_name, lines::Line};
use crate::{margin, phrases, phrases::units};
use memchr::memmem;
use std::collections::HashSet;

/// A headline and the line it stands on.
#[derive(Debug)]
pub(super) struct Headline {
    pub(super) index: usize,
    pub(super) text: String,
}

/// A line needs this many points; a line that shares its words with the text and stands above a
/// date line has about five.
const THRESHOLD: f64 = 2.2;

/// The headline among the lines of `range`, if one of them looks like it.
pub(super) fn headline(
    lines: &[Line<'_>],
    is_main: &[bool],
    range: std::ops::Range<usize>,
) -> Option<Headline> {
    let end = range.end;
    let main_words: HashSet<String> = lines
        .iter()
        .enumerate()
        .filter(|(index, _)| is_main[*index] && index + 1 >= end)
        .flat_map(|(_, line)| content_words(&line.lower))
        .collect();
    let mut best: Option<(f64, Headline)> = None;
    for index in range.clone() {
        let Some(text) = candidate(&lines[index]) else { continue };
        let points = points(lines, index, text, &main_words, range.end);
        if points >= THRESHOLD && best.as_ref().is_none_or(|(most, _)| points > *most) {
            best = Some((points, Headline { index, text: text.to_owned() }));
        }
    }
    best.map(|(_, headline)| {
        let text = without_suffix(&headline.text, lines).to_owned();
        Headline { text, ..headline }
    })
}

/// The headline without the site's or section's name behind it, if the page shows it without.
fn without_suffix<'a>(title: &'a str, lines: &[Line<'_>]) -> &'a str {
    const JOINTS: &[&str] = &["_", "|", " - ", " – ", " — ", "-", " :: ", " · ", " » "];
    let shorter = lines.iter().filter_map(candidate).filter(|text| units(text) >= 4.0);
    let bare = shorter.filter(|text| {
        title.strip_prefix(text).is_some_and(|rest| {
            JOINTS.iter().any(|joint| rest.starts_with(joint) || rest.trim_start().starts_with(joint))
        })
    });
    bare.min_by_key(|text| text.len()).map_or(title, |text| &title[..text.len()])
}

/// The words of a line that may be a headline, without the label in front of them.
fn candidate<'a>(line: &Line<'a>) -> Option<&'a str> {
    let text = match margin::labelled(line.text) {
        Some((margin::Label::OriginalTitle, value)) => value,
        Some(_) => return None,
        None => line.text,
    };
    let length = units(text);
    let is_possible = (2.0..=40.0).contains(&length)
        && !line.is_date
        && !line.is_insert
        && !line.is_section_end
        && !margin::looks_like_byline(text)
        && !margin::has_picture_credit(text)
        && !text.ends_with([':', '：', ','])
        && !text.starts_with(['[', '#', '©', '(']);
    is_possible.then_some(text)
}

fn points(lines: &[Line<'_>], index: usize, text: &str, main_words: &HashSet<String>, end: usize) -> f64 {
    let line = &lines[index];
    let lower = text.to_lowercase();
    let words = content_words(&lower);
    let shared = words.iter().filter(|word| main_words.contains(*word)).count() as f64;
    let overlap = if words.is_empty() { 0.0 } else { shared / words.len() as f64 };
    let length = units(text);
    let is_above_date = lines[index + 1..(index + 4).min(lines.len())]
        .iter()
        .any(|next| next.is_date || margin::looks_like_byline(next.text) && next.units <= 12.0);
    let others = || lines.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, other)| other);
    let finder = memmem::Finder::new(text);
    let is_within_other = length >= 4.0
        && others()
            .any(|other| other.text.len() > text.len() && finder.find(other.text.as_bytes()).is_some());
    let has_within = others()
        .any(|other| other.text.len() < text.len() && other.units >= 4.0 && text.contains(other.text));
    let ends_as_statement = text.ends_with(['.', '。']) && !text.ends_with("..");
    3.0 * overlap * (words.len() as f64 / 3.0).min(1.0)
        + if is_above_date { 2.0 } else { 0.0 }
        + if line.copies >= 2 && length >= 4.0 { 0.7 } else { 0.0 }
        + if is_within_other { 1.5 } else { 0.0 }
        - if has_within { 0.5 } else { 0.0 }
        + if length >= 5.0 { 0.7 } else { 0.0 }
        - if ends_as_statement { 2.0 } else { 0.0 }
        - if line.is_bullet { 2.0 } else { 0.0 }
        - if line.furniture > 0 { 2.0 } else { 0.0 }
        - if is_name(text) { 1.5 } else { 0.0 }
        - 0.05 * (end - index) as f64
}

/// Words of four letters or more; in Han and kana, pairs of characters.
fn content_words(lower: &str) -> Vec<String> {
    let mut words: Vec<String> = lower
        .split(|character: char| !character.is_alphanumeric() || phrases::is_cjk(character))
        .filter(|word| word.chars().count() >= 4)
        .map(str::to_owned)
        .collect();
    let characters: Vec<char> = lower.chars().collect();
    words.extend(
        characters
            .windows(2)
            .filter(|pair| pair.iter().all(|character| phrases::is_cjk(*character)))
            .map(|pair| pair.iter().collect::<String>()),
    );
    words
}
