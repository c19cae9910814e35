//! A decision log as people read it: newest first, each decision with the one it stands in for, those that stand in for it,
//! and its outcomes.

use super::bet::{Bet, BetEnd};
use super::levels::Levels;
use super::readiness::Readiness;
use super::schema::*;
use crate::access::Author;
use crate::id::{DocId, RowId};
use crate::kinds::outline::newest_first;
use crate::order;
use crate::sheet::{Row, Sheet};

/// A decision log.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LogView {
    /// Decisions, the newest first.
    pub decisions: Vec<Decision>,
    /// Requests, the newest first.
    pub requests: Vec<Request>,
    /// Learnings, the newest first.
    pub learnings: Vec<Learning>,
    /// Bets, the newest first.
    pub bets: Vec<Bet>,
    /// The words of captain and leader about authority.
    pub levels: Levels,
    /// Whether the captain is ready for more, as both see it.
    pub readiness: Readiness,
    /// Words of the team beside signals, the newest first.
    pub annotations: Vec<Row>,
}

/// A decision.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// Its row.
    pub row: Row,
    /// The decision that it stands in for.
    pub instead_of: Option<Tie>,
    /// Decisions that stand in for this one, the newest first.
    pub followed_by: Vec<Tie>,
    /// Outcomes, the newest first.
    pub outcomes: Vec<Outcome>,
}

/// A decision that another one names, or is named by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tie {
    /// That decision's row.
    pub row: RowId,
    /// Whether the later one corrects or reverses the earlier one.
    pub how: How,
    /// That decision's choice.
    pub choice: String,
    /// Its day.
    pub on: String,
    /// Whether another decision stands in for that one in turn.
    pub is_followed: bool,
}

/// How a decision stands to the one that it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// The earlier one was written down wrongly.
    Corrects,
    /// The earlier one was decided otherwise.
    Reverses,
}

/// An outcome of a decision.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Its row.
    pub row: Row,
}

/// A request from one team to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Its row.
    pub row: Row,
    /// Answers, the newest first.
    pub answers: Vec<Answer>,
}

/// An answer to a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Its row.
    pub row: Row,
}

/// Something that was learned.
#[derive(Debug, Clone, PartialEq)]
pub struct Learning {
    /// Its row.
    pub row: Row,
}

