//! Files with the same identity: Datadog keeps one, so only the one that tells most is sent.

use super::upload::PlannedUpload;
use crate::finding::{Code, Issue};
use crate::sorted_indices::order;

/// What symbols are taken from, the best first.
const SOURCES: [&str; 3] = ["debug_info", "symbol_table", "dynamic_symbol_table"];

/// Leaves out those that another one stands for.
pub(super) fn settle(uploads: &mut [PlannedUpload]) {
    let keys: Vec<Option<(String, usize)>> =
        uploads.iter().map(|it| Some((key(it)?, rank(it)))).collect();
    let at = |index: usize| (keys.get(index), index);
    let mut best: Option<(&str, String)> = None;
    let mut left_out = Vec::new();
    for index in order(keys.len(), &|one, other| at(one) < at(other)) {
        let Some(Some((key, _))) = keys.get(index) else { continue };
        match &best {
            Some((known, path)) if known == key => left_out.push((index, path.clone())),
            _ => best = uploads.get(index).map(|it| (key.as_str(), it.path.clone())),
        }
    }
    for (index, path) in left_out {
        let Some(upload) = uploads.get_mut(index) else { continue };
        let why = Issue::new(Code::SymbolsDuplicate).with("path", path);
        let empty = PlannedUpload::new(upload.upload_type, None, "");
        *upload = std::mem::replace(upload, empty).left_out(why);
    }
}

/// What makes it the same as another; `None` where it is like none.
fn key(upload: &PlannedUpload) -> Option<String> {
    let value = |name: &&str| member(upload, name);
    if !upload.send {
        return None;
    }
    let lists = upload.upload_type.identity.same;
    let members = lists.iter().find(|list| list.first().is_some_and(|it| value(it).is_some()))?;
    let mut key = upload.upload_type.name.to_owned();
    for name in *members {
        key.push(' ');
        key.push_str(value(name).unwrap_or_default());
    }
    Some(key)
}

/// The less the better.
fn rank(upload: &PlannedUpload) -> usize {
    let source = member(upload, "symbol_source");
    let at = SOURCES.iter().position(|known| Some(*known) == source).unwrap_or(SOURCES.len());
    // of a library and its separate debug file, the library has the hash and the dynamic symbols too
    2 * at + usize::from(member(upload, "file_hash").is_none())
}

fn member<'a>(upload: &'a PlannedUpload, name: &str) -> Option<&'a str> {
    let identity = upload.identity.as_ref()?;
    identity.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
}
