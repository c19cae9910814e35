//! The origin of what rows of a charter say: a metric's reading, or what a customer said.

use super::heard::Heard;
use super::schema::{HEARD, METRICS, READINGS};
use crate::sheet::{Named, Row, Sheet};
use crate::text::words::long_day;

/// The origin of a row's words, in a sentence.
pub(in crate::kinds) fn origin(sheet: &Sheet, list: &str, row: &Row) -> Option<String> {
    match list {
        READINGS => {
            let metric = row.value("metric").words();
            let metric = sheet.all_rows(METRICS).iter().find(|one| one.id.as_str() == metric)?;
            Some(format!(
                "A reading of the metric “{}”, of {}.",
                metric.text("name"),
                long_day(row.value("on").words())
            ))
        }
        HEARD => {
            let Heard { by, on, .. } = Heard::of(row);
            Some(format!("Heard from a customer by {} on {}.", Named::read(by).name, long_day(on)))
        }
        _ => None,
    }
}
