//! The lines of Markdown, as far as the sections of records and minutes go: which line is a heading, and which stands in
//! code or in a comment, where signs begin nothing.

/// The sort of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line<'l> {
    /// A heading of this level with these words.
    Heading(usize, &'l str),
    /// Anything else that is read as it looks.
    Plain,
    /// A part of a block of code or of a comment, its first and last lines among them.
    Inside,
}

/// Reads lines one after another.
#[derive(Debug, Clone, Default)]
pub(super) struct Lines {
    /// The sign and the length of the fence around the code that is being read.
    fence: Option<(char, usize)>,
    in_comment: bool,
}

impl Lines {
    /// The sort of the next line.
    pub(super) fn next<'l>(&mut self, line: &'l str) -> Line<'l> {
        let start = line.trim_start();
        if let Some((sign, least)) = self.fence {
            let n = run(start, sign);
            if n >= least && start[n..].trim().is_empty() {
                self.fence = None;
            }
            return Line::Inside;
        }
        if self.in_comment {
            self.in_comment = !line.contains("-->");
            return Line::Inside;
        }
        if let Some(fence) = fence_of(start) {
            self.fence = Some(fence);
            return Line::Inside;
        }
        if let Some(comment) = start.strip_prefix("<!--") {
            self.in_comment = !comment.contains("-->");
            return if self.in_comment { Line::Inside } else { Line::Plain };
        }
        heading_of(line).map_or(Line::Plain, |(level, words)| Line::Heading(level, words))
    }

    /// Whether code or a comment is still open.
    fn is_open(&self) -> bool {
        self.fence.is_some() || self.in_comment
    }
}

fn run(text: &str, sign: char) -> usize {
    text.bytes().take_while(|byte| char::from(*byte) == sign).count()
}

/// The fence that a line begins code with.
fn fence_of(start: &str) -> Option<(char, usize)> {
    let sign = start.chars().next().filter(|sign| matches!(sign, '`' | '~'))?;
    let n = run(start, sign);
    (n >= 3 && (sign == '~' || !start[n..].contains('`'))).then_some((sign, n))
}

fn heading_of(line: &str) -> Option<(usize, &str)> {
    let start = line.trim_start_matches(' ');
    let level = run(start, '#');
    let words = &start[level..];
    let is_heading = line.len() - start.len() <= 3
        && (1..=6).contains(&level)
        && (words.is_empty() || words.starts_with([' ', '\t']));
    is_heading.then(|| (level, closed(words.trim())))
}

/// The words of a heading without the signs that may close it.
fn closed(words: &str) -> &str {
    let open = words.trim_end_matches('#');
    if open.is_empty() || open.ends_with([' ', '\t']) { open.trim_end() } else { words }
}

/// The backslashes before a sign at the start of a line that would otherwise begin a heading, code or a comment: where
/// they stand, if the line is of that sort.
fn slashes(line: &str) -> Option<(usize, usize)> {
    let indent = line.len() - line.trim_start().len();
    let n = run(&line[indent..], '\\');
    let sign = &line[indent + n..];
    ["#", "```", "~~~", "<!--"].iter().any(|begins| sign.starts_with(begins)).then_some((indent, n))
}

/// A text as it stands in a section of a record. A heading for which `ends` says that it would end the section, and code
/// or a comment that is never closed, get a backslash, so that the text is read again as it is.
pub(super) fn written(text: &str, ends: impl Fn(usize, &str) -> bool) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut reader = Lines::default();
    let mut out = Vec::with_capacity(lines.len());
    for (at, line) in lines.iter().enumerate() {
        let was_open = reader.is_open();
        let is = reader.next(line);
        let opens_for_good = !was_open && reader.is_open() && !closes(&reader, &lines[at + 1..]);
        if opens_for_good {
            reader = Lines::default();
        }
        let needs_one = match is {
            Line::Heading(level, words) => ends(level, words),
            Line::Plain => slashes(line).is_some_and(|(_, n)| n > 0),
            Line::Inside => opens_for_good,
        };
        match slashes(line).filter(|_| needs_one) {
            Some((indent, _)) => out.push(format!("{}\\{}", &line[..indent], &line[indent..])),
            None => out.push((*line).to_owned()),
        }
    }
    out.join("\n")
}

/// Whether what is open is closed by one of the lines.
fn closes(open: &Lines, lines: &[&str]) -> bool {
    let mut reader = open.clone();
    lines.iter().any(|line| {
        reader.next(line);
        !reader.is_open()
    })
}

/// A line outside of code and comments without the backslash that [`written`] gave it.
pub(super) fn read(line: &str) -> String {
    match slashes(line) {
        Some((indent, n)) if n > 0 => format!("{}{}", &line[..indent], &line[indent + 1..]),
        _ => line.to_owned(),
    }
}

/// Lines without the empty ones around them, and without spaces at their very end.
pub(super) fn trimmed(text: &str) -> &str {
    let from = text.find(|char: char| !char.is_whitespace()).unwrap_or(text.len());
    let from = text[..from].rfind('\n').map_or(0, |at| at + 1);
    text[from..].trim_end()
}

/// Words of a heading, to be compared.
pub(super) fn plain(words: &str) -> String {
    let words = words.split("<!--").next().unwrap_or_default();
    let letters = words.chars().map(|char| if char.is_alphanumeric() { char } else { ' ' });
    letters.collect::<String>().to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}
