//! `mapship-bench-native DECODER MAP TIMES`: decodes a map so many times, and prints how long each took, in ms.

use std::time::Instant;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let [_, decoder, file, times] = args.as_slice() else { panic!("DECODER MAP TIMES") };
    let bytes = std::fs::read(file).expect("a file");
    let decode: fn(&[u8]) -> usize = match decoder.as_str() {
        "oxc_sourcemap" => |bytes| {
            let text = std::str::from_utf8(bytes).expect("UTF-8");
            oxc_sourcemap::SourceMap::from_json_string(text).expect("a map").get_tokens().count()
        },
        "sourcemap" => |bytes| {
            sourcemap::SourceMap::from_slice(bytes).expect("a map").get_token_count() as usize
        },
        "srcmap-sourcemap" => |bytes| {
            let text = std::str::from_utf8(bytes).expect("UTF-8");
            srcmap_sourcemap::SourceMap::from_json(text).expect("a map").all_mappings().len()
        },
        other => panic!("there is no decoder {other}"),
    };
    let mut segments = 0;
    let took: Vec<f64> = (0..times.parse().expect("a number"))
        .map(|_| {
            let start = Instant::now();
            segments = decode(&bytes);
            start.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    println!("{}", serde_json::json!({ "ms": took, "segments": segments }));
}
