//! The choice of a person: somebody by their account, a plain name, or nobody.

use muster_shared::sheet::Value;
use muster_shared::sheet::people::naming;

use crate::live::Account;

/// The choice in the field of a person.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Chosen {
    /// A person of the workspace, by their account.
    Account(Account),
    /// A plain name.
    Name(String),
    /// Nobody.
    Nobody,
}

impl Chosen {
    /// The value to write; none takes back what stands there.
    pub(crate) fn value(&self) -> Option<Value> {
        match self {
            Self::Account(account) => Some(naming(&account.id, &account.name).into()),
            Self::Name(name) => Some(name.as_str().into()),
            Self::Nobody => None,
        }
    }

    pub(super) fn name(&self) -> &str {
        match self {
            Self::Account(account) => &account.name,
            Self::Name(name) => name,
            Self::Nobody => "",
        }
    }
}
