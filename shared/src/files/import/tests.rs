//! Files of many hands, files that are refused, and ids that stay the same.
#![allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]

use super::*;
use crate::files::sample::sample;
use crate::id::RowId;
use crate::kinds::charter::*;
use crate::kinds::org::{CAPTAIN_SINCE, SOURCES};
use crate::kinds::outline::{Body, Drawn, Of};
use crate::sheet::Is;

fn doc(id: &str) -> DocId {
    id.parse().unwrap()
}

fn lines(sheet: &Sheet, list: &str) -> Vec<String> {
    sheet.rows(list).map(|row| row.text(LINE).to_owned()).collect()
}

/// The charter that a page of Markdown becomes, in short.
fn check(page: &str, wanted: &[(&str, &[&str])]) {
    let draft = read("team.md", page.as_bytes()).unwrap().remove(0);
    let id = doc("team");
    let Placed { sheet: charter, org } = place(&draft, &id, &Sheet::default());
    assert_eq!(already(&org, &draft.source, &|_| true), Some(id.clone()));
    let view = CharterView::of(&charter, &org, &id);
    for (what, values) in wanted {
        let found: Vec<String> = match *what {
            "claims" => view.claims.iter().map(|claim| format!("{:?} {}", claim.mode, claim.name)).collect(),
            "notes" => charter.rows(CLAIMS).map(|row| row.text("note").to_owned()).collect(),
            "metrics" => view
                .metrics
                .iter()
                .map(|metric| {
                    let now =
                        [metric.baseline, metric.target.number()].map(|n| n.map_or("?".to_owned(), |n| n.to_string()));
                    format!("{}: {} to {} {} by {}", metric.name, now[0], now[1], metric.unit, metric.due.words())
                })
                .collect(),
            "members" => {
                view.members.iter().map(|one| format!("{}, {}, {:?}", one.name, one.function, one.allocation)).collect()
            }
            "captains" => view.summary(false).captains,
            "since" => vec![org.under_key(CAPTAIN_SINCE, id.as_str()).words().to_owned()],
            "functions" => view.required_functions.clone(),
            "rules" => {
                charter.rows(NON_NEGOTIABLES).map(|row| format!("{} | {}", row.text("rule"), row.text("why"))).collect()
            }
            list if KIND.schema().list(list).is_some() => lines(&charter, list),
            text => vec![charter.text(text).to_owned()],
        };
        assert_eq!(found, *values, "{what} of {page:?}");
    }
}

#[test]
fn pages_of_many_hands_are_understood() {
    check(
        "# Doors Team Charter\nCaptain: Ada, since 1 September 2026\n\n## Our mission\nPeople get in.\n\nMeaning all of them.\n",
        &[
            (NAME, &["Doors Team"]),
            ("captains", &["Ada"]),
            ("since", &["2026-09-01"]),
            (MISSION, &["People get in."]),
            (MISSION_NOTE, &["Meaning all of them."]),
        ],
    );
    check(
        "# A\n## Mandate\n- Own: Hinges, Locks\n- Share: Frames — with Walls\n- Out of scope: Windows\n",
        &[
            ("claims", &["Own Hinges", "Own Locks", "Share Frames"]),
            ("notes", &["", "", "with Walls"]),
            (OUT_OF_SCOPE, &["Windows"]),
        ],
    );
    check(
        "A\n===\n\n### We own\n* **Hinges**: the moving part\n\n### Not in scope\n* None\n* Walls\n",
        &[("claims", &["Own Hinges"]), ("notes", &["the moving part"]), (OUT_OF_SCOPE, &["Walls"])],
    );
    check(
        "# A\n## Metrics\n- Doors that close: from 40 % to 90 % by 2027-03-31\n- Squeaks\n  - Baseline: 12\n  - Target: 3\n",
        &[("metrics", &["Doors that close: 40 to 90 % by 2027-03-31", "Squeaks: 12 to 3  by "])],
    );
    check(
        "# A\n## KPIs\n| Metric | Baseline | Target | By | Mood |\n|---|---|---|---|---|\n| Doors | 4 % | 9 % | 31 March 2027 | good |\n",
        &[("metrics", &["Doors: 4 to 9 % by 2027-03-31"])],
    );
    check(
        "# A\n## Members\n- Engineering: Ada, Bo (50 %)\n- Mei Harada — Design (½)\n- Data: nobody yet\n### Operations\n- Cy\n",
        &[
            (
                "members",
                &[
                    "Ada, Engineering, None",
                    "Bo, Engineering, Some(0.5)",
                    "Mei Harada, Design, Some(0.5)",
                    "Cy, Operations, None",
                ],
            ),
            ("functions", &["Data"]),
        ],
    );
    check(
        "# A\n## Chairs\n- Ada\n- Bo\n## Meetings\n- Mondays, 9:00\n- Fridays\n",
        &[
            ("captains", &["Ada", "Bo"]),
            ("members", &["Ada, Chair, None", "Bo, Chair, None"]),
            (CADENCE, &["- Mondays, 9:00\n- Fridays"]),
        ],
    );
    check(
        "# A\n## How we decide\n### We decide\n- Colours\n### Consult\n- Prices\n### Inform\n- Dates\n## Boundaries\n- No glass — it cuts\n",
        &[(DECIDE, &["Colours"]), (CONSULT, &["Prices"]), (INFORM, &["Dates"]), ("rules", &["No glass | it cuts"])],
    );
}

