//! Actions that minutes name: boxes to tick, what is called an action item, and the list under a heading that says so.

use super::page::{Part, Said, boxed, bullet};
use super::people::apart;
use crate::files::day::day_in;
use crate::files::lines::plain;
use crate::files::made::ROWS_MAX;
use crate::names;

/// Headings over lists of actions, to be compared.
const HEADINGS: &[&str] =
    &["action items", "actions", "new action items", "next steps", "todo", "to do", "tasks", "follow ups", "follow up"];
/// Words that may stand before the name of an action item.
const BEFORE: &[&str] = &["pending", "existing", "new", "open", "unchecked"];
/// Words that begin a sentence like names, and are none.
const NO_NAMES: &[&str] = &[
    "add",
    "agree",
    "aim",
    "all",
    "back",
    "come",
    "continue",
    "decide",
    "everybody",
    "everyone",
    "folks",
    "get",
    "give",
    "go",
    "have",
    "link",
    "listen",
    "move",
    "need",
    "needs",
    "plan",
    "prepare",
    "propose",
    "reach",
    "remember",
    "reply",
    "report",
    "respond",
    "return",
    "send",
    "somebody",
    "someone",
    "speak",
    "start",
    "switch",
    "talk",
    "team",
    "try",
    "want",
    "we",
    "write",
];
/// Words behind “to” that no verb is.
const NO_VERBS: &[&str] =
    &["a", "all", "an", "each", "every", "her", "his", "it", "me", "my", "our", "the", "their", "us"];

/// Speakers and remarks that may stand before an action on its line.
const REMARKS_MAX: usize = 4;
/// The longest day with its weekday, in characters.
const DAY_CHARS_MAX: usize = 30;

/// Something that somebody takes on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Action {
    /// The action in words.
    pub(super) text: String,
    /// The people who take it on, where that is said.
    pub(super) owners: Vec<String>,
    /// Whether it is done, where that is said.
    pub(super) is_done: Option<bool>,
    /// The day by which it is done, where that is said.
    pub(super) due: Option<String>,
}

/// The bullets that are actions, as a line above them said so.
#[derive(Clone, Copy)]
struct Under {
    /// The least indent of one.
    least: usize,
    /// The indent of the first.
    of_first: Option<usize>,
    /// Whether an empty line below the first ends them.
    ends_with_gap: bool,
}

/// The actions below a heading, as many as are read. `people` are the names of everybody who was there, to be compared.
pub(super) fn actions(part: &Part<'_>, people: &[String]) -> Vec<Action> {
    let is_list = HEADINGS.contains(&plain(part.words).as_str());
    let of_heading = is_list.then_some(Under { least: 0, of_first: None, ends_with_gap: false });
    let mut under = of_heading;
    let mut actions = Vec::new();
    for (at, line) in part.lines.iter().enumerate().filter(|(_, line)| may_say_one(line)) {
        let (indent, words) =
            bullet(line.text).map_or((None, line.text.trim()), |(indent, words)| (Some(indent), words));
        under = under.filter(|under| under.holds(indent, words)).or(of_heading);
        if let Some(below) = announced(words, indent) {
            under = Some(below);
            continue;
        }
        let is_listed = || indent.is_some_and(|indent| under.as_mut().is_some_and(|under| under.takes(indent)));
        let Some((words, is_done, is_called)) = one(words, is_listed) else { continue };
        let text = indent.map_or_else(|| words.to_owned(), |indent| whole(words, indent, &part.lines[at + 1..]));
        let action = Action::of(&text, people, is_called);
        if !["", "none", "n a"].contains(&plain(&action.text).as_str()) {
            actions.push(Action { is_done: is_done.or(action.is_done), ..action });
        }
        if actions.len() > ROWS_MAX {
            break;
        }
    }
    actions
}

/// Whether somebody may take something on in a line: not in code, nor where others are quoted.
fn may_say_one(line: &Said<'_>) -> bool {
    !line.is_inside && !line.text.trim_start().starts_with('>')
}

