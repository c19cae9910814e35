//! How the documents of a kind read: sections, fields and rows in their order, with their headings, labels and guides.
//! The page's labels, the worksheet, Markdown and HTML, the headings an import understands, the lines of the history and
//! the words people agree to are all made of a kind's [`Outline`].

mod asked;
mod nameless;
mod stream;

pub use asked::{Ask, Asked, Fields};
pub use nameless::{NAMELESS, is_nameless};
pub use stream::newest_first;

use crate::id::DocId;
use crate::sheet::{Register, Row, Sheet};

/// How the documents of one kind read.
#[derive(Debug)]
pub struct Outline {
    /// The root text that is the title; `None` where the kind has none of its own.
    pub title: Option<&'static str>,
    /// The name that a document without a title goes by.
    pub untitled: &'static str,
    /// Labelled values below the title.
    pub facts: &'static [Fact],
    /// The sections in their order.
    pub sections: &'static [Section],
    /// The root text that takes what a file says and no section has a place for; without one such a file is refused.
    pub rest: Option<&'static str>,
}

/// A heading and what stands below it.
#[derive(Debug, Clone, Copy)]
pub struct Section {
    /// The heading, as the page and files have it.
    pub heading: &'static str,
    /// Other headings that announce the same in files of other people, in lower case without signs.
    pub also: &'static [&'static str],
    /// The guide to it, if it has one.
    pub guide: Option<&'static Guide>,
    /// A sentence below the heading, for the page alone.
    pub says: &'static str,
    /// The content right below the heading.
    pub body: Body,
    /// Sections within this one.
    pub below: &'static [Self],
    /// The part of an agreement this section belongs to, and the words it adds to it.
    pub agreed: Option<(&'static str, Agreed)>,
}

/// A guide to a field: what belongs there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guide {
    /// Its label.
    pub label: &'static str,
    /// A sentence that says what belongs there, shown while the field is empty.
    pub hint: &'static str,
    /// An example that works.
    pub good: &'static str,
    /// One that does not.
    pub weak: &'static str,
    /// The reason why the second does not work.
    pub why_weak: &'static str,
}

/// The content below a heading.
#[derive(Debug, Clone, Copy)]
pub enum Body {
    /// Sections alone.
    Nothing,
    /// A root text.
    Text(&'static str),
    /// Rows of a list.
    Rows(Rows),
    /// A table of keyed values: a row for each key, a column for each map.
    Keyed(&'static str, &'static [Column]),
    /// Bullets of what other documents say.
    Drawn(Drawn),
}

/// Words of other documents about one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawn {
    /// The functions its team needs.
    Functions,
    /// The surfaces it names, where the registry says more than the document.
    Surfaces,
    /// The latest decisions of its team.
    Decisions,
    /// How far people agree to it.
    Agreement,
    /// Results of which nobody wrote what was learned: a report of results alone shows the empty half.
    Unlearned,
}

/// Rows of a list, and how each reads.
#[derive(Debug, Clone, Copy)]
pub struct Rows {
    /// The list.
    pub list: &'static str,
    /// The rows that stand here, where not all of the list do.
    pub only: Option<Only>,
    /// How a row reads.
    pub form: Form,
    /// The words with which it is asked for.
    pub asked: &'static Asked,
}

/// Rows whose value is a certain word.
#[derive(Debug, Clone, Copy)]
pub struct Only {
    /// The value.
    pub field: &'static str,
    /// The word.
    pub word: &'static str,
    /// Whether rows without the value stand here too.
    pub or_vacant: bool,
}

