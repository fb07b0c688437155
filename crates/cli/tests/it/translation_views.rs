//! What every surface shows of translations, where the model is at hand.

use crate::{
    binary::{json, succeed, text},
    server::{Server, encoded},
    translations::{models, rows, translated, word},
};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

#[test]
fn a_passage_shows_its_renderings_in_every_surface() {
    let Some(models) = models() else { return };
    let archive = translated(models);
    let lineages = rows(archive, "lineages");
    let phrase =
        json(["renderings", text(archive), "同水同安", "--lang", "zh", "--models", text(models), "--json"]);
    let renderings = phrase["renderings"].as_array().unwrap();
    let aligned = renderings.iter().filter(|rendering| rendering["evidence"] == "aligned");
    let words: Vec<&str> = aligned.map(|rendering| word(rendering, "text")).collect();
    for part in ["shared calm", "eau partagée", "общая вода"] {
        assert!(words.iter().any(|words| words.contains(part)), "{part} in {words:?}");
    }
    let server = Server::start(archive, &["--models", text(models)]);
    let asked = server.get(&format!("/api/v1/renderings?phrase={}&lang=zh", encoded("同水同安"))).json();
    assert_eq!(asked["renderings"], phrase["renderings"]);
    let largest = lineages
        .iter()
        .filter(|lineage| lineage["class"] == "carried")
        .max_by_key(|lineage| word(lineage, "languages").split(' ').count())
        .unwrap();
    assert!(word(largest, "languages").split(' ').count() >= 4, "{largest}");
    let id = word(largest, "lineage_id");
    let view = json(["show", text(archive), id, "--passage", "--json"]);
    let rendered = view["witnesses"].as_array().unwrap().iter().filter(|witness| {
        let segments = witness["segments"].as_array().unwrap();
        let base: String = segments.iter().map(|segment| word(segment, "base_text")).collect();
        let own: String = segments.iter().map(|segment| word(segment, "text")).collect();
        assert_eq!(
            (base.as_str(), own.as_str()),
            (word(&view, "base_text"), word(&witness["witness"], "passage"))
        );
        segments.iter().any(|segment| segment["kind"] == "rendered")
    });
    assert!(rendered.count() >= 3);
    let shown = succeed(["show", text(archive), id, "--passage"]).stdout;
    assert!(shown.contains("of the words rendered") && shown.contains("[~"), "{shown}");
    words_without_a_counterpart_are_marked(archive, models, &view);
    let report = archive.with_extension("html");
    succeed(["report", text(archive), "--lineage", id, "-o", text(&report)]);
    assert!(std::fs::read_to_string(&report).unwrap().contains("class=\"rendered\""));
}

/// `plain` is the passage without marks.
fn words_without_a_counterpart_are_marked(archive: &Path, models: &Path, plain: &Value) {
    let id = word(&plain["lineage"], "lineage_id");
    let marked = json(["show", text(archive), id, "--words", "--models", text(models), "--json"]);
    let mut unmarked = marked.clone();
    let (mut added, mut left_out) = (0, 0);
    for segment in unmarked["witnesses"].as_array_mut().unwrap().iter_mut().flat_map(segments) {
        for (key, side, count) in [("added", "text", &mut added), ("left_out", "base_text", &mut left_out)] {
            let characters = word(segment, side).chars().count() as u64;
            for words in segment.as_object_mut().unwrap().remove(key).iter().flat_map(array) {
                let (begin, end) = (words["begin"].as_u64().unwrap(), words["end"].as_u64().unwrap());
                assert!(begin < end && end <= characters, "{segment}: {words}");
                *count += 1;
            }
        }
    }
    assert_eq!(unmarked["witnesses"], plain["witnesses"]);
    assert!(added + left_out > 0);
    // The server marks those that are asked for.
    let server = Server::start(archive, &["--models", text(models)]);
    let asked =
        marked["witnesses"].as_array().unwrap().iter().find(|witness| {
            segments(&mut (*witness).clone()).iter().any(|segment| !segment["added"].is_null())
        });
    let asked = asked.expect("a witness with added words");
    let of = word(&asked["witness"]["document"], "document_id");
    let answer = server.get(&format!("/api/v1/lineages/{id}/passage?words={of}")).json();
    for witness in array(&answer["witnesses"]) {
        let is_asked = word(&witness["witness"]["document"], "document_id") == of;
        let from = if is_asked { &marked } else { plain };
        assert!(array(&from["witnesses"]).contains(witness), "{witness}");
    }
    let shown = succeed(["show", text(archive), id, "--words", "--models", text(models)]).stdout;
    assert!(shown.contains("{+"), "{shown}");
}

fn array(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap()
}

fn segments(witness: &mut Value) -> &mut Vec<Value> {
    witness["segments"].as_array_mut().unwrap()
}

#[test]
fn a_pasted_text_is_found_in_other_languages() {
    let Some(models) = models() else { return };
    let archive = translated(models);
    // The document of which most others render several sentences.
    let mut partners: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for found in rows(archive, "matches") {
        if found["kind"] == "translated" && word(&found, "operations").matches('*').count() > 2 {
            let [a, b] = ["a_document_id", "b_document_id"].map(|side| word(&found, side).to_owned());
            partners.entry(a.clone()).or_default().insert(b.clone());
            partners.entry(b).or_default().insert(a);
        }
    }
    let (document, renderings) = partners.iter().max_by_key(|(_, partners)| partners.len()).unwrap();
    assert!(renderings.len() > 4);
    let documents = rows(archive, "documents");
    let document = documents.iter().find(|found| word(found, "document_id") == document).unwrap();
    let base = word(document, "text");
    let server = Server::start(archive, &["--models", text(models)]);
    let trace = |server: &Server| {
        server.post("/api/v1/trace", &serde_json::json!({ "text": base, "offsets": "chars" })).json()
    };
    let traced = trace(&server);
    assert_eq!(traced["looked_for_translations"], true);
    let found: BTreeSet<String> = array(&traced["witnesses"])
        .iter()
        .map(|witness| word(&witness["document"], "document_id").to_owned())
        .collect();
    let missing: Vec<&String> = renderings.difference(&found).collect();
    assert!(missing.is_empty(), "{missing:?} of {renderings:?}");
    let translated = || array(&traced["witnesses"]).iter().filter(|witness| witness["kind"] == "translated");
    let languages: BTreeSet<&str> = translated().map(|witness| word(&witness["document"], "lang")).collect();
    assert!(languages.len() >= 3 && !languages.contains(word(&traced, "lang")), "{languages:?}");
    let pasted: Vec<char> = base.chars().collect();
    for witness in translated() {
        let begin = witness["text_begin"].as_u64().unwrap() as usize;
        let end = witness["text_end"].as_u64().unwrap() as usize;
        let mut witness = witness.clone();
        let own: String = segments(&mut witness).iter().map(|segment| word(segment, "base_text")).collect();
        assert_eq!(own, pasted[begin..end].iter().collect::<String>());
        assert!(witness["score"].as_f64().unwrap() >= 0.9);
    }
    // Without a model it says so.
    let plain = trace(&Server::start(archive, &["--models", text(&archive.join("tables"))]));
    assert_eq!(plain["looked_for_translations"], false);
    assert!(array(&plain["witnesses"]).iter().all(|witness| witness["kind"] != "translated"));
    let report = succeed(["report", text(archive), "--text", base, "--models", text(models)]).stdout;
    assert!(report.contains("also in other languages") && report.contains("probability"), "{report}");
}
