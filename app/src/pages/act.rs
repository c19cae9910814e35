//! Commands of the document that a page shows: in its menu, and in Find.

use muster_shared::kinds::{Face, Kind, Subject};

use crate::visitor::{own, rank};

/// The id of the menu's button, to which the focus comes back.
pub(crate) const MENU: &str = "document-menu";

/// A command of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    /// The menu of all the others.
    Choose,
    Share,
    CopyLink,
    Keep,
    Duplicate,
    Edition,
    Receipts,
    Markdown,
    Json,
    Csv,
    Print,
    Delete,
}

/// The commands in the order of the menu, which has a line between groups.
pub(crate) const GROUPS: [&[Act]; 4] = [
    &[Act::Share, Act::CopyLink],
    &[Act::Keep, Act::Duplicate, Act::Edition, Act::Receipts],
    &[Act::Markdown, Act::Json, Act::Csv, Act::Print],
    &[Act::Delete],
];

impl Act {
    /// The words of the command.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Choose => "Menu",
            Self::Share => "Share…",
            Self::CopyLink => "Copy link",
            Self::Keep => "Keep on this device…",
            Self::Duplicate => "Duplicate",
            Self::Edition => "Name this edition…",
            Self::Receipts => "Receipts of reconnects…",
            Self::Markdown => "Export as Markdown",
            Self::Json => "Export everything as JSON",
            Self::Csv => "Export the table as CSV",
            Self::Print => "Print or save as PDF…",
            Self::Delete => "Delete…",
        }
    }

    /// Other words by which Find knows it.
    pub(crate) fn also(self) -> &'static str {
        match self {
            Self::Choose => "",
            Self::Share => "embed wiki frame iframe snippet code read link",
            Self::CopyLink => "url address",
            Self::Keep => "offline download available fetch ahead without connection",
            Self::Duplicate => "copy clone template",
            Self::Edition => "version snapshot history state",
            Self::Receipts => "offline merge went in conflicts",
            Self::Markdown => "download file md text",
            Self::Json => "download file backup import",
            Self::Csv => "download file spreadsheet metrics decisions excel",
            Self::Print => "paper page",
            Self::Delete => "remove",
        }
    }

    /// Whether the command is there for documents of a kind, as its spec says, and for this person.
    pub(crate) fn is_of(self, kind: Kind) -> bool {
        let spec = kind.spec();
        match self {
            Self::Choose => false,
            Self::Share | Self::CopyLink | Self::Receipts | Self::Markdown | Self::Json | Self::Print => {
                spec.face.is_ok()
            }
            Self::Keep => spec.face.is_ok() && spec.subject != Subject::Workspace,
            Self::Edition => spec.face.is_ok() && kind.has_editions(),
            Self::Csv => spec.face.is_ok_and(|face| face.table().is_some()),
            Self::Duplicate => spec.face.is_ok_and(Face::is_copied) && kind.may_be_begun_by(rank()),
            // Where nobody signs in there is no page on which it could be brought back.
            Self::Delete => spec.subject == Subject::Itself && rank().may_manage() && !own().is_anybody(),
        }
    }
}
