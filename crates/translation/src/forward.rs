//! The model's forward pass: token ids in, states of the last layer out.
//!
//! Same bytes for a sentence in any batch, on any number of threads and on any processor; see
//! [`kernel`] for how.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined into pulp's dispatch is compiled for the least processor"
)]

mod codes;
pub(crate) mod elementwise;
pub(crate) mod encoder;
pub(crate) mod integer;
pub(crate) mod kernel;
pub(crate) mod linear;
mod rotation;

/// Every way this machine can compute, for tests.
#[cfg(test)]
pub(crate) fn every_arch() -> Vec<pulp::Arch> {
    let mut all = vec![pulp::Arch::new(), pulp::Arch::Scalar];
    #[cfg(target_arch = "x86_64")]
    all.extend(pulp::x86::V3::try_new().map(pulp::Arch::V3));
    all
}
