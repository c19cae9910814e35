//! Signals of alignment: how often something happened, week by week, against the team's own past eight weeks. Nothing is
//! held against other teams, and under five events there is no line to read anything into.

use super::schema::SIGNAL_WORDS;
use super::view::{Decision, LogView};
use crate::id::{DocId, RowId};
use crate::text::words::{counted, day_number};

/// The weeks that are shown, the one of today among them.
const WEEKS: usize = 8;
/// The fewest events of which a line is drawn.
const EVENTS_MIN: usize = 5;
/// The number of some Monday.
const A_MONDAY: &str = "2026-11-30";

/// A signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// Decisions that were taken above the team in a class that was the team's.
    PulledUp,
    /// Decisions that went up to a leader and came back as the team had proposed them.
    Avoidable,
    /// Requests that had to go up to a leader.
    Escalated,
    /// Advice to the team that was worded as an order.
    Orders,
    /// Meetings in which the team had an item.
    Meetings,
    /// The time that all who were there spent in those meetings, taken together.
    Hours,
    /// Times that somebody of the team heard customers.
    Customers,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The day.
    pub on: String,
    /// The document it stands in; none where it is the log itself.
    pub doc: Option<DocId>,
    /// The row.
    pub row: Option<RowId>,
    /// A few words on what it is.
    pub says: String,
    /// How much it counts for: 1, and with [`Sign::Hours`] the minutes of all who were there.
    pub counts: usize,
}

/// A signal over eight weeks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trend {
    /// The signal.
    pub signal: Sign,
    /// The sum of what the events of each week count for, that of today last.
    pub weeks: [usize; WEEKS],
    /// The events, the newest first.
    pub events: Vec<Event>,
}

impl Sign {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::PulledUp, Self::Avoidable, Self::Escalated, Self::Orders, Self::Meetings, Self::Hours, Self::Customers];

    /// The word for it in a document.
    pub const fn word(self) -> &'static str {
        SIGNAL_WORDS[self as usize]
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::PulledUp => "Decisions pulled up",
            Self::Avoidable => "Went up and came back unchanged",
            Self::Escalated => "Requests that had to go up",
            Self::Orders => "Advice worded as an order",
            Self::Meetings => "Meetings",
            Self::Hours => "Hours in meetings",
            Self::Customers => "Times with customers",
        }
    }

    /// How it is counted.
    pub fn counted(self) -> &'static str {
        match self {
            Self::PulledUp => {
                "Decisions that a leader took in a class for which 5 Advise or more was agreed on the day of the decision."
            }
            Self::Avoidable => {
                "Decisions that a leader took, of which the log says that the team had proposed the same. They could have stayed here."
            }
            Self::Escalated => "Requests in this log that were answered with: gone up to a leader.",
            Self::Orders => {
                "Advice on the team’s items in reviews, with words such as “you must” or “this has to”. Questions and quoted words do not count. Only reviews are read that are for the whole workspace, so that captain and leader see the same."
            }
            Self::Meetings => {
                "Reviews that have begun and have an item of the team. Only reviews are read that are for the whole workspace, so that captain and leader see the same."
            }
            Self::Hours => {
                "The meetings above: the planned length of each, times the people who were there, as the review records it. A review that records nobody counts no hours. It is one sum for everybody, whatever their team, and says nothing of any one person."
            }
            Self::Customers => {
                "Notes under “Heard from customers” in the charter, and the team’s items on customer insight in the meetings above, each once. A team that hears customers often and meets seldom needs no help; one that meets often and hears nobody may."
            }
        }
    }

    /// A sum of what events count for, as a number for people: hours have one digit behind the point at most.
    pub fn amount(self, counts: usize) -> String {
        let tenths = (counts + 3) / 6;
        match self {
            Self::Hours if tenths.is_multiple_of(10) => (tenths / 10).to_string(),
            Self::Hours => format!("{}.{}", tenths / 10, tenths % 10),
            _ => counts.to_string(),
        }
    }

    /// The words behind such a number.
    pub fn unit(self) -> &'static str {
        if self == Self::Hours { " hours" } else { "" }
    }
}

