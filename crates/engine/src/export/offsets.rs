//! Byte offsets of exported rows in the unit the reader's language counts in.

use crate::{EngineError, Reader};
use arrow::{
    array::{Array, ArrayRef, AsArray, Int64Array},
    datatypes::Int64Type,
    record_batch::RecordBatch,
};
use std::{collections::HashMap, sync::Arc};
use throughline_archive::rows::Row;
use throughline_text::{OffsetMap, OffsetUnit};

/// Per table: (column of the document id, column of the stored text's name or "" for the main
/// text, columns of offsets into it).
type Rule = (&'static str, &'static str, [&'static str; 2]);

fn rules(table: &str) -> &'static [Rule] {
    match table {
        "matches" => {
            &[("a_document_id", "", ["a_begin", "a_end"]), ("b_document_id", "", ["b_begin", "b_end"])]
        }
        "witnesses" | "recurrences" | "passages" | "links" => &[("document_id", "", ["begin", "end"])],
        "carries" => &[("carrier", "credit_field", ["credit_begin", "credit_end"])],
        _ => &[],
    }
}

/// Whether a table has offsets at all.
pub(super) fn has_offsets(table: &str) -> bool {
    !rules(table).is_empty()
}

/// Converts the offsets of one table's rows.
pub(super) struct Converter {
    rules: &'static [Rule],
    unit: OffsetUnit,
    texts: HashMap<String, [String; 4]>,
}

const FIELDS: [&str; 4] = ["text", "title", "byline", "margin"];

impl Converter {
    pub(super) async fn load(reader: &Reader, table: &str, unit: OffsetUnit) -> Result<Self, EngineError> {
        // Only carries point into other stored texts than the main one.
        let main_only = table != "carries";
        let columns = if main_only {
            "text, '' AS title, '' AS byline, '' AS margin"
        } else {
            "text, title, byline, margin"
        };
        let (rows, _) =
            reader.sql_batches(&format!("SELECT document_id, {columns} FROM documents"), None).await?;
        let texts = Row::iter(&rows)
            .map(|row| (row.text("document_id").to_owned(), FIELDS.map(|field| row.text(field).to_owned())))
            .collect();
        Ok(Self { rules: rules(table), unit, texts })
    }

    pub(super) fn convert(&self, batch: &RecordBatch) -> Result<RecordBatch, EngineError> {
        let mut columns: Vec<ArrayRef> = batch.columns().to_vec();
        for (document, field, offsets) in self.rules {
            // Rows of one document mostly follow each other in no order worth relying on; a map per
            // text is cheap against reading the text.
            let mut maps: HashMap<(&str, usize), OffsetMap<'_>> = HashMap::new();
            for offset in offsets {
                let Some(at) = batch.schema().index_of(offset).ok() else { continue };
                let values = columns[at].as_primitive::<Int64Type>().clone();
                let converted: Int64Array = Row::iter(std::slice::from_ref(batch))
                    .enumerate()
                    .map(|(row_number, row)| {
                        if values.is_null(row_number) {
                            return None;
                        }
                        let byte = values.value(row_number) as usize;
                        let which = if field.is_empty() {
                            0
                        } else {
                            FIELDS.iter().position(|name| *name == row.text(field)).unwrap_or(0)
                        };
                        let (id, texts) = self.texts.get_key_value(row.text(document))?;
                        let map =
                            maps.entry((id.as_str(), which)).or_insert_with(|| OffsetMap::new(&texts[which]));
                        map.from_bytes(byte, self.unit).map(|offset| offset as i64)
                    })
                    .collect();
                columns[at] = Arc::new(converted);
            }
        }
        let names = batch.schema().fields().iter().map(|field| field.name().clone()).collect::<Vec<_>>();
        Ok(RecordBatch::try_from_iter(names.into_iter().zip(columns))?)
    }
}
