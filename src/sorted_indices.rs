//! [`order`]: sorting, in few bytes of code.

/// The indices from 0 to `count`, ordered by a comparison. (A heap sort: what the standard library has for this is fast and weighs
/// three kilobytes of wasm a use; entries are few.)
pub(crate) fn order(count: usize, less: &dyn Fn(usize, usize) -> bool) -> Vec<usize> {
    let mut heap: Vec<usize> = (0..count).collect();
    for root in (0..count / 2).rev() {
        sink(&mut heap, root, less);
    }
    for end in (1..count).rev() {
        heap.swap(0, end);
        sink(heap.get_mut(..end).unwrap_or_default(), 0, less);
    }
    heap
}

/// Moves an item down until none below is greater.
fn sink(heap: &mut [usize], root: usize, less: &dyn Fn(usize, usize) -> bool) {
    let mut root = root;
    loop {
        let child = root.saturating_mul(2).saturating_add(1);
        let (Some(item), Some(left)) = (heap.get(root), heap.get(child)) else { return };
        let right = heap.get(child.saturating_add(1));
        let is_right_greater = right.is_some_and(|right| less(*left, *right));
        let greater = child.saturating_add(usize::from(is_right_greater));
        if heap.get(greater).is_none_or(|other| !less(*item, *other)) {
            return;
        }
        heap.swap(root, greater);
        root = greater;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_as_the_standard_library_does() {
        for count in [0, 1, 2, 3, 10, 100, 1001] {
            let key = |index: usize| (index * 7919) % (count + 1);
            let ordered = order(count, &|one, other| key(one) < key(other));
            let keys: Vec<usize> = ordered.iter().map(|index| key(*index)).collect();
            let mut expected: Vec<usize> = (0..count).map(key).collect();
            expected.sort_unstable();
            assert_eq!(keys, expected);
            let mut indices = ordered;
            indices.sort_unstable();
            assert!(indices.into_iter().eq(0..count));
        }
    }
}
