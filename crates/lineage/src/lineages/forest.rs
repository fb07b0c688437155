//! Disjoint sets of numbers (union-find) whose roots do not depend on the order of unions.

/// Disjoint sets; the root of a set is its smallest member.
#[derive(Debug, Default)]
pub(super) struct Forest {
    parents: Vec<u32>,
}

impl Forest {
    /// Adds a set of one and returns its member.
    pub(super) fn add(&mut self) -> u32 {
        let member = self.parents.len() as u32;
        self.parents.push(member);
        member
    }

    /// The smallest member of the set that `member` is in.
    pub(super) fn root(&mut self, member: u32) -> u32 {
        let mut at = member;
        while self.parents[at as usize] != at {
            let grandparent = self.parents[self.parents[at as usize] as usize];
            self.parents[at as usize] = grandparent;
            at = grandparent;
        }
        at
    }

    /// Joins two sets and returns their root.
    pub(super) fn join(&mut self, a: u32, b: u32) -> u32 {
        let (a, b) = (self.root(a), self.root(b));
        self.parents[a.max(b) as usize] = a.min(b);
        a.min(b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sets_are_those_of_a_graph_search(edges in prop::collection::vec((0u32..40, 0u32..40), 0..60)) {
            let mut forest = Forest::default();
            for _ in 0..40 {
                forest.add();
            }
            for (a, b) in &edges {
                forest.join(*a, *b);
            }
            let mut label: Vec<u32> = (0..40).collect();
            for _ in 0..40 {
                for (a, b) in &edges {
                    let smallest = label[*a as usize].min(label[*b as usize]);
                    (label[*a as usize], label[*b as usize]) = (smallest, smallest);
                }
            }
            let roots: Vec<u32> = (0..40).map(|member| forest.root(member)).collect();
            prop_assert_eq!(roots, label);
        }
    }
}
