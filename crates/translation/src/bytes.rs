//! Little-endian numbers.

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

    pub(crate) fn numbers(&mut self, count: usize) -> Result<Vec<u32>, ModelError> {
        let bytes = self.take(count.checked_mul(4).ok_or_else(|| self.damaged())?)?;
        Ok(bytes.as_chunks::<4>().0.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect())
    }
}
