//! Calendars, read by another program and held against the dates that they are written of.

use chrono::{DateTime, Utc};
use icalendar::{Calendar, CalendarComponent, Component, Event};
use muster_shared::id::{DocId, Lineage};
use muster_shared::kinds::{Slot, series};
use muster_shared::sheet::{Register, Sheet, Value, Write};
use rrule::RRuleSet;

use super::Series;
use crate::rhythm::Plan;

const NOW_MS: u64 = 1_795_000_000_000;
const PURPOSE: &str = "Here we debate plans; captains decide,\nafterwards and in writing. Não há «decisões» aqui.";

fn words(words: &str) -> Register {
    let value = Value::from(words);
    Register { writes: vec![Write { id: "w".to_owned(), value, by: String::new(), at_ms: 0 }] }
}

fn plan(first: &str, rule: &str, zone: &str, moved: &[(&str, &str)]) -> Plan {
    let values = [(series::FIRST, first), (series::RHYTHM, rule), (series::ZONE, zone)];
    let values = values.into_iter().map(|(name, value)| (name.to_owned(), words(value)));
    let moved = moved.iter().map(|(slot, to)| (slot.parse::<Slot>().unwrap().in_id(), words(to))).collect();
    Plan::of(&Sheet { values: values.collect(), keyed: [(series::MOVED.to_owned(), moved)].into(), ..Sheet::default() })
}

fn written(plan: &Plan) -> String {
    let (id, lineage): (DocId, Lineage) = ("first-keys".parse().unwrap(), Lineage::from_random(7));
    let (name, origin, edited_ms) = ("First Keys; product review", "https://muster.example", 1_794_990_000_000);
    let series = Series { id: &id, lineage: &lineage, name, purpose: PURPOSE, plan, edited_ms, origin };
    series.calendar(NOW_MS).unwrap()
}

fn read(text: &str) -> Calendar {
    text.parse().unwrap_or_else(|error| panic!("{error}:\n{text}"))
}

fn events(calendar: &Calendar) -> Vec<&Event> {
    calendar.events().collect()
}

fn all<'c>(event: &'c Event, key: &str) -> Option<&'c str> {
    let many = event.multi_properties().get(key).and_then(|many| many.first());
    event.properties().get(key).or(many).map(icalendar::Property::value)
}

/// The moments at which another program's rules let an event take place, in UTC.
fn expanded(event: &Event, n: u16) -> Vec<i64> {
    let line = |key: &str| {
        let property = event.properties().get(key).or_else(|| event.multi_properties().get(key)?.first())?;
        let zone = property.params().get("TZID").map(|zone| format!(";TZID={}", zone.value())).unwrap_or_default();
        Some(format!("{key}{zone}:{}", property.value()))
    };
    let rules: Vec<String> = ["DTSTART", "RRULE", "EXDATE"].into_iter().filter_map(line).collect();
    let set: RRuleSet = rules.join("\n").parse().unwrap();
    set.all(n).dates.iter().map(DateTime::timestamp_millis).collect()
}

