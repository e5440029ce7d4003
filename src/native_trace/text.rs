//! Pieces of the lines of traces.

/// A number in hexadecimal digits, with or without `0x`.
pub(super) fn hex(text: &str) -> Option<u64> {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    let is_hex = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex.then(|| u64::from_str_radix(digits, 16).ok())?
}

/// A number in hexadecimal digits behind `0x`.
pub(super) fn hex_0x(text: &str) -> Option<u64> {
    text.starts_with("0x").then(|| hex(text))?
}

/// The word that a text begins with, and what is behind the spaces after it.
pub(super) fn word(text: &str) -> (&str, &str) {
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    (word, rest.trim_start())
}

/// The texts in parentheses of a line, without those inside of them.
pub(super) fn parenthesised(text: &str) -> Vec<&str> {
    let (mut found, mut depth, mut start) = (Vec::new(), 0_u32, 0);
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => {
                if depth == 0 {
                    start = at.saturating_add(1);
                }
                depth = depth.saturating_add(1);
            }
            ')' if depth > 0 => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    found.extend(text.get(start..at));
                }
            }
            _ => {}
        }
    }
    found
}

/// The build ID of `(BuildId: 90ae…)`, in small letters.
pub(super) fn build_id(text: &str) -> Option<String> {
    let id = parenthesised(text).into_iter().find_map(|part| part.strip_prefix("BuildId: "))?;
    let id = id.trim();
    let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_id.then(|| id.to_ascii_lowercase())
}

/// Where `#NN` stands in a line, and what is behind it: what is before, the label, the rest.
pub(super) fn numbered(line: &str) -> Option<(&str, &str, &str)> {
    for (at, _) in line.match_indices('#') {
        let rest = line.get(at..)?;
        let digits = rest.bytes().skip(1).take_while(u8::is_ascii_digit).count();
        let (label, after) = rest.split_at_checked(digits.saturating_add(1))?;
        if digits > 0 && after.starts_with(char::is_whitespace) {
            return Some((line.get(..at)?, label, after.trim_start()));
        }
    }
    None
}

/// What a frame begins with: `#1`, `1:`, `1>`, `1#`, `[1]`, `01`, `frame #1:`, `at`. What is before it, the label, the rest.
pub(super) fn split_label(line: &str) -> Option<(&str, &str, &str)> {
    let text = line.trim_start();
    let text = text.strip_prefix("* ").unwrap_or(text).trim_start();
    let text = text.strip_prefix("frame ").unwrap_or(text);
    let (label, rest) = word(text);
    let before = line.get(..line.len().saturating_sub(text.len()))?;
    let bare = label.trim_start_matches(['#', '[']).trim_end_matches([':', '>', '#', ']', '.']);
    let is_number = (1..=4).contains(&bare.len()) && bare.bytes().all(|it| it.is_ascii_digit());
    // WinDbg counts in hexadecimal digits, two at least
    let is_hex = label.len() == 2 && label.bytes().all(|it| it.is_ascii_hexdigit());
    let is_label = is_number || is_hex || label == "at";
    is_label.then_some((before, label.trim_end_matches(':'), rest.trim_end()))
}

/// Whether a word is an address: behind `0x`, or in digits of a whole one, as WinDbg writes it.
pub(super) fn is_address(word: &str) -> bool {
    let is_wide = word.len() == 17 && word.as_bytes().get(8) == Some(&b'`');
    let digits = word.replace('`', "");
    hex_0x(word).is_some()
        || (is_wide || word.len() == 8 || word.len() == 16) && hex(&digits).is_some()
}

/// Whether a text ends in a line of a source, in parentheses or not: `shop.c:3`, `/src/shop.cc:3:4`, `(Shop.swift:12)`.
pub(super) fn has_source_line(text: &str) -> bool {
    let last = text.rsplit(char::is_whitespace).next().unwrap_or(text);
    let last = last.trim_start_matches('(').trim_end_matches(')');
    let (file, number) = last.split_once(':').unwrap_or((last, ""));
    // a drive is no file
    let (file, number) = match number.split_once(':') {
        Some((path, number)) if file.len() == 1 => (path, number),
        _ => (file, number),
    };
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit() || byte == b':');
    number.starts_with(|digit: char| digit.is_ascii_digit())
        && is_number
        && base(file).contains('.')
}

/// The last name of a path.
pub(super) fn base(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// What stands before the first letter of a line that is no space.
pub(super) fn indent(line: &str) -> &str {
    line.get(..line.len().saturating_sub(line.trim_start().len())).unwrap_or_default()
}
