//! Checking an archive: every table readable, every capture's bytes match their hash, every id
//! that a row names exists.

use crate::{Archive, ArchiveError, evidence};
use arrow::array::{Array, AsArray};
use datafusion::prelude::SessionContext;
use serde::Serialize;
use std::collections::BTreeSet;
use throughline_model::tables;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Table, file or capture.
    pub place: String,
    /// What is wrong.
    pub message: String,
}

/// The result of a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct Check {
    /// Rows read per table.
    pub rows: std::collections::BTreeMap<String, u64>,
    /// Captures whose bytes were read and hashed.
    pub captures: u64,
    /// What is wrong; empty if the archive is sound.
    pub findings: Vec<Finding>,
}

/// Rows whose id is not in the table it should be in: (what to say, query for the ids).
const REFERENCES: &[(&str, &str)] = &[
    (
        "names a capture that does not exist",
        "SELECT document_id FROM documents WHERE capture_id NOT IN (SELECT capture_id FROM captures)",
    ),
    (
        "names a document that does not exist",
        "SELECT match_id FROM matches WHERE a NOT IN (SELECT document_id FROM documents) OR b NOT IN (SELECT document_id FROM documents)",
    ),
    (
        "names a document that does not exist",
        "SELECT carry_id FROM carries WHERE origin NOT IN (SELECT document_id FROM documents) OR carrier NOT IN (SELECT document_id FROM documents)",
    ),
    (
        "names a lineage that does not exist",
        "SELECT lineage_id FROM witnesses WHERE lineage_id NOT IN (SELECT lineage_id FROM lineages)",
    ),
    ("is stored twice", "SELECT document_id FROM documents GROUP BY document_id HAVING count(*) > 1"),
    (
        "has a span outside its document's text",
        "SELECT match_id FROM matches JOIN documents ON document_id = a WHERE a_end > octet_length(text) OR a_begin > a_end",
    ),
];

impl Archive {
    /// Reads everything and says what is wrong. `progress` hears of each step.
    ///
    /// # Errors
    /// Only if the storage itself fails; damage is a finding.
    pub async fn check(&self, progress: &mut dyn FnMut(&str)) -> Result<Check, ArchiveError> {
        let mut check = Check::default();
        let session = match self.session().await {
            Ok(session) => session,
            Err(error) => {
                check.findings.push(Finding { place: "tables".into(), message: error.to_string() });
                return Ok(check);
            }
        };
        for table in tables::all() {
            progress(table.name);
            match self.count(&session, &table).await {
                Ok(rows) => {
                    check.rows.insert(table.name.to_owned(), rows);
                }
                Err(error) => {
                    check.findings.push(Finding { place: table.name.into(), message: error.to_string() });
                }
            }
        }
        for (message, query) in REFERENCES {
            progress("references");
            match ids(&session, query).await {
                Ok(found) => check
                    .findings
                    .extend(found.into_iter().map(|place| Finding { place, message: (*message).to_owned() })),
                Err(error) => {
                    check.findings.push(Finding { place: "references".into(), message: error.to_string() });
                }
            }
        }
        progress("captures");
        // An evidence file of a batch that never became a snapshot may hold a capture again.
        let mut verified = BTreeSet::new();
        let findings = &mut check.findings;
        evidence::verify(&self.location, &mut |place, result| match result {
            Ok(()) => {
                verified.insert(place.to_owned());
            }
            Err(message) => findings.push(Finding { place: place.to_owned(), message }),
        })
        .await?;
        let verified = verified.len() as u64;
        check.captures = verified;
        let stored = check.rows.get("captures").copied().unwrap_or(0);
        if verified < stored {
            let message = format!("{verified} of {stored} captures have their bytes in an evidence file");
            check.findings.push(Finding { place: "warc".into(), message });
        }
        Ok(check)
    }

    /// Reads every column of a table, which is what finds damaged pages, and counts its rows.
    async fn count(&self, session: &SessionContext, table: &tables::Table) -> Result<u64, ArchiveError> {
        let batches = session.table(table.name).await?.collect().await?;
        let Some(first) = batches.first() else { return Ok(0) };
        let expected = table.schema();
        for field in expected.fields() {
            if first.schema().column_with_name(field.name()).is_none() {
                return Err(ArchiveError::Unknown(format!(
                    "column {} in table {}",
                    field.name(),
                    table.name
                )));
            }
        }
        Ok(batches.iter().map(|batch| batch.num_rows() as u64).sum())
    }
}

async fn ids(session: &SessionContext, query: &str) -> Result<Vec<String>, ArchiveError> {
    let mut found = Vec::new();
    for batch in session.sql(query).await?.collect().await? {
        let column = arrow::compute::cast(batch.column(0), &arrow::datatypes::DataType::Utf8)?;
        let texts = column.as_string::<i32>();
        found.extend((0..texts.len()).take(20).map(|row| texts.value(row).to_owned()));
    }
    found.sort();
    Ok(found)
}
