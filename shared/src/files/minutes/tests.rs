//! Minutes of many hands: no word is lost, and what they say about people and actions is read out of them.

#![allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]

use super::*;
use crate::kinds::review::*;
use crate::sheet::{Row, Sheet, Value};

/// Minutes of many shapes, by the names of their files.
const FILES: [(&str, &str); 4] = [
    ("2026-03-03", include_str!("../../../../tests/minutes/2026-03-03.md")),
    ("2026-03-10", include_str!("../../../../tests/minutes/2026-03-10.md")),
    ("2026-03-17", include_str!("../../../../tests/minutes/2026-03-17.md")),
    ("2026-03-24", include_str!("../../../../tests/minutes/2026-03-24.md")),
];

fn words(text: &str) -> Vec<&str> {
    text.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

fn read(stem: &str, text: &str) -> Minutes {
    assert!(is_minutes(stem, text), "{stem}");
    minutes(stem, text).unwrap_or_else(|error| panic!("{stem}: {error}"))
}

fn file(nth: usize) -> Minutes {
    read(FILES[nth].0, FILES[nth].1)
}

/// The words of a review in the order of its agenda.
fn said(sheet: &Sheet) -> String {
    let items = sheet.rows(ITEMS).flat_map(|row| [row.text(TITLE), row.text(ITEM_NOTES)]);
    std::iter::once(sheet.text(NOTES)).chain(items).collect::<Vec<_>>().join("\n")
}

fn titles(sheet: &Sheet) -> Vec<&str> {
    sheet.rows(ITEMS).map(|row| row.text(TITLE)).collect()
}

fn attended(sheet: &Sheet) -> Vec<(&str, &str)> {
    sheet.rows(ATTENDED).map(|row| (row.value(NAME).words(), row.value(PART).words())).collect()
}

/// Words, owners, state and day of each action.
fn actions(sheet: &Sheet) -> Vec<(&str, String, Option<bool>, &str)> {
    let owners = |row: &Row| row.value(OWNER).writes.iter().map(|write| write.value.to_string()).collect::<Vec<_>>();
    let is_done = |row: &Row| match row.value(DONE).shown() {
        Some(Value::Flag(is_done)) => Some(*is_done),
        _ => None,
    };
    let action = |row: &'_ Row| (owners(row).join(" + "), is_done(row));
    sheet
        .rows(ACTIONS)
        .map(|row| {
            let (owners, is_done) = action(row);
            (row.text(ACTION), owners, is_done, row.value(DUE).words())
        })
        .collect()
}

#[test]
fn every_word_of_minutes_stands_in_their_review_in_its_order() {
    for (stem, text) in FILES {
        let sheet = read(stem, text).sheet;
        assert_eq!(words(&said(&sheet)), words(text), "{stem}");
    }
}

#[test]
fn headings_are_items_and_what_stands_above_them_are_the_notes() {
    let Minutes { slot, sheet } = file(0);
    assert_eq!(slot.to_string(), "2026-03-03T10:30");
    assert_eq!(
        titles(&sheet),
        [
            "Planned sessions",
            "Action item review",
            "Proposals",
            "\"Inspect `every home` 48 hours before\" homecare#86",
            "Spare keys at the depot",
            "Urgent",
            "Items NOT discussed this time",
            "\"Inspect `every home` 48 hours before\" homecare#86",
            "C#",
        ]
    );
    let notes = sheet.text(NOTES);
    assert!(notes.starts_with("title: Product review 2026-03-03\ntags: product-review\n\n**Homecare meeting agenda**"));
    assert!(notes.contains("**Attendance**\n\n* Team members: Ines Okafor-Lund, bruno, Leila\n* Others: Oskar"));
    let items: Vec<&Row> = sheet.rows(ITEMS).collect();
    assert!(items[4].text(ITEM_NOTES).starts_with("https://work.example/homecare/91\n\n1. Keep them where they are."));
    assert!(items[3].text(ITEM_NOTES).contains("\n    * and a part takes a day and a half\n"));
    assert!(items[3].text(ITEM_NOTES).contains("```text\n# this is no heading\n- [ ] this is no action\n"));
    let states: Vec<&str> = items.iter().map(|row| row.value(STATE).words()).collect();
    assert_eq!(states, ["done", "done", "done", "done", "done", "done", "", "", ""], "nobody came to the last three");
}

#[test]
fn people_are_read_with_their_parts_and_those_who_were_not_there_are_not() {
    assert_eq!(
        attended(&file(0).sheet),
        [
            ("Ines Okafor-Lund", "Team members"),
            ("bruno", "Team members"),
            ("Leila", "Team members"),
            ("Oskar", "Others (from 10:45)"),
            ("Pauline", "Others"),
            ("Mei", "Others"),
            ("bruno", "Action item scribe"),
            ("Leila", "Note-taker (and Mei)"),
        ]
    );
    let three = [("Ines", "Present"), ("Bruno", "Present"), ("Leila", "Present"), ("Pauline", "Facilitator")];
    assert_eq!(attended(&file(1).sheet), three);
    assert_eq!(attended(&file(2).sheet), [("Ines", "Attendees"), ("Bruno", "Attendees")]);
    assert_eq!(attended(&file(3).sheet), [("Ines", "Here"), ("Bruno", "Here")]);
}

#[test]
fn actions_are_read_with_owner_state_and_day_where_the_minutes_say_them() {
    let sheet = file(0).sheet;
    let wanted = [
        (
            "[2026-02-24]: Leila to ask the Porto depot for its list https://work.example/homecare/75",
            "Leila",
            Some(false),
            "",
        ),
        ("Bruno to return the heaters by 2 March 2026", "Bruno", Some(true), "2026-03-02"),
        ("Ines to count the parts, and to say how many came too late.", "Ines", None, ""),
        ("mei to write that down (done)", "mei", Some(true), ""),
        ("Measure how long a part takes", "", None, ""),
        ("Oskar to tell the depots", "Oskar", None, ""),
        ("thank the depots -- nobody took it", "", None, ""),
        ("bruno: I can ask around (ACTION ITEM).", "bruno", None, ""),
    ];
    let wanted = wanted.map(|(text, owner, is_done, due)| (text, owner.to_owned(), is_done, due));
    assert_eq!(actions(&sheet), wanted);
    let item = sheet.rows(ITEMS).nth(1).unwrap();
    let action = sheet.rows(ACTIONS).next().unwrap();
    assert_eq!((item.text(TITLE), action.value(ITEM).words()), ("Action item review", item.id.as_str()));
    let wanted = [
        ("@mei to bring numbers due 2026-03-17", "mei", Some(false), "2026-03-17"),
        ("Bruno to write to the depots by 17 March 2026.", "Bruno", None, "2026-03-17"),
        ("Look again", "", None, ""),
    ];
    let wanted = wanted.map(|(text, owner, is_done, due)| (text, owner.to_owned(), is_done, due));
    assert_eq!(actions(&file(1).sheet), wanted);
}

#[test]
fn an_owner_is_read_only_where_one_is_named() {
    for (action, owner) in [
        ("Ines and Bruno to speak", "Ines + Bruno"),
        ("ines to speak", "ines"),
        ("Okafor-Lund: speak", "Okafor-Lund"),
        ("speak (Bruno)", "Bruno"),
        ("speak (soon)", ""),
        ("Halima to speak", "Halima"),
        ("Talk to halima", ""),
        ("Write to the depots", ""),
        ("Need to look again", ""),
        ("members of the team to vote", ""),
        ("Halima to the depot", ""),
        ("https://a.example to read", ""),
        ("@halima: speak", "halima"),
        ("@ halima", ""),
    ] {
        let text = format!("# Agenda\n\nPresent: Ines Okafor-Lund, Bruno\n\n## Keys\n\n- [ ] {action}\n");
        let sheet = read("2026-03-31", &text).sheet;
        assert_eq!(actions(&sheet), [(action, owner.to_owned(), Some(false), "")]);
    }
}

#[test]
fn the_day_is_found_in_the_name_of_the_file_in_a_line_or_in_the_title() {
    let page = "# Agenda\n\n## Attendance\n\n* Ines\n";
    for (stem, text, slot) in [
        ("2026-03-31", page, "2026-03-31T00:00"),
        ("keys-20260331-weekly", page, "2026-03-31T00:00"),
        ("notes", "# Minutes of Tuesday, 31 March 2026, 9:05 am\n", "2026-03-31T09:05"),
        ("notes", "# Minutes\n\n**Date:** March 31st, 2026\n**Time:** 2:30 pm – 3:00 pm\n", "2026-03-31T14:30"),
        ("notes", "---\ndate: 2026-03-31T10:00\n---\n# Minutes\n", "2026-03-31T10:00"),
        ("notes", "---\ntitle: Weekly meeting 2026-03-31\n---\n## Keys\n", "2026-03-31T00:00"),
        // The name of the file prevails: people copy the line from last week.
        ("2026-03-31", "# Agenda\n\nMeeting date: 2026-03-24 10:00\n", "2026-03-31T00:00"),
    ] {
        assert_eq!(read(stem, text).slot.to_string(), slot, "{stem}: {text}");
    }
    let error = minutes("notes", page).unwrap_err();
    assert!(is_minutes("notes", page) && error.reason.contains("on which day people met"), "{error}");
}

#[test]
fn a_page_that_is_no_minutes_is_none() {
    for (stem, text) in [
        ("notes", "# Notes\n\nWe met on 31 March 2026.\n"),
        ("team", "# Meeting rooms\n\nDate: 2026-03-31\n\n## Mission\n\nRooms.\n"),
        ("team", "# Doors Team Charter\n\n## Meetings\n\nMondays\n"),
        ("2026-03-31", "# Keys, 31 March 2026 <!-- muster: review k-r20260331T0000 -->\n\n## Agenda\n"),
        ("release-2026-03-31", "# Release\n\n## Changes\n\n- none\n"),
    ] {
        assert!(!is_minutes(stem, text), "{stem}: {text}");
    }
}

#[test]
fn ids_are_made_of_the_words_and_the_slot() {
    for nth in 0..FILES.len() {
        let (first, again) = (file(nth), file(nth));
        assert_eq!(first, again);
        let rows = first.sheet.lists.values().flatten();
        let mut ids: Vec<&str> = rows.map(|row| row.id.as_str()).collect();
        let n = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), n);
    }
    let of_day = |day: &str| read(day, "# Agenda\n\n## Urgent\n\nNone.\n").sheet.rows(ITEMS).next().unwrap().id.clone();
    assert_ne!(of_day("2026-03-24"), of_day("2026-03-31"));
}

