//! The table as a file, little endian: `"TLST"`, `u32` version (2); `u64` fingerprints of the model
//! and of the fit; `u32` dimensions, rows; for each row, rising by unit, `u8` number of pieces, `u32`
//! pieces, `f32` scale; then the `i8` rows; `u64` fingerprint of all before it. So the bytes depend
//! on which rows there are, not on the order in which they came.

use super::{NO_ROW, StaticTable};
use crate::bytes::{checked, fingerprint};
use crate::error::ModelError;
use crate::fit::Fit;
use crate::model::Model;
use crate::units::{LONGEST, Unit};

const MAGIC: [u8; 4] = *b"TLST";
const VERSION: u32 = 2;

impl StaticTable {
    /// The table as the bytes of a file. Model and fit are not in it.
    pub fn to_bytes(&self) -> Vec<u8> {
        let dimensions = self.dimensions();
        let singles = (0u32..).zip(&self.places).filter(|(_, place)| **place != NO_ROW);
        let mut listed: Vec<(Unit, usize)> =
            singles.map(|(id, &place)| (Unit([id].into()), place as usize)).collect();
        listed.extend(self.words.iter().map(|(word, &place)| (Unit(word.clone()), place as usize)));
        listed.sort_unstable();
        let mut bytes = Vec::with_capacity(40 + self.rows.len() + 20 * listed.len());
        bytes.extend(MAGIC);
        bytes.extend(VERSION.to_le_bytes());
        bytes.extend(self.made_with.iter().flat_map(|number| number.to_le_bytes()));
        bytes.extend((dimensions as u32).to_le_bytes());
        bytes.extend((listed.len() as u32).to_le_bytes());
        for (unit, place) in &listed {
            bytes.push(unit.0.len() as u8);
            bytes.extend(unit.0.iter().flat_map(|id| id.to_le_bytes()));
            bytes.extend(self.scales[*place].to_le_bytes());
        }
        for (_, place) in &listed {
            let row = &self.rows[*place * dimensions..][..dimensions];
            bytes.extend(row.iter().map(|&value| value as u8));
        }
        bytes.extend(fingerprint(&bytes).to_le_bytes());
        bytes
    }

    /// Reads a table that was made with `model` and `fit`.
    ///
    /// # Errors
    ///
    /// If the bytes are no table, of another version, damaged, or made with another model or fit.
    pub fn from_bytes(bytes: &[u8], model: &Model, fit: &Fit) -> Result<Self, ModelError> {
        let mut cursor = checked(bytes, MAGIC, VERSION, "static table")?;
        let mut table = Self::new(model, fit)?;
        for (what, number) in ["model", "fit"].into_iter().zip(table.made_with) {
            if u64::from_le_bytes(cursor.array()?) != number {
                return Err(ModelError::Foreign { what });
            }
        }
        let [dimensions, count] = cursor.sizes()?;
        if dimensions != table.dimensions() {
            return Err(cursor.damaged());
        }
        cursor.what = "the pieces";
        let mut before: Option<Unit> = None;
        for _ in 0..count {
            let length = usize::from(cursor.take(1)?[0]);
            let unit = Unit(cursor.numbers(length)?.into());
            let known = unit.0.iter().all(|&id| (id as usize) < table.places.len());
            let rising = before.as_ref().is_none_or(|before| *before < unit);
            if !(1..=LONGEST).contains(&length) || !known || !rising {
                return Err(cursor.damaged());
            }
            table.take_row(&unit.0, cursor.float()?);
            before = Some(unit);
        }
        cursor.what = "the rows";
        let length = count.checked_mul(dimensions).ok_or_else(|| cursor.damaged())?;
        table.rows = cursor.take(length)?.iter().map(|&byte| byte as i8).collect();
        cursor.end()?;
        Ok(table)
    }
}
