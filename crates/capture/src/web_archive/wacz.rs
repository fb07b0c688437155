//! WACZ packages (Webrecorder, versions 1.0 to 1.2): a ZIP file of web archives, a list of pages and
//! a description with the hash of every file.
//!
//! ZIP by `rawzip` 0.5: no dependencies, no unsafe code, the directory is read as a stream. `zip` 9
//! was turned down: with default features off it still brings `zeroize`, `indexmap`, `typed-path` and
//! `constant_time_eq`, and holds the directory in memory.

use super::{captures::Reading, framing::GET_AGAIN, framing::Records, framing::limited, members::Members};
use rawzip::{CompressionMethod, ZipArchive, ZipArchiveEntryWayfinder};
use serde_json::Value;
use sha2::{Digest, Sha256, Sha512};
use std::{
    collections::BTreeMap,
    io::{BufReader, Read, Seek},
};
use throughline_model::ProblemKind;

/// Files of a package beyond this many are not looked at.
const MAX_FILES: usize = 100_000;
const MAX_DESCRIPTION_BYTES: u64 = 64 << 20;
/// A file of a package that unpacks to more than this many times its size is not read on.
const BOMB_RATIO: u64 = 500;

/// Whether a file is a WACZ package, by its name or its first file.
pub(super) fn begins(lower_name: &str, head: &[u8]) -> bool {
    let first_file = head.get(30..).unwrap_or_default();
    let known = ["archive/", "datapackage.json", "indexes/", "pages/pages.jsonl"];
    lower_name.rsplit('.').next() == Some("wacz")
        || head.starts_with(b"PK\x03\x04") && known.iter().any(|name| first_file.starts_with(name.as_bytes()))
}

struct File {
    name: String,
    wayfinder: ZipArchiveEntryWayfinder,
    method: CompressionMethod,
}

/// Reads every web archive of a package and checks the hashes that it states.
pub(super) fn read(reader: impl Read + Seek, reading: &mut Reading<'_, '_>) {
    let mut buffer = vec![0; rawzip::RECOMMENDED_BUFFER_SIZE];
    let archive = match ZipArchive::from_seekable(reader, &mut buffer) {
        Ok(archive) => archive,
        Err(error) => {
            let message = format!("the package cannot be opened: {error}");
            reading.log.tell("", ProblemKind::Unreadable, &message, GET_AGAIN);
            return;
        }
    };
    let files = files(&archive, &mut buffer, reading);
    let stated = stated_hashes(&archive, &files, reading);
    list_pages(&archive, &files, reading);
    for file in &files {
        if reading.stopped {
            return;
        }
        check_or_read(&archive, file, stated.get(&file.name), reading);
    }
    reading.log.enter("");
    for missing in stated.keys().filter(|name| !files.iter().any(|file| file.name == **name)) {
        let message = format!("{} is named in datapackage.json and is not in the package", limited(missing));
        reading.log.tell("", ProblemKind::MissingField, &message, GET_AGAIN);
    }
    if !reading.stopped
        && let Some(first) = reading.listed.first()
    {
        let count = reading.listed.len();
        let message = format!("{count} pages of pages.jsonl have no capture, such as {}", limited(first));
        reading.log.tell("pages/pages.jsonl", ProblemKind::MissingField, &message, "capture them again");
    }
}

