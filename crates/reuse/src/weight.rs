//! What a unit is worth when it is kept, and what an edit costs.
//!
//! A kept "the" says less than a kept "reunification". Weights from the corpus under study would
//! make everything in a small one-topic corpus look common, so they come from the background
//! frequencies that ship with the product (see `throughline_text`), which a unit carries in its
//! class.

use crate::prepared::Unit;
use throughline_text::UnitClass;

/// Cost of a unit that stands only on one side.
pub(crate) const GAP: i32 = 2;

/// Cost of a unit replaced by another: less than cutting one and adding one.
pub(crate) const REPLACED: i32 = 3;

/// Worth of a kept unit, in quarters of a middling word.
pub(crate) fn weight_of(unit: Unit) -> i32 {
    match UnitClass::of(unit) {
        UnitClass::ShortWord => 2,
        UnitClass::Character => 3,
        UnitClass::Word => 4,
        UnitClass::LongWord => 5,
    }
}

/// Worth of a run of kept units.
pub(crate) fn weight_of_run(units: &[Unit]) -> i32 {
    units.iter().map(|&unit| weight_of(unit)).sum()
}
