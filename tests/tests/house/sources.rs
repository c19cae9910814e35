//! The sources as the tests of the house read them: files, words, code without comments, functions.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

/// A text file of the workspace, by its path from the root.
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Source {
    pub(crate) fn is(&self, extensions: &[&str]) -> bool {
        extensions.iter().any(|extension| self.path.ends_with(&format!(".{extension}")))
    }

    pub(crate) fn below(&self, folder: &str) -> bool {
        self.path.starts_with(folder)
    }

    /// Rust of the product itself, neither its tests nor what builds it.
    pub(crate) fn is_product(&self) -> bool {
        let ours = ["shared/src/", "app/src/", "server/src/"].iter().any(|folder| self.below(folder));
        ours && self.is(&["rs"]) && !self.path.ends_with("/tests.rs") && !self.path.contains("/tests/")
    }

    /// The code up to its unit tests, without comments and strings.
    pub(crate) fn product_code(&self) -> String {
        let code = code_only(&self.text);
        code.split("#[cfg(test)]").next().unwrap_or_default().to_owned()
    }
}

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The folders that git ignores, and those that others wrote.
pub(crate) const SKIPPED: [&str; 8] =
    [".git", "target", "dist", "node_modules", "muster-data", "pictures", "golden", "vendor"];

pub(crate) fn sources() -> Result<Vec<Source>> {
    let root = root().canonicalize()?;
    let mut found = Vec::new();
    let mut open = vec![root.clone()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let path = entry.path();
            if SKIPPED.iter().any(|skipped| entry.file_name() == *skipped) {
                continue;
            }
            if entry.file_type()?.is_dir() {
                open.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                found.push(Source { path: path.strip_prefix(&root)?.to_string_lossy().replace('\\', "/"), text });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

/// Fails with every place at once: mending them one test run at a time is no fun.
pub(crate) fn nothing(rule: &str, places: impl IntoIterator<Item = String>) {
    let places: Vec<String> = places.into_iter().collect();
    assert!(places.is_empty(), "{rule}:\n  {}\n", places.join("\n  "));
}

pub(crate) fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Where `word` stands in `text`, not as a part of a longer word.
pub(crate) fn words<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let bytes = text.as_bytes();
    let alone = move |at: usize| {
        let before = at.checked_sub(1).map(|i| bytes[i]);
        let after = bytes.get(at + word.len()).copied();
        let starts = !word.starts_with(char::is_alphanumeric) || !before.is_some_and(is_word_byte);
        let ends = !word.ends_with(char::is_alphanumeric) || !after.is_some_and(is_word_byte);
        starts && ends
    };
    text.match_indices(word).map(|(at, _)| at).filter(move |at| alone(*at))
}

pub(crate) fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

/// Every place where one of the words stands in the product's own code of the chosen files.
pub(crate) fn product_uses(words_sought: &[&str], chosen: impl Fn(&Source) -> bool) -> Result<Vec<String>> {
    let mut places = Vec::new();
    for source in sources()?.iter().filter(|source| source.is_product() && chosen(source)) {
        let code = source.product_code();
        for word in words_sought {
            places.extend(words(&code, word).map(|at| format!("{}:{}: {word}", source.path, line_of(&code, at))));
        }
    }
    Ok(places)
}

/// Rust with comments, strings and character literals blanked; line numbers stay.
pub(crate) fn code_only(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    while at < bytes.len() {
        let end = literal_end(bytes, at);
        if end > at {
            code.extend(bytes[at..end].iter().map(|byte| if *byte == b'\n' { '\n' } else { ' ' }));
            at = end;
        } else {
            code.push(if bytes[at].is_ascii() { char::from(bytes[at]) } else { ' ' });
            at += 1;
        }
    }
    code
}

/// The end of the comment, string or character that starts at `at`; `at` itself when none does.
pub(crate) fn literal_end(bytes: &[u8], at: usize) -> usize {
    let rest = &bytes[at..];
    let after_word = at > 0 && is_word_byte(bytes[at - 1]);
    match rest {
        [b'/', b'/', ..] => at + rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len()),
        [b'/', b'*', ..] => find(bytes, at + 2, b"*/"),
        [b'"', ..] => string_end(bytes, at + 1),
        [b'r', b'"' | b'#', ..] if !after_word => raw_string_end(bytes, at),
        [b'b', b'r', b'"' | b'#', ..] if !after_word => raw_string_end(bytes, at + 1),
        [b'\'', b'\\', ..] => find(bytes, at + 3, b"'"),
        [b'\'', _, b'\'', ..] => at + 3,
        _ => at,
    }
}

pub(crate) fn find(bytes: &[u8], from: usize, what: &[u8]) -> usize {
    let from = from.min(bytes.len());
    let found = bytes[from..].windows(what.len()).position(|window| window == what);
    found.map_or(bytes.len(), |offset| from + offset + what.len())
}

pub(crate) fn string_end(bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() && bytes[at] != b'"' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    (at + 1).min(bytes.len())
}

pub(crate) fn raw_string_end(bytes: &[u8], at: usize) -> usize {
    let hashes = bytes[at + 1..].iter().take_while(|byte| **byte == b'#').count();
    if bytes.get(at + 1 + hashes) != Some(&b'"') {
        return at;
    }
    let close = [&b"\""[..], &vec![b'#'; hashes]].concat();
    find(bytes, at + 2 + hashes, &close)
}

/// The functions with a body: name, first line, last line.
pub(crate) fn functions(text: &str) -> Vec<(String, usize, usize)> {
    let code = code_only(text);
    let bodies = words(&code, "fn").filter_map(|at| {
        let name = first_word(code[at + 2..].trim_start());
        let end = body_end(code.as_bytes(), at)?;
        (!name.is_empty()).then(|| (name, line_of(&code, at), line_of(&code, end)))
    });
    bodies.collect()
}

/// The closing brace of the function whose `fn` stands at `at`; nothing for a declaration.
pub(crate) fn body_end(code: &[u8], at: usize) -> Option<usize> {
    let (mut round, mut curly) = (0_i32, 0_i32);
    for (offset, byte) in code[at..].iter().enumerate() {
        match byte {
            b'(' | b'[' => round += 1,
            b')' | b']' => round -= 1,
            b';' if round == 0 && curly == 0 => return None,
            b'{' => curly += 1,
            b'}' if curly == 1 => return Some(at + offset),
            b'}' => curly -= 1,
            _ => {}
        }
    }
    None
}

/// The first path segments after every `crate::`, also inside the braces of a `use`.
pub(crate) fn used_modules(code: &str) -> Vec<String> {
    let mut modules = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let Some(list) = rest.strip_prefix('{') else {
            modules.push(first_word(rest));
            continue;
        };
        let mut depth = 0;
        let ends_an_item = |c: char| {
            depth += i32::from(c == '{') - i32::from(c == '}');
            (c == ',' && depth == 0) || depth < 0
        };
        let end = list.find(';').unwrap_or(list.len());
        let items = list[..end].split(ends_an_item).map(|item| first_word(item.trim_start()));
        modules.extend(items.filter(|module| !module.is_empty()));
    }
    modules
}

pub(crate) fn first_word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

#[test]
fn the_scanner_tells_code_from_text() {
    let rust = "fn one() { let a = \"fn x() {\"; let b = '{'; let c: &'static str = r#\"}\"\"#; } // fn no() {\n\
                fn two(a: [u8; 4]) -> fn(u8)\nwhere u8: Copy {\n}\ntrait T { fn three(&self); }";
    assert_eq!(functions(rust), [("one".to_owned(), 1, 1), ("two".to_owned(), 2, 4)]);
    let used = used_modules("use crate::{live::Live, parts::{link}, store}; crate::link::open()");
    assert_eq!(used, ["live", "parts", "store", "link"]);
    assert_eq!(words("env::var env::var_os my_env::var", "env::var").count(), 1);
}
