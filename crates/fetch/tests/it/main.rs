//! The fetcher against a server that misbehaves.

#![allow(clippy::unwrap_used, reason = "functions that tests share are test code too")]

#[path = "../misbehaving/mod.rs"]
mod misbehaving;

mod answers;
mod rules;
mod secure;
mod watching;
