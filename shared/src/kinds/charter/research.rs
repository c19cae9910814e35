//! Reports of research that a team reads as they appear. The talk about the charter says who has read each: everybody who may
//! comment may say so.

use super::schema::{RESEARCH, RESEARCH_BY, RESEARCH_JOB, RESEARCH_LINK, RESEARCH_ON, RESEARCH_WHAT};
use crate::id::RowId;
use crate::order;
use crate::sheet::{Row, Sheet};

/// A report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Its row.
    pub row: RowId,
    /// The finding, in a line.
    pub what: String,
    /// The link to it; empty where there is none.
    pub link: String,
    /// The job of the customer that it tells of; empty where nobody said.
    pub job: String,
    /// The person who brought it in.
    pub by: String,
    /// The day on which they did.
    pub on: String,
}

impl Report {
    /// All reports of a charter, the latest first.
    pub fn all(charter: &Sheet) -> Vec<Self> {
        let mut all: Vec<Self> = charter.rows(RESEARCH).map(Self::of).collect();
        order::sort_by_key(&mut all, |one| std::cmp::Reverse(one.on.clone()));
        all
    }

    fn of(row: &Row) -> Self {
        let words = |name| row.value(name).words().trim().to_owned();
        let [what, link, job] = [RESEARCH_WHAT, RESEARCH_LINK, RESEARCH_JOB].map(words);
        Self { row: row.id.clone(), what, link, job, by: words(RESEARCH_BY), on: words(RESEARCH_ON) }
    }
}
