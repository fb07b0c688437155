//! End-to-end tests of the real binary. One test binary with a module a subject, because linking
//! it is what takes time.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    unreachable_pub,
    reason = "tests may panic, and say what they measured or skipped"
)]

mod bad_input;
mod binary;
mod classes;
mod contract;
mod corpus;
mod crash;
mod demo_truth;
mod determinism;
mod exports;
mod house;
mod http;
mod index;
mod models;
mod object_store;
mod page_truth;
mod real_input;
mod reference;
mod server;
mod sessions;
mod tables;
mod translation_views;
mod translations;
mod versions;
mod writers;
