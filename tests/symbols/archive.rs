//! Zip archives: read as Python's zipfile reads them, refused where they lie, written so that another reader agrees.

use mapship::formats::zip::{
    Compression, Entry, EntrySource, Zip, ZipEntry, ZipSegment, crc32, inspect as read, write_zip,
};
use mapship::{Format, Source};
use serde_json::{Value, json};

use super::{findings, fixture, inspected};

fn listed(entry: &Entry) -> Value {
    json!({
        "name": entry.name, "method": entry.compression.method(), "compressed": entry.compressed, "size": entry.size,
        "crc": entry.crc, "header": entry.header, "isEncrypted": entry.is_encrypted, "isLink": entry.is_link,
    })
}

#[test]
fn python_lists_the_same() {
    let listing: Value = serde_json::from_slice(&fixture("zip/listing.json")).unwrap();
    let archives = listing.as_object().unwrap();
    assert_eq!(archives.len(), 8);
    for (name, expected) in archives {
        let bytes = fixture(&format!("zip/{name}"));
        let archive = read(&bytes.as_slice()).unwrap();
        let entries: Vec<Value> = archive.entries.iter().map(listed).collect();
        let mut expected = expected.clone();
        for entry in expected.as_array_mut().unwrap() {
            // on Windows Python reads back-slashes so, too; the listing is of another system
            entry["name"] = entry["name"].as_str().unwrap().replace('\\', "/").into();
        }
        assert_eq!(Value::Array(entries), expected, "{name}");
    }
}

#[test]
fn what_is_found_in_archives() {
    for (name, expected) in [
        ("info-zip.zip", &[][..]),
        // their object files are made up; places are in the archive
        ("stored.zip", &["macho-truncated 0x4f", "macho-magic 0x15a3", "macho-magic 0x55ec"]),
        ("zip64.zip", &["macho-magic 0x1f0", "macho-truncated 0x4253"]),
        ("comment.zip", &[]),
        ("empty.zip", &[]),
        ("encrypted.zip", &["zip-encrypted 0xfd"]),
        ("lzma.zip", &["zip-method 0x0"]),
        ("slip.zip", &["zip-slip 0x0"]),
    ] {
        let inspection = inspected(&fixture(&format!("zip/{name}")), name);
        assert_eq!(inspection.format, Format::Zip);
        assert_eq!(findings(&inspection), expected, "{name}");
    }
    let slip = inspected(&fixture("zip/slip.zip"), "slip.zip");
    assert_eq!(slip.issues[0].count, 4);
    assert_eq!(
        slip.issues[0].message(),
        "the entry ../../etc/passwd would be unpacked outside of the folder"
    );
}

#[test]
fn back_slashes_lie_between_folders() {
    for (name, expected) in [
        (r"dSYMs\A.dSYM\Contents\Resources\DWARF\A", None),
        (r"a\..\..\b", Some("zip-slip")),
        (r"\\server\share", Some("zip-slip")),
        (r"C:\x", Some("zip-slip")),
    ] {
        let zip = write_zip(&[entry(name, &[b"x"], 0, 0..1)]).unwrap();
        let bytes = bytes_of(&zip, &[b"x"]);
        let archive = read(&bytes.as_slice()).unwrap();
        assert_eq!(archive.entries[0].name, name.replace('\\', "/"));
        let slip = archive.issues.iter().find(|issue| issue.code.name() == "zip-slip");
        assert_eq!(slip.map(|_| "zip-slip"), expected, "{name}");
    }
}

#[test]
fn an_archive_of_dsyms_is_known() {
    let inspection = inspected(&fixture("zip/info-zip.zip"), "dsyms.zip");
    assert_eq!(inspection.upload_type, Some("ios_symbols"));
    // the link to an object is a file of the bundle, too
    assert_eq!(inspection.counts[1], ("dsymObjects", 3));
    let other = inspected(&fixture("zip/comment.zip"), "a.zip");
    assert_eq!(other.upload_type, None);
}

