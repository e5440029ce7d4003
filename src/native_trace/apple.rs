//! Frames of Apple's crash reports, and of Datadog's SDK for iOS: `1   Shop   0x0000000102a38348 0x102a38000 + 840`. The list of images
//! has the UUIDs: `0x102a38000 - 0x102a3ffff Shop arm64  <0a1b…> /path`.

use super::NativeFrame;
use super::text::{hex, hex_0x, indent, word};
use crate::symbolicate::CodePlace;

/// The most images of a text that are kept: a crash report has some 600.
const MOST: usize = 10_000;

/// The images of a text.
#[derive(Debug, Default)]
pub(super) struct Images {
    images: Vec<Image>,
}

#[derive(Debug)]
struct Image {
    start: u64,
    end: u64,
    name: String,
    uuid: Option<String>,
}

impl Images {
    pub fn of<S: AsRef<str>>(lines: &[S]) -> Self {
        let images = lines.iter().filter_map(|line| image(line.as_ref()));
        Self { images: images.take(MOST).collect() }
    }

    /// The image that an address is in, or the one of that name.
    fn at(&self, address: u64, name: &str) -> Option<&Image> {
        let holds = |image: &&Image| (image.start..=image.end).contains(&address);
        let named = || self.images.iter().find(|image| image.name == name);
        self.images.iter().find(holds).or_else(named)
    }
}

fn image(line: &str) -> Option<Image> {
    let (start, rest) = word(line.trim_start());
    let (dash, rest) = word(rest);
    let (end, rest) = word(rest);
    let (start, end) = (hex_0x(start)?, hex_0x(end).filter(|_| dash == "-")?);
    let (head, uuid) = match rest.split_once('<') {
        Some((head, tail)) => (head, tail.split_once('>').and_then(|(uuid, _)| dashed(uuid))),
        None => (rest, None),
    };
    // behind the name stand its version in parentheses, and the processor
    let name = head.split(" (").next().unwrap_or(head).trim().trim_start_matches('+');
    let is_arch = |word: &str| {
        ["arm64", "arm64e", "arm64_32", "armv7", "armv7s", "x86_64", "x86_64h", "i386"]
            .contains(&word)
    };
    let name = match name.rsplit_once(' ') {
        Some((name, arch)) if is_arch(arch) => name.trim_end(),
        _ => name,
    };
    Some(Image { start, end, name: name.to_owned(), uuid })
}

/// A UUID as its files have it, in capitals and with dashes.
fn dashed(uuid: &str) -> Option<String> {
    let digits: String = uuid.chars().filter(|letter| *letter != '-').collect();
    let is_uuid = digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|part| digits.get(part).unwrap_or(""));
    is_uuid.then(|| parts.join("-").to_ascii_uppercase())
}

pub(super) fn frame(line: &str, images: &Images) -> Option<NativeFrame> {
    let (label, rest) = word(line.trim_start());
    if label.is_empty() || !label.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // the name of the image may have spaces: it ends where the address begins
    let at = rest.find(" 0x")?;
    let (module, rest) = rest.split_at_checked(at)?;
    let module = module.trim_end();
    let (address, rest) = word(rest.trim_start());
    let address = hex(address)?;
    let (what, offset) = rest.rsplit_once(" + ")?;
    let offset = offset.split_whitespace().next()?;
    let offset: u64 = offset.parse().ok()?;
    let image = images.at(address, module);
    let base = hex_0x(what.trim());
    let start = base.or_else(|| Some(image?.start).filter(|start| *start <= address));
    let place = match (start, base) {
        // of an image that nothing is told of, the offset counts from the function
        (None, _) => return None,
        (Some(start), _) => address.checked_sub(start).unwrap_or(offset),
    };
    if module == "???" || start == Some(0) && address == 0 {
        return None;
    }
    Some(NativeFrame {
        index: 0,
        before: indent(line).to_owned(),
        label: label.to_owned(),
        module: module.to_owned(),
        id: image.and_then(|image| image.uuid.clone()),
        place: CodePlace::Offset(place),
        is_return: label.bytes().any(|byte| byte != b'0'),
        function: Some(what.trim().to_owned()).filter(|_| base.is_none()),
    })
}
