//! The four sorts of notes, each with its questions. One table makes the page, and what is noticed speaks of its fields.

/// One sort of notes.
#[derive(Debug, PartialEq, Eq)]
pub struct Form {
    /// Its name where it is kept.
    pub word: &'static str,
    /// Its heading.
    pub name: &'static str,
    /// A sentence on what it is for.
    pub says: &'static str,
    /// The way to a new one.
    pub add: &'static str,
    /// The questions in their order, the first of which names a note.
    pub questions: &'static [Question],
}

/// A question.
#[derive(Debug, PartialEq, Eq)]
pub struct Question {
    /// The name of its answer where it is kept.
    pub field: &'static str,
    /// The question, or a label.
    pub asks: &'static str,
    /// A hint at what belongs there.
    pub hint: &'static str,
    /// The answers that it takes.
    pub takes: Answers,
}

/// The answers that a question takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answers {
    /// A few words.
    Line,
    /// Lines and paragraphs.
    Text,
    /// A day as `2026-11-29`.
    Day,
    /// A number.
    Number,
    /// One of these, as it is kept and as it reads.
    OneOf(&'static [(&'static str, &'static str)]),
}

/// The keeper reflection.
pub const KEEPER: &str = "keeper";
/// Learning goals.
pub const LEARNING: &str = "learning";
/// A leader's routine.
pub const ROUTINE: &str = "routine";
/// The leader's mirror.
pub const MIRROR: &str = "mirror";

/// The day of a note.
pub(super) const ON: &str = "on";
/// The step that comes of a reflection.
pub(super) const STEP: &str = "step";
/// The day on which a learning goal begins.
pub(super) const BEGUN: &str = "begun";
/// The day by which it is to be reached.
pub(super) const BY: &str = "by";
/// Whether it is.
pub(super) const DONE: &str = "done";
/// The place where what was learned is applied.
pub(super) const APPLIED: &str = "applied";
/// How often a part of a routine comes.
pub(super) const CADENCE: &str = "cadence";
/// The day of the last time.
pub(super) const LAST: &str = "last";
/// The sort of a line in the mirror.
pub(super) const SORT: &str = "sort";
/// The class of decisions that it is about.
pub(super) const CLASS: &str = "class";
/// The hours that it took.
pub(super) const HOURS: &str = "hours";

/// The words that are kept for a yes.
pub(super) const YES: &str = "yes";
/// Advice, in the mirror.
pub(super) const ADVICE: &str = "advice";
/// A directive.
pub(super) const DIRECTIVE: &str = "directive";
/// A decision that was taken in a team's stead.
pub(super) const DECIDED: &str = "decided";
/// Time with a team, to remove what blocks it.
pub(super) const PAIRED: &str = "paired";
/// Time in a meeting with items of a team.
pub(super) const MET: &str = "met";

const YES_OR_NO: &[(&str, &str)] = &[(YES, "Yes"), ("no", "Not yet")];
const WOULD_FIGHT: &[(&str, &str)] = &[(YES, "Yes"), ("unsure", "Not sure"), ("no", "No")];
const CADENCES: &[(&str, &str)] = &[("daily", "Every day"), ("weekly", "Every week"), ("monthly", "Every month")];
const SORTS: &[(&str, &str)] = &[
    (ADVICE, "I gave advice"),
    (DIRECTIVE, "I gave a directive"),
    (DECIDED, "I decided in the team’s stead"),
    (PAIRED, "I helped to remove a blocker"),
    (MET, "I was in a meeting of the team"),
];

const fn line(field: &'static str, asks: &'static str, hint: &'static str) -> Question {
    Question { field, asks, hint, takes: Answers::Line }
}

const fn text(field: &'static str, asks: &'static str, hint: &'static str) -> Question {
    Question { takes: Answers::Text, ..line(field, asks, hint) }
}

const fn day(field: &'static str, asks: &'static str) -> Question {
    Question { takes: Answers::Day, ..line(field, asks, "") }
}

