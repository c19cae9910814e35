//! Comments: people can speak of every row of a document that has a talk beside it, or the reason why not stands here.

use anyhow::{Context, Result, ensure};
use muster_shared::kinds::Kind;

use crate::sources::sources;

/// Lists whose rows have comments of their own: the kind, the list, the file that draws them, and the words there that do.
const SPOKEN_OF: &[(&str, &str, &str, &str)] = &[
    ("charter", "members", "charter/parts/people.rs", "beside=MEMBERS row"),
    ("charter", "claims", "charter/parts/mandate.rs", "beside=CLAIMS text=margin_text row"),
    ("charter", "in_scope", "charter/parts/mandate.rs", "below(cx, IN_SCOPE"),
    ("charter", "out_of_scope", "charter/parts/mandate.rs", "below(cx, OUT_OF_SCOPE"),
    ("charter", "metrics", "charter/parts/metrics.rs", "beside=METRICS"),
    ("charter", "non_negotiables", "charter/parts/decide.rs", "beside=NON_NEGOTIABLES"),
    ("charter", "decide", "charter/parts/decide.rs", "below(cx, list, LINE)"),
    ("charter", "consult", "charter/parts/decide.rs", "below(cx, list, LINE)"),
    ("charter", "inform", "charter/parts/decide.rs", "below(cx, list, LINE)"),
    ("charter", "heard", "charter/parts/heard.rs", "beside=HEARD row"),
    ("charter", "research", "charter/parts/research.rs", "beside=RESEARCH row"),
    ("charter", "looks", "charter/parts/looked.rs", "below(cx.talk, LOOKS"),
    ("charter", "dismissed", "charter/parts/checks.rs", "below(cx.talk, DISMISSED"),
    ("charter", "moves", "charter/parts/moved.rs", "below(cx.talk, MOVES"),
    ("series", "standing", "outline/row.rs", "margin(face, list, id)"),
    ("series", "parked", "series/parked.rs", "below(cx.talk, PARKED"),
    ("series", "teams", "series/teams.rs", "below(cx.talk, TEAMS"),
    ("review", "items", "review/item.rs", "<Said talk=cx.talk anchor"),
    ("review", "remarks", "review/silent.rs", "below(cx.talk, REMARKS"),
    ("review", "questions", "review/questions.rs", "below(cx.talk, QUESTIONS"),
    ("review", "advice", "review/advice.rs", "below(cx.talk, ADVICE"),
    ("review", "answers", "review/advice.rs", "below(cx.talk, ANSWERS"),
    ("review", "actions", "review/taken_on.rs", "below(cx.talk, ACTIONS"),
    ("review", "voices", "review/entry.rs", "below(self.cx.talk, VOICES"),
    ("review", "wins", "review/taken_on.rs", "below(cx.talk, WINS"),
    ("review", "attended", "review/taken_on.rs", "below(cx.talk, ATTENDED"),
    ("okr", "key_results", "okr/result.rs", "margin(face, KEY_RESULTS"),
    ("review", "bookings", "review/practice/bookings.rs", "below(cx.talk, BOOKINGS"),
    ("review", "kudos", "review/thanks.rs", "below(cx.talk, KUDOS"),
    ("log", "bets", "outline/once.rs", "margin(face, list, id)"),
    ("log", "bet_ends", "outline/once.rs", "below(talk, list, id)"),
    ("role", "panel", "outline/row.rs", "margin(face, list, id)"),
    ("log", "decisions", "log/stream.rs", "margin(face, DECISIONS"),
    ("log", "requests", "outline/once.rs", "margin(face, list, id)"),
    ("log", "answers", "outline/once.rs", "below(talk, list, id)"),
    ("log", "learnings", "outline/once.rs", "margin(face, list, id)"),
    ("log", "captain_levels", "log/dial.rs", "below(cx.talk, levels_of(side)"),
    ("log", "leader_levels", "log/dial.rs", "below(cx.talk, levels_of(side)"),
    ("log", "captain_views", "log/readiness.rs", "below(cx.talk, views_of(side)"),
    ("log", "leader_views", "log/readiness.rs", "below(cx.talk, views_of(side)"),
    ("log", "annotations", "log/signals.rs", "below(cx.talk, ANNOTATIONS"),
    ("strategy", "focuses", "outline/row.rs", "margin(face, list, id)"),
    ("strategy", "jobs", "outline/row.rs", "margin(face, list, id)"),
    ("strategy", "problems", "outline/row.rs", "margin(face, list, id)"),
    ("strategy", "roadmap", "outline/row.rs", "margin(face, list, id)"),
    ("strategy", "allocations", "outline/row.rs", "margin(face, list, id)"),
    ("strategy", "changes", "strategy/clock.rs", "below(cx.talk, CHANGES"),
    ("strategy", "notes", "strategy/context.rs", "margin(face, NOTES"),
    ("strategy", "touches", "strategy/context.rs", "below(cx.talk, TOUCHES"),
    ("strategy", "pitches", "strategy/pitches.rs", "margin(face, PITCHES"),
    ("strategy", "answers", "strategy/pitches.rs", "below(cx.talk, ANSWERS"),
    ("charter", "editions", "editions.rs", "below(talk, EDITIONS"),
    ("strategy", "editions", "editions.rs", "below(talk, EDITIONS"),
    ("okr", "editions", "editions.rs", "below(talk, EDITIONS"),
];

