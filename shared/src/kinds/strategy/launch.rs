//! Lines of the roadmap that are launched without a list of their last details. A line is launched in its quarter: from two weeks
//! before its end on somebody asks for the list, and for a quarter more.

use super::check::Check;
use super::remark::Remark;
use super::schema::{ITEM, QUARTER, ROADMAP};
use crate::names;
use crate::sheet::{Row, Sheet};
use crate::text::quarter::Quarter;
use crate::text::words::day_number;

/// Days before the end of a quarter from which on a launch is near, and days after it in which it is of late.
const NEAR: i64 = 14;
const OF_LATE: i64 = 92;

/// The lines that are launched on the day `today` and that none of the `lists`, the names of last-5 % lists, is about.
pub fn without_list(sheet: &Sheet, lists: &[String], today: &str) -> Vec<Check> {
    let lists: Vec<String> = lists.iter().map(|name| names::sought(name)).collect();
    let remark = |row: &Row| {
        let item = row.text(ITEM).trim();
        let ends = ends(row.value(QUARTER).words())?;
        let days = day_number(&ends)? - day_number(today)?;
        let has_list = lists.iter().any(|list| names::has_words(list, &names::sought(item)));
        let is_launched = (-OF_LATE..=NEAR).contains(&days) && !item.is_empty() && !has_list;
        is_launched.then(|| Check {
            beside: ROADMAP,
            row: Some(row.id.clone()),
            remark: Remark::NoLastDetails(item.to_owned(), ends),
        })
    };
    sheet.rows(ROADMAP).filter_map(remark).collect()
}

/// The last day of a quarter that is written as `2027 Q1`, in either order.
fn ends(quarter: &str) -> Option<String> {
    let words = || quarter.split(|sign: char| !sign.is_ascii_alphanumeric());
    let year = words().find(|word| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit()))?;
    let nth = words().find_map(|word| word.strip_prefix(['Q', 'q'])?.parse::<u32>().ok())?;
    let month = (1..=4).contains(&nth).then_some(nth * 3)?;
    Some(Quarter::of(&format!("{year}-{month:02}-01"))?.ends)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::RowId;
    use crate::sheet::{Register, Write};

    #[test]
    fn a67_a_line_that_is_launched_without_a_last_5_percent_list_is_noticed() {
        for (quarter, item, lists, found) in [
            ("2026 Q4", "Keys at night", &[][..], true),
            ("Q4 2026", "Keys at night", &["Last-5 % list"], true),
            ("2026 Q4", "Keys at night", &["Last-5 % list, keys at night"], false),
            ("2026 Q3", "Keys at night", &[], true),
            ("2026 Q2", "Keys at night", &[], false),
            ("2027 Q1", "Keys at night", &[], false),
            ("soon", "Keys at night", &[], false),
            ("2026 Q4", " ", &[], false),
        ] {
            let mut row = Row::new(RowId::made_by(1, 1));
            row.texts.insert(ITEM.to_owned(), item.to_owned());
            let write = Write { id: "w".to_owned(), value: quarter.into(), by: String::new(), at_ms: 1 };
            row.values.insert(QUARTER.to_owned(), Register { writes: vec![write] });
            let mut sheet = Sheet::default();
            sheet.lists.insert(ROADMAP.to_owned(), vec![row]);
            let lists: Vec<String> = lists.iter().map(|name| (*name).to_owned()).collect();
            let checks = without_list(&sheet, &lists, "2026-12-20");
            assert_eq!(checks.len(), usize::from(found), "{quarter} {item} {lists:?}");
            assert!(checks.iter().all(|check| check.remark.advice().ends_with('.')));
        }
    }
}
