//! A model as the Hugging Face hub keeps it: `config.json`, `tokenizer.json`, `model.safetensors`.

use std::fs;
use std::path::Path;

use half::f16;
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};
use serde::Deserialize;

use super::embeddings::Embeddings;
use super::parts::{Parts, Shape, assemble};
use crate::error::ModelError;
use crate::tokenizer::from_json;

#[derive(Deserialize)]
struct Config {
    model_type: String,
    hidden_size: usize,
    num_hidden_layers: usize,
    num_attention_heads: usize,
    intermediate_size: usize,
    vocab_size: usize,
    max_position_embeddings: usize,
    type_vocab_size: usize,
    layer_norm_eps: f32,
    hidden_act: String,
    #[serde(default)]
    position_embedding_type: Option<String>,
}

/// Reads the three files in `folder`.
pub(super) fn read_folder(folder: &Path) -> Result<Parts, ModelError> {
    let read = |name: &str| read_file(&folder.join(name));
    let config: Config = serde_json::from_slice(&read("config.json")?)
        .map_err(|source| ModelError::Json { what: "config.json", source })?;
    let absolute = config.position_embedding_type.as_deref().unwrap_or("absolute") == "absolute";
    if config.model_type != "bert" || config.hidden_act != "gelu" || !absolute {
        return Err(ModelError::unsupported(format!(
            "it is of type {:?} with activation {:?}; type \"bert\" with \"gelu\" and absolute \
             positions is needed",
            config.model_type, config.hidden_act
        )));
    }
    let shape = Shape {
        width: config.hidden_size,
        layers: config.num_hidden_layers,
        heads: config.num_attention_heads,
        inner: config.intermediate_size,
        words: config.vocab_size,
        positions: config.max_position_embeddings,
        kinds: config.type_vocab_size,
        epsilon: config.layer_norm_eps,
    };
    shape.check()?;
    let vocabulary = from_json(&read("tokenizer.json")?)?;
    let bytes = read("model.safetensors")?;
    let tensors = SafeTensors::deserialize(&bytes)?;
    let find = |name: &str, expected: usize| {
        // Some exports keep the name of the whole in front.
        let tensor = tensors.tensor(name).or_else(|_| tensors.tensor(&format!("bert.{name}")));
        tensor
            .ok()
            .filter(|tensor| tensor.shape().iter().product::<usize>() == expected)
            .ok_or_else(|| ModelError::Tensor { name: name.to_owned(), expected })
    };
    let words = find("embeddings.word_embeddings.weight", shape.words * shape.width)?;
    let embeddings = match words.dtype() {
        Dtype::F16 => Embeddings::Half(halves(&words).collect()),
        _ => Embeddings::Full(floats(&words)?),
    };
    assemble(&shape, vocabulary, embeddings, &|name, count| floats(&find(name, count)?))
}

pub(super) fn read_file(path: &Path) -> Result<Vec<u8>, ModelError> {
    fs::read(path).map_err(|source| ModelError::Read { path: path.to_owned(), source })
}

fn halves<'a>(tensor: &TensorView<'a>) -> impl Iterator<Item = u16> + use<'a> {
    tensor.data().as_chunks::<2>().0.iter().map(|bytes| u16::from_le_bytes(*bytes))
}

fn floats(tensor: &TensorView<'_>) -> Result<Vec<f32>, ModelError> {
    match tensor.dtype() {
        Dtype::F32 => Ok(tensor.data().as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect()),
        Dtype::F16 => Ok(halves(tensor).map(|bits| f16::from_bits(bits).to_f32()).collect()),
        other => {
            Err(ModelError::unsupported(format!("weights of type {other:?}; F32 and F16 are understood")))
        }
    }
}
