//! The paths of the source files of a unit, of those that are wanted.

use super::by_number::ByNumber;
use super::debug_info::{DebugInfo, Root};
use super::line_table::{Entry, FileEntry, LineTable, Texts};

/// The most bytes of a path.
const LONGEST: usize = 64 * 1024;

/// The paths of files, by their numbers in a unit's table.
pub(super) type Paths = ByNumber<String>;

/// Reads the paths of the files of these numbers.
pub(super) fn paths<'a>(
    info: &DebugInfo<'a>,
    root: &Root<'a>,
    table: &LineTable<'a>,
    texts: &Texts<'a>,
    numbers: &[u64],
) -> Paths {
    let mut files: ByNumber<Option<FileEntry<'a>>> = ByNumber::new(numbers);
    let last = files.0.last().map_or(0, |(number, _)| *number);
    // what stands before damage counts
    let _ = table.each_entry(texts, &mut |entry, number, file| {
        if entry == Entry::File
            && let Some(slot) = files.get_mut(number)
        {
            *slot = Some(file);
        }
        entry == Entry::Folder || number < last
    });
    // in DWARF 5 the first folder is the one that the compiler ran in
    let used = files.0.iter().filter_map(|(_, file)| file.map(|file| file.folder));
    let used: Vec<u64> = used.chain([0]).collect();
    let mut folders: ByNumber<Option<String>> = ByNumber::new(&used);
    let last = folders.0.last().map_or(0, |(number, _)| *number);
    let _ = table.each_entry(texts, &mut |entry, number, folder| {
        if entry == Entry::Folder
            && let Some(slot) = folders.get_mut(number)
        {
            *slot = folder.path.text();
        }
        entry == Entry::Folder && number < last
    });
    let compiled_in = match folders.get(0).cloned().flatten() {
        Some(folder) if table.version >= 5 => folder,
        _ => info.text(root, &root.folder).unwrap_or_default(),
    };
    let path = |(number, file): (u64, Option<FileEntry<'a>>)| {
        let Some(file) = file else {
            // before DWARF 5 the number 0 was no file's: some compilers mean the unit's own
            let own = info.text(root, &root.name).filter(|_| table.version < 5 && number == 0)?;
            return Some((number, join(&compiled_in, &own)));
        };
        let name = file.path.text()?;
        let folder = match file.folder {
            0 => None,
            folder => folders.get(folder).cloned().flatten(),
        };
        let folder = folder.map_or(compiled_in.clone(), |folder| join(&compiled_in, &folder));
        Some((number, join(&folder, &name)))
    };
    ByNumber(files.0.into_iter().filter_map(path).collect())
}

/// A path that may be relative to a folder.
fn join(folder: &str, path: &str) -> String {
    let has_drive = path.get(1..).is_some_and(|rest| rest.starts_with([':', '\\']));
    let is_absolute = path.starts_with(['/', '\\', '<']) || has_drive;
    if is_absolute || folder.is_empty() || path.len() > LONGEST {
        return path.to_owned();
    }
    let is_windows = folder.contains('\\') && !folder.contains('/');
    let between = if folder.ends_with(['/', '\\']) {
        ""
    } else if is_windows {
        "\\"
    } else {
        "/"
    };
    [folder, between, path].concat()
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn joins_paths() {
        for (folder, path, expected) in [
            ("/src", "a.c", "/src/a.c"),
            ("/src/", "a.c", "/src/a.c"),
            ("/src", "/usr/a.h", "/usr/a.h"),
            ("", "a.c", "a.c"),
            ("C:\\src", "a.c", "C:\\src\\a.c"),
            ("C:\\src", "D:\\a.c", "D:\\a.c"),
            ("C:/src", "a.c", "C:/src/a.c"),
            ("/src", "<built-in>", "<built-in>"),
        ] {
            assert_eq!(join(folder, path), expected);
        }
    }
}
