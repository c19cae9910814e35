//! A file on a device without a network: the documents that the device makes of it by itself, subjects first, and what it
//! leaves to the server. Nobody but the server says what people said of themselves, and a document that others may write in
//! at the same time is filled in one place, or it would say everything twice.

use std::collections::{BTreeMap, BTreeSet};

use super::place::join;
use super::{Draft, already, home, host_of, place, source_of};
use crate::id::DocId;
use crate::kinds::{Kind, Subject, charter, review, root, subjects};
use crate::order::sort_by_key;
use crate::sheet::{Register, Schema, Sheet, Value};

/// The facts that a device has while there is no network.
pub struct Device<'a> {
    /// The workspace's own document as it stands here.
    pub org: &'a Sheet,
    /// Whether a document is known here, to the list or to the device.
    pub is_here: &'a dyn Fn(&DocId) -> bool,
    /// Whether the person begins documents of a kind.
    pub may_begin: &'a dyn Fn(Kind) -> bool,
    /// The day, as `2026-11-29`.
    pub today: &'a str,
    /// The time, in milliseconds since 1970.
    pub at_ms: u64,
}

/// A document that the device makes, or fills where it is the workspace's own.
#[derive(Debug, Clone, PartialEq)]
pub struct Make {
    /// Its id.
    pub doc: DocId,
    /// Its kind.
    pub kind: Kind,
    /// The document whose history and grants it has: itself, where it is about no other.
    pub root: DocId,
    /// Its content.
    pub sheet: Sheet,
    /// Its part of the workspace's document.
    pub org: Sheet,
}

/// The outcome of a file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Apart {
    /// Documents to make, each after the one that it is about.
    pub makes: Vec<Make>,
    /// Documents that are here already.
    pub same: usize,
    /// Whether the server has something to do yet, for which it needs the file.
    pub is_left: bool,
    /// Things to know, each with its line if it has one.
    pub told: Vec<(Option<usize>, String)>,
    /// Documents nothing of which is taken, and why.
    pub refused: Vec<String>,
}

/// Says what a device makes of drafts. `new_id` draws the id of a new document.
pub fn apart(drafts: Vec<Draft>, device: &Device<'_>, new_id: &mut dyn FnMut() -> DocId) -> Apart {
    let mut work = Work {
        device,
        org: device.org.clone(),
        became: BTreeMap::new(),
        made: BTreeSet::new(),
        new_id,
        done: Apart::default(),
    };
    let host = work.host_of_minutes(&drafts);
    let mut drafts: Vec<Draft> = host.into_iter().chain(drafts).collect();
    sort_by_key(&mut drafts, rank);
    drafts.into_iter().for_each(|draft| work.take(draft));
    work.done
}

/// The place of a draft among others: what the workspace says, then charters, what names them, and what is about all these.
fn rank(draft: &Draft) -> usize {
    match draft.kind.spec().subject {
        Subject::Workspace => 0,
        Subject::Itself => 1 + usize::from(draft.kind != charter::KIND),
        Subject::Of(_) | Subject::Each(_) | Subject::Personal(_) => {
            2 + draft.doc.as_ref().map_or(1, |doc| subjects(doc).count())
        }
    }
}

struct Work<'a> {
    device: &'a Device<'a>,
    /// The workspace's document with what was placed so far.
    org: Sheet,
    /// Documents of the file that have another id here.
    became: BTreeMap<DocId, DocId>,
    /// Documents that are made of this file.
    made: BTreeSet<DocId>,
    new_id: &'a mut dyn FnMut() -> DocId,
    done: Apart,
}

