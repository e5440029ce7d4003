//! Which of the files that were given a frame is looked up in.

use super::known_file::KnownFile;
use super::text::base;
use super::{FrameKind, NativeFrame};

/// What was found for a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Matched {
    /// The file at this index, which has the ID that the trace tells.
    ById(usize),
    /// The file at this index, by its name: the trace tells no ID.
    ByName(usize),
    /// The file at this index, which has another name: it is the only one, the module is the only one without a file, and the trace tells no ID.
    ByOnly(usize),
    /// None, and what has the name, at this index, has another ID.
    OtherBuild(usize),
    /// None.
    Missing,
}

/// Which file each frame is looked up in.
#[must_use]
pub fn match_files(frames: &[NativeFrame], files: &[KnownFile]) -> Vec<Matched> {
    let mut found: Vec<Matched> = frames.iter().map(|frame| matched(frame, files)).collect();
    for kind in [FrameKind::Code, FrameKind::WebAssembly, FrameKind::DotNet] {
        if let Some((module, file)) = left(kind, frames, files, &found) {
            for (slot, frame) in found.iter_mut().zip(frames) {
                let is_of_it = frame.kind == kind && frame.id.is_none() && frame.module == module;
                if is_of_it && *slot == Matched::Missing {
                    *slot = Matched::ByOnly(file);
                }
            }
        }
    }
    found
}

fn matched(frame: &NativeFrame, files: &[KnownFile]) -> Matched {
    // of several the one that knows more
    let best = |fits: &dyn Fn(&KnownFile) -> bool| {
        let fits = |file: &KnownFile| file.is_for(frame.kind) && fits(file);
        let fitting = files.iter().enumerate().filter(|(_, file)| fits(file));
        let best = fitting.rev().max_by_key(|(_, file)| (file.has_debug_info, file.format != "pe"));
        best.map(|(index, _)| index)
    };
    // a mapping of lines is of the whole app, and has no ID
    if frame.kind == FrameKind::Generated {
        return best(&|_| true).map_or(Matched::Missing, Matched::ById);
    }
    let is_named = |file: &KnownFile| file.is_named(&frame.module);
    let Some(id) = &frame.id else {
        return best(&is_named).map_or(Matched::Missing, Matched::ByName);
    };
    match (best(&|file| file.has_id(id)), best(&is_named)) {
        (Some(index), _) => Matched::ById(index),
        // some files have no ID to compare
        (None, Some(index)) if files.get(index).is_some_and(|file| file.ids.is_empty()) => {
            Matched::ByName(index)
        }
        (None, Some(index)) => Matched::OtherBuild(index),
        (None, None) => Matched::Missing,
    }
}

/// The only module of the app without a file, and the only file that is of no module: they must belong together.
fn left<'a>(
    kind: FrameKind,
    frames: &'a [NativeFrame],
    files: &[KnownFile],
    found: &[Matched],
) -> Option<(&'a str, usize)> {
    let is_of = |(_, file): &(usize, &KnownFile)| file.is_for(kind);
    let is_used = |index: usize| {
        found.iter().any(
            |found| matches!(found, Matched::ById(own) | Matched::ByName(own) if *own == index),
        )
    };
    let mut of_kind = files.iter().enumerate().filter(is_of);
    let (index, file) = of_kind.next()?;
    if of_kind.next().is_some() || is_used(index) {
        return None;
    }
    let missing = frames.iter().zip(found).filter(|(frame, found)| {
        frame.kind == kind
            && **found == Matched::Missing
            && frame.id.is_none()
            && !frame.module.is_empty()
    });
    let mut modules: Vec<&str> = Vec::new();
    for (frame, _) in missing {
        if !is_of_system(&frame.module) && !modules.contains(&frame.module.as_str()) {
            modules.push(&frame.module);
        }
    }
    // one that goes on as the module's name does is the better one
    let alike: Vec<&&str> = modules.iter().filter(|module| file.is_alike(module)).collect();
    match (alike.as_slice(), modules.as_slice()) {
        ([module], _) => Some((module, index)),
        ([], [module]) => Some((module, index)),
        _ => None,
    }
}

