//! [`Nesting`]: which brackets are open, one bit each.

/// A stack of bits.
#[derive(Debug, Default)]
pub(super) struct Nesting {
    /// The innermost brackets, innermost in the lowest bit.
    word: u64,
    /// How many bits of `word` are in use.
    used: u32,
    /// The full words further out.
    outer: Vec<u64>,
}

impl Nesting {
    /// Opens a bracket.
    pub fn push(&mut self, is_object: bool) {
        if self.used == u64::BITS {
            self.outer.push(self.word);
            self.used = 0;
        }
        self.word = (self.word << 1) | u64::from(is_object);
        self.used += 1;
    }

    /// Closes the innermost bracket.
    pub fn pop(&mut self) {
        self.word >>= 1;
        self.used = self.used.saturating_sub(1);
        if self.used == 0
            && let Some(word) = self.outer.pop()
        {
            self.word = word;
            self.used = u64::BITS;
        }
    }

    /// What the innermost bracket is; `None` when none is open.
    pub fn innermost_is_object(&self) -> Option<bool> {
        (self.used > 0).then_some(self.word & 1 == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remembers_many_levels() {
        let mut nesting = Nesting::default();
        for level in 0..1000_u32 {
            nesting.push(level % 3 == 0);
        }
        for level in (0..1000_u32).rev() {
            assert_eq!(nesting.innermost_is_object(), Some(level % 3 == 0));
            nesting.pop();
        }
        assert_eq!(nesting.innermost_is_object(), None);
    }
}
