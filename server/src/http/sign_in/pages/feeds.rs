//! A person's feed addresses, as the person sees them.

use maud::{Markup, html};
use muster_shared::id::DocId;

use super::parts::{self, Act, at_minute, on_day};
use crate::people::feed::{Address, FEED_NAME_CHARS_MAX, Feed};

/// The addresses there are, and a way to make one. `series` are those that the person may read.
pub(super) fn list(feeds: &[Feed], series: &[(DocId, String)]) -> Markup {
    html! {
        p { "A calendar program asks at an address of yours for the dates of your reviews, and a feed reader for " a href="/digest" { "your week" }
            ". The address is a key: whoever has it reads what you would there, and nothing else." }
        @if !feeds.is_empty() { ul.list { @for feed in feeds { li { (row(feed, series)) } } } }
        form.inline data-send="POST /api/me/feeds" data-then="once" {
            label.label { "Which program" input.line name="name" required maxlength=(FEED_NAME_CHARS_MAX) placeholder="My phone"; }
            label.label { "What it reads"
                select.line name="address" {
                    option value=(Address::Mine) { "All my reviews" }
                    option value=(Address::Digest) { "My week, as an Atom feed" }
                    @for (id, name) in series {
                        option value=(Address::Series(id.clone())) { (called(name)) }
                    }
                }
            }
            button.btn { "Make an address" }
            (parts::outcome())
            (parts::once("Put it into the program, and nowhere else."))
        }
    }
}

fn called(name: &str) -> &str {
    if name.trim().is_empty() { "A series without a name" } else { name }
}

fn row(feed: &Feed, series: &[(DocId, String)]) -> Markup {
    let act =
        Act { send: &format!("DELETE /api/me/feeds/{}", feed.id), then: "gone", word: "Withdraw", of: &feed.name };
    html! {
        div { b { bdi { (feed.name) } } " " span.quiet { (what(&feed.address, series)) }
            p.small.quiet { "Made " (on_day(feed.created_ms)) ". "
                @match feed.used_ms {
                    Some(used_ms) => { "Last read " (at_minute(used_ms)) "." }
                    None => { "Nothing has read it yet." }
                }
                @if feed.expired { " It was not read for half a year, and tells nothing any more." }
            } }
        (act.asked("The program learns nothing more from then on."))
    }
}

/// A series by its name of now; one that the person may read no more goes without.
fn what(address: &Address, series: &[(DocId, String)]) -> String {
    match address {
        Address::Mine => "all my reviews".to_owned(),
        Address::Digest => "my week".to_owned(),
        Address::Series(of) => {
            let name = series.iter().find(|(id, _)| id == of).map(|(_, name)| called(name));
            name.map_or_else(|| "a series that is not for you any more".to_owned(), ToOwned::to_owned)
        }
    }
}
