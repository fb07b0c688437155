//! The model's forward pass: token ids in, states of the last layer out.
//!
//! Same bytes for a sentence in any batch, on any number of threads and on any processor; see
//! [`kernel`] for how.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined into pulp's dispatch is compiled for the least processor"
)]

pub(crate) mod elementwise;
pub(crate) mod encoder;
pub(crate) mod kernel;
