//! A decision log in Markdown and back: levels, readiness and every other row come back as they were, with their writers,
//! their times, and the rows they name.
#![allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use muster_shared::access::Side;
use muster_shared::files::export::{Exported, json, markdown, untimed};
use muster_shared::files::import::{Draft, read};
use muster_shared::files::sample::logs;
use muster_shared::id::{DocId, Lineage};
use muster_shared::kinds::log::*;
use muster_shared::kinds::outline::Sources;
use muster_shared::kinds::{Kind, charter};
use muster_shared::sheet::{Register, Row, Sheet, Value, Write};
use muster_tests::filled::filled;
use tempfile::tempdir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");

/// A row of these values, each written by somebody at a time.
fn row(id: &str, by: &str, at_ms: u64, values: &[(&str, &str)]) -> Row {
    let mut row = Row::new(id.parse().unwrap());
    for (field, value) in values {
        let write = Write { id: String::new(), value: Value::from(*value), by: by.to_owned(), at_ms };
        row.values.insert((*field).to_owned(), Register { writes: vec![write] });
    }
    row
}

/// A log in which much happened on one day, and whose words look like Markdown, like labels and like comments of ours.
fn of_one_day() -> Sheet {
    let on = (ON, "2026-11-20");
    let level = |level| [(CLASS, "Pricing: what | of *it*"), (LEVEL, level), (WHY, "Because.\n\n- Level: tell"), on];
    let view = |view| {
        [(STATEMENT, "customer"), (VIEW, view), (EVIDENCE, "  Eleven move-ins.\n    In October.\n\n  And two."), on]
    };
    let decision = |choice: &'static str, how: &[(&'static str, &'static str)]| {
        let said = [
            (QUESTION, "Until # what hour? <!-- muster: log x -->"),
            (CHOICE, choice),
            (WHY, "Why\n\n**Choice**\n\n1. no list"),
            on,
        ];
        [&said[..], how].concat()
    };
    let mut sheet = Sheet::default();
    let lists: [(&str, Vec<Row>); 8] = [
        (
            DECISIONS,
            vec![
                row("z1", "Ines", 10, &decision("Choice", &[(DECIDED_BY, "Ines Okafor-Lund"), (ROLE, "captain")])),
                row(
                    "a2",
                    "Ines",
                    20,
                    &decision("## Decisions", &[(INSTEAD_OF, "z1"), (HOW, "corrects"), (CLASS, "a  b")]),
                ),
                row("m3", "Bo", 30, &decision("> 20:00\nor later", &[(INSTEAD_OF, "z1"), (HOW, "reverses")])),
            ],
        ),
        (
            OUTCOMES,
            vec![
                row("o1", "Ines", 40, &[(DECISION, "z1"), (HAPPENED, "Rain."), (AGAIN, "no"), on]),
                row("o2", "Bo", 41, &[(DECISION, "z1"), (HAPPENED, "Sun."), on]),
                row("o3", "Bo", 42, &[(DECISION, "gone"), (HAPPENED, "Of a decision that was taken back."), on]),
            ],
        ),
        (REQUESTS, vec![row("r1", "Bo", 50, &[(FROM, "keys"), (TO, "Ledger"), (NEED, "Need"), on])]),
        (
            ANSWERS,
            vec![
                row("w1", "Lin", 60, &[(REQUEST, "r1"), (STATE, "escalated"), on]),
                row("w2", "Lin", 61, &[(REQUEST, "r1"), (STATE, "done"), (WORDS, "Answer"), on]),
            ],
        ),
        // Said one after the other on one day: without its time the last word would be another one.
        (CAPTAIN_LEVELS, vec![row("c9", "Ines", 70, &level("agree")), row("c1", "Ines", 90, &level("inquire"))]),
        (LEADER_LEVELS, vec![row("l5", "Halima", 80, &level("agree"))]),
        (
            CAPTAIN_VIEWS,
            vec![
                row("v2", "Ines", 100, &view("not yet")),
                row("v1", "Ines", 110, &view("yes")),
                row("v3", "Deputy", 90, &view("yes")),
            ],
        ),
        (LEADER_VIEWS, vec![row("v4", "Halima", 120, &view("not yet"))]),
    ];
    sheet.lists = lists.into_iter().map(|(list, rows)| (list.to_owned(), rows)).collect();
    sheet
}

