//! Little-endian numbers, and files that know when they are damaged.

use crate::error::ModelError;

/// Reads numbers one after the other, and says what it was reading when the bytes end.
pub(crate) struct Cursor<'a> {
    rest: &'a [u8],
    /// What is being read, for the error.
    pub(crate) what: &'static str,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(bytes: &'a [u8], what: &'static str) -> Self {
        Cursor { rest: bytes, what }
    }

    pub(crate) fn damaged(&self) -> ModelError {
        ModelError::damaged(self.what)
    }

    pub(crate) fn take(&mut self, length: usize) -> Result<&'a [u8], ModelError> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or_else(|| self.damaged())?;
        self.rest = rest;
        Ok(taken)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], ModelError> {
        let taken = self.take(N)?;
        Ok(taken.try_into().expect("`take` gives as many bytes as asked for"))
    }

    pub(crate) fn number(&mut self) -> Result<u32, ModelError> {
        self.array().map(u32::from_le_bytes)
    }

    pub(crate) fn long(&mut self) -> Result<usize, ModelError> {
        let long = self.array().map(u64::from_le_bytes)?;
        usize::try_from(long).map_err(|_| self.damaged())
    }

    pub(crate) fn float(&mut self) -> Result<f32, ModelError> {
        self.array().map(f32::from_le_bytes)
    }

    /// Negative sizes become too large ones.
    pub(crate) fn sizes<const N: usize>(&mut self) -> Result<[usize; N], ModelError> {
        let mut sizes = [0; N];
        for size in &mut sizes {
            *size = self.number()? as usize;
        }
        Ok(sizes)
    }

    /// Nothing may be left.
    pub(crate) fn end(&self) -> Result<(), ModelError> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.damaged()) }
    }

    pub(crate) fn numbers(&mut self, count: usize) -> Result<Vec<u32>, ModelError> {
        let bytes = self.take(count.checked_mul(4).ok_or_else(|| self.damaged())?)?;
        Ok(bytes.as_chunks::<4>().0.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect())
    }
}

/// A number that differs between different bytes: FNV-1a of 64 bits (Fowler, Noll and Vo; RFC 9923).
/// It finds damage and mistakes, it is no protection from forgers.
pub(crate) fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// What follows magic and version in a file that ends in the fingerprint of all before it.
pub(crate) fn checked<'a>(
    bytes: &'a [u8],
    magic: [u8; 4],
    version: u32,
    what: &'static str,
) -> Result<Cursor<'a>, ModelError> {
    if !bytes.starts_with(&magic) {
        return Err(ModelError::UnknownFormat);
    }
    let mut cursor = Cursor::new(&bytes[magic.len()..], what);
    let found = cursor.number()?;
    if found != version {
        return Err(ModelError::unsupported(format!(
            "the {what} has version {found}, this version reads {version}"
        )));
    }
    let (rest, last) = cursor.rest.split_last_chunk::<8>().ok_or_else(|| cursor.damaged())?;
    if fingerprint(&bytes[..bytes.len() - 8]) != u64::from_le_bytes(*last) {
        return Err(cursor.damaged());
    }
    Ok(Cursor::new(rest, what))
}
