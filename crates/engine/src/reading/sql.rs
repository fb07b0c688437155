//! SQL over the archive's tables, reading only.

use super::{Reader, shell_word};
use crate::{EngineError, views::TableView};
use arrow::{array::ArrayRef, compute::cast, datatypes::DataType, record_batch::RecordBatch};
use datafusion::execution::context::SQLOptions;
use throughline_archive::rows::Row;

impl Reader {
    /// Runs a query that reads; at most `limit` rows are given.
    ///
    /// # Errors
    /// [`EngineError::Question`] with the planner's words if the query is wrong or would write.
    pub async fn sql(&self, query: &str, limit: usize) -> Result<TableView, EngineError> {
        let (batches, truncated) = self.sql_batches(query, Some(limit)).await?;
        let schema = batches.first().map(RecordBatch::schema);
        let fields = schema.iter().flat_map(|schema| schema.fields().iter().cloned());
        let (columns, types): (Vec<String>, Vec<String>) =
            fields.map(|field| (field.name().clone(), field.data_type().to_string())).unzip();
        let mut rows = Vec::new();
        for batch in &batches {
            let values: Vec<Vec<serde_json::Value>> =
                batch.columns().iter().map(json_values).collect::<Result<_, _>>()?;
            rows.extend(
                (0..batch.num_rows()).map(|row| values.iter().map(|column| column[row].clone()).collect()),
            );
        }
        Ok(TableView {
            envelope: self.envelope("table", &format!("sql {}{}", shell_word(query), limit_flag(limit))),
            columns,
            types,
            rows,
            truncated,
        })
    }

    /// The same as record batches, for writers of files. The first batch is there even if no row
    /// is, so that its columns are known. Tells whether rows were left out.
    ///
    /// # Errors
    /// As [`Reader::sql`].
    pub async fn sql_batches(
        &self,
        query: &str,
        limit: Option<usize>,
    ) -> Result<(Vec<RecordBatch>, bool), EngineError> {
        let wrong = |error: datafusion::error::DataFusionError| EngineError::Question(first_line(&error));
        let reading =
            SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
        let mut frame = self.session.sql_with_options(query, reading).await.map_err(wrong)?;
        if let Some(limit) = limit {
            frame = frame.limit(0, Some(limit + 1)).map_err(wrong)?;
        }
        let schema = frame.schema().as_arrow().clone();
        let mut batches = frame.collect().await.map_err(wrong)?;
        if batches.is_empty() {
            batches.push(RecordBatch::new_empty(schema.into()));
        }
        let mut truncated = false;
        if let Some(limit) = limit {
            let mut left = limit;
            for batch in &mut batches {
                truncated |= batch.num_rows() > left;
                *batch = batch.slice(0, batch.num_rows().min(left));
                left -= batch.num_rows();
            }
        }
        Ok((Row::plain(&batches)?, truncated))
    }
}

/// What the command line gives by itself needs no flag.
fn limit_flag(limit: usize) -> String {
    if limit == 1_000 { String::new() } else { format!(" --limit {limit}") }
}

fn first_line(error: &datafusion::error::DataFusionError) -> String {
    let words = error.strip_backtrace();
    words.lines().next().unwrap_or_default().trim_start_matches("Error during planning: ").to_owned()
}

fn json_values(column: &ArrayRef) -> Result<Vec<serde_json::Value>, arrow::error::ArrowError> {
    use arrow::array::{Array, AsArray};
    use arrow::datatypes::{Float64Type, Int64Type};
    use serde_json::Value;
    let rows = 0..column.len();
    let value =
        |row: usize, make: &dyn Fn(usize) -> Value| if column.is_null(row) { Value::Null } else { make(row) };
    Ok(match column.data_type() {
        DataType::Boolean => {
            let values = column.as_boolean();
            rows.map(|row| value(row, &|row| values.value(row).into())).collect()
        }
        data_type if data_type.is_integer() => {
            let values = cast(column, &DataType::Int64)?;
            let values = values.as_primitive::<Int64Type>();
            rows.map(|row| value(row, &|row| values.value(row).into())).collect()
        }
        data_type if data_type.is_floating() => {
            let values = cast(column, &DataType::Float64)?;
            let values = values.as_primitive::<Float64Type>();
            rows.map(|row| value(row, &|row| values.value(row).into())).collect()
        }
        _ => {
            let values = cast(column, &DataType::Utf8)?;
            let values = values.as_string::<i32>();
            rows.map(|row| value(row, &|row| values.value(row).into())).collect()
        }
    })
}
