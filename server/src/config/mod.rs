//! The command line and the environment: parsed here, once. Every flag has a `MUSTER_…` variable.

mod check;
mod limits;
mod mail;
mod oidc;
pub(crate) mod proxy;
mod store;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

pub use check::BadConfig;
pub(crate) use check::{is_origin, size};
use clap::builder::FalseyValueParser;
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
pub use limits::{Bounds, Given, Limit, NONE, TABLE, as_markdown};
pub use mail::{Mail, Weekly};
use muster_shared::access::{Grant, Rank};
use muster_shared::id::DocId;
pub use oidc::{GroupRank, Hidden, Oidc};
use proxy::Proxy;
pub use store::Store;

/// The longest that a token may last.
pub(crate) const TOKEN_LASTS_MAX: Duration = Duration::from_secs(24 * 3600);

/// Team charters people write together, and that say when they are saved.
#[derive(Debug, Parser)]
#[command(name = "muster", version, about, arg_required_else_help = true)]
pub struct Cli {
    /// The command to run.
    #[command(subcommand)]
    pub command: Command,
    /// The log on standard error.
    #[command(flatten)]
    pub logging: Logging,
}

/// The commands of the program.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve a workspace.
    Serve(Box<Serve>),
    /// Read charters, decision records and minutes from Markdown, JSON or Yjs update files into the workspace.
    Import(Import),
    /// Write the workspace's documents into a folder.
    Export(Export),
    /// Make a link that lets somebody in: a new person, or one who has lost their way.
    Invite(Invite),
    /// Sign a token for an embed or a program.
    Token(Token),
    /// Load the worked example company, or remove it.
    Sample(Sample),
    /// Copy the whole workspace into one file, while it is served or not.
    Backup(Backup),
    /// Make a workspace out of a backup, in an empty data folder or an empty database.
    Restore(Backup),
    /// Read every document's history and snapshot, and compare them.
    Verify(Whole),
    /// Ask a server on this machine whether it is alive: for containers, which have no other program to ask with.
    Alive(Alive),
    /// Read one document, and die of it rather than the server.
    #[command(hide = true)]
    Try(Try),
}

/// The log on standard error.
#[derive(Debug, Clone, Args)]
pub struct Logging {
    /// The least level that is logged, or a level for each module.
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
    /// The store, where it is not that folder.
    #[command(flatten)]
    pub store: Store,
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
    /// Wait where another muster has the database, and serve once that one has ended; without it a second one is refused.
    #[arg(long, env = "MUSTER_STANDBY", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new())]
    pub standby: bool,
    /// The visitors who may come in.
    #[command(flatten)]
    pub visitors: Visitors,
    /// The time that deleted documents are kept.
    #[command(flatten)]
    pub keeping: Keeping,
    /// The typefaces of pictures.
    #[command(flatten)]
    pub pictures: Pictures,
    /// The identity provider that vouches for people.
    #[command(flatten)]
    pub oidc: Box<Oidc>,
    /// Letters.
    #[command(flatten)]
    pub mail: Box<Mail>,
    /// The limits that were set.
    #[command(flatten)]
    pub given: Given,
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
    /// A proxy in front, whose word on where a request came from (`X-Forwarded-For`) is taken: an address, a range such as
    /// `172.16.0.0/12`, or a name, which is resolved anew every half minute; may be given several times. Without one
    /// everybody behind a proxy shares its connections and its tries to sign in.
    #[arg(long, env = "MUSTER_TRUSTED_PROXY", value_name = "IP, RANGE or NAME", value_delimiter = ',')]
    pub trusted_proxy: Vec<Proxy>,
}

/// The visitors who may come in.
#[derive(Debug, Clone, Args)]
pub struct Visitors {
    /// No sign-in: every visitor is an editor, rate limits are lifted, unknown documents are made. Loopback only.
    #[arg(long, env = "MUSTER_OPEN", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new())]
    pub open: bool,
    /// Another origin whose pages may talk to this server; may be given several times.
    #[arg(long, env = "MUSTER_ALLOW_ORIGIN", value_name = "URL", value_delimiter = ',')]
    pub allow_origin: Vec<String>,
}

/// The time that deleted documents are kept.
#[derive(Debug, Clone, Args)]
pub struct Keeping {
    /// How long a deleted document can be brought back before it is erased for good: `30d`, `12h`, `10m`, `5s`.
    #[arg(long, env = "MUSTER_KEEP_DELETED", default_value = "30d", value_parser = parse_time)]
    pub keep_deleted: Duration,
}

