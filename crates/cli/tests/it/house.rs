//! The house: arrows between crates go one way only.

use crate::binary::checkout;
use serde_json::Value;
use std::{collections::BTreeMap, process::Command};

/// What each crate may use. From the design, with three deviations: `archive` cuts words for the
/// full-text index as matching does, so it uses `text`; `report` and `serve` turn offsets into
/// other units themselves, so they use `text` and the nouns of `model`; `serve` opens the archive
/// it is handed, as `cli` does.
const ALLOWED: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("text", &["model"]),
    ("capture", &["model", "text"]),
    ("fetch", &["model"]),
    ("archive", &["model", "text"]),
    ("reuse", &["model", "text"]),
    ("translation", &["model", "text"]),
    ("lineage", &["model", "text"]),
    ("engine", &["model", "text", "capture", "fetch", "archive", "reuse", "lineage", "translation"]),
    ("report", &["model", "text", "engine"]),
    ("serve", &["model", "text", "archive", "engine", "report"]),
    ("cli", &["model", "text", "capture", "fetch", "archive", "engine", "report", "serve"]),
];

fn packages() -> BTreeMap<String, Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(checkout())
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| {
            (package["name"].as_str().unwrap().trim_start_matches("throughline-").to_owned(), package.clone())
        })
        .collect()
}

/// Dependencies of a package other than those of its tests.
fn used(package: &Value) -> Vec<String> {
    let dependencies = package["dependencies"].as_array().unwrap().iter();
    dependencies
        .filter(|dependency| dependency["kind"] != "dev")
        .map(|dependency| dependency["name"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn arrows_between_crates_go_one_way() {
    let packages = packages();
    let allowed: BTreeMap<&str, &[&str]> = ALLOWED.iter().copied().collect();
    for (name, package) in &packages {
        let may =
            allowed.get(name.as_str()).unwrap_or_else(|| panic!("crate {name} has no place in the house"));
        for used in used(package) {
            if let Some(used) = used.strip_prefix("throughline-") {
                assert!(may.contains(&used), "{name} uses {used}, which it may not");
            }
        }
    }
    for name in allowed.keys() {
        assert!(packages.contains_key(*name), "crate {name} is gone");
    }
}

#[test]
fn what_computes_does_no_input_or_output() {
    let packages = packages();
    for name in ["model", "text", "capture", "reuse", "lineage", "translation"] {
        for used in used(&packages[name]) {
            let outside =
                ["tokio", "object_store", "deltalake-core", "datafusion", "axum", "reqwest", "clap"];
            assert!(!outside.contains(&used.as_str()), "{name} uses {used}");
        }
    }
    // Pages are asked for in one place, which has the rules.
    for (name, package) in packages.iter().filter(|(name, _)| *name != "fetch") {
        for used in used(package) {
            assert!(
                !(["reqwest", "hyper"].contains(&used.as_str())),
                "{name} could reach the network through {used}"
            );
        }
    }
}

#[test]
fn every_crate_follows_the_lints_and_says_what_it_is() {
    for (name, package) in packages() {
        assert!(package["description"].is_string(), "{name} has no description");
        let manifest = std::fs::read_to_string(package["manifest_path"].as_str().unwrap()).unwrap();
        assert!(manifest.contains("[lints]\nworkspace = true"), "{name} has lints of its own");
        assert_eq!(package["license"], "MIT OR Apache-2.0", "{name}");
    }
}
