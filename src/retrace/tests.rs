//! Whole traces, with mappings of our own.

use proptest::prelude::*;

use super::*;

/// A shop, as R8 might shrink it.
const MAPPING: &str = "\
# compiler: R8
# pg_map_id: 0a1b2c3
# pg_map_hash: SHA-256 0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9
# {\"id\":\"com.android.tools.r8.mapping\",\"version\":\"2.2\"}
shop.Cart -> a.a:
# {\"id\":\"sourceFile\",\"fileName\":\"Cart.kt\"}
    java.util.List items -> a
    1:3:void add(shop.Item):20:22 -> a
    4:4:int shop.Price.of(shop.Item):9:9 -> a
    4:4:void add(shop.Item):24 -> a
    1:1:void clear():40:40 -> b
    2:2:void shop.util.Log.debug(java.lang.String):5:5 -> b
    2:2:void shop.util.Log.trace(java.lang.String):11 -> b
    2:2:void clear():41 -> b
    void close() -> c
    boolean isOpen(int):77 -> d
    0:65535:void pay():33:33 -> e
    1:1:void wide():50:52 -> f
    0:0:void start():60:60 -> g
    7:7:void start():61:61 -> g
    1:1:void one(int):1:1 -> h
    1:1:void two(java.lang.String):2:2 -> h
    void same(int) -> i
    void same(java.lang.String) -> i
    void left() -> j
    void right() -> j
    3:5:void none():0:0 -> k
shop.Price -> a.b:
# {\"id\":\"sourceFile\",\"fileName\":\"Money.kt\"}
    int cents -> a
shop.util.Log -> a.c:
shop.PaymentException -> a.d:
shop.Cart$Lambda -> a.e:
# {\"id\":\"com.android.tools.r8.synthesized\"}
    1:1:void shop.Cart.lambda$pay$0():70:70 -> run
    1:1:void run():0:0 -> run
    # {\"id\":\"com.android.tools.r8.synthesized\"}
    2:2:void bridge():0:0 -> call
    # {\"id\":\"com.android.tools.r8.synthesized\"}
shop.Outline -> a.f:
# {\"id\":\"com.android.tools.r8.synthesized\"}
    1:2:int outline():0:0 -> a
    # {\"id\":\"com.android.tools.r8.outline\"}
shop.Caller -> a.g:
    4:4:void call():98:98 -> s
    5:5:int shop.Price.of(shop.Item):10:10 -> s
    5:5:void call():100 -> s
    27:27:void call():0:0 -> s
    # {\"id\":\"com.android.tools.r8.outlineCallsite\",\"positions\":{\"1\":4,\"2\":5},\"outline\":\"La/f;a()I\"}
shop.Checks -> a.h:
    4:4:void shop.Guard.check(java.lang.Object):23:23 -> a
    4:4:void run(java.lang.Object):7 -> a
    # {\"id\":\"com.android.tools.r8.rewriteFrame\",\"conditions\":[\"throws(Ljava/lang/NullPointerException;)\"],\"actions\":[\"removeInnerFrames(1)\"]}
shop.MainKt -> shop.MainKt:
    1:1:void main(java.lang.String[]):3:3 -> main
";

fn answer(mapping: &str, trace: &str) -> Retraced {
    let lines: Vec<&str> = trace.lines().collect();
    let source = mapping.as_bytes();
    let mapping = NamedMapping { source: &source, name: "mapping.txt" };
    retrace(&lines, Some(mapping)).unwrap()
}

/// A trace as it reads then.
fn told(mapping: &str, trace: &str) -> String {
    let answer = answer(mapping, trace);
    let mut text = Vec::new();
    for (index, raw) in trace.lines().enumerate() {
        match answer.lines.iter().find(|line| line.index == index) {
            None => text.push(raw.to_owned()),
            Some(line) if line.text.is_empty() && line.state != JvmState::Removed => {
                text.push(raw.to_owned());
            }
            Some(line) => text.extend(line.text.iter().cloned()),
        }
    }
    text.join("\n")
}

/// The one frame, with what is said of it.
fn one(frame: &str) -> (String, Vec<&'static str>) {
    let answer = answer(MAPPING, frame);
    let line = answer.lines.last().unwrap();
    (line.text.join("\n"), line.issues.iter().map(|issue| issue.code.name()).collect())
}

