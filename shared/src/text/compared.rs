//! Two texts compared word by word: what both say, what is gone and what is new.
//!
//! The pieces lose nothing: what is kept and gone makes the text of before, what is kept and new the one of now.

/// How a piece stands to the two texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    /// Both texts say it.
    Kept,
    /// The text of now does not say it any more.
    Gone,
    /// The text of before did not say it.
    New,
}

/// Words beside each other of which the same holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Piece {
    /// The words, with the spaces and points between them.
    pub words: String,
    /// How they stand to the two texts.
    pub change: Change,
}

/// More pairs of words than this are not looked at: what lies between the common start and the common end counts as
/// written anew. It bounds memory and time for texts of any length.
const MOST_PAIRS: usize = 400_000;

/// A word counts for more than a space or a point, so that words are kept before the spaces around others.
const WORD: u16 = 3;
const FILLER: u16 = 1;

/// The pieces that stay, are gone and are new between two texts, in reading order; of one place, those that are gone come
/// first.
pub fn compare(before: &str, after: &str) -> Vec<Piece> {
    let (old, new) = (tokens(before), tokens(after));
    let start = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let end = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(old, new)| old == new).count();
    let (gone, end) = old_rest.split_at(old_rest.len() - end);
    let come = &new_rest[..new_rest.len() - end.len()];
    let mut written = Written::default();
    old[..start].iter().for_each(|word| written.push(Change::Kept, word));
    between(gone, come, &mut written);
    end.iter().for_each(|word| written.push(Change::Kept, word));
    written.pieces()
}

/// The part that differs: the heaviest run of words that both have is kept, within the bound.
fn between(gone: &[&str], come: &[&str], written: &mut Written) {
    let width = come.len() + 1;
    let (mut old, mut new) = (gone, come);
    if !gone.is_empty() && !come.is_empty() && gone.len().saturating_mul(width) <= MOST_PAIRS {
        let best = weights(gone, come);
        let best = |old: &[&str], new: &[&str]| best[(gone.len() - old.len()) * width + come.len() - new.len()];
        while let ([gone, old_rest @ ..], [come, new_rest @ ..]) = (old, new) {
            if gone == come {
                written.push(Change::Kept, gone);
                (old, new) = (old_rest, new_rest);
            } else if best(old_rest, new) >= best(old, new_rest) {
                written.push(Change::Gone, gone);
                old = old_rest;
            } else {
                written.push(Change::New, come);
                new = new_rest;
            }
        }
    }
    old.iter().for_each(|word| written.push(Change::Gone, word));
    new.iter().for_each(|word| written.push(Change::New, word));
}

/// For the rest of both from each pair of places on, the weight of the words that can be kept: row after row.
fn weights(gone: &[&str], come: &[&str]) -> Vec<u16> {
    let width = come.len() + 1;
    let mut best = vec![0; (gone.len() + 1) * width];
    for (row, old) in gone.iter().enumerate().rev() {
        for (column, new) in come.iter().enumerate().rev() {
            let at = row * width + column;
            let below = best[at + width];
            best[at] = if old == new { best[at + width + 1] + weight(old) } else { below.max(best[at + 1]) };
        }
    }
    best
}

fn weight(token: &str) -> u16 {
    if token.chars().any(char::is_alphanumeric) { WORD } else { FILLER }
}

/// A change, and what is kept behind it.
#[derive(Default)]
struct Stretch {
    gone: String,
    new: String,
    kept: String,
}

impl Stretch {
    /// Whether a change that follows belongs to this one: they are parted by a space or a point alone. A line's end
    /// parts what is said.
    fn goes_on(&self) -> bool {
        let is_filler = !self.kept.chars().any(|letter| letter.is_alphanumeric() || letter == '\n');
        self.kept.is_empty() || is_filler && !self.gone.is_empty() && !self.new.is_empty()
    }
}

/// The comparison as far as it is written.
#[derive(Default)]
struct Written {
    stretches: Vec<Stretch>,
}

impl Written {
    fn push(&mut self, change: Change, word: &str) {
        let goes_on = self.stretches.last().is_some_and(|last| change == Change::Kept || last.goes_on());
        if !goes_on {
            self.stretches.push(Stretch::default());
        }
        let Some(last) = self.stretches.last_mut() else { return };
        if change != Change::Kept {
            let kept = std::mem::take(&mut last.kept);
            last.gone.push_str(&kept);
            last.new.push_str(&kept);
        }
        match change {
            Change::Kept => last.kept.push_str(word),
            Change::Gone => last.gone.push_str(word),
            Change::New => last.new.push_str(word),
        }
    }

    fn pieces(self) -> Vec<Piece> {
        let pieces = self.stretches.into_iter().flat_map(|stretch| {
            let parts = [(Change::Gone, stretch.gone), (Change::New, stretch.new), (Change::Kept, stretch.kept)];
            parts.map(|(change, words)| Piece { words, change })
        });
        pieces.filter(|piece| !piece.words.is_empty()).collect()
    }
}

/// A text cut into words, runs of spaces, and points, each by itself. A line's end stands by itself too.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (token, after) = rest.split_at(token_len(rest, first));
        tokens.push(token);
        rest = after;
    }
    tokens
}

