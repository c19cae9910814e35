//! A vote with dots, on the items of the agenda or on the questions about one: opened and closed by whoever leads. Until it is
//! closed everybody sees their own dots alone; then all of them are there, with names.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::draft::Spent;
use muster_shared::kinds::review::{AT, BALLOT, BALLOTS, Ballot, CLOSES, DOTS, ITEM, QUESTIONS, TEXT, Tally};
use muster_shared::kinds::series;
use muster_shared::sheet::{Place, Value};

use super::kept::KeptIn;
use super::running::title_of;
use super::silent::{still_out, way_out};
use super::use_review::UseReview;
use crate::boxed::memo;
use crate::form::plain::{
    button, el, following, follows, heading, nothing, of_button, on, while_so, with, words, written,
};
use crate::told::{to_say, told};
use crate::words::{counted, listed};

/// The words for those who cannot vote.
const READS: &str = "You read here; those who take part vote.";
/// The most dots that somebody has.
const DOTS_MAX: f64 = 50.0;

/// The latest vote on the agenda, or on the questions about an item.
pub(super) fn vote(cx: UseReview, about: Option<StoredValue<RowId>>) -> AnyView {
    shown(cx, about, move |ballot| closed(cx, ballot), move |ballot| open(cx, ballot))
}

/// The latest vote. While it is open it stays as it is drawn, whatever comes to it: somebody may press in it just then.
fn shown(
    cx: UseReview,
    about: Option<StoredValue<RowId>>,
    closed: impl Fn(Ballot) -> AnyView + Copy + Send + 'static,
    open: impl Fn(Ballot) -> AnyView + Send + 'static,
) -> AnyView {
    let latest = memo(move || cx.ballot(about));
    let state = memo(move || {
        latest.with(|latest| latest.as_ref().map(|ballot| (ballot.row.id.clone(), ballot.closed_ms.is_some())))
    });
    following(move || match state.get() {
        Some((_, true)) => following(move || latest.get().map_or_else(nothing, closed)),
        Some((_, false)) => latest.get_untracked().map_or_else(nothing, &open),
        None => nothing(),
    })
}

/// The part of it that belongs to this person: their dots while it is open, and the question about dots that came too late to
/// go in by themselves.
pub(super) fn own_vote(cx: UseReview, about: Option<StoredValue<RowId>>) -> AnyView {
    let open = move |ballot: Ballot| {
        let parts = [head(cx, &ballot, each_has(&ballot)), choices(cx, ballot)];
        el("div", "silent", parts.into_iter().chain(way_out(cx, "Vote in Muster")).collect())
    };
    shown(cx, about, move |ballot| late(cx, StoredValue::new(ballot)), open)
}

/// For those who lead, the way to open a vote, where there is something to choose from and none is open.
pub(super) fn begin_vote(cx: UseReview, about: Option<StoredValue<RowId>>) -> AnyView {
    let may = memo(move || {
        let is_open = cx.ballot(about).is_some_and(|ballot| ballot.closed_ms.is_none());
        cx.form.can_edit.get() && !is_open && cx.n_choices(about) > 1
    });
    let says = if about.is_some() { "Vote on the questions" } else { "Vote on the items" };
    following(move || match may.get() {
        true => button("btn word no-print", says, move || cx.open_vote(about)),
        false => nothing(),
    })
}

impl UseReview {
    /// The open votes that somebody has before them who looks at an item: on the agenda, and on the questions about it.
    pub(super) fn open_votes(self, item: Option<RowId>) -> Vec<Ballot> {
        let of_item = item.and_then(|item| self.ballot(Some(StoredValue::new(item))));
        let all = [self.ballot(None), of_item].into_iter().flatten();
        all.filter(|ballot| ballot.closed_ms.is_none()).collect()
    }

