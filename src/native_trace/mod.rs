//! Stack traces of native programs: of Android, Apple's systems, Flutter, Linux and its sanitizers. Each frame names a module and a place
//! in it; what ties the module to a file is its build ID or UUID, which may stand elsewhere in the text.
//!
//! ```text
//! lines ─> frames (android, apple, dart, unix) ─> files (matching) ─> symbolicate ─> lines (shown)
//! ```

mod android;
mod apple;
mod dart;
mod matching;
mod shown;
mod text;
mod unix;

pub use matching::{KnownFile, Matched, match_files};
pub use shown::{SaidFrame, say};

use crate::symbolicate::CodePlace;

/// A frame of a native stack trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NativeFrame {
    /// The index of its line in the text, 0-based.
    pub index: usize,
    /// What stands before it in its line: its indentation, or the words of a log.
    pub before: String,
    /// Its number, as the trace has it: `#01`, `1`.
    pub label: String,
    /// The module that it is in, as the trace names it; empty where only an ID tells.
    pub module: String,
    /// The module's build ID (small letters) or UUID (capitals and dashes), where the text tells it.
    pub id: Option<String>,
    /// The place in the module.
    pub place: CodePlace,
    /// Whether that is where a call returns to, so that the call itself is before it.
    pub is_return: bool,
    /// The function, where the trace names it.
    pub function: Option<String>,
}

impl NativeFrame {
    /// The place to look up: of a call that is left, the last byte of it.
    #[must_use]
    pub fn wanted(&self) -> CodePlace {
        let back = u64::from(self.is_return);
        match self.place {
            CodePlace::Address(address) => CodePlace::Address(address.saturating_sub(back)),
            CodePlace::Offset(offset) => CodePlace::Offset(offset.saturating_sub(back)),
        }
    }
}