/// How a row reads.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    /// A bullet of one text, which may have several paragraphs. Empty rows are left out.
    Line(&'static str),
    /// A bullet: a part that names it, a text below, and labelled values below that.
    Bullet(Part, Option<&'static str>, &'static [Fact]),
    /// A line of a table.
    Table(&'static [Column]),
    /// A heading of its own: a text, another one below it, labelled values, and rows of another list about it.
    Record(&'static str, &'static str, &'static [Fact], Option<Log>),
    /// A heading of its own for rows that are written once, the newest first.
    Stream(&'static Stream),
    /// A heading of its own: texts under their labels, labelled values, and what people say about it.
    Entry(&'static Entry),
    /// A bullet of what somebody says about a row of another list. It stands with that row where that is here.
    Said(&'static Said),
}

/// How rows read that people speak about.
#[derive(Debug)]
pub struct Entry {
    /// The text that heads each.
    pub head: &'static str,
    /// Labels, and the texts under them.
    pub texts: &'static [(&'static str, &'static str)],
    /// Labelled values of a few words.
    pub facts: &'static [Fact],
    /// Rows of other lists about each, under a label.
    pub about: &'static [(&'static str, &'static Said)],
}

/// How rows read that somebody says about others.
#[derive(Debug)]
pub struct Said {
    /// The list.
    pub list: &'static str,
    /// The value that names the row of another list which each is about, and that list.
    pub about: (&'static str, &'static str),
    /// The text or value of words that each says; empty where it says none.
    pub text: &'static str,
    /// Labelled values of a few words.
    pub facts: &'static [Fact],
    /// Rows that answer each, whose values stand below it.
    pub answered: Option<&'static Self>,
}

/// How rows read that are written once.
#[derive(Debug)]
pub struct Stream {
    /// The heading of each.
    pub head: Head,
    /// Labels, and the values of lines and paragraphs under them.
    pub said: &'static [(&'static str, &'static str)],
    /// Labelled values of a few words.
    pub facts: &'static [Fact],
    /// Two of those that weigh the same, and stand side by side.
    pub pair: Option<(&'static str, &'static str)>,
    /// The value that holds a row's day.
    pub on: &'static str,
    /// The value that names the row of another list which each is about, and that list. A row that names one that is here
    /// stands with it.
    pub about: Option<(&'static str, &'static str)>,
    /// Rows of another list that are about each.
    pub followed: Option<Followed>,
}

/// The heading of a row that is written once.
#[derive(Debug, Clone, Copy)]
pub enum Head {
    /// A value.
    Value(&'static str),
    /// The same words for every row.
    Words(&'static str),
}

/// Rows of another list that stand with the rows they are about.
#[derive(Debug, Clone, Copy)]
pub struct Followed {
    /// The list.
    pub list: &'static str,
    /// How they read.
    pub stream: &'static Stream,
    /// The words with which one is asked for.
    pub asked: &'static Asked,
}

/// The first words of a row.
#[derive(Debug, Clone, Copy)]
pub enum Part {
    /// A text.
    Text(&'static str),
    /// A value.
    Value(&'static str),
    /// The name of a row of the `org` document that a value holds the id of: the value, the list.
    Named(&'static str, &'static str),
}

/// Rows of another list that each name the row they are about, as readings name their metric.
#[derive(Debug, Clone, Copy)]
pub struct Log {
    /// The list.
    pub list: &'static str,
    /// The value that names the row.
    pub about: &'static str,
    /// Their columns. A row that lacks one is left out.
    pub columns: &'static [Column],
}

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its head.
    pub head: &'static str,
    /// The value in it.
    pub field: &'static str,
    /// Whether it holds numbers, which stand at the right.
    pub is_number: bool,
    /// Whether its number is a part of one, and reads as percent.
    pub is_share: bool,
    /// Whether it is left out of a table in which no row says anything in it.
    pub is_optional: bool,
}

/// A labelled value.
#[derive(Debug, Clone, Copy)]
pub struct Fact {
    /// Its label.
    pub label: &'static str,
    /// Other labels that say the same in files of other people.
    pub also: &'static [&'static str],
    /// Where the value stands.
    pub of: Of,
    /// The part of an agreement that this value belongs to. It is a line of its own there, after those of the facts before
    /// it: the first without its label, as signatures of before know it, and further ones with theirs.
    pub agreed: Option<&'static str>,
}

/// Where a labelled value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// In the document, or in the row that the fact is about.
    Value(&'static str),
    /// In a text of the row that the fact is about.
    Text(&'static str),
    /// In a keyed map of the `org` document, under this document's id.
    Org(&'static str),
    /// The name of the person who wrote this value.
    Writer(&'static str),
    /// In the row of another list that this value names: the value, the list, the value or text there.
    Named(&'static str, &'static str, &'static str),
}

/// The words that a section adds to what people agree to. They are kept with each signature, so that a change of them
/// makes every signature stale.
#[derive(Debug, Clone, Copy)]
pub enum Agreed {
    /// The text as it is.
    Plain,
    /// Each row's text after a label.
    Labelled(&'static str),
    /// Words that the kind puts together by itself.
    By(fn(&Sources<'_>) -> Vec<String>),
}

/// The documents that one document is read from.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// The document.
    pub sheet: &'a Sheet,
    /// The `org` document.
    pub org: &'a Sheet,
    /// The document's id.
    pub doc: &'a DocId,
}

impl Section {
    /// A section with a heading.
    pub const fn new(heading: &'static str, body: Body) -> Self {
        Self { heading, also: &[], guide: None, says: "", body, below: &[], agreed: None }
    }

    /// A section headed as its guide is labelled.
    pub const fn guided(guide: &'static Guide, body: Body) -> Self {
        Self { guide: Some(guide), ..Self::new(guide.label, body) }
    }

    /// The same with a guide of another label.
    pub const fn guide(self, guide: &'static Guide) -> Self {
        Self { guide: Some(guide), ..self }
    }

    /// The same with other headings of other people's files.
    pub const fn also(self, also: &'static [&'static str]) -> Self {
        Self { also, ..self }
    }

    /// The same with a sentence below the heading.
    pub const fn says(self, says: &'static str) -> Self {
        Self { says, ..self }
    }

    /// The same with sections within it.
    pub const fn below(self, below: &'static [Self]) -> Self {
        Self { below, ..self }
    }

    /// The same as a part of an agreement.
    pub const fn agreed(self, part: &'static str, words: Agreed) -> Self {
        Self { agreed: Some((part, words)), ..self }
    }
}

impl Fact {
    /// A labelled value of the document or the row.
    pub const fn new(label: &'static str, field: &'static str) -> Self {
        Self { label, also: &[], of: Of::Value(field), agreed: None }
    }

    /// The value of a row; vacant if the fact is no row's.
    pub fn in_row<'a>(&self, row: &'a Row) -> &'a Register {
        match self.of {
            Of::Writer(_) if is_nameless(row) => row.value(""),
            Of::Value(name) | Of::Writer(name) => row.value(name),
            Of::Org(_) | Of::Text(_) | Of::Named(..) => row.value(""),
        }
    }
}

impl Column {
    /// A column of values.
    pub const fn new(head: &'static str, field: &'static str) -> Self {
        Self { head, field, is_number: false, is_share: false, is_optional: false }
    }

    /// A column of numbers.
    pub const fn number(head: &'static str, field: &'static str) -> Self {
        Self { is_number: true, ..Self::new(head, field) }
    }

    /// The same, left out where no row says anything in it.
    pub const fn optional(self) -> Self {
        Self { is_optional: true, ..self }
    }

    /// A column of shares.
    pub const fn share(head: &'static str, field: &'static str) -> Self {
        Self { is_share: true, ..Self::number(head, field) }
    }
}

impl Rows {
    /// All rows of a list.
    pub const fn all(list: &'static str, form: Form) -> Self {
        Self { list, only: None, form, asked: &Asked::PLAIN }
    }

    /// The same, and how they are asked for.
    pub const fn asked(self, asked: &'static Asked) -> Self {
        Self { asked, ..self }
    }

    /// The rows that stand here.
    pub fn of<'a>(&'a self, sheet: &'a Sheet) -> impl Iterator<Item = &'a Row> {
        sheet.rows(self.list).filter(|row| self.only.is_none_or(|only| only.holds(row)))
    }
}

impl Only {
    /// Whether a row stands here.
    pub fn holds(self, row: &Row) -> bool {
        let word = row.value(self.field).words();
        word == self.word || (self.or_vacant && word.is_empty())
    }
}

impl Outline {
    /// Every section, those within others after the one they lie in.
    pub fn all_sections(&self) -> Vec<&'static Section> {
        let mut all = Vec::new();
        let mut waiting: Vec<&'static Section> = self.sections.iter().rev().collect();
        while let Some(section) = waiting.pop() {
            all.push(section);
            waiting.extend(section.below.iter().rev());
        }
        all
    }

    /// The words of a part of an agreement, a line each.
    pub fn agreed(&self, part: &str, from: &Sources<'_>) -> String {
        let facts = self.facts.iter().filter(|fact| fact.agreed == Some(part)).enumerate();
        let facts = facts.map(|(nth, fact)| match (nth, all(from.fact(fact))) {
            (0, said) => said,
            (_, said) if said.is_empty() => said,
            (_, said) => format!("{}: {said}", fact.label),
        });
        let of_part = |section: &&'static Section| section.agreed.is_some_and(|(name, _)| name == part);
        let sections = self.all_sections().into_iter().filter(of_part).flat_map(|section| section.words(from));
        let lines: Vec<String> = facts.chain(sections).collect();
        let said: Vec<&str> = lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
        said.join("\n")
    }
}

impl Section {
    fn words(&self, from: &Sources<'_>) -> Vec<String> {
        match (self.agreed, self.body) {
            (Some((_, Agreed::By(words))), _) => words(from),
            (Some((_, Agreed::Labelled(label))), Body::Rows(rows)) => rows
                .of(from.sheet)
                .filter_map(|row| rows.form.said(row))
                .map(|text| format!("{label}: {text}"))
                .collect(),
            (Some((_, Agreed::Plain)), Body::Text(name)) => vec![from.sheet.text(name).to_owned()],
            _ => Vec::new(),
        }
    }
}

impl Form {
    /// The text a row of this form says first; `None` where an empty row is left out.
    fn said(self, row: &Row) -> Option<&str> {
        match self {
            Self::Line(text) => Some(row.text(text)).filter(|text| !text.trim().is_empty()),
            Self::Bullet(Part::Text(text), ..) => Some(row.text(text)),
            _ => None,
        }
    }
}

impl<'a> Sources<'a> {
    /// A labelled value of the document.
    pub fn fact(&self, fact: &Fact) -> &'a Register {
        match fact.of {
            Of::Value(name) | Of::Writer(name) | Of::Text(name) | Of::Named(name, ..) => self.sheet.value(name),
            Of::Org(map) => self.org.under_key(map, self.doc.as_str()),
        }
    }
}

/// All values that stand side by side.
fn all(register: &Register) -> String {
    register.writes.iter().map(|write| write.value.to_string()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;
    use crate::sheet::Write;

    static OUTLINE: Outline = Outline {
        title: None,
        untitled: "",
        facts: &[
            Fact { agreed: Some("people"), ..Fact::new("Captain", "captain") },
            Fact { agreed: Some("people"), ..Fact::new("Sponsor", "sponsor") },
            Fact::new("Runs until", "ends"),
        ],
        sections: &[],
        rest: None,
    };

    #[test]
    fn each_fact_of_a_part_that_is_agreed_to_is_a_line_and_those_after_the_first_say_what_they_are() {
        let (org, doc) = (Sheet::default(), DocId::org());
        for (said, words) in [
            (vec![("captain", "Ada"), ("ends", "2026-11-01")], "Ada"),
            (vec![("captain", "Ada"), ("sponsor", "Bo")], "Ada\nSponsor: Bo"),
            (vec![("sponsor", "Ada")], "Sponsor: Ada"),
            (vec![], ""),
        ] {
            let mut sheet = Sheet::default();
            for (field, words) in said {
                let write = Write { id: "w".to_owned(), value: words.into(), by: String::new(), at_ms: 0 };
                sheet.values.insert(field.to_owned(), Register { writes: vec![write] });
            }
            assert_eq!(OUTLINE.agreed("people", &Sources { sheet: &sheet, org: &org, doc: &doc }), words);
        }
    }
}
