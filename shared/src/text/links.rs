//! Links in a shared text: which may be opened, and which one a caret stands in.

use crate::text::markdown;

/// Whether an address opens something harmless. Everything else stays text.
pub fn is_harmless(url: &str) -> bool {
    let scheme = url.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https" | "mailto"))
}

/// The address of the link in whose Markdown the caret stands, its ends among it. `caret` counts UTF-16 units.
pub fn link_at(text: &str, caret: u32) -> Option<String> {
    let at = byte_of(text, caret);
    let start = text[..at].rfind('\n').map_or(0, |before| before + 1);
    let line = text[start..].lines().next()?;
    // Most lines hold no link, and this is asked with every key.
    if !line.contains("](") && !line.contains('<') {
        return None;
    }
    let links = markdown::links(line).into_iter();
    let mut here = links.filter(|(range, _)| range.start <= at - start && at - start <= range.end);
    here.find_map(|(_, url)| is_harmless(&url).then_some(url))
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
