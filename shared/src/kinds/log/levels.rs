//! Agreed authority: a level in a class of decisions is agreed where captain and leader have both said it. The word of one
//! side alone is a proposal, and so are the words of one person for both: who was captain may be a leader now.

use super::level::Level;
use super::schema::*;
use crate::access::{Author, Side};
use crate::sheet::{Row, Sheet};
use crate::{names, order};

/// The words of captain and leader about authority, class by class in the order of their names.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Levels(Vec<ClassLevels>);

/// The words about one class of decisions.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassLevels {
    /// The class as it was written last.
    pub class: String,
    /// All that was said, the newest first.
    pub said: Vec<Said>,
    /// The level that both have said, if there is one.
    pub agreed: Option<Agreed>,
}

/// The word of one side.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// Its row.
    pub row: Row,
    /// The side.
    pub side: Side,
    /// The level.
    pub level: Level,
    /// The author who is proven to have said it; [`Author::everybody`] where nobody can be told from anybody.
    pub maker: Author,
}

/// A level that both sides have said.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreed {
    /// The level.
    pub level: Level,
    /// The word that came last, by which it was agreed.
    pub confirmed: Said,
    /// The other side's word before it.
    pub proposed: Said,
}

impl Said {
    /// The day.
    pub fn on(&self) -> &str {
        self.row.value(ON).words()
    }

    /// The reasons.
    pub fn why(&self) -> &str {
        self.row.value(WHY).words()
    }

    /// The name of the person who said it, as the row has it.
    pub fn by(&self) -> &str {
        self.row.value(LEVEL).writes.first().map_or("", |write| write.by.as_str())
    }

    /// Whether it is not known to be this author's own word.
    fn is_anothers(&self, author: &Author) -> bool {
        self.maker.is_everybody() || self.maker != *author
    }

    fn written_ms(&self) -> u64 {
        self.row.value(LEVEL).writes.first().map_or(0, |write| write.at_ms)
    }
}

impl Agreed {
    /// The day since which it holds.
    pub fn since(&self) -> &str {
        self.confirmed.on().max(self.proposed.on())
    }
}

impl ClassLevels {
    /// Words of `said`, oldest first, taken together: the level is agreed at each moment at which the last words of both
    /// sides are of one level and not of one person.
    fn settle<'a>(said: impl Iterator<Item = &'a Said>) -> Option<Agreed> {
        let (mut captain, mut leader, mut agreed): (Option<&Said>, Option<&Said>, Option<Agreed>) = (None, None, None);
        for word in said {
            let before = if word.side == Side::Captain { leader } else { captain };
            match word.side {
                Side::Captain => captain = Some(word),
                Side::Leader => leader = Some(word),
            }
            let is_said_again = agreed.as_ref().is_some_and(|agreed| agreed.level == word.level);
            let agrees = |before: &&Said| before.level == word.level && before.is_anothers(&word.maker);
            if let Some(before) = before.filter(|before| agrees(before) && !is_said_again) {
                agreed = Some(Agreed { level: word.level, confirmed: word.clone(), proposed: before.clone() });
            }
        }
        agreed
    }

    /// The last word of a side.
    pub fn last(&self, side: Side) -> Option<&Said> {
        self.said.iter().find(|said| said.side == side)
    }

    /// Words of one side that the other has not said: a proposal, or two that differ.
    pub fn proposals(&self) -> impl Iterator<Item = &Said> {
        let agreed = self.agreed.as_ref().map(|agreed| agreed.level);
        let last = Side::ALL.into_iter().filter_map(|side| self.last(side));
        last.filter(move |said| agreed != Some(said.level))
    }

    /// The level that the other side has proposed, and that this author may confirm for theirs. Nobody confirms their own word.
    pub fn to_confirm(&self, side: Side, author: &Author) -> Option<Level> {
        let proposed = |said: &&Said| said.side == side.other() && said.is_anothers(author);
        self.proposals().find(proposed).map(|said| said.level)
    }

    /// Whether one person has said the level for both sides, so that it waits for somebody else.
    pub fn is_of_one_person(&self) -> bool {
        let mut levels = self.proposals().map(|said| said.level);
        levels.next().is_some_and(|level| levels.next() == Some(level))
    }

    /// The level that was agreed at the end of a day.
    pub fn agreed_on(&self, day: &str) -> Option<Level> {
        Self::settle(self.said.iter().rev().filter(|said| said.on() <= day)).map(|agreed| agreed.level)
    }
}

impl Levels {
    /// The levels of a log. Rows without a level or a class, and those that were taken back, are left out.
    pub fn of(sheet: &Sheet) -> Self {
        Self::with(sheet, |_, row| Some(row.proven_maker()))
    }

