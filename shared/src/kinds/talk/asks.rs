//! The things that a talk asks for: an answer of those whom it mentions; and the talk about a charter: signatures that went
//! stale, and of the captain an answer to suggestions and to whether other words change what was agreed.

use std::collections::BTreeSet;

use super::agreement::{Coverage, Signature, Stand, coverage};
use super::{ANSWERS, Agreed, COMMENTS, MENTIONED, OF, ON, PROPOSED, RESOLVED, SUGGESTIONS, TEXT, charter_of};
use crate::asks::{Ask, Asked, Changed, Sort, Waiting, Waits, Whose};
use crate::id::DocId;
use crate::kinds::charter::CharterView;
use crate::kinds::companion;
use crate::kinds::outline::Sources;
use crate::sheet::people::{is_person, naming};
use crate::sheet::{Labels, Named, Row};
use crate::text::words::day_of_ms;

/// All of it. A talk about a document that is no charter asks only those whom it mentions.
pub(in crate::kinds) fn asks(asked: &Asked<'_>) -> Waits {
    let Some(doc) = charter_of(asked.doc) else { return Waits::default() };
    let is_charter = companion(&doc).is_none() && !asked.subject.texts.is_empty();
    let mut waiting = if is_charter { of_charter(asked, &doc) } else { Vec::new() };
    waiting.extend(asked.shown.rows(MENTIONED).filter_map(|row| mention(asked, &doc, row)));
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

/// A mention of somebody in a remark: it waits until they answer, or the thread is dealt with.
fn mention(asked: &Asked<'_>, doc: &DocId, row: &Row) -> Option<Waiting> {
    let find = |id: &str| {
        let in_list = |list| asked.shown.rows(list).find(|row| row.id.as_str() == id).map(|row| (list, row));
        [COMMENTS, SUGGESTIONS].into_iter().find_map(in_list)
    };
    let (list, said) = find(row.value(ANSWERS).words())?;
    let head = match said.value(ANSWERS).words() {
        "" => said,
        head => find(head)?.1,
    };
    let is_later = |one: &&Row| one.value(ANSWERS).words() == head.id.as_str() && at_ms(one) > at_ms(said);
    let later: Vec<String> =
        asked.shown.rows(COMMENTS).filter(is_later).map(|one| asked.made_by(COMMENTS, one, ON)).collect();
    let mut people = asked.people(MENTIONED, &row.id, OF);
    people.retain(|who| !later.iter().any(|by| Named::read(by).is(&Named::read(who))));
    if is_resolved(head) || people.is_empty() {
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
