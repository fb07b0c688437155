//! The table form of a view: its list, one row an entry, nested keys joined by a dot.

use crate::EngineError;
use serde::Serialize;
use serde_json::Value;

/// Writes the list under `key` of a view as CSV. Lists of plain values are joined by a space;
/// lists of objects are left out (they have views of their own).
///
/// # Errors
/// None in practice: the rows are written to memory.
pub fn csv_rows(view: &impl Serialize, key: &str) -> Result<Vec<u8>, EngineError> {
    let value = serde_json::to_value(view).map_err(|error| EngineError::Question(error.to_string()))?;
    let rows = match (value.get("columns"), value.get(key)) {
        // A table view has its column names apart from its rows.
        (Some(Value::Array(columns)), Some(Value::Array(rows))) => rows
            .iter()
            .map(|row| {
                let cells = row.as_array().map(Vec::as_slice).unwrap_or_default();
                columns.iter().zip(cells).map(|(name, cell)| (plain(name), plain(cell))).collect()
            })
            .collect(),
        (_, Some(Value::Array(rows))) => rows.iter().map(flatten).collect::<Vec<_>>(),
        _ => vec![flatten(&value)],
    };
    let mut columns: Vec<&str> = Vec::new();
    for row in &rows {
        for (name, _) in row {
            if !columns.contains(&name.as_str()) {
                columns.push(name);
            }
        }
    }
    let failed = |error: csv::Error| EngineError::Question(error.to_string());
    let mut writer = csv::Writer::from_writer(Vec::new());
    if !columns.is_empty() {
        writer.write_record(&columns).map_err(failed)?;
    }
    for row in &rows {
        let cell = |column: &&str| {
            row.iter().find(|(name, _)| name == column).map_or("", |(_, value)| value.as_str())
        };
        writer.write_record(columns.iter().map(cell)).map_err(failed)?;
    }
    writer.into_inner().map_err(|error| EngineError::Question(error.to_string()))
}

fn flatten(value: &Value) -> Vec<(String, String)> {
    let mut cells = Vec::new();
    push(&mut cells, String::new(), value);
    cells
}

fn push(cells: &mut Vec<(String, String)>, name: String, value: &Value) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let name = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
                push(cells, name, value);
            }
        }
        Value::Array(values) if values.iter().any(|value| value.is_object() || value.is_array()) => {}
        Value::Array(values) => cells.push((name, values.iter().map(plain).collect::<Vec<_>>().join(" "))),
        value => cells.push((name, plain(value))),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn nested_keys_become_columns() {
        let view = json!({"schema": "x/1", "rows": [
            {"a": 1, "card": {"title": "T, U", "first": null}, "tags": ["x", "y"], "parts": [{"z": 1}]},
            {"a": 2, "card": {"title": "V"}}
        ]});
        let csv = String::from_utf8(csv_rows(&view, "rows").unwrap()).unwrap();
        assert_eq!(csv, "a,card.title,card.first,tags\n1,\"T, U\",,x y\n2,V,,\n");
    }

    #[test]
    fn a_table_view_has_its_own_columns() {
        let view = json!({"columns": ["n", "m"], "rows": [[1, "a"], [2, null]]});
        let csv = String::from_utf8(csv_rows(&view, "rows").unwrap()).unwrap();
        assert_eq!(csv, "n,m\n1,a\n2,\n");
    }
}
