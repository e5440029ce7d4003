//! `cargo xtask release`: what has to hold before a version is published, and the steps that are done here.
//!
//! A release is a tag on the commit that was looked at, and the notes and the tarball beside it. Publishing is done from the tag, by
//! whoever may.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::pack;
use crate::run::{Outcome, heading, program, root, say};

/// What stands against a release.
#[derive(Debug, Default, PartialEq, Eq)]
struct Against {
    /// What is wrong, in sentences: a dry run fails of it too.
    wrong: Vec<String>,
    /// What is still to be filled in: a dry run says it, a release refuses.
    missing: Vec<String>,
}

/// Looks at all that a release needs, and makes it unless the run is dry.
pub fn release(is_dry: bool) -> Outcome {
    let root = root();
    let version = version(&root)?;
    let changes = changes(&root, &version)?;
    let against = look(&root, &version, &changes)?;
    heading(&format!("what stands against a release of {version}"));
    for wrong in &against.wrong {
        say(&format!("wrong    {wrong}"));
    }
    for missing in &against.missing {
        say(&format!("missing  {missing}"));
    }
    if against == Against::default() {
        say("nothing");
    }
    if !against.wrong.is_empty() {
        return Err(format!("{version} can't be released: {}", against.wrong.join("; ")).into());
    }
    if !is_dry && !against.missing.is_empty() {
        return Err(format!(
            "{version} is not released, as something is missing: {}",
            against.missing.join("; ")
        )
        .into());
    }
    pack::pack()?;
    heading("the notes, from CHANGELOG.md");
    let notes = format!("# mapship {version}\n\n{}\n", changes.text);
    say(&notes);
    let tag = tag(&version);
    heading(if is_dry { "what a release would do" } else { "release" });
    let steps = [
        format!("keep the notes and the tarball in target/release/{version}/"),
        format!("tag this commit with {tag}, with the notes as its text"),
    ];
    for step in steps {
        say(&format!("- {step}"));
    }
    if is_dry {
        say("- leave the rest to whoever may publish: the commands are printed");
        return Ok(());
    }
    let folder = root.join("target/release").join(&version);
    fs::create_dir_all(&folder)?;
    let tarball = format!("mapship-{version}.tgz");
    fs::copy(root.join("target/xtask/package").join(&tarball), folder.join(&tarball))?;
    let file = folder.join("notes.md");
    fs::write(&file, &notes)?;
    program("git")
        .args(["tag", "--annotate", "--cleanup=verbatim", &tag, "--file"])
        .arg(&file)
        .run()?;
    say(&format!("\nnext:  git push origin {tag}"));
    say(&format!("       npm publish target/release/{version}/{tarball}"));
    Ok(())
}

fn tag(version: &str) -> String {
    format!("v{version}")
}

/// What the changelog says of a version.
#[derive(Debug, Default)]
struct Changes {
    /// The heading, without its marks.
    title: String,
    /// What stands below it, to the next version.
    text: String,
}

/// The section of a version, or that of what is not released yet; empty without either.
fn changes(root: &Path, version: &str) -> Outcome<Changes> {
    let changelog = read(root, "CHANGELOG.md")?;
    let sections = || changelog.split("\n## ").skip(1);
    let called = |name: &str| {
        sections().find_map(|section| {
            let (title, text) = section.split_once('\n').unwrap_or((section, ""));
            let is_it = title.split_whitespace().next() == Some(name);
            is_it.then(|| Changes { title: title.to_owned(), text: text.trim().to_owned() })
        })
    };
    Ok(called(version).or_else(|| called("Unreleased")).unwrap_or_default())
}

fn look(root: &Path, version: &str, changes: &Changes) -> Outcome<Against> {
    let mut against = Against::default();
    for (file, found) in versions(root)? {
        if found != version {
            let said = format!("{file} says version {found}, Cargo.toml {version}: make them one");
            against.wrong.push(said);
        }
    }
    if changes.text.is_empty() {
        against.wrong.push(format!("CHANGELOG.md has nothing under `## {version}`: write it"));
    } else if changes.title.starts_with("Unreleased") {
        against.missing.push(format!(
            "CHANGELOG.md calls what is new `{}`: call it `## {version}`, with the date",
            changes.title
        ));
    }
    // before the first heading of an area stands nothing
    if !changes.text.is_empty() && !changes.text.starts_with("### ") {
        against.missing.push(
            "CHANGELOG.md does not order the entries by area: put a `### Area` above each group"
                .into(),
        );
    }
    let changed = git(root, &["status", "--porcelain"])?;
    if let Some(first) = changed.lines().next() {
        against.wrong.push(format!(
            "{} files are not committed ({}): commit or remove them",
            changed.lines().count(),
            first.trim()
        ));
    }
    let tag = tag(version);
    if !git(root, &["tag", "--list", &tag])?.trim().is_empty() {
        against.wrong.push(format!("there is a tag {tag} already: raise the version"));
    }
    if json(root, "package.json")?["repository"].as_str().unwrap_or_default().is_empty() {
        against.missing.push(
            "package.json has no `repository`: fill in the project's address, such as https://host/owner/name".into(),
        );
    }
    Ok(against)
}

/// The version of the core, which uploads name as `cli_version`.
fn version(root: &Path) -> Outcome<String> {
    of_manifest(root, "Cargo.toml")
}

/// What other files say that the version is.
fn versions(root: &Path) -> Outcome<Vec<(&'static str, String)>> {
    let text = |value: &Value| value.as_str().unwrap_or("none").to_owned();
    let lock = json(root, "package-lock.json")?;
    Ok(vec![
        ("src/loops/Cargo.toml", of_manifest(root, "src/loops/Cargo.toml")?),
        ("pkg/package.json", text(&json(root, "pkg/package.json")?["version"])),
        ("package-lock.json", text(&lock["packages"]["pkg"]["version"])),
        ("Cargo.lock", of_lock(&read(root, "Cargo.lock")?, "mapship")),
    ])
}

