//! The table of limits: what one person, one document and the whole server may cost. Flags, `MUSTER_…` variables, checks,
//! help and README's table are made of it; the code reads the resolved [`Bounds`].

use std::collections::BTreeMap;
use std::fmt;

use clap::{Arg, ArgMatches, Args, Command, Error, FromArgMatches, value_parser};
use muster_shared::access::ByRank;
use muster_shared::sync::limits::Limits;

/// The unit in which a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Bytes.
    Bytes,
    /// Milliseconds.
    Ms,
    /// Anything that is counted; the limit's name says what.
    Number,
}

/// Whether `--open` lifts a limit that nobody has set: rates in the way of load tools.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    /// It holds.
    Holds,
    /// It does not.
    Lifts,
}

macro_rules! for_guests {
    (Alike $name:ident) => {
        None
    };
    (Apart $name:ident) => {
        Some(concat!("guest_", stringify!($name)))
    };
}

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Its name, as in [`Bounds`].
    pub name: &'static str,
    /// The unit in which the limit counts.
    pub unit: Unit,
    /// The default.
    pub default: u64,
    /// The least it may be set to.
    pub least: u64,
    /// Whether `--open` lifts it.
    pub open: Open,
    /// The name of the same limit for guests, where they may have another: it is read by [`ByRank`].
    pub for_guests: Option<&'static str>,
    /// The thing that is limited, in words, and the reason where that is not plain.
    pub what: &'static str,
    /// The consequence for a caller that goes beyond the limit.
    pub breach: &'static str,
    /// The metric that shows it.
    pub metric: &'static str,
}

/// A limit that is lifted.
pub const NONE: u64 = u64::MAX;

macro_rules! limits {
    ($($name:ident: $unit:ident $default:expr, from $least:literal, $open:ident, $guests:ident, $what:literal, $breach:literal,
       $metric:literal;)*) => {
        /// The limits in force; [`NONE`] where one is lifted.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct Bounds {
            $(#[doc = $what] pub $name: u64,)*
        }

        impl Bounds {
            fn of(value: impl Fn(&str) -> u64) -> Self {
                Self { $($name: value(stringify!($name)),)* }
            }
        }

        /// Every limit that can be set.
        pub const TABLE: &[Limit] = &[$(Limit {
            name: stringify!($name),
            unit: Unit::$unit,
            default: $default,
            least: $least,
            open: Open::$open,
            for_guests: for_guests!($guests $name),
            what: $what,
            breach: $breach,
            metric: $metric,
        },)*];
    };
}

const DEFAULT: Limits = Limits::DEFAULT;

