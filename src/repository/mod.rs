//! What an upload says of its git repository: where it is, at which commit, and which of its files matter.
//!
//! Running git is the host's part; this reads what git printed.

mod choose;
mod ci;
mod sources;
mod tracked;
mod url;

use serde::Serialize;

pub use choose::{ChosenCommit, Commit, choose_commit};
pub use ci::Environment;
pub use sources::sources_as_files;
pub use tracked::TrackedFiles;
pub use url::{links_to_source, strip_credentials};

/// The version of the `repository` part's layout.
const LAYOUT: u32 = 1;

/// The `repository` part's JSON. Keys are written in the order of these members.
#[derive(Serialize)]
struct Payload<'a, S: AsRef<str>> {
    #[serde(bound(serialize = ""))]
    data: [CommitFiles<'a, S>; 1],
    version: u32,
}

/// One commit of one repository.
#[derive(Serialize)]
struct CommitFiles<'a, S: AsRef<str>> {
    #[serde(bound(serialize = ""), serialize_with = "as_strings")]
    files: &'a [S],
    hash: &'a str,
    repository_url: &'a str,
}

/// The body of the `repository` part: JSON in UTF-8. `url` is expected without credentials, `sha` as 40
/// lower-case hex digits; both are written as given.
#[must_use]
pub fn repository_payload<S: AsRef<str>>(url: &str, sha: &str, files: &[S]) -> Vec<u8> {
    let commit = CommitFiles { files, hash: sha, repository_url: url };
    // strings and a number always serialise, and memory always takes them
    serde_json::to_vec(&Payload { data: [commit], version: LAYOUT }).unwrap_or_default()
}

fn as_strings<S: AsRef<str>, Z: serde::Serializer>(
    files: &&[S],
    serializer: Z,
) -> Result<Z::Ok, Z::Error> {
    serializer.collect_seq(files.iter().map(AsRef::as_ref))
}