/// The package's files by name. Of overlapping ones, which only bombs have, the first stays.
fn files<R: rawzip::ReaderAt>(
    archive: &ZipArchive<R>,
    buffer: &mut [u8],
    reading: &mut Reading<'_, '_>,
) -> Vec<File> {
    let mut found = Vec::new();
    let mut entries = archive.entries(buffer);
    loop {
        match entries.next_entry() {
            Ok(Some(entry)) if found.len() < MAX_FILES => {
                if !entry.is_dir() {
                    found.push(File {
                        name: String::from_utf8_lossy(entry.file_path().as_ref()).into_owned(),
                        wayfinder: entry.wayfinder(),
                        method: entry.compression_method(),
                    });
                }
            }
            Ok(None) => break,
            Ok(Some(_)) => {
                let message = format!("a package of more than {MAX_FILES} files");
                reading.log.tell("", ProblemKind::TooLarge, &message, "split it");
                break;
            }
            Err(error) => {
                let message = format!("the package's list of files is damaged: {error}");
                reading.log.tell("", ProblemKind::Unreadable, &message, GET_AGAIN);
                break;
            }
        }
    }
    let mut with_ranges: Vec<((u64, u64), File)> = Vec::new();
    for file in found {
        match archive.get_entry(file.wayfinder) {
            Ok(entry) => with_ranges.push((entry.compressed_data_range(), file)),
            Err(error) => {
                let message = format!("{} cannot be read: {error}", limited(&file.name));
                reading.log.tell("", ProblemKind::Unreadable, &message, GET_AGAIN);
            }
        }
    }
    with_ranges.sort_by_key(|(range, _)| *range);
    let mut end = 0;
    let mut apart = Vec::new();
    for ((begin, file_end), file) in with_ranges {
        if begin < end {
            let message = format!("{} lies within another file of the package", limited(&file.name));
            reading.log.tell("", ProblemKind::Corrupt, &message, "do not trust this package");
        } else {
            end = file_end;
            apart.push(file);
        }
    }
    apart.sort_by(|left, right| left.name.cmp(&right.name));
    apart
}

/// A reader of a file's content, `None` if the package uses another compression than deflate.
fn open<'a, R: rawzip::ReaderAt>(
    archive: &'a ZipArchive<R>,
    file: &File,
    limit: u64,
) -> Result<Box<dyn Read + 'a>, String> {
    let entry = archive.get_entry(file.wayfinder).map_err(|error| error.to_string())?;
    let (begin, end) = entry.compressed_data_range();
    let most = end.saturating_sub(begin).saturating_mul(BOMB_RATIO).saturating_add(limit);
    match file.method {
        CompressionMethod::STORE => Ok(Box::new(entry.reader())),
        CompressionMethod::DEFLATE => {
            let input = BufReader::with_capacity(1 << 16, entry.reader());
            Ok(Box::new(flate2::bufread::DeflateDecoder::new(input).take(most)))
        }
        other => Err(format!("it is compressed by method {other:?}")),
    }
}

/// The whole content of a small file.
fn content<R: rawzip::ReaderAt>(archive: &ZipArchive<R>, file: &File) -> Result<Vec<u8>, String> {
    let mut content = Vec::new();
    open(archive, file, MAX_DESCRIPTION_BYTES)?
        .take(MAX_DESCRIPTION_BYTES)
        .read_to_end(&mut content)
        .map_err(|error| error.to_string())?;
    Ok(content)
}

/// The hashes that `datapackage.json` and `datapackage-digest.json` state, by file.
fn stated_hashes<R: rawzip::ReaderAt>(
    archive: &ZipArchive<R>,
    files: &[File],
    reading: &mut Reading<'_, '_>,
) -> BTreeMap<String, String> {
    let mut stated = BTreeMap::new();
    let mut json = |name: &str, is_required: bool| -> Value {
        let Some(file) = files.iter().find(|file| file.name == name) else {
            if is_required {
                let message = "the package has no datapackage.json, so nothing in it can be checked";
                reading.log.tell("", ProblemKind::MissingField, message, "make the package again");
            }
            return Value::Null;
        };
        let parsed = content(archive, file)
            .and_then(|bytes| serde_json::from_slice(&bytes).map_err(|error| error.to_string()));
        parsed.unwrap_or_else(|error| {
            reading.log.tell(name, ProblemKind::Malformed, &error, "make the package again");
            Value::Null
        })
    };
    let description = json("datapackage.json", true);
    for resource in description["resources"].as_array().into_iter().flatten() {
        // Version 1.0 has `stats.hash` without an algorithm, and `hashing` with it.
        let hash = resource["hash"].as_str().or_else(|| resource["stats"]["hash"].as_str());
        let (Some(path), Some(hash)) = (resource["path"].as_str(), hash) else { continue };
        let algorithm = resource["hashing"].as_str().unwrap_or("sha256");
        let hash = if hash.contains(':') { hash.to_owned() } else { format!("{algorithm}:{hash}") };
        stated.insert(path.to_owned(), hash);
    }
    let digest = json("datapackage-digest.json", false);
    if let (Some(path), Some(hash)) = (digest["path"].as_str(), digest["hash"].as_str()) {
        stated.insert(path.to_owned(), hash.to_owned());
    }
    stated
}

