//! The ways in which two teams settle who answers for a surface, and the record of each: a decision in the log of the team that
//! takes the step, and a request to the other team where its word is needed. Nothing changes in another team's charter.

use crate::kinds::charter::Mode;
use crate::kinds::log::{CHOICE, DECIDED_BY, FROM, NEED, ON, QUESTION, REQUEST, STATE, TO, WHY, WORDS};
use crate::kinds::org::proposal;

/// A step that a team takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// It says that it owns the surface, and asks the other team to leave it.
    Own,
    /// It shares the surface with the other team.
    Share,
    /// It takes a part of the surface under a name of its own, and leaves the rest.
    Split,
    /// It leaves the surface to the other team, and is consulted.
    Leave,
    /// It asks those who lead to decide.
    Ask,
}

/// The surface and the teams, by their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Between<'a> {
    /// The surface.
    pub surface: &'a str,
    /// The team that takes the step.
    pub own: &'a str,
    /// The other team.
    pub other: &'a str,
}

/// The values of a row that is added to a list.
pub type Values = Vec<(&'static str, String)>;

impl Way {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::Own, Self::Share, Self::Split, Self::Leave, Self::Ask];

    /// Whether there is something to do for a team that stands so to the surface.
    pub fn is_offered(self, own: Mode) -> bool {
        !(self == Self::Share && own == Mode::Share)
    }

    /// Its word on a button.
    pub fn label(self) -> &'static str {
        match self {
            Self::Own => "Own",
            Self::Share => "Share",
            Self::Split => "Split",
            Self::Leave => "Leave",
            Self::Ask => "Ask a leader",
        }
    }

    /// The meaning of the step, before it is taken.
    pub fn says(self, Between { own, other, .. }: Between<'_>) -> String {
        match self {
            Self::Own => format!("{own} owns it alone. {other} is asked to leave it."),
            Self::Share => format!("{own} shares it. It is settled once {other} shares it too."),
            Self::Split => format!("{own} takes a part under another name, and {other} keeps the rest."),
            Self::Leave => format!("{other} owns it, and {own} is consulted. It is settled at once."),
            Self::Ask => format!("A leader decides. {other} sees that you asked."),
        }
    }

    /// How the team stands to the surface from then on; `None` leaves that as it is.
    pub fn mode(self) -> Option<&'static str> {
        match self {
            Self::Own => Some("own"),
            Self::Share => Some("share"),
            Self::Leave => Some("consult"),
            Self::Split | Self::Ask => None,
        }
    }

    /// The pointer of the team's claim from then on; `None` leaves that as it is. `part` is the name of the part that is taken.
    pub fn surface(self, part: &str) -> Option<String> {
        (self == Self::Split).then(|| proposal(part))
    }

    /// The decision that goes into the log of the team that takes the step; none where it only asks.
    pub fn decision(self, between: Between<'_>, part: &str, why: &str, by: &str, today: &str) -> Option<Values> {
        let Between { own, other, .. } = between;
        let choice = match self {
            Self::Share => format!("{own} shares it with {other}."),
            Self::Split => format!("{own} takes “{}”, and {other} keeps the rest.", part.trim()),
            Self::Leave => format!("{other} owns it, and {own} is consulted."),
            Self::Own | Self::Ask => return None,
        };
        let values = vec![
            (QUESTION, between.question()),
            (CHOICE, choice),
            (WHY, why.trim().to_owned()),
            (DECIDED_BY, by.to_owned()),
            (ON, today.to_owned()),
        ];
        Some(without_gaps(values))
    }

    /// The request that goes into the log of the other team. `theirs` is how that team stands to the surface: none is needed
    /// where nothing is left for it to do.
    pub fn request(self, between: Between<'_>, theirs: Mode, why: &str, today: &str) -> Option<Values> {
        let Between { own, other, .. } = between;
        let need = match self {
            Self::Own => format!("{own} asks to own it alone."),
            Self::Share if theirs == Mode::Own => format!("{own} asks to share it."),
            Self::Ask => format!("{own} asks a leader to decide."),
            Self::Share | Self::Split | Self::Leave => return None,
        };
        let need = format!("{} {need} {}", between.question(), why.trim());
        let values = vec![
            (FROM, own.to_owned()),
            (TO, other.to_owned()),
            (NEED, need.trim().to_owned()),
            (ON, today.to_owned()),
        ];
        Some(values)
    }

    /// The answer that stands under the request from the start: one that has gone up to a leader says so.
    pub fn answer(self, request: &str, today: &str) -> Option<Values> {
        let says = "Taken up to a leader from the company map.".to_owned();
        let values =
            vec![(REQUEST, request.to_owned()), (STATE, "escalated".to_owned()), (WORDS, says), (ON, today.to_owned())];
        (self == Self::Ask).then_some(values)
    }
}

