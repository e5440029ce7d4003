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

/// The paths of a bundle with one object file, as Datadog's client makes one per UUID: its folders, its Info.plist, the object.
#[must_use]
pub fn dsym_paths(uuid: &str, object: &str) -> Vec<String> {
    let folders = ["", "Contents/", "Contents/Resources/", "Contents/Resources/DWARF/"];
    let mut paths: Vec<String> =
        folders.iter().map(|folder| format!("{uuid}.dSYM/{folder}")).collect();
    paths.push(format!("{uuid}.dSYM/Contents/Info.plist"));
    paths.push(format!("{uuid}.dSYM{OBJECTS}{object}"));
    paths
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
        let paths = dsym_paths("U", "Shop");
        assert!(paths.last().is_some_and(|path| dsym_object(path).is_some()));
    }
}
