//! The command line and the environment: parsed here, once. Every flag has a `MUSTER_…` variable.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::builder::FalseyValueParser;
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use muster_shared::id::DocId;
use muster_shared::limits::Limits;
use thiserror::Error;

/// Connections from one address, where nobody said otherwise.
const CONNECTIONS_PER_ADDRESS_MAX: usize = 1000;

/// Team charters people write together, and that say when they are saved.
#[derive(Debug, Parser)]
#[command(name = "muster", version, about, arg_required_else_help = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// What is logged to standard error.
    #[command(flatten)]
    pub logging: Logging,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve a workspace.
    Serve(Serve),
    /// Read charters from Markdown, JSON or Yjs update files into the workspace.
    Import(Import),
    /// Write the workspace's documents into a folder.
    Export(Export),
    /// Load the worked example company.
    Sample(Whole),
    /// Copy the whole workspace into one file, while it is served or not.
    Backup(Backup),
    /// Make a workspace out of a backup, in an empty data folder.
    Restore(Backup),
    /// Read every document's history and snapshot, and compare them.
    Verify(Whole),
    /// Read one document, and die of it rather than the server.
    #[command(hide = true)]
    Try(Try),
}

/// What is logged to standard error.
#[derive(Debug, Clone, Args)]
pub struct Logging {
    /// What to log: a level, or levels by module.
    #[arg(long, env = "MUSTER_LOG", default_value = "info", global = true)]
    pub log: String,
    /// How to log it.
    #[arg(long, env = "MUSTER_LOG_FORMAT", default_value = "text", global = true)]
    pub log_format: LogFormat,
}

/// How a log line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Where the workspace is kept.
#[derive(Debug, Clone, Args)]
pub struct Data {
    /// The folder that holds everything.
    #[arg(long, env = "MUSTER_DATA", default_value = "./muster-data")]
    pub data: PathBuf,
}

/// `muster serve`.
#[derive(Debug, Clone, Args)]
pub struct Serve {
    /// Where to listen.
    #[command(flatten)]
    pub listen: Listen,
    /// Where the workspace is kept.
    #[command(flatten)]
    pub data: Data,
    /// Who may come in.
    #[command(flatten)]
    pub visitors: Visitors,
    /// The bounds.
    #[command(flatten)]
    pub bounds: Bounds,
}

/// Where to listen, and under which name one is found.
#[derive(Debug, Clone, Args)]
pub struct Listen {
    /// Address and port; port 0 takes a free one.
    #[arg(long, env = "MUSTER_LISTEN", default_value = "127.0.0.1:8787")]
    pub listen: SocketAddr,
    /// The address people use, if it is another one: `https://muster.example`.
    #[arg(long, env = "MUSTER_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// Connections served at once; more wait to be accepted.
    #[arg(long, env = "MUSTER_CONNECTIONS_MAX", default_value_t = 20_000)]
    pub connections_max: usize,
    /// Connections served at once from one address; further ones are hung up on. Not told: 1000, and no bound with
    /// --open. Behind a proxy all come from its address.
    #[arg(long, env = "MUSTER_CONNECTIONS_PER_ADDRESS_MAX")]
    pub connections_per_address_max: Option<usize>,
    /// How long a request's head may take, and a connection may stay silent before it sends one, in milliseconds.
    #[arg(long, env = "MUSTER_HEAD_TIMEOUT_MS", default_value_t = 10_000)]
    pub head_timeout_ms: u64,
}

/// Who may come in.
#[derive(Debug, Clone, Args)]
pub struct Visitors {
    /// No sign-in: every visitor is an editor, rate limits are lifted, unknown documents are made. Loopback only.
    #[arg(long, env = "MUSTER_OPEN", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new())]
    pub open: bool,
    /// Another origin whose pages may talk to this server; may be given several times.
    #[arg(long, env = "MUSTER_ALLOW_ORIGIN", value_name = "URL", value_delimiter = ',')]
    pub allow_origin: Vec<String>,
}

