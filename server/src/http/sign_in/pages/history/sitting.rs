//! One sitting of a history, in the look of the document: headings, rows and labels, with words struck and new.

use maud::{Markup, html};
use muster_shared::past::Fate;
use muster_shared::text::words::counted;

use super::super::parts;
use super::super::people::initials;
use super::Of;
use super::asked::name_of;
use crate::http::guard::url_encoded;
use crate::http::history::Told;
use crate::rooms::past::{Bit, Shown, Words};

/// As long as a clock shows the same.
const MINUTE_MS: u64 = 60_000;

/// A sitting: whose, when, and what the document said differently afterwards.
pub(super) fn sitting(of: &Of, told: &Told) -> Markup {
    let step = &told.step;
    let (id, head) = (format!("s{}", step.seq), format!("s{}-head", step.seq));
    html! {
        article.sitting id=(id) aria-labelledby=(head) tabindex="-1" {
            header {
                span.who aria-hidden="true" { (initials(&told.name)) }
                h3 id=(head) {
                    b { bdi { (name_of(told)) } } " "
                    span.small.quiet {
                        (parts::at_clock(step.from_ms))
                        @if step.to_ms / MINUTE_MS > step.from_ms / MINUTE_MS { " to " (parts::at_clock(step.to_ms)) }
                        ", " (counted(step.n_edits, "edit", "edits"))
                    }
                }
            }
            div.body {
                @if step.changes.is_empty() { p.small.quiet { "No visible change." } }
                @for (nth, change) in step.changes.iter().enumerate() {
                    @if is_new_heading(&step.changes, nth) { p.where { (heading(change)) } }
                    (one(of, step.before, change))
                }
                @if step.is_cut { p.small.quiet { "It changed more than is shown here." } }
                p.acts {
                    a.btn.word href=(format!("/d/{}/history/{}", of.doc, step.seq)) { "As it stood then" }
                    @if of.restores && !step.changes.is_empty() {
                        a.btn.word href=(of.restore(step.before, "")) { "Restore the document to before this…" }
                    }
                }
            }
        }
    }
}

/// Whether a change stands under another heading than the one before it.
fn is_new_heading(changes: &[Shown], nth: usize) -> bool {
    let place = |at: usize| changes.get(at).map(|change| (&change.section, &change.part));
    nth.checked_sub(1).is_none_or(|before| place(before) != place(nth))
}

fn heading(change: &Shown) -> String {
    if change.section == change.part { change.part.clone() } else { format!("{} · {}", change.section, change.part) }
}

fn one(of: &Of, before: i64, change: &Shown) -> Markup {
    let class = match change.fate {
        Fate::Came | Fate::Back => "was come",
        Fate::Gone => "was gone",
        Fate::Changed | Fate::Moved => "was",
    };
    let says = match (change.fate, &change.row) {
        (Fate::Came, Some(_)) => "New: ",
        (Fate::Back, Some(_)) => "Back again: ",
        (Fate::Gone, Some(_)) => "Removed: ",
        _ => "",
    };
    html! {
        div class=(class) {
            @if change.fate == Fate::Moved { p.small.quiet { "These rows stand in another order." } }
            @if let Some(row) = change.row.as_ref().filter(|_| !change.said.iter().any(|said| said.label.is_empty())) {
                p.name { span.vh { (says) } bdi { (row.name) } }
            }
            @for (nth, said) in change.said.iter().enumerate() {
                p.name[nth == 0 && said.label.is_empty() && change.row.is_some()] dir="auto" {
                    @if nth == 0 && said.label.is_empty() { span.vh { (says) } }
                    (words(said))
                }
            }
            (restore(of, before, change))
        }
    }
}

