//! The parts that several pages are made of.

use maud::{Markup, html};

use super::moment::{clock, day, iso, minute};

/// The mark of Muster.
pub(super) fn ring() -> Markup {
    html! {
        svg.ring viewBox="0 0 20 20" aria-hidden="true" {
            circle.yes cx="10" cy="10" r="8" pathLength="50" stroke-dasharray="7.6 2.4" {}
        }
    }
}

/// A part of a room, with its head at the side.
pub(super) fn part(id: &str, head: &str, text: &Markup) -> Markup {
    html! {
        section.part id=(id) aria-labelledby=(format!("{id}-head")) {
            div.side { h2 id=(format!("{id}-head")) { (head) } }
            div.stack { (text) }
        }
    }
}

/// Where a form says what came of it.
pub(super) fn outcome() -> Markup {
    html! {
        p.wrong data-wrong role="alert" hidden { span.i.i-risk aria-hidden="true" {} span {} }
        p.said.small data-said role="status" {}
    }
}

/// A moment to the day; the script writes it as its reader would.
pub(super) fn on_day(ms: u64) -> Markup {
    html! { time datetime=(iso(ms)) data-time="day" { (day(ms)) } }
}

/// A moment to the minute.
pub(super) fn at_minute(ms: u64) -> Markup {
    html! { time datetime=(iso(ms)) data-time="minute" { (minute(ms)) } }
}

/// The time of a moment within its day.
pub(super) fn at_clock(ms: u64) -> Markup {
    html! { time datetime=(iso(ms)) data-time="clock" { (clock(ms)) } }
}

/// A button that sends something and has a place of its own to say what came of it.
pub(super) struct Act<'a> {
    /// How and where: `DELETE /api/invites/i1`.
    pub(super) send: &'a str,
    /// The script's next step: `gone` takes the row away, `reload` shows the page anew.
    pub(super) then: &'a str,
    /// The word on the button.
    pub(super) word: &'a str,
    /// Which one is meant, for whoever does not see the row.
    pub(super) of: &'a str,
}

impl Act<'_> {
    pub(super) fn button(&self) -> Markup {
        html! {
            form.act data-send=(self.send) data-then=(self.then) {
                button.btn.word { (self.word) span.vh { " " (self.of) } }
                (outcome())
            }
        }
    }

    /// The same behind a question.
    pub(super) fn asked(&self, question: &str) -> Markup {
        html! {
            details.sure {
                summary { span.still { (self.word) span.vh { " " (self.of) } } span.instead { "Leave it" } }
                form data-send=(self.send) data-then=(self.then) {
                    p.small { (question) }
                    button.btn { (self.word) span.vh { " " (self.of) } }
                    (outcome())
                }
            }
        }
    }
}

/// A text that is shown once, with a button that copies it.
pub(super) fn once(label: &str) -> Markup {
    html! {
        div.once data-once hidden {
            label.label { (label) input.line data-value readonly; }
            button.btn type="button" data-copy { span.i.i-copy aria-hidden="true" {} "Copy" }
            p.small.quiet data-copied role="status" { "It is shown this once." }
        }
    }
}
