//! The fields of a role canvas. There is none for a person who might take the role: nobody is rated here, and nobody named.

use crate::access::Role;
use crate::sheet::{Field, Is, List, Schema};

/// The name of the canvas.
pub const NAME: &str = "name";
/// The function that is missing.
pub const FUNCTION: &str = "function";
/// The team that misses it, by its name.
pub const FOR_TEAM: &str = "for_team";
/// The impact that is sought.
pub const IMPACT: &str = "impact";
/// The perspective that the role adds.
pub const PERSPECTIVE: &str = "perspective";
/// The values that matter in it.
pub const VALUES: &str = "values";

/// The people of the company who talk with candidates.
pub const PANEL: &str = "panel";
/// One of them.
pub const PERSON: &str = "person";
/// The function that they speak for.
pub const SPEAKS_FOR: &str = "speaks_for";

/// The schema of a role canvas.
pub static SCHEMA: Schema = Schema {
    kind: "role",
    version: 1,
    writer: Role::Editor,
    common: Role::Editor,
    texts: &[NAME, IMPACT, PERSPECTIVE, VALUES],
    values: &[Field::new(FUNCTION, Is::Words), Field::new(FOR_TEAM, Is::Words)],
    keyed: &[],
    lists: &[List::new(PANEL, &[], &[Field::new(PERSON, Is::Person), Field::new(SPEAKS_FOR, Is::Words)])],
};
