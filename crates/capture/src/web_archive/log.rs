//! What was wrong with one web archive.

use throughline_model::{Problem, ProblemKind};

/// Problem rows beyond this many say nothing new about one file; the rest is counted.
const MAX_ROWS: usize = 10_000;

/// Collects problems of one file in the order of the file.
#[derive(Debug)]
pub(super) struct Log {
    name: String,
    /// What stands before every place: the file within a package, with a comma, or empty.
    prefix: String,
    rows: Vec<Problem>,
    more: u64,
}

impl Log {
    pub(super) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), prefix: String::new(), rows: Vec::new(), more: 0 }
    }

    /// Goes on with a file within a package.
    pub(super) fn enter(&mut self, file: &str) {
        self.prefix = if file.is_empty() { String::new() } else { format!("{file}, ") };
    }

    /// A problem of this file, not yet told.
    pub(super) fn problem(&self, place: &str, kind: ProblemKind, message: &str, remedy: &str) -> Problem {
        let place = if place.is_empty() {
            self.prefix.trim_end_matches(", ").to_owned()
        } else {
            format!("{}{place}", self.prefix)
        };
        Problem::new(&self.name, place, kind, message, remedy)
    }

    pub(super) fn tell(&mut self, place: &str, kind: ProblemKind, message: &str, remedy: &str) {
        if self.rows.len() < MAX_ROWS {
            let problem = self.problem(place, kind, message, remedy);
            self.rows.push(problem);
        } else {
            self.more += 1;
        }
    }

    /// Whether nothing was wrong.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// All rows, and how many more there were.
    pub(super) fn finish(mut self) -> Vec<Problem> {
        if self.more > 0 {
            let message = format!("{} more problems of this file", self.more);
            self.rows.push(Problem::new(&self.name, "", ProblemKind::Corrupt, message, "get the file again"));
        }
        self.rows
    }
}
