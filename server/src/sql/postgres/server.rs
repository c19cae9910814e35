//! The address of a PostgreSQL database, and how it is connected to: what is left open in the address is decided here.

use std::ffi::OsString;
use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use percent_encoding::percent_decode_str;
use postgres::config::{Host, SslMode, TargetSessionAttrs};
use postgres::error::Severity;
use postgres::{Config, NoTls};
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::super::{Error, Result};
use super::Connection;

/// The variables that bear the address and the password.
pub(crate) const ADDRESS: &str = "MUSTER_STORE";
pub(crate) const PASSWORD: &str = "PGPASSWORD";

/// How long a database may take to answer a connection.
const CONNECTS_WITHIN: Duration = Duration::from_secs(5);
/// How long what was sent may stay unconfirmed before the connection counts as lost.
const UNCONFIRMED_MAX: Duration = Duration::from_secs(4);
/// How long a database may say nothing before it is asked whether it is there, and how long it is asked again and again.
const SILENT_MAX: Duration = Duration::from_secs(2);
const ASKED_EVERY: Duration = Duration::from_secs(1);
const ASKED_MAX: u32 = 3;

/// The settings of every connection. Defaults of the database or of its user that would end a long statement, or have it
/// read other tables, are put aside.
const SETTINGS: &str = "SET search_path = main; SET statement_timeout = 0; SET lock_timeout = 0;
    SET idle_in_transaction_session_timeout = 0; SET idle_session_timeout = 0;
    SET tcp_keepalives_idle = 2; SET tcp_keepalives_interval = 1; SET tcp_keepalives_count = 3; SET tcp_user_timeout = 4000;
    SELECT set_config(name, '0', false) FROM pg_settings WHERE name = 'transaction_timeout'";

/// A database of a PostgreSQL server.
#[derive(Clone)]
pub struct Server {
    config: Box<Config>,
    tls: Option<Arc<ClientConfig>>,
    /// The address as it was given, for a process that this one starts.
    address: String,
}

/// Neither name nor password of whoever connects is shown.
impl fmt::Debug for Server {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Server").field("hosts", &self.config.get_hosts()).finish_non_exhaustive()
    }
}

impl Server {
    /// The database at an address such as `postgres://muster@db.example/muster`, with the password, if there is one beside
    /// it.
    ///
    /// # Errors
    /// A sentence, which never tells the address: a password may stand in it.
    pub fn new(address: &str, password: Option<&[u8]>) -> std::result::Result<Self, String> {
        if !["postgres://", "postgresql://"].iter().any(|scheme| address.starts_with(scheme)) {
            return Err("`--store` is the address of a database: postgres://USER@HOST/DATABASE".to_owned());
        }
        let (plain, mode, roots) = own_words(address)?;
        let unread = |error| format!("the address of `--store` cannot be read: {error}");
        let mut config: Config = plain.parse().map_err(unread)?;
        if config.get_hosts().is_empty() {
            config.host("localhost");
        }
        if let Some(password) = password {
            config.password(password);
        }
        config.application_name("muster").connect_timeout(CONNECTS_WITHIN).tcp_user_timeout(UNCONFIRMED_MAX);
        // A host that goes dark is noticed, and one that is a standby is never asked: it may lag behind.
        config.keepalives_idle(SILENT_MAX).keepalives_interval(ASKED_EVERY).keepalives_retries(ASKED_MAX);
        config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        let is_here =
            config.get_hosts().iter().all(is_this_machine) && config.get_hostaddrs().iter().all(IpAddr::is_loopback);
        let tls = mode.unwrap_or(!is_here);
        config.ssl_mode(if tls { SslMode::Require } else { SslMode::Disable });
        let tls = tls.then(|| client_config(roots.as_deref())).transpose()?;
        Ok(Self { config: Box::new(config), tls: tls.map(Arc::new), address: address.to_owned() })
    }

    /// The variables by which a process that this one starts finds the same database.
    pub(crate) fn environment(&self) -> Vec<(&'static str, OsString)> {
        let mut variables = vec![(ADDRESS, OsString::from(&self.address))];
        if let Some(password) = self.config.get_password() {
            variables.push((PASSWORD, OsString::from(String::from_utf8_lossy(password).into_owned())));
        }
        variables
    }

