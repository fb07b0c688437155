//! What the comparison knows of documents besides their texts.

use crate::EngineError;
use futures::StreamExt;
use sha2::{Digest, Sha256};
use throughline_archive::{Archive, rows::Row};
use throughline_model::{DocumentId, Id, Source};
use throughline_reuse::TextAbout;

/// What decides how a document's text is compared, and what a run read.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    pub(crate) id: DocumentId,
    pub(crate) about: TextAbout,
    /// The middle of when it was published, in microseconds, if that is told to within some days.
    pub(crate) day: Option<i64>,
    /// Over everything that an explanation depends on and the id does not stand for.
    digest: [u8; 16],
}

/// All documents, sorted by id.
#[derive(Debug, Default)]
pub(crate) struct Heads(pub(crate) Vec<Head>);

/// The longest interval that tells a day, in microseconds: a day without a zone spans 50 hours. Of two
/// texts of one year nothing is known of which day.
const ABOUT_A_DAY: i64 = 4 * 86_400_000_000;

const COLUMNS: &str = "SELECT document_id, item_id, source_id, published_earliest, published_latest, \
    published_precision, published_zoned, published_evidence, published_display, dates FROM documents";

/// Reads the heads of all documents.
///
/// # Errors
/// If the archive cannot be read.
pub(crate) async fn read_heads(archive: &Archive) -> Result<Heads, EngineError> {
    let mut heads = Vec::new();
    let mut batches = archive.session().await?.sql(COLUMNS).await?.execute_stream().await?;
    while let Some(batch) = batches.next().await {
        for row in Row::iter(&Row::plain(&[batch?])?) {
            if let Ok(id) = row.text("document_id").parse() {
                heads.push(head(id, &row));
            }
        }
    }
    heads.sort_unstable_by_key(|head| head.id);
    Ok(Heads(heads))
}

fn head(id: DocumentId, row: &Row<'_>) -> Head {
    let family = row.optional_text("source_id").unwrap_or_else(|| row.text("item_id"));
    let published = row.published();
    let middle = published.map(|stated| stated.earliest + (stated.latest - stated.earliest) / 2);
    let stated = format!("{published:?}");
    let fields = [row.text("source_id"), &stated, row.text("dates")];
    Head {
        id,
        about: TextAbout {
            family: number_of(family),
            earliest: middle.unwrap_or(i64::MAX),
            latest: middle.unwrap_or(i64::MIN),
        },
        day: published.and_then(|stated| day(stated.earliest, stated.latest)),
        digest: Id::derive("head", &fields.map(str::as_bytes)).bytes(),
    }
}

/// The middle of an interval that tells a day.
fn day(earliest: i64, latest: i64) -> Option<i64> {
    (latest - earliest <= ABOUT_A_DAY).then_some(earliest + (latest - earliest) / 2)
}

/// A number that stands for a family in every run: the first bits of a hash of its id. Two
/// families with one number count as one when it is told how common a seed is, and nowhere else.
fn number_of(family: &str) -> u32 {
    let [a, b, c, d, ..] = Id::derive("family", &[family.as_bytes()]).bytes();
    u32::from_le_bytes([a, b, c, d]).min(TextAbout::SEVERAL - 1)
}

impl Heads {
    /// What a run reads, in 32 bytes: ids of documents are derived from their content, so they
    /// stand for it.
    pub(crate) fn digest(&self, sources: &[Source]) -> String {
        let mut hash = Sha256::new();
        for head in &self.0 {
            hash.update(head.id.bytes());
            hash.update(head.digest);
        }
        for source in sources {
            hash.update(format!("{source:?}"));
        }
        throughline_model::hexadecimal(&hash.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_without_a_zone_is_a_day_and_a_month_is_none() {
        let hours = |count: i64| count * 3_600_000_000;
        assert_eq!(day(0, hours(50)), Some(hours(25)));
        assert_eq!(day(hours(7), hours(7)), Some(hours(7)));
        assert_eq!(day(0, hours(24 * 31)), None);
    }
}