impl Work<'_> {
    fn is_here(&self, doc: &DocId) -> bool {
        self.made.contains(doc) || (self.device.is_here)(doc)
    }

    fn already(&self, source: &str) -> Option<DocId> {
        already(&self.org, source, &|doc| self.is_here(doc))
    }

    /// The series that minutes need, where none came from such a file before.
    fn host_of_minutes(&self, drafts: &[Draft]) -> Option<Draft> {
        let is_homeless = |draft: &Draft| draft.slot.is_some() && draft.doc.is_none();
        let host = drafts.iter().any(is_homeless).then(|| host_of(review::KIND, ""))?;
        self.already(&host.source).is_none().then_some(host)
    }

    fn take(&mut self, draft: Draft) {
        let noun = draft.kind.spec().noun.one;
        self.done.told.extend(draft.told.iter().map(|told| (Some(told.line), told.words.clone())));
        if draft.kind.is_private() {
            self.done.refused.push(format!("a {noun} is its people’s alone, and comes in by no file"));
        } else if draft.example {
            self.done.refused.push(format!("{}: the example is brought by the server", called(&draft)));
        } else {
            match draft.kind.spec().subject {
                Subject::Workspace => self.workspace(&draft),
                Subject::Itself => self.itself(draft),
                Subject::Of(_) | Subject::Each(_) | Subject::Personal(_) => self.about_another(draft),
            }
        }
    }

    fn workspace(&mut self, draft: &Draft) {
        let org = place(draft, &DocId::org(), &self.org).org;
        self.make(DocId::org(), DocId::org(), draft, Sheet::default(), org);
    }

    fn itself(&mut self, draft: Draft) {
        let known = home(&draft, &self.org, &|doc| self.is_here(doc)).filter(|doc| self.is_here(doc));
        if let Some(known) = known {
            self.became.extend(draft.doc.map(|doc| (doc, known)));
            self.done.same += 1;
            return;
        }
        if !(self.device.may_begin)(draft.kind) {
            return self.leave(&called(&draft));
        }
        let doc = (self.new_id)();
        // Under its old id it would meet what the server may have under that.
        let draft = Draft { lineage: None, ..draft };
        let mut placed = place(&draft, &doc, &self.org);
        placed.stamp(&draft.source, self.device.at_ms);
        self.became.extend(draft.doc.clone().map(|was| (was, doc.clone())));
        self.make(doc.clone(), doc, &draft, placed.sheet, placed.org);
    }

    fn about_another(&mut self, draft: Draft) {
        let noun = draft.kind.spec().noun.one;
        let Some(doc) = self.id_beside(&draft) else {
            return self.leave(&format!("{} whose document is not here", the(noun, &draft)));
        };
        let root = root(&doc, Some(draft.kind));
        // One that the server knows may be written in there meanwhile.
        if !self.made.contains(&root) || self.made.contains(&doc) {
            return self.leave(&the(noun, &draft));
        }
        let draft = if draft.doc.is_none() { draft.settled(&Sheet::default(), self.device.today) } else { draft };
        let sheet = draft.sheet.clone();
        self.make(doc, root, &draft, sheet, Sheet::default());
    }

    /// The id here of a document about another.
    fn id_beside(&self, draft: &Draft) -> Option<DocId> {
        let Some(doc) = &draft.doc else {
            let host = self.already(&host_of(draft.kind, "").source)?;
            return match &draft.slot {
                Some(slot) => draft.kind.about_slot(&host, slot),
                None => draft.kind.about(&host),
            };
        };
        let was = root(doc, Some(draft.kind));
        let became = self.became.get(&was).cloned().or_else(|| self.is_here(&was).then(|| was.clone()));
        let now = became.or_else(|| self.already(&source_of(&was)))?;
        // The ids of all that stands beside a document begin with its own.
        format!("{now}{}", doc.as_str().strip_prefix(was.as_str())?).parse().ok()
    }

    fn make(&mut self, doc: DocId, root: DocId, draft: &Draft, mut sheet: Sheet, org: Sheet) {
        rename(&mut sheet, &self.became);
        let n_left = leave_ruled(draft.kind.schema(), &mut sheet);
        if n_left > 0 {
            let rows = if n_left == 1 { "1 row".to_owned() } else { format!("{n_left} rows") };
            self.leave(&format!("{}: {rows} that people write in their own name", called(draft)));
        }
        let is_only_left = n_left > 0 && sheet.is_bare() && doc != root;
        if is_only_left || (sheet.is_bare() && org.is_bare() && doc == DocId::org()) {
            return;
        }
        join(&mut self.org, org.clone());
        self.made.insert(doc.clone());
        self.done.makes.push(Make { doc, kind: draft.kind, root, sheet, org });
    }

    fn leave(&mut self, what: &str) {
        self.done.is_left = true;
        self.done
            .told
            .push((None, format!("{what}: kept here for the server, which takes it in once there is a connection")));
    }
}

