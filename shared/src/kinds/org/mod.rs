//! The `org` document, one a workspace, written by leaders: captains, required functions and the surface registry.

mod outline;

pub use outline::{FUNCTIONS_SECTION, OUTLINE, SURFACES_SECTION};

use crate::access::{Rank, Role};
use crate::id::{DocId, RowId};
use crate::kinds::{Face, Kind, Noun, Right, Rights, Spec, Subject};
use crate::names;
use crate::sheet::{Field, Is, List, Register, Row, Schema, Sheet};

/// The captains of teams, keyed by the team's charter.
pub const CAPTAINS: &str = "captains";
/// Since when, keyed by the team's charter.
pub const CAPTAIN_SINCE: &str = "captain_since";
/// The sources that charters were imported from, keyed by the charter, so that a second import finds it.
pub const SOURCES: &str = "sources";
/// Functions a team needs to be fully staffed.
pub const FUNCTIONS: &str = "functions";
/// The product surfaces there are, for mandates to claim.
pub const SURFACES: &str = "surfaces";

/// The team that needs a function, by the id of its charter.
pub const TEAM: &str = "team";

/// The kind.
pub const KIND: Kind = Kind::Org;

/// All that is so of the `org` document. The head of every charter is made of it, so everybody may read it.
pub static SPEC: Spec = Spec {
    noun: Noun { one: "workspace document", many: "workspace documents" },
    schema: &SCHEMA,
    rights: Rights {
        begin: None,
        audience: None,
        read: None,
        add: Right { rank: Some(Rank::Leader), grant: None },
        write: Right { rank: Some(Rank::Leader), grant: None },
    },
    subject: Subject::Workspace,
    beside: &[],
    face: Ok(Face::Outline),
};

/// The schema of the `org` document.
pub static SCHEMA: Schema = Schema {
    kind: "org",
    version: 1,
    writer: Role::Editor,
    common: Role::Editor,
    texts: &["name"],
    values: &[],
    keyed: &[Field::new(CAPTAINS, Is::Person), Field::new(CAPTAIN_SINCE, Is::Day), Field::new(SOURCES, Is::Words)],
    lists: &[
        List::new(FUNCTIONS, &[], &[Field::new(TEAM, Is::Words), Field::new("name", Is::Words)]),
        List::new(SURFACES, &["about"], &[Field::new("name", Is::Words)]),
    ],
};

/// The captain of a team, as far as the workspace knows.
#[derive(Debug, Clone, PartialEq)]
pub enum Captain {
    /// Nobody has been named.
    Vacant,
    /// One person.
    One {
        /// Their name.
        name: String,
        /// Since which day, if it was said.
        since: Option<String>,
    },
    /// Several writes stand side by side: somebody must pick one.
    Several(Register),
}

/// The captain of the team whose charter is `charter`.
pub fn captain(org: &Sheet, charter: &DocId) -> Captain {
    let named = org.under_key(CAPTAINS, charter.as_str());
    if named.is_open() {
        return Captain::Several(named.clone());
    }
    match named.shown() {
        None => Captain::Vacant,
        Some(name) => {
            let since = org.under_key(CAPTAIN_SINCE, charter.as_str()).words();
            Captain::One { name: name.to_string(), since: (!since.is_empty()).then(|| since.to_owned()) }
        }
    }
}

/// The functions a team needs: row and name.
pub fn required_functions<'a>(org: &'a Sheet, charter: &'a DocId) -> impl Iterator<Item = (&'a Row, &'a str)> {
    org.rows(FUNCTIONS)
        .filter(|row| row.value(TEAM).words() == charter.as_str())
        .map(|row| (row, row.value("name").words()))
}

/// The mark before the name of a surface that a claim proposes. No id of a row has a colon.
const PROPOSED: &str = "new:";

/// The pointer of a claim to a surface that the registry does not have: a captain proposes it, and as soon as a leader has put
/// a surface of this name into the registry, the claim is one on that.
pub fn proposal(name: &str) -> String {
    format!("{PROPOSED}{}", name.trim())
}

/// The name that a claim's pointer proposes; none where it points to a surface of the registry.
pub fn proposed(surface: &str) -> Option<&str> {
    surface.strip_prefix(PROPOSED).map(str::trim).filter(|name| !name.is_empty())
}

/// The name of a surface that a claim points to. Those that are archived keep theirs, so that old claims stay readable, and
/// one that is proposed brings its own.
pub fn surface_name<'a>(org: &'a Sheet, surface: &'a str) -> Option<&'a str> {
    if let Some(name) = proposed(surface) {
        return Some(name);
    }
    org.all_rows(SURFACES).iter().find(|row| row.id.as_str() == surface).map(|row| row.value("name").words())
}

/// The company's own rows of a list: those of the worked example stand in the same document and belong to no real team.
pub fn own_rows<'a>(org: &'a Sheet, list: &str) -> impl Iterator<Item = &'a Row> {
    org.rows(list).filter(|row| !row.id.is_example())
}

/// The registered surface of this name, as names are compared. The worked example's are not looked at.
pub fn surface_called(org: &Sheet, name: &str) -> Option<RowId> {
    let wanted = names::key(name);
    own_rows(org, SURFACES).find(|row| names::key(row.value("name").words()) == wanted).map(|row| row.id.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proposal_is_read_back_as_its_name_and_no_id_is_one() {
        for (surface, name) in [
            (proposal(" Night handovers "), Some("Night handovers")),
            (proposal("new:things"), Some("new:things")),
            (proposal("  "), None),
            (RowId::made_by(7, 1).to_string(), None),
            ("new".to_owned(), None),
        ] {
            assert_eq!(proposed(&surface), name, "{surface}");
        }
        assert!(proposal("Night").parse::<RowId>().is_err(), "no row has such an id");
    }
}
