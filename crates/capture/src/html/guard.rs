//! A guard against pages nested so deep, or with so many tags, that tree builders and extractors take
//! quadratic time or overflow their stack.

use std::borrow::Cow;

/// Open elements an honest page stays below; browsers stop at 512 too.
const DEEPEST: usize = 256;

/// Elements that end by themselves or have no content: they do not nest.
const NOT_NESTING: &[&[u8]] = &[
    b"area",
    b"base",
    b"br",
    b"col",
    b"embed",
    b"hr",
    b"img",
    b"input",
    b"link",
    b"meta",
    b"param",
    b"source",
    b"track",
    b"wbr",
    b"p",
    b"li",
    b"dt",
    b"dd",
    b"option",
    b"optgroup",
    b"tr",
    b"td",
    b"th",
    b"thead",
    b"tbody",
    b"tfoot",
    b"colgroup",
    b"html",
    b"head",
    b"body",
];

/// Tags an honest page stays below; the largest page of the article benchmark has 3,168.
const MOST_TAGS: usize = 60_000;

/// The page without the tags that nest deeper than [`DEEPEST`] or come after [`MOST_TAGS`] others.
/// Text stays. Other pages are given back as they are.
pub(super) fn flatten(source: &str) -> Cow<'_, str> {
    let bytes = source.as_bytes();
    let mut kept: Option<String> = None;
    let (mut depth, mut tags, mut copied, mut at) = (0_usize, 0_usize, 0, 0);
    while let Some(offset) = bytes[at..].iter().position(|byte| *byte == b'<') {
        let begin = at + offset;
        at = begin + 1;
        let is_end = bytes.get(at) == Some(&b'/');
        let name_at = at + usize::from(is_end);
        let length = bytes[name_at..].iter().take(24).take_while(|byte| byte.is_ascii_alphanumeric()).count();
        if length == 0 || !bytes[name_at].is_ascii_alphabetic() {
            continue;
        }
        tags += 1;
        let name = bytes[name_at..name_at + length].to_ascii_lowercase();
        if !is_end && matches!(name.as_slice(), b"script" | b"style" | b"textarea") {
            // Their content is no markup; "a < b" in a script opens nothing.
            at = raw_text_end(bytes, name_at + length, &name);
            continue;
        }
        let nests = !NOT_NESTING.contains(&name.as_slice());
        if nests && is_end {
            depth = depth.saturating_sub(1);
        } else if nests {
            depth += 1;
        }
        if tags > MOST_TAGS || nests && !is_end && depth > DEEPEST {
            let end = bytes[name_at..].iter().position(|byte| *byte == b'>');
            let end = end.map_or(bytes.len(), |end| name_at + end + 1);
            let output = kept.get_or_insert_with(|| String::with_capacity(source.len()));
            output.push_str(&source[copied..begin]);
            output.push(' ');
            (copied, at) = (end, end);
        }
    }
    match kept {
        Some(mut output) => {
            output.push_str(&source[copied..]);
            Cow::Owned(output)
        }
        None => Cow::Borrowed(source),
    }
}

/// Where the end tag of a raw-text element begins.
fn raw_text_end(bytes: &[u8], from: usize, name: &[u8]) -> usize {
    let mut at = from;
    while let Some(offset) = bytes[at..].iter().position(|byte| *byte == b'<') {
        at += offset;
        let rest = &bytes[at..];
        if rest.len() > name.len() + 1
            && rest[1] == b'/'
            && rest[2..2 + name.len()].eq_ignore_ascii_case(name)
        {
            return at;
        }
        at += 1;
    }
    // Without an end tag the parser takes all that follows as raw text; the tags are counted then,
    // which does no harm.
    from
}

#[cfg(test)]
mod tests {
    use super::flatten;
    use std::borrow::Cow;

    #[test]
    fn an_honest_page_stays_as_it_is() {
        let page = "<html><body><div><p>One<p>Two<br><b>three</b></div><script>if (a<b) {}</script></body>";
        assert!(matches!(flatten(page), Cow::Borrowed(_)));
    }

    #[test]
    fn a_million_open_tags_are_flattened_and_their_text_stays() {
        let page = format!("{}deep words{}", "<div><span>".repeat(500_000), "</span></div>".repeat(500_000));
        let flat = flatten(&page);
        assert!(flat.contains("deep words"));
        assert!(flat.matches("<div>").count() <= 256);
    }
}
