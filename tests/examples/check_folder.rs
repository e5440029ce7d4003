//! Checks what a build left in a folder, natively: `cargo run --example check_folder -- dist/`.
//!
//! The core opens no file. This is all that a host has to give it: names, and bytes by range.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it is for a terminal")]

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use mapship::{
    CheckOptions, Error, Issue, PlanFile, PlanOptions, Planner, Source, UploadFile, check,
    is_skipped_folder, passes,
};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1) else {
        eprintln!("give a folder: check_folder dist/");
        return ExitCode::from(2);
    };
    match check_folder(Path::new(&folder)) {
        Ok(uploads) => {
            for (path, issues) in &uploads {
                println!("{} {path}", if passes(issues) { "sound " } else { "broken" });
                for issue in issues {
                    println!("       {}: {}", issue.code.name(), issue.message());
                    println!("       {}", issue.help());
                }
            }
            let is_sound = uploads.iter().all(|(_, issues)| passes(issues));
            ExitCode::from(if is_sound { 0 } else { 3 })
        }
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

/// A file that is read where it is asked for.
struct OnDisk {
    file: File,
    length: u64,
}

impl OnDisk {
    fn open(path: &Path) -> std::io::Result<Self> {
        let file = File::open(path)?;
        Ok(Self { length: file.metadata()?.len(), file })
    }
}

impl Source for OnDisk {
    fn len(&self) -> u64 {
        self.length
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> mapship::Result<()> {
        let length = buffer.len();
        let mut file = &self.file;
        file.seek(SeekFrom::Start(offset))
            .and_then(|_| file.read_exact(buffer))
            .map_err(|error| Error::Read { offset, length, reason: error.to_string() })
    }
}

/// The uploads that a folder would make, each by the path of what it is about, with what there is to say of it.
fn check_folder(folder: &Path) -> Outcome<Vec<(String, Vec<Issue>)>> {
    let mut files = Vec::new();
    walk(folder, "", &mut files)?;
    let planned = files.iter().map(|(name, path)| PlanFile {
        name: name.clone(),
        shown: path.display().to_string(),
        found: true,
        origin: None,
        root: 0,
    });
    let mut planner = Planner::new(planned.collect(), PlanOptions::default())?;
    loop {
        let wanted = planner.wanted()?;
        if wanted.is_empty() {
            break;
        }
        for id in wanted {
            let read = files.get(id).and_then(|(_, path)| OnDisk::open(path).ok());
            if read.is_none_or(|source| planner.read(id, &source, false).is_err()) {
                planner.unreadable(id);
            }
        }
    }
    let plan = planner.finish()?;
    let mut uploads = Vec::new();
    for upload in plan.uploads {
        let mut issues = upload.issues;
        if !upload.skip {
            let mut parts = Vec::new();
            for part in &upload.parts {
                // entries of archives come after the files: this program unpacks none
                if let Some((name, path)) = files.get(part.file) {
                    parts.push((part.part, name.as_str(), OnDisk::open(path)?));
                }
            }
            let given: Vec<UploadFile<'_>> = parts
                .iter()
                .map(|(part, name, source)| UploadFile { part, name, source })
                .collect();
            issues.extend(check(upload.upload_type, None, &given, CheckOptions::default())?.issues);
        }
        uploads.push((upload.path, issues));
    }
    Ok(uploads)
}

/// Every file in a folder: its name with slashes, and its path.
fn walk(folder: &Path, base: &str, files: &mut Vec<(String, PathBuf)>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{base}{}", entry.file_name().to_string_lossy());
        if !entry.file_type()?.is_dir() {
            files.push((name, entry.path()));
        } else if !is_skipped_folder(&entry.file_name().to_string_lossy()) {
            walk(&entry.path(), &format!("{name}/"), files)?;
        }
    }
    Ok(())
}

// WebAssembly has no folder here
#[cfg(all(test, not(target_family = "wasm")))]
#[allow(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn a_sound_pair_passes_and_a_broken_one_is_told() {
        let folder = std::env::temp_dir().join(format!("mapship-example-{}", std::process::id()));
        fs::create_dir_all(folder.join("js")).unwrap();
        for (name, mappings) in [("sound", "AAAA"), ("broken", "AAAA,A=")] {
            let script = format!("go()\n//# sourceMappingURL={name}.js.map\n");
            fs::write(folder.join(format!("js/{name}.js")), script).unwrap();
            let map = format!(
                r#"{{"version":3,"sources":["a.ts"],"sourcesContent":["go()"],"names":[],"mappings":"{mappings}"}}"#
            );
            fs::write(folder.join(format!("js/{name}.js.map")), map).unwrap();
        }
        let mut uploads = check_folder(&folder).unwrap();
        fs::remove_dir_all(&folder).unwrap();
        uploads.sort_by(|one, other| one.0.cmp(&other.0));
        let told: Vec<(bool, &str)> =
            uploads.iter().map(|(path, issues)| (passes(issues), path.as_str())).collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(!told.first().unwrap().0 && told.last().unwrap().0, "{told:?}");
    }
}
