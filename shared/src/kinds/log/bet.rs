//! A bet: something a team tries without knowing that it works, with its size, a rule and a day by which it stops.

use super::schema::*;
use crate::sheet::Row;

/// A bet.
#[derive(Debug, Clone, PartialEq)]
pub struct Bet {
    /// Its row.
    pub row: Row,
    /// The things that became of it, the newest first.
    pub ends: Vec<BetEnd>,
}

/// Something that became of a bet.
#[derive(Debug, Clone, PartialEq)]
pub struct BetEnd {
    /// Its row.
    pub row: Row,
}

impl Bet {
    /// The day it was made.
    pub fn on(&self) -> &str {
        self.row.value(ON).words()
    }

    /// Its end; nothing where it goes on.
    pub fn end(&self) -> Option<&BetEnd> {
        self.ends.first().filter(|end| end.is_end())
    }

    /// Whether it has come to no end.
    pub fn is_alive(&self) -> bool {
        self.end().is_none()
    }

    /// The day on which it stops: the one that was named last.
    pub fn stop_on(&self) -> &str {
        let later = self.ends.iter().map(|end| end.row.value(STOP_ON).words()).find(|day| !day.is_empty());
        later.unwrap_or_else(|| self.row.value(STOP_ON).words())
    }

    /// The stop date, where it has passed and the bet is alive.
    pub fn past_stop(&self, today: &str) -> Option<&str> {
        Some(self.stop_on()).filter(|day| self.is_alive() && !day.is_empty() && *day < today)
    }
}

impl BetEnd {
    /// The events since.
    pub fn happened(&self) -> &str {
        self.row.value(HAPPENED).words()
    }

    /// The lesson.
    pub fn learned(&self) -> &str {
        self.row.value(LEARNED).words()
    }

    /// The day it was written.
    pub fn on(&self) -> &str {
        self.row.value(ON).words()
    }

    /// Whether it ends the bet.
    pub fn is_end(&self) -> bool {
        matches!(self.row.value(BET_END).words(), "stopped" | "paid off")
    }
}

#[cfg(test)]
mod tests {
    use super::super::{LogView, Remark};
    use super::*;
    use crate::sheet::Sheet;
    use crate::sheet::made::row;

    fn heads(stop: &str, ends: &[(&str, &str, &str, &str)], today: &str) -> Vec<&'static str> {
        let mut sheet = Sheet::default();
        let bet = row("b-1", &[(BET, "Own hours"), (ON, "2026-11-01"), (STOP_ON, stop)]);
        let end = |(nth, (end, on, stop, learned)): (usize, &(&str, &str, &str, &str))| {
            let values = [(OF_BET, "b-1"), (BET_END, *end), (ON, *on), (STOP_ON, *stop), (LEARNED, *learned)];
            row(&format!("e-{nth}"), &values)
        };
        sheet.lists.insert(BETS.to_owned(), vec![bet]);
        sheet.lists.insert(BET_ENDS.to_owned(), ends.iter().enumerate().map(end).collect());
        let view = LogView::of(&sheet);
        view.bets[0].remarks(today).iter().map(Remark::head).collect()
    }

    #[test]
    fn a59_a_bet_past_its_stop_date_that_is_alive_is_said_so() {
        const ALIVE: &str = "Past its stop date, and alive";
        for (stop, ends, today, said) in [
            ("2026-11-20", &[][..], "2026-11-20", vec![]),
            ("2026-11-20", &[], "2026-11-21", vec![ALIVE]),
            ("", &[], "2026-11-21", vec![]),
            ("2026-11-20", &[("stopped", "2026-11-19", "", "It costs")], "2026-11-21", vec![]),
            ("2026-11-20", &[("goes on", "2026-11-19", "2026-12-20", "")], "2026-11-21", vec![]),
            ("2026-11-20", &[("goes on", "2026-11-19", "", "")], "2026-11-21", vec![ALIVE]),
            ("2026-11-20", &[("goes on", "2026-11-19", "2026-12-20", "")], "2026-12-21", vec![ALIVE]),
            ("2026-11-20", &[("paid off", "2026-11-19", "", "")], "2026-11-21", vec!["Nothing learned yet"]),
            ("2026-10-01", &[], "2026-11-21", vec!["It stops before it begins"]),
        ] {
            assert_eq!(heads(stop, ends, today), said, "{stop} {ends:?} {today}");
        }
    }
}
