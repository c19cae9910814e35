//! Text for Markdown: what people typed stays letters. The only thing a host may still make active is a bare
//! `http` address, which reads as what it is.

/// Characters that mean something to Markdown, to its common extensions or to the templates of wikis.
const ACTIVE: &[char] = &['\\', '`', '*', '_', '[', ']', '<', '>', '|', '~', '&', '{', '}', '$', '^', '!'];

/// Text on one line: line ends are written as character references.
pub(super) fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut at_start = true;
    for char in text.chars() {
        match char {
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            ' ' if at_start => out.push_str("&#32;"),
            _ if char.is_control() => {}
            _ => escape(&mut out, char, at_start),
        }
        // A number starts a list only where nothing but digits stands before its point.
        at_start = at_start && char.is_ascii_digit();
    }
    out
}

/// Text of several lines and paragraphs, each line led by `indent` but the first.
pub(super) fn block(text: &str, indent: &str) -> String {
    let paragraphs = text.trim_matches('\n').split("\n\n").map(|paragraph| {
        let lines = paragraph.split('\n').map(|line| if line.is_empty() { "&#10;".to_owned() } else { inline(line) });
        lines.collect::<Vec<_>>().join(&format!("\\\n{indent}"))
    });
    let paragraphs = paragraphs.map(|paragraph| if paragraph.is_empty() { "&#10;".to_owned() } else { paragraph });
    paragraphs.collect::<Vec<_>>().join(&format!("\n\n{indent}"))
}

fn escape(out: &mut String, char: char, at_start: bool) {
    let starts_block = at_start && matches!(char, '#' | '+' | '-' | '=' | ':' | '.' | ')');
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
