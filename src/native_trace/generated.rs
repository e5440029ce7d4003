//! Places in the C++ that IL2CPP has made of C#, as traces that were made readable once have them:
//! `Shop_Buy_m0123 (/x/il2cppOutput/Assembly-CSharp.cpp:1234)`.

use crate::error::Result;
use crate::source::Source;
use crate::sourcemap::finding::Spot;
use crate::sourcemap::json::Json;
use crate::sourcemap::window::{Step, Stop};

use super::members::{members, number};
use super::text::{base, indent};
use super::{FrameKind, NativeFrame};

/// How much of a mapping is in memory at once, in bytes.
const WINDOW: usize = 256 * 1024;

pub(super) fn frame(line: &str) -> Option<NativeFrame> {
    let at = line.find(".cpp:")?;
    let (head, rest) = line.split_at_checked(at)?;
    let digits = rest.bytes().skip(5).take_while(u8::is_ascii_digit).count();
    let number = rest.get(5..)?.get(..digits)?.parse().ok()?;
    let begin = head.rfind([' ', '(', '[', '"', '\'', '\t']).map_or(0, |at| at.saturating_add(1));
    let file = [head.get(begin..)?, ".cpp"].concat();
    let words = head.get(..begin)?.trim_end_matches(['(', '[', ' ']).trim();
    let words = words.strip_suffix(" at").unwrap_or(words);
    let function = words.rsplit([' ', '(']).find(|word| word.len() > 2).unwrap_or_default();
    Some(NativeFrame {
        before: indent(line).to_owned(),
        label: "at".to_owned(),
        module: file.clone(),
        function: Some(function.to_owned()).filter(|name| !name.is_empty()),
        generated: Some((file, number)),
        ..NativeFrame::of(FrameKind::Generated)
    })
}

/// A line of C#, 1-based, and its file.
pub type CSharpLine = (String, u32);

/// What was found for a line: how many names of the paths are the same, which line of the generated file the mapping has, and of what.
type Found = Option<(usize, u32, CSharpLine)>;

/// Looks lines of generated files up in Unity's `LineNumberMappings.json`, in one pass: the last one at or before each is meant, as each
/// begins a statement. A mapping that is damaged tells what stands before that.
///
/// # Errors
/// [`Error::Read`](crate::Error::Read) when the host cannot read the file.
pub fn generated_lines(
    source: &dyn Source,
    wanted: &[(String, u32)],
) -> Result<Vec<Option<CSharpLine>>> {
    let start = Spot { offset: 0, line: 1, column: 1 };
    let mut json = Json::new(source, WINDOW, 0..source.len(), start);
    let mut found: Vec<Found> = vec![None; wanted.len()];
    if let Err(stop) = whole(&mut json, wanted, &mut found)
        && let Stop::Read(error) = *stop
    {
        return Err(error);
    }
    Ok(found.into_iter().map(|found| found.map(|(_, _, line)| line)).collect())
}

fn whole(json: &mut Json<'_>, wanted: &[(String, u32)], found: &mut [Found]) -> Step<()> {
    members(json, &mut |json, generated| {
        let alike: Vec<usize> = wanted.iter().map(|(file, _)| shared(file, generated)).collect();
        if alike.iter().all(|alike| *alike == 0) {
            return json.skip();
        }
        members(json, &mut |json, own| {
            members(json, &mut |json, line| {
                let line = line.parse().ok();
                let own_line = number(json)?.and_then(|it| u32::try_from(it).ok());
                if let (Some(line), Some(own_line)) = (line, own_line) {
                    for ((slot, (_, wanted)), alike) in found.iter_mut().zip(wanted).zip(&alike) {
                        let last = slot.as_ref().map_or((0, 0), |(alike, line, _)| (*alike, *line));
                        if *alike > 0 && line <= *wanted && (*alike, line) > last {
                            *slot = Some((*alike, line, (own.to_owned(), own_line)));
                        }
                    }
                }
                Ok(())
            })
        })
    })
}

/// How many of their last names two paths have in common.
fn shared(one: &str, other: &str) -> usize {
    if base(one) != base(other) {
        return 0;
    }
    let names = |path: &str| path.split(['/', '\\']).rev().map(str::to_owned).collect::<Vec<_>>();
    let (one, other) = (names(one), names(other));
    one.iter().zip(&other).take_while(|(one, other)| one == other).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_line_of_the_statement() {
        let text = r#"{"__note":"x","/b/il2cppOutput/A.cpp":{"/game/P.cs":{"10":3,"20":4},"/game/Q.cs":{"15":9}},"/c/other/A.cpp":{"/game/R.cs":{"1":1}}}"#;
        let wanted = [
            ("/x/il2cppOutput/A.cpp", 12),
            ("A.cpp", 17),
            ("other/A.cpp", 17),
            ("A.cpp", 0),
            ("B.cpp", 5),
        ];
        let wanted = wanted.map(|(file, line)| (file.to_owned(), line));
        let bytes = text.as_bytes();
        let found = generated_lines(&bytes, &wanted).unwrap();
        let line = |file: &str, line| Some((file.to_owned(), line));
        assert_eq!(
            found,
            [line("/game/P.cs", 3), line("/game/Q.cs", 9), line("/game/R.cs", 1), None, None]
        );
    }

    #[test]
    fn reads_places_in_generated_code() {
        for (line, expected) in [
            (
                "  Shop_Buy_m01 (/x/Assembly-CSharp.cpp:1234)",
                Some(("Shop_Buy_m01", "/x/Assembly-CSharp.cpp", 1234)),
            ),
            (
                "2  UnityFramework 0x0000000102a38348 Shop_Buy_m01 (Assembly-CSharp.cpp:7)",
                Some(("Shop_Buy_m01", "Assembly-CSharp.cpp", 7)),
            ),
            (
                "#01 pc 000012 libil2cpp.so (Shop_Buy_m01 at /x/A.cpp:12)",
                Some(("Shop_Buy_m01", "/x/A.cpp", 12)),
            ),
            ("see A.cpp: there", None),
        ] {
            let read = frame(line).map(|frame| (frame.function.unwrap(), frame.generated.unwrap()));
            let expected =
                expected.map(|(name, file, line)| (name.to_owned(), (file.to_owned(), line)));
            assert_eq!(read, expected);
        }
    }
}
