//! The rights that a person may give away at this moment. A credential is worth no more than it says, and no more than
//! its giver may give when it is used.

use super::{Grant, Rank};

/// The giver of a credential, as they are when it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Giver {
    /// The giver is nobody any more: the person was removed, or the key retired.
    Gone,
    /// The server's own command, which only the person who runs the server can give.
    Server,
    /// A program with a key that an owner answers for. It gives rights in documents, and makes nobody a person.
    Program,
    /// A person, by their rank and by what they hold in the document the credential is for.
    Person {
        /// Their rank in the workspace.
        rank: Rank,
        /// Their grant in the document.
        grant: Option<Grant>,
    },
}

impl Giver {
    /// A person by their rank, where no document is meant.
    pub fn of_rank(rank: Rank) -> Self {
        Self::Person { rank, grant: None }
    }

    /// The highest rank up to `wanted` that this giver may name; `None` when they name nobody.
    pub fn rank(self, wanted: Rank) -> Option<Rank> {
        let may = |rank: Rank| match self {
            Self::Server => true,
            Self::Person { rank: own, .. } => own.may_name(rank),
            Self::Gone | Self::Program => false,
        };
        Rank::ALL.into_iter().rev().find(|rank| *rank <= wanted && may(*rank))
    }

    /// The most up to `wanted` that this giver may grant in the document; `None` when they grant nothing there.
    pub fn grant(self, wanted: Grant) -> Option<Grant> {
        let may = |grant: Grant| match self {
            Self::Server | Self::Program => true,
            Self::Person { rank, grant: own } => rank.may_grant() || own.is_some_and(|own| own.may_give(grant)),
            Self::Gone => false,
        };
        Grant::ALL.into_iter().rev().find(|grant| *grant <= wanted && may(*grant))
    }

    /// The worth of an invitation of somebody new. A captain lets guests into their own charter.
    pub fn invitation(self, rank: Rank, grant: Option<Grant>) -> Option<(Rank, Option<Grant>)> {
        let granted = match grant {
            Some(wanted) => Some(self.grant(wanted)?),
            None => None,
        };
        let guest = Some(Rank::Guest).filter(|_| granted.is_some());
        Some((self.rank(rank).or(guest)?, granted))
    }

    /// Whether a link lets somebody sign in again who is `now`, and was `said` when the link was made: a link for a
    /// member never opens an owner's account.
    pub fn lets_in_again(self, said: Rank, now: Rank) -> bool {
        now <= said && self.rank(now) == Some(now)
    }

    /// Whether this giver answers for a key: the server for its own, owners for those of programs.
    pub fn answers_for_keys(self) -> bool {
        match self {
            Self::Server => true,
            Self::Person { rank, .. } => rank.may_hold_keys(),
            Self::Gone | Self::Program => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CAPTAIN: Giver = Giver::Person { rank: Rank::Member, grant: Some(Grant::Captain) };
    const EDITOR: Giver = Giver::Person { rank: Rank::Member, grant: Some(Grant::Editor) };

    fn of(rank: Rank) -> Giver {
        Giver::of_rank(rank)
    }

    #[test]
    fn an_invitation_is_worth_what_its_giver_may_give_now() {
        use Grant::{Captain, Editor, Reader};
        use Rank::{Guest, Leader, Member, Owner};
        for (giver, says, worth) in [
            (Giver::Server, (Owner, None), Some((Owner, None))),
            (of(Owner), (Owner, Some(Captain)), Some((Owner, Some(Captain)))),
            (of(Leader), (Owner, None), Some((Member, None))),
            (of(Leader), (Member, Some(Captain)), Some((Member, Some(Captain)))),
            (of(Member), (Member, None), None),
            (of(Member), (Guest, Some(Reader)), None),
            (CAPTAIN, (Guest, Some(Editor)), Some((Guest, Some(Editor)))),
            (CAPTAIN, (Member, Some(Captain)), Some((Guest, Some(Editor)))),
            (CAPTAIN, (Guest, None), None),
            (EDITOR, (Guest, Some(Reader)), None),
            (Giver::Program, (Guest, None), None),
            (Giver::Gone, (Guest, Some(Reader)), None),
        ] {
            assert_eq!(giver.invitation(says.0, says.1), worth, "{giver:?} {says:?}");
        }
    }

    #[test]
    fn a_grant_is_lowered_to_what_its_giver_may_give_and_never_raised() {
        for wanted in Grant::ALL {
            for giver in [Giver::Server, Giver::Program, of(Rank::Owner), of(Rank::Leader)] {
                assert_eq!(giver.grant(wanted), Some(wanted), "{giver:?}");
            }
            assert_eq!(CAPTAIN.grant(wanted), Some(wanted.min(Grant::Editor)));
            for giver in [Giver::Gone, of(Rank::Member), of(Rank::Guest), EDITOR] {
                assert_eq!(giver.grant(wanted), None, "{giver:?}");
            }
        }
    }

    #[test]
    fn a_link_lets_in_again_whom_its_giver_may_name_and_nobody_who_rose_since() {
        for said in Rank::ALL {
            for now in Rank::ALL {
                let not_risen = now <= said;
                assert_eq!(Giver::Server.lets_in_again(said, now), not_risen);
                assert_eq!(of(Rank::Owner).lets_in_again(said, now), not_risen);
                assert_eq!(of(Rank::Leader).lets_in_again(said, now), not_risen && now <= Rank::Member);
                for giver in [Giver::Gone, Giver::Program, of(Rank::Member), CAPTAIN] {
                    assert!(!giver.lets_in_again(said, now), "{giver:?}");
                }
            }
        }
    }

    #[test]
    fn owners_and_the_server_answer_for_keys() {
        for rank in Rank::ALL {
            assert_eq!(of(rank).answers_for_keys(), rank == Rank::Owner);
        }
        assert!(Giver::Server.answers_for_keys() && !Giver::Gone.answers_for_keys());
        assert!(!Giver::Program.answers_for_keys());
    }
}
