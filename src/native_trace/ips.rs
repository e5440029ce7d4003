//! Apple's crash reports since iOS 15: JSON, whose frames are written here as the text of the older ones has them.

use crate::source::Source;
use crate::sourcemap::finding::Spot;
use crate::sourcemap::json::{Json, Kind};
use crate::sourcemap::window::Step;

use super::images::dashed;
use super::members::{items, members, number, text};

/// How much of the text is looked at at once, in bytes.
const WINDOW: usize = 64 * 1024;
/// How many objects of a text are looked into.
const TRIED: usize = 64;
/// The most frames and images that are read.
const MOST: usize = 100_000;

/// A frame of a report.
#[derive(Default)]
struct Frame {
    offset: i64,
    image: Option<i64>,
    symbol: String,
    location: i64,
}

/// An image of a report.
#[derive(Default)]
struct Image {
    base: i64,
    size: i64,
    uuid: String,
    name: String,
    path: String,
    arch: String,
}

/// A stack of a report.
#[derive(Default)]
struct Stack {
    title: String,
    frames: Vec<Frame>,
}

#[derive(Default)]
struct Report {
    stacks: Vec<Stack>,
    images: Vec<Image>,
    left: usize,
}

/// The traces of a text that is such a report, or has one in it, as lines.
pub(crate) fn crash_of_json(text: &str) -> Vec<String> {
    if !text.contains("\"usedImages\"") || !text.contains("\"frames\"") {
        return Vec::new();
    }
    let (mut from, mut tried) = (0, 0);
    // the first line is an object of its own
    while let Some(at) = text.get(from..).and_then(|rest| rest.find('{')) {
        let begin = from.saturating_add(at);
        tried += 1;
        if tried > TRIED {
            break;
        }
        let Some(rest) = text.get(begin..) else { break };
        let mut report = Report { left: MOST, ..Report::default() };
        let length = report.read(rest.as_bytes());
        if !report.images.is_empty() && !report.stacks.is_empty() {
            return report.lines();
        }
        // an object that was read to its end holds no other
        from = begin.saturating_add(length.unwrap_or(1).max(1));
    }
    Vec::new()
}

impl Report {
    /// Reads an object; how long it is, where it is one.
    fn read(&mut self, bytes: &[u8]) -> Option<usize> {
        let source: &dyn Source = &bytes;
        let start = Spot { offset: 0, line: 1, column: 1 };
        let mut json = Json::new(source, WINDOW, 0..source.len(), start);
        self.object(&mut json).ok()?;
        usize::try_from(json.window.offset()).ok()
    }

    fn object(&mut self, json: &mut Json<'_>) -> Step<()> {
        members(json, &mut |json, name| match name {
            "threads" => items(json, &mut |json| self.thread(json)),
            "lastExceptionBacktrace" => {
                let mut stack =
                    Stack { title: "Last Exception Backtrace:".to_owned(), ..Stack::default() };
                let read = self.frames(json, &mut stack);
                // it is what the app has done wrong
                self.stacks.insert(0, stack);
                read
            }
            "usedImages" => items(json, &mut |json| self.image(json)),
            _ => json.skip(),
        })
    }

    fn thread(&mut self, json: &mut Json<'_>) -> Step<()> {
        let (mut stack, mut is_crashed, mut name) = (Stack::default(), false, String::new());
        let number = self.stacks.iter().filter(|it| it.title.starts_with("Thread")).count();
        members(json, &mut |json, member| match member {
            "triggered" => {
                is_crashed = json.kind()? == Kind::True;
                json.skip()
            }
            "name" | "queue" => text(json).map(|text| name = text),
            "frames" => self.frames(json, &mut stack),
            _ => json.skip(),
        })?;
        let named = if name.is_empty() { String::new() } else { [" name: ", &name].concat() };
        let crashed = if is_crashed { " Crashed" } else { "" };
        stack.title = format!("Thread {number}{crashed}:{named}");
        self.stacks.push(stack);
        Ok(())
    }

    fn frames(&mut self, json: &mut Json<'_>, stack: &mut Stack) -> Step<()> {
        items(json, &mut |json| {
            let mut frame = Frame::default();
            members(json, &mut |json, member| match member {
                "imageOffset" => number(json).map(|it| frame.offset = it.unwrap_or_default()),
                "imageIndex" => number(json).map(|it| frame.image = it),
                "symbol" => text(json).map(|it| frame.symbol = it),
                "symbolLocation" => number(json).map(|it| frame.location = it.unwrap_or_default()),
                _ => json.skip(),
            })?;
            if self.left > 0 {
                self.left = self.left.saturating_sub(1);
                stack.frames.push(frame);
            }
            Ok(())
        })
    }

