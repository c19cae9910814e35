//! The things that a talk asks for: an answer of those whom it mentions; and the talk about a charter: signatures that went
//! stale, and of the captain an answer to suggestions and to whether other words change what was agreed.

use std::collections::{BTreeMap, BTreeSet};

use super::agreement::{Coverage, Signature, Stand, coverage};
use super::{ANSWERS, Agreed, COMMENTS, MENTIONED, OF, ON, PROPOSED, RESOLVED, SUGGESTIONS, TEXT, charter_of};
use crate::asks::{Ask, Asked, Changed, Sort, Waiting, Waits, Whose};
use crate::id::DocId;
use crate::kinds::charter::CharterView;
use crate::kinds::companion;
use crate::kinds::outline::Sources;
use crate::sheet::people::{is_person, naming};
use crate::sheet::{Labels, Named, Row, Sheet};
use crate::text::words::day_of_ms;

/// All of it. A talk about a document that is no charter asks only those whom it mentions.
pub(in crate::kinds) fn asks(asked: &Asked<'_>) -> Waits {
    let Some(doc) = charter_of(asked.doc) else { return Waits::default() };
    let is_charter = companion(&doc).is_none() && !asked.subject.texts.is_empty();
    let mut waiting = if is_charter { of_charter(asked, &doc) } else { Vec::new() };
    let mut mentions = asked.shown.rows(MENTIONED).peekable();
    if mentions.peek().is_some() {
        let remarks = Remarks::of(asked);
        waiting.extend(mentions.filter_map(|row| mention(asked, &doc, &remarks, row)));
    }
    Waits { waiting, ..Waits::default() }
}

fn of_charter(asked: &Asked<'_>, doc: &DocId) -> Vec<Waiting> {
    let from = Sources { sheet: asked.subject, org: asked.org, doc };
    let view = CharterView::of(asked.subject, asked.org, doc);
    let maker = |row: &Row| (asked.maker)(super::AGREEMENTS, &row.id);
    let covered = coverage(&from, &view, asked.sheet, asked.labels, &maker, &[]);
    let stale = covered.iter().flat_map(|one| {
        let view = &view;
        one.people.iter().filter_map(move |person| stale(asked, doc, &view.name, one, person))
    });
    let questions = covered.iter().filter_map(|one| question(asked, doc, &view.name, one));
    let suggestions = asked.shown.rows(SUGGESTIONS).filter_map(|row| suggestion(asked, doc, &view.name, row));
    stale.chain(questions).chain(suggestions).collect()
}

fn stale(asked: &Asked<'_>, charter: &DocId, team: &str, one: &Coverage, person: &Agreed) -> Option<Waiting> {
    // Nobody is asked to sign again before somebody has said that there is something else to sign.
    let given = person.signature.as_ref().filter(|given| given.is_stale && !given.is_open)?;
    let whose = match person.id.as_deref().filter(|id| is_person(id)) {
        Some(id) => naming(id, &person.name),
        None => person.name.clone(),
    };
    let section = one.section.title().to_lowercase();
    let says = match given.stand {
        Stand::Agrees | Stand::Reserves => format!("Your agreement to {} of {} is stale", section, named(team)),
        Stand::Objects => format!("{} of {} has other words than you objected to", one.section.title(), named(team)),
    };
    let ask = Ask::at(Sort::Agreement, asked.doc, &given.row, &says);
    let ask = Ask { href: format!("/d/{charter}#agreement"), changed: Some(changed(one, given, asked.labels)), ..ask };
    Some(Waiting::of(Whose::People(vec![whose]), ask))
}

/// The question whether a section has become another one, to whoever captains the team.
fn question(asked: &Asked<'_>, charter: &DocId, team: &str, one: &Coverage) -> Option<Waiting> {
    let given = one.question()?;
    let says = format!("Does the new wording change what was agreed? {} of {}", one.section.title(), named(team));
    let ask = Ask::at(Sort::Agreement, asked.doc, &given.row, &says);
    Some(Waiting::of(Whose::Captain(charter.to_string()), Ask { href: format!("/d/{charter}#agreement"), ..ask }))
}

/// The words of then and of now, line by line, without those that stayed.
fn changed(one: &Coverage, given: &Signature, labels: &Labels) -> Changed {
    let [then, now]: [BTreeSet<String>; 2] =
        [&given.seen, &one.words].map(|words| words.lines().map(|line| labels.in_words(line)).collect());
    let without = |lines: &BTreeSet<String>, words: &str| -> Vec<String> {
        words.lines().map(|line| labels.in_words(line)).filter(|line| !lines.contains(line)).collect()
    };
    Changed {
        section: one.section.name().to_owned(),
        words: one.words.clone(),
        gone: without(&now, &given.seen),
        come: without(&then, &one.words),
        agreed: given.stand != Stand::Objects,
    }
}

