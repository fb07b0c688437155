//! How a job tells people how far it is.

/// Hears of a job's stages. Calls come from any thread.
pub trait Progress: Sync {
    /// A stage begins: its name, how much there is to do (0 if unknown) and in what unit
    /// (`bytes`, `documents`, `files`).
    fn begin(&self, stage: &str, total: u64, unit: &str);
    /// So much of the stage is done.
    fn at(&self, done: u64);
    /// The stage is over.
    fn end(&self);
}

/// Hears and says nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _stage: &str, _total: u64, _unit: &str) {}
    fn at(&self, _done: u64) {}
    fn end(&self) {}
}
