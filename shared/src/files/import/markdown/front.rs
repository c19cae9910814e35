//! The block of labelled values that site builders put above a page's text: `---` around YAML, `+++` around TOML.

use crate::files::front;

/// The block; empty where a page has none.
#[derive(Debug, Default)]
pub(super) struct Front {
    /// Its lines with their numbers, from 1.
    pub(super) lines: Vec<(usize, String)>,
    /// The value of `title`, if there is one.
    pub(super) title: Option<String>,
}

impl Front {
    /// Parts a page into its block and the rest, in which empty lines stand where the block was.
    pub(super) fn parted(text: &str) -> (Self, String) {
        let Some(n_lines) = end(text) else { return (Self::default(), text.to_owned()) };
        let is_within = |at: usize| at > 0 && at + 1 < n_lines;
        let numbered = || text.lines().enumerate();
        let within = numbered().filter(|(at, line)| is_within(*at) && !line.trim().is_empty());
        let lines = within.map(|(at, line)| (at + 1, line.trim_end().to_owned())).collect();
        let title = title(text);
        let rest = text.split_inclusive('\n').skip(n_lines).collect::<String>();
        (Self { lines, title }, format!("{}{rest}", "\n".repeat(n_lines)))
    }
}

/// How many lines the block has, with those around it. A rule above a page's text begins none.
fn end(text: &str) -> Option<usize> {
    let mut lines = text.lines().map(str::trim_end);
    let fence = lines.next().filter(|first| ["---", "+++"].contains(first))?;
    let within: Vec<&str> = lines.take_while(|line| *line != fence && *line != "...").collect();
    let sign = if fence == "---" { ':' } else { '=' };
    let is_label = |line: &&str| {
        let label = line.split_once(sign).map(|(label, _)| label.trim());
        label.is_some_and(|label| {
            !label.is_empty() && label.chars().all(|char| char.is_alphanumeric() || "-_.\"".contains(char))
        })
    };
    let is_closed = text.lines().count() > within.len() + 1;
    (is_closed && within.iter().any(is_label)).then(|| within.len() + 2)
}

fn title(text: &str) -> Option<String> {
    let (entries, ..) = front::parted(text);
    let yaml = entries.iter().find(|entry| entry.key == "title").and_then(front::Entry::value);
    yaml.or_else(|| {
        let toml = text.strip_prefix("+++")?.lines().take_while(|line| line.trim_end() != "+++");
        let value = toml.filter_map(|line| line.split_once('=')).find(|(label, _)| label.trim() == "title")?.1.trim();
        Some(value.trim_matches(['"', '\'']).to_owned())
    })
    .filter(|title| !title.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_above_the_text_is_told_from_a_rule() {
        for (text, title, n_lines, rest) in [
            ("---\ntitle: \"Buoys\"\nowner: mara\n---\n# B\n", Some("Buoys"), 2, "\n\n\n\n# B\n"),
            ("+++\ntitle = \"Buoys\"\n+++\n\nx", Some("Buoys"), 1, "\n\n\n\nx"),
            ("---\ntags: [a]\n---", None, 1, "\n\n\n"),
            ("---\n\nA line.\n\n---\nx", None, 0, "---\n\nA line.\n\n---\nx"),
            ("---\ntitle: open\n", None, 0, "---\ntitle: open\n"),
            ("# A\n---\nb: c\n---\n", None, 0, "# A\n---\nb: c\n---\n"),
        ] {
            let (front, below) = Front::parted(text);
            assert_eq!((front.title.as_deref(), front.lines.len(), below.as_str()), (title, n_lines, rest), "{text:?}");
        }
    }
}
