//! The blows that the servers of one database are dealt, in an order that follows from the seed.

use fastrand::Rng;

/// Kills of one seed.
pub const KILLS_A_SEED: u64 = 10;
/// Those of them that hit the server that serves.
const KILLS_OF_SERVING: u64 = 7;

/// One blow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Blow {
    /// `kill -9` of the one that serves.
    KillServing,
    /// `kill -9` of one that waits.
    KillWaiting,
    /// SIGTERM to the one that serves.
    EndServing,
    /// SIGSTOP of the one that serves until another one does, then SIGCONT.
    SleepPastLease,
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
}

impl Blow {
    /// How often each is dealt in a seed.
    const EACH: [(Self, u64); 9] = [
        (Self::KillServing, KILLS_OF_SERVING),
        (Self::KillWaiting, KILLS_A_SEED - KILLS_OF_SERVING),
        (Self::EndServing, 2),
        (Self::SleepPastLease, 2),
        (Self::Doze, 5),
        (Self::KillDatabase, 1),
        (Self::StopDatabase, 1),
        (Self::CutServing, 1),
        (Self::CutWaiting, 1),
    ];

    /// The blows of one seed.
    pub(super) fn plan(rng: &mut Rng) -> Vec<Self> {
        let mut plan: Vec<Self> = Self::EACH.iter().flat_map(|(blow, n)| (0..*n).map(|_| *blow)).collect();
        rng.shuffle(&mut plan);
        plan
    }
}
