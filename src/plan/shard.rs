//! [`Shard`]: a stable share of a plan, so that several machines send a build between them without asking each other.
//!
//! Which share an upload is in follows from what is sent alone: its type, its event, what its files are called in the build and how
//! long they are. The order of the files and the folder that the build lies in are not in it, and an upload is never divided.

use sha2::{Digest, Sha256};

use super::{Plan, PlannedUpload, Planner};
use crate::error::{Error, Result};
use crate::finding::{Code, Issue};

/// So many shares are more than anybody has machines.
const MOST: u64 = 100_000;

/// One of several shares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// Which it is; the first is 1.
    pub number: u64,
    /// How many there are.
    pub of: u64,
}

impl Shard {
    /// Reads `2/8`: the second of eight.
    ///
    /// # Errors
    /// [`Error::Refused`] where it is none.
    pub fn parse(text: &str) -> Result<Self> {
        let read = || {
            let (number, of) = text.split_once('/')?;
            let shard = Self { number: number.parse().ok()?, of: of.parse().ok()? };
            let is_one = shard.number > 0 && shard.number <= shard.of && shard.of <= MOST;
            // no sign, and no zeros before it
            let spelt = [&shard.number.to_string(), "/", &shard.of.to_string()].concat();
            (is_one && spelt == text).then_some(shard)
        };
        read().ok_or_else(|| {
            Error::Refused(Box::new(Issue::new(Code::ShardInvalid).with("shard", text)))
        })
    }

    /// Whether what these texts tell apart from others is in this share.
    #[must_use]
    pub fn has(self, texts: Texts) -> bool {
        texts.number() % self.of == self.number - 1
    }

    /// What is said of the share that was taken.
    #[must_use]
    pub fn told(self, own: usize, all: usize) -> Issue {
        Issue::new(Code::Shard)
            .with("shard", self.number)
            .with("of", self.of)
            .with("own", own)
            .with("uploads", all)
    }
}

/// Texts that tell an upload apart from others, as their hash.
#[derive(Debug, Default)]
pub struct Texts(Sha256);

impl Texts {
    /// Adds a text, with its length: no two lists of texts are the same bytes.
    pub fn add(&mut self, text: &[u8]) {
        self.0.update((text.len() as u64).to_le_bytes());
        self.0.update(text);
    }

    /// The beginning of their hash.
    fn number(self) -> u64 {
        let digest = self.0.finalize();
        digest.iter().take(8).fold(0, |sum, byte| (sum << 8) | u64::from(*byte))
    }
}

impl Planner {
    /// Leaves the uploads of the other shares out of a plan.
    pub(super) fn keep_share(&self, plan: &mut Plan) {
        let Some(shard) = self.options.shard else { return };
        let given = self.given_event();
        let (mut own, mut all) = (0, 0);
        for upload in std::mem::take(&mut plan.uploads) {
            let sent = usize::from(upload.send);
            all += sent;
            if shard.has(self.texts(&upload, given)) {
                own += sent;
                plan.uploads.push(upload);
            } else {
                for part in &upload.parts {
                    plan.others.push(part.file);
                }
                if let Some(id) = upload.about {
                    plan.others.push(id);
                }
            }
        }
        // of nothing there is no share: that nothing was found is said
        if all > 0 {
            plan.issues.push(shard.told(own, all));
        }
    }

    /// A number of the event that was given, whatever the order of its fields.
    fn given_event(&self) -> u64 {
        let mut sum = 0_u64;
        for (name, value) in self.options.event.iter().flatten() {
            let mut field = Texts::default();
            field.add(name.as_bytes());
            field.add(serde_json::to_string(value).unwrap_or_default().as_bytes());
            sum = sum.wrapping_add(field.number());
        }
        sum
    }

    /// What tells an upload apart.
    fn texts(&self, upload: &PlannedUpload, given: u64) -> Texts {
        let mut texts = Texts::default();
        texts.add(upload.upload_type.name.as_bytes());
        texts.add(&given.to_le_bytes());
        for (name, value) in &upload.fields {
            texts.add(name.as_bytes());
            texts.add(value.as_bytes());
        }
        for part in &upload.parts {
            texts.add(part.part.as_bytes());
            let name = part.name.as_deref().unwrap_or_else(|| self.name(part.file));
            texts.add(name.as_bytes());
            // of two files with one name: what was read of them
            if let Some(size) = self.known.get(part.file).and_then(|known| known.size) {
                texts.add(&size.to_le_bytes());
            }
        }
        // one that is left out has no parts: the share that it would have been in says so
        if let (Some(id), []) = (upload.about, upload.parts.as_slice()) {
            texts.add(self.name(id).as_bytes());
        }
        texts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_number_of_a_number_is_a_share() {
        let read = |text| Shard::parse(text).ok().map(|it| (it.number, it.of));
        assert_eq!(read("1/1"), Some((1, 1)));
        assert_eq!(read("2/8"), Some((2, 8)));
        assert_eq!(read("100000/100000"), Some((100_000, 100_000)));
        for text in [
            "",
            "1",
            "/",
            "0/4",
            "5/4",
            "1/0",
            "a/b",
            "-1/4",
            "+1/4",
            " 1/4",
            "1/4/2",
            "1.0/4",
            "1/100001",
            "1/99999999999999999999999",
            "²/4",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    fn has(shard: Shard, list: &[&str]) -> bool {
        let mut texts = Texts::default();
        list.iter().for_each(|text| texts.add(text.as_bytes()));
        shard.has(texts)
    }

    #[test]
    fn each_list_of_texts_is_in_one_share_and_the_shares_are_about_equal() {
        for of in [1, 2, 3, 7, 8, 16] {
            let mut sizes = vec![0_u32; of as usize];
            for index in 0..8000 {
                let text = format!("js/chunk-{index}.js.map");
                let mut takers =
                    (1..=of).filter(|number| has(Shard { number: *number, of }, &[&text]));
                let taker = takers.next().and_then(|number| sizes.get_mut(number as usize - 1));
                *taker.expect("one takes it") += 1;
                assert_eq!(takers.next(), None);
            }
            let even = 8000 / of as u32;
            // six standard deviations of a fair spread
            let most = 6.0 * f64::from(even).sqrt();
            assert!(sizes.iter().all(|it| f64::from(it.abs_diff(even)) < most), "{sizes:?}");
        }
    }

    #[test]
    fn which_texts_there_are_counts_not_only_their_letters() {
        let shard = |texts: &[&str]| {
            let of = MOST;
            (1..=of).find(|number| has(Shard { number: *number, of }, texts))
        };
        assert_ne!(shard(&["ab", "c"]), shard(&["a", "bc"]));
        assert_ne!(shard(&["ab"]), shard(&["ab", ""]));
    }
}
