//! The files of a repository by themselves, for links to source code.

use super::declaration::{Gathering, Part, Role, UploadType};
use super::fields::{CLI_VERSION, COMMIT, REPOSITORY_URL};

pub(super) const TYPE: UploadType = UploadType {
    name: "repository",
    about: "repository metadata for links to source code",
    fields: &[CLI_VERSION, COMMIT.present(), REPOSITORY_URL.present()],
    parts: &[Part::new("repository", "the tracked files of the repository (JSON)")
        .of("application/json")
        .is(Role::TrackedFiles)],
    gzip: false,
    gathering: Gathering::Made,
    ..UploadType::BASE
};
