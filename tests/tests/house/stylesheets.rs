//! Stylesheets: each class has one that says how it looks, so that nobody who changes it has to look for another.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};

use crate::sources::{nothing, sources};

/// Paper says anew of many classes how they look there.
const PAPER: &str = "style/print.css";

/// The classes that begin a rule in several stylesheets still. The list only shrinks.
const IN_SEVERAL: [&str; 10] =
    ["btn", "dec", "label", "margin", "muster-charter", "note", "part", "rows", "side", "title"];

/// The stylesheets that come with the chunk of one part of the page (`xtask/src/stylesheet.rs`), and the folder of that part.
const OF_PARTS: [(&str, &str); 6] = [
    ("style/share.css", "app/src/pages/share/"),
    ("style/widgets/blind.css", "app/src/pages/boxes/"),
    ("style/widgets/map.css", "app/src/pages/map/"),
    ("style/widgets/mine.css", "app/src/pages/mine/"),
    ("style/widgets/okr.css", "app/src/widgets/okr/"),
    ("style/widgets/pocket.css", "app/src/pages/pocket/"),
];
/// Addresses are words like classes.
const ADDRESSES: &str = "app/src/pages/router.rs";
/// The most classes that an element is given in one text; longer ones are words to look for.
const CLASSES_MAX: usize = 4;

/// The selectors of the rules of a stylesheet that stand in no other rule. Conditions and layers around them are no rules.
fn outermost(css: &str) -> Vec<String> {
    let (mut selectors, mut around, mut head, mut quote, mut depth) = (Vec::new(), Vec::new(), String::new(), None, 0);
    for sign in without_comments(css).chars() {
        match (quote, sign) {
            (Some(open), _) => {
                quote = (sign != open).then_some(open);
                head.push(sign);
            }
            (None, '"' | '\'') => {
                quote = Some(sign);
                head.push(sign);
            }
            (None, '{') if depth == 0 => {
                let is_rule = !head.trim().starts_with('@');
                if is_rule && !around.contains(&true) {
                    selectors.extend(split(&head));
                }
                around.push(is_rule);
                head.clear();
            }
            (None, '}') if depth == 0 => {
                around.pop();
                head.clear();
            }
            (None, ';') if depth == 0 => head.clear(),
            (None, _) => {
                depth += i32::from(sign == '(') - i32::from(sign == ')');
                head.push(sign);
            }
        }
    }
    selectors
}

fn without_comments(css: &str) -> String {
    let mut parts = css.split("/*");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once("*/").map_or("", |(_, rest)| rest))
}

/// A list of selectors, one by one: a comma within brackets parts none.
fn split(list: &str) -> Vec<String> {
    let (mut all, mut depth) = (vec![String::new()], 0);
    for sign in list.chars() {
        depth += i32::from("([".contains(sign)) - i32::from(")]".contains(sign));
        match all.last_mut() {
            Some(last) if sign != ',' || depth > 0 => last.push(sign),
            _ => all.push(String::new()),
        }
    }
    all.into_iter().map(|selector| selector.trim().to_owned()).collect()
}

/// The class that a selector begins with.
fn begins_with(selector: &str) -> Option<&str> {
    let rest = selector.strip_prefix('.')?;
    let end = rest.find(|sign: char| !(sign.is_alphanumeric() || "-_".contains(sign))).unwrap_or(rest.len());
    rest.get(..end).filter(|class| !class.is_empty())
}

/// The words of the texts in a source that may be classes.
fn classes_in(source: &str) -> impl Iterator<Item = &str> {
    let is_of_classes = |text: &&str| {
        let is_of_one = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || "- ".contains(sign);
        text.chars().all(is_of_one) && text.split(' ').count() <= CLASSES_MAX
    };
    let texts = source.lines().flat_map(|line| line.split('"').skip(1).step_by(2));
    texts.filter(is_of_classes).flat_map(|text| text.split(' '))
}

#[test]
fn the_rules_of_a_stylesheet_are_read_with_all_that_may_stand_around_them() {
    let css = r#"/* .no { } */ @layer a { .one, .two:is(.x, .y) > b { & .in { } @media (width < 3px) { .deep { } } }
        @container c (width < 2em) { .three { content: "}{;"; } } .four::before { } i .five { } }"#;
    let classes: Vec<_> = outermost(css).iter().filter_map(|one| begins_with(one).map(str::to_owned)).collect();
    assert_eq!(classes, ["one", "two", "three", "four"]);
}

#[test]
fn a_class_begins_the_rules_of_one_stylesheet() -> Result<()> {
    let sources = sources()?;
    let sheets = sources.iter().filter(|source| source.below("style/") && source.is(&["css"]) && source.path != PAPER);
    let mut places: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for sheet in sheets {
        for selector in outermost(&sheet.text) {
            if let Some(class) = begins_with(&selector) {
                places.entry(class.to_owned()).or_default().insert(&sheet.path);
            }
        }
    }
    let several: BTreeMap<_, _> = places.into_iter().filter(|(_, sheets)| sheets.len() > 1).collect();
    let known = |class: &str| IN_SEVERAL.contains(&class);
    let new =
        several.iter().filter(|(class, _)| !known(class)).map(|(class, sheets)| format!(".{class} in {sheets:?}"));
    nothing("a class has one stylesheet, and a name of its own", new);
    let gone = IN_SEVERAL.iter().filter(|class| !several.contains_key(**class)).map(|class| format!(".{class}"));
    nothing("the list of classes in several stylesheets only shrinks: take these out", gone);
    Ok(())
}

#[test]
fn a_class_whose_stylesheet_comes_with_a_chunk_is_named_in_that_part_of_the_page_alone() -> Result<()> {
    let sources = sources()?;
    let mut elsewhere = Vec::new();
    for (path, folder) in OF_PARTS {
        let sheet = sources.iter().find(|source| source.path == path).with_context(|| format!("{path} is not here"))?;
        let selectors = outermost(&sheet.text);
        let classes: BTreeSet<&str> = selectors.iter().filter_map(|one| begins_with(one)).collect();
        let is_other = |path: &str| path != ADDRESSES && !path.starts_with(folder);
        for source in sources.iter().filter(|source| source.below("app/src/") && is_other(&source.path)) {
            let named = classes_in(&source.text).filter(|class| classes.contains(class));
            elsewhere.extend(named.map(|class| format!(".{class} of {path} in {}", source.path)));
        }
    }
    nothing("the sheet of a chunk is not there where other chunks are shown", elsewhere);
    Ok(())
}
