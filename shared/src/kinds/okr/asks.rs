//! The things that goals ask for: a reading of each key result every two weeks, while their cycle runs and is open.

use super::schema::{KEY_RESULTS, OWNER};
use super::view::{KeyResult, OkrView};
use crate::asks::{Ask, Asked, Sort, Waiting, Waits, Whose};
use crate::text::words::{days_later, long_day, measured};

/// A number is asked for so many days after the last one, or after the cycle began: once it is late, goals remark on it.
const DAYS: i64 = 14;

/// All of it. A key result that is a metric of a charter is asked for there.
pub(in crate::kinds) fn asks(asked: &Asked<'_>) -> Waits {
    let view = OkrView::of(asked.shown, None);
    if view.closed.is_some() {
        return Waits::default();
    }
    let own = view.results().filter(|one| one.of_charter.is_none() && !one.metric.name.trim().is_empty());
    Waits { waiting: own.map(|one| reading(asked, &view, one)).collect(), ..Waits::default() }
}

/// The next reading, asked of the person who reads the number, or else of the captain, or of the owner of the company’s goals.
fn reading(asked: &Asked<'_>, view: &OkrView, result: &KeyResult) -> Waiting {
    let metric = &result.metric;
    let readers = asked.people(KEY_RESULTS, &metric.row, OWNER);
    let whose = match &view.team {
        Some(team) => Whose::or_captain(readers, team.as_str()),
        None if readers.is_empty() => Whose::People(owners(asked)),
        None => Whose::People(readers),
    };
    let since = metric.readings.last().map_or(view.starts.as_str(), |last| last.on.as_str());
    let due = if since.is_empty() { String::new() } else { days_later(since, DAYS) };
    let was =
        metric.readings.last().map(|last| format!("{} on {}", measured(last.value, &metric.unit), long_day(&last.on)));
    let title = match was {
        Some(_) => format!("{} is due for a number", metric.name.trim()),
        None => format!("{} has no number yet", metric.name.trim()),
    };
    let ask = Ask::at(Sort::Metric, asked.doc, &metric.row, &title).below(was.as_deref().unwrap_or_default());
    let ask = Ask { since: since.to_owned(), due: due.clone(), ..ask };
    Waiting { from: due, until: view.ends.clone(), ..Waiting::of(whose, ask) }
}

/// The person who answers for the goals.
fn owners(asked: &Asked<'_>) -> Vec<String> {
    let written = asked.sheet.value(OWNER).writes.iter().filter_map(|write| write.value.words());
    written.filter(|words| !words.trim().is_empty()).map(ToOwned::to_owned).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::super::schema::*;
    use super::*;
    use crate::asks::{Me, of_person};
    use crate::id::RowId;
    use crate::sheet::{Labels, Maker, Register, Row, Sheet, Value, Write};

    fn said(value: Value) -> Register {
        Register { writes: vec![Write { id: "w".to_owned(), value, by: String::new(), at_ms: 0 }] }
    }

    fn row(id: &str, name: &str, values: &[(&str, Value)]) -> Row {
        let mut row = Row::new(id.parse().unwrap());
        row.texts.insert(NAME.to_owned(), name.to_owned());
        row.values = values.iter().map(|(field, value)| ((*field).to_owned(), said(value.clone()))).collect();
        row
    }

    #[test]
    fn a_number_is_asked_of_its_reader_or_the_captain_every_two_weeks_of_an_open_cycle() {
        let mut sheet = Sheet::default();
        for (name, value) in [(TEAM, "keys"), (STARTS, "2026-10-01"), (ENDS, "2026-12-31")] {
            sheet.values.insert(name.to_owned(), said(value.into()));
        }
        let results = vec![
            row("k1", "Keys on the day", &[(OWNER, "Bruno".into())]),
            row("k2", "Calls", &[]),
            row("k3", " ", &[(OWNER, "Bruno".into())]),
        ];
        sheet.lists.insert(KEY_RESULTS.to_owned(), results);
        let reading = row("r1", "", &[(KEY_RESULT, "k1".into()), (ON, "2026-11-10".into()), (VALUE, 83.0.into())]);
        sheet.lists.insert(READINGS.to_owned(), vec![reading]);
        let titles = |sheet: &Sheet, name: &str, is_captain: bool, today: &str| {
            let (doc, nothing, labels) = ("goals".parse().unwrap(), Sheet::default(), Labels::default());
            let maker = |_: &str, _: &RowId| Maker::Unsaid;
            let (subject, org) = (&nothing, &nothing);
            let asked = Asked { doc: &doc, sheet, shown: sheet, subject, org, labels: &labels, maker: &maker };
            let me = Me { id: None, name: name.to_owned() };
            let asks = of_person(&asks(&asked).waiting, &me, &|_| is_captain, today);
            asks.into_iter().map(|ask| ask.title).collect::<Vec<_>>()
        };
        for (name, is_captain, today, asked) in [
            ("Bruno", false, "2026-11-23", vec![]),
            ("Bruno", false, "2026-11-24", vec!["Keys on the day is due for a number"]),
            ("Bruno", false, "2027-01-01", vec![]),
            ("Ines", true, "2026-10-14", vec![]),
            ("Ines", true, "2026-10-15", vec!["Calls has no number yet"]),
            ("Mo", false, "2026-11-24", vec![]),
        ] {
            assert_eq!(titles(&sheet, name, is_captain, today), asked, "{name} {today}");
        }
        sheet.lists.insert(CLOSES.to_owned(), vec![row("c1", "", &[(ON, "2026-11-20".into())])]);
        assert!(titles(&sheet, "Bruno", false, "2026-11-24").is_empty(), "a cycle that is closed asks for nothing");
    }
}
