//! [`ByNumber`]: values by numbers, in few bytes of code.

use crate::sorted_indices::order;

/// Values by numbers, which are in order and each there once.
#[derive(Debug, Clone, Default)]
pub(super) struct ByNumber<T>(pub Vec<(u64, T)>);

impl<T: Default> ByNumber<T> {
    /// The default value for each of these numbers.
    pub fn new(numbers: &[u64]) -> Self {
        Self(sorted(numbers).into_iter().map(|number| (number, T::default())).collect())
    }
}

impl<T> ByNumber<T> {
    pub fn get(&self, number: u64) -> Option<&T> {
        let at = self.0.partition_point(|(own, _)| *own < number);
        self.0.get(at).filter(|(own, _)| *own == number).map(|(_, value)| value)
    }

    pub fn get_mut(&mut self, number: u64) -> Option<&mut T> {
        let at = self.0.partition_point(|(own, _)| *own < number);
        self.0.get_mut(at).filter(|(own, _)| *own == number).map(|(_, value)| value)
    }
}

/// Numbers in their order, each once.
pub(super) fn sorted(numbers: &[u64]) -> Vec<u64> {
    let number = |index: usize| numbers.get(index).copied().unwrap_or_default();
    let order = order(numbers.len(), &|one, other| number(one) < number(other));
    let mut sorted: Vec<u64> = Vec::with_capacity(numbers.len());
    for index in order {
        let number = number(index);
        if sorted.last() != Some(&number) {
            sorted.push(number);
        }
    }
    sorted
}
