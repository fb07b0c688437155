//! Nouns to columns and back. One function a table; the order of columns is that of
//! [`throughline_model::tables`], and a test of each function fails if they part.

mod columns;
mod derived;
mod given;

pub use columns::Row;
pub use derived::{carries, lineages, matches, recurrences, runs, witnesses};
pub use given::{
    captures, documents, links, passages, problems, read_documents, read_documents_where, read_sources,
    sources, visits,
};
