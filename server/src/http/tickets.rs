//! Tickets of frames: a page that the server wrote for a token, and lets be framed only by pages the token is for, holds one.
//! The page shows it once and is given a pass for its token.

use std::time::Instant;

use super::sign_in::Waiting;
use crate::log::LogError;
use crate::people::Secret;

/// The tickets nobody has shown yet, each with the token it was made for.
#[derive(Default)]
pub(crate) struct Tickets(Waiting<String>);

impl Tickets {
    /// A ticket for a token. It holds for a few minutes.
    ///
    /// # Errors
    /// [`LogError::Write`] when there is no randomness.
    pub(super) fn make(&self, token: &str) -> Result<String, LogError> {
        let ticket = Secret::draw()?;
        self.0.put(ticket.hash(), token.to_owned(), Instant::now());
        Ok(ticket.reveal())
    }

    /// Whether a ticket was made for this token and nobody has shown it before.
    pub(super) fn take(&self, ticket: &str, token: &str) -> bool {
        let found = Secret::read(ticket).and_then(|ticket| self.0.take(&ticket.hash(), Instant::now()));
        found.is_some_and(|made_for| made_for == token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_is_good_once_and_for_its_own_token() -> Result<(), LogError> {
        let tickets = Tickets::default();
        let (ours, theirs) = (tickets.make("a.b.c")?, tickets.make("d.e.f")?);
        assert!(!tickets.take("", "a.b.c") && !tickets.take("nonsense", "a.b.c"));
        assert!(tickets.take(&ours, "a.b.c"));
        assert!(!tickets.take(&ours, "a.b.c"), "a second time");
        assert!(!tickets.take(&theirs, "a.b.c"), "for another token");
        assert!(!tickets.take(&theirs, "d.e.f"), "after it was shown for another token");
        Ok(())
    }
}