const BEFORE: &str = "# Agenda\n\n## Attendance\n\n- Ines\n\n## Keys\n\n- one\n- one\n\n## Keys\n\nTwice.\n";
const AFTER: &str = "# Agenda\n\n[Recording](https://video.example/1)\n\n## Attendance\n\n- Ines\n- Bruno\n\n## Keys\n\n- one\n- one\n- one\n\nThree\n\n- [ ] Ines to count\n\n## Keys\n\n## Depots\n\nNew.\n";

/// The same review once a file was imported into it.
fn filled(there: &Sheet, more: Sheet) -> Sheet {
    let mut all = there.clone();
    all.texts.entry(NOTES.to_owned()).or_insert_with(|| more.text(NOTES).to_owned());
    for (list, rows) in more.lists {
        let known = all.lists.entry(list).or_default();
        let new: Vec<Row> = rows.into_iter().filter(|row| known.iter().all(|one| one.id != row.id)).collect();
        known.extend(new);
    }
    all
}

#[test]
fn minutes_that_were_edited_bring_what_is_new_and_only_once() {
    let import = |there: &Sheet, text: &str| filled(there, settled(read("2026-03-31", text), there, true));
    let first = import(&Sheet::default(), BEFORE);
    assert_eq!(first, read("2026-03-31", BEFORE).sheet);
    assert_eq!(import(&first, BEFORE), first);
    let second = import(&first, AFTER);
    let items: Vec<(&str, &str)> = second.rows(ITEMS).map(|row| (row.text(TITLE), row.text(ITEM_NOTES))).collect();
    assert_eq!(
        items,
        [
            ("Keys", "- one\n- one"),
            ("Keys", "Twice."),
            ("Keys", "- one\n\nThree\n\n- [ ] Ines to count"),
            ("Depots", "New."),
            ("Added to the notes", "[Recording](https://video.example/1)\n\n- Bruno"),
        ]
    );
    let view = ReviewView::of(&second);
    assert_eq!(view.items.len(), 4, "what was added to an item is the same item");
    assert_eq!(view.items[0].also(ITEM_NOTES), ["- one\n\nThree\n\n- [ ] Ines to count"]);
    assert_eq!(attended(&second), [("Ines", "Attendance"), ("Bruno", "Attendance")]);
    let action = second.rows(ACTIONS).next().unwrap();
    assert_eq!(action.value(ITEM).words(), view.items[0].row.id.as_str());
    for text in [AFTER, BEFORE] {
        assert_eq!(import(&second, text), second);
    }
    // A person who mends a note has the last word.
    let mut mended = second.clone();
    mended.lists.get_mut(ITEMS).unwrap()[0].texts.insert(ITEM_NOTES.to_owned(), "- two".to_owned());
    assert_eq!(import(&mended, AFTER), mended);
}