fn suggestion(asked: &Asked<'_>, charter: &DocId, team: &str, row: &Row) -> Option<Waiting> {
    if is_resolved(row) || row.text(PROPOSED).trim().is_empty() {
        return None;
    }
    let by = asked.made_by(SUGGESTIONS, row, ON);
    let says = format!("{} suggests: {}", named(Named::read(&by).name), row.text(PROPOSED));
    let ask = Ask::at(Sort::Suggestion, asked.doc, &row.id, &says).below(&format!("In the charter of {}", named(team)));
    let ask = Ask { href: format!("/d/{charter}#{}", row.id), since: day_of_ms(at_ms(row)), ..ask };
    Some(Waiting { not: by, ..Waiting::of(Whose::Captain(charter.to_string()), ask) })
}

/// The remarks of a talk, looked through once for all mentions in it.
struct Remarks<'a> {
    /// Comments and suggestions by their ids, each with its list.
    said: BTreeMap<&'a str, (&'static str, &'a Row)>,
    /// Of each thread, by its first remark, those who answered in it, and when each did last.
    answered: BTreeMap<&'a str, BTreeMap<String, u64>>,
    /// Mentions as they are written, by their ids.
    written: BTreeMap<&'a str, &'a Row>,
}

impl<'a> Remarks<'a> {
    fn of(asked: &Asked<'a>) -> Self {
        let (shown, sheet): (&'a Sheet, &'a Sheet) = (asked.shown, asked.sheet);
        let mut remarks = Self { said: BTreeMap::new(), answered: BTreeMap::new(), written: BTreeMap::new() };
        for list in [COMMENTS, SUGGESTIONS] {
            for row in shown.rows(list) {
                remarks.said.entry(row.id.as_str()).or_insert((list, row));
            }
        }
        for row in shown.rows(COMMENTS).filter(|row| !row.value(ANSWERS).words().is_empty()) {
            let thread = remarks.answered.entry(row.value(ANSWERS).words()).or_default();
            let last = thread.entry(asked.made_by(COMMENTS, row, ON)).or_default();
            *last = (*last).max(at_ms(row));
        }
        for row in sheet.all_rows(MENTIONED) {
            remarks.written.entry(row.id.as_str()).or_insert(row);
        }
        remarks
    }

    /// Those who answered in the thread of a first remark after a time.
    fn later(&self, head: &Row, than_ms: u64) -> impl Iterator<Item = &str> {
        let thread = self.answered.get(head.id.as_str()).into_iter().flatten();
        thread.filter(move |(_, last)| **last > than_ms).map(|(by, _)| by.as_str())
    }
}

/// A mention of somebody in a remark: it waits until they answer, or the thread is dealt with.
fn mention(asked: &Asked<'_>, doc: &DocId, remarks: &Remarks<'_>, row: &Row) -> Option<Waiting> {
    let (list, said) = *remarks.said.get(row.value(ANSWERS).words())?;
    let head = match said.value(ANSWERS).words() {
        "" => said,
        head => remarks.said.get(head)?.1,
    };
    if is_resolved(head) {
        return None;
    }
    let mut people = remarks.written.get(row.id.as_str()).map(|row| crate::asks::named(row, OF)).unwrap_or_default();
    people.retain(|who| !remarks.later(head, at_ms(said)).any(|by| Named::read(by).is(&Named::read(who))));
    if people.is_empty() {
        return None;
    }
    let by = asked.made_by(list, said, ON);
    let says = format!("{} mentions you: {}", named(Named::read(&by).name), said.text(TEXT));
    let ask = Ask::at(Sort::Mention, asked.doc, &said.id, &says);
    let ask = Ask { href: format!("/d/{doc}#{}", said.id), since: day_of_ms(at_ms(said)), ..ask };
    Some(Waiting { not: by, ..Waiting::of(Whose::People(people), ask) })
}

fn is_resolved(row: &Row) -> bool {
    row.value(RESOLVED).shown() == Some(&true.into())
}

/// When a row was written, in milliseconds since 1970 by its writer's clock.
fn at_ms(row: &Row) -> u64 {
    row.value(ON).writes.first().map_or(0, |write| write.at_ms)
}

/// A name as a sentence has it where there may be none.
fn named(name: &str) -> &str {
    if name.trim().is_empty() { "somebody" } else { name }
}