/// Accessors of values by the names they have in the document.
macro_rules! values {
    ($of:ty: $($(#[$doc:meta])* $name:ident = $field:ident),+ $(,)?) => {
        impl $of {
            $($(#[$doc])* pub fn $name(&self) -> &str { self.row.value($field).words() })+
        }
    };
}

values! { Decision:
    /// The question, or a record's title.
    question = QUESTION,
    /// The choice.
    choice = CHOICE,
    /// The reasons.
    why = WHY,
    /// Options that were considered.
    considered = CONSIDERED,
    /// Advice that was taken.
    advice = ADVICE,
    /// The class of decisions.
    class = CLASS,
    /// How hard it is to undo.
    reversible = REVERSIBLE,
    /// The person who decided.
    decided_by = DECIDED_BY,
    /// The role in which they did.
    role = ROLE,
    /// The day of the decision.
    on = ON,
    /// The day to look at it again.
    look_again = LOOK_AGAIN,
    /// The file that the record came from.
    record = RECORD,
    /// The status that the record gives itself.
    status = STATUS,
}

values! { Outcome:
    /// The events since.
    happened = HAPPENED,
    /// The lesson.
    learned = LEARNED,
    /// Whether the same would be chosen again.
    again = AGAIN,
    /// The changes that the team would make.
    again_how = AGAIN_HOW,
    /// The day it was written.
    on = ON,
    /// The day to look at it once more.
    look_again = LOOK_AGAIN,
}

values! { Request:
    /// The team that asks.
    from = FROM,
    /// The team that is asked.
    to = TO,
    /// The need.
    need = NEED,
    /// The day by which it is needed.
    needed_by = NEEDED_BY,
    /// The day on which it was asked.
    on = ON,
}

values! { Answer:
    /// How the request stands from then on.
    state = STATE,
    /// The words of the answer.
    words = WORDS,
    /// The day of the answer.
    on = ON,
}

values! { Learning:
    /// The bet.
    bet = BET,
    /// The expectation.
    expected = EXPECTED,
    /// The events since.
    happened = HAPPENED,
    /// The lesson.
    learned = LEARNED,
    /// The job, metric or decision that it applies to.
    applies_to = APPLIES_TO,
    /// The day it was written.
    on = ON,
}

impl Learning {
    /// Whether its author brings it to the failure forum.
    pub fn is_offered(&self) -> bool {
        self.row.value(FORUM).words() == "yes"
    }
}

impl LogView {
    /// The view of a sheet. Rows that their makers took back are left out.
    pub fn of(sheet: &Sheet) -> Self {
        Self::with(sheet, |_, row| Some(row.proven_maker()))
    }

    /// The same where a row speaks for a side of the team's authority only if `speaks` says for whom, by its list and the row.
    pub fn with(sheet: &Sheet, speaks: impl Fn(&str, &Row) -> Option<Author>) -> Self {
        let decisions = newest(sheet, DECISIONS);
        let ties = Ties::of(&decisions);
        let outcomes = By::of(&newest(sheet, OUTCOMES), |row| row.value(DECISION).words());
        let answers = By::of(&newest(sheet, ANSWERS), |row| row.value(REQUEST).words());
        let decision = |row: &&Row| Decision {
            row: (*row).clone(),
            instead_of: ties.earlier(row).map(|earlier| ties.tie(earlier, row)),
            followed_by: ties.later(row).map(|later| ties.tie(later, later)).collect(),
            outcomes: outcomes.rows(row.id.as_str()).map(|row| Outcome { row: row.clone() }).collect(),
        };
        let request = |row: &Row| Request {
            row: row.clone(),
            answers: answers.rows(row.id.as_str()).map(|row| Answer { row: row.clone() }).collect(),
        };
        let learning = |row: &Row| Learning { row: row.clone() };
        let ends = By::of(&newest(sheet, BET_ENDS), |row| row.value(OF_BET).words());
        let bet = |row: &Row| Bet {
            row: row.clone(),
            ends: ends.rows(row.id.as_str()).map(|row| BetEnd { row: row.clone() }).collect(),
        };
        Self {
            decisions: decisions.iter().map(decision).collect(),
            requests: newest(sheet, REQUESTS).into_iter().map(request).collect(),
            learnings: newest(sheet, LEARNINGS).into_iter().map(learning).collect(),
            bets: newest(sheet, BETS).into_iter().map(bet).collect(),
            levels: Levels::with(sheet, &speaks),
            readiness: Readiness::with(sheet, |list, row| speaks(list, row).is_some()),
            annotations: newest(sheet, ANNOTATIONS).into_iter().cloned().collect(),
        }
    }

    /// The decision of this row.
    pub fn decision(&self, row: &RowId) -> Option<&Decision> {
        self.decisions.iter().find(|decision| decision.row.id == *row)
    }

    /// Decisions that are to be looked at again on the day `today` or before.
    pub fn due<'a>(&'a self, today: &'a str) -> impl Iterator<Item = &'a Decision> {
        self.decisions.iter().filter(move |decision| decision.due(today).is_some())
    }

    /// How many decisions were taken in the month of the day `today`.
    pub fn n_this_month(&self, today: &str) -> usize {
        let month = today.get(..7).unwrap_or(today);
        self.decisions.iter().filter(|decision| !month.is_empty() && decision.on().starts_with(month)).count()
    }
}

impl Decision {
    /// The review in which it was taken, and the item that it was about, as far as the decision says.
    pub fn taken_in(&self) -> Option<(DocId, Option<RowId>)> {
        let words = self.row.value(REVIEW).words();
        let (review, item) = words.split_once('/').unwrap_or((words, ""));
        Some((review.parse().ok()?, item.parse().ok()))
    }

    /// Whether no other decision stands in for this one.
    pub fn stands(&self) -> bool {
        self.followed_by.is_empty()
    }

    /// Every word of it that people read, and those of its outcomes.
    pub fn said(&self) -> String {
        let named = |field: &str| ![INSTEAD_OF, HOW, REVERSIBLE, ROLE, PROPOSED, DECISION, AGAIN].contains(&field);
        let rows = [&self.row].into_iter().chain(self.outcomes.iter().map(|outcome| &outcome.row));
        let values = rows.flat_map(|row| row.values.iter()).filter(|(field, _)| named(field));
        values.map(|(_, value)| value.words()).collect::<Vec<_>>().join(" ")
    }

    /// Reversals of this decision that nothing stands in for yet.
    pub fn open_reversals(&self) -> impl Iterator<Item = &Tie> {
        self.followed_by.iter().filter(|tie| tie.how == How::Reverses && !tie.is_followed)
    }

    /// Whether it was reversed more than once, so that somebody must say which reversal holds.
    pub fn is_contested(&self) -> bool {
        self.open_reversals().count() > 1
    }

    /// Whether somebody above the team took it.
    pub fn is_above(&self) -> bool {
        self.role() == "leader"
    }

    /// Whether it went up to a leader and came back as the team had proposed it.
    pub fn is_avoidable(&self) -> bool {
        self.is_above() && self.row.value(PROPOSED).words() == "the same"
    }

    /// The day on which it was to be looked at again, if that is `today` or before and nobody has.
    pub fn due(&self, today: &str) -> Option<&str> {
        let day = self.outcomes.first().map_or(self.look_again(), Outcome::look_again);
        Some(day).filter(|day| self.stands() && !day.is_empty() && *day <= today)
    }
}

impl Request {
    /// How it stands: the state of the latest answer, or `open`.
    pub fn state(&self) -> &str {
        let latest = self.answers.iter().map(Answer::state).find(|state| !state.is_empty());
        latest.unwrap_or("open")
    }

    /// Whether it waits for something still.
    pub fn is_open(&self) -> bool {
        matches!(self.state(), "open" | "escalated" | "yes")
    }

    /// Whether the day by which it was needed has passed, and nobody has answered.
    pub fn is_late(&self, today: &str) -> bool {
        self.state() == "open" && !self.needed_by().is_empty() && self.needed_by() < today
    }
}

/// The rows of a list, the newest first.
fn newest<'a>(sheet: &'a Sheet, list: &str) -> Vec<&'a Row> {
    newest_first(sheet.rows(list).collect(), ON)
}

/// Rows by a text of theirs; those of one text stay in their order.
struct By<'a>(Vec<(&'a str, &'a Row)>);

impl<'a> By<'a> {
    fn of(rows: &[&'a Row], text: impl Fn(&'a Row) -> &'a str) -> Self {
        let mut by: Vec<(&str, &Row)> = rows.iter().map(|row| (text(row), *row)).collect();
        order::sort_by_key(&mut by, |(text, _)| *text);
        Self(by)
    }

    fn rows(&self, text: &str) -> impl Iterator<Item = &'a Row> {
        let from = self.0.partition_point(|(of, _)| *of < text);
        self.0[from..].iter().take_while(move |(of, _)| *of == text).map(|(_, row)| *row)
    }
}

/// Which decision names which.
struct Ties<'a> {
    by_id: By<'a>,
    /// By the decision that each names.
    by_earlier: By<'a>,
}

