//! What is sent of symbol files.

use super::declaration::{Declaration, Default, Kind};
use super::{CONFIG, OF_CHECK, RUNS};

pub(super) const OPTIONS: &[Declaration] = &[
    Declaration::new(
        "onlyKeepDebug",
        Kind::Bool,
        "Leave the code out of ELF files, and compress their debug information",
    )
    .more(
        "As `objcopy --only-keep-debug --compress-debug-sections=zlib` does: what symbolication needs is sent. \
         Exception handling tables are kept where `event.generate_cfi_cache` is true.",
    )
    .default(Default::True)
    .off_by("no-only-keep-debug", "Send ELF files whole, with their code")
    .within(OF_CHECK)
    .within(CONFIG)
    .on(RUNS),
    Declaration::new(
        "uploadDynamicSymbols",
        Kind::Bool,
        "In folders, also take ELF files that have no symbols but the dynamic ones",
    )
    .within(OF_CHECK)
    .within(CONFIG)
    .on(RUNS),
];
