//! Emphasis, links and code within a paragraph, by CommonMark's rules for runs of `*` and `_`.

use std::ops::Range;

use super::{Event, Tag};

/// Longest address, in bytes, and longest run of backticks: what is longer is text. Keeps reading linear.
const URL_BYTES_MAX: usize = 2048;
const TICKS_MAX: usize = 16;

/// Reads a paragraph's text.
pub(super) fn events(text: &str) -> Vec<Event> {
    let mut tokens = Reader::read(text).tokens;
    emphasise(&mut tokens);
    written(tokens)
}

/// The links in a line, each with where it stands, in bytes.
pub(super) fn links(line: &str) -> Vec<(Range<usize>, String)> {
    Reader::read(line).links
}

enum Token<'a> {
    Text(&'a str),
    Done(Event),
    Run(Run),
}

/// A run of `*` or `_`.
struct Run {
    sign: u8,
    /// As it was written, for the rule of three.
    len: usize,
    /// Signs that belong to no pair yet.
    left: usize,
    opens: bool,
    closes: bool,
    /// Pairs that end here, inner ones first.
    ends: usize,
    /// Pairs that begin here, inner ones first.
    starts: Vec<Tag>,
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    tokens: Vec<Token<'a>>,
    /// Each `[` a link may begin with: its token, and where it stands.
    brackets: Vec<(usize, usize)>,
    links: Vec<(Range<usize>, String)>,
    /// No run of so many backticks follows any more.
    no_ticks: [bool; TICKS_MAX + 1],
}

