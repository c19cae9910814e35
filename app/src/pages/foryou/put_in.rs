//! One press puts words into their review that were written in silence and revealed without them.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::asks::Ask;
use muster_shared::kinds::draft::{self, PUT_IN, Silent, is_put_in};
use muster_shared::kinds::review::{self, ITEM, REMARKS};
use muster_shared::order::gather;
use muster_shared::sheet::{Edit, Place, Row};

use super::UseForYou;
use super::press::{AWAY, is_ready};
use crate::live::{LiveDoc, is_my_name, linger};
use crate::pages::open;

impl UseForYou {
    /// Puts the words of an ask into the review; `wrong` is told what goes wrong.
    pub(super) fn put_in(self, ask: Ask, wrong: RwSignal<String>) {
        spawn_local(async move {
            match put_in(&ask).await {
                Ok(()) => self.note_settled(&ask, "It is in the review, under your name.".to_owned(), None).await,
                Err(why) => drop(wrong.try_set(why)),
            }
        });
    }
}

async fn put_in(ask: &Ask) -> Result<(), String> {
    let about = draft::KIND.subject_of(&ask.doc).zip(ask.row.clone());
    let (review, row) = about.ok_or("This is put in on its own page.")?;
    let opened = [(&ask.doc, draft::KIND), (&review, review::KIND)].map(|(doc, kind)| open::take(doc, kind, None));
    let [drafted, reviewed] = opened.each_ref().map(|opened| opened.live());
    if !(is_ready(drafted).await && is_ready(reviewed).await) {
        return Err(AWAY.to_owned());
    }
    let silent = drafted.sheet.with_untracked(Silent::all).into_iter().find(|one| one.row.id == row && one.is_out());
    if let Some(silent) = silent {
        let written_ms = silent.written_ms();
        let is_mine = makers(reviewed).await;
        if !reviewed.sheet.with_untracked(|sheet| is_put_in(sheet, &row, written_ms, is_mine)) {
            let values = gather(silent.remark().into_iter().map(|(name, value)| (name.to_owned(), value)));
            let add = Edit::Add { list: REMARKS.to_owned(), after: None, texts: Vec::new(), values };
            reviewed.edit(&add).map_err(|error| error.to_string())?;
        }
        let mark = Edit::Set { at: Place::under_key(PUT_IN, row.as_str()), to: written_ms.into() };
        drafted.quietly(&mark).map_err(|error| error.to_string())?;
    }
    for opened in opened {
        spawn_local(linger(opened, |live| live.status.with_untracked(open::is_settled)));
    }
    Ok(())
}

/// Whether a remark is this person's: by the server's word, or by the name under it where the server has not spoken.
async fn makers(review: LiveDoc) -> impl Fn(&Row) -> bool {
    let bound = review.authors().await;
    move |row: &Row| {
        let named = || row.value(ITEM).writes.first().is_some_and(|write| is_my_name(&write.by));
        match (review.maker(REMARKS, &row.id), &bound) {
            (Some(made), Some(bound)) => {
                let author = bound.iter().find(|one| one.client == made.client && one.made(made));
                author.map_or_else(|| review.is_own_id(made.client), |one| review.is_me(&one.author))
            }
            (Some(made), None) => review.is_own_id(made.client) || untrack(named),
            (None, _) => false,
        }
    }
}
