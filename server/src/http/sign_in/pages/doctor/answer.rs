//! The doctor's answers: which ways a page leaves open, and the lines to change.

use maud::{Markup, html};

use crate::http::doctor::product::{Product, filled};
use crate::http::doctor::reason;
use crate::http::doctor::report::{Change, Note, Report, Way};

/// The report on a page's headers.
pub(super) fn report(report: &Report, product: Option<&Product>, origin: &str) -> Markup {
    html! {
        p { b { (head(report)) } }
        ul.list { @for (way, closed) in &report.ways { li { (one(*way, closed)) } } }
        @for change in &report.changes { (changed(change, product, origin)) }
        @if !report.notes.is_empty() {
            ul.small.quiet.meanings { @for note in &report.notes { li { (noted(*note)) } } }
        }
        p.small.quiet { "A page can hold a policy in a " code { "<meta>" } " of its own, and a proxy can add one: the headers of the page as a browser gets it count." }
        @if let Some(notes) = product.and_then(|product| product.notes.as_deref()) { p.small.quiet { (filled(notes, origin)) } }
    }
}

/// The worst of it in one sentence.
fn head(report: &Report) -> &'static str {
    let open = |way| report.is_open(way);
    match (open(Way::Writing), open(Way::Live), open(Way::Element), open(Way::Frame)) {
        (true, _, _, true) => "These headers forbid nothing: the document is read and written in the page.",
        (true, _, _, false) => "The document is read and written in the page. Frames of this server are forbidden.",
        (false, true, _, true) => {
            "People read the document in the page. To write, they use a frame of it: WebAssembly is forbidden."
        }
        (false, true, _, false) => {
            "People read the document in the page, and write in Muster: WebAssembly and frames are forbidden."
        }
        (false, false, true, _) => "The page shows the document as it stood, and hears of no change.",
        (false, false, false, true) => {
            "Scripts of this server are forbidden. A frame shows the document, and people write in it."
        }
        (false, false, false, false) => {
            "Scripts and frames of this server are forbidden. A link still leads to the document."
        }
    }
}

fn one(way: Way, closed: &[&str]) -> Markup {
    let (name, sub) = match way {
        Way::Link => ("Link", "a plain link to the document"),
        Way::Picture => ("Picture", "a picture that stays true"),
        Way::Frame => ("Frame", "read and written in a frame of this server"),
        Way::Element => ("Element", "the text in the page itself"),
        Way::Live => ("Live changes", "the connection to this server"),
        Way::Writing => ("Writing in the page", "WebAssembly"),
    };
    html! {
        div { b { (name) } " " span.small.quiet { (sub) } }
        @if closed.is_empty() {
            span { span.i.i-check aria-hidden="true" {} " works" }
        } @else {
            span { span.i.i-look aria-hidden="true" {} " forbidden by " @for (at, name) in closed.iter().enumerate() { @if at > 0 { ", " } code { (name) } } }
        }
    }
}

/// A directive as it is and as it would have to read, in the product's words where they are known.
fn changed(change: &Change, product: Option<&Product>, origin: &str) -> Markup {
    let own = product.and_then(|product| Some((product, product.line(change.directive, origin)?)));
    html! {
        div {
            p { "Add " @for (at, word) in change.adds.iter().enumerate() { @if at > 0 { " and " } code { (word) } } " to " code { (change.directive) } ", so that it reads:" }
            pre { code dir="ltr" { (change.line) } }
            @if let Some((product, line)) = own {
                p.small { "In the settings of " (product.name) ":" }
                pre { code dir="ltr" { (line) } }
            }
        }
    }
}

fn noted(note: Note) -> &'static str {
    match note {
        Note::ReportOnly => "A policy that only reports (content-security-policy-report-only) forbids nothing yet.",
        Note::Nonce => {
            "Scripts run with the page’s nonce alone (strict-dynamic), so that naming this server does not help: the line goes into \
             the wiki’s own setting for scripts or head content, which gives it the nonce."
        }
        Note::TrustedTypes => "Trusted types: the widget makes no markup of texts, and needs no policy of its own.",
        Note::Styles => {
            "Rules for styles do not touch the widget: it brings its style as a sheet that they do not concern."
        }
        Note::Embedder => {
            "The page shuts out what is not marked for it (cross-origin-embedder-policy): frames and scripts of this server are marked."
        }
        Note::NotFramed => {
            "X-Frame-Options and frame-ancestors say who may frame the wiki itself; they change nothing for a document in it."
        }
        Note::NoCopying => {
            "Frames may not copy (permissions-policy: clipboard-write): words are left selected, to be copied by the keyboard."
        }
        Note::NoStorage => {
            "Frames may not ask for their storage (permissions-policy: storage-access): people sign in to a frame through a window of Muster."
        }
        Note::Opaque => {
            "The page has no origin of its own (sandbox without allow-same-origin): what is written there is not kept offline."
        }
    }
}

/// The answer to a reason that the loader said.
pub(super) fn reason(said: &str, product: Option<&Product>, origin: &str) -> Markup {
    let Some(reason) = reason::of(said) else {
        return html! {
            p { "The page says: " q { (said.chars().take(300).collect::<String>()) } }
            p { "No header is known to be the reason. Paste the headers of the page to be sure." }
        };
    };
    let (directive, source) = (reason.directive, reason.lacks.source(origin));
    let own = product.and_then(|product| Some((product, product.line(directive, origin)?)));
    html! {
        p { b { (reason.sentence) } }
        p { "Add " code { (source) } " to " code { (directive) } " in the wiki’s content security policy. Paste the headers of the page to read the whole line." }
        @if let Some((product, line)) = own {
            p.small { "In the settings of " (product.name) ":" }
            pre { code dir="ltr" { (line) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::doctor::report::examine;

    fn told(csp: &str) -> String {
        let headers = vec![("content-security-policy".to_owned(), csp.to_owned())];
        report(&examine(&headers, "https://muster.example"), None, "https://muster.example").into_string()
    }

    #[test]
    fn an_answer_begins_with_the_worst_and_has_the_line_to_change() {
        for (csp, says) in [
            ("", "forbid nothing"),
            ("script-src https:", "WebAssembly is forbidden"),
            ("script-src 'self'", "A frame shows the document"),
            ("default-src 'self'", "A link still leads"),
            ("connect-src https:", "hears of no change"),
        ] {
            let told = told(csp);
            assert!(told.contains(says), "{csp}: {told}");
        }
        let told = told("script-src https:");
        assert!(told.contains("<pre><code dir=\"ltr\">script-src https: 'wasm-unsafe-eval'</code></pre>"), "{told}");
    }

    #[test]
    fn what_is_pasted_is_no_markup() {
        assert!(!told("script-src <b>x</b>").contains("<b>x"), "it is escaped");
        assert!(
            !reason("<script>alert(1)</script>", None, "https://muster.example").into_string().contains("<script>")
        );
    }
}
