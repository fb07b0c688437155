//! What stands around the main text of a dump: headline, author, dates.

use super::{headline, lines::Line, segments};
use crate::{dates, margin, phrases};
use throughline_model::{DateEvidence, DateKind, DateRole, Precision};

/// What the lines around the main text tell.
#[derive(Debug, Default)]
pub(super) struct Frame {
    pub(super) title: String,
    pub(super) byline: String,
    pub(super) dates: Vec<DateEvidence>,
    /// Lines that belong into the margin though no label says so.
    pub(super) margin: Vec<usize>,
    /// The short line directly above the headline, if there is one.
    pub(super) section: Option<usize>,
    /// A name in "By …" below the text, where sites put their own.
    pub(super) outlet_after_text: Option<String>,
}

/// How many lines above the text are looked at.
const ABOVE: usize = 60;

/// Reads the frame, and takes out of the main text what turns out to be part of it: prose above
/// the headline, the note about the author below the text.
pub(super) fn frame(lines: &[Line<'_>], is_main: &mut [bool]) -> Frame {
    let mut frame = Frame::default();
    let Some(core) = core(lines, is_main) else { return frame };
    let headline = headline::headline(lines, is_main, core.start.saturating_sub(ABOVE)..core.start + 1);
    let head_begin = match &headline {
        Some(headline) => {
            frame.title.clone_from(&headline.text);
            is_main[..=headline.index].fill(false);
            headline.index
        }
        None => core.start.saturating_sub(10),
    };
    drop_below_section_end(lines, is_main, &core);
    let Some(first_main) = is_main.iter().position(|is_main| *is_main) else { return frame };
    // A stray short line above the first sentence does not end the head.
    let first =
        (first_main..lines.len()).find(|at| is_main[*at] && lines[*at].units >= 10.0).unwrap_or(first_main);
    let last = is_main.iter().rposition(|is_main| *is_main).unwrap_or(first);

    read_byline(lines, is_main, head_begin, first, last, &mut frame);
    drop_author_note(lines, is_main, first, &frame.byline);
    let last = is_main.iter().rposition(|is_main| *is_main).unwrap_or(first);
    let title_at = headline.as_ref().map(|headline| headline.index);
    frame.dates = page_dates(lines, is_main, title_at, first, last);
    if let Some(dateline) =
        (first..=last).filter(|at| is_main[*at]).take(2).find_map(|at| dates::dateline(lines[at].text))
    {
        let (raw, interval) = (dateline.raw, dateline.interval);
        frame.dates.push(DateEvidence { kind: DateKind::Dateline, role: DateRole::Published, raw, interval });
    }
    if let Some(section) = title_at.and_then(|at| section_above(lines, at)) {
        frame.section = Some(section);
    }
    frame
}

/// The run of main lines with the most words; short furniture inside does not split it.
fn core(lines: &[Line<'_>], is_main: &[bool]) -> Option<std::ops::Range<usize>> {
    let mut best: Option<(f64, std::ops::Range<usize>)> = None;
    let (mut begin, mut end, mut mass, mut foreign) = (0, 0, 0.0, usize::MAX);
    for (index, line) in lines.iter().enumerate() {
        if !is_main[index] {
            foreign = foreign.saturating_add(usize::from(!segments::is_dropped(line)));
            continue;
        }
        if foreign > 3 {
            (begin, mass) = (index, 0.0);
        }
        foreign = 0;
        end = index + 1;
        mass += line.units;
        if best.as_ref().is_none_or(|(most, _)| mass > *most) {
            best = Some((mass, begin..end));
        }
    }
    let _ = end;
    best.map(|(_, range)| range)
}

/// Prose below "Leave a comment", "Related articles" is another's: readers' comments, teasers.
fn drop_below_section_end(lines: &[Line<'_>], is_main: &mut [bool], core: &std::ops::Range<usize>) {
    let core_mass: f64 = lines[core.clone()].iter().map(|line| line.units).sum();
    let Some(end) = (core.end..lines.len()).find(|at| lines[*at].is_section_end) else { return };
    let below: f64 = (end..lines.len()).filter(|at| is_main[*at]).map(|at| lines[at].units).sum();
    if below < core_mass * 0.5 {
        is_main[end..].fill(false);
    }
}

fn read_byline(
    lines: &[Line<'_>],
    is_main: &mut [bool],
    head: usize,
    first: usize,
    last: usize,
    frame: &mut Frame,
) {
    for index in head.saturating_sub(2)..(first + 2).min(lines.len()) {
        let line = &lines[index];
        if line.units > 14.0 || line.furniture > 0 || index == head && !frame.title.is_empty() {
            continue;
        }
        let labelled = margin::labelled(line.text)
            .filter(|(label, _)| matches!(label, margin::Label::Author | margin::Label::Editor));
        let named = labelled.map(|(_, value)| value).or_else(|| margin::by_name(line.text));
        if let Some(name) = named.map(margin::person).filter(|name| !name.is_empty()) {
            name.clone_into(&mut frame.byline);
            frame.margin.push(index);
            is_main[index] = false;
            return;
        }
    }
    for index in head.saturating_sub(2)..first {
        if let Some(name) = name_before_date(&lines[index], lines, is_main).filter(|_| index != head) {
            name.clone_into(&mut frame.byline);
            frame.margin.push(index);
            return;
        }
    }
    for index in head + 1..first {
        let is_beside_date = lines[index + 1..(index + 2).min(first)].iter().any(|line| line.is_date)
            || index > head + 1 && lines[index - 1].is_date;
        if is_beside_date
            && !is_main[index]
            && is_name(lines[index].text)
            && let Some(name) = confirmed_name(lines[index].text, lines, is_main)
        {
            name.clone_into(&mut frame.byline);
            frame.margin.push(index);
            return;
        }
    }
    let after = last + 1..(last + 5).min(lines.len());
    let below = last.saturating_sub(4)..after.end;
    for index in below {
        let line = &lines[index];
        if line.units > 12.0 {
            continue;
        }
        let label = margin::labelled(line.text)
            .filter(|(label, _)| matches!(label, margin::Label::Author | margin::Label::Editor));
        if let Some((_, name)) = label.filter(|(_, name)| !name.is_empty()) {
            if frame.byline.is_empty() {
                margin::person(name).clone_into(&mut frame.byline);
            }
            is_main[index] = false;
            frame.margin.push(index);
        } else if let Some(name) = margin::by_name(line.text).filter(|_| line.units <= 6.0) {
            is_main[index] = false;
            frame.margin.push(index);
            if name.split_whitespace().count() == 1 || !frame.byline.is_empty() {
                frame.outlet_after_text = Some(name.to_owned());
            } else {
                margin::person(name).clone_into(&mut frame.byline);
            }
        }
    }
}

/// Two to five capitalised words and nothing else.
pub(super) fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_capitalised = |word: &&str| word.chars().next().is_some_and(char::is_uppercase);
    let is_particle = |word: &&str| {
        matches!(*word, "de" | "van" | "von" | "der" | "bin" | "al" | "da" | "di" | "and" | "y" | "et")
    };
    (2..=5).contains(&words.len())
        && words.iter().all(|word| is_capitalised(word) || is_particle(word))
        && words.iter().any(|word| word.chars().any(char::is_lowercase))
        && !text.contains([':', '?', '!', '"', '|', '&', '/', '(', '_'])
        && !text.chars().any(|character| character.is_ascii_digit())
}

/// "Jane Doe, ABC 5 March 2025": the name in front of a date on its line. What is no person's name
/// must be the agency of the text's dateline.
fn name_before_date<'a>(line: &Line<'a>, lines: &[Line<'_>], is_main: &[bool]) -> Option<&'a str> {
    if !line.is_date || line.is_caption {
        return None;
    }
    let date = dates::find(line.text).into_iter().next()?;
    let name = line.text[..date.begin].trim().trim_end_matches([',', '|', '-', '–', '—', '·', '•']).trim();
    let lower = name.to_lowercase();
    let is_label = name.contains([':', '：'])
        || phrases::is_weekday(lower.trim_end_matches(','))
        || lower.split([' ', ',']).any(|word| phrases::is_weekday(word) || SECTIONS.contains(&word))
        || dates::label(&lower).is_some()
        || phrases::furniture_count(&lower) > 0;
    let in_text =
        |words: &str| lines.iter().zip(is_main).any(|(line, is_main)| *is_main && line.text.contains(words));
    let opens_text = || {
        lines
            .iter()
            .zip(is_main)
            .find(|(_, is_main)| **is_main)
            .is_some_and(|(line, _)| line.text.starts_with(name))
    };
    let is_agency = || ["(", "（", "/"].iter().any(|open| in_text(&format!("{open}{name}"))) || opens_text();
    let is_known = match name.split_once(',') {
        Some((person, agency)) => is_name(person) && is_abbreviation(agency.trim()),
        // A place that stands before a date comes up in the text, its reporter seldom does.
        None if is_name(name) => !in_text(name) || is_agency(),
        None => name.chars().count() <= 30 && is_agency(),
    };
    (!is_label && name.chars().count() >= 2 && is_known).then_some(name)
}

fn is_abbreviation(word: &str) -> bool {
    (2..=6).contains(&word.chars().count()) && word.chars().all(char::is_uppercase)
}

/// Words of section names, which stand before dates as authors do.
const SECTIONS: &[&str] = &[
    "news",
    "world",
    "politics",
    "business",
    "sport",
    "sports",
    "opinion",
    "home",
    "local",
    "national",
    "international",
    "economy",
    "culture",
    "health",
    "science",
    "technology",
    "tech",
    "entertainment",
    "lifestyle",
    "video",
    "breaking",
    "latest",
    "new",
    "last",
    "press",
    "release",
    "statement",
    "story",
    "report",
    "release",
    "on",
    "date",
];

/// The part of an unlabelled name line that the main text names too: "Jane Doe" of "Jane Doe
/// Taipei" if the text says "Jane Doe reports from Taipei". Without that it may be a button.
fn confirmed_name<'a>(line: &'a str, lines: &[Line<'_>], is_main: &[bool]) -> Option<&'a str> {
    let occurs =
        |words: &str| lines.iter().zip(is_main).any(|(line, is_main)| *is_main && line.text.contains(words));
    let without_last = line.rsplit_once(' ').map(|(front, _)| front).filter(|front| front.contains(' '));
    std::iter::once(line).chain(without_last).find(|name| occurs(name))
}

/// A paragraph below the text that opens with the author's name is about the author.
fn drop_author_note(lines: &[Line<'_>], is_main: &mut [bool], first: usize, byline: &str) {
    if byline.chars().count() < 2 {
        return;
    }
    let total = is_main.iter().filter(|is_main| **is_main).count();
    let mut passed = 0;
    for index in first..lines.len() {
        if !is_main[index] {
            continue;
        }
        passed += 1;
        let stands_apart = index > first && !is_main[index - 1];
        if stands_apart && passed * 2 > total && lines[index].text.starts_with(byline) {
            is_main[index..].fill(false);
            return;
        }
    }
}

/// A short line directly above the headline names the section or the desk: often the outlet whose
/// copy it is.
fn section_above(lines: &[Line<'_>], title_at: usize) -> Option<usize> {
    let above = title_at.checked_sub(1)?;
    let line = &lines[above];
    let is_tight = lines[title_at].gap_before == 0;
    let is_plain =
        !line.is_bullet && !line.is_date && line.furniture == 0 && line.units <= 4.0 && !line.is_section_end;
    (is_tight && is_plain).then_some(above)
}

/// Dates beside the text, each with its role: by the label on its line or on the line above, else
/// by where it stands.
fn page_dates(
    lines: &[Line<'_>],
    is_main: &[bool],
    title_at: Option<usize>,
    first: usize,
    last: usize,
) -> Vec<DateEvidence> {
    let begin = title_at.unwrap_or(first).saturating_sub(8);
    let end = (last + 4).min(lines.len());
    let mut evidence = Vec::new();
    for index in (begin..end).filter(|index| !is_main[*index]) {
        let line = &lines[index];
        let inside_text = index > first && index < last;
        if line.is_caption || inside_text || Some(index) == title_at {
            continue;
        }
        if !line.is_date {
            let is_in_head = index < first && title_at.is_some_and(|at| index > at);
            evidence.extend(told_from_now(line).filter(|_| is_in_head));
            continue;
        }
        let found = dates::find(line.text);
        let labels = labels(line.text, &found, index.checked_sub(1).map(|above| &lines[above]));
        for (found, label) in found.iter().zip(labels) {
            let is_above = title_at.is_some_and(|at| index < at);
            let words = line.text[..found.begin].to_lowercase();
            #[expect(clippy::match_same_arms, reason = "each line is one kind of evidence")]
            let role = match label {
                Some(dates::Label::Published) => DateRole::Published,
                Some(dates::Label::Updated) => DateRole::Updated,
                Some(dates::Label::Captured) => DateRole::Captured,
                Some(dates::Label::Other) => DateRole::Other,
                None if is_above
                    && !words.contains([':', '：'])
                    && shows_clock_of_page(line.text, found.begin, found.end)
                    && (has_clock(found) || title_at.is_some_and(|at| at - index > 2)) =>
                {
                    DateRole::Captured
                }
                None if is_above && title_at.is_some_and(|at| at - index > 5) => DateRole::Other,
                None => DateRole::Published,
            };
            let raw = line.text.to_owned();
            evidence.push(DateEvidence { kind: DateKind::Visible, role, raw, interval: found.interval });
        }
    }
    settle_roles(&mut evidence);
    evidence
}

/// The label of each date of a line. Labels stand before their dates, or all behind them, as in
/// "2021-06-02 发布 2021-06-03 更新"; a date at the head of its line can have its label above it.
fn labels(text: &str, found: &[dates::Found], above: Option<&Line<'_>>) -> Vec<Option<dates::Label>> {
    let begins = found.iter().map(|found| found.begin).chain([text.len()]);
    let ends = std::iter::once(0).chain(found.iter().map(|found| found.end));
    let between: Vec<Option<dates::Label>> =
        ends.zip(begins).map(|(from, to)| dates::label(text.get(from..to).unwrap_or_default())).collect();
    let (before, behind) = (&between[..found.len()], &between[1..]);
    if before.first().is_some_and(Option::is_some) {
        return before.to_vec();
    }
    if behind.iter().all(Option::is_some) {
        return behind.to_vec();
    }
    let mut labels = before.to_vec();
    if let [first, last] = [found.first(), found.last()]
        && let (Some(first), Some(last)) = (first, last)
    {
        let starts_line = text[..first.begin].trim().is_empty();
        let label_above = above
            .filter(|line| starts_line && !line.is_date && line.units <= 4.0)
            .and_then(|line| dates::label(line.text));
        let behind_last =
            if text[last.end..].chars().count() <= 30 { behind.last().copied().flatten() } else { None };
        if let [only] = labels.as_mut_slice() {
            *only = behind_last.or(label_above);
        } else {
            labels[0] = label_above;
        }
    }
    labels
}

/// "2 hours ago" in the head of a page: evidence that a capture's time can make an interval of.
fn told_from_now(line: &Line<'_>) -> Option<DateEvidence> {
    let relative = dates::relative(line.text).filter(|_| line.units <= 8.0)?;
    let label = dates::label(&line.text[..relative.begin]);
    let role = if label == Some(dates::Label::Updated) { DateRole::Updated } else { DateRole::Published };
    Some(DateEvidence { kind: DateKind::Visible, role, raw: line.text.to_owned(), interval: None })
}

fn has_clock(found: &dates::Found) -> bool {
    found.interval.is_some_and(|interval| interval.precision >= Precision::Minute)
}

/// A weekday in front of a date above the headline is how pages show today's date.
fn shows_clock_of_page(text: &str, begin: usize, end: usize) -> bool {
    let before = text[..begin].trim().trim_end_matches([',', '，', '.']);
    let has_weekday = !before.is_empty() && phrases::is_weekday(&before.to_lowercase());
    has_weekday
        || phrases::is_weekday(text[end..].trim().trim_matches(['(', ')', ',', ' ']).to_lowercase().as_str())
}

/// With an update time and no publication time, the update is an upper bound only; with a labelled
/// publication time, unlabelled dates beside it are something else.
fn settle_roles(evidence: &mut [DateEvidence]) {
    let is_labelled = |date: &DateEvidence| {
        date.role == DateRole::Published
            && date.raw.contains([':', '：'])
            && !date.raw.starts_with(|first: char| first.is_ascii_digit())
    };
    if evidence.iter().any(is_labelled) {
        for date in evidence.iter_mut().filter(|date| date.role == DateRole::Published) {
            let starts_as_clock = dates::find(&date.raw).first().is_some_and(|found| found.begin == 0);
            if starts_as_clock {
                date.role = DateRole::Other;
            }
        }
    }
}
