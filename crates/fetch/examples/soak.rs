//! Weeks of watching among misbehaving sites, on loopback and in accelerated time:
//! `cargo run -p throughline-fetch --example soak -- --hours 1`.
//!
//! It ends with an error if a request broke a rule, a planned edit or removal was not recorded,
//! something was recorded that was not planned, or memory grew.

#![allow(clippy::print_stdout, reason = "this is a program for people")]

#[path = "../tests/misbehaving/mod.rs"]
mod misbehaving;

use misbehaving::world::{KINDS, Length, run};
use std::time::Duration;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let number = |name: &str, default: f64| {
        let at = arguments.iter().position(|argument| argument == name);
        at.and_then(|at| arguments.get(at + 1)).and_then(|value| value.parse().ok()).unwrap_or(default)
    };
    let length = Length {
        sites: number("--sites", 2.0 * KINDS as f64) as usize,
        days: number("--days", 36_500.0) as i64,
        at_most: Duration::from_secs_f64(number("--hours", 1.0) * 3600.0),
        pages_each: number("--pages", 60.0) as i64,
        most_pages: number("--most-pages", 2000.0) as usize,
        talk: true,
    };
    let report = run(&length).await;
    println!("{report:#?}");
    // The first weeks fill what is bounded; from there on memory may not grow by a fifth.
    let weeks = &report.memory;
    let flat = weeks.len() < 8 || weeks[weeks.len() - 1] < weeks[weeks.len() / 2] * 12 / 10;
    assert!(report.violations.is_empty() && report.mistakes.is_empty() && flat, "the soak failed");
}
