//! Each rule by an example; `tests/tests/markdown.rs` holds the whole against pulldown-cmark.

use super::{Event, Tag, events};

/// Events in short: `p(` begins a paragraph, `)` ends it.
fn short(text: &str) -> String {
    let begin = |tag: Tag| match tag {
        Tag::Paragraph => "p(".to_owned(),
        Tag::List(None) => "ul(".to_owned(),
        Tag::List(Some(from)) => format!("ol {from}("),
        Tag::Item => "li(".to_owned(),
        Tag::Emphasis => "em(".to_owned(),
        Tag::Strong => "strong(".to_owned(),
        Tag::Link(url) => format!("a {url}("),
    };
    let words = events(text).into_iter().map(|event| match event {
        Event::Start(tag) => begin(tag),
        Event::End => ")".to_owned(),
        Event::Text(text) => text,
        Event::Code(code) => format!("`{code}`"),
        Event::Break => "/".to_owned(),
    });
    words.collect()
}

#[test]
fn what_people_type_reads_as_commonmark_reads_it() {
    let table = [
        ("", ""),
        ("plain", "p(plain)"),
        ("two\nlines\n\nand more", "p(two/lines)p(and more)"),
        ("*a* _b_ **c** __d__ ***e***", "p(em(a) em(b) strong(c) strong(d) em(strong(e)))"),
        ("2 * 3 * 4, snake_case_name", "p(2 * 3 * 4, snake_case_name)"),
        ("**open, *closed*", "p(**open, em(closed))"),
        ("`a * b` and ``a ` b``", "p(`a * b` and `a ` b`)"),
        ("`open", "p(`open)"),
        ("[words](https://a.example/b_(c) \"title\")!", "p(a https://a.example/b_(c)(words)!)"),
        ("[*no [link](x) in* a](y)", "p([em(no a x(link) in) a](y))"),
        (
            "<https://a.example/?b=1> but <b>not</b>",
            "p(a https://a.example/?b=1(https://a.example/?b=1) but <b>not</b>)",
        ),
        ("\\*not\\* \\a", "p(*not* \\a)"),
        ("- a\n- b\n  - c\n- d", "ul(li(a)li(bul(li(c)))li(d))"),
        ("7. a\n8. b", "ol 7(li(a)li(b))"),
        ("- a\n\n- b", "ul(li(p(a))li(p(b)))"),
        ("- a\ngoes on\n\nafter", "ul(li(a/goes on))p(after)"),
        ("words\n- a", "p(words)ul(li(a))"),
        ("In\n2026. Not a list", "p(In/2026. Not a list)"),
        ("# no heading\n> no quote", "p(# no heading/> no quote)"),
        ("Größe *für* 你好 **世界**", "p(Größe em(für) 你好 strong(世界))"),
    ];
    for (text, reads) in table {
        assert_eq!(short(text), reads, "{text:?}");
    }
}

#[test]
fn lists_nest_no_deeper_than_their_limit() {
    let text = (0..40).map(|depth| format!("{}- a", "  ".repeat(depth))).collect::<Vec<_>>().join("\n");
    assert_eq!(short(&text).matches("ul(").count(), super::DEPTH_MAX);
}