const OF_A_BALLOT: &str = "The row counts something; people speak of the item that it is about.";

const OF_A_KEY_RESULT: &str = "People speak of the key results, which say whether it is reached.";

/// Lists whose rows nobody comments on: the kind, the list, and the reason.
const NOT_SPOKEN_OF: &[(&str, &str, &str)] = &[
    ("series", "marks", "It says whether one person would keep a series, and people speak of the series there."),
    ("series", "counts", "A count is a number of a day, which nobody wrote."),
    ("okr", "objectives", OF_A_KEY_RESULT),
    ("okr", "readings", OF_A_KEY_RESULT),
    ("okr", "check_ins", OF_A_KEY_RESULT),
    ("okr", "moves", OF_A_KEY_RESULT),
    ("okr", "learnings", OF_A_KEY_RESULT),
    ("okr", "closes", "It says that a cycle has ended."),
    ("okr", "dismissed", OF_A_KEY_RESULT),
    ("charter", "serves", "It names an area of focus, which is spoken of in the strategy."),
    ("charter", "readings", "A reading is a number of a metric, and people speak of that."),
    ("charter", "peers", "It says who has read another charter, and people speak of that one there."),
    ("review", "reveals", OF_A_BALLOT),
    ("review", "ballots", OF_A_BALLOT),
    ("review", "closes", OF_A_BALLOT),
    ("review", "votes", OF_A_BALLOT),
    ("review", "reads", "It says that somebody has read an item, and people speak of that."),
    ("review", "present", "It says that somebody is there."),
    ("log", "outcomes", "An outcome is part of its decision, and people speak of that."),
];

/// Every list of a document that has a talk beside it.
fn lists() -> impl Iterator<Item = (&'static str, &'static str)> {
    let has_talk = |kind: &Kind| kind.spec().beside.contains(&Kind::Talk);
    let lists = |kind: Kind| kind.schema().lists.iter().map(move |list| (kind.name(), list.name));
    Kind::ALL.into_iter().filter(has_talk).flat_map(lists)
}

#[test]
fn people_can_comment_on_the_rows_of_every_list_or_the_reason_why_not_is_written_down() -> Result<()> {
    let sources = sources()?;
    for (kind, list) in lists() {
        let drawn = SPOKEN_OF.iter().find(|(of, name, ..)| (*of, *name) == (kind, list));
        let reason = NOT_SPOKEN_OF.iter().find(|(of, name, _)| (*of, *name) == (kind, list));
        ensure!(drawn.is_some() != reason.is_some(), "{kind}/{list} has comments, or one reason why it has none");
        if let Some((.., file, words)) = drawn {
            let path = format!("app/src/widgets/{file}");
            let source = sources.iter().find(|source| source.path == path).context(path)?;
            ensure!(source.text.contains(words), "the rows of {kind}/{list} are drawn without `{words}` in {file}");
        }
    }
    let known: Vec<(&str, &str)> = lists().collect();
    let named = SPOKEN_OF.iter().map(|(kind, list, ..)| (*kind, *list));
    let named = named.chain(NOT_SPOKEN_OF.iter().map(|(kind, list, _)| (*kind, *list)));
    for (kind, list) in named {
        ensure!(known.contains(&(kind, list)), "{kind}/{list} is no list of a document that has a talk beside it");
    }
    Ok(())
}
