//! One import, file by file. The server reads and places them: it alone knows every charter there is, so a file that
//! two people send at once, or one person twice, makes each charter once. While it does not answer, this device takes charters.

use js_sys::encode_uri_component;
use leptos::prelude::*;
use muster_shared::files::import::FILE_BYTES_MAX;
use muster_shared::id::DocId;
use muster_shared::json;
use muster_shared::kinds::companion;
use wasm_bindgen::JsValue;
use web_sys::File;

use super::here::import_here;
use crate::browser::{is_online, post};
use crate::pages::imported::Imported;
use crate::pages::shell::Shell;
use crate::visitor::own;
use crate::words::counted;

/// How far an import is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Progress {
    /// Not begun.
    Idle,
    /// The server reads this one.
    Reading {
        /// The file.
        name: String,
        /// Files that are done.
        done: usize,
        /// Files there are.
        of: usize,
    },
    /// Over.
    Done(Outcome),
}

/// The outcome of an import.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Outcome {
    /// Charters that are new.
    pub(super) made: Vec<DocId>,
    /// Series of reviews that are new.
    pub(super) series: Vec<DocId>,
    /// Surfaces their mandates claim.
    pub(super) surfaces: usize,
    /// Decisions that were logged.
    pub(super) records: usize,
    /// Reviews that minutes became, or that say more by them.
    pub(super) reviews: usize,
    /// Charters that were here and now say more.
    pub(super) filled: usize,
    /// Charters that were here already and said all of it.
    pub(super) same: usize,
    /// Names of charters that had been deleted here and were made anew.
    pub(super) anew: Vec<String>,
    /// Files, or charters in them, nothing of which was imported, and why.
    pub(super) failed: Vec<(String, String)>,
    /// Files that were left out because somebody stopped.
    pub(super) left: usize,
    /// Things to know of what was taken, each with its file.
    pub(super) told: Vec<(String, String)>,
    /// The words of files that say otherwise than the documents that are here, each with its file.
    pub(super) differs: Vec<(String, String)>,
    /// Suggestions that were made of such texts.
    pub(super) suggested: usize,
}

/// One import.
#[derive(Clone, Copy)]
pub(super) struct Run {
    shell: Shell,
    pub(super) progress: RwSignal<Progress>,
    stopped: StoredValue<bool>,
    /// The files that were chosen last, for whoever wants suggestions of what they say otherwise.
    chosen: StoredValue<Vec<File>, LocalStorage>,
}

impl Run {
    pub(super) fn new(shell: Shell) -> Self {
        let (progress, chosen) = (RwSignal::new(Progress::Idle), StoredValue::new_local(Vec::new()));
        Self { shell, progress, stopped: StoredValue::new(false), chosen }
    }

    pub(super) fn is_busy(&self) -> bool {
        self.progress.with(|progress| matches!(progress, Progress::Reading { .. }))
    }

    pub(super) fn stop(&self) {
        self.stopped.set_value(true);
    }

    /// Imports files one after the other.
    pub(super) async fn files(self, files: Vec<File>) {
        self.chosen.set_value(files.clone());
        self.all(files, false).await;
    }

    /// Makes suggestions of what the files say otherwise.
    pub(super) async fn suggest(self) {
        if let Some(files) = self.chosen.try_get_value() {
            self.all(files, true).await;
        }
    }

    async fn all(self, files: Vec<File>, suggests: bool) {
        self.stopped.set_value(false);
        let mut outcome = Outcome::default();
        let of = files.len();
        for (done, file) in files.into_iter().enumerate() {
            // A person who leaves the page has not stopped it.
            if self.stopped.try_get_value().unwrap_or(false) {
                outcome.left = of - done;
                break;
            }
            let name = file.name();
            self.progress.try_set(Progress::Reading { name: name.clone(), done, of });
            let read = if file.size() > FILE_BYTES_MAX as f64 {
                Err("line 1: the file is larger than 5 MiB; split it".to_owned())
            } else {
                let name = String::from(encode_uri_component(&name));
                let url = format!("/api/import?name={name}{}", if suggests { "&suggest=true" } else { "" });
                match ask(&url, &file).await {
                    Some(read) => read,
                    None if suggests => Err(unreachable()),
                    None => import_here(self.shell, &file).await,
                }
            };
            outcome.take(&name, read);
        }
        self.finish(outcome);
    }

    /// Brings the worked example here.
    pub(super) async fn example(self) -> Outcome {
        let name = "The example".to_owned();
        self.progress.try_set(Progress::Reading { name: name.clone(), done: 0, of: 1 });
        let mut outcome = Outcome::default();
        let read = ask("/api/sample", &JsValue::UNDEFINED).await.unwrap_or_else(|| Err(unreachable()));
        outcome.take(&name, read);
        self.finish(outcome.clone());
        outcome
    }

    fn finish(self, outcome: Outcome) {
        self.shell.say(format!("Import done: {}.", counted(outcome.made.len(), "new document", "new documents")));
        self.progress.try_set(Progress::Done(outcome));
        self.shell.refresh();
    }
}

impl Outcome {
    fn take(&mut self, name: &str, read: Result<Imported, String>) {
        match read {
            Err(why) => self.failed.push((name.to_owned(), why)),
            Ok(read) => {
                // A file of minutes brings nothing but reviews and their series.
                let made = if read.reviews > 0 { &mut self.series } else { &mut self.made };
                made.extend(read.made.into_iter().filter(|doc| companion(doc).is_none()));
                self.records += read.records;
                self.reviews += read.reviews;
                self.surfaces += read.surfaces;
                self.filled += read.filled;
                self.same += read.same;
                self.anew.extend(read.anew);
                let of = |words| (name.to_owned(), words);
                self.differs.extend(read.differs.into_iter().map(of));
                self.suggested += read.suggested;
                self.told.extend(read.told.into_iter().map(|told| of(told.sentence())));
                self.failed.extend(read.refused.into_iter().map(|refused| (name.to_owned(), refused.sentence())));
            }
        }
    }
}

/// The server's answer; nothing where it does not answer.
async fn ask(url: &str, body: &JsValue) -> Option<Result<Imported, String>> {
    let answer = post(url, body, &own()).await.ok()?;
    Some(json::read(&answer.body).ok_or_else(|| match answer.status {
        413 => "line 1: the file is larger than 5 MiB; split it".to_owned(),
        _ => unreachable(),
    }))
}

fn unreachable() -> String {
    let why = if is_online() { "the server does not answer" } else { "there is no connection" };
    format!("{why}; the server reads this, so try again once it is there")
}
