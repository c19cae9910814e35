//! `/d/{doc}/history`: who wrote what, and when, in the document's own words. It is read from the log, which the app does not
//! have.

mod asked;
mod editions;
mod sitting;

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use maud::{Markup, PreEscaped, html};
use muster_shared::access::Role;
use muster_shared::id::DocId;
use muster_shared::kinds::Kind;

use super::bar::Way;
use super::{doorway, moment, parts, room_at, sentence};
use crate::connections::Peer;
use crate::http::caller::Caller;
use crate::http::guard::url_encoded;
use crate::http::history::Told;
use crate::http::problem::Problem;
use crate::http::state::App;
use crate::http::summaries::Found;
use asked::Asked;

/// So many decisions are told in which words stand that somebody asks after.
const DECIDED_MAX: usize = 3;

/// `GET /d/{doc}/history`.
pub(in crate::http::sign_in) async fn page(
    State(app): State<App>,
    Path(doc): Path<String>,
    Query(asked): Query<Asked>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
) -> Response {
    let here = format!("/d/{}/history", url_encoded(&doc));
    match app.history_reader(&headers, &here).await {
        Ok(caller) => {
            app.history_page(&caller, peer, &doc, &here, &asked).await.unwrap_or_else(|problem| nothing(&problem))
        }
        Err(response) => response,
    }
}

/// `GET /d/{doc}/history/{seq}`: the document as it stood after an update.
pub(in crate::http::sign_in) async fn then(
    State(app): State<App>,
    Path((doc, seq)): Path<(String, i64)>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
) -> Response {
    let here = format!("/d/{}/history/{seq}", url_encoded(&doc));
    match app.history_reader(&headers, &here).await {
        Ok(caller) => app.as_it_was(&caller, peer, &doc, seq).await.unwrap_or_else(|problem| nothing(&problem)),
        Err(response) => response,
    }
}

/// The document whose history a page shows, and what its reader may do there.
struct Of {
    doc: DocId,
    kind: Option<Kind>,
    /// Whether the reader may put back what it said, on a page of the app.
    restores: bool,
}

impl Of {
    /// The address of the document itself.
    fn address(&self) -> String {
        format!("/d/{}", self.doc)
    }

    /// The address at which something of before is put back.
    fn restore(&self, seq: i64, scope: &str) -> String {
        format!("/d/{}?restore={seq}{scope}", self.doc)
    }

    /// Whether the rows of a list are nobody's own, so that an editor may put them back.
    fn restores_rows_of(&self, list: &str) -> bool {
        let list = self.kind.and_then(|kind| kind.schema().list(list));
        self.restores && list.is_some_and(|list| !list.rule.is_own())
    }
}

impl App {
    async fn history_reader(&self, headers: &HeaderMap, here: &str) -> Result<Caller, Response> {
        if self.config.visitors.open {
            return Ok(Caller::Anybody);
        }
        self.inside(headers, here).await.map(Caller::Person)
    }

    async fn past_of(&self, caller: &Caller, peer: Peer, doc: &str) -> Result<Of, Problem> {
        let doc = self.readable(caller, doc).await?;
        self.one_more_read(caller, peer, &format!("history {doc}"))?;
        self.note_reading(caller, &doc).await?;
        let kind = self.rooms.log().doc(&doc).await?.and_then(|row| row.kind);
        let has_page = kind.is_some_and(|kind| kind.spec().face.is_ok());
        let restores = has_page && self.visitor(caller, &doc).await?.role == Role::Editor;
        Ok(Of { doc, kind, restores })
    }

    async fn history_page(
        &self,
        caller: &Caller,
        peer: Peer,
        doc: &str,
        here: &str,
        asked: &Asked,
    ) -> Result<Response, Problem> {
        let of = self.past_of(caller, peer, doc).await?;
        let steps = self.history(caller, &of.doc).await?;
        let name = self.called(&of.doc).await?;
        let named = self.editions(&of.doc).await?;
        let decided = self.decided_so(caller, peer, &of, asked).await?;
        let shown: Vec<&Told> = steps.iter().filter(|told| asked.shows(told)).collect();
        let text = html! {
            (editions::part(&of, &named))
            (asked.form(here, &steps, &decided))
            div.part.past { div.stack {
                @if steps.is_empty() { p.quiet { "Nobody has written here yet." } }
                @if shown.is_empty() && !steps.is_empty() { p.quiet { "Nothing of that is in the latest sittings." } }
                ol.days { @for day in days(&shown) { li { (a_day(&of, &day)) } } }
                p.acts { a.btn href=(of.address()) { "Back to the document" } }
            } }
        };
        let document = of.address();
        let way = Way { below: &[(document.as_str(), name.as_str())], name: "History", here };
        Ok(room_at(caller.person(), &format!("History of {name}"), way, &text))
    }

    /// The decisions in which the words stand just so that are asked after, of all teams; none in a log, which has them itself.
    async fn decided_so(&self, caller: &Caller, peer: Peer, of: &Of, asked: &Asked) -> Result<Vec<Found>, Problem> {
        let Some(words) = asked.words() else { return Ok(Vec::new()) };
        self.one_more_read(caller, peer, "find")?;
        let mut found = self.found_so(caller, words).await?;
        found.retain(|one| one.doc != of.doc);
        found.truncate(DECIDED_MAX);
        Ok(found)
    }

    async fn as_it_was(&self, caller: &Caller, peer: Peer, doc: &str, seq: i64) -> Result<Response, Problem> {
        let of = self.past_of(caller, peer, doc).await?;
        let (at_ms, words) =
            self.words_then(&of.doc, seq).await?.ok_or_else(|| Problem::not_found("there is nothing there"))?;
        let here = format!("/d/{}/history", of.doc);
        let text = html! {
            div.part { div.stack {
                p.quiet { "As it stood on " (parts::at_minute(at_ms)) ". What was written since is in the history." }
                p.acts {
                    @if of.restores { a.btn href=(of.restore(seq, "")) { "Restore the document…" } }
                    a.btn.word href=(here) { "Back to the history" }
                }
                // The words are escaped where they are written, as in the file of the document.
                article.then { (PreEscaped(words)) }
            } }
        };
        let name = self.called(&of.doc).await?;
        let document = of.address();
        let below = [(document.as_str(), name.as_str()), (here.as_str(), "History")];
        let way = Way { below: &below, name: "As it was", here: &here };
        Ok(room_at(caller.person(), &format!("{name}, as it was"), way, &text))
    }
}

/// Sittings by the day of their last edit, the latest first.
fn days<'t>(steps: &[&'t Told]) -> Vec<Vec<&'t Told>> {
    let mut days: Vec<Vec<&Told>> = Vec::new();
    for told in steps.iter().copied() {
        match days.last_mut() {
            Some(day) if day.first().is_some_and(|one| moment::day(one.step.to_ms) == moment::day(told.step.to_ms)) => {
                day.push(told);
            }
            _ => days.push(vec![told]),
        }
    }
    days
}

fn a_day(of: &Of, day: &[&Told]) -> Markup {
    html! {
        @if let Some(first) = day.first() { h2.day { (parts::on_day(first.step.to_ms)) } }
        ol.sittings { @for told in day { li { (sitting::sitting(of, told)) } } }
    }
}

fn nothing(problem: &Problem) -> Response {
    let text = html! {
        h1.saying { "There is no history to see here" }
        p.wrong role="alert" { span.i.i-risk aria-hidden="true" {} span { (sentence(&problem.detail)) } }
        p.acts { a.btn href="/" { "All teams" } }
    };
    doorway(problem.status, "History", &text)
}