limits! {
    connections_max: Number 20_000, from 1, Holds, Alike,
        "connections served at once", "more wait to be accepted", "connections";
    connections_per_address_max: Number 1_000, from 1, Lifts, Alike,
        "connections of one address; of the address a trusted proxy names, not of the proxy",
        "hung up on; 429 behind a proxy", "refused_connections";
    channels_max: Number 256, from 1, Holds, Alike,
        "documents on one connection that they share; each counts as a connection of its address and of the server",
        "that one is closed, 1013", "refused_requests";
    unopened_ms_max: Ms 5_000, from 1, Holds, Alike,
        "time without a document on a connection that documents share", "close 4401, or 1000 after the last of them",
        "closes";
    head_timeout_ms: Ms 10_000, from 1, Holds, Alike,
        "time for a request's head, and silence before one", "hung up on", "connections";
    half_read_bytes_max: Bytes 16 << 20, from 65_536, Holds, Alike,
        "messages and requests that have not come to their end, all together, or one of any length; the first 4 KiB of each are free",
        "the message that is half read for longest gives way, 1013", "half_read_bytes";
    half_read_bytes_of_person_max: Bytes 1 << 20, from 4_096, Holds, Alike,
        "the same of one person in one document; a single message may be longer",
        "the message of theirs that is half read for longest gives way, 1013", "refused_messages";
    message_ms_max: Ms 60_000, from 1, Holds, Alike,
        "time for a message to come whole; for a first sync it is five times as long", "close 1008",
        "refused_messages";
    frame_bytes_max: Bytes DEFAULT.frame_bytes_max as u64, from 4_096, Holds, Alike,
        "one message; a writer's first sync may be a whole document and 4 MiB",
        "refused (`too_large`), or close 1009", "refused_messages";
    edits_per_second: Number 50, from 1, Lifts, Apart,
        "edits of one person in one document", "read more slowly", "throttled_edits";
    edits_burst: Number 200, from 1, Holds, Apart,
        "edits at once", "read more slowly", "throttled_edits";
    read_bytes_per_second: Bytes 1 << 20, from 1_024, Lifts, Apart,
        "bytes of one person in one document, of messages that never end too", "read more slowly", "throttled";
    read_bytes_burst: Bytes 24 << 20, from 1_024, Holds, Apart,
        "bytes of one person at once: a whole document after a long time offline", "read more slowly", "throttled";
    answer_bytes_per_second: Bytes 2 << 20, from 1_024, Holds, Apart,
        "bytes made for the questions of one person about one document (`step 1`, who is here)", "read more slowly",
        "throttled";
    answer_bytes_burst: Bytes 64 << 20, from 1_024, Holds, Apart,
        "bytes made for questions at once: a few tabs that open a large document", "read more slowly", "throttled";
    presence_bytes_per_second: Bytes 64 << 10, from 1_024, Holds, Apart,
        "bytes of presence of one person in one document: everybody is told", "read more slowly", "throttled";
    presence_bytes_burst: Bytes 256 << 10, from 4_096, Holds, Apart,
        "bytes of presence at once", "read more slowly", "throttled";
    renewals_per_minute: Number 20, from 1, Holds, Apart,
        "fresh tokens over one person's connections to one document", "read more slowly", "throttled";
    presence_bytes_max: Bytes DEFAULT.presence_bytes_max as u64, from 64, Holds, Alike,
        "the presence of one client", "not heard", "presences";
    presences_max: Number DEFAULT.presences_max as u64, from 1, Holds, Alike,
        "clients present in one document", "not heard", "presences";
    presences_of_session_max: Number DEFAULT.presences_of_session_max as u64, from 1, Holds, Alike,
        "clients one connection speaks for", "not heard", "presences";
    presence_every_ms: Ms DEFAULT.presence_every_ms, from 1, Holds, Alike,
        "between two times presence is told", "told together, the newest of each", "presences";
    presence_ms: Ms DEFAULT.presence_ms, from 1_000, Holds, Alike,
        "since a client last said that it is here", "gone", "presences";
    document_bytes_max: Bytes DEFAULT.document_bytes_max as u64, from 1, Holds, Apart,
        "one document", "grows no more (`quota`), deletions pass", "nacks";
    document_bytes_warn: Bytes DEFAULT.document_bytes_warn as u64, from 0, Holds, Alike,
        "one document", "a warning in the log", "size_warnings";
    history_bytes_max: Bytes DEFAULT.history_bytes_max, from 1, Holds, Alike,
        "the kept history of one document", "grows no more (`quota`), deletions pass; nothing old is erased", "nacks";
    documents_max: Number DEFAULT.documents_max, from 1, Holds, Alike,
        "documents in all", "none begins (507)", "refused_requests";
    documents_per_day: Number 200, from 1, Lifts, Alike,
        "documents begun by one person", "none begins (429)", "refused_requests";
    queue_bytes_max: Bytes DEFAULT.queue_bytes_max as u64, from 1, Holds, Alike,
        "the frames that wait for one slow reader", "told all at once later", "collapses";
    collapses_max: Number DEFAULT.collapses_max as u64, from 1, Holds, Alike,
        "times a reader falls behind in `collapse_window_ms`", "close 1013", "collapses";
    collapse_window_ms: Ms DEFAULT.collapse_window_ms, from 1, Holds, Alike,
        "time in which those are counted", "the count begins anew", "collapses";
    tries_per_minute: Number 30, from 1, Holds, Alike,
        "tries to sign in, of one address", "429", "refused_requests";
    confirmations_per_hour: Number 6, from 1, Holds, Alike,
        "addresses that one person asks for letters at, each of which is sent one", "429", "refused_requests";
    tokens_per_minute: Number 600, from 1, Lifts, Alike,
        "tokens minted by one key or person", "429", "refused_requests";
    invites_per_hour: Number 120, from 1, Lifts, Alike,
        "invitations by one person", "429", "refused_requests";
    reads_per_minute: Number 240, from 1, Lifts, Alike,
        "reads that cost (list, one document as the list has it, history, exports, frames, oEmbed, what is kept about somebody), of one person, of one \
         document", "429", "refused_requests";
    follows_max: Number 100, from 1, Lifts, Alike,
        "pages of one person that follow changes of texts at once; of one address where nobody is known", "429",
        "refused_requests";
    reads_at_once: Number 0, from 0, Holds, Alike,
        "threads for such reads; 0 is half of the processor's", "more wait, and stop when nobody waits for them",
        "reads_waiting";
    refusals_noted_per_minute: Number 120, from 1, Holds, Alike,
        "refused credentials written into the audit log", "counted only", "refused_credentials";
    idle_room_ms: Ms DEFAULT.idle_room_ms, from 0, Holds, Alike,
        "time an empty document stays open", "closed once it is on the disk", "rooms";
    keepalive_every_ms: Ms DEFAULT.keepalive_every_ms, from 1, Holds, Alike,
        "between two words to a stock Yjs client, which hangs up after 30 s of silence", "–", "sessions";
    ping_every_ms: Ms DEFAULT.ping_every_ms, from 1, Holds, Alike,
        "between two times a connection is asked whether it lives", "–", "sessions";
    dead_after_ms: Ms DEFAULT.dead_after_ms, from 1, Holds, Alike,
        "silence of a connection", "hung up on", "sessions";
    drain_ms: Ms 0, from 0, Holds, Alike,
        "time that a server serves on after SIGTERM, with `/readyz` at 503 so that a proxy sends it nothing new",
        "it ends", "connections";
    calm_deliveries_per_second: Number DEFAULT.calm_deliveries_per_second as u64, from 0, Holds, Alike,
        "updates a document tells all its connections together; 0 always gathers", "gathered", "appends";
    gather_ms_max: Ms DEFAULT.gather_ms_max, from 0, Holds, Alike,
        "time a busy document gathers updates", "written and told", "appends";
}

