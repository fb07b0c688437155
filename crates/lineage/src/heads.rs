//! What is kept of each document before any text is read: who published it and when.

use crate::{credit::bare_host, first_seen, first_seen::Seen};
use rayon::prelude::*;
use std::collections::HashMap;
use throughline_model::{DateKind, Document, DocumentForm, DocumentId, ItemId, SourceId, TimeInterval};

/// The heads of an archive's documents: everything but their texts, in about 120 bytes each.
/// Every document must be added, also those without a match: who has documents here decides whom
/// a credit can name.
#[derive(Debug, Default)]
pub struct Heads {
    pub(crate) rows: Vec<Head>,
    pub(crate) publishers: Vec<Publisher>,
    pub(crate) languages: Vec<String>,
    number_of_publisher: HashMap<(String, Option<SourceId>, String), u32>,
    number_of_language: HashMap<String, u32>,
}

/// One document without its texts.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    pub(crate) id: DocumentId,
    pub(crate) item: ItemId,
    /// Position in the list of publishers.
    pub(crate) publisher: u32,
    /// Position in the list of languages.
    pub(crate) lang: u32,
    pub(crate) seen: Seen,
    /// When its capture was received, as far as a record says.
    pub(crate) captured: Option<TimeInterval>,
}

/// A source as documents state it: name, id and host.
#[derive(Debug, Clone)]
pub(crate) struct Publisher {
    pub(crate) source_name: String,
    pub(crate) source_id: Option<SourceId>,
    pub(crate) host: String,
    /// The smallest id of its documents: an order that no batch changes.
    pub(crate) first_document: DocumentId,
}

impl Heads {
    /// Adds documents; `text`, `margin`, `title`, `byline` and `extra` may be left empty.
    pub fn add(&mut self, documents: &[Document]) {
        let read: Vec<(Seen, Option<TimeInterval>, String)> = documents
            .par_iter()
            .map(|document| (first_seen(document).seen(), captured(document), bare_host(&document.url)))
            .collect();
        self.rows.reserve(documents.len());
        for (document, (seen, captured, host)) in documents.iter().zip(read) {
            let publisher = self.publisher(document, host);
            let lang = self.language(&document.lang);
            let (id, item) = (document.id, document.item_id);
            self.rows.push(Head { id, item, publisher, lang, seen, captured });
        }
    }

    fn publisher(&mut self, document: &Document, host: String) -> u32 {
        let key = (document.source_name.clone(), document.source_id, host);
        if let Some(number) = self.number_of_publisher.get(&key) {
            let known = &mut self.publishers[*number as usize];
            known.first_document = known.first_document.min(document.id);
            return *number;
        }
        let number = self.publishers.len() as u32;
        let (source_name, source_id, host) = key.clone();
        self.publishers.push(Publisher { source_name, source_id, host, first_document: document.id });
        self.number_of_publisher.insert(key, number);
        number
    }

    fn language(&mut self, lang: &str) -> u32 {
        if let Some(number) = self.number_of_language.get(lang) {
            return *number;
        }
        let number = self.languages.len() as u32;
        self.languages.push(lang.to_owned());
        self.number_of_language.insert(lang.to_owned(), number);
        number
    }
}

/// When a page was received. An entry of a feed is no version of the page it names.
fn captured(document: &Document) -> Option<TimeInterval> {
    if matches!(document.form, DocumentForm::FeedEntry | DocumentForm::SitemapEntry) {
        return None;
    }
    let of_capture = document.dates.iter().filter(|date| date.kind == DateKind::Capture);
    of_capture.filter_map(|date| date.interval).min()
}
