//! The blows that the servers of one database are dealt, in an order that follows from the seed.

use fastrand::Rng;

/// Kills of one seed.
pub const KILLS_A_SEED: u64 = 10;

/// One blow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Blow {
    /// `kill -9` of the one that serves.
    KillServing,
    /// `kill -9` of one that waits.
    KillWaiting,
    /// `kill -9` of the one that serves, and of another one while it may be about to follow.
    KillBoth,
    /// SIGTERM to the one that serves.
    EndServing,
    /// SIGSTOP of the one that serves until another one does, then SIGCONT.
    SleepPastLease,
    /// The same, and the one that follows sleeps as the first wakes.
    SleepByTurns,
    /// SIGSTOP of the one that serves, and SIGCONT about the time at which it may be followed.
    SleepAboutLease,
    /// SIGSTOP of the one that serves, and SIGCONT before anybody may follow it.
    Doze,
    /// `kill -9` of the database's first process.
    KillDatabase,
    /// The database is stopped at once.
    StopDatabase,
    /// The connections of the one that serves to the database.
    CutServing,
    /// The connections of one that waits to the database.
    CutWaiting,
    /// The connections of the one that serves let nothing through and stand, until another one serves.
    DarkenServing,
}

impl Blow {
    /// How often each is dealt in a seed.
    const EACH: [(Self, u64); 13] = [
        // Each kills two.
        (Self::KillBoth, 2),
        (Self::KillWaiting, 2),
        (Self::KillServing, KILLS_A_SEED - 6),
        (Self::EndServing, 2),
        (Self::SleepPastLease, 1),
        (Self::SleepByTurns, 1),
        (Self::SleepAboutLease, 1),
        (Self::Doze, 3),
        (Self::KillDatabase, 1),
        (Self::StopDatabase, 1),
        (Self::CutServing, 1),
        (Self::CutWaiting, 1),
        (Self::DarkenServing, 1),
    ];

    /// The blows of one seed.
    pub(super) fn plan(rng: &mut Rng) -> Vec<Self> {
        let mut plan: Vec<Self> = Self::EACH.iter().flat_map(|(blow, n)| (0..*n).map(|_| *blow)).collect();
        rng.shuffle(&mut plan);
        plan
    }
}
