//! Id tokens, as a table: each change of a good one, and the sentence that it is refused with.

use jsonwebtoken::{EncodingKey, Header, encode, jwk::Jwk};
use serde_json::{Value, json};

use super::super::keys::Keys;
use super::super::metadata::Metadata;
use super::*;

const NOW_S: f64 = 1_800_000_000.0;
const TENANT: &str = "11111111-2222-3333-4444-555555555555";

fn object(value: Value) -> Said {
    value.as_object().cloned().unwrap_or_default()
}

fn issuer(configured: &str, found: &str) -> Issuer {
    let said = json!({"issuer": found, "authorization_endpoint": "https://a.example", "token_endpoint": "https://a.example",
                      "jwks_uri": "https://a.example"});
    Metadata::read(&object(said), configured)
        .map(|metadata| metadata.issuer)
        .unwrap_or_else(|failed| panic!("{failed}"))
}

fn said_with(change: Value) -> Said {
    let mut said = object(json!({
        "iss": "https://login.example", "sub": "ada", "aud": "muster", "exp": NOW_S + 300.0, "iat": NOW_S - 1.0, "nonce": "n",
    }));
    for (name, value) in object(change) {
        said.insert(name, value);
    }
    said
}

fn check(issuer: &Issuer, said: Said, of_key: Option<&str>) -> Result<Subject, String> {
    let signed = Signed { said, algorithm: Algorithm::RS256, issuer: of_key.map(ToOwned::to_owned) };
    let expected = Expected { issuer, client_id: "muster", nonce: "n", access_token: "access", now_s: NOW_S };
    expected.check(&signed).map_err(|failed| failed.to_string())
}

#[test]
fn each_claim_that_is_used_is_held_against_what_it_must_be_and_named() {
    let login = issuer("https://login.example", "https://login.example");
    for (change, wrong) in [
        (json!({}), None),
        (json!({"updated_at": "2026-11-28T12:00:00Z", "locale": 7, "address": "x", "zoneinfo": [], "amr": {}}), None),
        (json!({"iss": "login.example"}), None),
        (json!({"iss": "https://login.example/"}), Some("iss")),
        (json!({"iss": ["https://login.example"]}), Some("iss")),
        (json!({"iss": null}), Some("iss")),
        (json!({"sub": 7}), Some("sub")),
        (json!({"sub": ""}), Some("sub")),
        (json!({"sub": "s".repeat(255)}), None),
        (json!({"sub": "s".repeat(256)}), Some("sub")),
        (json!({"aud": ["muster"]}), None),
        (json!({"aud": ["other", "muster"], "azp": "muster"}), None),
        (json!({"aud": ["other", "muster"]}), Some("azp")),
        (json!({"aud": ["other", "muster"], "azp": "other"}), Some("azp")),
        (json!({"azp": "other"}), Some("azp")),
        (json!({"azp": null}), None),
        (json!({"aud": "other"}), Some("aud")),
        (json!({"aud": ["muster", 7]}), Some("aud")),
        (json!({"nonce": "m"}), Some("nonce")),
        (json!({"nonce": null}), Some("nonce")),
        (json!({"iat": NOW_S + 59.0}), None),
        (json!({"iat": NOW_S + 61.0}), Some("iat")),
        (json!({"iat": "1800000000"}), Some("iat")),
        (json!({"iat": null}), Some("iat")),
        (json!({"nbf": NOW_S + 61.0}), Some("nbf")),
        (json!({"nbf": "soon"}), Some("nbf")),
        (json!({"at_hash": half_hash(Algorithm::RS256, "access")}), None),
        (json!({"at_hash": half_hash(Algorithm::RS256, "another")}), Some("at_hash")),
        (json!({"at_hash": 7}), Some("at_hash")),
    ] {
        match (check(&login, said_with(change.clone()), None), wrong) {
            (Ok(subject), None) => assert_eq!(subject.issuer, "https://login.example", "{change}"),
            (Err(why), Some(claim)) => assert!(why.contains(&format!("`{claim}`")), "{change}: {why}"),
            (checked, _) => panic!("{change}: {checked:?}"),
        }
    }
}

