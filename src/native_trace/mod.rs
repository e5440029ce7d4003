//! Stack traces of native programs, of WebAssembly and of .NET. Each frame names a module and a place in it; what ties the module to a file is
//! its build ID, UUID or GUID, which may stand elsewhere in the text.
//!
//! ```text
//! lines ─> frames (android, apple, dart, unix, windows …) ─> files (matching) ─> symbolicate ─> lines (shown)
//! ```

mod android;
mod apple;
mod dart;
mod dotnet;
mod generated;
mod images;
mod ips;
mod known_file;
mod matching;
mod members;
mod shown;
mod text;
mod unix;
mod wasm;
mod windows;

pub use generated::{CSharpLine, generated_lines};
pub(crate) use ips::crash_of_json;
pub use known_file::KnownFile;
pub use matching::{Matched, match_files};
pub use shown::{SaidFrame, say};

use crate::symbolicate::CodePlace;

/// What a frame is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrameKind {
    /// A native program.
    Code,
    /// A module of WebAssembly.
    WebAssembly,
    /// .NET, Mono or Unity.
    DotNet,
    /// A line of C++ that was made of C#.
    Generated,
}

/// Why a frame of .NET has no place that could be looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoPlace {
    /// Unity has left zeros for it.
    Il2cpp,
    /// There is the method alone.
    NoOffset,
    /// There is an offset, but no token of the method.
    NoToken,
}

/// A frame of a stack trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NativeFrame {
    /// What it is of.
    pub kind: FrameKind,
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
    pub place: Option<CodePlace>,
    /// Why there is none.
    pub no_place: Option<NoPlace>,
    /// Whether that is where a call returns to, so that the call itself is before it.
    pub is_return: bool,
    /// Whether it names a line of the source already.
    pub is_readable: bool,
    /// The function, where the trace names it.
    pub function: Option<String>,
    /// The file that was made of C#, and the line in it, 1-based.
    pub generated: Option<(String, u32)>,
}

impl NativeFrame {
    fn of(kind: FrameKind) -> Self {
        Self {
            kind,
            index: 0,
            before: String::new(),
            label: String::new(),
            module: String::new(),
            id: None,
            place: None,
            no_place: None,
            is_return: false,
            is_readable: false,
            function: None,
            generated: None,
        }
    }

    /// The place to look up: of a call that is left, the last byte of it.
    #[must_use]
    pub fn wanted(&self) -> Option<CodePlace> {
        self.place.as_ref().map(|place| place.before(u64::from(self.is_return)))
    }

    /// What wrote it.
    #[must_use]
    pub fn platform(&self) -> &'static str {
        match self.kind {
            FrameKind::Code | FrameKind::Generated => "native",
            FrameKind::WebAssembly => "wasm",
            FrameKind::DotNet => "dotnet",
        }
    }

    /// Whether it is worth to be told of, with these files: what JavaScript's engines write of WebAssembly, and any place in C++, are no more than
    /// words where there is nothing to look them up in.
    fn is_of_use(&self, files: &[KnownFile]) -> bool {
        match self.kind {
            FrameKind::Code | FrameKind::DotNet => true,
            FrameKind::WebAssembly | FrameKind::Generated => {
                files.iter().any(|file| file.is_for(self.kind))
            }
        }
    }
}

/// The frames in the lines of a text, in their order.
#[must_use]
pub fn native_frames<S: AsRef<str>>(lines: &[S], files: &[KnownFile]) -> Vec<NativeFrame> {
    let images = images::Images::of(lines);
    let mut dart = dart::Header::default();
    let mut frames: Vec<NativeFrame> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let line = line.as_ref();
        if line.len() > LONGEST {
            continue;
        }
        dart.read(line);
        // what follows the frame before at once is of one stack with it
        let is_first = frames.last().is_none_or(|last| last.index.saturating_add(1) < index);
        let read = dart
            .frame(line)
            .or_else(|| android::frame(line))
            .or_else(|| wasm::frame(line))
            .or_else(|| apple::frame(line, &images))
            .or_else(|| unix::frame(line, &images, is_first))
            .or_else(|| windows::frame(line, &images, is_first))
            .or_else(|| dotnet::frame(line))
            .or_else(|| generated::frame(line));
        frames.extend(read.map(|frame| NativeFrame { index, ..frame }));
    }
    frames.retain(|frame| frame.is_of_use(files));
    frames
}

