//! The version and the build number of an app, as its build writes them down: `Info.plist` (XML or binary) of Apple's tools,
//! `output-metadata.json` of the Android Gradle plugin.
//!
//! The binary form is the one that Apple publishes in CoreFoundation, `CFBinaryPList.c`.

/// What an app is called by when it reports an error.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AppVersion {
    /// Such as 1.4.2.
    pub version: Option<String>,
    /// The build number, which stores want to grow.
    pub build: Option<String>,
}

/// The most members of a property list that are looked at; apps have some fifty.
const MOST_MEMBERS: usize = 4096;

/// Reads one of these files, which are small enough to be held. What it does not say, or says by a variable of the build
/// only, is missing.
#[must_use]
pub fn read_app_version(bytes: &[u8]) -> AppVersion {
    let text = String::from_utf8_lossy(bytes);
    let member: &dyn Fn(&str) -> Option<String> = if bytes.starts_with(b"bplist00") {
        &|key| of_binary(bytes, key)
    } else if text.trim_start().starts_with('{') {
        return AppVersion {
            version: of_json(&text, "versionName"),
            build: of_json(&text, "versionCode"),
        };
    } else {
        &|key| of_xml(&text, key)
    };
    let resolved = |key| member(key).filter(|value| !value.is_empty() && !value.contains('$'));
    AppVersion {
        version: resolved("CFBundleShortVersionString"),
        build: resolved("CFBundleVersion"),
    }
}

/// The string behind a key, as Apple's tools write both.
fn of_xml(text: &str, key: &str) -> Option<String> {
    let (_, rest) = text.split_once(&["<key>", key, "</key>"].concat())?;
    let (value, _) = rest.trim_start().strip_prefix("<string>")?.split_once("</string>")?;
    Some(value.trim().to_owned())
}

/// The first string or number of a name; the plugin writes one for each split of the app.
fn of_json(text: &str, name: &str) -> Option<String> {
    let (_, rest) = text.split_once(&["\"", name, "\""].concat())?;
    let rest = rest.trim_start().strip_prefix(':')?.trim_start();
    let value = match rest.strip_prefix('"') {
        Some(rest) => rest.split_once('"')?.0,
        None => rest.split(|c: char| !c.is_ascii_digit()).next()?,
    };
    Some(value.to_owned()).filter(|value| !value.is_empty() && !value.contains('\\'))
}

/// The string of a key of the dictionary that is the top object.
fn of_binary(bytes: &[u8], key: &str) -> Option<String> {
    let trailer = bytes.get(bytes.len().checked_sub(32)?..)?;
    let (offset_size, index_size) = (*trailer.get(6)?, *trailer.get(7)?);
    let (top, table) = (number(trailer.get(16..24)?)?, number(trailer.get(24..32)?)?);
    let object = |index: usize| {
        let at = table.checked_add(index.checked_mul(offset_size.into())?)?;
        bytes.get(number(bytes.get(at..at.checked_add(offset_size.into())?)?)?..)
    };
    let (kind, count, members) = head(object(top)?)?;
    if kind != 0xd || count > MOST_MEMBERS {
        return None;
    }
    let index = |nth: usize| {
        let at = nth.checked_mul(index_size.into())?;
        number(members.get(at..at.checked_add(index_size.into())?)?)
    };
    let found = (0..count).find(|nth| {
        index(*nth).and_then(object).and_then(string).is_some_and(|name| name == key)
    })?;
    string(object(index(count.checked_add(found)?)?)?)
}

/// A big-endian number of up to 8 bytes.
fn number(bytes: &[u8]) -> Option<usize> {
    let value = bytes.iter().try_fold(0_u64, |value, byte| {
        (value >> 56 == 0).then_some(value << 8 | u64::from(*byte))
    })?;
    usize::try_from(value).ok()
}

/// An object's kind, how many it holds, and what follows.
fn head(object: &[u8]) -> Option<(u8, usize, &[u8])> {
    let (first, rest) = object.split_first()?;
    if first & 15 < 15 {
        return Some((first >> 4, (first & 15).into(), rest));
    }
    // the count is an object of its own: a number of 2 to the power of so many bytes
    let (size, rest) = rest.split_first()?;
    let length = 1_usize.checked_shl((size & 15).into()).filter(|length| *length <= 8)?;
    Some((first >> 4, number(rest.get(..length)?)?, rest.get(length..)?))
}

fn string(object: &[u8]) -> Option<String> {
    let (kind, count, rest) = head(object)?;
    match kind {
        5 => Some(String::from_utf8_lossy(rest.get(..count)?).into_owned()),
        6 => {
            let units = rest.get(..count.checked_mul(2)?)?.chunks_exact(2);
            let unit = |pair: &[u8]| u16::from_be_bytes(pair.try_into().unwrap_or_default());
            String::from_utf16(&units.map(unit).collect::<Vec<_>>()).ok()
        }
        _ => None,
    }
}
