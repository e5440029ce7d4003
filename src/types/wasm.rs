//! WebAssembly modules with debug information.

use super::declaration::{Gathering, Mismatch, Part, Provenance, UploadType};
use super::fields::{
    BUILD_ID, CLI_VERSION, COMMIT, FILENAME, ORIGIN, ORIGIN_VERSION, OVERWRITE, REPOSITORY,
    REPOSITORY_URL,
};
use super::files::{Claim, Identity, LeftOut, Which};
use super::found::FILE_NAME;
use crate::finding::Code;
use crate::formats::Format;

pub(super) const TYPE: UploadType = UploadType {
    name: "wasm_symbol_file",
    about: "WebAssembly modules with DWARF debug information",
    provenance: Provenance::Observed,
    fields: &[
        CLI_VERSION.observed(),
        ORIGIN_VERSION.observed(),
        ORIGIN.observed(),
        BUILD_ID.observed(),
        COMMIT.observed(),
        REPOSITORY_URL.observed(),
        FILENAME.observed(),
        OVERWRITE.observed(),
    ],
    parts: &[
        Part::new("wasm_symbol_file", "the WebAssembly module").observed(),
        REPOSITORY.observed(),
    ],
    gathering: Gathering::Each,
    formats: &[Format::Wasm],
    mismatch: Mismatch::Expected("a WebAssembly module with DWARF"),
    claims: &[Claim { format: Format::Wasm, which: Which::Others }],
    name_says: &[FILE_NAME],
    left_out: &[
        LeftOut::For(Code::WasmComponent),
        LeftOut::For(Code::WasmExternal),
        LeftOut::For(Code::WasmNoBuildId),
        LeftOut::For(Code::WasmNoDebug),
        LeftOut::Silently(Code::WasmSplitPart),
    ],
    identity: Identity { shown: &["build_id"], same: &[] },
    ..UploadType::BASE
};
