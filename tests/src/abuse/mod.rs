//! The abuses by which one person can cost everybody else something, each kind as a piece of code that does it until it
//! is told to stop: for the tests of the bounds, for the benchmark of who notices, and for the long trial of what is
//! lost.

pub mod bystanders;
pub mod endure;
mod requests;
mod sockets;
mod stage;

use anyhow::Result;
use tokio::time::Instant;

pub use sockets::half_send;
pub use stage::Stage;

/// A kind of abuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Abuse {
    /// Readers send messages that never end.
    HalfSent,
    /// A reader asks for the whole document again and again, with another state vector each time.
    Questions,
    /// A reader is present as dozens of clients with long states, and says so as fast as it can.
    Presence,
    /// A reader asks who is here as fast as it can.
    WhoIsHere,
    /// A reader sends long messages of a kind that nobody knows.
    Unknown,
    /// An editor writes and deletes in turn, as long updates as there may be.
    Growth,
    /// A reader asks for the history of a long document, eight times at once, and often hangs up before it comes.
    History,
    /// A reader asks for every form of a long document.
    Exports,
    /// A member asks for the list, eight times at once.
    Lists,
    /// Nobody who is known asks whether the server can write.
    Readiness,
    /// Nobody who is known tries to sign in.
    Tries,
    /// A program mints tokens.
    Tokens,
    /// A member begins documents.
    Documents,
    /// A leader gives something to somebody and takes it back.
    Rights,
}

impl Abuse {
    /// Every kind.
    pub const ALL: [Self; 14] = [
        Self::HalfSent,
        Self::Questions,
        Self::Presence,
        Self::WhoIsHere,
        Self::Unknown,
        Self::Growth,
        Self::History,
        Self::Exports,
        Self::Lists,
        Self::Readiness,
        Self::Tries,
        Self::Tokens,
        Self::Documents,
        Self::Rights,
    ];

    /// The name of the abuse.
    pub fn name(self) -> &'static str {
        match self {
            Self::HalfSent => "half-sent",
            Self::Questions => "questions",
            Self::Presence => "presence",
            Self::WhoIsHere => "who-is-here",
            Self::Unknown => "unknown",
            Self::Growth => "growth",
            Self::History => "history",
            Self::Exports => "exports",
            Self::Lists => "lists",
            Self::Readiness => "readiness",
            Self::Tries => "tries",
            Self::Tokens => "tokens",
            Self::Documents => "documents",
            Self::Rights => "rights",
        }
    }

    /// Does it until `end`; answers how often.
    ///
    /// # Errors
    /// When the server cannot be reached any more, which no abuse may bring about.
    pub async fn go_on(self, stage: &Stage, end: Instant) -> Result<u64> {
        match self {
            Self::HalfSent => sockets::half_sent(stage, end).await,
            Self::Questions => sockets::questions(stage, end).await,
            Self::Presence => sockets::presence(stage, end).await,
            Self::WhoIsHere => sockets::who_is_here(stage, end).await,
            Self::Unknown => sockets::unknown(stage, end).await,
            Self::Growth => sockets::growth(stage, end).await,
            Self::History
            | Self::Exports
            | Self::Lists
            | Self::Readiness
            | Self::Tries
            | Self::Tokens
            | Self::Documents
            | Self::Rights => requests::go_on(self, stage, end).await,
        }
    }
}
