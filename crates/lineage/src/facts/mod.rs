//! What is kept of a text once it was read.

mod characters;
mod content;
mod formulas;
mod names;
mod quoted;

use crate::{KnownSources, credits};
pub(crate) use characters::Characters;
pub(crate) use content::Content;
use throughline_model::{Credit, Document, Span};

/// What the explanation needs to know of one document's texts: an eighth of its length for a text
/// in plain ASCII, twice that at most for others, and some tens of bytes.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// Length of the main text in bytes.
    pub(crate) text_length: u32,
    /// Where the characters of the main text begin.
    pub(crate) characters: Characters,
    /// Its parts in quotation marks.
    pub(crate) quoted: Box<[Span]>,
    /// Its set formulas.
    pub(crate) formulas: Box<[Span]>,
    /// Its runs of names.
    pub(crate) names: Box<[Span]>,
    /// What its words say beyond them.
    pub(crate) content: Content,
    /// What the document says about where its text comes from.
    pub(crate) credits: Vec<Credit>,
}

impl Facts {
    /// Reads one document.
    pub(crate) fn of(document: &Document, known: &KnownSources) -> Self {
        let text = &document.text;
        let names = names::runs(text);
        Self {
            text_length: text.len() as u32,
            characters: Characters::of(text),
            quoted: quoted::parts(text).into(),
            formulas: formulas::find(text).into(),
            content: Content::of(text, &names),
            names: names.into(),
            credits: credits(document, known),
        }
    }
}
