//! Who may do what, decided once. Sign-in brings the roles of a workspace; until then a server runs open on loopback
//! and every visitor is an editor.

use serde::{Deserialize, Serialize};

/// What a session may do in its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// See the document and who is here.
    Reader,
    /// Also comment and suggest, in the document's sibling.
    Commenter,
    /// Also change the document.
    Editor,
}

impl Role {
    /// Whether this role may change the document.
    pub fn can_edit(self) -> bool {
        self >= Self::Editor
    }

    pub(crate) fn code(self) -> u8 {
        self as u8
    }

    pub(crate) fn of_code(code: u8) -> Option<Self> {
        [Self::Reader, Self::Commenter, Self::Editor].into_iter().find(|role| role.code() == code)
    }
}
