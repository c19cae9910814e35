//! The provider's account of itself: its name, and the addresses it is asked at. Everything else it says there is not
//! read.

use oauth2::url::{Host, Url};
use serde_json::Value;

use super::failed::{Failed, quoted};
use super::said::{Odd, Said, claim, needed, text};

/// Where the provider says so.
const PLACE: &str = "the provider's configuration";
/// The word that stands for a company in the name of a provider of many: Entra ID's `common` and `organizations`.
const TENANT: &str = "{tenantid}";
const MANY: [&str; 2] = ["common", "organizations"];

/// The name that a provider gives itself, and its tokens must bear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Issuer(String);

impl Issuer {
    /// The name that `found` gives, if it is the provider of the settings: as they write it, a slash at the end aside,
    /// or for all the companies of a provider of many.
    ///
    /// # Errors
    /// [`Failed::Unfit`], which says what to write instead.
    fn of(configured: &str, found: &str) -> Result<Self, Failed> {
        let is_of_many = found.split_once(TENANT).is_some_and(|(before, after)| {
            let middle = configured.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
            middle.is_some_and(|middle| MANY.contains(&middle))
        });
        if is_of_many || configured.trim_end_matches('/') == found.trim_end_matches('/') {
            return Ok(Self(found.to_owned()));
        }
        let found = quoted(found);
        Err(Failed::Unfit(format!(
            "the provider calls itself {found} and not {configured}: `--oidc-issuer` must say so"
        )))
    }

    /// The `iss` that a token with these claims must bear.
    ///
    /// # Errors
    /// [`Odd`] when a token of a provider of many does not say whose it is.
    pub(super) fn of_token(&self, said: &Said) -> Result<String, Odd> {
        if !self.0.contains(TENANT) {
            return Ok(self.0.clone());
        }
        let tenant = needed(said, "tid")?;
        let is_id = tenant.len() == 36 && tenant.chars().all(|char| char.is_ascii_hexdigit() || char == '-');
        let wrong = || Odd::new("tid", "the id of a tenant", said.get("tid"));
        is_id.then(|| self.0.replace(TENANT, tenant)).ok_or_else(wrong)
    }

    /// Whether the provider that sends a browser back may call itself so.
    pub(super) fn is(&self, name: &str) -> bool {
        self.0.contains(TENANT) || self.0 == name
    }
}

/// The parts of a provider's account of itself that are used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Metadata {
    /// The provider's name for itself.
    pub(super) issuer: Issuer,
    /// Where browsers sign in.
    pub(super) authorization: Url,
    /// Where a code is worth a token.
    pub(super) token: Url,
    /// Where its keys are.
    pub(super) keys: Url,
    /// Where it says more of somebody.
    pub(super) userinfo: Option<Url>,
    /// Whether the provider wants to be asked for groups.
    pub(super) knows_groups: bool,
    /// Whether the provider takes the client's secret in the form alone.
    pub(super) secret_in_form: bool,
}

/// Where a provider says what it is.
pub(super) fn address(configured: &str) -> Option<Url> {
    format!("{}/.well-known/openid-configuration", configured.trim_end_matches('/')).parse().ok()
}

impl Metadata {
    /// Reads what the provider says of itself, whom the settings call `configured`.
    ///
    /// # Errors
    /// [`Failed::Unfit`].
    pub(super) fn read(said: &Said, configured: &str) -> Result<Self, Failed> {
        let there = |name| needed(said, name).map_err(Failed::unfit(PLACE));
        let url = |name| safe(name, there(name)?);
        let userinfo = text(said, "userinfo_endpoint").map_err(Failed::unfit(PLACE))?;
        let listed = |name: &str, word: &str| {
            let list = claim(said, name).and_then(Value::as_array);
            list.map(|list| list.iter().any(|listed| listed.as_str() == Some(word)))
        };
        let methods = "token_endpoint_auth_methods_supported";
        Ok(Self {
            issuer: Issuer::of(configured, there("issuer")?)?,
            authorization: url("authorization_endpoint")?,
            token: url("token_endpoint")?,
            keys: url("jwks_uri")?,
            userinfo: userinfo.map(|address| safe("userinfo_endpoint", address)).transpose()?,
            knows_groups: listed("scopes_supported", "groups") == Some(true),
            // Not said means that the standard's own way is taken.
            secret_in_form: listed(methods, "client_secret_basic") == Some(false)
                && listed(methods, "client_secret_post") == Some(true),
        })
    }
}

