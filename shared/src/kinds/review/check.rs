//! Advice on a review itself, computed and never stored.

use super::schema::*;
use super::view::{Item, ReviewView};
use crate::id::RowId;

/// An item that is debated for so many minutes is large.
const LARGE_MINUTES: f64 = 15.0;

/// One piece of advice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The list of the row.
    pub list: &'static str,
    /// The row.
    pub row: RowId,
    /// The remark.
    pub remark: Remark,
}

/// A remark on a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remark {
    /// Nobody presents the item.
    NoPresenter,
    /// An item that is debated has no claim, no reasons or no evidence.
    NothingToRead,
    /// An interview is about no job of a customer.
    NoJob,
    /// The words that people wrote on a large item are out, and nobody stands against it.
    NobodyAgainst,
    /// Nobody has taken an action on.
    NoOwner,
    /// An action has no day.
    NoDay,
    /// The day of an action has passed.
    Late,
}

impl Remark {
    /// A few words for the note's head.
    pub fn head(self) -> &'static str {
        match self {
            Self::NoPresenter => "Nobody presents it",
            Self::NothingToRead => "Nothing to read yet",
            Self::NoJob => "No job behind it",
            Self::NobodyAgainst => "Nobody stands against it",
            Self::NoOwner => "Nobody has taken it on",
            Self::NoDay => "No day",
            Self::Late => "Its day has passed",
        }
    }

    /// The advice: the facts, and the next thing to do.
    pub fn advice(self) -> &'static str {
        match self {
            Self::NoPresenter => "An item is presented by one person, who answers the advice on it.",
            Self::NothingToRead => "A debate needs a claim, the reasons for it and the evidence, before people meet.",
            Self::NoJob => {
                "Say which job of a customer the interview is about: its themes then reach the teams that serve it."
            }
            Self::NobodyAgainst => {
                "It is large, and no opposing view is written down. Ask somebody to argue the other side before you go on."
            }
            Self::NoOwner => "An action is one person’s. Name who takes it on, or drop it.",
            Self::NoDay => "Without a day nobody will be asked for it.",
            Self::Late => "Say that it is done, or name another day.",
        }
    }
}

/// Everything noticed about a review on the day `today`, as `2026-11-29`.
pub fn checks(view: &ReviewView, today: &str) -> Vec<Check> {
    let of_items = view.items.iter().filter(|item| item.state().is_empty()).flat_map(|item| {
        let remarks = of_item(item).into_iter().flatten();
        remarks.map(|remark| Check { list: ITEMS, row: item.row.id.clone(), remark })
    });
    let open = view.actions.iter().filter(|action| !action.is_done());
    let of_actions = open.flat_map(|action| {
        let due = action.row.value(DUE).words();
        let nobody = action.row.value(OWNER).is_vacant().then_some(Remark::NoOwner);
        let day = match due {
            "" => Some(Remark::NoDay),
            day => (day < today).then_some(Remark::Late),
        };
        [nobody, day].into_iter().flatten().map(|remark| Check { list: ACTIONS, row: action.row.id.clone(), remark })
    });
    of_items.chain(of_actions).collect()
}

fn of_item(item: &Item) -> [Option<Remark>; 4] {
    let is_debate = item.row.value(TYPE).words() == "debate";
    let is_empty = |text: &str| item.row.text(text).trim().is_empty();
    let is_large = is_debate && item.row.value(MINUTES).number().is_some_and(|minutes| minutes >= LARGE_MINUTES);
    let is_read = item.row.value(TYPE).words() == "insight" && !is_empty(EVIDENCE);
    let is_opposed = item.stances().iter().any(|stance| stance.at < 0.0);
    [
        item.row.value(PRESENTER).is_vacant().then_some(Remark::NoPresenter),
        (is_debate && [CLAIM, BECAUSE, EVIDENCE].into_iter().any(is_empty)).then_some(Remark::NothingToRead),
        (is_read && item.job().is_empty()).then_some(Remark::NoJob),
        (is_large && item.revealed_ms.is_some() && !is_opposed).then_some(Remark::NobodyAgainst),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::made::nth as row;
    use crate::sheet::{Sheet, Value};

    #[test]
    fn a32_an_interview_that_is_tied_to_no_job_is_noticed() {
        for (sort, interview, job, found) in [
            ("insight", "I sat on my suitcase.", "", true),
            ("insight", "I sat on my suitcase.", "Waiting at the door", false),
            ("insight", " ", "", false),
            ("debate", "212 handovers", "", false),
        ] {
            let mut item = row(1, &[(TYPE, sort.into()), (JOB, job.into())]);
            item.texts.insert(EVIDENCE.to_owned(), interview.to_owned());
            let mut sheet = Sheet::default();
            sheet.lists.insert(ITEMS.to_owned(), vec![item]);
            let checks = checks(&ReviewView::of(&sheet), "2026-11-24");
            assert_eq!(checks.iter().any(|check| check.remark == Remark::NoJob), found, "{sort} {interview} {job}");
        }
    }

    #[test]
    fn a34_a_large_item_without_an_opposing_view_is_noticed() {
        for (sort, minutes, is_out, stances, found) in [
            ("debate", 15.0, true, &[4.0, 8.0][..], true),
            ("debate", 15.0, true, &[], true),
            ("debate", 15.0, true, &[4.0, -1.0], false),
            ("debate", 15.0, false, &[], false),
            ("debate", 14.0, true, &[4.0], false),
            ("topic", 30.0, true, &[4.0], false),
        ] {
            let item = row(1, &[(TYPE, sort.into()), (MINUTES, minutes.into())]);
            let about = Value::from(item.id.as_str());
            let remark = |(nth, at): (usize, &f64)| {
                row(10 + nth as u32, &[(ITEM, about.clone()), (STANCE, (*at).into()), (TEXT, "So.".into())])
            };
            let reveals = is_out.then(|| row(2, &[(ITEM, about.clone()), (AT, 5.0.into())]));
            let mut sheet = Sheet::default();
            sheet.lists.insert(REMARKS.to_owned(), stances.iter().enumerate().map(remark).collect());
            sheet.lists.insert(REVEALS.to_owned(), reveals.into_iter().collect());
            sheet.lists.insert(ITEMS.to_owned(), vec![item]);
            let checks = checks(&ReviewView::of(&sheet), "2026-11-24");
            let is_found = checks.iter().any(|check| check.remark == Remark::NobodyAgainst);
            assert_eq!(is_found, found, "{sort} {minutes} {is_out} {stances:?}");
        }
    }
}
