//! Where code can be put in at the beginning of a script: behind what has a meaning only there, a hashbang and directives such
//! as `"use strict"` or `"use client"`.

use super::cursor::{Cursor, Spot, is_line_end, is_space};
use crate::error::Result;
use crate::source::Source;

/// A place for a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub at: Spot,
    /// Whether it is the beginning of a line.
    pub starts_line: bool,
    /// Whether nothing is behind it, or only the end of the file's last line.
    pub ends_file: bool,
}

/// The first place in a script where a statement changes nothing of what the rest means.
pub(super) fn first_place(source: &dyn Source) -> Result<Place> {
    let mut cursor = Cursor::new(source, Spot::default());
    cursor.pass_bom()?;
    if cursor.starts_with(b"#!")? {
        cursor.pass_line()?;
        cursor.pass()?;
    }
    let mut at = cursor.spot();
    while let Some(behind) = directive(&mut cursor)? {
        at = behind;
    }
    let at = at_line_start(source, at)?;
    let ends_file = Cursor::new(source, at).peek()?.is_none();
    Ok(Place { at, starts_line: at.column == 0, ends_file })
}

/// The next line, where only white space is left of this one.
fn at_line_start(source: &dyn Source, at: Spot) -> Result<Spot> {
    let mut cursor = Cursor::new(source, at);
    if at.column == 0 {
        return Ok(at);
    }
    while cursor.peek()?.is_some_and(is_space) {
        cursor.pass()?;
    }
    if cursor.peek()?.is_some_and(is_line_end) {
        cursor.pass()?;
        return Ok(cursor.spot());
    }
    Ok(at)
}

/// Passes a directive (ECMA-262 11.2.1): a statement that is nothing but a string. Tells the place behind it.
fn directive(cursor: &mut Cursor<'_>) -> Result<Option<Spot>> {
    if trivia(cursor)?.is_none() || !string(cursor)? {
        return Ok(None);
    }
    let behind = cursor.spot();
    let Some(has_line_end) = trivia(cursor)? else { return Ok(None) };
    match cursor.peek()? {
        Some(';') => {
            cursor.pass()?;
            Ok(Some(cursor.spot()))
        }
        None => Ok(Some(behind)),
        // a semicolon is inserted where the next line can't go on with the expression (ECMA-262 12.10)
        Some(_) if has_line_end && !goes_on(cursor)? => Ok(Some(behind)),
        Some(_) => Ok(None),
    }
}

/// Passes white space, line ends and comments; tells whether there was a line end. `None`: a comment has no end.
fn trivia(cursor: &mut Cursor<'_>) -> Result<Option<bool>> {
    let mut has_line_end = cursor.spot().column == 0;
    while let Some(character) = cursor.peek()? {
        if is_line_end(character) {
            has_line_end = true;
            cursor.pass()?;
        } else if is_space(character) {
            cursor.pass()?;
        } else if cursor.starts_with(b"//")?
            || cursor.starts_with(b"<!--")?
            || (has_line_end && cursor.starts_with(b"-->")?)
        {
            // the last two are comments of scripts that are no modules (ECMA-262 B.1.1)
            cursor.pass_line()?;
        } else if cursor.starts_with(b"/*")? {
            cursor.pass()?;
            cursor.pass()?;
            while !cursor.starts_with(b"*/")? {
                match cursor.pass()? {
                    None => return Ok(None),
                    Some(passed) => has_line_end |= is_line_end(passed),
                }
            }
            cursor.pass()?;
            cursor.pass()?;
        } else {
            break;
        }
    }
    Ok(Some(has_line_end))
}

/// Passes a string in quotes; tells whether there was one.
fn string(cursor: &mut Cursor<'_>) -> Result<bool> {
    let quote = cursor.peek()?;
    if !matches!(quote, Some('"' | '\'')) {
        return Ok(false);
    }
    cursor.pass()?;
    loop {
        match cursor.pass()? {
            None | Some('\n' | '\r') => return Ok(false),
            Some('\\') => _ = cursor.pass()?,
            ended if ended == quote => return Ok(true),
            Some(_) => {}
        }
    }
}

