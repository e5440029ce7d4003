//! Addresses looked up in files of real compilers, each address of code, judged by what `llvm-symbolizer` says of it
//! (tests/fixtures/symbols/make-lines.py).
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail loudly"
)]

use std::fs;

use mapship::{Answer, CodePlace, SourceFrame, Unanswered, symbolicate};

const FOLDER: &str = "tests/fixtures/symbols";

fn bytes(name: &str) -> Vec<u8> {
    fs::read(format!("{FOLDER}/{name}")).unwrap()
}

/// The answers for some addresses of a file.
fn looked_up(name: &str, addresses: &[u64]) -> Vec<Answer> {
    of_slice(name, None, addresses)
}

fn of_slice(name: &str, uuid: Option<&str>, addresses: &[u64]) -> Vec<Answer> {
    let places: Vec<CodePlace> = addresses.iter().map(|it| CodePlace::Address(*it)).collect();
    symbolicate(&bytes(name).as_slice(), uuid, &places).unwrap()
}

/// A frame as the golden files have it.
fn shown(frame: &SourceFrame) -> String {
    let function = frame.function.as_deref().unwrap_or("-");
    let file = frame.file.as_deref().unwrap_or("-");
    let (line, column) = (frame.line.unwrap_or_default(), frame.column.unwrap_or_default());
    format!("{function} {file}:{line}:{column}")
}

/// Each address of a golden file, and what is told of it.
fn golden(name: &str) -> Vec<(u64, String)> {
    let text = fs::read_to_string(format!("{FOLDER}/golden/{}.lines", name.replace('/', "-")));
    let mut all = Vec::new();
    for line in text.unwrap().lines() {
        let mut words = line.splitn(3, ' ');
        let mut number = || u64::from_str_radix(words.next().unwrap(), 16).unwrap();
        let (first, last) = (number(), number());
        let told = words.next().unwrap();
        all.extend((first..=last).map(|address| (address, told.to_owned())));
    }
    all
}

#[test]
fn every_address_is_where_llvm_says() {
    let (mut files, mut compared) = (0, 0);
    for entry in fs::read_dir(format!("{FOLDER}/golden")).unwrap() {
        let file = entry.unwrap().file_name().into_string().unwrap();
        let Some(name) = file.strip_suffix(".lines") else { continue };
        let name = name.replacen('-', "/", 1);
        let golden = golden(&name);
        let addresses: Vec<u64> = golden.iter().map(|(address, _)| *address).collect();
        assert!(!addresses.is_empty(), "{name}");
        for ((address, told), answer) in golden.iter().zip(looked_up(&name, &addresses)) {
            let own: Vec<String> = answer.frames.iter().map(shown).collect();
            let own = if own.is_empty() { "- -:0:0".to_owned() } else { own.join(" | ") };
            // DWARF 2 has no function of two ranges: GCC makes a second one of the other, and LLVM asks the symbol table
            let own = match own.strip_prefix("__second_sect_of_") {
                Some(rest) if name == "lookups/gcc-2.so" => rest.replacen(' ', ".cold ", 1),
                _ => own,
            };
            assert_eq!(&own, told, "{name} {address:x}");
            compared += 1;
        }
        files += 1;
    }
    assert_eq!(files, 30);
    assert!(compared > 6000, "{compared}");
}

#[test]
fn what_was_inlined_is_marked() {
    let answers = looked_up("lookups/clang-5.so", &[0x433, 0x3f0]);
    let marks: Vec<bool> = answers[0].frames.iter().map(|frame| frame.is_inlined).collect();
    assert_eq!(marks, [true, true, true, true, false]);
    assert!(answers.iter().all(|answer| answer.reason.is_none()));
    assert!(!answers[1].frames[0].is_inlined);
}

#[test]
fn compressed_sections_tell_the_same() {
    for (packed, plain) in [
        ("elf/zlib-gnu.so", "elf/x86_64.so"),
        ("lookups/zlib.so", "lookups/clang-5.so"),
        ("lookups/zstd.so", "lookups/clang-5.so"),
    ] {
        let addresses: Vec<u64> = golden(plain).into_iter().map(|(address, _)| address).collect();
        assert_eq!(looked_up(packed, &addresses), looked_up(plain, &addresses), "{packed}");
    }
}

#[test]
fn slices_are_told_apart_by_their_uuid() {
    let (arm, intel) = (golden("macho/arm64.dwarf"), golden("macho/x86_64.dwarf"));
    for (name, golden) in [("arm64.dwarf", arm), ("x86_64.dwarf", intel)] {
        let uuid = fs::read_to_string(format!("{FOLDER}/golden/{name}.uuid")).unwrap();
        let uuid = uuid.split_whitespace().nth(1).unwrap();
        let addresses: Vec<u64> = golden.iter().map(|(address, _)| *address).collect();
        let whole = of_slice("macho/fat.dwarf", Some(uuid), &addresses);
        assert_eq!(whole, looked_up(&format!("macho/{name}"), &addresses));
        assert!(whole[0].is_whole());
    }
    let other = "00000000-0000-0000-0000-000000000000";
    let answers = of_slice("macho/fat.dwarf", Some(other), &[0x330]);
    assert_eq!(answers[0].reason, Some(Unanswered::NoSlice));
}

