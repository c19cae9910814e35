//! The facts that are taken from a provider's word on a person, as a table of the providers' ways.

use serde_json::json;

use super::*;

fn config(groups_claim: Option<&str>) -> config::Oidc {
    let group_rank = ["execs=leader"].iter().filter_map(|rule| rule.parse().ok()).collect();
    let allowed_domain = vec!["oriel.example".to_owned()];
    config::Oidc {
        allowed_domain,
        group_rank,
        groups_claim: groups_claim.map(ToOwned::to_owned),
        ..config::Oidc::default()
    }
}

fn vouched(config: &config::Oidc, said: &[Value]) -> Vouched {
    let new = Vouched::new(Subject { issuer: "https://login.example".to_owned(), id: "1".to_owned() });
    said.iter().fold(new, |vouched, said| vouched.with(&said.as_object().cloned().unwrap_or_default(), config))
}

#[test]
fn a_name_is_the_best_that_is_said_and_a_strange_one_keeps_nobody_out() {
    let asked = config(None);
    for (said, name) in [
        (json!({"name": "Ada Lovelace", "preferred_username": "ada"}), "Ada Lovelace"),
        (json!({"given_name": "Ada", "family_name": "Lovelace", "nickname": "al"}), "Ada Lovelace"),
        (json!({"given_name": "Ada", "nickname": "al"}), "al"),
        (json!({"name": null, "preferred_username": "ada@oriel.example"}), "ada@oriel.example"),
        (json!({"name": "", "upn": "ada@oriel.example"}), "ada@oriel.example"),
        (json!({"name": ["Ada"], "nickname": "al"}), "al"),
        (json!({"name": {"en": "Ada"}}), "Somebody"),
        (json!({"name": "a\u{7}b"}), "Somebody"),
        (json!({"email": "ada@oriel.example", "email_verified": true}), "ada@oriel.example"),
        (json!({}), "Somebody"),
    ] {
        assert_eq!(vouched(&asked, std::slice::from_ref(&said)).identity(None).name, name, "{said}");
    }
    let long = vouched(&asked, &[json!({"name": "é".repeat(5000)})]).identity(None).name;
    assert_eq!(long.chars().count(), crate::people::person::NAME_CHARS_MAX);
}

#[test]
fn what_is_missing_is_asked_for_elsewhere_and_what_was_said_first_stands() {
    let asked = config(None);
    let whole = json!({"name": "Ada", "email": "ada@oriel.example", "email_verified": true, "groups": []});
    assert!(!vouched(&asked, std::slice::from_ref(&whole)).lacks_anything(&asked));
    for missing in ["name", "email", "groups"] {
        let mut said = whole.clone();
        said[missing] = json!(null);
        assert!(vouched(&asked, &[said.clone()]).lacks_anything(&asked), "{missing}");
        let place = vouched(&asked, &[said]).lacks_their_place(&asked);
        assert_eq!(place, missing != "name", "{missing}");
    }
    let later = json!({"name": "Eve", "email": "eve@evil.example", "email_verified": true, "groups": ["execs"]});
    let both = vouched(&asked, &[whole, later]);
    assert!(both.is_in("execs"));
    let Identity { name, email, .. } = both.identity(None);
    assert_eq!((name.as_str(), email.as_deref()), ("Ada", Some("ada@oriel.example")));
}

#[test]
fn groups_are_found_where_the_settings_say_and_too_many_are_noted() {
    for (claim, said, is_in, is_odd) in [
        (None, json!({"groups": ["execs"]}), true, false),
        (None, json!({"groups": "execs"}), true, false),
        (None, json!({"groups": ["/execs"]}), true, false),
        (Some("roles"), json!({"roles": ["execs"], "groups": 7}), true, false),
        (Some("realm_access.roles"), json!({"realm_access": {"roles": ["execs"]}}), true, false),
        (Some("https://muster.example/groups"), json!({"https://muster.example/groups": ["execs"]}), true, false),
        (None, json!({"realm_access": {"roles": ["execs"]}}), false, false),
        (None, json!({"groups": [{"name": "execs"}]}), false, true),
        (None, json!({"_claim_names": {"groups": "src1"}, "_claim_sources": {"src1": {}}}), false, true),
        (None, json!({"hasgroups": true}), false, true),
    ] {
        let asked = config(claim);
        let vouched = vouched(&asked, std::slice::from_ref(&said));
        assert_eq!((vouched.is_in("execs"), !vouched.odd.is_empty()), (is_in, is_odd), "{said}");
    }
}

#[test]
fn an_address_counts_only_when_the_provider_says_that_it_is_theirs() {
    let asked = config(None);
    for (said, counts) in [
        (json!({"email": "a@oriel.example", "email_verified": true}), true),
        (json!({"email": "a@oriel.example", "email_verified": "true"}), true),
        (json!({"email": "a@oriel.example", "xms_edov": 1}), true),
        (json!({"email": "a@oriel.example", "xms_edov": "1"}), true),
        (json!({"email": "a@oriel.example", "email_verified": false, "xms_edov": true}), false),
        (json!({"email": "a@oriel.example", "xms_edov": false}), false),
        (json!({"email": "a@oriel.example"}), false),
        (json!({"preferred_username": "a@oriel.example", "email_verified": true}), false),
        (json!({"email": ["a@oriel.example"], "email_verified": true}), false),
    ] {
        assert_eq!(vouched(&asked, std::slice::from_ref(&said)).email.is_some(), counts, "{said}");
    }
}
