//! What a unit is worth when it is kept, and what an edit costs.
//!
//! A kept "the" says less than a kept "reunification". Weights from the corpus under study would
//! make everything in a small one-topic corpus look common, so they come from the background
//! frequencies that ship with the product (see [`throughline_text::rarity`]), which a unit carries
//! in its hash. A weight is counted in units of two bits of information.

use crate::prepared::Unit;

/// Cost of a unit that stands only on one side.
pub(crate) const GAP: i32 = 2;

/// Cost of a unit replaced by another: less than cutting one and adding one.
pub(crate) const REPLACED: i32 = 3;

/// Worth of a kept unit by its class: words from 3 ("the") to 10 (not among the 80,000 commonest),
/// characters of scripts without spaces a little less, since neighbors foretell each other.
const WEIGHTS: [i32; 16] = [3, 4, 5, 6, 7, 8, 9, 10, 3, 4, 4, 5, 6, 6, 7, 8];

/// Worth of a kept unit.
pub(crate) fn weight_of(unit: Unit) -> i32 {
    WEIGHTS[(unit & 0xf) as usize]
}

/// Worth of a run of kept units.
pub(crate) fn weight_of_run(units: &[Unit]) -> i32 {
    units.iter().map(|&unit| weight_of(unit)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prepared::Prepared;
    use throughline_text::{is_character, rarity};

    #[test]
    fn rare_words_weigh_more() {
        let weight = |text: &str| weight_of(Prepared::new(text).units[0]);
        assert!(weight("the") < weight("government") && weight("government") < weight("reunification"));
        assert!(weight("的") < weight("鑫") && weight("鑫") < weight("reunification"));
        for class in 0..16_u64 {
            let expected = 3 + rarity(class) as i32;
            assert!(weight_of(class) == expected || is_character(class) && weight_of(class) <= expected);
        }
    }
}
