//! Header values that a connection keeps.

use axum::http::HeaderValue;

/// A header's value by itself: the one that came is a piece of the whole head, and would hold all of it, 8 KiB, for as long
/// as the connection lasts.
pub(super) fn apart(value: &HeaderValue) -> HeaderValue {
    HeaderValue::from_bytes(value.as_bytes()).unwrap_or_else(|_| value.clone())
}

#[cfg(test)]
mod tests {
    use axum::body::Bytes;

    use super::*;

    #[test]
    fn a_value_held_apart_does_not_hold_the_head_it_came_in() -> Result<(), Box<dyn std::error::Error>> {
        let head = Bytes::from(b"Origin: https://wiki.example".to_vec());
        let value = HeaderValue::from_maybe_shared(head.slice(8..))?;
        assert!(!head.is_unique());
        let copy = apart(&value);
        drop(value);
        assert!(head.is_unique(), "nobody else holds the head");
        assert_eq!(copy, "https://wiki.example");
        Ok(())
    }
}
