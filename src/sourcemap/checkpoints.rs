//! [`Marks`]: places in a file that can be come back to, so that what stands far behind is found without reading all before it.
//! However large the file is, there are few of them.

/// How many marks there are at most, about.
const MOST: u64 = 1024;

/// How far marks lie apart at least, in bytes of the file.
const LEAST_STRIDE: u64 = 64 * 1024;

/// Places in a file, in their order.
#[derive(Debug)]
pub(crate) struct Marks<T> {
    marks: Vec<T>,
    stride: u64,
    /// Before which byte there is to be no other mark.
    next: u64,
}

impl<T> Marks<T> {
    /// For a file of so many bytes.
    pub fn new(length: u64) -> Self {
        let stride = LEAST_STRIDE.max(length / MOST);
        Self { marks: Vec::new(), stride, next: 0 }
    }

    /// Whether a mark is due at this byte of the file.
    #[inline]
    pub fn is_due(&self, offset: u64) -> bool {
        offset >= self.next
    }

    /// Sets one at this byte of the file.
    pub fn set(&mut self, offset: u64, mark: T) {
        self.marks.push(mark);
        self.next = offset.saturating_add(self.stride);
    }

    /// The last one.
    pub fn last_mut(&mut self) -> Option<&mut T> {
        self.marks.last_mut()
    }

    /// All of them.
    pub fn all(&self) -> &[T] {
        &self.marks
    }

    /// The last one that lies before something.
    pub fn before(&self, mut lies_before: impl FnMut(&T) -> bool) -> Option<&T> {
        self.marks.iter().rev().find(|mark| lies_before(mark))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn are_few() {
        for length in [0, 1, 100_000, 1_000_000_000, 100_000_000_000] {
            let mut marks = Marks::new(length);
            for offset in (0..length).step_by(1 + length as usize / 100_000) {
                if marks.is_due(offset) {
                    marks.set(offset, offset);
                }
            }
            assert!(marks.all().len() as u64 <= MOST + 1);
            assert_eq!(marks.all().first().copied(), (length > 0).then_some(0));
            let far = |offset: &u64| *offset <= length / 2;
            let nearest = marks.before(far).copied().unwrap_or_default();
            assert!(length / 2 - nearest <= LEAST_STRIDE.max(length / 100));
        }
    }
}
