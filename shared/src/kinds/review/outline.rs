//! How a review reads: the summary of the meeting, as a page, as Markdown for a mail, and as a print.

use super::guide;
use super::schema::*;
use crate::kinds::outline::{Body, Column, Entry, Fact, Form, Of, Outline, Rows, Said, Section};

/// How a review reads. The title is its series' and its day.
pub static OUTLINE: Outline = Outline {
    title: None,
    untitled: "Review",
    // Where the meeting is just now, and how long the timer runs, is of the meeting and not of its summary.
    facts: &[Fact::new("Facilitator", FACILITATOR)],
    sections: &[
        Section::guided(&guide::ITEM, Body::Rows(Rows::all(ITEMS, Form::Entry(&AN_ITEM)))),
        said("Remarks on other items", &A_REMARK),
        said("Questions on other items", &A_QUESTION),
        said("Advice on other items", &A_PIECE_OF_ADVICE),
        said("Answers to other advice", &AN_ANSWER),
        said("Reveals of other items", &A_REVEAL),
        said("Voices on metrics", &A_VOICE),
        said("Votes on the agenda", &A_BALLOT),
        said("Dots in other votes", &SOME_DOTS),
        said("Ends of other votes", &A_CLOSE),
        Section::guided(&guide::ACTION, Body::Rows(Rows::all(ACTIONS, Form::Said(&AN_ACTION)))),
        Section::new("Small wins", Body::Rows(Rows::all(WINS, Form::Said(&A_WIN)))),
        said("Thanks", &A_KUDOS),
        said("Booked", &A_BOOKING),
        Section::new("Notes", Body::Text(NOTES)),
        Section::new(
            "Attended",
            Body::Rows(Rows::all(ATTENDED, Form::Table(&[Column::new("Name", NAME), Column::new("Part", PART)]))),
        ),
        said("Present", &A_PRESENCE),
        said("Read before the meeting", &A_READ),
    ],
    rest: None,
};

const fn said(heading: &'static str, said: &'static Said) -> Section {
    Section::new(heading, Body::Rows(Rows::all(said.list, Form::Said(said))))
}

static AN_ITEM: Entry = Entry {
    head: TITLE,
    texts: &[("Claim", CLAIM), ("Because", BECAUSE), ("Evidence", EVIDENCE), ("Notes", ITEM_NOTES)],
    facts: &[
        Fact::new("Type", TYPE),
        Fact::new("Presents", PRESENTER),
        Fact::new("Team", TEAM),
        Fact::new("Job of the customer", JOB),
        Fact::new("Minutes", MINUTES),
        Fact::new("What became of it", STATE),
        Fact::new("First raised", FIRST),
        Fact::new("Carried", CARRIED),
    ],
    about: &[
        ("Revealed", &A_REVEAL),
        ("Written before anyone spoke", &A_REMARK),
        ("Questions", &A_QUESTION),
        ("Votes on the questions", &A_BALLOT),
        ("Advice", &A_PIECE_OF_ADVICE),
        ("Actions", &AN_ACTION),
        ("Read before the meeting", &A_READ),
    ],
};

static A_REVEAL: Said = Said { list: REVEALS, about: (ITEM, ITEMS), text: "", facts: &[by("By", AT)], answered: None };

static A_REMARK: Said = Said {
    list: REMARKS,
    about: (ITEM, ITEMS),
    text: TEXT,
    facts: &[by("By", ITEM), Fact::new("Stance", STANCE), Fact::new("Theme", THEME)],
    answered: None,
};

static A_BALLOT: Said = Said {
    list: BALLOTS,
    about: (ITEM, ITEMS),
    text: "",
    facts: &[by("Opened by", ITEM), Fact::new("Dots each", DOTS)],
    answered: Some(&SOME_DOTS),
};

static SOME_DOTS: Said = Said {
    list: VOTES,
    about: (BALLOT, BALLOTS),
    text: "",
    facts: &[by("Dots by", BALLOT), GIVEN_TO_ITEM, GIVEN_TO_QUESTION, Fact::new("Dots", DOTS)],
    answered: None,
};

const GIVEN_TO_ITEM: Fact = Fact { of: Of::Named(GIVEN, ITEMS, TITLE), ..Fact::new("Given to", "") };
const GIVEN_TO_QUESTION: Fact = Fact { of: Of::Named(GIVEN, QUESTIONS, TEXT), ..Fact::new("Given to", "") };

static A_CLOSE: Said =
    Said { list: CLOSES, about: (BALLOT, BALLOTS), text: "", facts: &[by("Closed by", AT)], answered: None };

static A_QUESTION: Said = Said {
    list: QUESTIONS,
    about: (ITEM, ITEMS),
    text: TEXT,
    facts: &[
        by("By", ITEM),
        Fact::new("Who answers", OWNER),
        Fact::new("By the day", DUE),
        Fact::new("Answer", ANSWER),
        Fact::new("Answered", ANSWERED),
        Fact::new("Without a name", NAMELESS),
    ],
    answered: None,
};

static A_PIECE_OF_ADVICE: Said =
    Said { list: ADVICE, about: (ITEM, ITEMS), text: TEXT, facts: &[by("By", ITEM)], answered: Some(&AN_ANSWER) };

static AN_ANSWER: Said = Said {
    list: ANSWERS,
    about: (TO, ADVICE),
    text: REASON,
    facts: &[Fact::new("Answer", ENDING), by("Answered by", TO), Fact::new("By the day", BY)],
    answered: None,
};

static AN_ACTION: Said = Said {
    list: ACTIONS,
    about: (ITEM, ITEMS),
    text: ACTION,
    facts: &[Fact::new("Owner", OWNER), Fact::new("Due", DUE), Fact::new("Done", DONE)],
    answered: None,
};

static A_WIN: Said = Said {
    list: WINS,
    about: ("", ITEMS),
    text: TEXT,
    facts: &[by("By", TEXT), Fact::new("Team", TEAM), Fact::new("Link", LINK)],
    answered: None,
};

static A_KUDOS: Said = Said {
    list: KUDOS,
    about: ("", ITEMS),
    text: TEXT,
    facts: &[
        Fact::new("To", THANKED),
        Fact::new("Good for", GOOD_FOR),
        Fact::new("For the effort", EFFORT),
        by("By", TEXT),
    ],
    answered: None,
};

static A_BOOKING: Said = Said {
    list: BOOKINGS,
    about: ("", ITEMS),
    text: TOPIC,
    facts: &[Fact::new("At", TIME), Fact::new("Picked", PICKED), by("By", TIME)],
    answered: None,
};

static A_VOICE: Said = Said {
    list: VOICES,
    about: ("", ITEMS),
    text: TEXT,
    facts: &[Fact::new("Metric", CALLED), Fact::new("Voice", VOICE), by("By", METRIC)],
    answered: None,
};

static A_READ: Said = Said { list: READS, about: (ITEM, ITEMS), text: "", facts: &[by("By", ITEM)], answered: None };

static A_PRESENCE: Said =
    Said { list: PRESENT, about: ("", ITEMS), text: "", facts: &[by("Was there", HERE)], answered: None };

const fn by(label: &'static str, field: &'static str) -> Fact {
    Fact { of: Of::Writer(field), ..Fact::new(label, "") }
}
