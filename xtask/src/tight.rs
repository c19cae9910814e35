//! The loader in few bytes. Every page of a wiki pays for it, so that in what is sent its own names are short, and what stands
//! between them is left out where nothing but a reader needs it.

use std::collections::{BTreeMap, BTreeSet};

use crate::shorten::bare;

/// The signs beside which a script needs no space, and at the end of a line no new line.
const BY_THEMSELVES: &str = "=<>?:&|,{}();";
const ENDS: &str = ";{},(";
/// The signs between which a text stands.
const QUOTES: &str = "\"'`";
/// The signs with which a pattern begins, or which change the meaning of a quote: a line with one keeps its spaces.
const HARD: [char; 2] = ['/', '\\'];

/// A script in fewer bytes. Its private names and those of its constants and variables are short ones.
pub(crate) fn tight(script: &str) -> String {
    let script = bare(script);
    let words = words(&script);
    let (private, local) = (shortened(&words, Word::is_private), shortened(&words, Word::is_declared));
    let local: BTreeMap<_, _> = local.into_iter().filter(|(name, _)| is_of_no_other_sort(&words, name)).collect();
    let (mut all, mut done) = (String::with_capacity(script.len()), 0);
    for word in &words {
        let short = if word.is_private() { private.get(word.text) } else { local.get(word.text) };
        all.push_str(&script[done..word.start]);
        all.push_str(short.map_or(word.text, String::as_str));
        done = word.start + word.text.len();
    }
    all.push_str(&script[done..]);
    all.lines().map(squeezed).collect()
}

/// A word of a script, with what stands around it.
struct Word<'a> {
    text: &'a str,
    start: usize,
    before: &'a str,
    after: &'a str,
    is_quoted: bool,
}

impl Word<'_> {
    fn is_private(&self) -> bool {
        !self.is_quoted && self.before.ends_with('#')
    }

    /// Whether a constant or a variable gets its name here.
    fn is_declared(&self) -> bool {
        !self.is_quoted && (self.before.ends_with("const ") || self.before.ends_with("let "))
    }

    /// Whether it is more than the name of a constant or a variable: a property, a key, or a part of a text.
    fn is_more(&self) -> bool {
        let opens = self.before.trim_end().ends_with(['{', ',']);
        let closes = self.after.trim_start().starts_with(['}', ',']);
        self.is_quoted || self.before.ends_with('.') || self.after.starts_with(':') || (opens && closes)
    }
}

/// Every word of a script, quoted or not.
fn words(script: &str) -> Vec<Word<'_>> {
    let is_in_word = |char: char| char.is_ascii_alphanumeric() || char == '_' || char == '$';
    let (mut words, mut quote, mut start) = (Vec::new(), None, None);
    for (at, char) in script.char_indices() {
        if is_in_word(char) {
            start.get_or_insert(at);
            continue;
        }
        if let Some(start) = start.take() {
            let (before, after) = (&script[..start], &script[at..]);
            words.push(Word { text: &script[start..at], start, before, after, is_quoted: quote.is_some() });
        }
        quote = if char == '\n' { None } else { quote_after(quote, char) };
    }
    words
}

/// Short names for all words of a sort, which no other word has.
fn shortened<'a>(words: &[Word<'a>], is_meant: impl Fn(&Word<'a>) -> bool) -> BTreeMap<&'a str, String> {
    let known: BTreeSet<&str> = words.iter().map(|word| word.text).collect();
    let meant: BTreeSet<&str> = words.iter().filter(|word| is_meant(word)).map(|word| word.text).collect();
    let short = ('a'..='z').chain('A'..='Z').map(String::from).filter(|name| !known.contains(name.as_str()));
    meant.into_iter().filter(|name| name.len() > 2).zip(short).collect()
}

/// Whether a name is never more than that of a constant or a variable, wherever it stands.
fn is_of_no_other_sort(words: &[Word<'_>], name: &str) -> bool {
    !words.iter().any(|word| word.text == name && !word.is_private() && word.is_more())
}

/// A line without spaces that nothing needs, and with its end only where the next line may not stand right behind it.
fn squeezed(line: &str) -> String {
    let is_sign = |char: char| BY_THEMSELVES.contains(char);
    let is_easy = !line.contains(HARD);
    let (mut all, mut quote) = (String::with_capacity(line.len() + 1), None);
    let mut chars = line.chars().peekable();
    while let Some(char) = chars.next() {
        quote = quote_after(quote, char);
        let is_by_sign = all.ends_with(is_sign) || chars.peek().is_some_and(|next| is_sign(*next));
        if char != ' ' || !is_easy || quote.is_some() || !is_by_sign {
            all.push(char);
        }
    }
    if !all.ends_with(|char| ENDS.contains(char)) {
        all.push('\n');
    }
    all
}

/// The sign of the text that goes on behind a letter, if any does.
fn quote_after(quote: Option<char>, char: char) -> Option<char> {
    match quote {
        Some(open) if open == char => None,
        None if QUOTES.contains(char) => Some(char),
        quote => quote,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_names_are_short_and_all_that_others_know_stay() {
        let script = "\
            const known = new Map(); // one\n\
            const other = { known: 1, shown };\n\
            const shown = other.shown + `${plain} words`;\n\
            class One {\n\
            #count = 2;\n\
            add(many) {\n\
            this.#count = many > 1 ? many : known.count;\n\
            }\n\
            }\n\
            let plain = \"a = b\";\n";
        let tightened = "\
            const known = new Map(); // one\n\
            const d={known:1,shown};const shown=d.shown + `${plain} words`;class One{#c=2;\
            add(many){this.#c=many>1?many:known.count;}}let plain=\"a = b\";";
        assert_eq!(tight(script), tightened);
    }

    #[test]
    fn the_loader_keeps_each_text_and_each_name_that_pages_know() {
        let loader = include_str!("../../app/web/embed.js");
        let (before, after) = (bare(loader), tight(loader));
        let all = |script: &str, is_meant: fn(&Word<'_>) -> bool| {
            words(script).iter().filter(|word| is_meant(word)).map(|word| word.text.to_owned()).collect::<Vec<_>>()
        };
        for is_meant in [|word: &Word<'_>| word.is_quoted, |word: &Word<'_>| word.before.ends_with('.')] {
            assert_eq!(all(&before, is_meant), all(&after, is_meant));
        }
        assert!(after.len() < before.len());
    }
}
