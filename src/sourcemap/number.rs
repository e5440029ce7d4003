//! The numbers of a JSON text: of any length, read in bounded memory, with the value that ECMAScript gives them.

use super::{integral::integral, json::Json, window::Step};

/// More digits than this cannot change which double is nearest, but for whether they are all zero.
const DIGITS: usize = 800;

/// How much of a number a finding may show.
const SHOWN: usize = 60;

impl Json<'_> {
    /// A number whose first byte comes next. Its value, as the nearest double has it, if that is integral: an index or a
    /// count. Values beyond 64 bits become the nearest end.
    pub fn number(&mut self) -> Step<Option<i64>> {
        self.literal.clear();
        self.digits.clear();
        let mut exponent = 0_i64;
        let is_negative = self.window.peek()? == Some(b'-');
        if is_negative {
            self.pass('-');
        }
        if self.window.peek()? == Some(b'0') {
            self.pass('0');
        } else {
            self.run(&mut exponent, 0)?;
        }
        if self.window.peek()? == Some(b'.') {
            self.pass('.');
            self.run(&mut exponent, -1)?;
        }
        if matches!(self.window.peek()?, Some(b'e' | b'E')) {
            self.pass('e');
            exponent = exponent.saturating_add(self.exponent()?);
        }
        let value = integral(&self.digits, exponent);
        Ok(value.map(|value| if is_negative { value.saturating_neg() } else { value }))
    }

    /// At least one digit; each moves the decimal exponent by `step` when it is kept.
    fn run(&mut self, exponent: &mut i64, step: i64) -> Step<()> {
        let mut any = false;
        while let Some(byte @ b'0'..=b'9') = self.window.peek()? {
            any = true;
            self.pass(char::from(byte));
            let leading = byte == b'0' && self.digits.is_empty();
            if leading {
                *exponent = exponent.saturating_add(step);
            } else if self.digits.len() < DIGITS {
                self.digits.push(byte);
                *exponent = exponent.saturating_add(step);
            } else {
                // dropped: a digit before the point still counts as a place
                *exponent = exponent.saturating_add(step).saturating_add(1);
                if byte != b'0' && self.digits.len() == DIGITS {
                    self.digits.push(b'1');
                    *exponent = exponent.saturating_sub(1);
                }
            }
        }
        if any { Ok(()) } else { Err(self.expected("a digit")) }
    }

    fn exponent(&mut self) -> Step<i64> {
        let sign = self.window.peek()?;
        if let Some(byte @ (b'+' | b'-')) = sign {
            self.pass(char::from(byte));
        }
        let mut value = None;
        while let Some(byte @ b'0'..=b'9') = self.window.peek()? {
            self.pass(char::from(byte));
            let digit = i64::from(byte.saturating_sub(b'0'));
            value = Some(value.unwrap_or(0_i64).saturating_mul(10).saturating_add(digit));
        }
        match value {
            None => Err(self.expected("a digit")),
            Some(value) if sign == Some(b'-') => Ok(value.saturating_neg()),
            Some(value) => Ok(value),
        }
    }

    fn pass(&mut self, character: char) {
        self.window.advance(1);
        match self.literal.len() {
            0..SHOWN => self.literal.push(character),
            SHOWN => self.literal.push('…'),
            _ => {}
        }
    }
}