#[test]
fn a_provider_of_many_vouches_for_each_company_by_that_company_s_name() {
    let found = "https://login.example/{tenantid}/v2.0";
    let many = issuer("https://login.example/common/v2.0", found);
    let iss = format!("https://login.example/{TENANT}/v2.0");
    let other = "https://login.example/99999999-2222-3333-4444-555555555555/v2.0";
    for (iss_said, tid, of_key, passes) in [
        (iss.as_str(), TENANT, None, true),
        (&iss, TENANT, Some(found), true),
        (&iss, TENANT, Some(iss.as_str()), true),
        (&iss, TENANT, Some(other), false),
        (other, TENANT, None, false),
        (&iss, "99999999-2222-3333-4444-555555555555", None, false),
        (found, "{tenantid}", None, false),
    ] {
        let checked = check(&many, said_with(json!({"iss": iss_said, "tid": tid})), of_key);
        assert_eq!(
            checked.map(|subject| subject.issuer).ok(),
            passes.then(|| iss.clone()),
            "{iss_said} {tid} {of_key:?}"
        );
    }
}

/// A key as PKCS#8 holds it, made of 32 bytes.
fn ed25519(seed: u8) -> EncodingKey {
    let mut der = vec![0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
    der.extend([seed; 32]);
    EncodingKey::from_ed_der(&der)
}

fn signed(algorithm: Algorithm, kid: Option<&str>, key: &EncodingKey, change: Value) -> String {
    let header = Header { kid: kid.map(ToOwned::to_owned), ..Header::new(algorithm) };
    let exp = f64::from(u32::MAX);
    let mut said = said_with(json!({"exp": exp}));
    said.extend(object(change));
    encode(&header, &said, key).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn only_a_key_of_the_provider_s_opens_a_token_and_strange_keys_are_passed_over() {
    let (ours, theirs) = (ed25519(1), ed25519(2));
    let mut listed = serde_json::to_value(Jwk::from_encoding_key(&ours, Algorithm::EdDSA).ok()).unwrap_or_default();
    listed["kid"] = json!("one");
    let strange = [
        json!({"kty": "AKP", "alg": "ML-DSA-65", "pub": "AAAA", "kid": "one"}),
        json!({"kty": "EC", "crv": "secp256k1", "x": "AA", "y": "AA"}),
        json!({"kty": "RSA", "n": "not base64!", "e": "AQAB", "kid": "one", "x5c": "a text"}),
        json!(7),
    ];
    let list: Vec<Value> = strange.into_iter().chain([listed]).collect();
    let keys = |secret: Option<&str>| {
        let read = Keys::read(&object(json!({"keys": list, "comment": 7})), secret.map(Into::into));
        read.unwrap_or_else(|failed| panic!("{failed}"))
    };
    let hmac = EncodingKey::from_secret(b"the client's secret");
    for (token, secret, wrong) in [
        (signed(Algorithm::EdDSA, Some("one"), &ours, json!({})), None, None),
        (signed(Algorithm::EdDSA, None, &ours, json!({})), None, None),
        (signed(Algorithm::EdDSA, Some("two"), &ours, json!({})), None, Some("does not publish")),
        (signed(Algorithm::EdDSA, Some("one"), &theirs, json!({})), None, Some("signature")),
        (signed(Algorithm::HS256, None, &hmac, json!({})), Some("the client's secret"), None),
        (signed(Algorithm::HS256, None, &hmac, json!({})), Some("another"), Some("signature")),
        (signed(Algorithm::HS256, None, &hmac, json!({})), None, Some("does not publish")),
        (signed(Algorithm::EdDSA, None, &ours, json!({"exp": 1})), None, Some("`exp`")),
        (signed(Algorithm::EdDSA, None, &ours, json!({"exp": "4294967295"})), None, Some("`exp`")),
        (signed(Algorithm::EdDSA, None, &ours, json!({"exp": null})), None, Some("`exp`")),
        (signed(Algorithm::EdDSA, None, &ours, json!({"aud": "other"})), None, Some("`aud`")),
        (signed(Algorithm::EdDSA, None, &ours, json!({"aud": null})), None, Some("`aud`")),
        ("eyJhbGciOiJub25lIn0.e30.".to_owned(), None, Some("alg")),
        ("a.b.c.d.e".to_owned(), None, Some("encrypted")),
        ("nonsense".to_owned(), None, Some("header")),
    ] {
        let opened = keys(secret).open(&token, "muster").map_err(|failed| failed.to_string());
        match (&opened, wrong) {
            (Ok(opened), None) => assert_eq!(opened.said["sub"], json!("ada")),
            (Err(why), Some(words)) => assert!(why.contains(words), "{words}: {why}"),
            _ => panic!("{wrong:?}: {opened:?}"),
        }
    }
    for wrong in [json!({}), json!({"keys": {}}), json!({"keys": "none"})] {
        assert!(Keys::read(&object(wrong.clone()), None).is_err(), "{wrong}");
    }
}
