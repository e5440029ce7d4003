//! Addresses looked up in DWARF, all of a trace together.

use gimli::SectionId;
use mapship_loops::dwarf::LineAt;

use crate::formats::program::Program;

use super::answer::{SourceFrame, Unanswered};
use super::by_number::{ByNumber, sorted};
use super::debug_info::DebugInfo;
use super::files::{Paths, paths};
use super::line_table::{LineTable, Texts};
use super::lines;
use super::names::names;
use super::pages::Pages;
use super::ranges::Wanted;
use super::reader::PagedReader;
use super::section::Section;
use super::units::Units;
use super::walk::{Chain, walk};

/// How much work there may be for each byte of debug information.
const WORK_FOR_BYTE: u64 = 48;
/// How much work there may be besides, in bytes.
const WORK_AT_ALL: u64 = 16 << 20;

/// What was found of an address.
#[derive(Debug, Clone, Default)]
pub(super) struct FoundCode {
    /// What was inlined first, the function itself last.
    pub frames: Vec<SourceFrame>,
    /// Whether the function is known, not only the line.
    pub has_function: bool,
    /// Whether a symbol may tell more of the function than its name alone: the scopes that it is in.
    pub lacks_scopes: bool,
    /// The file that the unit's debug information was split off to.
    pub split: Option<String>,
}

/// What was found in the DWARF of a program.
#[derive(Debug, Default)]
pub(super) struct FoundInDwarf {
    /// For each address, in turn.
    pub found: Vec<Option<FoundCode>>,
    /// What kept the rest from being found.
    pub trouble: Option<Unanswered>,
}

/// A place in a source, with its path.
#[derive(Debug, Clone, Default)]
struct PlaceAt {
    file: Option<String>,
    line: u64,
    column: u64,
}

/// What was found of an address, without names.
#[derive(Debug, Clone, Default)]
struct Nameless {
    /// The entries of the functions, what was inlined first.
    functions: Vec<u64>,
    /// Where the code is in each of them.
    places: Vec<PlaceAt>,
    split: Option<String>,
}

/// Looks addresses up.
pub(super) fn look_up(pages: &Pages<'_>, program: &Program, wanted: &Wanted) -> FoundInDwarf {
    let (mut sections, mut trouble) = (Vec::new(), None);
    for part in &program.sections {
        let number = sections.len() as u64 + 1;
        match Section::of(part, number, pages.source().len()) {
            Some(section) => sections.push((part.name.as_str(), section)),
            None => trouble = Some(Unanswered::Compressed),
        }
    }
    let length: u64 =
        sections.iter().fold(0, |sum, (_, section)| sum.saturating_add(section.length));
    pages.refuel(length.saturating_mul(WORK_FOR_BYTE).saturating_add(WORK_AT_ALL));
    let nothing = Section::empty();
    let reader = |id: SectionId| {
        let named = sections.iter().find(|(name, _)| *name == id.name());
        PagedReader::new(pages, named.map_or(&nothing, |(_, section)| section), program.big)
    };
    let Ok(dwarf) = gimli::Dwarf::load(|id| Ok::<_, std::convert::Infallible>(reader(id)));
    let info = DebugInfo::new(dwarf, reader(SectionId::DebugInfo), reader(SectionId::DebugAbbrev));
    let texts =
        Texts { texts: reader(SectionId::DebugStr), line_texts: reader(SectionId::DebugLineStr) };
    let units = Units::find(&info, wanted);
    let lines = reader(SectionId::DebugLine);
    let mut batch = Batch { info: &info, wanted, texts, lines, found: Vec::new() };
    batch.found.resize(wanted.addresses.len(), None);
    for (unit, inside) in &units.hit {
        batch.unit(*unit, inside);
    }
    for unit in &units.unknown {
        let left = batch.left();
        if left.is_empty() {
            break;
        }
        batch.unit(*unit, &left);
    }
    let left = batch.left();
    if !left.is_empty() {
        for (unit, inside) in units.by_table(&info, wanted, &left) {
            batch.unit(unit, &inside);
        }
    }
    if units.is_broken {
        trouble = trouble.or(Some(Unanswered::Damaged));
    }
    let found = batch.named(&units);
    FoundInDwarf { found, trouble }
}

struct Batch<'a, 'b> {
    info: &'b DebugInfo<'a>,
    wanted: &'b Wanted,
    texts: Texts<'a>,
    lines: PagedReader<'a>,
    found: Vec<Option<Nameless>>,
}

