//! What stands in place of a frame, and what is said of it.

use super::known_file::KnownFile;
use super::matching::Matched;
use super::text::base;
use super::{FrameKind, NativeFrame, NoPlace};
use crate::finding::{Code, Issue};
use crate::symbolicate::{Answer, SourceFrame, Unanswered};

/// What is said of a frame.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SaidFrame {
    /// What it was in the sources, what was inlined first; none where that is not known.
    pub originals: Vec<SourceFrame>,
    /// The lines that stand in its place.
    pub rewritten: Vec<String>,
    /// Why it is not readable, or not wholly, or what else is to be said of it.
    pub issues: Vec<Issue>,
}

/// Says what became of a frame: which file was found for it, and what that answered.
#[must_use]
pub fn say(
    frame: &NativeFrame,
    found: &Matched,
    files: &[KnownFile],
    answer: Option<&Answer>,
) -> SaidFrame {
    let mut said = SaidFrame::default();
    let is_matched = !matches!(found, Matched::OtherBuild(_) | Matched::Missing);
    if frame.is_readable && (frame.place.is_none() || !is_matched) {
        return said;
    }
    if let Some(why) = frame.no_place {
        said.issues.push(Issue::new(no_place(why)));
        return said;
    }
    let of = |index: &usize| files.get(*index);
    let module = if frame.module.is_empty() { "the program" } else { &frame.module };
    let id = frame.id.as_deref().unwrap_or_default();
    let path = |index: &usize| of(index).map(|file| file.path.as_str()).unwrap_or_default();
    let file = match found {
        Matched::ById(index) => of(index),
        Matched::ByName(index) => {
            said.issues.push(Issue::new(Code::FrameByName).with("file", path(index)));
            of(index)
        }
        Matched::ByOnly(index) => {
            let issue = Issue::new(Code::FrameByNameOnly).with("file", path(index));
            said.issues.push(issue.with("module", module));
            of(index)
        }
        Matched::OtherBuild(index) => {
            let other = of(index).cloned().unwrap_or_default();
            let own = other.ids.first().cloned().unwrap_or_else(|| "none".to_owned());
            let issue = Issue::new(Code::FrameOtherId).with("module", module).with("id", id);
            said.issues.push(issue.with("file", other.path).with("other", own));
            return said;
        }
        Matched::Missing if id.is_empty() => {
            said.issues.push(Issue::new(Code::FrameNoSymbols).with("module", module));
            return said;
        }
        Matched::Missing => {
            let issue = Issue::new(Code::FrameNoSymbolsId).with("module", module);
            said.issues.push(issue.with("id", id));
            return said;
        }
    };
    let path = file.map(|file| file.path.as_str()).unwrap_or_default();
    let Some(answer) = answer else { return said };
    said.issues.extend(answer.reason.as_ref().map(|reason| because(reason, frame, path)));
    said.originals = answer.frames.clone();
    // of .NET the method stands in the trace alone
    for original in &mut said.originals {
        if original.function.is_none() {
            original.function.clone_from(&frame.function);
        }
    }
    said.rewritten = said.originals.iter().map(|original| line(frame, original)).collect();
    said
}

fn no_place(why: NoPlace) -> Code {
    match why {
        NoPlace::Il2cpp => Code::FrameNoAddressIl2cpp,
        NoPlace::NoOffset => Code::FrameNoAddressDotnet,
        NoPlace::NoToken => Code::FrameNoAddressMono,
    }
}

fn because(reason: &Unanswered, frame: &NativeFrame, file: &str) -> Issue {
    let issue = |code| Issue::new(code).with("file", file);
    let unread = |why: &'static str| issue(Code::FrameSymbolsUnread).with("reason", why);
    match reason {
        Unanswered::NoDebugInfo => issue(Code::FrameStripped),
        Unanswered::Outside => issue(Code::FrameOutside),
        Unanswered::InMemory => issue(Code::FrameInMemory).with("module", frame.module.as_str()),
        Unanswered::NoFunction => {
            let name = frame.function.as_deref().unwrap_or_default();
            issue(Code::FrameNoFunction).with("function", name)
        }
        Unanswered::NoMethod => issue(Code::FrameNoMethod),
        Unanswered::InPdb { file: pdb } => issue(Code::FrameInPdb).with("pdb", base(pdb)),
        Unanswered::NotCovered => issue(Code::FrameNotCovered),
        Unanswered::Split { file: other } => issue(Code::FrameSplit).with("other", other.as_str()),
        Unanswered::Compressed => issue(Code::FrameCompressed),
        Unanswered::Damaged => unread("its debug information is damaged"),
        Unanswered::Endless => unread("its debug information contradicts itself without end"),
        Unanswered::OtherFormat => unread("it is no file with debug information"),
        Unanswered::BrokenFile => unread("its headers are damaged"),
        Unanswered::NoSlice => unread("no part of it has the UUID of the trace"),
    }
}

/// A frame as it is shown: `#01 total (/shop/shop.c:6:51)`.
fn line(frame: &NativeFrame, original: &SourceFrame) -> String {
    let function = original.function.as_deref().or(frame.function.as_deref()).unwrap_or("??");
    let mut place = original.file.clone().unwrap_or_default();
    for number in [original.line, original.column].into_iter().map_while(|number| number) {
        place.push_str(&format!(":{number}"));
    }
    let NativeFrame { before, label, .. } = frame;
    if let (FrameKind::DotNet, Some(line)) = (frame.kind, original.line) {
        let file = original.file.as_deref().unwrap_or_default();
        return format!("{before}{label} {function} in {file}:line {line}");
    }
    let place = if place.is_empty() { frame.module.clone() } else { place };
    let inlined = if original.is_inlined { " [inlined]" } else { "" };
    let space = if label.is_empty() { "" } else { " " };
    format!("{before}{label}{space}{function} ({place}){inlined}")
}