    fn image(&mut self, json: &mut Json<'_>) -> Step<()> {
        let mut image = Image::default();
        members(json, &mut |json, member| match member {
            "base" => number(json).map(|it| image.base = it.unwrap_or_default()),
            "size" => number(json).map(|it| image.size = it.unwrap_or_default()),
            "uuid" => text(json).map(|it| image.uuid = it),
            "name" => text(json).map(|it| image.name = it),
            "path" => text(json).map(|it| image.path = it),
            "arch" => text(json).map(|it| image.arch = it),
            _ => json.skip(),
        })?;
        if self.left > 0 {
            self.left = self.left.saturating_sub(1);
            self.images.push(image);
        }
        Ok(())
    }

    fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for stack in &self.stacks {
            lines.push(String::new());
            lines.push(stack.title.clone());
            for (index, frame) in stack.frames.iter().enumerate() {
                lines.push(self.frame(index, frame));
            }
        }
        lines.push(String::new());
        lines.push("Binary Images:".to_owned());
        for image in &self.images {
            let end = image.base.saturating_add(image.size.max(1)).saturating_sub(1);
            let Image { base, name, path, arch, .. } = image;
            let name =
                if name.is_empty() { path.rsplit('/').next().unwrap_or_default() } else { name };
            let uuid = dashed(&image.uuid).unwrap_or_default();
            lines.push(format!("{base:#x} - {end:#x} {name} {arch} <{uuid}> {path}"));
        }
        lines
    }

    fn frame(&self, index: usize, frame: &Frame) -> String {
        let image = frame.image.and_then(|at| usize::try_from(at).ok());
        let image = image.and_then(|at| self.images.get(at));
        let name = image.map_or("", |image| image.name.as_str());
        let path = image.map_or("", |image| image.path.as_str());
        let name = if name.is_empty() { path.rsplit('/').next().unwrap_or_default() } else { name };
        let name = if name.is_empty() { "???" } else { name };
        let base = image.map_or(0, |image| image.base);
        let address = base.saturating_add(frame.offset);
        let (symbol, location) = (frame.symbol.as_str(), frame.location);
        if symbol.is_empty() || base == 0 {
            return format!("{index:<3} {name:<29} {address:#018x} {base:#x} + {}", frame.offset);
        }
        format!("{index:<3} {name:<29} {address:#018x} {symbol} + {location}")
    }
}

#[cfg(test)]
mod tests {
    use super::crash_of_json;

    const REPORT: &str = r#"{"exceptionReason":{"frames":[]},"threads":[{"id":7,"triggered":true,"queue":"main",
        "frames":[{"imageOffset":840,"imageIndex":0},{"imageOffset":49876,"symbol":"__pthread_kill","symbolLocation":8,"imageIndex":1},{"imageOffset":5}]}],
        "lastExceptionBacktrace":[{"imageOffset":892,"imageIndex":0}],
        "usedImages":[{"source":"P","arch":"arm64","base":4339236864,"size":32768,"uuid":"0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9","path":"\/var\/My Shop","name":"My Shop"},
        {"base":6990069760,"size":196608,"uuid":"11111111-2222-3333-4444-555555555555","path":"/usr/lib/k.dylib","name":"k.dylib"}]}"#;

    #[test]
    fn writes_a_report_as_the_older_ones_are() {
        let expected = "\nLast Exception Backtrace:\n\
            0   My Shop                       0x0000000102a3837c 0x102a38000 + 892\n\n\
            Thread 0 Crashed: name: main\n\
            0   My Shop                       0x0000000102a38348 0x102a38000 + 840\n\
            1   k.dylib                       0x00000001a0a4c2d4 __pthread_kill + 8\n\
            2   ???                           0x0000000000000005 0x0 + 5\n\n\
            Binary Images:\n\
            0x102a38000 - 0x102a3ffff My Shop arm64 <0A1B2C3D-4E5F-6071-8293-A4B5C6D7E8F9> /var/My Shop\n\
            0x1a0a40000 - 0x1a0a6ffff k.dylib  <11111111-2222-3333-4444-555555555555> /usr/lib/k.dylib";
        let head = r#"{"app_name":"My Shop","bug_type":"309"}"#;
        for text in [REPORT.to_owned(), format!("{head}\n{REPORT}\n"), REPORT.replace(':', " :\n ")]
        {
            assert_eq!(crash_of_json(&text).join("\n"), expected, "{text}");
        }
    }

    #[test]
    fn other_texts_are_none() {
        for text in [
            "",
            "{}",
            "{\"usedImages\":[],\"frames\":[]}",
            "\"usedImages\" \"frames\" {{{{",
            REPORT.get(..300).unwrap_or(""),
        ] {
            assert!(crash_of_json(text).is_empty(), "{text}");
        }
    }
}