fn of_manifest(root: &Path, file: &str) -> Outcome<String> {
    let text = read(root, file)?;
    let version = text.lines().find_map(|line| line.strip_prefix("version = "));
    Ok(version.ok_or(format!("{file} has no version"))?.trim_matches('"').to_owned())
}

fn of_lock(text: &str, name: &str) -> String {
    let (_, after) =
        text.split_once(&format!("name = \"{name}\"\nversion = \"")).unwrap_or_default();
    after.split('"').next().unwrap_or_default().to_owned()
}

fn read(root: &Path, file: &str) -> Outcome<String> {
    fs::read_to_string(root.join(file)).map_err(|error| format!("{file}: {error}").into())
}

fn json(root: &Path, file: &str) -> Outcome<Value> {
    serde_json::from_str(&read(root, file)?).map_err(|error| format!("{file}: {error}").into())
}

fn git(root: &Path, args: &[&str]) -> Outcome<String> {
    let output = Command::new("git").current_dir(root).args(args).output()?;
    if !output.status.success() {
        return Err(format!("git {}: {}", args[0], String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    /// A project that can be released, with these files in place of its own; gone when it is dropped.
    struct Project(PathBuf);

    impl Project {
        fn with(name: &str, others: &[(&str, &str)]) -> Self {
            let dir =
                std::env::temp_dir().join(format!("mapship-release-{name}-{}", std::process::id()));
            let project = Self(dir);
            let files = [
                ("Cargo.toml", "[package]\nname = \"mapship\"\nversion = \"1.2.3\"\n"),
                ("Cargo.lock", "[[package]]\nname = \"mapship\"\nversion = \"1.2.3\"\n"),
                ("src/loops/Cargo.toml", "[package]\nversion = \"1.2.3\"\n"),
                ("package.json", r#"{ "repository": "https://example.com/acme/mapship" }"#),
                ("package-lock.json", r#"{ "packages": { "pkg": { "version": "1.2.3" } } }"#),
                ("pkg/package.json", r#"{ "version": "1.2.3" }"#),
                (
                    "CHANGELOG.md",
                    "# Changelog\n\n## 1.2.3 (2026-01-01)\n\n### Checks\n\n- More.\n\n## 1.2.2\n\n- Less.\n",
                ),
            ];
            for (file, text) in files.iter().chain(others) {
                project.write(file, text);
            }
            project.git(&["init", "--quiet"]);
            project.git(&["add", "."]);
            let who = [
                "-c",
                "user.name=a",
                "-c",
                "user.email=a@example.com",
                "-c",
                "commit.gpgsign=false",
            ];
            project.git(&[&who[..], &["commit", "--quiet", "--message", "all"]].concat());
            project
        }

        fn write(&self, file: &str, text: &str) {
            let path = self.0.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }

        fn git(&self, args: &[&str]) {
            git(&self.0, args).unwrap();
        }

        fn against(&self) -> Against {
            let version = version(&self.0).unwrap();
            look(&self.0, &version, &changes(&self.0, &version).unwrap()).unwrap()
        }
    }

    impl Drop for Project {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn assert_one(said: &[String], part: &str) {
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].contains(part), "{said:?}");
    }

    #[test]
    fn nothing_stands_against_what_is_whole() {
        let project = Project::with("whole", &[]);
        assert_eq!(project.against(), Against::default());
        let changes = changes(&project.0, "1.2.3").unwrap();
        assert_eq!(changes.text, "### Checks\n\n- More.");
    }

    #[test]
    fn a_file_that_is_not_committed_is_wrong() {
        let project = Project::with("dirty", &[]);
        project.write("new.txt", "");
        assert_one(&project.against().wrong, "new.txt");
    }

    #[test]
    fn each_version_that_is_another_is_wrong() {
        let others = [
            ("pkg/package.json", r#"{ "version": "1.2.4" }"#),
            ("src/loops/Cargo.toml", "[package]\nversion = \"1.2.2\"\n"),
        ];
        let wrong = Project::with("versions", &others).against().wrong;
        assert_eq!(wrong.len(), 2, "{wrong:?}");
        assert!(wrong[0].contains("src/loops/Cargo.toml says version 1.2.2"), "{wrong:?}");
        assert!(wrong[1].contains("pkg/package.json says version 1.2.4"), "{wrong:?}");
    }

    #[test]
    fn a_changelog_without_the_version_is_wrong() {
        let others = [("CHANGELOG.md", "# Changelog\n\n## 1.2.2\n\n- Less.\n")];
        assert_one(&Project::with("changelog", &others).against().wrong, "## 1.2.3");
    }

    #[test]
    fn what_is_not_called_by_its_version_or_ordered_is_missing() {
        let others = [("CHANGELOG.md", "# Changelog\n\n## Unreleased\n\n- More.\n")];
        let against = Project::with("unreleased", &others).against();
        assert_eq!(against.wrong, Vec::<String>::new());
        assert_eq!(against.missing.len(), 2, "{against:?}");
    }

    #[test]
    fn a_tag_that_is_taken_is_wrong() {
        let project = Project::with("tag", &[]);
        project.git(&["tag", "v1.2.3"]);
        assert_one(&project.against().wrong, "v1.2.3");
    }

    #[test]
    fn an_address_that_is_not_known_is_missing() {
        let against =
            Project::with("address", &[("package.json", r#"{ "repository": "" }"#)]).against();
        assert_eq!(against.wrong, Vec::<String>::new());
        assert_one(&against.missing, "address");
    }
}
