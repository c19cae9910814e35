//! The values and lists of one review. Agenda, notes and actions are everybody's who edits the review; words that a person
//! says under their own name stay theirs; a reveal is never taken back.

use crate::access::Role;
pub use crate::kinds::outline::NAMELESS;
use crate::sheet::{Field, Is, List, Schema};

/// Notes on the whole meeting, and what a file says that no item has a place for.
pub const NOTES: &str = "notes";

/// The person who leads through the meeting.
pub const FACILITATOR: &str = "facilitator";
/// The item that is spoken of: the id of its row.
pub const NOW: &str = "now";
/// The end of the timer, in milliseconds since 1970 by the server's clock; 0 where somebody stopped it.
pub const ENDS: &str = "ends";
/// The minutes that the timer was set for.
pub const TIMED: &str = "timed";

/// The phase of each item, keyed by the item: see [`PHASES`].
pub const PHASE: &str = "phase";
/// The item and phase that a person is ready to leave, keyed by the person: see [`super::Moment`].
pub const READY: &str = "ready";
/// Marks that somebody was there.
pub const PRESENT: &str = "present";
/// Whether somebody was there.
pub const HERE: &str = "here";

/// The agenda.
pub const ITEMS: &str = "items";
/// Reveals of what people wrote in silence about an item.
pub const REVEALS: &str = "reveals";
/// Words that people wrote in silence, and how they stand to the plan.
pub const REMARKS: &str = "remarks";
/// Votes with dots, on the agenda or on the questions about an item.
pub const BALLOTS: &str = "ballots";
/// The ends of votes.
pub const CLOSES: &str = "closes";
/// Dots that people gave in a vote.
pub const VOTES: &str = "votes";
/// Questions about an item.
pub const QUESTIONS: &str = "questions";
/// Voices on the metrics of teams, and readings of them as they were said.
pub const VOICES: &str = "voices";
/// Advice on an item.
pub const ADVICE: &str = "advice";
/// Answers to advice.
pub const ANSWERS: &str = "answers";
/// Actions that somebody takes on.
pub const ACTIONS: &str = "actions";
/// Small wins.
pub const WINS: &str = "wins";
/// Marks that somebody has read an item before the meeting.
pub const READS: &str = "reads";
/// Times of an hour with a host, as people booked them.
pub const BOOKINGS: &str = "bookings";
/// Thanks of one person to another.
pub const KUDOS: &str = "kudos";
/// People who were there and have no account.
pub const ATTENDED: &str = "attended";

/// The title of an item.
pub const TITLE: &str = "title";
/// The claim of an item that is debated.
pub const CLAIM: &str = "claim";
/// The reasons for the claim.
pub const BECAUSE: &str = "because";
/// The evidence for the claim.
pub const EVIDENCE: &str = "evidence";
/// Notes that are taken while people speak of an item.
pub const ITEM_NOTES: &str = "notes";
/// The sort of item: see [`TYPES`].
pub const TYPE: &str = "type";
/// The person who presents an item.
pub const PRESENTER: &str = "presenter";
/// The team that an item is about: the id of its charter, or a name.
pub const TEAM: &str = "team";
/// The minutes that an item is planned to take.
pub const MINUTES: &str = "minutes";
/// The end that an item came to: see [`STATES`].
pub const STATE: &str = "state";
/// The review in which an item was raised first: its slot.
pub const FIRST: &str = "first";
/// How many times an item was carried into another review.
pub const CARRIED: &str = "carried";
/// The item as it was raised first: `SLOT/ROW`. Rows that name the same one are one item.
pub const ORIGIN: &str = "origin";

/// The job of a customer that an interview is about, in the words of the strategy or of a charter.
pub const JOB: &str = "job";
/// The theme of an answer to an interview, by which answers are counted.
pub const THEME: &str = "theme";
/// The address where others see a small win.
pub const LINK: &str = "link";

