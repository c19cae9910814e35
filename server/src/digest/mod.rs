//! The digest of a week for one person: what is asked of them, what comes, and what was decided, learned and won. It is made
//! anew whenever somebody reads it, by the rights of that moment, and is the same on a page, in a feed and in a letter.

mod atom;
mod html;
mod plain;

use muster_shared::asks::When;
use muster_shared::for_you::ForYou;
use muster_shared::id::DocId;
use muster_shared::news::{News, Sort};
use muster_shared::text::words::{days_later, short_day};
use serde::Serialize;

pub(crate) use atom::{Entry, atom};
pub(crate) use html::html;
pub(crate) use plain::plain;

/// The heading of what is asked of the person.
const ASKED: &str = "Asked of you";
/// The most lines of a part; the rest is counted.
const LINES_MAX: usize = 20;
/// So many days ahead a review is told of.
const DAYS_AHEAD: i64 = 8;

/// The digest of a week.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Digest {
    /// The day it ends with.
    pub(crate) day: String,
    /// Its parts, of which none is empty.
    pub(crate) parts: Vec<Part>,
}

/// A part of a digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Part {
    /// Its heading.
    pub(crate) head: &'static str,
    /// Its lines.
    pub(crate) lines: Vec<Line>,
    /// How many more lines there are.
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) more: usize,
}

/// A line of a digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Line {
    /// The thing itself.
    pub(crate) words: String,
    /// More that there is to know of it; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) more: String,
    /// The path of the page that shows it.
    pub(crate) href: String,
}

/// News of one document.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    /// The document.
    pub(crate) doc: DocId,
    /// Its name.
    pub(crate) name: String,
    /// The news.
    pub(crate) news: Vec<News>,
}

fn is_zero(n: &usize) -> bool {
    *n == 0
}

impl Digest {
    /// The digest of the week that ends with a day.
    pub(crate) fn of(day: &str, for_you: &ForYou, told: &[Told]) -> Self {
        let news = |head, sort| Part::of(head, week(told, sort, day));
        let parts = [
            Part::of(ASKED, asked(for_you, day)),
            Part::of("Next reviews", coming(for_you, day)),
            news("Decided this week", Sort::Decision),
            news("Learned this week", Sort::Learning),
            news("Small wins", Sort::Win),
            news("Thanks", Sort::Thanks),
        ];
        Self { day: day.to_owned(), parts: parts.into_iter().flatten().collect() }
    }

    /// Its title: how much is asked of the person.
    pub(crate) fn title(&self) -> String {
        match self.n_asked() {
            0 => "Your week".to_owned(),
            1 => "Your week: one thing is asked of you".to_owned(),
            n => format!("Your week: {n} things are asked of you"),
        }
    }

    fn n_asked(&self) -> usize {
        self.parts.iter().filter(|part| part.head == ASKED).map(|part| part.lines.len() + part.more).sum()
    }
}

impl Part {
    fn of(head: &'static str, mut lines: Vec<Line>) -> Option<Self> {
        let more = lines.len().saturating_sub(LINES_MAX);
        lines.truncate(LINES_MAX);
        (!lines.is_empty()).then_some(Self { head, lines, more })
    }
}

fn asked(for_you: &ForYou, day: &str) -> Vec<Line> {
    let line = |ask: &muster_shared::asks::Ask| {
        let due = match ask.when(day) {
            When::Overdue => format!("was due {}", short_day(&ask.due, day)),
            When::Today => "due today".to_owned(),
            When::Coming => format!("due {}", short_day(&ask.due, day)),
            When::Waits => String::new(),
        };
        Line { words: ask.title.clone(), more: joined(&[&ask.detail, &due]), href: ask.href.clone() }
    };
    for_you.asks.iter().map(line).collect()
}

fn coming(for_you: &ForYou, day: &str) -> Vec<Line> {
    let until = days_later(day, DAYS_AHEAD);
    let near = for_you.reviews.iter().filter(|review| review.day.as_str() <= until.as_str());
    let line = |review: &muster_shared::asks::Ahead| Line {
        words: format!("{}, {} at {}", review.name, short_day(&review.day, day), review.time),
        more: review.sentence.clone(),
        href: format!("/d/{}", review.doc),
    };
    near.map(line).collect()
}

