//! Links in a shared text: which may be opened, and which one a caret stands in.

use pulldown_cmark::{Event, Options, Parser, Tag};

/// Whether an address opens something harmless. Everything else stays text.
pub fn is_harmless(url: &str) -> bool {
    let scheme = url.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https" | "mailto"))
}

/// The address of the link in whose Markdown the caret stands, its ends among it. `caret` counts UTF-16 units.
pub fn link_at(text: &str, caret: u32) -> Option<String> {
    // Most texts hold no link, and this is asked with every key.
    if !text.contains("](") && !text.contains('<') && !text.contains("]:") {
        return None;
    }
    let at = byte_of(text, caret);
    let links = Parser::new_ext(text, Options::empty()).into_offset_iter();
    links
        .filter_map(|(event, range)| match event {
            Event::Start(Tag::Link { dest_url, .. }) if range.start <= at && at <= range.end => Some(dest_url),
            _ => None,
        })
        .map(|url| url.to_string())
        .find(|url| is_harmless(url))
}

fn byte_of(text: &str, units: u32) -> usize {
    let mut left = units as usize;
    for (at, char) in text.char_indices() {
        if left == 0 {
            return at;
        }
        left = left.saturating_sub(char.len_utf16());
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_is_in_a_link_from_its_first_to_its_last_character() {
        let text = "😀 see [how](https://a.example/x) and [b](javascript:x) or <https://c.example>";
        let at = |part: &str| text[..text.find(part).unwrap_or_default()].encode_utf16().count() as u32;
        for (caret, url) in [
            (0, None),
            (at("[how") - 1, None),
            (at("[how"), Some("https://a.example/x")),
            (at("https://a"), Some("https://a.example/x")),
            (at(" and"), Some("https://a.example/x")),
            (at(" and") + 1, None),
            (at("b]"), None),
            (at("c.example"), Some("https://c.example")),
            (1000, Some("https://c.example")),
        ] {
            assert_eq!(link_at(text, caret).as_deref(), url, "{caret}");
        }
        assert_eq!(link_at("no link", 3), None);
    }
}
