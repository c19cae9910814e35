//! `/api/docs/{doc}/boxes`: blind boxes about a document; and `/api/answers`, where an answer comes without a session. Nothing of
//! an answer is counted, noted or logged by whom it came from.

use std::collections::HashSet;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use muster_shared::blind::{Form, Given, Outcome, Sent, compared, form_of, forms_for};
use muster_shared::id::DocId;
use muster_shared::kinds::{Kind, may_answer_boxes, may_open_boxes};
use serde::{Deserialize, Serialize};

use super::answered::Answered;
use super::body;
use super::caller::Caller;
use super::problem::Problem;
use super::rights::granted_in;
use super::roster::shown_by;
use super::state::App;
use crate::connections::Peer;
use crate::people::blind::{Asked, BOXES_MAX, BlindBox, Put};

/// The sentence about a box that is not there, or not open.
const CLOSED: &str = "this box is closed, or is not there";

/// The word of the form whose words are answered in the meetings of the series.
const CONCERNS: &str = "concerns";

/// The boxes of a document.
#[derive(Debug, Serialize)]
pub(super) struct Boxes {
    /// Whether the caller may open and close them.
    may_open: bool,
    /// Whether the caller may answer them.
    may_answer: bool,
    /// The words of the forms that a box can be opened with.
    forms: Vec<&'static str>,
    /// They, the newest first.
    boxes: Vec<Shown>,
    /// Questions that were answered in the latest meetings of a series: concerns have their answers there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    answered: Vec<Answered>,
}

/// A box as those see it who may read the document. How many answers an open one holds is told to nobody.
#[derive(Debug, Serialize)]
struct Shown {
    id: String,
    form: String,
    /// The key by which an open box is known; none where it was lost with a restore.
    key: Option<String>,
    /// The number of people who took their right to answer an open one.
    rights: Option<usize>,
    /// Whether the caller did.
    taken: bool,
    closed_on: Option<String>,
    /// The outcome of a closed one; none where fewer than four answered.
    outcome: Option<Outcome>,
    /// The reach of each question, now and the last time that it was asked in the same words.
    compared: Vec<Option<(usize, usize)>>,
    /// The day of that last time.
    compared_with: Option<String>,
}

/// The wish for a box.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    form: String,
}

/// The wish for a right.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Blinded {
    blinded: String,
}

/// The id of a new box.
#[derive(Debug, Serialize)]
pub(super) struct Opened {
    id: String,
}

/// `GET /api/docs/{doc}/boxes`.
pub(super) async fn list(
    State(app): State<App>,
    caller: Caller,
    Extension(peer): Extension<Peer>,
    Path(doc): Path<String>,
) -> Result<Json<Boxes>, Problem> {
    let about = app.about(&caller, &doc).await?;
    app.one_more_read(&caller, peer, &format!("boxes {}", about.doc))?;
    let all = app.people.boxes_of(&about.doc).await?;
    let boxes = all.iter().enumerate().map(|(at, one)| shown(one, all.get(at + 1..).unwrap_or_default(), &caller));
    let forms = about.kind.into_iter().flat_map(forms_for).map(|form| form.word).collect();
    let boxes: Vec<Shown> = boxes.collect();
    let closed = boxes.iter().filter(|one| one.form == CONCERNS).filter_map(|one| one.outcome.as_ref());
    let concerns = closed.flat_map(|outcome| &outcome.questions).flat_map(|question| &question.words);
    let concerns: HashSet<&str> = concerns.map(|words| words.trim()).collect();
    let answered = if concerns.is_empty() { Vec::new() } else { app.answered_in(&about.doc, &concerns).await? };
    Ok(Json(Boxes { may_open: about.may_open, may_answer: about.may_answer, forms, boxes, answered }))
}

/// `POST /api/docs/{doc}/boxes`.
pub(super) async fn open(
    State(app): State<App>,
    caller: Caller,
    Path(doc): Path<String>,
    body: body::Read,
) -> Result<(StatusCode, Json<Opened>), Problem> {
    let wanted: Wanted = body::json(body)?;
    let about = app.about(&caller, &doc).await?;
    about.must(about.may_open, "only those who may edit this document open a box about it")?;
    let form = about.form(&wanted.form)?;
    app.must_have_people(&caller, &about.doc, about.kind).await?;
    app.one_more(&app.rates.invites, caller.author().as_str())?;
    let opened = app.people.open_box(caller.author().as_str(), &about.doc, form.word).await?;
    let id = opened.ok_or_else(|| {
        let sentence = format!("one of these is open already, or this document has {BOXES_MAX} boxes");
        Problem::new(StatusCode::CONFLICT, sentence)
    })?;
    Ok((StatusCode::CREATED, Json(Opened { id })))
}