/// The number of the week that a day lies in, counted from Monday to Sunday; the week of today is the last.
pub fn week_of(day: &str, today: &str) -> Option<usize> {
    let monday = day_number(A_MONDAY)?;
    let week = |day: &str| day_number(day).map(|day| (day - monday).div_euclid(7));
    let ago = week(today)? - week(day)?;
    let is_past = day <= today;
    usize::try_from(ago).ok().filter(|ago| is_past && *ago < WEEKS).map(|ago| WEEKS - 1 - ago)
}

impl Trend {
    /// A signal of events on whatever days; those of other weeks are left out.
    pub fn of(signal: Sign, events: impl IntoIterator<Item = Event>, today: &str) -> Self {
        let (mut weeks, mut kept) = ([0; WEEKS], Vec::new());
        for event in events {
            if let Some(week) = week_of(&event.on, today) {
                weeks[week] += event.counts;
                kept.push(event);
            }
        }
        crate::order::sort_by(&mut kept, |one, other| other.on.cmp(&one.on));
        Self { signal, weeks, events: kept }
    }

    /// The number of events in all weeks.
    pub fn n(&self) -> usize {
        self.events.len()
    }

    /// The sum of what the events of this week count for.
    pub fn now(&self) -> usize {
        self.weeks[WEEKS - 1]
    }

    /// Whether there is enough of it for a line.
    pub fn is_drawn(&self) -> bool {
        self.n() >= EVENTS_MIN
    }

    /// How it stands against the weeks before, in a sentence.
    pub fn says(&self) -> String {
        let before: usize = self.weeks[..WEEKS - 1].iter().sum();
        let (signal, unit) = (self.signal, self.signal.unit());
        match (self.n(), self.now()) {
            (0, _) if signal == Sign::Hours => "No review of eight weeks says who was there.".to_owned(),
            (0, _) => "None in eight weeks.".to_owned(),
            (n, _) if !self.is_drawn() => {
                let whole: usize = self.weeks.iter().sum();
                let of = if signal == Sign::Hours {
                    format!(" in {}", counted(n, "meeting", "meetings"))
                } else {
                    String::new()
                };
                format!("{}{unit}{of} in eight weeks. A line is drawn from {EVENTS_MIN}.", signal.amount(whole))
            }
            (_, now) => {
                // Compared without a fraction: seven weeks of this one's number against the sum of the seven.
                let against = match (now * (WEEKS - 1)).cmp(&before) {
                    std::cmp::Ordering::Greater => "More than",
                    std::cmp::Ordering::Less => "Fewer than",
                    std::cmp::Ordering::Equal => "As many as",
                };
                let (now, before) = (signal.amount(now), signal.amount(before));
                format!("{against} usual: {now}{unit} this week, {before} in the seven weeks before.")
            }
        }
    }

    /// How many hours it is, in the few words of a table.
    pub fn in_short(&self) -> String {
        let whole: usize = self.weeks.iter().sum();
        match self.n() {
            0 => "none".to_owned(),
            _ if self.is_drawn() => self.says(),
            n => {
                format!("{}{} in {}", self.signal.amount(whole), self.signal.unit(), counted(n, "meeting", "meetings"))
            }
        }
    }

    /// The line in words, for those who do not see it.
    pub fn described(&self) -> String {
        let weeks = self.weeks.iter().map(|counts| self.signal.amount(*counts)).collect::<Vec<_>>().join(", ");
        let events = counted(self.n(), "event", "events");
        format!("{} a week, eight weeks: {weeks}. {events}.", self.signal.name())
    }
}

