//! A debug ID for a script and its map: one that ties them together whatever either is called and wherever it is served.
//!
//! [`inject`] tells how the two files have to be changed: as pieces, so that neither is ever held. The script gets a line of code
//! that tells the ID while it runs, and a comment that tells it to tools; the map gets the ID as a member, and its mappings
//! tell of the new line. A script that carries an ID is left alone, and its map gets the same.
//!
//! ```text
//! place ──> snippet ──> script          members ──> shift ──> map
//! where     what                        where       lines
//! ```

mod cursor;
mod edits;
mod id;
mod map;
mod members;
mod place;
mod shift;
mod snippet;

pub use edits::EditPiece;
pub use snippet::CodeContext;

use super::debug_id::{read_comment, read_marker, read_native};
use super::link::{Language, link_span};
use crate::error::Result;
use crate::finding::{Code, Issue};
use crate::formats::react_native::HERMES;
use crate::source::Source;
use edits::{Edit, pieces};
use map::{DEBUG_ID, DEBUG_ID_SNAKE, shift, write_ids};
use members::{Members, read_members};
use place::first_place;
use shift::{Shift, Unfit};

/// What runs the script: it decides how the ID is made, and where it is looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Runtime {
    /// A browser.
    Web(CodeContext),
    /// React Native.
    ReactNative {
        /// Whether the code comes before the app's own. Behind it, where Datadog's command puts it into a file, it runs when the app has
        /// started, and not at all when that fails.
        first: bool,
    },
}

/// How a script and its map are to be changed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Injection {
    /// The debug ID, where there is one.
    pub id: Option<String>,
    /// Whether the script carried it already.
    pub is_carried: bool,
    /// The script as it is to be, where it changes.
    pub script: Option<Vec<EditPiece>>,
    /// The map as it is to be, where it changes.
    pub map: Option<Vec<EditPiece>>,
    /// Why the two get no ID, or what is to be said of them.
    pub issues: Vec<Issue>,
}

/// Gives a debug ID to a script and its map.
///
/// The ID is made of the script's text unless there is one for a script that has none, and is the one that Datadog's own tools make of it. Two calls on the same files have the same
/// result, and a call on files that have theirs changes nothing. Whoever writes both files writes the map first: a map that has its ID,
/// and a script that does not, are then known for what was interrupted.
///
/// # Errors
/// [`Error::Read`](crate::Error::Read) when the host cannot read a file. What a file is unfit for is an issue.
pub fn inject(
    script: &dyn Source,
    map: &dyn Source,
    runtime: &Runtime,
    id: Option<&str>,
) -> Result<Injection> {
    let refused = |issue| Ok(Injection { issues: vec![issue], ..Injection::default() });
    let carried = runtime.carried(script)?;
    if carried.is_none() && is_bytecode(script)? {
        return refused(Issue::new(Code::InjectBytecode).in_part("minified_file"));
    }
    let members = match read_members(map)? {
        Ok(members) => members,
        Err(issue) => return refused(issue.in_part("source_map")),
    };
    if members.sections.is_none() && members.mappings.is_none_or(|(_, is_empty)| is_empty) {
        return refused(Issue::new(Code::InjectNoMappings).in_part("source_map"));
    }
    let mut map_edits = Vec::new();
    if let Some(id) = carried {
        write_ids(&members, runtime.members(), &id, &mut map_edits);
        let map = changed(map_edits, map);
        return Ok(Injection { id: Some(id), is_carried: true, map, ..Injection::default() });
    }
    let id = match id.and_then(uuid) {
        Some(id) => id,
        None => runtime.id(script, &members)?,
    };
    let (script_edits, lines) = runtime.edit(script, &id)?;
    if let Some(lines) = lines.filter(|_| !was_interrupted(&members, &id))
        && let Err(unfit) = shift(map, &members, lines, &mut map_edits)?
    {
        let reason = match unfit {
            Unfit::OutOfOrder => "segments of a line are not in the order of their columns",
            Unfit::NotMappings => "they are no Base64 VLQs",
        };
        let issue = Issue::new(Code::InjectUnfit).in_part("source_map").with("reason", reason);
        return refused(issue);
    }
    write_ids(&members, runtime.members(), &id, &mut map_edits);
    Ok(Injection {
        id: Some(id),
        is_carried: false,
        script: changed(script_edits, script),
        map: changed(map_edits, map),
        issues: Vec::new(),
    })
}

/// The debug ID of a text, by which it is told from any other.
///
/// # Errors
/// [`Error::Read`](crate::Error::Read) when the host cannot read the text.
pub fn debug_id_of(text: &dyn Source) -> Result<String> {
    id::by_sha256(text)
}

