//! Looks for bytes that `fuzzing::many` does not hold of.
#![no_main]

#[allow(dead_code, reason = "each target is one of them")]
#[path = "../../src/fuzzing.rs"]
mod fuzzing;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzzing::many(bytes));