/// The flag of a limit of this name.
fn flag_of(name: &str) -> String {
    format!("--{}", name.replace('_', "-"))
}

impl Limit {
    /// Its flag.
    pub fn flag(&self) -> String {
        flag_of(self.name)
    }

    /// The names that it may be set by: for everybody, and for guests.
    fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        [self.name].into_iter().chain(self.for_guests)
    }

    /// The limit where nobody has set it.
    fn usual(&self, open: bool) -> u64 {
        if open && self.open == Open::Lifts { NONE } else { self.default }
    }

    fn arguments(&self) -> impl Iterator<Item = Arg> {
        let lifted = if self.open == Open::Lifts { ", none with --open" } else { "" };
        let usual = format!("{}. Beyond it: {} [default: {self}{lifted}]", self.what, self.breach);
        self.names().map(move |name| {
            let help = if name == self.name {
                format!("Limit: {usual}")
            } else {
                format!("Limit for guests: {} [default: as for everybody]", self.what)
            };
            let arg = Arg::new(name).long(flag_of(name).split_off(2)).env(format!("MUSTER_{}", name.to_uppercase()));
            let arg = arg.help(help).value_name(self.unit.name());
            arg.value_parser(value_parser!(u64)).hide_env_values(true)
        })
    }
}

impl Unit {
    fn name(self) -> &'static str {
        match self {
            Self::Bytes => "BYTES",
            Self::Ms => "MS",
            Self::Number => "N",
        }
    }
}

/// The default with its unit, as people read it.
impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.unit, self.default) {
            (Unit::Bytes, n) if n >= 1 << 20 && n % (1 << 20) == 0 => write!(f, "{} MiB", n >> 20),
            (Unit::Bytes, n) if n >= 1 << 10 && n % (1 << 10) == 0 => write!(f, "{} KiB", n >> 10),
            (Unit::Bytes, n) => write!(f, "{n} bytes"),
            (Unit::Ms, n) if n >= 1000 && n % 1000 == 0 => write!(f, "{} s", n / 1000),
            (Unit::Ms, n) => write!(f, "{n} ms"),
            (Unit::Number, n) => write!(f, "{n}"),
        }
    }
}

/// The limits that were set, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given(BTreeMap<&'static str, u64>);

impl Given {
    /// The limits in force for everybody.
    pub fn resolve(&self, open: bool) -> Bounds {
        let by_name = |name: &str| TABLE.iter().find(|limit| limit.name == name);
        let usual = |name: &str| by_name(name).map_or(NONE, |limit| limit.usual(open));
        Bounds::of(|name| self.0.get(name).copied().unwrap_or_else(|| usual(name)))
    }

    /// The limits in force, by rank.
    pub fn by_rank(&self, open: bool) -> ByRank<Bounds> {
        let mut as_guests = self.clone();
        for (name, for_guests) in TABLE.iter().filter_map(|limit| Some((limit.name, limit.for_guests?))) {
            as_guests.0.extend(self.0.get(for_guests).map(|value| (name, *value)));
        }
        ByRank { everybody: self.resolve(open), guests: as_guests.resolve(open) }
    }

