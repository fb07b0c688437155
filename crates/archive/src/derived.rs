//! Files of a derived index: immutable, named by a small state file that is replaced at once.
//!
//! A file counts if the state names it. New files are written under other names first and the
//! state last, so a process killed anywhere leaves the index at its last state, with files nobody
//! names, which the next state removes. An archive on an object store, or one that cannot be
//! written to, has its derived files in memory.

use crate::ArchiveError;
use serde::{Serialize, de::DeserializeOwned};
use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufWriter, Cursor, Seek, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};
use tantivy::directory::{Directory, MmapDirectory};

/// Bytes of a derived file: mapped into memory, or held in it.
pub type DerivedBytes = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// What a derived file is written to: its parts may be written in any order.
pub trait WriteAnywhere: Write + Seek {}

impl<T: Write + Seek> WriteAnywhere for T {}

/// Bytes that are written to a file at a time.
const BUFFER: usize = 1 << 18;

/// The name of the state file.
const STATE: &str = "state.json";

/// The files of one derived index.
#[derive(Debug)]
pub struct DerivedFiles {
    place: Place,
}

#[derive(Debug)]
enum Place {
    Folder(PathBuf),
    Memory(Mutex<BTreeMap<String, Arc<Vec<u8>>>>),
}

impl DerivedFiles {
    /// The files in a folder, which is made if it is absent.
    ///
    /// # Errors
    /// If the folder cannot be made.
    pub fn in_folder(folder: &Path) -> Result<Self, ArchiveError> {
        std::fs::create_dir_all(folder)?;
        Ok(Self { place: Place::Folder(folder.to_owned()) })
    }

    /// Files in memory.
    pub fn in_memory() -> Self {
        Self { place: Place::Memory(Mutex::default()) }
    }

    /// The state, unless there is none that can be read.
    pub fn state<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_slice(&self.read(STATE).ok()?).ok()
    }

    /// Writes a file that no state names yet.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn put(&self, name: &str, bytes: &[u8]) -> Result<(), ArchiveError> {
        self.write(name, |out| out.write_all(bytes))
    }

    /// Writes a file that no state names yet, bit by bit.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(
        &self,
        name: &str,
        write: impl FnOnce(&mut dyn WriteAnywhere) -> std::io::Result<()>,
    ) -> Result<(), ArchiveError> {
        match &self.place {
            Place::Memory(files) => {
                let mut bytes = Cursor::new(Vec::new());
                write(&mut bytes)?;
                let mut files = files.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                files.insert(name.to_owned(), Arc::new(bytes.into_inner()));
            }
            Place::Folder(folder) => {
                let unfinished = folder.join(format!("{name}.unfinished"));
                let mut file = BufWriter::with_capacity(BUFFER, File::create(&unfinished)?);
                write(&mut file)?;
                file.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
                std::fs::rename(unfinished, folder.join(name))?;
            }
        }
        Ok(())
    }

    /// Makes `state` the state and removes every file that is not among `named`.
    ///
    /// # Errors
    /// If the state cannot be written. A file that cannot be removed is left.
    pub fn commit(&self, state: &impl Serialize, named: &[&str]) -> Result<(), ArchiveError> {
        let bytes = serde_json::to_vec_pretty(state).expect("a state has plain keys");
        self.put(STATE, &bytes)?;
        let is_named = |name: &str| name == STATE || named.contains(&name);
        match &self.place {
            Place::Memory(files) => {
                let mut files = files.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                files.retain(|name, _| is_named(name));
            }
            Place::Folder(folder) => {
                for entry in std::fs::read_dir(folder)?.flatten() {
                    if !entry.file_name().to_str().is_some_and(is_named) {
                        // Mapped files live on until they are let go.
                        let _ = std::fs::remove_file(entry.path());
                    }
                }
            }
        }
        Ok(())
    }

    /// All bytes of a file.
    ///
    /// # Errors
    /// If it is absent or cannot be read.
    pub fn read(&self, name: &str) -> Result<Vec<u8>, ArchiveError> {
        match &self.place {
            Place::Memory(files) => {
                let files = files.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                files.get(name).map(|bytes| bytes.as_ref().clone()).ok_or_else(|| absent(name))
            }
            Place::Folder(folder) => Ok(std::fs::read(folder.join(name))?),
        }
    }

    /// A file's bytes without reading them all.
    ///
    /// # Errors
    /// If it is absent or cannot be mapped.
    pub fn map(&self, name: &str) -> Result<DerivedBytes, ArchiveError> {
        match &self.place {
            Place::Memory(files) => {
                let files = files.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                let bytes = files.get(name).cloned().ok_or_else(|| absent(name))?;
                Ok(Arc::new(Held(bytes)))
            }
            Place::Folder(folder) => {
                let wrong = |reason: String| ArchiveError::Damaged { file: name.to_owned(), reason };
                let directory = MmapDirectory::open(folder).map_err(|error| wrong(error.to_string()))?;
                let file =
                    directory.get_file_handle(Path::new(name)).map_err(|error| wrong(error.to_string()))?;
                Ok(Arc::new(file.read_bytes(0..file.len())?))
            }
        }
    }
}

struct Held(Arc<Vec<u8>>);

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

fn absent(name: &str) -> ArchiveError {
    ArchiveError::Damaged { file: name.to_owned(), reason: "it is absent".into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_state_names_stays() {
        let folder = tempfile::tempdir().unwrap();
        for files in [DerivedFiles::in_folder(folder.path()).unwrap(), DerivedFiles::in_memory()] {
            assert_eq!(files.state::<Vec<String>>(), None);
            files.put("one", &[1]).unwrap();
            files.put("two", &[2; 9_000]).unwrap();
            files.commit(&vec!["two"], &["two"]).unwrap();
            assert_eq!(files.state::<Vec<String>>(), Some(vec!["two".to_owned()]));
            assert!(files.read("one").is_err() && files.map("one").is_err());
            let mapped = files.map("two").unwrap();
            files.commit(&0, &[]).unwrap();
            assert_eq!((*mapped).as_ref(), [2; 9_000], "what is mapped outlives its name");
            assert!(files.read("two").is_err());
        }
    }
}
