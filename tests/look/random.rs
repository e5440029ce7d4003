//! Random maps, large enough that reading starts in the middle of them, with the `sourcemap` crate as judge.

use std::{collections::BTreeMap, fmt::Write as _};

use mapship::{Look, Position, Span};
use proptest::{collection::vec, prelude::*};

use super::{END, at, look};

/// A segment of a made-up map: how far right of the one before, and where it leads.
type Made = (u32, Option<(u32, u32, u32)>, Option<u32>);

fn made() -> impl Strategy<Value = Made> {
    let original = proptest::option::weighted(0.9, (0..40_u32, 0..50_u32, 0..80_u32));
    (0..6_u32, original, proptest::option::of(0..400_u32))
}

fn vlq(text: &mut String, value: i64) {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut rest = value.unsigned_abs() << 1 | u64::from(value < 0);
    loop {
        let digit = (rest & 31) as usize;
        rest >>= 5;
        text.push(char::from(ALPHABET[digit | if rest > 0 { 32 } else { 0 }]));
        if rest == 0 {
            break;
        }
    }
}

/// The mappings of some lines, repeated so often, and how long the lines are.
fn encode(lines: &[Vec<Made>], repeat: usize, shift: u32) -> (String, Vec<u64>) {
    let (mut text, mut last, mut lengths) = (String::new(), [0_i64; 4], Vec::new());
    for round in 0..repeat {
        for (index, line) in lines.iter().enumerate() {
            if round + index > 0 {
                text.push(';');
            }
            let mut column = 0_u64;
            for (index, (step, original, name)) in line.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                column += u64::from(*step);
                vlq(&mut text, i64::from(*step));
                let Some((source, line, original_column)) = original else { continue };
                // sources come one after the other, as in a bundle
                let source = source / 8 + shift.min(1) * (round as u32 * 35 / repeat as u32);
                for (last, field) in last.iter_mut().zip([source, *line, *original_column]) {
                    vlq(&mut text, i64::from(field) - *last);
                    *last = field.into();
                }
                if let Some(name) = name {
                    vlq(&mut text, i64::from(*name) - last[3]);
                    last[3] = (*name).into();
                }
            }
            lengths.push(column + index as u64 % 3);
        }
    }
    (text, lengths)
}

/// What stands on a line of the file, by the tokens of the judge: every stretch with its end.
fn judged(map: &sourcemap::SourceMap, lengths: &[u64]) -> Vec<Span> {
    let tokens: Vec<_> = map.tokens().collect();
    let mut spans = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let (line, column) = token.get_dst();
        let next = tokens.get(index + 1).map(|next| next.get_dst());
        let length = lengths[line as usize];
        let end = next.filter(|next| next.0 == line).map_or(length, |next| u64::from(next.1));
        let end = end.min(length);
        if end <= column.into() {
            continue;
        }
        spans.push(Span {
            line: line + 1,
            column: column.into(),
            end_column: Some(end),
            source: token.has_source().then(|| token.get_src_id()),
            original_line: token.has_source().then(|| token.get_src_line() + 1),
            original_column: token.has_source().then(|| token.get_src_col()),
            name: token.get_name().map(str::to_owned),
        });
    }
    spans
}

