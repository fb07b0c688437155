//! Office Open XML: the parts of a DOCX file.

use super::package::{optional_part, part};
use super::parts::{Attributes, Step, first_words, walk};
use super::{Block, BlockKind, Properties};
use crate::package::Package;
use std::collections::HashMap;

type Read = (Vec<Block>, Properties, Option<String>);

pub(super) fn read(package: &Package<'_>) -> Result<Read, String> {
    let main = main_part(package);
    let body = part(package, &main)?;
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    let beside = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    let styles = styles(&optional_part(package, &beside("styles.xml")));
    let mut text = text_of(&body, &styles);
    let damage = text.damage.take();
    for (marks, part) in [(&text.footnotes, "footnotes.xml"), (&text.endnotes, "endnotes.xml")] {
        if !marks.is_empty() {
            let mut notes = notes(&optional_part(package, &beside(part)), &styles);
            text.blocks.extend(marks.iter().filter_map(|mark| notes.remove(mark)).flatten());
        }
    }
    let core = optional_part(package, "docProps/core.xml");
    let [title, author, lang, created, modified] =
        first_words(&core, ["title", "creator", "language", "created", "modified"]);
    Ok((text.blocks, Properties { title, author, lang, created, modified }, damage))
}

/// The part that holds the text: the package says which, and it is nearly always the same.
fn main_part(package: &Package<'_>) -> String {
    let usual = "word/document.xml";
    if package.has(usual) {
        return usual.to_owned();
    }
    let mut target = String::new();
    walk(&optional_part(package, "_rels/.rels"), &mut |step| {
        if let Step::Open("Relationship", attributes) = step
            && attributes.get("Type").ends_with("/officeDocument")
        {
            attributes.get("Target").trim_start_matches('/').clone_into(&mut target);
        }
    });
    if target.is_empty() { usual.to_owned() } else { target }
}

/// What the styles of a document mean for structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Title,
    Heading(u8),
    Contents,
}

fn styles(part: &str) -> HashMap<String, Style> {
    let mut known: HashMap<String, Style> = HashMap::new();
    let mut based_on: Vec<(String, String)> = Vec::new();
    let mut id = String::new();
    walk(part, &mut |step| {
        let Step::Open(name, attributes) = step else { return };
        match name {
            "style" => id = attributes.get("styleId"),
            "name" => {
                if let Some(style) = style_of_name(&attributes.get("val")) {
                    known.insert(id.clone(), style);
                }
            }
            "outlineLvl" => {
                if let Some(level) = outline_level(&attributes) {
                    known.entry(id.clone()).or_insert(Style::Heading(level));
                }
            }
            "basedOn" => based_on.push((id.clone(), attributes.get("val"))),
            _ => {}
        }
    });
    // Styles inherit; chains are short, and a cycle ends with the rounds.
    for _ in 0..8 {
        for (id, base) in &based_on {
            if let Some(style) = known.get(base).copied() {
                known.entry(id.clone()).or_insert(style);
            }
        }
    }
    known
}

fn style_of_name(name: &str) -> Option<Style> {
    let name = name.to_lowercase();
    if name == "title" {
        return Some(Style::Title);
    }
    if name.starts_with("toc ") {
        return Some(Style::Contents);
    }
    let level: u8 = name.strip_prefix("heading ")?.trim().parse().ok()?;
    (1..=9).contains(&level).then_some(Style::Heading(level.min(6)))
}

/// Word's outline levels begin at 0, and 9 is running text.
fn outline_level(attributes: &Attributes<'_>) -> Option<u8> {
    let level: u8 = attributes.get("val").parse().ok()?;
    (level < 9).then_some((level + 1).min(6))
}

#[derive(Default)]
struct Text {
    blocks: Vec<Block>,
    footnotes: Vec<String>,
    endnotes: Vec<String>,
    damage: Option<String>,
}

/// A paragraph that is open. Text boxes stand within paragraphs, so there may be several.
#[derive(Default)]
struct Paragraph {
    words: String,
    style: Option<Style>,
    list_level: Option<u8>,
    is_run_hidden: bool,
}

/// Elements whose contents are not in the text as printed.
const LEFT_OUT: &[&str] = &[
    "del",
    "moveFrom",
    "Fallback",
    "instrText",
    "delText",
    "pPrChange",
    "rPrChange",
    "tblPrChange",
    "comment",
];

/// A cell that is open, and the row it belongs to.
#[derive(Default)]
struct Row {
    cells: Vec<String>,
}