impl<'a> Ties<'a> {
    /// Of decisions, the newest first.
    fn of(decisions: &[&'a Row]) -> Self {
        Self {
            by_id: By::of(decisions, |row| row.id.as_str()),
            by_earlier: By::of(decisions, |row| row.value(INSTEAD_OF).words()),
        }
    }

    /// The decision that a row names, if it is here. A row that names itself names nothing.
    fn earlier(&self, row: &Row) -> Option<&'a Row> {
        self.by_id.rows(row.value(INSTEAD_OF).words()).find(|earlier| earlier.id != row.id)
    }

    /// Decisions that name a row, the newest first.
    fn later(&self, row: &Row) -> impl Iterator<Item = &'a Row> {
        let own = row.id.clone();
        self.by_earlier.rows(row.id.as_str()).filter(move |later| later.id != own)
    }

    /// A decision that another one names, or is named by; `how` is the later one's word.
    fn tie(&self, to: &Row, later: &Row) -> Tie {
        Tie {
            row: to.id.clone(),
            how: if later.value(HOW).words() == "corrects" { How::Corrects } else { How::Reverses },
            choice: to.value(CHOICE).words().to_owned(),
            on: to.value(ON).words().to_owned(),
            is_followed: self.later(to).next().is_some(),
        }
    }
}
