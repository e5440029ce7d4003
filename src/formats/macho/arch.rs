//! The processors that a Mach-O file can be for.

/// The bits of a subtype that say what it is; the others are flags.
const SUBTYPE: u32 = 0x00ff_ffff;
/// Any subtype of the processor.
const ANY: u32 = u32::MAX;

/// `cputype`, `cpusubtype` and the name, as `mach/machine.h` and `dwarfdump` have them.
const ARCHS: &[(u32, u32, &str)] = &[
    (0x0100_000c, 2, "arm64e"),
    (0x0100_000c, ANY, "arm64"),
    (0x0200_000c, ANY, "arm64_32"),
    (0x0100_0007, 8, "x86_64h"),
    (0x0100_0007, ANY, "x86_64"),
    (7, ANY, "i386"),
    (12, 5, "armv4t"),
    (12, 6, "armv6"),
    (12, 7, "armv5e"),
    (12, 9, "armv7"),
    (12, 11, "armv7s"),
    (12, 12, "armv7k"),
    (12, 14, "armv6m"),
    (12, 15, "armv7m"),
    (12, 16, "armv7em"),
    (0x0100_0012, ANY, "ppc64"),
    (18, ANY, "ppc"),
];

/// The name of a processor.
pub(super) fn name(kind: u32, subtype: u32) -> Option<&'static str> {
    let subtype = subtype & SUBTYPE;
    let fits = |(of, sub, _): &&(u32, u32, &str)| *of == kind && (*sub == ANY || *sub == subtype);
    ARCHS.iter().find(fits).map(|(_, _, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The highest byte of a subtype holds what the code may use: the version of arm64e's pointer signing, 64-bit libraries.
    #[test]
    fn flags_are_no_part_of_a_subtype() {
        const ARM64: u32 = 0x0100_000c;
        const X86_64: u32 = 0x0100_0007;
        for (kind, subtype, expected) in [
            (ARM64, 0, Some("arm64")),
            (ARM64, 1, Some("arm64")),
            (ARM64, 2, Some("arm64e")),
            (ARM64, 0x8000_0002, Some("arm64e")),
            (ARM64, 0xc000_0002, Some("arm64e")),
            (ARM64, 0x8100_0002, Some("arm64e")),
            (ARM64, 0x8000_0000, Some("arm64")),
            (X86_64, 3, Some("x86_64")),
            (X86_64, 0x8000_0003, Some("x86_64")),
            (X86_64, 0x8000_0008, Some("x86_64h")),
            (12, 9, Some("armv7")),
            (12, 0x8000_0009, Some("armv7")),
            (12, 10, None),
            (99, 0, None),
        ] {
            assert_eq!(name(kind, subtype), expected, "{kind:x} {subtype:x}");
        }
    }
}
