//! The addresses under which something of a document could be found or changed, for tests of whom it is for.

/// A method, a path with the document's id for `{doc}`, and a body.
pub(crate) type Address = (&'static str, &'static str, &'static str);

/// Addresses of the document's own.
pub(crate) const ADDRESSES: [Address; 31] = [
    ("GET", "/api/docs/{doc}", ""),
    ("PATCH", "/api/docs/{doc}", r#"{"name":"Mine now"}"#),
    ("GET", "/api/docs/{doc}/history", ""),
    ("GET", "/api/docs/{doc}/history/0", ""),
    ("GET", "/api/docs/{doc}/authors", ""),
    ("GET", "/api/docs/{doc}/labels", ""),
    ("GET", "/api/docs/{doc}/people", ""),
    ("PUT", "/api/docs/{doc}/people/{leader}", r#"{"grant":"captain"}"#),
    ("DELETE", "/api/docs/{doc}/people/{member}", ""),
    ("GET", "/api/docs/{doc}/links", ""),
    ("POST", "/api/docs/{doc}/links", r#"{"name":"A wiki","may":"read","until":null,"sites":[]}"#),
    ("DELETE", "/api/docs/{doc}/links/absent", ""),
    ("GET", "/api/docs/{doc}/roster", ""),
    ("PUT", "/api/docs/{doc}/roster/{leader}", ""),
    ("DELETE", "/api/docs/{doc}/roster/{member}", ""),
    ("GET", "/api/docs/{doc}/occurrences", ""),
    ("GET", "/api/docs/{doc}/drafts", ""),
    ("GET", "/api/docs/{doc}/boxes", ""),
    ("POST", "/api/docs/{doc}/boxes", r#"{"form":"feedback"}"#),
    ("POST", "/api/docs/{doc}/boxes/absent/right", r#"{"blinded":""}"#),
    ("POST", "/api/docs/{doc}/boxes/absent/close", ""),
    ("GET", "/embed/{doc}.html", ""),
    ("GET", "/embed/{doc}.svg?view=card", ""),
    ("GET", "/embed/{doc}.png?view=card", ""),
    ("GET", "/embed/{doc}.md", ""),
    ("GET", "/embed/{doc}.json", ""),
    ("GET", "/embed/{doc}.ics", ""),
    ("GET", "/oembed?url=http%3A%2F%2Flocalhost%2Fd%2F{doc}", ""),
    ("GET", "/d/{doc}/history", ""),
    ("GET", "/d/{doc}/history/0", ""),
    ("GET", "/d/{doc}/people", ""),
];

/// Pages of the app, which are the same for everybody and say nothing of a document.
pub(crate) const PAGES: [Address; 2] = [("GET", "/d/{doc}", ""), ("GET", "/embed/{doc}", "")];
