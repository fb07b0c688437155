//! Files out of a ZIP package that lies in memory, with bounds: office documents, and the packages
//! that bring models. Web archives' packages, which do not fit into memory, are read in `web_archive`.

use rawzip::{CompressionMethod, ZipArchive, ZipArchiveEntryWayfinder, ZipSliceArchive};
use std::collections::HashMap;
use std::io::Read as _;

/// Most files of a package that are looked at.
const MOST_FILES: usize = 20_000;

/// A ZIP package.
pub struct Package<'a> {
    archive: ZipSliceArchive<&'a [u8]>,
    /// The files by name; of several of one name the last, as word processors do.
    files: HashMap<String, (ZipArchiveEntryWayfinder, CompressionMethod)>,
}

impl<'a> Package<'a> {
    /// Reads the package's list of files.
    ///
    /// # Errors
    /// In words for people, if it is damaged or there is none.
    pub fn open(bytes: &'a [u8]) -> Result<Self, String> {
        let broken = |error: rawzip::Error| format!("the ZIP package is broken: {error}");
        let archive = ZipArchive::from_slice(bytes).map_err(broken)?;
        let mut files = HashMap::new();
        for entry in archive.entries().take(MOST_FILES) {
            let entry = entry.map_err(broken)?;
            let name = String::from_utf8_lossy(entry.file_path().as_ref()).into_owned();
            files.insert(name, (entry.wayfinder(), entry.compression_method()));
        }
        Ok(Self { archive, files })
    }

    /// Whether a file of that name is in the package.
    pub fn has(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    /// The bytes of a file, which may be `most` at most.
    ///
    /// # Errors
    /// In words for people, if there is no such file, or it is damaged or larger.
    pub fn file(&self, name: &str, most: u64) -> Result<Vec<u8>, String> {
        let (place, method) = self.files.get(name).ok_or_else(|| format!("the package has no {name}"))?;
        let entry =
            self.archive.get_entry(*place).map_err(|error| format!("{name} cannot be opened: {error}"))?;
        let mut bytes = Vec::new();
        let read = match *method {
            CompressionMethod::STORE => entry.data().take(most + 1).read_to_end(&mut bytes),
            CompressionMethod::DEFLATE => {
                flate2::read::DeflateDecoder::new(entry.data()).take(most + 1).read_to_end(&mut bytes)
            }
            other => return Err(format!("{name} is compressed by method {other:?}")),
        };
        read.map_err(|error| format!("{name} cannot be read: {error}"))?;
        if bytes.len() as u64 > most {
            return Err(format!("{name} is larger than {most} bytes"));
        }
        Ok(bytes)
    }
}
