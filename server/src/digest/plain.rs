//! A digest as plain text, for letters.

use super::Digest;

/// The digest, with a line for each address. `origin` stands before each address.
pub(crate) fn plain(digest: &Digest, origin: &str) -> String {
    let mut text = String::new();
    for part in &digest.parts {
        text += &format!("{}\n\n", part.head.to_uppercase());
        for line in &part.lines {
            text += &format!("* {}\n", line.words);
            if !line.more.is_empty() {
                text += &format!("  {}\n", line.more);
            }
            text += &format!("  {origin}{}\n\n", line.href);
        }
        if part.more > 0 {
            text += &format!("  and {} more\n\n", part.more);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::tests::whole;

    #[test]
    fn each_line_has_its_address_below() {
        let text = plain(&whole(), "https://muster.example");
        let first = "ASKED OF YOU\n\n* Answer <Ada> & Bo\n  First Keys · due 1 Dec\n  \
                     https://muster.example/d/weekly-r20261201T1000#a-1\n\n";
        assert!(text.starts_with(first), "{text}");
    }
}