const fn one_of(field: &'static str, asks: &'static str, of: &'static [(&'static str, &'static str)]) -> Question {
    Question { takes: Answers::OneOf(of), ..line(field, asks, "") }
}

/// All of them.
pub static FORMS: [Form; 4] = [
    Form {
        word: KEEPER,
        name: "Keeper reflection",
        says: "Once a quarter, by yourself. A doubt about somebody is a question to you first: what have you not said to them yet? \
               What comes of it is feedback or a step of growth, and never a list.",
        add: "Begin a reflection",
        questions: &[
            line("about", "About whom", "Initials are enough"),
            day(ON, "On"),
            one_of("fight", "If this person quit today, would I fight to keep them?", WOULD_FIGHT),
            text("irreplaceable", "What do they bring that nobody else does?", ""),
            text("bar", "Where is the bar not met, and have I told them?", ""),
            text(STEP, "The feedback that I give, or the step of growth that I offer", "One step, and by when"),
        ],
    },
    Form {
        word: LEARNING,
        name: "Learning goals",
        says: "What you want to be able to do. It counts once it is applied: a course that changed nothing is not finished.",
        add: "Add a goal",
        questions: &[
            line("skill", "What I want to be able to do", "Read a balance sheet"),
            line("source", "Where I learn it", "A course, a book, a colleague"),
            day(BEGUN, "From"),
            day(BY, "By"),
            one_of(DONE, "Is it finished?", YES_OR_NO),
            text(APPLIED, "Where I have applied it", "In which work, and what came of it"),
        ],
    },
    Form {
        word: ROUTINE,
        name: "Routine",
        says: "Details matter: advice is as good as what you know of the customers and the metrics. Say what you look at by yourself, \
               and how often.",
        add: "Add a habit",
        questions: &[
            line("what", "What I do", "Listen to a customer call"),
            one_of(CADENCE, "How often", CADENCES),
            day(LAST, "Last done on"),
            text("showed", "What it showed", "The job that a customer had, a number that moved"),
        ],
    },
    Form {
        word: MIRROR,
        name: "Leader’s mirror",
        says: "The hardest step for a leader is a step back. Write down when you gave advice, when you directed, when you decided what \
               was somebody else’s to decide, and when you helped a team to remove what blocked it.",
        add: "Add a line",
        questions: &[
            line("what", "What happened", "Asked for another price"),
            day(ON, "On"),
            one_of(SORT, "What I did", SORTS),
            line(CLASS, "The class of decisions, or the team", "Prices up to 20 euros"),
            Question { takes: Answers::Number, ..line(HOURS, "Hours", "2") },
        ],
    },
];

/// The form of this name.
pub fn form(word: &str) -> Option<&'static Form> {
    FORMS.iter().find(|form| form.word == word)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_form_has_a_name_of_its_own_a_sentence_and_questions_with_names_of_their_own() {
        let words: BTreeSet<_> = FORMS.iter().map(|form| form.word).collect();
        assert_eq!(words.len(), FORMS.len());
        for one in &FORMS {
            assert_eq!(form(one.word), Some(one));
            assert!(one.says.ends_with('.') && !one.add.is_empty(), "{}", one.name);
            let fields: BTreeSet<_> = one.questions.iter().map(|question| question.field).collect();
            assert_eq!(fields.len(), one.questions.len(), "{}", one.name);
            assert_eq!(one.questions.first().map(|question| question.takes), Some(Answers::Line), "{}", one.name);
        }
        assert_eq!(form("pair"), None);
    }

    #[test]
    fn each_field_that_something_is_noticed_about_is_asked_for() {
        for (word, fields) in [
            (KEEPER, &[ON, STEP][..]),
            (LEARNING, &[BEGUN, BY, DONE, APPLIED]),
            (ROUTINE, &[CADENCE, LAST]),
            (MIRROR, &[ON, SORT, CLASS, HOURS]),
        ] {
            let asked =
                |field: &&str| form(word).is_some_and(|form| form.questions.iter().any(|one| one.field == *field));
            assert!(fields.iter().all(asked), "{word}");
        }
    }
}
