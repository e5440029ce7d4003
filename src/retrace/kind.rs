//! What a name alone tells of a class or a method.

use super::text::find;

/// What the packages of a platform begin with: their classes are in no mapping, and readable as they are.
const PLATFORM: [&str; 11] = [
    "android.",
    "com.android.",
    "dalvik.",
    "java.",
    "javax.",
    "jdk.",
    "kotlin.",
    "kotlinx.",
    "libcore.",
    "sun.",
    "com.sun.",
];

/// What the names of classes hold, or begin with, that the runtime makes.
const MADE: [&str; 5] =
    ["$$Lambda", "$Proxy", "LambdaForm$", "GeneratedMethodAccessor", "_COROUTINE."];

/// Words of two letters that methods are called by.
const WORDS: [&str; 14] =
    ["as", "at", "by", "do", "go", "id", "if", "in", "is", "of", "ok", "on", "or", "to"];

/// Whether a class is one of the platform, or one that the runtime has made.
pub(super) fn is_of_platform(class: &str) -> bool {
    PLATFORM.iter().any(|start| class.starts_with(start))
        || MADE.iter().any(|part| find(class, part).is_some())
}

/// Whether a class seems to have been given its name by a shrinker: `a.b`, `U2.f$a`, `com.example.a`.
pub(super) fn is_short_class(class: &str) -> bool {
    let (package, name) = class.rsplit_once('.').unwrap_or(("", class));
    let outer = name.split('$').next().unwrap_or(name);
    let is_short = |part: &str, most: usize| part.chars().count() <= most;
    let is_small = outer.starts_with(|c: char| c.is_ascii_lowercase());
    is_short(outer, 2) && is_small
        || is_short(outer, 3) && package.split('.').all(|part| is_short(part, 2))
}

/// Whether a class is named as a file of the sources is: then it has kept its name.
pub(super) fn is_of_file(class: &str, file: &str) -> bool {
    let name = class.rsplit('.').next().unwrap_or(class);
    let outer = name.split('$').next().unwrap_or(name);
    let stem = file.split_once('.').map_or("", |(stem, _)| stem);
    !stem.is_empty() && (outer == stem || outer.strip_suffix("Kt") == Some(stem))
}

/// Whether a method seems to have been given its name by a shrinker.
pub(super) fn is_short_method(method: &str) -> bool {
    match method.chars().count() {
        0 | 1 => true,
        2 => !WORDS.contains(&method),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_by_names() {
        for class in ["a.b", "a", "U2.f$a", "com.example.a1", "o8.Bca", "A.B"] {
            assert!(is_short_class(class), "{class}");
        }
        for class in ["com.example.Api", "okio.Okio", "com.foo.UI", "rx.Observable", "io.Netty"] {
            assert!(!is_short_class(class), "{class}");
        }
        assert!(is_of_platform("java.lang.Thread") && is_of_platform("a.b$$Lambda$1/0x1"));
        assert!(!is_of_platform("androidx.core.A") && !is_of_platform("javac.A"));
        assert!(is_short_method("a") && is_short_method("aB") && !is_short_method("of"));
        assert!(!is_short_method("<init>") && !is_short_method("run"));
    }
}
