//! Why the mail server takes no letters, in a sentence for the operator, who can do something about it.

use std::error::Error as StdError;
use std::io;

use lettre::transport::smtp::Error;

/// The sentence of a mail server that says nothing.
pub(super) const AWAY: &str = "the mail server does not answer";

/// The longest reason of a mail server that is kept, in characters.
const REASON_CHARS_MAX: usize = 160;
/// Answers about who hands letters over, and none about a letter (RFC 4954).
const OF_LOGIN: [u16; 4] = [530, 534, 535, 538];

/// Why a connection came to nothing.
pub(super) fn of(error: &Error) -> String {
    let reason = reason(error);
    if is_of_login(error) {
        return format!(
            "the mail server does not take the name and password in `--smtp` (`MUSTER_SMTP`), or wants them where there are \
             none: {reason}"
        );
    }
    if is_about_certificate(error) {
        return format!(
            "the mail server has no certificate that this machine trusts for its name, and nothing was said to it; with an \
             authority of your own, put its certificate among the machine's, or into a file that `SSL_CERT_FILE` names: \
             {reason}"
        );
    }
    if error.is_client() {
        return format!(
            "the mail server cannot do what `--smtp` asks for, and got no password and no letter: {reason}"
        );
    }
    format!("{AWAY}: {reason}")
}

/// Whether the mail server wants to know who hands letters over, or does not know them.
pub(super) fn is_of_login(error: &Error) -> bool {
    error.status().is_some_and(|code| OF_LOGIN.contains(&code.into()))
}

/// Whether the mail server's certificate is the trouble.
fn is_about_certificate(error: &Error) -> bool {
    let mut next = error.source();
    while let Some(cause) = next {
        if is_invalid_certificate(cause) {
            return true;
        }
        next = cause.source();
    }
    false
}

fn is_invalid_certificate(cause: &(dyn StdError + 'static)) -> bool {
    let within = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    let tls: Option<&rustls::Error> = within.and_then(|error| error.downcast_ref()).or_else(|| cause.downcast_ref());
    matches!(tls, Some(rustls::Error::InvalidCertificate(_)))
}

/// The reason of an error with that of its cause, on one line.
pub(super) fn reason(error: &Error) -> String {
    let reason = error.to_string();
    reason.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(REASON_CHARS_MAX).collect()
}
