//! [`Abbreviations`]: what the entries of a unit look like, and how each is passed over. DWARF 5, 7.5.3.

use super::number::{signed, unsigned};
use super::value::{Cut, Size, size};

/// `DW_TAG_subprogram`, `DW_TAG_inlined_subroutine`.
pub const FUNCTION: u16 = 0x2e;
pub const INLINED: u16 = 0x1d;

/// How the values of a unit are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoding {
    /// Whether the most significant byte comes first.
    pub is_big: bool,
    /// The version of DWARF.
    pub version: u16,
    /// How many bytes an address has.
    pub address_size: u8,
    /// How many bytes an offset has.
    pub offset_size: u8,
}

/// The abbreviations of a unit, or the first ones of them.
#[derive(Debug, Default)]
pub struct Abbreviations {
    all: Vec<Abbreviation>,
    attributes: Vec<Attribute>,
    steps: Vec<Step>,
    /// Whether they are numbered from 1 on, in turn.
    is_in_turn: bool,
}

/// What entries of one kind look like.
#[derive(Debug, Clone, Copy)]
pub struct Abbreviation {
    /// Its number.
    pub code: u64,
    /// What they are.
    pub tag: u16,
    /// Whether others are in them.
    pub has_children: bool,
    first_attribute: u32,
    behind_attributes: u32,
    first_step: u32,
}

/// An attribute of an entry.
#[derive(Debug, Clone, Copy)]
pub struct Attribute {
    pub name: u16,
    pub form: u16,
    /// Its value, where all entries of the kind have the same.
    pub constant: i64,
}

/// A step over a part of an entry.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// So many bytes.
    pub bytes: u32,
    /// Then that, whose length is told by its bytes; `None` where the entry ends.
    pub then: Option<Size>,
}

impl Abbreviations {
    /// Reads them up to the end of the table, or up to the one of that number.
    ///
    /// # Errors
    /// [`Cut::Short`] where the bytes end before.
    pub fn read(bytes: &[u8], encoding: Encoding, only: Option<u64>) -> Result<Self, Cut> {
        let mut read = Self { is_in_turn: true, ..Self::default() };
        let mut at = 0;
        loop {
            let code = unsigned(bytes, &mut at).ok_or(Cut::Short)?;
            if code == 0 {
                return Ok(read);
            }
            read.one(bytes, &mut at, encoding, code).ok_or(Cut::Short)?;
            if only == Some(code) {
                return Ok(read);
            }
        }
    }

    fn one(&mut self, bytes: &[u8], at: &mut usize, encoding: Encoding, code: u64) -> Option<()> {
        let tag = short(unsigned(bytes, at)?);
        let has_children = *bytes.get(*at)? != 0;
        *at += 1;
        let (first_attribute, first_step) = (self.attributes.len(), self.steps.len());
        let mut skipped = 0_u32;
        loop {
            let (name, form) = (short(unsigned(bytes, at)?), short(unsigned(bytes, at)?));
            if name == 0 && form == 0 {
                break;
            }
            let size = size(form, encoding);
            let constant = if size == Size::Constant { signed(bytes, at)? } else { 0 };
            self.attributes.push(Attribute { name, form, constant });
            match size {
                Size::Constant => {}
                Size::Fixed(bytes) => skipped = skipped.saturating_add(bytes.into()),
                other => {
                    self.steps.push(Step { bytes: skipped, then: Some(other) });
                    skipped = 0;
                }
            }
        }
        self.steps.push(Step { bytes: skipped, then: None });
        self.is_in_turn &= code == self.all.len() as u64 + 1;
        self.all.push(Abbreviation {
            code,
            tag,
            has_children,
            first_attribute: first_attribute as u32,
            behind_attributes: self.attributes.len() as u32,
            first_step: first_step as u32,
        });
        Some(())
    }

    /// Whether they are numbered from 1 on, in turn; others have to be put in order.
    #[must_use]
    pub fn is_in_turn(&self) -> bool {
        self.is_in_turn
    }

    /// The numbers, as they are in the table.
    #[must_use]
    pub fn code(&self, index: usize) -> u64 {
        self.all.get(index).map_or(0, |one| one.code)
    }

    /// How many they are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.all.len()
    }

    /// Puts them in the order of these indexes, which must be that of their numbers.
    pub fn put_in_order(&mut self, order: &[usize]) {
        self.all = order.iter().filter_map(|index| self.all.get(*index).copied()).collect();
    }

    /// The one of that number.
    #[inline(always)]
    #[must_use]
    pub fn get(&self, code: u64) -> Option<&Abbreviation> {
        let index = usize::try_from(code).ok()?.checked_sub(1)?;
        match self.all.get(index) {
            Some(own) if own.code == code => Some(own),
            _ if self.is_in_turn => None,
            _ => self.search(code),
        }
    }

    #[inline(never)]
    fn search(&self, code: u64) -> Option<&Abbreviation> {
        let at = self.all.partition_point(|one| one.code < code);
        self.all.get(at).filter(|one| one.code == code)
    }

    /// The attributes of one.
    #[must_use]
    pub fn attributes(&self, own: &Abbreviation) -> &[Attribute] {
        let range = own.first_attribute as usize..own.behind_attributes as usize;
        self.attributes.get(range).unwrap_or_default()
    }

    #[inline(always)]
    pub(super) fn first_step(own: &Abbreviation) -> usize {
        own.first_step as usize
    }

    #[inline(always)]
    pub(super) fn step(&self, index: usize) -> Option<Step> {
        self.steps.get(index).copied()
    }
}

impl Attribute {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> u16 {
        self.name
    }
}

/// The numbers of tags, attributes and forms have 16 bits; what is greater is unknown.
fn short(number: u64) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}
