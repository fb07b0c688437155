//! The models' folder: what is in it, and whether it is as it came.

use super::catalog;
use crate::{EngineError, Progress};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
};

/// A model that is on this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredModel {
    /// Its name and that of its folder.
    pub name: String,
    /// Its licence as an SPDX identifier, empty if it is not known.
    pub license: String,
    /// Where its files came from: an address or a path.
    pub origin: String,
    /// Its files, by name.
    pub files: Vec<ModelFile>,
}

/// A file of a model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelFile {
    /// Its name in the model's folder.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
}

/// What is known of a model, for lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ModelState {
    /// Its name.
    pub name: String,
    /// Its licence, empty if it is not known.
    pub license: String,
    /// How it can be had, for people; empty if it is not known by name.
    pub offers: Vec<String>,
    /// The model as it lies here, if it does.
    pub stored: Option<StoredModel>,
}

/// The file beside a model's files that describes them.
const MANIFEST: &str = "model.json";

impl StoredModel {
    /// What `throughline_translation::Model::open` is to be given: the folder, or its only file.
    pub fn path(&self, folder: &Path) -> PathBuf {
        let own = folder.join(&self.name);
        match self.files.as_slice() {
            [only] => own.join(&only.name),
            _ => own,
        }
    }
}

/// All models that are known or here, by name.
///
/// # Errors
/// If the folder or a description in it cannot be read.
pub fn list(folder: &Path) -> Result<Vec<ModelState>, EngineError> {
    let mut names: Vec<String> = catalog::CATALOG.iter().map(|model| model.name.to_owned()).collect();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().join(MANIFEST).is_file() && !name.ends_with(PART) {
            names.push(name);
        }
    }
    names.sort();
    names.dedup();
    names.into_iter().map(|name| state(folder, name)).collect()
}

fn state(folder: &Path, name: String) -> Result<ModelState, EngineError> {
    let known = catalog::known(&name);
    let stored = stored(folder, &name)?;
    let license = known.map(|known| known.license.to_owned());
    let license = license.or_else(|| stored.as_ref().map(|model| model.license.clone()));
    let offers = known.map(catalog::KnownModel::offers).unwrap_or_default();
    Ok(ModelState { name, license: license.unwrap_or_default(), offers, stored })
}

/// The model of that name, if it is here.
///
/// # Errors
/// If its description cannot be read.
pub fn stored(folder: &Path, name: &str) -> Result<Option<StoredModel>, EngineError> {
    let path = folder.join(name).join(MANIFEST);
    if !path.is_file() {
        return Ok(None);
    }
    let read = fs::read(&path).map_err(|error| error.to_string());
    let model = read.and_then(|bytes| serde_json::from_slice(&bytes).map_err(|error| error.to_string()));
    model.map(Some).map_err(|reason| failed(name, &format!("{} cannot be read: {reason}", path.display())))
}

/// What is wrong with the files of a model, one line each; none if all are as they came.
///
/// # Errors
/// If the model is not here.
pub fn verify(folder: &Path, name: &str, progress: &dyn Progress) -> Result<Vec<String>, EngineError> {
    let model = stored(folder, name)?.ok_or_else(|| failed(name, "it is not on this machine"))?;
    progress.begin("verify", model.files.iter().map(|file| file.bytes).sum(), "bytes");
    let mut wrong = Vec::new();
    let mut done = 0;
    for file in &model.files {
        match described(&folder.join(name), &file.name) {
            Err(reason) => wrong.push(format!("{}: {reason}", file.name)),
            Ok(found) if found != *file => {
                wrong.push(format!("{}: {} bytes that are not those that came", file.name, found.bytes));
            }
            Ok(_) => {}
        }
        done += file.bytes;
        progress.at(done);
    }
    progress.end();
    Ok(wrong)
}

/// Ending of the folder of a model that is on its way.
pub(super) const PART: &str = ".part";

/// Puts a model whose files lie in its `.part` folder in its place.
pub(super) fn settle(folder: &Path, model: &StoredModel) -> std::io::Result<()> {
    let part = folder.join(format!("{}{PART}", model.name));
    let place = folder.join(&model.name);
    let description = serde_json::to_vec_pretty(model)?;
    fs::write(part.join(MANIFEST), description)?;
    if place.exists() {
        fs::remove_dir_all(&place)?;
    }
    fs::rename(part, place)
}

/// Length and hash of a file.
pub(super) fn described(folder: &Path, name: &str) -> Result<ModelFile, String> {
    let describe = || -> std::io::Result<ModelFile> {
        let mut file = fs::File::open(folder.join(name))?;
        let (mut hasher, mut bytes) = (Sha256::new(), 0);
        let mut buffer = vec![0; 1 << 20];
        loop {
            match file.read(&mut buffer)? {
                0 => break,
                count => {
                    hasher.update(&buffer[..count]);
                    bytes += count as u64;
                }
            }
        }
        let sha256 = throughline_model::hexadecimal(&hasher.finalize());
        Ok(ModelFile { name: name.to_owned(), bytes, sha256 })
    };
    describe().map_err(|error| error.to_string())
}

pub(super) fn failed(name: &str, reason: &str) -> EngineError {
    EngineError::Model { name: name.to_owned(), reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Silent;

    #[test]
    fn a_changed_file_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let part = folder.path().join("tiny.part");
        fs::create_dir(&part).unwrap();
        fs::write(part.join("weights.bin"), b"0123456789").unwrap();
        let file = described(&part, "weights.bin").unwrap();
        assert_eq!(file.bytes, 10);
        let model = StoredModel {
            name: "tiny".to_owned(),
            license: String::new(),
            origin: "a test".to_owned(),
            files: vec![file],
        };
        settle(folder.path(), &model).unwrap();
        assert_eq!(stored(folder.path(), "tiny").unwrap(), Some(model.clone()));
        assert_eq!(model.path(folder.path()), folder.path().join("tiny/weights.bin"));
        assert!(verify(folder.path(), "tiny", &Silent).unwrap().is_empty());
        fs::write(folder.path().join("tiny/weights.bin"), b"012345678X").unwrap();
        assert_eq!(verify(folder.path(), "tiny", &Silent).unwrap().len(), 1);
        fs::remove_file(folder.path().join("tiny/weights.bin")).unwrap();
        assert_eq!(verify(folder.path(), "tiny", &Silent).unwrap().len(), 1);
        assert!(verify(folder.path(), "other", &Silent).is_err());
        let names: Vec<String> = list(folder.path()).unwrap().into_iter().map(|model| model.name).collect();
        assert_eq!(names, ["multilingual-e5-small", "tiny"]);
    }
}
