//! Materiality: whether other words are another agreement. Numbers, days, names, claims, negations and units are; a slip
//! of the finger is not; of all else an editor is asked.
//!
//! The words are English here. In other languages less is decided, and more is asked.

use crate::names;
use crate::order;
use crate::text::{Change, compare, is_one_letter_off};

/// How much a change of words is to the people who agreed to those of before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Matter {
    /// Nothing: points, case, line breaks, the order of lines, a slip of the finger.
    Wording,
    /// The words alone do not tell; somebody who may edit does.
    Open,
    /// Another agreement.
    Material,
}

/// Labels of lines that each claim, promise or rule out something.
const LABELS: [&str; 8] = ["Own: ", "Share: ", "Consult: ", "In: ", "Out: ", "Decide: ", "Tell: ", "Always: "];
/// Labels of lines whose first words name a surface.
const CLAIMS: [&str; 3] = ["Own: ", "Share: ", "Consult: "];
/// Words that no line loses or gains without saying something else: negations, claims, numbers, days and units. An `s` at
/// the end is no other word.
const WEIGHTY: &str = "no not never none nobody nothing neither nor without except unless until within only always all \
    every each everyone everybody everything any must may should shall least most guarantee own share consult decide \
    zero one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred thousand \
    million half third quarter once twice double january february march april june july august september october \
    november december monday tuesday wednesday thursday friday saturday sunday today tomorrow daily weekly monthly \
    quarterly yearly second minute hour day week month year percent euro dollar pound km kg";
/// Signs that are units or bounds.
const SIGNS: &str = "%‰€$£¥°<>≤≥±";
/// Words that change nothing by themselves.
const ARTICLES: [&str; 3] = ["a", "an", "the"];
/// First syllables that turn a word into its opposite.
const OPPOSITES: [&str; 8] = ["un", "in", "im", "il", "ir", "dis", "non", "mis"];
/// A word is as long as this before another letter in it may be a slip. In a shorter one only two letters that changed
/// places are.
const SLIP_MIN: usize = 5;

/// How much it is that words which people agreed to became others.
pub fn matter(before: &str, after: &str) -> Matter {
    if plain(before) == plain(after) {
        return Matter::Wording;
    }
    let (gone, come) = without_common_lines(before, after);
    let n_labelled = |lines: &[&str]| lines.iter().filter(|line| is_labelled(line)).count();
    let (was, is) = (gone.join("\n"), come.join("\n"));
    if n_labelled(&gone) != n_labelled(&come) || weighs(&was) != weighs(&is) || named(&was) != named(&is) {
        return Matter::Material;
    }
    match of_words(&was, &is) {
        Matter::Open if claimed(&gone) != claimed(&come) => Matter::Material,
        matter => matter,
    }
}

/// Words as they are compared: case, points and line breaks aside.
pub(super) fn plain(words: &str) -> String {
    let bare =
        words.split_whitespace().map(|word| word.trim_matches(|letter: char| ".,;:!?\"'()“”‘’".contains(letter)));
    names::key(&bare.collect::<Vec<_>>().join(" "))
}

/// The lines of each text that the other does not have, wherever it has them.
fn without_common_lines<'a>(before: &'a str, after: &'a str) -> (Vec<&'a str>, Vec<&'a str>) {
    let mut come: Vec<(String, &str)> = after.lines().map(|line| (plain(line), line)).collect();
    let mut gone = Vec::new();
    for line in before.lines() {
        let key = plain(line);
        match come.iter().position(|(other, _)| *other == key) {
            Some(at) => drop(come.remove(at)),
            None => gone.push(line),
        }
    }
    (gone, come.into_iter().map(|(_, line)| line).collect())
}

/// Whether a line is one of several that each say something by themselves: a claim, a rule, a metric.
fn is_labelled(line: &str) -> bool {
    LABELS.iter().any(|label| line.starts_with(label)) || line.contains(" → ")
}

/// The surfaces that lines claim, with how.
fn claimed(lines: &[&str]) -> Vec<String> {
    let claims = lines.iter().filter(|line| CLAIMS.iter().any(|label| line.starts_with(label)));
    let mut heads: Vec<String> = claims.filter_map(|line| line.split(", ").next()).map(plain).collect();
    order::sort(&mut heads);
    heads
}

/// Everything in a text that weighs: numbers, and words and signs of which none comes or goes for nothing.
fn weighs(text: &str) -> Vec<String> {
    let signs = text.chars().filter(|sign| SIGNS.contains(*sign)).map(String::from);
    let mut all: Vec<String> = words(text).filter_map(|word| weight(&word)).chain(signs).collect();
    order::sort(&mut all);
    all
}

