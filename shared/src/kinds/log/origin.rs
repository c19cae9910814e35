//! The origin of what rows of a decision log say: a record from elsewhere, a decision, or what became of one.

use super::schema::*;
use crate::sheet::{Row, Sheet};
use crate::text::words::{long_day, one_line};

/// Words are told as far as this, in letters.
const WORDS_MAX: usize = 80;

/// The origin of a row's words, in a sentence.
pub(in crate::kinds) fn origin(sheet: &Sheet, list: &str, row: &Row) -> Option<String> {
    let said = |row: &Row, name: &str| row.value(name).words().trim().to_owned();
    match list {
        DECISIONS => match (said(row, RECORD), said(row, ON)) {
            (record, _) if !record.is_empty() => Some(format!("The record {record}.")),
            (_, on) if !on.is_empty() => Some(format!("A decision of {}.", long_day(&on))),
            _ => None,
        },
        OUTCOMES => {
            let id = row.value(DECISION).words();
            let of = sheet.all_rows(DECISIONS).iter().find(|one| one.id.as_str() == id)?;
            let name = [QUESTION, CHOICE].map(|name| said(of, name)).into_iter().find(|words| !words.is_empty())?;
            Some(format!("What became of the decision “{}”.", one_line(&name, WORDS_MAX)))
        }
        BET_ENDS => {
            let id = row.value(OF_BET).words();
            let of = sheet.all_rows(BETS).iter().find(|one| one.id.as_str() == id)?;
            Some(format!("What became of the bet “{}”.", one_line(&said(of, BET), WORDS_MAX)))
        }
        LEARNINGS => Some(said(row, BET)).filter(|bet| !bet.is_empty()).map(|bet| {
            let bet = one_line(&bet, WORDS_MAX);
            format!("What was learned of “{bet}”.")
        }),
        _ => None,
    }
}