/// The words of a place; those that went are struck, those that came underlined, and who only hears them is told.
fn words(said: &Words) -> Markup {
    html! {
        @if !said.label.is_empty() { span.label { (said.label) ": " } }
        @for bit in &said.words {
            @match bit {
                Bit::Kept(words) => { (words) },
                Bit::Gone(words) => { span.vh { " gone: " } del { (words) } " " },
                Bit::New(words) => { span.vh { " new: " } ins { (words) } },
            }
        }
    }
}

/// The way to put back what a change took away or wrote over.
fn restore(of: &Of, before: i64, change: &Shown) -> Markup {
    let row = change.row.as_ref().filter(|row| of.restores_rows_of(&row.list));
    let at = match (row, change.fate) {
        (_, Fate::Came) => None,
        (Some(row), Fate::Gone) => Some((format!("&list={}&row={}", row.list, row.row), "Bring the row back…")),
        (Some(row), _) => Some((format!("&list={}&row={}", row.list, row.row), "Restore this row…")),
        (None, _) if of.restores && change.row.is_none() => {
            Some((format!("&section={}", url_encoded(&change.section)), "Restore this section…"))
        }
        (None, _) => None,
    };
    html! {
        @if let Some((scope, label)) = at {
            p.acts { a.btn.word href=(of.restore(before, &scope)) { (label) } }
        }
    }
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test that goes wrong should stop")]
mod tests {
    use muster_shared::kinds::charter;
    use muster_shared::past::OfRow;
    use muster_shared::sheet::Place;

    use super::*;

    fn of(restores: bool) -> Of {
        Of { doc: "ours".parse().expect("an id"), kind: Some(charter::KIND), restores }
    }

    fn change(list: Option<&str>, fate: Fate) -> Shown {
        let row = list.map(|list| OfRow {
            list: list.to_owned(),
            row: "a".parse().expect("an id"),
            name: "Key <desk>".to_owned(),
        });
        let words = vec![Bit::Kept("uses ".to_owned()), Bit::Gone("old".to_owned()), Bit::New("<new>".to_owned())];
        let said = vec![Words { at: Place::on_sheet("x"), label: "Due".to_owned(), words }];
        let origin = String::new();
        Shown { section: "How we decide".to_owned(), part: "We decide".to_owned(), row, origin, fate, said }
    }

    #[test]
    fn a_change_shows_struck_and_new_words_as_words_and_says_them_to_those_who_listen() {
        let page = one(&of(false), 4, &change(Some("decide"), Fate::Changed)).into_string();
        for part in
            ["Key &lt;desk&gt;", "Due: ", "uses ", "<del>old</del>", "<ins>&lt;new&gt;</ins>", "gone: ", "new: "]
        {
            assert!(page.contains(part), "{part} in {page}");
        }
        assert!(!page.contains("restore="), "{page}");
    }

    #[test]
    fn an_editor_is_led_to_putting_back_a_row_or_a_section_and_not_what_is_somebodys_own() {
        for (list, fate, way) in [
            (Some("decide"), Fate::Changed, Some("/d/ours?restore=4&amp;list=decide&amp;row=a")),
            (Some("decide"), Fate::Gone, Some("Bring the row back")),
            (Some("decide"), Fate::Came, None),
            (Some("readings"), Fate::Gone, None),
            (None, Fate::Changed, Some("/d/ours?restore=4&amp;section=How%20we%20decide")),
        ] {
            let page = one(&of(true), 4, &change(list, fate)).into_string();
            match way {
                Some(way) => assert!(page.contains(way), "{way} in {page}"),
                None => assert!(!page.contains("restore="), "{page}"),
            }
        }
    }

    #[test]
    fn a_heading_is_said_once_for_all_that_stands_under_it() {
        let [a, b] = [change(None, Fate::Changed), change(Some("decide"), Fate::Changed)];
        let other = Shown { part: "We tell".to_owned(), ..b.clone() };
        let changes = [a, b, other];
        assert_eq!([0, 1, 2].map(|nth| is_new_heading(&changes, nth)), [true, false, true]);
        assert_eq!(heading(&changes[2]), "How we decide · We tell");
    }
}
