//! What a user may set.

use serde::{Deserialize, Serialize};
use throughline_model::Id;

/// Settings of the search for matches. The defaults are the product's.
///
/// Weights come from the background rarity of the units: a kept word weighs 3 ("the") to 10 (a rare
/// name), a character of a script without spaces 3 to 8. A settings value is part of a run's
/// record, hence `Serialize`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Weight of a short seed: it reaches over at least three units and as many more as it takes
    /// to weigh this much, so that a seed of articles and prepositions is longer than one of
    /// nouns. Lower finds more heavily edited text and costs time. Default 17: three or four
    /// words, four Chinese characters.
    pub seed_weight: u32,
    /// Weight of a long seed. Default 48: about nine
    /// words, ten characters.
    pub long_seed_weight: u32,
    /// One long seed is kept of every so many neighboring ones, in units. Default 8: a shared
    /// run of about seventeen unchanged words is always found, however common it is.
    pub long_seed_window: u32,
    /// Of the short seeds, one in so many is indexed. Default 1: all of them.
    pub seed_sample: u32,
    /// A short seed held by more different texts than this is common: it joins fewer of them, but
    /// never none. Default 16: what more texts have in three or four words is mostly a set phrase, and the
    /// first text that has it joins all others. A family counts for four texts at most.
    pub max_seed_texts: u32,
    /// With how many others, about, a common short seed joins each text. Default 8.
    pub seed_neighbors: u32,
    /// A long seed held by more different texts than this is common. Default 400.
    pub max_long_seed_texts: u32,
    /// With how many others, about, a common long seed joins each text, so that a footer on a
    /// million pages stays linear. Default 64.
    pub long_seed_neighbors: u32,
    /// A seed held by more different texts than this of one family (source) is common in it, and
    /// joins fewer texts within families. Default 16.
    pub max_family_texts: u32,
    /// With how many others of its family, about, a seed that is common in one joins each text.
    /// Default 8.
    pub family_neighbors: u32,
    /// Least weight of the exact run through a shared seed and of what else is shared around it
    /// for two texts to be compared. Default 80.
    pub min_evidence: u32,
    /// Longest stretch without a kept unit inside one match, in units on either side; where it is
    /// longer, the match is split. Default 32.
    pub max_gap: u32,
    /// Weight of shared units in a row that makes two texts worth looking at, if no two shared seeds
    /// are near each other. Default 50: nine words.
    pub min_run_weight: u32,
    /// Least weight of exact runs on compatible diagonals, gaps subtracted, that is worth an
    /// alignment. Default 26.
    pub min_chain_weight: u32,
    /// How far an alignment's score may fall below its best before it is given up. Default 36: twelve
    /// words replaced.
    pub drop_off: u32,
    /// Least weight of the kept units of a match of two texts of a thousand words. Default 106:
    /// about twenty words, twenty-two Chinese characters. It falls with the length of the texts, by
    /// 4 with every halving of one, down to about 68: two short texts share fewer set phrases by
    /// chance. Below that, the long names of institutions and conferences make up most of what is
    /// found in real texts.
    pub min_kept_weight: u32,
    /// The same for a match that has a longer one near it in both texts. Default 58: twelve
    /// words, thirteen characters.
    pub min_kept_weight_near: u32,
    /// How near, in units. Default 60.
    pub near: u32,
    /// Least alignment score of a match: weight of the kept units less the cost of the edits
    /// between them. Default 70: fifteen words, after edits. Two different names of institutions
    /// keep much, with edits that cost much.
    pub min_score: u32,
    /// Least share of units kept among all units of both spans of a match, in percent. Default 45:
    /// of a passage that two copies edited by three tenths each, 49 are left.
    pub min_share: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed_weight: 17,
            long_seed_weight: 48,
            long_seed_window: 8,
            seed_sample: 1,
            max_seed_texts: 16,
            seed_neighbors: 8,
            max_long_seed_texts: 400,
            long_seed_neighbors: 64,
            max_family_texts: 16,
            family_neighbors: 8,
            min_evidence: 80,
            max_gap: 32,
            min_run_weight: 50,
            min_chain_weight: 26,
            drop_off: 36,
            min_kept_weight: 106,
            min_kept_weight_near: 58,
            near: 60,
            min_score: 70,
            min_share: 45,
        }
    }
}

impl Settings {
    /// What shapes the seeds of a segment, and the version of the rules that make units and seeds:
    /// a segment made otherwise cannot be searched.
    pub(crate) fn seeds_digest(&self) -> [u8; 16] {
        const RULES: u32 = 3;
        let numbers =
            [RULES, self.seed_weight, self.long_seed_weight, self.long_seed_window, self.seed_sample];
        Id::derive("seeds", &[numbers.map(u32::to_le_bytes).as_flattened()]).bytes()
    }
}