#[test]
fn a_whole_trace() {
    let trace = "\
03-04 10:00:00 E AndroidRuntime: FATAL EXCEPTION: main
03-04 10:00:00 E AndroidRuntime: Process: shop, PID: 7
03-04 10:00:00 E AndroidRuntime: a.d: no a.b for a.a.c()
03-04 10:00:00 E AndroidRuntime: \tat a.a.a(SourceFile:4)
03-04 10:00:00 E AndroidRuntime: \tat a.e.run(Unknown Source:1)
03-04 10:00:00 E AndroidRuntime: \tat a.e.call(SourceFile:2)
03-04 10:00:00 E AndroidRuntime: \tat android.os.Looper.loop(Looper.java:288)
03-04 10:00:00 E AndroidRuntime: \tat shop.MainKt.main(SourceFile:1)
03-04 10:00:00 E AndroidRuntime: Caused by: java.lang.IllegalStateException: closed
03-04 10:00:00 E AndroidRuntime: \tat a.a.b(SourceFile:2)
03-04 10:00:00 E AndroidRuntime: \t... 3 more
";
    let expected = "\
03-04 10:00:00 E AndroidRuntime: FATAL EXCEPTION: main
03-04 10:00:00 E AndroidRuntime: Process: shop, PID: 7
03-04 10:00:00 E AndroidRuntime: shop.PaymentException: no shop.Price for shop.Cart.close()
03-04 10:00:00 E AndroidRuntime: \tat shop.Price.of(Money.kt:9)
03-04 10:00:00 E AndroidRuntime: \tat shop.Cart.add(Cart.kt:24)
03-04 10:00:00 E AndroidRuntime: \tat shop.Cart.lambda$pay$0(Cart.kt:70)
03-04 10:00:00 E AndroidRuntime: \tat android.os.Looper.loop(Looper.java:288)
03-04 10:00:00 E AndroidRuntime: \tat shop.MainKt.main(Main.kt:3)
03-04 10:00:00 E AndroidRuntime: Caused by: java.lang.IllegalStateException: closed
03-04 10:00:00 E AndroidRuntime: \tat shop.util.Log.debug(Log.java:5)
03-04 10:00:00 E AndroidRuntime: \tat shop.util.Log.trace(Log.java:11)
03-04 10:00:00 E AndroidRuntime: \tat shop.Cart.clear(Cart.kt:41)
03-04 10:00:00 E AndroidRuntime: \t... 3 more";
    assert_eq!(told(MAPPING, trace), expected);
}

