//! The worksheet: five steps from an empty charter to one a team can talk about.

use super::guide;
use crate::kinds::outline::Guide;

/// One step of the worksheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Its name.
    pub name: &'static str,
    /// The step's question, in plain words.
    pub question: &'static str,
    /// Why it comes here, in a sentence.
    pub why: &'static str,
    /// The guides to the fields that its answers fill.
    pub fields: &'static [&'static Guide],
}

/// The steps in their order.
pub const STEPS: [Step; 5] = [
    Step {
        name: "People",
        question: "Who makes the calls, and who is needed to get there without borrowing?",
        why: "A team that lacks a function waits for one, whatever its charter says.",
        fields: &[&guide::NAME, &guide::GOAL, &guide::CAPTAIN, &guide::MEMBER],
    },
    Step {
        name: "Relationships",
        question: "What do you decide alone, whom do you hear first, and whom do you tell?",
        why: "Others let go once they have agreed on where they are asked and where not.",
        fields: &[&guide::DECIDE, &guide::CONSULT, &guide::INFORM, &guide::NON_NEGOTIABLES],
    },
    Step {
        name: "Mission",
        question: "Whose problem do you solve, and what will be different for them?",
        why: "The mission is the customer’s problem. Your part of the product comes next.",
        fields: &[&guide::CUSTOMER, &guide::JOB, &guide::MISSION, &guide::MISSION_NOTE],
    },
    Step {
        name: "Mandate",
        question: "Which parts of the product are yours, which do you share, and where do you stop?",
        why: "Two owners of one surface means two plans for it.",
        fields: &[&guide::CLAIM, &guide::CLAIM_NOTE, &guide::OUT_OF_SCOPE],
    },
    Step {
        name: "Metrics",
        question: "Which two or three numbers move if you succeed, from where to where, and by when?",
        why: "A number with a start, a target and a day can be missed. That makes it worth reading every week.",
        fields: &[&guide::METRIC, &guide::DEFINITION],
    },
];

#[cfg(test)]
mod tests {
    use super::super::OUTLINE;
    use super::*;

    /// Every guide of a charter: those of its worksheet, and those of its outline.
    fn guides() -> Vec<&'static Guide> {
        STEPS.iter().flat_map(|step| step.fields).copied().collect()
    }

    #[test]
    fn the_worksheet_fills_every_section_that_has_a_guide_and_none_twice() {
        let guides = guides();
        for section in OUTLINE.all_sections() {
            assert!(section.guide.is_none_or(|guide| guides.contains(&guide)), "{}", section.heading);
        }
        let mut labels: Vec<&str> = guides.iter().map(|guide| guide.label).collect();
        labels.sort_unstable();
        labels.dedup();
        assert_eq!(labels.len(), guides.len());
    }

    #[test]
    fn every_guide_says_something_of_its_own() {
        let each = |guide: &Guide| [guide.label, guide.hint, guide.good, guide.weak, guide.why_weak];
        let mut said: Vec<&str> = guides().into_iter().flat_map(each).collect();
        assert!(said.iter().all(|words| !words.is_empty()));
        let count = said.len();
        said.sort_unstable();
        said.dedup();
        assert_eq!(said.len(), count);
    }
}
