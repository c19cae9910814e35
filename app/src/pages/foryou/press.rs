//! The one press that settles a thing: an edit of the document in which it is settled, which needs no connection.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::asks::{Ask, Sort};
use muster_shared::for_you::ForYou;
use muster_shared::id::{DocId, RowId};
use muster_shared::kinds::{Kind, companion, log, review, strategy, talk};
use muster_shared::order::gather;
use muster_shared::sheet::{Edit, Place, Value};
use muster_shared::text::words::{day_number, days_later};

use super::UseForYou;
use crate::browser::{pause, today};
use crate::live::{LiveDoc, Phase, linger};
use crate::pages::open;
use crate::pages::router::find;
use crate::words::short_day;

/// A document is given so many steps of so many milliseconds to open.
const STEPS: u32 = 100;
const STEP_MS: i32 = 100;
/// The sentence where a document cannot be opened.
pub(super) const AWAY: &str = "It is not on this device, and the server does not answer. Nothing has changed.";
/// The fewest days that somebody who will do something has for it.
const DAYS_MIN: i64 = 4;

/// A thing that was settled here.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Settled {
    sort: Sort,
    doc: DocId,
    row: Option<RowId>,
    /// The sentence on what became of it.
    pub(super) says: String,
    /// The edit that takes it back, where one press can.
    pub(super) undo: Option<Edit>,
}

impl Settled {
    /// Whether this is the thing.
    pub(super) fn is(&self, ask: &Ask) -> bool {
        (self.sort, &self.doc, &self.row) == (ask.sort, &ask.doc, &ask.row)
    }

    /// Whether the server still tells of it.
    pub(super) fn is_still_told(&self, told: &ForYou) -> bool {
        told.asks.iter().any(|ask| self.is(ask))
    }
}

/// An answer to advice, or to a pitch.
#[derive(Clone)]
pub(super) enum Answer {
    /// It will be done by a day.
    WillDo(String),
    /// It was heard, and is not done now, for a reason.
    NotNow(String),
    /// It was done.
    Done,
}

/// The day that is offered first: a Friday, some days off.
pub(super) fn a_friday(today: &str) -> String {
    // 1970 began on a Thursday, four days after a Sunday.
    let weekday =
        day_number(today).zip(day_number("1970-01-01")).map_or(0, |(now, then)| (now - then + 4).rem_euclid(7));
    let days = (5 - weekday).rem_euclid(7);
    days_later(today, if days < DAYS_MIN { days + 7 } else { days })
}

/// The edits by which a thing is settled at once, and what has become of it then; nothing where it takes more than a press.
pub(super) fn at_once(ask: &Ask) -> Option<(Vec<Edit>, String)> {
    let row = ask.row.clone()?;
    match ask.sort {
        Sort::Action => {
            let at = Place::in_row(review::ACTIONS, &row, review::DONE);
            Some((vec![Edit::Set { at, to: true.into() }], "Done.".to_owned()))
        }
        Sort::Promise => answer(ask, &Answer::Done),
        Sort::Advice => answer(ask, &Answer::WillDo(a_friday(&today()))),
        Sort::Pitch => answer_pitch(ask, "yes", ""),
        Sort::Owed => {
            let said = [(log::REQUEST, row.to_string()), (log::STATE, "done".to_owned()), (log::ON, today())];
            Some((vec![add(log::ANSWERS, Vec::new(), &said)], "Done. The other team sees it in the log.".to_owned()))
        }
        Sort::Agreement => {
            let changed = ask.changed.as_ref().filter(|changed| changed.agreed)?;
            let said = [(talk::ON, changed.section.clone()), (talk::STAND, "agree".to_owned())];
            let signed = add(talk::AGREEMENTS, vec![(talk::SEEN.to_owned(), changed.words.clone())], &said);
            let before = Edit::Archive { list: talk::AGREEMENTS.to_owned(), row };
            Some((vec![signed, before], "Agreed, to the words that stand here.".to_owned()))
        }
        _ => None,
    }
}

/// The same for an answer to advice, or to a pitch.
pub(super) fn answer(ask: &Ask, answer: &Answer) -> Option<(Vec<Edit>, String)> {
    if let (Sort::Pitch, Answer::NotNow(why)) = (ask.sort, answer) {
        return answer_pitch(ask, "not now", why);
    }
    let to = (review::TO, ask.row.as_ref()?.to_string());
    let ending = |ending: &str| (review::ENDING, ending.to_owned());
    let (said, says) = match answer {
        Answer::WillDo(day) => (
            vec![to, ending("will do"), (review::BY, day.clone())],
            format!("Answered: will do by {}.", short_day(day, &today())),
        ),
        Answer::NotNow(why) => {
            (vec![to, ending("not now"), (review::REASON, why.clone())], "Answered: heard, not now.".to_owned())
        }
        Answer::Done => (vec![to, ending("done")], "Done.".to_owned()),
    };
    Some((vec![add(review::ANSWERS, Vec::new(), &said)], says))
}

