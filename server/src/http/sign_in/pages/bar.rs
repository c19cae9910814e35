//! The bar above the pages that the server writes: as the app has it, so that nobody sees where one ends and the other begins.

use maud::{Markup, html};

use super::parts::ring;
use super::people::initials;
use crate::people::person::Person;

/// The id of the card behind the initials.
const CARD: &str = "me";

/// The way to a page: the pages that it stands below, each with its address, then its own name and address.
#[derive(Clone, Copy)]
pub(super) struct Way<'w> {
    pub(super) below: &'w [(&'w str, &'w str)],
    pub(super) name: &'w str,
    pub(super) here: &'w str,
}

/// The bar of a page.
pub(super) fn bar(person: Option<&Person>, way: Way<'_>) -> Markup {
    html! {
        header.bar {
            a.home href="/" aria-label="Muster, all teams" { (ring()) }
            nav.crumbs aria-label="Where you are" {
                ol {
                    li { a href="/" { "All teams" } }
                    @for (address, name) in way.below { li { a href=(address) dir="auto" { (name) } } }
                    li aria-current="page" dir="auto" { (way.name) }
                }
            }
            a.to-reviews href="/reviews" { "Reviews" }
            a.find href="/#find" data-find {
                span.i.i-find aria-hidden="true" {}
                span.find-word { "Find" }
                kbd aria-hidden="true" data-find-keys { "Ctrl K" }
            }
            @if let Some(person) = person { (chip(&person.name, way.here)) }
        }
    }
}

/// The person's initials, and behind them their name and the ways to what is theirs.
fn chip(name: &str, here: &str) -> Markup {
    let letters = initials(name);
    let link = |path: &str, word: &str| {
        let current = (path == here).then_some("page");
        html! { li { a href=(path) aria-current=[current] { (word) } } }
    };
    html! {
        button.who.me type="button" popovertarget=(CARD) aria-haspopup="dialog" aria-label=(format!("{letters}, you, {name}")) { (letters) }
        div.me-card id=(CARD) popover="auto" role="dialog" aria-label="You" {
            p dir="auto" { b { (name) } }
            ul.ways-on {
                (link("/account", "Your account"))
                (link("/people", "People"))
                (link("/account#sign-out", "Sign out"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use muster_shared::access::Rank;

    use super::*;

    fn person(name: &str) -> Person {
        Person { id: "mei".to_owned(), name: name.to_owned(), email: None, rank: Rank::Member, created_ms: 0 }
    }

    #[test]
    fn the_bar_says_where_somebody_is_and_who_they_are_and_what_they_are_called_is_no_markup() {
        let mei = person("Mei <Harada>");
        let shown = bar(Some(&mei), Way { below: &[], name: "People", here: "/people" }).into_string();
        for has in [
            r#"<li aria-current="page" dir="auto">People</li>"#,
            r#"href="/people" aria-current="page""#,
            r#"<a href="/account">Your account</a>"#,
            r#"href="/#find""#,
            r#"href="/reviews""#,
            "Mei &lt;Harada&gt;",
        ] {
            assert!(shown.contains(has), "{has} is missing in {shown}");
        }
        assert_eq!(shown.matches(r#"aria-current="page""#).count(), 2);
        assert!(!shown.contains("style="), "a policy forbids it");
    }

    #[test]
    fn where_nobody_signs_in_nobody_has_a_chip() {
        let way = Way { below: &[("/d/ledger", "Ledger")], name: "History", here: "/d/ledger/history" };
        let shown = bar(None, way).into_string();
        assert!(!shown.contains("popover") && !shown.contains("Sign out"), "{shown}");
    }

    #[test]
    fn a_page_about_a_document_stands_below_it() {
        let way = Way { below: &[("/d/ledger", "Ledger & Co")], name: "History", here: "/d/ledger/history" };
        let shown = bar(None, way).into_string();
        let crumbs = concat!(
            r#"<li><a href="/">All teams</a></li><li><a href="/d/ledger" dir="auto">Ledger &amp; Co</a></li>"#,
            r#"<li aria-current="page" dir="auto">History</li>"#
        );
        assert!(shown.contains(crumbs), "{shown}");
    }
}