impl Runtime {
    /// The members of the map that hold the ID.
    fn members(&self) -> &'static [&'static str] {
        match self {
            Self::Web(_) => &[DEBUG_ID, DEBUG_ID_SNAKE],
            Self::ReactNative { .. } => &[DEBUG_ID],
        }
    }

    /// The ID that a script carries so that it can be looked up while the script runs.
    fn carried(&self, script: &dyn Source) -> Result<Option<String>> {
        match self {
            Self::Web(_) => read_marker(script),
            // the comment and the code come together, of which bytecode has only the code
            Self::ReactNative { .. } => match read_comment(script)? {
                Some(id) => Ok(Some(id)),
                None => read_native(script),
            },
        }
    }

    /// The ID for a script that carries none: that of its comment, if another tool gave it one.
    fn id(&self, script: &dyn Source, members: &Members) -> Result<String> {
        match self {
            Self::Web(_) => match read_comment(script)? {
                Some(id) => Ok(id),
                None => id::by_sha256(script),
            },
            Self::ReactNative { .. } => {
                let ids = members.debug_id.iter().rev();
                match ids.filter_map(|member| member.value.as_deref()).find_map(uuid) {
                    Some(id) => Ok(id),
                    None => id::by_md5(script),
                }
            }
        }
    }

    /// What is to be changed in a script, and the lines that are put into it before what is mapped.
    fn edit(&self, script: &dyn Source, id: &str) -> Result<(Vec<Edit>, Option<Shift>)> {
        let comment = format!("//# debugId={id}\n");
        match self {
            Self::Web(context) => {
                let (edit, lines) = at_start(script, &snippet::web_snippet(id, context))?;
                let mut edits = vec![edit];
                if read_comment(script)?.is_none() {
                    edits.extend(at_end(script, &comment)?);
                }
                Ok((edits, Some(lines)))
            }
            Self::ReactNative { first: true } => {
                let (edit, lines) = at_start(script, &snippet::native_snippet(id))?;
                Ok((
                    [Some(edit), at_end(script, &comment)?].into_iter().flatten().collect(),
                    Some(lines),
                ))
            }
            Self::ReactNative { first: false } => {
                let code = snippet::native_snippet(id);
                Ok((at_end(script, &format!("{code}\n{comment}"))?.into_iter().collect(), None))
            }
        }
    }
}

/// Puts a line of code before all that is mapped. Returns the lines that come with it, too.
fn at_start(script: &dyn Source, code: &str) -> Result<(Edit, Shift)> {
    let place = first_place(script)?;
    let (before, after) = match (place.starts_line, place.ends_file) {
        (true, _) => ("", "\n"),
        (false, true) => ("\n", ""),
        (false, false) => ("\n", "\n"),
    };
    let lines = Shift {
        line: place.at.line,
        column: place.at.column,
        lines: (before.len() + after.len()) as u64,
    };
    Ok((Edit::insert(place.at.offset, format!("{before}{code}{after}")), lines))
}

/// Puts whole lines at the end of a script, before the comment that names its map: Datadog's client looks for that on the last line.
/// None where the comment shares its line with code.
fn at_end(script: &dyn Source, lines: &str) -> Result<Option<Edit>> {
    let length = script.len();
    let at = match link_span(script, Language::JavaScript, None)? {
        Some(span) => span.start,
        None => length,
    };
    let before = script.read_up_to(at.saturating_sub(3), 3)?;
    let before = before.get(..usize::try_from(at.min(3)).unwrap_or_default()).unwrap_or_default();
    let starts_line = at == 0
        || before.ends_with(b"\n")
        || before.ends_with(b"\r")
        || [b"\xe2\x80\xa8", b"\xe2\x80\xa9"].iter().any(|end| before == *end);
    if starts_line {
        return Ok(Some(Edit::insert(at, lines)));
    }
    // behind all code a new line is always one of its own
    Ok((at == length).then(|| Edit::insert(at, format!("\n{lines}"))))
}

/// Whether a map has the ID already, and its mappings therefore tell of the new lines: it was written, and then the script was not.
fn was_interrupted(members: &Members, id: &str) -> bool {
    members.debug_id_snake.last().is_some_and(|member| member.value.as_deref() == Some(id))
}

fn changed(edits: Vec<Edit>, source: &dyn Source) -> Option<Vec<EditPiece>> {
    (!edits.is_empty()).then(|| pieces(edits, source.len()))
}

fn uuid(text: &str) -> Option<String> {
    super::debug_id::uuid(text.as_bytes())
}

/// Whether a bundle is compiled already: bytecode of Hermes.
fn is_bytecode(script: &dyn Source) -> Result<bool> {
    Ok(script.read_up_to(0, HERMES.len())? == HERMES)
}
