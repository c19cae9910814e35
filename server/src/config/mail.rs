//! Letters: the server that takes them, when a week's digest is written, and how long what happens at once is gathered.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use clap::Args;
use reqwest::Url;

use super::oidc::Hidden;
use super::parse_time;
use crate::rhythm::Zone;

/// The least time between two digests. Nobody wants one so often; a trial may.
pub(super) const EVERY_LEAST: Duration = Duration::from_secs(2);
/// The days of a week, as they are written.
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Letters to people who have confirmed an address. Without a server that takes them there are none.
#[derive(Debug, Clone, Args)]
pub struct Mail {
    /// The server that takes letters: `smtps://name:password@mail.example`, or
    /// `smtp://name:password@mail.example:587?tls=required`. Better said by the environment, where nobody else sees the password.
    #[arg(long, env = "MUSTER_SMTP", value_name = "URL", hide_env_values = true)]
    pub smtp: Option<Hidden>,
    /// The sender of letters: `muster@company.example`, or `Muster <muster@company.example>`.
    #[arg(long, env = "MUSTER_MAIL_FROM", value_name = "ADDRESS")]
    pub mail_from: Option<String>,
    /// The day and time of the week's digest: `mon 08:00`.
    #[arg(long, env = "MUSTER_DIGEST_AT", value_name = "DAY TIME", default_value = "mon 08:00")]
    pub digest_at: Weekly,
    /// The time zone of those who have said none.
    #[arg(long, env = "MUSTER_DIGEST_ZONE", value_name = "ZONE", default_value = "UTC")]
    pub digest_zone: String,
    /// The time between two digests of one person, at least 2 s. Shorter than a week it is counted from the last one, and no day
    /// is looked at.
    #[arg(long, env = "MUSTER_DIGEST_EVERY", value_name = "TIME", default_value = "7d", value_parser = parse_time)]
    pub digest_every: Duration,
    /// How long things that are told at once are gathered into one letter.
    #[arg(long, env = "MUSTER_MAIL_GATHER", value_name = "TIME", default_value = "10m", value_parser = parse_time)]
    pub mail_gather: Duration,
    /// How long a letter waits that the mail server did not take; twice as long after each further time, up to 6 hours.
    #[arg(long, env = "MUSTER_MAIL_RETRY", value_name = "TIME", default_value = "1m", value_parser = parse_time)]
    pub mail_retry: Duration,
}

/// A day of the week and a time of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weekly {
    /// The day, from 0 for Monday on.
    pub day: u8,
    /// The hour.
    pub hour: u8,
    /// The minute.
    pub minute: u8,
}

impl FromStr for Weekly {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no day and time of a week such as `mon 08:00`");
        let (day, time) = text.trim().split_once(' ').ok_or_else(wrong)?;
        let day = DAYS.iter().position(|known| day.eq_ignore_ascii_case(known)).ok_or_else(wrong)?;
        let (hour, minute) = time.trim().split_once(':').ok_or_else(wrong)?;
        let two =
            |digits: &str, less_than: u8| digits.parse::<u8>().ok().filter(|n| digits.len() == 2 && *n < less_than);
        let (hour, minute) = two(hour, 24).zip(two(minute, 60)).ok_or_else(wrong)?;
        Ok(Self { day: day as u8, hour, minute })
    }
}

impl fmt::Display for Weekly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:02}:{:02}", DAYS[usize::from(self.day) % DAYS.len()], self.hour, self.minute)
    }
}

impl Mail {
    /// The setting that cannot work, as a sentence.
    pub(super) fn wrong(&self) -> Option<String> {
        if self.digest_every < EVERY_LEAST {
            return Some(format!("`--digest-every` must be at least {} s", EVERY_LEAST.as_secs()));
        }
        if self.mail_gather.is_zero() || self.mail_retry.is_zero() {
            return Some("`--mail-gather` and `--mail-retry` must be at least 1 s".to_owned());
        }
        if let Err(trouble) = Zone::read(&self.digest_zone) {
            return Some(format!("`--digest-zone`: {trouble}"));
        }
        match (&self.smtp, &self.mail_from) {
            (None, None) => None,
            (None, Some(_)) => Some("`--mail-from` says nothing without `--smtp`".to_owned()),
            (Some(_), None) => Some("say from whom letters come, with `--mail-from muster@company.example`".to_owned()),
            (Some(smtp), Some(_)) => unsafe_smtp(smtp.reveal()),
        }
    }
}

