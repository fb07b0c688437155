//! A table distilled from a model made up for the test: a folder with a vocabulary of a few pieces
//! and weights of a fixed pseudo-random sequence. Its vectors mean nothing; what is tested is that
//! the same input gives the same table and that a table survives its file.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::collections::HashMap;
use std::path::Path;

use safetensors::tensor::{Dtype, TensorView, serialize};
use throughline_translation::{DistilSettings, LanguageText, Model, ModelError, StaticTable, distil};

const WIDTH: usize = 64;
const PIECES: [&str; 12] =
    ["<s>", "<pad>", "</s>", "<unk>", "▁", "a", "b", "c", "▁ab", "▁中", "国", "<mask>"];

fn write_model(folder: &Path) {
    let config = format!(
        r#"{{"model_type": "bert", "hidden_size": {WIDTH}, "num_hidden_layers": 1,
        "num_attention_heads": 2, "intermediate_size": 96, "vocab_size": {},
        "max_position_embeddings": 16, "type_vocab_size": 2, "layer_norm_eps": 1e-12,
        "hidden_act": "gelu"}}"#,
        PIECES.len()
    );
    std::fs::write(folder.join("config.json"), config).unwrap();
    let vocabulary: Vec<(&str, f64)> =
        PIECES.iter().enumerate().map(|(at, piece)| (*piece, -(at as f64))).collect();
    let tokenizer = serde_json::json!({"model": {"type": "Unigram", "unk_id": 3, "vocab": vocabulary}});
    std::fs::write(folder.join("tokenizer.json"), tokenizer.to_string()).unwrap();

    let mut shapes = vec![
        ("embeddings.word_embeddings.weight".to_owned(), vec![PIECES.len(), WIDTH]),
        ("embeddings.position_embeddings.weight".to_owned(), vec![16, WIDTH]),
        ("embeddings.token_type_embeddings.weight".to_owned(), vec![2, WIDTH]),
    ];
    let mut linear = |name: &str, to: usize, from: usize| {
        let name = format!("encoder.layer.0.{name}");
        shapes.push((format!("{name}.weight"), if from == 0 { vec![to] } else { vec![to, from] }));
        shapes.push((format!("{name}.bias"), vec![to]));
    };
    for part in ["query", "key", "value"] {
        linear(&format!("attention.self.{part}"), WIDTH, WIDTH);
    }
    linear("attention.output.dense", WIDTH, WIDTH);
    linear("attention.output.LayerNorm", WIDTH, 0);
    linear("intermediate.dense", 96, WIDTH);
    linear("output.dense", WIDTH, 96);
    linear("output.LayerNorm", WIDTH, 0);
    for part in ["weight", "bias"] {
        shapes.push((format!("embeddings.LayerNorm.{part}"), vec![WIDTH]));
    }
    let mut state = 1u32;
    let mut tables = HashMap::new();
    for (name, shape) in shapes {
        let mut bytes = Vec::new();
        for _ in 0..shape.iter().product::<usize>() {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            bytes.extend(((state >> 8) as f32 / 16_777_216.0 - 0.5).to_le_bytes());
        }
        tables.insert(name, (shape, bytes));
    }
    let views = tables.iter().map(|(name, (shape, bytes))| {
        (name.clone(), TensorView::new(Dtype::F32, shape.clone(), bytes).unwrap())
    });
    std::fs::write(folder.join("model.safetensors"), serialize(views, None).unwrap()).unwrap();
}

const SENTENCES: [LanguageText<'_>; 5] = [
    LanguageText { text: "ab c ab", language: "en" },
    LanguageText { text: "cab", language: "en" },
    LanguageText { text: "中国", language: "zh" },
    LanguageText { text: "中 国 c", language: "zh" },
    LanguageText { text: "", language: "zh" },
];

#[test]
fn a_table_is_the_same_on_any_number_of_threads_and_survives_its_file() {
    let folder = tempfile::tempdir().unwrap();
    write_model(folder.path());
    let model = Model::open(folder.path()).unwrap();
    let mut settings = DistilSettings::default();
    settings.dimensions = 32;
    let with_threads = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| distil(&model, &SENTENCES, &settings, &|_, _| {}).to_bytes())
    };
    let bytes = with_threads(1);
    assert_eq!(bytes, with_threads(3));
    let table = StaticTable::from_bytes(&bytes).unwrap();
    assert_eq!(table.to_bytes(), bytes);
    assert_eq!(table.languages().collect::<Vec<_>>(), ["en", "zh"]);

    let texts = [("ab c", "en"), ("中国 ab", "zh-Hans"), ("", "ru"), ("c", "ru")];
    let vectors = table.vectors(&texts);
    let length = |at: usize| -> f32 { vectors[at * 32..][..32].iter().map(|v| v * v).sum() };
    assert!((length(0) - 1.0).abs() < 1e-5 && (length(1) - 1.0).abs() < 1e-5);
    assert!(length(2).abs() < 1e-9, "a text without a piece has no direction");
    assert!((length(3) - 1.0).abs() < 1e-5, "a language without a mean takes that of all");
    let stored = table.stored_vectors(&texts);
    assert!(
        stored.iter().zip(&vectors).all(|(stored, value)| {
            (f32::from(*stored) - (value * 400.0).clamp(-127.0, 127.0)).abs() <= 0.5
        })
    );
}

#[test]
fn a_damaged_table_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    write_model(folder.path());
    let model = Model::open(folder.path()).unwrap();
    let mut settings = DistilSettings::default();
    settings.dimensions = 8;
    settings.pieces = Some(8);
    let bytes = distil(&model, &SENTENCES, &settings, &|_, _| {}).to_bytes();
    for length in 0..bytes.len() {
        let error = StaticTable::from_bytes(&bytes[..length]).err().unwrap();
        assert!(matches!(error, ModelError::Damaged { .. } | ModelError::UnknownFormat), "{error}");
    }
    let mut other = bytes.clone();
    other[4] = 9;
    assert!(matches!(StaticTable::from_bytes(&other), Err(ModelError::Unsupported { .. })));
}
