//! Metrics reviews: an entry for each metric of the teams, whole with a reading and both voices. The rule is that of
//! reviews, by its number.
#![allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]

use muster_shared::kinds::charter::{self, METRICS, Metric, READINGS};
use muster_shared::kinds::review::{self, CALLED, Entry, METRIC, TEAM, TEXT, VOICE, VOICES, Week};
use muster_shared::sheet::{Edit, Sheet, Stamp, Value, apply};
use muster_shared::sync::document::GatedDoc;

/// The charter of the team.
const KEYS: &str = "first-keys";

fn add(doc: &mut GatedDoc, list: &str, values: &[(&str, Value)], by: &str) -> String {
    let schema = doc.schema().unwrap();
    let values = values.iter().map(|(field, value)| ((*field).to_owned(), value.clone())).collect();
    let edit = Edit::Add { list: list.to_owned(), after: None, texts: Vec::new(), values };
    let stamp = Stamp { by: by.to_owned(), at_ms: 1 };
    doc.transact("a test", |txn| apply(schema, txn, &edit, &stamp)).result.unwrap().unwrap().to_string()
}

fn read(charter: &mut GatedDoc, metric: &str, on: &str, value: f64) {
    add(charter, READINGS, &[("metric", metric.into()), ("on", on.into()), ("value", value.into())], "Ines");
}

fn say(doc: &mut GatedDoc, metric: &str, voice: &str, text: &str, by: &str) {
    let values = [(TEAM, KEYS.into()), (METRIC, metric.into()), (CALLED, "Keys on the day".into())];
    add(doc, VOICES, &[&values[..], &[(VOICE, voice.into()), (TEXT, text.into())]].concat(), by);
}

fn metric_of(charter: &mut GatedDoc, metric: &str) -> Metric {
    let sheet = charter.sheet().unwrap();
    let row = sheet.rows(METRICS).find(|row| row.id.as_str() == metric).unwrap().clone();
    Metric::of(&row, sheet.all_rows(READINGS))
}

fn week() -> Week {
    Week::of(&"2026-11-25T09:30".parse().unwrap())
}

fn of(metric: &Metric, review: &Sheet) -> Entry {
    Entry::of(KEYS, metric, &week(), review)
}

#[test]
fn v16_an_entry_is_whole_with_a_reading_and_both_voices_and_says_what_it_lacks() {
    for (is_read, voices, says) in [
        (false, &[][..], "No entry yet: a reading and both voices are missing"),
        (true, &[], "Both voices missing"),
        (true, &["working"], "One voice missing: what does not work"),
        (true, &["not working"], "One voice missing: what works"),
        (false, &["working", "not working"], "Reading missing"),
        (false, &["working"], "Reading missing, and one voice: what does not work"),
        (true, &["working", "working", "not working"], ""),
    ] {
        let mut charter = GatedDoc::new(Some(charter::KIND.schema()), 1);
        let mut meeting = GatedDoc::new(Some(review::KIND.schema()), 2);
        let metric = add(&mut charter, METRICS, &[("unit", "%".into())], "Ines");
        let other = add(&mut charter, METRICS, &[("unit", "%".into())], "Ines");
        // Words on another metric, a reading of another week, and a voice without words count for nothing.
        read(&mut charter, &other, "2026-11-24", 1.0);
        read(&mut charter, &metric, "2026-11-18", 83.0);
        say(&mut meeting, &other, "working", "Two depots.", "Tomasz");
        say(&mut meeting, &metric, "working", "  ", "Tomasz");
        if is_read {
            read(&mut charter, &metric, "2026-11-20", 80.0);
            read(&mut charter, &metric, "2026-11-25", 84.0);
        }
        for voice in voices {
            say(&mut meeting, &metric, voice, "Homes without a porter.", "Ines");
        }
        let entry = of(&metric_of(&mut charter, &metric), &meeting.sheet().unwrap());
        assert_eq!((entry.says(), entry.is_whole()), (says, says.is_empty()));
        assert_eq!(
            entry.reading.as_ref().map(|reading| reading.value),
            is_read.then_some(84.0),
            "the latest of the week"
        );
        assert_eq!(entry.change(), is_read.then_some(1.0), "against the one before the week");
        assert!(entry.working.iter().all(|voice| voice.by == "Ines"));
    }
}