/// The news of a sort, the newest first.
fn week(told: &[Told], sort: Sort, day: &str) -> Vec<Line> {
    let all = told.iter().flat_map(|told| told.news.iter().map(move |news| (told, news)));
    let mut all: Vec<(&Told, &News)> = all.filter(|(_, news)| news.sort == sort && news.is_of_week(day)).collect();
    all.sort_by(|(_, one), (_, other)| (&other.on, &one.row).cmp(&(&one.on, &other.row)));
    let line = |(told, news): (&Told, &News)| Line {
        words: news.words.clone(),
        more: joined(&[&told.name, &news.more, &said_day(news, day)]),
        href: format!("/d/{}#{}", told.doc, news.row),
    };
    all.into_iter().map(line).collect()
}

/// The day of a piece of news; a review's name says it already.
fn said_day(news: &News, today: &str) -> String {
    if matches!(news.sort, Sort::Win | Sort::Thanks) { String::new() } else { short_day(&news.on, today) }
}

/// Words one after the other, those that are empty left out.
fn joined(words: &[&str]) -> String {
    let said = words.iter().map(|words| words.trim()).filter(|words| !words.is_empty());
    said.collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
pub(crate) mod tests {
    use muster_shared::asks::{Ahead, Ask};

    use super::*;

    /// A digest with all its parts, and with words in it that mean something to a page.
    pub(crate) fn whole() -> Digest {
        let doc: DocId = "weekly-r20261201T1000".parse().unwrap_or_else(|_| DocId::org());
        let row = "a-1".parse().unwrap_or_else(|_| panic!("an id"));
        let ask = Ask::at(muster_shared::asks::Sort::Advice, &doc, &row, "Answer <Ada> & Bo").below("First Keys");
        let ask = Ask { due: "2026-12-01".to_owned(), ..ask };
        let review = |day: &str| Ahead {
            doc: doc.clone(),
            name: "First Keys".to_owned(),
            day: day.to_owned(),
            time: "10:00".to_owned(),
            starts_ms: 0,
            sentence: "You present item 2 of 3.".to_owned(),
            teams: Vec::new(),
            mine: true,
            confined: false,
        };
        let for_you =
            ForYou { asks: vec![ask], reviews: vec![review("2026-12-01"), review("2027-01-01")], ..ForYou::default() };
        let news = |sort, words: &str, on: &str| News {
            sort,
            row: row.clone(),
            words: words.to_owned(),
            more: "Ines".to_owned(),
            on: on.to_owned(),
        };
        let news = vec![
            news(Sort::Decision, "We inspect.", "2026-11-28"),
            news(Sort::Decision, "Later.", "2026-11-29"),
            news(Sort::Decision, "Long ago.", "2026-01-01"),
            news(Sort::Learning, "Ask first.", "2026-11-24"),
            news(Sort::Win, "Keys on time.", "2026-11-24"),
        ];
        Digest::of("2026-11-29", &for_you, &[Told { doc, name: "Keys".to_owned(), news }])
    }

    #[test]
    fn a_digest_says_what_is_asked_what_comes_and_the_news_of_the_week_and_has_no_empty_part() {
        let whole = whole();
        let parts: Vec<(&str, Vec<&str>)> =
            whole.parts.iter().map(|part| (part.head, part.lines.iter().map(|line| &*line.words).collect())).collect();
        let expected = [
            ("Asked of you", vec!["Answer <Ada> & Bo"]),
            ("Next reviews", vec!["First Keys, 1 Dec at 10:00"]),
            ("Decided this week", vec!["Later.", "We inspect."]),
            ("Learned this week", vec!["Ask first."]),
            ("Small wins", vec!["Keys on time."]),
        ];
        assert_eq!(parts, expected);
        let lines: Vec<&Line> = whole.parts.iter().flat_map(|part| &part.lines).collect();
        assert_eq!(lines[0].more, "First Keys · due 1 Dec");
        assert_eq!((&*lines[2].more, &*lines[2].href), ("Keys · Ines · 29 Nov", "/d/weekly-r20261201T1000#a-1"));
        assert_eq!(lines[5].more, "Keys · Ines", "a review has its day in its name");
        assert_eq!(Digest::of("2026-11-29", &ForYou::default(), &[]).parts, []);
        assert_eq!(whole.title(), "Your week: one thing is asked of you");
    }

    #[test]
    fn a_long_part_is_cut_and_the_rest_is_counted() {
        let line = Line { words: "x".to_owned(), more: String::new(), href: "/".to_owned() };
        let part = Part::of("Small wins", vec![line; 23]);
        assert_eq!(part.map(|part| (part.lines.len(), part.more)), Some((20, 3)));
    }
}