/// Letters hold what a company says among itself, and the address a password: both go over TLS, or never leave this machine,
/// unless somebody says so.
fn unsafe_smtp(url: &str) -> Option<String> {
    let read = Url::parse(url).ok().filter(|url| url.has_host() && ["smtp", "smtps"].contains(&url.scheme()));
    // The text behind the host is the rest of a password with such signs in it.
    let is_whole = |url: &Url| url.path().trim_matches('/').is_empty() && url.fragment().is_none();
    let Some(url) = read.filter(is_whole) else {
        return Some(
            "`--smtp` is written as smtps://name:password@mail.example, or with smtp://; of signs such as `@`, `/` and \
             `#` in a password, %40, %2F and %23 are"
                .to_owned(),
        );
    };
    if !url.username().is_empty() && url.password().is_none() {
        return Some("`--smtp` has a name and no password: write it as smtps://name:password@mail.example".to_owned());
    }
    if url.scheme() == "smtps" {
        return None;
    }
    let is_here = url.host_str().is_some_and(|host| ["localhost", "127.0.0.1", "[::1]"].contains(&host));
    match url.query() {
        // Somebody in between could say that there is no TLS, and would have the password.
        Some("tls=opportunistic") if url.password().is_some() && !is_here => Some(
            "a password goes over TLS and never without: write ?tls=required behind `--smtp`, or smtps://…".to_owned(),
        ),
        Some("tls=required" | "tls=opportunistic") => None,
        _ if is_here => None,
        _ => Some(
            "letters go over TLS: write `--smtp` as smtps://…, or with ?tls=required behind it; ?tls=opportunistic is \
             for a mail server of your own network that asks for no password"
                .to_owned(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(smtp: Option<&str>, from: Option<&str>) -> Mail {
        Mail {
            smtp: smtp.map(Hidden::from),
            mail_from: from.map(ToOwned::to_owned),
            digest_at: Weekly { day: 0, hour: 8, minute: 0 },
            digest_zone: "UTC".to_owned(),
            digest_every: Duration::from_secs(7 * 24 * 3600),
            mail_gather: Duration::from_secs(600),
            mail_retry: Duration::from_secs(60),
        }
    }

    #[test]
    fn letters_go_over_tls_or_never_leave_this_machine_unless_somebody_says_so() {
        for (url, works) in [
            ("smtps://ada:secret@mail.example", true),
            ("smtp://mail.example:587?tls=required", true),
            ("smtp://mail.example:25?tls=opportunistic", true),
            ("smtp://localhost:1025", true),
            ("smtp://ada:secret@127.0.0.1:1025", true),
            ("smtp://[::1]:1025", true),
            ("smtp://ada:secret@mail.example:587?tls=required", true),
            ("smtp://ada:p%40ss%2F@mail.example:587?tls=required", true),
            ("smtp://ada:secret@mail.example:25?tls=opportunistic", false),
            ("smtps://ada@mail.example", false),
            ("smtps://ada:se/cret@mail.example", false),
            ("smtp://mail.example/@localhost", false),
            ("smtp://mail.example#@localhost", false),
            ("smtp://mail.example", false),
            ("smtp://mail.example:25", false),
            ("smtp://localhost@mail.example:25", false),
            ("smtp://localhost.evil.example", false),
            ("smtp://mail.example?tls=none", false),
            ("mail.example", false),
            ("https://mail.example", false),
            ("", false),
        ] {
            assert_eq!(with(Some(url), Some("muster@company.example")).wrong().is_none(), works, "{url}");
        }
    }

    #[test]
    fn half_a_mail_server_is_refused_and_its_password_never_shows() {
        assert_eq!(with(None, None).wrong(), None);
        assert!(with(Some("smtps://mail.example"), None).wrong().is_some_and(|wrong| wrong.contains("--mail-from")));
        assert!(with(None, Some("a@b.example")).wrong().is_some_and(|wrong| wrong.contains("--smtp")));
        assert!(Mail { digest_every: Duration::from_secs(1), ..with(None, None) }.wrong().is_some());
        assert!(Mail { mail_gather: Duration::ZERO, ..with(None, None) }.wrong().is_some());
        assert!(!format!("{:?}", with(Some("smtps://ada:horse@mail.example"), None)).contains("horse"));
    }

    #[test]
    fn a_day_and_time_of_a_week_reads_as_it_is_written() {
        for (text, read) in [
            ("mon 08:00", Some((0, 8, 0))),
            ("Sun 23:59", Some((6, 23, 59))),
            ("mon 8:00", None),
            ("mon 24:00", None),
            ("monday 08:00", None),
            ("08:00", None),
            ("", None),
        ] {
            let weekly = text.parse::<Weekly>().ok();
            assert_eq!(weekly.map(|at| (at.day, at.hour, at.minute)), read, "{text}");
            assert!(weekly.is_none_or(|at| at.to_string().eq_ignore_ascii_case(text)), "{text}");
        }
    }
}
