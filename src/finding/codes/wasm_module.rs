//! Findings about WebAssembly modules: `formats::wasm_module`.

macro_rules! wasm_module {
    ($next:ident $($later:ident)*; $($rows:tt)*) => { $next! { $($later)*; $($rows)*

    WasmTruncated "wasm-truncated" Error "WebAssembly: binary format, modules"
        "the file ends after {length:byte}, where {expected} ought to be"
        "it was cut off on the way: take it from the build again"
        -> "Datadog reads a damaged file or refuses it: stack traces stay unreadable"
    WasmSection "wasm-section" Error "WebAssembly: binary format, modules"
        "it can't be read on; {expected} is needed"
        "take the file from the build again"
        -> "Datadog reads a damaged file or refuses it: stack traces stay unreadable"
    WasmVersion "wasm-version" Error "WebAssembly: binary format, modules"
        "its version is {version}; 1 is needed"
        "upload the module that the linker wrote"
        -> "Datadog can't read the file, and no stack trace becomes readable by it"
    WasmComponent "wasm-component" Error "WebAssembly: component model, binary format"
        "it is a component, not a module"
        "upload the module that was made into the component"
        -> "Datadog can't read the file, and no stack trace becomes readable by it"
    WasmNoBuildId "wasm-no-build-id" Error "WebAssembly tool conventions: build_id section"
        "it has no build ID, by which Datadog would know it"
        "link with --build-id (emcc: -Wl,--build-id)"
        -> "crash reports find no upload by it, and stay unreadable"
    WasmNoDebug "wasm-no-debug" Error "WebAssembly tool conventions: DWARF"
        "it has no .debug_ section: no DWARF"
        "compile and link with -g, and upload the unstripped module"
        -> "there is nothing in it that makes a frame readable"
    WasmSplitPart "wasm-split-part" Error "DWARF 5, 7.3.2"
        "it is what -gsplit-dwarf split off from a module (.dwo, .dwp), without addresses"
        "compile without -gsplit-dwarf, and give the module"
        -> "there is nothing in it that makes a frame readable"
    WasmExternal "wasm-external" Error "WebAssembly tool conventions: external DWARF"
        "its DWARF is elsewhere: in {url}"
        "upload that file"
        -> "there is nothing in it that makes a frame readable"

    } };
}
