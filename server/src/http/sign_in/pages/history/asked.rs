//! The part of a history that its reader asks for: of one person, under one heading, or the sitting in which certain words
//! were written.

use maud::{Markup, html};
use muster_shared::text::words::{listed, long_day};
use serde::Deserialize;

use super::super::parts;
use crate::http::history::Told;
use crate::http::summaries::Found;
use crate::rooms::past::Shown;

/// The address behind `?`.
#[derive(Debug, Default, Deserialize)]
pub(in crate::http::sign_in) struct Asked {
    /// The author of the sittings, as they are shown to the reader.
    #[serde(default)]
    by: String,
    /// The heading under which something changed.
    #[serde(default)]
    within: String,
    /// Words of the document, of which the reader wants to know who wrote them.
    #[serde(default)]
    words: String,
    /// The moment after which it was, in milliseconds since 1970.
    #[serde(default)]
    since: u64,
}

impl Asked {
    /// The words of which the reader wants to know who wrote them, if there are some.
    pub(super) fn words(&self) -> Option<&str> {
        Some(self.words.trim()).filter(|words| !words.is_empty())
    }

    /// Whether a sitting is one of those that are asked for.
    pub(super) fn shows(&self, told: &Told) -> bool {
        let is_within = || told.step.changes.iter().any(|change| change.section == self.within);
        let is_since = self.since == 0 || told.step.to_ms > self.since;
        is_since && (self.by.is_empty() || told.step.author == self.by) && (self.within.is_empty() || is_within())
    }

    /// The form that asks for a part, and the answer to who wrote certain words.
    pub(super) fn form(&self, here: &str, steps: &[Told], decided: &[Found]) -> Markup {
        let mut people: Vec<(&str, String)> = Vec::new();
        let mut headings: Vec<&str> = Vec::new();
        for told in steps {
            // Where nobody signs in, an author may be unknown, and is not asked for.
            if !told.step.author.is_empty() && !people.iter().any(|(known, _)| *known == told.step.author) {
                people.push((told.step.author.as_str(), name_of(told)));
            }
            for change in &told.step.changes {
                if !headings.contains(&change.section.as_str()) {
                    headings.push(&change.section);
                }
            }
        }
        html! {
            div.part { div.stack {
                form.sift method="get" action=(here) {
                    label.label { "By" select.line name="by" {
                        option value="" { "Everybody" }
                        @for (author, name) in &people { option value=(author) selected[*author == self.by] { (name) } }
                    } }
                    label.label { "In" select.line name="within" {
                        option value="" { "Everything" }
                        @for heading in &headings { option value=(heading) selected[*heading == self.within] { (heading) } }
                    } }
                    label.label { "Who wrote these words?" input.line name="words" value=(self.words) dir="auto"; }
                    button.btn { "Show" }
                }
                @if self.since > 0 {
                    p { "Since " (parts::at_minute(self.since)) ". " a href=(here) { "Show all of it" } }
                }
                p.small.quiet { del { "struck" } " was removed, " ins { "underlined" } " is new" }
                @if self.words().is_some() { (self.answer(steps, decided)) }
            } }
        }
    }

    fn answer(&self, steps: &[Told], decided: &[Found]) -> Markup {
        let words = self.words().unwrap_or_default();
        html! {
            div.note role="status" {
                p.by { b { "Who wrote “" bdi { (words) } "”?" } }
                @match wrote(steps, words) {
                    Some((told, change)) => {
                        p {
                            bdi { (name_of(told)) } ", on " (parts::at_minute(told.step.to_ms)) ". "
                            a href=(format!("#s{}", told.step.seq)) { "See the sitting" }
                        }
                        @if !change.origin.is_empty() { p dir="auto" { (change.origin) } }
                    },
                    None => { p { "These words were not written in the latest sittings, or stand nowhere just so." } },
                }
                @for one in decided {
                    p dir="auto" {
                        "They also stand in a decision of " bdi { (one.title) } ", of " (long_day(&one.line.on)) ": "
                        a href=(format!("/d/{}#{}", one.doc, one.line.row)) { (one.line.words()) }
                    }
                }
            }
        }
    }
}

/// The names of those who sat.
pub(super) fn name_of(told: &Told) -> String {
    let names: Vec<String> = told.people().map(|(_, name)| name.to_owned()).collect();
    listed(&names)
}

