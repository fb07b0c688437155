//! Credit cases from `cases.txt`, where each lies beside its expected result.

use super::*;
use crate::sample::document;
use throughline_model::Source;

const CASES: &str = include_str!("cases.txt");

/// One case: a title, `field: value` lines, and `=> field | cue | name | words` lines.
fn run(case: &str) -> Result<(), String> {
    let mut tested = document("case");
    let mut sources = Vec::new();
    let mut expected = Vec::new();
    for line in case.lines().filter(|line| !line.trim().is_empty()) {
        if let Some(credit) = line.strip_prefix("=>") {
            expected.extend(Some(credit.trim().to_owned()).filter(|credit| credit != "none"));
            continue;
        }
        let Some((field, value)) = line.split_once(": ") else { continue };
        let value = value.replace("\\n", "\n");
        match field {
            "text" => tested.text = value,
            "byline" => tested.byline = value,
            "margin" => tested.margin = value,
            "url" => tested.url = value,
            "own" => {
                tested.source_id = Some(Source::id_of(&value));
                sources.push(Source::named(&value));
                tested.source_name = value;
            }
            "known" => sources.push(Source::named(&value)),
            _ => return Err(format!("unknown field {field}")),
        }
    }
    let found = credits(&tested, &KnownSources::new(&sources));
    let found: Vec<String> = found
        .iter()
        .map(|credit| {
            let words = tested.slice(credit.field, credit.span).expect("a credit's span fits its text");
            format!("{} | {} | {} | {words}", credit.field.as_str(), credit.cue, credit.name)
        })
        .collect();
    if found == expected { Ok(()) } else { Err(format!("{case}\nexpected {expected:#?}\nfound {found:#?}")) }
}

#[test]
fn every_case_gives_the_credits_beside_it() {
    let cases: Vec<&str> = CASES.split("\n# ").skip(1).collect();
    let failures: Vec<String> = cases.iter().filter_map(|case| run(case).err()).collect();
    assert!(failures.is_empty(), "{} of {} cases:\n{}", failures.len(), cases.len(), failures.join("\n\n"));
}

#[test]
fn the_tables_are_well_formed() {
    for (table, columns) in [(include_str!("agencies.tsv"), 4), (include_str!("cues.tsv"), 4)] {
        for row in table.lines() {
            assert_eq!(row.split('\t').count(), columns, "{row}");
        }
    }
    let known = KnownSources::new(&[]);
    for row in include_str!("agencies.tsv").lines().skip(1) {
        let columns: Vec<&str> = row.split('\t').collect();
        for signature in columns[3].split('|') {
            let resolved = known.resolve(signature).map(|source| source.name.as_str());
            assert_eq!(resolved, Some(columns[0]), "{signature}");
        }
    }
}

#[test]
fn an_archive_s_name_goes_before_the_table_s() {
    let agency = Source { kind: "agency".into(), ..Source::named("Velmara News Agency") };
    let known = KnownSources::new(std::slice::from_ref(&agency));
    assert_eq!(known.resolve("VNA").unwrap().ids, [agency.id]);
    assert_eq!(KnownSources::new(&[]).resolve("VNA").unwrap().name, "VNA");
}

#[test]
fn a_longer_name_resolves_to_the_only_source_with_its_words() {
    let ministry = Source::named("Ministry of Foreign Affairs, Velmara");
    let other = Source::named("Ministry of Foreign Affairs, Odrenia");
    let known = KnownSources::new(&[ministry.clone(), other]);
    assert_eq!(
        known.resolve("Ministry of Foreign Affairs of the Republic of Velmara").unwrap().ids,
        [ministry.id]
    );
    assert_eq!(known.resolve("Ministry of Foreign Affairs"), None);
    assert_eq!(known.resolve("map"), None);
    assert_eq!(known.resolve("CCTV on YouTube"), None);
}
