//! [`Entries`]: the entries of a unit, one after the other. Most of them are only passed over.

use super::abbreviations::{Abbreviation, Abbreviations, Encoding, FUNCTION, INLINED};
use super::number::unsigned;
use super::value::{Cut, Size, Value, block, pass_text, size, value};

/// The entries of a unit.
#[derive(Debug)]
pub struct Entries<'t> {
    table: &'t Abbreviations,
    encoding: Encoding,
    /// How deep the next entry stands: the first one at 0.
    depth: isize,
    /// The least that this was since the last function.
    least: isize,
    /// The step to go on with in an entry that goes beyond the window.
    left: Option<usize>,
    /// Whether a number or a text goes on in the next window.
    is_inside: bool,
}

/// What was met.
#[derive(Debug)]
pub enum Met<'t> {
    /// A function, or one that was inlined; the place is that of its attributes.
    Function(&'t Abbreviation),
    /// The end of the window. The place may be beyond it.
    End,
    /// An entry that can't be read.
    Unknown,
}

impl<'t> Entries<'t> {
    /// Those of a unit with these abbreviations.
    #[must_use]
    pub fn new(table: &'t Abbreviations, encoding: Encoding) -> Self {
        Self { table, encoding, depth: 0, least: 0, left: None, is_inside: false }
    }

    /// How deep the next entry stands, and the least that this was since the last function: what stood as deep or deeper is over.
    #[must_use]
    pub fn depth(&self) -> (isize, isize) {
        (self.depth, self.least)
    }

    /// Goes behind the beginning of a function.
    pub fn enter(&mut self, own: &Abbreviation) {
        self.depth += isize::from(own.has_children);
        self.least = self.depth;
    }

    /// Passes over entries up to the next function, from `at` in the window on; over those that were inlined unless they are wanted.
    /// `entry` is where the function's entry begins.
    pub fn next(
        &mut self,
        bytes: &[u8],
        at: &mut usize,
        entry: &mut usize,
        with_inlined: bool,
    ) -> Met<'t> {
        if self.left.is_some() {
            match self.pass(bytes, at) {
                Ok(()) => {}
                Err(Cut::Short) => return Met::End,
                Err(Cut::Unknown) => return Met::Unknown,
            }
        }
        let table = self.table;
        loop {
            let begin = *at;
            let Some(code) = unsigned(bytes, at) else {
                *at = begin;
                return Met::End;
            };
            if code == 0 {
                self.depth -= 1;
                self.least = self.least.min(self.depth);
                continue;
            }
            let Some(own) = table.get(code) else { return Met::Unknown };
            if own.tag == FUNCTION || with_inlined && own.tag == INLINED {
                *entry = begin;
                return Met::Function(own);
            }
            self.depth += isize::from(own.has_children);
            let first = Abbreviations::first_step(own);
            // most entries have nothing but what is of a known length
            if let Some(step) = table.step(first)
                && step.then.is_none()
            {
                *at += step.bytes as usize;
                continue;
            }
            self.left = Some(first);
            match self.pass(bytes, at) {
                Ok(()) => {}
                Err(Cut::Short) => return Met::End,
                Err(Cut::Unknown) => return Met::Unknown,
            }
        }
    }

    /// Goes behind the entry; where the window ends before, as far as that.
    #[inline(always)]
    fn pass(&mut self, bytes: &[u8], at: &mut usize) -> Result<(), Cut> {
        let Some(mut index) = self.left else { return Ok(()) };
        while let Some(step) = self.table.step(index) {
            // what was passed over before the window ended is not passed over again
            if !self.is_inside {
                *at += step.bytes as usize;
            }
            self.is_inside = true;
            let Some(then) = step.then else { break };
            if *at >= bytes.len() {
                self.left = Some(index);
                return Err(Cut::Short);
            }
            if let Err(cut) = pass_one(bytes, at, then, self.encoding) {
                self.left = Some(index);
                return Err(cut);
            }
            self.is_inside = false;
            index += 1;
        }
        self.left = None;
        self.is_inside = false;
        Ok(())
    }
}

/// Goes behind a value whose length its bytes tell. Where the bytes end before that length is known, the place stays in front of
/// what can be read again, or goes as far as the bytes do.
#[inline(always)]
fn pass_one(bytes: &[u8], at: &mut usize, then: Size, encoding: Encoding) -> Result<(), Cut> {
    let begin = *at;
    match then {
        Size::Number => {
            while let Some(byte) = bytes.get(*at) {
                *at += 1;
                if *byte < 0x80 {
                    return Ok(());
                }
            }
            Err(Cut::Short)
        }
        Size::Text => pass_text(bytes, at).then_some(()).ok_or(Cut::Short),
        Size::Block(prefix) => match block(bytes, at, prefix, encoding.is_big) {
            Some(length) => {
                *at = at.saturating_add(length);
                Ok(())
            }
            None => {
                *at = begin;
                Err(Cut::Short)
            }
        },
        Size::Indirect => {
            let Some(form) = unsigned(bytes, at) else {
                *at = begin;
                return Err(Cut::Short);
            };
            let form = u16::try_from(form).unwrap_or(u16::MAX);
            match size(form, encoding) {
                Size::Fixed(size) => *at += usize::from(size),
                Size::Constant | Size::Indirect | Size::Unknown => return Err(Cut::Unknown),
                _ => {
                    value(bytes, at, form, 0, encoding, 0).inspect_err(|_| *at = begin)?;
                }
            }
            Ok(())
        }
        Size::Fixed(_) | Size::Constant | Size::Unknown => Err(Cut::Unknown),
    }
}

