//! The machines that an ELF file can be for.

/// `e_machine` and the name; the first four as Datadog's client writes them.
const MACHINES: &[(u16, &str)] = &[
    (183, "aarch64"),
    (62, "x86_64"),
    (40, "arm"),
    (3, "386"),
    (8, "mips"),
    (20, "ppc"),
    (21, "ppc64"),
    (22, "s390"),
    (243, "riscv"),
    (258, "loongarch"),
];

/// The name of a machine, by its number.
pub(super) fn name(machine: u16) -> Option<&'static str> {
    MACHINES.iter().find(|(number, _)| *number == machine).map(|(_, name)| *name)
}

/// Whether Datadog's own clients send symbols for that machine.
pub(super) fn is_sent(machine: u16) -> bool {
    MACHINES.iter().take(4).any(|(number, _)| *number == machine)
}
