//! The sentences of one language and where they stand.

/// Where a sentence stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Holder {
    /// The text.
    pub text: u32,
    /// Which of its sentences it is.
    pub sentence: u32,
}

/// The sentences of one language, each once, with the texts that hold them.
#[derive(Debug, Default)]
pub struct LanguageSentences {
    /// Where the holders of each sentence begin; one more at the end.
    begins: Vec<u32>,
    holders: Vec<Holder>,
}

impl LanguageSentences {
    /// Adds a sentence with all its holders. Sentences must come in an order that depends on them
    /// alone (by a hash, say), for of equally near ones the first is nearer.
    pub fn add(&mut self, holders: &[Holder]) {
        if self.begins.is_empty() {
            self.begins.push(0);
        }
        self.holders.extend_from_slice(holders);
        self.begins.push(self.holders.len() as u32);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.begins.len().saturating_sub(1)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The holders of one of them.
    pub fn holders(&self, sentence: usize) -> &[Holder] {
        &self.holders[self.begins[sentence] as usize..self.begins[sentence + 1] as usize]
    }
}