/// Notes the addresses that the package lists as pages, to find those without a capture.
fn list_pages<R: rawzip::ReaderAt>(archive: &ZipArchive<R>, files: &[File], reading: &mut Reading<'_, '_>) {
    let Some(file) = files.iter().find(|file| file.name == "pages/pages.jsonl") else { return };
    let Ok(lines) = content(archive, file) else { return };
    for line in lines.split(|byte| *byte == b'\n') {
        let page: Value = serde_json::from_slice(line).unwrap_or_default();
        if let Some(url) = page["url"].as_str() {
            let address = url.split('#').next().unwrap_or_default().trim().replace(' ', "%20");
            reading.listed.insert(address);
        }
    }
}

/// Content that is hashed while it is read.
struct Hashed<'a> {
    content: Box<dyn Read + 'a>,
    sha256: Sha256,
    sha512: Option<Sha512>,
}

impl Read for Hashed<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let length = self.content.read(into)?;
        if let Some(sha512) = &mut self.sha512 {
            sha512.update(&into[..length]);
        } else {
            self.sha256.update(&into[..length]);
        }
        Ok(length)
    }
}

fn check_or_read<R: rawzip::ReaderAt>(
    archive: &ZipArchive<R>,
    file: &File,
    stated: Option<&String>,
    reading: &mut Reading<'_, '_>,
) {
    let lower = file.name.to_lowercase();
    let stem = lower.strip_suffix(".gz").or_else(|| lower.strip_suffix(".zst")).unwrap_or(&lower);
    let ending = stem.rsplit('.').next().unwrap_or_default();
    let is_arc = ending == "arc";
    let is_archive = is_arc || ending == "warc";
    let (algorithm, hash) = stated.and_then(|stated| stated.split_once(':')).unwrap_or_default();
    let is_checked = matches!(algorithm, "sha256" | "sha512");
    if !is_archive && !is_checked {
        return;
    }
    reading.log.enter(&file.name);
    let limit = reading.options.max_file_bytes;
    let content = match open(archive, file, limit) {
        Ok(content) => content,
        Err(error) => {
            reading.log.tell("", ProblemKind::Unreadable, &error, "make the package again");
            return;
        }
    };
    let sha512 = (algorithm == "sha512").then(Sha512::new);
    let mut hashed = Hashed { content, sha256: Sha256::new(), sha512 };
    if is_archive {
        reading.read(Records::new(Members::new(Box::new(&mut hashed), limit), is_arc, limit));
    }
    if !is_checked || reading.stopped {
        return;
    }
    if let Err(error) = std::io::copy(&mut hashed, &mut std::io::sink()) {
        let message = format!("the file cannot be read on: {error}");
        reading.log.tell("", ProblemKind::Unreadable, &message, GET_AGAIN);
        return;
    }
    let computed = match hashed.sha512 {
        Some(sha512) => data_encoding::HEXLOWER.encode(&sha512.finalize()),
        None => data_encoding::HEXLOWER.encode(&hashed.sha256.finalize()),
    };
    if !computed.eq_ignore_ascii_case(hash.trim()) {
        let message = format!("its bytes have {algorithm}:{computed}; the package states {}", limited(hash));
        let remedy = "the package was altered or damaged after it was made; ask its maker";
        reading.log.tell("", ProblemKind::Corrupt, &message, remedy);
    }
}
