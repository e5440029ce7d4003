//! What a frame was in the sources, by the lines of its class in a mapping.
//!
//! Lines of a method that have the same range stand for calls that were inlined into each other: the innermost comes first, the method
//! that is in the program last. What is said in comments of a method is said below the last.

use super::block::{Block, Entry};

/// How many lines of a source a place may stand for.
const LINES: u32 = 8;

/// How many methods of one name are told apart.
const METHODS: usize = 1000;

/// How many readings of a frame are told.
const READINGS: usize = 16;

/// A frame as it was in the sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JvmOriginal {
    /// The class, with its package.
    pub class: String,
    /// The method.
    pub method: String,
    /// The file that the class is from.
    pub file: String,
    /// The line in it, where it is known: 1-based.
    pub line: Option<u32>,
}

/// What has to be known of the lines above a frame.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Above<'a> {
    /// The exception, as it was in the sources, where it stands right above.
    pub thrown: Option<&'a str>,
    /// The outline above: class and method as in the trace, and the line.
    pub outline: Option<(&'a str, &'a str, u32)>,
}

/// What was found of a frame.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// What it may stand for, each the innermost frame first; none where the sources have none.
    Readings(Vec<Vec<JvmOriginal>>, Lines),
    /// It is one of an outline: the next frame says what is meant.
    Outline,
    /// The class has no such method.
    NoMethod,
    /// The line is in no range of it.
    NoLine,
}

/// What is known of the lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lines {
    /// All there is.
    Known,
    /// The trace has none, so what was inlined is not known.
    Missing,
}

/// Lines of one range: the innermost frame first.
type Group<'a> = Vec<&'a Entry>;

/// Looks a method of a class up.
pub(super) fn look_up(block: &Block, method: &str, line: Option<u32>, above: Above<'_>) -> Found {
    let methods = methods_of(block, method);
    if methods.is_empty() {
        return Found::NoMethod;
    }
    let told = |pick: fn(&Entry) -> bool| {
        move |groups: &Vec<Group<'_>>| {
            groups.iter().filter_map(|group| group.last()).any(|it| pick(it))
        }
    };
    if methods.iter().all(told(|it| it.told.is_outline)) {
        return Found::Outline;
    }
    let mut readings = Vec::new();
    let mut lines = Lines::Known;
    for (groups, chosen, is_bare) in chosen(&methods, line) {
        let is_synthesized = told(|it| it.told.is_synthesized)(groups);
        let (group, line) = at_callsite(groups, chosen, line, above);
        if is_bare {
            lines = Lines::Missing;
            let outermost = group.last().filter(|_| !is_synthesized);
            readings.push(outermost.map(|it| original(block, it, None)).into_iter().collect());
            continue;
        }
        for innermost in lines_of(group.first().copied(), line) {
            let of = |(depth, entry): (usize, &&Entry)| {
                let line = if depth == 0 { innermost } else { line_of(entry, line) };
                original(block, entry, line)
            };
            let mut frames: Vec<JvmOriginal> = group.iter().enumerate().map(of).collect();
            if is_synthesized {
                frames.pop();
            }
            let removed = removed(group, above.thrown);
            if removed <= frames.len() {
                frames.drain(..removed);
            }
            readings.push(frames);
        }
    }
    let mut known: Vec<Vec<JvmOriginal>> = Vec::new();
    for reading in readings {
        if known.len() < READINGS && !known.contains(&reading) {
            known.push(reading);
        }
    }
    if known.is_empty() { Found::NoLine } else { Found::Readings(known, lines) }
}

/// The groups of each method that is called so in the trace.
fn methods_of<'a>(block: &'a Block, name: &str) -> Vec<Vec<Group<'a>>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for entry in block.entries.iter().filter(|entry| entry.obfuscated == name) {
        match groups.last_mut() {
            Some(group)
                if entry.shown.is_some()
                    && group.last().is_some_and(|it| it.shown == entry.shown) =>
            {
                group.push(entry);
            }
            _ => groups.push(vec![entry]),
        }
    }
    let mut methods: Vec<(Key<'a>, Vec<Group<'a>>)> = Vec::new();
    for group in groups {
        let key = group.last().map(|last| key(last)).unwrap_or_default();
        let is_full = methods.len() >= METHODS;
        match methods.iter_mut().find(|(known, _)| *known == key) {
            Some((_, groups)) => groups.push(group),
            None if is_full => {}
            None => methods.push((key, vec![group])),
        }
    }
    methods.into_iter().map(|(_, groups)| groups).collect()
}

/// What tells the methods of one name apart.
type Key<'a> = (&'a str, &'a str, &'a str);

fn key(entry: &Entry) -> Key<'_> {
    match &entry.told.signature {
        Some(signature) => (signature, "", ""),
        None => (entry.holder.as_deref().unwrap_or_default(), &entry.method, &entry.types),
    }
}

