//! The state-media matrix ("State Media Profiles"): one row a media asset with country, company,
//! address and typology.
//!
//! Made by the Alliance for Securing Democracy at the German Marshall Fund from the State Media
//! Monitor of the Media and Journalism Research Center; MIT licence, 2023. The typology is Dragomir
//! and Söderström's: funding, governance and editorial control by the state, in seven combinations.

use super::place;
use crate::EngineError;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    io::Read,
};
use throughline_model::Source;

const CITATION: &str =
    "State Media Profiles (Alliance for Securing Democracy at GMF, after State Media Monitor)";
const AS_OF: &str = "2023";

/// Whether a table's first line is the matrix's.
pub(super) fn is_matrix(first_line: &str) -> bool {
    ["Media company", "Main assets", "Typology"].iter().all(|column| first_line.contains(column))
}

/// One asset of the matrix, with all rows about it put together.
#[derive(Default)]
struct Asset {
    owners: BTreeSet<String>,
    relations: BTreeSet<String>,
    places: BTreeSet<String>,
    rows: BTreeSet<u64>,
}

/// Reads the matrix. Rows about one asset of one country are one statement. A name that several
/// countries' assets have gets its country added, so that they stay different sources.
///
/// # Errors
/// Names the line of a row that is no CSV.
pub(super) fn read(file: &str, reader: impl Read) -> Result<Vec<Source>, EngineError> {
    let wrong = |line: u64, reason: String| EngineError::Registry { file: file.to_owned(), line, reason };
    let mut rows = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(reader);
    let headers = rows.headers().map_err(|error| wrong(1, error.to_string()))?.clone();
    let columns: HashMap<&str, usize> =
        headers.iter().enumerate().map(|(at, name)| (name.trim_start_matches('\u{feff}'), at)).collect();
    let of_addresses: Vec<usize> = headers
        .iter()
        .enumerate()
        .filter(|(_, name)| *name == "URL" || name.to_lowercase().ends_with(" link"))
        .map(|(at, _)| at)
        .collect();

    let mut assets: BTreeMap<(String, String), Asset> = BTreeMap::new();
    for (index, row) in rows.records().enumerate() {
        let row =
            row.map_err(|error| wrong(error.position().map_or(0, csv::Position::line), error.to_string()))?;
        let value =
            |column: &str| columns.get(column).and_then(|at| row.get(*at)).unwrap_or_default().to_owned();
        let name =
            if value("Main assets").is_empty() { value("Media company") } else { value("Main assets") };
        let relation = relation(&value("Typology"));
        if name.is_empty() || relation.is_empty() {
            continue;
        }
        let asset = assets.entry((name, value("Country"))).or_default();
        asset.owners.insert(value("Media company"));
        asset.relations.insert(relation);
        asset.rows.insert(index as u64 + 2);
        // A row can give several addresses in one cell.
        let addresses = of_addresses.iter().filter_map(|at| row.get(*at)).flat_map(str::split_whitespace);
        asset.places.extend(addresses.filter_map(place).filter(|place| !is_platform(place)));
    }

    let mut countries: HashMap<String, usize> = HashMap::new();
    for (name, _) in assets.keys() {
        *countries.entry(name.to_lowercase()).or_default() += 1;
    }
    let mut sources: BTreeMap<throughline_model::SourceId, Source> = BTreeMap::new();
    for ((name, country), asset) in assets {
        let is_shared = countries[&name.to_lowercase()] > 1;
        let (own, other_names) = names(&name);
        let own = if is_shared { format!("{name} ({country})") } else { own };
        let joined =
            |values: BTreeSet<String>, joint: &str| values.into_iter().collect::<Vec<_>>().join(joint);
        let lines: Vec<String> = asset.rows.iter().map(u64::to_string).collect();
        let source = Source {
            // A name that several sources share identifies none of them.
            other_names: if is_shared { String::new() } else { other_names },
            domains: joined(asset.places, " "),
            country,
            state_relation: joined(asset.relations, "; "),
            owner: joined(asset.owners, "; "),
            citation: format!("{CITATION}, line {}", lines.join(", ")),
            as_of: AS_OF.to_owned(),
            ..Source::named(&own)
        };
        // "Gazette" and "Gazette (GZ)" are one name; the first row that has it counts.
        sources.entry(source.id).or_insert(source);
    }
    Ok(sources.into_values().collect())
}

/// "People's Gazette (Renmin Gazette)": the name, and the other in brackets.
fn names(name: &str) -> (String, String) {
    let Some((own, rest)) = name.split_once('(') else { return (name.to_owned(), String::new()) };
    match rest.split_once(')') {
        Some((other, after)) if !own.trim().is_empty() && after.trim().is_empty() => {
            (own.trim().to_owned(), other.trim().to_owned())
        }
        _ => (name.to_owned(), String::new()),
    }
}

/// The typology in words, with its code.
fn relation(code: &str) -> String {
    let words = match code.trim_end_matches('?') {
        "SC" => "state-controlled",
        "CaPu" => "captured public or state-managed",
        "CaPr" => "captured private",
        "ISFM" => "independent, state-funded and state-managed",
        "ISF" => "independent, state-funded",
        "ISM" => "independent, state-managed",
        "IP" => "independent public",
        _ => return code.to_owned(),
    };
    let doubt = if code.ends_with('?') { " (marked as doubtful)" } else { "" };
    format!("{words}{doubt} [{}]", code.trim_end_matches('?'))
}

/// A platform's own address, without an account behind it, identifies nobody.
fn is_platform(place: &str) -> bool {
    const PLATFORMS: &[&str] = &[
        "facebook.com",
        "twitter.com",
        "x.com",
        "youtube.com",
        "t.me",
        "vk.com",
        "ok.ru",
        "tiktok.com",
        "rutube.ru",
        "instagram.com",
        "linkedin.com",
    ];
    PLATFORMS.contains(&place)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn rows_of_one_asset_are_one_statement_and_shared_names_get_their_country() {
        let table = "Country,Media company,Main assets,URL,Typology,Twitter Link\n\
            Northland,North Group,Evening Gazette (EG),https://www.eg.example/,SC,https://twitter.com/EG\n\
            Northland,North Group,Evening Gazette (EG),eg-two.example,SC,https://twitter.com/\n\
            Northland,North Group,Courier,https://courier.example/en/,ISFM?,\n\
            Southland,South Group,Courier,,IP,\n\
            Southland,South Group,,,,\n";
        let sources = read("m.csv", table.as_bytes()).unwrap();
        let named = |name: &str| sources.iter().find(|source| source.name == name).unwrap();
        assert_eq!(sources.len(), 3);
        assert_eq!(named("Evening Gazette").other_names, "EG");
        assert_eq!(named("Evening Gazette").domains, "eg-two.example eg.example twitter.com/eg");
        assert!(named("Evening Gazette").citation.ends_with("line 2, 3"));
        assert_eq!(named("Courier (Northland)").domains, "courier.example/en");
        assert!(named("Courier (Northland)").state_relation.contains("doubtful"));
        assert_eq!(named("Courier (Southland)").state_relation, "independent public [IP]");
    }
}
