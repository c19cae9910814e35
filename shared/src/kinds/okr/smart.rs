//! SMART for key results: as for the metrics of a charter, but the last check-in answers whether it can be reached, and the
//! objective whether it matters.

use super::view::KeyResult;
use crate::kinds::charter::{self, Smart};

/// The five of a key result of an objective.
pub fn smart(result: &KeyResult, objective: &str) -> [Smart; 5] {
    charter::smart(&result.metric).map(|one| match one.word {
        "Achievable" => {
            let why = match result.confidence().last() {
                Some((_, confidence)) => format!("Those who read it give it {confidence} of 10."),
                None => "Can it be reached? The first check-in says how sure people are.".to_owned(),
            };
            Smart { why, ..one }
        }
        "Relevant" => {
            let of = if objective.is_empty() { "the objective".to_owned() } else { format!("“{objective}”") };
            Smart { why: format!("If it is reached, is {of} too?"), ..one }
        }
        _ => one,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::charter::Mark;

    #[test]
    fn the_numbers_of_a_key_result_are_read_and_the_rest_is_asked_of_people_in_words_of_its_own() {
        let five = smart(&KeyResult::of_words("Roll out pair programming for 80% of teams"), "Nobody waits");
        let marks = five.each_ref().map(|one| one.mark);
        assert_eq!(marks, [Mark::Not, Mark::Not, Mark::Ask, Mark::Ask, Mark::Not]);
        assert_eq!(five[3].why, "If it is reached, is “Nobody waits” too?");
        assert!(five[2].why.contains("first check-in"), "{five:?}");
    }
}
