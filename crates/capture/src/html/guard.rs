//! A guard against pages nested so deep, or with so many tags, that tree builders and extractors take
//! quadratic time or overflow their stack.

use std::borrow::Cow;

/// Open elements an honest page stays below; browsers stop at 512 too.
const DEEPEST: usize = 256;

/// Elements that the parser opens others in: a table a body, a row and a cell, a list an item.
const LEVELS: &[(&[u8], usize)] = &[(b"table", 4), (b"ul", 2), (b"ol", 2), (b"dl", 2), (b"select", 2)];

/// Levels of all tags together: extractors look at every element once for each element around it, and
/// do half a million such looks a second. An honest page with [`MOST_TAGS`] has as many.
const MOST_LEVELS: usize = 2_000_000;

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

/// Elements of a drawing (SVG), where `/>` ends an element. Pages have hundreds of them as icons.
const DRAWN: &[&[u8]] = &[
    b"svg",
    b"g",
    b"path",
    b"circle",
    b"rect",
    b"line",
    b"use",
    b"polygon",
    b"polyline",
    b"ellipse",
    b"stop",
    b"defs",
];

/// Tags an honest page stays below; the largest page of the article benchmark has 3,168.
const MOST_TAGS: usize = 60_000;

/// The page without the tags that nest deeper than [`DEEPEST`] or come after [`MOST_TAGS`] others or
/// [`MOST_LEVELS`].
/// Text stays. Other pages are given back as they are.
pub(super) fn flatten(source: &str) -> Cow<'_, str> {
    let bytes = source.as_bytes();
    let mut kept: Option<String> = None;
    let (mut depth, mut tags, mut levels, mut copied, mut at) = (0_usize, 0_usize, 0_usize, 0, 0);
    let mut in_drawing = false;
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
        let is_svg = name == b"svg";
        in_drawing = DRAWN.contains(&name.as_slice()) && (in_drawing || is_svg) && !(is_svg && is_end);
        let ends_itself = in_drawing && !is_end && ends_itself(&bytes[name_at..]);
        in_drawing &= !(is_svg && ends_itself);
        let nests = !NOT_NESTING.contains(&name.as_slice()) && !ends_itself;
        let opened = LEVELS.iter().find(|(opens_more, _)| *opens_more == name).map_or(1, |(_, count)| *count);
        if nests && is_end {
            depth = depth.saturating_sub(opened);
        } else if nests {
            depth += opened;
        }
        levels += depth.min(DEEPEST);
        if tags > MOST_TAGS || levels > MOST_LEVELS || nests && !is_end && depth > DEEPEST {
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

/// Whether a tag ends with `/>`.
fn ends_itself(tag: &[u8]) -> bool {
    tag.iter().position(|byte| *byte == b'>').is_some_and(|end| tag[..end].ends_with(b"/"))
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

    #[test]
    fn drawings_do_not_nest() {
        let icon = "<svg viewBox='0 0 9 9'><g><path d='M0 0'/><circle r=1 /></g></svg>";
        let page = format!("<body>{}<article><h1>Title</h1></article></body>", icon.repeat(500));
        assert!(matches!(flatten(&page), Cow::Borrowed(_)));
        let hostile = format!("<svg><p>{}deep", "<path/>".repeat(500));
        assert!(matches!(flatten(&hostile), Cow::Owned(_)));
    }

    #[test]
    fn deep_tables_with_many_rows_are_flattened_and_their_text_stays() {
        let page = format!("{}deep words", "<table><tr><td>".repeat(20_000));
        let flat = flatten(&page);
        assert!(flat.contains("deep words"));
        assert!(flat.matches("<table>").count() <= 64 && flat.matches("<td>").count() < 8_000);
    }
}