    /// The latest vote on the agenda, or on the questions about an item.
    fn ballot(self, about: Option<StoredValue<RowId>>) -> Option<Ballot> {
        let about = about.map(|item| item.get_value());
        let is_it = |ballot: &Ballot| match (&about, ballot.about()) {
            (None, None) => true,
            (Some(item), Some(on)) => self.of_item(item, |item| item.is(on)).unwrap_or_default(),
            _ => false,
        };
        self.ballots.with(|ballots| ballots.iter().rfind(|ballot| is_it(ballot)).cloned())
    }

    fn n_choices(self, about: Option<StoredValue<RowId>>) -> usize {
        match about {
            None => self.view.with(|view| view.items.len()),
            Some(item) => item.with_value(|item| self.of_item(item, |item| item.questions.len())).unwrap_or_default(),
        }
    }

    /// Opens a vote. How many dots each has is settled then.
    fn open_vote(self, about: Option<StoredValue<RowId>>) {
        let dots = self.shown.series.value(&Place::on_sheet(series::DOTS)).with_untracked(|dots| dots.number());
        let dots = dots.unwrap_or(series::DOTS_USUAL).floor().clamp(1.0, DOTS_MAX);
        let about: Option<(&str, Value)> = about.map(|item| (ITEM, item.with_value(|item| item.as_str().into())));
        let values: Vec<(&str, Value)> = about.into_iter().chain([(DOTS, dots.into())]).collect();
        let _ = self.form.add(BALLOTS, &values);
    }

    fn close_vote(self, ballot: &RowId) {
        let values = [(BALLOT, ballot.as_str().into()), (AT, self.clock.stamp().into())];
        let _ = self.form.add(CLOSES, &values);
    }

    /// The words of something that is voted on.
    fn choice(self, ballot: &Ballot, row: &RowId) -> String {
        match ballot.about() {
            None => title_of(self, row),
            Some(_) => self.shown.review.row(QUESTIONS, row).with(|row| row.value(TEXT).words().to_owned()),
        }
    }
}

/// Dots to be seen; those who hear are told a number.
fn drawn(n: usize) -> AnyView {
    let dots: String = std::iter::repeat_n('●', n.min(DOTS_MAX as usize)).collect();
    with("span", "dots", vec![("aria-hidden", "true".to_owned())], vec![dots.into_any()])
}

/// The name of a vote.
pub(super) fn vote_name(ballot: &Ballot) -> &'static str {
    if ballot.about().is_some() { "Vote on the questions" } else { "Vote on the items" }
}

fn each_has(ballot: &Ballot) -> String {
    format!("{} each", counted(ballot.dots, "dot", "dots"))
}

fn head(cx: UseReview, ballot: &Ballot, says: String) -> AnyView {
    let head = heading(cx.form.level + 2, "h3", Vec::new(), vec![vote_name(ballot).into_any()]);
    el("div", "spread", vec![head, words("span", "small quiet", says)])
}

fn open(cx: UseReview, ballot: Ballot) -> AnyView {
    if cx.drafts.kept == KeptIn::Nowhere {
        return beside_the_frame(cx, ballot);
    }
    let id = StoredValue::new(ballot.row.id.clone());
    let head = head(cx, &ballot, each_has(&ballot));
    el("div", "silent", vec![head, choices(cx, ballot), end(cx, id)])
}

/// Another company's page has the dots in a frame, with the way to the end of the vote. Those who read have neither.
fn beside_the_frame(cx: UseReview, ballot: Ballot) -> AnyView {
    let ballot = StoredValue::new(ballot);
    following(move || match cx.say.can_edit.get() {
        true => nothing(),
        false => {
            let head = ballot.with_value(|ballot| head(cx, ballot, each_has(ballot)));
            el("div", "silent", vec![head, words("p", "small quiet", READS)])
        }
    })
}

/// The way to the end of a vote for those who lead, and how many dots are still out.
pub(super) fn end(cx: UseReview, ballot: StoredValue<RowId>) -> AnyView {
    let close = following(move || if cx.form.can_edit.get() { close(cx, ballot) } else { nothing() });
    el("div", "acts", vec![close, still_out(cx, ballot)])
}

