//! The beginning of a document's connection, whatever carries it: somebody asks for a document, and is let in or told why
//! not.

use axum::http::HeaderMap;
use muster_shared::id::DocId;
use muster_shared::sync::room::close::OTHER_KIND;

use super::connection_rights::{Entry, admit};
use super::serving::NO_DOCUMENT;
use crate::http::caller::{Caller, Credential};
use crate::http::problem::Problem;
use crate::http::state::App;
use crate::rooms::Unknown;
use crate::rooms::outbox::Closing;

/// The document that somebody asks for.
pub(super) struct Asked {
    /// Its id.
    pub(super) doc: DocId,
    /// The kind of document that is looked for. Looking for a charter must not make one, so with a kind nothing is made.
    pub(super) kind: Option<String>,
    /// The person a page was opened for: whoever signed in there since must not be taken for them.
    pub(super) person: Option<String>,
    /// The credential that is shown with the question; without one the connection's cookie counts.
    pub(super) shown: Option<Credential>,
}

impl App {
    /// Lets somebody in to a document, or says why not; and whether a document that is not there is made. `headers` are
    /// those of the connection.
    ///
    /// # Errors
    /// 403 when a page of another origin would speak with somebody's cookie; 503 when it cannot be looked up.
    pub(super) async fn entry(&self, asked: Asked, headers: &HeaderMap) -> Result<(Entry, Unknown), Problem> {
        let Asked { doc, kind, person, shown } = asked;
        let is_open = self.config.visitors.open;
        if is_open
            && let Some(to_be) = self.companion_to_be(&doc).await?.filter(|to_be| kind.as_deref() == Some(to_be.name()))
        {
            self.make_to_be(&Caller::Anybody, &doc, Some(to_be)).await?;
        }
        let entry = admit(self, &doc, headers, shown, person).await?;
        let entry = self.of_the_kind(entry, &doc, kind.as_deref()).await?;
        let unknown = if is_open && kind.is_none() { Unknown::Make } else { Unknown::Refuse };
        Ok((entry, unknown))
    }

    /// The same entry, unless the document is of another kind than the client looks for: it is of an older version, or
    /// was given a wrong address.
    async fn of_the_kind(&self, entry: Entry, doc: &DocId, wanted: Option<&str>) -> Result<Entry, Problem> {
        let (Entry::In(..), Some(wanted)) = (&entry, wanted) else { return Ok(entry) };
        let Some(row) = self.rooms.log().doc(doc).await? else { return Ok(entry) };
        if row.kind.is_some_and(|kind| kind.name() == wanted) {
            return Ok(entry);
        }
        let newer = row.newer_kind.map(|name| format!("document of the kind `{name}`"));
        let noun = row.kind.map(|kind| kind.spec().noun.one.to_owned()).or(newer);
        let noun = noun.unwrap_or_else(|| "document without a kind".to_owned());
        let reason = format!("{OTHER_KIND} a {noun}, not what was looked for");
        Ok(Entry::Out(Closing { code: NO_DOCUMENT, reason }))
    }
}
