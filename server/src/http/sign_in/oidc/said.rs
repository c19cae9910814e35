//! Reading a provider's claims, one at a time: a claim that is not used is never looked at, and one that is used must
//! have its form. A fault is named by the claim, the form that was expected and the form that was found, never by its
//! value.

use serde_json::{Map, Value};
use thiserror::Error;

/// An object the provider sent: a token's claims, what it says of a person, or what it says of itself.
pub(super) type Said = Map<String, Value>;

/// A claim that does not have the form it must have.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{claim}` should be {wanted} and is {found}")]
pub(super) struct Odd {
    claim: String,
    wanted: &'static str,
    found: &'static str,
}

impl Odd {
    pub(super) fn new(claim: &str, wanted: &'static str, found: Option<&Value>) -> Self {
        Self { claim: claim.to_owned(), wanted, found: form_of(found) }
    }

    /// Whether the claim is one of those about the person's mail address.
    pub(super) fn is_about_email(&self) -> bool {
        ["email", "email_verified", "xms_edov"].contains(&self.claim.as_str())
    }
}

/// The form of a value, in words.
fn form_of(value: Option<&Value>) -> &'static str {
    match value {
        None => "missing",
        Some(Value::Null) => "null",
        Some(Value::Bool(_)) => "true or false",
        Some(Value::Number(_)) => "a number",
        Some(Value::String(text)) if text.trim().is_empty() => "an empty text",
        Some(Value::String(_)) => "a text",
        Some(Value::Array(_)) => "a list",
        Some(Value::Object(_)) => "an object",
    }
}

/// A claim that is there; null says as little as nothing.
pub(super) fn claim<'a>(said: &'a Said, name: &str) -> Option<&'a Value> {
    said.get(name).filter(|value| !value.is_null())
}

/// A text, if there is one.
///
/// # Errors
/// [`Odd`] when there is something else.
pub(super) fn text<'a>(said: &'a Said, name: &str) -> Result<Option<&'a str>, Odd> {
    match claim(said, name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text).filter(|text| !text.trim().is_empty()).map(String::as_str)),
        other => Err(Odd::new(name, "a text", other)),
    }
}

/// A text that must be there.
///
/// # Errors
/// [`Odd`] when it is not.
pub(super) fn needed<'a>(said: &'a Said, name: &str) -> Result<&'a str, Odd> {
    text(said, name)?.ok_or_else(|| Odd::new(name, "a text", said.get(name)))
}

/// A moment in seconds since 1970, if there is one: a number, as the standard has it.
///
/// # Errors
/// [`Odd`] when there is something else.
pub(super) fn moment(said: &Said, name: &str) -> Result<Option<f64>, Odd> {
    let Some(value) = claim(said, name) else { return Ok(None) };
    let wrong = || Odd::new(name, "a number of seconds since 1970", Some(value));
    value.as_f64().filter(|seconds| seconds.is_finite() && *seconds >= 0.0).map(Some).ok_or_else(wrong)
}

/// Yes or no, if it is said: as such, or as the texts and numbers that some providers write instead.
///
/// # Errors
/// [`Odd`] when there is something else.
pub(super) fn yes(said: &Said, name: &str) -> Result<Option<bool>, Odd> {
    let Some(value) = claim(said, name) else { return Ok(None) };
    let plain = match value {
        Value::String(text) => text.to_ascii_lowercase(),
        other => other.to_string(),
    };
    match plain.as_str() {
        "true" | "1" => Ok(Some(true)),
        "false" | "0" => Ok(Some(false)),
        _ => Err(Odd::new(name, "true or false", Some(value))),
    }
}

/// Texts, if they are said: a list of them, or one alone.
///
/// # Errors
/// [`Odd`] when there is something else.
pub(super) fn texts(said: &Said, name: &str) -> Result<Option<Vec<String>>, Odd> {
    let Some(value) = at(said, name) else { return Ok(None) };
    let wrong = || Odd::new(name, "a list of texts", Some(value));
    let one = |value: &Value| value.as_str().map(ToOwned::to_owned).ok_or_else(wrong);
    match value {
        Value::Array(several) => several.iter().map(one).collect::<Result<_, _>>().map(Some),
        other => Ok(Some(vec![one(other)?])),
    }
}

