//! Running heads, running feet and page numbers: what stands on every page and is no text.

use pdfboss_output::{Block, Line, PageLayout, Role};
use std::collections::HashMap;

/// Blocks at each end of a page among which running lines are looked for.
const EDGE: usize = 3;
/// Pages on which a line must stand to be a running one, at least.
const FEWEST_PAGES: usize = 3;
/// Characters a running line has at most.
const LONGEST: usize = 160;

/// The pages without lines that run through them.
pub(super) fn without_running_lines(mut pages: Vec<(u32, PageLayout)>) -> Vec<(u32, PageLayout)> {
    for (_, page) in &mut pages {
        page.blocks.retain(|block| {
            !matches!(block, Block::Paragraph { role: Role::PageHeader | Role::PageFooter, .. })
        });
    }
    let mut counts: HashMap<String, usize> = HashMap::new();
    for (_, page) in &pages {
        let mut keys: Vec<String> = edge_keys(page).collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            *counts.entry(key).or_default() += 1;
        }
    }
    // Left and right pages have heads of their own, and so have chapters.
    let fewest = FEWEST_PAGES.max(pages.len() / 10);
    let offset = numbering(&pages);
    for (number, page) in &mut pages {
        let length = page.blocks.len();
        let mut at = 0;
        page.blocks.retain_mut(|block| {
            let is_edge = at < EDGE || at + EDGE >= length;
            at += 1;
            let is_outermost = at == 1 || at == length;
            !is_edge
                || keep_lines(block, &mut |line| {
                    let words = words(line);
                    let is_running = counts.get(&key(&words)).is_some_and(|count| *count >= fewest);
                    let is_number = page_number(&words).is_some_and(|shown| {
                        is_marked_number(&words) && is_outermost
                            || offset.is_some_and(|offset| i64::from(shown) - i64::from(*number) == offset)
                    });
                    !is_running && !is_number
                })
        });
    }
    pages
}

/// Keeps the lines of a block that `is_kept` says; false if none is left.
fn keep_lines(block: &mut Block, is_kept: &mut dyn FnMut(&Line) -> bool) -> bool {
    match block {
        Block::Heading { lines, .. } | Block::Paragraph { lines, .. } => {
            // A running line is the first or last of its block: what stands amid prose is prose.
            if lines.last().is_some_and(|line| !is_kept(line)) {
                lines.pop();
            }
            if lines.first().is_some_and(|line| !is_kept(line)) {
                lines.remove(0);
            }
            !lines.is_empty()
        }
        Block::List { items, .. } => {
            if items.last().is_some_and(|item| item.lines.len() == 1 && !is_kept(&item.lines[0])) {
                items.pop();
            }
            !items.is_empty()
        }
        // A head with a name on the left and a number on the right passes for a table.
        Block::Table { rows, .. } => {
            let row_is_kept = |row: &Vec<pdfboss_output::Cell>, is_kept: &mut dyn FnMut(&Line) -> bool| {
                row.iter().filter_map(|cell| cell.line.as_ref()).any(is_kept)
            };
            if rows.len() == 1 && !row_is_kept(&rows[0], is_kept) {
                rows.clear();
            }
            !rows.is_empty()
        }
    }
}

fn edge_keys(page: &PageLayout) -> impl Iterator<Item = String> + '_ {
    let length = page.blocks.len();
    let edges = page.blocks.iter().enumerate().filter(move |(at, _)| *at < EDGE || at + EDGE >= length);
    edges.flat_map(|(_, block)| {
        let lines: Vec<&Line> = match block {
            Block::Heading { lines, .. } | Block::Paragraph { lines, .. } => {
                lines.first().into_iter().chain(lines.last()).collect()
            }
            Block::List { items, .. } => items.iter().flat_map(|item| &item.lines).collect(),
            Block::Table { rows, .. } => {
                rows.iter().flatten().filter_map(|cell| cell.line.as_ref()).collect()
            }
        };
        lines.into_iter().map(|line| key(&words(line))).filter(|key| key.len() > 1).collect::<Vec<_>>()
    })
}

