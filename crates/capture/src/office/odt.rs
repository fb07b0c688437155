//! OpenDocument: the parts of an ODT file.

use super::package::{optional_part, part};
use super::parts::{Step, first_words, walk};
use super::{Block, BlockKind, Properties};
use crate::package::Package;

type Read = (Vec<Block>, Properties, Option<String>);

/// The part that holds the text.
pub(super) const CONTENT: &str = "content.xml";

/// Elements whose contents are not in the text as printed: comments, text under tracked deletions,
/// tables of contents, note marks, definitions.
const LEFT_OUT: &[&str] = &[
    "annotation",
    "tracked-changes",
    "table-of-content",
    "alphabetical-index",
    "note-citation",
    "ruby-text",
    "sequence-decls",
    "variable-decls",
    "forms",
    "automatic-styles",
];

/// Longest run of spaces that an element may stand for.
const MOST_SPACES: usize = 16;

pub(super) fn read(package: &Package<'_>) -> Result<Read, String> {
    let content = part(package, CONTENT)?;
    if !content.contains('<') || optional_part(package, "META-INF/manifest.xml").contains("encryption-data") {
        return Err("the document is protected by a password".to_owned());
    }
    let (blocks, damage) = text_of(&content);
    let meta = optional_part(package, "meta.xml");
    let [title, first_author, author, lang, created, modified] =
        first_words(&meta, ["title", "initial-creator", "creator", "language", "creation-date", "date"]);
    let author = if first_author.is_empty() { author } else { first_author };
    Ok((blocks, Properties { title, author, lang, created, modified }, damage))
}

struct Paragraph {
    words: String,
    kind: BlockKind,
    is_note: bool,
}

fn text_of(part: &str) -> (Vec<Block>, Option<String>) {
    let (mut blocks, mut notes) = (Vec::new(), Vec::new());
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut rows: Vec<Vec<String>> = Vec::new();
    let (mut left_out, mut list_depth, mut note_depth) = (0_usize, 0_u8, 0_usize);
    let damage = walk(part, &mut |step| match step {
        Step::Open(name, _) if LEFT_OUT.contains(&name) => left_out += 1,
        Step::Close(name) if LEFT_OUT.contains(&name) => left_out = left_out.saturating_sub(1),
        _ if left_out > 0 => {}
        Step::Open(name @ ("p" | "h"), attributes) => {
            let kind = match (name, list_depth) {
                ("h", _) => {
                    BlockKind::Heading(attributes.get("outline-level").parse().unwrap_or(1).clamp(1, 6))
                }
                (_, 1..) if note_depth == 0 => BlockKind::ListItem(list_depth),
                _ if attributes.get("style-name") == "Title" => BlockKind::Title,
                _ => BlockKind::Paragraph,
            };
            paragraphs.push(Paragraph { words: String::new(), kind, is_note: note_depth > 0 });
        }
        Step::Close("p" | "h") => {
            if let Some(paragraph) = paragraphs.pop() {
                let into = if paragraph.is_note { &mut notes } else { &mut blocks };
                let row = if paragraph.is_note { None } else { rows.last_mut() };
                finish(paragraph, row, into);
            }
        }
        Step::Open("list", _) => list_depth = list_depth.saturating_add(1),
        Step::Close("list") => list_depth = list_depth.saturating_sub(1),
        Step::Open("note", _) => note_depth += 1,
        Step::Close("note") => note_depth = note_depth.saturating_sub(1),
        Step::Open("table-row", _) => rows.push(Vec::new()),
        Step::Open("table-cell", _) => {
            if let Some(row) = rows.last_mut() {
                row.push(String::new());
            }
        }
        Step::Close("table-row") => {
            let words = super::row_words(rows.pop().unwrap_or_default());
            if words.is_empty() {
            } else if let Some(cell) = rows.last_mut().and_then(|outer| outer.last_mut()) {
                cell.push(' ');
                cell.push_str(&words);
            } else {
                blocks.push(Block { words, kind: BlockKind::Paragraph });
            }
        }
        Step::Open("s", attributes) => {
            let count = attributes.get("c").parse().unwrap_or(1).min(MOST_SPACES);
            if let Some(paragraph) = paragraphs.last_mut() {
                paragraph.words.push_str(&" ".repeat(count));
            }
        }
        Step::Open("tab" | "line-break", _) => {
            if let Some(paragraph) = paragraphs.last_mut() {
                paragraph.words.push(' ');
            }
        }
        Step::Words(words) => {
            if let Some(paragraph) = paragraphs.last_mut() {
                paragraph.words.push_str(words);
            }
        }
        _ => {}
    });
    for paragraph in paragraphs {
        finish(paragraph, None, &mut blocks);
    }
    blocks.extend(notes);
    (blocks, damage)
}

fn finish(paragraph: Paragraph, row: Option<&mut Vec<String>>, blocks: &mut Vec<Block>) {
    let words = paragraph.words.replace('\u{AD}', "").split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() {
        return;
    }
    if let Some(cell) = row.and_then(|row| row.last_mut()) {
        if !cell.is_empty() {
            cell.push(' ');
        }
        cell.push_str(&words);
    } else {
        blocks.push(Block { words, kind: paragraph.kind });
    }
}