fn weight(word: &str) -> Option<String> {
    if word.contains(|letter: char| letter.is_numeric()) {
        return Some(number(word));
    }
    if word.ends_with("n't") || word == "cannot" {
        return Some("not".to_owned());
    }
    let is = |known: &&str| *known == word || word.strip_suffix('s') == Some(*known);
    WEIGHTY.split(' ').find(is).map(ToOwned::to_owned)
}

/// A number without the commas that only part its thousands.
fn number(word: &str) -> String {
    let mut groups = word.split(',');
    let _first = groups.next();
    let are_thousands = groups.all(|group| group.len() == 3 && group.bytes().all(|byte| byte.is_ascii_digit()));
    if are_thousands { word.replace(',', "") } else { word.to_owned() }
}

/// The names in a text: words with a capital that do not begin a sentence, and words with several.
fn named(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    for line in text.lines() {
        let mut begins = true;
        for word in line.split_whitespace() {
            let bare = word.trim_matches(|sign: char| !sign.is_alphanumeric());
            let bare = bare.strip_suffix("'s").or_else(|| bare.strip_suffix("’s")).unwrap_or(bare);
            let n_capitals = bare.chars().filter(|letter| letter.is_uppercase()).count();
            let is_capital = bare.starts_with(char::is_uppercase) && bare != "I";
            if n_capitals > 1 || is_capital && !begins {
                all.push(names::key(bare));
            }
            let end = word.trim_end_matches(['"', '”', '’', ')']);
            begins = bare.is_empty() || end.ends_with(['.', '!', '?', ':']);
        }
    }
    order::sort(&mut all);
    all.dedup();
    all
}

/// Words as they are compared one by one, without the signs around them.
fn words(text: &str) -> impl Iterator<Item = String> {
    let parts = text.split(|sign: char| sign.is_whitespace() || "/—–→".contains(sign));
    let bare = parts.map(|word| names::key(word.trim_matches(|sign: char| !sign.is_alphanumeric())));
    bare.filter(|word| !word.is_empty())
}

/// The most that a place in which two texts differ says. Nothing in them weighs.
fn of_words(was: &str, is: &str) -> Matter {
    let mut most = Matter::Wording;
    let (mut gone, mut come) = (String::new(), String::new());
    for piece in compare(was, is) {
        match piece.change {
            Change::Gone => gone = piece.words,
            Change::New => come = piece.words,
            Change::Kept => {
                most = most.max(of_place(&std::mem::take(&mut gone), &std::mem::take(&mut come)));
            }
        }
    }
    most.max(of_place(&gone, &come))
}

fn of_place(gone: &str, come: &str) -> Matter {
    let (gone, come): (Vec<String>, Vec<String>) = (words(gone).collect(), words(come).collect());
    let all = of_pairs(&gone, &come);
    let telling = |words: Vec<String>| -> Vec<String> {
        words.into_iter().filter(|word| !ARTICLES.contains(&word.as_str())).collect()
    };
    // `Teh` for `the` is a slip, and so both are asked.
    all.min(of_pairs(&telling(gone), &telling(come)))
}

/// Words in the place of others, one for one; or the same letters parted or joined.
fn of_pairs(gone: &[String], come: &[String]) -> Matter {
    let letters = |words: &[String]| -> String { words.concat().chars().filter(|c| c.is_alphanumeric()).collect() };
    if letters(gone) == letters(come) {
        return Matter::Wording;
    }
    if gone.len() != come.len() {
        return Matter::Open;
    }
    gone.iter().zip(come).map(|(gone, come)| of_word(gone, come)).max().unwrap_or(Matter::Wording)
}

fn of_word(gone: &str, come: &str) -> Matter {
    match (gone, come) {
        _ if gone == come => Matter::Wording,
        _ if is_opposite(gone, come) || is_opposite(come, gone) => Matter::Material,
        _ if is_slip(gone, come) => Matter::Wording,
        _ => Matter::Open,
    }
}

fn is_opposite(word: &str, other: &str) -> bool {
    OPPOSITES.iter().any(|first| word.strip_prefix(first).map(|rest| rest.trim_start_matches('-')) == Some(other))
}

