//! One page about a review: what was spoken of, what became of the advice, what teams decided since, and who does what. It
//! is read on a page, printed, and copied into a mail, as rich text and as plain words.

use super::advice::{Advice, Ending};
use super::schema::*;
use super::view::{Action, Item, ReviewView};
use crate::sheet::Row;
use crate::text::words::long_day;

/// A page of a few parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// The name of the review.
    pub title: String,
    /// The parts that say something.
    pub parts: Vec<Part>,
}

/// A part of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its heading.
    pub heading: &'static str,
    /// Its lines.
    pub lines: Vec<Line>,
}

/// A line of the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// Its words.
    pub words: String,
    /// The facts about them, in one line.
    pub facts: String,
    /// Notes that belong to them, in our little Markdown.
    pub notes: String,
}

/// The names of people as whoever reads the page should see them.
pub struct Names<'a> {
    /// The name of a person that a value names.
    pub person: &'a dyn Fn(&str) -> String,
    /// The name of the maker of a row of a list, where the row itself says this one.
    pub maker: &'a dyn Fn(&'static str, &Row, &str) -> String,
}

/// The summary of a review. `decided` are decisions that teams logged since: their words, and the facts about them.
pub fn summary(title: &str, view: &ReviewView, names: &Names<'_>, decided: &[(String, String)]) -> Summary {
    let decided = decided.iter().map(|(words, facts)| Line::new(words, facts.clone()));
    let parts = [
        ("Agenda", view.items.iter().map(|item| spoken_of(item, names)).collect()),
        ("Advice", view.all_advice().map(|(item, advice)| advised(item, advice, names)).collect()),
        ("Decisions since", decided.collect()),
        ("Actions", view.actions.iter().map(|action| taken_on(action, names)).collect()),
        ("Small wins", view.wins.iter().map(|win| won(win, names)).collect::<Vec<Line>>()),
        ("Thanks", view.thanks.iter().map(|row| thanked(row, names)).collect()),
    ];
    let said = |line: &Line| !line.words.trim().is_empty();
    let part =
        |(heading, lines): (&'static str, Vec<Line>)| Part { heading, lines: lines.into_iter().filter(said).collect() };
    let parts = parts.into_iter().map(part).filter(|part| !part.lines.is_empty());
    Summary { title: title.to_owned(), parts: parts.collect() }
}

impl Line {
    fn new(words: &str, facts: String) -> Self {
        Self { words: words.trim().to_owned(), facts, notes: String::new() }
    }
}

fn spoken_of(item: &Item, names: &Names<'_>) -> Line {
    let presents = Some((names.person)(item.row.value(PRESENTER).words())).filter(|name| !name.is_empty());
    let end = match (item.state(), item.n_carried()) {
        ("carried", n) => format!("carried {}×", n + 1),
        (state, _) => state.to_owned(),
    };
    let facts = [presents.unwrap_or_default(), end];
    let notes =
        [item.row.text(ITEM_NOTES)].into_iter().chain(item.also(ITEM_NOTES)).filter(|notes| !notes.trim().is_empty());
    Line { notes: notes.collect::<Vec<_>>().join("\n\n"), ..Line::new(item.title(), joined(&facts)) }
}

fn advised(item: Option<&Item>, advice: &Advice, names: &Names<'_>) -> Line {
    let end = match &advice.ending {
        Ending::Open => "still open".to_owned(),
        Ending::WillDo(day) if day.is_empty() => "will do".to_owned(),
        Ending::WillDo(day) => format!("will do by {}", long_day(day)),
        Ending::NotNow(reason) => format!("heard, not now, because {reason}"),
        Ending::Done => "done".to_owned(),
    };
    let on = item.map(|item| format!("on “{}”", item.title().trim())).unwrap_or_default();
    Line::new(advice.words(), joined(&[(names.maker)(ADVICE, &advice.row, &advice.by), on, end]))
}

fn taken_on(action: &Action, names: &Names<'_>) -> Line {
    let by = match action.row.value(DUE).words() {
        "" => String::new(),
        day => format!("by {}", long_day(day)),
    };
    let end = if action.is_done() { "done".to_owned() } else { by };
    Line::new(action.row.text(ACTION), joined(&[(names.person)(action.row.value(OWNER).words()), end]))
}

fn won(win: &Row, names: &Names<'_>) -> Line {
    let by = win.value(TEXT).writes.first().map(|write| write.by.clone()).unwrap_or_default();
    Line::new(win.value(TEXT).words(), (names.maker)(WINS, win, &by))
}

fn thanked(row: &Row, names: &Names<'_>) -> Line {
    let by = row.value(TEXT).writes.first().map(|write| write.by.clone()).unwrap_or_default();
    let to = format!("to {}", (names.person)(row.value(THANKED).words()));
    Line::new(row.value(TEXT).words(), joined(&[to, (names.maker)(KUDOS, row, &by)]))
}

fn joined(facts: &[String]) -> String {
    facts.iter().map(|fact| fact.trim()).filter(|fact| !fact.is_empty()).collect::<Vec<_>>().join(", ")
}

impl Summary {
    /// The page as Markdown, as a mail or a chat takes it.
    pub fn markdown(&self) -> String {
        let mut page = format!("# {}\n", self.title);
        for part in &self.parts {
            page.push_str(&format!("\n## {}\n\n", part.heading));
            for Line { words, facts, notes } in &part.lines {
                let facts = if facts.is_empty() { String::new() } else { format!(" ({facts})") };
                page.push_str(&format!("- {}{facts}\n", indented(words)));
                if !notes.is_empty() {
                    page.push_str(&format!("\n  {}\n\n", indented(notes)));
                }
            }
        }
        page
    }

    /// The page as HTML without any style: headings, lists, and words.
    pub fn html(&self) -> String {
        let mut page = format!("<h1>{}</h1>", escaped(&self.title));
        for part in &self.parts {
            page.push_str(&format!("<h2>{}</h2><ul>", part.heading));
            for Line { words, facts, notes } in &part.lines {
                let facts = if facts.is_empty() { String::new() } else { format!(" <em>({})</em>", escaped(facts)) };
                let notes: String = notes
                    .split("\n\n")
                    .filter(|notes| !notes.is_empty())
                    .map(|notes| format!("<p>{}</p>", escaped(notes)))
                    .collect();
                page.push_str(&format!("<li>{}{facts}{notes}</li>", escaped(words)));
            }
            page.push_str("</ul>");
        }
        page
    }
}

fn indented(text: &str) -> String {
    text.trim().replace('\n', "\n  ")
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("<br>"),
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;
    use crate::files::sample::reviews;

    fn of_the_example() -> Summary {
        let drafts = reviews("2026-11-29");
        let view = ReviewView::of(&drafts[6].sheet);
        let names = Names { person: &|words| words.to_owned(), maker: &|_, _, by| by.to_owned() };
        let decided = [("Up to €150 a move-in.".to_owned(), "Ines, 20 November 2026".to_owned())];
        summary("Product review, 24 November 2026", &view, &names, &decided)
    }

    #[test]
    fn a_summary_has_agenda_advice_decisions_and_actions_on_one_page() {
        let summary = of_the_example();
        let counted: Vec<(&str, usize)> = summary.parts.iter().map(|part| (part.heading, part.lines.len())).collect();
        assert_eq!(counted, [("Agenda", 5), ("Advice", 5), ("Decisions since", 1), ("Actions", 3), ("Small wins", 2)]);
        let page = summary.markdown();
        for line in [
            "# Product review, 24 November 2026\n",
            "- Who tells the landlord when a repair slips? (Leila Farahani, carried 3×)\n",
            "- Try it in Matosinhos alone for two weeks. (Leila Farahani, on “Inspect every home 48 hours before move-in”, will do by 11 December 2026)\n",
            "- Start in all three cities at once. (Halima Rahman, on “Inspect every home 48 hours before move-in”, heard, not now, because Braga has no depot before February)\n",
            "- Put the right of access into the letter to 84 owners (Oskar Lindqvist, by 4 December 2026)\n",
        ] {
            assert!(page.contains(line), "{line}\n{page}");
        }
    }

    #[test]
    fn what_people_wrote_is_words_in_html_and_never_a_tag() {
        let mut summary = of_the_example();
        summary.parts[0].lines[0] = Line {
            words: "<img src=x onerror=alert(1)>".to_owned(),
            facts: "\"<b>\"".to_owned(),
            notes: "one & two\nthree\n\n</ul>".to_owned(),
        };
        let page = summary.html();
        assert!(page.starts_with("<h1>Product review, 24 November 2026</h1><h2>Agenda</h2><ul><li>&lt;img src=x"));
        assert!(page.contains("(&quot;&lt;b&gt;&quot;)</em><p>one &amp; two<br>three</p><p>&lt;/ul&gt;</p></li>"));
        let tags = [
            "<h1>", "</h1>", "<h2>", "</h2>", "<ul>", "</ul>", "<li>", "</li>", "<em>", "</em>", "<p>", "</p>", "<br>",
        ];
        assert_eq!(tags.iter().fold(page, |page, tag| page.replace(tag, "")).find('<'), None);
    }

    #[test]
    fn an_empty_review_says_nothing_but_its_name() {
        let names = Names { person: &|words| words.to_owned(), maker: &|_, _, by| by.to_owned() };
        let summary = summary("Review", &ReviewView::default(), &names, &[]);
        assert_eq!((summary.markdown().as_str(), summary.html().as_str()), ("# Review\n", "<h1>Review</h1>"));
    }
}
