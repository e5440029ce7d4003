//! One line of a stack trace as JVMs and Android's runtime write it: `at a.b.C.m(File.java:12)`, with what logs put around it.

use super::text::find;

/// A frame of a stack trace of the JVM.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JvmFrame {
    /// What stands before `at` in its line: its indentation, or the words of a log.
    pub before: String,
    /// Class loader and module, with their slashes: `app//`, `java.base@17/`.
    pub loader: String,
    /// The class, with its package.
    pub class: String,
    /// The method.
    pub method: String,
    /// What stands for the source file: `SourceFile`, `Native Method`, or nothing but a line behind it.
    pub file: String,
    /// The line, as the trace has it.
    pub line: Option<u32>,
    /// What stands behind the frame in its line.
    pub after: String,
}

/// What stands before the hash of a mapping, where R8 names it in place of the source file.
const MAP_ID: &str = "r8-map-id-";

/// What JVMs write where there is no file.
const NO_FILE: [&str; 5] =
    ["Unknown Source", "Native Method", "Native method", "Compiled Code", "<generated>"];

/// The endings of files in which other languages' frames are.
const OTHER: [&str; 12] = [
    ".js", ".mjs", ".cjs", ".jsx", ".ts", ".tsx", ".mts", ".cts", ".vue", ".html", ".bundle", ".cs",
];

impl JvmFrame {
    /// The hash of the mapping that the frame names.
    #[must_use]
    pub fn map_id(&self) -> Option<&str> {
        self.file.strip_prefix(MAP_ID).filter(|id| !id.is_empty())
    }

    /// Whether a shrinker has put what stands for the source file.
    pub(super) fn is_shrunk(&self) -> bool {
        matches!(self.file.as_str(), "SourceFile" | "Proguard" | "ProGuard" | "PG" | "")
            || self.map_id().is_some()
    }

    /// The same line with another class, method, file and line.
    pub(super) fn with(&self, class: &str, method: &str, file: &str, line: Option<u32>) -> String {
        let line = line.map(|line| format!(":{line}")).unwrap_or_default();
        let Self { before, loader, after, .. } = self;
        [before, "at ", loader, class, ".", method, "(", file, &line, ")", after].concat()
    }
}

/// The frame that a line holds.
pub(super) fn frame(raw: &str) -> Option<JvmFrame> {
    let indent = raw.len().saturating_sub(raw.trim_ascii_start().len());
    let mut start = 0;
    while let Some(at) = find(raw.get(start..)?, "at ") {
        let before = raw.get(..start.saturating_add(at))?;
        start = before.len().saturating_add("at ".len());
        let is_alone = before.len() == indent;
        if (is_alone || before.ends_with([' ', '\t']))
            && let Some(frame) = element(raw.get(start..)?, is_alone)
        {
            return Some(JvmFrame { before: before.to_owned(), ..frame });
        }
    }
    None
}

/// What stands behind `at `. In a text of words it is taken only where it can hardly be anything else.
fn element(text: &str, is_alone: bool) -> Option<JvmFrame> {
    // what ends a name ends the search: a line may have many words, and be long
    let is_end =
        |c: char| matches!(c, '(' | ':' | '"' | '\'' | ',' | '[' | '{') || c.is_ascii_whitespace();
    let (name, rest) = text.split_at_checked(text.find(is_end)?)?;
    let rest = rest.strip_prefix('(')?;
    let (place, after) = rest.split_at_checked(rest.find(['(', ')'])?)?;
    let after = after.strip_prefix(')')?;
    let (file, line) = place_of(place)?;
    let is_sure = line.is_some() || NO_FILE.contains(&file) || file.contains('.');
    if !is_sure && !is_alone {
        return None;
    }
    let (loader, name) = loader_and_name(name);
    let (class, method) = name.rsplit_once('.')?;
    let is_class = |part: &str| !part.is_empty() && !part.starts_with(|c: char| c.is_ascii_digit());
    if method.is_empty() || !class.split('.').all(is_class) {
        return None;
    }
    Some(JvmFrame {
        before: String::new(),
        loader: loader.to_owned(),
        class: class.to_owned(),
        method: method.to_owned(),
        file: file.to_owned(),
        line,
        after: after.to_owned(),
    })
}

