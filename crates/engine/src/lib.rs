//! The jobs that put the above together, and one query language over an archive.
