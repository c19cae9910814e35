//! Drift: the sections of a charter whose words are others now than when the team last read it as a whole. A fingerprint of
//! each is kept with that reading, so that it is seen without a network and without the history.

use super::agreement::named_in;
use super::matter::plain;
use super::section::Section;
use crate::kinds::outline::Sources;
use crate::text::hashed;

/// The fingerprint of all sections as they read now, each as `mission:1f0c22ab`.
pub fn fingerprint(charter: &Sources<'_>) -> String {
    Section::ALL.map(|section| format!("{}:{:08x}", section.name(), hash_of(section, charter))).join(" ")
}

/// The sections whose words are others now than those of a fingerprint. It says nothing of a section that it does not name.
pub fn drift(read_as: &str, charter: &Sources<'_>) -> Vec<Section> {
    let then = |section: Section| {
        let mut parts = read_as.split(' ').filter_map(|part| part.split_once(':'));
        parts.find(|(name, _)| *name == section.name()).map(|(_, hash)| hash.to_owned())
    };
    let is_other =
        |section: &Section| then(*section).is_some_and(|then| then != format!("{:08x}", hash_of(*section, charter)));
    Section::ALL.into_iter().filter(is_other).collect()
}

/// A number that words share with hardly any others, however they are set. A person with another name is the same person.
fn hash_of(section: Section, charter: &Sources<'_>) -> u32 {
    let words = section.words(charter);
    let words: String = match section {
        Section::Captain => {
            words.lines().map(|line| named_in(line).1.id.map_or_else(|| plain(line), str::to_owned)).collect()
        }
        Section::Mission | Section::Mandate | Section::Metrics | Section::Decide => plain(&words),
    };
    hashed(&words)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;
    use crate::id::DocId;
    use crate::kinds::charter::{EXCELLENT, MISSION, NON_NEGOTIABLES};
    use crate::kinds::org::CAPTAINS;
    use crate::sheet::people::naming;
    use crate::sheet::{Register, Row, Sheet, Value, Write};

    fn org(captain: &str) -> Sheet {
        let write = Write { id: "w".to_owned(), value: Value::from(captain), by: String::new(), at_ms: 1 };
        let mut org = Sheet::default();
        let captains = org.keyed.entry(CAPTAINS.to_owned()).or_default();
        captains.insert("team-1".to_owned(), Register { writes: vec![write] });
        org
    }

    fn charter(mission: &str, rules: &[&str]) -> Sheet {
        let mut sheet = Sheet::default();
        sheet.texts.insert(MISSION.to_owned(), mission.to_owned());
        let row = |(at, rule): (usize, &&str)| {
            let mut row = Row::new(format!("r{at}").parse().unwrap());
            row.texts.insert("rule".to_owned(), (*rule).to_owned());
            row
        };
        sheet.lists.insert(NON_NEGOTIABLES.to_owned(), rules.iter().enumerate().map(row).collect());
        sheet
    }

    #[test]
    fn only_sections_with_other_words_have_changed_and_neither_points_nor_a_new_name_are_words() {
        let doc: DocId = "team-1".parse().unwrap();
        let (before, ada) = (charter("Keys on time", &["No keys by post"]), org(&naming("p1", "Ada")));
        let read_as = fingerprint(&Sources { sheet: &before, org: &ada, doc: &doc });
        assert!(read_as.chars().count() <= 400, "it fits a value of words");
        for (mission, rules, captain, changed) in [
            ("Keys on time", vec!["No keys by post"], naming("p1", "Ada"), vec![]),
            ("Keys, on time.", vec!["No keys by post"], naming("p1", "Ada Lovelace"), vec![]),
            ("Keys in time", vec!["No keys by post"], naming("p1", "Ada"), vec![Section::Mission]),
            ("", vec![], naming("p2", "Ada"), vec![Section::Mission, Section::Captain, Section::Decide]),
        ] {
            let (sheet, org) = (charter(mission, &rules), org(&captain));
            assert_eq!(drift(&read_as, &Sources { sheet: &sheet, org: &org, doc: &doc }), changed, "{mission}");
        }
        let (sheet, org) = (charter("Else", &[]), org("Bo"));
        assert!(drift("", &Sources { sheet: &sheet, org: &org, doc: &doc }).is_empty(), "nothing is known of before");
    }

    #[test]
    fn a81_what_excellent_looks_like_is_agreed_to_with_how_the_team_decides() {
        let doc: DocId = "team-1".parse().unwrap();
        let (before, org) = (charter("Keys on time", &[]), org("Bo"));
        let read_as = fingerprint(&Sources { sheet: &before, org: &org, doc: &doc });
        let mut after = before.clone();
        after.texts.insert(EXCELLENT.to_owned(), "Nobody who moves in has to call us".to_owned());
        assert_eq!(drift(&read_as, &Sources { sheet: &after, org: &org, doc: &doc }), [Section::Decide]);
    }
}
