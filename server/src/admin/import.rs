//! Files into documents. Importing a file twice changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use muster_shared::access::Audience;
use muster_shared::files::import::{self, Difference, Draft, already, home, place, source_of};
use muster_shared::files::pack;
use muster_shared::files::sample::{
    SERIES_SOURCE, day_made_for, forums, goals, linked, logs, reviews, sample_on, strategy, talks,
};
use muster_shared::id::DocId;
use muster_shared::kinds::charter::{self, CLAIMS};
use muster_shared::kinds::{Kind, Subject, companion, review, root, talk};
use muster_shared::sheet::people::labelled;
use muster_shared::sheet::{Filled, Sheet, Source};
use tokio::sync::{Mutex, mpsc};

use super::imported::{Imported, Refused, Told};
use super::work::{Reports, WorkError};
use super::{NamedFile, Report, yjs};
use crate::clock;
use crate::log::{Created, DocRow, LogError};
use crate::people::People;
use crate::people::audit::What;
use crate::people::invite::BY_THE_SERVER;
use crate::rooms::{RoomError, Rooms, cold};

/// One import at a time: each places its charters by what the one before it has made.
static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());

/// An import: where to, and by whom.
#[derive(Clone, Copy)]
pub(crate) struct Import<'a> {
    /// The documents.
    pub(crate) rooms: &'a Rooms,
    /// The people of the workspace, the documents that were deleted, and the audit log.
    pub(crate) people: &'a People,
    /// The importer: a person's id, or `muster` for the command.
    pub(crate) by: &'a str,
    /// The importer's name.
    pub(crate) name: &'a str,
    /// The file that is read; nothing for the worked example.
    pub(crate) source: Option<&'a Source>,
    /// The charter whose log takes every file, each of which is a decision record then, or the series whose reviews do, each
    /// of which is minutes.
    pub(crate) into: Option<&'a DocId>,
    /// The name of the folder that the files lie in.
    pub(crate) folder: &'a str,
    /// Whether texts that a file says otherwise become suggestions.
    pub(crate) suggests: bool,
}

