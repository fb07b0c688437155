//! Stored matches, common seeds and edit operations: any bytes, with and without a checksum that
//! holds. What is read is written again and read as the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::{Arc, LazyLock};
use throughline_model::operations;
use throughline_reuse::{
    Common, Content, Index, Segment, SegmentBuilder, Settings, StoredMatches, TextAbout, TextMatch,
    stored_matches,
};

const TEXTS: [&str; 3] = [
    "Both banks agreed to publish the readings of every gauge by the evening of the storm on the river.",
    "Both banks agreed on Monday to publish the readings of every gauge by the evening of the storm.",
    "Nobody but both banks agreed to publish the readings of every gauge by the evening of the storm.",
];

static SEGMENT: LazyLock<Segment> = LazyLock::new(|| {
    let mut builder = SegmentBuilder::default();
    TEXTS.iter().for_each(|text| builder.add(text));
    Segment::open(Arc::new(builder.finish(&settings())), &settings()).expect("what was written opens")
});

fn settings() -> Settings {
    Settings { min_kept_weight: 30, min_evidence: 20, max_seed_texts: 1, ..Settings::default() }
}

fuzz_target!(|data: &[u8]| {
    let Some((&kind, rest)) = data.split_first() else { return };
    let summed = [rest, &crc32fast::hash(rest).to_le_bytes()].concat();
    match kind % 3 {
        0 => {
            read_matches(rest);
            read_matches(&summed);
            for count in 0..4_u32 {
                let counted = [rest, &count.to_le_bytes()].concat();
                read_matches(&[&counted[..], &crc32fast::hash(&counted).to_le_bytes()].concat());
            }
        }
        1 => {
            read_common(rest);
            read_common(&summed);
            with_a_key_that_occurs(rest);
        }
        _ => {
            let Ok(decoded) = operations::decode(&String::from_utf8_lossy(rest)) else { return };
            assert_eq!(operations::decode(&operations::encode(&decoded)), Ok(decoded));
        }
    }
});

fn read_matches(bytes: &[u8]) {
    let Some(found) = stored_matches(bytes) else { return };
    let found: Vec<TextMatch> = found.collect();
    let mut stored = StoredMatches::default();
    found.iter().for_each(|found| stored.add(found));
    let again = stored_matches(&stored.finish()).expect("what was written is read").collect::<Vec<_>>();
    assert_eq!(format!("{again:?}"), format!("{found:?}"));
}

fn read_common(bytes: &[u8]) {
    let Some(common) = Common::decode(bytes) else { return };
    assert_eq!(Common::decode(&common.encode()).as_ref(), Some(&common));
    assert_eq!(common.is_empty(), common.encode().len() == 4);
    let about = |content: Content| TextAbout::of_family((content.0 % 2) as u32);
    let index = Index::new(vec![SEGMENT.clone()], &about, common, &settings());
    index.look_up(TEXTS[0]);
    let fresh = index.fresh(&|_| true);
    for block in index.blocks(&fresh) {
        index.compare(&block, &fresh);
    }
    let contents: Vec<Content> = SEGMENT.contents().collect();
    index.still_candidates(&[(contents[0], contents[1])], &Common::default());
}

/// The same for seeds that the texts do have, with all but the key taken from the input.
fn with_a_key_that_occurs(rest: &[u8]) {
    let about = |content: Content| TextAbout::of_family((content.0 % 2) as u32);
    let mut bytes = Common::count(&[SEGMENT.clone()], &about, &settings()).encode();
    bytes.truncate(bytes.len() - 4);
    for change in rest.chunks_exact(3) {
        let at = usize::from(u16::from_le_bytes([change[0], change[1]])) % bytes.len();
        bytes[at] = change[2];
    }
    let checksum = crc32fast::hash(&bytes).to_le_bytes();
    bytes.extend_from_slice(&checksum);
    read_common(&bytes);
}