/// The groups that a line is in, each with all of its method; of a method without a line (`true`), that it is meant is all that is known.
fn chosen<'a, 'g>(
    methods: &'g [Vec<Group<'a>>],
    line: Option<u32>,
) -> Vec<(&'g Vec<Group<'a>>, &'g Group<'a>, bool)> {
    let range = |group: &Group<'_>| group.last().and_then(|entry| entry.shown.clone());
    let holding = |groups: &'g Vec<Group<'a>>, line: u32| {
        groups.iter().find(|group| range(group).is_some_and(|range| range.contains(&line)))
    };
    let Some(line) = line else {
        let of = |groups: &'g Vec<Group<'a>>| {
            // what begins with line 0 is for frames without one
            if let Some(group) = holding(groups, 0) {
                return Some((groups, group, false));
            }
            let first = groups.first()?;
            let is_one = groups.iter().all(|group| range(group).is_none());
            Some((groups, first, groups.len() > 1 && !is_one))
        };
        return methods.iter().filter_map(of).collect();
    };
    let of = |groups| holding(groups, line).map(|group| (groups, group, false));
    let found: Vec<_> = methods.iter().filter_map(of).collect();
    if !found.is_empty() {
        return found;
    }
    let without = methods.iter().flat_map(|groups| {
        let free = groups.iter().filter(|group| range(group).is_none());
        free.map(move |group| (groups, group, false))
    });
    without.collect()
}

/// The group that is meant where the frame above was an outline's, and the line in the program that it stands for.
fn at_callsite<'a, 'g>(
    groups: &'g [Group<'a>],
    group: &'g Group<'a>,
    line: Option<u32>,
    above: Above<'_>,
) -> (&'g Group<'a>, Option<u32>) {
    let told = group.last().map(|last| last.told.callsites.as_slice()).unwrap_or_default();
    let meant = above.outline.and_then(|(class, method, line)| {
        let start = ["L", &class.replace('.', "/"), ";", method, "("].concat();
        let is_its = |name: &str| name.starts_with(&start);
        let own = told.iter().find(|it| it.outline.as_deref().is_some_and(is_its));
        let callsite = own.or_else(|| told.iter().find(|it| it.outline.is_none()))?;
        callsite.positions.iter().find(|(from, _)| *from == line).map(|(_, to)| *to)
    });
    let Some(meant) = meant else { return (group, line) };
    let holds = |group: &&Group<'_>| {
        group
            .last()
            .and_then(|entry| entry.shown.as_ref())
            .is_some_and(|range| range.contains(&meant))
    };
    match groups.iter().find(holds) {
        Some(found) => (found, Some(meant)),
        None => (group, line),
    }
}

/// How many inner frames are to be taken out where this was thrown.
fn removed(group: &Group<'_>, thrown: Option<&str>) -> usize {
    let rewrites = group.last().map(|last| last.told.rewrites.as_slice()).unwrap_or_default();
    let Some(thrown) = thrown else { return 0 };
    let apply = rewrites.iter().filter(|it| it.thrown.iter().all(|class| class == thrown));
    apply.fold(0_usize, |sum, it| sum.saturating_add(it.removed))
}

fn original(block: &Block, entry: &Entry, line: Option<u32>) -> JvmOriginal {
    JvmOriginal {
        class: entry.holder.as_ref().unwrap_or(&block.original).clone(),
        method: entry.method.clone(),
        file: String::new(),
        line,
    }
}

/// The line of a source that a place of the trace stands for: 0 is none.
fn line_of(entry: &Entry, line: Option<u32>) -> Option<u32> {
    let source = match (&entry.shown, entry.original) {
        // the lines of the source are kept
        (_, None) => line,
        (_, Some((first, None))) => Some(first),
        (_, Some((first, Some(last)))) if last <= first => Some(first),
        (Some(shown), Some((first, Some(_)))) => line
            .filter(|line| shown.contains(line))
            .and_then(|line| first.checked_add(line.checked_sub(*shown.start())?)),
        (None, Some(_)) => None,
    };
    source.filter(|line| *line > 0)
}

/// The lines that a place of the innermost frame may stand for: several where a range is wider in the source than in the program.
fn lines_of(entry: Option<&Entry>, line: Option<u32>) -> Vec<Option<u32>> {
    let Some(entry) = entry else { return Vec::new() };
    let width = |first: u32, last: u32| last.saturating_sub(first);
    let Some((first, Some(last))) = entry.original else { return vec![line_of(entry, line)] };
    let shown = entry.shown.as_ref().filter(|_| line.is_some());
    match shown {
        _ if last <= first => vec![line_of(entry, line)],
        Some(shown) if width(*shown.start(), *shown.end()) == width(first, last) => {
            vec![line_of(entry, line)]
        }
        Some(_) if width(first, last) < LINES => (first..=last).map(Some).collect(),
        _ => vec![None],
    }
}