#[test]
fn what_leads_up_to_a_list_is_no_claim_and_hints_in_comments_are_no_text() {
    check(
        "# A\n<!--\nWrite the mission here.\n-->\n## Own\nWe own these:\n\n- Hinges\n\nAll sizes.\n\n## Share\nThese too:\n- Frames\n",
        &[
            ("claims", &["Own Hinges", "Share Frames"]),
            ("notes", &["All sizes.", ""]),
            (MISSION_NOTE, &["Own\nWe own these:\n\nShare\nThese too:"]),
        ],
    );
}

#[test]
fn what_fits_nowhere_is_kept_in_the_missions_note() {
    check(
        "# A\n\nHello there.\n\n## Mission\nHelp.\n\n## Snacks\n\n- Nuts\n- [Figs](https://figs.example)\n- [bad](javascript:x)\n",
        &[
            (MISSION, &["Help."]),
            (MISSION_NOTE, &["Hello there.\n\nSnacks\n- Nuts\n- [Figs](https://figs.example)\n- [bad](javascript:x)"]),
        ],
    );
}

#[test]
fn a_file_is_refused_with_a_line_and_a_reason() {
    let long = vec![b'a'; FILE_BYTES_MAX + 1];
    let cases: [(&str, &[u8], usize, &str); 16] = [
        ("a.md", b"", 1, "empty"),
        ("a.json", b" \n ", 1, "empty"),
        ("a.md", &long, 1, "larger than 5 MiB"),
        ("a.md", b"# A\n\n\xff", 3, "UTF-8"),
        ("a.docx", b"PK", 1, "`.docx` files are not read"),
        ("a.json", b"{\n\"a\": 1,\n", 3, "EOF"),
        ("a.json", b"[1]", 1, "an object with `muster`"),
        ("a.json", b"{\"cats\": 1}", 1, "has `cats`"),
        ("a.json", b"{\"teams\": [\n{\"slug\": \"a\"}]}", 2, "missing field `name`"),
        ("a.yaml", b"a: 1\n", 1, "with `sigs` at its top"),
        ("a.json", b"{\"muster\": 2, \"documents\": []}", 1, "form 2"),
        ("a.json", b"{\"muster\": 1}", 1, "missing field `documents`"),
        ("a.json", b"{\"muster\": 1, \"documents\": [\n{\"id\": \"a b\"}]}", 2, "is not an id"),
        ("a.json", b"{\"muster\": 1, \"documents\": [\n{\"id\": \"a\", \"kind\": \"poem\"}]}", 2, "poem"),
        ("a.json", b"{\"muster\": 1, \"documents\": [{\"id\": \"a\", \"kind\": \"charter\", \"sheet\": {\n\"lists\": {\"cats\": []}}}]}", 2, "has no `cats`"),
        ("a.json", b"{\"muster\": 1, \"documents\": [{\"id\": \"a\", \"kind\": \"charter\", \"sheet\": {\"values\": {\n\n\"ends\": \"soon\"}}}]}", 3, "write a day here"),
    ];
    for (name, bytes, line, reason) in cases {
        let error = read(name, bytes).unwrap_err();
        assert!(error.reason.contains(reason), "{reason:?} in {error}");
        assert_eq!(error.line, line, "{error}");
        assert!(error.to_string().starts_with(&format!("line {line}: ")));
    }
}

#[test]
fn a_page_without_markup_is_kept_and_an_address_in_it_is_not_active() {
    let draft = read("notes.txt", b"Just some words.\n\n<script>alert(1)</script>\n").unwrap().remove(0);
    assert!(draft.source.starts_with("markdown:notes#"), "{}", draft.source);
    assert_eq!(draft.sheet.text(MISSION_NOTE), "Just some words.\n\n<script>alert(1)</script>");
}

#[test]
fn a_draft_finds_its_document_by_id_only_where_that_is_safe() {
    let draft = read("a.md", b"# A <!-- muster: charter abc -->\n").unwrap().remove(0);
    let id = doc("abc");
    let org = Sheet::default();
    assert_eq!(home(&draft, &org, &|doc| *doc == id), Some(id.clone()));
    assert_eq!(home(&draft, &org, &|_| false), None);
    let json = Draft { lineage: Some(Lineage::from_random(1)), ..draft };
    assert_eq!(home(&json, &org, &|_| false), Some(id));
}

