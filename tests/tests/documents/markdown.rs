//! Our little Markdown reads as pulldown-cmark does, wherever both know what is written.

use fastrand::Rng;
use muster_shared::text::markdown::{self, Tag};
use pulldown_cmark::{Event, Options, Parser, TagEnd};

const ROUNDS: u64 = 40_000;

/// The events of both readers, in one form.
#[derive(Debug, PartialEq, Eq)]
enum Said {
    Start(String),
    End,
    Words(String),
    Code(String),
    Break,
}

fn ours(text: &str) -> Vec<Said> {
    let mut said = Vec::new();
    let mut paragraphs = Vec::new();
    for event in markdown::events(text) {
        match event {
            markdown::Event::Start(tag) => {
                paragraphs.push(tag == Tag::Paragraph);
                match tag {
                    Tag::Paragraph => {}
                    Tag::List(from) => said.push(Said::Start(format!("list {from:?}"))),
                    Tag::Item => said.push(Said::Start("item".to_owned())),
                    Tag::Emphasis => said.push(Said::Start("em".to_owned())),
                    Tag::Strong => said.push(Said::Start("strong".to_owned())),
                    Tag::Link(url) => said.push(Said::Start(format!("link {url}"))),
                }
            }
            markdown::Event::End if paragraphs.pop() == Some(true) => {}
            markdown::Event::End => said.push(Said::End),
            markdown::Event::Text(words) => write(&mut said, &words),
            markdown::Event::Code(code) => said.push(Said::Code(code)),
            markdown::Event::Break => said.push(Said::Break),
        }
    }
    said
}

fn theirs(text: &str) -> Vec<Said> {
    let mut said = Vec::new();
    for event in Parser::new_ext(text, Options::empty()) {
        match event {
            Event::Start(tag) => match tag {
                pulldown_cmark::Tag::List(from) => {
                    said.push(Said::Start(format!("list {:?}", from.map(|from| from as u32))));
                }
                pulldown_cmark::Tag::Item => said.push(Said::Start("item".to_owned())),
                pulldown_cmark::Tag::Emphasis => said.push(Said::Start("em".to_owned())),
                pulldown_cmark::Tag::Strong => said.push(Said::Start("strong".to_owned())),
                pulldown_cmark::Tag::Link { dest_url, .. } => said.push(Said::Start(format!("link {dest_url}"))),
                _ => {}
            },
            Event::End(TagEnd::Paragraph | TagEnd::HtmlBlock) => {}
            Event::End(_) => said.push(Said::End),
            Event::Text(words) | Event::Html(words) | Event::InlineHtml(words) => write(&mut said, &words),
            Event::Code(code) => said.push(Said::Code(code.to_string())),
            Event::SoftBreak | Event::HardBreak => said.push(Said::Break),
            _ => {}
        }
    }
    said
}

fn write(said: &mut Vec<Said>, words: &str) {
    match said.last_mut() {
        Some(Said::Words(before)) => before.push_str(words),
        _ => said.push(Said::Words(words.to_owned())),
    }
}

fn agree(text: &str, seed: u64) {
    assert_eq!(ours(text), theirs(text), "seed {seed}: {text:?}");
}

/// One paragraph of pieces that mean something.
fn paragraph(rng: &mut Rng) -> String {
    const PIECES: [&str; 22] = [
        "a",
        "b",
        "word",
        "é",
        "你",
        " ",
        " ",
        ",",
        "*",
        "*",
        "**",
        "***",
        "_",
        "_",
        "__",
        "`",
        "``",
        "[",
        "](https://x.example/)",
        "\\*",
        "<https://y.example>",
        "\n",
    ];
    let text: String = (0..rng.usize(1..24)).map(|_| PIECES[rng.usize(..PIECES.len())]).collect();
    // A line that is only signs, or begins with one, may be a list or a rule; those are the lists' matter.
    text.lines().map(|line| format!("x{}", line.trim())).collect::<Vec<_>>().join("\n")
}

/// Lists as people write them, nested by two or three columns.
fn list(rng: &mut Rng, depth: usize, indent: usize, lines: &mut Vec<String>) {
    let numbered = rng.bool();
    let width = if numbered { 3 } else { 2 };
    for at in 0..rng.usize(1..4) {
        let sign = if numbered { format!("{}.", at + 1) } else { "-".to_owned() };
        lines.push(format!("{}{sign} item *{at}*", " ".repeat(indent)));
        if rng.u8(..4) == 0 {
            lines.push(format!("{}goes on", " ".repeat(if rng.bool() { indent + width } else { 0 })));
        }
        if depth < 3 && rng.u8(..3) == 0 {
            list(rng, depth + 1, indent + width, lines);
        }
        if rng.u8(..6) == 0 {
            lines.push(String::new());
        }
    }
}

#[test]
fn emphasis_links_and_code_read_as_pulldown_reads_them() {
    for seed in 0..ROUNDS {
        agree(&paragraph(&mut Rng::with_seed(seed)), seed);
    }
}

#[test]
fn lists_and_paragraphs_read_as_pulldown_reads_them() {
    for seed in 0..ROUNDS / 10 {
        let mut rng = Rng::with_seed(seed);
        let mut lines = Vec::new();
        for _ in 0..rng.usize(1..4) {
            list(&mut rng, 0, 0, &mut lines);
            lines.extend(["".to_owned(), "a paragraph".to_owned(), "of two lines".to_owned(), "".to_owned()]);
        }
        agree(&lines.join("\n"), seed);
    }
}

#[test]
fn a_text_made_to_be_slow_is_read_in_a_time_that_follows_its_length() {
    let slow = ["*a ", "a* ", "**a* ", "[", "](b ", "`", "``` `` ", "_a__ ", "<a:", "- "];
    for piece in slow {
        let events = markdown::events(&piece.repeat(300_000 / piece.len()));
        let starts = events.iter().filter(|event| matches!(event, markdown::Event::Start(_))).count();
        let ends = events.iter().filter(|event| matches!(event, markdown::Event::End)).count();
        assert_eq!(starts, ends, "{piece:?}");
    }
}
