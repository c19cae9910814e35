//! `/api/digest`: a person's week. `/me.atom`: the same for a feed reader.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use muster_shared::asks::Me;
use muster_shared::files::export::name;
use muster_shared::kinds::{Face, Kind};
use muster_shared::news;

use super::caller::Caller;
use super::feeds::{Asked, key_in};
use super::me::person;
use super::problem::Problem;
use super::state::App;
use crate::clock;
use crate::connections::Peer;
use crate::digest::{Digest, Entry, Told, atom};
use crate::letters::last_ms;
use crate::log::LogError;
use crate::people::feed::Address;
use crate::people::mailbox::Mailbox;
use crate::people::person::Person;
use crate::reads::Costly;
use crate::rhythm::Zone;

/// A document that nobody has written in for so long has no news of the week.
const OLD_MS: u64 = 8 * 24 * 3600 * 1000;

impl Costly for Told {
    fn n_bytes(&self) -> usize {
        let news = self.news.iter().map(|news| size_of_val(news) + news.words.len() + news.more.len());
        size_of::<Self>() + self.name.len() + news.sum::<usize>()
    }
}

/// `GET /api/digest`.
pub(super) async fn digest(
    State(app): State<App>,
    caller: Caller,
    Extension(peer): Extension<Peer>,
) -> Result<Json<Digest>, Problem> {
    person(&caller)?;
    app.one_more_read(&caller, peer, "digest")?;
    Ok(Json(app.digest(&caller).await?))
}

/// `GET /me.atom`.
pub(super) async fn feed(
    State(app): State<App>,
    asked: Asked,
    Extension(peer): Extension<Peer>,
) -> Result<Response, Problem> {
    let (reader, feed) = app.reader(&Address::Digest, &key_in(asked), peer).await?;
    let person = person(&reader)?.clone();
    let zone = app.zone_of(app.people.mailbox(&person.id).await?.as_ref());
    let updated_ms = last_ms(app.config.mail.digest_at, &zone, clock::now_ms());
    let digest = app.digest(&Caller::Post(person)).await?;
    let host = app.origin.split_once("://").map_or(&*app.origin, |(_, host)| host);
    let xml = atom(&digest, &Entry { id: (host, &feed), updated_ms, origin: &app.origin });
    Ok(([(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")], xml).into_response())
}

impl App {
    /// The digest of a person's week, by their rights of now.
    ///
    /// # Errors
    /// 403 for callers who are nobody in particular; 503 when it cannot be read.
    pub(crate) async fn digest(&self, caller: &Caller) -> Result<Digest, Problem> {
        let person = person(caller)?;
        let (now_ms, day) = (clock::now_ms(), self.day_of(person).await?);
        let me = Me { id: Some(person.id.clone()), name: person.name.clone() };
        let for_you = self.waits_for(caller, &me, &day, now_ms).await?;
        Ok(Digest::of(&day, &for_you, &self.news(caller, now_ms).await?))
    }

    /// The day where somebody is, or where the server is for those who have said nothing.
    ///
    /// # Errors
    /// 503 when it cannot be read.
    pub(super) async fn day_of(&self, person: &Person) -> Result<String, Problem> {
        let zone = self.zone_of(self.people.mailbox(&person.id).await?.as_ref());
        Ok(zone.day(clock::now_ms()))
    }

    /// The time zone of somebody's letters.
    pub(super) fn zone_of(&self, mailbox: Option<&Mailbox>) -> Zone {
        let said = mailbox.map(|mailbox| mailbox.zone.as_str()).filter(|zone| !zone.is_empty());
        let known = |name: &str| Zone::read(name).ok();
        said.and_then(known).or_else(|| known(&self.config.mail.digest_zone)).unwrap_or_else(Zone::utc)
    }

    /// The news in documents that a caller may read, those of the worked example left out.
    async fn news(&self, caller: &Caller, now_ms: u64) -> Result<Vec<Told>, Problem> {
        let mut rows = self.visible(caller, self.rooms.log().docs().await?).await?;
        rows.retain(|row| row.edited_ms.saturating_add(OLD_MS) > now_ms && has_news(row.kind));
        let mut all = Vec::new();
        for row in rows {
            let told = self.made_of("news", &row.id, |cold, around, beside| {
                let (kind, sheet) = around.sheet(cold).filter(|_| !cold.room.is_example())?;
                let news = match kind.spec().face {
                    Ok(Face::Log) => news::of_log(&sheet),
                    Ok(Face::Review) => news::of_review(&sheet, kind.slot_of(&cold.row.id)?.day()),
                    _ => return None,
                };
                let name = beside.name.clone().unwrap_or_else(|| name(kind, &sheet).to_owned());
                Some(Told { doc: cold.row.id.clone(), name, news })
            });
            // A document that is closed just now, or cannot be read, keeps nobody from the news of the others.
            let told = match told.await {
                Err(LogError::Quarantined(_) | LogError::NewerKind(_)) => continue,
                told => self.reads.unread.or_none(&row, told)?,
            };
            all.extend(told.and_then(|told| (*told).clone()));
        }
        Ok(all)
    }
}

fn has_news(kind: Option<Kind>) -> bool {
    kind.is_some_and(|kind| matches!(kind.spec().face, Ok(Face::Log | Face::Review)))
}
