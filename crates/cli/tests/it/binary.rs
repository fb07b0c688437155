//! Running the real binary.

use serde_json::Value;
use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

/// Path of the binary under test.
pub const BINARY: &str = env!("CARGO_BIN_EXE_throughline");

/// What a finished run left behind.
#[derive(Debug)]
pub struct Run {
    /// Exit code, or `None` if a signal ended it.
    pub code: Option<i32>,
    /// Data.
    pub stdout: String,
    /// Talk.
    pub stderr: String,
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Run {
    /// Fails the test unless the run ended with `code`.
    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "stdout: {}\nstderr: {}", self.stdout, self.stderr);
        self
    }

    /// Standard output as one JSON value.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error} in {}", self.stdout))
    }
}

/// A command of the binary without the settings of the machine that runs the tests.
pub fn command<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(BINARY);
    clean(&mut command).args(arguments);
    command
}

/// The same, run by another program that takes it as its last arguments.
pub fn command_through<S: AsRef<OsStr>>(program: &[&str], arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(program[0]);
    clean(&mut command).args(&program[1..]).arg(BINARY).args(arguments);
    command
}

fn clean(command: &mut Command) -> &mut Command {
    command
        .env_remove("THROUGHLINE_THREADS")
        .env_remove("THROUGHLINE_TOKEN")
        // A model that the user of this machine has would change what is found.
        .env("THROUGHLINE_MODELS", "no-such-folder")
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
}

/// Runs the binary to its end.
pub fn run<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Run {
    command(arguments).output().unwrap().into()
}

/// Runs it, fails the test unless it succeeds, and gives its JSON.
#[track_caller]
pub fn json<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Value {
    run(arguments).expect(0).json()
}

/// Runs it and fails the test unless it succeeds.
#[track_caller]
pub fn succeed<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Run {
    run(arguments).expect(0)
}

/// Starts the binary and leaves it running, its output caught.
pub fn start(command: &mut Command) -> Child {
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// The checkout.
pub fn checkout() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// A path as an argument.
pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}
