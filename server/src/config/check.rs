//! Which configurations cannot work, and the bounds that follow from one that can.

use std::net::SocketAddr;

use muster_shared::access::ByRank;
use muster_shared::sync::limits::Limits;
use thiserror::Error;

use super::Serve;
use super::limits::Bounds;

/// Why the server does not start with this configuration.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BadConfig {
    /// Anybody could come in from outside.
    #[error("without sign-in muster listens on this machine only: `{0}` is not a loopback address, use 127.0.0.1")]
    NotLoopback(SocketAddr),
    /// Cookies and passkeys would travel in the clear, or to nowhere.
    #[error("beyond this machine people sign in over TLS: say where with `--public-url https://muster.example`")]
    NoPublicUrl,
    /// The setting is not an origin.
    #[error("`{0}` is not an origin: write it as https://wiki.example, without a path")]
    NotAnOrigin(String),
    /// A provider nobody could sign in with, in a sentence.
    #[error("{0}")]
    Oidc(String),
    /// Letters nobody could be sent, in a sentence.
    #[error("{0}")]
    Mail(String),
    /// A typeface that pictures cannot be drawn with, in a sentence.
    #[error("{0}")]
    Pictures(String),
    /// A store that cannot be used, in a sentence.
    #[error("{0}")]
    Store(String),
    /// There is nothing that two servers could take turns at.
    #[error(
        "`--standby` waits for a database that another muster has: name it with `--store postgres://USER@HOST/DATABASE`"
    )]
    StandbyOfAFile,
    /// The frames of a whole document could not be sent.
    #[error("`--dead-after-ms` must be longer than `--ping-every-ms`")]
    DeadBeforePing,
    /// A limit under which nothing works.
    #[error("`{0}` must be at least {1}")]
    TooLow(String, u64),
}

impl Serve {
    /// Refuses what cannot work, with a sentence.
    ///
    /// # Errors
    /// [`BadConfig`].
    pub fn check(&self) -> Result<(), BadConfig> {
        let loopback = self.listen.listen.ip().is_loopback();
        if self.visitors.open && !loopback {
            return Err(BadConfig::NotLoopback(self.listen.listen));
        }
        let secure = self.listen.public_url.as_ref().is_some_and(|url| url.starts_with("https://"));
        if !loopback && !secure {
            return Err(BadConfig::NoPublicUrl);
        }
        let origins = self.visitors.allow_origin.iter().chain(&self.listen.public_url);
        if let Some(wrong) = origins.into_iter().find(|origin| !is_origin(origin)) {
            return Err(BadConfig::NotAnOrigin(wrong.clone()));
        }
        if let Some(wrong) = self.oidc.wrong() {
            return Err(BadConfig::Oidc(wrong));
        }
        if let Some(wrong) = self.mail.wrong() {
            return Err(BadConfig::Mail(wrong));
        }
        self.data.store.keeper().map_err(BadConfig::Store)?;
        if self.standby && !self.data.store.is_elsewhere() {
            return Err(BadConfig::StandbyOfAFile);
        }
        if let Some((flag, least)) = self.given.too_low() {
            return Err(BadConfig::TooLow(flag, least));
        }
        let bounds = self.bounds();
        if bounds.dead_after_ms <= bounds.ping_every_ms {
            return Err(BadConfig::DeadBeforePing);
        }
        Ok(())
    }

    /// The limits in force.
    pub fn bounds(&self) -> Bounds {
        self.given.resolve(self.visitors.open)
    }

    /// The limits in force, by the rank of the person they are held against.
    pub fn bounds_by_rank(&self) -> ByRank<Bounds> {
        self.given.by_rank(self.visitors.open)
    }

    /// The limits that rooms and their clients keep to.
    pub fn limits(&self) -> ByRank<Limits> {
        self.bounds_by_rank().map(limits)
    }
}

