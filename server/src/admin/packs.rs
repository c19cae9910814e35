//! A pack into documents: each of them as any other file tells it, of whatever history the pack has it. Audiences are the
//! server's and stand in no pack, so that a document for certain people comes in only where it is for certain people already.

use std::collections::BTreeSet;
use std::sync::Arc;

use muster_shared::access::Audience;
use muster_shared::files::import::Draft;
use muster_shared::files::pack::{Pack, Packed, drafts, read};
use muster_shared::id::DocId;
use muster_shared::kinds::root;
use muster_shared::sync::document::GatedDoc;

use super::import::Import;
use super::imported::Imported;
use super::work::{Reports, WorkError};
use crate::clock;
use crate::rooms::cold;

impl Import<'_> {
    /// Reads a pack. Of one that is not whole nothing is taken; of a whole one every document that can be.
    pub(super) async fn pack(self, file: Vec<u8>, reports: &Reports) -> Result<Imported, WorkError> {
        let client = clock::random_client()?;
        let read = move || {
            read(&file).map(|pack| {
                let (drafts, unreadable) = drafts(&pack, client);
                (pack, drafts, unreadable)
            })
        };
        let (pack, drafts, unreadable) = match tokio::task::spawn_blocking(read).await {
            Ok(Ok(read)) => read,
            Ok(Err(damage)) => return Ok(Imported::refuse(None, damage.to_string())),
            Err(_) => return Ok(Imported::refuse(None, "this file cannot be read".to_owned())),
        };
        let mut done = Imported::default();
        for name in &pack.label.left_out {
            done.add(Imported::refuse(None, format!("{name}: it was left out of this pack, or is of a newer Muster")));
        }
        for (doc, why) in unreadable {
            done.add(named(&doc, &why));
        }
        let (mut wanted, mut coming) = (Vec::new(), BTreeSet::new());
        for draft in drafts {
            let Some(packed) = pack.docs.iter().find(|packed| Some(&packed.doc) == draft.doc.as_ref()) else {
                continue;
            };
            match self.refusal(packed, &coming).await? {
                Some(why) => done.add(named(&packed.doc, &why)),
                None => {
                    coming.insert(packed.doc.clone());
                    wanted.push(draft);
                }
            }
        }
        let wanted = self.those_that_say_more(&pack, wanted, &mut done).await?;
        done.add(self.drafts(wanted, reports).await?);
        Ok(done)
    }

    /// Why a document of a pack is not taken. `coming` are those that are.
    async fn refusal(self, packed: &Packed, coming: &BTreeSet<DocId>) -> Result<Option<String>, WorkError> {
        let (doc, root) = (&packed.doc, root(&packed.doc, Some(packed.kind)));
        let row = self.rooms.log().doc(doc).await?;
        if row.is_some_and(|row| row.kind != Some(packed.kind)) {
            return Ok(Some("here another kind of document has this id".to_owned()));
        }
        if root != *doc && !coming.contains(&root) && self.rooms.log().doc(&root).await?.is_none() {
            return Ok(Some(format!("the document `{root}` that it belongs to is neither here nor comes in with it")));
        }
        if !packed.confined {
            return Ok(None);
        }
        let is_for_all = self.people.place_in(&root, None).await?.audience == Audience::Workspace;
        let why = format!(
            "it is not for everybody, and a pack does not say for whom: begin `{root}` here for those people, and import \
             the pack again"
        );
        Ok((is_for_all || self.people.is_deleted(&root).await?).then_some(why))
    }

    /// The drafts without those of which all is here. One whose edits never reached this server is named: where they do not
    /// fill what was empty, only the device of whoever made them, or a page that opens the pack, can hand them over.
    async fn those_that_say_more(
        self,
        pack: &Pack,
        drafts: Vec<Draft>,
        done: &mut Imported,
    ) -> Result<Vec<Draft>, WorkError> {
        let mut more = Vec::with_capacity(drafts.len());
        for draft in drafts {
            let Some(packed) = pack.docs.iter().find(|packed| Some(&packed.doc) == draft.doc.as_ref()) else {
                continue;
            };
            match self.has_all_of(packed).await? {
                Some(true) => done.add(Imported::one(None)),
                Some(false) => {
                    let why = "it holds edits that never reached this server; they are taken as far as they fill what is \
                               empty here, and the page that opens the pack hands over the rest";
                    done.add(named(&packed.doc, why));
                    more.push(draft);
                }
                None => more.push(draft),
            }
        }
        Ok(more)
    }

    /// Whether all edits that a pack has of a document are in the one that is here; nothing where none of that history is.
    async fn has_all_of(self, packed: &Packed) -> Result<Option<bool>, WorkError> {
        if self.people.is_deleted(&root(&packed.doc, Some(packed.kind))).await? {
            return Ok(None);
        }
        let (kind, lineage, client) = (packed.kind, packed.lineage.clone(), clock::random_client()?);
        let updates: Vec<Arc<[u8]>> = packed.updates.iter().map(|update| Arc::clone(&update.bytes)).collect();
        let look = move |mut cold: cold::Cold| {
            let mut copy = GatedDoc::new(Some(kind.schema()), client);
            let is_read = cold.row.lineage == lineage && copy.admit(&cold.room.encode().into()).is_ok();
            is_read.then(|| updates.iter().all(|update| copy.says(update).unwrap_or(false)))
        };
        Ok(cold::read(self.rooms.log(), &packed.doc, self.rooms.limits(), look).await?.flatten())
    }
}

fn named(doc: &DocId, why: &str) -> Imported {
    Imported::refuse(None, format!("{doc}: {why}"))
}
