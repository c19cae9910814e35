//! A digest as a part of a page, of a feed's entry or of a letter.

use maud::{Markup, html as markup};

use super::Digest;

/// The digest with headings and lists. `origin` stands before each address.
pub(crate) fn html(digest: &Digest, origin: &str) -> Markup {
    markup! {
        @for part in &digest.parts {
            h2 { (part.head) }
            ul {
                @for line in &part.lines {
                    li {
                        a href=(format!("{origin}{}", line.href)) { (line.words) }
                        @if !line.more.is_empty() { br; small { (line.more) } }
                    }
                }
                @if part.more > 0 { li { "and " (part.more) " more" } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::tests::whole;

    #[test]
    fn words_are_words_and_addresses_are_whole() {
        let text = html(&whole(), "https://muster.example").into_string();
        for part in [
            "<h2>Asked of you</h2>",
            "Answer &lt;Ada&gt; &amp; Bo</a>",
            "href=\"https://muster.example/d/weekly-r20261201T1000#a-1\"",
            "<small>First Keys · due 1 Dec</small>",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
}