#[test]
fn lines_and_ranges() {
    for (frame, expected, codes) in [
        ("at a.a.a(SourceFile:2)", "at shop.Cart.add(Cart.kt:21)", vec![]),
        // without ranges the line of the source is kept
        ("at a.a.c(SourceFile:9)", "at shop.Cart.close(Cart.kt:9)", vec![]),
        ("at a.a.c(SourceFile)", "at shop.Cart.close(Cart.kt)", vec![]),
        ("at a.a.d(SourceFile:9)", "at shop.Cart.isOpen(Cart.kt:77)", vec![]),
        ("at a.a.d(Unknown Source)", "at shop.Cart.isOpen(Cart.kt:77)", vec![]),
        // one range for every line
        ("at a.a.e(SourceFile:1234)", "at shop.Cart.pay(Cart.kt:33)", vec![]),
        ("at a.a.e(SourceFile)", "at shop.Cart.pay(Cart.kt:33)", vec![]),
        // a range that is wider in the source
        ("at a.a.f(SourceFile:1)", "at shop.Cart.wide(Cart.kt:50)", vec!["frame-readings"]),
        // line 0 is for frames without one
        ("at a.a.g(SourceFile)", "at shop.Cart.start(Cart.kt:60)", vec![]),
        ("at a.a.g(SourceFile:7)", "at shop.Cart.start(Cart.kt:61)", vec![]),
        ("at a.a.k(SourceFile:4)", "at shop.Cart.none(Cart.kt)", vec![]),
        // no line, several ranges of one method
        ("at a.a.a(SourceFile)", "at shop.Cart.add(Cart.kt)", vec!["frame-no-line"]),
        ("at a.a.b(Unknown Source)", "at shop.Cart.clear(Cart.kt)", vec!["frame-no-line"]),
        // several methods
        // of one range: the mapping says that they are inlined into each other
        (
            "at a.a.h(SourceFile:1)",
            "at shop.Cart.one(Cart.kt:1)\nat shop.Cart.two(Cart.kt:2)",
            vec![],
        ),
        ("at a.a.i(SourceFile:3)", "at shop.Cart.same(Cart.kt:3)", vec![]),
        ("at a.a.j(SourceFile:3)", "at shop.Cart.left(Cart.kt:3)", vec!["frame-readings"]),
        // a method that keeps its name need not be in the mapping
        ("at a.a.toString(SourceFile:3)", "at shop.Cart.toString(Cart.kt:3)", vec![]),
        // what is wrong
        ("at a.a.z(SourceFile:3)", "at shop.Cart.z(Cart.kt:3)", vec!["frame-method-not-mapped"]),
        ("at a.a.a(SourceFile:99)", "at shop.Cart.a(Cart.kt:99)", vec!["frame-line-not-mapped"]),
        ("at x.y.a(SourceFile:99)", "", vec!["frame-class-not-mapped"]),
        ("at com.lib.Api.call(SourceFile:99)", "", vec!["frame-class-not-mapped"]),
        ("at com.lib.Api.call(Api.java:99)", "", vec![]),
        ("at java.lang.Thread.run(SourceFile:99)", "", vec![]),
        ("at a.f.a(SourceFile:1)", "", vec!["frame-synthesized"]),
        ("at a.a.a(r8-map-id-0a1b2c3:1)", "at shop.Cart.add(Cart.kt:20)", vec![]),
        (
            "at a.a.a(r8-map-id-0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9:1)",
            "at shop.Cart.add(Cart.kt:20)",
            vec![],
        ),
        ("at a.a.a(r8-map-id-0a1b2c4:1)", "", vec!["frame-other-mapping"]),
        ("at a.a.a(r8-map-id-0a:1)", "", vec!["frame-other-mapping"]),
    ] {
        let (text, found) = one(frame);
        assert_eq!(text, expected, "{frame}");
        assert_eq!(found, codes, "{frame}");
    }
}

#[test]
fn every_reading_is_told() {
    let line = &answer(MAPPING, "at a.a.f(SourceFile:1)").lines[0];
    let lines: Vec<_> = line.readings.iter().map(|frames| frames[0].line).collect();
    assert_eq!(lines, [Some(50), Some(51), Some(52)]);
    assert_eq!(
        line.issues[0].message(),
        "the mapping allows other readings: shop.Cart.wide (Cart.kt:51), shop.Cart.wide (Cart.kt:52)"
    );
    let line = &answer(MAPPING, "at a.a.j(SourceFile)").lines[0];
    let names: Vec<_> = line.readings.iter().map(|frames| frames[0].method.as_str()).collect();
    assert_eq!(names, ["left", "right"]);
}

#[test]
fn outlines_tell_the_next_frame() {
    for (line, expected) in [
        (1, "at shop.Caller.call(Caller.java:98)"),
        (2, "at shop.Price.of(Money.kt:10)\nat shop.Caller.call(Caller.java:100)"),
        // a line that is in no range of the outline is one of an outline all the same
        (3, "at shop.Caller.call(Caller.java)"),
    ] {
        let trace = format!("at a.f.a(:{line})\nat a.g.s(:27)");
        assert_eq!(told(MAPPING, &trace), expected, "{line}");
    }
    // without the outline above it the place itself is meant
    assert_eq!(told(MAPPING, "at a.g.s(:27)"), "at shop.Caller.call(Caller.java)");
    assert_eq!(told(MAPPING, "at a.f.a(:1)\nat b.c(:1)\nat a.g.s(:5)").lines().count(), 3);
}

#[test]
fn frames_are_rewritten_where_that_exception_was_thrown() {
    let frame = "  at a.h.a(:4)";
    let all = "  at shop.Guard.check(Guard.java:23)\n  at shop.Checks.run(Checks.java:7)";
    let outer = "  at shop.Checks.run(Checks.java:7)";
    for (head, expected) in [
        ("java.lang.NullPointerException: no\n", outer),
        ("Caused by: java.lang.NullPointerException\n", outer),
        ("java.lang.IllegalStateException\n", all),
        ("java.lang.NullPointerException: two\nlines\n", outer),
        ("java.lang.NullPointerException\n  at android.A.b(A.java:1)\n", all),
        ("", all),
    ] {
        let expected = format!("{head}{expected}");
        assert_eq!(told(MAPPING, &format!("{head}{frame}")), expected, "{head}");
    }
}