#[test]
fn ids_of_new_rows_are_ids_and_stay_the_same() {
    let drafts = [sample(), read("a.md", b"# A\n## Own\n- x\n- x\n- y\n").unwrap()].concat();
    for (first, again) in drafts.iter().zip([sample(), read("a.md", b"# A\n## Own\n- x\n- x\n- y\n").unwrap()].concat())
    {
        assert_eq!(*first, again);
        let mut seen = Vec::new();
        for row in first.sheet.lists.values().flatten() {
            assert!(row.id.as_str().parse::<RowId>().is_ok() && !seen.contains(&&row.id));
            seen.push(&row.id);
        }
    }
    let org = Sheet::default();
    let id = doc("d");
    assert_eq!(place(&drafts[0], &id, &org), place(&drafts[0], &id, &org));
    assert_eq!(place(&drafts[0], &id, &org).org.under_key(SOURCES, "d").words(), "sample:first-keys");
}

/// The note of a page that has this below its title, and everything else that the page became.
fn became(below: &str) -> (String, Draft) {
    let mut draft = read("team.md", format!("# Doors\n\n{below}\n").as_bytes()).unwrap().remove(0);
    (draft.sheet.texts.remove(MISSION_NOTE).unwrap_or_default(), draft)
}

#[test]
fn every_label_of_the_outline_is_read_in_other_peoples_pages_as_a_line_and_as_a_heading() {
    let (_, bare) = became("");
    for fact in OUTLINE.facts {
        let field = match fact.of {
            Of::Value(name) => KIND.schema().value(name),
            Of::Org(map) => crate::kinds::org::SCHEMA.keyed(map),
            of => panic!("an import fills no {of:?}"),
        };
        let (written, value) = match field.unwrap().is {
            Is::Day => ("2026-09-01", Value::from("2026-09-01")),
            Is::Words | Is::Person | Is::Paragraphs => ("Ada Lindt", Value::from("Ada Lindt")),
            Is::Number => ("12 people", Value::from(12.0)),
            Is::Flag => ("Yes", Value::from(true)),
            Is::OneOf(words) => (words[0], Value::from(words[0])),
        };
        for label in [fact.label].into_iter().chain(fact.also.iter().copied()) {
            for below in
                [format!("{label}: {written}"), format!("## {label}\n\n{written}"), format!("* {label}: {written}")]
            {
                let (note, draft) = became(&below);
                let values = match fact.of {
                    Of::Org(_) => &draft.org.values,
                    _ => &draft.sheet.values,
                };
                let said: Vec<&Value> = values.values().flat_map(|one| &one.writes).map(|write| &write.value).collect();
                assert_eq!((said, note.as_str()), (vec![&value], ""), "{below:?}");
                assert_ne!(draft, bare);
            }
        }
    }
}

#[test]
fn every_heading_of_the_outline_is_read_in_other_peoples_pages() {
    for section in OUTLINE.all_sections() {
        for heading in [section.heading].into_iter().chain(section.also.iter().copied()) {
            let (note, draft) = became(&format!("## {heading}\n\n* Key boxes"));
            let rows = |list: &str| draft.sheet.rows(list).count();
            let is_read = match section.body {
                Body::Text(MISSION_NOTE) => note.contains("Key boxes"),
                Body::Text(MISSION) => note.is_empty() && draft.sheet.text(MISSION) == "Key boxes",
                Body::Text(name) => note.is_empty() && draft.sheet.text(name) == "* Key boxes",
                // Rows that are written once stand with their day and maker, which other people's pages do not have.
                Body::Rows(of) if KIND.schema().list(of.list).is_some_and(|list| list.rule.is_own()) => {
                    note.contains("Key boxes") || rows(of.list) == 1
                }
                Body::Rows(of) => note.is_empty() && rows(of.list) == 1,
                Body::Drawn(Drawn::Functions) => note.is_empty() && draft.org.functions == ["Key boxes"],
                Body::Drawn(Drawn::Surfaces) => note.is_empty() && rows(CLAIMS) == 1,
                // A line right below such a heading is the first thing within it, or the page's rest.
                Body::Nothing => note.contains("Key boxes") || rows(CLAIMS) == 1,
                // The team's log and the talk say them.
                Body::Drawn(Drawn::Decisions | Drawn::Agreement | Drawn::Unlearned) => note.contains("Key boxes"),
                Body::Keyed(..) => false,
            };
            assert!(is_read, "{heading}: {draft:?}, and the note {note:?}");
        }
    }
}

#[test]
fn a_value_that_cannot_be_read_is_kept_in_the_note_and_one_that_says_nothing_is_not() {
    for (line, kept) in [
        ("Runs until: the end of the year", true),
        ("Runs until: 2026", true),
        ("Runs until: open", false),
        ("Captain since: TBD", false),
        ("Captain: nobody yet", false),
    ] {
        let (note, draft) = became(line);
        assert_eq!(!note.is_empty(), kept, "{line}: {note}");
        assert!(draft.sheet.values.is_empty() && draft.org.values.is_empty(), "{line}");
    }
    let (_, draft) = became("## In scope\n\n* 2026\n* none");
    assert_eq!(lines(&draft.sheet, IN_SCOPE), ["2026"]);
}
