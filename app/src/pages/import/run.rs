//! One import from its files to its charters: read, place, plant, one document after another, the page alive between.

use js_sys::{ArrayBuffer, Uint8Array};
use leptos::prelude::*;
use muster_shared::id::{DocId, Lineage};
use muster_shared::import::{self, Draft, FILE_BYTES_MAX};
use muster_shared::kinds::Kind;
use muster_shared::kinds::charter::CLAIMS;
use muster_shared::kinds::charter::CharterView;
use muster_shared::sheet::Sheet;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use crate::browser::is_online;
use crate::live::Opened;
use crate::pages::desk::Desk;
use crate::pages::hold;
use crate::pages::time::pause;
use crate::widgets::words::counted;

/// How long the workspace's document may take to come, and a new one to be on disk, in steps of 50 ms.
const ORG_STEPS: u32 = 120;
const DISK_STEPS: u32 = 60;

const ELSEWHERE: &str = "The workspace names a charter that was made from this before, and it has not come here yet. \
                         It was not made a second time.";

/// Where charters come from.
pub(super) enum Source {
    /// A file.
    File(File),
    /// Drafts that are read already.
    Drafts(Vec<Draft>),
}

/// How far an import is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Progress {
    /// Not begun.
    Idle,
    /// Reading this file.
    Reading(String),
    /// Making documents.
    Placing {
        /// Documents looked at.
        done: usize,
        /// Documents there are.
        total: usize,
    },
    /// Over.
    Done(Outcome),
}

/// What an import came to.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Outcome {
    /// Charters that are new.
    pub(super) made: Vec<DocId>,
    /// Surfaces their mandates claim.
    pub(super) surfaces: usize,
    /// Charters that were here already.
    pub(super) already: usize,
    /// Files, or charters, nothing of which was imported, and why.
    pub(super) failed: Vec<(String, String)>,
    /// Charters that were left out because somebody stopped.
    pub(super) left: usize,
    /// The workspace's own list was in a file.
    pub(super) with_org: bool,
}

/// One import.
#[derive(Clone, Copy)]
pub(super) struct Run {
    desk: Desk,
    pub(super) progress: RwSignal<Progress>,
    stopped: StoredValue<bool>,
}

impl Run {
    pub(super) fn new(desk: Desk) -> Self {
        Self { desk, progress: RwSignal::new(Progress::Idle), stopped: StoredValue::new(false) }
    }

    pub(super) fn is_busy(&self) -> bool {
        self.progress.with(|progress| matches!(progress, Progress::Reading(_) | Progress::Placing { .. }))
    }

    pub(super) fn stop(&self) {
        self.stopped.set_value(true);
    }

    fn is_stopped(&self) -> bool {
        // Whoever leaves the page has not stopped it.
        self.stopped.try_get_value().unwrap_or(false)
    }

    fn show(&self, progress: Progress) {
        self.progress.try_set(progress);
    }

    /// Imports everything from `sources`.
    pub(super) async fn all(self, sources: Vec<Source>) -> Outcome {
        self.stopped.set_value(false);
        let mut outcome = Outcome::default();
        let mut drafts = Vec::new();
        for source in sources {
            match source {
                Source::Drafts(read) => drafts.extend(read),
                Source::File(file) => {
                    self.show(Progress::Reading(file.name()));
                    pause(0).await;
                    match read(&file).await {
                        Ok(read) => drafts.extend(read),
                        Err(why) => outcome.failed.push((file.name(), why)),
                    }
                }
            }
        }
        if !drafts.is_empty() {
            self.place(drafts, &mut outcome).await;
        }
        self.show(Progress::Done(outcome.clone()));
        self.desk.say(format!("Import done: {}.", counted(outcome.made.len(), "new charter", "new charters")));
        self.desk.refresh();
        outcome
    }

    async fn place(&self, drafts: Vec<Draft>, outcome: &mut Outcome) {
        let total = drafts.len();
        self.show(Progress::Placing { done: 0, total });
        self.desk.shelf.until_told().await;
        let Some(mut org) = self.org_sheet().await else {
            let why = "The workspace’s document is not here yet, so captains and surfaces have no place to go. \
                       Connect once and try again.";
            outcome.failed.push((counted(total, "charter", "charters"), why.to_owned()));
            return;
        };
        for (done, draft) in drafts.into_iter().enumerate() {
            if self.is_stopped() {
                outcome.left = total - done;
                return;
            }
            if let Err(why) = self.place_one(&draft, &mut org, outcome).await {
                outcome.failed.push((draft.source.clone(), why));
            }
            self.show(Progress::Placing { done: done + 1, total });
            pause(0).await;
        }
    }

