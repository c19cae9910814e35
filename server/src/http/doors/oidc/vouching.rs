//! What follows from what a provider says of somebody: whether they come in, and as what.

use axum::http::{HeaderMap, StatusCode};
use muster_shared::access::Rank;
use openidconnect::core::CoreGenderClaim;
use openidconnect::{AdditionalClaims, IdTokenClaims, StandardClaims};
use serde::{Deserialize, Serialize};

use crate::people::token::one_or_several;

use super::provider::Oidc;
use crate::config;
use crate::http::problem::Problem;
use crate::http::state::App;
use crate::people::Secret;
use crate::people::passkey::{Identity, Joined};
use crate::people::person::{NAME_CHARS_MAX, Person, tidy_name};

/// The groups somebody is in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Groups {
    #[serde(default, deserialize_with = "one_or_several")]
    groups: Vec<String>,
}

impl AdditionalClaims for Groups {}

/// Somebody the provider vouches for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Vouched {
    /// Their id there.
    pub(super) subject: String,
    name: Option<String>,
    /// Where mail reaches them, if the provider has made sure.
    email: Option<String>,
    /// An address the provider has not made sure of.
    has_unverified_email: bool,
    groups: Vec<String>,
}

impl Vouched {
    pub(super) fn of(claims: &IdTokenClaims<Groups, CoreGenderClaim>) -> Self {
        let mut vouched = Self { subject: claims.subject().to_string(), ..Self::default() };
        let name = claims.name().and_then(|name| name.get(None)).map(|name| name.as_str());
        let handle = claims.preferred_username().map(|name| name.as_str());
        let email = claims.email().map(|email| email.as_str());
        vouched.add(name.or(handle), email, claims.email_verified(), claims.additional_claims());
        vouched
    }

    /// What the provider says in another place.
    pub(super) fn also(&mut self, claims: &StandardClaims<CoreGenderClaim>, groups: &Groups) {
        let name = claims.name().and_then(|name| name.get(None)).map(|name| name.as_str());
        let handle = claims.preferred_username().map(|name| name.as_str());
        self.add(name.or(handle), claims.email().map(|email| email.as_str()), claims.email_verified(), groups);
    }

    fn add(&mut self, name: Option<&str>, email: Option<&str>, verified: Option<bool>, groups: &Groups) {
        let name = name.map(|name| name.chars().take(NAME_CHARS_MAX).collect::<String>());
        self.name = self.name.take().or_else(|| name.as_deref().and_then(tidy_name));
        match (email, verified) {
            (Some(email), Some(true)) => self.email = self.email.take().or_else(|| Some(email.to_owned())),
            (Some(_), _) => self.has_unverified_email = true,
            (None, _) => {}
        }
        self.groups.extend(groups.groups.iter().cloned());
    }

    fn domain(&self) -> Option<&str> {
        self.email.as_deref()?.rsplit_once('@').map(|(_, domain)| domain)
    }

    fn identity(self, issuer: &str, rank: Option<Rank>) -> Identity {
        let Self { subject, name, email, .. } = self;
        let name = name.or_else(|| email.as_deref().and_then(tidy_name)).unwrap_or_else(|| "Somebody".to_owned());
        Identity { issuer: issuer.to_owned(), subject, name, email, rank }
    }
}

/// What somebody is here whom nobody invited; nothing when they do not come in.
fn rank_of(config: &config::Oidc, vouched: &Vouched) -> Option<Rank> {
    let is_theirs = |allowed: &String| vouched.domain().is_some_and(|domain| domain.eq_ignore_ascii_case(allowed));
    match &config.allowed_domain[..] {
        [] => Some(Rank::Guest),
        domains => domains.iter().any(is_theirs).then_some(Rank::Member),
    }
}

/// What the groups make of somebody, where groups decide: the highest of theirs, else what everybody is.
fn rank_by_groups(config: &config::Oidc, vouched: &Vouched) -> Option<Rank> {
    if config.group_rank.is_empty() {
        return None;
    }
    let theirs = config.group_rank.iter().filter(|rule| vouched.groups.contains(&rule.group)).map(|rule| rule.rank);
    theirs.max().or_else(|| rank_of(config, vouched)).or(Some(Rank::Guest))
}

