//! Which pieces of a vocabulary a table keeps.

use std::ops::RangeInclusive;

use crate::tokenizer::{Marks, Rules, Tokenizer, Vocabulary};

/// Letters of Latin, Cyrillic, Arabic, Han, kana and Hangul, and everything below them that is no
/// letter of another script.
const MAIN_SCRIPTS: [RangeInclusive<char>; 14] = [
    '\0'..='\u{36f}',
    '\u{400}'..='\u{52f}',
    '\u{600}'..='\u{6ff}',
    '\u{750}'..='\u{77f}',
    '\u{1100}'..='\u{11ff}',
    '\u{1e00}'..='\u{1eff}',
    '\u{2000}'..='\u{2bff}',
    '\u{3000}'..='\u{31ff}',
    '\u{3200}'..='\u{4dbf}',
    '\u{4e00}'..='\u{9fff}',
    '\u{ac00}'..='\u{d7af}',
    '\u{f900}'..='\u{faff}',
    '\u{fb50}'..='\u{feff}',
    '\u{ff00}'..='\u{ffef}',
];

/// The ids of the pieces kept, and a vocabulary of them in that order. The marks come first.
pub(super) fn choose(tokenizer: &Tokenizer, most: Option<usize>) -> (Vec<u32>, Vocabulary) {
    let marks = tokenizer.marks();
    let piece = |id: u32| tokenizer.piece(id).expect("ids are below the vocabulary's length");
    let score = |id: u32| tokenizer.score(id).expect("ids are below the vocabulary's length");
    let mut ids: Vec<u32> = (0..tokenizer.len() as u32)
        .filter(|&id| {
            let text = piece(id);
            let special = [marks.first, marks.last, marks.unknown].contains(&id)
                || ["<pad>", "<mask>", ""].contains(&text);
            !special && text.len() < 256 && (most.is_none() || in_main_scripts(text))
        })
        .collect();
    if let Some(most) = most {
        let is_long = |id: u32| piece(id).trim_start_matches('\u{2581}').chars().nth(1).is_some();
        ids.sort_by(|&a, &b| is_long(a).cmp(&is_long(b)).then(score(b).total_cmp(&score(a))).then(a.cmp(&b)));
        ids.truncate(most.saturating_sub(3));
        ids.sort_unstable();
    }
    ids.splice(0..0, [marks.first, marks.last, marks.unknown]);
    let pieces = ids.iter().map(|&id| (piece(id).to_owned(), score(id))).collect();
    let table = tokenizer.rules().table();
    let rules = Rules::new(table.map(|(from, to)| (from, to.iter().collect())));
    (ids, Vocabulary { pieces, marks: Marks { first: 0, last: 1, unknown: 2 }, rules })
}

fn in_main_scripts(piece: &str) -> bool {
    piece.chars().all(|character| MAIN_SCRIPTS.iter().any(|range| range.contains(&character)))
}