    /// Connects. `noticed` is called with each warning of the database's, on the thread that uses the connection.
    ///
    /// # Errors
    /// Those of the database.
    pub(crate) fn connect(&self, noticed: impl Fn() + Send + Sync + 'static) -> Result<Connection> {
        let mut config = Config::clone(&self.config);
        config.notice_callback(move |notice| {
            if notice.parsed_severity() == Some(Severity::Warning) {
                tracing::warn!("the database warns: {}", notice.message());
                noticed();
            }
        });
        let client = match &self.tls {
            Some(tls) => config.connect(MakeRustlsConnect::new(ClientConfig::clone(tls))),
            None => config.connect(NoTls),
        };
        let connection = Connection::new(client.map_err(Error::from)?);
        connection.simple(SETTINGS)?;
        Ok(connection)
    }
}

/// The address without the words that are ours: whether TLS is used, and whose certificates are trusted.
fn own_words(address: &str) -> std::result::Result<(String, Option<bool>, Option<String>), String> {
    let Some((place, words)) = address.split_once('?') else { return Ok((address.to_owned(), None, None)) };
    let (mut others, mut mode, mut roots) = (Vec::new(), None, None);
    for word in words.split('&') {
        match word.split_once('=') {
            Some(("sslmode", "disable")) => mode = Some(false),
            Some(("sslmode", "require" | "verify-ca" | "verify-full")) => mode = Some(true),
            Some(("sslmode", _)) => {
                return Err("`sslmode` of `--store` is `disable` or `verify-full`: a connection that falls back, or \
                            that trusts any certificate, protects nobody"
                    .to_owned());
            }
            Some(("sslrootcert", path)) => roots = Some(percent_decode_str(path).decode_utf8_lossy().into_owned()),
            _ => others.push(word),
        }
    }
    let rest = if others.is_empty() { String::new() } else { format!("?{}", others.join("&")) };
    Ok((format!("{place}{rest}"), mode, roots))
}

/// Whether nothing that is sent there leaves this machine.
fn is_this_machine(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback()),
        Host::Unix(_) => true,
    }
}

fn client_config(roots: Option<&str>) -> std::result::Result<ClientConfig, String> {
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().map_err(|error| error.to_string())?;
    let Some(path) = roots else {
        let verified = builder.with_platform_verifier().map_err(|error| error.to_string())?;
        return Ok(verified.with_no_client_auth());
    };
    let unread = |error: &dyn fmt::Display| format!("the certificates in `{path}` cannot be read: {error}");
    let mut store = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(path).map_err(|error| unread(&error))? {
        store.add(certificate.map_err(|error| unread(&error))?).map_err(|error| unread(&error))?;
    }
    Ok(builder.with_root_certificates(store).with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_that_leaves_the_machine_is_over_tls_unless_the_address_says_otherwise() {
        for (address, over_tls) in [
            ("postgres://muster@localhost/muster", false),
            ("postgres://muster@127.0.0.1:5433/muster", false),
            ("postgres:///muster?host=/var/run/postgresql", false),
            ("postgresql://muster@db.example/muster", true),
            ("postgres://muster@db.example/muster?sslmode=disable", false),
            ("postgres://muster@localhost/muster?sslmode=verify-full", true),
        ] {
            let server = Server::new(address, None);
            assert_eq!(server.map(|server| server.tls.is_some()), Ok(over_tls), "{address}");
        }
    }

    #[test]
    fn a_wrong_address_is_refused_without_telling_the_password_in_it() {
        for address in [
            "mysql://muster:s3cret@db.example/muster",
            "postgres://muster:s3cret@db.example:port/muster",
            "postgres://muster:s3cret@db.example/muster?sslmode=prefer",
            "postgres://muster:s3cret@db.example/muster?sslmode=verify-full&sslrootcert=/no/such/file",
        ] {
            let sentence = Server::new(address, None).err().unwrap_or_default();
            assert!(!sentence.is_empty() && !sentence.contains("s3cret"), "{address}: {sentence}");
        }
        let server = Server::new("postgres://muster:s3cret@db.example/muster", None);
        assert!(!format!("{server:?}").contains("s3cret"));
    }
}
