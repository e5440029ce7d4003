//! The upload types, each declared once, in a file of its own: all that is particular to a type stands there.

mod declaration;
mod dotnet;
mod elf;
mod fields;
mod files;
mod flutter;
mod found;
mod il2cpp;
mod ios;
mod js;
mod jvm;
mod ndk;
mod pe;
mod react_native;
mod repository;
mod wasm;

pub use declaration::{
    Comparison, Example, Field, Filename, Gathering, Mismatch, Mistake, Part, Provenance, Required,
    Role, Rule, UploadType,
};
pub use files::{Claim, Identity, LeftOut, Linked, Pointer, Waiver, Which};
pub use found::{NameSays, Reach, Said, Sidecar};

use crate::formats::{Format, Slice};

/// Every upload type: the ten of the API page in its order, then those that only real clients send.
pub static TYPES: &[UploadType] = &[
    js::TYPE,
    react_native::TYPE,
    jvm::TYPE,
    ios::TYPE,
    flutter::TYPE,
    ndk::TYPE,
    il2cpp::TYPE,
    elf::TYPE,
    pe::TYPE,
    repository::TYPE,
    wasm::TYPE,
    dotnet::TYPE,
];

/// The declaration of an upload type, by its exact name.
#[must_use]
pub fn upload_type(name: &str) -> Option<&'static UploadType> {
    TYPES.iter().find(|known| known.name == name)
}

/// The type that takes a file of a format where nothing else is known of it, such as its name.
#[must_use]
pub fn usual_type(format: Format) -> Option<&'static UploadType> {
    claimed(format, |which| matches!(which, Which::Others))
}

/// The type that takes a file of a format with such a path, where nothing is known of what lies around it.
#[must_use]
pub fn type_of(format: Format, path: &str) -> Option<&'static UploadType> {
    claimed(format, |which| matches!(which, Which::Named(is) if is(path)))
        .or_else(|| usual_type(format))
}

/// The type that takes a file of a format with such a path where one of the type's sidecars lies beside or above it.
#[must_use]
pub fn type_beside(format: &str, path: &str) -> Option<&'static UploadType> {
    let is_named = |it: &Claim| matches!(it.which, Which::NamedWithSidecar(is) if is(path));
    let is_claim = |it: &Claim| it.format.name() == format && is_named(it);
    TYPES.iter().find(|known| known.claims.iter().any(is_claim))
}

/// The type that takes a file of a format for what is in it: the paths in an archive, the parts of a Mach-O file.
pub fn type_of_contents<'a>(
    format: Format,
    entries: impl Iterator<Item = &'a str> + Clone,
    slices: &[Slice],
) -> Option<&'static UploadType> {
    claimed(format, |which| match which {
        Which::Holding(is, _) => entries.clone().any(is),
        Which::WithSlice(is) => slices.iter().any(is),
        _ => false,
    })
}

fn claimed(format: Format, is: impl Fn(Which) -> bool) -> Option<&'static UploadType> {
    let is_claim = |it: &Claim| it.format == format && is(it.which);
    TYPES.iter().find(|known| known.claims.iter().any(is_claim))
}