#[test]
fn offsets_count_from_where_the_image_begins() {
    for (name, address, offset) in
        [("elf/x86_64.so", 0x13ae, 0x13ae), ("macho/arm64.dwarf", 0x348, 0x348)]
    {
        let places = [CodePlace::Address(address), CodePlace::Offset(offset)];
        let answers = symbolicate(&bytes(name).as_slice(), None, &places).unwrap();
        assert_eq!(answers[0], answers[1]);
        assert_eq!(answers[0].frames.len(), 2, "{name}");
    }
}

#[test]
fn what_is_not_found_has_a_reason() {
    let split = |file: &str| Unanswered::Split { file: file.to_owned() };
    for (name, address, reason, function) in [
        ("elf/symbols.so", 0x13ae, Unanswered::NoDebugInfo, Some("price")),
        ("elf/stripped.so", 0x13ae, Unanswered::NoDebugInfo, Some("price")),
        ("macho/arm64.dylib", 0x348, Unanswered::NoDebugInfo, Some("price")),
        ("elf/x86_64.so", 0x10, Unanswered::Outside, None),
        ("elf/x86_64.so", u64::MAX, Unanswered::Outside, None),
        ("elf/x86_64.so", 0x1400, Unanswered::NotCovered, None),
        ("supplements/split-4.so", 0x13c0, split("split.dwo"), Some("price")),
        ("supplements/split-5.so", 0x13c0, split("split.dwo"), Some("price")),
        ("pe/x64.dll", 0x1000, Unanswered::InPdb { file: "C:\\shop\\x64.pdb".to_owned() }, None),
    ] {
        let answer = &looked_up(name, &[address])[0];
        assert_eq!(answer.reason, Some(reason), "{name}");
        let found = answer.frames.first();
        assert_eq!(found.and_then(|frame| frame.function.as_deref()), function, "{name}");
        assert_eq!(found.is_some_and(|it| it.is_nearest_symbol), function.is_some(), "{name}");
    }
    // the line is in the program all the same
    let answer = &looked_up("supplements/split-5.so", &[0x13c0])[0];
    assert_eq!(shown(&answer.frames[0]), "price ./shop.c:3:68");
}

#[test]
fn every_place_of_a_pdb_is_where_llvm_says() {
    let golden = fs::read_to_string(format!("{FOLDER}/golden/inlined.pdb.txt")).unwrap();
    let (mut compared, mut inlined) = (0, 0);
    for line in golden.lines() {
        let (address, told) = line.split_once(' ').unwrap_or((line, ""));
        let address = u64::from_str_radix(address, 16).unwrap();
        let place = [CodePlace::Offset(address)];
        let answer =
            symbolicate(&bytes("pdb/inlined.pdb").as_slice(), None, &place).unwrap().remove(0);
        let name = |frame: &SourceFrame| {
            let name = frame.function.clone().unwrap();
            name.split('(').next().unwrap().rsplit("::").next().unwrap().to_owned()
        };
        let own = answer.frames.iter().map(|it| format!("{}:{}", name(it), it.line.unwrap_or(0)));
        assert_eq!(own.collect::<Vec<_>>().join(" "), told, "{address:x}");
        compared += usize::from(!told.is_empty());
        inlined += answer.frames.iter().filter(|frame| frame.is_inlined).count();
    }
    assert!(compared > 300 && inlined > 300, "{compared} {inlined}");
}

#[test]
fn places_in_pdbs_count_from_functions_too_and_have_reasons() {
    let pdb = bytes("pdb/inlined.pdb");
    let of = |place| symbolicate(&pdb.as_slice(), None, &[place]).unwrap().remove(0);
    let by_name = of(CodePlace::InFunction("price".to_owned(), 4));
    assert_eq!(by_name.frames.last().unwrap().function.as_deref(), Some("price"));
    assert_eq!(
        of(CodePlace::InFunction("shop::total".to_owned(), 4))
            .frames
            .last()
            .unwrap()
            .function
            .as_deref(),
        Some("shop::total")
    );
    for (place, reason) in [
        (CodePlace::InFunction("none".to_owned(), 4), Unanswered::NoFunction),
        (CodePlace::Offset(0x10), Unanswered::Outside),
        (CodePlace::InMemory(0x1010), Unanswered::InMemory),
    ] {
        assert_eq!(of(place).reason, Some(reason));
    }
    let stripped = symbolicate(
        &bytes("supplements/no-lines.pdb").as_slice(),
        None,
        &[CodePlace::Offset(0x1000)],
    );
    assert!(stripped.unwrap()[0].frames.first().is_none_or(|frame| frame.line.is_none()));
    for length in (0..pdb.len()).step_by(997) {
        let cut = &pdb[..length];
        let _ = symbolicate(&cut, None, &[CodePlace::Offset(0x1010)]).unwrap();
    }
}

