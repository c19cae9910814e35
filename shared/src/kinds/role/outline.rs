//! How a role canvas reads, and the words with which its fields are asked for.

use super::schema::*;
use crate::kinds::outline::{Ask, Asked, Body, Column, Fact, Form, Guide, Outline, Rows, Section};

/// How a role canvas reads.
pub static OUTLINE: Outline = Outline {
    title: Some(NAME),
    untitled: "A role canvas without a name",
    facts: &[Fact::new("Function", FUNCTION), Fact::new("Team", FOR_TEAM)],
    sections: &[
        Section::guided(&IMPACT_GUIDE, Body::Text(IMPACT)),
        Section::guided(&PERSPECTIVE_GUIDE, Body::Text(PERSPECTIVE)),
        Section::guided(&VALUES_GUIDE, Body::Text(VALUES)),
        Section::new("Interview panel", Body::Rows(Rows::all(PANEL, PANEL_FORM).asked(&A_PANELIST)))
            .says("The team talks with candidates too. People of two functions at least see what one alone does not."),
    ],
    rest: None,
};

const PANEL_FORM: Form = Form::Table(&[Column::new("Speaks for", SPEAKS_FOR), Column::new("Person", PERSON)]);

static A_PANELIST: Asked = Asked {
    row: ("person", "people"),
    add: "Add a person",
    none: "Nobody is on the panel yet.",
    fields: &[
        Ask::new(PERSON, "Person", "Somebody of the company"),
        Ask::new(SPEAKS_FOR, "Speaks for", "Engineering, product, operations"),
    ],
    ..Asked::PLAIN
};

static IMPACT_GUIDE: Guide = Guide {
    label: "Impact sought",
    hint: "What is different for customers a year from now because somebody fills this role? Titles and years say little of it.",
    good: "Towns without a depot get their keys on the day they ask, as somebody plans the routes.",
    weak: "A senior operations manager with ten years of experience.",
    why_weak: "It says who people have been, and not what they change.",
};

static PERSPECTIVE_GUIDE: Guide = Guide {
    label: "Perspective added",
    hint: "What does the team not see today? Look for what is added to the culture, and not for what fits it.",
    good: "Nobody of us has worked nights. Somebody who has knows what goes wrong then.",
    weak: "A good fit for the team.",
    why_weak: "It looks for more of the same.",
};

static VALUES_GUIDE: Guide = Guide {
    label: "Values",
    hint: "Skills can be taught, and values are harder to change: which ones does this role need, and how do they show?",
    good: "Says early that something will be late. In the talk: when did you last do that, and to whom?",
    weak: "Passionate and motivated.",
    why_weak: "Nobody can ask for it, and everybody says yes.",
};
