//! [`Marks`]: places in a file that can be come back to, so that what stands far behind is found without reading all before it.
//! However large the file is, there are few of them.

/// How many marks there are at most: when there are more, every other one goes.
const MOST: usize = 1024;

/// How far marks lie apart at first, in bytes of the file.
const STRIDE: u64 = 64 * 1024;

/// What is remembered of a place.
pub(crate) trait Mark {
    /// The mark after this one goes: what it says of the file up to the next is said by this one now.
    fn absorb(&mut self, _next: &Self) {}
}

/// Places in a file, in their order.
#[derive(Debug)]
pub(crate) struct Marks<T> {
    marks: Vec<T>,
    stride: u64,
    /// Before which byte there is to be no other mark.
    next: u64,
}

impl<T> Default for Marks<T> {
    fn default() -> Self {
        Self { marks: Vec::new(), stride: STRIDE, next: 0 }
    }
}

impl<T: Mark> Marks<T> {
    /// Whether a mark is due at this byte of the file.
    #[inline]
    pub fn is_due(&self, offset: u64) -> bool {
        offset >= self.next
    }

    /// Sets one at this byte of the file.
    pub fn set(&mut self, offset: u64, mark: T) {
        self.marks.push(mark);
        if self.marks.len() > MOST {
            self.thin();
        }
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

    fn thin(&mut self) {
        let mut goes = false;
        self.marks.dedup_by(|next, last| {
            goes = !goes;
            if goes {
                last.absorb(next);
            }
            goes
        });
        self.stride = self.stride.saturating_mul(2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    struct Sum(u64, u64);

    impl Mark for Sum {
        fn absorb(&mut self, next: &Self) {
            self.1 += next.1;
        }
    }

    #[test]
    fn are_few_and_lose_nothing() {
        let mut marks = Marks::default();
        let mut set = 0;
        for offset in (0..1_000_000_000).step_by(1000) {
            if marks.is_due(offset) {
                marks.set(offset, Sum(offset, 1));
                set += 1;
            }
        }
        assert!(marks.all().len() <= MOST && marks.all().len() > MOST / 4);
        assert_eq!(marks.all().iter().map(|mark| mark.1).sum::<u64>(), set);
        assert!(marks.all().is_sorted_by_key(|mark| mark.0));
        assert_eq!(marks.all()[0].0, 0);
        let mark = marks.before(|mark| mark.0 <= 500_000_000).unwrap();
        assert!(mark.0 <= 500_000_000 && mark.0 > 498_000_000);
        assert!(Marks::<Sum>::default().before(|_| true).is_none());
    }
}
