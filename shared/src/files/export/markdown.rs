//! A charter as a page of Markdown: headings that stay, empty sections left out, and in comments the ids by which an
//! import finds its rows again.

use super::escape::{block, inline};
use crate::id::{DocId, RowId};
use crate::kinds::charter::*;
use crate::kinds::org::{self, CAPTAIN_SINCE, CAPTAINS, SURFACES};
use crate::sheet::{Register, Row, Sheet};

/// Writes a charter with its part of the `org` document, claims grouped by mode. Removed rows are left out, and who wrote
/// what and when: JSON keeps those.
pub fn markdown(charter: &Sheet, org: &Sheet, doc: &DocId) -> String {
    let mut page = Page { charter, org, out: String::new() };
    page.put(format!("# {}<!-- muster: charter {doc} -->", spaced(&inline(charter.text(NAME)))));
    page.facts(doc);
    page.text("## Mission", MISSION);
    page.text("### What the mission means", MISSION_NOTE);
    page.text("## Goal", GOAL);
    page.text("## Customer", CUSTOMER);
    page.text("## Job", JOB);
    page.mandate();
    page.metrics();
    page.people();
    page.functions(doc);
    page.decisions();
    page.rules();
    page.text("## Cadence", CADENCE);
    page.surfaces();
    page.out
}

struct Page<'a> {
    charter: &'a Sheet,
    org: &'a Sheet,
    out: String,
}

impl<'a> Page<'a> {
    /// Adds a block, set apart from the one before.
    fn put(&mut self, block: impl AsRef<str>) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out.push_str(block.as_ref().trim_end());
        self.out.push('\n');
    }

    /// Adds a section unless it is empty.
    fn section(&mut self, heading: &str, blocks: Vec<String>) {
        if !blocks.is_empty() {
            self.put(heading);
            blocks.iter().for_each(|block| self.put(block));
        }
    }

    fn text(&mut self, heading: &str, name: &str) {
        let text = block(self.charter.text(name), "");
        if !self.charter.text(name).trim().is_empty() {
            self.section(heading, vec![text]);
        }
    }

    fn facts(&mut self, doc: &DocId) {
        let captains = facts("Captain", self.org.under_key(CAPTAINS, doc.as_str()));
        let since = facts("Captain since", self.org.under_key(CAPTAIN_SINCE, doc.as_str()));
        let facts: Vec<String> = captains.chain(since).chain(facts("Runs until", self.charter.value(ENDS))).collect();
        self.put_unless_empty(facts.join("\n"));
    }

    fn mandate(&mut self) {
        let claims: Vec<Claim> = self.charter.rows(CLAIMS).map(|row| Claim::of(row, self.org)).collect();
        let of_mode = |mode: Mode| {
            let claims = claims.iter().filter(move |claim| claim.mode == mode);
            claims.map(|claim| self.claim(claim)).collect::<Vec<String>>()
        };
        let sections = [
            ("### Own", of_mode(Mode::Own)),
            ("### Share", of_mode(Mode::Share)),
            ("### Consult", of_mode(Mode::Consult)),
            ("### In scope", self.lines(IN_SCOPE)),
            ("### Out of scope", self.lines(OUT_OF_SCOPE)),
        ];
        self.group("## Mandate", sections);
    }

    fn decisions(&mut self) {
        let sections = [
            ("### We decide", self.lines(DECIDE)),
            ("### We consult first", self.lines(CONSULT)),
            ("### We tell", self.lines(INFORM)),
        ];
        self.group("## How we decide", sections);
    }

    fn group<const N: usize>(&mut self, heading: &str, sections: [(&str, Vec<String>); N]) {
        if sections.iter().any(|(_, items)| !items.is_empty()) {
            self.put(heading);
        }
        for (heading, items) in sections {
            self.section(heading, list(items));
        }
    }

    fn claim(&self, claim: &Claim) -> String {
        let row = self.charter.rows(CLAIMS).find(|row| row.id == claim.row);
        item(&inline(&claim.name), Some(&claim.row), row.map_or("", |row| row.text("note")))
    }

    fn lines(&self, name: &str) -> Vec<String> {
        let line = |row: &Row| {
            let (first, rest) = row.text(LINE).trim().split_once("\n\n").unwrap_or((row.text(LINE).trim(), ""));
            item(&block(first, "  "), Some(&row.id), rest)
        };
        self.charter.rows(name).filter(|row| !row.text(LINE).trim().is_empty()).map(line).collect()
    }

    fn rules(&mut self) {
        let rule = |row: &Row| item(&inline(row.text("rule")), Some(&row.id), row.text("why"));
        let rules: Vec<String> = self.charter.rows(NON_NEGOTIABLES).map(rule).collect();
        self.section("## Non-negotiables", list(rules));
    }

    fn metrics(&mut self) {
        if self.charter.rows(METRICS).next().is_some() {
            self.put("## Metrics");
        }
        for row in self.charter.rows(METRICS) {
            self.put(format!("### {}{}", spaced(&inline(row.text("name"))), comment(&row.id)));
            if !row.text("definition").trim().is_empty() {
                self.put(block(row.text("definition"), ""));
            }
            let facts: Vec<String> = FACTS.iter().flat_map(|(label, field)| facts(label, row.value(field))).collect();
            self.put_unless_empty(facts.join("\n"));
            self.readings(&row.id);
        }
    }

    fn put_unless_empty(&mut self, block: String) {
        if !block.is_empty() {
            self.put(block);
        }
    }

    fn readings(&mut self, metric: &RowId) {
        let of_metric = self.charter.rows(READINGS).filter(|row| row.value("metric").words() == metric.as_str());
        let rows = of_metric.filter(|row| row.value("value").number().is_some() && !row.value("on").is_vacant());
        let rows: Vec<String> = rows
            .map(|row| format!("| {} | {} {} |", cell(row.value("on")), cell(row.value("value")), comment(&row.id)))
            .collect();
        if !rows.is_empty() {
            self.put(format!("| Day | Reading |\n| --- | ---: |\n{}", rows.join("\n")));
        }
    }

    fn people(&mut self) {
        let rows = self.charter.rows(MEMBERS).map(|row| {
            let share = row.value("allocation").number().map(share).unwrap_or_default();
            let (name, function) = (cell(row.value("name")), cell(row.value("function")));
            format!("| {name} | {function} | {share} {} |", comment(&row.id))
        });
        let rows: Vec<String> = rows.collect();
        if !rows.is_empty() {
            self.put("## People");
            self.put(format!("| Name | Function | Share |\n| --- | --- | ---: |\n{}", rows.join("\n")));
        }
    }

    fn functions(&mut self, doc: &DocId) {
        let named = org::required_functions(self.org, doc).filter(|(_, name)| !name.is_empty());
        let functions: Vec<String> = named.map(|(_, name)| item(&inline(name), None, "")).collect();
        self.section("## Functions we need", list(functions));
    }

    /// What the registry says of a claimed surface, where the claim does not say the same.
    fn surfaces(&mut self) {
        let mut seen = Vec::new();
        let mut items = Vec::new();
        for claim in self.charter.rows(CLAIMS) {
            let surface = claim.value("surface").words();
            let row = self.org.all_rows(SURFACES).iter().find(|row| row.id.as_str() == surface);
            let Some(row) = row.filter(|row| !row.text("about").is_empty() && !seen.contains(&&row.id)) else {
                continue;
            };
            seen.push(&row.id);
            if row.text("about").trim() != claim.text("note").trim() {
                items.push(item(&inline(row.value("name").words()), None, row.text("about")));
            }
        }
        self.section("## Surfaces", list(items));
    }
}

