//! What the archive covers, and what was wrong with its inputs.

use super::{Reader, document::problem_row, literal};
use crate::{
    EngineError,
    views::{CoverageRow, CoverageView, FacetValue, Paging, ProblemsView},
};
use std::collections::{BTreeMap, HashMap};
use throughline_archive::rows::Row;

const LARGEST_SOURCES: usize = 60;

impl Reader {
    /// Documents per source and month; undated ones have an empty month.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub async fn coverage(&self) -> Result<CoverageView, EngineError> {
        let rows = self
            .rows(
                "SELECT d.source_id, min(d.source_name) AS name, substr(d.published_display, 1, 7) AS month, \
                 count(*) AS n FROM documents d GROUP BY d.source_id, month ORDER BY name, d.source_id, month",
            )
            .await?;
        let name = |row: &Row<'_>| {
            let known = row.text("source_id").parse().ok().and_then(|id| self.sources.get(&id));
            let name = known.map_or_else(|| row.text("name"), |source| source.name.as_str());
            if name.is_empty() { "unknown source".to_owned() } else { name.to_owned() }
        };
        let mut totals: HashMap<String, u64> = HashMap::new();
        for row in Row::iter(&rows) {
            *totals.entry(name(&row)).or_default() += row.number("n");
        }
        let documents = totals.values().sum();
        let mut ranked: Vec<(&String, &u64)> = totals.iter().collect();
        ranked.sort_by(|left, right| right.1.cmp(left.1).then_with(|| left.0.cmp(right.0)));
        let large: Vec<&String> = ranked.into_iter().take(LARGEST_SOURCES).map(|(name, _)| name).collect();
        let mut cells: BTreeMap<(usize, String, String), u64> = BTreeMap::new();
        for row in Row::iter(&rows) {
            let name = name(&row);
            let rank = large.iter().position(|large| **large == name).unwrap_or(LARGEST_SOURCES);
            let source = if rank == LARGEST_SOURCES { "other sources".to_owned() } else { name };
            *cells.entry((rank, source, row.text("month").to_owned())).or_default() += row.number("n");
        }
        Ok(CoverageView {
            envelope: self.envelope("coverage", "show --coverage"),
            rows: cells
                .into_iter()
                .map(|((_, source, month), documents)| CoverageRow { source, month, documents })
                .collect(),
            documents,
        })
    }

    /// Problems with inputs, all or of one kind.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub async fn problems(&self, kind: &str, offset: u64, limit: u64) -> Result<ProblemsView, EngineError> {
        let kinds =
            self.rows("SELECT kind, count(*) AS n FROM problems GROUP BY kind ORDER BY n DESC, kind").await?;
        let kinds: Vec<FacetValue> = Row::iter(&kinds)
            .map(|row| FacetValue {
                value: row.text("kind").to_owned(),
                label: row.text("kind").replace('-', " "),
                count: row.number("n"),
            })
            .collect();
        let wanted = if kind.is_empty() { "true".to_owned() } else { format!("kind = {}", literal(kind)) };
        let rows = self
            .rows(&format!(
                "SELECT * FROM problems WHERE {wanted} ORDER BY input, place, problem_id LIMIT {limit} OFFSET {offset}"
            ))
            .await?;
        let total = kinds
            .iter()
            .filter(|found| kind.is_empty() || found.value == kind)
            .map(|found| found.count)
            .sum();
        Ok(ProblemsView {
            envelope: self
                .envelope("problems", &format!("show --problems{}", super::page_flags(offset, limit))),
            paging: Paging { offset, limit, total },
            kinds,
            problems: Row::iter(&rows).map(|row| problem_row(&row)).collect(),
        })
    }
}
