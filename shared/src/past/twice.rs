//! Lines that two people rewrote at once, as whoever comes back tells those who were there meanwhile: both versions, and how the
//! line reads now. They are told with the presence, and heard for a day at most.

use serde::{Deserialize, Serialize};

use super::look::Why;
use super::receipt::Receipt;
use crate::sheet::Place;

/// So many lines of one return are told at most.
const LINES_MAX: usize = 3;
/// Their words take so many bytes together at most: they travel with the presence, which is bounded.
const BYTES_MAX: usize = 2_400;
/// So many are remembered at most.
const HEARD_MAX: usize = 20;
/// Each is shown for so long at most, in milliseconds: a day.
const HEARD_MS: u64 = 24 * 3600 * 1000;

/// A line that two people rewrote at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Twice {
    /// The line.
    pub at: Place,
    /// The words of the person who came back.
    pub back: String,
    /// The words of those who were there.
    pub there: String,
    /// Whether these are their words as they stood, and not what is left of them in the line.
    #[serde(default)]
    pub is_whole: bool,
    /// The words of now, in which both are.
    pub now: String,
}

impl Twice {
    /// Whether a line still reads so: nobody has settled it.
    pub fn is_open(&self, line: &str) -> bool {
        line.trim() == self.now
    }

    fn n_bytes(&self) -> usize {
        self.back.len() + self.there.len() + self.now.len()
    }
}

/// The lines that a receipt tells others of.
pub fn twice(receipt: &Receipt) -> Vec<Twice> {
    let lines = receipt.look.iter().filter_map(|look| match &look.why {
        Why::Rewritten { at, mine, theirs, is_whole, now } => Some(Twice {
            at: at.clone(),
            back: mine.clone(),
            there: theirs.clone(),
            is_whole: *is_whole,
            now: now.clone(),
        }),
        _ => None,
    });
    let mut n_bytes = 0;
    let fits = |line: &Twice| {
        n_bytes += line.n_bytes();
        n_bytes <= BYTES_MAX
    };
    lines.take(LINES_MAX).take_while(fits).collect()
}

/// A line of which somebody told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The name of who came back.
    pub by: String,
    /// The line.
    pub line: Twice,
}

/// A line that was told, when, and whether the person here has left it as it is.
#[derive(Debug)]
struct Noted {
    told: Told,
    at_ms: u64,
    is_left: bool,
}

/// All that was told of such lines in a document.
#[derive(Debug, Default)]
pub struct TwiceHeard(Vec<Noted>);

impl TwiceHeard {
    /// Takes what somebody tells. One that was told before stays as it is: a presence is told again and again.
    pub fn hear(&mut self, by: &str, lines: &[Twice], now_ms: u64) {
        self.0.retain(|noted| now_ms.saturating_sub(noted.at_ms) <= HEARD_MS);
        for line in lines.iter().take(LINES_MAX).filter(|line| line.n_bytes() <= BYTES_MAX) {
            if !self.0.iter().any(|noted| noted.told.line == *line) && self.0.len() < HEARD_MAX {
                let told = Told { by: by.to_owned(), line: line.clone() };
                self.0.push(Noted { told, at_ms: now_ms, is_left: false });
            }
        }
    }

    /// Leaves a line as it is: it is shown no more.
    pub fn leave(&mut self, line: &Twice) {
        for noted in self.0.iter_mut().filter(|noted| noted.told.line == *line) {
            noted.is_left = true;
        }
    }

    /// Those to show.
    pub fn shown(&self, now_ms: u64) -> Vec<Told> {
        let fresh = |noted: &&Noted| !noted.is_left && now_ms.saturating_sub(noted.at_ms) <= HEARD_MS;
        self.0.iter().filter(fresh).map(|noted| noted.told.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::charter::MISSION;
    use crate::past::Look;

    fn line(now: &str) -> Twice {
        let [back, there] = ["Doors open", "Rents are fair"].map(str::to_owned);
        Twice { at: Place::on_sheet(MISSION), back, there, is_whole: true, now: now.to_owned() }
    }

    fn look(now: &str) -> Look {
        let Twice { at, back: mine, there: theirs, is_whole, now } = line(now);
        let why = Why::Rewritten { at, mine, theirs, is_whole, now };
        Look { section: "Mission".to_owned(), name: "Mission".to_owned(), why }
    }

    #[test]
    fn a19_a_receipt_tells_few_short_lines_to_those_who_were_there() {
        let long = "x".repeat(BYTES_MAX);
        for (all, told) in [
            (vec![], vec![]),
            (vec!["one"], vec!["one"]),
            (vec!["one", "two", "three", "four"], vec!["one", "two", "three"]),
            (vec!["one", &long, "two"], vec!["one"]),
        ] {
            let receipt = Receipt { look: all.into_iter().map(look).collect(), ..Receipt::default() };
            assert_eq!(twice(&receipt), told.into_iter().map(line).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a19_a_line_that_was_told_is_shown_once_for_a_day_until_somebody_leaves_or_settles_it() {
        let mut heard = TwiceHeard::default();
        let told =
            |names: &[&str]| names.iter().map(|now| Told { by: "Bo".to_owned(), line: line(now) }).collect::<Vec<_>>();
        heard.hear("Bo", &[line("one"), line("two")], 5);
        heard.hear("Bo", &[line("one")], 5 + HEARD_MS);
        assert_eq!(heard.shown(5 + HEARD_MS), told(&["one", "two"]));
        assert_eq!(heard.shown(6 + HEARD_MS), [], "telling it again makes it no younger");
        heard.leave(&line("one"));
        heard.hear("Bo", &[line("one")], 7);
        assert_eq!(heard.shown(7), told(&["two"]));
        assert!(line("both").is_open(" both ") && !line("both").is_open("one of them"));
        heard.hear("Bo", &[line(&"x".repeat(BYTES_MAX))], 7);
        (0..100).for_each(|n| heard.hear("Bo", &[line(&n.to_string())], 8));
        assert_eq!(heard.shown(8).len(), HEARD_MAX - 1, "one was left, and the long one is not heard");
    }
}