/// The length of the token at the start of a text, in bytes.
fn token_len(text: &str, first: char) -> usize {
    match first {
        '\n' => 1,
        first if first.is_whitespace() => {
            text.find(|letter: char| !letter.is_whitespace() || letter == '\n').unwrap_or(text.len())
        }
        first if is_point(first) || is_sign_for_a_word(first) => first.len_utf8(),
        _ => word_len(text),
    }
}

/// The length of the word at the start of a text. A sign that joins two letters or figures is part of it: `don't`, `99.5`,
/// `2026-11-29`.
fn word_len(text: &str) -> usize {
    let mut letters = text.char_indices().peekable();
    let mut is_behind_letter = false;
    while let Some((at, letter)) = letters.next() {
        let is_before_letter = letters.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        let joins = is_behind_letter && is_before_letter && "'’-.,_".contains(letter);
        let ends = letter.is_whitespace() || is_sign_for_a_word(letter) || is_point(letter) && !joins;
        if ends {
            return at;
        }
        is_behind_letter = letter.is_alphanumeric();
    }
    text.len()
}

fn is_point(letter: char) -> bool {
    letter.is_ascii_punctuation() || "…“”„‘’‚«»‹›–—·•、。，；：？！「」（）".contains(letter)
}

/// Scripts without spaces between words: each sign is compared by itself.
fn is_sign_for_a_word(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words that are gone in `[-…-]`, new ones in `{+…+}`.
    fn marked(pieces: &[Piece]) -> String {
        let marked = pieces.iter().map(|Piece { words, change }| match change {
            Change::Kept => words.clone(),
            Change::Gone => format!("[-{words}-]"),
            Change::New => format!("{{+{words}+}}"),
        });
        marked.collect()
    }

    fn side(pieces: &[Piece], other: Change) -> String {
        pieces.iter().filter(|piece| piece.change == Change::Kept || piece.change == other).map(|p| &*p.words).collect()
    }

    #[test]
    fn only_the_words_that_changed_are_struck_and_new() {
        for (before, after, shown) in [
            ("", "", ""),
            ("Same words.", "Same words.", "Same words."),
            ("", "All new.", "{+All new.+}"),
            ("All gone.", "", "[-All gone.-]"),
            ("Payouts within 5 days.", "Payouts within 3 days.", "Payouts within [-5-]{+3+} days."),
            ("We pay sellers.", "We never pay sellers.", "We {+never +}pay sellers."),
            ("We never pay sellers.", "We pay sellers.", "We [-never -]pay sellers."),
            ("Up to 99.5 % of it", "Up to 99.9 % of it", "Up to [-99.5-]{+99.9+} % of it"),
            ("the quick fox", "the slow dog", "the [-quick fox-]{+slow dog+}"),
            ("one two three four", "one 2 three 4", "one [-two-]{+2+} three [-four-]{+4+}"),
            ("pay sellers", "pay sellers, always", "pay sellers{+, always+}"),
            ("It is done.", "It is done!", "It is done[-.-]{+!+}"),
            ("We don't share", "We do share", "We [-don't-]{+do+} share"),
            ("by 2026-11-29", "by 2027-11-29", "by [-2026-11-29-]{+2027-11-29+}"),
            ("Job: a\nFor: b", "Job: c\nFor: d", "Job: [-a-]{+c+}\nFor: [-b-]{+d+}"),
            ("a\nb\nc", "a\nc", "a\n[-b\n-]c"),
            ("a b a b", "a b", "a b[- a b-]"),
            ("売上を伸ばす", "売上を守る", "売上を[-伸ばす-]{+守る+}"),
            ("cafe\u{301} noir", "cafe noir", "[-cafe\u{301}-]{+cafe+} noir"),
            ("ship 👩‍🚒 now", "ship 👩‍🚀 now", "ship [-👩‍🚒-]{+👩‍🚀+} now"),
        ] {
            let pieces = compare(before, after);
            assert_eq!(marked(&pieces), shown, "{before:?} and {after:?}");
            assert_eq!(side(&pieces, Change::Gone), before, "what was before");
            assert_eq!(side(&pieces, Change::New), after, "what is now");
        }
    }

    #[test]
    fn texts_past_the_bound_keep_their_common_start_and_end() {
        let long = |word: &str| format!("start {} end", [word].repeat(2_000).join(" "));
        let pieces = compare(&long("old"), &long("new"));
        let changes: Vec<Change> = pieces.iter().map(|piece| piece.change).collect();
        assert_eq!(changes, [Change::Kept, Change::Gone, Change::New, Change::Kept]);
        assert_eq!([&*pieces[0].words, &*pieces[3].words], ["start ", " end"]);
        assert_eq!([side(&pieces, Change::Gone), side(&pieces, Change::New)], [long("old"), long("new")]);
    }

    #[test]
    fn no_two_pieces_beside_each_other_are_of_one_sort() {
        for (before, after) in [("a b c d e", "a x c y e"), ("one. two. three.", "1. 2. 3."), ("x  y", "y  x")] {
            let pieces = compare(before, after);
            assert!(pieces.windows(2).all(|pair| pair[0].change != pair[1].change), "{pieces:?}");
        }
    }
}
