//! Cues of a subtitle file as they stand in it.

use super::markup;

/// Words shown at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cue {
    pub(super) begin_ms: u64,
    pub(super) end_ms: u64,
    /// Lines without markup, none blank, each with the voice that speaks it or an empty one.
    pub(super) lines: Vec<VoicedLine>,
    /// Whether single words carry times of their own, as automatic captions do.
    pub(super) has_word_times: bool,
}

/// One line of a cue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct VoicedLine {
    pub(super) voice: String,
    pub(super) words: String,
}

/// A subtitle file.
#[derive(Debug, Default)]
pub(super) struct Subtitles {
    pub(super) title: String,
    /// Language the header states, or empty.
    pub(super) lang: String,
    pub(super) cues: Vec<Cue>,
    /// Lines with words outside of cues.
    pub(super) stray_lines: usize,
}

/// Whether a file begins as subtitles do: WebVTT's mark, or a time after at most one index.
pub(crate) fn looks_like_subtitles(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&head[..head.len().min(512)]);
    let head = head.trim_start_matches('\u{FEFF}').trim_start();
    if let Some(rest) = head.strip_prefix("WEBVTT") {
        return rest.is_empty() || rest.starts_with(char::is_whitespace);
    }
    let mut lines = head.lines().map(str::trim);
    let first = lines.next().unwrap_or_default();
    has_arrow_timing(first) || is_index(first) && lines.next().is_some_and(has_arrow_timing)
}

fn has_arrow_timing(line: &str) -> bool {
    line.contains("-->") && timing(line).is_some()
}

/// The cues in the order of their times.
pub(super) fn parse(source: &str) -> Subtitles {
    let source = source.trim_start_matches('\u{FEFF}').replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = source.split('\n').collect();
    let first = lines.iter().position(|line| !line.trim().is_empty()).unwrap_or(0);
    let is_web = lines[first].trim_start().starts_with("WEBVTT");
    let mut subtitles = if is_web { parse_web(&lines[first..]) } else { parse_numbered(&lines) };
    for cue in &mut subtitles.cues {
        cue.end_ms = cue.end_ms.max(cue.begin_ms);
    }
    subtitles.cues.retain(|cue| !cue.lines.is_empty());
    subtitles.cues.sort_by_key(|cue| cue.begin_ms);
    subtitles.cues.dedup();
    subtitles
}

/// WebVTT: blocks apart by lines without any character. Comments, styles and regions are no cues.
fn parse_web(lines: &[&str]) -> Subtitles {
    let mut subtitles = Subtitles::default();
    for (number, block) in lines.split(|line| line.is_empty()).filter(|block| !block.is_empty()).enumerate() {
        let Some(at) = block.iter().position(|line| has_arrow_timing(line)) else {
            if number == 0 {
                read_header(block, &mut subtitles);
            } else if !is_aside(block[0]) {
                subtitles.stray_lines += block.iter().filter(|line| !line.trim().is_empty()).count();
            }
            continue;
        };
        if number == 0 {
            read_header(&block[..at], &mut subtitles);
        }
        let mut rest = &block[at..];
        while let Some((line, body)) = rest.split_first() {
            let end = body.iter().position(|line| has_arrow_timing(line)).unwrap_or(body.len());
            push_cue(&mut subtitles.cues, line, &body[..end]);
            rest = &body[end..];
        }
    }
    subtitles
}

/// Whether a block's first line says that it is a comment, a style or a region.
fn is_aside(line: &str) -> bool {
    let keyword = line.split_whitespace().next().unwrap_or_default().trim_end_matches(':');
    matches!(keyword, "NOTE" | "STYLE" | "REGION" | "Region" | "X-TIMESTAMP-MAP")
        || line.starts_with("X-TIMESTAMP-MAP")
}

fn read_header(block: &[&str], subtitles: &mut Subtitles) {
    let Some((first, fields)) = block.split_first() else { return };
    let title = first.trim().trim_start_matches("WEBVTT").trim_start_matches([' ', '\t', '-', '–', ':']);
    // "Kind: captions" on the first line is a field too.
    if !title.contains(':') {
        title.trim().clone_into(&mut subtitles.title);
    }
    for field in fields {
        if let Some((key, value)) = field.split_once(':')
            && key.trim().eq_ignore_ascii_case("language")
        {
            value.trim().clone_into(&mut subtitles.lang);
        }
    }
}

/// SubRip and SBV: a cue lasts until the next line of times, so blank lines within it stay in it,
/// and an index may be missing.
fn parse_numbered(lines: &[&str]) -> Subtitles {
    let mut subtitles = Subtitles::default();
    let times: Vec<usize> = (0..lines.len()).filter(|at| timing(lines[*at]).is_some()).collect();
    let mut last_index = None;
    for (number, at) in times.iter().enumerate() {
        if number == 0 {
            last_index = at.checked_sub(1).and_then(|before| index(lines[before]));
        }
        let end = times.get(number + 1).copied().unwrap_or(lines.len());
        let mut body = &lines[at + 1..end];
        if end < lines.len()
            && let Some((line, before)) = body.split_last()
            && let Some(index) = index(line)
        {
            let is_apart = before.last().is_none_or(|line| line.trim().is_empty());
            if is_apart || last_index.is_some_and(|last: u64| last.checked_add(1) == Some(index)) {
                body = before;
                last_index = Some(index);
            }
        }
        push_cue(&mut subtitles.cues, lines[*at], body);
    }
    subtitles
}

