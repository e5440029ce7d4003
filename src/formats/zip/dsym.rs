//! The paths of dSYM bundles.

/// An object file with DWARF in a dSYM bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DsymObject<'a> {
    /// The path of the bundle, such as `Shop.app.dSYM`.
    pub bundle: &'a str,
    /// The name of the object file in it.
    pub object: &'a str,
}

/// Where in a bundle its object files are.
const OBJECTS: &str = "/Contents/Resources/DWARF/";

/// Reads a path in an archive or a tree; `None` where it is not that of an object file in a bundle.
#[must_use]
pub fn dsym_object(path: &str) -> Option<DsymObject<'_>> {
    let (bundle, object) = path.split_once(OBJECTS)?;
    // what macOS' own archiver puts beside a file, for its attributes
    let is_file = !object.is_empty() && !object.contains('/') && !object.starts_with("._");
    (is_file && bundle.ends_with(".dSYM")).then_some(DsymObject { bundle, object })
}

/// Where a path lies in a dSYM bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DsymPlace<'a> {
    /// The path of the bundle, such as `Shop.app.dSYM`.
    pub bundle: &'a str,
    /// The name of the object file, where it is one.
    pub object: Option<&'a str>,
}

/// The bundle that a path lies in; `None` where it lies in none.
#[must_use]
pub fn dsym_place(path: &str) -> Option<DsymPlace<'_>> {
    let (above, _) = path.split_once(".dSYM/")?;
    let bundle = path.get(..above.len().saturating_add(".dSYM".len()))?;
    let object = dsym_object(path).filter(|it| it.bundle == bundle).map(|it| it.object);
    Some(DsymPlace { bundle, object })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_paths() {
        for (path, expected) in [
            ("Shop.app.dSYM/Contents/Resources/DWARF/Shop", Some(("Shop.app.dSYM", "Shop"))),
            (
                "dSYMs/A.framework.dSYM/Contents/Resources/DWARF/A",
                Some(("dSYMs/A.framework.dSYM", "A")),
            ),
            ("Shop.app.dSYM/Contents/Resources/DWARF/", None),
            ("Shop.app.dSYM/Contents/Resources/DWARF/x/Shop", None),
            ("__MACOSX/Shop.app.dSYM/Contents/Resources/DWARF/._Shop", None),
            ("Shop.app/Contents/Resources/DWARF/Shop", None),
            ("Shop.app.dSYM/Contents/Info.plist", None),
        ] {
            let read = dsym_object(path).map(|it| (it.bundle, it.object));
            assert_eq!(read, expected, "{path}");
        }
        for (path, expected) in [
            ("a/A.dSYM/Contents/Resources/DWARF/A", Some(("a/A.dSYM", Some("A")))),
            ("A.dSYM/Contents/Info.plist", Some(("A.dSYM", None))),
            ("A.dSYM/B.dSYM/Contents/Resources/DWARF/B", Some(("A.dSYM", None))),
            ("A.dSYM", None),
        ] {
            let place = dsym_place(path).map(|it| (it.bundle, it.object));
            assert_eq!(place, expected, "{path}");
        }
    }
}