/// Whether a module is one of the system, by its folder or by what such modules are called everywhere.
fn is_of_system(module: &str) -> bool {
    const FOLDERS: [&str; 9] = [
        "/lib/",
        "/lib64/",
        "/usr/",
        "/system/",
        "/apex/",
        "/vendor/",
        "/System/",
        "/data/dalvik-cache/",
        "C:\\Windows\\",
    ];
    const NAMES: [&str; 34] = [
        "[",
        "???",
        "ld-",
        "ld.",
        "libc.",
        "libc-",
        "libc++",
        "libm.",
        "libm-",
        "libpthread",
        "libdl",
        "libstdc++",
        "libgcc",
        "librt",
        "linux-vdso",
        "libart",
        "libutils",
        "libandroid_runtime",
        "libsystem_",
        "libobjc",
        "libdispatch",
        "libdyld",
        "dyld",
        "UIKit",
        "CoreFoundation",
        "Foundation",
        "AppKit",
        "ntdll",
        "kernel32",
        "kernelbase",
        "user32",
        "ucrtbase",
        "msvcp",
        "vcruntime",
    ];
    let name = base(module);
    let begins =
        |start: &&str| name.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
    FOLDERS.iter().any(|folder| module.starts_with(folder)) || NAMES.iter().any(begins)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::native_trace::native_frames;

    fn file(path: &str, id: &str, has_debug_info: bool) -> KnownFile {
        KnownFile {
            path: path.to_owned(),
            format: "elf".to_owned(),
            ids: vec![id.to_owned()],
            has_debug_info,
        }
    }

    #[test]
    fn files_are_matched_by_their_ids_and_by_names_only_without() {
        let files = [
            file("stripped/liba.so", "aa11", false),
            file("symbols/liba.so.debug", "AA11", true),
            file("libb.so", "bb22", true),
        ];
        let lines = [
            "#00 pc 0000001000  /x/liba.so (BuildId: aa11)",
            "#01 pc 0000001000  /x/libb.so (BuildId: cc33)",
            "#02 pc 0000001000  /x/libb.so",
            "#03 pc 0000001000  /x/libc.so (BuildId: dd44)",
            "#04 pc 0000001000  /x/b.so",
        ];
        assert_eq!(
            match_files(&native_frames(&lines, &files), &files),
            [
                Matched::ById(1),
                Matched::OtherBuild(2),
                Matched::ByName(2),
                Matched::Missing,
                Matched::Missing
            ]
        );
    }

    #[test]
    fn a_file_of_another_name_is_taken_where_nothing_else_can_be_meant() {
        let one = [file("out/shop.full", "aa11", true)];
        for (lines, expected) in [
            (
                ["./shop(+0x10)[0x7f10]", "/lib/x/libc.so.6(+0x29d8f)[0x7f11]"],
                [Matched::ByOnly(0), Matched::Missing],
            ),
            // either may be meant
            (
                ["./app(+0x10)[0x7f10]", "./libx.so(+0x29d8f)[0x7f11]"],
                [Matched::Missing, Matched::Missing],
            ),
            (
                ["./shop(+0x10)[0x7f10]", "./libx.so(+0x29d8f)[0x7f11]"],
                [Matched::ByOnly(0), Matched::Missing],
            ),
            // it has an ID, and that is another one
            (
                ["#0 0x1 (/x/app+0x10) (BuildId: bb22)", "#1 0x2 (/x/app+0x20) (BuildId: bb22)"],
                [Matched::Missing, Matched::Missing],
            ),
        ] {
            assert_eq!(match_files(&native_frames(&lines, &one), &one), expected, "{lines:?}");
        }
        let two = [file("a.full", "aa11", true), file("b.full", "bb22", true)];
        let lines = ["./shop(+0x10)[0x7f10]"];
        assert_eq!(match_files(&native_frames(&lines, &two), &two), [Matched::Missing]);
    }
}