    /// The flag of the first limit that is set lower than it can be, and the least that it can be.
    pub(super) fn too_low(&self) -> Option<(String, u64)> {
        let set = TABLE.iter().flat_map(|limit| limit.names().map(move |name| (name, limit.least)));
        let low = |(name, least): &(&str, u64)| self.0.get(name).is_some_and(|value| value < least);
        set.into_iter().find(low).map(|(name, least)| (flag_of(name), least))
    }
}

impl Args for Given {
    fn augment_args(command: Command) -> Command {
        command.args(TABLE.iter().flat_map(Limit::arguments))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Given {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let given = |name: &'static str| Some((name, *matches.get_one::<u64>(name)?));
        Ok(Self(TABLE.iter().flat_map(Limit::names).filter_map(given).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// The table as README shows it.
pub fn as_markdown() -> String {
    let row = |limit: &Limit| {
        let open = if limit.open == Open::Lifts { " (none with `--open`)" } else { "" };
        let guests = limit.for_guests.map(|name| format!(", `{}`", flag_of(name))).unwrap_or_default();
        let Limit { what, breach, metric, .. } = limit;
        format!("| `{}`{guests} | {limit}{open} | {what} | {breach} | `{metric}` |\n", limit.flag())
    };
    let head = "| flag | default | of what | beyond it | metric |\n|---|---|---|---|---|\n";
    std::iter::once(head.to_owned()).chain(TABLE.iter().map(row)).collect()
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use muster_shared::access::Rank;

    use super::*;
    use crate::metrics::Metrics;

    #[derive(Debug, Parser)]
    struct Only {
        #[command(flatten)]
        given: Given,
    }

    fn given(arguments: &[&str]) -> Given {
        Only::parse_from([&["muster"], arguments].concat()).given
    }

    #[test]
    fn every_limit_has_a_flag_that_sets_it_and_nothing_else() {
        let usual = given(&[]).resolve(false);
        for limit in TABLE {
            let flag = limit.flag();
            let set = given(&[&flag, "7777"]);
            assert_eq!(set.0, BTreeMap::from([(limit.name, 7777)]), "{flag}");
            assert_ne!(set.resolve(false), usual, "{flag}");
        }
    }

    #[test]
    fn a_limit_for_guests_is_theirs_alone_and_else_they_have_everybodys() {
        for limit in TABLE {
            let everybody = given(&[&limit.flag(), "7777"]).by_rank(true);
            assert_eq!(everybody.of(Some(Rank::Guest)), everybody.of(None), "{}", limit.name);
            let Some(name) = limit.for_guests else { continue };
            let (only, set) = (given(&[&flag_of(name), "7777"]).by_rank(true), given(&[]).by_rank(true));
            assert_eq!(only.of(Some(Rank::Guest)), everybody.of(None), "{name}");
            for rank in [None, Some(Rank::Member), Some(Rank::Leader), Some(Rank::Owner)] {
                assert_eq!(only.of(rank), set.of(rank), "{name}");
            }
        }
    }

    #[test]
    fn an_open_server_lifts_rates_that_nobody_has_set() {
        let open = given(&[]).resolve(true);
        assert_eq!((open.edits_per_second, open.reads_per_minute, open.documents_per_day), (NONE, NONE, NONE));
        assert_eq!(open.frame_bytes_max, 1 << 20);
        assert_eq!(given(&["--edits-per-second", "7"]).resolve(true).edits_per_second, 7);
    }

    #[test]
    fn a_limit_below_its_least_is_named_and_at_its_least_it_holds() {
        for limit in TABLE.iter().filter(|limit| limit.least > 0) {
            let (least, less) = (limit.least.to_string(), (limit.least - 1).to_string());
            for flag in limit.names().map(flag_of) {
                assert_eq!(given(&[&flag, &least]).too_low(), None);
                assert_eq!(given(&[&flag, &less]).too_low(), Some((flag, limit.least)));
            }
        }
    }

    #[test]
    fn every_limit_shows_in_a_metric_that_there_is() {
        let metrics = Metrics::default().text().expect("text");
        for limit in TABLE {
            assert!(metrics.contains(&format!("# TYPE muster_{} ", limit.metric)), "{} shows nowhere", limit.metric);
        }
    }

    #[test]
    fn the_readme_shows_this_table() {
        let readme = include_str!("../../../README.md");
        for row in as_markdown().lines() {
            assert!(readme.contains(row), "README.md lacks the row\n{row}\nof\n{}", as_markdown());
        }
    }
}