fn text_of(part: &str, styles: &HashMap<String, Style>) -> Text {
    let mut text = Text::default();
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut rows: Vec<Row> = Vec::new();
    let mut left_out = 0_usize;
    let mut in_words = false;
    let damage = walk(part, &mut |step| match step {
        Step::Open(name, _) if LEFT_OUT.contains(&name) => left_out += 1,
        Step::Close(name) if LEFT_OUT.contains(&name) => left_out = left_out.saturating_sub(1),
        _ if left_out > 0 => {}
        Step::Open("t", _) => in_words = true,
        Step::Close("t") => in_words = false,
        Step::Open("p", _) => paragraphs.push(Paragraph::default()),
        Step::Close("p") => {
            if let Some(paragraph) = paragraphs.pop() {
                finish(paragraph, rows.last_mut(), &mut text.blocks);
            }
        }
        Step::Open("tr", _) => rows.push(Row::default()),
        Step::Open("tc", _) => {
            if let Some(row) = rows.last_mut() {
                row.cells.push(String::new());
            }
        }
        Step::Close("tr") => {
            if let Some(row) = rows.pop() {
                finish_row(row, rows.last_mut(), &mut text.blocks);
            }
        }
        Step::Open("footnoteReference", attributes) => text.footnotes.push(attributes.get("id")),
        Step::Open("endnoteReference", attributes) => text.endnotes.push(attributes.get("id")),
        Step::Open(name, attributes) => {
            if let Some(paragraph) = paragraphs.last_mut() {
                within(paragraph, name, &attributes, styles);
            }
        }
        Step::Close("r") => {
            if let Some(paragraph) = paragraphs.last_mut() {
                paragraph.is_run_hidden = false;
            }
        }
        Step::Words(words) if in_words => {
            if let Some(paragraph) = paragraphs.last_mut().filter(|paragraph| !paragraph.is_run_hidden) {
                paragraph.words.push_str(words);
            }
        }
        _ => {}
    });
    // What was open where the part breaks off is text too.
    for paragraph in paragraphs {
        finish(paragraph, None, &mut text.blocks);
    }
    text.damage = damage;
    text
}

fn within(
    paragraph: &mut Paragraph,
    name: &str,
    attributes: &Attributes<'_>,
    styles: &HashMap<String, Style>,
) {
    match name {
        "pStyle" => paragraph.style = styles.get(&attributes.get("val")).copied().or(paragraph.style),
        "outlineLvl" => {
            paragraph.style = paragraph.style.or(outline_level(attributes).map(Style::Heading));
        }
        "numPr" => paragraph.list_level = paragraph.list_level.or(Some(1)),
        "ilvl" => paragraph.list_level = attributes.get("val").parse().ok().map(|level: u8| level.min(8) + 1),
        // Number 0 takes a paragraph out of its list.
        "numId" if attributes.get("val") == "0" => paragraph.list_level = None,
        "vanish" => {
            paragraph.is_run_hidden = !matches!(attributes.get("val").as_str(), "0" | "false" | "off");
        }
        "tab" | "ptab" | "br" | "cr" if !paragraph.is_run_hidden => paragraph.words.push(' '),
        "noBreakHyphen" => paragraph.words.push('\u{2011}'),
        _ => {}
    }
}

fn finish(paragraph: Paragraph, row: Option<&mut Row>, blocks: &mut Vec<Block>) {
    let words = paragraph.words.replace('\u{AD}', "").split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() || paragraph.style == Some(Style::Contents) {
        return;
    }
    if let Some(cell) = row.and_then(|row| row.cells.last_mut()) {
        if !cell.is_empty() {
            cell.push(' ');
        }
        cell.push_str(&words);
        return;
    }
    let kind = match (paragraph.style, paragraph.list_level) {
        (Some(Style::Title), _) => BlockKind::Title,
        (Some(Style::Heading(level)), _) => BlockKind::Heading(level),
        (_, Some(level)) => BlockKind::ListItem(level),
        _ => BlockKind::Paragraph,
    };
    blocks.push(Block { words, kind });
}

fn finish_row(row: Row, outer: Option<&mut Row>, blocks: &mut Vec<Block>) {
    let words = super::row_words(row.cells);
    match outer.and_then(|outer| outer.cells.last_mut()) {
        Some(cell) if !words.is_empty() => {
            if !cell.is_empty() {
                cell.push(' ');
            }
            cell.push_str(&words);
        }
        None if !words.is_empty() => blocks.push(Block { words, kind: BlockKind::Paragraph }),
        _ => {}
    }
}

/// The blocks of each note by its number; separators are no notes.
fn notes(part: &str, styles: &HashMap<String, Style>) -> HashMap<String, Vec<Block>> {
    let mut found = HashMap::new();
    let opening = |at: usize| part[at..].find('>').map(|end| &part[at..at + end]);
    // "see footnote 5" stands in the words of notes too; only after a "<" and a prefix it is a tag.
    let is_tag = |at: &usize| {
        let before = &part[..*at];
        before
            .trim_end_matches(|character: char| character.is_ascii_alphanumeric() || character == ':')
            .ends_with('<')
    };
    let mut starts: Vec<usize> = ["footnote ", "endnote "]
        .iter()
        .flat_map(|name| part.match_indices(name).map(|(at, _)| at))
        .filter(is_tag)
        .collect();
    starts.sort_unstable();
    for (number, at) in starts.iter().enumerate() {
        let Some(tag) = opening(*at) else { continue };
        let end = starts.get(number + 1).copied().unwrap_or(part.len());
        let mut id = String::new();
        let mut is_note = false;
        walk(&format!("<{tag}/>"), &mut |step| {
            if let Step::Open("footnote" | "endnote", attributes) = step {
                id = attributes.get("id");
                is_note = attributes.get("type").is_empty() || attributes.get("type") == "normal";
            }
        });
        if is_note && let Some(body) = part.get(at + tag.len() + 1..end) {
            found.insert(id, text_of(body, styles).blocks);
        }
    }
    found
}
