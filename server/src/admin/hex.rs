//! Bytes in JSON, two letters each.

use serde::{Deserialize, Deserializer, Serializer, de};

pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        text.extend([byte >> 4, byte & 15].map(|half| char::from_digit(half.into(), 16).unwrap_or('0')));
    }
    serializer.serialize_str(&text)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let pair = |pair: &[u8]| match pair {
        [high, low] => Some((digit(*high)? * 16 + digit(*low)?) as u8),
        _ => None,
    };
    let bytes: Option<Vec<u8>> = text.as_bytes().chunks(2).map(pair).collect();
    bytes.ok_or_else(|| de::Error::custom("these are no bytes in hexadecimal"))
}

#[cfg(test)]
mod tests {
    use super::super::NamedFile;

    #[test]
    fn bytes_come_back_as_they_were() {
        let file = NamedFile { name: "a".to_owned(), folder: String::new(), bytes: (0..=255).collect() };
        let text = serde_json::to_string(&file).unwrap_or_default();
        assert_eq!(serde_json::from_str::<NamedFile>(&text).ok(), Some(file));
        for wrong in ["0", "0g", "é"] {
            assert!(serde_json::from_str::<NamedFile>(&format!(r#"{{"name":"a","bytes":"{wrong}"}}"#)).is_err());
        }
    }
}