/// The latest sitting after which certain words stood in the document that did not stand there before, and the part of the
/// document where they do.
fn wrote<'t>(steps: &'t [Told], words: &str) -> Option<(&'t Told, &'t Shown)> {
    let sought = spaced(words);
    let says = |text: String| spaced(&text).contains(&sought);
    let came = |change: &&Shown| change.said.iter().any(|said| says(said.after()) && !says(said.before()));
    let wrote = |told: &'t Told| told.step.changes.iter().find(came).map(|change| (told, change));
    steps.iter().find_map(wrote).filter(|_| !sought.is_empty())
}

/// Words with single spaces between them.
fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test that goes wrong should stop")]
mod tests {
    use muster_shared::past::Fate;
    use muster_shared::sheet::Place;

    use super::*;
    use crate::rooms::past::{Bit, Step, Words};

    fn told(author: &str, seq: i64, section: &str, words: Vec<Bit>) -> Told {
        let said = vec![Words { at: Place::on_sheet("mission"), label: String::new(), words }];
        let (section, part) = (section.to_owned(), section.to_owned());
        let origin = if section == "Metrics" { "A reading of the metric “Keys on time”." } else { "" };
        let changes = vec![Shown { section, part, row: None, origin: origin.to_owned(), fate: Fate::Changed, said }];
        let step = Step {
            author: author.to_owned(),
            authors: vec![author.to_owned()],
            brought: String::new(),
            from_ms: 0,
            to_ms: 0,
            n_edits: 1,
            before: seq - 1,
            seq,
            added: Vec::new(),
            removed: Vec::new(),
            n_places: 1,
            changes,
            is_cut: false,
        };
        Told { step, name: author.to_uppercase(), with: Vec::new() }
    }

    fn history() -> Vec<Told> {
        let [kept, gone, new] = [Bit::Kept, Bit::Gone, Bit::New].map(|bit| move |words: &str| bit(words.to_owned()));
        vec![
            told("mei", 3, "Mission", vec![kept("Keys on the day "), gone("they chose"), new("we promised")]),
            told("bo", 2, "Metrics", vec![new("85 %")]),
            told("ada", 1, "Mission", vec![new("Keys on the day they chose")]),
        ]
    }

    #[test]
    fn words_are_told_of_whoever_wrote_them_last_and_of_nobody_where_nobody_did() {
        let history = history();
        for (words, by) in [
            ("we promised", Some("mei")),
            ("the  day we\npromised", Some("mei")),
            ("they chose", Some("ada")),
            ("Keys on", Some("ada")),
            ("85 %", Some("bo")),
            ("never written", None),
            (" ", None),
        ] {
            assert_eq!(wrote(&history, words).map(|(told, _)| told.step.author.as_str()), by, "{words:?}");
        }
    }

    #[test]
    fn sittings_are_sifted_by_person_and_heading() {
        let history = history();
        for (by, within, seqs) in [
            ("", "", &[3, 2, 1][..]),
            ("mei", "", &[3]),
            ("", "Mission", &[3, 1]),
            ("bo", "Mission", &[]),
            ("nobody", "", &[]),
        ] {
            let asked = Asked { by: by.to_owned(), within: within.to_owned(), ..Asked::default() };
            let shown = history.iter().filter(|told| asked.shows(told)).map(|told| told.step.seq);
            assert_eq!(shown.collect::<Vec<_>>(), seqs, "{by} {within}");
        }
    }

    #[test]
    fn words_of_people_stand_in_the_form_as_words() {
        let asked = Asked { words: "<b>\"x".to_owned(), ..Asked::default() };
        let form = asked.form("/d/ours/history", &history(), &[]).into_string();
        assert!(form.contains("&lt;b&gt;&quot;x") && !form.contains("<b>\""), "{form}");
        assert!(form.contains("were not written in the latest sittings"), "{form}");
    }

    #[test]
    fn the_answer_says_where_the_words_came_from_where_the_document_says_it() {
        for (words, says) in [("85 %", true), ("we promised", false)] {
            let asked = Asked { words: words.to_owned(), ..Asked::default() };
            let form = asked.form("/d/ours/history", &history(), &[]).into_string();
            assert_eq!(form.contains("A reading of the metric “Keys on time”."), says, "{form}");
        }
    }

    #[test]
    fn whoever_is_unknown_is_not_asked_for_in_the_place_of_everybody() {
        let mut history = history();
        history.push(told("", 4, "Mission", Vec::new()));
        let form = Asked::default().form("/d/ours/history", &history, &[]).into_string();
        assert_eq!(form.matches("value=\"\" selected").count(), 0, "{form}");
        assert!(form.contains("Everybody") && form.contains("MEI"), "{form}");
    }
}
