//! The mail server: letters are handed over to it one after the other, over a connection that is looked at first. An answer says
//! whether it has a letter; where the connection ends without one, nobody knows.

use std::time::Duration;

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use tokio::time::timeout;

use super::{Letter, trouble};
use crate::clock;
use crate::config::Mail;

/// How long the mail server may take to answer; the library bounds the way to it alone. A whole letter may take three times that.
const PATIENCE: Duration = Duration::from_secs(20);

/// The end that handing a letter over came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The mail server has it.
    Taken,
    /// The mail server does not take it now, for this reason.
    Later(String),
    /// It will never take it.
    Refused(String),
    /// The connection ended without an answer.
    Unknown(String),
}

/// The way to the mail server.
pub(crate) struct Sender {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    /// The name of this server.
    host: String,
}

impl Sender {
    /// The way to the mail server that is configured, if one is. `origin` is where browsers reach this server.
    ///
    /// # Errors
    /// A sentence for whoever configured it.
    pub(crate) fn of(config: &Mail, origin: &str) -> Result<Option<Self>, String> {
        let Some((smtp, from)) = config.smtp.as_ref().zip(config.mail_from.as_ref()) else { return Ok(None) };
        let from = from.parse().map_err(|_| format!("`{from}` is no address for `--mail-from`"))?;
        // The library's own words about an address may hold the password in it.
        let wrong = |_| {
            "`--smtp` cannot be read: write it as smtps://name:password@mail.example:465, and of signs such as `@`, `/` \
             and `#` in a password %40, %2F and %23"
                .to_owned()
        };
        let host = origin.split_once("://").map_or(origin, |(_, host)| host);
        let host = host.rsplit_once(':').map_or(host, |(host, _)| host).to_owned();
        let one_at_a_time = PoolConfig::new().max_size(1).idle_timeout(Duration::from_secs(30));
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(smtp.reveal()).map_err(wrong)?;
        let transport = transport.timeout(Some(PATIENCE)).pool_config(one_at_a_time);
        let transport = transport.hello_name(ClientId::Domain(host.clone())).build();
        Ok(Some(Self { transport, from, host }))
    }

    /// Looks whether the mail server would take letters: it answers, is who it says, and knows the name and password.
    ///
    /// # Errors
    /// A sentence for the operator.
    pub(crate) async fn reaches(&self) -> Result<(), String> {
        match timeout(PATIENCE, self.transport.test_connection()).await {
            Ok(Ok(true)) => Ok(()),
            Ok(Ok(false)) | Err(_) => Err(trouble::AWAY.to_owned()),
            Ok(Err(error)) => Err(trouble::of(&error)),
        }
    }

    /// Hands a letter over for which somebody waits, where the mail server would take one.
    pub(crate) async fn send_now(&self, letter: &Letter) -> Outcome {
        match self.reaches().await {
            Ok(()) => self.send(letter).await,
            Err(why) => Outcome::Later(why),
        }
    }

    /// Hands a letter over.
    pub(crate) async fn send(&self, letter: &Letter) -> Outcome {
        let message = match self.message(letter) {
            Ok(message) => message,
            Err(why) => return Outcome::Refused(why),
        };
        let error = match timeout(PATIENCE * 3, self.transport.send(message)).await {
            Ok(Ok(_)) => return Outcome::Taken,
            Ok(Err(error)) => error,
            Err(_) => return Outcome::Unknown(trouble::AWAY.to_owned()),
        };
        // Mail servers repeat the address, which stands in no log.
        let why = trouble::reason(&error).replace(&letter.to, "the address");
        match error {
            // The trouble is the operator's, and no address is to blame.
            error if trouble::is_of_login(&error) => {
                Outcome::Later(trouble::of(&error).replace(&letter.to, "the address"))
            }
            error if error.is_permanent() || error.is_client() => Outcome::Refused(why),
            error if error.is_transient() => Outcome::Later(why),
            _ => Outcome::Unknown(why),
        }
    }

    fn message(&self, letter: &Letter) -> Result<Message, String> {
        let to: Address = letter.to.parse().map_err(|_| "this is no address for letters".to_owned())?;
        let id = clock::random_bits().map_err(|_| "the server has no randomness just now".to_owned())?;
        let mut builder = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(letter.subject.clone())
            .message_id(Some(format!("<{id:032x}@{}>", self.host)))
            .date_now()
            .raw_header(plain("Auto-Submitted", "auto-generated")?);
        if let Some(off) = &letter.off {
            builder = builder
                .raw_header(plain("List-Unsubscribe", &format!("<{off}>"))?)
                .raw_header(plain("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")?);
        }
        let parts = MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone());
        builder.multipart(parts).map_err(|error| error.to_string())
    }
}

/// A header whose value is written as it is: programs read it, and an address in it must not be folded or encoded.
fn plain(name: &str, value: &str) -> Result<HeaderValue, String> {
    let name = HeaderName::new_from_ascii(name.to_owned()).map_err(|error| error.to_string())?;
    Ok(HeaderValue::dangerous_new_pre_encoded(name, value.to_owned(), value.to_owned()))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::config::{Cli, Command};

    fn mail(arguments: &[&str]) -> Mail {
        match Cli::parse_from([&["muster", "serve"], arguments].concat()).command {
            Command::Serve(serve) => *serve.mail,
            other => panic!("{other:?}"),
        }
    }

    fn letter() -> Letter {
        let (to, subject) =
            ("ines@company.example".to_owned(), "Your week: “Käse”\r\nBcc: eve@evil.example".to_owned());
        let off = Some(format!("https://muster.example/mail/off?key=p1.{}", "A".repeat(80)));
        Letter { to, subject, text: "Plain – words.".to_owned(), html: "<p>Words</p>".to_owned(), off }
    }

    // The way to the mail server belongs to a runtime, as it does where the server runs.
    #[tokio::test]
    async fn a_letter_has_both_parts_and_the_headers_of_one_press_in_one_piece() {
        let config = mail(&["--smtp", "smtp://localhost:1025", "--mail-from", "Muster <muster@company.example>"]);
        let sender = Sender::of(&config, "https://muster.example:8443");
        let Ok(Some(sender)) = sender else { panic!("a sender") };
        let text = sender.message(&letter()).map(|message| String::from_utf8_lossy(&message.formatted()).into_owned());
        let text = text.unwrap_or_default();
        for line in [
            "To: ines@company.example",
            "From: Muster <muster@company.example>",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            &format!("List-Unsubscribe: <https://muster.example/mail/off?key=p1.{}>", "A".repeat(80)),
            "Auto-Submitted: auto-generated",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Type: text/html; charset=utf-8",
        ] {
            assert!(text.split("\r\n").any(|one| one == line), "{line}:\n{text}");
        }
        assert!(text.contains("@muster.example>\r\n"), "{text}");
        assert!(!text.lines().any(|line| line.starts_with("Bcc")), "{text}");
    }

    #[tokio::test]
    async fn a_mail_server_that_cannot_be_read_is_told_without_its_password() {
        for (smtp, from) in
            [("smtps://ada:horse@", "muster@company.example"), ("smtps://ada:horse@mail.example", "muster")]
        {
            let wrong = Sender::of(&mail(&["--smtp", smtp, "--mail-from", from]), "http://localhost:1").err();
            assert!(wrong.as_ref().is_some_and(|wrong| !wrong.contains("horse")), "{smtp}: {wrong:?}");
        }
        assert!(Sender::of(&mail(&[]), "http://localhost:1").is_ok_and(|sender| sender.is_none()));
    }
}