fn choices(cx: UseReview, ballot: Ballot) -> AnyView {
    let ballot = StoredValue::new(ballot);
    let spent = memo(move || ballot.with_value(|ballot| cx.spent(ballot)));
    let refused = RwSignal::new(None::<String>);
    let rows = memo(move || cx.view.with(|view| ballot.with_value(|ballot| ballot.choices(view))));
    let may = memo(move || cx.say.can_edit.get() && cx.can_write_in_silence());
    let list = following(move || {
        let one = |row: RowId| choice(cx, ballot, spent, refused, may, row);
        el("ul", "ballot", rows.get().into_iter().map(one).collect())
    });
    let left = move || match (may.get(), ballot.with_value(|ballot| ballot.dots), spent.with(Spent::all)) {
        (false, ..) if !cx.say.can_edit.get() => READS.to_owned(),
        (false, ..) => "Your dots come as soon as the server answers.".to_owned(),
        (true, dots, given) => {
            format!("{} of {dots} left. Nobody sees your dots before the vote is closed.", dots.saturating_sub(given))
        }
    };
    let cut = following(move || spent.with(|spent| cut(cx, ballot, spent)));
    let wrong = following(move || refused.get().map_or_else(nothing, |why| words("p", "wrong", why)));
    let says = view! { <p class="small quiet" role="status" use:told=to_say(left)></p> }.into_any();
    el("div", "", vec![says, list, cut, wrong])
}

fn choice(
    cx: UseReview,
    ballot: StoredValue<Ballot>,
    spent: Memo<Spent>,
    refused: RwSignal<Option<String>>,
    may: Memo<bool>,
    row: RowId,
) -> AnyView {
    let (title, on_row) = (ballot.with_value(|ballot| cx.choice(ballot, &row)), row.clone());
    let mine = memo(move || spent.with(|spent| spent.on(on_row.as_str())));
    let press = move |more: bool, row: &RowId| {
        refused.set(ballot.with_value(|ballot| cx.give(&ballot.row.id, row, more)).err());
    };
    let (less, more, name) = (row.clone(), row, StoredValue::new(title.clone()));
    let [has_none, is_spent] = [
        memo(move || mine.get() == 0),
        memo(move || spent.with(Spent::all) >= ballot.with_value(|ballot| ballot.dots)),
    ];
    let steps = move || {
        let (less, more) = (less.clone(), more.clone());
        let [fewer, further] = [("−", "One dot less for"), ("+", "One dot more for")];
        let fewer = step(fewer, name, has_none, move || press(false, &less));
        let further = step(further, name, is_spent, move || press(true, &more));
        el("span", "acts no-print", vec![fewer, further])
    };
    let acts = while_so(move || may.get(), steps);
    let shown = following(move || {
        let n = mine.get();
        el("span", "mine", vec![drawn(n), words("span", "vh", counted(n, "dot of yours", "dots of yours"))])
    });
    el("li", "", vec![written("span", "ttl", &title), shown, acts])
}

/// A button that gives or takes one dot. One that just now does nothing stays where it is, so that no focus is lost.
fn step(
    (sign, says): (&'static str, &'static str),
    of: StoredValue<String>,
    is_off: Memo<bool>,
    mut press: impl FnMut() + 'static,
) -> AnyView {
    let label = [("aria-label", of.with_value(|of| format!("{says} {of}")))];
    let acts = vec![
        follows("aria-disabled", move || is_off.get().to_string()),
        on("click", move |_| {
            if !is_off.get_untracked() {
                press();
            }
        }),
    ];
    let attributes = of_button().into_iter().chain(label).collect();
    crate::form::plain::acting("button", "btn", attributes, acts, vec![sign.into_any()])
}

