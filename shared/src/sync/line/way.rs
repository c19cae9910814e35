//! The way in which the documents of a page reach their server: together, or each by a socket of its own where an older
//! server, or a proxy that passes only `/sync/…`, keeps the shared socket out.
//!
//! A socket that never opens looks the same to a page whether it was refused or the server is away. So after two of them
//! a document's own socket is tried. Where that opens, the shared one is tried once more, as the server may just have
//! come back; only then it counts as refused.

/// The socket that a page tries next.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The shared one.
    #[default]
    Shared,
    /// The shared one, which did not open the last time.
    Again,
    /// A document's own, to see whether the server is there at all.
    Probe,
    /// The shared one for the last time: the server is there.
    Last,
    /// A socket a document.
    Alone,
}

impl Way {
    /// The way after a socket of this one has opened; `ours` if the server speaks our sub-protocol on it.
    pub fn opened(self, ours: bool) -> Self {
        match self {
            Self::Probe => Self::Last,
            _ if ours => Self::Shared,
            _ => Self::Alone,
        }
    }

    /// The way after a socket of this one has closed and had never been open.
    pub fn refused(self) -> Self {
        match self {
            Self::Shared => Self::Again,
            Self::Again => Self::Probe,
            Self::Last => Self::Alone,
            // The server is away.
            Self::Probe | Self::Alone => Self::Shared,
        }
    }

    /// Whether this way is tried without a pause after the one before.
    pub fn is_at_once(self) -> bool {
        matches!(self, Self::Probe | Self::Last | Self::Alone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The ways tried one after another: `o` opened, `x` opened without our sub-protocol, `-` never opened.
    fn tried(outcomes: &str) -> Vec<Way> {
        let mut way = Way::default();
        let next = outcomes.chars().map(|outcome| {
            way = match outcome {
                'o' => way.opened(true),
                'x' => way.opened(false),
                _ => way.refused(),
            };
            way
        });
        next.collect()
    }

    #[test]
    fn a_page_falls_back_to_sockets_of_documents_only_where_the_server_is_there_without_the_shared_one() {
        use Way::{Again, Alone, Last, Probe, Shared};
        for (outcomes, ways) in [
            ("o", &[Shared][..]),
            ("x", &[Alone]),
            ("-o", &[Again, Shared]),
            ("-x", &[Again, Alone]),
            ("---", &[Again, Probe, Shared]),
            ("--oo", &[Again, Probe, Last, Shared]),
            ("--xo", &[Again, Probe, Last, Shared]),
            ("--o-", &[Again, Probe, Last, Alone]),
            ("--ox", &[Again, Probe, Last, Alone]),
            ("--o--", &[Again, Probe, Last, Alone, Shared]),
        ] {
            assert_eq!(tried(outcomes), ways, "{outcomes}");
        }
    }

    #[test]
    fn a_server_that_is_away_is_asked_again_after_a_pause() {
        for (way, at_once) in
            [(Way::Shared, false), (Way::Again, false), (Way::Probe, true), (Way::Last, true), (Way::Alone, true)]
        {
            assert_eq!(way.is_at_once(), at_once, "{way:?}");
        }
    }
}