    /// The same of the rows that speak for their side, by the author for whom each does.
    pub fn with(sheet: &Sheet, speaks: impl Fn(&str, &Row) -> Option<Author>) -> Self {
        let rows = |side: Side| sheet.rows(levels_of(side)).map(move |row| (side, row));
        let said = Side::ALL.into_iter().flat_map(rows).filter_map(|(side, row)| {
            let maker = speaks(levels_of(side), row)?;
            let class = row.value(CLASS).words();
            let level = Level::of_word(row.value(LEVEL).words())?;
            (!class.trim().is_empty()).then(|| (names::key(class), Said { row: row.clone(), side, level, maker }))
        });
        let mut said: Vec<(String, Said)> = said.collect();
        let time = |said: &Said| (said.on().to_owned(), said.written_ms(), said.row.id.clone());
        order::sort_by_key(&mut said, |(class, said)| (class.clone(), time(said)));
        let mut classes: Vec<(String, Vec<Said>)> = Vec::new();
        for (key, said) in said {
            match classes.last_mut().filter(|(class, _)| *class == key) {
                Some((_, words)) => words.push(said),
                None => classes.push((key, vec![said])),
            }
        }
        Self(classes.into_iter().map(|(_, said)| class(said)).collect())
    }

    /// Every class that something was said about.
    pub fn iter(&self) -> impl Iterator<Item = &ClassLevels> {
        self.0.iter()
    }

    /// The words about a class.
    pub fn class(&self, class: &str) -> Option<&ClassLevels> {
        let key = names::key(class);
        self.0.iter().find(|one| names::key(&one.class) == key)
    }

    /// The level that was agreed for a class at the end of a day.
    pub fn agreed_on(&self, class: &str, day: &str) -> Option<Level> {
        self.class(class)?.agreed_on(day)
    }
}

/// A class of words, the oldest first.
fn class(mut said: Vec<Said>) -> ClassLevels {
    let agreed = ClassLevels::settle(said.iter());
    said.reverse();
    let class = said.first().map_or("", |said| said.row.value(CLASS).words()).trim().to_owned();
    ClassLevels { class, said, agreed }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]
pub(super) mod tests {
    use super::*;
    use crate::sheet::{Register, Value, Write};

    /// A row whose values somebody wrote at a time.
    pub(in crate::kinds::log) fn row(id: &str, by: &str, at_ms: u64, values: &[(&str, &str)]) -> Row {
        let mut row = Row::new(id.parse().unwrap());
        for (field, value) in values {
            let write = Write { id: format!("{id}-w"), value: Value::from(*value), by: by.to_owned(), at_ms };
            row.values.insert((*field).to_owned(), Register { writes: vec![write] });
        }
        row
    }

    /// A log in which captain (`c`) and leader (`l`) say levels of one class, one after the other, a day apart.
    fn said(words: &[(char, Level)]) -> Levels {
        let mut sheet = Sheet::default();
        for (nth, (side, level)) in words.iter().enumerate() {
            let (side, by) = if *side == 'c' { (Side::Captain, "Ines") } else { (Side::Leader, "Halima") };
            let on = format!("2026-11-{:02}", nth + 1);
            let values = [(CLASS, "Pricing"), (LEVEL, level.word()), (ON, on.as_str())];
            let row = row(&format!("r{nth}"), by, nth as u64, &values);
            sheet.lists.entry(levels_of(side).to_owned()).or_default().push(row);
        }
        Levels::of(&sheet)
    }

    #[test]
    fn v14_a_level_is_agreed_where_both_have_said_it_and_the_word_of_one_alone_is_a_proposal() {
        use Level::{Advise, Agree, Inquire};
        for (words, agreed, proposed) in [
            (vec![], None, vec![]),
            (vec![('c', Advise)], None, vec![('c', Advise)]),
            (vec![('c', Advise), ('c', Advise)], None, vec![('c', Advise)]),
            (vec![('c', Advise), ('l', Advise)], Some((Advise, "2026-11-02")), vec![]),
            (vec![('c', Advise), ('l', Agree)], None, vec![('c', Advise), ('l', Agree)]),
            // A later proposal leaves what is agreed as it is until the other side has said it too.
            (vec![('c', Agree), ('l', Agree), ('c', Inquire)], Some((Agree, "2026-11-02")), vec![('c', Inquire)]),
            (vec![('c', Agree), ('l', Agree), ('c', Inquire), ('c', Agree)], Some((Agree, "2026-11-02")), vec![]),
            (vec![('c', Agree), ('l', Agree), ('c', Inquire), ('l', Inquire)], Some((Inquire, "2026-11-04")), vec![]),
            // A proposal that its own side replaced is no longer there to be confirmed.
            (vec![('c', Inquire), ('c', Agree), ('l', Inquire)], None, vec![('c', Agree), ('l', Inquire)]),
        ] {
            let levels = said(&words);
            let class = levels.class(" pricing ");
            let is = class.and_then(|class| class.agreed.as_ref()).map(|agreed| (agreed.level, agreed.since()));
            assert_eq!(is, agreed, "{words:?}");
            let side = |said: &Said| if said.side == Side::Captain { 'c' } else { 'l' };
            let open = class.map(|class| class.proposals().map(|said| (side(said), said.level)).collect::<Vec<_>>());
            assert_eq!(open.unwrap_or_default(), proposed, "{words:?}");
        }
    }

