//! Values put side by side by group, without an allocation per group.
//!
//! Takes pairs of group and value twice (once to count, once to place) and gives
//! one slice per group, in the order the values came.

/// Values of all groups in one vector.
#[derive(Debug)]
pub(super) struct Grouped<T> {
    values: Vec<T>,
    /// Where each group ends; it begins where the one before ends.
    ends: Vec<usize>,
}

impl<T: Copy + Default> Grouped<T> {
    /// Places every value with its group; groups count from 0 and lie below `groups`.
    pub(super) fn new(groups: usize, pairs: impl Iterator<Item = (usize, T)> + Clone) -> Self {
        if groups == 1 {
            // Counted first: a list that grows holds twice what it needs.
            let mut values = Vec::with_capacity(pairs.clone().count());
            pairs.for_each(|(_, value)| values.push(value));
            let ends = vec![values.len()];
            return Self { values, ends };
        }
        let mut ends = vec![0; groups];
        for (group, _) in pairs.clone() {
            ends[group] += 1;
        }
        let mut total = 0;
        for end in &mut ends {
            let count = *end;
            *end = total;
            total += count;
        }
        // `ends` holds the beginnings now and moves to the ends as values are placed.
        let mut values = vec![T::default(); total];
        for (group, value) in pairs {
            values[ends[group]] = value;
            ends[group] += 1;
        }
        Self { values, ends }
    }

    /// How many groups there are, empty ones included.
    pub(super) fn groups(&self) -> usize {
        self.ends.len()
    }

    /// The values of one group.
    pub(super) fn slice(&mut self, group: usize) -> &mut [T] {
        let start = if group == 0 { 0 } else { self.ends[group - 1] };
        &mut self.values[start..self.ends[group]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_group_keeps_its_values_in_their_order() {
        let pairs = [(2, 9), (0, 5), (2, 1), (0, 4), (2, 7)];
        let mut grouped = Grouped::new(4, pairs.into_iter());
        let slices: Vec<Vec<i64>> = (0..4).map(|group| grouped.slice(group).to_vec()).collect();
        assert_eq!(slices, [vec![5, 4], vec![], vec![9, 1, 7], vec![]]);
    }

    #[test]
    fn one_group_is_the_values_as_they_came() {
        let mut grouped = Grouped::new(1, [(0, 3), (0, 1)].into_iter());
        assert_eq!(
            (grouped.groups(), grouped.slice(0).to_vec()),
            (1, vec![3, 1])
        );
    }
}
