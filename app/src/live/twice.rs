//! Lines that two people rewrote at once: whoever comes back tells those who are here, with the presence, and one press of anybody
//! settles it for all.

use muster_shared::past::Twice;
use muster_shared::sheet::{Edit, EditError, Place};
use muster_shared::text::typing::difference;

use super::LiveDoc;
use super::open_doc::OpenDoc;
use super::people::Person;
use crate::browser::now_ms;

/// Others are told for so long at most, in milliseconds: an hour.
const TELL_MS: u64 = 3600 * 1000;

impl OpenDoc {
    /// Takes what those who are here tell.
    pub(super) fn hear_twice(&self, people: &[Person]) {
        for person in people.iter().filter(|person| !person.twice.is_empty()) {
            self.people.borrow_mut().heard.hear(&person.name, &person.twice, now_ms());
        }
        self.show_twice();
    }

    fn show_twice(&self) {
        let shown = self.people.borrow().heard.shown(now_ms());
        self.live.twice.set_if_new(shown);
    }
}

impl LiveDoc {
    /// Tells those who are here of lines that this person rewrote without a connection while they did; of none, no more.
    pub(crate) fn tell_twice(&self, lines: Vec<Twice>) {
        self.with(|session| {
            let tells = Some((lines, now_ms() + TELL_MS)).filter(|(lines, _)| !lines.is_empty());
            session.people.borrow_mut().tells = tells;
            session.say_who();
        });
    }

    /// Leaves such a line as it is: it is shown here no more.
    pub(crate) fn leave_twice(&self, line: &Twice) {
        self.with(|session| {
            session.people.borrow_mut().heard.leave(line);
            session.show_twice();
        });
    }

    /// Makes a line that reads so say other words. Answers whether it read so: words that came meanwhile are nobody's here to
    /// take out.
    ///
    /// # Errors
    /// [`EditError`] where it may not be edited.
    pub(crate) fn reword(&self, at: &Place, now: &str, taken: &str) -> Result<bool, EditError> {
        let line = self.text(at).get_untracked();
        if line.trim() != now.trim() {
            return Ok(false);
        }
        let end = taken.encode_utf16().count() as u32;
        match difference(&line, taken, end) {
            Some(splice) => self.edit(&Edit::Write { at: at.clone(), splice }).map(|_| true),
            None => Ok(true),
        }
    }
}
