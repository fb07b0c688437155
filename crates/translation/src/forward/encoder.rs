//! The encoder of BERT (Devlin et al. 2019, as in Vaswani et al. 2017 with the norm after each
//! part), over the tokens of several sentences at once.
//!
//! The tokens of a batch lie one after the other without filling; only attention goes sentence by
//! sentence. So a batch may mix lengths, and costs what its tokens cost.

use std::ops::Range;

use pulp::Arch;

use super::codes::Codes;
use super::elementwise::{Norm, normalize_rows, softmax_rows};
use super::kernel::{BLOCK, Rows, Weights, product};
use super::linear::{Finish, Linear};

/// One layer: attention and the two-layer network.
#[derive(Debug, Clone)]
pub(crate) struct Layer {
    /// Queries, keys and values beside each other.
    pub(crate) attention_in: Linear,
    pub(crate) attention_out: Linear,
    pub(crate) attention_norm: Norm,
    pub(crate) widen: Linear,
    pub(crate) narrow: Linear,
    pub(crate) output_norm: Norm,
}

/// Everything after the embeddings.
#[derive(Debug, Clone)]
pub(crate) struct Encoder {
    pub(crate) width: usize,
    pub(crate) heads: usize,
    pub(crate) layers: Vec<Layer>,
}

/// Memory that is used again for every batch and layer.
#[derive(Default)]
struct Scratch {
    codes: Codes,
    attention: Vec<f32>,
    context: Vec<f32>,
    wide: Vec<f32>,
    heads: HeadScratch,
}

struct HeadScratch {
    rows: Rows,
    keys: Weights,
    values: Weights,
    scores: Vec<f32>,
    context: Vec<f32>,
}

impl Default for HeadScratch {
    fn default() -> Self {
        HeadScratch {
            rows: Rows::default(),
            keys: Weights::new(0, 0),
            values: Weights::new(0, 0),
            scores: Vec::new(),
            context: Vec::new(),
        }
    }
}

impl Encoder {
    /// Turns `hidden` (rows of embeddings, already normalised) into the last layer's states.
    /// `sentences` are the ranges of rows that attend to each other.
    pub(crate) fn run(&self, arch: Arch, hidden: &mut Vec<f32>, sentences: &[Range<usize>]) {
        let rows = hidden.len() / self.width;
        hidden.resize(rows.next_multiple_of(BLOCK) * self.width, 0.0);
        let mut scratch = Scratch::default();
        for layer in &self.layers {
            self.attend(arch, layer, hidden, sentences, &mut scratch);
            let Scratch { codes, wide, .. } = &mut scratch;
            let inner = layer.widen.columns();
            wide.resize(hidden.len() / self.width * inner, 0.0);
            codes.fill(arch, hidden, self.width);
            layer.widen.apply(arch, codes, Finish::Gate, wide);
            codes.fill(arch, wide, inner);
            layer.narrow.apply(arch, codes, Finish::Add, hidden);
            normalize_rows(arch, hidden, &layer.output_norm);
        }
        hidden.truncate(rows * self.width);
    }

    fn attend(
        &self,
        arch: Arch,
        layer: &Layer,
        hidden: &mut [f32],
        sentences: &[Range<usize>],
        scratch: &mut Scratch,
    ) {
        let Scratch { codes, attention, context, heads, .. } = scratch;
        codes.fill(arch, hidden, self.width);
        attention.resize(3 * hidden.len(), 0.0);
        layer.attention_in.apply(arch, codes, Finish::Set, attention);
        context.resize(hidden.len(), 0.0);
        for sentence in sentences {
            for head in 0..self.heads {
                self.attend_with_head(arch, attention, sentence.clone(), head, heads, context);
            }
        }
        codes.fill(arch, context, self.width);
        layer.attention_out.apply(arch, codes, Finish::Add, hidden);
        normalize_rows(arch, hidden, &layer.attention_norm);
    }

    /// Scaled dot-product attention of one head within one sentence.
    fn attend_with_head(
        &self,
        arch: Arch,
        attention: &[f32],
        sentence: Range<usize>,
        head: usize,
        scratch: &mut HeadScratch,
        target: &mut [f32],
    ) {
        let HeadScratch { rows, keys, values, scores, context } = scratch;
        let (width, stride, length) = (self.width / self.heads, 3 * self.width, sentence.len());
        let of = |kind: usize, token: usize| &attention[token * stride + kind * self.width + head * width..];
        keys.reshape(width, length);
        values.reshape(length, width);
        for (index, token) in sentence.clone().enumerate() {
            keys.set_column(index, &of(1, token)[..width]);
            values.set_row(index, &of(2, token)[..width]);
        }
        let filled = length.next_multiple_of(BLOCK);
        rows.fill(&of(0, sentence.start)[..(length - 1) * stride + width], stride, width);
        scores.resize(filled * keys.padded_columns(), 0.0);
        product(arch, rows, keys, scores);
        let scale = 1.0 / (width as f32).sqrt();
        softmax_rows(arch, scores, keys.padded_columns(), length, scale);
        rows.fill(&scores[..length * keys.padded_columns()], keys.padded_columns(), length);
        context.resize(filled * width, 0.0);
        product(arch, rows, values, context);
        for (token, values) in sentence.zip(context.chunks_exact(width)) {
            target[token * self.width + head * width..][..width].copy_from_slice(values);
        }
    }
}
