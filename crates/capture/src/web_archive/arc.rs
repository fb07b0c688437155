//! ARC, the format before WARC: a record is one line and a block.
//!
//! Version 1 lines are `URL IP date type length`; version 2 has between type and length a result
//! code, a checksum, a location, an offset and a file name (Burner and Kahle, 1996). Dates are digits,
//! in UTC.

/// Whether the bytes begin an ARC file.
pub(super) fn begins(head: &[u8]) -> bool {
    head.starts_with(b"filedesc://") && head.iter().take(512).any(|byte| *byte == b'\n')
}

/// The fields that WARC has for what an ARC record's line says. `None` if it is no such line.
pub(super) fn fields(line: &[u8]) -> Option<Vec<(String, String)>> {
    let text = std::str::from_utf8(line).ok()?;
    // Addresses can hold spaces, so the words are counted from the end.
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let (at_date, length) = [3, 8].into_iter().find_map(|after_date| {
        let at = words.len().checked_sub(after_date)?;
        let is_line = at >= 2 && is_date(words[at]) && (words[at - 1].contains(['.', ':']) || at > 2);
        is_line.then_some((at, words[words.len() - 1]))
    })?;
    length.parse::<u64>().ok()?;
    let url = words[..at_date - 1].join("%20");
    let scheme = url.split(':').next().filter(|scheme| scheme.len() < url.len())?;
    if scheme.is_empty() || !scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    {
        return None;
    }
    let (kind, media_type) = match scheme {
        "filedesc" => ("warcinfo", "text/plain"),
        "http" | "https" => ("response", "application/http; msgtype=response"),
        _ => ("resource", words[at_date + 1]),
    };
    let fields = [
        ("WARC-Type", kind),
        ("WARC-Target-URI", &url),
        ("WARC-Date", &date(words[at_date])),
        ("Content-Type", media_type),
        ("WARC-Identified-Payload-Type", words[at_date + 1]),
        ("Content-Length", length),
    ];
    Some(fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec())
}

fn is_date(word: &str) -> bool {
    matches!(word.len(), 8 | 10 | 12 | 14) && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// `20140216050221` as `2014-02-16T05:02:21Z`. A bare hour is not a time our model has: the day is.
fn date(digits: &str) -> String {
    let day = format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..8]);
    match digits.len() {
        14 => format!("{day}T{}:{}:{}Z", &digits[8..10], &digits[10..12], &digits[12..14]),
        12 => format!("{day}T{}:{}Z", &digits[8..10], &digits[10..12]),
        _ => format!("{day}Z"),
    }
}

#[cfg(test)]
mod tests {
    use super::fields;

    fn get<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
        fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    #[test]
    fn both_versions_of_lines_are_read() {
        let lines = [
            "http://example.org/a b 192.0.2.1 20140216050221 text/html 1591",
            "http://example.org/a b 192.0.2.1 20140216050221 text/html 200 - - 0 x.arc.gz 1591",
        ];
        for line in lines {
            let found = fields(line.as_bytes()).unwrap();
            assert_eq!(get(&found, "WARC-Target-URI"), "http://example.org/a%20b");
            assert_eq!(get(&found, "WARC-Date"), "2014-02-16T05:02:21Z");
            assert_eq!(get(&found, "Content-Length"), "1591");
        }
        let head = fields(b"filedesc://x.arc 0.0.0.0 20140216050221 text/plain 75").unwrap();
        assert_eq!(get(&head, "WARC-Type"), "warcinfo");
    }

    #[test]
    fn other_lines_are_no_records() {
        for line in ["", "a b c d e", "<p>in 2014 20140216 words 12", "1 0 LiveWeb Capture"] {
            assert_eq!(fields(line.as_bytes()), None, "{line}");
        }
    }
}
