//! A page's own look at the rules of the schema, so that it asks for nothing that the server refuses.
//!
//! The gate says the same of every update (rule 8). A page asks here before it makes an edit: what was made cannot be
//! unmade, as its clock is taken.

use std::collections::{BTreeMap, BTreeSet};

use yrs::Transact;

use super::document::GatedDoc;
use crate::access::Role;
use crate::id::{RowId, Since};
use crate::order;
use crate::sheet::{self, Edit, EditError, List, Place, Rule, Spot};

/// A page's knowledge of whose the rows are.
#[derive(Debug, Default)]
pub(crate) struct Own {
    /// The client ids of this person, each from a clock on, once the server has said whose ids are; on an open server they
    /// are never said.
    pub(crate) clients: Option<BTreeMap<u64, u32>>,
    /// The client ids of this device's tabs, whose edits the server may not have seen, and those that the device
    /// remembers as this person's.
    pub(crate) tabs: BTreeSet<u64>,
    /// This person's role in the document, as far as that is known.
    pub(crate) role: Option<Role>,
}

impl Own {
    /// Whether an edit is one that this person may make.
    ///
    /// # Errors
    /// A sentence for the person.
    pub(crate) fn may(&self, copy: &mut GatedDoc, edit: &Edit) -> Result<(), EditError> {
        let Some(schema) = copy.schema() else { return Ok(()) };
        if let Edit::Add { list, .. } = edit {
            let adder = schema.list(list).map_or(Role::Reader, |list| list.adder);
            return if self.is_at_least(adder) { Ok(()) } else { Err(EditError::ReadOnly) };
        }
        let Some((list, row)) = row_of(edit) else { return Ok(()) };
        match schema.list(list) {
            Some(list) if list.rule.is_own() => self.may_in_row(copy, list, row, edit),
            Some(list) if !self.is_at_least(list.changer) => Err(EditError::ReadOnly),
            _ => Ok(()),
        }
    }

    fn may_in_row(&self, copy: &mut GatedDoc, list: &'static List, row: &RowId, edit: &Edit) -> Result<(), EditError> {
        let maker = sheet::maker_of_row(&copy.doc().transact(), list.name, row);
        // Of a row that is not here, the edit itself tells.
        let Some(maker) = maker else { return Ok(()) };
        let is_own = self.made(maker);
        let is_shared = place_of(edit).is_some_and(|at| list.shared.contains(&at.name.as_str()));
        match list.rule {
            _ if is_shared && (is_own || self.is_at_least(Role::Editor)) => Ok(()),
            _ if !is_own => Err(EditError::NotYours),
            Rule::Append { retracts } if !is_first(copy, edit, retracts) => Err(EditError::Once),
            _ => Ok(()),
        }
    }

    /// Whether something is this person's, by its client id and clock. Until the server has said whose ids are, the server
    /// alone can tell.
    fn made(&self, Since { client, clock }: Since) -> bool {
        match self.clients.as_ref().map(|own| own.get(&client)) {
            Some(Some(since)) => *since <= clock,
            Some(None) => self.tabs.contains(&client),
            None => true,
        }
    }

    /// Whether a client id is known to be this person's.
    pub(crate) fn has(&self, client: u64) -> bool {
        self.tabs.contains(&client) || self.clients.as_ref().is_some_and(|own| own.contains_key(&client))
    }

    /// The client ids that are known to be this person's.
    pub(crate) fn ids(&self) -> BTreeSet<u64> {
        order::gather(self.tabs.iter().chain(self.clients.iter().flat_map(BTreeMap::keys)).copied())
    }

    fn is_at_least(&self, role: Role) -> bool {
        self.role.is_none_or(|own| own >= role)
    }
}

/// Whether an edit of a row that is written once writes something that nobody has written.
fn is_first(copy: &mut GatedDoc, edit: &Edit, retracts: bool) -> bool {
    match edit {
        Edit::Archive { .. } => retracts,
        Edit::Set { at, .. } => {
            copy.schema().is_some_and(|schema| sheet::read_value(schema, &copy.doc().transact(), at).is_vacant())
        }
        _ => false,
    }
}

fn row_of(edit: &Edit) -> Option<(&str, &RowId)> {
    match edit {
        Edit::Move { list, row, .. } | Edit::Archive { list, row } | Edit::Restore { list, row } => Some((list, row)),
        _ => match &place_of(edit)?.spot {
            Spot::Row { list, row } => Some((list, row)),
            Spot::Sheet | Spot::Keyed { .. } => None,
        },
    }
}

fn place_of(edit: &Edit) -> Option<&Place> {
    match edit {
        Edit::Write { at, .. }
        | Edit::Set { at, .. }
        | Edit::Clear { at }
        | Edit::Keep { at, .. }
        | Edit::PutBack { at, .. } => Some(at),
        Edit::Add { .. } | Edit::Move { .. } | Edit::Archive { .. } | Edit::Restore { .. } => None,
    }
}
