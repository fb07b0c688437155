//! The line classifier's weights: written by `bench/extract/fit.py`, not by hand.
//!
//! Ridge logistic regression over the features of [`super::features`], fitted to the 181 text dumps
//! of the article-extraction benchmark; five-fold cross-validated F1 .915 by its own evaluator,
//! .917 with all rules when fitted to one half and scored on the other (keep everything .644; jusText
//! on lines .757). A second stage over neighbouring scores was tried and gave no more.

/// One weight a feature, in the features' order; the first belongs to the constant.
pub(super) const WEIGHTS: &[f64] = &[
    1.5418, 0.5725, 0.7024, -1.4290, 0.0917, -0.2063, 0.3413, 1.3755, 2.2252, 0.2954, 0.2147, 0.9072,
    -0.9600, -1.7835, -1.0389, -0.3897, -1.4709, 2.6941, 1.1108, 0.1058, -0.4804, 1.3350, -0.8622, -3.1208,
    -1.9326, -3.1889, 0.0778, 0.1007, -0.8346, 0.0068, -0.2943, 0.1465, 0.2568, 0.4213, 0.3971, -0.1885,
    -0.1062, -1.0844, 0.0823, 0.6756, -0.1425, -0.0086, -0.6628, 0.0118, 0.0279, 0.4409, -0.0450, -0.3279,
    -0.1760, -0.2831, -0.0555, -1.0226, -0.9755, -2.6624, -3.3002, -1.3086, -4.8010, -0.2612, 0.6050,
    -0.3011,
];