#[test]
fn v16_a_reading_is_of_the_week_it_was_written_for_however_early_or_late_it_is_written() {
    let week = week();
    assert_eq!((week.first.as_str(), week.last.as_str()), ("2026-11-19", "2026-11-25"));
    for (today, day) in [
        ("2026-11-20", "2026-11-20"),
        ("2026-11-25", "2026-11-25"),
        ("2026-11-28", "2026-11-25"),
        ("2027-01-04", "2026-11-25"),
        ("2026-11-02", "2026-11-19"),
    ] {
        assert_eq!(week.day_for(today), day, "written on {today}");
        assert!(week.holds(&week.day_for(today)));
    }
    for (slot, first) in
        [("2027-03-03T10:00", "2027-02-25"), ("2028-03-02T10:00", "2028-02-25"), ("2027-01-02T10:00", "2026-12-27")]
    {
        assert_eq!(Week::of(&slot.parse().unwrap()).first, first);
    }
    // Written offline on Friday, and merged after the next week's reading is there: it is of its own week.
    let mut ines = GatedDoc::new(Some(charter::KIND.schema()), 1);
    let metric = add(&mut ines, METRICS, &[("unit", "%".into())], "Ines");
    let mut plane = GatedDoc::new(Some(charter::KIND.schema()), 2);
    plane.admit(&ines.encode().into()).unwrap();
    read(&mut plane, &metric, &week.day_for("2026-11-20"), 70.0);
    read(&mut ines, &metric, "2026-12-01", 90.0);
    let late = plane.encode_diff(&ines.state_vector());
    ines.admit(&late.into()).unwrap();
    let entry = of(&metric_of(&mut ines, &metric), &Sheet::default());
    assert_eq!(entry.reading.map(|reading| reading.value), Some(70.0));
    let next = Week::of(&"2026-12-02T09:30".parse().unwrap());
    let entry = Entry::of(KEYS, &metric_of(&mut ines, &metric), &next, &Sheet::default());
    assert_eq!(
        (entry.reading.map(|reading| reading.value), entry.before.map(|reading| reading.value)),
        (Some(90.0), Some(70.0))
    );
}

#[test]
fn v16_a_reading_that_went_away_from_where_it_should_get_is_off() {
    for (direction, baseline, target, now, is_off) in [
        ("up", None, None, 61.0, true),
        ("up", None, None, 70.0, false),
        ("down", None, None, 61.0, false),
        ("down", None, None, 70.0, true),
        ("", Some(58.0), Some(80.0), 61.0, true),
        ("", Some(80.0), Some(58.0), 61.0, false),
        ("", None, None, 61.0, false),
    ] {
        let mut charter = GatedDoc::new(Some(charter::KIND.schema()), 1);
        let mut values: Vec<(&str, Value)> = vec![("unit", "%".into())];
        values.extend(Some(direction).filter(|it| !it.is_empty()).map(|it| ("direction", it.into())));
        values.extend(baseline.map(|it: f64| ("baseline", it.into())));
        values.extend(target.map(|it: f64| ("target", it.into())));
        let metric = add(&mut charter, METRICS, &values, "Leila");
        read(&mut charter, &metric, "2026-11-18", 67.0);
        read(&mut charter, &metric, "2026-11-24", now);
        let entry = of(&metric_of(&mut charter, &metric), &Sheet::default());
        assert_eq!(entry.is_off(), is_off, "{direction} {baseline:?} {target:?} {now}");
    }
}