#[test]
fn a_calendar_says_the_same_dates_to_another_program_over_changes_of_the_clocks() {
    for (rule, zone) in [
        ("FREQ=WEEKLY", "Europe/Lisbon"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "America/New_York"),
        ("FREQ=DAILY;INTERVAL=3;UNTIL=20270601", "Australia/Sydney"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU;COUNT=20", "Asia/Tokyo"),
    ] {
        let plan = plan("2026-10-06T10:00", rule, zone, &[]);
        let calendar = read(&written(&plan));
        let [event] = events(&calendar)[..] else { panic!("one event") };
        let ours: Vec<i64> = plan.upcoming(0, 30, &Default::default()).iter().map(|one| one.starts_ms).collect();
        assert_eq!(expanded(event, 30), ours, "{rule} in {zone}");
    }
}

#[test]
fn what_is_moved_is_an_event_of_its_own_and_what_is_not_held_is_left_out_of_the_rule() {
    let moved =
        [("2026-12-01T10:00", "2026-12-02T15:30"), ("2026-12-08T10:00", "not held"), ("2026-12-15T10:00", "not held")];
    let plan = plan("2026-11-24T10:00", "FREQ=WEEKLY", "Europe/Lisbon", &moved);
    let text = written(&plan);
    let calendar = read(&text);
    let [rule, other] = events(&calendar)[..] else { panic!("two events:\n{text}") };
    assert_eq!(all(rule, "RRULE"), Some("FREQ=WEEKLY"));
    assert_eq!(all(rule, "EXDATE"), Some("20261208T100000,20261215T100000"));
    assert_eq!(all(rule, "RECURRENCE-ID"), None);
    assert_eq!(all(other, "RECURRENCE-ID"), Some("20261201T100000"));
    assert_eq!(all(other, "DTSTART"), Some("20261202T153000"));
    assert_eq!(all(other, "RRULE"), None);
    assert_eq!(rule.get_uid(), other.get_uid());
    assert_eq!(all(rule, "URL"), Some("https://muster.example/d/first-keys"));
    assert_eq!(all(other, "URL"), Some("https://muster.example/d/first-keys-r20261201T1000"));
    for event in [rule, other] {
        assert_eq!(event.get_summary(), Some("First Keys; product review"));
        let address = all(event, "URL").unwrap();
        assert_eq!(event.get_description(), Some(format!("{PURPOSE}\n\n{address}").as_str()));
        assert_eq!(all(event, "DURATION"), Some("PT50M"));
        assert_eq!(event.get_timestamp(), DateTime::<Utc>::from_timestamp_millis(1_794_990_000_000));
    }
}

#[test]
fn a_review_that_is_held_once_is_an_event_without_a_rule_that_moves_and_is_cancelled() {
    for (moved, start, status) in [
        (&[][..], "20261124T100000", "CONFIRMED"),
        (&[("2026-11-24T10:00", "2026-11-26T09:00")], "20261126T090000", "CONFIRMED"),
        (&[("2026-11-24T10:00", "not held")], "20261124T100000", "CANCELLED"),
    ] {
        let calendar = read(&written(&plan("2026-11-24T10:00", "", "Europe/Lisbon", moved)));
        let [event] = events(&calendar)[..] else { panic!("one event") };
        assert_eq!((all(event, "DTSTART"), all(event, "STATUS")), (Some(start), Some(status)));
        assert_eq!(all(event, "RRULE"), None);
    }
}

#[test]
fn the_lines_are_as_the_rfc_has_them_and_the_same_series_is_written_alike() {
    let plan = plan("2026-11-24T10:00", "FREQ=WEEKLY", "Europe/Lisbon", &[]);
    let text = written(&plan);
    assert_eq!(text, written(&plan));
    assert!(
        text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Muster//") && text.ends_with("END:VCALENDAR\r\n")
    );
    assert!(text.replace("\r\n", "").chars().all(|letter| !letter.is_control()));
    assert!(text.split("\r\n").all(|line| line.len() <= 75));
    for name in ["VERSION", "PRODID", "UID", "DTSTAMP", "DTSTART;TZID=Europe/Lisbon", "TZID", "RRULE", "URL"] {
        let n = text.split("\r\n").filter(|line| line.starts_with(&format!("{name}:"))).count();
        assert_eq!(n, 1, "{name}:\n{text}");
    }
}

#[test]
fn a_time_zone_is_written_out_with_its_changes_for_programs_that_do_not_know_it() {
    let zone = |name: &str| {
        let text = written(&plan("2026-11-24T10:00", "FREQ=WEEKLY", name, &[]));
        let calendar = read(&text);
        let zones = calendar.components.iter().filter(|one| matches!(one, CalendarComponent::Other(_))).count();
        assert_eq!(zones, 1, "{text}");
        let from = text.find("BEGIN:VTIMEZONE").unwrap();
        let to = text.find("END:VTIMEZONE").unwrap();
        text[from..to].replace("\r\n ", "")
    };
    let lisbon = zone("Europe/Lisbon");
    let winter =
        "BEGIN:STANDARD\r\nDTSTART:20261025T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0000\r\nTZNAME:WET\r\n";
    let summer =
        "BEGIN:DAYLIGHT\r\nDTSTART:20270328T010000\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100\r\nTZNAME:WEST\r\n";
    assert!(lisbon.contains(winter) && lisbon.contains(summer), "{lisbon}");
    assert!(lisbon.contains("RDATE:20271031T020000,20281029T020000,"), "{lisbon}");
    let utc = zone("UTC");
    assert!(utc.contains("DTSTART:19700101T000000\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0000"), "{utc}");
    let kathmandu = zone("Asia/Kathmandu");
    assert!(kathmandu.contains("TZOFFSETTO:+0545") && !kathmandu.contains("RDATE"), "{kathmandu}");
}