    /// The workspace's document, once it can be written and, with a connection, says what the server's says: it names
    /// the charters that were imported before, here or elsewhere.
    async fn org_sheet(&self) -> Option<Sheet> {
        let org = self.desk.org;
        for _ in 0..ORG_STEPS {
            if org.can_edit.get_untracked() && (org.is_current() || !is_online()) {
                break;
            }
            pause(50).await;
        }
        org.can_edit.get_untracked().then(|| org.sheet_now())
    }

    async fn place_one(&self, draft: &Draft, org: &mut Sheet, outcome: &mut Outcome) -> Result<(), String> {
        let shelf = self.desk.shelf;
        if draft.kind == Kind::Org {
            let placed = import::place(draft, &DocId::org(), org);
            outcome.with_org = true;
            return self.plant_org(&placed.org, org);
        }
        let home = import::home(draft, org, &|doc| shelf.knows(doc));
        if home.as_ref().is_some_and(|doc| shelf.knows(doc)) {
            outcome.already += 1;
            return Ok(());
        }
        // Whoever made it may not have sent it yet. Made again, it would be there twice once it comes.
        if home.is_none() && import::already(org, &draft.source).is_some() {
            return Err(ELSEWHERE.to_owned());
        }
        let (new, begun) = hold::new_ids();
        let (doc, lineage) = (home.unwrap_or(new), draft.lineage.clone().unwrap_or(begun));
        let placed = import::place(draft, &doc, org);
        let opened = make(&doc, lineage, &placed.charter, draft.example)?;
        self.plant_org(&placed.org, org)?;
        shelf.note(&doc, CharterView::of(&placed.charter, org, &doc).summary(draft.example), true);
        outcome.made.push(doc.clone());
        outcome.surfaces += placed.charter.rows(CLAIMS).count();
        self.until_kept(&doc, opened).await;
        Ok(())
    }

    fn plant_org(&self, part: &Sheet, org: &mut Sheet) -> Result<(), String> {
        self.desk.org.plant(part, false).map_err(|error| error.to_string())?;
        absorb(org, part);
        Ok(())
    }

    /// A document may be let go only when it stands on this device's disk, or, where there is none, on the server's.
    async fn until_kept(&self, doc: &DocId, opened: Opened) {
        for _ in 0..DISK_STEPS {
            let is_sent = opened.live().status.with_untracked(hold::is_settled);
            if self.desk.shelf.is_on_disk(doc).await.unwrap_or(is_sent) {
                return;
            }
            pause(50).await;
        }
    }
}

fn make(doc: &DocId, lineage: Lineage, charter: &Sheet, example: bool) -> Result<Opened, String> {
    let opened = hold::take(doc, Some(lineage));
    opened.live().plant(charter, example).map_err(|error| error.to_string())?;
    Ok(opened)
}

async fn read(file: &File) -> Result<Vec<Draft>, String> {
    if file.size() > FILE_BYTES_MAX as f64 {
        return Err("line 1: the file is larger than 5 MiB; split it".to_owned());
    }
    let unreadable = |_| "the browser could not read it".to_owned();
    let buffer: ArrayBuffer =
        JsFuture::from(file.array_buffer()).await.map_err(unreadable)?.dyn_into().map_err(unreadable)?;
    import::read(&file.name(), &Uint8Array::new(&buffer).to_vec()).map_err(|error| error.to_string())
}

/// The same as planting, in the plain copy the next document is placed by.
fn absorb(org: &mut Sheet, part: &Sheet) {
    for (map, registers) in &part.keyed {
        let known = org.keyed.entry(map.clone()).or_default();
        for (key, register) in registers {
            known.entry(key.clone()).or_insert_with(|| register.clone());
        }
    }
    for (list, rows) in &part.lists {
        let known = org.lists.entry(list.clone()).or_default();
        for row in rows {
            if known.iter().all(|one| one.id != row.id) {
                known.push(row.clone());
            }
        }
    }
}
