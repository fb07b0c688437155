//! What shows that the text of a lineage recurs.

use super::{Reader, literal, times};
use crate::{EngineError, views::RecurrenceView};
use std::collections::BTreeMap;
use throughline_archive::rows::Row;

/// Rows that are shown of one lineage.
const MOST_ROWS: usize = 5;

impl Reader {
    /// The strongest evidence of each place and source among the recurrences that cover at least
    /// half of a witness's passage, most items first.
    pub(super) async fn recurrences(&self, lineage_id: &str) -> Result<Vec<RecurrenceView>, EngineError> {
        let rows = self
            .rows(&format!(
                "SELECT r.*, d.source_name FROM recurrences r \
                 JOIN witnesses w ON w.document_id = r.document_id \
                 JOIN documents d ON d.document_id = r.document_id \
                 WHERE w.lineage_id = {} \
                 AND 2 * (least(r.\"end\", w.\"end\") - greatest(r.\"begin\", w.\"begin\")) >= w.\"end\" - w.\"begin\" \
                 ORDER BY r.items DESC, r.days DESC, r.place, r.document_id, r.\"begin\"",
                literal(lineage_id)
            ))
            .await?;
        let mut strongest: BTreeMap<(&str, &str), RecurrenceView> = BTreeMap::new();
        for row in Row::iter(&rows) {
            let place = row.text("place");
            let source = if matches!(place, "edge" | "inside") { row.text("source_name") } else { "" };
            strongest.entry((place, source)).or_insert_with(|| RecurrenceView {
                place: place.to_owned(),
                source: source.to_owned(),
                items: row.number("items"),
                sources: row.number("sources"),
                days: row.number("days"),
                first_seen: row.moments("first_seen").map(times::from_moments),
                last_seen: row.moments("last_seen").map(times::from_moments),
            });
        }
        let mut views: Vec<RecurrenceView> = strongest.into_values().collect();
        views.sort_by_key(|view| std::cmp::Reverse((view.items, view.days)));
        views.truncate(MOST_ROWS);
        Ok(views)
    }
}
