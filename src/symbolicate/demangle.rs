//! Names as the linker knows them, made readable.

use std::fmt::{Error, Write};

use cpp_demangle::{DemangleOptions, ParseOptions, Symbol};

/// The longest readable name, in bytes: what is longer is cut.
const LONGEST: usize = 16 * 1024;
/// How deep a name may be nested.
const DEEPEST: u32 = 96;

/// A name of C++ or Rust as people write it; any other as it is.
pub(super) fn demangle(name: &str) -> String {
    // ELF's versions of symbols are no part of their names
    let bare = name.split("@@").next().unwrap_or(name);
    // Mach-O puts an underscore before every name
    let mangled = if bare.starts_with("__Z") || bare.starts_with("__R") {
        bare.get(1..).unwrap_or(bare)
    } else {
        bare
    };
    if name.starts_with('?') {
        return microsoft(name).unwrap_or_else(|| name.to_owned());
    }
    rust(mangled).or_else(|| cpp(mangled)).unwrap_or_else(|| bare.to_owned())
}

/// The longest name of Microsoft's compiler that is read, in bytes: reading it takes as much of the stack.
#[cfg(feature = "pdb")]
const LONGEST_MICROSOFT: usize = 1000;

#[cfg(feature = "pdb")]
fn microsoft(name: &str) -> Option<String> {
    use msvc_demangler::DemangleFlags as Flags;
    let flags = Flags::NO_ACCESS_SPECIFIERS
        | Flags::NO_FUNCTION_RETURNS
        | Flags::NO_MEMBER_TYPE
        | Flags::NO_MS_KEYWORDS
        | Flags::NO_CLASS_TYPE
        | Flags::SPACE_AFTER_COMMA
        | Flags::HUG_TYPE;
    let name = Some(name).filter(|name| name.len() <= LONGEST_MICROSOFT)?;
    let text = msvc_demangler::demangle(name, flags).ok()?;
    (text.len() <= LONGEST).then(|| text.trim().to_owned())
}

#[cfg(not(feature = "pdb"))]
fn microsoft(_: &str) -> Option<String> {
    None
}

#[cfg(feature = "native")]
/// Whether a name is one that people can read, as far as its mangling is known.
pub(super) fn is_readable(name: &str) -> bool {
    let mangled = ["_Z", "__Z", "_R", "$s", "_$s", "$S", "_$S", "_T0", "?"];
    !mangled.iter().any(|start| name.starts_with(start))
}

fn rust(name: &str) -> Option<String> {
    let demangled = rustc_demangle::try_demangle(name).ok()?;
    let mut text = Bounded::default();
    // without the hash
    let written = write!(text, "{demangled:#}");
    text.take(written)
}

fn cpp(name: &str) -> Option<String> {
    if !name.starts_with("_Z") {
        return None;
    }
    let parsing = ParseOptions::default().recursion_limit(DEEPEST);
    let symbol = Symbol::new_with_options(name, &parsing).ok()?;
    let mut text = Bounded::default();
    let options = DemangleOptions::default().recursion_limit(DEEPEST);
    let written = symbol.structured_demangle(&mut text, &options);
    text.take(written)
}

/// A text that takes no more than so many bytes: short names can stand for very long ones.
#[derive(Default)]
struct Bounded {
    text: String,
    is_full: bool,
}

impl Bounded {
    fn take(self, written: Result<(), Error>) -> Option<String> {
        match written {
            Ok(()) => Some(self.text),
            Err(_) if self.is_full => Some([&self.text, "…"].concat()),
            Err(_) => None,
        }
    }
}

impl Write for Bounded {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        if self.text.len().saturating_add(text.len()) > LONGEST {
            self.is_full = true;
            return Err(Error);
        }
        self.text.push_str(text);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_names_of_rust_and_cpp() {
        for (name, expected) in [
            ("_ZN4core3fmt5Write9write_fmt17h0123456789abcdefE", "core::fmt::Write::write_fmt"),
            ("_RNvNtCs1234_7mycrate3foo3bar", "mycrate::foo::bar"),
            (
                "_ZNSt6vectorIiSaIiEE9push_backEOi",
                "std::vector<int, std::allocator<int> >::push_back(int&&)",
            ),
            ("__ZN4core3fmt5Write9write_fmt17h0123456789abcdefE", "core::fmt::Write::write_fmt"),
            ("_Z3addii@@VERS_1", "add(int, int)"),
            ("?total@shop@@YAHAEAV?$Basket@H$03@1@H@Z", "shop::total(shop::Basket<int, 4>&, int)"),
            ("?price@@YAHH@Z", "price(int)"),
            ("main", "main"),
            ("_ZN", "_ZN"),
        ] {
            assert_eq!(demangle(name), expected);
        }
        assert!(is_readable("main") && !is_readable("$s4shop3payyyF"));
    }

    #[test]
    fn ends_with_names_that_grow() {
        let mut name = "_Z1fI1a".to_owned();
        for at in 0..60 {
            let back = if at == 0 { "S_".to_owned() } else { format!("S{}_", at - 1) };
            name.push_str(&format!("1bI{back}{back}E"));
        }
        name.push_str("Evv");
        assert!(demangle(&name).len() <= LONGEST + 16);
    }
}
