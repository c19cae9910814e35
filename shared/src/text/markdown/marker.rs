//! The marker of a list's item: a bullet or a number.

/// An item's beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marker {
    /// `-`, `*`, `+`, or what follows the number.
    sign: char,
    pub(super) number: Option<u32>,
    /// Bytes up to the item's first letter; lines that are set in as far belong to it.
    width: usize,
    is_empty: bool,
}

impl Marker {
    /// The marker a line begins with.
    pub(super) fn of(line: &str) -> Option<Self> {
        let rest = line.trim_start_matches(' ');
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, signs) = match digits {
            0 => (None, "-*+"),
            1..=9 => (rest[..digits].parse().ok(), ".)"),
            _ => return None,
        };
        let sign = rest[digits..].chars().next().filter(|sign| signs.contains(*sign))?;
        let after = &rest[digits + 1..];
        let is_empty = after.trim().is_empty();
        let gap = if is_empty { 1 } else { after.len() - after.trim_start_matches(' ').len() };
        let width = line.len() - after.len() + gap;
        (gap > 0).then_some(Self { sign, number, width, is_empty })
    }

    /// Whether it is of the same list as its first item.
    pub(super) fn continues(self, first: Self) -> bool {
        self.sign == first.sign && self.number.is_some() == first.number.is_some()
    }

    /// Whether it may end a paragraph without a blank line before it: a year at the start of a line may not.
    pub(super) fn interrupts(self) -> bool {
        !self.is_empty && self.number.is_none_or(|number| number == 1)
    }

    /// Whether a line below is set in far enough to belong to the item.
    pub(super) fn holds(self, line: &str) -> bool {
        line.len() - line.trim_start_matches(' ').len() >= self.width
    }

    /// A line of the item without what sets it in.
    pub(super) fn inside(self, line: &str, is_first: bool) -> &str {
        if is_first || self.holds(line) { line.get(self.width..).unwrap_or("") } else { line.trim_start_matches(' ') }
    }
}