/// All stretches between two positions, a few at a time.
fn in_pieces(look: &Look<'_>, from: Position, to: Position, most: u32) -> Vec<Span> {
    let (mut from, mut all) = (from, Vec::new());
    loop {
        let found = look.generated(from, to, most).unwrap();
        let last = found.spans.last().cloned();
        all.extend(found.spans);
        match last {
            Some(last) if found.more => from = at(last.line, last.end_column.unwrap() as u32),
            _ => return all,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn says_what_the_judge_says(
        lines in vec(vec(made(), 0..40), 1..20),
        one_line in vec(made(), 1..500),
        repeat in prop_oneof![Just(1), Just(8)],
        shift in 0..2_u32,
        picks in vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 3),
    ) {
        // a long line among short ones
        let mut lines = lines;
        lines.push(one_line.iter().cycle().take(one_line.len() * 4).cloned().collect());
        let (mappings, lengths) = encode(&lines, repeat, shift);
        let names: Vec<_> = (0..400).map(|index| format!("n{index}")).collect();
        let sources: Vec<_> = (0..40).map(|index| format!("s{index}.js")).collect();
        let map = serde_json::json!({
            "version": 3, "sources": sources, "names": names, "mappings": mappings,
        }).to_string();
        let mut file = String::new();
        for length in &lengths {
            writeln!(file, "{}", "é".repeat(*length as usize)).unwrap();
        }
        file.pop();
        let judge = sourcemap::SourceMap::from_slice(map.as_bytes()).unwrap();
        let spans = judged(&judge, &lengths);
        let look = look(map.as_bytes(), Some(file.as_bytes()));

        let coverage = look.coverage();
        prop_assert_eq!(&coverage.issue, &None);
        prop_assert_eq!(coverage.segments, u64::from(judge.get_token_count()));
        prop_assert_eq!(coverage.units, lengths.iter().sum::<u64>());
        let (mut units, mut segments) = (BTreeMap::new(), BTreeMap::new());
        for span in &spans {
            *units.entry(span.source).or_insert(0) += span.end_column.unwrap() - span.column;
        }
        for token in judge.tokens() {
            *segments.entry(token.get_src_id()).or_insert(0_u64) += 1;
        }
        prop_assert_eq!(Some(&coverage.sourceless), units.get(&None).or(Some(&0)));
        prop_assert_eq!(coverage.sources.len(), 40);
        for source in &coverage.sources {
            prop_assert_eq!(source.units, units.get(&Some(source.index)).copied().unwrap_or_default());
            prop_assert_eq!(source.segments, segments.get(&source.index).copied().unwrap_or_default());
        }
        prop_assert_eq!(in_pieces(&look, at(1, 0), END, 20_000), spans.clone());

        for (one, other) in picks {
            if spans.is_empty() {
                continue;
            }
            let (first, last) = (one.index(spans.len()), other.index(spans.len()));
            let (first, last) = (first.min(last), first.max(last).min(first.min(last) + 500));
            let (from, to) = (&spans[first], &spans[last]);
            let found = in_pieces(
                &look,
                at(from.line, from.column as u32),
                at(to.line, to.end_column.unwrap() as u32),
                97,
            );
            prop_assert_eq!(&found[..], &spans[first..=last]);

            let Some(source) = from.source else { continue };
            let (low, high) = (at(from.original_line.unwrap(), 0), at(from.original_line.unwrap() + 3, 7));
            let back = look.original(source, low, high, 20_000).unwrap();
            let expected: Vec<_> = spans.iter().filter(|span| {
                let place = span.original_line.zip(span.original_column);
                let place = place.map(|(line, column)| at(line, column));
                span.source == Some(source) && place.is_some_and(|place| (low..high).contains(&place))
            }).take(20_000).cloned().collect();
            prop_assert_eq!(back.spans, expected);
        }
    }

    /// Whatever a map is, no unit of the file is lost, and none counted twice.
    #[test]
    fn damage_loses_nothing(
        lines in vec(vec(made(), 0..12), 1..6),
        damage in vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        cut in proptest::option::weighted(0.3, any::<prop::sample::Index>()),
        is_index in any::<bool>(),
        file in "([a-z😀é]{0,9}(\n|\r\n|\u{2028})?){0,7}",
    ) {
        let (mappings, _) = encode(&lines, 1, 0);
        let map = serde_json::json!({
            "version": 3, "sources": ["a", null, "c"], "names": ["x"], "mappings": mappings,
            "sourcesContent": ["a\nb", null], "ignoreList": [1],
        });
        let map = if is_index {
            let section = |line: u32| serde_json::json!({ "offset": { "line": line, "column": 3 }, "map": map });
            serde_json::json!({ "version": 3, "sections": [section(0), section(2)] })
        } else {
            map
        };
        let mut map = map.to_string().into_bytes();
        for (index, byte) in damage {
            let index = index.index(map.len());
            // most damage is to be read over, not to end the reading
            map[index] = if byte < 200 { b"ACDEgI,;+/"[usize::from(byte) % 10] } else { byte };
        }
        if let Some(cut) = cut {
            map.truncate(cut.index(map.len()));
        }
        for minified in [Some(file.as_bytes()), None] {
            let look = look(&map, minified);
            let it = look.coverage();
            let sum = it.mapped + it.sourceless + it.unmapped + it.unread;
            prop_assert_eq!(it.units, sum);
            let of_sources: u64 = it.sources.iter().map(|source| source.units).sum();
            prop_assert_eq!(it.mapped, of_sources + it.others.units);
            if minified.is_some() {
                let units = |line: &str| line.encode_utf16().count() as u64;
                let ends = ["\r\n", "\n", "\u{2028}"];
                let text = ends.iter().fold(file.clone(), |text, end| text.replace(end, "\n"));
                prop_assert_eq!(it.units, text.split('\n').map(units).sum::<u64>());
                prop_assert_eq!(it.lines, text.split('\n').count() as u64);
            }
            let spans = look.generated(at(1, 0), END, 20_000).unwrap().spans;
            let covered: u64 = spans.iter().filter_map(|span| Some(span.end_column? - span.column)).sum();
            prop_assert_eq!(covered, it.mapped + it.sourceless);
            // none lies over another, and all lie in the order of the file
            for pair in spans.windows(2) {
                let end = (pair[0].line, pair[0].end_column.unwrap_or(u64::MAX));
                prop_assert!(end <= (pair[1].line, pair[1].column) || pair[0].line < pair[1].line);
            }
            for source in 0..8 {
                let back = look.original(source, at(1, 0), END, 20_000).unwrap().spans;
                let expected: Vec<_> =
                    spans.iter().filter(|span| span.source == Some(source)).cloned().collect();
                prop_assert_eq!(back, expected);
                look.content(source, 3).unwrap();
            }
        }
    }
}
