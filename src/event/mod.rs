//! The event: an upload's metadata, declared once per upload type.
//!
//! The declarations in `types/` are the only place that knows the fields, their limits and the files of a
//! type. Validation, the JSON Schemas, the TypeScript types, the command line's flags and the reference table
//! are derived from them.

mod validate;
mod value;

pub use value::Value;

use serde::{Serialize, Serializer};

use crate::finding::{Code, Issue};
use crate::nearest::{nearest, suggestion};
use crate::types::{Field, Provenance, Required, Rule, TYPES, UploadType, upload_type};

/// An upload's metadata: its type, and the fields as given.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The type that the fields are held against.
    pub upload_type: &'static UploadType,
    /// The fields in the order given, without `type`.
    pub fields: Vec<(String, Value)>,
}

impl Event {
    /// Reads an event from its members, `type` among them.
    ///
    /// # Errors
    /// The finding that says why the type is not known: without one, no field can be judged.
    pub fn from_members(members: Vec<(String, Value)>) -> Result<Self, Box<Issue>> {
        let mut fields = members;
        let given =
            fields.iter().position(|(name, _)| name == "type").map(|at| fields.remove(at).1);
        let wrong = |code| Issue::new(code).at_path("event.type").with("known", known_types());
        let name = match given {
            None => return Err(Box::new(wrong(Code::EventTypeMissing))),
            Some(Value::Text(name)) => name,
            Some(other) => {
                let issue = Issue::new(Code::EventFieldType).at_path("event.type");
                return Err(Box::new(
                    issue
                        .with("actual", other.kind())
                        .with("expected", "the name of an upload type"),
                ));
            }
        };
        match upload_type(&name) {
            Some(upload_type) => Ok(Self { upload_type, fields }),
            None => {
                let close = nearest(&name, TYPES.iter().map(|known| known.name));
                Err(Box::new(
                    wrong(Code::EventTypeUnknown)
                        .with("value", name.as_str())
                        .with("suggestion", suggestion(close)),
                ))
            }
        }
    }

    /// The value of a field, when it is given.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.fields.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// Gives a field a value where the type knows the field and nobody has given it one.
    pub fn fill(&mut self, name: &str, value: Value) {
        if self.get(name).is_none() && self.upload_type.field(name).is_some() {
            self.fields.push((name.to_owned(), value));
        }
    }

    /// Every problem of the event, each with its field, its measure and the limit.
    ///
    /// With `allow_unknown`, a field that the type does not know is a warning, not an error.
    #[must_use]
    pub fn validate(&self, allow_unknown: bool) -> Vec<Issue> {
        validate::validate(self, allow_unknown)
    }

    /// The members as they are sent: the declared fields in their order, `type`, then any others.
    pub fn members(&self) -> impl Iterator<Item = (&str, Value)> {
        let declared = self
            .upload_type
            .fields
            .iter()
            .filter_map(|field| self.get(field.name).map(|value| (field.name, value.clone())));
        let others = self.fields.iter().filter(|(name, _)| self.upload_type.field(name).is_none());
        declared
            .chain([("type", Value::Text(self.upload_type.name.to_owned()))])
            .chain(others.map(|(name, value)| (name.as_str(), value.clone())))
    }

    /// The event as the JSON text of its part. 64-bit integers keep all their digits.
    #[must_use]
    pub fn to_json(&self) -> String {
        // strings, numbers and booleans always serialise, and memory always takes them
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// As it is sent: the members in their order.
impl Serialize for Event {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_map(self.members())
    }
}

pub(crate) fn known_types() -> String {
    TYPES.iter().map(|known| known.name).collect::<Vec<_>>().join(", ")
}
