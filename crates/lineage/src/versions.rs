//! When a later version of a page can first have been seen.
//!
//! A page that was changed keeps its publication date; the changed words are newer. The version
//! before was still there when it was captured, so a later version first stood there between that
//! capture and its own.

use crate::{first_seen::Seen, heads::Head};
use std::collections::BTreeMap;
use throughline_model::{DocumentId, Precision, TimeInterval};

/// The captured versions of items that have several, and what their texts are.
#[derive(Debug, Default)]
pub(crate) struct Versions {
    /// For each such item, when each version was captured and the document's number; sorted.
    of_items: Vec<Vec<(TimeInterval, u32)>>,
    /// A hash of the text of each of these documents, once it was read.
    texts: BTreeMap<u32, Option<DocumentId>>,
}

impl Versions {
    /// Keeps of `heads`, which are sorted by id, those that occur in matches, and with them all
    /// captured versions of their items.
    pub(crate) fn keep_matched(heads: &mut Vec<Head>, matched: impl IntoIterator<Item = DocumentId>) -> Self {
        let mut is_kept = vec![false; heads.len()];
        for id in matched {
            if let Ok(position) = heads.binary_search_by_key(&id, |head| head.id) {
                is_kept[position] = true;
            }
        }
        let mut captured: Vec<usize> = (0..heads.len()).filter(|n| heads[*n].captured.is_some()).collect();
        captured.sort_unstable_by_key(|position| (heads[*position].item, *position));
        let several =
            || captured.chunk_by(|a, b| heads[*a].item == heads[*b].item).filter(|all| all.len() > 1);
        for of_item in several() {
            if of_item.iter().any(|position| is_kept[*position]) {
                for position in of_item {
                    is_kept[*position] = true;
                }
            }
        }
        let mut numbers: Vec<u32> = Vec::with_capacity(heads.len());
        let mut next = 0;
        for is_kept in &is_kept {
            numbers.push(next);
            next += u32::from(*is_kept);
        }
        let mut versions = Self::default();
        for of_item in several().filter(|all| is_kept[all[0]]) {
            let captured = |position: &usize| heads[*position].captured.map(|at| (at, numbers[*position]));
            let mut all: Vec<(TimeInterval, u32)> = of_item.iter().filter_map(captured).collect();
            all.sort_unstable();
            versions.texts.extend(all.iter().map(|(_, number)| (*number, None)));
            versions.of_items.push(all);
        }
        let mut kept = is_kept.into_iter();
        heads.retain(|_| kept.next().unwrap_or(false));
        heads.shrink_to_fit();
        versions
    }

    /// Looks at the text of a document, if it is one of several versions.
    pub(crate) fn read(&mut self, document: u32, text: &str) {
        if let Some(known) = self.texts.get_mut(&document) {
            *known = Some(DocumentId::derive(&[text.as_bytes()]));
        }
    }

    /// Replaces what is known of every captured version of an item but the first. Versions without
    /// a capture time keep their dates; one whose main text is that of the version before was first
    /// seen with it.
    pub(crate) fn date(&self, seen: &mut [Seen]) {
        for of_item in &self.of_items {
            for pair in of_item.windows(2) {
                let [(before, earlier), (own, later)] = [pair[0], pair[1]];
                if before.latest >= own.earliest {
                    continue;
                }
                if self.texts[&earlier] == self.texts[&later] {
                    seen[later as usize] = seen[earlier as usize];
                    continue;
                }
                let interval = TimeInterval {
                    earliest: before.earliest,
                    latest: own.latest,
                    precision: Precision::Second,
                    zoned: true,
                };
                seen[later as usize] = Seen { interval: Some(interval), not_after: Some(own.latest) };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Heads, sample::article};
    use throughline_model::{DateEvidence, DateKind, DateRole, Document};

    fn version(text: &str, captured: &str) -> Document {
        let mut document = article("page", "Estuary Ministry", "2025-03-04T10:00:00Z", text);
        document.dates.push(DateEvidence {
            kind: DateKind::Capture,
            role: DateRole::Captured,
            raw: captured.into(),
            interval: TimeInterval::parse(captured),
        });
        document.with_ids()
    }

    #[test]
    fn a_changed_page_is_newer_than_its_last_capture() {
        let first = version("For eleven days the gauge was silent.", "2025-03-04T12:00:00Z");
        let changed = version("For several days the gauge was silent.", "2025-03-07T09:00:00Z");
        let same = Document {
            title: "Again".into(),
            ..version("For several days the gauge was silent.", "2025-03-08T09:00:00Z")
        }
        .with_ids();
        let other = article("other", "Estuary Ministry", "2025-03-04", "Not in any match.");
        let documents = [changed, first, same, other];
        let mut heads = Heads::default();
        heads.add(&documents);
        let mut rows = heads.rows;
        rows.sort_by_key(|head| head.id);
        // Only the last version is in a match; what it is compared with is kept all the same.
        let mut versions = Versions::keep_matched(&mut rows, [documents[2].id]);
        assert_eq!(rows.len(), 3);
        let number = |document: &Document| rows.iter().position(|head| head.id == document.id).unwrap();
        let mut seen: Vec<Seen> = rows.iter().map(|head| head.seen).collect();
        let unchanged = seen[number(&documents[1])];
        documents[..3].iter().for_each(|document| versions.read(number(document) as u32, &document.text));
        versions.date(&mut seen);
        assert_eq!(seen[number(&documents[1])], unchanged);
        let interval = seen[number(&documents[0])].interval.unwrap();
        assert_eq!(Some(interval.earliest), TimeInterval::parse("2025-03-04T12:00:00Z").map(|i| i.earliest));
        assert_eq!(Some(interval.latest), TimeInterval::parse("2025-03-07T09:00:00Z").map(|i| i.latest));
        assert_eq!(seen[number(&documents[2])], seen[number(&documents[0])]);
    }
}
