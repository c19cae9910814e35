//! The lists of a draft. All of it is its author's, so that any device of theirs may write any of it.

use crate::access::Role;
use crate::sheet::{Field, Is, List, Schema};

/// Words on items of the review, and how the author stands to them.
pub const REMARKS: &str = "remarks";
/// Dots that the author gives in votes, a row each.
pub const DOTS: &str = "dots";

/// The times up to which words or votes are in the review, keyed by their row or by the vote: as [`WRITTEN`] said.
pub const PUT_IN: &str = "put_in";

/// The words of a remark.
pub const TEXT: &str = "text";
/// The item that a remark is on: the id of its row in the review.
pub const ITEM: &str = "item";
/// How the author stands to the plan, from −10 to +10.
pub const STANCE: &str = "stance";
/// The time at which a remark was last written, in milliseconds since 1970 by the server's clock.
pub const WRITTEN: &str = "written";
/// The vote that a dot is given in: the id of its row in the review.
pub const BALLOT: &str = "ballot";
/// The item or question that a dot is given to: the id of its row in the review.
pub const GIVEN: &str = "given";

/// The schema of a draft.
pub static SCHEMA: Schema = Schema {
    kind: "draft",
    version: 1,
    writer: Role::Editor,
    common: Role::Editor,
    texts: &[],
    values: &[],
    keyed: &[Field::new(PUT_IN, Is::Number)],
    lists: &[
        List::new(
            REMARKS,
            &[TEXT],
            &[Field::new(ITEM, Is::Words), Field::new(STANCE, Is::Number), Field::new(WRITTEN, Is::Number)],
        ),
        List::new(DOTS, &[], &[Field::new(BALLOT, Is::Words), Field::new(GIVEN, Is::Words)]),
    ],
};
