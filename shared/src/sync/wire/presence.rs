//! Awareness messages, read by our own bounded reader: who is here, and where their caret stands.

use serde_json::Value;

use crate::sync::lib0::{ReadError, Reader, Writer};

/// The presence of one client, in its own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presence {
    /// The client's id in the document.
    pub client: u64,
    /// The presence's clock, raised with every change; the newest wins.
    pub clock: u32,
    /// JSON, or `None` when the client has gone.
    pub state: Option<String>,
}

/// Reads an awareness message of at most `max` clients.
///
/// # Errors
/// [`ReadError`] when it is malformed or names too many clients.
pub fn read(bytes: &[u8], max: usize) -> Result<Vec<Presence>, ReadError> {
    let mut reader = Reader::new(bytes);
    let count = reader.uint32()? as usize;
    // Three bytes are the least an entry takes, so a count cannot make us reserve more than was sent.
    if count > max || count > reader.left() / 3 {
        return Err(ReadError::TooShort);
    }
    let mut presences = Vec::with_capacity(count);
    for _ in 0..count {
        let (client, clock, json) = (reader.uint()?, reader.uint32()?, reader.string()?);
        presences.push(Presence { client, clock, state: (json != "null").then(|| json.to_owned()) });
    }
    reader.end()?;
    Ok(presences)
}

/// Writes an awareness message.
pub fn write<'a>(presences: impl ExactSizeIterator<Item = &'a Presence>) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.uint(presences.len() as u64);
    for presence in presences {
        let state = presence.state.as_deref().unwrap_or("null");
        writer.uint(presence.client).uint(presence.clock.into()).string(state);
    }
    writer.into_bytes()
}

/// The person's name in a presence's JSON, where stock clients put it too: `user.name`.
pub fn name_in(json: &str) -> Option<String> {
    let state: Value = serde_json::from_str(json).ok()?;
    let name = state.get("user")?.get("name")?.as_str()?.trim();
    (!name.is_empty()).then(|| name.chars().take(80).collect())
}

/// The same presence with this name in it; `None` when its JSON is no object.
pub fn under_name(json: &str, name: &str) -> Option<String> {
    let mut state: serde_json::Map<String, Value> = serde_json::from_str(json).ok()?;
    let user = state.entry("user").or_insert_with(|| Value::Object(serde_json::Map::new()));
    match user {
        Value::Object(user) => drop(user.insert("name".to_owned(), name.into())),
        other => *other = serde_json::json!({ "name": name }),
    }
    serde_json::to_string(&state).ok()
}

/// The part of a presence with words that others may put into the document by a press.
const OFFERS: &str = "twice";

/// The same presence without words that are offered to others: who may not write offers nobody any.
pub fn without_offers(presence: Presence) -> Presence {
    let state = presence.state.map(|json| {
        let mut state: serde_json::Map<String, Value> = serde_json::from_str(&json).unwrap_or_default();
        if state.remove(OFFERS).is_some() { Value::Object(state).to_string() } else { json }
    });
    Presence { state, ..presence }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presences_come_back_as_they_were_written() {
        let presences = vec![
            Presence { client: 1, clock: 2, state: Some("{\"user\":{\"name\":\"Ada\"}}".to_owned()) },
            Presence { client: 1 << 40, clock: 9, state: None },
        ];
        assert_eq!(read(&write(presences.iter()), 10), Ok(presences));
    }

    #[test]
    fn words_that_are_offered_are_taken_out_and_the_rest_stays_as_it_was() {
        for (json, told) in [
            (r#"{"caret":1,"\u0074wice":[{"now":"x"}],"user":{"name":"Bo"}}"#, r#"{"caret":1,"user":{"name":"Bo"}}"#),
            (r#"{"user": {"name":"Bo"}}"#, r#"{"user": {"name":"Bo"}}"#),
            ("twice", "twice"),
        ] {
            let presence = Presence { client: 1, clock: 2, state: Some(json.to_owned()) };
            assert_eq!(without_offers(presence).state.as_deref(), Some(told));
        }
    }

    #[test]
    fn a_name_is_put_where_names_stand_and_the_rest_is_kept() {
        for (json, named) in [
            (
                r#"{"caret":1,"user":{"name":"Bo","color":"red"}}"#,
                Some(r#"{"caret":1,"user":{"color":"red","name":"Ada"}}"#),
            ),
            (r#"{"user":"Bo"}"#, Some(r#"{"user":{"name":"Ada"}}"#)),
            ("{}", Some(r#"{"user":{"name":"Ada"}}"#)),
            ("[]", None),
            ("7", None),
            ("{", None),
        ] {
            assert_eq!(under_name(json, "Ada").as_deref(), named, "{json}");
        }
    }

    #[test]
    fn a_count_beyond_the_bytes_or_the_limit_is_refused() {
        assert!(read(&[0xff, 0xff, 0xff, 0x7f], 1 << 30).is_err());
        let two = [1, 2].map(|client| Presence { client, clock: 1, state: None });
        assert!(read(&write(two.iter()), 1).is_err());
    }
}
