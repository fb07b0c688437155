//! Self-contained evidence files.
