//! Rhythms as tables: rules held against those of the RFC and of another program, clocks that change, and words that
//! nobody can read.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeZone, Utc};
use muster_shared::kinds::{Slot, series};
use muster_shared::sheet::{Register, Sheet, Value, Write};
use rrule::{RRule, Tz, Unvalidated};

use super::{Occurrence, Plan, Rhythm, State};

const LISBON: &str = "Europe/Lisbon";

fn rhythm(first: &str, rule: &str, zone: &str) -> Rhythm {
    Rhythm::read(first, rule, zone).unwrap_or_else(|trouble| panic!("{first} {rule} {zone}: {trouble}"))
}

fn slots(first: &str, rule: &str, n: usize) -> Vec<String> {
    rhythm(first, rule, LISBON).slots().take(n).map(|slot| slot.to_string()).collect()
}

/// A moment as `2026-11-24T10:00`, in UTC.
fn utc(ms: i64) -> String {
    DateTime::<Utc>::from_timestamp_millis(ms).unwrap().format("%Y-%m-%dT%H:%M").to_string()
}

fn ms(utc: &str) -> i64 {
    utc.parse::<DateTime<Utc>>().unwrap().timestamp_millis()
}

#[test]
fn a_rule_names_the_days_that_it_names_in_a_calendar() {
    for (rule, days) in [
        ("", "2026-11-24"),
        ("FREQ=WEEKLY", "2026-11-24 2026-12-01 2026-12-08 2026-12-15"),
        ("rrule:freq=weekly; count=2", "2026-11-24 2026-12-01"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", "2026-11-24 2026-11-26 2026-12-08 2026-12-10"),
        ("FREQ=WEEKLY;BYDAY=MO", "2026-11-30 2026-12-07 2026-12-14 2026-12-21"),
        ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "2026-11-24 2026-11-25 2026-11-26 2026-11-27"),
        ("FREQ=MONTHLY", "2026-11-24 2026-12-24 2027-01-24 2027-02-24"),
        ("FREQ=MONTHLY;BYDAY=1TU", "2026-12-01 2027-01-05 2027-02-02 2027-03-02"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "2026-11-27 2026-12-25 2027-01-29 2027-02-26"),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "2026-12-31 2027-01-31 2027-03-31 2027-05-31"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-11-30 2026-12-31 2027-01-31 2027-02-28"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2026-11-30 2026-12-31 2027-01-29 2027-02-26"),
        ("FREQ=YEARLY;BYMONTH=3,9;BYDAY=2TH", "2027-03-11 2027-09-09 2028-03-09 2028-09-14"),
        ("FREQ=YEARLY;BYDAY=20MO", "2027-05-17 2028-05-15 2029-05-14 2030-05-20"),
        ("FREQ=WEEKLY;UNTIL=20261208", "2026-11-24 2026-12-01 2026-12-08"),
        ("FREQ=WEEKLY;UNTIL=20261208T095900", "2026-11-24 2026-12-01"),
        ("FREQ=WEEKLY;UNTIL=20261208T100000Z", "2026-11-24 2026-12-01 2026-12-08"),
    ] {
        let named: Vec<String> = days.split(' ').map(|day| format!("{day}T10:00")).collect();
        assert_eq!(slots("2026-11-24T10:00", rule, 4), named, "{rule}");
    }
}

/// A rule that another program reads too, drawn with a seed.
fn drawn(dice: &mut fastrand::Rng) -> String {
    let every = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"][dice.usize(..4)];
    let mut rule = format!("FREQ={every};INTERVAL={}", dice.u8(1..5));
    let by_week = every == "WEEKLY";
    let numbered = !by_week && every != "DAILY";
    if dice.u8(..3) == 0 {
        rule += &format!(";BYMONTH={},{}", dice.u8(1..7), dice.u8(7..13));
    }
    if !by_week && dice.u8(..4) == 0 {
        rule += &format!(";BYMONTHDAY={},-{}", dice.u8(1..32), dice.u8(1..32));
    }
    let days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    if dice.bool() {
        let nth = if numbered && dice.bool() { ["1", "2", "-1"][dice.usize(..3)] } else { "" };
        rule += &format!(";BYDAY={nth}{},{nth}{}", days[dice.usize(..3)], days[dice.usize(3..7)]);
        // In the week of the first day the other one counts from that day on, and the RFC from the week's.
        if !by_week && dice.u8(..3) == 0 {
            rule += &format!(";BYSETPOS={}", ["1", "2", "-1", "1,-1"][dice.usize(..4)]);
        }
    }
    if dice.u8(..4) == 0 {
        rule += &format!(";WKST={}", days[dice.usize(..7)]);
    }
    if dice.u8(..4) == 0 {
        rule += &format!(";COUNT={}", dice.u8(1..30));
    }
    rule
}

