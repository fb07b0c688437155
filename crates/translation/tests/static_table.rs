//! Fits and tables of a model made up for the test: a folder with a vocabulary of a few pieces and
//! weights of a fixed pseudo-random sequence. Its vectors mean nothing; what is tested is that the
//! same input gives the same fit and table, that a vector does not depend on how a table grew, and
//! that both survive their files.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::collections::HashMap;
use std::path::Path;

use safetensors::tensor::{Dtype, TensorView, serialize};
use throughline_translation::{Fit, FitSettings, LanguageText, Model, ModelError, StaticTable};

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
    LanguageText { text: "ab c ab", language: "en", prose: true },
    LanguageText { text: "cab", language: "en", prose: false },
    LanguageText { text: "中国", language: "zh", prose: false },
    LanguageText { text: "中 国 c", language: "zh", prose: false },
    LanguageText { text: "", language: "zh", prose: false },
];

fn model() -> Model {
    let folder = tempfile::tempdir().unwrap();
    write_model(folder.path());
    Model::open(folder.path()).unwrap()
}

fn fit(model: &Model, dimensions: usize) -> Fit {
    let mut settings = FitSettings::default();
    settings.dimensions = dimensions;
    Fit::learn(model, &SENTENCES, &settings, &|_, _| {})
}

fn full(model: &Model, fit: &Fit) -> StaticTable {
    let mut table = StaticTable::new(model, fit).unwrap();
    table.add_pieces(model, &table.all_missing(), &|_, _| {});
    for text in ["ab c cab", "abc 中国 ab? ca bb"] {
        table.add_pieces(model, &table.missing(&[text]), &|_, _| {});
    }
    table
}

#[test]
fn fit_and_table_are_the_same_on_any_number_of_threads_and_survive_their_files() {
    let model = model();
    let with_threads = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let fit = fit(&model, 32);
            (fit.to_bytes(), full(&model, &fit).to_bytes())
        })
    };
    let (fit, table) = with_threads(1);
    assert_eq!((&fit, &table), (&with_threads(3).0, &with_threads(3).1));
    let read = Fit::from_bytes(&fit).unwrap();
    assert_eq!(read.to_bytes(), fit);
    assert_eq!(read.languages().collect::<Vec<_>>(), ["en", "zh"]);
    let table_read = StaticTable::from_bytes(&table, &model, &read).unwrap();
    assert_eq!(table_read.to_bytes(), table);
    assert_eq!(table_read.fingerprint(), StaticTable::new(&model, &read).unwrap().fingerprint());

    let texts = [("ab c", "en"), ("中国 ab", "zh-Hans"), ("", "ru"), ("c", "ru")];
    let vectors = table_read.vectors(&texts);
    let length = |at: usize| -> f32 { vectors[at * 32..][..32].iter().map(|v| v * v).sum() };
    assert!((length(0) - 1.0).abs() < 1e-5 && (length(1) - 1.0).abs() < 1e-5);
    assert!(length(2).abs() < 1e-9, "a text without a piece has no direction");
    assert!((length(3) - 1.0).abs() < 1e-5, "a language without a mean takes that of all");
    let stored = table_read.stored_vectors(&texts);
    assert!(
        stored.iter().zip(&vectors).all(|(stored, value)| {
            (f32::from(*stored) - (value * 400.0).clamp(-127.0, 127.0)).abs() <= 0.5
        })
    );
}