/// A claim by its name, which may hold dots (`https://muster.example/groups`), or by the way to it (`realm_access.roles`).
fn at<'a>(said: &'a Said, path: &str) -> Option<&'a Value> {
    claim(said, path).or_else(|| {
        let (first, rest) = path.split_once('.')?;
        at(claim(said, first)?.as_object()?, rest)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn said(value: Value) -> Said {
        value.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn yes_and_no_are_read_as_providers_write_them() {
        for (value, read) in [
            (json!(true), Ok(Some(true))),
            (json!("true"), Ok(Some(true))),
            (json!("True"), Ok(Some(true))),
            (json!(1), Ok(Some(true))),
            (json!("1"), Ok(Some(true))),
            (json!(false), Ok(Some(false))),
            (json!("false"), Ok(Some(false))),
            (json!(0), Ok(Some(false))),
            (json!(null), Ok(None)),
            (json!("yes"), Err(())),
            (json!(""), Err(())),
            (json!(2), Err(())),
            (json!(1.5), Err(())),
            (json!([true]), Err(())),
            (json!({"true": true}), Err(())),
        ] {
            assert_eq!(yes(&said(json!({"v": value})), "v").map_err(drop), read, "{value}");
        }
        assert_eq!(yes(&Said::new(), "v"), Ok(None));
    }

    #[test]
    fn a_moment_is_a_number_and_nothing_that_looks_like_one() {
        for (value, read) in [
            (json!(1_700_000_000), Ok(Some(1_700_000_000.0))),
            (json!(1_700_000_000.5), Ok(Some(1_700_000_000.5))),
            (json!(null), Ok(None)),
            (json!("1700000000"), Err(())),
            (json!("2026-11-28T12:00:00Z"), Err(())),
            (json!(-1), Err(())),
            (json!([1]), Err(())),
        ] {
            assert_eq!(moment(&said(json!({"v": value})), "v").map_err(drop), read, "{value}");
        }
    }

    #[test]
    fn texts_are_a_list_or_one_wherever_they_stand() {
        let several = |texts: &[&str]| Ok(Some(texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>()));
        for (whole, name, read) in [
            (json!({"groups": ["a", "b"]}), "groups", several(&["a", "b"])),
            (json!({"groups": "a"}), "groups", several(&["a"])),
            (json!({"groups": []}), "groups", several(&[])),
            (json!({"groups": null}), "groups", Ok(None)),
            (json!({}), "groups", Ok(None)),
            (json!({"realm_access": {"roles": ["a"]}}), "realm_access.roles", several(&["a"])),
            (json!({"realm_access": "a"}), "realm_access.roles", Ok(None)),
            (json!({"https://muster.example/groups": ["a"]}), "https://muster.example/groups", several(&["a"])),
            (json!({"groups": ["a", 1]}), "groups", Err(())),
            (json!({"groups": {"name": "a"}}), "groups", Err(())),
            (json!({"groups": 7}), "groups", Err(())),
        ] {
            assert_eq!(texts(&said(whole.clone()), name).map_err(drop), read, "{whole}");
        }
    }

    #[test]
    fn what_is_wrong_is_named_without_its_value() {
        let whole = said(json!({"sub": 7, "name": ["secret"], "exp": "secret"}));
        let wrong = |odd: Option<Odd>| odd.map(|odd| odd.to_string()).unwrap_or_default();
        assert_eq!(wrong(needed(&whole, "sub").err()), "`sub` should be a text and is a number");
        assert_eq!(wrong(needed(&whole, "nonce").err()), "`nonce` should be a text and is missing");
        assert_eq!(wrong(text(&whole, "name").err()), "`name` should be a text and is a list");
        let exp = wrong(moment(&whole, "exp").err());
        assert_eq!(exp, "`exp` should be a number of seconds since 1970 and is a text");
    }
}
