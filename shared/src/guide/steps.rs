//! The worksheet: five steps from an empty charter to one a team can talk about.

use super::Field;

/// One step of the worksheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Its name.
    pub name: &'static str,
    /// What it asks, in plain words.
    pub question: &'static str,
    /// Why it comes here, in a sentence.
    pub why: &'static str,
    /// The fields that its answers fill.
    pub fields: &'static [Field],
}

/// The steps in their order.
pub const STEPS: [Step; 5] = [
    Step {
        name: "People",
        question: "Who makes the calls, and who is needed to get there without borrowing?",
        why: "A team that lacks a function waits for one, whatever its charter says.",
        fields: &[Field::Name, Field::Goal, Field::Captain, Field::Member],
    },
    Step {
        name: "Relationships",
        question: "What do you decide alone, whom do you hear first, and whom do you tell?",
        why: "Others let go once they have agreed on where they are asked and where not.",
        fields: &[Field::Decide, Field::Consult, Field::Inform, Field::NonNegotiables],
    },
    Step {
        name: "Mission",
        question: "Whose problem do you solve, and what will be different for them?",
        why: "The mission is the customer’s problem. Your part of the product comes next.",
        fields: &[Field::Customer, Field::Job, Field::Mission, Field::MissionNote],
    },
    Step {
        name: "Mandate",
        question: "Which parts of the product are yours, which do you share, and where do you stop?",
        why: "Two owners of one surface means two plans for it.",
        fields: &[Field::Claim, Field::ClaimNote, Field::OutOfScope],
    },
    Step {
        name: "Metrics",
        question: "Which two or three numbers move if you succeed, from where to where, and by when?",
        why: "A number with a start, a target and a day can be missed. That makes it worth reading every week.",
        fields: &[Field::Metric, Field::Definition],
    },
];

#[cfg(test)]
mod tests {
    use super::super::guide;
    use super::*;

    #[test]
    fn the_worksheet_fills_every_field_once() {
        let mut fields: Vec<Field> = STEPS.iter().flat_map(|step| step.fields).copied().collect();
        let mut all = Field::ALL.to_vec();
        fields.sort();
        all.sort();
        assert_eq!(fields, all);
    }

    #[test]
    fn every_guide_says_something_of_its_own() {
        let mut said: Vec<&str> = Vec::new();
        for field in Field::ALL {
            let guide = guide(field);
            said.extend([guide.label, guide.hint, guide.good, guide.weak, guide.why_weak]);
        }
        assert!(said.iter().all(|words| !words.is_empty()));
        let count = said.len();
        said.sort_unstable();
        said.dedup();
        assert_eq!(said.len(), count);
    }
}