/// An address that is asked over TLS, or on this machine.
fn safe(name: &str, address: &str) -> Result<Url, Failed> {
    let url: Option<Url> = address.parse().ok();
    let is_here = |url: &Url| match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    let safe = url.filter(|url| url.scheme() == "https" || (url.scheme() == "http" && is_here(url)));
    safe.ok_or_else(|| Failed::Unfit(format!("in {PLACE}, `{name}` should be an address that begins with https://")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn said(change: &[(&str, Value)]) -> Said {
        let mut said = json!({
            "issuer": "https://login.example",
            "authorization_endpoint": "https://login.example/authorize?p=policy",
            "token_endpoint": "https://login.example/token",
            "jwks_uri": "https://keys.example/keys",
        });
        for (name, value) in change {
            said[*name] = value.clone();
        }
        said.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn a_provider_is_whom_the_settings_name() {
        let many = "https://login.microsoftonline.com/{tenantid}/v2.0";
        for (configured, found, is) in [
            ("https://login.example", "https://login.example", true),
            ("https://login.example", "https://login.example/", true),
            ("https://login.example/", "https://login.example", true),
            ("https://login.example", "https://login.example.evil", false),
            ("https://login.example", "http://login.example", false),
            ("https://login.example/realms/a", "https://login.example/realms/b", false),
            ("https://login.microsoftonline.com/common/v2.0", many, true),
            ("https://login.microsoftonline.com/organizations/v2.0", many, true),
            ("https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0", many, false),
            ("https://evil.example/common/v2.0", many, false),
            ("https://login.example", "{tenantid}", false),
        ] {
            assert_eq!(Issuer::of(configured, found).is_ok(), is, "{configured} {found}");
        }
        let wrong = Issuer::of("https://login.example", "https://sts.example/1/").err().map(|wrong| wrong.to_string());
        assert!(wrong.is_some_and(|wrong| wrong.contains("https://sts.example/1/") && wrong.contains("--oidc-issuer")));
    }

    #[test]
    fn a_provider_of_many_is_named_by_the_token_s_company() {
        let issuer = Issuer("https://login.example/{tenantid}/v2.0".to_owned());
        let of = |tid: Value| issuer.of_token(&json!({"tid": tid}).as_object().cloned().unwrap_or_default()).ok();
        let tenant = "11111111-2222-3333-4444-555555555555";
        assert_eq!(of(json!(tenant)), Some(format!("https://login.example/{tenant}/v2.0")));
        for wrong in [json!(null), json!(7), json!(""), json!("evil/../x"), json!("{tenantid}")] {
            assert_eq!(of(wrong.clone()), None, "{wrong}");
        }
        let alone = Issuer("https://login.example".to_owned());
        assert_eq!(alone.of_token(&Said::new()), Ok("https://login.example".to_owned()));
    }

    #[test]
    fn what_a_provider_says_of_itself_is_read_as_far_as_it_is_used() {
        let strange = [
            ("id_token_signing_alg_values_supported", json!(["RS256", "ML-DSA-65", 7])),
            ("claims_supported", json!("all")),
            ("userinfo_endpoint", json!(null)),
            ("scopes_supported", json!(["openid", 1, null, "groups"])),
            ("mtls_endpoint_aliases", json!({"token_endpoint": 7})),
        ];
        let read = Metadata::read(&said(&strange), "https://login.example");
        assert!(read.is_ok_and(|read| read.knows_groups && read.userinfo.is_none() && !read.secret_in_form));
        let form = [("token_endpoint_auth_methods_supported", json!(["client_secret_post"]))];
        assert!(Metadata::read(&said(&form), "https://login.example").is_ok_and(|read| read.secret_in_form));
        for (name, value) in [
            ("issuer", json!(null)),
            ("token_endpoint", json!(["https://login.example/token"])),
            ("jwks_uri", json!("http://keys.example")),
            ("authorization_endpoint", json!("/authorize")),
            ("userinfo_endpoint", json!("ftp://login.example")),
        ] {
            let wrong = Metadata::read(&said(&[(name, value)]), "https://login.example").err();
            assert!(wrong.is_some_and(|wrong| wrong.to_string().contains(name)), "{name}");
        }
    }
}
