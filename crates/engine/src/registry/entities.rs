//! FollowTheMoney entities: JSON, one entity a line.
//!
//! The form of OpenSanctions, Aleph and other investigative databases (followthemoney 4.11: an entity
//! is `{id, schema, properties{name: [...]}}`, and owning is an entity of its own that names owner and
//! asset). What is read: who the entity is, where it publishes (`website`, `publisherUrl`), its
//! country, and its owners with the period for which that is stated.

use super::place;
use crate::EngineError;
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    io::BufRead,
};
use throughline_model::Source;

/// Schemata that can be sources; all descend from `LegalEntity`.
const SOURCES: &[&str] = &["LegalEntity", "Organization", "PublicBody", "Company", "Person"];

#[derive(Deserialize)]
struct Entity {
    id: String,
    schema: String,
    #[serde(default)]
    properties: HashMap<String, Vec<serde_json::Value>>,
}

impl Entity {
    fn all(&self, property: &str) -> impl Iterator<Item = &str> {
        self.properties.get(property).into_iter().flatten().filter_map(serde_json::Value::as_str)
    }

    fn first(&self, property: &str) -> &str {
        self.all(property).next().unwrap_or_default()
    }
}

/// Reads entities. An owner is named with the dates of the ownership, if it has any.
///
/// # Errors
/// Names the line that is no entity.
pub(super) fn read(file: &str, reader: impl BufRead) -> Result<Vec<Source>, EngineError> {
    let wrong = |line: u64, reason: String| EngineError::Registry { file: file.to_owned(), line, reason };
    let mut entities: BTreeMap<String, Entity> = BTreeMap::new();
    let mut ownerships: Vec<Entity> = Vec::new();
    for (line, number) in reader.lines().zip(1..) {
        let line = line.map_err(|error| wrong(number, error.to_string()))?;
        let line = line.trim_start_matches('\u{feff}').trim();
        if line.is_empty() {
            continue;
        }
        let entity: Entity = serde_json::from_str(line)
            .map_err(|error| wrong(number, format!("no FollowTheMoney entity: {error}")))?;
        if entity.schema == "Ownership" {
            ownerships.push(entity);
        } else {
            entities.insert(entity.id.clone(), entity);
        }
    }
    let mut owners: HashMap<&str, BTreeSet<String>> = HashMap::new();
    for ownership in &ownerships {
        for (asset, owner) in
            ownership.all("asset").flat_map(|asset| ownership.all("owner").map(move |owner| (asset, owner)))
        {
            let name = entities.get(owner).map_or(owner, |entity| entity.first("name"));
            owners.entry(asset).or_default().insert(with_period(name, ownership));
        }
    }
    let mut sources: Vec<Source> = entities
        .values()
        .filter(|entity| SOURCES.contains(&entity.schema.as_str()) && !entity.first("name").is_empty())
        .map(|entity| source(file, entity, owners.get(entity.id.as_str())))
        .collect();
    sources.sort_by(|one, other| (one.id, &one.citation).cmp(&(other.id, &other.citation)));
    Ok(sources)
}

fn with_period(name: &str, ownership: &Entity) -> String {
    match (ownership.first("startDate"), ownership.first("endDate")) {
        ("", "") => name.to_owned(),
        (start, "") => format!("{name} (from {start})"),
        ("", end) => format!("{name} (until {end})"),
        (start, end) => format!("{name} ({start} to {end})"),
    }
}

fn source(file: &str, entity: &Entity, owners: Option<&BTreeSet<String>>) -> Source {
    let joined = |values: BTreeSet<String>, joint: &str| values.into_iter().collect::<Vec<_>>().join(joint);
    let words = |property: &'static str| entity.all(property).map(str::to_owned);
    let other_names = words("name").skip(1).chain(words("alias")).chain(words("weakAlias")).collect();
    let places = entity.all("website").chain(entity.all("publisherUrl")).filter_map(place).collect();
    let of_state: BTreeSet<String> = words("topics").filter(|topic| topic.starts_with("gov")).collect();
    let public_body = (entity.schema == "PublicBody").then(|| "public body".to_owned());
    let citation = ["sourceUrl", "publisher"]
        .iter()
        .map(|property| entity.first(property))
        .find(|value| !value.is_empty())
        .map_or_else(
            || format!("{file}, entity {}", entity.id),
            |value| format!("{value}, entity {}", entity.id),
        );
    let as_of = ["retrievedAt", "modifiedAt", "publishedAt"]
        .iter()
        .map(|property| entity.first(property))
        .find(|value| !value.is_empty());
    Source {
        other_names: joined(other_names, "|"),
        domains: joined(places, " "),
        country: ["country", "jurisdiction", "mainCountry"]
            .iter()
            .map(|property| entity.first(property))
            .find(|value| !value.is_empty())
            .unwrap_or_default()
            .to_owned(),
        state_relation: joined(of_state.into_iter().chain(public_body).collect(), "; "),
        owner: owners.cloned().map(|owners| joined(owners, "; ")).unwrap_or_default(),
        citation,
        as_of: as_of.unwrap_or_default().to_owned(),
        ..Source::named(entity.first("name"))
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn entities_give_sources_with_their_owners() {
        let lines = r#"{"id": "press", "schema": "Company", "properties": {"name": ["North Press", "Northern Press"], "website": ["https://www.north.example/"], "country": ["nl"], "sourceUrl": ["https://registry.example/1"], "retrievedAt": ["2024-05-01"]}}
{"id": "ministry", "schema": "PublicBody", "properties": {"name": ["Ministry of Tides"], "topics": ["gov.national"]}}
{"id": "o1", "schema": "Ownership", "properties": {"owner": ["ministry"], "asset": ["press"], "startDate": ["2019"]}}
{"id": "boat", "schema": "Vessel", "properties": {"name": ["A boat"]}}
"#;
        let sources = read("f.ijson", lines.as_bytes()).unwrap();
        assert_eq!(sources.len(), 2);
        let press = sources.iter().find(|source| source.name == "North Press").unwrap();
        assert_eq!(press.owner, "Ministry of Tides (from 2019)");
        assert_eq!((press.domains.as_str(), press.other_names.as_str()), ("north.example", "Northern Press"));
        assert_eq!(
            (press.as_of.as_str(), press.citation.as_str()),
            ("2024-05-01", "https://registry.example/1, entity press")
        );
        let ministry = sources.iter().find(|source| source.name == "Ministry of Tides").unwrap();
        assert_eq!(ministry.state_relation, "gov.national; public body");
        assert!(ministry.citation.starts_with("f.ijson"));
    }

    #[test]
    fn a_line_that_is_no_entity_is_told() {
        let error = read("f.ijson", "{\"id\": 1}\n".as_bytes()).unwrap_err();
        assert!(error.to_string().starts_with("f.ijson, line 1: no FollowTheMoney entity"));
    }
}
