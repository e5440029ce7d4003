//! Pages and scripts that are live: no panic, what is put around a script is told, and what is found in it stands in it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mapship::{
    Change, change_between, change_of, chunk_names, looks_like_map, places_of, read_page,
    read_script,
};
use sha2::{Digest, Sha256};

fuzz_target!(|data: &[u8]| {
    let page = read_page(data);
    let script = read_script(data);
    let text = String::from_utf8_lossy(data).replace("\\/", "/");
    for mention in &script.mentions {
        assert!(text.contains(&mention.url), "{mention:?}");
    }
    for mention in page.mentions.iter().chain(&script.mentions) {
        assert!(!mention.url.is_empty());
        let _ = places_of(&mention.url, &["https://x.com/a/b/c.js".to_owned()]);
    }
    if let Some(chunks) = script.chunks {
        let _ = chunk_names(&chunks.function, &script.chunk_ids);
    }
    let _ = chunk_names(&text, &["1".to_owned()]);
    let _ = looks_like_map(data);
    // the first byte says where to cut
    let Some((at, rest)) = data.split_first() else { return };
    let (one, other) = rest.split_at(usize::from(*at).min(rest.len()));
    let hash = |bytes: &[u8]| -> String {
        Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
    };
    let told = change_of(rest, one.len(), &hash(one), &["a.js.map".to_owned()]);
    assert!(other.is_empty() || told == Some(Change::Behind(other.len())));
    let told = change_of(rest, other.len(), &hash(other), &[]);
    assert!(one.is_empty() || told.is_some());
    let _ = change_between(one, other);
});