/// The bounds worth changing; all others are fixed.
#[derive(Debug, Clone, Args)]
pub struct Bounds {
    /// Longest frame a synced connection may send, in bytes.
    #[arg(long, env = "MUSTER_FRAME_BYTES_MAX", default_value_t = Limits::DEFAULT.frame_bytes_max)]
    pub frame_bytes_max: usize,
    /// A document grows no further than this, in bytes.
    #[arg(long, env = "MUSTER_DOCUMENT_BYTES_MAX", default_value_t = Limits::DEFAULT.document_bytes_max)]
    pub document_bytes_max: usize,
    /// A document longer than this is worth a warning, in bytes.
    #[arg(long, env = "MUSTER_DOCUMENT_BYTES_WARN", default_value_t = Limits::DEFAULT.document_bytes_warn)]
    pub document_bytes_warn: usize,
    /// What may wait for one slow reader, in bytes.
    #[arg(long, env = "MUSTER_QUEUE_BYTES_MAX", default_value_t = Limits::DEFAULT.queue_bytes_max)]
    pub queue_bytes_max: usize,
    /// Edits a connection may send in a second before it is read more slowly; given, it holds with --open too.
    #[arg(long, env = "MUSTER_EDITS_PER_SECOND", value_parser = clap::value_parser!(u32).range(1..))]
    pub edits_per_second: Option<u32>,
    /// Edits a connection may send at once.
    #[arg(long, env = "MUSTER_EDITS_BURST", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..))]
    pub edits_burst: u32,
    /// A document nobody is in is closed after this long, in milliseconds.
    #[arg(long, env = "MUSTER_IDLE_ROOM_MS", default_value_t = Limits::DEFAULT.idle_room_ms)]
    pub idle_room_ms: u64,
    /// How often a stock Yjs client hears something, in milliseconds: it hangs up after 30 s of silence.
    #[arg(long, env = "MUSTER_KEEPALIVE_EVERY_MS", default_value_t = Limits::DEFAULT.keepalive_every_ms)]
    pub keepalive_every_ms: u64,
    /// How often a connection is asked whether it lives, in milliseconds.
    #[arg(long, env = "MUSTER_PING_EVERY_MS", default_value_t = Limits::DEFAULT.ping_every_ms)]
    pub ping_every_ms: u64,
    /// A connection silent for this long is dead, in milliseconds.
    #[arg(long, env = "MUSTER_DEAD_AFTER_MS", default_value_t = Limits::DEFAULT.dead_after_ms)]
    pub dead_after_ms: u64,
}

/// `muster import`.
#[derive(Debug, Clone, Args)]
pub struct Import {
    /// The files to read.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Where the workspace is kept.
    #[command(flatten)]
    pub data: Data,
}

/// `muster export`.
#[derive(Debug, Clone, Args)]
pub struct Export {
    /// The folder to write into; it is made if need be.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// What to write: JSON loses nothing.
    #[arg(long, default_value = "json")]
    pub format: Format,
    /// Only this document.
    #[arg(long, value_name = "ID")]
    pub doc: Option<DocId>,
    /// Where the workspace is kept.
    #[command(flatten)]
    pub data: Data,
}

/// What an exported document looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Markdown, for people.
    Md,
    /// JSON, which loses nothing.
    Json,
    /// A Yjs update.
    Yjs,
}

/// `muster backup` and `muster restore`.
#[derive(Debug, Clone, Args)]
pub struct Backup {
    /// The backup.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Where the workspace is kept.
    #[command(flatten)]
    pub data: Data,
}

/// `muster sample` and `muster verify`: all there is.
#[derive(Debug, Clone, Args)]
pub struct Whole {
    /// Where the workspace is kept.
    #[command(flatten)]
    pub data: Data,
}

/// `muster try`, which the server starts for a document that it was reading when it ended.
#[derive(Debug, Clone, Args)]
pub struct Try {
    /// The document.
    #[arg(long, value_name = "ID")]
    pub doc: DocId,
    /// Where the workspace is kept.
    #[command(flatten)]
    pub data: Data,
}

