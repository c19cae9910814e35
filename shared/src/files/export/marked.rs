//! A little Markdown as HTML: emphasis, links, lists, code. Other markup, HTML among it, stays the characters it is
//! written with.

use crate::text::links::is_harmless;
use crate::text::markdown::{self, Event, Tag};

/// Text between tags or in an attribute's quotes.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(char),
        }
    }
    out
}

/// A text with its little Markdown rendered.
pub(super) fn marked(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    // The closing tag of each open one.
    let mut open: Vec<&'static str> = Vec::new();
    for event in markdown::events(text) {
        match event {
            Event::Start(tag) => {
                let (start, end) = element(&tag);
                out.push_str(&start);
                open.push(end);
            }
            Event::End => out.push_str(open.pop().unwrap_or_default()),
            Event::Text(text) => out.push_str(&escaped(&text)),
            Event::Code(code) => out.push_str(&format!("<code>{}</code>", escaped(&code))),
            Event::Break => out.push_str("<br>"),
        }
    }
    out
}

/// The tags that open and close an element.
fn element(tag: &Tag) -> (String, &'static str) {
    let pair = |start: &str, end| (start.to_owned(), end);
    match tag {
        Tag::Emphasis => pair("<em>", "</em>"),
        Tag::Strong => pair("<strong>", "</strong>"),
        Tag::Link(url) if is_harmless(url) => {
            (format!("<a href=\"{}\" rel=\"noopener noreferrer nofollow\">", escaped(url)), "</a>")
        }
        Tag::Link(_) => pair("", ""),
        Tag::List(None) => pair("<ul>", "</ul>"),
        Tag::List(Some(start)) => (format!("<ol start=\"{start}\">"), "</ol>"),
        Tag::Item => pair("<li>", "</li>"),
        Tag::Paragraph => pair("<p>", "</p>"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_little_markdown_is_rendered_and_nothing_else_is_active() {
        for (text, html) in [
            ("plain", "<p>plain</p>"),
            ("*a* **b** `<c>`", "<p><em>a</em> <strong>b</strong> <code>&lt;c&gt;</code></p>"),
            ("- one\n- two", "<ul><li>one</li><li>two</li></ul>"),
            ("one\ntwo", "<p>one<br>two</p>"),
            ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
            ("a <b onclick=x>b</b>", "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>"),
            ("[a](javascript:alert(1))", "<p>a</p>"),
            (
                "[a](https://example.com/?b=\"c\"&d)",
                "<p><a href=\"https://example.com/?b=&quot;c&quot;&amp;d\" rel=\"noopener noreferrer nofollow\">a</a></p>",
            ),
        ] {
            assert_eq!(marked(text), html, "{text}");
        }
    }
}