/// The typefaces of pictures.
#[derive(Debug, Clone, Args)]
pub struct Pictures {
    /// A file of a typeface, .ttf, .otf or .ttc, for letters that pictures of links lack, such as Chinese, Japanese and Korean ones;
    /// may be given several times. Latin, Greek and Cyrillic are there without one; scripts whose letters join, or that are written
    /// from right to left, are not drawn.
    #[arg(long, env = "MUSTER_PICTURE_FONT", value_name = "FILE", value_delimiter = ',')]
    pub picture_font: Vec<PathBuf>,
}

/// `muster invite`.
#[derive(Debug, Clone, Args)]
pub struct Invite {
    /// The rank of the person who takes the invitation: guest, member, leader or owner.
    #[arg(long = "as", value_name = "RANK", default_value = "member")]
    pub rank: Rank,
    /// The id of somebody who is here already and has lost their way in; `muster invite` of an owner prints it too.
    #[arg(long, value_name = "ID")]
    pub person: Option<String>,
    /// Where people reach the server, for the link.
    #[arg(long, env = "MUSTER_PUBLIC_URL", default_value = "http://localhost:8787")]
    pub public_url: String,
    /// Where the workspace is kept.
    #[command(flatten)]
    pub data: Data,
}

/// `muster token`.
#[derive(Debug, Clone, Args)]
pub struct Token {
    /// The document it is for.
    #[arg(long, value_name = "ID")]
    pub doc: DocId,
    /// The role of its bearer in the document: reader, commenter, editor or captain.
    #[arg(long)]
    pub role: Grant,
    /// The name under which others see its bearer.
    #[arg(long)]
    pub name: String,
    /// How long it holds: `30s`, `15m`, `1h`, up to `24h`.
    #[arg(long, default_value = "1h", value_parser = parse_ttl)]
    pub ttl: Duration,
    /// An origin whose pages may speak with it; may be given several times. Not told: those that may embed.
    #[arg(long, value_name = "URL")]
    pub origin: Vec<String>,
    /// Where the workspace is kept.
    #[command(flatten)]
    pub data: Data,
}

/// A time such as `30s`, `15m`, `1h` or `30d`.
fn parse_time(text: &str) -> Result<Duration, String> {
    let wrong = || format!("`{text}` is no time such as `30s`, `15m`, `1h` or `30d`");
    let unit = text.chars().last().ok_or_else(wrong)?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 24 * 3600,
        _ => return Err(wrong()),
    };
    let n: u64 = text[..text.len() - 1].parse().map_err(|_| wrong())?;
    n.checked_mul(seconds).map(Duration::from_secs).ok_or_else(wrong)
}

fn parse_ttl(text: &str) -> Result<Duration, String> {
    let lasts = parse_time(text)?;
    if lasts.is_zero() || lasts > TOKEN_LASTS_MAX {
        return Err("a token lasts at least a second and 24 hours at most".to_owned());
    }
    Ok(lasts)
}

/// `muster import`.
#[derive(Debug, Clone, Args)]
pub struct Import {
    /// The files to read, or folders of them.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The charter whose decision log takes decision records, or the series whose reviews take minutes of meetings. Without
    /// it records become the log of a team named after their folder, and minutes a series of that name.
    #[arg(long, value_name = "DOC")]
    pub into: Option<DocId>,
    /// Make suggestions of the texts that a file says otherwise than the charter it belongs to. Without it they are told and
    /// ignored.
    #[arg(long)]
    pub suggest: bool,
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
    /// The format of the files: JSON loses nothing.
    #[arg(long, default_value = "json")]
    pub format: Format,
    /// Only this document.
    #[arg(long, value_name = "ID")]
    pub doc: Option<DocId>,
    /// Where the workspace is kept.
    #[command(flatten)]
    pub data: Data,
}

/// The format of an exported document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Markdown, for people.
    Md,
    /// Decision records in MADR form: a folder for each decision log, a file for each decision.
    Madr,
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

/// `muster sample`.
#[derive(Debug, Clone, Args)]
pub struct Sample {
    /// Delete every charter of the example. Nothing of your own is touched.
    #[arg(long, env = "MUSTER_SAMPLE_REMOVE")]
    pub remove: bool,
    /// Where the workspace is kept.
    #[command(flatten)]
    pub data: Data,
}

/// `muster verify`: all there is.
#[derive(Debug, Clone, Args)]
pub struct Whole {
    /// Where the workspace is kept.
    #[command(flatten)]
    pub data: Data,
}

/// `muster alive`.
#[derive(Debug, Clone, Args)]
pub struct Alive {
    /// Where the server listens.
    #[arg(long, env = "MUSTER_LISTEN", default_value = "127.0.0.1:8787")]
    pub listen: SocketAddr,
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