#[test]
fn a_stored_entry_is_a_file() {
    let bytes = fixture("zip/stored.zip");
    let source = bytes.as_slice();
    let archive = read(&source).unwrap();
    let name = "Shop.app.dSYM/Contents/Resources/DWARF/Shop";
    let entry = archive.entries.iter().find(|entry| entry.name == name).unwrap();
    let file = EntrySource::new(&source, entry).unwrap();
    assert_eq!(file.len(), 16384);
    assert_eq!(file.read_up_to(254, 4).unwrap(), [254, 255, 0, 1]);
    assert!(file.read_at(16383, &mut [0; 2]).is_err());
    assert_eq!(crc32(&file, 0, file.len()).unwrap(), entry.crc);
    let packed = fixture("zip/info-zip.zip");
    let packed = packed.as_slice();
    let archive = read(&packed).unwrap();
    let entry = archive.entries.iter().find(|entry| entry.name == name).unwrap();
    assert!(EntrySource::new(&packed, entry).is_none());
}

/// The bytes of an archive.
fn bytes_of(zip: &Zip, files: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for segment in &zip.segments {
        match segment {
            ZipSegment::Bytes(these) => bytes.extend_from_slice(these),
            ZipSegment::Range { file, start, length } => {
                let end = start + length;
                bytes.extend_from_slice(&files[*file][*start as usize..end as usize]);
            }
        }
    }
    assert_eq!(zip.length, bytes.len() as u64);
    bytes
}

fn entry(name: &str, files: &[&[u8]], file: usize, range: std::ops::Range<u64>) -> ZipEntry {
    let length = range.end - range.start;
    ZipEntry {
        name: name.to_owned(),
        compression: Compression::Stored,
        crc: crc32(&files[file], range.start, length).unwrap(),
        size: length,
        file,
        start: range.start,
        length,
    }
}

#[test]
fn another_reader_agrees_with_what_is_written() {
    let dwarf = fixture("macho/arm64.dwarf");
    let fat = [&[1; 4096], dwarf.as_slice(), &[2; 100]].concat();
    let range = 4096..4096 + dwarf.len() as u64;
    let files: [&[u8]; 2] = [b"<plist/>", &fat];
    let uuid = "00112233-4455-6677-8899-AABBCCDDEEFF";
    let inside = ["", "Contents/", "Contents/Resources/", "Contents/Resources/DWARF/"];
    let files_inside = ["Contents/Info.plist", "Contents/Resources/DWARF/Größe"];
    let paths: Vec<String> =
        inside.iter().chain(&files_inside).map(|path| format!("{uuid}.dSYM/{path}")).collect();
    let entries: Vec<ZipEntry> = paths
        .iter()
        .map(|path| match path.as_str() {
            folder if folder.ends_with('/') => entry(folder, &files, 0, 0..0),
            plist if plist.ends_with(".plist") => entry(plist, &files, 0, 0..8),
            object => entry(object, &files, 1, range.clone()),
        })
        .collect();
    let written = bytes_of(&write_zip(&entries).unwrap(), &files);

    let archive = rawzip::ZipArchive::from_slice(&written).unwrap();
    let mut read_names = Vec::new();
    for header in archive.entries() {
        let header = header.unwrap();
        let name = header.file_path().try_normalize().unwrap().as_ref().to_owned();
        let data = archive.get_entry(header.wayfinder()).unwrap();
        let expected: &[u8] = match name.as_str() {
            folder if folder.ends_with('/') => b"",
            plist if plist.ends_with(".plist") => files[0],
            _ => &dwarf,
        };
        assert_eq!(data.data(), expected, "{name}");
        let told = data.claim_verifier();
        assert_eq!(
            (told.crc, told.uncompressed_size),
            (rawzip::crc32(expected), expected.len() as u64)
        );
        read_names.push(name);
    }
    assert_eq!(read_names, paths);

    let own = read(&written.as_slice()).unwrap();
    assert_eq!(own.issues, []);
    assert!(own.entries.iter().map(|entry| &entry.name).eq(&paths));
}

