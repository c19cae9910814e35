//! Decisions of a team that cross a rule which nobody may bend: those that say so, and those that have the words of a rule and
//! say nothing.

use super::super::schema::{NON_NEGOTIABLES, RULE, RULE_OWNER};
use super::found::Check;
use super::sort::{RULE_CROSSED, RULE_NEAR};
use crate::id::RowId;
use crate::names;
use crate::sheet::{Named, Row, Sheet};

/// A decision as it is held against the rules.
#[derive(Debug, Clone, Copy)]
pub struct Crossing<'a> {
    /// Its row in the log.
    pub row: &'a RowId,
    /// The question and the choice.
    pub words: &'a str,
    /// The rule that it says it crosses; empty where it says none.
    pub crosses: &'a str,
}

/// Shorter words are in every rule.
const CHARS_MIN: usize = 4;
/// A decision that shares so many of a rule's words may cross it.
const SHARED_MIN: usize = 2;
/// Words that are in many rules, whatever those are about.
const COMMON: [&str; 24] = [
    "always",
    "anybody",
    "because",
    "before",
    "every",
    "everybody",
    "from",
    "have",
    "into",
    "must",
    "never",
    "nobody",
    "only",
    "shall",
    "that",
    "their",
    "them",
    "they",
    "this",
    "until",
    "when",
    "will",
    "with",
    "without",
];

/// The checks on one decision. A rule is known by its row, so that a dismissal holds for both.
pub fn of_rules(charter: &Sheet, decided: Crossing<'_>) -> Vec<Check> {
    let rules = charter.rows(NON_NEGOTIABLES).filter(|rule| !rule.text(RULE).trim().is_empty());
    let said = decided.crosses.trim();
    let (named, others): (Vec<&Row>, Vec<&Row>) = rules.partition(|rule| names::same(rule.text(RULE), said));
    let check = |sort, about: String, part: &str| {
        Check::in_row(sort, decided.row, about).part(format!("{}/{part}", decided.row))
    };
    let crossed = named.iter().map(|rule| check(&RULE_CROSSED, told(rule), rule.id.as_str()));
    let of_no_rule = (named.is_empty() && !said.is_empty()).then(|| check(&RULE_CROSSED, format!("“{said}”"), "named"));
    let near = others.into_iter().filter(|rule| said.is_empty() && is_near(rule.text(RULE), decided.words));
    let near = near.map(|rule| check(&RULE_NEAR, told(rule), rule.id.as_str()));
    crossed.chain(of_no_rule).chain(near).collect()
}

/// A rule in words, with its owner.
fn told(rule: &Row) -> String {
    let owner = Named::read(rule.value(RULE_OWNER).words()).name;
    match owner.trim() {
        "" => format!("“{}”", rule.text(RULE).trim()),
        owner => format!("“{}”, which {owner} owns", rule.text(RULE).trim()),
    }
}

/// Whether a decision has so many words of a rule that it may be about it: at least two, and more than half of those that count.
fn is_near(rule: &str, decision: &str) -> bool {
    let (rule, decision) = (telling(rule), telling(decision));
    let shared = rule.iter().filter(|word| decision.iter().any(|other| is_one(word, other))).count();
    shared >= SHARED_MIN && shared * 2 > rule.len()
}

/// The words of a text that tell it from others, each once, whatever its form.
fn telling(text: &str) -> Vec<String> {
    let mut words: Vec<String> = text.split(|sign: char| !sign.is_alphanumeric()).map(names::key).collect();
    words.retain(|word| word.chars().count() >= CHARS_MIN && !COMMON.contains(&word.as_str()));
    crate::order::sort(&mut words);
    // Of forms of one word the shortest stands first.
    words.dedup_by(|later, first| is_one(later, first));
    words
}

/// Whether two words are forms of one: `post` and `posted`.
fn is_one(one: &str, other: &str) -> bool {
    one.starts_with(other) || other.starts_with(one)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;
    use crate::sheet::{Register, Write};

    fn charter() -> Sheet {
        let rule = |(id, rule, owner): (&str, &str, &str)| {
            let mut row = Row::new(id.parse().unwrap());
            row.texts.insert(RULE.to_owned(), rule.to_owned());
            let write = Write { id: "w".to_owned(), value: owner.into(), by: "Ada".to_owned(), at_ms: 1 };
            row.values.insert(RULE_OWNER.to_owned(), Register { writes: vec![write] });
            row
        };
        let rules =
            [("n1", "Keys are never posted", "Bo <@p2>"), ("n2", "No fee without a receipt", ""), ("n3", " ", "")];
        let mut sheet = Sheet::default();
        sheet.lists.insert(NON_NEGOTIABLES.to_owned(), rules.map(rule).to_vec());
        sheet
    }

    #[test]
    fn a27_a_decision_that_says_it_crosses_a_rule_or_has_its_words_and_says_nothing_is_noticed() {
        let row: RowId = "d1".parse().unwrap();
        for (words, crosses, found) in [
            (
                "Post the keys to renters in Porto",
                "",
                &[("rule-near/d1/n1", "“Keys are never posted”, which Bo owns")][..],
            ),
            (
                "Post the keys to renters in Porto",
                "keys are NEVER posted",
                &[("rule-crossed/d1/n1", "“Keys are never posted”, which Bo owns")],
            ),
            ("Something else", "The house rule", &[("rule-crossed/d1/named", "“The house rule”")]),
            ("A receipt for each fee", "", &[]),
            ("Every crew has keys", "", &[]),
            ("Whose keys are whose?", "", &[]),
            ("", "", &[]),
        ] {
            let checks = of_rules(&charter(), Crossing { row: &row, words, crosses });
            let told: Vec<_> = checks.iter().map(|check| (check.named(), check.about.clone())).collect();
            let told: Vec<_> = told.iter().map(|(key, about)| (key.as_str(), about.as_str())).collect();
            assert_eq!(told, found, "{words}");
            assert!(checks.iter().all(|check| check.advice().ends_with('.')));
        }
    }
}
