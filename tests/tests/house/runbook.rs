//! The runbook: each sentence that it has the program say stands in the code.

use anyhow::{Result, ensure};

use crate::sources::{Source, nothing, sources};

const RUNBOOK: &str = include_str!("../../../docs/runbook.md");

/// The mark of a name, a number or a cause that stands there.
const LEFT_OPEN: char = '…';

/// The words as they are read: broken lines are one.
fn joined(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A file's texts, with those in one piece that are written over several lines.
fn texts(source: &Source) -> String {
    joined(&source.text.replace("\\\n", "\n").replace("{}", "…"))
}

#[test]
fn each_sentence_of_the_runbook_is_the_programs_own() -> Result<()> {
    let product: Vec<String> = sources()?.iter().filter(|source| source.is_product()).map(texts).collect();
    let quoted: Vec<String> =
        RUNBOOK.split('“').skip(1).filter_map(|rest| rest.split_once('”')).map(|(words, _)| joined(words)).collect();
    ensure!(quoted.len() > 20, "{} sentences", quoted.len());
    let parts = quoted.iter().flat_map(|words| words.split(LEFT_OPEN)).map(str::trim).filter(|part| part.len() > 3);
    let is_said = |part: &&str| product.iter().any(|text| text.contains(*part));
    nothing(
        "the runbook has the program say what it does not say",
        parts.filter(|part| !is_said(part)).map(str::to_owned),
    );
    Ok(())
}
