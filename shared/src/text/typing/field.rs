//! A text box apart from the page it stands in: what it shows of a shared text, and what that means for the text.

use super::{Lag, carried, differences};
use crate::sheet::{Splice, units};
use crate::sync::document::Delta;

/// A text box's view of a shared text.
#[derive(Debug, Default)]
pub struct Field {
    /// The text as the box has it.
    shown: String,
    /// How far the box lags behind its text while an input method composes.
    lag: Option<Lag>,
}

impl Field {
    /// The text as the box has it.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// The box was given the text as it is.
    pub fn took(&mut self, text: String) {
        self.shown = text;
    }

    /// An input method composes: from here on nothing may be put into the box.
    pub fn compose(&mut self) {
        self.lag = Some(Lag::new(units(&self.shown) as usize));
    }

    /// Whether an input method composes.
    pub fn is_composing(&self) -> bool {
        self.lag.is_some()
    }

    /// The input method is done. Where the box's offsets stand in the text, if one was at work.
    pub fn composed(&mut self) -> Option<Lag> {
        self.lag.take()
    }

    /// Something was typed, so that the box has `value` now with its caret at `caret`. The splices of the text that this
    /// means, to be made in this order.
    pub fn typed(&mut self, value: String, caret: u32) -> Vec<Splice> {
        let splices = differences(&self.shown, &value, caret);
        self.shown = value;
        match &mut self.lag {
            Some(lag) => splices.iter().flat_map(|splice| lag.typed_here(splice)).collect(),
            None => splices,
        }
    }

    /// Whether the box shows something else than the text, which it then is to take.
    pub fn is_behind(&self, text: &str) -> bool {
        self.lag.is_none() && self.shown != text
    }

    /// The text changed elsewhere. Where the ends of the box's selection go once the box has taken the text; `None`
    /// while it may not take it.
    pub fn typed_elsewhere(&mut self, steps: &[Vec<Delta>], selection: (u32, u32)) -> Option<(u32, u32)> {
        if let Some(lag) = &mut self.lag {
            steps.iter().for_each(|deltas| lag.typed_elsewhere(deltas));
            return None;
        }
        let carry = |offset| steps.iter().fold(offset, |offset, deltas| carried(offset, deltas));
        Some((carry(selection.0), carry(selection.1)))
    }

    /// Where an offset in the box stands in the text.
    pub fn in_text(&self, offset: u32) -> u32 {
        self.lag.as_ref().map_or(offset, |lag| lag.in_text(offset))
    }
}
