//! Random plans of what people, devices, links and the server may do. Once all is well again, every copy says the same,
//! nothing that was acked is missing, and *Saved* was never shown too early.
//!
//! `MUSTER_CONVERGE=n` runs n seeds, `cargo xtask soak model` a hundred thousand. A failure prints its seed and its
//! plan; add the seed to `SEEDS`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that goes wrong should stop")]

use muster_tests::plan::{Plan, verdict};

/// Seeds that once failed.
const SEEDS: [u64; 3] = [146, 5069, 8250];

fn n_seeds(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}

#[test]
fn whatever_happens_all_copies_say_the_same_in_the_end() {
    for seed in SEEDS.into_iter().chain(0..n_seeds("MUSTER_CONVERGE", 300)) {
        verdict::run(&Plan::any(seed));
    }
}

#[test]
fn no_honest_edit_of_several_people_is_refused_and_every_id_is_known_to_be_of_who_wrote_under_it() {
    for seed in SEEDS.into_iter().chain(0..n_seeds("MUSTER_AUTHORS", 150)) {
        verdict::run(&Plan::of_three(seed));
    }
}

#[test]
fn no_honest_person_is_refused_for_good_whatever_a_power_cut_took() {
    let n_seeds = n_seeds("MUSTER_AUTHORS", 150);
    let n_whole = (0..n_seeds).filter(|seed| verdict::run_cut(&Plan::of_three_with_power_cuts(*seed))).count();
    println!("{n_whole} of {n_seeds} came to say the same");
    assert!(n_whole as u64 > n_seeds * 9 / 10, "only {n_whole} of {n_seeds} came to say the same");
}

#[test]
fn what_a_power_cut_took_is_saved_again_though_its_author_is_gone_for_good() {
    for seed in SEEDS.into_iter().chain(0..n_seeds("MUSTER_AUTHORS", 150)) {
        verdict::run_gone(&Plan::of_three_who_may_be_gone(seed));
    }
}

#[test]
fn in_a_review_every_copy_says_the_same_and_nobodys_words_are_lost_whatever_is_carried_revealed_or_answered_at_once() {
    for seed in 0..n_seeds("MUSTER_MEETINGS", 300) {
        verdict::run(&Plan::of_a_meeting(seed));
    }
}

#[test]
fn what_is_shown_saved_is_durable_and_nothing_is_applied_twice() {
    for seed in SEEDS.into_iter().chain(0..n_seeds("MUSTER_ACKS", 3000)) {
        verdict::run(&Plan::typing(seed));
    }
}

#[test]
fn an_edit_is_acked_or_refused_in_the_end_and_a_refused_one_is_never_shown_saved() {
    let n_refused: usize =
        (0..n_seeds("MUSTER_REFUSED", 1000)).map(|seed| verdict::run_refused(&Plan::cramped(seed))).sum();
    assert!(n_refused > 100, "only {n_refused} tabs were refused anything");
}
