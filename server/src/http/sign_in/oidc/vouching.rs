//! The consequence of a provider's word on a person: whether they come in, and with which rank.

use axum::http::{HeaderMap, StatusCode};
use muster_shared::access::Rank;
use tracing::warn;

use super::provider::Oidc;
use super::vouched::Vouched;
use crate::config;
use crate::http::problem::Problem;
use crate::http::state::App;
use crate::people::Secret;
use crate::people::passkey::Joined;
use crate::people::person::Person;

/// The rank of a person whom nobody invited; nothing when they do not come in.
fn rank_of(config: &config::Oidc, vouched: &Vouched) -> Option<Rank> {
    let is_theirs = |allowed: &String| vouched.domain().is_some_and(|domain| domain.eq_ignore_ascii_case(allowed));
    match &config.allowed_domain[..] {
        [] => Some(Rank::Guest),
        domains => domains.iter().any(is_theirs).then_some(Rank::Member),
    }
}

/// The rank that a person has by their groups, where groups decide: the highest of theirs, else everybody's.
fn rank_by_groups(config: &config::Oidc, vouched: &Vouched) -> Option<Rank> {
    if config.group_rank.is_empty() {
        return None;
    }
    let theirs = config.group_rank.iter().filter(|rule| vouched.is_in(&rule.group)).map(|rule| rule.rank);
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
        let (why, sentence) = not_from_here(&oidc.config, &vouched);
        let subject = vouched.subject.id.clone();
        for odd in &vouched.odd {
            warn!(%odd, %subject, "the identity provider says something of somebody that cannot be used");
        }
        let identity = vouched.identity(by_groups);
        let Some(invite) = invite else {
            let known = self.people.vouched_for(identity, rank).await?;
            return match known {
                Some(person) => Ok(person),
                None => Err(self.refuse(StatusCode::FORBIDDEN, &format!("{why}: {subject}"), &sentence).await),
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

/// Why somebody does not come in whom nobody invited: for the audit log, and for them.
fn not_from_here(config: &config::Oidc, vouched: &Vouched) -> (&'static str, String) {
    let odd = vouched.odd.iter().find(|odd| !config.allowed_domain.is_empty() && odd.is_about_email());
    let stranger = "you are not a person of this workspace";
    match odd {
        Some(odd) if vouched.email.is_none() => {
            let sentence = format!(
                "{stranger}: what your identity provider says of your address cannot be used ({odd}); \
                                    ask whoever runs it, or ask for an invitation"
            );
            ("an email address that cannot be read", sentence)
        }
        _ if vouched.email.is_none() && vouched.has_unverified_email => {
            let sentence = "your identity provider has not made sure that your email address is yours; confirm it \
                            there, or ask for an invitation";
            ("an email address that is not verified", sentence.to_owned())
        }
        _ if vouched.email.is_none() && !config.allowed_domain.is_empty() => {
            let sentence = format!(
                "{stranger}: your identity provider does not say your email address (`email`); ask \
                                    whoever runs it, or ask for an invitation"
            );
            ("somebody whose email address the provider does not say", sentence)
        }
        _ => {
            let sentence = format!("{stranger}; ask for an invitation");
            ("somebody the provider knows and this workspace does not", sentence)
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::checked::Subject;
    use super::*;

    fn config(domains: &[&str], groups: &[&str]) -> config::Oidc {
        let allowed_domain = domains.iter().map(|domain| (*domain).to_owned()).collect();
        let group_rank = groups.iter().filter_map(|rule| rule.parse().ok()).collect();
        config::Oidc { allowed_domain, group_rank, ..config::Oidc::default() }
    }

    fn somebody(config: &config::Oidc, said: serde_json::Value) -> Vouched {
        let subject = Subject { issuer: "https://login.example".to_owned(), id: "1".to_owned() };
        Vouched::new(subject).with(&said.as_object().cloned().unwrap_or_default(), config)
    }

    #[test]
    fn only_a_verified_address_of_an_allowed_domain_makes_a_member() {
        let allowed = config(&["oriel.example", "ORIEL.test"], &[]);
        for (email, verified, rank) in [
            ("ada@oriel.example", json!(true), Some(Rank::Member)),
            ("ada@oriel.example", json!("true"), Some(Rank::Member)),
            ("ada@Oriel.Example", json!(true), Some(Rank::Member)),
            ("ada@oriel.test", json!(true), Some(Rank::Member)),
            ("ada@oriel.example", json!(false), None),
            ("ada@oriel.example", json!("false"), None),
            ("ada@oriel.example", json!("yes"), None),
            ("ada@oriel.example", json!(["true"]), None),
            ("ada@oriel.example", json!(null), None),
            ("ada@evil-oriel.example", json!(true), None),
            ("ada@sub.oriel.example", json!(true), None),
            ("ada@oriel.example.evil", json!(true), None),
            ("ada@oriel.example@evil.example", json!(true), None),
            ("oriel.example", json!(true), None),
        ] {
            let vouched = somebody(&allowed, json!({"email": email, "email_verified": verified}));
            assert_eq!(rank_of(&allowed, &vouched), rank, "{email} {verified}");
        }
        let open = config(&[], &[]);
        assert_eq!(rank_of(&open, &somebody(&open, json!({"email": "ada@any.example"}))), Some(Rank::Guest));
    }

    #[test]
    fn groups_decide_where_they_are_asked_and_the_highest_counts() {
        let rules = config(&["oriel.example"], &["staff=member", "execs=leader", "visitors=guest", "/a/b=leader"]);
        let rank = |email: &str, groups: serde_json::Value| {
            let said = json!({"email": email, "email_verified": true, "groups": groups});
            rank_by_groups(&rules, &somebody(&rules, said))
        };
        assert_eq!(rank("ada@oriel.example", json!(["staff", "execs"])), Some(Rank::Leader));
        assert_eq!(rank("ada@oriel.example", json!(["/execs"])), Some(Rank::Leader));
        assert_eq!(rank("ada@oriel.example", json!(["/a/b"])), Some(Rank::Leader));
        assert_eq!(rank("ada@oriel.example", json!(["/a/execs", "a/b", "/b"])), Some(Rank::Member));
        assert_eq!(rank("ada@oriel.example", json!(["visitors"])), Some(Rank::Guest));
        assert_eq!(rank("ada@oriel.example", json!(["Execs"])), Some(Rank::Member));
        assert_eq!(rank("ada@oriel.example", json!({"execs": true})), Some(Rank::Member));
        assert_eq!(rank("ada@other.example", json!([])), Some(Rank::Guest));
        let none = config(&[], &[]);
        assert_eq!(rank_by_groups(&none, &somebody(&none, json!({"groups": ["execs"]}))), None);
    }

    #[test]
    fn a_refusal_names_what_was_missing() {
        let asked = config(&["oriel.example"], &[]);
        for (said, words) in [
            (json!({}), "does not say your email address"),
            (json!({"email": null}), "does not say your email address"),
            (json!({"email": ["ada@oriel.example"]}), "`email` should be a text and is a list"),
            (json!({"email": "a@oriel.example", "email_verified": 7}), "`email_verified` should be true or false"),
            (json!({"email": "a@oriel.example"}), "has not made sure"),
            (
                json!({"email": "a@other.example", "email_verified": true}),
                "you are not a person of this workspace; ask",
            ),
        ] {
            let (_, sentence) = not_from_here(&asked, &somebody(&asked, said.clone()));
            assert!(sentence.contains(words), "{said}: {sentence}");
        }
    }
}