#[test]
fn a_table_that_grew_gives_the_vectors_of_a_full_one() {
    let model = model();
    let fit = fit(&model, 24);
    let full = full(&model, &fit);
    let texts = ["ab c", "中国 ab?", "c"];
    let with_language = texts.map(|text| (text, "en"));
    let mut grown = StaticTable::new(&model, &fit).unwrap();
    for text in ["c", "中", "ab", texts[1], texts[0]] {
        let missing = grown.missing(&[text]);
        assert!(missing.is_sorted());
        grown.add_pieces(&model, &missing, &|_, _| {});
        assert!(grown.missing(&[text]).is_empty());
        // What is there stays as it is.
        grown.add_pieces(&model, &missing, &|_, _| {});
    }
    assert!(grown.len() < full.len() && full.missing(&texts).is_empty());
    assert!(grown.missing(&texts).is_empty());
    assert_eq!(grown.stored_vectors(&with_language), full.stored_vectors(&with_language));

    let mut at_once = StaticTable::new(&model, &fit).unwrap();
    let mut missing = at_once.missing(&["c", "中", "ab", texts[1], texts[0]]);
    missing.reverse();
    at_once.add_pieces(&model, &missing, &|_, _| {});
    assert_eq!(at_once.to_bytes(), grown.to_bytes(), "the order of growing leaves no trace");
}

#[test]
#[should_panic(expected = "has no row")]
fn a_text_with_a_missing_piece_gets_no_wrong_vector() {
    let model = model();
    StaticTable::new(&model, &fit(&model, 8)).unwrap().vectors(&[("ab", "en")]);
}

#[test]
fn damaged_and_foreign_files_are_errors() {
    let model = model();
    let right = fit(&model, 8);
    let table = full(&model, &right).to_bytes();
    let bytes = right.to_bytes();
    let read = |bytes: &[u8]| StaticTable::from_bytes(bytes, &model, &right).map(|_| ());
    let expected = |error: ModelError| {
        matches!(
            error,
            ModelError::Damaged { .. } | ModelError::UnknownFormat | ModelError::Unsupported { .. }
        )
    };
    for length in 0..table.len() {
        assert!(expected(read(&table[..length]).unwrap_err()));
    }
    for length in 0..bytes.len() {
        assert!(expected(Fit::from_bytes(&bytes[..length]).unwrap_err()));
    }
    for place in 0..table.len() {
        let mut damaged = table.clone();
        damaged[place] ^= 4;
        assert!(expected(read(&damaged).unwrap_err()));
    }
    let other = StaticTable::from_bytes(&table, &model, &fit(&model, 4)).err().unwrap();
    assert!(matches!(other, ModelError::Foreign { what: "fit" }));
}

/// Where a model is at hand (`tests/model.rs`): the fit that ships belongs to it.
#[test]
fn the_fit_that_ships_makes_a_table() {
    let fit = Fit::multilingual_e5_small();
    assert_eq!((fit.dimensions(), fit.cells().len()), (256, 1024));
    assert_eq!(
        fit.languages().collect::<Vec<_>>(),
        ["ar", "de", "en", "es", "fr", "ja", "ko", "pt", "ru", "uk", "zh"]
    );
    let Some(path) = std::env::var_os("THROUGHLINE_MODEL") else { return };
    let model = Model::open(Path::new(&path)).unwrap();
    let mut table = StaticTable::new(&model, &fit).unwrap();
    let texts = [
        ("China will deepen reform.", "en"),
        ("中国将深化改革。", "zh"),
        ("The match ended without a goal.", "en"),
    ];
    let grow = |table: &mut StaticTable, texts: &[&str]| {
        table.add_pieces(&model, &table.missing(texts), &|_, _| {});
    };
    grow(&mut table, &texts.map(|text| text.0));
    let vectors = table.vectors(&texts);
    let cosine = |a: usize, b: usize| -> f32 {
        vectors[a * 256..][..256].iter().zip(&vectors[b * 256..][..256]).map(|(a, b)| a * b).sum()
    };
    assert!(cosine(0, 1) > cosine(1, 2) + 0.2, "{} {}", cosine(0, 1), cosine(1, 2));
    let stored = table.stored_vectors(&texts);
    grow(&mut table, &["Ein ganz anderer Satz, مثل هذا, またはこれ."]);
    assert_eq!(table.stored_vectors(&texts), stored);
}
