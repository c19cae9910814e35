//! A text as a page asks to follow it, and the line that answers.

use muster_shared::files::faces::Theme;
use serde::{Deserialize, Serialize};

use super::readable::Credentials;
use super::shown::Wanted;

/// The most bytes of a word by which a text is asked for: each is held for as long as it is followed.
const WORD_BYTES_MAX: usize = 200;

/// A text that is followed. It has no `Debug`, as it holds credentials.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    /// The document's id.
    pub(super) doc: String,
    /// The view and the row of it.
    #[serde(default)]
    pub(super) view: String,
    #[serde(default)]
    pub(super) item: String,
    /// The credentials with which the text was asked for.
    #[serde(default)]
    pub(super) token: Option<String>,
    #[serde(default)]
    pub(super) key: Option<String>,
    /// The tag of the text that the page has.
    #[serde(default)]
    pub(super) etag: Option<String>,
}

/// A line of the answer. It names the text by the words it was asked for with.
#[derive(Debug, Serialize)]
struct Line<'a> {
    doc: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    view: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    item: &'a str,
    /// The tag of the text as it is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    etag: Option<&'a str>,
    /// It may not be read any more.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    gone: bool,
}

impl Document {
    /// Whether its words are as long as words may be. Credentials that are too long open nothing.
    pub(super) fn is_short(&self) -> bool {
        let words = [&self.doc, &self.view, &self.item].into_iter().chain(&self.etag);
        words.map(String::len).all(|length| length <= WORD_BYTES_MAX)
    }

    /// The credentials it is read with; those of the request where it has none of its own.
    pub(super) fn credentials<'a>(&'a self, bearer: Option<&'a str>) -> Credentials<'a> {
        let (token, key) = (self.token.as_deref(), self.key.as_deref());
        Credentials { token: token.or(bearer.filter(|_| key.is_none())), key }
    }

    /// The view that is followed.
    pub(super) fn wanted(&self) -> Wanted {
        Wanted { view: self.view.clone(), item: self.item.clone(), theme: Theme::Auto }
    }

    /// The line that says how its text is now; of none, that it is gone.
    pub(super) fn line(&self, etag: Option<&str>) -> String {
        let Self { doc, view, item, .. } = self;
        let line = Line { doc, view, item, etag, gone: etag.is_none() };
        serde_json::to_string(&line).unwrap_or_default() + "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_the_text_as_it_was_asked_for() {
        let doc = "team-1".to_owned();
        let whole = Document { doc: doc.clone(), ..Document::default() };
        let metric = Document { view: "metric".to_owned(), item: "r-1".to_owned(), ..whole.clone() };
        for (document, etag, line) in [
            (&whole, Some("\"a\""), r#"{"doc":"team-1","etag":"\"a\""}"#),
            (&whole, None, r#"{"doc":"team-1","gone":true}"#),
            (&metric, Some("\"b\""), r#"{"doc":"team-1","view":"metric","item":"r-1","etag":"\"b\""}"#),
            (&metric, None, r#"{"doc":"team-1","view":"metric","item":"r-1","gone":true}"#),
        ] {
            assert_eq!(document.line(etag), format!("{line}\n"));
        }
    }

    #[test]
    fn a_text_is_asked_for_by_words_and_no_texts() {
        let long = "a".repeat(WORD_BYTES_MAX);
        for (word, is_short) in [("", true), (&*long, true), (&*format!("{long}a"), false)] {
            let word = word.to_owned();
            let view = Document { view: word.clone(), ..Document::default() };
            let etag = Document { etag: Some(word), ..Document::default() };
            assert_eq!((view.is_short(), etag.is_short()), (is_short, is_short));
        }
    }

    #[test]
    fn a_document_is_read_with_its_own_credential_and_else_with_the_requests() {
        let bare = Document::default();
        let own = Document { token: Some("own".to_owned()), ..Document::default() };
        let link = Document { key: Some("link".to_owned()), ..Document::default() };
        for (document, token, key) in
            [(&bare, Some("all"), None), (&own, Some("own"), None), (&link, None, Some("link"))]
        {
            let shown = document.credentials(Some("all"));
            assert_eq!((shown.token, shown.key), (token, key));
        }
    }
}