    #[test]
    fn v14_one_person_does_not_agree_with_themselves_whatever_name_stands_beside_the_word() {
        let (ines, halima) = (Author::new("p1"), Author::new("p2"));
        let word = |nth: u64, by: &str, maker: Option<&Author>| {
            let on = format!("2026-11-{:02}", nth + 1);
            let values = [(CLASS, "Pricing"), (LEVEL, "advise"), (ON, on.as_str())];
            Row { maker: maker.cloned(), ..row(&format!("r{nth}"), by, nth, &values) }
        };
        // A captain who became a leader names somebody else in the second row; a name is no proof either way.
        for (captain, leader, is_agreed) in [
            (("Ines", Some(&ines)), ("Halima", Some(&ines)), false),
            (("Ines", Some(&ines)), ("Ines", Some(&ines)), false),
            (("Ines", Some(&ines)), ("Ines", Some(&halima)), true),
            (("Ines", Some(&ines)), ("Halima", Some(&halima)), true),
            (("Ines", None), ("Ines", None), true),
        ] {
            let mut sheet = Sheet::default();
            sheet.lists.insert(CAPTAIN_LEVELS.to_owned(), vec![word(0, captain.0, captain.1)]);
            sheet.lists.insert(LEADER_LEVELS.to_owned(), vec![word(1, leader.0, leader.1)]);
            let levels = Levels::of(&sheet);
            let class = levels.class("Pricing").unwrap();
            assert_eq!(class.agreed.is_some(), is_agreed, "{captain:?} {leader:?}");
            assert_eq!(class.agreed_on("2026-11-02").is_some(), is_agreed, "{captain:?} {leader:?}");
            assert_eq!(class.is_of_one_person(), !is_agreed, "{captain:?} {leader:?}");
            let may = [&ines, &halima].map(|who| class.to_confirm(Side::Captain, who).is_some());
            assert_eq!(may, [false, !is_agreed], "{captain:?} {leader:?}");
        }
        // Somebody else of either side agrees to what one person has said for both.
        let mut sheet = Sheet::default();
        sheet.lists.insert(CAPTAIN_LEVELS.to_owned(), vec![word(0, "Ines", Some(&ines))]);
        sheet.lists.insert(LEADER_LEVELS.to_owned(), vec![word(1, "Ines", Some(&ines)), word(2, "H", Some(&halima))]);
        let agreed = Levels::of(&sheet).class("Pricing").unwrap().agreed.clone().unwrap();
        assert_eq!((&agreed.confirmed.maker, agreed.since()), (&halima, "2026-11-03"));
    }

    #[test]
    fn v14_the_level_of_a_day_is_the_one_that_was_agreed_by_then() {
        use Level::{Agree, Delegate};
        let levels = said(&[('c', Agree), ('l', Agree), ('l', Delegate), ('c', Delegate)]);
        for (day, level) in [
            ("2026-10-31", None),
            ("2026-11-01", None),
            ("2026-11-02", Some(Agree)),
            ("2026-11-03", Some(Agree)),
            ("2026-11-04", Some(Delegate)),
            ("2027-01-01", Some(Delegate)),
        ] {
            assert_eq!(levels.agreed_on("Pricing", day), level, "{day}");
        }
        assert_eq!(levels.agreed_on("Hiring", "2027-01-01"), None);
    }

    #[test]
    fn a_word_that_its_maker_took_back_counts_no_more_and_the_history_keeps_the_rest() {
        let mut sheet = Sheet::default();
        let on = |on| [(CLASS, "Pricing"), (LEVEL, "advise"), (ON, on)];
        let mut back = row("b", "Halima", 2, &on("2026-11-02"));
        back.archived = Some(crate::sheet::Stamp { by: "Halima".to_owned(), at_ms: 3 });
        sheet.lists.insert(CAPTAIN_LEVELS.to_owned(), vec![row("a", "Ines", 1, &on("2026-11-01"))]);
        sheet.lists.insert(LEADER_LEVELS.to_owned(), vec![back]);
        let levels = Levels::of(&sheet);
        let class = levels.class("Pricing").unwrap();
        assert_eq!((class.agreed.is_none(), class.said.len(), class.said[0].by()), (true, 1, "Ines"));
    }
}