/// The frames of native programs in the lines of a text, in their order.
#[must_use]
pub fn native_frames<S: AsRef<str>>(lines: &[S]) -> Vec<NativeFrame> {
    let images = apple::Images::of(lines);
    let mut dart = dart::Header::default();
    let mut frames: Vec<NativeFrame> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let line = line.as_ref();
        dart.read(line);
        // what follows the frame before at once is of one stack with it
        let is_first = frames.last().is_none_or(|last| last.index.saturating_add(1) < index);
        let read = dart
            .frame(line)
            .or_else(|| android::frame(line))
            .or_else(|| apple::frame(line, &images))
            .or_else(|| unix::frame(line, is_first));
        frames.extend(read.map(|frame| NativeFrame { index, ..frame }));
    }
    frames
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The module, the ID, the place, and a sign where the byte before it is meant, of each frame.
    fn told(text: &str) -> Vec<String> {
        let lines: Vec<&str> = text.lines().collect();
        let frames = native_frames(&lines);
        let told = frames.iter().map(|frame| {
            let id = frame.id.as_deref().unwrap_or("-");
            let (sign, place) = match frame.place {
                CodePlace::Address(address) => ("", address),
                CodePlace::Offset(offset) => ("+", offset),
            };
            let back = if frame.is_return { " back" } else { "" };
            let function = frame.function.as_ref().map(|it| format!(" {it}")).unwrap_or_default();
            format!("{} {} {id} {sign}{place:x}{back}{function}", frame.label, frame.module)
        });
        told.collect()
    }

    #[test]
    fn reads_android() {
        let text = "*** *** *** ***\nbacktrace:\n\
            \x20     #00 pc 00000000000013ae  /data/app/~~x==/com.shop-y==/lib/arm64/libshop.so (price+14) (BuildId: 90AEF8b4a3cd45d7)\n\
            \x20     #01 pc 000013e0  /data/app/com.shop/base.apk!libshop.so (offset 0x1000) (total(int)+16) (BuildId: 90aef8b4a3cd45d7)\n\
            01-02 03:04:05.678  1234  1234 F DEBUG   :     #02 pc 0000000000045678  /apex/com.android.runtime/lib64/bionic/libc.so (__start_main+80)\n\
            I/DEBUG: #03 pc 0002aab  [vdso]\n#04 pc zzz x";
        assert_eq!(
            told(text),
            [
                "#00 libshop.so 90aef8b4a3cd45d7 13ae price",
                "#01 libshop.so 90aef8b4a3cd45d7 13e0 total(int)",
                "#02 libc.so - 45678 __start_main",
                "#03 [vdso] - 2aab",
            ]
        );
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            native_frames(&lines)[2].before,
            "01-02 03:04:05.678  1234  1234 F DEBUG   :     "
        );
    }

    #[test]
    fn reads_apple() {
        let text = "Thread 0 Crashed:\n\
            0   libsystem_kernel.dylib        0x00000001a0b1c2d4 __pthread_kill + 8\n\
            1   My Shop                       0x0000000102a38348 0x102a38000 + 840\n\
            2   My Shop                       0x0000000102a3837c 0x102a38000 + 892\n\
            3   ???                           0x0000000000000000 0x0 + 0\n\n\
            Binary Images:\n\
            0x102a38000 - 0x102a3ffff My Shop arm64  <0a1b2c3d4e5f60718293a4b5c6d7e8f9> /var/My Shop\n\
            \x20      0x1a0b10000 -        0x1a0b3ffff libsystem_kernel.dylib (*) <11111111-2222-3333-4444-555555555555> /usr/lib/x.dylib";
        assert_eq!(
            told(text),
            [
                "0 libsystem_kernel.dylib 11111111-2222-3333-4444-555555555555 +c2d4 __pthread_kill",
                "1 My Shop 0A1B2C3D-4E5F-6071-8293-A4B5C6D7E8F9 +348 back",
                "2 My Shop 0A1B2C3D-4E5F-6071-8293-A4B5C6D7E8F9 +37c back",
            ]
        );
        // as Datadog's SDK writes them, without images
        let datadog = "0   Shop   0x0000000000000066 0x64 + 2\n1   UIKit   0x00000001 0x0 + 1";
        assert_eq!(told(datadog), ["0 Shop - +2", "1 UIKit - +1 back"]);
    }

    #[test]
    fn reads_dart() {
        let text = "Warning: This VM has been configured to produce stack traces that violate the Dart standard.\n\
            pid: 12, tid: 13, name 1.ui\nos: android arch: arm64 comp: yes sim: no\n\
            build_id: '90AEF8b4a3cd45d7'\nisolate_dso_base: 7ab0000000, vm_dso_base: 7ab0000000\n\
            \x20   #00 abs 0000007ab0001234 virt 0000000000001234 _kDartIsolateSnapshotInstructions+0x234\n\
            \x20   #01 abs 0000007ab0001300 _kDartIsolateSnapshotInstructions+0x300";
        assert_eq!(told(text), ["#00  90aef8b4a3cd45d7 1234", "#01  90aef8b4a3cd45d7 +1300"]);
    }

    #[test]
    fn reads_linux() {
        for (text, expected) in [
            (
                "./shop(+0x13ae) [0x55d0c0a013ae]\n./libshop.so(+0x20)[0x7f]",
                vec!["0 ./shop - +13ae", "1 ./libshop.so - +20 back"],
            ),
            (
                "    #0 0x4f1e2d in price(int) (/srv/shop+0xf1e2d) (BuildId: 90aef8b4a3cd45d7)\n    #1 0x7f (/lib/libc.so.6+0x29d8f)",
                vec![
                    "#0 /srv/shop 90aef8b4a3cd45d7 +f1e2d price(int)",
                    "#1 /lib/libc.so.6 - +29d8f",
                ],
            ),
            (
                "#0  0x00007f3a1 n/a (libshop.so + 0x13ae)\n#1  0x00007f3a2 main (shop + 0x12)",
                vec!["#0 libshop.so - +13ae", "#1 shop - +12 back main"],
            ),
            (
                " 0  libshop.so + 0x13ae\n 1  shop.exe + 0x20",
                vec!["0 libshop.so - +13ae", "1 shop.exe - +20 back"],
            ),
            ("#0 0x1 in main /src/a.c:3:4\nno frame (+0x) []\nx (a+0x1)", vec![]),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(parts in prop::collection::vec(prop_oneof![
            prop::sample::select(vec![
                "#00 pc ", "0000abcd", " /x/lib.so", " (f+1)", " (BuildId: ab12)", "\n", "0x", "0x10 + 2", "1   A   ", " - ", "<", ">",
                "Binary Images:", "build_id: '", "'", "isolate_dso_base: ", " abs ", " virt ", "_kDart", "(+0x1)", " [0x2]", "(", ")", "!",
                "ffffffffffffffff", " in ", " + 0x1", "é",
            ]).prop_map(str::to_owned),
            ".{0,6}",
        ], 0..24)) {
            let text = parts.concat();
            let lines: Vec<&str> = text.lines().collect();
            for frame in native_frames(&lines) {
                let line = lines[frame.index];
                prop_assert!(line.starts_with(&frame.before), "{line}");
                let _ = frame.wanted();
            }
        }
    }
}
