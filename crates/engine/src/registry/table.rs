//! Our own form of a registry: a CSV file of cited statements.

use crate::EngineError;
use std::{collections::HashMap, io::Read};
use throughline_model::Source;

/// Reads a registry with the columns `name,other_names,domains,kind,country,languages,
/// state_relation,owner,citation,as_of` in any order; only `name` is required, other columns are ignored.
///
/// # Errors
/// Names the line of a row without a name, or of CSV that cannot be read.
pub(super) fn read(file: &str, reader: impl Read) -> Result<Vec<Source>, EngineError> {
    let wrong = |line: u64, reason: String| EngineError::Registry { file: file.to_owned(), line, reason };
    let mut rows = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(reader);
    let headers = rows.headers().map_err(|error| wrong(1, error.to_string()))?.clone();
    let columns: HashMap<&str, usize> =
        headers.iter().enumerate().map(|(at, name)| (name.trim_start_matches('\u{feff}'), at)).collect();
    if !columns.contains_key("name") {
        return Err(wrong(1, "there is no column \"name\"".into()));
    }
    let mut sources = Vec::new();
    for row in rows.records() {
        let row =
            row.map_err(|error| wrong(error.position().map_or(0, csv::Position::line), error.to_string()))?;
        let value =
            |column: &str| columns.get(column).and_then(|at| row.get(*at)).unwrap_or_default().to_owned();
        let name = value("name");
        if name.is_empty() {
            return Err(wrong(row.position().map_or(0, csv::Position::line), "the name is empty".into()));
        }
        sources.push(Source {
            other_names: value("other_names"),
            domains: value("domains").to_lowercase(),
            kind: value("kind").to_lowercase(),
            country: value("country"),
            languages: value("languages"),
            state_relation: value("state_relation"),
            owner: value("owner"),
            citation: value("citation"),
            as_of: value("as_of"),
            ..Source::named(&name)
        });
    }
    Ok(sources)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_in_any_order() {
        let csv = "kind,name,domains\nagency,North News,north.example www.north.example\n";
        let sources = read("s.csv", csv.as_bytes()).unwrap();
        assert_eq!(
            (sources[0].kind.as_str(), sources[0].domains.as_str()),
            ("agency", "north.example www.north.example")
        );
        assert_eq!(sources[0].id, Source::id_of("north news"));
    }

    #[test]
    fn a_row_without_a_name_is_told_with_its_line() {
        let error = read("s.csv", "name,kind\nA,agency\n,agency\n".as_bytes()).unwrap_err();
        assert_eq!(error.to_string(), "s.csv, line 3: the name is empty");
    }
}
