//! `docs/reference.md` is made from what it describes: the command line, the tables, the routes.
//! `UPDATE=1` writes it; without, the test fails when it says something else.

use crate::binary::{checkout, json, succeed};
use serde_json::Value;
use std::{fmt::Write, fs};
use throughline_model::tables;

/// Verbs, as the help lists them.
fn verbs() -> Vec<String> {
    verbs_in(&succeed(["--help"]).stdout)
}

/// The verbs that a help page lists.
fn verbs_in(help: &str) -> Vec<String> {
    let commands = help.split("Commands:\n").nth(1).unwrap_or_default();
    commands
        .split("\n\n")
        .next()
        .unwrap()
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|verb| *verb != "help")
        .map(str::to_owned)
        .collect()
}

fn command_line(out: &mut String) {
    writeln!(out, "## Command line\n").unwrap();
    let help = |arguments: &[&str]| {
        let text = succeed(arguments.iter().copied().chain(["--help"])).stdout;
        text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim_end().to_owned()
    };
    writeln!(out, "```text\n{}\n```\n", help(&[])).unwrap();
    for verb in verbs() {
        let page = help(&[&verb]);
        writeln!(out, "### throughline {verb}\n\n```text\n{page}\n```\n").unwrap();
        for inner in verbs_in(&page) {
            writeln!(out, "#### throughline {verb} {inner}\n\n```text\n{}\n```\n", help(&[&verb, &inner]))
                .unwrap();
        }
    }
}

fn all_tables(out: &mut String) {
    writeln!(out, "## Tables\n").unwrap();
    writeln!(
        out,
        "Version {} of the tables. Ids are derived from content; offsets are UTF-8 bytes into the stored text, end \
         exclusive; times are UTC. `matches` is exported with the providers' ids as `a` and `b` and the documents' own \
         as `a_document_id` and `b_document_id`.\n",
        tables::SCHEMA_VERSION
    )
    .unwrap();
    for table in tables::all() {
        let nature = if table.derived {
            "Derived: replaced as a whole by `trace`."
        } else {
            "Truth: rows are only ever added."
        };
        let key = table.key.map_or_else(String::new, |key| format!(" Key: `{key}`."));
        writeln!(out, "### {}\n\n{}. {nature}{key}\n", table.name, capital(table.meaning)).unwrap();
        writeln!(out, "| column | type | null | meaning |\n|---|---|---|---|").unwrap();
        for column in &table.columns {
            let null = if column.nullable { "yes" } else { "no" };
            writeln!(
                out,
                "| `{}` | {} | {null} | {} |",
                column.name,
                column.data_type,
                column.meaning.replace('|', "\\|")
            )
            .unwrap();
        }
        out.push('\n');
    }
}

fn routes(out: &mut String) {
    writeln!(out, "## Routes\n").unwrap();
    let described = json(["openapi"]);
    writeln!(out, "{}\n", described["info"]["description"].as_str().unwrap()).unwrap();
    writeln!(out, "Shapes of the answers are in [openapi.json](openapi.json).\n").unwrap();
    for (path, methods) in described["paths"].as_object().unwrap() {
        for (method, route) in methods.as_object().unwrap() {
            let summary = [&route["summary"], &route["description"]]
                .iter()
                .filter_map(|words| words.as_str())
                .collect::<Vec<_>>()
                .join(" ");
            writeln!(out, "### {} {path}\n\n{summary}\n", method.to_uppercase()).unwrap();
            parameters(out, &route["parameters"]);
        }
    }
}

fn parameters(out: &mut String, parameters: &Value) {
    let Some(parameters) = parameters.as_array().filter(|parameters| !parameters.is_empty()) else { return };
    writeln!(out, "| parameter | in | meaning |\n|---|---|---|").unwrap();
    for parameter in parameters {
        let meaning = parameter["description"].as_str().unwrap_or("the id");
        writeln!(
            out,
            "| `{}` | {} | {meaning} |",
            parameter["name"].as_str().unwrap(),
            parameter["in"].as_str().unwrap()
        )
        .unwrap();
    }
    out.push('\n');
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn reference() -> String {
    let mut out = String::from(
        "# Reference\n\nMade from the program itself by `UPDATE=1 cargo test --workspace --test it reference`; do not edit.\n\n",
    );
    command_line(&mut out);
    all_tables(&mut out);
    routes(&mut out);
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

#[test]
fn the_reference_is_what_the_program_says() {
    let (file, made) = (checkout().join("docs/reference.md"), reference());
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, &made).unwrap();
    }
    let committed = fs::read_to_string(&file).unwrap_or_default();
    let difference = made.lines().zip(committed.lines()).find(|(made, committed)| made != committed);
    assert!(
        made == committed,
        "docs/reference.md is out of date: run the tests with UPDATE=1\nfirst difference: {difference:?}"
    );
}

#[test]
fn everything_has_words() {
    for verb in verbs() {
        let help = succeed([verb.as_str(), "--help"]).stdout;
        assert!(help.lines().next().unwrap_or_default().len() > 10, "{verb} has no description");
        let lines: Vec<&str> = help.lines().collect();
        for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.trim_start().starts_with("--")) {
            let beside = line.trim().split("  ").count() > 1;
            let below = lines
                .get(at + 1)
                .is_some_and(|next| next.starts_with("          ") && !next.trim().is_empty());
            assert!(beside || below, "{verb} {line:?} has no description");
        }
    }
    for table in tables::all() {
        assert!(
            !table.meaning.is_empty() && table.columns.iter().all(|column| !column.meaning.is_empty()),
            "{}",
            table.name
        );
    }
    let described = json(["openapi"]);
    for (path, methods) in described["paths"].as_object().unwrap() {
        for route in methods.as_object().unwrap().values() {
            assert!(route["summary"].is_string() || route["description"].is_string(), "{path} has no words");
            for parameter in route["parameters"].as_array().into_iter().flatten() {
                assert!(
                    parameter["in"] == "path" || parameter["description"].is_string(),
                    "{path} {}",
                    parameter["name"]
                );
            }
        }
    }
}
