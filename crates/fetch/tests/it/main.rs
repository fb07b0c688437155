//! The fetcher against a server that misbehaves.

#[path = "../misbehaving/mod.rs"]
mod misbehaving;

mod answers;
mod rules;
mod secure;
mod watching;