impl Import<'_> {
    /// Reads files. Of a file that cannot be read nothing is imported; the others are.
    pub(super) async fn files(self, files: Vec<NamedFile>, reports: &Reports) -> Result<String, WorkError> {
        let mut all = Imported::default();
        for file in files {
            let name = file.name.clone();
            let done = self.one_file(file, reports).await?;
            for Refused { line, reason } in done.refused.clone() {
                let _ = reports.send(Report::Refused { file: name.clone(), line, reason }).await;
            }
            let differs = done.differs.iter().map(|words| Told { line: None, words: words.clone() });
            for Told { line, words } in done.told.iter().cloned().chain(differs) {
                let _ = reports.send(Report::Told { file: name.clone(), line, words }).await;
            }
            all.add(done);
        }
        Ok(all.sentence())
    }

    /// Reads one file.
    ///
    /// # Errors
    /// [`WorkError`] when the server, not the file, is at fault.
    pub(crate) async fn file(self, file: NamedFile) -> Result<Imported, WorkError> {
        let (unheard, _) = mpsc::channel(1);
        self.one_file(file, &unheard).await
    }

    /// Loads the worked example.
    ///
    /// # Errors
    /// [`WorkError`] when the server is at fault.
    pub(crate) async fn example(self) -> Result<Imported, WorkError> {
        let (unheard, _) = mpsc::channel(1);
        self.sample(&unheard).await
    }

    /// Loads the worked example, and says how it is coming along.
    pub(super) async fn sample(self, reports: &Reports) -> Result<Imported, WorkError> {
        let day = self.day_of_the_example().await?;
        let teams = sample_on(&day).into_iter().chain(logs(&day)).chain(talks(&day));
        let meetings = reviews(&day).into_iter().chain(forums(&day));
        // Goals name charters and the strategy, which are there by then.
        let drafts = teams.chain(meetings).chain(strategy(&day)).chain(goals(&day));
        let done = self.drafts(drafts.collect(), reports).await?;
        self.note("the worked example", &done).await?;
        Ok(done)
    }

    /// The day that the example is made for: today, or that of the example which is here, so that loading it again changes
    /// nothing.
    async fn day_of_the_example(self) -> Result<String, WorkError> {
        let series = self.host_from(SERIES_SOURCE, &org(self.rooms).await?).await?;
        let rows = self.rooms.log().docs().await?;
        let of_series = |row: &&DocRow| series.is_some() && review::KIND.subject_of(&row.id) == series;
        let first = rows.iter().filter(of_series).filter_map(|row| review::KIND.slot_of(&row.id)).min();
        Ok(first.map_or_else(|| clock::day(clock::now_ms()), |slot| day_made_for(&slot)))
    }

    /// Deletes all of the worked example. The entries of its charters in the `org` document are shown nowhere else, and
    /// found again when the example is loaded anew. The answer is how many documents there were, besides those about others.
    ///
    /// # Errors
    /// [`WorkError`] when the server is at fault; what is deleted by then stays so.
    pub(crate) async fn remove_example(self) -> Result<usize, WorkError> {
        let _alone = ONE_AT_A_TIME.lock().await;
        let Self { rooms, people, by, .. } = self;
        let mut n_deleted = 0;
        for row in rooms.log().docs().await?.into_iter().filter(is_begun_by_people) {
            let is_example = |mut cold: cold::Cold| cold.room.is_example();
            let read = match cold::read(rooms.log(), &row.id, rooms.limits(), is_example).await {
                Err(LogError::Quarantined(_)) => None,
                read => read?,
            };
            if read == Some(true) && !people.is_deleted(&row.id).await? {
                people.delete(by, &row.id).await?;
                n_deleted += 1;
            }
        }
        Ok(n_deleted)
    }

    async fn one_file(self, file: NamedFile, reports: &Reports) -> Result<Imported, WorkError> {
        let name = file.name.clone();
        let source = Source::new(&name, self.name);
        let done = Import { source: Some(&source), ..self }.read(file, reports).await?;
        self.note(&name, &done).await?;
        Ok(done)
    }

    async fn note(self, name: &str, done: &Imported) -> Result<(), WorkError> {
        let detail = format!("{name}: {}, {} refused", done.sentence(), done.refused.len());
        Ok(self.people.audit(self.by, What::Imported, "", &detail).await?)
    }

    async fn read(self, file: NamedFile, reports: &Reports) -> Result<Imported, WorkError> {
        if has_ending(&file.name, "yjs") && self.into.is_none() {
            let done = yjs::import(self.rooms, self.people, file).await?;
            return Ok(done.unwrap_or_else(|(line, reason)| Imported::refuse(line, reason)));
        }
        // A page opens a pack with the rights of its person; the command is the operator's.
        if has_ending(&file.name, pack::ENDING) && self.into.is_none() && self.by == BY_THE_SERVER {
            return self.pack(file.bytes, reports).await;
        }
        let part = self.part_reader().await?;
        let read = move || match part {
            Some(part) => part(&file.name, &file.bytes).map(|draft| vec![draft]),
            None => import::read(&file.path(), &file.bytes),
        };
        match tokio::task::spawn_blocking(read).await {
            Ok(Ok(read)) => self.drafts(self.with_host(read).await?, reports).await,
            Ok(Err(error)) => Ok(Imported::refuse(Some(error.line), error.reason)),
            Err(_) => Ok(Imported::refuse(None, "this file cannot be read".to_owned())),
        }
    }

    /// Plants drafts one after the other, each in the `org` document as the one before left it.
    pub(super) async fn drafts(self, drafts: Vec<Draft>, reports: &Reports) -> Result<Imported, WorkError> {
        let _alone = ONE_AT_A_TIME.lock().await;
        let of = drafts.len();
        let mut all = Imported::default();
        let mut anew = BTreeMap::new();
        for (draft, done) in drafts.into_iter().zip(1..) {
            let what = name_of(&draft);
            match self.one(draft, &mut anew).await {
                Err(WorkError::Room(RoomError::Edit(error))) => {
                    all.add(Imported::refuse(None, format!("{what}: {error}")));
                }
                done => all.add(done?),
            }
            // A caller who is slow to look misses a step, and holds nothing up.
            let _ = reports.try_send(Report::Step { done, of, what });
        }
        Ok(all)
    }

    /// Plants one draft. `anew` says which documents of this import took the place of deleted ones.
    async fn one(self, draft: Draft, anew: &mut BTreeMap<DocId, DocId>) -> Result<Imported, WorkError> {
        let rooms = self.rooms;
        if draft.kind.is_private() {
            let noun = draft.kind.spec().noun.one;
            return Ok(Imported::refuse(None, format!("a {noun} is its people’s alone, and comes in by no file")));
        }
        let org = org(rooms).await?;
        let draft = match self.beside_its_host(draft, &org).await? {
            Ok(draft) => draft,
            Err(reason) => return Ok(Imported::refuse(None, reason)),
        };
        let Found { mut draft, replaces } = match self.away_from_deleted(draft, &org, anew).await? {
            Ok(found) => found,
            Err(reason) => return Ok(Imported::refuse(None, reason)),
        };
        let here: BTreeSet<DocId> = rooms.log().docs().await?.into_iter().map(|row| row.id).collect();
        let deleted = self.people.deleted_ids().await?;
        let is_here = |id: &DocId| here.contains(id) && !deleted.contains(id);
        // The example names its own by their sources; one that was exported names documents.
        if draft.example && draft.doc.is_none() {
            draft = linked(draft, |source| already(&org, source, &is_here));
        }
        let (doc, is_new) = if draft.kind.spec().subject == Subject::Workspace {
            (DocId::org(), false)
        } else {
            // A document about another has its id from that one, whether or not anybody has come to it yet.
            let is_about = |id: &DocId| companion(id).is_some_and(|(kind, _)| is_here(&root(id, Some(kind))));
            // One that was brought here under an id of its own, as by a device without a network, has there all that is about it.
            let found = draft.doc.clone().filter(is_about);
            let beside = || beside_what_it_was_about(&draft, &org, &is_here);
            let found = if draft.kind.is_about_another() { found.or_else(beside) } else { found };
            let found = found.or_else(|| home(&draft, &org, &is_here)).or_else(beside);
            if found.is_none() && draft.kind.is_about_another() {
                return Ok(Imported::refuse(None, no_host(draft.kind)));
            }
            let doc = found.map_or_else(|| clock::random_bits().map(DocId::from_random), Ok)?;
            if !self.is_for_importer(&doc, draft.kind).await? {
                return Ok(Imported::refuse(None, format!("the document `{doc}` is not for you")));
            }
            // Under another id it has the history of what it is about, or one of its own.
            let lineage = draft.lineage.clone().filter(|_| draft.doc.as_ref() == Some(&doc));
            let made = rooms.make(&doc, Some(draft.kind), lineage).await?;
            (doc, matches!(made, Created::New(_)))
        };
        let name = draft.sheet.text("name").to_owned();
        let (is_part, is_meeting) = (draft.source.is_empty(), draft.slot.is_some());
        let told = std::mem::take(&mut draft.told);
        let mut done = self.fill(draft, doc.clone(), &org, is_new).await?;
        done.tell(told);
        if is_part {
            return Ok(Imported::part(done.same > 0, is_meeting));
        }
        if let Some(replaced) = replaces.filter(|_| is_new) {
            anew.insert(replaced, doc);
            done.anew.push(name);
        }
        Ok(done)
    }

    /// Whether the importer may read a document, if it is here: nobody writes into one beyond its audience.
    async fn is_for_importer(self, doc: &DocId, kind: Kind) -> Result<bool, LogError> {
        let place = self.people.place_in(&root(doc, Some(kind)), Some(self.by)).await?;
        Ok(self.by == BY_THE_SERVER || place.audience == Audience::Workspace || place.is_listed)
    }

    /// A draft of a document that was deleted here becomes the draft of a new one: deleted is not there. The talk about
    /// a charter goes where the charter goes.
    async fn away_from_deleted(
        self,
        draft: Draft,
        org: &Sheet,
        anew: &BTreeMap<DocId, DocId>,
    ) -> Result<Result<Found, String>, WorkError> {
        let deleted = self.people.deleted_ids().await?;
        let about = draft.doc.as_ref().map(|doc| (doc, root(doc, Some(draft.kind))));
        if let Some((id, root)) = about.filter(|(id, root)| *id != root && deleted.contains(root)) {
            // The ids of all that stands beside a document begin with its own.
            let beside = |anew: &DocId| format!("{anew}{}", &id.as_str()[root.as_str().len()..]).parse().ok();
            let Some(doc) = anew.get(&root).and_then(beside) else {
                let noun = draft.kind.spec().noun.one;
                return Ok(Err(format!("the {noun} of a document that was deleted here was left out")));
            };
            let draft = Draft { doc: Some(doc), lineage: None, ..draft };
            return Ok(Ok(Found { draft, replaces: None }));
        }
        if let Some(id) = draft.doc.clone().filter(|id| deleted.contains(id)) {
            return Ok(Ok(Found { draft: Draft { doc: None, lineage: None, ..draft }, replaces: Some(id) }));
        }
        // A deleted charter it once became, and none that is there.
        let became = |is_it: &dyn Fn(&DocId) -> bool| already(org, &draft.source, is_it);
        let is_there = became(&|id| !deleted.contains(id)).is_some();
        let replaces = became(&|id| deleted.contains(id)).filter(|_| !is_there);
        Ok(Ok(Found { draft, replaces }))
    }
}

