//! The decision itself in a record: the chosen option, and why.

use crate::files::lines::trimmed;

const CHOSEN: &str = "Chosen option:";
const BECAUSE: &str = "Because:";

/// The choice and the reasons, as a section of a record says them. Where it names no chosen option, its first paragraph
/// is the choice.
pub(super) fn read(section: &str) -> (String, String) {
    let section = trimmed(section);
    let parted = match section.trim_start().strip_prefix(CHOSEN) {
        Some(rest) => apart(rest).or_else(|| quoted(rest.trim_start())),
        None => None,
    };
    parted.unwrap_or_else(|| {
        let (choice, why) = section.split_once("\n\n").unwrap_or((section, ""));
        (trimmed(choice).to_owned(), trimmed(why).to_owned())
    })
}

/// A choice in quotes on the first line, and the reasons behind it.
fn quoted(rest: &str) -> Option<(String, String)> {
    let open = rest.chars().next()?;
    let close = match open {
        '"' | '\'' => open,
        '“' => '”',
        _ => return None,
    };
    let rest = &rest[open.len_utf8()..];
    let line = rest.split('\n').next().unwrap_or_default();
    let ends = |at: usize| {
        let behind = &line[at + close.len_utf8()..];
        behind.trim().is_empty() || behind.starts_with([',', '.', ';', ':'])
    };
    let because = line.match_indices(close).find(|(at, _)| line[at + close.len_utf8()..].starts_with(", because"));
    let end = because.or_else(|| line.match_indices(close).rfind(|(at, _)| ends(*at)))?;
    let (choice, why) = (&rest[..end.0], &rest[end.0 + close.len_utf8()..]);
    let why = match why.strip_prefix(", because") {
        Some(why) if why.is_empty() || why.starts_with(char::is_whitespace) => why,
        _ => why.trim_start_matches([',', '.', ';', ':']),
    };
    // Reasons on the same line have a space before them; those on other lines keep theirs.
    Some((choice.to_owned(), trimmed(why.strip_prefix(' ').unwrap_or(why)).to_owned()))
}

/// A choice of several lines, and the reasons below a line of their own.
fn apart(rest: &str) -> Option<(String, String)> {
    let rest = rest.strip_prefix('\n')?;
    let mut parts = [Vec::new(), Vec::new()];
    let mut part = 0;
    for line in rest.lines() {
        if part == 0 && line.trim_end() == BECAUSE {
            part = 1;
        } else {
            let n = line.len() - line.trim_start_matches('\\').len();
            let is_escaped = part == 0 && n > 0 && line[n..].trim_end() == BECAUSE;
            parts[part].push(if is_escaped { &line[1..] } else { line });
        }
    }
    let [choice, why] = parts.map(|lines| trimmed(&lines.join("\n")).to_owned());
    Some((choice, why))
}

/// The section that says them.
pub(super) fn written(choice: &str, why: &str) -> String {
    let forms = ['"', '\'', '“'].map(|open| {
        let close = if open == '“' { '”' } else { open };
        match why {
            "" => format!("{CHOSEN} {open}{choice}{close}"),
            why if goes_on(why) => format!("{CHOSEN} {open}{choice}{close}, because {why}"),
            why => format!("{CHOSEN} {open}{choice}{close}, because\n\n{why}"),
        }
    });
    let reads_back = |form: &String| read(form) == (choice.to_owned(), why.to_owned());
    let plain = forms.into_iter().find(reads_back).filter(|_| !choice.contains('\n') && !choice.is_empty());
    plain.unwrap_or_else(|| {
        let escaped = |line: &str| {
            let is_mark = line.trim_start_matches('\\').trim_end() == BECAUSE;
            if is_mark { format!("\\{line}") } else { line.to_owned() }
        };
        let choice = choice.lines().map(escaped).collect::<Vec<_>>().join("\n");
        format!("{CHOSEN}\n\n{choice}\n\n{BECAUSE}\n\n{why}").trim_end().to_owned()
    })
}

/// Whether reasons go on in the line of the choice: a list or code begins a line of its own.
fn goes_on(why: &str) -> bool {
    why.starts_with(|char: char| char.is_alphabetic() || matches!(char, '"' | '(' | '['))
        || (why.starts_with('`') && !why.starts_with("```"))
}
