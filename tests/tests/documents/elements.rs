//! `custom-elements.json` tells other people's tools what there is: no more and no less than the sources have.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use muster_shared::files::faces::closed;
use muster_shared::kinds::outline::Body;
use muster_shared::kinds::{Face, Kind, log, role, series};
use serde_json::Value;

fn root() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every text of a folder, one after the other.
fn texts(folder: &Path) -> Result<String> {
    let mut all = String::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        all += &if path.is_dir() { texts(&path)? } else { fs::read_to_string(&path)? };
    }
    Ok(all)
}

/// The words between `before` and the next quotation mark, wherever it is.
fn quoted<'t>(text: &'t str, before: &str) -> BTreeSet<&'t str> {
    text.split(before).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// Sections that the face of an element draws from its kind's outline: each is named after the text or the list in it.
fn of_outlines(app: &str) -> impl Iterator<Item = &str> {
    let of_logs = [log::REQUESTS_SECTION, log::BETS_SECTION, log::LEARNINGS_SECTION];
    let drawn = of_logs.into_iter().chain([series::PURPOSE_SECTION, series::STANDING_SECTION]).collect::<Vec<_>>();
    assert_eq!(app.matches(": Section = ").count(), drawn.len(), "sections that faces draw from outlines");
    drawn.into_iter().filter_map(|section| match section.body {
        Body::Text(name) => Some(name),
        Body::Rows(rows) => Some(rows.list),
        _ => None,
    })
}

#[test]
fn every_attribute_event_part_and_property_is_described_and_nothing_else() -> Result<()> {
    let described: Value = serde_json::from_str(&fs::read_to_string(root().join("app/web/custom-elements.json"))?)?;
    let elements = described["modules"][0]["declarations"].as_array().context("declarations")?;
    let named_in = |element: &Value, list: &str| -> Result<BTreeSet<String>> {
        let entries = element[list].as_array().with_context(|| list.to_owned())?;
        Ok(entries.iter().filter_map(|entry| entry["name"].as_str()).map(str::to_owned).collect())
    };
    // Attributes, events and properties are those of every element; parts are of one or the other.
    let named = |list: &str| -> Result<BTreeSet<String>> {
        let all = elements.iter().map(|element| named_in(element, list)).collect::<Result<Vec<_>>>()?;
        if list != "cssParts" {
            assert!(all.iter().all(|one| *one == all[0]), "{list} of all elements are the same");
        }
        Ok(all.into_iter().flatten().collect())
    };
    let owned = |names: BTreeSet<&str>| names.into_iter().map(str::to_owned).collect::<BTreeSet<_>>();

    let (loader, tokens) = (texts(&root().join("app/web"))?, fs::read_to_string(root().join("style/tokens.css"))?);
    let app = texts(&root().join("app/src"))?;
    let names = loader.split("const NAMES = [").nth(1).and_then(|rest| rest.split(']').next()).context("NAMES")?;
    assert_eq!(named("attributes")?, owned(names.split(", ").map(|name| name.trim_matches('"')).collect()));

    let of_form = |form: &'static str| app.split(form).skip(1).filter_map(|rest| rest.split('"').nth(2));
    let sections = of_form("section(cx.form, \"").chain(of_form("section(face.form, \""));
    let parts = quoted(&app, "part=\"").into_iter().chain(quoted(&app, "(\"part\", \""));
    let parts = parts.chain(quoted(&loader, "part: \"")).chain(sections).chain(of_outlines(&app));
    let parts: BTreeSet<&str> = parts.collect();
    assert_eq!(named("cssParts")?, owned(parts));

    let properties = tokens.split("--muster-").skip(1).filter_map(|rest| rest.split_once(':').map(|(name, _)| name));
    let declared = properties.filter(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'));
    assert_eq!(named("cssProperties")?, declared.map(|name| format!("--muster-{name}")).collect::<BTreeSet<_>>());

    for event in named("events")? {
        assert!(app.contains(&format!("\"{event}\"")) || loader.contains(&format!("\"{event}\"")), "{event}");
    }
    Ok(())
}

#[test]
fn every_kind_that_other_pages_may_show_has_an_element_that_is_described_and_no_other_kind_has() -> Result<()> {
    let described: Value = serde_json::from_str(&fs::read_to_string(root().join("app/web/custom-elements.json"))?)?;
    let module = &described["modules"][0];
    let named = |list: &str, key: &str| -> Result<BTreeSet<String>> {
        let entries = module[list].as_array().with_context(|| list.to_owned())?;
        Ok(entries.iter().filter_map(|entry| entry[key].as_str()).map(str::to_owned).collect())
    };
    let elements = Kind::ALL.into_iter().filter(|kind| kind.spec().face.is_ok_and(Face::is_element));
    let elements: BTreeSet<String> = elements.map(|kind| format!("muster-{kind}")).collect();
    assert_eq!(named("declarations", "tagName")?, elements, "declarations of app/web/custom-elements.json");
    assert_eq!(named("exports", "name")?, elements, "exports of app/web/custom-elements.json");
    let readme = fs::read_to_string(root().join("README.md"))?;
    for element in &elements {
        assert!(readme.contains(&format!("<{element} doc=")), "README.md shows how {element} is written");
    }
    Ok(())
}

#[test]
fn no_script_of_a_page_tells_a_kind_by_itself() -> Result<()> {
    let scripts = [
        "around", "bring", "embed", "follow", "frame", "hearing", "holder", "left", "links", "reading", "rungs",
        "shared", "text", "views", "widget", "wish",
    ];
    for file in scripts.map(|name| format!("{name}.js")) {
        let script = fs::read_to_string(root().join("app/web").join(&file))?;
        // The loader asks by the first kind's name whether another loader was here before.
        let script = script.replace("customElements.get(\"muster-charter\")", "");
        // Words that somebody has begun to type are kept under this name, whatever they are for.
        let script = script.replace("muster-draft", "");
        let code: String = script.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        // That kind bears a word of HTML and of rights.
        for kind in Kind::ALL.into_iter().filter(|kind| *kind != role::KIND) {
            let words = code.split(|letter: char| !letter.is_ascii_alphanumeric());
            assert!(!words.into_iter().any(|word| word == kind.name()), "{file} names the kind {kind}");
        }
    }
    Ok(())
}

#[test]
fn a_page_copies_the_elements_that_the_server_writes_and_no_others() -> Result<()> {
    let script = fs::read_to_string(root().join("app/web/copied.js"))?;
    let list =
        script.split("const ELEMENTS = {").nth(1).and_then(|rest| rest.split("};").next()).context("ELEMENTS")?;
    let names = |listed: &str| -> BTreeSet<String> {
        let names = listed.split(',').map(|name| name.trim().trim_matches('"').to_owned());
        names.filter(|name| !name.is_empty()).collect()
    };
    let entries = list.split("],").filter_map(|entry| entry.split_once(": ["));
    let copied: BTreeMap<&str, BTreeSet<String>> =
        entries.map(|(element, attributes)| (element.trim(), names(attributes))).collect();
    // Where a link leads, and on what terms, the page writes itself.
    let is_copied = |name: &&&str| !["href", "rel"].contains(*name);
    let written: BTreeMap<&str, BTreeSet<String>> = closed::ELEMENTS
        .iter()
        .map(|(element, may)| (*element, may.iter().filter(is_copied).map(|name| (*name).to_owned()).collect()))
        .collect();
    assert_eq!(copied, written);
    Ok(())
}
