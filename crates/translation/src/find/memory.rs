//! Sentences that went through the model.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use half::f16;

use crate::model::{Model, Sentence};

/// Sentences that went through the model, as many as fit into the memory given. States are kept in 16
/// bits, and measured as they are kept, whether they were in memory or not.
#[derive(Debug)]
pub struct SentenceMemory {
    held: BTreeMap<String, Held>,
    order: VecDeque<String>,
    bytes: usize,
    most: usize,
}

/// A sentence without its states, and the states.
#[derive(Debug)]
struct Held {
    sentence: Sentence,
    states: Vec<f16>,
}

impl SentenceMemory {
    /// A memory of about so many bytes. It changes no result.
    pub fn new(bytes: usize) -> Self {
        SentenceMemory { held: BTreeMap::new(), order: VecDeque::new(), bytes: 0, most: bytes }
    }

    /// Puts all `texts` through the model that are not held, and gives all of them.
    pub(super) fn sentences(&mut self, model: &Model, texts: &BTreeSet<&str>) -> BTreeMap<String, Sentence> {
        let new: Vec<&str> = texts.iter().copied().filter(|text| !self.held.contains_key(*text)).collect();
        for (text, sentence) in new.iter().zip(model.sentences(&new)) {
            let held = Held::of(sentence);
            self.bytes += held.bytes();
            self.held.insert((*text).to_owned(), held);
            self.order.push_back((*text).to_owned());
        }
        let all =
            texts.iter().filter_map(|text| Some(((*text).to_owned(), self.held.get(*text)?.sentence())));
        let all = all.collect();
        while self.bytes > self.most {
            let Some(oldest) = self.order.pop_front().and_then(|text| self.held.remove(&text)) else { break };
            self.bytes -= oldest.bytes();
        }
        all
    }
}

impl Held {
    fn of(mut sentence: Sentence) -> Self {
        let states = std::mem::take(&mut sentence.states);
        Held { sentence, states: states.into_iter().map(f16::from_f32).collect() }
    }

    fn sentence(&self) -> Sentence {
        let states = self.states.iter().map(|state| state.to_f32()).collect();
        Sentence { states, ..self.sentence.clone() }
    }

    fn bytes(&self) -> usize {
        size_of_val(self.states.as_slice()) + size_of_val(self.sentence.vector.as_slice())
    }
}
