//! From what the user names to a sorted list of files.

use crate::EngineError;
use std::path::{Path, PathBuf};

/// A file to read, and the name it goes by in the archive.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Input {
    /// Path below the folder the user named, with `/` between parts: the same on every machine.
    pub(super) name: String,
    /// Where it is on this one.
    pub(super) path: PathBuf,
    /// Its size in bytes, 0 if unknown.
    pub(super) size: u64,
}

/// Files named by `paths`: each a file, a folder (read recursively) or a glob. Files in `except`
/// are left out.
pub(super) fn collect(paths: &[String], except: &[PathBuf]) -> Result<Vec<Input>, EngineError> {
    let mut inputs = Vec::new();
    for path in paths {
        let given = Path::new(path);
        if given.is_dir() {
            walk(given, given, &mut inputs)
                .map_err(|error| EngineError::NoInput(format!("{path}: {error}")))?;
        } else if given.exists() {
            inputs.push(input(given, given.parent().unwrap_or(given)));
        } else {
            let base = glob_base(path);
            let found = glob::glob(path).map_err(|error| EngineError::NoInput(format!("{path}: {error}")))?;
            let before = inputs.len();
            inputs.extend(found.flatten().filter(|file| file.is_file()).map(|file| input(&file, &base)));
            if inputs.len() == before {
                return Err(EngineError::NoInput(path.clone()));
            }
        }
    }
    inputs.sort();
    inputs.dedup();
    let except: Vec<PathBuf> = except.iter().filter_map(|path| path.canonicalize().ok()).collect();
    if !except.is_empty() {
        inputs.retain(|input| !input.path.canonicalize().is_ok_and(|path| except.contains(&path)));
    }
    Ok(inputs)
}

fn walk(folder: &Path, base: &Path, inputs: &mut Vec<Input>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        let kind = entry.file_type()?;
        if hidden {
            continue;
        }
        if kind.is_dir() {
            walk(&entry.path(), base, inputs)?;
        } else if entry.path().is_file() {
            inputs.push(input(&entry.path(), base));
        }
    }
    Ok(())
}

fn input(path: &Path, base: &Path) -> Input {
    let relative = path.strip_prefix(base).unwrap_or(path);
    let parts: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    let size = path.metadata().map_or(0, |meta| meta.len());
    Input { name: parts.join("/"), path: path.to_owned(), size }
}

/// The folder before the first part of a glob that holds a wildcard.
fn glob_base(pattern: &str) -> PathBuf {
    Path::new(pattern)
        .components()
        .take_while(|part| !part.as_os_str().to_string_lossy().contains(['*', '?', '[']))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_relative_to_what_was_named() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("b/c")).unwrap();
        for name in ["b/c/2.html", "b/1.html", "0.txt"] {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        let root = folder.path().to_str().unwrap().to_owned();
        let names = |paths: &[String]| -> Vec<String> {
            collect(paths, &[]).unwrap().into_iter().map(|input| input.name).collect()
        };
        assert_eq!(names(std::slice::from_ref(&root)), ["0.txt", "b/1.html", "b/c/2.html"]);
        assert_eq!(names(&[format!("{root}/b/1.html")]), ["1.html"]);
        assert_eq!(names(&[format!("{root}/**/*.html")]), ["b/1.html", "b/c/2.html"]);
        assert!(collect(&[format!("{root}/none/*.html")], &[]).is_err());
        let left = collect(std::slice::from_ref(&root), &[folder.path().join("0.txt")]).unwrap();
        assert_eq!(left.len(), 2);
    }
}