/// What `llvm-dwarfdump --uuid` says of an object file.
fn uuids(name: &str) -> Vec<String> {
    let text = String::from_utf8(fixture(&format!("golden/{name}.uuid"))).unwrap();
    text.lines().map(|line| line.split(' ').nth(1).unwrap().to_owned()).collect()
}

/// An archive of two bundles, one with a fat object.
pub(super) fn dsyms() -> (Vec<u8>, Vec<String>) {
    let (thin, fat) = (fixture("macho/arm64.dylib"), fixture("macho/fat.dwarf"));
    let thin_dwarf = fixture("macho/arm64.dwarf");
    let files: [&[u8]; 3] = [&thin_dwarf, &fat, &thin];
    let path = |bundle: &str, file: &str| format!("{bundle}.dSYM/Contents/Resources/DWARF/{file}");
    let entries = [
        entry(&path("Shop.app", "Shop"), &files, 0, 0..thin_dwarf.len() as u64),
        entry(&path("Cart.framework", "Cart"), &files, 1, 0..fat.len() as u64),
        // what is not in a bundle is not of the upload
        entry("Shop.app/Shop", &files, 2, 0..thin.len() as u64),
    ];
    let expected = [uuids("arm64.dwarf"), uuids("fat.dwarf")].concat();
    (bytes_of(&write_zip(&entries).unwrap(), &files), expected)
}

#[test]
fn llvm_dwarfdump_says_the_same_of_stored_objects() {
    let (bytes, expected) = dsyms();
    let inspection = inspected(&bytes, "dsyms.zip");
    assert_eq!(expected.len(), 3);
    assert_eq!(super::told(&inspection, "uuids"), Some(expected.join(",").as_str()));
    assert_eq!(findings(&inspection), [""; 0]);
}

#[test]
fn an_object_without_dwarf_is_found_in_the_archive() {
    let thin = fixture("macho/arm64.dylib");
    let files: [&[u8]; 1] = [&thin];
    let path = "A.dSYM/Contents/Resources/DWARF/A";
    let bytes =
        bytes_of(&write_zip(&[entry(path, &files, 0, 0..thin.len() as u64)]).unwrap(), &files);
    let inspection = inspected(&bytes, "dsyms.zip");
    let issue = inspection.issues.first().unwrap();
    assert_eq!(issue.code.name(), "macho-no-dwarf");
    assert_eq!(issue.at.path.as_deref(), Some(path));
}

#[test]
fn the_same_files_make_the_same_archive() {
    let files: [&[u8]; 1] = [b"abc"];
    let one = write_zip(&[entry("a", &files, 0, 0..3)]).unwrap();
    assert_eq!(one, write_zip(&[entry("a", &files, 0, 0..3)]).unwrap());
}

#[test]
fn what_the_format_has_no_room_for_is_refused() {
    let files: [&[u8]; 1] = [b"abc"];
    let small = entry("a", &files, 0, 0..3);
    assert!(write_zip(&vec![small.clone(); 65_536]).is_err());
    let large =
        ZipEntry { length: u64::from(u32::MAX), size: u64::from(u32::MAX), ..small.clone() };
    assert!(write_zip(&[large]).is_err());
    let half = ZipEntry { length: 3_000_000_000, size: 3_000_000_000, ..small.clone() };
    assert!(write_zip(&[half.clone(), half]).is_err());
    assert!(write_zip(&[ZipEntry { name: "a".repeat(65_536), ..small }]).is_err());
}

/// An archive of two stored entries, for tests that change something in it.
fn two() -> Vec<u8> {
    let files: [&[u8]; 1] = [b"0123456789"];
    let entries = [entry("one", &files, 0, 0..10), entry("two", &files, 0, 0..10)];
    bytes_of(&write_zip(&entries).unwrap(), &files)
}