/// The document that a draft about another one becomes where that one was imported under an id of its own.
fn beside_what_it_was_about(draft: &Draft, org: &Sheet, is_here: &dyn Fn(&DocId) -> bool) -> Option<DocId> {
    let doc = draft.doc.as_ref()?;
    let root = root(doc, Some(draft.kind));
    let became = already(org, &source_of(&root), is_here)?;
    format!("{became}{}", &doc.as_str()[root.as_str().len()..]).parse().ok()
}

/// The sentence for a document about another one that is not here.
pub(super) fn no_host(kind: Kind) -> String {
    let noun = kind.spec().noun.one;
    let host = Kind::ALL.into_iter().map(Kind::spec).find(|host| host.beside.contains(&kind));
    format!("there is no {} here whose {noun} this could go into", host.map_or("document", |host| host.noun.one))
}

/// A few words for a draft: its name, or the day of its meeting.
fn name_of(draft: &Draft) -> String {
    let day = draft.slot.as_ref().map(|slot| slot.day().to_owned());
    day.unwrap_or_else(|| draft.sheet.text("name").to_owned())
}

/// A draft, and the deleted document it would have been a part of.
struct Found {
    draft: Draft,
    replaces: Option<DocId>,
}

fn is_begun_by_people(row: &DocRow) -> bool {
    row.kind.is_some_and(|kind| kind.spec().subject == Subject::Itself)
}