/// The item that a row is about.
pub const ITEM: &str = "item";
/// The words of a row that a person says.
pub const TEXT: &str = "text";
/// How somebody stands to the plan, from −10 to +10.
pub const STANCE: &str = "stance";
/// The time at which words were last written, in milliseconds since 1970 by the writer's clock.
pub const WRITTEN: &str = "written";
/// The row of its writer's draft that words came from.
pub const FROM: &str = "from";
/// How many dots each person has in a vote, or somebody gave to one thing.
pub const DOTS: &str = "dots";
/// The vote that is closed, or that dots are given in.
pub const BALLOT: &str = "ballot";
/// The item or question that dots are given to.
pub const GIVEN: &str = "given";
/// The time of a reveal or of the end of a vote, in milliseconds since 1970 by the server's clock.
pub const AT: &str = "at";
/// Whether a question was answered.
pub const ANSWERED: &str = "answered";
/// The answer to a question.
pub const ANSWER: &str = "answer";
/// A metric: the id of its row in its team's charter.
pub const METRIC: &str = "metric";
/// The metric's name as it was when somebody spoke of it.
pub const CALLED: &str = "called";
/// The side from which somebody speaks of a metric: see [`VOICE_WORDS`].
pub const VOICE: &str = "voice";
/// The advice that an answer is to.
pub const TO: &str = "to";
/// How advice is answered: see [`ENDINGS`].
pub const ENDING: &str = "ending";
/// The day by which somebody will do it.
pub const BY: &str = "by";
/// The reason why it is not done now.
pub const REASON: &str = "reason";
/// An action, in words.
pub const ACTION: &str = "action";
/// The person who takes an action on, or owes the answer to a question.
pub const OWNER: &str = "owner";
/// The day by which an action is done, or a question answered.
pub const DUE: &str = "due";
/// Whether an action is done.
pub const DONE: &str = "done";
/// A person's name.
pub const NAME: &str = "name";
/// The role of somebody in the meeting, in words.
pub const PART: &str = "part";

/// The time that somebody booked, as `10:15` by the clocks of the series.
pub const TIME: &str = "time";
/// The matter that somebody comes with.
pub const TOPIC: &str = "topic";
/// Whether the host picked this booking, where others are for the same time.
pub const PICKED: &str = "picked";
/// The person who is thanked.
pub const THANKED: &str = "thanked";
/// The mission or the value that it was good for.
pub const GOOD_FOR: &str = "good_for";
/// Whether it is for the effort, whatever came of it: see [`EFFORT_WORDS`].
pub const EFFORT: &str = "effort";

/// Words for thanks that are for the effort.
pub const EFFORT_WORDS: &[&str] = &["hard path"];
/// The sorts of item.
pub const TYPES: &[&str] = &["context", "debate", "strategy", "concept", "metric", "insight", "topic", "blocker"];
/// The same as they read.
pub const TYPE_WORDS: &[(&str, &str)] = &[
    ("context", "Context"),
    ("debate", "Debate"),
    ("strategy", "Strategy fit"),
    ("concept", "Early concept"),
    ("metric", "Metrics"),
    ("insight", "Customer insight"),
    ("topic", "Topic"),
    ("blocker", "Blocker"),
];
/// The sides from which somebody speaks of a metric: its reading, what works, and what does not.
pub const VOICE_WORDS: &[&str] = &["reading", "working", "not working"];
/// The phases of an item, in their order.
pub const PHASES: &[&str] = &["read", "write", "debate", "close"];
/// The ends that an item can come to.
pub const STATES: &[&str] = &["done", "carried", "parked", "dropped"];
/// How advice is answered. Advice without an answer is open.
pub const ENDINGS: &[&str] = &["will do", "not now", "done"];

const fn words(name: &'static str) -> Field {
    Field::new(name, Is::Words)
}

const fn said(name: &'static str) -> Field {
    Field::new(name, Is::Paragraphs)
}

