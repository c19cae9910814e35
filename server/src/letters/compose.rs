//! The words of letters.

use maud::{DOCTYPE, Markup, html as markup};

use crate::digest::{Digest, html, plain};

/// The beginning of the last digest until the person comes.
const LAST: &str = "You were not here between the last three digests, so this one is the last for now. Letters begin again by \
                    themselves when you come to Muster.";

/// A letter as it is handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Letter {
    /// The address it goes to.
    pub(crate) to: String,
    /// Its subject.
    pub(crate) subject: String,
    /// Its words.
    pub(crate) text: String,
    /// The same as a page.
    pub(crate) html: String,
    /// The address at which one press ends all letters.
    pub(crate) off: Option<String>,
}

/// The end of a letter: why it came, and how to end letters.
pub(crate) struct Footer<'a> {
    /// The address at which one press ends all letters.
    pub(crate) off: &'a str,
    /// Whether it is the last letter until the person comes.
    pub(crate) is_last: bool,
}

/// A digest as a letter, or a part of one.
pub(crate) fn of_digest(to: &str, subject: &str, digest: &Digest, origin: &str, footer: &Footer<'_>) -> Letter {
    let last = footer.is_last.then_some(LAST);
    let why = format!("You get this as this address was confirmed for your letters from Muster at {origin}.");
    let mut text = last.map(|last| format!("{last}\n\n")).unwrap_or_default();
    text.push_str(&plain(digest, origin));
    text.push_str(&format!("-- \n{why}\nEnd all letters: {}\n", footer.off));
    let body = markup! {
        @if let Some(last) = last { p { strong { (last) } } }
        (html(digest, origin))
        hr;
        p { small { (why) " " a href=(footer.off) { "End all letters" } } }
    };
    Letter {
        to: to.to_owned(),
        subject: subject.to_owned(),
        text,
        html: page(subject, &body),
        off: Some(footer.off.to_owned()),
    }
}

/// The letter that asks whether an address is somebody's.
pub(crate) fn confirming(to: &str, link: &str) -> Letter {
    let subject = "Confirm your address for Muster";
    // No word of whoever asked stands in it: the letter goes to an address that nobody has confirmed.
    let asked = "Somebody with an account asked Muster to send letters here. Press this within a day, if that is you:";
    let else_ = "If it is not, do nothing: nothing is sent here.";
    let body = markup! {
        p { (asked) }
        p { a href=(link) { "Confirm this address" } }
        p { (else_) }
    };
    let (text, html) = (format!("{asked}\n\n{link}\n\n{else_}\n"), page(subject, &body));
    Letter { to: to.to_owned(), subject: subject.to_owned(), text, html, off: None }
}

/// A page without anything that is fetched.
fn page(title: &str, body: &Markup) -> String {
    let page = markup! {
        (DOCTYPE)
        html lang="en" {
            head { meta charset="utf-8"; title { (title) } meta name="viewport" content="width=device-width, initial-scale=1"; }
            body { (body) }
        }
    };
    page.into_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::tests::whole;

    const OFF: &str = "https://muster.example/mail/off?key=p1.x";

    #[test]
    fn a_digest_says_in_both_parts_the_same_and_how_to_end_letters_and_fetches_nothing() {
        for is_last in [false, true] {
            let footer = Footer { off: OFF, is_last };
            let letter = of_digest("ines@company.example", "Your week", &whole(), "https://muster.example", &footer);
            for text in [&letter.text, &letter.html] {
                assert_eq!(text.contains("this one is the last for now"), is_last, "{text}");
                assert!(text.contains("We inspect.") && text.contains(OFF), "{text}");
                assert!(!text.contains("<img") && !text.contains("src=") && !text.contains("<script"), "{text}");
            }
            assert_eq!(letter.off.as_deref(), Some(OFF));
        }
    }

    #[test]
    fn the_letter_that_asks_has_one_link_and_no_word_of_whoever_asked() {
        let letter = confirming("a@b.example", "https://muster.example/mail/confirm/x");
        assert_eq!(letter.html.matches("href=").count(), 1, "{}", letter.html);
        assert!(letter.html.contains("Somebody with an account") && letter.off.is_none(), "{}", letter.html);
    }
}
