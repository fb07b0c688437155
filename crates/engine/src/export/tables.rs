//! Whole tables as CSV, JSON Lines or Parquet, in the order of their keys.

use super::offsets::{self, Converter};
use crate::{EngineError, Reader};
use arrow::record_batch::RecordBatch;
use futures::StreamExt;
use serde::{Deserialize, Serialize};
use std::io::Write;
use throughline_archive::rows::Row;
use throughline_text::OffsetUnit;

/// A file format for tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Comma-separated values with a header line (RFC 4180).
    Csv,
    /// One JSON object a line.
    Jsonl,
    /// Apache Parquet.
    Parquet,
}

impl Format {
    /// The media type to serve it as.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Jsonl => "application/x-ndjson",
            Self::Parquet => "application/vnd.apache.parquet",
        }
    }
}

/// What `matches` looks like from outside: with the ids their providers gave the documents.
const MATCHES: &str = "SELECT da.external_id AS a, m.a_begin, m.a_end, db.external_id AS b, m.b_begin, m.b_end, \
    m.kind, m.class, m.score, m.match_id, m.a AS a_document_id, m.b AS b_document_id, m.operations, m.run_id \
    FROM matches m JOIN documents da ON da.document_id = m.a JOIN documents db ON db.document_id = m.b \
    ORDER BY m.match_id";

/// Writes one table. Gives the number of rows. Offsets are converted to `unit`; the lengths in
/// `operations` stay bytes.
///
/// # Errors
/// If there is no such table, or `out` cannot be written to.
pub async fn table(
    reader: &Reader,
    name: &str,
    format: Format,
    unit: OffsetUnit,
    out: impl Write + Send,
) -> Result<u64, EngineError> {
    let Some(described) = throughline_model::tables::get(name) else {
        return Err(EngineError::NotFound { what: "table", id: name.to_owned() });
    };
    let query = match (name, described.key) {
        ("matches", _) => MATCHES.to_owned(),
        // Several statements about one source share its id.
        ("sources", _) => {
            "SELECT * FROM sources ORDER BY source_id, as_of, citation, kind, domains, name".to_owned()
        }
        (_, Some(key)) => format!("SELECT * FROM {name} ORDER BY {key}"),
        ("witnesses", None) => {
            format!("SELECT * FROM {name} ORDER BY lineage_id, rank, document_id, \"begin\"")
        }
        ("recurrences", None) => {
            format!("SELECT * FROM {name} ORDER BY document_id, \"begin\", \"end\", place")
        }
        ("passages", None) => {
            format!("SELECT * FROM {name} ORDER BY document_id, \"begin\", \"end\", kind, words")
        }
        ("links", None) => {
            format!("SELECT * FROM {name} ORDER BY document_id, kind, \"begin\", \"end\", url, lang")
        }
        (_, None) => format!("SELECT * FROM {name}"),
    };
    let converter = if unit == OffsetUnit::Bytes || !offsets::has_offsets(name) {
        None
    } else {
        Some(Converter::load(reader, name, unit).await?)
    };
    let mut stream = reader.stream(&query).await?;
    let mut writer = Writer::new(format, out);
    let mut rows = 0;
    while let Some(batch) = stream.next().await {
        let plain = Row::plain(&[batch?])?;
        for batch in plain {
            let batch = match &converter {
                Some(converter) => converter.convert(&batch)?,
                None => batch,
            };
            rows += batch.num_rows() as u64;
            writer.write(&batch)?;
        }
    }
    if rows == 0 {
        // An empty table still has columns.
        let schema = stream.schema();
        writer.write(&Row::plain(&[RecordBatch::new_empty(schema)])?[0])?;
    }
    writer.finish()?;
    Ok(rows)
}

/// A Parquet file is begun by its first rows, which bring the columns.
type ParquetWriter<W> = Option<parquet::arrow::ArrowWriter<W>>;

enum Writer<W: Write + Send> {
    Csv(arrow::csv::Writer<W>),
    Jsonl(arrow::json::LineDelimitedWriter<W>),
    Parquet(Option<W>, ParquetWriter<W>),
}

impl<W: Write + Send> Writer<W> {
    fn new(format: Format, out: W) -> Self {
        match format {
            Format::Csv => Self::Csv(arrow::csv::WriterBuilder::new().with_header(true).build(out)),
            Format::Jsonl => Self::Jsonl(arrow::json::LineDelimitedWriter::new(out)),
            Format::Parquet => Self::Parquet(Some(out), None),
        }
    }

    fn write(&mut self, batch: &RecordBatch) -> Result<(), EngineError> {
        match self {
            Self::Csv(writer) => writer.write(batch)?,
            Self::Jsonl(writer) => writer.write_batches(&[batch])?,
            Self::Parquet(out, writer) => {
                if let Some(out) = out.take() {
                    *writer = Some(
                        parquet::arrow::ArrowWriter::try_new(out, batch.schema(), None)
                            .map_err(parquet_error)?,
                    );
                }
                if let Some(writer) = writer {
                    writer.write(batch).map_err(parquet_error)?;
                }
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<(), EngineError> {
        match self {
            Self::Csv(writer) => writer.into_inner().flush().map_err(output_error),
            Self::Jsonl(mut writer) => {
                writer.finish()?;
                writer.into_inner().flush().map_err(output_error)
            }
            Self::Parquet(_, Some(writer)) => writer.close().map(|_| ()).map_err(parquet_error),
            Self::Parquet(_, None) => Ok(()),
        }
    }
}

fn output_error(error: std::io::Error) -> EngineError {
    EngineError::Output { file: "the output".into(), reason: error.to_string() }
}

fn parquet_error(error: parquet::errors::ParquetError) -> EngineError {
    EngineError::Output { file: "the output".into(), reason: error.to_string() }
}