#[test]
fn another_program_finds_the_same_days_in_a_thousand_rules() {
    let mut dice = fastrand::Rng::with_seed(20_261_124);
    for _ in 0..1_000 {
        let rule = drawn(&mut dice);
        let day = format!("2026-{:02}-{:02}", dice.u8(1..13), dice.u8(1..29));
        let start = Tz::UTC.from_utc_datetime(&format!("{day}T10:00:00").parse().unwrap());
        let theirs = rule.parse::<RRule<Unvalidated>>().unwrap().build(start).unwrap().all(20).dates;
        let theirs: Vec<String> = theirs.iter().map(|date| date.format("%Y-%m-%dT%H:%M").to_string()).collect();
        let ours = match Rhythm::read(&format!("{day}T10:00"), &rule, "UTC") {
            Ok(rhythm) => rhythm.slots().take(20).map(|slot| slot.to_string()).collect(),
            Err(_) => Vec::new(),
        };
        // The other one goes on for as long as there are years.
        let theirs: Vec<String> = theirs.into_iter().filter(|slot| slot.as_str() < "2126").collect();
        let ours: Vec<String> = ours.into_iter().filter(|slot| slot.as_str() < "2126").collect();
        assert_eq!(ours, theirs, "{rule} from {day}");
    }
}

#[test]
fn ten_o_clock_in_lisbon_stays_ten_o_clock_over_both_changes_of_the_clocks() {
    let rhythm = rhythm("2026-10-20T10:00", "FREQ=WEEKLY", LISBON);
    let moments: Vec<String> = rhythm.slots().map(|slot| utc(rhythm.zone().ms(&slot).unwrap())).take(24).collect();
    assert_eq!(moments[..2], ["2026-10-20T09:00", "2026-10-27T10:00"], "summer time ends on 25 October");
    assert_eq!(moments[22..], ["2027-03-23T10:00", "2027-03-30T09:00"], "and begins on 28 March");
    let words: Vec<String> =
        rhythm.slots().map(|slot| rhythm.zone().words(rhythm.zone().ms(&slot).unwrap()).unwrap()).take(2).collect();
    assert_eq!(words, ["Tuesday, 20 October 2026, 10:00", "Tuesday, 27 October 2026, 10:00"]);
}

#[test]
fn a_time_that_the_clocks_skip_is_held_as_much_later_and_one_that_they_show_twice_the_first_time() {
    for (zone, slot, moment, why) in [
        (LISBON, "2027-03-28T01:30", "2027-03-28T01:30", "skipped: held at 02:30 by the clocks"),
        (LISBON, "2026-10-25T01:30", "2026-10-25T00:30", "twice: the one of summer time"),
        ("America/New_York", "2027-03-14T02:30", "2027-03-14T07:30", "skipped: held at 03:30"),
        ("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30", "twice: the first"),
        ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:45", "skipped by half an hour: held at 02:45"),
        ("Pacific/Apia", "2011-12-30T10:00", "2011-12-30T20:00", "a day that was skipped: held on the next"),
        ("Asia/Kathmandu", "2026-11-24T10:00", "2026-11-24T04:15", "an offset of a quarter of an hour"),
    ] {
        let rhythm = rhythm(slot, "FREQ=WEEKLY", zone);
        assert_eq!(utc(rhythm.zone().ms(&slot.parse().unwrap()).unwrap()), moment, "{zone} {slot}: {why}");
        assert_eq!(rhythm.slots().next().unwrap().to_string(), slot, "{zone}: the slot stays");
    }
}

