//! The words of a learning goal for others, made for its author to take along: a goal alone has such words, and no other note.

use super::forms::{APPLIED, BY, DONE, LEARNING, YES};
use super::note::Note;
use crate::text::words::long_day;

impl Note {
    /// The words of a learning goal that its author may copy; nothing of any other note, and of a goal that says nothing yet.
    pub fn to_share(&self) -> Option<String> {
        let said = |field: &str| Some(self.answer(field).trim()).filter(|said| !said.is_empty());
        if self.form() != LEARNING || self.is_gone() {
            return None;
        }
        let parts = [
            Some(format!("I want to be able to: {}.", said("skill")?.trim_end_matches('.'))),
            said("source").map(|source| format!("Where I learn it: {}.", source.trim_end_matches('.'))),
            said(BY).map(|day| format!("By {}.", long_day(day))),
            (self.answer(DONE) == YES).then(|| "It is finished.".to_owned()),
            said(APPLIED).map(|applied| format!("Where I have applied it: {}.", applied.trim_end_matches('.'))),
        ];
        Some(parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::super::FORMS;
    use super::*;

    #[test]
    fn a73_a_learning_goal_alone_has_words_to_share_and_says_no_more_than_its_author_wrote() {
        for form in &FORMS {
            let mut note = Note::new("n".to_owned(), form.word);
            assert_eq!(note.to_share(), None, "{}", form.name);
            for question in form.questions {
                note.write(question.field, "Nightjar", 1);
            }
            assert_eq!(note.to_share().is_some(), form.word == LEARNING, "{}", form.name);
            note.remove(2);
            assert_eq!(note.to_share(), None);
        }
        let mut goal = Note::new("n".to_owned(), LEARNING);
        goal.write("skill", "Read a balance sheet.", 1);
        assert_eq!(goal.to_share().as_deref(), Some("I want to be able to: Read a balance sheet."));
        for (field, words) in [("source", "A course"), (BY, "2026-12-31"), (DONE, YES), (APPLIED, "The budget")] {
            goal.write(field, words, 1);
        }
        let whole = "I want to be able to: Read a balance sheet. Where I learn it: A course. By 31 December 2026. It is finished. \
            Where I have applied it: The budget.";
        assert_eq!(goal.to_share().as_deref(), Some(whole));
    }
}
