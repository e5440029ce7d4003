//! Where the images of a process are in memory, as a text lists them: Apple's crash reports, minidumps, `/proc/self/maps`.

use super::text::{base, hex, hex_0x, word};

/// The most images of a text that are kept: a crash report has some 600.
const MOST: usize = 10_000;

/// The images of a text.
#[derive(Debug, Default)]
pub(super) struct Images {
    images: Vec<Image>,
}

/// An image.
#[derive(Debug)]
pub(super) struct Image {
    /// Its first address.
    pub start: u64,
    /// Its last one.
    end: u64,
    /// Its name, or its path.
    pub name: String,
    /// Its UUID or another ID.
    pub id: Option<String>,
}

impl Images {
    pub fn of<S: AsRef<str>>(lines: &[S]) -> Self {
        let mut images = Self::default();
        for line in lines {
            let line = line.as_ref();
            if images.images.len() >= MOST {
                break;
            }
            if let Some(image) = listed(line) {
                images.images.push(image);
            } else if let Some(image) = mapped(line) {
                // an image is mapped in several pieces, one behind the other
                match images.images.last_mut().filter(|last| last.name == image.name) {
                    Some(last) => last.end = image.end.max(last.end),
                    None => images.images.push(image),
                }
            }
        }
        images
    }

    /// The image that an address is in.
    pub fn holding(&self, address: u64) -> Option<&Image> {
        self.images.iter().find(|image| (image.start..=image.end).contains(&address))
    }

    /// The image that an address is in, or the one of that name.
    pub fn at(&self, address: u64, name: &str) -> Option<&Image> {
        self.holding(address).or_else(|| self.named(name))
    }

    /// The image of that name.
    pub fn named(&self, name: &str) -> Option<&Image> {
        self.images.iter().find(|image| base(&image.name) == base(name))
    }
}

/// `0x102a38000 - 0x102a3ffff Shop arm64  <0a1b…> /path`, or `0x00400000 - 0x00420fff  shop.exe  1.0.0.1  (WARNING: No symbols, shop.pdb, 0A1B…1)`.
fn listed(line: &str) -> Option<Image> {
    let (start, rest) = word(line.trim_start());
    let (dash, rest) = word(rest);
    let (end, rest) = word(rest);
    let (start, end) = (hex_0x(start)?, hex_0x(end).filter(|_| dash == "-")?);
    let (head, uuid) = match rest.split_once('<') {
        Some((head, tail)) => (head, tail.split_once('>').and_then(|(uuid, _)| dashed(uuid))),
        None => (rest, None),
    };
    // behind the name stand its version in parentheses or behind two spaces, and the processor
    let name = head.split(" (").next().unwrap_or(head).trim().trim_start_matches('+');
    let name = name.split("  ").next().unwrap_or(name);
    let is_arch = |word: &str| {
        ["arm64", "arm64e", "arm64_32", "armv7", "armv7s", "x86_64", "x86_64h", "i386"]
            .contains(&word)
    };
    let name = match name.rsplit_once(' ') {
        Some((name, arch)) if is_arch(arch) => name.trim_end(),
        _ => name,
    };
    let id = uuid.or_else(|| {
        let (_, warning) = rest.split_once("(WARNING: No symbols, ")?;
        let id = warning.split_once(')')?.0.rsplit(", ").next()?;
        let is_id = id.len() > 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_id.then(|| id.to_owned())
    });
    Some(Image { start, end, name: name.to_owned(), id })
}

/// `55d0c0a00000-55d0c0a21000 r-xp 00001000 08:01 123    /srv/shop`.
fn mapped(line: &str) -> Option<Image> {
    let (range, rest) = word(line.trim());
    let (start, end) = range.split_once('-')?;
    let (rights, rest) = word(rest);
    let is_mapped = rights.len() == 4 && rights.bytes().all(|byte| b"rwxps-".contains(&byte));
    let (_offset, rest) = word(rest);
    let (_device, rest) = word(rest);
    let (_inode, path) = word(rest);
    let (start, end) = (hex(start)?, hex(end)?.checked_sub(1)?);
    let is_file = is_mapped && path.starts_with('/');
    is_file.then(|| Image { start, end, name: path.to_owned(), id: None })
}

/// A UUID as its files have it, in capitals and with dashes.
pub(super) fn dashed(uuid: &str) -> Option<String> {
    let digits: String = uuid.chars().filter(|letter| *letter != '-').collect();
    let is_uuid = digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|part| digits.get(part).unwrap_or(""));
    is_uuid.then(|| parts.join("-").to_ascii_uppercase())
}
