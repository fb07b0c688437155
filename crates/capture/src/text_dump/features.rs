//! What the classifier sees of a line: itself, its neighbours, its place on the page.
//!
//! A missing neighbour is no feature: where a dump begins says how it was made, not what it says.
//! No feature names a language, a site or a word of one outlet; wording enters only through the
//! multilingual tables of [`crate::phrases`].

use super::lines::Line;

/// Number of features a line has by itself.
const OWN: usize = 26;
/// Number of features taken from each of four neighbours.
const BESIDE: usize = 6;
/// Number of features of the line's surroundings and place.
const PLACE: usize = 10;
/// Number of features of a line.
pub(super) const COUNT: usize = OWN + 4 * BESIDE + PLACE;

/// The features of every line.
pub(super) fn features(lines: &[Line<'_>]) -> Vec<[f64; COUNT]> {
    let place = places(lines);
    (0..lines.len())
        .map(|index| {
            let mut row = [0.0; COUNT];
            row[..OWN].copy_from_slice(&own(&lines[index]));
            for (slot, offset) in [-2_isize, -1, 1, 2].into_iter().enumerate() {
                let neighbour = index.checked_add_signed(offset).and_then(|at| lines.get(at));
                let begin = OWN + slot * BESIDE;
                row[begin..begin + BESIDE].copy_from_slice(&beside(neighbour));
            }
            row[OWN + 4 * BESIDE..].copy_from_slice(&place[index]);
            row
        })
        .collect()
}

fn flag(value: bool) -> f64 {
    if value { 1.0 } else { 0.0 }
}

fn is_prose(line: &Line<'_>) -> bool {
    line.units >= 10.0 && line.ends_sentence && !line.is_insert && !line.is_caption
}

fn own(line: &Line<'_>) -> [f64; OWN] {
    let words: Vec<&str> = line.text.split_whitespace().collect();
    let word_count = words.len().max(1) as f64;
    let is_upper = |word: &&str| word.chars().next().is_some_and(char::is_uppercase);
    let is_lower = |word: &&str| word.chars().next().is_some_and(char::is_lowercase);
    let long_words = words.iter().filter(|word| word.chars().count() > 3).count().max(1) as f64;
    let titled = words.iter().filter(|word| word.chars().count() > 3 && is_upper(word)).count() as f64;
    let short_lower = words.iter().filter(|word| word.chars().count() <= 3 && is_lower(word)).count() as f64;
    let characters = line.text.chars().count().max(1) as f64;
    let digits = line.text.chars().filter(char::is_ascii_digit).count() as f64;
    let commas = line.text.matches([',', '，', '、', '،', ';', '；']).count() as f64;
    let inner_ends = [". ", "? ", "! ", "。", "？", "！", "؟ ", ".” ", ".\" "]
        .iter()
        .map(|mark| line.text.matches(mark).count())
        .sum::<usize>() as f64;
    let has_lower = line.text.chars().any(char::is_lowercase);
    let has_upper = line.text.chars().any(char::is_uppercase);
    [
        1.0,
        (1.0 + line.units).ln(),
        flag(line.units >= 4.0),
        flag(line.units >= 10.0),
        flag(line.units >= 20.0),
        flag(line.units >= 40.0),
        flag(line.ends_sentence),
        flag(line.ends_sentence && line.units >= 10.0),
        flag(line.text.ends_with([':', '：'])),
        (1.0 + commas).ln(),
        (1.0 + inner_ends).ln(),
        flag(line.is_bullet),
        flag(line.indent >= 2),
        flag(line.indent >= 6),
        titled / long_words * flag(has_lower),
        short_lower / word_count,
        flag(has_upper && !has_lower),
        (digits / characters).min(1.0),
        flag(line.text.contains("http") || line.text.contains("www.") || line.text.contains('@')),
        flag(line.text.starts_with(['[', '©', '|', '#', '<', '{', '$'])),
        flag(line.text.contains(['|', '›', '»', '>', '·', '→'])),
        flag(line.text.starts_with(['"', '“', '«', '„', '「', '—', '–', '\'', '‘'])),
        flag(line.copies >= 2),
        (line.furniture as f64).min(3.0) / (1.0 + line.units / 10.0),
        flag(line.text.ends_with("...") || line.text.ends_with('…')),
        flag(line.is_date),
    ]
}

fn beside(line: Option<&Line<'_>>) -> [f64; BESIDE] {
    let Some(line) = line else { return [0.0; BESIDE] };
    [
        (1.0 + line.units).ln(),
        flag(is_prose(line)),
        flag(line.is_bullet),
        flag(line.copies >= 2 && line.units >= 2.0),
        flag(line.furniture > 0),
        flag(line.is_section_end),
    ]
}

/// Prose around the line, links around it, section ends above it, and its place among the prose.
fn places(lines: &[Line<'_>]) -> Vec<[f64; PLACE]> {
    let prose: Vec<f64> = lines.iter().map(|line| if is_prose(line) { line.units } else { 0.0 }).collect();
    let total = prose.iter().sum::<f64>().max(1.0);
    let mut above = 0.0;
    let mut ends_above = 0.0_f64;
    let mut ends_in_prose = 0.0_f64;
    let count = lines.len() as f64;
    let window_sum = |index: usize, radius: usize, of: &dyn Fn(usize) -> f64| -> f64 {
        (index.saturating_sub(radius)..(index + radius + 1).min(lines.len()))
            .filter(|at| *at != index)
            .map(of)
            .sum()
    };
    (0..lines.len())
        .map(|index| {
            let line = &lines[index];
            let prose_around = window_sum(index, 4, &|at| prose[at]);
            let short_around =
                window_sum(index, 4, &|at| flag(lines[at].units < 8.0 && !lines[at].ends_sentence));
            let furniture_around = window_sum(index, 3, &|at| flag(lines[at].furniture > 0));
            let row = [
                (1.0 + prose_around).ln(),
                short_around / 8.0,
                furniture_around / 6.0,
                above / total,
                1.0 - (above + prose[index]) / total,
                ends_above.min(4.0) / 4.0,
                ends_in_prose.min(3.0) / 3.0,
                index as f64 / count,
                flag(line.gap_before > 0),
                flag(lines.get(index + 1).is_none_or(|next| next.gap_before > 0)),
            ];
            above += prose[index];
            if line.is_section_end {
                ends_above += 1.0;
                ends_in_prose += flag(above / total > 0.25);
            }
            row
        })
        .collect()
}
