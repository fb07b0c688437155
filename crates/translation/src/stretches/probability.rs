//! How likely a stretch is a rendering.

use super::Stretch;
use crate::forward::elementwise::sum;
use crate::probability::logistic;
use crate::{names, numbers};

/// What the regression sees.
const INPUTS: usize = 10;

/// Weights made by `bench/translation/fit_stretches.py`: bias, score, its root, least, lesser share,
/// greater share, common numbers, lone numbers, common names, lone names.
const WEIGHTS: [f32; INPUTS] =
    [-4.3842, 0.0253, 0.0807, 2.8169, -1.5857, 4.9840, 0.3828, -1.0647, -0.7501, -1.3252];

/// The score beyond which more says nothing.
const MOST: f32 = 6.0;

impl Stretch {
    /// The probability, 0 to 1, that the parts say the same. It is that of sentences of two texts of
    /// which each nears some of the other and about a tenth share something.
    pub fn probability(&self, first_text: &str, second_text: &str) -> f32 {
        let products: Vec<f32> =
            self.inputs(first_text, second_text).iter().zip(&WEIGHTS).map(|(input, w)| input * w).collect();
        logistic(sum(&products, |value| value))
    }

    /// What the regression sees of it.
    pub fn inputs(&self, first_text: &str, second_text: &str) -> [f32; INPUTS] {
        let (first, second) = (&first_text[self.first.clone()], &second_text[self.second.clone()]);
        let (numbers, names) = (numbers::agreement(first, second), names::agreement(first, second));
        let score = self.score.min(MOST);
        [
            1.0,
            score / 2.0,
            score.sqrt(),
            self.least.min(MOST / 2.0),
            self.shares.0.min(self.shares.1),
            self.shares.0.max(self.shares.1),
            numbers.common.min(3) as f32,
            numbers.alone.min(3) as f32,
            names.common.min(4) as f32 / 2.0,
            names.alone.min(4) as f32 / 2.0,
        ]
    }
}