/// Every field of a log filled. Pointers there hold words that name no row, which no page could follow.
fn whole() -> Result<Sheet> {
    let mut sheet = filled(Kind::Log, 100)?.sheet().context("a sheet")?;
    let decision = sheet.all_rows(DECISIONS)[0].id.to_string();
    let request = sheet.all_rows(REQUESTS)[0].id.to_string();
    let bet = sheet.all_rows(BETS)[0].id.to_string();
    for (list, field, id) in [(OUTCOMES, DECISION, &decision), (ANSWERS, REQUEST, &request), (BET_ENDS, OF_BET, &bet)] {
        for write in sheet.lists.get_mut(list).into_iter().flatten().flat_map(|row| row.values.get_mut(field)) {
            write.writes[0].value = Value::from(id.as_str());
        }
    }
    for row in sheet.lists.get_mut(DECISIONS).into_iter().flatten() {
        row.values.remove(INSTEAD_OF);
    }
    Ok(sheet)
}

fn markdown_of(sheet: &Sheet, doc: &DocId) -> String {
    markdown(Kind::Log, &Sources { sheet, org: &Sheet::default(), doc })
}

fn read_one(name: &str, text: &str) -> Draft {
    read(name, text.as_bytes()).unwrap().remove(0)
}

/// The rows of a log by list and id: orders and ids of writes are made anew wherever a file is read.
fn rows(sheet: &Sheet) -> Vec<(String, Row)> {
    let mut all: Vec<(String, Row)> = Vec::new();
    for (list, rows) in &sheet.lists {
        for mut row in rows.iter().filter(|row| row.archived.is_none()).cloned() {
            row.order.clear();
            row.values.retain(|_, register| !register.is_vacant());
            row.values.values_mut().flat_map(|one| &mut one.writes).for_each(|write| write.id.clear());
            all.push((list.clone(), row));
        }
    }
    all.sort_by_key(|(list, row)| (list.clone(), row.id.clone()));
    all
}

/// Agreed levels, proposals and readiness, and the order in which people read the rest.
fn reads(sheet: &Sheet) -> String {
    let view = LogView::of(sheet);
    let ids = |rows: Vec<&Row>| rows.iter().map(|row| row.id.to_string()).collect::<Vec<_>>().join(" ");
    let mut all = vec![ids(view.decisions.iter().map(|one| &one.row).collect())];
    for decision in &view.decisions {
        all.push(ids(decision.outcomes.iter().map(|one| &one.row).collect()));
        all.push(format!("{:?} {:?}", decision.instead_of, decision.followed_by));
    }
    all.extend(view.requests.iter().map(|one| format!("{} {}", one.row.id, one.state())));
    for class in view.levels.iter() {
        let agreed = class.agreed.as_ref().map(|agreed| (agreed.level, agreed.since().to_owned()));
        let proposals: Vec<Level> = class.proposals().map(|said| said.level).collect();
        all.push(format!(
            "{}: {agreed:?} {proposals:?} {}",
            class.class,
            ids(class.said.iter().map(|one| &one.row).collect())
        ));
    }
    for side in Side::ALL {
        all.extend((0..STATEMENTS.len()).map(|at| ids(view.readiness.answers(side, at).iter().collect())));
    }
    all.join("\n")
}

#[test]
fn a_log_in_markdown_is_read_again_row_by_row_with_writers_times_levels_and_readiness() -> Result<()> {
    let doc: DocId = "keys-log".parse()?;
    let samples = logs("2026-11-29").into_iter().map(|draft| draft.sheet);
    for sheet in [of_one_day(), whole()?].into_iter().chain(samples) {
        let page = markdown_of(&sheet, &doc);
        let draft = read_one("keys-log.md", &page);
        assert_eq!((draft.kind, draft.doc.as_ref()), (Kind::Log, Some(&doc)));
        assert_eq!(rows(&draft.sheet), rows(&sheet), "{page}");
        assert_eq!(reads(&draft.sheet), reads(&sheet), "{page}");
        assert_eq!(markdown_of(&draft.sheet, &doc), page, "written again it is the same page");
    }
    let agreed =
        |sheet: &Sheet| Levels::of(sheet).class("Pricing: what | of *it*").unwrap().agreed.clone().unwrap().level;
    assert_eq!(agreed(&of_one_day()), Level::Agree, "the proposal that came last agrees to nothing");
    Ok(())
}