#[test]
fn versions_are_heeded() {
    let frame = "at a.e.call(SourceFile:2)\nat a.a.c(SourceFile:1)";
    let without = MAPPING.replace("\"version\":\"2.2\"", "\"version\":\"0.9\"");
    assert_eq!(told(MAPPING, frame), "at shop.Cart.close(Cart.kt:1)");
    assert_eq!(
        told(&without, frame),
        "at shop.Cart$Lambda.bridge(Cart.java)\nat shop.Cart.close(Cart.kt:1)"
    );
    let newer = MAPPING.replace("\"version\":\"2.2\"", "\"version\":\"9.1\"");
    let issues = answer(&newer, frame).issues;
    assert_eq!(issues[0].code, Code::MappingNewer);
    assert_eq!(answer(MAPPING, frame).issues, []);
    assert!(issues[0].message().contains("9.1"));
}

#[test]
fn residual_signatures_tell_methods_apart() {
    let mapping = "\
# {'id':'com.android.tools.r8.mapping','version':'2.2'}
x.A -> a:
    1:1:void first(x.B):3:3 -> b
    # {'id':'com.android.tools.r8.residualsignature','signature':'(I)V'}
    1:1:void x.C.inner():5:5 -> b
    1:1:void second(x.B):7 -> b
    # {'id':'com.android.tools.r8.residualsignature','signature':'(J)V'}
    4:4:void second(x.B):8:8 -> b
    # {'id':'com.android.tools.r8.residualsignature','signature':'(J)V'}
";
    // one group by its range: that is how inlined calls are written
    let line = &answer(mapping, "at a.b(:1)\nat a.b(:4)").lines;
    assert_eq!(line[1].text, ["at x.A.second(A.java:8)"]);
    assert_eq!(line[0].text.len(), 3);
}

#[test]
fn proguard_without_lines() {
    let mapping = "x.A -> a:\n    int f -> a\n    void run() -> a\n    int run(int) -> a\n    void stop() -> b\nx.UtilKt -> b:\n    void go() -> a\n";
    assert_eq!(told(mapping, "a: no\n at a.a(Unknown Source)"), "a: no\n at x.A.run(A.java)");
    assert_eq!(
        told(mapping, "Caused by: a: no\n at a.b(:3)"),
        "Caused by: x.A: no\n at x.A.stop(A.java:3)"
    );
    assert_eq!(told(mapping, " at b.a(SourceFile)"), " at x.UtilKt.go(Util.kt)");
}

#[test]
fn without_a_mapping_frames_say_that_they_need_one() {
    let lines = [
        "x.y: no",
        "  at a.b.c(SourceFile:1)",
        "  at java.A.b(A.java:1)",
        "  at my.App.run(App.java:2)",
    ];
    let answer = retrace(&lines, None).unwrap();
    let states: Vec<_> = answer.lines.iter().map(|line| line.state).collect();
    assert_eq!(states, [JvmState::Unreadable, JvmState::Readable, JvmState::Readable]);
    assert_eq!(answer.lines[0].issues[0].code, Code::FrameNoMapping);
}

#[test]
fn the_rest_of_a_text_stays() {
    let trace = "INFO started in 3 s\n\n  at f (https://x.com/a.js:1:2)\na.d: no\n    at a.a.c(:1) ~[app.jar:1.0]\nthe end";
    assert_eq!(
        told(MAPPING, trace),
        "INFO started in 3 s\n\n  at f (https://x.com/a.js:1:2)\nshop.PaymentException: no\n    at shop.Cart.close(Cart.kt:1) ~[app.jar:1.0]\nthe end"
    );
    // of a text whose lines are escaped each is read by itself
    let escaped = r"Caused by: a.d: no\n    at a.a.c(:1)\n";
    assert_eq!(
        told(MAPPING, &format!("{escaped}\nat a.a.c(:1)")),
        format!("{escaped}\nat shop.Cart.close(Cart.kt:1)")
    );
    // no frame, no trace
    assert_eq!(answer(MAPPING, "a.d: no\na.b").lines, []);
}

