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
        let digits = |part: &str| {
            let is_number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| part.parse().ok()).flatten()
        };
        let parts = text.split_once('/');
        let shard = parts.and_then(|(number, of)| {
            Some(Self { number: digits(number)?, of: digits(of).filter(|of| *of <= MOST)? })
        });
        let is_one = |shard: &Self| (1..=shard.of).contains(&shard.number);
        shard.filter(is_one).ok_or_else(|| {
            Error::Refused(Box::new(Issue::new(Code::ShardInvalid).with("shard", text)))
        })
    }

    /// Whether what these texts tell apart from others is in this share.
    pub fn has<'a>(self, texts: impl Iterator<Item = &'a str>) -> bool {
        let mut hash = Sha256::new();
        for text in texts {
            // with its length, no two lists of texts are the same bytes
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text.as_bytes());
        }
        let digest = hash.finalize();
        let first = digest.iter().take(8).fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
        first % self.of == self.number - 1
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

impl Planner {
    /// Leaves the uploads of the other shares out of a plan.
    pub(super) fn keep_share(&self, plan: &mut Plan) {
        let Some(shard) = self.options.shard else { return };
        let given = self.given_texts();
        let sent = |uploads: &[PlannedUpload]| uploads.iter().filter(|it| it.send).count();
        let all = sent(&plan.uploads);
        let (own, others): (Vec<_>, Vec<_>) = std::mem::take(&mut plan.uploads)
            .into_iter()
            .partition(|upload| shard.has(self.texts(upload, &given).iter().map(String::as_str)));
        plan.uploads = own;
        let files = |upload: PlannedUpload| {
            let parts = upload.parts.into_iter().map(|part| part.file);
            parts.chain(upload.about).collect::<Vec<_>>()
        };
        plan.others = others.into_iter().flat_map(files).collect();
        // of nothing there is no share: that nothing was found is said
        if all > 0 {
            plan.issues.push(shard.told(sent(&plan.uploads), all));
        }
    }

    /// The event that was given, whatever the order of its fields.
    fn given_texts(&self) -> Vec<String> {
        let fields = self.options.event.iter().flatten();
        let mut texts: Vec<String> =
            fields.filter_map(|(name, value)| serde_json::to_string(&(name, value)).ok()).collect();
        texts.sort_unstable();
        texts
    }

    /// What tells an upload apart.
    fn texts(&self, upload: &PlannedUpload, given: &[String]) -> Vec<String> {
        let mut texts = vec![upload.upload_type.name.to_owned()];
        texts.extend_from_slice(given);
        for (name, value) in &upload.fields {
            texts.extend([(*name).to_owned(), value.clone()]);
        }
        for part in &upload.parts {
            let name = part.name.as_deref().unwrap_or_else(|| self.name(part.file));
            texts.extend([part.part.to_owned(), name.to_owned()]);
            // of two files with one name: what was read of them
            let size = self.known.get(part.file).and_then(|known| known.size);
            texts.extend(size.map(|size| size.to_string()));
        }
        // one that is left out has no parts: the share that it would have been in says so
        if upload.parts.is_empty() {
            texts.extend(upload.about.map(|id| self.name(id).to_owned()));
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

    #[test]
    fn each_list_of_texts_is_in_one_share_and_the_shares_are_about_equal() {
        for of in [1, 2, 3, 7, 8, 16] {
            let mut sizes = vec![0_u32; of as usize];
            for index in 0..8000 {
                let text = format!("js/chunk-{index}.js.map");
                let mut takers = (1..=of)
                    .filter(|number| Shard { number: *number, of }.has([&*text].into_iter()));
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
            (1..=of).find(|number| Shard { number: *number, of }.has(texts.iter().copied()))
        };
        assert_ne!(shard(&["ab", "c"]), shard(&["a", "bc"]));
        assert_ne!(shard(&["ab"]), shard(&["ab", ""]));
    }
}