/// What a metric says in single values: label and field.
const FACTS: [(&str, &str); 8] = [
    ("Unit", "unit"),
    ("Better", "direction"),
    ("Baseline", "baseline"),
    ("Baseline on", "baseline_on"),
    ("Target", "target"),
    ("Due", "due"),
    ("Source", "source"),
    ("Owner", "owner"),
];

/// A bullet a write: where several stand side by side, each is there.
fn facts(label: &str, register: &Register) -> impl Iterator<Item = String> {
    let written =
        register.writes.iter().map(|write| inline(&write.value.to_string())).filter(|value| !value.is_empty());
    written.map(move |value| format!("- {label}: {value}"))
}

/// A bullet, its id, and what it says below.
fn item(first: &str, id: Option<&RowId>, more: &str) -> String {
    let id = id.map(comment).unwrap_or_default();
    let more = more.trim();
    let more = if more.is_empty() { String::new() } else { format!("\n\n  {}", block(more, "  ")) };
    format!("- {}{id}{more}", spaced(first)).trim_end().to_owned()
}

/// One block of bullets, loose where one of them says more than a line.
fn list(items: Vec<String>) -> Vec<String> {
    let is_loose = items.iter().any(|item| item.contains("\n\n"));
    if items.is_empty() { items } else { vec![items.join(if is_loose { "\n\n" } else { "\n" })] }
}

fn cell(register: &Register) -> String {
    let values = register.writes.iter().map(|write| inline(&write.value.to_string()));
    values.collect::<Vec<_>>().join("<br>")
}

fn comment(id: &RowId) -> String {
    format!("<!-- muster: {id} -->")
}

fn spaced(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{text} ") }
}

/// A share of a week in percent, where that reads back as the same number.
fn share(share: f64) -> String {
    let percent = share * 100.0;
    let round = (percent * 1e6).round() / 1e6;
    if round / 100.0 == share { format!("{round} %") } else { share.to_string() }
}