#[test]
fn any_window_will_do() {
    let lines =
        ["a.d: no", "\tat a.a.a(:4)", "\tat a.f.a(:2)", "\tat a.g.s(:27)", "\tat a.h.a(:4)"];
    let source = format!("{MAPPING}{}", MAPPING.replace(" -> a.", " -> b."));
    let source = source.as_bytes();
    let through = |window| {
        retrace_through(&lines, Some(NamedMapping { source: &source, name: "m" }), window).unwrap()
    };
    let whole = through(1 << 20);
    assert!(whole.lines.len() > 4);
    for window in [300, 301, 350, 1000] {
        assert_eq!(through(window), whole, "window of {window}");
    }
}

#[test]
fn a_mark_of_the_encoding_and_dos_line_ends() {
    let mapping = format!("\u{feff}{}", MAPPING.replace('\n', "\r\n"));
    let frame = "at a.a.a(r8-map-id-0a1b2c3:4)";
    assert_eq!(told(&mapping, frame), told(MAPPING, frame));
    let first = "\u{feff}x.A -> a:\n    void run() -> b\n";
    assert_eq!(told(first, "at a.b(:1)"), "at x.A.run(A.java:1)");
}

/// Pieces that mappings and traces are made of.
fn piece() -> impl Strategy<Value = String> {
    let known = vec![
        "a.b",
        "x.Y$Z",
        " -> ",
        ":",
        "\n",
        "    ",
        "1:2:",
        "0:0:",
        "65535:",
        "4294967295",
        "void ",
        "run",
        "(",
        ")",
        "int",
        "# ",
        "{\"id\":\"",
        "sourceFile",
        "com.android.tools.r8.",
        "mapping",
        "outline",
        "outlineCallsite",
        "residualsignature",
        "rewriteFrame",
        "synthesized",
        "\"}",
        "\",\"positions\":{\"1\":2}",
        "\"version\":\"2.2\"}",
        "\"conditions\":[\"throws(La/b;)\"],\"actions\":[\"removeInnerFrames(1)\"]}",
        "at a.b.run(",
        "SourceFile:1)",
        "Caused by: ",
        "a.b: a.b.run()",
        "Suppressed: ",
        "Exception in thread \"",
        "\" ",
        "r8-map-id-",
        "pg_map_id: ",
        "x.Y -> a.b:\n",
        "    1:1:void run():3:3 -> run\n",
        "at a.b.run(:1)\n",
        "\u{e9}",
        "\r",
    ];
    prop_oneof![prop::sample::select(known).prop_map(str::to_owned), ".{0,5}"]
}

proptest! {
    #[test]
    fn no_input_panics(
        mapping in prop::collection::vec(piece(), 0..60),
        trace in prop::collection::vec(piece(), 0..40),
        window in 2..200_usize,
    ) {
        let mapping = mapping.concat();
        let trace = trace.concat();
        let lines: Vec<&str> = trace.lines().collect();
        let source = mapping.as_bytes();
        let named = Some(NamedMapping { source: &source, name: "m" });
        let answer = retrace_through(&lines, named, window).unwrap();
        let mut last = None;
        for line in &answer.lines {
            prop_assert!(line.index < lines.len() && last < Some(line.index));
            last = Some(line.index);
            prop_assert!(line.state != JvmState::Resolved || !line.text.is_empty());
            for issue in &line.issues {
                prop_assert!(!issue.message().is_empty() && !issue.help().is_empty());
            }
        }
    }

    #[test]
    fn what_the_mapping_says_comes_back(
        classes in prop::collection::btree_map("[a-z]{1,3}", "[A-Z][a-z]{2,8}", 1..20),
        method in "[a-z]{3,6}",
        shown in 1..500_u32,
        original in 1..5000_u32,
        length in 0..50_u32,
        into in 0..50_u32,
    ) {
        use std::fmt::Write;
        let mut mapping = String::new();
        for (short, name) in &classes {
            let last = shown + length;
            writeln!(mapping, "pkg.{name} -> p.{short}:").unwrap();
            writeln!(mapping, "    {shown}:{last}:void {method}():{original}:{} -> a", original + length).unwrap();
        }
        let into = into.min(length);
        for (short, name) in &classes {
            let trace = format!("\tat p.{short}.a(SourceFile:{})", shown + into);
            let expected = format!("\tat pkg.{name}.{method}({name}.java:{})", original + into);
            prop_assert_eq!(told(&mapping, &trace), expected);
        }
    }
}
