//! What looks wrong and is not: the corners that decoders refuse.

use super::{check, mapping, read, with};

#[test]
fn members() {
    for members in [
        "",
        // 1: JSON.parse has no quarrel with these
        r#","x":1e400,"y":-0,"z":123456789012345678901234567890,"w":0.1e-9999"#,
        r#","x":"\ud800","y":"\udc00\ud800x","\ud83d\ude00":"\uD83D\uDE00""#,
        r#","":"","\u0000":"\/\b\f\n\r\t\"\\""#,
        // 3.0 is 3, so is a number that is nearest to it
        r#","version":3.0"#,
        r#","version":3e0"#,
        r#","version":30E-1"#,
        r#","version":0.3e+1"#,
        r#","version":3.00000000000000000000000000000000001"#,
        // 7, 9: null
        r#","sources":[null,"a","",null]"#,
        r#","sourcesContent":[null]"#,
        // as many as sources or not
        r#","sourcesContent":[]"#,
        r#","sourcesContent":["1","2","3","4"]"#,
        // 11
        r#","ignoreList":[]"#,
        r#","ignoreList":[0,0.0,-0,1,1,1e0,10e-1]"#,
        // 8
        r#","file":"","sourceRoot":"""#,
        r#","sourceRoot":"http://a/b/","file":"x y.js""#,
        // 14: unknown members
        r#","x_google_ignoreList":["what",-1],"debugId":7,"debug_id":null,"rangeMappings":3"#,
        r#","x_facebook_sources":[[{"names":["<global>"],"mappings":"AAA"}],null],"offset":{},"map":[],"url":0"#,
        r#","scopes":"not really","VERSION":2,"Mappings":1,"versions":null,"sourcesContents":5,"line":"#,
    ] {
        let members =
            if members.ends_with(':') { format!("{members}0") } else { members.to_owned() };
        check(with(&members).as_bytes(), &[]);
    }
}

#[test]
fn mappings() {
    for mappings in [
        "",
        ";",
        ";;;A;;",
        "A",
        "A,A,C,AAAA,AAAAA",
        "AAAA;AACA",
        // 16: any number of digits that add nothing
        "gggggggggggggggggggA",
        "AAgggggggggggggAA",
        "AAAAgggggA",
        "AAAAA,AAAAggggggggggggggggggggggA",
        // 20: the generated column starts again at each line
        "gB;A;gBAAA;AAAA",
        // 24: in any order, twice
        "CAAA,DAAA,CAAA,AAAA,AAAA",
        "U,V,U",
        // 25: sums beyond 32 bits
        "+////D,+////D,+////D,+////D",
        "+/////D,+/////D,+/////D",
        "AA+/////DA,AA+/////DA,AA+/////D+/////D",
        // escapes
        r"\u0041AAA\u002cA\u0041AA\u003b\u0067B",
        r"AAAA\u003BAAAA",
    ] {
        check(mapping(mappings).as_bytes(), &[]);
    }
}

#[test]
fn deep_nesting() {
    let deep = format!("{}1{}", r#"{"a":["#.repeat(20_000), "]}".repeat(20_000));
    let map = with(&format!(r#","x":{deep}"#));
    let report = mapship::read_map(&map.as_bytes()).unwrap();
    assert_eq!(report.issues, []);
}

#[test]
fn white_space_and_escaped_keys() {
    let map = "\n\t {\r\n \"ver\\u0073ion\" : 3 , \"\\u0073ources\":\t[ \"a\" , null ]\n,\"m\\u0061ppings\"\n:\n\"AAAA\" } \r\n\t";
    let report = read(map.as_bytes());
    assert_eq!(report.issues, []);
    assert_eq!(report.summary.totals.segments, 1);
    assert_eq!(report.summary.totals.source_count, 2);
}

#[test]
fn long_numbers_have_their_value() {
    let zeros = "0".repeat(3000);
    for three in [
        format!("3.{zeros}"),
        format!("3.{zeros}1"),
        format!("0.{zeros}3e3001"),
        format!("3{zeros}e-3000"),
        format!("300e-000{zeros}2"),
    ] {
        check(with(&format!(r#","version":{three}"#)).as_bytes(), &[]);
    }
    for other in
        [format!("3.1{zeros}"), format!("3{zeros}"), format!("0.{zeros}3"), format!("3e{zeros}1")]
    {
        assert_eq!(read(with(&format!(r#","version":{other}"#)).as_bytes()).issues.len(), 1);
    }
}
