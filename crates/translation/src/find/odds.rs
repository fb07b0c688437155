//! Probabilities and log odds, rounded so that they are the same on every system.

/// How much a further group of a chain counts beside the likeliest one: neighbours in a text are no
/// independent witnesses.
pub(super) const FURTHER: f64 = 0.3;

/// The probability of a passage: the log-odds of its likeliest group and a part of those of the others.
pub(super) fn together(probabilities: impl Iterator<Item = f32>) -> f32 {
    let mut each: Vec<f64> = probabilities.map(log_odds_of).collect();
    each.sort_by(|a, b| b.total_cmp(a));
    let Some((best, others)) = each.split_first() else { return 0.0 };
    probability_of(best + FURTHER * others.iter().sum::<f64>())
}

/// Rounded, for `exp` may differ in its last bit between systems.
pub(super) fn probability_of(log_odds: f64) -> f32 {
    ((1e6 / (1.0 + (-log_odds).exp())).round() / 1e6) as f32
}

/// Rounded, for `ln` may differ in its last bits between systems.
pub(super) fn log_odds_of(probability: f32) -> f64 {
    let p = f64::from(probability).clamp(1e-6, 1.0 - 1e-6);
    ((p / (1.0 - p)).ln() * 1e6).round() / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_says_more_than_its_groups() {
        assert!((together([0.9].into_iter()) - 0.9).abs() < 1e-5);
        assert!(together([0.9, 0.8, 0.7].into_iter()) > 0.93);
        assert!(together([0.9, 0.1].into_iter()) < 0.9);
        assert!(together(std::iter::empty()) < 1e-9);
    }
}