fn push_cue(cues: &mut Vec<Cue>, line: &str, body: &[&str]) {
    let Some((begin_ms, end_ms)) = timing(line) else { return };
    let has_word_times = body.iter().any(|line| markup::has_word_times(line));
    cues.push(Cue { begin_ms, end_ms, lines: markup::plain_lines(body), has_word_times });
}

/// The number on a line that holds nothing else.
fn index(line: &str) -> Option<u64> {
    let line = line.trim().trim_start_matches('\u{FEFF}');
    if is_index(line) { line.parse().ok() } else { None }
}

fn is_index(line: &str) -> bool {
    (1..=9).contains(&line.len()) && line.bytes().all(|byte| byte.is_ascii_digit())
}

/// Begin and end, in milliseconds, that a line of times gives: "00:01,000 --> 00:02,000", or SBV's
/// "0:00:01.000,0:00:02.000".
fn timing(line: &str) -> Option<(u64, u64)> {
    if line.len() > 1_000 {
        return None;
    }
    if let Some((begin, rest)) = line.split_once("-->") {
        let end = rest.split_whitespace().next()?;
        return Some((stamp(begin.trim())?, stamp(end)?));
    }
    let line = line.trim();
    let is_sbv = line.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.' | b','));
    let (begin, end) = line.split_once(',').filter(|_| is_sbv)?;
    Some((stamp(begin)?, stamp(end)?))
}

/// Milliseconds of "[hours:]minutes:seconds[.fraction]"; hours may have any number of digits up to
/// nine, a comma may stand for the dot.
pub(super) fn stamp(text: &str) -> Option<u64> {
    let (clock, fraction) = text.split_once([',', '.']).unwrap_or((text, "0"));
    let number = |digits: &str, longest: usize| -> Option<u64> {
        let digits = digits.trim();
        let is_number =
            (1..=longest).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        if is_number { digits.parse().ok() } else { None }
    };
    let parts: Vec<&str> = clock.split(':').collect();
    let (hours, minutes, seconds) = match parts.as_slice() {
        [minutes, seconds] => (0, number(minutes, 3)?, number(seconds, 2)?),
        [hours, minutes, seconds] => (number(hours, 9)?, number(minutes, 2)?, number(seconds, 2)?),
        _ => return None,
    };
    let fraction = fraction.trim();
    let digits = number(fraction, 9)?;
    let power = 10_u64.pow(fraction.len() as u32);
    Some(((hours * 60 + minutes) * 60 + seconds) * 1_000 + digits * 1_000 / power)
}

#[cfg(test)]
mod tests {
    use super::{looks_like_subtitles, parse, stamp};

    fn words(source: &str) -> Vec<String> {
        let lines =
            |cue: super::Cue| cue.lines.into_iter().map(|line| line.words).collect::<Vec<_>>().join("|");
        parse(source).cues.into_iter().map(lines).collect()
    }

    #[test]
    fn stamps_are_read_in_every_usual_form() {
        for (text, expected) in [
            ("00:00:01,500", Some(1_500)),
            ("00:01.5", Some(1_500)),
            ("100:00:01.000", Some(360_001_000)),
            ("0:00:01.25", Some(1_250)),
            ("1:02", Some(62_000)),
            ("01", None),
            ("00:00:xx", None),
            ("999999999:59:59.999999999", Some(3_599_999_999_999_999)),
        ] {
            assert_eq!(stamp(text), expected, "{text}");
        }
    }

    #[test]
    fn numbers_that_are_said_are_told_from_indexes() {
        let source = "1\n00:00:01,000 --> 00:00:02,000\nHow many?\n\n2\n00:00:02,000 --> 00:00:03,000\n42\n\n\
                      3\n00:00:03,000 --> 00:00:04,000\nGood.";
        assert_eq!(words(source), ["How many?", "42", "Good."]);
        let without = "00:00:01,000 --> 00:00:02,000\nHow many?\n\n00:00:02,000 --> 00:00:03,000\n42\n\n\
                       00:00:03,000 --> 00:00:04,000\nGood.";
        assert_eq!(words(without), ["How many?", "42", "Good."]);
        let unspaced = "1\n00:00:01,000 --> 00:00:02,000\nOne.\n2\n00:00:02,000 --> 00:00:03,000\nTwo.\n";
        assert_eq!(words(unspaced), ["One.", "Two."]);
    }

    #[test]
    fn sbv_is_read() {
        assert_eq!(
            words("0:00:01.000,0:00:02.000\nThe bell\n\n0:00:02.000,0:00:03.000\nrang.\n"),
            ["The bell", "rang."]
        );
    }

    #[test]
    fn asides_of_webvtt_are_no_words() {
        let source = "WEBVTT\n\nNOTE the clerk\nwrote this\n\nSTYLE\n::cue { color: lime }\n\nREGION\nid:a\n\nintro\n\
                      00:01.000 --> 00:02.000 line:90%\nThe bell rang.\n\nlost words\n";
        assert_eq!(words(source), ["The bell rang."]);
        assert_eq!(parse(source).stray_lines, 1);
    }

    #[test]
    fn subtitles_are_known_by_their_beginning() {
        for (head, expected) in [
            ("WEBVTT\n", true),
            ("\u{FEFF}WEBVTT - a title", true),
            ("WEBVTTX", false),
            ("1\n00:00:01,000 --> 00:00:02,000\nA", true),
            ("00:01.000 --> 00:02.000\nA", true),
            ("1\nA list of 2 --> 3", false),
            ("The bell rang.", false),
        ] {
            assert_eq!(looks_like_subtitles(head.as_bytes()), expected, "{head}");
        }
    }
}
