//! Names that differ by nothing but the hash of what is in the file: the same file of two builds.

/// The shortest hash that bundlers put into names.
const SHORTEST: usize = 6;

/// Whether two names are one with different hashes: `index-rZ8xq0Lm.js` and `index-B8vT2c1d.js`.
pub(crate) fn is_of_other_build(one: &str, other: &str) -> bool {
    let alike = |pair: &(u8, u8)| pair.0 == pair.1;
    // the hash begins behind a sign, and some of its first characters may be the same
    let before = one.bytes().zip(other.bytes()).take_while(alike).count();
    let is_sign = |byte: &u8| matches!(byte, b'-' | b'.' | b'_' | b'~');
    let head = one.as_bytes().get(..before).unwrap_or_default();
    let Some(sign) = head.iter().rposition(is_sign).filter(|sign| *sign > 0) else { return false };
    let start = sign.saturating_add(1);
    let behind = one.bytes().rev().zip(other.bytes().rev()).take_while(alike).count();
    let tail = one.get(one.len().saturating_sub(behind)..).unwrap_or_default();
    let Some(ending) = tail.find('.').and_then(|dot| tail.get(dot..)) else { return false };
    let hash = |name: &str| {
        let hash = name.strip_suffix(ending)?.get(start..)?;
        let is_one = hash.len() >= SHORTEST
            && hash.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        is_one.then(|| (hash.len(), looks_random(hash)))
    };
    match (hash(one), hash(other)) {
        (Some((length, is_random)), Some((other_length, other_is_random))) => {
            one != other && length == other_length && (is_random || other_is_random)
        }
        _ => false,
    }
}

/// Whether a text is no word: it has digits, or capitals behind small letters.
fn looks_random(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
        || text.bytes().skip(1).any(|byte| byte.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_hashes_from_words() {
        for (one, other, expected) in [
            ("index-rZ8xq0Lm.js", "index-B8vT2c1d.js", true),
            ("index-rZ8-_0Lm.js", "index-rZ8T2c1m.js", true),
            ("main.3f2a91bc.chunk.js", "main.9f2a91be.chunk.js", true),
            ("page-08d9f5b1cdc72b8a.js", "page-aaaaaaaaaaaaaaaa.js", true),
            ("chunk-XYZABCDE.js", "chunk-QWERTYUI.js", true),
            ("index-rZ8xq0Lm.js", "index-rZ8xq0Lm.js", false),
            ("index-rZ8xq0Lm.js", "about-B8vT2c1d.js", false),
            ("index-rZ8xq0Lm.js", "index-B8vT2c1d.mjs", false),
            ("index-checkout.js", "index-settings.js", false),
            ("main.123.js", "main.124.js", false),
            ("42.abcdef12.js", "43.fedcba21.js", false),
            ("rZ8xq0Lm.js", "B8vT2c1d.js", false),
            ("index-rZ8xq0Lm.js", "index-B8.js", false),
            ("a", "", false),
            ("é-123456.js", "é-123457.js", true),
        ] {
            assert_eq!(is_of_other_build(one, other), expected, "{one} {other}");
            assert_eq!(is_of_other_build(other, one), expected, "{other} {one}");
        }
    }
}