fn set(bytes: &mut [u8], at: usize, value: u32) {
    bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
}

/// Local headers are 33 bytes here, data 10, headers of the directory 49.
const DIRECTORY: usize = 86;
const END: usize = DIRECTORY + 98;

/// The data of a link is a path, and no object file.
#[test]
fn a_link_to_an_object_is_not_read() {
    let dwarf = fixture("macho/arm64.dwarf");
    let files: [&[u8]; 2] = [&dwarf, b"App"];
    let place = "App.dSYM/Contents/Resources/DWARF";
    let entries = [
        entry(&format!("{place}/App"), &files, 0, 0..dwarf.len() as u64),
        entry(&format!("{place}/Link"), &files, 1, 0..3),
    ];
    let zip = bytes_of(&write_zip(&entries).unwrap(), &files);
    let header = zip.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap();
    // which system made it, and what that says of the file: those of Unix have a mode, of which 0xa000 is a link
    for (system, attributes, is_link) in
        [(3, 0xa1ff_0000, true), (3, 0x81a4_0000, false), (0, 0xa1ff_0000, false)]
    {
        let mut bytes = zip.clone();
        bytes[header + 5] = system;
        set(&mut bytes, header + 38, attributes);
        let archive = read(&bytes.as_slice()).unwrap();
        assert_eq!(archive.entries[1].is_link, is_link, "{system} {attributes:x}");
        let codes: Vec<&str> = archive.issues.iter().map(|issue| issue.code.name()).collect();
        assert_eq!(codes.is_empty(), is_link, "{codes:?}");
    }
}

#[test]
fn archives_that_lie() {
    let changed = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = two();
        change(&mut bytes);
        findings(&inspected(&bytes, "a.zip"))
    };
    assert_eq!(changed(&|_| {}), [""; 0]);
    for (expected, change) in [
        (
            "zip-directory 0xb8",
            &(|bytes: &mut Vec<u8>| set(bytes, END + 16, 1000)) as &dyn Fn(&mut Vec<u8>),
        ),
        ("zip-directory 0x87", &|bytes| set(bytes, END + 12, 97)),
        ("zip-directory 0x55", &|bytes| set(bytes, END + 16, 85)),
        ("zip-parts 0xb8", &|bytes| bytes[END + 4] = 1),
        ("zip-entry 0x2", &|bytes| set(bytes, DIRECTORY + 42, 2)),
        ("zip-entry 0xce", &|bytes| set(bytes, DIRECTORY + 42, u32::MAX - 1)),
        ("zip-entry 0x0", &|bytes| bytes[30] = b'O'),
        ("zip-sizes 0x0", &|bytes| set(bytes, DIRECTORY + 24, 11)),
        ("zip-sizes 0x0", &|bytes| {
            bytes[DIRECTORY + 10] = 8;
            set(bytes, DIRECTORY + 24, 10 * 1032 + 1);
        }),
        // the second is said to be where the first is, under the name of that
        ("zip-twice 0x0", &|bytes| {
            bytes[DIRECTORY + 95..DIRECTORY + 98].copy_from_slice(b"one");
            set(bytes, DIRECTORY + 49 + 42, 0);
        }),
        // the first goes on into the second
        ("zip-overlap 0x2b", &|bytes| {
            set(bytes, DIRECTORY + 20, 11);
            set(bytes, DIRECTORY + 24, 11);
        }),
        ("zip-truncated 0xcd", &|bytes| bytes.truncate(END + 21)),
        ("zip-truncated 0xcf", &|bytes| bytes.push(0)),
    ] {
        assert_eq!(changed(change).first().map(String::as_str), Some(expected));
    }
    assert!(
        changed(&|bytes| {
            bytes[DIRECTORY + 95..DIRECTORY + 98].copy_from_slice(b"one");
            set(bytes, DIRECTORY + 49 + 42, 0);
        })
        .contains(&"zip-overlap 0x0".to_owned())
    );
}

