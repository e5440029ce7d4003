/**
 * `mapship/core.wasm`, the WebAssembly module of the core, for those who serve or cache it themselves. What an import of it gives depends
 * on the bundler: an address, its bytes, or a compiled module. Without one, `import.meta.resolve('mapship/core.wasm')` says where it is.
 */
declare const core: unknown;
export default core;
