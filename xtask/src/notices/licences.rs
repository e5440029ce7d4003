//! Which licences code may have that is built into what is published.

use spdx::{Expression, ParseMode};

use super::components::Component;
use crate::run::Outcome;

/// Licences that ask for no more than that their text goes along. The earlier one is chosen where there is a choice.
pub const ALLOWED: [&str; 8] =
    ["MIT", "ISC", "Zlib", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "Unicode-3.0"];

/// Fails on the first licence that is not among them, or is none.
pub fn check(components: &[Component]) -> Outcome {
    for Component { name, version, licence, .. } in components {
        let problem = match Expression::parse_mode(licence, ParseMode::LAX) {
            Err(error) => format!("is not written as SPDX has it ({})", error.reason),
            Ok(expression) if !is_allowed(&expression) => {
                format!("is not among those that may be: {}", ALLOWED.join(", "))
            }
            Ok(_) => continue,
        };
        return Err(format!(
            "{name} {version} is built into what is published, and its licence `{licence}` {problem}. Use another \
             package, or, where the licence asks for no more than that its text goes along, add it to \
             xtask/src/notices/licences.rs"
        )
        .into());
    }
    Ok(())
}

fn is_allowed(expression: &Expression) -> bool {
    expression.evaluate(|asked| {
        let id = asked.license.id().map(|id| id.name);
        asked.addition.is_none() && id.is_some_and(|id| ALLOWED.contains(&id))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(licence: &str) -> Result<(), String> {
        let licence = licence.to_owned();
        let component =
            Component { name: "x".into(), version: "1".into(), licence, places: Vec::new() };
        check(&[component]).map_err(|error| error.to_string())
    }

    #[test]
    fn one_of_a_choice_is_enough() {
        assert_eq!(judged("MIT"), Ok(()));
        assert_eq!(judged("GPL-3.0-only OR MIT"), Ok(()));
        assert_eq!(judged("(MIT AND Zlib)"), Ok(()));
    }

    #[test]
    fn unknown_licences_are_refused() {
        for licence in ["GPL-3.0-only", "MIT AND MPL-2.0", "SEE LICENSE IN FILE", "", "UNLICENSED"]
        {
            let refused = judged(licence).unwrap_err();
            assert!(refused.contains("xtask/src/notices/licences.rs"), "{licence}: {refused}");
        }
    }
}