/// The action that words are: what is to be done, whether its box is ticked, and whether it is called an action.
fn one(words: &str, is_listed: impl FnOnce() -> bool) -> Option<(&str, Option<bool>, bool)> {
    let boxed = boxed(words).map(|(is_done, action)| (action, Some(is_done), false));
    let called = || called(words).map(|action| (action, None, true));
    let listed = || (!is_a_link(words) && is_listed()).then_some((words, None, true));
    boxed.or_else(called).or_else(listed)
}

impl Under {
    /// Whether the list goes on with a line.
    fn holds(self, indent: Option<usize>, words: &str) -> bool {
        match indent {
            Some(indent) => indent >= self.least,
            None => !self.ends_with_gap || words.is_empty() == self.of_first.is_none(),
        }
    }

    /// Whether a bullet is one of the list, and not about one.
    fn takes(&mut self, indent: usize) -> bool {
        indent <= *self.of_first.get_or_insert(indent)
    }
}

/// The list that a line says comes below it: `Pending action item:`.
fn announced(words: &str, indent: Option<usize>) -> Option<Under> {
    let label = words.trim_end_matches(['*', '_']).strip_suffix(':')?;
    let label = label.split('(').next().unwrap_or(label);
    let label = plain(label);
    let label = BEFORE.iter().find_map(|word| label.strip_prefix(word)).unwrap_or(&label).trim();
    let is_one = ["action item", "action items", "actions"].contains(&label);
    let least = indent.map_or(0, |indent| indent + 1);
    is_one.then_some(Under { least, of_first: None, ends_with_gap: indent.is_none() })
}

/// The action that a line calls one. Speakers and remarks may stand before it.
fn called(words: &str) -> Option<&str> {
    let low = words.to_ascii_lowercase();
    let ends = low.trim_end_matches(['.', '!']).ends_with("(action item)");
    let behind = |gap: &'static str| low.match_indices(gap).map(|(at, _)| at + gap.len()).take(REMARKS_MAX);
    let mut starts = std::iter::once(0).chain([": ", " -- ", " — "].into_iter().flat_map(behind));
    starts.find_map(|at| begun(&low[at..]).map(|n| words[at + n..].trim())).or(ends.then_some(words))
}

/// How long the words are by which an action begins, in bytes of a text in lower case.
fn begun(low: &str) -> Option<usize> {
    let skip = |text: &str| text.len() - text.trim_start_matches(|char: char| !char.is_alphanumeric()).len();
    let mut at = skip(low);
    if let Some(word) = BEFORE.iter().find(|word| low[at..].starts_with(**word)) {
        at += word.len();
        at += skip(&low[at..]);
    }
    let name = ["action item reminder", "action item", "action", "todo"];
    let name = name.into_iter().find(|name| low[at..].starts_with(name))?;
    at += name.len();
    let is_item = name.starts_with("action item");
    let behind = low[at..].trim_start_matches(['*', '_']);
    let n = low[at..].len() - behind.len();
    let step = match behind {
        _ if behind.starts_with(": ") || behind.starts_with(":*") => 1,
        _ if is_item && behind.starts_with(" for ") => " for ".len(),
        _ if is_item && behind.starts_with(" to ") => " to ".len(),
        _ => return None,
    };
    let from = at + n + step;
    Some(from + low[from..].len() - low[from..].trim_start_matches(['*', '_', ' ']).len())
}

fn is_a_link(words: &str) -> bool {
    let address = words.strip_prefix('[').and_then(|rest| rest.split_once("](")).map(|(_, address)| address);
    address.and_then(|address| address.strip_suffix(')')).is_some_and(|address| !address.contains(')'))
}

/// The words of an action with the lines that go on with them.
fn whole(words: &str, indent: usize, below: &[Said<'_>]) -> String {
    let goes_on = |line: &&Said<'_>| {
        let start = line.text.trim_start();
        let is_deeper = line.text.len() - start.len() > indent;
        is_deeper && !start.is_empty() && !line.is_inside && bullet(line.text).is_none()
    };
    let more = below.iter().take_while(goes_on).map(|line| line.text.trim());
    std::iter::once(words).chain(more).collect::<Vec<_>>().join(" ")
}

