//! Marks and records, without a document behind them; the real deaths are in `tests/tests/quarantine.rs`.

use super::*;

fn open(folder: &Path) -> Arc<Quarantine> {
    Arc::new(Quarantine::open(folder, "one", Gauge::default()))
}

fn doc(name: &str) -> DocId {
    name.parse().expect("an id")
}

/// As if the program had ended while it read.
fn die_reading(folder: &Path, docs: &[&str]) {
    let quarantine = open(folder);
    docs.iter().for_each(|name| std::mem::forget(quarantine.reading(&doc(name))));
}

#[test]
fn what_was_being_read_at_the_end_is_suspect_and_nothing_else_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let longest = "x".repeat(64);
    die_reading(folder.path(), &["a", &longest]);
    let quarantine = open(folder.path());
    assert!(quarantine.record().knows(&doc("a")) && quarantine.record().knows(&doc(&longest)));
    assert!(!quarantine.record().knows(&doc("b")));
    drop(quarantine.reading(&doc("b")));
    assert!(!open(folder.path()).record().knows(&doc("b")), "its reading had come to its end");
}

#[test]
fn deaths_count_until_it_is_read_in_peace_or_by_another_release() {
    let folder = tempfile::tempdir().expect("a folder");
    die_reading(folder.path(), &["a"]);
    die_reading(folder.path(), &["a"]);
    assert_eq!(open(folder.path()).record().n_deaths(&doc("a")), 2);
    open(folder.path()).passed(&doc("a"));
    die_reading(folder.path(), &["a"]);
    assert_eq!(open(folder.path()).record().n_deaths(&doc("a")), 1);
    let newer = Quarantine::open(folder.path(), "two", Gauge::default());
    assert!(!newer.record().knows(&doc("a")));
}

#[test]
fn more_readings_at_once_than_can_be_noted_go_unnoted() {
    let folder = tempfile::tempdir().expect("a folder");
    let quarantine = open(folder.path());
    let kept: Vec<Reading<'_>> = (0..65).map(|n| quarantine.reading(&doc(&format!("d{n}")))).collect();
    let next = open(folder.path());
    assert!(next.record().knows(&doc("d63")) && !next.record().knows(&doc("d64")));
    drop(kept);
}

#[test]
fn files_that_a_power_cut_has_torn_keep_nothing_from_opening() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("reading"), [0xff; 1000]).expect("written");
    std::fs::write(folder.path().join("quarantine.json"), b"{\"release\":\"one\",\"sus").expect("written");
    assert_eq!(open(folder.path()).record().n_closed(), 0);
}

#[tokio::test]
async fn where_nothing_can_be_tried_the_second_death_closes_it_and_asking_again_opens_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    die_reading(folder.path(), &["a"]);
    // This program is no `muster`: the trial says nothing.
    assert_eq!(open(folder.path()).admit(&doc("a")).await, Ok(()));
    die_reading(folder.path(), &["a"]);
    let quarantine = open(folder.path());
    assert!(quarantine.admit(&doc("a")).await.is_err());
    assert_eq!(quarantine.n_closed.get(), 1);
    let next = open(folder.path());
    assert_eq!(next.n_closed.get(), 1, "it stays closed");
    assert!(next.admit(&doc("a")).await.is_err() && next.admit(&doc("b")).await.is_ok());
    assert_eq!(next.reconsider(&doc("a")).await, Ok(()), "whoever verifies gives it another chance");
    next.passed(&doc("a"));
    assert_eq!((next.n_closed.get(), open(folder.path()).n_closed.get()), (0, 0));
}
