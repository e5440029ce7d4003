//! Files of any names and contents are planned without a panic, and without being asked for without end.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mapship::{PlanFile, PlanOptions, Planner};

fuzz_target!(|data: (Vec<(String, bool, bool, &[u8])>, Option<String>)| {
    let (files, prefix) = data;
    let named = files.iter().map(|(name, found, second, _)| PlanFile {
        name: name.clone(),
        shown: name.clone(),
        found: *found,
        origin: None,
        root: usize::from(*second),
    });
    let options = PlanOptions { prefix, ..PlanOptions::default() };
    let Ok(mut planner) = Planner::new(named.collect(), options) else { return };
    for _ in 0..8 {
        let Ok(wanted) = planner.wanted() else { return };
        if wanted.is_empty() {
            if let Ok(plan) = planner.finish() {
                assert_eq!(plan.fates.len(), files.len());
            }
            return;
        }
        for id in wanted {
            if planner.read(id, &files[id].3, false).is_err() {
                planner.unreadable(id);
            }
        }
    }
    panic!("it asks without end");
});
