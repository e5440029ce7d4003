//! Which of the files that were given a frame is looked up in.

use super::NativeFrame;
use super::text::base;

/// A file with symbols.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownFile {
    /// Its path.
    pub path: String,
    /// Its build ID, or the UUIDs of its slices.
    pub ids: Vec<String>,
    /// Whether debug information is in it.
    pub has_debug_info: bool,
}

/// What was found for a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Matched {
    /// The file at this index, which has the ID that the trace tells.
    ById(usize),
    /// The file at this index, by its name: the trace tells no ID.
    ByName(usize),
    /// None, and what has the name, at this index, has another ID.
    OtherBuild(usize),
    /// None.
    Missing,
}

/// The ends of names that debug files have besides those of the modules.
const ENDS: [&str; 5] = [".debug", ".dbg", ".sym", ".symbols", ".dwarf"];

/// Which file each frame is looked up in.
#[must_use]
pub fn match_files(frames: &[NativeFrame], files: &[KnownFile]) -> Vec<Matched> {
    frames.iter().map(|frame| matched(frame, files)).collect()
}

fn matched(frame: &NativeFrame, files: &[KnownFile]) -> Matched {
    // of several the one that knows more
    let best = |fits: &dyn Fn(&KnownFile) -> bool| {
        let fitting = files.iter().enumerate().filter(|(_, file)| fits(file));
        let best = fitting.rev().max_by_key(|(_, file)| file.has_debug_info);
        best.map(|(index, _)| index)
    };
    let is_named = |file: &KnownFile| {
        let (own, name) = (base(&file.path), base(&frame.module));
        let rest = own.strip_prefix(name).filter(|_| !name.is_empty());
        rest.is_some_and(|rest| rest.is_empty() || ENDS.contains(&rest))
    };
    let Some(id) = &frame.id else {
        return best(&is_named).map_or(Matched::Missing, Matched::ByName);
    };
    let has_id = |file: &KnownFile| file.ids.iter().any(|own| own.eq_ignore_ascii_case(id));
    match (best(&has_id), best(&is_named)) {
        (Some(index), _) => Matched::ById(index),
        (None, Some(index)) => Matched::OtherBuild(index),
        (None, None) => Matched::Missing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::native_trace::native_frames;

    #[test]
    fn files_are_matched_by_their_ids_and_by_names_only_without() {
        let file = |path: &str, id: &str, has_debug_info| KnownFile {
            path: path.to_owned(),
            ids: vec![id.to_owned()],
            has_debug_info,
        };
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
            match_files(&native_frames(&lines), &files),
            [
                Matched::ById(1),
                Matched::OtherBuild(2),
                Matched::ByName(2),
                Matched::Missing,
                Matched::Missing
            ]
        );
    }
}
