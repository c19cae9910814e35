//! Text for Markdown: what people typed stays letters. The only thing a host may still make active is a bare
//! `http` address, which reads as what it is.

/// Characters that mean something to Markdown, to its common extensions or to the templates of wikis.
const ACTIVE: &[char] = &['\\', '`', '*', '_', '[', ']', '<', '>', '|', '~', '&', '{', '}', '$', '^', '!'];

/// Text on one line: line ends are written as character references.
pub(super) fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut lead = Lead::Nothing;
    for char in text.chars() {
        match char {
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            ' ' if lead == Lead::Nothing => out.push_str("&#32;"),
            _ if char.is_control() => {}
            _ => escape(&mut out, char, lead),
        }
        lead = if char.is_ascii_digit() && lead != Lead::Words { Lead::Digits } else { Lead::Words };
    }
    out
}

/// Paragraphs of lines, each led by `indent` but the first. However many lines are left free between two paragraphs,
/// one is written.
pub(super) fn block(text: &str, indent: &str) -> String {
    let paragraphs = text.split("\n\n").map(|paragraph| paragraph.trim_matches('\n')).filter(|text| !text.is_empty());
    let paragraphs = paragraphs.map(|paragraph| {
        let lines: Vec<String> = paragraph.split('\n').map(inline).collect();
        lines.join(&format!("\\\n{indent}"))
    });
    paragraphs.collect::<Vec<_>>().join(&format!("\n\n{indent}"))
}

/// The characters before another one on its line: some characters mean something only at the start.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lead {
    Nothing,
    Digits,
    Words,
}

fn escape(out: &mut String, char: char, lead: Lead) {
    let starts_block = match lead {
        Lead::Nothing => matches!(char, '#' | '+' | '-' | '=' | ':'),
        Lead::Digits => matches!(char, '.' | ')'),
        Lead::Words => false,
    };
    if starts_block || ACTIVE.contains(&char) {
        out.push('\\');
    }
    out.push(char);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_typed_stays_letters() {
        for (typed, written) in [
            ("Keys on the day, 71 % (new)", "Keys on the day, 71 % (new)"),
            ("# no heading", "\\# no heading"),
            ("1. no list", "1\\. no list"),
            ("- no item", "\\- no item"),
            ("a - b", "a - b"),
            ("2026-11-17", "2026-11-17"),
            ("<script>alert(1)</script>", "\\<script\\>alert(1)\\</script\\>"),
            ("[x](javascript:alert(1))", "\\[x\\](javascript:alert(1))"),
            ("![x](y)", "\\!\\[x\\](y)"),
            ("&lt;", "\\&lt;"),
            ("{{ template }}", "\\{\\{ template \\}\\}"),
            ("    code", "&#32;   code"),
            ("a\nb", "a&#10;b"),
            ("bell\u{7}", "bell"),
        ] {
            assert_eq!(inline(typed), written);
        }
    }
}
