//! The tables of what is built of the model: each item stands there once, and the pages and tests that they name are there.

use anyhow::{Context, Result, ensure};

use crate::sources::{Source, nothing, sources};

const TABLES: &str = include_str!("../../../docs/coverage.md");

/// The items: a letter, and how many have it.
const ITEMS: [(char, usize); 2] = [('A', 82), ('N', 24)];

/// How far an item is built: the beginning of its state.
const WHOLE: &str = "whole";
const PARTLY: &str = "partly: ";
const NOT_YET: &str = "not yet: ";

/// The word of a row that no test shows.
const NO_TEST: &str = "nothing";

/// A row: its item's number and name, the pages on which people meet it, how far it is built, and the tests that show it.
struct Row {
    number: &'static str,
    item: &'static str,
    place: &'static str,
    state: &'static str,
    shown: &'static str,
}

impl Row {
    fn of(line: &'static str) -> Option<Self> {
        let mut cells = line.strip_prefix("| ")?.strip_suffix(" |")?.split(" | ");
        let mut next = || cells.next();
        let row = Self { number: next()?, item: next()?, place: next()?, state: next()?, shown: next()? };
        cells.next().is_none().then_some(row)
    }

    /// The words of pages that it names: those that are set apart.
    fn words(&self) -> impl Iterator<Item = &'static str> {
        self.place.split('*').skip(1).step_by(2)
    }

    /// The tests that it names: a file, and a title or a function there.
    fn tests(&self) -> impl Iterator<Item = &'static str> {
        self.shown.split("<br>").filter(|test| *test != NO_TEST)
    }
}

fn rows() -> Result<Vec<Row>> {
    let is_row = |line: &&str| line.strip_prefix("| ").is_some_and(|line| line.starts_with(['A', 'N']));
    TABLES.lines().filter(is_row).map(|line| Row::of(line).context(line)).collect()
}

/// Whether a test that is named as `` `file` › title `` stands in that file.
fn stands(test: &str, sources: &[Source]) -> bool {
    let named = test.strip_prefix('`').and_then(|test| test.split_once("` › "));
    named.is_some_and(|(path, title)| {
        let declared = if path.ends_with(".rs") { format!("fn {title}()") } else { format!("test(\"{title}\"") };
        sources.iter().any(|source| source.path == path && source.text.contains(&declared))
    })
}

#[test]
fn every_item_of_the_model_has_one_row_in_order() -> Result<()> {
    let items = ITEMS.into_iter().flat_map(|(letter, n)| (1..=n).map(move |nth| format!("{letter}{nth}")));
    let rows = rows()?;
    assert_eq!(rows.iter().map(|row| row.number.to_owned()).collect::<Vec<_>>(), items.collect::<Vec<_>>());
    let is_long = |row: &&Row| !(3..=8).contains(&row.item.split_whitespace().count());
    nothing("an item is told in three to eight words", rows.iter().filter(is_long).map(|row| row.number.to_owned()));
    Ok(())
}

#[test]
fn a_row_without_a_test_says_that_its_item_is_not_whole_and_the_states_are_counted() -> Result<()> {
    let rows = rows()?;
    let count = |state: &str| rows.iter().filter(|row| row.state.starts_with(state)).count();
    let (whole, partly, not_yet) = (count(WHOLE), count(PARTLY), count(NOT_YET));
    ensure!(whole + partly + not_yet == rows.len(), "a state begins with `{WHOLE}`, `{PARTLY}` or `{NOT_YET}`");
    let says = format!("Today {whole} are whole, {partly} are partly there, {not_yet} are not yet there.");
    ensure!(TABLES.contains(&says), "the page has to say: {says}");
    let unshown = rows.iter().filter(|row| row.state.starts_with(WHOLE) && row.tests().next().is_none());
    nothing("a whole item has a test that shows it", unshown.map(|row| row.number.to_owned()));
    Ok(())
}

#[test]
fn the_pages_that_rows_name_have_these_words() -> Result<()> {
    let sources = sources()?;
    let product: Vec<&Source> = sources.iter().filter(|source| source.is_product()).collect();
    let mut gone = Vec::new();
    for row in rows()? {
        ensure!(row.words().next().is_some(), "{} names no page", row.number);
        let is_said = |word: &str| product.iter().any(|source| source.text.contains(&format!("\"{word}\"")));
        gone.extend(row.words().filter(|word| !is_said(word)).map(|word| format!("{}: {word}", row.number)));
    }
    nothing("no page has these words", gone);
    Ok(())
}

#[test]
fn the_tests_that_rows_name_are_there() -> Result<()> {
    let sources = sources()?;
    let mut gone = Vec::new();
    for row in rows()? {
        gone.extend(row.tests().filter(|test| !stands(test, &sources)).map(|test| format!("{}: {test}", row.number)));
    }
    nothing("these tests are not there", gone);
    Ok(())
}
