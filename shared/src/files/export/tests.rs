//! How documents read in files: the golden faces were written by the version before the outlines.
//!
//! `MUSTER_GOLDEN=write` writes those that are not there yet; a file that is there is never written again.
#![allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]

use std::fs;
use std::path::{Path, PathBuf};

use super::{Beside, html_beside, markdown, markdown_beside};
use crate::files::import::{Placed, place, read};
use crate::files::sample::sample;
use crate::id::DocId;
use crate::kinds::charter;
use crate::kinds::outline::Sources;
use crate::kinds::talk::{Section, Tally};
use crate::sheet::Sheet;

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/golden").join(name)
}

fn sheet(name: &str) -> Sheet {
    serde_json::from_str(&fs::read_to_string(golden(name)).unwrap()).unwrap()
}

/// Charters of every version, and the worked example: id, charter, and its part of the `org` document.
fn charters() -> Vec<(DocId, Sheet, Sheet)> {
    let written = ("team-1".parse().unwrap(), sheet("charter.1.json"), sheet("org.1.json"));
    let example = sample().into_iter().map(|draft| {
        let id: DocId = draft.source.replace("sample:", "").parse().unwrap();
        let Placed { sheet: charter, org } = place(&draft, &id, &Sheet::default());
        (id, charter, org)
    });
    std::iter::once(written).chain(example).collect()
}

fn holds(name: &str, face: &str) {
    let path = golden("faces").join(name);
    if !path.exists() && std::env::var("MUSTER_GOLDEN").is_ok_and(|how| how == "write") {
        fs::write(&path, face).unwrap();
    }
    assert_eq!(face, fs::read_to_string(&path).unwrap(), "{name}");
}

#[test]
fn a_charter_reads_in_markdown_as_it_always_did() {
    for (id, charter, org) in charters() {
        holds(&format!("{id}.md"), &markdown(charter::KIND, &Sources { sheet: &charter, org: &org, doc: &id }));
    }
}

#[test]
fn what_people_agreed_to_has_the_words_it_always_had() {
    for (id, charter, org) in charters() {
        let from = Sources { sheet: &charter, org: &org, doc: &id };
        let words = Section::ALL.map(|section| format!("[{}]\n{}", section.title(), section.words(&from)));
        holds(&format!("{id}.agreed.txt"), &words.join("\n\n"));
    }
}

#[test]
fn how_far_a_charter_is_agreed_stands_in_its_faces_and_an_import_leaves_it_to_the_talk() {
    let agreed = ["2 of 3 agree to everything", "Mission: 3 of 3 agree"];
    let agreed = agreed.map(|says| Tally { says: says.to_owned(), ..Tally::default() }).to_vec();
    let beside = Beside { agreed, ..Beside::default() };
    for (id, charter, org) in charters() {
        let from = Sources { sheet: &charter, org: &org, doc: &id };
        let page = markdown_beside(charter::KIND, &from, &beside);
        assert!(page.contains("## Agreement\n\n2 of 3 agree to everything\n\n- Mission: 3 of 3 agree\n"), "{page}");
        let html = html_beside(charter::KIND, &from, &beside);
        assert!(
            ["2 of 3 agree to everything", "Mission: 3 of 3 agree"].iter().all(|line| html.contains(line)),
            "{html}"
        );
        let sheet = |page: &str| read("page.md", page.as_bytes()).unwrap().remove(0).sheet;
        assert_eq!(sheet(&page), sheet(&markdown(charter::KIND, &from)), "{id}");
    }
}
