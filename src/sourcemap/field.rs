//! [`Field`]: the value of a member, with what was found in it. A later duplicate replaces both, as in `JSON.parse`.

use super::{
    finding::{Findings, Spot},
    json::Json,
    window::Step,
};

/// A member of an object.
#[derive(Debug)]
pub(super) struct Field<T> {
    pub value: T,
    pub findings: Findings,
    /// Where the value begins.
    pub start: Spot,
    /// Offset of the end of the value; `None` while it was not read to its end.
    pub end: Option<u64>,
}

impl<T: Default> Field<T> {
    /// Reads the value of a member into its place, which keeps what was read if the text breaks off.
    pub fn read(
        place: &mut Option<Self>,
        json: &mut Json<'_>,
        read: impl FnOnce(&mut Json<'_>, &mut Self) -> Step<()>,
    ) -> Step<()> {
        json.kind()?;
        let start = json.window.spot();
        let field = place.insert(Self {
            value: T::default(),
            findings: Findings::default(),
            start,
            end: None,
        });
        read(json, field)?;
        field.end = Some(json.window.offset());
        Ok(())
    }
}

impl<T> Field<T> {
    /// Whether the value was read to its end.
    pub fn is_complete(&self) -> bool {
        self.end.is_some()
    }
}
