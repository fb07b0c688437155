//! When a later version of a page can first have been seen.
//!
//! A page that was changed keeps its publication date; the changed words are newer. The version
//! before was still there when it was captured, so a later version first stood there between that
//! capture and its own.

use crate::FirstSeen;
use std::collections::BTreeMap;
use throughline_model::{DateKind, Document, ItemId, Precision, TimeInterval};

/// Replaces what is known of every captured version of an item but the first. Versions without a
/// capture time keep their dates; one whose main text is that of the version before was first seen
/// with it.
pub(crate) fn date_later_versions(documents: &[&Document], seen: &mut [FirstSeen]) {
    let mut versions: BTreeMap<ItemId, Vec<(TimeInterval, usize)>> = BTreeMap::new();
    for (position, document) in documents.iter().enumerate() {
        if let Some(captured) = captured(document) {
            versions.entry(document.item_id).or_default().push((captured, position));
        }
    }
    for mut of_item in versions.into_values().filter(|of_item| of_item.len() > 1) {
        of_item.sort_unstable();
        for pair in of_item.windows(2) {
            let [(before, earlier), (own, later)] = [pair[0], pair[1]];
            if before.latest >= own.earliest {
                continue;
            }
            if documents[earlier].text == documents[later].text {
                seen[later] = seen[earlier].clone();
                continue;
            }
            let interval = TimeInterval {
                earliest: before.earliest,
                latest: own.latest,
                precision: Precision::Second,
                zoned: true,
            };
            let known = &mut seen[later];
            known.interval = Some(interval);
            known.not_after = Some(own.latest);
            known.earliest_evidence = format!("the version before was captured {}", before.display());
            known.latest_evidence = format!("captured {}", own.display());
            known
                .notes
                .push("a later version: its publication date is that of the page, not of its words".into());
            known.notes.sort();
        }
    }
}

/// When the document's capture was received, as far as a record says.
fn captured(document: &Document) -> Option<TimeInterval> {
    let of_capture = document.dates.iter().filter(|date| date.kind == DateKind::Capture);
    of_capture.filter_map(|date| date.interval).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{first_seen, sample::article};
    use throughline_model::{DateEvidence, DateRole};

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
        let same = version("For several days the gauge was silent.", "2025-03-08T09:00:00Z");
        let documents = [&changed, &first, &same];
        let mut seen: Vec<FirstSeen> = documents.iter().map(|document| first_seen(document)).collect();
        let unchanged = seen[1].clone();
        date_later_versions(&documents, &mut seen);
        assert_eq!(seen[1], unchanged);
        let interval = seen[0].interval.unwrap();
        assert_eq!(Some(interval.earliest), TimeInterval::parse("2025-03-04T12:00:00Z").map(|i| i.earliest));
        assert_eq!(Some(interval.latest), TimeInterval::parse("2025-03-07T09:00:00Z").map(|i| i.latest));
        assert_eq!(seen[2], seen[0]);
    }
}
