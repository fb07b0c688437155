//! What is kept of a text once it was read.

mod characters;
mod formulas;
mod names;
mod quoted;

use crate::{KnownSources, credits};
pub(crate) use characters::Characters;
use throughline_model::{Credit, Document, Span};

/// What the explanation needs to know of one document's texts: some tens of bytes for a text in
/// plain ASCII, an eighth of its length at most for others.
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
    /// What the document says about where its text comes from.
    pub(crate) credits: Vec<Credit>,
}

impl Facts {
    /// Reads one document.
    pub(crate) fn of(document: &Document, known: &KnownSources) -> Self {
        let text = &document.text;
        Self {
            text_length: text.len() as u32,
            characters: Characters::of(text),
            quoted: quoted::parts(text).into(),
            formulas: formulas::find(text).into(),
            names: names::runs(text).into(),
            credits: credits(document, known),
        }
    }
}