/// Shows the names and the values of an entry's attributes. Returns the place behind it.
///
/// # Errors
/// Where the bytes end before the entry does, or it can't be read; what was shown counts.
pub fn attributes(
    table: &Abbreviations,
    own: &Abbreviation,
    encoding: Encoding,
    window: (&[u8], u64),
    at: usize,
    show: &mut dyn FnMut(u16, Value),
) -> Result<usize, Cut> {
    let (bytes, base) = window;
    let mut at = at;
    for one in table.attributes(own) {
        let value = value(bytes, &mut at, one.form, one.constant, encoding, base)?;
        show(one.name, value);
    }
    Ok(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENCODING: Encoding =
        Encoding { is_big: false, version: 5, address_size: 8, offset_size: 4 };

    /// 1: all kinds of values; 2: a function with a text and a number; 3: one that was inlined; 4: of a known length.
    const TABLE: &[u8] = &[
        1, 0x34, 1, 3, 0x08, 2, 0x0a, 5, 0x0f, 6, 0x09, 7, 0x16, 8, 0x03, 9, 0x1e, 10, 0x04, 0,
        0, //
        2, 0x2e, 1, 3, 0x08, 0x11, 0x01, 0x12, 0x0f, 0x58, 0x21, 7, 0, 0, //
        3, 0x1d, 0, 0x59, 0x0b, 0, 0, //
        4, 0x24, 0, 3, 0x0e, 0x0b, 0x0b, 0, 0, 0,
    ];

    fn entries() -> Vec<u8> {
        let mut bytes = Vec::new();
        for number in 0..6_u8 {
            bytes.extend(b"\x01name of it\0\x03abc\x80\x80\x01\x02de");
            // the form of what is indirect: data2, a block, a text
            bytes
                .extend([&[5, 1, 2][..], &[0x0a, 2, 2, 2], b"\x08text\0"][usize::from(number % 3)]);
            bytes.extend([2, 0, 2, 2]);
            bytes.extend([4; 16]);
            bytes.extend([3, 0, 0, 0, 1, 1, 1]);
            bytes.extend(b"\x04\x01\x02\x03\x04\x05");
            bytes.extend(b"\x02function\0\x08\x07\x06\x05\x04\x03\x02\x01\x81\x01");
            bytes.extend([3, number, 0, 0]);
        }
        bytes
    }

    /// A function: its depth, its place, and its values by their names.
    type Read = (isize, usize, Vec<(u16, Value)>);

    /// The functions, read by windows of a length.
    fn read(length: usize, with_inlined: bool) -> Vec<Read> {
        let table = Abbreviations::read(TABLE, ENCODING, None).unwrap();
        let whole = entries();
        let mut entries = Entries::new(&table, ENCODING);
        let (mut base, mut more_than, mut found) = (0, 0, Vec::new());
        while base + more_than < whole.len() {
            let end = whole.len().min(base + length.max(more_than + 1));
            let bytes = &whole[base..end];
            let (mut at, mut begin) = (0, 0);
            loop {
                let Met::Function(own) = entries.next(bytes, &mut at, &mut begin, with_inlined)
                else {
                    more_than = bytes.len().saturating_sub(at);
                    base += at;
                    break;
                };
                let mut values = Vec::new();
                let mut show = |name, value| values.push((name, value));
                let window = (bytes, base as u64);
                match attributes(&table, own, ENCODING, window, at, &mut show) {
                    Ok(behind) => at = behind,
                    Err(_) => {
                        more_than = bytes.len() - begin;
                        base += begin;
                        break;
                    }
                }
                found.push((entries.depth, base + begin, values));
                entries.enter(own);
            }
        }
        assert_eq!(entries.depth, 0);
        found
    }

    #[test]
    fn windows_of_any_length_show_the_same() {
        let whole = read(usize::MAX / 2, true);
        assert_eq!(whole.len(), 12);
        let (depth, place, values) = &whole[0];
        assert_eq!((*depth, *place), (1, 58));
        let value = |form, number| Value { form, number };
        let expected = [
            (3, value(0x08, 59)),
            (0x11, value(0x01, 0x0102_0304_0506_0708)),
            (0x12, value(0x0f, 129)),
            (0x58, value(0x21, 7)),
        ];
        assert_eq!(values.as_slice(), expected);
        assert_eq!(whole[1].0, 2);
        assert_eq!(whole[1].2, [(0x59, value(0x0b, 0))]);
        for length in 1..200 {
            assert_eq!(read(length, true), whole, "{length}");
        }
        assert_eq!(read(7, false).len(), 6);
    }

    #[test]
    fn numbers_may_be_out_of_turn() {
        let mut table =
            Abbreviations::read(&[9, 1, 0, 0, 0, 4, 2, 1, 0, 0, 0], ENCODING, None).unwrap();
        assert!(!table.is_in_turn());
        table.put_in_order(&[1, 0]);
        assert_eq!(table.get(9).map(|it| it.tag), Some(1));
        assert_eq!(table.get(4).map(|it| (it.tag, it.has_children)), Some((2, true)));
        assert!(table.get(1).is_none() && table.get(0).is_none() && table.get(u64::MAX).is_none());
        assert!(Abbreviations::read(&[9, 1, 0, 0], ENCODING, None).is_err());
    }
}
