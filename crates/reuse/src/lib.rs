//! Same-language matches: fingerprints, candidates, alignment.
