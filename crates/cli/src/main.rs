//! `throughline`: who said it first, who carried it, in which words.
//!
//! `main` reads the flags once into [`flags::Flags`], runs one verb and turns its result into
//! output and an exit code. Data goes to stdout, talk to stderr.

mod flags;
mod outcome;
mod output;
mod progress;
mod verbs;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let flags = flags::Flags::parse();
    if flags.threads > 0 {
        // Fails only if a pool exists already, which it cannot this early.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(flags.threads).build_global();
    }
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    if flags.threads > 0 {
        runtime.worker_threads(flags.threads);
    }
    let result = match runtime.enable_all().build() {
        Ok(runtime) => runtime.block_on(verbs::run(flags)),
        Err(error) => Err(outcome::Failure::from(error)),
    };
    outcome::exit_code(result)
}
