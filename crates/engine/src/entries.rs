//! What feeds and sitemaps say of the pages they name.
//!
//! An entry and its page are one item. A feed often tells to the second what the page tells to the
//! day, so its dates are evidence about the page as well. And where the archive has the page, its
//! entry is no second witness: the same source, the same words, often only their beginning.

use crate::EngineError;
use std::collections::{BTreeSet, HashMap, HashSet};
use throughline_archive::{Archive, rows::Row};
use throughline_model::{DateEvidence, DateKind, Document, DocumentForm, DocumentId, ItemId, Match};

/// The entries of an archive, by the item they name.
#[derive(Debug, Default)]
pub(crate) struct Entries {
    dates: HashMap<ItemId, BTreeSet<(String, String)>>,
    evidence: HashMap<ItemId, Vec<DateEvidence>>,
    documents: HashMap<DocumentId, ItemId>,
    named: HashSet<ItemId>,
    /// Items of which the archive has more than an entry.
    pages: HashSet<ItemId>,
}

/// Whether a document is an entry about a page.
pub(crate) fn is_entry(document: &Document) -> bool {
    matches!(document.form, DocumentForm::FeedEntry | DocumentForm::SitemapEntry)
}

impl Entries {
    /// Reads the entries of an archive. Most archives have none or few.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub(crate) async fn read(archive: &Archive) -> Result<Self, EngineError> {
        Self::read_where(archive, "true").await
    }

    /// Reads the entries that name one item.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub(crate) async fn of_item(archive: &Archive, item: ItemId) -> Result<Self, EngineError> {
        Self::read_where(archive, &format!("item_id = '{item}'")).await
    }

    async fn read_where(archive: &Archive, wanted: &str) -> Result<Self, EngineError> {
        let query = format!(
            "SELECT document_id, item_id, dates FROM documents \
             WHERE form IN ('feed-entry', 'sitemap-entry') AND {wanted} ORDER BY document_id"
        );
        let batches = archive.session().await?.sql(&query).await?.collect().await?;
        let mut entries = Self::default();
        for row in Row::iter(&Row::plain(&batches)?) {
            let (Ok(document), Ok(item)) = (row.text("document_id").parse(), row.text("item_id").parse())
            else {
                continue;
            };
            entries.documents.insert(document, item);
            entries.named.insert(item);
            let dates: Vec<DateEvidence> = serde_json::from_str(row.text("dates")).unwrap_or_default();
            for date in dates.into_iter().filter(|date| date.kind == DateKind::Feed) {
                let key = (format!("{:?}", date.role), date.raw.clone());
                // Entries are seen again and again; what they say is kept once.
                if entries.dates.entry(item).or_default().insert(key) {
                    entries.evidence.entry(item).or_default().push(date);
                }
            }
        }
        Ok(entries)
    }

    /// Adds to pages what entries say of them.
    pub(crate) fn tell(&self, documents: &mut [Document]) {
        if self.evidence.is_empty() {
            return;
        }
        for document in documents.iter_mut().filter(|document| !is_entry(document)) {
            let said = self.evidence.get(&document.item_id).into_iter().flatten();
            for date in said {
                if !document.dates.contains(date) {
                    document.dates.push(date.clone());
                }
            }
        }
    }

    /// Notes which of the items named by entries have pages.
    pub(crate) fn see(&mut self, documents: &[Document]) {
        if self.documents.is_empty() {
            return;
        }
        let pages = documents.iter().filter(|document| !is_entry(document)).map(|document| document.item_id);
        self.pages.extend(pages.filter(|item| self.named.contains(item)));
    }

    /// Whether a match is one of an entry whose page the archive has.
    pub(crate) fn repeats_its_page(&self, found: &Match) -> bool {
        [found.a, found.b]
            .iter()
            .any(|document| self.documents.get(document).is_some_and(|item| self.pages.contains(item)))
    }
}
