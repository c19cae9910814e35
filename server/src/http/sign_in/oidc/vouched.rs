//! The provider's word on a person, as far as Muster uses it: a name, an address that is theirs, groups. A claim that
//! is missing or malformed keeps nobody out by itself; it is noted, so that a refusal for want of it can name it.

use serde_json::Value;

use super::checked::Subject;
use super::said::{Odd, Said, claim, text, texts, yes};
use crate::config;
use crate::people::passkey::Identity;
use crate::people::person::shortened;
use muster_shared::access::Rank;

/// The claims a name is taken from, the best first.
const NAMES: [&str; 4] = ["name", "preferred_username", "nickname", "upn"];

/// Somebody the provider vouches for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Vouched {
    /// The provider, and their id there.
    pub(super) subject: Subject,
    name: Option<String>,
    /// Where mail reaches them, if the provider has made sure.
    pub(super) email: Option<String>,
    /// An address the provider has not made sure of.
    pub(super) has_unverified_email: bool,
    /// The person's groups; none as long as the provider said nothing of groups.
    pub(super) groups: Option<Vec<String>>,
    /// The claims that could not be used.
    pub(super) odd: Vec<Odd>,
}

impl Vouched {
    pub(super) fn new(subject: Subject) -> Self {
        Self { subject, name: None, email: None, has_unverified_email: false, groups: None, odd: Vec::new() }
    }

    /// Adds what is said in one place; what was said before stands.
    pub(super) fn with(mut self, said: &Said, config: &config::Oidc) -> Self {
        self.add_name(said);
        self.add_email(said);
        if !config.group_rank.is_empty() {
            self.add_groups(said, config.groups_claim());
        }
        self
    }

    fn add_name(&mut self, said: &Said) {
        let read = |name: &str| text(said, name).ok().flatten().and_then(shortened);
        let both = || Some(format!("{} {}", read("given_name")?, read("family_name")?));
        let first = || read(NAMES[0]).or_else(both).or_else(|| NAMES[1..].iter().find_map(|name| read(name)));
        self.name = self.name.take().or_else(first);
    }

    /// An address counts when the provider says that it is theirs; Entra ID says it by the claim of its own.
    fn add_email(&mut self, said: &Said) {
        let email = self.noted(text(said, "email")).flatten().map(ToOwned::to_owned);
        let verified = self.noted(yes(said, "email_verified")).flatten();
        let verified = verified.or_else(|| self.noted(yes(said, "xms_edov")).flatten());
        match (email, verified) {
            (Some(email), Some(true)) => self.email = self.email.take().or(Some(email)),
            (Some(_), _) => self.has_unverified_email = true,
            (None, _) => {}
        }
    }

    fn add_groups(&mut self, said: &Said, name: &str) {
        let elsewhere = claim(said, "_claim_names").and_then(|names| names.get(name)).is_some();
        if elsewhere || claim(said, "hasgroups").and_then(Value::as_bool) == Some(true) {
            self.odd.push(Odd::new(name, "in the token (too many groups are left out of it)", None));
        }
        if let Some(groups) = self.noted(texts(said, name)).flatten() {
            self.groups.get_or_insert_default().extend(groups);
        }
    }

    fn noted<T>(&mut self, read: Result<T, Odd>) -> Option<T> {
        read.map_err(|odd| self.odd.push(odd)).ok()
    }

    /// Whether more may be known of them elsewhere.
    pub(super) fn lacks_anything(&self, config: &config::Oidc) -> bool {
        let has_email = self.email.is_some() || self.has_unverified_email;
        self.name.is_none() || !has_email || self.lacks_their_place(config)
    }

    /// Whether what decides about their place here was not said.
    pub(super) fn lacks_their_place(&self, config: &config::Oidc) -> bool {
        let lacks_email = !config.allowed_domain.is_empty() && self.email.is_none();
        lacks_email || (!config.group_rank.is_empty() && self.groups.is_none())
    }

    /// The domain of their address.
    pub(super) fn domain(&self) -> Option<&str> {
        self.email.as_deref()?.rsplit_once('@').map(|(_, domain)| domain)
    }

    /// Whether they are in a group. Keycloak may write groups as ways, from a slash.
    pub(super) fn is_in(&self, group: &str) -> bool {
        let is = |theirs: &String| theirs == group || theirs.strip_prefix('/') == Some(group);
        self.groups.iter().flatten().any(is)
    }

    /// Them as a person; `rank` is what their groups make of them.
    pub(super) fn identity(self, rank: Option<Rank>) -> Identity {
        let Self { subject, name, email, .. } = self;
        let name = name.or_else(|| email.as_deref().and_then(shortened)).unwrap_or_else(|| "Somebody".to_owned());
        Identity { issuer: subject.issuer, subject: subject.id, name, email, rank }
    }
}

#[cfg(test)]
#[path = "vouched_tests.rs"]
mod tests;