impl<'a> Reader<'a> {
    fn read(text: &'a str) -> Self {
        let no_ticks = [false; TICKS_MAX + 1];
        let mut reader = Self { text, at: 0, tokens: Vec::new(), brackets: Vec::new(), links: Vec::new(), no_ticks };
        while reader.at < text.len() {
            reader.step();
        }
        reader
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn step(&mut self) {
        let rest = self.rest();
        match rest.as_bytes()[0] {
            b'\\' if rest[1..].starts_with(|next: char| next.is_ascii_punctuation()) => {
                self.at += 1;
                self.take(1);
            }
            b'\n' => self.done(Event::Break, 1),
            b'`' => self.code(),
            sign @ (b'*' | b'_') => self.run(sign),
            b'[' => {
                self.brackets.push((self.tokens.len(), self.at));
                self.take(1);
            }
            b']' => self.link(),
            b'<' => self.address(),
            _ => {
                let special = |c: char| c == '\n' || "\\`*_[]<".contains(c);
                let plain = rest.char_indices().skip(1).find(|(_, c)| special(*c));
                self.take(plain.map_or(rest.len(), |(end, _)| end));
            }
        }
    }

    /// Takes `n` bytes as they are.
    fn take(&mut self, n: usize) {
        self.tokens.push(Token::Text(&self.rest()[..n]));
        self.at += n;
    }

    fn done(&mut self, event: Event, n: usize) {
        self.tokens.push(Token::Done(event));
        self.at += n;
    }

    fn code(&mut self) {
        let rest = self.rest();
        let ticks = rest.bytes().take_while(|byte| *byte == b'`').count();
        match closing_ticks(&rest[ticks..], ticks).filter(|_| ticks <= TICKS_MAX && !self.no_ticks[ticks]) {
            Some(end) => {
                let code = rest[ticks..ticks + end].replace('\n', " ");
                let padded = code.len() > 1 && code.starts_with(' ') && code.ends_with(' ') && !code.trim().is_empty();
                let code = if padded { code[1..code.len() - 1].to_owned() } else { code };
                self.done(Event::Code(code), ticks + end + ticks);
            }
            None => {
                if let Some(none) = self.no_ticks.get_mut(ticks) {
                    *none = true;
                }
                self.take(ticks);
            }
        }
    }

    fn run(&mut self, sign: u8) {
        let rest = self.rest();
        let len = rest.bytes().take_while(|byte| *byte == sign).count();
        let before = self.text[..self.at].chars().next_back().unwrap_or(' ');
        let after = rest[len..].chars().next().unwrap_or(' ');
        let is_sign =
            |c: char| c.is_ascii_punctuation() || (!c.is_ascii() && !c.is_alphanumeric() && !c.is_whitespace());
        let left = !after.is_whitespace() && (!is_sign(after) || before.is_whitespace() || is_sign(before));
        let right = !before.is_whitespace() && (!is_sign(before) || after.is_whitespace() || is_sign(after));
        let (opens, closes) = match sign {
            b'*' => (left, right),
            // Within a word an underscore is a letter.
            _ => (left && (!right || is_sign(before)), right && (!left || is_sign(after))),
        };
        self.at += len;
        self.tokens.push(Token::Run(Run { sign, len, left: len, opens, closes, ends: 0, starts: Vec::new() }));
    }

    /// A `]`: the end of a link if an address follows.
    fn link(&mut self) {
        let Some((open, from)) = self.brackets.pop() else { return self.take(1) };
        let Some((url, len)) = address_in_brackets(&self.rest()[1..]) else { return self.take(1) };
        let inner = &mut self.tokens[open + 1..];
        emphasise(inner);
        for token in inner {
            // A run that found no partner in the link finds none outside of it.
            if let Token::Run(run) = token {
                (run.opens, run.closes) = (false, false);
            }
        }
        self.links.push((from..self.at + 1 + len, url.clone()));
        self.tokens[open] = Token::Done(Event::Start(Tag::Link(url)));
        self.done(Event::End, 1 + len);
        // There are no links in links.
        self.brackets.clear();
    }

    /// An address in angle brackets.
    fn address(&mut self) {
        let rest = &self.rest()[1..];
        let end = rest.bytes().take(URL_BYTES_MAX).position(|byte| matches!(byte, b'>' | b'<' | 0..=b' '));
        match end.filter(|end| rest.as_bytes()[*end] == b'>' && has_scheme(&rest[..*end])) {
            Some(end) => {
                let url = &rest[..end];
                self.links.push((self.at..self.at + end + 2, url.to_owned()));
                self.done(Event::Start(Tag::Link(url.to_owned())), 0);
                self.done(Event::Text(url.to_owned()), 0);
                self.done(Event::End, end + 2);
            }
            None => self.take(1),
        }
    }
}

/// Where a run of exactly so many backticks begins.
fn closing_ticks(text: &str, ticks: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = text[at..].find('`') {
        let run = text[at + found..].bytes().take_while(|byte| *byte == b'`').count();
        if run == ticks {
            return Some(at + found);
        }
        at += found + run;
    }
    None
}

/// Reads `(address)` or `(address "title")`; answers the address and the length of it all.
fn address_in_brackets(text: &str) -> Option<(String, usize)> {
    let inner = text.strip_prefix('(')?;
    let mut open = 0_usize;
    let mut escaped = false;
    for (at, c) in inner.char_indices().take_while(|(at, _)| *at < URL_BYTES_MAX) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '(' => open += 1,
            ')' if open == 0 => return Some((unescaped(&inner[..at]), at + 2)),
            ')' => open -= 1,
            ' ' | '\n' => return title_end(&inner[at..]).map(|end| (unescaped(&inner[..at]), 1 + at + end)),
            c if c.is_control() => return None,
            _ => {}
        }
    }
    None
}

/// Where a title, if there is one, and the bracket after it end.
fn title_end(text: &str) -> Option<usize> {
    let rest = text.trim_start();
    let before = text.len() - rest.len();
    if rest.starts_with(')') {
        return Some(before + 1);
    }
    let quote = rest.chars().next().filter(|quote| "\"'".contains(*quote))?;
    let end = rest[1..].char_indices().take_while(|(at, _)| *at < URL_BYTES_MAX).find(|(_, c)| *c == quote)?.0 + 2;
    let after = rest[end..].trim_start();
    after.starts_with(')').then(|| text.len() - after.len() + 1)
}

