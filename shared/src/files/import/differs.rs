//! Differences between a file and the document that it belongs to. An import changes nothing that stands; so that nothing
//! of the file is lost in silence, each difference is told, and texts can become suggestions.

use std::collections::{BTreeMap, BTreeSet};

use super::Draft;
use super::filler::{made_id, one, words};
use crate::id::{DocId, RowId};
use crate::kinds::charter::{self, LINE, NAME};
use crate::kinds::talk::{Anchor, ON, PROPOSED, SEEN, SUGGESTIONS};
use crate::kinds::{Kind, outline};
use crate::names;
use crate::order::gather;
use crate::sheet::{Named, Register, Row, Sheet, Value};

/// Something that the file says otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// The difference in a clause, with the words of both.
    pub words: String,
    /// The text that it is about, where other words can be suggested for it, with the words here and in the file.
    text: Option<(Anchor, String, String)>,
}

/// Everything that `file` says otherwise than `here`, the document as it stands, and than `shown`, the same with people
/// called by their names of now. A draft of Muster's own tells of rows that it lacks, too.
pub fn differences(draft: &Draft, file: &Sheet, here: &Sheet, shown: &Sheet) -> Vec<Difference> {
    let mut found = Vec::new();
    texts(draft.kind, file, here, &mut found);
    registers(&file.values, &here.values, &shown.values, "", &mut found);
    for (list, rows) in &file.lists {
        let title = titled(draft.kind, list);
        let places: BTreeMap<&RowId, &Row> = gather(here.all_rows(list).iter().map(|row| (&row.id, row)));
        for row in rows {
            let Some(there) = places.get(&row.id) else { continue };
            let shown = shown.all_rows(list).iter().find(|shown| shown.id == row.id).unwrap_or(there);
            rows_differ((list, &title), row, (there, shown), &mut found);
        }
        let known: BTreeSet<&RowId> = gather(rows.iter().map(|row| &row.id));
        let lacks = here.rows(list).filter(|row| !known.contains(&row.id)).count();
        if draft.doc.is_some() && lacks > 0 {
            let of = if lacks == 1 { "1 row here is".to_owned() } else { format!("{lacks} rows here are") };
            found.push(Difference { words: format!("{title}: {of} not in the file"), text: None });
        }
    }
    found
}

fn texts(kind: Kind, file: &Sheet, here: &Sheet, found: &mut Vec<Difference>) {
    let said = file.texts.iter().filter(|(_, text)| !text.trim().is_empty());
    for (name, text) in said {
        let there = here.text(name);
        if !there.trim().is_empty() && !is_same(text, there) {
            let anchor = Some(Anchor::new(name, None)).filter(|_| name != NAME);
            found.push(of_text(&titled(kind, name), anchor, there, text));
        }
    }
}

fn rows_differ((list, title): (&str, &str), row: &Row, (there, shown): (&Row, &Row), found: &mut Vec<Difference>) {
    if there.archived.is_some() {
        if row.archived.is_none() {
            found.push(Difference { words: format!("{title}: “{}” was removed here", in_short(row)), text: None });
        }
        return;
    }
    for (name, text) in row.texts.iter().filter(|(_, text)| !text.trim().is_empty()) {
        let now = there.text(name);
        if !now.trim().is_empty() && !is_same(text, now) {
            let anchor = Some(Anchor::new(list, Some(row.id.clone()))).filter(|_| name == LINE);
            found.push(of_text(title, anchor, now, text));
        }
    }
    registers(&row.values, &there.values, &shown.values, &format!("{title}, {}: ", in_short(there)), found);
}

fn registers(
    file: &BTreeMap<String, Register>,
    here: &BTreeMap<String, Register>,
    shown: &BTreeMap<String, Register>,
    of: &str,
    found: &mut Vec<Difference>,
) {
    for (name, register) in file.iter().filter(|(_, register)| !register.is_vacant()) {
        let Some(there) = here.get(name).filter(|there| !there.is_vacant()) else { continue };
        let now = shown.get(name).unwrap_or(there);
        let missing = register.writes.iter().map(|write| &write.value).find(|value| {
            [there, now].iter().all(|register| register.writes.iter().all(|write| !is_same_value(&write.value, value)))
        });
        if let Some(value) = missing {
            let (value, now) = (in_words(value), now.shown().map(in_words).unwrap_or_default());
            let words = format!("{of}{}: the file says “{value}”, and “{now}” stands here", name.replace('_', " "));
            found.push(Difference { words, text: None });
        }
    }
}