/// Why the server does not start with this configuration.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BadConfig {
    /// Sign-in is not there yet.
    #[error(
        "sign-in is not part of this version yet: start with `--open`, which lets every visitor on this machine in"
    )]
    NotOpen,
    /// Anybody could come in from outside.
    #[error("without sign-in muster listens on this machine only: `{0}` is not a loopback address, use 127.0.0.1")]
    NotLoopback(SocketAddr),
    /// Not an origin.
    #[error("`{0}` is not an origin: write it as https://wiki.example, without a path")]
    NotAnOrigin(String),
    /// The frames of a whole document could not be sent.
    #[error("`--dead-after-ms` must be longer than `--ping-every-ms`")]
    DeadBeforePing,
    /// Frames too short to hold anything.
    #[error("`--frame-bytes-max` must be at least 4096")]
    FramesTooShort,
    /// Timers without a pause.
    #[error("`--ping-every-ms` and `--keepalive-every-ms` must be at least 1")]
    NoPause,
    /// A server that takes nobody in.
    #[error("`--connections-max`, `--connections-per-address-max` and `--head-timeout-ms` must be at least 1")]
    NoConnections,
}

impl Serve {
    /// Refuses what cannot work, with a sentence.
    ///
    /// # Errors
    /// [`BadConfig`].
    pub fn check(&self) -> Result<(), BadConfig> {
        if !self.listen.listen.ip().is_loopback() {
            return Err(BadConfig::NotLoopback(self.listen.listen));
        }
        if !self.visitors.open {
            return Err(BadConfig::NotOpen);
        }
        let origins = self.visitors.allow_origin.iter().chain(&self.listen.public_url);
        if let Some(wrong) = origins.into_iter().find(|origin| !is_origin(origin)) {
            return Err(BadConfig::NotAnOrigin(wrong.clone()));
        }
        if self.bounds.dead_after_ms <= self.bounds.ping_every_ms {
            return Err(BadConfig::DeadBeforePing);
        }
        if self.bounds.ping_every_ms == 0 || self.bounds.keepalive_every_ms == 0 {
            return Err(BadConfig::NoPause);
        }
        if self.bounds.frame_bytes_max < 4096 {
            return Err(BadConfig::FramesTooShort);
        }
        let listen = &self.listen;
        if listen.connections_max == 0 || listen.connections_per_address_max == Some(0) || listen.head_timeout_ms == 0 {
            return Err(BadConfig::NoConnections);
        }
        Ok(())
    }

    /// Connections served at once from one address, if there is a bound.
    pub fn connections_per_address_max(&self) -> Option<usize> {
        let default = (!self.visitors.open).then_some(CONNECTIONS_PER_ADDRESS_MAX);
        self.listen.connections_per_address_max.or(default)
    }

    /// The bounds in force.
    pub fn limits(&self) -> Limits {
        let base = if self.visitors.open { Limits::OPEN } else { Limits::DEFAULT };
        let per_second = self.bounds.edits_per_second.or(base.edits_per_second.map(|(per_second, _)| per_second));
        Limits {
            edits_per_second: per_second.map(|per_second| (per_second, self.bounds.edits_burst)),
            keepalive_every_ms: self.bounds.keepalive_every_ms,
            frame_bytes_max: self.bounds.frame_bytes_max,
            // With its head, and where a value cannot be cut.
            upload_bytes: base.upload_bytes.min(self.bounds.frame_bytes_max / 2),
            document_bytes_max: self.bounds.document_bytes_max,
            document_bytes_warn: self.bounds.document_bytes_warn,
            queue_bytes_max: self.bounds.queue_bytes_max,
            idle_room_ms: self.bounds.idle_room_ms,
            ping_every_ms: self.bounds.ping_every_ms,
            dead_after_ms: self.bounds.dead_after_ms,
            ..base
        }
    }
}

/// Whether `text` is scheme and host, and a port perhaps.
fn is_origin(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    text == "null" || rest.is_some_and(|host| !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']))
}

#[cfg(test)]
mod tests {
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
            ("", Some("sign-in")),
            ("--open --listen 0.0.0.0:8787", Some("loopback")),
            ("--open --allow-origin wiki.example", Some("not an origin")),
            ("--open --allow-origin http://wiki.example/page", Some("not an origin")),
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
        assert_eq!((serve.limits(), serve.connections_per_address_max()), (Limits::OPEN, None));
        let given = ["muster", "serve", "--open", "--edits-per-second", "7", "--edits-burst", "9"];
        let Command::Serve(serve) = Cli::parse_from(given).command else { panic!("serve") };
        assert_eq!(serve.limits(), Limits { edits_per_second: Some((7, 9)), ..Limits::OPEN });
    }
}
