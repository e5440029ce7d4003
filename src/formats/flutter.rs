//! What Flutter's file names and `pubspec.yaml` tell: platform, architecture, version. The rules are those of Datadog's client.

use crate::finding::{Code, Issue};
use crate::nearest::{nearest, suggestion};

/// The platforms that Flutter builds for ahead of time.
const PLATFORMS: &[&str] = &["android", "ios", "linux", "macos", "darwin", "windows", "fuchsia"];

/// The processors that Flutter builds for, in its own names; `x86_64` is what it calls `x64` on Apple's systems.
const ARCHS: &[&str] = &["arm", "arm64", "x64", "x86_64", "ia32", "x86", "riscv64"];

/// What the name of a symbol file tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlutterName {
    /// The platform, such as `android`.
    pub platform: String,
    /// The processor, such as `arm64`.
    pub arch: String,
}

/// Reads a name such as `app.android-arm64.symbols`; with folders in front or without.
///
/// # Errors
/// The finding that says that it tells nothing.
pub fn read_name(path: &str) -> Result<FlutterName, Box<Issue>> {
    let base = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let parts = || {
        let (stem, _extension) = base.rsplit_once('.')?;
        let (platform, arch) = stem.rsplit_once('-')?;
        let (_name, platform) = platform.rsplit_once('.')?;
        let is_full = !platform.is_empty() && !arch.is_empty() && !arch.contains('.');
        is_full.then(|| FlutterName { platform: platform.to_owned(), arch: arch.to_owned() })
    };
    parts().ok_or_else(|| Box::new(Issue::new(Code::FlutterName).with("name", base)))
}

/// What is unusual about a name.
#[must_use]
pub fn check_name(name: &FlutterName) -> Vec<Issue> {
    let judge = |code, value: &str, known: &'static [&'static str]| {
        (!known.contains(&value)).then(|| {
            let close = nearest(value, known.iter().copied());
            let issue = Issue::new(code).with("value", value).with("known", known.join(", "));
            issue.with("suggestion", suggestion(close))
        })
    };
    let platform = judge(Code::FlutterPlatform, &name.platform, PLATFORMS);
    platform.into_iter().chain(judge(Code::FlutterArch, &name.arch, ARCHS)).collect()
}

/// The version that a `pubspec.yaml` tells, as Datadog is told it, and what was found about it.
///
/// # Errors
/// The finding that says that there is none.
pub fn read_version(pubspec: &str) -> Result<(String, Option<Issue>), Box<Issue>> {
    let told = pubspec.lines().find_map(|line| line.strip_prefix("version:")).map(scalar);
    let Some(value) = told.filter(|value| !value.is_empty()) else {
        return Err(Box::new(Issue::new(Code::FlutterVersionMissing)));
    };
    let Some((core, rest)) = semantic(value) else {
        let issue = Issue::new(Code::FlutterVersionForm).with("value", value);
        return Ok((value.to_owned(), Some(issue)));
    };
    let issue = (!rest.is_empty())
        .then(|| Issue::new(Code::FlutterVersionCut).with("value", value).with("sent", core));
    Ok((core.to_owned(), issue))
}

/// A version as the event of a symbol file has it: Datadog's client makes a hyphen of the first plus.
#[must_use]
pub fn event_version(version: &str) -> String {
    version.replacen('+', "-", 1)
}

/// A plain or quoted YAML scalar on one line, without the comment behind it.
fn scalar(text: &str) -> &str {
    let text = text.trim();
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote) {
            return inner.split_once(quote).map_or(inner, |(inner, _)| inner).trim();
        }
    }
    let text = if text.starts_with('#') { "" } else { text };
    text.split_once(" #").map_or(text, |(value, _)| value).trim_end()
}

/// `1.2.3` and what follows it, when it is a semantic version.
fn semantic(version: &str) -> Option<(&str, &str)> {
    let end = version.find(['-', '+']).unwrap_or(version.len());
    let (core, rest) = version.split_at_checked(end)?;
    let is_number = |part: &str| {
        let is_plain = part.len() == 1 || !part.starts_with('0');
        is_plain && !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_sound = core.split('.').filter(|part| is_number(part)).count() == 3
        && core.split('.').count() == 3
        && rest.len() != 1
        && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-+.".contains(&byte));
    is_sound.then_some((core, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_names() {
        for (name, expected) in [
            ("app.android-arm64.symbols", Some(("android", "arm64"))),
            ("build/symbols/app.ios-arm64.symbols", Some(("ios", "arm64"))),
            ("C:\\build\\app.android-x64.symbols", Some(("android", "x64"))),
            ("my-app.v1.2.android-arm.symbols", Some(("android", "arm"))),
            ("app.android.symbols", None),
            ("android-arm64.symbols", None),
            ("app.-arm64.symbols", None),
            ("app.android-.symbols", None),
            ("app.android-arm64", None),
            ("symbols", None),
            ("", None),
        ] {
            let read = read_name(name).ok();
            let read = read.as_ref().map(|it| (it.platform.as_str(), it.arch.as_str()));
            assert_eq!(read, expected, "{name}");
        }
        let odd = FlutterName { platform: "andriod".to_owned(), arch: "mips".to_owned() };
        let found: Vec<Code> = check_name(&odd).iter().map(|issue| issue.code).collect();
        assert_eq!(found, [Code::FlutterPlatform, Code::FlutterArch]);
    }

    #[test]
    fn reads_versions() {
        for (line, expected, code) in [
            ("version: 1.2.3", "1.2.3", None),
            ("version: 1.2.3 # the third", "1.2.3", None),
            ("version: \"1.2.3\" # the third", "1.2.3", None),
            ("version: '1.2.3+4'", "1.2.3", Some(Code::FlutterVersionCut)),
            ("version:    1.2.3-beta.1+4", "1.2.3", Some(Code::FlutterVersionCut)),
            ("version: 1.2", "1.2", Some(Code::FlutterVersionForm)),
            ("version: 01.2.3", "01.2.3", Some(Code::FlutterVersionForm)),
            ("version: 1.2.3+", "1.2.3+", Some(Code::FlutterVersionForm)),
        ] {
            let pubspec = format!("name: shop\ndependencies:\n  version: 9\n{line}\r\n");
            let (version, issue) = read_version(&pubspec).unwrap();
            assert_eq!((version.as_str(), issue.map(|it| it.code)), (expected, code), "{line}");
        }
        for pubspec in ["", "name: shop", "version:", "version: # later", " version: 1.2.3"] {
            let missing = read_version(pubspec).unwrap_err();
            assert_eq!(missing.code, Code::FlutterVersionMissing, "{pubspec}");
        }
        assert_eq!(event_version("1.0.0+3+4"), "1.0.0-3+4");
    }
}
