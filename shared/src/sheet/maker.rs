//! The maker of a row that belongs to its maker, as people read of them. A row's own word on its writer proves nothing.

use super::Source;
use super::people::{is_person, naming};

/// The maker of a row, as far as that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Maker {
    /// Somebody whom the server knows.
    Known {
        /// The maker's id, where the reader may know it.
        id: Option<String>,
        /// The maker's name of now.
        name: String,
    },
    /// The server, of a file or of the worked example. Rows were not always noted with their file.
    OfAFile(Option<Source>),
    /// The person whom the row names: the server has not spoken yet, or knows nobody at all.
    Unsaid,
    /// Nobody whom the server knows: it was written before people signed in, or given back by somebody else.
    Nobody,
}

impl Maker {
    /// The name to show where a row says that `said` wrote it.
    pub fn name<'a>(&'a self, said: &'a str) -> &'a str {
        match self {
            Self::Known { name, .. } => name,
            Self::OfAFile(_) | Self::Unsaid | Self::Nobody => said,
        }
    }

    /// The maker as a person field would name them, where a row says that `said` wrote it: by their id, where it is known.
    pub fn words(&self, said: &str) -> String {
        match self {
            Self::Known { id: Some(id), name } if is_person(id) => naming(id, name),
            maker => maker.name(said).to_owned(),
        }
    }

    /// The words that stand behind the name, if it needs some.
    pub fn remark(&self) -> Option<String> {
        match self {
            Self::Known { .. } | Self::Unsaid => None,
            Self::OfAFile(source) => {
                Some(source.as_ref().map_or("from an imported file".to_owned(), Source::to_string))
            }
            Self::Nobody => Some("nobody is known to have written this".to_owned()),
        }
    }

    /// The name and the words behind it.
    pub fn told(&self, said: &str) -> String {
        let name = self.name(said);
        match self.remark() {
            Some(remark) if name.is_empty() => remark,
            Some(remark) => format!("{name}, {remark}"),
            None => name.to_owned(),
        }
    }
}
