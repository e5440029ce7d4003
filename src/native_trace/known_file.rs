//! [`KnownFile`]: a file with symbols, and what ties frames to it.

use super::FrameKind;
use super::text::base;

/// A file with symbols.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownFile {
    /// Its path.
    pub path: String,
    /// What it is, as [`Format::name`](crate::Format::name) has it.
    pub format: String,
    /// Its build ID, its GUID with the age, or the UUIDs of its slices.
    pub ids: Vec<String>,
    /// Whether debug information is in it.
    pub has_debug_info: bool,
}

/// Names and values of an inspection that are IDs.
const IDS: [&str; 3] = ["gnu_build_id", "build_id", "linker_build_id"];

/// The ends of names that debug files have besides those of the modules.
const ENDS: [&str; 8] =
    [".debug", ".dbg", ".sym", ".symbols", ".dwarf", ".pdb", ".debug.wasm", ".dSYM"];
/// The ends of modules in whose place the debug file has its own.
const MODULES: [&str; 6] = [".exe", ".dll", ".sys", ".so", ".wasm", ".dylib"];

impl KnownFile {
    /// A file by what an inspection has told: its identity, and the UUIDs of its slices, each with whether it has debug information.
    #[must_use]
    pub fn of(
        path: String,
        format: String,
        identity: &[(String, String)],
        slices: &[(String, bool)],
    ) -> Self {
        let value = |wanted: &str| {
            let found = identity.iter().find(|(name, _)| name == wanted);
            found.map(|(_, value)| value.clone())
        };
        let mut ids: Vec<String> = slices.iter().map(|(uuid, _)| uuid.clone()).collect();
        ids.extend(IDS.into_iter().filter_map(value));
        if let (Some(guid), Some(age)) = (value("pdb_sig"), value("pdb_age")) {
            let age = age.parse::<u32>().unwrap_or_default();
            ids.push(format!("{guid}-{age:x}"));
        }
        ids.extend(value("guid"));
        let has_debug_info = value("symbol_source").is_some_and(|it| it == "debug_info")
            || slices.iter().any(|(_, has)| *has)
            || format == "wasm";
        Self { path, format, ids, has_debug_info }
    }

    /// Whether frames of that kind are looked up in such files.
    pub(super) fn is_for(&self, kind: FrameKind) -> bool {
        let format = self.format.as_str();
        match kind {
            FrameKind::Code => matches!(format, "elf" | "mach-o" | "pe" | "pdb" | "breakpad"),
            FrameKind::WebAssembly => format == "wasm",
            FrameKind::DotNet => format == "portable-pdb",
            FrameKind::Generated => format == "il2cpp-mapping",
        }
    }

    /// The module of the core that reads it; none where it is a mapping of lines, which needs none of its own.
    #[must_use]
    pub fn reader(&self) -> Option<&'static str> {
        match self.format.as_str() {
            "elf" | "mach-o" | "pe" | "wasm" => Some("native"),
            "pdb" | "breakpad" | "portable-pdb" => Some("pdb"),
            _ => None,
        }
    }

    /// Whether it takes lines of what was made of C# to lines of C#.
    #[must_use]
    pub fn is_mapping_of_lines(&self) -> bool {
        self.is_for(FrameKind::Generated)
    }

    /// Whether it has the name of a module, but for an end.
    pub(super) fn is_named(&self, module: &str) -> bool {
        let (own, name) = (base(&self.path), base(module));
        if name.is_empty() {
            return false;
        }
        let stem = MODULES.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
        let rest = |name: &str| {
            let (head, rest) = own.split_at_checked(name.len())?;
            head.eq_ignore_ascii_case(name).then_some(rest)
        };
        let has_end = |rest: &str| ENDS.iter().any(|end| rest.eq_ignore_ascii_case(end));
        // of Windows' programs the debugger leaves the end out
        let is_program = |rest: &str| MODULES.iter().take(3).any(|end| rest == *end);
        rest(name).is_some_and(|rest| rest.is_empty() || has_end(rest) || is_program(rest))
            || rest(stem).is_some_and(has_end)
    }

    /// Whether it may be the file of a module by a name that goes on otherwise: `shop.full`, `libshop-1.2.so`.
    pub(super) fn is_alike(&self, module: &str) -> bool {
        let own = base(&self.path);
        let stem = base(module).split('.').next().unwrap_or_default();
        let rest = own.strip_prefix(stem).filter(|_| !stem.is_empty());
        rest.is_some_and(|rest| rest.starts_with(['.', '-', '_']))
    }

    /// Whether it has the ID that a trace tells.
    pub(super) fn has_id(&self, id: &str) -> bool {
        self.ids.iter().any(|own| is_same(id, own))
    }
}

/// Whether two IDs are the same: minidumps write that of an ELF file as a GUID, and put the age behind it, which is 0 where there is none.
fn is_same(traced: &str, own: &str) -> bool {
    let digits = |id: &str| -> String {
        let kept = id.chars().filter(|letter| *letter != '-');
        kept.map(|letter| letter.to_ascii_lowercase()).collect()
    };
    let (traced, own) = (digits(traced), digits(own));
    if traced == own {
        return true;
    }
    let Some(guid) = traced.strip_suffix('0').filter(|guid| guid.len() == 32) else { return false };
    let Some(first) = own.get(..32) else { return false };
    let pair = |at: usize| first.get(at.saturating_mul(2)..)?.get(..2);
    let order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
    let swapped: Option<String> = order.into_iter().map(pair).collect();
    own.len() == 32 && guid == own || swapped.is_some_and(|swapped| guid == swapped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_ids_as_minidumps_write_them() {
        for (traced, own, same) in [
            ("AA11", "aa11", true),
            // as dump_syms makes it of a build ID
            (
                "04030201060508070910111213141516".to_owned().as_str(),
                "01020304-0506-0708-0910111213141516",
                false,
            ),
            ("040302010605080709101112131415160", "0102030405060708091011121314151617181920", true),
            ("0A1B2C3D4E5F60718293A4B5C6D7E8F90", "0A1B2C3D-4E5F-6071-8293-A4B5C6D7E8F9", true),
            ("0A1B2C3D4E5F60718293A4B5C6D7E8F92", "0A1B2C3D-4E5F-6071-8293-A4B5C6D7E8F9-2", true),
            ("0A1B2C3D4E5F60718293A4B5C6D7E8F91", "0A1B2C3D-4E5F-6071-8293-A4B5C6D7E8F9-2", false),
        ] {
            assert_eq!(is_same(traced, own), same, "{traced} {own}");
        }
    }

    #[test]
    fn names_are_those_of_modules_but_for_an_end() {
        let file = |path: &str| KnownFile { path: path.to_owned(), ..KnownFile::default() };
        for (path, module, named) in [
            ("x/shop.pdb", "shop.exe", true),
            ("x/shop.pdb", "shop", true),
            ("x/Shop.pdb", "C:\\app\\shop.dll", true),
            ("x/shop.exe", "shop", true),
            ("x/shop.debug.wasm", "https://x.com/shop.wasm", true),
            ("x/libshop.so.debug", "/lib/libshop.so", true),
            ("x/libshop.debug", "libshop.so", true),
            ("x/shopping.pdb", "shop.exe", false),
            ("x/shop.full", "shop", false),
            ("x/shop", "", false),
        ] {
            assert_eq!(file(path).is_named(module), named, "{path} {module}");
        }
        assert!(file("shop.full").is_alike("./shop") && !file("shopping").is_alike("./shop"));
    }
}