#[test]
fn words_that_nobody_can_follow_are_told_in_a_sentence() {
    let (first, rule) = ("2026-11-24T10:00", "FREQ=WEEKLY");
    for (first, rule, zone, sentence) in [
        ("", rule, LISBON, "no first review yet"),
        ("next week", rule, LISBON, "`next week` is no day and time"),
        ("2026-02-30T10:00", rule, LISBON, "no day and time"),
        ("0001-01-01T10:00", rule, LISBON, "too far off"),
        ("9999-12-31T23:00", rule, LISBON, "too far off"),
        (first, rule, "", "no time zone yet"),
        (first, rule, "Lisbon time", "no time zone called `Lisbon time`"),
        (first, rule, "../../etc/passwd", "no time zone called"),
        (first, "every Tuesday", LISBON, "`EVERY TUESDAY` is no part of a rhythm"),
        (first, "BYDAY=TU", LISBON, "does not say how often"),
        (first, "FREQ=SECONDLY", LISBON, "FREQ=SECONDLY is not for reviews"),
        (first, "FREQ=MINUTELY;COUNT=4000000000", LISBON, "not for reviews"),
        (first, "FREQ=DAILY;COUNT=4000000000", LISBON, "write a number from 1 to 1000"),
        (first, "FREQ=DAILY;COUNT=1001", LISBON, "write a number from 1 to 1000"),
        (first, "FREQ=DAILY;COUNT=0", LISBON, "COUNT=0 cannot be read"),
        (first, "FREQ=DAILY;INTERVAL=-1", LISBON, "INTERVAL=-1 cannot be read"),
        (first, "FREQ=DAILY;COUNT=2;UNTIL=20271231", LISBON, "not both"),
        (first, "FREQ=DAILY;FREQ=WEEKLY", LISBON, "says FREQ twice"),
        (first, "FREQ=DAILY;BYHOUR=9,10", LISBON, "BYHOUR is not for reviews"),
        (first, "FREQ=YEARLY;BYWEEKNO=20", LISBON, "BYWEEKNO is not followed"),
        (first, "FREQ=YEARLY;BYEASTER=0", LISBON, "`BYEASTER` is no part"),
        (first, "FREQ=WEEKLY;BYDAY=1TU", LISBON, "goes with FREQ=MONTHLY or YEARLY only"),
        (first, "FREQ=WEEKLY;BYDAY=Dienstag", LISBON, "BYDAY=DIENSTAG cannot be read"),
        (first, "FREQ=MONTHLY;BYDAY=é", LISBON, "cannot be read"),
        (first, "FREQ=MONTHLY;BYDAY=99TU", LISBON, "cannot be read"),
        (first, "FREQ=WEEKLY;BYMONTHDAY=1", LISBON, "does not go with FREQ=WEEKLY"),
        (first, "FREQ=MONTHLY;BYMONTHDAY=32", LISBON, "write numbers from -31 to 31"),
        (first, "FREQ=MONTHLY;BYSETPOS=1", LISBON, "BYSETPOS picks among days"),
        (first, "FREQ=WEEKLY;UNTIL=tomorrow", LISBON, "UNTIL=TOMORROW cannot be read"),
        (first, "FREQ=WEEKLY;UNTIL=20261301", LISBON, "cannot be read"),
        (first, "FREQ=WEEKLY;UNTIL=20261301T100000Z", LISBON, "cannot be read"),
        (first, "FREQ=WEEKLY;WKST=XX", LISBON, "WKST=XX cannot be read"),
        (first, "FREQ=WEEKLY;UNTIL=20250101", LISBON, "names no day from the first review on"),
        (first, "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", LISBON, "names no day"),
        (first, &format!("FREQ=WEEKLY;BYDAY={}", "TU,".repeat(200)), LISBON, "shorter than 400"),
    ] {
        let told = Rhythm::read(first, rule, zone).err().map(|trouble| trouble.to_string()).unwrap_or_default();
        assert!(told.contains(sentence), "{first} {rule} {zone}: {told:?}");
    }
}

