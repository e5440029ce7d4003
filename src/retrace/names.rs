//! [`Names`]: names that are looked for among millions.

use crate::sorted_indices::order;

/// Names in order, each once.
#[derive(Debug, Default)]
pub(super) struct Names {
    names: Vec<String>,
    /// A bit for each kind of name that is among them: most others need not be looked for.
    kinds: [u64; KINDS / 64],
}

/// How many kinds of names there are.
const KINDS: usize = 1024;

impl Names {
    pub fn new(given: &[&str]) -> Self {
        let mut names: Vec<String> = Vec::new();
        let mut kinds = [0; KINDS / 64];
        for index in order(given.len(), &|one, other| given.get(one) < given.get(other)) {
            let Some(name) = given.get(index) else { continue };
            if names.last().is_some_and(|last| last == name) {
                continue;
            }
            let (word, bit) = kind(name.as_bytes());
            if let Some(word) = kinds.get_mut(word) {
                *word |= bit;
            }
            names.push((*name).to_owned());
        }
        Self { names, kinds }
    }

    /// The index of a name.
    pub fn find(&self, name: &[u8]) -> Option<usize> {
        let (word, bit) = kind(name);
        if self.kinds.get(word).is_none_or(|word| word & bit == 0) {
            return None;
        }
        let at = self.names.partition_point(|known| known.as_bytes() < name);
        self.names.get(at).filter(|known| known.as_bytes() == name).map(|_| at)
    }

    pub fn len(&self) -> usize {
        self.names.len()
    }
}

/// Names of one kind have the same length and the same end, as far as that shows in so few numbers: the index of a word, and a bit of it.
fn kind(name: &[u8]) -> (usize, u64) {
    let (last, before) = match name {
        [.., before, last] => (*last, *before),
        _ => (0, 0),
    };
    let sum = usize::from(last) * 37 + usize::from(before) * 11;
    let kind = sum.wrapping_add(name.len().wrapping_mul(131)) % KINDS;
    (kind / 64, 1 << (kind % 64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_it_was_given_and_nothing_else() {
        let given: Vec<String> =
            (0..500).map(|number| format!("a.b{}", number * 7 % 500)).collect();
        let mut texts: Vec<&str> = given.iter().map(String::as_str).collect();
        texts.extend(["", "é", "a.b1"]);
        let names = Names::new(&texts);
        assert_eq!(names.len(), 502);
        for name in texts {
            let at = names.find(name.as_bytes()).unwrap();
            assert_eq!(names.names[at], name);
        }
        for name in ["a.b500", "a", "a.b1 ", "è"] {
            assert_eq!(names.find(name.as_bytes()), None, "{name}");
        }
    }
}
