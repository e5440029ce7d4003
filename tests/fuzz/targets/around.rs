//! What lies around symbol files is read without a panic: an app's property list or Gradle's metadata, Flutter's `pubspec.yaml` and
//! names, the headers of React Native's bundles.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mapship::formats::flutter::{check_name, read_name, read_version};
use mapship::{inspect, read_app_version};

fuzz_target!(|data: &[u8]| {
    for value in [read_app_version(data).version, read_app_version(data).build].iter().flatten() {
        assert!(!value.is_empty());
    }
    let text = String::from_utf8_lossy(data);
    let _ = read_version(&text);
    if let Ok(name) = read_name(&text) {
        check_name(&name);
    }
    for magic in [b"bplist00".as_slice(), b"\xc6\x1f\xbc\x03\xc1\x03\x19\x1f", b"\xe5\xd1\x0b\xfb"] {
        let mut file = magic.to_vec();
        file.extend(data.get(magic.len()..).unwrap_or_default());
        let _ = read_app_version(&file);
        for issue in inspect(&file.as_slice(), "main.jsbundle").unwrap().issues {
            assert!(!issue.message().is_empty());
        }
    }
});
