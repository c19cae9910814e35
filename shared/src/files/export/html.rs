//! A charter as plain HTML, to be read where nothing else runs: elements and text, no style and no script.

use super::marked::{escaped, marked};
use crate::id::DocId;
use crate::kinds::charter::*;
use crate::kinds::org::Captain;
use crate::sheet::{Register, Row, Sheet};

/// Writes a charter with its part of the `org` document, without what was removed and without what says nothing.
pub fn html(charter: &Sheet, org: &Sheet, doc: &DocId) -> String {
    let view = CharterView::of(charter, org, doc);
    let mut page = Page { charter, out: String::new() };
    page.out.push_str(&format!("<h1>{}</h1>\n", title(charter)));
    page.lines([captain(&view.captain), view.ends.as_ref().map(|day| format!("Until {}", escaped(day)))]);
    page.text("Goal", GOAL);
    page.text("Mission", MISSION);
    page.marked(charter.text(MISSION_NOTE));
    page.text("Customer", CUSTOMER);
    page.text("Job", JOB);
    page.list("Mandate", view.claims.iter().map(|claim| claim_of(charter, claim)).collect());
    page.rows("In scope", IN_SCOPE, LINE);
    page.rows("Out of scope", OUT_OF_SCOPE, LINE);
    page.list("Metrics", view.metrics.iter().map(metric).collect());
    page.list("People", view.members.iter().map(member).collect());
    page.list("Functions nobody fills yet", view.holes().iter().map(|hole| escaped(hole)).collect());
    page.rows("We decide", DECIDE, LINE);
    page.rows("We consult first", CONSULT, LINE);
    page.rows("We tell", INFORM, LINE);
    page.rows("Non-negotiables", NON_NEGOTIABLES, "rule");
    page.text("Cadence", CADENCE);
    page.out
}

/// What a charter is called.
pub fn name(charter: &Sheet) -> &str {
    match charter.text(NAME).trim() {
        "" => "A team without a name",
        name => name,
    }
}

/// What a charter is called, as HTML.
pub fn title(charter: &Sheet) -> String {
    escaped(name(charter))
}

struct Page<'a> {
    charter: &'a Sheet,
    out: String,
}

impl Page<'_> {
    fn lines<const N: usize>(&mut self, lines: [Option<String>; N]) {
        for line in lines.into_iter().flatten() {
            self.out.push_str(&format!("<p>{line}</p>\n"));
        }
    }

    fn head(&mut self, head: &str) {
        self.out.push_str(&format!("<h2>{head}</h2>\n"));
    }

    fn marked(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.out.push_str(&marked(text));
            self.out.push('\n');
        }
    }

    fn text(&mut self, head: &str, name: &str) {
        let text = self.charter.text(name);
        if !text.trim().is_empty() {
            self.head(head);
            self.marked(text);
        }
    }

    fn list(&mut self, head: &str, items: Vec<String>) {
        if items.is_empty() {
            return;
        }
        self.head(head);
        let items: Vec<String> = items.into_iter().map(|item| format!("<li>{item}</li>\n")).collect();
        self.out.push_str(&format!("<ul>\n{}</ul>\n", items.concat()));
    }

    fn rows(&mut self, head: &str, list: &str, text: &str) {
        let rows = self.charter.rows(list).filter(|row| !row.text(text).trim().is_empty());
        self.list(head, rows.map(|row| marked(row.text(text))).collect());
    }
}

fn captain(captain: &Captain) -> Option<String> {
    match captain {
        Captain::Vacant => None,
        Captain::One { name, .. } => Some(format!("Captain {}", escaped(name))),
        Captain::Several(register) => Some(format!("{} captains: {}", register.writes.len(), values(register))),
    }
}

/// All values that stand side by side.
fn values(register: &Register) -> String {
    let values: Vec<String> = register.writes.iter().map(|write| escaped(&write.value.to_string())).collect();
    values.join(", ")
}

fn claim_of(charter: &Sheet, claim: &Claim) -> String {
    let mode = match claim.mode {
        Mode::Own => "Own",
        Mode::Share => "Share",
        Mode::Consult => "Consult",
    };
    let row: Option<&Row> = charter.rows(CLAIMS).find(|row| row.id == claim.row);
    let note = row.map_or("", |row| row.text("note"));
    format!("{mode}: <strong>{}</strong>{}", escaped(&claim.name), marked(note))
}

fn metric(metric: &Metric) -> String {
    let unit = escaped(&metric.unit);
    let number = |label: &str, value: Option<f64>| value.map(|value| format!("{label} {value} {unit}"));
    let target = (!metric.target.is_vacant()).then(|| format!("Target {} {unit}", values(&metric.target)));
    let due = (!metric.due.is_vacant()).then(|| format!("by {}", values(&metric.due)));
    let facts = [number("Baseline", metric.baseline), number("Now", metric.now()), target, due];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    format!("<strong>{}</strong>{}<p>{}</p>", escaped(&metric.name), marked(&metric.definition), facts.join(" · "))
}

fn member(member: &Member) -> String {
    match member.function.as_str() {
        "" => escaped(&member.name),
        function => format!("{}, {}", escaped(&member.name), escaped(function)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::sample::sample;

    fn sheet(name: &str, mission: &str) -> Sheet {
        let texts = [(NAME, name), (MISSION, mission)].map(|(name, text)| (name.to_owned(), text.to_owned()));
        Sheet { texts: texts.into(), ..Sheet::default() }
    }

    #[test]
    fn what_people_wrote_is_text_and_what_nobody_wrote_is_left_out() {
        let page = html(&sheet("<i>Ledger", "</p><script>x</script>"), &Sheet::default(), &DocId::org());
        assert_eq!(
            page,
            "<h1>&lt;i&gt;Ledger</h1>\n<h2>Mission</h2>\n<p>&lt;/p&gt;&lt;script&gt;x&lt;/script&gt;</p>\n"
        );
        assert_eq!(html(&Sheet::default(), &Sheet::default(), &DocId::org()), "<h1>A team without a name</h1>\n");
    }

    #[test]
    fn a_whole_charter_says_all_of_it() {
        let draft =
            sample().into_iter().find(|draft| draft.charter.text(NAME) == "First Keys").map(|draft| draft.charter);
        let page = html(&draft.unwrap_or_default(), &Sheet::default(), &DocId::org());
        for words in [
            "<h1>First Keys</h1>",
            "<h2>Mission</h2>",
            "<h2>Mandate</h2>",
            "<h2>Metrics</h2>",
            "Target ",
            "<h2>People</h2>",
            "<h2>Non-negotiables</h2>",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
    }
}
