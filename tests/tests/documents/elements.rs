//! `custom-elements.json` tells other people's tools what there is: no more and no less than the sources have.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
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

    let parts: BTreeSet<&str> = quoted(&app, "part=\"").into_iter().chain(quoted(&loader, "part: \"")).collect();
    assert_eq!(named("cssParts")?, owned(parts));

    let properties = tokens.split("--muster-").skip(1).filter_map(|rest| rest.split_once(':').map(|(name, _)| name));
    let declared = properties.filter(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'));
    assert_eq!(named("cssProperties")?, declared.map(|name| format!("--muster-{name}")).collect::<BTreeSet<_>>());

    for event in named("events")? {
        assert!(app.contains(&format!("\"{event}\"")) || loader.contains(&format!("\"{event}\"")), "{event}");
    }
    Ok(())
}
