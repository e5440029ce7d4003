//! The known name nearest to a mistyped one.

/// The known name that is so close to `given` that it was probably meant.
#[must_use]
pub fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = fold(given);
    // a name far longer than any of ours is nobody's typing error, and the distance costs length squared
    if plain.len() > 64 {
        return None;
    }
    let allowed = (plain.chars().count() / 3).max(1);
    let distance = |name: &str| {
        let name = fold(name);
        // a name that was not written to its end is near, however much is left
        let cut = plain.len() >= 3 && name.starts_with(&plain);
        let distance = strsim::osa_distance(&plain, &name);
        if cut { distance.min(allowed) } else { distance }
    };
    known
        .into_iter()
        .map(|name| (distance(name), name))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// `buildId`, `build-id` and `BUILD_ID` are all one slip of the same kind.
fn fold(name: &str) -> String {
    name.chars()
        .filter(|c| !matches!(c, '_' | '-' | '.' | ' '))
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// The tail of a remedy: ` (did you mean "service"?)`, or nothing.
pub(crate) fn suggestion(name: Option<&str>) -> String {
    name.map(|name| format!(" (did you mean \"{name}\"?)")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_slips_and_leaves_strangers_alone() {
        let known = ["service", "version", "build_id", "gnu_build_id"];
        for (given, expected) in [
            ("servcie", Some("service")),
            ("Version", Some("version")),
            ("buildId", Some("build_id")),
            ("GNU-build-ID", Some("gnu_build_id")),
            ("serv", Some("service")),
            ("gnu_build", Some("gnu_build_id")),
            ("release", None),
            ("x", None),
        ] {
            assert_eq!(nearest(given, known), expected, "{given}");
        }
    }
}
