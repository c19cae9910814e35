//! Every bytes the fuzzer found worth keeping, tried again. More of them: `cargo +nightly fuzz run --fuzz-dir tests/fuzz
//! gate`, then `cargo +nightly fuzz cmin`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::path::Path;

use muster_tests::fuzzing::TARGETS;

#[test]
fn what_the_fuzzer_kept_is_harmless() {
    for (name, target) in TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
        let mut n_tried = 0;
        for entry in std::fs::read_dir(&folder).expect("a corpus") {
            let path = entry.unwrap().path();
            let bytes = std::fs::read(&path).unwrap();
            if std::panic::catch_unwind(|| target(&bytes)).is_err() {
                panic!("{name} fails on {}", path.display());
            }
            n_tried += 1;
        }
        println!("{name}: {n_tried}");
        assert!(n_tried > 0, "no corpus for {name}");
    }
}
