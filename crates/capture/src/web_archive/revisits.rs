//! Bytes that `revisit` records may refer to.
//!
//! A revisit says that an address gave the same bytes again (its payload digest is that of an
//! earlier capture), or that the server answered 304. Crawlers write the earlier capture into the
//! same file or into one of an earlier crawl; only the same file is looked at here, and of it the
//! last 32 MiB of pages.

use super::framing::Record;
use std::{
    collections::{HashMap, VecDeque},
    rc::Rc,
};

const KEPT_BYTES: usize = 32 << 20;

/// A page as captured before.
#[derive(Debug)]
pub(super) struct Payload {
    pub(super) body: Vec<u8>,
    pub(super) media_type: String,
    pub(super) last_modified: String,
    pub(super) http_head: Vec<u8>,
    pub(super) form: super::captures::Form,
}

/// The last pages of a file, by what revisits call them.
#[derive(Debug, Default)]
pub(super) struct Payloads {
    by_key: HashMap<String, Rc<Payload>>,
    order: VecDeque<(Vec<String>, Rc<Payload>)>,
    bytes: usize,
}

/// Whether revisits may refer to a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    Yes,
    /// Its bytes are not those that its digest names: it takes no other page's name.
    AsLastResort,
    No,
}

impl Payloads {
    pub(super) fn keep(&mut self, record: &Record, url: &str, payload: Payload, keep: Keep) {
        if keep == Keep::No || payload.body.len() > KEPT_BYTES / 2 {
            return;
        }
        self.bytes += payload.body.len() + 512;
        let payload = Rc::new(payload);
        let keys: Vec<String> = [digest_key(record), record_key(record.get("WARC-Record-ID")), url_key(url)]
            .into_iter()
            .flatten()
            .collect();
        for key in &keys {
            if keep == Keep::Yes || !self.by_key.contains_key(key) {
                self.by_key.insert(key.clone(), Rc::clone(&payload));
            }
        }
        self.order.push_back((keys, payload));
        while self.bytes > KEPT_BYTES
            && let Some((keys, oldest)) = self.order.pop_front()
        {
            self.bytes -= oldest.body.len() + 512;
            for key in keys {
                // A later page may have taken the key.
                if self.by_key.get(&key).is_some_and(|kept| Rc::ptr_eq(kept, &oldest)) {
                    self.by_key.remove(&key);
                }
            }
        }
    }

    /// The page whose bytes a revisit repeats.
    pub(super) fn find(&self, revisit: &Record, url: &str) -> Option<Rc<Payload>> {
        let by_id = record_key(revisit.get("WARC-Refers-To"));
        let keys = if revisit.get("WARC-Profile").contains("server-not-modified") {
            // The server says so of the address, whatever was received there last.
            [by_id, digest_key(revisit), url_key(url)]
        } else {
            [digest_key(revisit), by_id, None]
        };
        keys.into_iter().flatten().find_map(|key| self.by_key.get(&key)).cloned()
    }
}

fn digest_key(record: &Record) -> Option<String> {
    let digest = record.get("WARC-Payload-Digest");
    (!digest.is_empty()).then(|| format!("digest {}", digest.to_lowercase()))
}

fn record_key(id: &str) -> Option<String> {
    (!id.is_empty()).then(|| format!("record {id}"))
}

fn url_key(url: &str) -> Option<String> {
    (!url.is_empty()).then(|| format!("url {url}"))
}