fn limits(bounds: &Bounds) -> Limits {
    Limits {
        frame_bytes_max: size(bounds.frame_bytes_max),
        // With its head, and where a value cannot be cut.
        upload_bytes: Limits::DEFAULT.upload_bytes.min(size(bounds.frame_bytes_max) / 2),
        document_bytes_max: size(bounds.document_bytes_max),
        document_bytes_warn: size(bounds.document_bytes_warn),
        history_bytes_max: bounds.history_bytes_max,
        documents_max: bounds.documents_max,
        queue_bytes_max: size(bounds.queue_bytes_max),
        collapses_max: size(bounds.collapses_max),
        collapse_window_ms: bounds.collapse_window_ms,
        presence_bytes_max: size(bounds.presence_bytes_max),
        presences_max: size(bounds.presences_max),
        presences_of_session_max: size(bounds.presences_of_session_max),
        presence_every_ms: bounds.presence_every_ms,
        presence_ms: bounds.presence_ms,
        calm_deliveries_per_second: narrow(bounds.calm_deliveries_per_second),
        gather_ms_max: bounds.gather_ms_max,
        idle_room_ms: bounds.idle_room_ms,
        keepalive_every_ms: bounds.keepalive_every_ms,
        ping_every_ms: bounds.ping_every_ms,
        dead_after_ms: bounds.dead_after_ms,
        kept_answer_bytes_min: Limits::DEFAULT.kept_answer_bytes_min,
        gathered_max: Limits::DEFAULT.gathered_max,
    }
}

/// A limit of things in memory.
pub(crate) fn size(limit: u64) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX)
}

fn narrow(limit: u64) -> u32 {
    u32::try_from(limit).unwrap_or(u32::MAX)
}

/// Whether `text` is scheme and host, and a port perhaps.
pub(crate) fn is_origin(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    text == "null" || rest.is_some_and(|host| !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::super::{Cli, Command, NONE};
    use super::*;

    fn check(arguments: &str) -> Result<(), BadConfig> {
        let words = ["muster", "serve"].into_iter().chain(arguments.split_whitespace());
        match Cli::try_parse_from(words) {
            Ok(Cli { command: Command::Serve(serve), .. }) => serve.check(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_cannot_work_is_refused_with_a_sentence() {
        for (arguments, refused) in [
            ("--open", None),
            ("--open --listen [::1]:0 --public-url http://localhost:8787", None),
            ("--open --allow-origin http://wiki.example:3000", None),
            ("", None),
            ("--listen 0.0.0.0:8787", Some("--public-url")),
            ("--listen 0.0.0.0:8787 --public-url http://muster.example", Some("--public-url")),
            ("--listen 0.0.0.0:8787 --public-url https://muster.example", None),
            ("--open --listen 0.0.0.0:8787", Some("loopback")),
            ("--open --allow-origin wiki.example", Some("not an origin")),
            ("--open --allow-origin http://wiki.example/page", Some("not an origin")),
            ("--open --standby", Some("--store postgres://")),
            ("--open --standby --store postgres://muster@localhost/muster", None),
            ("--open --dead-after-ms 10", Some("longer")),
            ("--open --connections-max 0", Some("at least 1")),
            ("--open --frame-bytes-max 4096", None),
            ("--open --frame-bytes-max 4095", Some("at least 4096")),
            ("--open --ping-every-ms 0", Some("at least 1")),
            ("--open --connections-per-address-max 0", Some("at least 1")),
            ("--open --head-timeout-ms 0", Some("at least 1")),
        ] {
            match (check(arguments), refused) {
                (Ok(()), None) => {}
                (Err(error), Some(word)) => assert!(error.to_string().contains(word), "{arguments}: {error}"),
                (outcome, _) => panic!("{arguments}: {outcome:?}"),
            }
        }
    }

    #[test]
    fn an_open_server_lifts_the_rate_limit_only() {
        let Command::Serve(serve) = Cli::parse_from(["muster", "serve", "--open"]).command else { panic!("serve") };
        let bounds = serve.bounds();
        assert_eq!((serve.limits(), bounds.connections_per_address_max), (Limits::DEFAULT.into(), NONE));
        assert_eq!(bounds.frame_bytes_max, Limits::DEFAULT.frame_bytes_max as u64);
    }
}
