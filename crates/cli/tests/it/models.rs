//! `throughline models`: lists, brings from a path, verifies.

use crate::binary::{Run, command};
use std::{fs, path::Path};

fn run(folder: &Path, words: &[&str]) -> (i32, String, String) {
    let mut command = command(["models"]);
    let run = Run::from(command.args(words).arg("--models").arg(folder).output().unwrap());
    (run.code.unwrap(), run.stdout, run.stderr)
}

#[test]
fn what_is_no_model_is_told_and_nothing_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let (code, listed, _) = run(folder.path(), &[]);
    assert_eq!(code, 0);
    assert!(listed.contains("multilingual-e5-small  not here  MIT"), "{listed}");
    assert!(listed.contains("throughline models get multilingual-e5-small --from hub:"), "{listed}");
    let file = folder.path().join("weights.bin");
    fs::write(&file, b"no weights").unwrap();
    let (code, _, error) = run(folder.path(), &["get", "mine", "--from", file.to_str().unwrap()]);
    assert_eq!(code, 1);
    assert!(error.contains("what came cannot be used"), "{error}");
    assert!(!folder.path().join("mine").exists());
    for from in ["nowhere", folder.path().to_str().unwrap()] {
        assert_eq!(run(folder.path(), &["get", "mine", "--from", from]).0, 1, "{from}");
    }
    assert_eq!(run(folder.path(), &["get", "../mine", "--from", "nowhere"]).0, 1);
    assert_eq!(run(folder.path(), &["verify", "mine"]).0, 1);
}

#[test]
fn a_model_is_brought_and_verified() {
    let Ok(path) = std::env::var("THROUGHLINE_MODEL") else {
        println!("skipped: THROUGHLINE_MODEL names no model");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let (code, _, error) = run(folder.path(), &["get", "mine", "--from", &path]);
    assert_eq!(code, 0, "{error}");
    assert!(run(folder.path(), &["list"]).1.contains("mine  here"));
    assert_eq!(run(folder.path(), &["verify"]).0, 0);
    let place = folder.path().join("mine");
    let largest = fs::read_dir(&place).unwrap().map(|entry| entry.unwrap().path());
    let largest = largest.max_by_key(|path| path.metadata().unwrap().len()).unwrap();
    let mut bytes = fs::read(&largest).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&largest, bytes).unwrap();
    assert_eq!(run(folder.path(), &["verify", "mine"]).0, 3);
}
