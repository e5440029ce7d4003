//! What the source file of a class is called, where the mapping does not say it.

/// The file of a class by its name in the sources, and by the file that the trace has: that tells Kotlin from Java.
pub(super) fn source_file(class: &str, traced: &str) -> String {
    // these say something that holds all the same
    if traced == "Native Method" || traced == "Native method" {
        return traced.to_owned();
    }
    let name = class.rsplit('.').next().unwrap_or(class);
    // a class whose name begins with the sign is no inner one
    let inner = name.char_indices().skip(1).find(|(_, c)| *c == '$');
    let outer = inner.and_then(|(at, _)| name.get(..at)).unwrap_or(name);
    let ending = traced.rsplit_once('.').map_or("", |(_, ending)| ending);
    match outer.strip_suffix("Kt") {
        // functions outside of classes are in one that is named after their file
        Some(file) if !file.is_empty() && matches!(ending, "" | "kt") => format!("{file}.kt"),
        _ if ending == "kt" => format!("{outer}.kt"),
        _ => format!("{outer}.java"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_files() {
        for (class, traced, expected) in [
            ("a.b.Main", "SourceFile", "Main.java"),
            ("a.b.Main$Inner$1", "Unknown Source", "Main.java"),
            ("a.b.Main$Inner", "b.kt", "Main.kt"),
            ("a.UtilKt", "SourceFile", "Util.kt"),
            ("a.UtilKt", "a.java", "UtilKt.java"),
            ("Main", "", "Main.java"),
            ("a.$Main$b", "r8-map-id-0", "$Main.java"),
            ("a.Main", "Native Method", "Native Method"),
            ("a.b$", "x.y.kt", "b.kt"),
        ] {
            assert_eq!(source_file(class, traced), expected, "{class} {traced}");
        }
    }
}