fn unescaped(url: &str) -> String {
    let mut plain = String::with_capacity(url.len());
    let mut chars = url.chars().peekable();
    while let Some(c) = chars.next() {
        let is_escape = c == '\\' && chars.peek().is_some_and(char::is_ascii_punctuation);
        plain.extend(if is_escape { chars.next() } else { Some(c) });
    }
    plain
}

fn has_scheme(url: &str) -> bool {
    url.split_once(':').is_some_and(|(scheme, _)| {
        (2..=32).contains(&scheme.len())
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+.-".contains(&byte))
    })
}

/// Makes pairs of runs: each that can close takes the nearest before it that can open.
fn emphasise(tokens: &mut [Token<'_>]) {
    let mut openers: Vec<usize> = Vec::new();
    // For each kind of closer: no opener stands before this token. Without it, unclosed runs would cost their square.
    let mut bottoms = [0; 12];
    for at in 0..tokens.len() {
        while let Some((kind, found)) = run_at(tokens, at).filter(|run| run.closes && run.left > 0).map(|closer| {
            let kind = closer.kind();
            (kind, openers.iter().rposition(|opener| *opener >= bottoms[kind] && closer.fits(run_at(tokens, *opener))))
        }) {
            let Some(found) = found else {
                bottoms[kind] = at;
                break;
            };
            let opener = openers[found];
            let left = pair(tokens, opener, at);
            // Runs that stood between are within the pair now, and letters.
            openers.truncate(found + usize::from(left > 0));
        }
        if run_at(tokens, at).is_some_and(|run| run.opens && run.left > 0) {
            openers.push(at);
        }
    }
}

fn run_at<'t>(tokens: &'t [Token<'_>], at: usize) -> Option<&'t Run> {
    match tokens.get(at) {
        Some(Token::Run(run)) => Some(run),
        _ => None,
    }
}

impl Run {
    /// Closers of one kind take the same openers.
    fn kind(&self) -> usize {
        usize::from(self.sign == b'_') * 6 + usize::from(self.opens) * 3 + self.len % 3
    }

    /// Whether `opener` is one for this closer. A run that can do both makes no pair with one that is a multiple of
    /// three together with it, so that `**a*b**` has one pair.
    fn fits(&self, opener: Option<&Run>) -> bool {
        opener.is_some_and(|opener| {
            let is_both = opener.closes || self.opens;
            let is_three = |len: usize| len.is_multiple_of(3);
            let is_odd = is_both && is_three(opener.len + self.len) && !(is_three(opener.len) && is_three(self.len));
            opener.sign == self.sign && opener.left > 0 && !is_odd
        })
    }
}

/// Pairs an opener with a closer; answers how many signs the opener has left.
fn pair(tokens: &mut [Token<'_>], opener: usize, closer: usize) -> usize {
    let left = |at: usize| run_at(tokens, at).map_or(0, |run| run.left);
    let signs = if left(opener).min(left(closer)) > 1 { 2 } else { 1 };
    if let Token::Run(run) = &mut tokens[closer] {
        run.left -= signs;
        run.ends += 1;
    }
    let Token::Run(run) = &mut tokens[opener] else { return 0 };
    run.left -= signs;
    run.starts.push(if signs == 2 { Tag::Strong } else { Tag::Emphasis });
    run.left
}

fn written(tokens: Vec<Token<'_>>) -> Vec<Event> {
    let mut events = Vec::new();
    for token in tokens {
        match token {
            Token::Text(text) => write(&mut events, text),
            Token::Done(event) => events.push(event),
            Token::Run(run) => {
                events.extend((0..run.ends).map(|_| Event::End));
                write(&mut events, &char::from(run.sign).to_string().repeat(run.left));
                events.extend(run.starts.into_iter().rev().map(Event::Start));
            }
        }
    }
    events
}

fn write(events: &mut Vec<Event>, text: &str) {
    match events.last_mut() {
        _ if text.is_empty() => {}
        Some(Event::Text(before)) => before.push_str(text),
        _ => events.push(Event::Text(text.to_owned())),
    }
}
