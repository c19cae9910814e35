//! `/embed/{doc}.html`, `.md` and `.json`: a document as a file without scripts, for hosts that print, export or index.

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use muster_shared::files::export::{Beside, Exported, html_beside, json, markdown_beside, title};
use muster_shared::id::DocId;
use muster_shared::kinds::Kind;
use muster_shared::kinds::outline::Sources;
use muster_shared::sheet::Sheet;

use super::problem::Problem;
use super::state::App;
use crate::rooms::cold::Cold;

/// The form in which a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Html,
    Markdown,
    Json,
}

impl Form {
    /// By the ending of its address.
    pub(super) fn named(ending: &str) -> Option<Self> {
        match ending {
            "html" => Some(Self::Html),
            "md" => Some(Self::Markdown),
            "json" => Some(Self::Json),
            _ => None,
        }
    }

    fn content_type(self) -> &'static str {
        match self {
            Self::Html => "text/html; charset=utf-8",
            Self::Markdown => "text/markdown; charset=utf-8",
            Self::Json => "application/json",
        }
    }

    /// A document with what others say of it; the JSON form holds the document's own words alone.
    fn write(self, kind: Kind, sheet: Sheet, org: &Sheet, beside: &Beside, cold: &mut Cold) -> String {
        let id = &cold.row.id;
        let from = Sources { sheet: &sheet, org, doc: id };
        match self {
            Self::Html => page(id, &title(kind, &sheet, beside), &html_beside(kind, &from, beside)),
            Self::Markdown => markdown_beside(kind, &from, beside),
            Self::Json => {
                let (id, lineage, example) = (id.clone(), Some(cold.row.lineage.clone()), cold.room.is_example());
                json(&[Exported { id, kind, lineage, example, sheet }])
            }
        }
    }
}

/// A document that the visitor may read; `None` if it has no kind, and so no words of its own.
///
/// # Errors
/// [`Problem`] when it cannot be read just now.
pub(super) async fn file(app: &App, id: &DocId, form: Form) -> Result<Option<Response>, Problem> {
    let text = app.made_of(form.content_type(), id, move |cold, org, beside| {
        let (kind, sheet) = (cold.row.kind?, cold.room.sheet()?);
        Some(form.write(kind, sheet, org, beside, cold))
    });
    let text = text.await?;
    let head = [(CONTENT_TYPE, form.content_type()), (CACHE_CONTROL, "no-cache")];
    Ok(text.as_ref().as_ref().map(|text| (head, text.clone()).into_response()))
}

/// `title` and `text` are HTML.
fn page(id: &DocId, title: &str, text: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"canonical\" href=\"/d/{id}\">\n</head>\n\
         <body>\n<article>\n{text}</article>\n</body>\n</html>\n"
    )
}