#[test]
fn a_page_of_a_log_that_says_what_no_row_has_a_place_for_is_refused_whole_with_its_line() {
    let page = |below: &str| {
        format!("# Log <!-- muster: log keys-log -->\n\n## Learnings\n\n### Learning <!-- muster: a1 -->\n\n{below}\n")
    };
    for (below, line, reason) in [
        ("Words under no label.", 7, "has no place"),
        ("**Bet**\n\nYes.\n\n- Weather: fine", 11, "has no place"),
        ("**Bet**\n\nYes.\n\n- On: yesterday", 5, "may not stand"),
        ("**Bet**\n\nYes.\n\n#### More", 11, "has no place"),
        ("**Bet**\n\nYes.\n\n## Weather\n\nFine.", 11, "has no place"),
    ] {
        let error = read("keys-log.md", page(below).as_bytes()).unwrap_err();
        assert!(error.line == line && error.reason.contains(reason), "{below}: {error}");
    }
    let decisions =
        "# Log <!-- muster: log keys-log -->\n\n## Decisions\n\n### Until when?\n\n- Instead of: Since when?\n";
    assert!(read("keys-log.md", decisions.as_bytes()).unwrap_err().reason.contains("Since when?"));
    let known = format!("{decisions}\n### Since when?\n\n**Choice**\n\nNoon.\n");
    let sheet = read_one("keys-log.md", &known).sheet;
    let [earlier, later] = sheet.all_rows(DECISIONS) else { panic!("two decisions") };
    assert_eq!(later.value(INSTEAD_OF).words(), earlier.id.as_str(), "a row that is named by its words is found");
}

fn muster(data: &Path, arguments: &[&str]) -> Result<String> {
    let output = Command::new(PROGRAM).args(arguments).arg("--data").arg(data).output()?;
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    ensure!(output.status.success(), "{arguments:?}: {said}");
    Ok(said)
}

#[test]
fn exported_as_markdown_a_charter_and_its_log_come_into_another_workspace_together() -> Result<()> {
    let folder = tempdir()?;
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let name = [(charter::NAME.to_owned(), "Keys".to_owned())].into();
    let exported = |id: &str, kind, sheet| -> Result<Exported> {
        Ok(Exported { id: id.parse()?, kind, lineage: Some(Lineage::from_random(7)), example: false, sheet })
    };
    let charter = exported("keys", Kind::Charter, Sheet { texts: name, ..Sheet::default() })?;
    fs::write(at("both.json"), json(&[charter, exported("keys-log", Kind::Log, of_one_day())?]))?;
    let (here, elsewhere) = (folder.path().join("here"), folder.path().join("elsewhere"));
    muster(&here, &["import", &at("both.json")])?;
    muster(&here, &["export", "--format", "md", &at("out")])?;
    ensure!(Path::new(&at("out")).join("keys-log.md").exists());

    fs::create_dir(at("alone"))?;
    fs::copy(Path::new(&at("out")).join("keys-log.md"), Path::new(&at("alone")).join("keys-log.md"))?;
    let alone = Command::new(PROGRAM).args(["import", &at("alone"), "--data"]).arg(&elsewhere).output()?;
    let said = String::from_utf8_lossy(&alone.stderr).into_owned() + &String::from_utf8_lossy(&alone.stdout);
    ensure!(said.contains("there is no charter here whose decision log this could go into"), "{said}");

    muster(&elsewhere, &["import", &at("out")])?;
    muster(&elsewhere, &["export", "--format", "json", &at("json")])?;
    let files: Vec<_> = fs::read_dir(at("json"))?.collect::<std::io::Result<_>>()?;
    let log = files.iter().map(|file| file.path()).find(|path| path.to_string_lossy().ends_with("-log.json"));
    let log = log.context("a log")?;
    ensure!(!log.ends_with("keys-log.json"), "the charter is another one here, and its log is its own");
    let sheet = read_one("log.json", &fs::read_to_string(log)?).sheet;
    assert_eq!(rows(&sheet), rows(&of_one_day()));
    assert_eq!(reads(&sheet), reads(&of_one_day()));
    let again = muster(&elsewhere, &["import", &at("out")])?;
    ensure!(again.contains("0 made, 0 filled"), "{again}");
    Ok(())
}

#[test]
fn a_page_without_times_is_the_same_after_a_value_was_written_again() -> Result<()> {
    let doc: DocId = "keys-log".parse()?;
    let page_of = |at_ms| {
        let view = row(
            "v1",
            "Ines",
            at_ms,
            &[(STATEMENT, "customer"), (VIEW, "yes"), (EVIDENCE, "It is at=5 now"), (ON, "2026-11-20")],
        );
        markdown_of(&Sheet { lists: [(CAPTAIN_VIEWS.to_owned(), vec![view])].into(), ..Sheet::default() }, &doc)
    };
    assert_ne!(page_of(1), page_of(2));
    assert_eq!(untimed(&page_of(1)), untimed(&page_of(2)));
    ensure!(untimed(&page_of(1)).contains("It is at=5 now") && untimed(&page_of(1)).contains("<!-- muster: v1 -->"));
    Ok(())
}
