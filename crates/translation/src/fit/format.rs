//! A fit as a file, little endian: `"TLFT"`, `u32` version (1); `u32` width, dimensions, languages,
//! cells; `f64` half weight; the map as `f16`; for each language `u8` length, its name, `f32` mean;
//! the centroids of the cells as `i8`; `u64` fingerprint of all before it.

use std::collections::BTreeMap;

use half::f16;

use super::Fit;
use crate::bytes::{checked, fingerprint};
use crate::cells::Cells;
use crate::error::ModelError;

const MAGIC: [u8; 4] = *b"TLFT";
const VERSION: u32 = 1;

impl Fit {
    /// The fit as the bytes of a file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        let mut put = |part: &[u8]| bytes.extend_from_slice(part);
        put(&VERSION.to_le_bytes());
        for size in [self.width, self.dimensions, self.means.len(), self.cells.len()] {
            put(&(size as u32).to_le_bytes());
        }
        put(&self.half_weight.to_le_bytes());
        for &value in &self.map {
            put(&f16::from_f32(value).to_le_bytes());
        }
        for (language, mean) in &self.means {
            put(&[language.len() as u8]);
            put(language.as_bytes());
            for value in mean {
                put(&value.to_le_bytes());
            }
        }
        bytes.extend(self.cells.centroids().iter().map(|&value| value as u8));
        bytes.extend(fingerprint(&bytes).to_le_bytes());
        bytes
    }

    /// Reads a fit from the bytes of a file.
    ///
    /// # Errors
    ///
    /// If the bytes are no fit, of another version, or damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let mut cursor = checked(bytes, MAGIC, VERSION, "fit")?;
        let [width, dimensions, languages, cells] = cursor.sizes()?;
        if width == 0 || dimensions == 0 || cells > Cells::MOST {
            return Err(cursor.damaged());
        }
        let half_weight = f64::from_le_bytes(cursor.array()?);
        cursor.what = "the map";
        let count = width.checked_mul(dimensions).and_then(|count| count.checked_mul(2));
        let map = cursor.take(count.ok_or_else(|| cursor.damaged())?)?;
        let map = map.as_chunks::<2>().0.iter().map(|bytes| f16::from_le_bytes(*bytes).to_f32()).collect();
        cursor.what = "the languages";
        let mut means = BTreeMap::new();
        for _ in 0..languages {
            let length = usize::from(cursor.take(1)?[0]);
            let name = cursor.take(length)?.to_vec();
            let name = String::from_utf8(name).map_err(|_| cursor.damaged())?;
            means.insert(name, cursor.numbers(dimensions)?.into_iter().map(f32::from_bits).collect());
        }
        cursor.what = "the cells";
        let count = cells.checked_mul(dimensions).ok_or_else(|| cursor.damaged())?;
        let centroids = cursor.take(count)?.iter().map(|&byte| byte as i8).collect();
        cursor.end()?;
        let cells = Cells::new(centroids, dimensions);
        let mut fit =
            Fit { width, dimensions, half_weight, map, means: BTreeMap::new(), other: Vec::new(), cells };
        fit.set_means(means);
        Ok(fit)
    }
}