/// The longest line that is read, in bytes: names of templates are long.
const LONGEST: usize = 64 * 1024;

/// Whether a line is a frame of a native program, by itself.
#[must_use]
pub(crate) fn is_native_frame(line: &str) -> bool {
    let frames = native_frames(&[line], &[]);
    frames.iter().any(|frame| frame.kind == FrameKind::Code || frame.no_place.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The module, the ID, the place, and a sign where the byte before it is meant, of each frame.
    fn told(text: &str) -> Vec<String> {
        let lines: Vec<&str> = text.lines().collect();
        let frames = native_frames(&lines, &[]);
        let told = frames.iter().map(|frame| {
            let id = frame.id.as_deref().unwrap_or("-");
            let (sign, place) = match frame.place.as_ref() {
                Some(CodePlace::Address(address)) => ("", format!("{address:x}")),
                Some(CodePlace::Offset(offset)) => ("+", format!("{offset:x}")),
                Some(other) => ("", other.written()),
                None => ("", format!("{:?}", frame.no_place)),
            };
            let back = if frame.is_return { " back" } else { "" };
            let function = frame.function.as_ref().map(|it| format!(" {it}")).unwrap_or_default();
            format!("{} {} {id} {sign}{place}{back}{function}", frame.label, frame.module)
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
            native_frames(&lines, &[])[2].before,
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

    #[test]
    fn reads_other_systems() {
        let files =
            |format: &str| vec![KnownFile { format: format.to_owned(), ..KnownFile::default() }];
        let told = |text: &str, files: &[KnownFile]| {
            let lines: Vec<&str> = text.lines().collect();
            let frames = native_frames(&lines, files);
            let told = frames.iter().map(|frame| {
                let place = frame.wanted().map_or_else(
                    || format!("{:?}{}", frame.no_place, frame.is_readable),
                    |place| place.written(),
                );
                format!("{}{} {} {place}", frame.before, frame.label, frame.module)
            });
            told.collect::<Vec<_>>()
        };
        for (text, expected) in [
            // WinDbg
            ("00 00000000`0019f9a0 00007ff6`1a2b3c4d shop!price+0x1d", "00 shop n 1d price"),
            ("01 00000000`0019f9a0 00007ff6`1a2b3c4d shop+0x13ae", "01 shop o 13ad"),
            (
                "0a 0019f9a0 1a2b3c4d shop!shop::Basket<int, 4>::add+0x1d",
                "0a shop n 1c shop::Basket<int, 4>::add",
            ),
            ("shop.exe+0x13ae", " shop.exe o 13ae"),
            ("  shop!+0x13ae", "   shop o 13ae"),
            ("1> shop!total+0x20", "1> shop n 1f total"),
            ("   at Shop!<BaseAddress>+0x12345", "   at Shop o 12345"),
            // Breakpad
            (" 1  shop.exe!price(int) + 0xe", " 1 shop.exe n d price(int)"),
            // Linux
            ("./shop(price+0xe) [0x55d0c0a013ae]", "0 ./shop n e price"),
            ("./shop(price+0xe)[0x55d0c0a013ae]", "0 ./shop n e price"),
            ("./shop() [0x4013ae]", "0 ./shop m 4013ae"),
            ("    #1 price shop.c:3 (shop+0x13ae) (BuildId: ab12)", "    #1 shop o 13ae"),
            ("    #0 <null> <null> (libx.so+0x13ae)", "    #0 libx.so o 13ae"),
            ("    55d0c0a013ae price+0xe (/srv/shop)", "    55d0c0a013ae /srv/shop n e price"),
            ("C  [libshop.so+0x13ae]  price+0xe", "C libshop.so o 13ae"),
            (" 0# 0x000055D0C0A013AE in ./shop", " 0# ./shop m 55d0c0a013ae"),
            ("#1  0x00007f3a in price () from /lib/libshop.so", "#1 /lib/libshop.so m 7f39"),
            (" 2: 0xb090e0 node::Abort() [node]", " 2 node m b090df"),
            (" 1: 0xb090e0  [node]", " 1 node m b090df"),
            (" 1  shop + 0x20", " 1 shop o 1f"),
            // Apple's, of an image that nothing is told of
            ("3   Shop   0x0000000104e3a5d4 pay + 44", "3 Shop n 2b pay"),
            // .NET
            (
                "   at Shop.Cart.Add(Int32 id) in Shop.dll:token 0x6000013+0x5",
                "   at Shop.dll t 5 100663315",
            ),
            ("   at Shop.Cart.Add(Int32 id) in C:\\src\\Cart.cs:line 24", "   at  Nonetrue"),
            ("   at Shop.Cart.Add(Int32 id)", "   at  Some(NoOffset)false"),
            ("   at Shop.Cart.Add()", "   at  Some(NoOffset)false"),
            ("   at Shop.Cart..ctor()", "   at  Some(NoOffset)false"),
            ("   at Shop.Cart.<>c.<Add>b__0(Object )", "   at  Some(NoOffset)false"),
            ("   at Shop.Cart.add(Dictionary`2 items, Int32& count)", "   at  Some(NoOffset)false"),
            (
                "  at Shop.Cart.Add (System.Int32 id) [0x00012] in <0123456789abcdef0123456789abcdef>:0",
                "  at  Some(NoToken)false",
            ),
            (
                "  at Shop.Cart.Add () [0x00000] in <00000000000000000000000000000000>:0",
                "  at  Some(Il2cpp)false",
            ),
            ("Shop.Cart.Add () (at <00000000000000000000000000000000>:0)", "at  Some(Il2cpp)false"),
        ] {
            assert_eq!(told(text, &[]), [expected], "{text}");
        }
        let ordinary = [
            "    at f (/srv/a.js:1:2)",
            "    at div",
            "\tat a.b.c(SourceFile:12)",
            "look at Foo.bar() and a+0x1",
            "    at Array.map (<anonymous>)",
            "    at foo()",
            "x = a + 0x10",
            "1. see Foo.Bar(x)",
            "version 1 + 0x20",
            "Object.f (native)",
            "  frame #0: 0x1000 in main at a.c:3",
            "C  [x",
            "    at price (https://x.com/shop.wasm:wasm-function[12]:0x1a2b)",
            "A.cpp:12",
            // engines of JavaScript
            "    at Foo.bar (app.js:1:2)",
            "    at async Promise.all (index 0)",
            "    at Promise.all (index 0)",
            "    at Array.forEach (native)",
            "    at Shop.pay (address at index.android.bundle:1:819834)",
            "    at Object.<anonymous> (shop.js:1:2)",
            "    at new Shop.Cart (shop.js:1:2)",
            "    at Shop.pay",
            "Shop.Cart.add@https://x.com/a.js:1:2",
            "foo@[native code]",
            // the JVM, Dart, Go, Rust, Python, PHP, Ruby, Swift, Erlang
            "\tat com.shop.Cart.add(Unknown Source)",
            "\tat com.shop.Cart.add(Native Method)",
            "\tat com.shop.Cart.add(Cart.java:12)",
            "#0      Cart.add (package:shop/cart.dart:12:3)",
            "\t/src/main.go:12 +0x1d",
            "main.(*Cart).Add(0xc000010000, 0x5)",
            "   0:     0x55d0c0a013ae - shop::price::h0123456789abcdef",
            "             at ./src/main.rs:3:5",
            "  File \"/srv/a.py\", line 3, in add",
            "#0 /srv/Cart.php(12): Shop\\Cart->add(1)",
            "#1 {main}",
            "\tfrom a.rb:3:in `add'",
            "    (stdlib 4.0) gen_server.erl:1123: :gen_server.try_handle_call/4",
            // the kernel
            "[   12.345678]  do_syscall_64+0x5b/0x1b0",
            "[   12.345678] RIP: 0010:do_idle+0x1e/0x270",
            "[   12.345678]  [<ffffffff81234567>] ? do_exit+0x5b/0x1b0",
            // addresses of pages
            "https://x.com/page+0x12",
            "    at https://x.com/page+0x12",
            "GET /search?q=a+0x12 200",
            "10.0.0.1 - - [30/Nov/2026:15:00:00 +0000] \"GET /a+0x1 HTTP/1.1\" 200",
            // words and numbers
            "#1 pc 1234567 sold",
            "Order #12 pc 1234567 was delivered",
            "12 bytes at 0x7f00 in buffer + 3",
            "3 copies 0x10 plus 0x20 + 7",
            "2026 Total 0x00000010 of a + 5 more",
            "1. offset+0x10",
            "1: offset+0x10",
            "12 offset+0x10",
            "3 base + 0x10",
            "2026 base + 0x10",
            "at offset+0x10",
            "mapped (at 3) [0x20]",
            "flags() [0x20]",
            "1: 0x10 is [red]",
            "1: 0xff is [red]",
            "#3 0x1f from server",
            "#3 0x7f001f from server",
            "at 0x55 in main",
            "[1] 0x1000 in use",
            "12 0xff001 in register",
            "    #0 0x4f1e2d in main /src/a.c:3:4",
            "    #0 0x4f1e2d in main",
            "0x602000000010 is located 0 bytes inside of 4-byte region [0x602000000010,0x602000000014)",
            "READ of size 4 at 0x602000000010 thread T0",
            "rax 0x0000000000000010 rbx 0x0000000000000020 + 1",
            "r0  00000000  r1  00000001  r2  00000002  r3  00000003",
            "00000010  48 65 6c 6c 6f +0x1",
            "12:30:45.123 INFO Shop.Cart total=0x10 (+0x2)",
            "2026-01-02T03:04:05+0x00 started",
            "AbCd/efGh+0xAB",
            "at Home.page()",
            "at Shop.Cart (the one in Paris)",
            "Done at Shop.Pay(Int32 id)",
            "at Example.com",
            "at Cart.add(one, two)",
            "+0x10",
            "!+0x10",
            "Oh no!+0x10",
        ];
        let taken: Vec<&str> =
            ordinary.into_iter().filter(|text| !told(text, &[]).is_empty()).collect();
        assert_eq!(taken, [""; 0]);
        for (text, expected) in [
            (
                "    at price (https://x.com/shop.wasm?v=1:wasm-function[12]:0x1a2b)",
                "    at https://x.com/shop.wasm f 1a2b",
            ),
            (
                "    at wasm://wasm/0004d2a2:wasm-function[12]:0x1a2b",
                "    at wasm://wasm/0004d2a2 f 1a2b",
            ),
            (
                "    at shop.wasm.price (wasm://wasm/shop.wasm-a529981a:wasm-function[1]:0xe1)",
                "    at wasm://wasm/shop.wasm f e1",
            ),
            (
                "price@https://x.com/shop.wasm:wasm-function[12]:0x1a2b",
                " https://x.com/shop.wasm f 1a2b",
            ),
            ("    0: 0x1a2b - shop.wasm!price", "    0 shop.wasm f 1a2b"),
            ("    at price (shop.wasm[12]:0x1a2b)", "    at shop.wasm f 1a2b"),
        ] {
            assert_eq!(told(text, &files("wasm")), [expected], "{text}");
        }
        let mapped = "55d0c0a00000-55d0c0a01000 r--p 00000000 08:01 12  /srv/shop\n\
            55d0c0a01000-55d0c0a21000 r-xp 00001000 08:01 12  /srv/shop\n\
            ./shop() [0x55d0c0a013ae]";
        assert_eq!(told(mapped, &[]), ["0 ./shop o 13ae"]);
        let dump = "Loaded modules:\n0x00400000 - 0x00420fff  shop.exe  1.0.0.1  (main)  (WARNING: No symbols, shop.pdb, 0A1B2C3D4E5F60718293A4B5C6D7E8F92)\n 0  shop.exe + 0x13ae";
        let lines: Vec<&str> = dump.lines().collect();
        let id = native_frames(&lines, &[]).remove(0).id;
        assert_eq!(id.as_deref(), Some("0A1B2C3D4E5F60718293A4B5C6D7E8F92"));
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
            for frame in native_frames(&lines, &[]) {
                let line = lines[frame.index];
                prop_assert!(line.starts_with(&frame.before), "{line}");
                let _ = frame.wanted();
            }
        }
    }
}