impl App {
    /// The person somebody is here; made if need be, with an invite or by the provider's word alone.
    ///
    /// # Errors
    /// 403 or 410 for whoever does not come in.
    pub(super) async fn whom(
        &self,
        oidc: &Oidc,
        vouched: Vouched,
        invite: Option<Secret>,
        headers: &HeaderMap,
    ) -> Result<Person, Problem> {
        let (rank, by_groups) = (rank_of(&oidc.config, &vouched), rank_by_groups(&oidc.config, &vouched));
        let (why, sentence) = not_from_here(&vouched);
        let subject = vouched.subject.clone();
        let identity = vouched.identity(oidc.issuer(), by_groups);
        let Some(invite) = invite else {
            let known = self.people.vouched_for(identity, rank).await?;
            return match known {
                Some(person) => Ok(person),
                None => Err(self.refuse(StatusCode::FORBIDDEN, &format!("{why}: {subject}"), sentence).await),
            };
        };
        match self.people.join_vouched_for(&invite, self.taker(headers).await?, identity).await? {
            Joined::As(person) => Ok(person),
            Joined::Refused(refused) => Err(self.refuse_invite(refused).await),
            Joined::SomebodyElse => {
                let sentence = "this link is for somebody else than the person you are here";
                let why = format!("an invitation for somebody else, taken by {subject}");
                Err(self.refuse(StatusCode::FORBIDDEN, &why, sentence).await)
            }
        }
    }
}

fn not_from_here(vouched: &Vouched) -> (&'static str, &'static str) {
    if vouched.email.is_none() && vouched.has_unverified_email {
        let sentence = "your identity provider has not made sure that your email address is yours; confirm it there, \
                        or ask for an invitation";
        ("an email address that is not verified", sentence)
    } else {
        (
            "somebody the provider knows and this workspace does not",
            "you are not a person of this workspace; ask for an invitation",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(domains: &[&str], groups: &[&str]) -> config::Oidc {
        let allowed_domain = domains.iter().map(|domain| (*domain).to_owned()).collect();
        let group_rank = groups.iter().filter_map(|rule| rule.parse().ok()).collect();
        config::Oidc { allowed_domain, group_rank, ..config::Oidc::default() }
    }

    fn somebody(email: &str, verified: Option<bool>, groups: &[&str]) -> Vouched {
        let groups = Groups { groups: groups.iter().map(|group| (*group).to_owned()).collect() };
        let mut vouched = Vouched::default();
        vouched.add(Some("Ada"), Some(email), verified, &groups);
        vouched
    }

    #[test]
    fn only_a_verified_address_of_an_allowed_domain_makes_a_member() {
        let allowed = config(&["oriel.example", "ORIEL.test"], &[]);
        for (email, verified, rank) in [
            ("ada@oriel.example", Some(true), Some(Rank::Member)),
            ("ada@Oriel.Example", Some(true), Some(Rank::Member)),
            ("ada@oriel.test", Some(true), Some(Rank::Member)),
            ("ada@oriel.example", Some(false), None),
            ("ada@oriel.example", None, None),
            ("ada@evil-oriel.example", Some(true), None),
            ("ada@sub.oriel.example", Some(true), None),
            ("ada@oriel.example.evil", Some(true), None),
            ("ada@oriel.example@evil.example", Some(true), None),
            ("oriel.example", Some(true), None),
        ] {
            assert_eq!(rank_of(&allowed, &somebody(email, verified, &[])), rank, "{email} {verified:?}");
        }
        assert_eq!(rank_of(&config(&[], &[]), &somebody("ada@any.example", None, &[])), Some(Rank::Guest));
    }

    #[test]
    fn groups_decide_where_they_are_asked_and_the_highest_counts() {
        let rules = config(&["oriel.example"], &["staff=member", "execs=leader", "visitors=guest"]);
        let rank = |email: &str, groups: &[&str]| rank_by_groups(&rules, &somebody(email, Some(true), groups));
        assert_eq!(rank("ada@oriel.example", &["staff", "execs"]), Some(Rank::Leader));
        assert_eq!(rank("ada@oriel.example", &["visitors"]), Some(Rank::Guest));
        assert_eq!(rank("ada@oriel.example", &["Execs"]), Some(Rank::Member));
        assert_eq!(rank("ada@other.example", &[]), Some(Rank::Guest));
        assert_eq!(rank_by_groups(&config(&[], &[]), &somebody("a@b.example", Some(true), &["execs"])), None);
    }

    #[test]
    fn groups_are_read_as_providers_write_them() {
        for (text, groups) in [
            (r#"{"groups":["a","b"]}"#, &["a", "b"][..]),
            (r#"{"groups":"a"}"#, &["a"]),
            (r#"{"groups":null}"#, &[]),
            ("{}", &[]),
        ] {
            let read: Result<Groups, _> = serde_json::from_str(text);
            assert_eq!(
                read.ok().map(|read| read.groups),
                Some(groups.iter().map(|g| (*g).to_owned()).collect()),
                "{text}"
            );
        }
    }
}
