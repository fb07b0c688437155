//! Whether evidence files are as they were written.

use super::{damaged, index_files, parse_line, read_file, stem, unpack_record, warc_of};
use crate::{ArchiveError, Location};

/// Every capture of every evidence file, with whether its bytes match its digest, and the files
/// whose bytes are not those they were named by: what no checksum within a file covers, such as the
/// head of a gzip member, is seen by that.
pub(crate) async fn verify(
    location: &Location,
    seen: &mut dyn FnMut(&str, Result<(), String>),
) -> Result<(), ArchiveError> {
    for index_path in index_files(location).await? {
        let index = read_file(location, &index_path, None).await?;
        let warc = warc_of(&index_path);
        // Batches are bounded, and so is what is held here; a request a file, not a record.
        let bytes = match read_file(location, &warc, None).await {
            Ok(bytes) => bytes,
            Err(error) => {
                seen(&warc, Err(error.to_string()));
                continue;
            }
        };
        if warc != format!("warc/{}.warc.gz", stem(&bytes)) {
            seen(&warc, Err("its bytes are not those it was written with".into()));
        }
        for line in String::from_utf8_lossy(&index).lines() {
            let Some((capture_id, entry)) = parse_line(line) else {
                seen(&index_path, Err("a line is no CDXJ".into()));
                continue;
            };
            let member = entry.range(&warc).and_then(|(offset, end)| {
                bytes
                    .get(offset as usize..end as usize)
                    .ok_or_else(|| damaged(&warc, &format!("it ends before the record at byte {offset}")))
            });
            let result = match member.and_then(|member| unpack_record(member, &warc, &entry)) {
                Ok(stored) if format!("sha256:{}", stored.sha256) == entry.digest => Ok(()),
                Ok(stored) => {
                    Err(format!("its bytes have SHA-256 {}, expected {}", stored.sha256, entry.digest))
                }
                Err(error) => Err(error.to_string()),
            };
            seen(&capture_id, result);
        }
    }
    Ok(())
}
