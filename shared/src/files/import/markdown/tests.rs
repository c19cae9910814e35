//! Pages as other people write them: nothing of them is lost, nothing is read as what it is not, and what a person should
//! know is told with its line.
#![allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]

use crate::files::import::{Draft, read};
use crate::kinds::charter::*;
use crate::kinds::org::CAPTAINS;
use crate::sheet::Sheet;

fn draft(page: &str) -> Draft {
    read("team.md", page.as_bytes()).unwrap().remove(0)
}

fn note(draft: &Draft) -> &str {
    draft.sheet.text(MISSION_NOTE)
}

/// Everything that a draft says, in whichever field.
fn everything(draft: &Draft) -> String {
    let mut said: Vec<String> = draft.sheet.texts.values().cloned().collect();
    for row in draft.sheet.lists.values().flatten() {
        said.extend(row.texts.values().cloned());
        said.extend(row.values.values().flat_map(|register| &register.writes).map(|write| write.value.to_string()));
    }
    let of_org = draft.org.values.values().flat_map(|register| &register.writes);
    said.extend(of_org.map(|write| write.value.to_string()));
    said.extend(draft.org.functions.clone());
    said.join("\n")
}

fn members(sheet: &Sheet) -> Vec<(String, String, Option<f64>)> {
    let member = |row: &crate::sheet::Row| {
        let of = |field| row.value(field).words().to_owned();
        (of("name"), of("function"), row.value("allocation").number())
    };
    sheet.rows(MEMBERS).map(member).collect()
}

#[test]
fn every_word_of_a_page_stands_somewhere() {
    for page in [
        "# Crew\n\n## Who does what\n\n| Task | Master | Watch |\n| --- | --- | --- |\n| Switch on | A | |\n| Repair | | R |\n",
        "# Crew\n\n## Decision making\n\n| Decision | Tie break |\n| --- | --- |\n| Lamps | Coin |\n\n## Risks\n\n| Risk | Plan |\n| --- | --- |\n",
        "# Crew\n\n## Team Members\n\n| Name | Chat | Zone |\n| --- | --- | --- |\n| Mara Quist | [@mara](https://git.example/mara) | UTC+2 |\n",
        "# Crew\n\n## Ground rules\n\n| Rule | Why | Owner | Since |\n| --- | --- | --- | --- |\n| Lit | Ships | Mara | 2024 |\n",
        "# Crew\n\n## Own\n\n| Surface | What | Owner |\n| --- | --- | --- |\n| Lamps | All | Mara |\n",
        "# Crew\n\nSee the [house rules] and [roles](../roles.md#chairs).\n\n## Scope\n\n### In scope\n\n- Flags, see [the list](/flags/list.md \"flags\")\n- [call](tel:+4912345) ![plan](img/plan.png)\n\n[house rules]: /governance/rules.md\n",
        "# Crew\n\n## In scope\n\n- [x] Chain\n- Run `muster --help` and ~~wait~~ go[^1]\n\n## Cadence\n\n1. Monday\n   - 09:00 stand-up\n\n```sh\nif true; then\n    echo \"  indented\"\nfi\n```\n\n> Quoted\n> on two\n\nTerm\n: Definition\n\n[^1]: Footnote text here.\n[^2]: Word\n",
    ] {
        let draft = draft(page);
        let said = everything(&draft);
        let letters = |text: &str| {
            let words = text.split(|char: char| !char.is_alphanumeric()).map(str::to_owned);
            words.filter(|word| !word.is_empty()).collect::<Vec<_>>()
        };
        let known = letters(&said);
        let sections = ["Team", "Members", "Ground", "rules", "Own", "Scope", "In", "scope", "Cadence"];
        let is_section = |word: &String| sections.contains(&word.as_str());
        for word in letters(page).iter().filter(|word| !is_section(word) && *word != "Name" && *word != "Rule") {
            let is_head = ["Surface", "What", "Why", "Decision"].contains(&word.as_str());
            assert!(is_head || known.contains(word), "{word:?} of {page:?} is gone from {said:?}");
        }
    }
}

#[test]
fn lists_code_and_quotations_read_as_they_did() {
    let page = "# Crew\n\n## Cadence\n\n1. Monday\n   - 09:00 stand-up\n2. Friday\n\n```sh\n    echo \"  x\"\n```\n\n> Quoted\n> lines\n";
    let cadence = "1. Monday\n   - 09:00 stand-up\n2. Friday\n\n```sh\n    echo \"  x\"\n```\n\n> Quoted\n> lines";
    assert_eq!(draft(page).sheet.text(CADENCE), cadence);
    let table = "| Task | Watch |\n| --- | --- |\n| Switch on | |\n| Repair | R |";
    let draft = draft(&format!("# Crew\n\n## Who does what\n\n{table}\n"));
    assert_eq!(note(&draft), format!("Who does what\n\n{table}"));
    let told: Vec<usize> = draft.told.iter().map(|told| told.line).collect();
    assert_eq!(told, [3, 7, 8], "each line that found no field is told: {:?}", draft.told);
}

#[test]
fn what_has_no_field_stands_under_its_heading() {
    let draft =
        draft("# Crew\n\n## Team Members\n\n| Name | Zone |\n| --- | --- |\n| Mara Quist | UTC+2 |\n| Otto | |\n");
    assert_eq!(note(&draft), "Team Members\n- Mara Quist · Zone: UTC+2");
    assert_eq!(
        members(&draft.sheet),
        [("Mara Quist".into(), String::new(), None), ("Otto".into(), String::new(), None)]
    );
}

