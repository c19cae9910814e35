//! The days that a rule names. A rule looks at each day of a hundred years at most once, whatever it says, so no rule takes
//! longer than that.

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use super::rule::{Every, Rule};

/// The years for which a rule is followed from its first day on.
pub(super) const YEARS_FOLLOWED: i32 = 100;

impl Rule {
    /// The days that the rule names, from the first on, in their order.
    pub(super) fn days(&self, first: Date) -> impl Iterator<Item = Date> {
        let last = first.saturating_add(YEARS_FOLLOWED.years());
        let periods = (0..).map_while(move |nth| self.period(first, nth)).take_while(move |(from, _)| *from <= last);
        let days = periods.flat_map(move |(from, to)| self.days_of(first, from, to));
        days.filter(move |day| (first..=last).contains(day)).take(self.count.unwrap_or(usize::MAX))
    }

    /// The first and the last day of the nth period.
    fn period(&self, first: Date, nth: i64) -> Option<(Date, Date)> {
        let n = nth.checked_mul(self.interval)?;
        let later = |day: Date, span: Result<Span, jiff::Error>| day.checked_add(span.ok()?).ok();
        let from = match self.every {
            Every::Day => later(first, Span::new().try_days(n))?,
            Every::Week => {
                let behind = i64::from(first.weekday().since(self.week_start));
                later(first, Span::new().try_days(n.checked_mul(7)?.checked_sub(behind)?))?
            }
            Every::Month => later(first.first_of_month(), Span::new().try_months(n))?,
            Every::Year => later(first.first_of_year(), Span::new().try_years(n))?,
        };
        let to = match self.every {
            Every::Day => from,
            Every::Week => from.saturating_add(6.days()),
            Every::Month => from.last_of_month(),
            Every::Year => from.last_of_year(),
        };
        Some((from, to))
    }

    /// The days of a period that the rule names.
    fn days_of(&self, first: Date, from: Date, to: Date) -> Vec<Date> {
        let days = from.series(1.day()).take_while(|day| *day <= to);
        let named: Vec<Date> = days.filter(|day| self.names(first, *day)).collect();
        if self.positions.is_empty() {
            return named;
        }
        let mut picked: Vec<Date> = self.positions.iter().filter_map(|nth| at(&named, *nth)).collect();
        picked.sort_unstable();
        picked.dedup();
        picked
    }

    fn names(&self, first: Date, day: Date) -> bool {
        let is_in = |list: &[i16], of: &dyn Fn(i16) -> bool| list.is_empty() || list.iter().any(|one| of(*one));
        let (of_month, n_days) = (i16::from(day.day()), i16::from(day.days_in_month()));
        is_in(&self.months, &|month| month == i16::from(day.month()))
            && is_in(&self.month_days, &|wanted| wanted == of_month || wanted == of_month - n_days - 1)
            && (self.weekdays.is_empty()
                || self.weekdays.iter().any(|(nth, wanted)| *wanted == day.weekday() && self.is_nth(*nth, day)))
            && self.is_like(first, day)
    }

    /// Whether a day is the nth of its weekday: in its month, or in its year where the rule goes by years and names no
    /// month.
    fn is_nth(&self, nth: i16, day: Date) -> bool {
        let (of, n_days) = if self.every == Every::Year && self.months.is_empty() {
            (day.day_of_year(), day.days_in_year())
        } else {
            (i16::from(day.day()), i16::from(day.days_in_month()))
        };
        nth == 0 || nth == (of - 1) / 7 + 1 || nth == -((n_days - of) / 7 + 1)
    }

    /// Where the rule names no days, they are like the first.
    fn is_like(&self, first: Date, day: Date) -> bool {
        if !self.month_days.is_empty() || !self.weekdays.is_empty() {
            return true;
        }
        match self.every {
            Every::Day => true,
            Every::Week => day.weekday() == first.weekday(),
            Every::Month => day.day() == first.day(),
            Every::Year => day.day() == first.day() && (!self.months.is_empty() || day.month() == first.month()),
        }
    }
}

/// The nth of a list from 1 on, or from its end below 0.
fn at(days: &[Date], nth: i16) -> Option<Date> {
    let far = usize::from(nth.unsigned_abs());
    let index = if nth > 0 { far.checked_sub(1)? } else { days.len().checked_sub(far)? };
    days.get(index).copied()
}