impl LogView {
    /// The signals that the log knows by itself.
    pub fn own_trends(&self, today: &str) -> [Trend; 3] {
        let event = |one: &Decision| Event {
            on: one.on().to_owned(),
            doc: None,
            row: Some(one.row.id.clone()),
            says: one.question().to_owned(),
            counts: 1,
        };
        let avoidable = self.avoidable().map(event);
        let escalated = self.requests.iter().flat_map(|request| {
            // A request goes up once, however often somebody writes so.
            let first = request.answers.iter().rev().find(|answer| answer.state() == "escalated");
            first.map(|answer| Event {
                on: answer.on().to_owned(),
                doc: None,
                row: Some(request.row.id.clone()),
                says: request.need().to_owned(),
                counts: 1,
            })
        });
        [
            Trend::of(Sign::PulledUp, self.pulled_up().map(event), today),
            Trend::of(Sign::Avoidable, avoidable, today),
            Trend::of(Sign::Escalated, escalated, today),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::super::schema::PLACE;
    use super::*;

    #[test]
    fn the_signals_are_those_that_a_document_has_words_for() {
        let signals = SIGNAL_WORDS.iter().filter(|word| **word != PLACE).copied();
        assert_eq!(Sign::ALL.map(Sign::word).to_vec(), signals.collect::<Vec<_>>());
    }

    #[test]
    fn v15_a_week_goes_from_monday_to_sunday_and_the_week_of_today_is_the_last_of_eight() {
        // The 29th of November 2026 is a Sunday.
        for (day, today, week) in [
            ("2026-11-29", "2026-11-29", Some(7)),
            ("2026-11-23", "2026-11-29", Some(7)),
            ("2026-11-22", "2026-11-29", Some(6)),
            ("2026-10-05", "2026-11-29", Some(0)),
            ("2026-10-04", "2026-11-29", None),
            ("2026-11-30", "2026-11-29", None),
            ("2026-11-29", "2026-11-30", Some(6)),
            ("2025-12-31", "2026-01-01", Some(7)),
            ("", "2026-11-29", None),
        ] {
            assert_eq!(week_of(day, today), week, "{day} on {today}");
        }
    }

    #[test]
    fn v15_under_five_events_no_line_is_drawn_and_a_trend_is_held_against_the_teams_own_weeks() {
        let event = |on: &str| Event { on: on.to_owned(), doc: None, row: None, says: String::new(), counts: 1 };
        for (days, weeks, is_drawn, says) in [
            (vec![], [0; 8], false, "None in eight weeks."),
            (
                vec!["2026-11-24", "2026-11-17", "2026-11-17", "2026-10-06", "2026-10-04"],
                [1, 0, 0, 0, 0, 0, 2, 1],
                false,
                "4 in eight weeks. A line is drawn from 5.",
            ),
            (
                vec!["2026-11-24", "2026-11-25", "2026-11-17", "2026-11-17", "2026-10-06"],
                [1, 0, 0, 0, 0, 0, 2, 2],
                true,
                "More than usual: 2 this week, 3 in the seven weeks before.",
            ),
            (
                vec!["2026-11-17", "2026-11-17", "2026-11-17", "2026-10-06", "2026-10-07"],
                [2, 0, 0, 0, 0, 0, 3, 0],
                true,
                "Fewer than usual: 0 this week, 5 in the seven weeks before.",
            ),
        ] {
            let trend = Trend::of(Sign::Orders, days.iter().map(|day| event(day)), "2026-11-29");
            assert_eq!((trend.weeks, trend.is_drawn(), trend.says()), (weeks, is_drawn, says.to_owned()), "{days:?}");
        }
    }

    #[test]
    fn v15_hours_are_the_minutes_of_all_who_were_there_and_are_held_against_the_teams_own_weeks() {
        let event = |(on, counts): &(&str, usize)| Event {
            on: (*on).to_owned(),
            doc: None,
            row: None,
            says: String::new(),
            counts: *counts,
        };
        let four = [("2026-11-24", 300), ("2026-11-17", 250), ("2026-11-10", 90), ("2026-10-06", 45)];
        let six = [&four[..], &[("2026-11-25", 120), ("2026-11-03", 61)]].concat();
        for (events, is_drawn, says) in [
            (vec![], false, "No review of eight weeks says who was there."),
            (four[..1].to_vec(), false, "5 hours in 1 meeting in eight weeks. A line is drawn from 5."),
            (four.to_vec(), false, "11.4 hours in 4 meetings in eight weeks. A line is drawn from 5."),
            (six, true, "More than usual: 7 hours this week, 7.4 in the seven weeks before."),
        ] {
            let trend = Trend::of(Sign::Hours, events.iter().map(event), "2026-11-29");
            assert_eq!((trend.is_drawn(), trend.says().as_str()), (is_drawn, says), "{events:?}");
            let short = match trend.n() {
                0 => "none".to_owned(),
                1 => "5 hours in 1 meeting".to_owned(),
                4 => "11.4 hours in 4 meetings".to_owned(),
                _ => trend.says(),
            };
            assert_eq!(trend.in_short(), short);
        }
        let numbers = [0, 2, 3, 6, 59, 60, 89, 90].map(|minutes| Sign::Hours.amount(minutes));
        assert_eq!(numbers, ["0", "0", "0.1", "0.1", "1", "1", "1.5", "1.5"]);
    }
}