/// A few words for a draft.
fn called(draft: &Draft) -> String {
    match draft.sheet.text("name").trim() {
        "" => the(draft.kind.spec().noun.one, draft),
        name => name.to_owned(),
    }
}

fn the(noun: &str, draft: &Draft) -> String {
    let slot = draft.slot.clone().or_else(|| draft.kind.slot_of(draft.doc.as_ref()?));
    slot.map_or_else(|| format!("a {noun}"), |slot| format!("the {noun} of {}", slot.day()))
}

/// Takes out what the server alone writes of a file: rows that are their makers' own, and values that stand under people.
/// Answers how many there were.
fn leave_ruled(schema: &Schema, sheet: &mut Sheet) -> usize {
    let mut n_left = 0;
    sheet.lists.retain(|name, rows| {
        let is_theirs = schema.list(name).is_some_and(|list| list.rule.is_own());
        n_left += if is_theirs { rows.len() } else { 0 };
        !is_theirs
    });
    sheet.keyed.retain(|name, values| {
        let is_theirs = schema.keyed(name).is_some_and(|field| field.of_person);
        n_left += if is_theirs { values.len() } else { 0 };
        !is_theirs
    });
    n_left
}

/// Names documents by the ids that they have here.
fn rename(sheet: &mut Sheet, became: &BTreeMap<DocId, DocId>) {
    let new = |value: &Value| {
        let was: DocId = value.words()?.parse().ok()?;
        became.get(&was).map(|doc| Value::from(doc.as_str()))
    };
    let renamed = |register: &mut Register| {
        for write in &mut register.writes {
            if let Some(value) = new(&write.value) {
                write.value = value;
            }
        }
    };
    sheet.values.values_mut().for_each(renamed);
    sheet.keyed.values_mut().flat_map(BTreeMap::values_mut).for_each(renamed);
    sheet.lists.values_mut().flatten().flat_map(|row| row.values.values_mut()).for_each(renamed);
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::super::read;
    use super::*;
    use crate::files::export::{Exported, json};
    use crate::id::Lineage;
    use crate::kinds::{log, org, series, talk};
    use crate::sheet::Row;

    const TODAY: &str = "2026-11-30";

    fn of(drafts: Vec<Draft>, org: &Sheet, here: &[&str]) -> Apart {
        let (mut n, is_here) = (0, |doc: &DocId| here.contains(&doc.as_str()));
        let device = Device { org, is_here: &is_here, may_begin: &|_| true, today: TODAY, at_ms: 7 };
        let mut new_id = || {
            n += 1;
            format!("new{n}").parse().unwrap()
        };
        apart(drafts, &device, &mut new_id)
    }

    fn made(done: &Apart) -> Vec<(&str, Kind, &str)> {
        done.makes.iter().map(|make| (make.doc.as_str(), make.kind, make.root.as_str())).collect()
    }

    fn document(id: &str, kind: Kind, text: (&str, &str), rows: &[(&str, &str, (&str, &str))]) -> Exported {
        let mut sheet = Sheet { texts: [(text.0.to_owned(), text.1.to_owned())].into(), ..Sheet::default() };
        sheet.texts.retain(|name, _| !name.is_empty());
        for (list, row, (field, value)) in rows {
            let mut row = Row::new(row.parse().unwrap());
            row.values.insert((*field).to_owned(), crate::files::made::one(*value));
            sheet.lists.entry((*list).to_owned()).or_default().push(row);
        }
        let lineage: Lineage = format!("{}history", id.len()).parse().unwrap();
        Exported { id: id.parse().unwrap(), kind, lineage: Some(lineage), example: false, sheet }
    }

    /// A charter, a series of its reviews, one review with an item and a vote, a log and a talk, in a mean order.
    fn everything() -> Vec<Draft> {
        let file = json(&[
            document("team-log", log::KIND, ("", ""), &[(log::DECISIONS, "1-1", (log::CHOICE, "Two crews"))]),
            document(
                "weekly-r20261124T0900",
                review::KIND,
                (review::NOTES, "We met."),
                &[(review::ITEMS, "1-2", (review::STATE, "done")), (review::WINS, "1-3", (review::TEAM, "team"))],
            ),
            document("team-talk", talk::KIND, ("", ""), &[(talk::COMMENTS, "1-4", ("on", "mission"))]),
            document(
                "weekly",
                series::KIND,
                (series::NAME, "Weekly"),
                &[(series::TEAMS, "1-5", (series::TEAM, "team"))],
            ),
            document("team", charter::KIND, (charter::NAME, "Keys"), &[]),
        ]);
        read("all.json", file.as_bytes()).unwrap()
    }

    #[test]
    fn everything_of_a_file_is_made_subjects_first_or_left_to_the_server_and_told() {
        let done = of(everything(), &Sheet::default(), &[]);
        let expected = [
            ("new1", charter::KIND, "new1"),
            ("new2", series::KIND, "new2"),
            ("new2-r20261124T0900", review::KIND, "new2"),
        ];
        assert_eq!(made(&done), expected);
        let [team, weekly, met] = &done.makes[..] else { panic!("{done:?}") };
        assert_eq!(already(&team.org, "muster:team", &|_| true).unwrap().as_str(), "new1", "it is found again");
        assert_eq!(weekly.sheet.rows(series::TEAMS).next().unwrap().value(series::TEAM).words(), "new1");
        assert_eq!((met.sheet.text(review::NOTES), met.sheet.rows(review::ITEMS).count()), ("We met.", 1));
        assert_eq!(
            met.sheet.rows(review::WINS).count(),
            0,
            "what people say in their own name is the server's to write"
        );
        assert!(done.is_left && done.refused.is_empty());
        let told: Vec<&str> = done.told.iter().map(|(_, words)| words.as_str()).collect();
        for noun in ["decision log", "review", "talk"] {
            assert!(
                told.iter().any(|words| words.contains(noun) && words.ends_with("once there is a connection")),
                "{told:?}"
            );
        }
    }

    #[test]
    fn a_file_that_was_taken_without_a_network_is_known_again_and_fills_nothing_twice() {
        let first = of(everything(), &Sheet::default(), &[]);
        let mut org = Sheet::default();
        first.makes.iter().for_each(|make| join(&mut org, make.org.clone()));
        let second = of(everything(), &org, &["new1", "new2", "new2-r20261124T0900"]);
        assert_eq!((second.makes.len(), second.same), (0, 2), "{second:?}");
        assert!(second.is_left);
        let team = everything().into_iter().find(|draft| draft.kind == charter::KIND).unwrap();
        let home = home(&team, &org, &|doc| doc.as_str() == "new1");
        assert_eq!(home.unwrap().as_str(), "new1", "the server takes the file for the same charter");
    }

    #[test]
    fn a_document_beside_one_that_the_server_knows_is_left_to_the_server() {
        let done = of(everything(), &Sheet::default(), &["team", "weekly"]);
        assert_eq!((made(&done), done.same, done.is_left), (Vec::new(), 2, true));
    }

    #[test]
    fn minutes_become_a_series_and_its_review_and_a_decision_waits_for_the_server() {
        let minutes = include_bytes!("../../../../tests/minutes/2026-03-03.md");
        let done = of(read("2026-03-03.md", minutes).unwrap(), &Sheet::default(), &[]);
        assert_eq!(done.makes.len(), 2, "{done:?}");
        assert_eq!((done.makes[0].kind, done.makes[1].kind), (series::KIND, review::KIND));
        assert!(done.makes[1].sheet.rows(review::ITEMS).count() > 0);
        let record = b"# Two crews in Porto\n\n## Status\n\naccepted\n\n## Context\n\nc\n\n## Decision\n\nTwo crews\n";
        let done = of(read("0001-two-crews.md", record).unwrap(), &Sheet::default(), &[]);
        assert_eq!((done.makes.len(), done.is_left), (0, true), "{done:?}");
    }

    #[test]
    fn the_company_of_a_file_comes_in_once() {
        let file = json(&[document("org", org::KIND, ("", ""), &[(org::SURFACES, "1-1", ("name", "Checkout"))])]);
        let done = of(read("all.json", file.as_bytes()).unwrap(), &Sheet::default(), &[]);
        assert_eq!(done.makes.len(), 1);
        let known = &done.makes[0].org;
        assert_eq!(known.rows(org::SURFACES).count(), 1);
        let mut both = known.clone();
        let again = of(read("all.json", file.as_bytes()).unwrap(), known, &[]);
        again.makes.into_iter().for_each(|make| join(&mut both, make.org));
        assert_eq!(both, *known);
    }
}
