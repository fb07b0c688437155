//! A model of one layer with arbitrary weights, in the files of the Hugging Face hub.

use std::fmt::Write as _;
use std::fs;

use throughline_translation::Model;

const WIDTH: usize = 32;
/// Few, so that short texts go through the model in several windows.
const POSITIONS: usize = 24;

/// Writes it to a folder, reads it, and takes the folder away.
pub fn tiny() -> Model {
    let folder = std::env::temp_dir().join(format!("throughline-fuzz-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a temporary folder");
    let pieces = pieces();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.join(name), bytes).expect("a temporary file");
    write("config.json", config(pieces.len()).as_bytes());
    write("tokenizer.json", tokenizer(&pieces).as_bytes());
    write("model.safetensors", &tensors(pieces.len()));
    let model = Model::open(&folder).expect("the model is sound");
    fs::remove_dir_all(&folder).expect("the folder was made here");
    model
}

fn pieces() -> Vec<String> {
    let marks = ["<s>", "<pad>", "</s>", "<unk>", "▁"].map(String::from);
    let letters =
        "abcdefghijklmnopqrstuvwxyz0123456789.,;:!?абвгдежзиклмнопрстуا ب ت ن و中国人民河了的。，กขคงあいう"
            .chars()
            .filter(|c| !c.is_whitespace());
    let words = ["▁the", "▁and", "▁river", "▁реки", "▁مدينة", "人民", "ing", "er"].map(String::from);
    marks.into_iter().chain(letters.flat_map(|c| [c.to_string(), format!("▁{c}")])).chain(words).collect()
}

fn config(words: usize) -> String {
    format!(
        r#"{{"model_type": "bert", "hidden_size": {WIDTH}, "num_hidden_layers": 1, "num_attention_heads": 1,
        "intermediate_size": {WIDTH}, "vocab_size": {words}, "max_position_embeddings": {POSITIONS},
        "type_vocab_size": 1, "layer_norm_eps": 1e-12, "hidden_act": "gelu"}}"#
    )
}

fn tokenizer(pieces: &[String]) -> String {
    let mut listed = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        let comma = if at == 0 { "" } else { ", " };
        write!(listed, "{comma}[\"{piece}\", -{}.5]", at % 13).expect("writing to memory");
    }
    format!(r#"{{"model": {{"type": "Unigram", "unk_id": 3, "vocab": [{listed}]}}}}"#)
}

fn tensors(words: usize) -> Vec<u8> {
    let layer = |part: &str| format!("encoder.layer.0.{part}");
    let mut named: Vec<(String, usize)> = vec![
        ("embeddings.word_embeddings.weight".into(), words * WIDTH),
        ("embeddings.position_embeddings.weight".into(), POSITIONS * WIDTH),
        ("embeddings.token_type_embeddings.weight".into(), WIDTH),
    ];
    let square = [
        "attention.self.query",
        "attention.self.key",
        "attention.self.value",
        "attention.output.dense",
        "intermediate.dense",
        "output.dense",
    ];
    for part in square {
        named.push((layer(part) + ".weight", WIDTH * WIDTH));
        named.push((layer(part) + ".bias", WIDTH));
    }
    let norms =
        ["embeddings.LayerNorm".into(), layer("attention.output.LayerNorm"), layer("output.LayerNorm")];
    for norm in norms {
        named.push((format!("{norm}.weight"), WIDTH));
        named.push((format!("{norm}.bias"), WIDTH));
    }
    let (mut header, mut data, mut state) = (String::from("{"), Vec::new(), 1u32);
    for (at, (name, count)) in named.iter().enumerate() {
        let begin = data.len();
        for _ in 0..*count {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            data.extend(((state >> 8) as f32 / 16_777_216.0 - 0.5).to_le_bytes());
        }
        let comma = if at == 0 { "" } else { ", " };
        write!(
            header,
            r#"{comma}"{name}": {{"dtype": "F32", "shape": [{count}], "data_offsets": [{begin}, {}]}}"#,
            data.len()
        )
        .expect("writing to memory");
    }
    header.push('}');
    [&(header.len() as u64).to_le_bytes(), header.as_bytes(), &data].concat()
}