/// `POST /api/docs/{doc}/boxes/{box}/right`.
pub(super) async fn right(
    State(app): State<App>,
    caller: Caller,
    Path((doc, id)): Path<(String, String)>,
    body: body::Read,
) -> Result<Json<Given>, Problem> {
    let Blinded { blinded } = body::json(body)?;
    let about = app.about(&caller, &doc).await?;
    about.must(about.may_answer, "only people who are signed in and may comment here answer")?;
    app.box_about(&about.doc, &id).await?;
    app.one_more(&app.rates.reads, &format!("{} right", caller.author().as_str()))?;
    match app.people.take_right(&id, caller.author().as_str(), &blinded).await? {
        Asked::Given(given) => Ok(Json(given)),
        Asked::Closed => Err(Problem::new(StatusCode::GONE, CLOSED)),
        Asked::Wrong => Err(Problem::bad_request("`blinded` is no word that a right is asked for with")),
        Asked::Elsewhere => {
            let sentence = "your right to answer is on another device of yours, or was lost with it; nobody can say whether it \
                            was used, so there is no second one";
            Err(Problem::new(StatusCode::CONFLICT, sentence))
        }
    }
}

/// `POST /api/docs/{doc}/boxes/{box}/close`.
pub(super) async fn close(
    State(app): State<App>,
    caller: Caller,
    Path((doc, id)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let about = app.about(&caller, &doc).await?;
    about.must(about.may_open, "only those who may edit this document close a box about it")?;
    app.box_about(&about.doc, &id).await?;
    if app.people.close_box(caller.author().as_str(), &id).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::new(StatusCode::GONE, CLOSED))
    }
}

/// `POST /api/answers`: 204 once the answer is written, 202 while it waits in memory until more people have a right. There is no
/// caller: the right is all that is looked at, and a session that is sent along by mistake is not read.
pub(super) async fn answer(
    State(app): State<App>,
    Extension(peer): Extension<Peer>,
    body: body::Read,
) -> Result<StatusCode, Problem> {
    let Sent { id, right, answer } = body::json(body)?;
    // The rate is in memory alone, and forgotten within minutes.
    app.one_more(&app.rates.reads, &format!("answers {}", peer.0))?;
    match app.people.put_answer(&id, &right, &answer).await? {
        Put::Written => Ok(StatusCode::NO_CONTENT),
        Put::Waits => Ok(StatusCode::ACCEPTED),
        Put::Closed => Err(Problem::new(StatusCode::GONE, CLOSED)),
        Put::Wrong => Err(Problem::bad_request("this is no answer with a right to this box")),
    }
}

/// A document that boxes are about, and what the caller may do.
struct About {
    doc: DocId,
    kind: Option<Kind>,
    may_open: bool,
    may_answer: bool,
}

impl About {
    fn must(&self, may: bool, sentence: &str) -> Result<(), Problem> {
        if may { Ok(()) } else { Err(Problem::new(StatusCode::FORBIDDEN, sentence)) }
    }

    fn form(&self, word: &str) -> Result<&'static Form, Problem> {
        let form = form_of(word).filter(|form| Some(form.of) == self.kind);
        form.ok_or_else(|| Problem::bad_request("`form` is no form of a box for this kind of document"))
    }
}

impl App {
    async fn about(&self, caller: &Caller, doc: &str) -> Result<About, Problem> {
        let doc = self.readable(caller, doc).await?;
        let role = self.visitor(caller, &doc).await?.role;
        let kind = self.rooms.log().doc(&doc).await?.and_then(|row| row.kind);
        let is_person = matches!(caller, Caller::Person(_));
        let (may_open, may_answer) = (is_person && may_open_boxes(role), is_person && may_answer_boxes(role));
        Ok(About { doc, kind, may_open, may_answer })
    }

    /// A box about a document.
    async fn box_about(&self, doc: &DocId, id: &str) -> Result<BlindBox, Problem> {
        let found = self.people.blind_box(id).await?.filter(|found| found.doc == *doc);
        found.ok_or_else(|| Problem::not_found("this document has no such box"))
    }

    /// Says why nobody could be anonymous in a document.
    async fn must_have_people(&self, caller: &Caller, doc: &DocId, kind: Option<Kind>) -> Result<(), Problem> {
        let (_, person) = shown_by(caller);
        let place = self.people.place_in(&granted_in(doc, kind), person).await?;
        if place.audience.is_private() {
            let sentence = "this document is for two people at most, so that each would know what the other answered";
            return Err(Problem::new(StatusCode::CONFLICT, sentence));
        }
        Ok(())
    }
}

/// A box with those before it.
fn shown(one: &BlindBox, before: &[BlindBox], caller: &Caller) -> Shown {
    let is_open = one.closed_on.is_none();
    let last = before.iter().filter(|last| last.form == one.form).find_map(|last| Some((last, last.outcome.as_ref()?)));
    let both = one.outcome.as_ref().zip(last);
    let taken = caller.person().is_some_and(|person| one.is_taken_by(&person.id));
    Shown {
        id: one.id.clone(),
        form: one.form.clone(),
        key: one.key().filter(|_| is_open),
        rights: is_open.then(|| one.n_taken()),
        taken,
        closed_on: one.closed_on.clone(),
        outcome: one.outcome.clone(),
        compared: both.map(|(now, (_, before))| compared(now, before)).unwrap_or_default(),
        compared_with: both.and_then(|(_, (last, _))| last.closed_on.clone()),
    }
}
