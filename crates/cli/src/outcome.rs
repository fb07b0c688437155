//! How a run ends: exit codes, and errors with what to do about them.

use std::process::ExitCode;
use throughline_archive::ArchiveError;
use throughline_engine::EngineError;
use throughline_serve::ServeError;

/// How a verb that did not fail ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Done. Exit code 0.
    Done,
    /// `check` found damage. Exit code 3.
    Damage,
}

/// Why a verb failed.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub(crate) struct Failure {
    message: String,
    code: u8,
    help: Option<String>,
}

impl Failure {
    /// A failure in words, with what to do about it.
    pub(crate) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), code: 1, help: Some(help.into()) }
    }

    /// Flags that do not fit together.
    pub(crate) fn wrong_use(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { code: 2, ..Self::new(message, help) }
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        let code = match &error {
            EngineError::Archive(ArchiveError::Locked(_) | ArchiveError::Conflict(_)) => 4,
            EngineError::Archive(ArchiveError::Missing(_) | ArchiveError::NoVersion { .. })
            | EngineError::NotFound { .. }
            | EngineError::NoInput(_) => 5,
            _ => 1,
        };
        Self { message: error.to_string(), code, help: error.help() }
    }
}

impl From<ArchiveError> for Failure {
    fn from(error: ArchiveError) -> Self {
        EngineError::from(error).into()
    }
}

impl From<ServeError> for Failure {
    fn from(error: ServeError) -> Self {
        let help = match &error {
            ServeError::Engine(engine) => engine.help(),
            ServeError::Listen { .. } => Some("choose another port with --port, or 0 for a free one".into()),
            ServeError::Access(_) => {
                Some("give one with --token, or leave --bind out to serve this machine only".into())
            }
            _ => None,
        };
        Self { message: error.to_string(), code: 1, help }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self { message: error.to_string(), code: 1, help: None }
    }
}

/// Prints a failure and gives the exit code. A reader of stdout that has gone away (`| head`) is
/// no failure.
#[expect(clippy::print_stderr, reason = "the one place where errors are printed")]
pub(crate) fn exit_code(result: Result<Outcome, Failure>) -> ExitCode {
    match result {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Damage) => ExitCode::from(3),
        Err(failure) if failure.message.contains("Broken pipe") => ExitCode::SUCCESS,
        Err(failure) => {
            let code = failure.code;
            eprintln!("error: {}", failure.message);
            if let Some(help) = failure.help {
                eprintln!("hint: {help}");
            }
            ExitCode::from(code)
        }
    }
}