#[test]
fn no_words_at_all_make_the_server_stumble() {
    let mut dice = fastrand::Rng::with_seed(5_545);
    let pieces = [
        "FREQ",
        "=",
        ";",
        "MONTHLY",
        "WEEKLY",
        "BYDAY",
        "-1",
        "TU",
        ",",
        "COUNT",
        "0",
        "99999999999",
        "é",
        "UNTIL",
        "20261231",
        "T",
        "Z",
        "INTERVAL",
        "BYSETPOS",
        "-366",
        "WKST",
        "BYMONTH",
        "\u{0}",
        " ",
        "RRULE:",
        "2026-11-24T10:00",
    ];
    let words = |dice: &mut fastrand::Rng| {
        (0..dice.usize(..14)).map(|_| pieces[dice.usize(..pieces.len())]).collect::<String>()
    };
    for _ in 0..2_000 {
        let (rule, other) = (words(&mut dice), words(&mut dice));
        drop(
            Rhythm::read("2026-11-24T10:00", &format!("FREQ=YEARLY;{rule}"), LISBON)
                .map(|rhythm| rhythm.slots().take(5).count()),
        );
        drop(Rhythm::read(&other, &rule, LISBON));
        drop(Rhythm::read("2026-11-24T10:00", &rule, &other));
    }
}

#[test]
fn a_rule_ends_after_a_hundred_years_whatever_it_says() {
    let last = |rule: &str| rhythm("2026-11-24T10:00", rule, LISBON).slots().last().unwrap().to_string();
    assert_eq!(last("FREQ=DAILY"), "2126-11-24T10:00");
    assert_eq!(last("FREQ=DAILY;INTERVAL=1000"), "2125-06-18T10:00");
    assert_eq!(last("FREQ=YEARLY;UNTIL=99991231"), "2126-11-24T10:00");
    assert_eq!(slots("2399-11-24T10:00", "FREQ=YEARLY", 200).len(), 101);
}

#[test]
fn a_rule_is_written_as_calendars_take_it_and_reads_back_as_itself() {
    for (rule, written) in [
        ("FREQ=WEEKLY", "FREQ=WEEKLY"),
        ("rrule: wkst=mo; freq=weekly; interval=1", "FREQ=WEEKLY"),
        ("FREQ=WEEKLY;UNTIL=20270630", "FREQ=WEEKLY;UNTIL=20270630T225959Z"),
        ("FREQ=WEEKLY;UNTIL=20270630T100000", "FREQ=WEEKLY;UNTIL=20270630T090000Z"),
        ("FREQ=WEEKLY;UNTIL=20270630T100000Z", "FREQ=WEEKLY;UNTIL=20270630T100000Z"),
        (
            "BYSETPOS=-1;BYDAY=MO,-1TU;INTERVAL=2;FREQ=MONTHLY;COUNT=9;WKST=SU",
            "FREQ=MONTHLY;INTERVAL=2;COUNT=9;BYDAY=MO,-1TU;BYSETPOS=-1;WKST=SU",
        ),
    ] {
        let read = rhythm("2026-11-24T10:00", rule, LISBON);
        assert_eq!(read.rule().unwrap(), written);
        let again = rhythm("2026-11-24T10:00", written, LISBON);
        assert_eq!(again.rule().unwrap(), written);
        assert!(again.slots().take(40).eq(read.slots().take(40)), "{rule}");
    }
}

fn register(value: Value) -> Register {
    Register { writes: vec![Write { id: "w".to_owned(), value, by: String::new(), at_ms: 0 }] }
}

/// The key of a slot; what is none stays as it is.
fn key(slot: &str) -> String {
    slot.parse::<Slot>().map_or_else(|_| slot.to_owned(), |slot| slot.in_id())
}

