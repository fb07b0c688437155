//! Credits: the words with which a document names where its text comes from.

mod names;

pub(crate) use names::{bare_host, normal_form};
pub use names::{KnownSource, KnownSources};

use throughline_model::{Credit, Document, Span, TextField};

/// Every place where `document` names where its text comes from, sorted by field and span.
pub fn credits(document: &Document, known: &KnownSources) -> Vec<Credit> {
    let own = known.by_url(&document.url);
    let Some(open) = document.text.find('(') else { return Vec::new() };
    let Some(close) = document.text[open..].find(')').map(|at| at + open) else { return Vec::new() };
    let name = &document.text[open + 1..close];
    match known.index_of(name) {
        Some(index) if open < 60 && own != Some(index) => vec![Credit {
            name: name.to_owned(),
            field: TextField::Text,
            span: Span::new(open, close + 1),
            cue: "dateline",
        }],
        _ => Vec::new(),
    }
}