/// The edits by which a pitch is answered.
fn answer_pitch(ask: &Ask, state: &str, words: &str) -> Option<(Vec<Edit>, String)> {
    let mut said = vec![
        (strategy::PITCH, ask.row.as_ref()?.to_string()),
        (strategy::STATE, state.to_owned()),
        (strategy::ON, today()),
    ];
    said.extend((!words.is_empty()).then(|| (strategy::WORDS, words.to_owned())));
    let reads = strategy::STATE_WORDS.iter().find(|(word, _)| *word == state).map_or("", |(_, reads)| *reads);
    Some((vec![add(strategy::ANSWERS, Vec::new(), &said)], format!("Answered: {reads}.")))
}

/// The kind of the document in which a thing is settled by a press.
fn kind_of(ask: &Ask) -> Option<Kind> {
    if ask.sort == Sort::Pitch { Some(strategy::KIND) } else { companion(&ask.doc).map(|(kind, _)| kind) }
}

fn add(list: &str, texts: Vec<(String, String)>, said: &[(&str, String)]) -> Edit {
    let values = gather(said.iter().map(|(name, words)| ((*name).to_owned(), Value::from(words.clone()))));
    Edit::Add { list: list.to_owned(), after: None, texts, values }
}

/// The edit that takes one back which added a row, or said that an action is done.
fn undo_of(edit: &Edit, made: Option<RowId>) -> Option<Edit> {
    match (edit, made) {
        (Edit::Add { list, .. }, Some(row)) => Some(Edit::Archive { list: list.clone(), row }),
        (Edit::Set { at, .. }, _) => Some(Edit::Set { at: at.clone(), to: false.into() }),
        _ => None,
    }
}

impl UseForYou {
    /// Settles a thing by edits; `wrong` is told what goes wrong.
    pub(super) fn settle(self, ask: Ask, (edits, says): (Vec<Edit>, String), wrong: RwSignal<String>) {
        spawn_local(async move {
            match edited(&ask, &edits).await {
                Ok(made) => {
                    let undo = edits.first().filter(|_| edits.len() == 1).and_then(|edit| undo_of(edit, made));
                    self.note_settled(&ask, says, undo).await;
                }
                Err(why) => drop(wrong.try_set(why)),
            }
        });
    }

    /// Says that a thing is settled, and keeps it so.
    pub(super) async fn note_settled(self, ask: &Ask, says: String, undo: Option<Edit>) {
        self.shell.say(says.clone());
        let Ask { sort, doc, row, .. } = ask.clone();
        self.settled.try_update(|all| all.push(Settled { sort, doc, row, says, undo }));
        self.keep();
        stay(ask).await;
    }

    /// Takes back what was settled here.
    pub(super) fn take_back(self, ask: Ask, undo: Edit, wrong: RwSignal<String>) {
        spawn_local(async move {
            match edited(&ask, &[undo]).await {
                Ok(_) => {
                    self.settled.try_update(|all| all.retain(|one| !one.is(&ask)));
                    self.keep();
                    stay(&ask).await;
                }
                Err(why) => drop(wrong.try_set(why)),
            }
        });
    }
}

/// Makes edits in a document that this page need not show. Answers the row that the first one added.
async fn edited(ask: &Ask, edits: &[Edit]) -> Result<Option<RowId>, String> {
    let kind = kind_of(ask).ok_or("This is settled on its own page.")?;
    let opened = open::take(&ask.doc, kind, None);
    let live = opened.live();
    if !is_ready(live).await {
        return Err(AWAY.to_owned());
    }
    let mut made = Vec::new();
    for edit in edits {
        made.push(live.edit(edit).map_err(|error| error.to_string())?);
    }
    spawn_local(linger(opened, |live| live.status.with_untracked(open::is_settled)));
    Ok(made.into_iter().next().flatten())
}

/// Waits for a document to open; whether it did.
pub(crate) async fn is_ready(live: LiveDoc) -> bool {
    for _ in 0..STEPS {
        match live.phase.get_untracked() {
            Phase::Opening => pause(STEP_MS).await,
            Phase::Ready => return true,
            Phase::Closed(_) => return false,
        }
    }
    false
}

/// The name of a thing's row in the page.
pub(super) fn name_of(ask: &Ask) -> String {
    let row = ask.row.as_ref().map(ToString::to_string).unwrap_or_default();
    format!("{:?} {} {row}", ask.sort, ask.doc)
}

/// Keeps the focus in the row of a thing whose button has just gone.
async fn stay(ask: &Ask) {
    pause(0).await;
    if let Some(row) = find(&format!("[data-ask='{}']", name_of(ask))) {
        let _ = row.focus();
    }
}
