//! What stands in place of a frame, and what is said of it.

use super::NativeFrame;
use super::matching::{KnownFile, Matched};
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
    let of = |index: &usize| files.get(*index);
    let module = if frame.module.is_empty() { "the program" } else { &frame.module };
    let id = frame.id.as_deref().unwrap_or_default();
    let file = match found {
        Matched::ById(index) => of(index),
        Matched::ByName(index) => {
            let file = of(index);
            let name = file.map(|file| file.path.as_str()).unwrap_or_default();
            said.issues.push(Issue::new(Code::FrameByName).with("file", name));
            file
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
    said.issues.extend(answer.reason.as_ref().map(|reason| because(reason, path)));
    said.originals = answer.frames.clone();
    said.rewritten = answer.frames.iter().map(|original| line(frame, original)).collect();
    said
}

fn because(reason: &Unanswered, file: &str) -> Issue {
    let issue = |code| Issue::new(code).with("file", file);
    let unread = |why: &'static str| issue(Code::FrameSymbolsUnread).with("reason", why);
    match reason {
        Unanswered::NoDebugInfo => issue(Code::FrameStripped),
        Unanswered::Outside => issue(Code::FrameOutside),
        Unanswered::NotCovered => issue(Code::FrameNotCovered),
        Unanswered::Split { file: other } => issue(Code::FrameSplit).with("other", other.as_str()),
        Unanswered::Compressed => {
            unread("its debug information is compressed by Zstandard, which is not read here")
        }
        Unanswered::Damaged => unread("its debug information is damaged"),
        Unanswered::Endless => unread("its debug information contradicts itself without end"),
        Unanswered::OtherFormat => unread("it is neither an ELF file nor a Mach-O file"),
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
    let place = if place.is_empty() { frame.module.clone() } else { place };
    let inlined = if original.is_inlined { " [inlined]" } else { "" };
    format!("{}{} {function} ({place}){inlined}", frame.before, frame.label)
}