/// A weekly series in Lisbon with slots that somebody settled.
fn plan(moved: &[(&str, &str)]) -> Plan {
    let words = |words: &str| register(words.into());
    let values = [(series::FIRST, "2026-11-24T10:00"), (series::RHYTHM, "FREQ=WEEKLY"), (series::ZONE, LISBON)];
    let values = values.into_iter().map(|(name, value)| (name.to_owned(), words(value)));
    let moved = moved.iter().map(|(slot, to)| (key(slot), words(to))).collect();
    Plan::of(&Sheet { values: values.collect(), keyed: [(series::MOVED.to_owned(), moved)].into(), ..Sheet::default() })
}

fn told(plan: &Plan, from: &str, n: usize, begun: &[&str]) -> Vec<String> {
    let begun: BTreeSet<Slot> = begun.iter().map(|slot| slot.parse().unwrap()).collect();
    let told = |one: Occurrence| format!("{} {} {:?}", one.slot, utc(one.starts_ms), one.state);
    plan.upcoming(ms(from), n, &begun).into_iter().map(told).collect()
}

#[test]
fn what_was_moved_and_what_is_not_held_stand_among_the_others_by_their_time() {
    let plan = plan(&[
        ("2026-11-24T10:00", "2026-12-02T15:00"),
        ("2026-12-01T10:00", "not held"),
        ("2026-12-03T10:00", "2026-12-04T10:00"),
        ("2027-11-30T10:00", "2026-12-09T09:00"),
        ("no slot", "2026-12-04T10:00"),
    ]);
    let ahead = [
        "2026-12-01T10:00 2026-12-01T10:00 NotHeld",
        "2026-11-24T10:00 2026-12-02T15:00 Moved",
        "2026-12-08T10:00 2026-12-08T10:00 Planned",
        "2027-11-30T10:00 2026-12-09T09:00 Moved",
        "2026-12-15T10:00 2026-12-15T10:00 Planned",
    ];
    assert_eq!(told(&plan, "2026-11-25T00:00:00Z", 5, &[]), ahead);
    assert_eq!(told(&plan, "2026-11-25T00:00:00Z", 2, &[]), ahead[..2], "as many as are wanted");
    assert_eq!(plan.trouble(), None, "a slot that the rhythm does not name any more is in nobody's way");
    assert_eq!(plan.not_held().iter().map(Slot::to_string).collect::<Vec<_>>(), ["2026-12-01T10:00"]);
}

#[test]
fn a_review_is_ahead_until_its_last_minute_and_a_begun_one_also_where_the_rhythm_names_it_no_more() {
    let plan = plan(&[]);
    let running = "2026-11-24T10:00 2026-11-24T10:00 Planned";
    assert_eq!(told(&plan, "2026-11-24T10:49:59Z", 1, &[]), [running], "fifty minutes, as the sort has them");
    assert_eq!(told(&plan, "2026-11-24T10:50:00Z", 1, &[]), ["2026-12-01T10:00 2026-12-01T10:00 Planned"]);
    let begun = told(&plan, "2026-11-25T00:00:00Z", 2, &["2026-11-24T10:00", "2026-11-26T16:00", "2026-12-01T10:00"]);
    assert_eq!(begun, ["2026-11-26T16:00 2026-11-26T16:00 Planned", "2026-12-01T10:00 2026-12-01T10:00 Planned"]);
}

#[test]
fn a_move_that_nobody_can_read_is_told_and_the_review_stays_where_it_was_planned() {
    let plan = plan(&[("2026-11-24T10:00", "the day after"), ("2026-12-01T10:00", "")]);
    assert_eq!(plan.occurrence(&"2026-11-24T10:00".parse().unwrap()).unwrap().state, State::Planned);
    let trouble = plan.trouble().unwrap().to_string();
    assert!(trouble.contains("2026-11-24T10:00") && trouble.contains("`the day after`"), "{trouble}");
}

#[test]
fn a_review_takes_the_minutes_that_are_written_or_those_of_its_sort() {
    for (written, minutes) in [(None, 50), (Some(30.0), 30), (Some(0.0), 50), (Some(-5.0), 50), (Some(1e9), 50)] {
        let mut sheet = Sheet::default();
        if let Some(written) = written {
            sheet.values.insert(series::MINUTES.to_owned(), register(written.into()));
        }
        assert_eq!(Plan::of(&sheet).minutes, minutes, "{written:?}");
    }
}