pub(super) fn words(line: &Line) -> String {
    line.inlines.iter().map(|inline| inline.text.as_str()).collect()
}

/// A line with its numbers made alike; empty for lines that are too long to run.
fn key(words: &str) -> String {
    if words.chars().count() > LONGEST {
        return String::new();
    }
    let mut key = String::new();
    for character in words.chars().filter(|character| !character.is_whitespace()) {
        if character.is_numeric() {
            if !key.ends_with('0') {
                key.push('0');
            }
        } else {
            key.extend(character.to_lowercase());
        }
    }
    // A bare number is told by its sequence, not by being a number.
    if key == "0" { String::new() } else { key }
}

/// What page numbers on the pages are more than the place of their page, if they agree.
fn numbering(pages: &[(u32, PageLayout)]) -> Option<i64> {
    let mut votes: HashMap<i64, usize> = HashMap::new();
    for (number, page) in pages {
        let mut offsets: Vec<i64> = [page.blocks.first(), page.blocks.last()]
            .into_iter()
            .flatten()
            .filter_map(|block| match block {
                Block::Heading { lines, .. } | Block::Paragraph { lines, .. } => Some(lines),
                _ => None,
            })
            .flat_map(|lines| lines.first().into_iter().chain(lines.last()))
            .filter_map(|line| page_number(&words(line)))
            .map(|shown| i64::from(shown) - i64::from(*number))
            .collect();
        offsets.sort_unstable();
        offsets.dedup();
        for offset in offsets {
            *votes.entry(offset).or_default() += 1;
        }
    }
    let (offset, count) = votes.into_iter().max_by_key(|(offset, count)| (*count, -offset.abs()))?;
    (count >= 2 && count * 2 >= pages.len()).then_some(offset)
}

/// The number of a line that holds nothing but a page number: "12", "- 12 -", "Page 12 of 30",
/// "12/30", "第12页".
fn page_number(words: &str) -> Option<u32> {
    let words = words.trim();
    if words.chars().count() > 24 {
        return None;
    }
    let lower = words.to_lowercase();
    let mut numbers = lower
        .split(|character: char| !character.is_ascii_digit())
        .filter(|digits| (1..=4).contains(&digits.len()));
    let number = numbers.next()?.parse().ok()?;
    let others = numbers.count();
    let rest: String = lower.chars().filter(|character| !character.is_ascii_digit()).collect();
    let is_known = rest
        .split(|character: char| character.is_whitespace() || "-–—/|.[]()·•".contains(character))
        .filter(|word| !word.is_empty())
        .all(|word| PAGE_WORDS.contains(&word));
    (is_known && others <= 1).then_some(number)
}

/// Words beside page numbers.
const PAGE_WORDS: &[&str] = &[
    "page",
    "p",
    "pg",
    "of",
    "seite",
    "von",
    "s",
    "página",
    "pagina",
    "de",
    "di",
    "sur",
    "стр",
    "страница",
    "из",
    "с",
    "第",
    "页",
    "頁",
    "共",
    "第页",
    "第頁",
    "共页",
    "共頁",
    "第页共页",
    "صفحة",
    "من",
    "ページ",
    "strona",
    "z",
    "sayfa",
];

/// Whether a number is shown in a way that only page numbers are.
fn is_marked_number(words: &str) -> bool {
    let words = words.trim();
    words.starts_with(['-', '–', '—']) && words.ends_with(['-', '–', '—'])
        || words.contains(|character: char| character.is_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::{key, page_number};

    #[test]
    fn page_numbers_are_told_from_other_numbers() {
        for (words, expected) in [
            ("12", Some(12)),
            ("- 12 -", Some(12)),
            ("Page 3 of 10", Some(3)),
            ("第3页 共10页", Some(3)),
            ("3/10", Some(3)),
            ("Seite 3 von 10", Some(3)),
            ("12 bells", None),
            ("1,250,000", None),
            ("2021-06-02", None),
        ] {
            assert_eq!(page_number(words), expected, "{words}");
        }
        assert_eq!(key("Harbor Report  2021 – 17"), key("HARBOR REPORT 2021 – 8"));
    }
}