#[test]
fn a_bomb_is_told_by_its_sizes() {
    let files: [&[u8]; 1] = [&[0; 1000]];
    let unit = ZipEntry {
        compression: Compression::Deflate,
        size: 1_032_000,
        ..entry("a", &files, 0, 0..1000)
    };
    let entries: Vec<ZipEntry> =
        (0..4000).map(|index| ZipEntry { name: format!("{index}"), ..unit.clone() }).collect();
    let bytes = bytes_of(&write_zip(&entries).unwrap(), &files);
    let archive = read(&bytes.as_slice()).unwrap();
    let codes: Vec<&str> = archive.issues.iter().map(|issue| issue.code.name()).collect();
    assert_eq!(codes, ["zip-bomb"]);
    assert_eq!(
        archive.issues[0].message(),
        "it unpacks to 4128000000 bytes; the limit is 4000000000"
    );
}

/// A comment may hold the signature of the record that it belongs to.
#[test]
fn a_comment_does_not_end_the_archive() {
    let mut bytes = two();
    let comment = b"PK\x05\x06 is what the record begins with, and then come 20 bytes";
    let length = bytes.len();
    bytes[length - 2] = comment.len() as u8;
    bytes.extend_from_slice(comment);
    assert_eq!(findings(&inspected(&bytes, "a.zip")), [""; 0]);
    assert_eq!(read(&bytes.as_slice()).unwrap().entries.len(), 2);
}

/// Sizes and offsets moved to where archives past 4 GiB have them.
#[test]
fn large_records_are_read() {
    let small = two();
    let mut bytes = small[..DIRECTORY].to_vec();
    for at in [DIRECTORY, DIRECTORY + 49] {
        let mut header = small[at..at + 49].to_vec();
        let mut extra = vec![1, 0, 24, 0];
        for field in [24, 20, 42] {
            extra.extend_from_slice(&header[field..field + 4]);
            extra.extend_from_slice(&[0; 4]);
            set(&mut header, field, u32::MAX);
        }
        // another field before it is passed over
        header[30] = 33;
        header.extend_from_slice(&[0x99, 0x99, 1, 0, 7]);
        header.extend_from_slice(&extra);
        bytes.extend_from_slice(&header);
    }
    let end = bytes.len() as u64;
    let size = end - DIRECTORY as u64;
    bytes.extend_from_slice(b"PK\x06\x06");
    for value in [44, 0, 2, 2, size, DIRECTORY as u64] {
        bytes.extend_from_slice(&u64::to_le_bytes(value));
        if value == 44 {
            bytes.extend_from_slice(&[45, 0, 45, 0]);
        }
    }
    bytes.extend_from_slice(b"PK\x06\x07\0\0\0\0");
    bytes.extend_from_slice(&end.to_le_bytes());
    bytes.extend_from_slice(&[1, 0, 0, 0]);
    bytes.extend_from_slice(
        b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0",
    );
    let large = read(&bytes.as_slice()).unwrap();
    assert_eq!(large, read(&small.as_slice()).unwrap());
    assert_eq!((large.entries.len(), large.issues.len()), (2, 0));
    // the other reader is content with how this test has made it
    assert_eq!(rawzip::ZipArchive::from_slice(&bytes).unwrap().entries().count(), 2);
}

/// Only the ends and the headers of an archive are read.
#[test]
fn a_large_archive_is_read_by_its_headers() {
    let big = vec![0_u8; 5_000_000];
    let files: [&[u8]; 1] = [&big];
    let one = ZipEntry { crc: 0, ..entry("a", &[b""], 0, 0..0) };
    let one = ZipEntry { size: 5_000_000, length: 5_000_000, ..one };
    let bytes = bytes_of(&write_zip(&[one]).unwrap(), &files);
    let counting = super::Counting::new(&bytes);
    assert_eq!(read(&counting).unwrap().entries.len(), 1);
    assert!(counting.read() < 70_000, "{} bytes were read", counting.read());
}
