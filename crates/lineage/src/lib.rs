//! Carries, first-seen, credit, witnesses, agency copy.