/// Whether what comes next goes on with an expression that stands on the line before.
fn goes_on(cursor: &mut Cursor<'_>) -> Result<bool> {
    let next = cursor.look(11)?;
    Ok(match next {
        // as a suffix these need to stand on the same line
        [b'+', b'+', ..] | [b'-', b'-', ..] => false,
        [b'!', rest @ ..] => rest.starts_with(b"="),
        [first, ..] if b".,([`*/%=<>&|^?:+-".contains(first) => true,
        _ => [b"instanceof".as_slice(), b"in"].iter().any(|word| {
            let is_word = |byte: &u8| {
                byte.is_ascii_alphanumeric() || !byte.is_ascii() || b"_$\\".contains(byte)
            };
            next.strip_prefix(*word).is_some_and(|rest| !rest.first().is_some_and(is_word))
        }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The script with a mark at the place.
    fn marked(text: &str) -> String {
        let place = first_place(&text.as_bytes()).unwrap();
        let at = place.at.offset as usize;
        let (before, behind) = text.split_at(at);
        let lines = before.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n");
        let column = lines.rsplit('\n').next().unwrap().trim_start_matches('\u{feff}');
        assert_eq!(place.at.line, lines.matches('\n').count() as u64, "{text}");
        assert_eq!(place.at.column, column.encode_utf16().count() as u64, "{text}");
        assert_eq!(place.starts_line, place.at.column == 0, "{text}");
        assert_eq!(place.ends_file, at == text.len(), "{text}");
        format!("{before}@{behind}")
    }

    #[test]
    fn is_behind_hashbang_and_directives() {
        for expected in [
            "@",
            "@a()",
            "\u{feff}@a()",
            "\u{feff}#!x\n@a()",
            "#!/usr/bin/env node\n@a()",
            "#!/usr/bin/env node\r\n@a()",
            "#!/usr/bin/env node@",
            "#!x\n\"use strict\";@a()",
            "#!x\n\"use strict\"\n@a()",
            "@ #!x\n",
            "'use strict';@a()",
            "'use strict' ;@ a()",
            "'use strict'; \t\n@a()",
            "'use strict';\r\n@\na()",
            "'use strict';@ // why\na()",
            "'use strict'@ // why\na()",
            "'use strict'@ /* \n */a()",
            "/*! licence */ \"use client\";'use strict';@(()=>{})()",
            "// a\n\n  /* b */'use strict'\n@a()",
            "'\\'\\\n\\u{1f600}😀\u{2028}';@a()",
            "\"use strict\"@",
            "\"use strict\";@",
            "\"use strict\"\n@",
            "'use strict'\n@++a",
            "'use strict'\n@!a",
            "'use strict'\n@inner()",
            "'use strict'\n@in$()",
            "'use strict'\n@in\\u0061()",
            "'use strict'\n@import 'a'",
            "'use strict'\n@-->a",
            "<!-- a\n'use strict'\n@a()",
            "\n--> a\n'use strict';@a()",
            "'a';\n'b'\n'c';@d()",
            "'a';@'b'.c()",
            "'a';\n@'b'\n.c()",
            "'a'\u{2028}@b()",
            "'a';\u{a0}\u{2029}@b()",
        ] {
            assert_eq!(marked(&expected.replace('@', "")), expected);
        }
    }

    #[test]
    fn takes_no_expression_for_a_directive() {
        for text in [
            "'a'+b",
            "'a'\n+b",
            "'a'\n.b()",
            "'a'\n(b)",
            "'a'\n[b]",
            "'a'\n`b`",
            "'a'\n/b/c",
            "'a',b",
            "'a'\n,b",
            "'a'\n!=b",
            "'a'\nin b",
            "'a'\ninstanceof\nb",
            "'a'\n?b:c",
            "'a'==b",
            "'a' b",
            "'a\n';",
            "'a",
            "\"a'",
            "/* 'use strict'",
            "`a`;b",
            "('use strict');",
            "'a'\n/**/&&b",
            "/",
        ] {
            assert_eq!(marked(text), format!("@{text}"));
        }
    }

    #[test]
    fn is_found_wherever_a_window_ends() {
        for length in 16_380..16_392 {
            for end in ["*/", "😀*/", "\r\n*/"] {
                let text = format!("/*{}{end}'use strict';@a()", "x".repeat(length));
                assert_eq!(marked(&text.replace('@', "")), text, "{length}");
            }
        }
    }
}