impl Action {
    /// The action of these words; `is_called` where the minutes call it one.
    fn of(text: &str, people: &[String], is_called: bool) -> Self {
        let text = text.trim();
        let low = text.to_ascii_lowercase();
        let is_done = low.trim_end_matches('.').ends_with("(done)").then_some(true);
        let behind = ["by ", "due "].iter().filter_map(|word| low.rfind(word).map(|at| &text[at + word.len()..]));
        let due = behind.filter_map(day_at_start).next();
        Self { text: text.to_owned(), owners: owners(undated(text), people, is_called), is_done, due }
    }
}

/// The day by which words begin, its weekday before it.
fn day_at_start(words: &str) -> Option<String> {
    let end = words.char_indices().nth(DAY_CHARS_MAX).map_or(words.len(), |(at, _)| at);
    day_in(&words[..end]).map(|(day, _)| day)
}

/// The words behind the day on which the action was agreed.
fn undated(text: &str) -> &str {
    let dated = text.trim_start_matches(['[', '(']);
    match day_in(dated.get(..10).unwrap_or_default()) {
        Some((_, "")) => dated[10..].trim_start_matches([']', ')', ':', ' ']),
        _ => text,
    }
}

/// The people who take an action on: `Ann to write`, `Ann and Bo to write`, `Ann: write`, `@ann write`, `write (Ann)`.
fn owners(text: &str, people: &[String], is_called: bool) -> Vec<String> {
    let is_known = |name: &str| {
        let name = names::key(name);
        people.iter().any(|one| is_short_for(&name, one))
    };
    let all = |names: &[&str], is_one: &dyn Fn(&str) -> bool| -> Vec<String> {
        let are = !names.is_empty() && names.iter().all(|name| is_one(name));
        if are { names.iter().map(|name| name.trim_start_matches('@').to_owned()).collect() } else { Vec::new() }
    };
    if let Some((handle, _)) = text.strip_prefix('@').map(|rest| rest.split_once([' ', ':', ',']).unwrap_or((rest, "")))
    {
        return all(&[handle], &|name| !name.is_empty());
    }
    if let Some((before, _)) = text.split_once(" to ").filter(|(_, behind)| begins_with_verb(behind)) {
        let found = all(&apart(before), &|name| is_known(name) || is_like_a_name(name, is_called));
        if !found.is_empty() {
            return found;
        }
    }
    if let Some((before, _)) = text.split_once(": ") {
        let found = all(&apart(before), &is_known);
        if !found.is_empty() {
            return found;
        }
    }
    let last = text.trim_end_matches('.').strip_suffix(')').and_then(|text| text.rsplit_once('('));
    last.map(|(_, names)| all(&apart(names), &is_known)).unwrap_or_default()
}

fn begins_with_verb(behind: &str) -> bool {
    let word = behind.split_whitespace().next().unwrap_or_default();
    word.starts_with(char::is_lowercase) && !NO_VERBS.contains(&word)
}

/// Whether somebody of this name may be called so: by it, by one of its words, or by the beginning of a handle. Both are
/// names to be compared.
fn is_short_for(name: &str, whole: &str) -> bool {
    let is_start = name.chars().count() >= 3 && whole.starts_with(name);
    whole == name || whole.split_whitespace().any(|word| word == name) || is_start
}

/// Whether words that begin an action read as the name of somebody who is not known.
fn is_like_a_name(name: &str, is_called: bool) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_capital = words.iter().all(|word| word.starts_with(char::is_uppercase));
    let is_handle = is_called && words.len() == 1;
    let is_none = words.iter().any(|word| NO_NAMES.contains(&word.to_lowercase().as_str()));
    (1..=2).contains(&words.len()) && (is_capital || is_handle) && !is_none
}