/// The dots that do not count, as two devices of one person gave more than there are.
fn cut(cx: UseReview, ballot: StoredValue<Ballot>, spent: &Spent) -> AnyView {
    if spent.cut.is_empty() {
        return nothing();
    }
    let one = |(to, n): &(String, usize)| {
        let title = to.parse().map(|row| ballot.with_value(|ballot| cx.choice(ballot, &row))).unwrap_or_default();
        format!("{} on {title}", counted(*n, "dot", "dots"))
    };
    let cut = listed(&spent.cut.iter().map(one).collect::<Vec<_>>());
    let all = ballot.with_value(|ballot| ballot.dots);
    words("p", "look small", format!("Your devices gave more than {all} dots. The latest count; {cut} do not."))
}

/// The way to the end of a vote, after one question: it cannot be taken back.
fn close(cx: UseReview, ballot: StoredValue<RowId>) -> AnyView {
    let is_asked = memo(move || cx.closing.with(|closing| closing.as_ref() == Some(&ballot.get_value())));
    let ask = move || cx.closing.set(Some(ballot.get_value()));
    following(move || match is_asked.get() {
        false => button("btn no-print", "Close the vote…", ask),
        true => {
            let acts = vec![
                button("btn strong", "Close it now", move || ballot.with_value(|ballot| cx.close_vote(ballot))),
                button("btn word", "Wait", move || cx.closing.set(None)),
            ];
            let says = words("p", "", "Everybody’s dots are shown, each with its name. It cannot be taken back.");
            let group = vec![("role", "group".to_owned()), ("aria-label", "Close the vote".to_owned())];
            with("div", "ask no-print", group, vec![says, el("div", "acts", acts)])
        }
    })
}

fn closed(cx: UseReview, ballot: Ballot) -> AnyView {
    let n = ballot.n_voters();
    let head = head(cx, &ballot, format!("{} gave dots", counted(n, "person", "people")));
    let choices = cx.view.with(|view| ballot.choices(view));
    let row = |tally: Tally| {
        let title = tally.of.parse().map(|row| cx.choice(&ballot, &row)).unwrap_or_default();
        let by = tally.by.iter().map(|(name, dots)| format!("{name} {dots}")).collect::<Vec<_>>();
        let dots = el("td", "n", vec![drawn(tally.dots), words("b", "", tally.dots.to_string())]);
        let what =
            with("th", "", vec![("scope", "row".to_owned()), ("dir", "auto".to_owned())], vec![title.into_any()]);
        el("tr", "", vec![what, dots, written("td", "by", &listed(&by))])
    };
    let rows: Vec<AnyView> = ballot.tallies(&choices).into_iter().map(row).collect();
    let column = |says: &'static str| with("th", "", vec![("scope", "col".to_owned())], vec![says.into_any()]);
    let heads = el("thead", "", vec![el("tr", "", vec![column("What"), column("Dots"), column("Whose")])]);
    let table = el("table", "tally", vec![heads, el("tbody", "", rows)]);
    let id = StoredValue::new(ballot.row.id.clone());
    el("div", "", vec![head, table, still_out(cx, id), late(cx, StoredValue::new(ballot))])
}

fn late(cx: UseReview, ballot: StoredValue<Ballot>) -> AnyView {
    let is_late = memo(move || cx.say.can_edit.get() && ballot.with_value(|ballot| cx.asks_about_dots(ballot)));
    while_so(move || is_late.get(), move || ask(cx, ballot))
}

/// Dots that were given in time and are not in the review: a tab that came after the end asks.
fn ask(cx: UseReview, ballot: StoredValue<Ballot>) -> AnyView {
    let n = ballot.with_value(|ballot| cx.spent(ballot).all());
    let says = format!("You gave {} before the vote was closed. Nobody else has seen them.", counted(n, "dot", "dots"));
    let put = button("btn strong", "Put mine in", move || ballot.with_value(|ballot| cx.put_in(&ballot.row.id)));
    el("div", "ask no-print", vec![words("p", "", says), el("div", "acts", vec![put])])
}
