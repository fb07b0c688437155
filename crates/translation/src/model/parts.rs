//! From named tables to a model, the same for every file format.

use pulp::Arch;

use crate::error::ModelError;
use crate::forward::elementwise::Norm;
use crate::forward::encoder::{Encoder, Layer};
use crate::forward::linear::Linear;
use crate::tokenizer::Vocabulary;

use super::embeddings::Embeddings;

/// Sizes of a model.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    /// Values of a token's state.
    pub(crate) width: usize,
    pub(crate) layers: usize,
    pub(crate) heads: usize,
    /// Values between the two linear layers of a layer's network.
    pub(crate) inner: usize,
    /// Rows of the word embeddings.
    pub(crate) words: usize,
    /// Longest input in tokens.
    pub(crate) positions: usize,
    /// Rows of the embeddings that tell a first sentence from a second one; the first is used.
    pub(crate) kinds: usize,
    pub(crate) epsilon: f32,
}

/// A model's tables, read and checked but not yet packed.
pub(crate) struct Parts {
    pub(crate) vocabulary: Vocabulary,
    pub(crate) embeddings: Embeddings,
    /// What is added to each token's row: its position's embedding and the first kind's.
    pub(crate) positions: Vec<f32>,
    pub(crate) embedding_norm: Norm,
    pub(crate) encoder: Encoder,
}

impl Shape {
    /// Refuses sizes the forward pass cannot work with.
    pub(crate) fn check(&self) -> Result<(), ModelError> {
        let Shape { width, layers, heads, inner, words, positions, kinds, .. } = *self;
        let sizes = [width, layers, heads, inner, words, positions, kinds];
        if sizes.iter().any(|&size| size == 0 || size > 1 << 22) {
            return Err(ModelError::damaged("the model's sizes"));
        }
        // Sums of a product in 8 bits fit 32.
        if width.max(inner) > 1 << 16 {
            return Err(ModelError::damaged("the model's sizes"));
        }
        let panels = |columns: usize| columns.is_multiple_of(32) || columns.is_multiple_of(48);
        if !(width.is_multiple_of(heads) && panels(width) && panels(inner) && panels(width / heads)) {
            return Err(ModelError::unsupported(format!(
                "states of {width} values in {heads} heads; the width, the width of a head and the \
                 inner width must be multiples of 32 or 48"
            )));
        }
        Ok(())
    }
}

/// Gives a table by its name and its number of values.
pub(crate) type ReadTable<'a> = dyn Fn(&str, usize) -> Result<Vec<f32>, ModelError> + 'a;

/// Puts a model together from tables that `read` gives by their names in Hugging Face's `BertModel`
/// and their number of values.
pub(crate) fn assemble(
    shape: &Shape,
    vocabulary: Vocabulary,
    embeddings: Embeddings,
    read: &ReadTable<'_>,
) -> Result<Parts, ModelError> {
    let Shape { width, inner, .. } = *shape;
    if vocabulary.pieces.len() > shape.words {
        return Err(ModelError::damaged("the vocabulary: it has more pieces than embeddings"));
    }
    let arch = Arch::new();
    let linear = |names: &[String], from: usize, to: usize| {
        let (mut rows, mut bias) = (Vec::new(), Vec::new());
        for name in names {
            rows.extend(read(&format!("{name}.weight"), from * to)?);
            bias.extend(read(&format!("{name}.bias"), to)?);
        }
        Ok::<_, ModelError>(Linear::new(arch, &rows, from, &bias))
    };
    let norm = |name: &str| {
        Ok::<_, ModelError>(Norm {
            scale: read(&format!("{name}.weight"), width)?,
            shift: read(&format!("{name}.bias"), width)?,
            epsilon: shape.epsilon,
        })
    };
    let mut layers = Vec::new();
    for layer in 0..shape.layers {
        let name = |part: &str| format!("encoder.layer.{layer}.{part}");
        let attention = ["query", "key", "value"].map(|part| name("attention.self.") + part);
        layers.push(Layer {
            attention_in: linear(&attention, width, width)?,
            attention_out: linear(&[name("attention.output.dense")], width, width)?,
            attention_norm: norm(&name("attention.output.LayerNorm"))?,
            widen: linear(&[name("intermediate.dense")], width, inner)?,
            narrow: linear(&[name("output.dense")], inner, width)?,
            output_norm: norm(&name("output.LayerNorm"))?,
        });
    }
    let mut positions = read("embeddings.position_embeddings.weight", shape.positions * width)?;
    let kinds = read("embeddings.token_type_embeddings.weight", shape.kinds * width)?;
    for row in positions.chunks_exact_mut(width) {
        for (value, kind) in row.iter_mut().zip(&kinds) {
            *value += kind;
        }
    }
    Ok(Parts {
        vocabulary,
        embeddings,
        positions,
        embedding_norm: norm("embeddings.LayerNorm")?,
        encoder: Encoder { width, heads: shape.heads, layers },
    })
}
