//! Registries: who sources are, where they publish, and who says so.
//!
//! Three forms are read, told apart by their beginning: our own table ([`table`]), the state-media
//! matrix of the Alliance for Securing Democracy ([`matrix`]), and FollowTheMoney entities
//! ([`entities`]). Every statement keeps its citation and date; two registries that disagree are two
//! statements, and readers see both.

mod entities;
mod matrix;
mod table;

use crate::EngineError;
use std::io::{BufRead, BufReader, Read};
use throughline_model::Source;

/// Registries that ship with the program, by the name they are asked for.
pub const SHIPPED: &[ShippedRegistry] = &[ShippedRegistry {
    name: "state-media",
    meaning: "1,157 state and public media of 158 countries: owner, country, relation to the state, addresses (Alliance for Securing Democracy, 2023)",
    csv: include_str!("../../registries/state_media_matrix.csv"),
}];

/// A registry that ships with the program.
#[derive(Debug, Clone, Copy)]
pub struct ShippedRegistry {
    /// The name it is asked for by.
    pub name: &'static str,
    /// What it lists, and who made it.
    pub meaning: &'static str,
    csv: &'static str,
}

impl ShippedRegistry {
    /// Its statements.
    ///
    /// # Errors
    /// None in practice: a test reads every registry that ships.
    pub fn sources(&self) -> Result<Vec<Source>, EngineError> {
        read_registry(self.name, self.csv.as_bytes())
    }
}

/// Reads a registry file of any of the forms above. `file` names it in errors and, for FollowTheMoney
/// entities without a source of their own, in citations.
///
/// # Errors
/// Names the line that cannot be read, and why.
pub fn read_registry(file: &str, reader: impl Read) -> Result<Vec<Source>, EngineError> {
    let mut reader = BufReader::with_capacity(1 << 16, reader);
    let head = reader.fill_buf().map_err(|error| EngineError::Registry {
        file: file.to_owned(),
        line: 1,
        reason: error.to_string(),
    })?;
    let head = String::from_utf8_lossy(head).trim_start_matches('\u{feff}').trim_start().to_owned();
    if head.starts_with('{') {
        return entities::read(file, reader);
    }
    let first_line = head.lines().next().unwrap_or_default();
    if matrix::is_matrix(first_line) { matrix::read(file, reader) } else { table::read(file, reader) }
}

/// The places where a source publishes, as `sources.domains` holds them: a domain, or a domain and
/// the beginning of a path (`video.example/channel/north`), in lower case without `www.`.
pub(crate) fn place(address: &str) -> Option<String> {
    let address = address.trim().to_lowercase();
    let with_scheme = if address.contains("://") { address } else { format!("https://{address}") };
    let parsed = url::Url::parse(&with_scheme).ok()?;
    let host = parsed.host_str()?.trim_start_matches("www.").trim_end_matches('.');
    if !host.contains('.') || host.parse::<std::net::IpAddr>().is_ok() {
        return None;
    }
    let path = parsed.path().trim_matches('/');
    Some(if path.is_empty() { host.to_owned() } else { format!("{host}/{path}") })
}

#[cfg(test)]
mod tests {
    use super::{SHIPPED, place, read_registry};
    use std::collections::BTreeSet;

    #[test]
    fn places_are_domains_or_domains_with_a_path() {
        let cases = [
            ("https://www.North.example/", Some("north.example")),
            ("north.example", Some("north.example")),
            ("http://video.example/channel/North/", Some("video.example/channel/north")),
            ("", None),
            ("localhost", None),
            ("http://10.0.0.1/x", None),
        ];
        for (address, expected) in cases {
            assert_eq!(place(address).as_deref(), expected, "{address}");
        }
    }

    #[test]
    fn every_registry_that_ships_is_read_and_every_statement_is_cited_and_dated() {
        for registry in SHIPPED {
            let sources = registry.sources().unwrap();
            assert!(sources.len() > 1_000, "{}", registry.name);
            for source in &sources {
                assert!(!source.citation.is_empty() && !source.as_of.is_empty(), "{}", source.name);
                assert!(!source.country.is_empty() && !source.state_relation.is_empty(), "{}", source.name);
            }
            let ids: BTreeSet<_> = sources.iter().map(|source| source.id).collect();
            assert_eq!(ids.len(), sources.len(), "one statement a source");
        }
    }

    #[test]
    fn the_form_of_a_registry_is_told_by_its_beginning() {
        let ours = read_registry("s.csv", "\u{feff}name,domains\nNorth,north.example\n".as_bytes()).unwrap();
        assert_eq!(ours[0].domains, "north.example");
        let entity = r#"{"id": "n", "schema": "Company", "properties": {"name": ["North"], "website": ["https://north.example"]}}"#;
        assert_eq!(read_registry("n.ijson", entity.as_bytes()).unwrap()[0].domains, "north.example");
        let matrix = "Country,Media company,Main assets,URL,Typology\nNorthland,North Press,North Daily,https://north.example,SC\n";
        assert_eq!(read_registry("m.csv", matrix.as_bytes()).unwrap()[0].owner, "North Press");
    }
}