impl<'a> Batch<'a, '_> {
    /// The indexes of the addresses of which nothing is known yet.
    fn left(&self) -> Vec<usize> {
        let each = self.found.iter().enumerate();
        each.filter(|(_, found)| found.is_none()).map(|(index, _)| index).collect()
    }

    /// Looks the addresses of those indexes up in a unit.
    fn unit(&mut self, offset: u64, inside: &[usize]) {
        let Ok(root) = self.info.root_at(offset) else { return };
        let addresses = inside.iter().filter_map(|at| self.wanted.addresses.get(*at).copied());
        let own = Wanted { addresses: addresses.collect(), has_zero: self.wanted.has_zero };
        let mut chains: Vec<Option<Chain>> = vec![None; inside.len()];
        // what was found before the damage counts
        let _ = walk(self.info, &root, &own, &mut chains);
        let mut rows: Vec<Option<LineAt>> = vec![None; inside.len()];
        let size = root.unit.header.address_size();
        let table = root.lines.and_then(|at| LineTable::read(self.lines, at, size).ok());
        if let Some(table) = &table {
            let _ = lines::find(table, &own, &mut rows);
        }
        let called = chains.iter().flatten().flat_map(|chain| &chain.inlined);
        let called = called.filter_map(|it| it.file);
        let numbers = rows.iter().flatten().map(|row| row.file).chain(called);
        let numbers: Vec<u64> = numbers.collect();
        let files = table.map(|table| paths(self.info, &root, &table, &self.texts, &numbers));
        let files = files.unwrap_or_default();
        let split = self.info.text(&root, &root.split);
        for ((index, chain), row) in inside.iter().zip(chains).zip(rows) {
            let nameless = nameless(chain, row, &files, split.clone());
            // a unit that knows the function is better than one that has the address by mistake
            if let Some(slot) = self.found.get_mut(*index)
                && let Some(nameless) = nameless
                && slot.as_ref().is_none_or(|it| it.functions.len() < nameless.functions.len())
            {
                *slot = Some(nameless);
            }
        }
    }

    /// What was found, with the names of the functions.
    fn named(self, units: &Units) -> Vec<Option<FoundCode>> {
        let functions: Vec<u64> =
            self.found.iter().flatten().flat_map(|it| it.functions.iter().copied()).collect();
        let functions = sorted(&functions);
        let names = names(self.info, units, &functions);
        let names = ByNumber(functions.into_iter().zip(names).collect());
        let frames = |found: Nameless| {
            let name = |function: u64| names.get(function).cloned().flatten();
            let has_function = !found.functions.is_empty();
            let lacks_scopes =
                found.functions.last().and_then(|it| name(*it)).is_some_and(|it| !it.is_linkage);
            let last = found.places.len().saturating_sub(1);
            let functions = found.functions.into_iter().map(Some).chain(std::iter::repeat(None));
            let frame = |(index, (place, function)): (usize, (PlaceAt, Option<u64>))| SourceFrame {
                function: function.and_then(name).map(|name| name.text),
                file: place.file,
                line: u32::try_from(place.line).ok().filter(|line| *line > 0),
                column: u32::try_from(place.column).ok().filter(|column| *column > 0),
                is_inlined: index < last,
                is_nearest_symbol: false,
            };
            let frames = found.places.into_iter().zip(functions).enumerate().map(frame);
            FoundCode { frames: frames.collect(), has_function, lacks_scopes, split: found.split }
        };
        self.found.into_iter().map(|found| found.map(frames)).collect()
    }
}

/// Puts the functions of an address and its line together; `None` where there is neither.
fn nameless(
    chain: Option<Chain>,
    row: Option<LineAt>,
    files: &Paths,
    split: Option<String>,
) -> Option<Nameless> {
    if chain.is_none() && row.is_none() && split.is_none() {
        return None;
    }
    let place = |file: Option<u64>, line, column| {
        let file = file.and_then(|file| files.get(file)).cloned();
        PlaceAt { file, line, column }
    };
    let mut found = Nameless { split, ..Nameless::default() };
    let own = row.map(|row| place(Some(row.file), row.line, row.column));
    found.places.push(own.unwrap_or_default());
    if let Some(chain) = chain {
        for one in chain.inlined.iter().rev() {
            found.functions.push(one.function);
            found.places.push(place(one.file, one.line, one.column));
        }
        found.functions.push(chain.function);
    }
    Some(found)
}