impl Between<'_> {
    /// The question that is open. The record of it is found by these words.
    pub fn question(self) -> String {
        question(self.surface)
    }
}

/// The question that is open about a surface.
pub fn question(surface: &str) -> String {
    format!("Who answers for “{}”?", surface.trim())
}

fn without_gaps(mut values: Values) -> Values {
    values.retain(|(_, words)| !words.is_empty());
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::org::proposed;

    const BETWEEN: Between<'_> = Between { surface: "Inspection", own: "First Keys", other: "True Listings" };

    fn value<'a>(values: &'a Values, name: &str) -> &'a str {
        values.iter().find(|(field, _)| *field == name).map_or("", |(_, words)| words)
    }

    #[test]
    fn each_way_changes_the_own_claim_alone_and_leaves_its_record() {
        // The way, the claim's mode and surface after it, the choice in the own log, the need in the other team's.
        for (way, mode, surface, choice, need) in [
            (Way::Own, Some("own"), None, "", "First Keys asks to own it alone. It is ours."),
            (
                Way::Share,
                Some("share"),
                None,
                "First Keys shares it with True Listings.",
                "First Keys asks to share it. It is ours.",
            ),
            (
                Way::Split,
                None,
                Some("Ready at the keys"),
                "First Keys takes “Ready at the keys”, and True Listings keeps the rest.",
                "",
            ),
            (Way::Leave, Some("consult"), None, "True Listings owns it, and First Keys is consulted.", ""),
            (Way::Ask, None, None, "", "First Keys asks a leader to decide. It is ours."),
        ] {
            let part = " Ready at the keys ";
            assert_eq!(way.mode(), mode, "{way:?}");
            assert_eq!(way.surface(part).as_deref().and_then(proposed), surface, "{way:?}");
            let decision = way.decision(BETWEEN, part, " It is ours. ", "Ines", "2026-11-30").unwrap_or_default();
            assert_eq!(value(&decision, CHOICE), choice, "{way:?}");
            assert!(decision.is_empty() || value(&decision, QUESTION) == BETWEEN.question(), "{way:?}");
            assert!(decision.is_empty() || value(&decision, WHY) == "It is ours.", "{way:?}");
            let request = way.request(BETWEEN, Mode::Own, " It is ours. ", "2026-11-30").unwrap_or_default();
            let whole = if need.is_empty() { String::new() } else { format!("{} {need}", BETWEEN.question()) };
            assert_eq!(value(&request, NEED), whole, "{way:?}");
            assert_eq!(way.answer("7-1", "2026-11-30").is_some(), way == Way::Ask, "{way:?}");
        }
    }

    #[test]
    fn a_team_that_shares_is_not_offered_to_share() {
        for (own, offered) in [(Mode::Own, 5), (Mode::Share, 4)] {
            assert_eq!(Way::ALL.into_iter().filter(|way| way.is_offered(own)).count(), offered, "{own:?}");
        }
        assert!(Way::Own.is_offered(Mode::Share), "it may say again that it owns it alone");
    }

    #[test]
    fn a_share_that_the_other_team_shares_already_asks_nothing_more() {
        assert!(Way::Share.request(BETWEEN, Mode::Share, "", "2026-11-30").is_none());
    }

    #[test]
    fn a_reason_that_nobody_gave_leaves_no_gap() {
        let decision = Way::Leave.decision(BETWEEN, "", "  ", "Ines", "2026-11-30").unwrap();
        assert!(decision.iter().all(|(field, words)| *field != WHY && !words.is_empty()));
        let request = Way::Own.request(BETWEEN, Mode::Own, " ", "2026-11-30").unwrap();
        assert!(value(&request, NEED).ends_with("alone."));
    }
}