#[test]
fn of_a_meeting_that_is_still_to_come_no_item_is_done() {
    let sheet = settled(file(0), &Sheet::default(), false);
    assert!(sheet.rows(ITEMS).all(|row| row.value(STATE).is_vacant()));
}

#[test]
fn a_text_of_any_length_is_an_items_and_too_many_items_are_refused() {
    let long = "word ".repeat(100_000);
    let sheet = read("2026-03-31", &format!("# Agenda\n\n## {}\n\n{long}\n\n- [ ] {long}", long.trim())).sheet;
    let item = sheet.rows(ITEMS).next().unwrap();
    assert_eq!((words(item.text(TITLE)).len(), words(item.text(ITEM_NOTES)).len()), (100_000, 200_000));
    let many = format!("# Agenda\n\n{}", "## Keys\n\n".repeat(5001));
    let error = minutes("2026-03-31", &many).unwrap_err();
    assert!(error.line == 10_003 && error.reason.contains("more than 5000 rows"), "{error}");
}

/// Minutes that others wrote lie in the folder that `MUSTER_MINUTES` names.
#[test]
fn every_word_of_the_minutes_in_a_folder_of_ones_own_is_kept() {
    let Some(folder) = std::env::var_os("MUSTER_MINUTES") else {
        eprintln!("skipped: MUSTER_MINUTES names no folder of minutes");
        return;
    };
    let mut n_words = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let sheet = read(&stem, &text).sheet;
        assert_eq!(words(&said(&sheet)), words(&text), "{stem}");
        n_words += words(&text).len();
        println!("{stem}: {} items, {:?}", sheet.rows(ITEMS).count(), attended(&sheet));
        actions(&sheet).iter().for_each(|action| println!("  {action:?}"));
    }
    println!("{n_words} words");
}