fn of_text(title: &str, anchor: Option<Anchor>, here: &str, file: &str) -> Difference {
    let words = format!("{title}: the file says “{}”, and “{}” stands here", short(file), short(here));
    Difference { words, text: anchor.map(|anchor| (anchor, here.to_owned(), file.to_owned())) }
}

/// The differences in a charter's texts as suggestions, for its talk; the same differences are the same suggestions.
pub fn suggestions(doc: &DocId, found: &[Difference]) -> Sheet {
    let row = |difference: &Difference| {
        let (anchor, here, file) = difference.text.as_ref()?;
        let on = anchor.to_string();
        let mut row = Row::new(made_id(&[doc.as_str(), &on, here, file]));
        row.texts = [(PROPOSED.to_owned(), file.clone()), (SEEN.to_owned(), here.clone())].into();
        row.values.insert(ON.to_owned(), one(on));
        Some(row)
    };
    let rows: Vec<Row> = found.iter().filter_map(row).collect();
    Sheet { lists: [(SUGGESTIONS.to_owned(), rows)].into(), ..Sheet::default() }
}

/// The heading under which a text or a list stands.
fn titled(kind: Kind, name: &str) -> String {
    let outline = kind.outline();
    let is_it = |section: &&outline::Section| match &section.body {
        outline::Body::Text(text) => *text == name,
        outline::Body::Rows(rows) => rows.list == name,
        _ => false,
    };
    if kind == charter::KIND && name == charter::CLAIMS {
        return charter::outline::MANDATE.heading.to_owned();
    }
    let section = outline.all_sections().into_iter().find(is_it);
    section.map_or_else(|| name.replace('_', " "), |section| section.heading.to_owned())
}

/// Whether two texts say the same, but for white space.
fn is_same(one: &str, other: &str) -> bool {
    one.split_whitespace().eq(other.split_whitespace())
}

fn is_same_value(one: &Value, other: &Value) -> bool {
    match (one.words(), other.words()) {
        (Some(one), Some(other)) => Named::read(one).is(&Named::read(other)) || names::same(one, other),
        _ => one == other,
    }
}

fn in_words(value: &Value) -> String {
    value.words().map_or_else(|| value.to_string(), |words| Named::read(words).name.to_owned())
}

fn in_short(row: &Row) -> String {
    let texts = row.texts.values().map(String::as_str);
    let values = row.values.values().filter_map(|register| register.shown()?.words());
    short(texts.chain(values).find(|words| !words.trim().is_empty()).unwrap_or("a row"))
}

fn short(text: &str) -> String {
    const CHARS_MAX: usize = 80;
    let line = words(text);
    if line.chars().count() <= CHARS_MAX { line } else { line.chars().take(CHARS_MAX - 1).chain(['…']).collect() }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;
    use crate::files::import::read;

    #[test]
    fn what_a_file_says_otherwise_is_told_and_texts_become_the_same_suggestions_each_time() {
        let draft = |page: &str| read("team.md", page.as_bytes()).unwrap().remove(0);
        let there =
            draft("# Doors\n\nRuns until: 2027-01-01\n\n## Mission\n\nOpen  doors.\n\n## In scope\n\n- Hinges\n").sheet;
        let same = draft(
            "# doors\n\nRuns until: 2027-01-01\n\n## Mission\n\nOpen doors.\n\n## In scope\n\n- Hinges\n- Locks\n",
        );
        assert_eq!(differences(&same, &same.sheet, &there, &there).len(), 1, "only the name's letter case");
        let other = draft("# Doors\n\nRuns until: 2027-02-01\n\n## Mission\n\nClose doors.\n");
        let found = differences(&other, &other.sheet, &there, &there);
        let told: Vec<&str> = found.iter().map(|one| one.words.as_str()).collect();
        assert_eq!(
            told,
            [
                "Mission: the file says “Close doors.”, and “Open doors.” stands here",
                "ends: the file says “2027-02-01”, and “2027-01-01” stands here"
            ]
        );
        let doc = "doors".parse().unwrap();
        let sheet = suggestions(&doc, &found);
        assert_eq!(sheet, suggestions(&doc, &found));
        let row = &sheet.lists[SUGGESTIONS][0];
        assert_eq!(
            (row.text(PROPOSED), row.text(SEEN), row.value(ON).words()),
            ("Close doors.", "Open  doors.", "mission")
        );
    }
}
