//! Where a page that a browser saved came from, by the comment it wrote into the page.
//!
//! Internet Explorer and Chromium write `<!-- saved from url=(0042)https://… -->` below the document
//! type; SingleFile writes a comment with the lines `url: …` and `saved date: …`. Firefox writes none.

use throughline_model::{DateEvidence, DateKind, DateRole};

/// What the comment says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct SavedFrom {
    /// The address, http or https.
    pub(crate) url: String,
    /// When it was saved, as written, or empty.
    pub(crate) date: String,
}

/// The comment stands above the page's own head.
const SEARCHED: usize = 4096;

/// Reads the comment, if the page has one.
pub(crate) fn saved_from(source: &str) -> Option<SavedFrom> {
    let end = (0..=source.len().min(SEARCHED)).rev().find(|at| source.is_char_boundary(*at))?;
    let mut rest = &source[..end];
    while let Some((_, after)) = rest.split_once("<!--") {
        let comment = after.split("-->").next().unwrap_or_default();
        if let Some(saved) = by_browser(comment).or_else(|| by_single_file(comment)) {
            return Some(saved);
        }
        rest = &after[comment.len()..];
    }
    None
}

/// The time of saving as evidence.
pub(crate) fn evidence(saved: &SavedFrom) -> Option<DateEvidence> {
    (!saved.date.is_empty()).then(|| DateEvidence {
        kind: DateKind::Capture,
        role: DateRole::Captured,
        raw: saved.date.clone(),
        interval: crate::dates::parse(&saved.date),
    })
}

/// `saved from url=(0042)https://…`: the number is the length of the address.
fn by_browser(comment: &str) -> Option<SavedFrom> {
    let stated = comment.trim().strip_prefix("saved from url=(")?;
    let (_, address) = stated.split_once(')')?;
    Some(SavedFrom { url: web_address(address.trim())?, date: String::new() })
}

fn by_single_file(comment: &str) -> Option<SavedFrom> {
    if !comment.contains("SingleFile") {
        return None;
    }
    let value = |key: &str| comment.lines().find_map(|line| line.trim().strip_prefix(key)).map(str::trim);
    let date = value("saved date:").unwrap_or_default().to_owned();
    Some(SavedFrom { url: web_address(value("url:")?)?, date })
}

fn web_address(address: &str) -> Option<String> {
    let url = url::Url::parse(address).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.into())
}

#[cfg(test)]
mod tests {
    use super::{evidence, saved_from};

    #[test]
    fn both_comments_are_read() {
        let page =
            "<!DOCTYPE html>\n<!-- saved from url=(0029)https://north.example/a?b=1&c -->\n<html><body>";
        assert_eq!(saved_from(page).unwrap().url, "https://north.example/a?b=1&c");
        let page = "<!DOCTYPE html> <html lang=en><!--\n Page saved with SingleFile \n url: https://north.example/a \n \
                    saved date: Tue Mar 04 2025 10:05:09 GMT+0100 (Central European Standard Time)\n--><head>";
        let saved = saved_from(page).unwrap();
        assert_eq!(saved.url, "https://north.example/a");
        assert_eq!(evidence(&saved).unwrap().interval.unwrap().display(), "2025-03-04 09:05:09 UTC");
    }

    #[test]
    fn other_comments_say_nothing() {
        for page in [
            "<!-- a note --><html>",
            "<!-- saved from url=(0014)about:internet -->",
            "<!-- saved from url=(0042",
            "<!-- url: https://north.example/a -->",
            "",
        ] {
            assert_eq!(saved_from(page), None, "{page}");
        }
    }
}