const fn number(name: &'static str) -> Field {
    Field::new(name, Is::Number)
}

const fn one_of(name: &'static str, words: &'static [&'static str]) -> Field {
    Field::new(name, Is::OneOf(words))
}

/// The schema of a review.
pub static SCHEMA: Schema = Schema {
    kind: "review",
    version: 1,
    writer: Role::Commenter,
    common: Role::Editor,
    texts: &[NOTES],
    values: &[Field::new(FACILITATOR, Is::Person), words(NOW), number(ENDS), number(TIMED)],
    keyed: &[one_of(PHASE, PHASES), words(READY).of_person()],
    lists: &[
        List::new(ITEMS, &[TITLE, CLAIM, BECAUSE, EVIDENCE, ITEM_NOTES], AN_ITEM).added_by(Role::Editor),
        List::new(REVEALS, &[], &[words(ITEM), number(AT)]).append_for_good().added_by(Role::Editor),
        List::new(REMARKS, &[], &[words(ITEM), said(TEXT), number(STANCE), number(WRITTEN), words(FROM), words(THEME)])
            .own(&[THEME]),
        List::new(BALLOTS, &[], &[words(ITEM), number(DOTS)]).append_for_good().added_by(Role::Editor),
        List::new(CLOSES, &[], &[words(BALLOT), number(AT)]).append_for_good().added_by(Role::Editor),
        List::new(VOTES, &[], &[words(BALLOT), words(GIVEN), number(DOTS), number(WRITTEN)]).own(&[]),
        List::new(QUESTIONS, &[], A_QUESTION).own(&[ANSWERED, OWNER, DUE, ANSWER]),
        List::new(ADVICE, &[], &[words(ITEM), said(TEXT)]).own(&[]),
        List::new(ANSWERS, &[], &[words(TO), one_of(ENDING, ENDINGS), Field::new(BY, Is::Day), said(REASON)]).own(&[]),
        List::new(
            ACTIONS,
            &[ACTION],
            &[words(ITEM), Field::new(OWNER, Is::Person), Field::new(DUE, Is::Day), Field::new(DONE, Is::Flag)],
        )
        .added_by(Role::Editor),
        List::new(VOICES, &[], A_VOICE).own(&[]),
        List::new(WINS, &[], &[words(TEAM), said(TEXT), words(LINK)]).own(&[]),
        List::new(READS, &[], &[words(ITEM)]).own(&[]),
        List::new(PRESENT, &[], &[Field::new(HERE, Is::Flag)]).own(&[]),
        List::new(ATTENDED, &[], &[Field::new(NAME, Is::Person), words(PART)]).added_by(Role::Editor),
        List::new(BOOKINGS, &[], &[words(TIME), said(TOPIC), Field::new(PICKED, Is::Flag)]).own(&[PICKED]),
        List::new(
            KUDOS,
            &[],
            &[Field::new(THANKED, Is::Person), said(TEXT), words(GOOD_FOR), one_of(EFFORT, EFFORT_WORDS)],
        )
        .own(&[]),
    ],
};

const A_QUESTION: &[Field] = &[
    words(ITEM),
    said(TEXT),
    Field::new(ANSWERED, Is::Flag),
    Field::new(OWNER, Is::Person),
    Field::new(DUE, Is::Day),
    said(ANSWER),
    Field::new(NAMELESS, Is::Flag),
];

const A_VOICE: &[Field] = &[words(TEAM), words(METRIC), words(CALLED), one_of(VOICE, VOICE_WORDS), said(TEXT)];

const AN_ITEM: &[Field] = &[
    one_of(TYPE, TYPES),
    Field::new(PRESENTER, Is::Person),
    words(TEAM),
    number(MINUTES),
    one_of(STATE, STATES),
    words(FIRST),
    number(CARRIED),
    words(ORIGIN),
    words(JOB),
];