/// File and line of `File.java:12`, `SourceFile`, `:12` and the like.
fn place_of(place: &str) -> Option<(&str, Option<u32>)> {
    let (file, line) = match place.rsplit_once(':') {
        Some((file, line)) if is_number(line) => {
            // a number too large for any file is in none
            (file, Some(line.parse().unwrap_or(u32::MAX)))
        }
        _ => (place, None),
    };
    if NO_FILE.contains(&file) || file.is_empty() && line.is_some() {
        return Some((file, line));
    }
    let is_file = |c: char| {
        !c.is_ascii_whitespace()
            && !matches!(c, '/' | '\\' | ':' | ',' | '=' | '"' | '\'' | '<' | '>' | '(' | '|')
    };
    let is_other = OTHER.iter().any(|ending| file.ends_with(ending));
    (!file.is_empty() && !is_other && file.chars().all(is_file)).then_some((file, line))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// What stands before the class, and the rest: hidden classes have a slash in their own names, `A$$Lambda/0x0f00`.
fn loader_and_name(name: &str) -> (&str, &str) {
    let slashes = name.rmatch_indices('/').map(|(at, _)| at.saturating_add(1));
    let parts = slashes.filter_map(|at| name.split_at_checked(at));
    let mut outside = parts.filter(|(_, name)| !name.starts_with(|c: char| c.is_ascii_digit()));
    outside.next().unwrap_or(("", name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(line: &str) -> String {
        let Some(frame) = frame(line) else { return "-".to_owned() };
        let line = frame.line.map(|line| line.to_string()).unwrap_or_default();
        let JvmFrame { before, loader, class, method, file, after, .. } = frame;
        [before, loader, class, method, file, line, after].join("|")
    }

    #[test]
    fn reads_what_jvms_write() {
        for (line, expected) in [
            ("\tat a.b.C.m(C.java:12)", "\t||a.b.C|m|C.java|12|"),
            ("at a.b(SourceFile:7)", "||a|b|SourceFile|7|"),
            ("    at a.b.<init>(Unknown Source)", "    ||a.b|<init>|Unknown Source||"),
            ("    at a.b.c(Unknown Source:4)", "    ||a.b|c|Unknown Source|4|"),
            ("\tat x.Y.z(Native Method)", "\t||x.Y|z|Native Method||"),
            ("  at a.b.c(:3)", "  ||a.b|c||3|"),
            ("  at a.b.c(r8-map-id-0f:3)", "  ||a.b|c|r8-map-id-0f|3|"),
            ("  at a.b.c(SourceFile)", "  ||a.b|c|SourceFile||"),
            (
                "\tat java.base/java.lang.Thread.run(Thread.java:1583)",
                "\t|java.base/|java.lang.Thread|run|Thread.java|1583|",
            ),
            ("\tat app//a.B.c(B.kt:1)", "\t|app//|a.B|c|B.kt|1|"),
            ("\tat l/m@17.0/a.B.c(B.kt:1)", "\t|l/m@17.0/|a.B|c|B.kt|1|"),
            (
                "\tat a.B$$Lambda/0x0000000800c.run(Unknown Source)",
                "\t||a.B$$Lambda/0x0000000800c|run|Unknown Source||",
            ),
            (
                "\tat app//a.B$$Lambda$14/1234.run(Unknown Source)",
                "\t|app//|a.B$$Lambda$14/1234|run|Unknown Source||",
            ),
            (
                "\tat com.x.A$$Nest$-smgo.invoke-IoAF18A(A.kt:3)",
                "\t||com.x.A$$Nest$-smgo|invoke-IoAF18A|A.kt|3|",
            ),
            ("\tat a.b.c(B.java:1) ~[app.jar:1.0]", "\t||a.b|c|B.java|1| ~[app.jar:1.0]"),
            (
                "E/AndroidRuntime( 1234): \tat a.b.c(B.java:1)",
                "E/AndroidRuntime( 1234): \t||a.b|c|B.java|1|",
            ),
            (
                "03-04 10:00:00.123  12  12 E AndroidRuntime: \tat a.b.c(SourceFile:1)",
                "03-04 10:00:00.123  12  12 E AndroidRuntime: \t||a.b|c|SourceFile|1|",
            ),
            ("failed at a.B.c(B.java:9)", "failed ||a.B|c|B.java|9|"),
            ("  at ü.é(Ü.kt:99999999999)", "  ||ü|é|Ü.kt|4294967295|"),
            // other languages' frames, and words
            ("    at f (https://x.com/a.js:1:2)", "-"),
            ("    at Foo.bar(app.js:10)", "-"),
            ("    at A.B.C(String s, Int32 i)", "-"),
            ("   at A.B.C()", "-"),
            ("   at A.B.C () (at <0000>:0)", "-"),
            ("look at foo.bar(baz)", "-"),
            ("that.is(C.java:1)", "-"),
            ("at noon (12:30)", "-"),
            ("at 1.2(a:1)", "-"),
            ("at a..b(A.java:1)", "-"),
            ("at b(A.java:1)", "-"),
            ("at a.b(A.java:1", "-"),
            ("#00 pc 0001 /lib.so (f+1)", "-"),
            ("", "-"),
        ] {
            assert_eq!(told(line), expected, "{line}");
        }
    }

    #[test]
    fn writes_what_it_read() {
        for line in [
            "\tat app//a.b.C.m(C.java:12) ~[x.jar:?]",
            "E/X: at a.b.c(Unknown Source)",
            "at a.b.c(:3)",
        ] {
            let read = frame(line).unwrap();
            assert_eq!(read.with(&read.class, &read.method, &read.file, read.line), line);
        }
    }
}
