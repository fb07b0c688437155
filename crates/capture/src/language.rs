//! The language of a text, and the tags that declare one.

/// The language of `text` as a BCP 47 tag, or `und`.
pub(crate) fn detect(text: &str) -> &'static str {
    // The first pages of a text tell its language as well as all of it.
    let end = text.char_indices().nth(20_000).map_or(text.len(), |(at, _)| at);
    throughline_text::detect_language(&text[..end])
}

/// A declared tag in its usual spelling ("en-US", "zh-Hans"), if it is one.
pub(crate) fn tag(declared: &str) -> Option<String> {
    let declared = declared.trim().replace('_', "-");
    let mut parts = declared.split('-');
    let primary = parts.next()?.to_lowercase();
    if !(2..=3).contains(&primary.len()) || !primary.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return None;
    }
    let mut tag = primary;
    for part in parts {
        if part.is_empty() || part.len() > 8 || !part.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return None;
        }
        tag.push('-');
        match part.len() {
            2 => tag.push_str(&part.to_uppercase()),
            4 => {
                tag.push_str(&part[..1].to_uppercase());
                tag.push_str(&part[1..].to_lowercase());
            }
            _ => tag.push_str(&part.to_lowercase()),
        }
    }
    Some(tag)
}

/// The tag of a text whose page declares one: the declared tag if its language is what the text
/// is in, else what the text is in. Pages carry their template's language more often than they
/// carry a wrong text.
pub(crate) fn checked(declared: Option<&str>, text: &str) -> String {
    let detected = detect(text);
    match declared.and_then(tag) {
        Some(tag) if group(primary(&tag)) == group(primary(detected)) => tag,
        Some(tag) if detected == "und" || !is_settled(text, detected) => tag,
        _ => detected.to_owned(),
    }
}

/// Whether both halves of a text are in the language of the whole: lists of names and scores look
/// like any.
fn is_settled(text: &str, whole: &str) -> bool {
    let (front, back) = text.split_at(text.ceil_char_boundary(text.len() / 2));
    detect(front) == whole && detect(back) == whole
}

fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

/// Languages that a text hardly tells apart, where the declared one is believed: the two written
/// forms of Norwegian, the languages that were Serbo-Croatian, Malay and Indonesian.
fn group(primary: &str) -> &str {
    match primary {
        "nb" | "nn" => "no",
        "bs" | "hr" | "sr" | "cnr" => "sh",
        "ms" => "id",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::tag;

    #[test]
    fn tags_are_spelled_as_the_standard_does() {
        for (declared, expected) in [
            ("EN", Some("en")),
            ("en_us", Some("en-US")),
            ("zh-hans", Some("zh-Hans")),
            ("english", None),
            ("", None),
        ] {
            assert_eq!(tag(declared).as_deref(), expected, "{declared}");
        }
    }
}
