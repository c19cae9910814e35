//! Reports of research that a team reads as they appear, each with the people who have read it.

use super::schema::{
    READ_BY, READ_CALLED, READ_REPORT, RESEARCH, RESEARCH_BY, RESEARCH_JOB, RESEARCH_LINK, RESEARCH_ON, RESEARCH_READ,
    RESEARCH_WHAT,
};
use crate::id::RowId;
use crate::names;
use crate::order;
use crate::sheet::{Named, Row, Sheet};

/// A report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Its row.
    pub row: RowId,
    /// What it is about, in a line.
    pub what: String,
    /// The link to it; empty where there is none.
    pub link: String,
    /// The job of the customer that it tells of; empty where nobody said.
    pub job: String,
    /// The person who brought it in.
    pub by: String,
    /// The day on which they did.
    pub on: String,
    /// The people who have read it, each once, as person fields name them.
    pub read_by: Vec<String>,
}

impl Report {
    /// All reports of a charter, the latest first.
    pub fn all(charter: &Sheet) -> Vec<Self> {
        let mut all: Vec<Self> = charter.rows(RESEARCH).map(|row| Self::of(row, charter)).collect();
        order::sort_by_key(&mut all, |one| std::cmp::Reverse(one.on.clone()));
        all
    }

    fn of(row: &Row, charter: &Sheet) -> Self {
        let words = |name| row.value(name).words().trim().to_owned();
        let what = words(RESEARCH_WHAT);
        let mut read_by: Vec<String> = Vec::new();
        for read in charter.rows(RESEARCH_READ).filter(|read| is_of(read, row, &what)) {
            let by = read.value(READ_BY).words().trim();
            if !by.is_empty() && !read_by.iter().any(|known| is_one(known, by)) {
                read_by.push(by.to_owned());
            }
        }
        let (link, job, by, on) = (words(RESEARCH_LINK), words(RESEARCH_JOB), words(RESEARCH_BY), words(RESEARCH_ON));
        Self { row: row.id.clone(), what, link, job, by, on, read_by }
    }

    /// Whether a person, named as person fields do, has read it.
    pub fn is_read_by(&self, person: &str) -> bool {
        self.read_by.iter().any(|known| is_one(known, person))
    }

    /// Those of some people who have not read it, each once.
    pub fn unread_by<'a>(&self, people: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
        let mut unread: Vec<&str> = Vec::new();
        for person in people {
            let is_new = !person.trim().is_empty() && !unread.iter().any(|known| is_one(known, person));
            if is_new && !self.is_read_by(person) {
                unread.push(person);
            }
        }
        unread
    }
}

/// Whether a reading is of the report of this row: by the row, and only where a file named it, by its words.
fn is_of(read: &Row, report: &Row, what: &str) -> bool {
    match read.value(READ_REPORT).words() {
        "" => names::same(read.value(READ_CALLED).words(), what),
        row => row == report.id.as_str(),
    }
}

fn is_one(one: &str, other: &str) -> bool {
    Named::read(one).is(&Named::read(other))
}