/// Whether one word is the other with a slip of the finger in it. The first letter of a word is seldom wrong.
fn is_slip(one: &str, other: &str) -> bool {
    let letters = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        order::sort(&mut letters);
        letters
    };
    let is_long = one.chars().count().min(other.chars().count()) >= SLIP_MIN;
    let begins_alike = one.chars().next() == other.chars().next();
    begins_alike && is_one_letter_off(one, other) && (is_long || letters(one) == letters(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn n2_numbers_days_names_claims_negations_and_units_are_material_a_slip_is_not_and_all_else_is_asked() {
        use Matter::{Material, Open, Wording};
        for (why, before, after, is) in [
            ("the same", "Renters sleep well.", "Renters sleep well.", Wording),
            ("points and case", "Renters sleep well.", "renters, sleep well!", Wording),
            ("a line break", "Renters sleep well.", "Renters\nsleep  well.", Wording),
            ("lines in another order", "Own: Keys\nOut: Loans", "Out: Loans\nOwn: Keys", Wording),
            ("a slip", "We recieve rent.", "We receive rent.", Wording),
            ("a slip in a short word", "Keep teh keys.", "Keep the keys.", Wording),
            ("a letter more", "Renters sleep quietlly.", "Renters sleep quietly.", Wording),
            ("an article", "Renters get keys.", "Renters get the keys.", Wording),
            ("one word or two", "Check out is calm.", "Checkout is calm.", Wording),
            ("a hyphen", "Pay-outs are calm.", "Payouts are calm.", Wording),
            ("an apostrophe", "A renters’ home", "A renters' home", Wording),
            ("a number", "Paid within 5 days", "Paid within 3 days", Material),
            ("a number in a word", "Paid within five days", "Paid within three days", Material),
            ("a number that came", "Rent is paid", "Rent is paid 2 times", Material),
            ("a part of a number", "At 99,5 of it", "At 995 of it", Material),
            ("thousands apart", "For 12,000 homes", "For 12000 homes", Wording),
            ("a date", "Open by 2026-11-29", "Open by 2026-12-29", Material),
            ("a month", "Open by March.", "Open by April.", Material),
            ("a day of the week", "Paid on Monday", "Paid on Friday", Material),
            ("how often", "Read weekly", "Read monthly", Material),
            ("a unit", "Paid in 5 days", "Paid in 5 weeks", Material),
            ("a sign of a unit", "Keys for 5 %", "Keys for 5 €", Material),
            ("a name", "We serve Berlin first", "We serve Lisbon first", Material),
            ("a name of letters", "We keep KYC", "We keep AML", Material),
            ("whose it is", "It is Berlin's own", "It is Berlin’s own", Wording),
            ("not", "We lend keys.", "We do not lend keys.", Material),
            ("never", "We lend keys.", "We never lend keys.", Material),
            ("no", "No loans by us.", "Loans by us.", Material),
            ("don't", "We don't lend keys.", "We lend keys.", Material),
            ("without", "Keys with a deposit", "Keys without a deposit", Material),
            ("an opposite", "Keys are available here", "Keys are unavailable here", Material),
            ("always", "Rent is paid.", "Rent is paid. Always.", Material),
            ("only", "We speak to renters", "We only speak to renters", Material),
            ("another stand", "Own: Keys", "Share: Keys", Material),
            ("another surface", "Own: Keys, at night", "Own: Locks, at night", Material),
            ("a claim that came", "Own: Keys", "Own: Keys\nOwn: Locks", Material),
            ("a line that is others' now", "Own: Keys\nIn: doors\nOut: bells", "Own: Keys\nIn: doors", Material),
            ("the note of a claim", "Own: Keys, while it rains", "Own: Keys, during rain", Open),
            ("a target", "Keys: on the day 80 % up → 90 %", "Keys: on the day 80 % up → 95 %", Material),
            ("other words", "Every invoice once", "Every payment once", Open),
            ("more words", "Renters sleep well.", "Renters of our homes sleep well.", Open),
            ("fewer words", "Renters really sleep well.", "Renters sleep well.", Open),
            ("a word like another", "Our sellers sleep", "Our tellers sleep", Open),
            ("another short word", "We lend keys", "We send keys", Open),
            ("nothing left", "Renters sleep well.", "", Open),
            ("a slip in a foreign word", "Wir schlafen gutt", "Wir schlafen gut", Open),
        ] {
            assert_eq!(matter(before, after), is, "{why}: {before} → {after}");
            assert_eq!(matter(after, before), is, "{why}, the other way round");
        }
    }

    #[test]
    fn the_greatest_change_of_several_counts() {
        for (after, is) in [
            ("We receive rent and hand over keys.", Matter::Wording),
            ("We receive rent and give out keys.", Matter::Open),
            ("We receive rent and hand over no keys.", Matter::Material),
        ] {
            assert_eq!(matter("We recieve rent and hand over keys.", after), is, "{after}");
        }
    }
}
