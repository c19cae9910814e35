//! How a talk reads.

use super::{
    AGREEMENTS, ANSWERS, CHANGES, COMMENTS, JUDGED, MENTIONED, NOW, OF, ON, OWN_WORDS, PLAINLY, PROPOSED, QUOTED,
    READ_AS, READ_ON, READS, RESOLVED, SEEN, STAND, SUGGESTIONS, TEXT,
};
use crate::kinds::outline::{Body, Fact, Form, Of, Outline, Part, Rows, Section};

/// How a talk reads. The title is its document's.
pub static OUTLINE: Outline = Outline {
    title: None,
    untitled: "Comments",
    facts: &[],
    sections: &[
        Section::new(
            "Comments",
            Body::Rows(Rows::all(
                COMMENTS,
                Form::Bullet(
                    Part::Text(TEXT),
                    None,
                    &[
                        WRITER,
                        Fact::new("On", ON),
                        Fact::new("About the words", QUOTED),
                        Fact::new("Answers", ANSWERS),
                        Fact::new("Resolved", RESOLVED),
                    ],
                ),
            )),
        ),
        Section::new(
            "Suggestions",
            Body::Rows(Rows::all(
                SUGGESTIONS,
                Form::Bullet(
                    Part::Text(PROPOSED),
                    Some(TEXT),
                    &[WRITER, Fact::new("On", ON), Fact::new("Resolved", RESOLVED), INSTEAD_OF],
                ),
            )),
        ),
        Section::new(
            "Say it plainly",
            Body::Rows(Rows::all(
                PLAINLY,
                Form::Bullet(
                    Part::Text(TEXT),
                    None,
                    &[WRITER, Fact::new("On", ON), Fact::new("Answers", ANSWERS), Fact::new("Asked of", OF)],
                ),
            )),
        ),
        Section::new(
            "Mentioned",
            Body::Rows(Rows::all(
                MENTIONED,
                Form::Bullet(Part::Value(OF), None, &[WRITER, Fact::new("On", ON), Fact::new("Answers", ANSWERS)]),
            )),
        ),
        Section::new(
            "Agreement",
            Body::Rows(Rows::all(
                AGREEMENTS,
                Form::Bullet(Part::Text(TEXT), Some(SEEN), &[WRITER, Fact::new("On", ON), Fact::new("Stand", STAND)]),
            )),
        ),
        Section::new(
            "What changed the agreement",
            Body::Rows(Rows::all(
                JUDGED,
                Form::Bullet(
                    Part::Value(NOW),
                    None,
                    &[
                        WRITER,
                        Fact::new("On", ON),
                        Fact::new("Instead of", SEEN),
                        Fact::new("Changes what was agreed", CHANGES),
                    ],
                ),
            )),
        ),
        Section::new(
            "In their own words",
            Body::Rows(Rows::all(OWN_WORDS, Form::Bullet(Part::Text(TEXT), None, &[WRITER, Fact::new("On", ON)]))),
        ),
        Section::new(
            "Read",
            Body::Rows(Rows::all(
                READS,
                Form::Bullet(
                    Part::Value(ON),
                    None,
                    &[WRITER, Fact::new("Read on", READ_ON), Fact::new("As it read", READ_AS)],
                ),
            )),
        ),
    ],
    rest: None,
};

const INSTEAD_OF: Fact = Fact { of: Of::Text(SEEN), ..Fact::new("Instead of", "") };
const WRITER: Fact = Fact { of: Of::Writer(ON), ..Fact::new("By", "") };