#[test]
fn symbol_files_of_breakpad_are_read() {
    let text = "MODULE windows x86_64 0A1B2C3D4E5F60718293A4B5C6D7E8F91 shop.pdb\n\
        FILE 0 C:\\shop\\tax.h\nFILE 1 C:\\shop\\shop.c\nINLINE_ORIGIN 0 tax(int)\n\
        FUNC 1000 20 0 price(int)\nINLINE 0 7 1 0 1008 8\n1000 8 6 1\n1008 8 2 0\n1010 10 8 1\n\
        PUBLIC 1040 0 _start\n";
    let of = |place| {
        let answer = symbolicate(&text.as_bytes(), None, &[place]).unwrap().remove(0);
        let shown: Vec<String> = answer.frames.iter().map(shown).collect();
        (shown.join(" | "), answer.reason)
    };
    for (place, told, reason) in [
        (CodePlace::Offset(0x1004), "price(int) C:\\shop\\shop.c:6:0", None),
        (
            CodePlace::Offset(0x1009),
            "tax(int) C:\\shop\\tax.h:2:0 | price(int) C:\\shop\\shop.c:7:0",
            None,
        ),
        (CodePlace::InFunction("price".to_owned(), 0x10), "price(int) C:\\shop\\shop.c:8:0", None),
        (CodePlace::Offset(0x1050), "_start -:0:0", Some(Unanswered::NotCovered)),
        (CodePlace::Offset(0x10), "", Some(Unanswered::NotCovered)),
        (CodePlace::InFunction("tax".to_owned(), 1), "", Some(Unanswered::NoFunction)),
    ] {
        assert_eq!(of(place.clone()), (told.to_owned(), reason), "{place:?}");
    }
}

#[test]
fn functions_of_elf_files_are_found_by_the_names_that_the_linker_knows() {
    let place =
        [CodePlace::InFunction("price".to_owned(), 4), CodePlace::InFunction("ice".to_owned(), 4)];
    for name in ["elf/x86_64.so", "elf/arm.so", "macho/arm64.dylib"] {
        let answers = symbolicate(&bytes(name).as_slice(), None, &place).unwrap();
        assert_eq!(answers[0].frames.last().unwrap().function.as_deref(), Some("price"), "{name}");
        assert_eq!(answers[1].reason, Some(Unanswered::NoFunction), "{name}");
    }
}

#[test]
fn modules_of_web_assembly_are_read_by_places_in_the_file() {
    // where Node says that `__builtin_trap` stood, of lookups/trap.c (clang --target=wasm32 -O2 -g)
    let place = |at| [CodePlace::InFile(at)];
    let file = bytes("lookups/trap.wasm");
    let of = |at| symbolicate(&file.as_slice(), None, &place(at)).unwrap().remove(0);
    let trap = of(0xe1);
    assert_eq!(trap.reason, None);
    let shown = trap.frames.iter().map(|it| (it.function.as_deref(), it.line));
    assert_eq!(shown.collect::<Vec<_>>(), [(Some("price"), Some(3))]);
    let inlined = of(65 + 0x20);
    let names: Vec<_> = inlined.frames.iter().filter_map(|it| it.function.as_deref()).collect();
    assert_eq!(names, ["tax", "total"]);
    assert_eq!(of(3).reason, Some(Unanswered::Outside));
}

#[test]
fn portable_pdbs_tell_lines_of_methods() {
    let file = bytes("portable/ClrLoader.pdb");
    let place = |token, offset| [CodePlace::InMethod(token, offset)];
    let of = |token, at| symbolicate(&file.as_slice(), None, &place(token, at)).unwrap().remove(0);
    let mut lines = Vec::new();
    for row in 1..40 {
        let (first, later) = (of(0x0600_0000 + row, 0), of(0x0600_0000 + row, 30));
        let Some(frame) = first.frames.first() else {
            assert_eq!(first.reason, Some(Unanswered::NoMethod));
            continue;
        };
        assert!(frame.file.as_ref().unwrap().ends_with(".cs"), "{frame:?}");
        let line = frame.line.unwrap();
        assert!((1..2000).contains(&line) && frame.column.is_some(), "{frame:?}");
        // what comes later in a method stands below
        assert!(later.frames.first().is_none_or(|later| later.line.unwrap() >= line), "{later:?}");
        lines.push(line);
    }
    assert!(lines.len() > 5, "{lines:?}");
    assert_eq!(of(0x0200_0001, 0).reason, Some(Unanswered::NoMethod));
}