fn has_ending(name: &str, ending: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, last)| last.eq_ignore_ascii_case(ending))
}

impl Import<'_> {
    async fn fill(self, draft: Draft, doc: DocId, org: &Sheet, is_new: bool) -> Result<Imported, WorkError> {
        let Self { rooms, source, .. } = self;
        let mut placed = place(&draft, &doc, org);
        // Where values stand side by side, people see what brought them; records and minutes name their people themselves.
        if let Some(source) = source.filter(|_| draft.lineage.is_none() && draft.kind == charter::KIND) {
            placed.stamp(&source.as_writer(), clock::now_ms());
        }
        // The workspace first: it says what the document was made from, so that a crash in between is mended by importing
        // the file again.
        let mut filled = rooms.fill_from(&DocId::org(), placed.org, false, source.cloned()).await?;
        let surfaces = if is_new { placed.sheet.rows(CLAIMS).count() } else { 0 };
        let differs = if is_new { Vec::new() } else { self.differences(&draft, &doc, &placed.sheet).await? };
        let suggested = if self.suggests { self.suggest(draft.kind, &doc, &differs).await? } else { 0 };
        let differs = differs.into_iter().map(|difference| difference.words).collect();
        if draft.kind.spec().subject != Subject::Workspace {
            add(&mut filled, rooms.fill_from(&doc, placed.sheet, draft.example, source.cloned()).await?);
        }
        let made: Vec<DocId> = is_new.then_some(doc).into_iter().collect();
        let (filled, same) = match (is_new, filled != Filled::default()) {
            (true, _) => (0, 0),
            (false, says_more) => (usize::from(says_more), usize::from(!says_more)),
        };
        Ok(Imported { made, filled, same, surfaces, differs, suggested, ..Imported::default() })
    }
}

impl Import<'_> {
    /// Everything that a draft says otherwise than the document that is here.
    async fn differences(self, draft: &Draft, doc: &DocId, file: &Sheet) -> Result<Vec<Difference>, WorkError> {
        let read = |mut cold: cold::Cold| cold.room.sheet().unwrap_or_default();
        let here = cold::read(self.rooms.log(), doc, self.rooms.limits(), read).await?.unwrap_or_default();
        let (_, labels) = self.people.labels().await?;
        let shown = labelled(&labels, draft.kind.schema(), &here);
        Ok(import::differences(draft, file, &here, &shown))
    }

    /// Puts texts that a file says otherwise into the charter's talk; answers how many suggestions they are that were not there.
    async fn suggest(self, kind: Kind, doc: &DocId, differs: &[Difference]) -> Result<usize, WorkError> {
        let Some(talk) = talk::about(doc).filter(|_| kind == charter::KIND) else { return Ok(0) };
        let sheet = import::suggestions(doc, differs);
        if sheet.rows(talk::SUGGESTIONS).next().is_none() {
            return Ok(0);
        }
        self.rooms.make(&talk, Some(talk::KIND), None).await?;
        Ok(self.rooms.fill_from(&talk, sheet, false, self.source.cloned()).await?.rows)
    }
}

fn add(sum: &mut Filled, more: Filled) {
    sum.texts += more.texts;
    sum.values += more.values;
    sum.rows += more.rows;
}

pub(super) async fn org(rooms: &Rooms) -> Result<Sheet, WorkError> {
    let read = |mut cold: cold::Cold| cold.room.sheet().unwrap_or_default();
    Ok(cold::read(rooms.log(), &DocId::org(), rooms.limits(), read).await?.unwrap_or_default())
}
