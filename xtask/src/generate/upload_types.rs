//! The declarations of the upload types, as the JavaScript has them.

use std::fmt::Write;

use mapship::UploadType;
use serde_json::Value;

/// The text of `declared-types.js`: a line for each type.
pub fn declarations(types: &[UploadType]) -> String {
    let mut text = String::from(
        "// Made by `cargo xtask build` from src/types/; do not edit.\n\n\
         /** The upload types, each declared once. @type {import('./types.js').TypeDeclaration[]} */\nexport const TYPES = [\n",
    );
    for known in types {
        let mut declaration = serde_json::to_value(known).unwrap_or_default();
        leave_nulls_out(&mut declaration);
        // writing to a String does not fail
        let _ = writeln!(text, "  {declaration},");
    }
    text.push_str("];\n");
    text
}

/// What is not there is no member.
fn leave_nulls_out(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, member| !member.is_null());
            members.values_mut().for_each(leave_nulls_out);
        }
        Value::Array(items) => items.iter_mut().for_each(leave_nulls_out),
        _ => {}
    }
}
