//! The `repository` part, and hashes.

use js_sys::{Array, Reflect};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use super::JsResult;
use super::given::texts;
use super::values::{text, to_js};

/// A URL without user name and password.
#[wasm_bindgen(js_name = stripCredentials)]
#[must_use]
pub fn strip_credentials(url: &str) -> String {
    crate::strip_credentials(url)
}

/// Repository and commit of a build: `{ repositoryUrl?, commitSha?, origin: { repositoryUrl?, commitSha? }, issues }`, from the
/// environment, from `option` and from `git`, which are `{ repositoryUrl?, commitSha? }`. Without `git`, which was not asked
/// then, only options and variables of Datadog's count.
#[wasm_bindgen(js_name = chooseCommit)]
pub fn choose_commit(env: &JsValue, option: &JsValue, git: &JsValue) -> JsResult {
    let commit = |object: &JsValue| crate::Commit {
        repository_url: text(object, "repositoryUrl"),
        commit_sha: text(object, "commitSha"),
    };
    let git = (!git.is_undefined()).then(|| commit(git));
    let read = |name: &str| {
        let value = Reflect::get(env, &name.into()).ok()?.as_string()?;
        (!value.is_empty()).then_some(value)
    };
    to_js(&crate::choose_commit(commit(option), git, &read))
}

/// The `repository` part for a map of which Git was not asked: its sources, taken for files of the repository.
/// `mapDir` is the map's folder, `cwd` the current one, absolute; undefined when no source can be taken so.
#[wasm_bindgen(js_name = sourcesPayload)]
#[must_use]
pub fn sources_payload(
    sources: &Array,
    map_dir: &str,
    cwd: &str,
    url: &str,
    sha: &str,
) -> Option<Vec<u8>> {
    let sources = texts(sources);
    let (files, _) = crate::sources_as_files(&sources, map_dir, cwd);
    (!files.is_empty()).then(|| crate::repository_payload(url, sha, &files))
}

/// SHA-256 of what is put in piece by piece: what browsers have for it takes all at once.
#[wasm_bindgen]
#[derive(Default)]
pub struct Sha256(sha2::Sha256);

#[wasm_bindgen]
impl Sha256 {
    /// Of nothing so far.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts bytes in.
    pub fn update(&mut self, bytes: &[u8]) {
        sha2::Digest::update(&mut self.0, bytes);
    }

    /// The 32 bytes of the digest; what comes after is another one.
    pub fn digest(&mut self) -> Vec<u8> {
        sha2::Digest::finalize_reset(&mut self.0).to_vec()
    }
}

/// The tracked files of a repository, indexed by name.
#[wasm_bindgen]
pub struct TrackedFiles(crate::TrackedFiles);

#[wasm_bindgen]
impl TrackedFiles {
    /// How many there are.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.paths().len()
    }

    /// The `repository` part with every tracked file.
    #[must_use]
    pub fn payload(&self, url: &str, sha: &str) -> Vec<u8> {
        crate::repository_payload(url, sha, self.0.paths())
    }

    /// The `repository` part for a map's sources; undefined when no tracked file has the name of one.
    #[wasm_bindgen(js_name = payloadFor)]
    #[must_use]
    pub fn payload_for(&self, sources: &Array, url: &str, sha: &str) -> Option<Vec<u8>> {
        let sources = texts(sources);
        let files = self.0.matching(&sources);
        (!files.is_empty()).then(|| crate::repository_payload(url, sha, &files))
    }
}

/// Reads the output of `git ls-files -z`.
#[wasm_bindgen(js_name = trackFiles)]
#[must_use]
pub fn track_files(ls_files_z: &[u8]) -> TrackedFiles {
    TrackedFiles(crate::TrackedFiles::parse(ls_files_z))
}
