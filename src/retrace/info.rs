//! What R8 says in comments of a mapping about the class or the method above: of its documentation "R8, Retrace and map file
//! versioning". What is of a later version than the file's is a comment like any other.

use super::object::{Value, object};

/// The newest version of the format that is known: major, minor.
pub(super) const NEWEST: Version = Version(2, 2);

/// The version of a mapping's format.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Version(pub u32, pub u32);

impl Version {
    /// That of `2.2`; of what is no number, the greatest.
    fn of(text: &str) -> Self {
        let mut numbers = text.split('.').map(|part| part.parse().unwrap_or(u32::MAX));
        Self(numbers.next().unwrap_or(u32::MAX), numbers.next().unwrap_or(0))
    }
}

/// What a comment says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Info {
    /// The version of what follows.
    Version(Version, String),
    /// The file that a class is from.
    SourceFile(String),
    /// R8 has made it: the sources have none.
    Synthesized,
    /// Code that several methods share: the next frame says which place of its own is meant.
    Outline,
    /// The places that those of an outline stand for.
    Callsite(Callsite),
    /// What to do with the frame where it threw.
    Rewrite(Rewrite),
    /// Parameters and result as they are in the program that runs.
    Signature(String),
}

/// The places in a method that those of an outline stand for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Callsite {
    /// Lines as the trace has them: of the outline, of the method.
    pub positions: Vec<(u32, u32)>,
    /// Class and method of the outline, where that is said: `La/b;c(I)V`.
    pub outline: Option<String>,
}

/// Inner frames to be taken out where one of some exceptions was thrown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Rewrite {
    /// The exceptions, with their packages; all of these must be the one.
    pub thrown: Vec<String>,
    /// How many frames, from the innermost on.
    pub removed: usize,
}

/// What a comment says, without its `#`, in a file of some version.
pub(super) fn info(comment: &str, version: Version) -> Option<Info> {
    let told = object(comment)?;
    let id = told.get("id")?.text()?;
    if id == "sourceFile" {
        return told.get("fileName")?.text().map(|name| Info::SourceFile(name.to_owned()));
    }
    let (since, read): (_, fn(&Value) -> Option<Info>) =
        match id.strip_prefix("com.android.tools.r8.")? {
            "mapping" => {
                let told = told.get("version")?.text()?;
                return Some(Info::Version(Version::of(told), told.to_owned()));
            }
            "synthesized" => (Version(1, 0), |_| Some(Info::Synthesized)),
            "outline" => (Version(2, 0), |_| Some(Info::Outline)),
            "outlineCallsite" => (Version(2, 0), callsite),
            "rewriteFrame" => (Version(2, 0), rewrite),
            "residualsignature" => (Version(2, 2), |told| {
                told.get("signature")?.text().map(str::to_owned).map(Info::Signature)
            }),
            _ => return None,
        };
    if version < since { None } else { read(&told) }
}

fn callsite(told: &Value) -> Option<Info> {
    let Value::Object(members) = told.get("positions")? else { return None };
    let position =
        |(from, to): &(String, Value)| Some((from.parse().ok()?, to.text()?.parse().ok()?));
    let outline = told.get("outline").and_then(Value::text).map(str::to_owned);
    Some(Info::Callsite(Callsite {
        positions: members.iter().filter_map(position).collect(),
        outline,
    }))
}

/// `None` where a condition or an action is not known: then nothing is to be done.
fn rewrite(told: &Value) -> Option<Info> {
    let inner = |text: &str, name: &str| {
        let inside = text.trim_ascii().strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')')?;
        Some(inside.trim_ascii().to_owned())
    };
    let conditions = told.get("conditions")?.texts();
    let thrown =
        conditions.map(|text| class_of(&inner(text, "throws")?)).collect::<Option<Vec<_>>>()?;
    let actions = told.get("actions")?.texts();
    let counts = actions.map(|text| inner(text, "removeInnerFrames")?.parse::<usize>().ok());
    let removed = counts.sum::<Option<usize>>()?;
    Some(Info::Rewrite(Rewrite { thrown, removed }))
}

/// The class of a descriptor: `a.b` for `La/b;`.
pub(super) fn class_of(descriptor: &str) -> Option<String> {
    Some(descriptor.strip_prefix('L')?.strip_suffix(';')?.replace('/', "."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_r8_says() {
        let read = |text| info(text, NEWEST);
        assert_eq!(
            read("{\"id\":\"com.android.tools.r8.mapping\",\"version\":\"2.1\"}"),
            Some(Info::Version(Version(2, 1), "2.1".to_owned()))
        );
        assert_eq!(
            read("{\"id\":\"sourceFile\",\"fileName\":\"A.kt\"}"),
            Some(Info::SourceFile("A.kt".to_owned()))
        );
        assert_eq!(
            read(
                "{'id':'com.android.tools.r8.outlineCallsite','positions':{'1':4,'2':5},'outline':'La;b()V'}"
            ),
            Some(Info::Callsite(Callsite {
                positions: vec![(1, 4), (2, 5)],
                outline: Some("La;b()V".to_owned())
            }))
        );
        assert_eq!(
            read(
                "{id:'com.android.tools.r8.rewriteFrame',conditions:['throws(La/B;)'],actions:['removeInnerFrames(2)']}"
            ),
            Some(Info::Rewrite(Rewrite { thrown: vec!["a.B".to_owned()], removed: 2 }))
        );
        assert_eq!(
            read(
                "{id:'com.android.tools.r8.rewriteFrame',conditions:['noon()'],actions:['removeInnerFrames(2)']}"
            ),
            None
        );
        assert_eq!(read("{\"id\":\"com.android.tools.r8.new\"}"), None);
        assert_eq!(read("no object"), None);
    }

    #[test]
    fn heeds_the_version() {
        let synthesized = "{\"id\":\"com.android.tools.r8.synthesized\"}";
        assert_eq!(info(synthesized, Version::default()), None);
        assert_eq!(info(synthesized, Version(1, 0)), Some(Info::Synthesized));
        let signature = "{'id':'com.android.tools.r8.residualsignature','signature':'()V'}";
        assert_eq!(info(signature, Version(2, 1)), None);
        assert!(info(signature, Version::of("experimental")).is_some());
        assert!(Version::of("3.0") > NEWEST);
    }
}
