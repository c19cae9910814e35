//! `/embed/{doc}.html`, `.svg`, `.md` and `.json`: a document as a file without scripts, for hosts that print, export or index.
//! `/embed/{series}.ics`: a series of reviews as a calendar.

use std::sync::Arc;

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use muster_shared::files::export::{Beside, Exported, escaped, json, markdown_beside, name};
use muster_shared::files::faces::Theme;
use muster_shared::id::DocId;
use muster_shared::kinds::outline::Sources;
use muster_shared::kinds::{Face, Kind, series};
use muster_shared::sheet::Sheet;

use super::faces::{Readable, Shown, Wanted};
use super::problem::Problem;
use super::state::App;
use super::tagged::{tag_of, under};
use crate::assets;
use crate::calendar::Series;
use crate::clock;
use crate::rhythm::Plan;
use crate::rooms::around::Around;
use crate::rooms::cold::Cold;

/// The form in which a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Html,
    Picture,
    Markdown,
    Json,
    Calendar,
}

impl Form {
    /// By the ending of its address.
    pub(super) fn named(ending: &str) -> Option<Self> {
        match ending {
            "html" => Some(Self::Html),
            "svg" => Some(Self::Picture),
            "md" => Some(Self::Markdown),
            "json" => Some(Self::Json),
            "ics" => Some(Self::Calendar),
            _ => None,
        }
    }

    fn content_type(self) -> &'static str {
        match self {
            Self::Html => "text/html; charset=utf-8",
            Self::Picture => "image/svg+xml",
            Self::Markdown => "text/markdown; charset=utf-8",
            Self::Json => "application/json",
            Self::Calendar => "text/calendar; charset=utf-8",
        }
    }

    /// A document with what others say of it, for people to read; the JSON form holds the document's own words alone, and
    /// people by their ids. A sentence instead where a series has no dates.
    fn write(self, origin: &str, around: &Around, beside: &Beside, cold: &mut Cold) -> Option<Result<String, String>> {
        let (kind, sheet) = around.sheet(cold)?;
        let id = &cold.row.id;
        let from = Sources { sheet: &sheet, org: &around.org, doc: id };
        Some(Ok(match self {
            // Their views are made of more than the document.
            Self::Html | Self::Picture => return None,
            Self::Markdown => markdown_beside(kind, &from, beside),
            Self::Json => json(&[whole(cold)?]),
            Self::Calendar if kind.spec().face == Ok(Face::Series) => {
                return Some(calendar(origin, cold, kind, &sheet));
            }
            Self::Calendar => return None,
        }))
    }
}

/// A document that the visitor may read; `None` if it has no kind, and so no words of its own, or no such form.
///
/// # Errors
/// [`Problem`] when it cannot be read just now, and when a series has no dates.
pub(super) async fn file(
    app: &App,
    read: &Readable,
    form: Form,
    wanted: &Wanted,
    headers: &HeaderMap,
) -> Result<Option<Response>, Problem> {
    let file = match form {
        Form::Html => app.shown(read, wanted).await?.map(|shown| (shown.tag(), page(&read.doc, &shown, wanted.theme))),
        Form::Picture => app.drawn(read, wanted).await?.map(tagged),
        Form::Markdown | Form::Json | Form::Calendar => written(app, read, form).await?.map(tagged),
    };
    let answer = |text: String| ([(CONTENT_TYPE, form.content_type())], text).into_response();
    Ok(file.map(|(tag, text)| under(headers, &tag, read.kept(), answer(text))))
}

/// A file under the checksum of its bytes.
fn tagged(text: String) -> (String, String) {
    (tag_of([text.as_bytes()]), text)
}

/// A file that is made of the document alone, for people to keep or to take elsewhere.
async fn written(app: &App, read: &Readable, form: Form) -> Result<Option<String>, Problem> {
    let (origin, reads_beside) = (Arc::clone(&app.origin), read.reads_beside());
    let write = move |cold: &mut Cold, around: &Around, beside: &Beside| match reads_beside {
        true => form.write(&origin, around, beside, cold),
        false => form.write(&origin, around, &beside.alone(), cold),
    };
    let what = if form == Form::Markdown && !reads_beside { "text alone" } else { form.content_type() };
    let made = app.made_of_agreed(what, &read.doc, write).await?;
    match made.as_ref() {
        None => Ok(None),
        Some(Ok(text)) => Ok(Some(text.clone())),
        Some(Err(sentence)) => Err(Problem::new(StatusCode::CONFLICT, sentence.clone())),
    }
}

/// A series as a calendar, or why it has no dates.
fn calendar(origin: &str, cold: &Cold, kind: Kind, sheet: &Sheet) -> Result<String, String> {
    let series = Series {
        id: &cold.row.id,
        lineage: &cold.row.lineage,
        name: name(kind, sheet),
        purpose: sheet.text(series::PURPOSE),
        plan: &Plan::of(sheet),
        edited_ms: cold.row.edited_ms,
        origin,
    };
    series.calendar(clock::now_ms()).map_err(|trouble| trouble.to_string())
}

/// A document as it stands.
fn whole(cold: &mut Cold) -> Option<Exported> {
    let (id, kind, lineage) = (cold.row.id.clone(), cold.row.kind?, Some(cold.row.lineage.clone()));
    Some(Exported { id, kind, lineage, example: cold.room.is_example(), sheet: cold.room.sheet()? })
}

/// A text as a page without a script, which a page elsewhere also takes its text from.
fn page(id: &DocId, shown: &Shown, theme: Theme) -> String {
    let (title, kind, text) = (escaped(&shown.name), shown.kind, &shown.text);
    let (theme, style) = (assets::theme(theme), assets::text_style());
    format!(
        "<!doctype html>\n<html lang=\"en\"{theme}>\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"muster-kind\" content=\"{kind}\">\n\
         <link rel=\"canonical\" href=\"/d/{id}\">\n{style}</head>\n<body>\n{text}</body>\n</html>\n"
    )
}
