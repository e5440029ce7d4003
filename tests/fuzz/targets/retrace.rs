//! Any trace is made readable by any mapping without a panic, and each line once; without the mapping the same frames are found.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mapship::{JvmState, NamedMapping, jvm_frames, retrace, retrace_through};

fuzz_target!(|given: (&str, &str)| {
    let (mapping, trace) = given;
    let lines: Vec<&str> = trace.lines().collect();
    let source = mapping.as_bytes();
    let named = || Some(NamedMapping { source: &source, name: "mapping.txt" });
    let answer = retrace(&lines, named()).unwrap();
    let frames = jvm_frames(&lines);
    let is_frame = |state: JvmState| state != JvmState::Words;
    let found = answer.lines.iter().filter(|line| is_frame(line.state)).map(|line| line.index);
    assert!(found.eq(frames.iter().map(|(index, _)| *index)));
    for line in &answer.lines {
        assert!(line.index < lines.len());
        assert!(line.state != JvmState::Resolved || !line.text.is_empty(), "{line:?}");
        for issue in &line.issues {
            assert!(!issue.message().is_empty() && !issue.help().is_empty());
        }
    }
    // a line that is longer than the window is cut there
    let longest = mapping.split('\n').map(str::len).max().unwrap_or(0);
    assert_eq!(answer, retrace_through(&lines, named(), longest + 2).unwrap());
    assert_eq!(retrace(&lines, None).unwrap().lines.len(), frames.len());
});