#[test]
fn a_comment_that_never_ends_takes_nothing_with_it_and_one_that_ends_is_left_out() {
    let draft = draft(
        "# Crew\n\n## Mission\n\nHold.\n\n<!-- a hint\nto delete -->\n\n## Goal\n\nNever drift.\n\n<!-- ask Mara\n\n## Customer\n\nEvery skipper.\n",
    );
    assert_eq!(
        (draft.sheet.text(GOAL), draft.sheet.text(CUSTOMER)),
        ("Never drift.\n\n<!-- ask Mara", "Every skipper.")
    );
    assert!(!everything(&draft).contains("hint"));
    assert_eq!((draft.told.len(), draft.told[0].line), (1, 14), "{:?}", draft.told);
    let boxed = self::draft("# Crew\n\n## Goal\n\n<div>\n<!-- in a box\n</div>\n\nOn.\n");
    assert!(boxed.sheet.text(GOAL).contains("in a box") && boxed.sheet.text(GOAL).ends_with("On."), "{boxed:?}");
    assert_eq!(boxed.told.len(), 1);
    // In code it is code.
    let code = self::draft("# Crew\n\n## Goal\n\n```\n<!-- x\n```\n\n## Customer\n\nAll.\n");
    assert_eq!((code.sheet.text(GOAL), code.sheet.text(CUSTOMER)), ("```\n<!-- x\n```", "All."));
    assert_eq!(code.told, []);
}

#[test]
fn a_number_of_two_readings_stays_text_and_is_told() {
    let page = "# Crew\n\n## Metrics\n\n| Metric | Baseline | Target |\n| --- | --- | --- |\n| Up | 99,5 % | 99,95 % |\n| Visits | 1 200 | 12 500 |\n| Money | 1.200 € | 2.500,50 € |\n";
    let draft = draft(page);
    let numbers: Vec<_> =
        draft.sheet.rows(METRICS).map(|row| (row.value("baseline").number(), row.value("target").number())).collect();
    assert_eq!(numbers, [(Some(99.5), Some(99.95)), (Some(1200.0), Some(12500.0)), (None, Some(2500.5))]);
    assert_eq!(draft.sheet.rows(METRICS).nth(2).unwrap().text("definition"), "Baseline: 1.200 €");
    assert_eq!(draft.told.len(), 1);
    assert!(draft.told[0].line == 9 && draft.told[0].words.contains("1.200"), "{:?}", draft.told);
}

#[test]
fn a_number_at_the_end_of_a_line_is_no_share() {
    let page = "# Crew\n\n## Members\n\n- Mara Quist, Engineer 2\n- Ida Falk — Lead, 2019-2023\n- Unit 7\n- Lin Tan, Designer (50 %)\n- Quist, Per — Quality; Safety\n- Bo Ek, Data, 0.8 FTE\n- Cy, Ops 2021 %\n";
    let wanted = [
        ("Mara Quist", "Engineer 2", None),
        ("Ida Falk", "Lead, 2019-2023", None),
        ("Unit 7", "", None),
        ("Lin Tan", "Designer", Some(0.5)),
        ("Quist, Per", "Quality; Safety", None),
        ("Bo Ek", "Data", Some(0.8)),
        ("Cy", "Ops 2021 %", None),
    ];
    let wanted = wanted.map(|(name, function, share)| (name.to_owned(), function.to_owned(), share));
    assert_eq!(members(&draft(page).sheet), wanted);
}

#[test]
fn only_names_in_lists_are_people() {
    let draft = draft(
        "# Crew\n\n## Leadership\n\n### Chairs\nThe Chairs of the crew run operations, and processes.\n\n* Mara Quist (**[@mara](https://git.example/mara)**), Lantern Works\n* Otto Brandl, Bread & Co\n\n### Technical Leads\nThe leads decide.\n\n* Ida Falk (**[@ida](https://git.example/ida)**), Rope, Inc.\n\n## Emeritus Leads\n\n* Ole Berg\n",
    );
    let captains: Vec<&str> =
        draft.org.values[CAPTAINS].writes.iter().filter_map(|write| write.value.words()).collect();
    assert_eq!(captains, ["Mara Quist", "Otto Brandl"]);
    let wanted = [("Mara Quist", "Chair"), ("Otto Brandl", "Chair"), ("Ida Falk", "Technical Leads")];
    assert_eq!(members(&draft.sheet), wanted.map(|(name, function)| (name.to_owned(), function.to_owned(), None)));
    for words in [
        "The Chairs of the crew run",
        "Lantern Works",
        "Bread & Co",
        "The leads decide.",
        "Rope, Inc.",
        "Emeritus Leads",
        "Ole Berg",
    ] {
        assert!(note(&draft).contains(words), "{words} in {}", note(&draft));
    }
}

#[test]
fn a_block_above_the_text_is_kept_and_names_the_page_where_no_heading_does() {
    let draft =
        draft("---\ntitle: \"Buoys\"\ntags: [sea]\nowner: mara\n---\n\n# Buoys Charter\n\n## Mission\n\nCount.\n");
    assert_eq!((draft.sheet.text(NAME), note(&draft)), ("Buoys", "tags: [sea]\nowner: mara"));
    let toml = self::draft("+++\ntitle = \"Buoys Two\"\nweight = 3\n+++\n\n## Mission\n\nCount more.\n");
    assert_eq!((toml.sheet.text(NAME), note(&toml)), ("Buoys Two", "weight = 3"));
    assert_eq!(toml.sheet.text(MISSION), "Count more.");
}

#[test]
fn lines_of_languages_without_spaces_join_without_one() {
    let draft = draft("# 灯台\n\n## Mission\n\n夜も\n朝も守る。and\nmore\n\n## In scope\n\n- 灯台の\n  点検\n");
    assert_eq!(draft.sheet.text(MISSION), "夜も朝も守る。and more");
    assert_eq!(draft.sheet.rows(IN_SCOPE).next().unwrap().text(LINE), "灯台の点検");
}
