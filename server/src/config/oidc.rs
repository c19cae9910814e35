//! How people sign in with an identity provider, when one is configured.

use std::fmt;
use std::str::FromStr;

use clap::Args;
use muster_shared::access::Rank;

/// An OpenID Connect provider, and what it may decide here.
#[derive(Debug, Clone, Default, Args)]
pub struct Oidc {
    /// Lets people sign in with this OpenID Connect provider.
    #[arg(long = "oidc-issuer", env = "MUSTER_OIDC_ISSUER", value_name = "URL")]
    pub issuer: Option<String>,
    /// The id under which the provider knows Muster.
    #[arg(long = "oidc-client-id", env = "MUSTER_OIDC_CLIENT_ID", value_name = "ID")]
    pub client_id: Option<String>,
    /// The secret shared with the provider, if there is one; better said by the environment, where nobody else sees it.
    #[arg(
        long = "oidc-client-secret",
        env = "MUSTER_OIDC_CLIENT_SECRET",
        value_name = "SECRET",
        hide_env_values = true
    )]
    pub client_secret: Option<Hidden>,
    /// The provider's name on the button; its host if nothing is said.
    #[arg(long = "oidc-name", env = "MUSTER_OIDC_NAME", value_name = "NAME")]
    pub name: Option<String>,
    /// A domain of verified email addresses whose people are members without an invitation, and nobody else; may be
    /// given several times. Not told: everybody the provider knows is a guest.
    #[arg(
        long = "oidc-allowed-domain",
        env = "MUSTER_OIDC_ALLOWED_DOMAIN",
        value_name = "DOMAIN",
        value_delimiter = ','
    )]
    pub allowed_domain: Vec<String>,
    /// The rank that a group of the provider has here, as `group=leader`; may be given several times. The highest
    /// counts, and people of no such group fall back. No group makes owners.
    #[arg(long = "oidc-group-rank", env = "MUSTER_OIDC_GROUP_RANK", value_name = "GROUP=RANK", value_delimiter = ',')]
    pub group_rank: Vec<GroupRank>,
    /// The claim that holds somebody's groups, `groups` if nothing is said: a name such as `roles` or
    /// `https://muster.example/groups`, or the way to it, such as `realm_access.roles`.
    #[arg(long = "oidc-groups-claim", env = "MUSTER_OIDC_GROUPS_CLAIM", value_name = "CLAIM")]
    pub groups_claim: Option<String>,
}

/// A secret of the configuration. It is never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Hidden(String);

impl Hidden {
    /// The secret itself, for the provider it is shared with.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(hidden)")
    }
}

impl From<&str> for Hidden {
    fn from(secret: &str) -> Self {
        Self(secret.to_owned())
    }
}

/// The rank that people of a group have here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupRank {
    /// The group's name, as the provider writes it.
    pub group: String,
    /// Their rank.
    pub rank: Rank,
}

impl FromStr for GroupRank {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not of the form group=member, with guest, member or leader");
        let (group, rank) = text.rsplit_once('=').ok_or_else(wrong)?;
        let rank = rank.parse().map_err(|_| wrong())?;
        if group.is_empty() || rank == Rank::Owner {
            return Err(wrong());
        }
        Ok(Self { group: group.to_owned(), rank })
    }
}

impl Oidc {
    /// The claim that holds somebody's groups.
    pub fn groups_claim(&self) -> &str {
        self.groups_claim.as_deref().unwrap_or("groups")
    }

    /// The setting that cannot work, as a sentence.
    pub(super) fn wrong(&self) -> Option<String> {
        let Some(issuer) = &self.issuer else {
            let rest = self.client_id.is_some() || self.client_secret.is_some() || self.name.is_some();
            let rest =
                rest || !self.allowed_domain.is_empty() || !self.group_rank.is_empty() || self.groups_claim.is_some();
            return rest.then(|| "the other `--oidc-…` say nothing without `--oidc-issuer`".to_owned());
        };
        if !is_safe(issuer) {
            return Some(format!("`{issuer}` is no provider: write it as https://login.example, as the provider does"));
        }
        if self.client_id.is_none() {
            return Some("say what Muster is to the provider, with `--oidc-client-id`".to_owned());
        }
        if self.groups_claim.is_some() && self.group_rank.is_empty() {
            return Some("`--oidc-groups-claim` says nothing without `--oidc-group-rank`".to_owned());
        }
        let is_domain = |domain: &&String| !domain.is_empty() && !domain.contains(['@', '/', ' ', '*']);
        let wrong = self.allowed_domain.iter().find(|domain| !is_domain(domain))?;
        Some(format!("`{wrong}` is not a domain such as company.example"))
    }
}

/// Whether an answer of this provider can be believed: it must come over TLS, or never leave this machine.
fn is_safe(issuer: &str) -> bool {
    let host = |rest: &str| rest.split(['/', ':']).next().unwrap_or_default().to_owned();
    match (issuer.strip_prefix("https://"), issuer.strip_prefix("http://")) {
        (Some(rest), _) => !host(rest).is_empty() && !issuer.contains(['?', '#', '@', ' ']),
        (_, Some(rest)) => ["localhost", "127.0.0.1"].contains(&host(rest).as_str()) && !rest.contains(['?', '#', '@']),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(issuer: &str) -> Oidc {
        Oidc { issuer: Some(issuer.to_owned()), client_id: Some("muster".to_owned()), ..Oidc::default() }
    }

    #[test]
    fn a_provider_is_reached_over_tls_or_on_this_machine() {
        for (issuer, works) in [
            ("https://login.example", true),
            ("https://login.example/realms/one", true),
            ("http://localhost:4000", true),
            ("http://127.0.0.1:4000/x", true),
            ("http://login.example", false),
            ("http://localhost.evil.example", false),
            ("http://localhost@evil.example", false),
            ("https://", false),
            ("https://login.example?x", false),
            ("login.example", false),
        ] {
            assert_eq!(with(issuer).wrong().is_none(), works, "{issuer}");
        }
    }

    #[test]
    fn half_a_provider_is_refused() {
        assert_eq!(Oidc::default().wrong(), None);
        let named = Oidc { name: Some("Login".to_owned()), ..Oidc::default() };
        assert!(named.wrong().is_some_and(|wrong| wrong.contains("--oidc-issuer")));
        let nobody = Oidc { client_id: None, ..with("https://login.example") };
        assert!(nobody.wrong().is_some_and(|wrong| wrong.contains("--oidc-client-id")));
        for domain in ["", "ada@company.example", "*.company.example"] {
            let wrong = Oidc { allowed_domain: vec![domain.to_owned()], ..with("https://login.example") };
            assert!(wrong.wrong().is_some(), "{domain}");
        }
    }

    #[test]
    fn a_group_makes_anything_but_owners() {
        let rank = |text: &str| text.parse::<GroupRank>().map(|GroupRank { group, rank }| (group, rank));
        assert_eq!(rank("execs=leader"), Ok(("execs".to_owned(), Rank::Leader)));
        assert_eq!(rank("a=b=member"), Ok(("a=b".to_owned(), Rank::Member)));
        for wrong in ["execs", "execs=", "=leader", "execs=owner", "execs=king"] {
            assert!(rank(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_secret_does_not_show() {
        let config = Oidc { client_secret: Some("correct horse".into()), ..with("https://login.example") };
        assert!(!format!("{config:?}").contains("horse"));
    }
}
