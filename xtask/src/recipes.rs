//! `app/wikis/`: the table of recipes, and a folder for each product with what its administrator installs. A file there is
//! a package by itself; a folder is one as `muster-<product>.zip`. The server writes its own address into them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::assets::{Copies, Dist};
use crate::workspace::Workspace;

/// The packages by their names, each with the paths and texts of its files.
type Packages = BTreeMap<String, Vec<Value>>;

/// Adds the table as it is, and all packages as one file.
pub(crate) fn add(workspace: &Workspace, dist: &mut Dist) -> Result<()> {
    let folder = workspace.root.join("app/wikis");
    dist.add("wikis.json", text(&folder.join("wikis.json"))?.as_bytes(), Copies::Compressed)?;
    dist.add("wikis/packages.json", &serde_json::to_vec(&packages(&folder)?)?, Copies::PlainOnly)
}

fn packages(folder: &Path) -> Result<Packages> {
    let mut packages = Packages::new();
    for product in inside(folder)?.into_iter().filter(|path| path.is_dir()) {
        for entry in inside(&product)? {
            if entry.is_dir() {
                let files = inside(&entry)?;
                let parts = files.iter().map(|file| part(&product, file)).collect::<Result<_>>()?;
                packages.insert(format!("muster-{}.zip", name(&product)), parts);
            } else {
                packages.insert(name(&entry), vec![part(&product, &entry)?]);
            }
        }
    }
    Ok(packages)
}

fn part(product: &Path, file: &Path) -> Result<Value> {
    let path = file.strip_prefix(product)?.to_string_lossy().replace('\\', "/");
    Ok(json!({ "path": path, "text": text(file)? }))
}

/// The paths in a folder, in an order that no file system has a say in.
fn inside(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("could not read {}", folder.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn text(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("could not read {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The holes of recipes, which the page that shows them fills.
    const IN_RECIPES: [&str; 5] = ["origin", "host", "doc", "view", "key"];
    /// The holes of packages, which the server fills.
    const IN_PACKAGES: [&str; 4] = ["origin", "host", "socket", "room"];
    const FIELDS: [&str; 11] =
        ["slug", "name", "works", "link", "element", "frame", "face", "admin", "package", "directives", "notes"];
    const DIRECTIVES: [&str; 3] = ["script-src", "frame-src", "connect-src"];

    fn folder() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/wikis")
    }

    fn recipes() -> Result<Vec<Value>> {
        Ok(serde_json::from_str(&text(&folder().join("wikis.json"))?)?)
    }

    /// The words that stand alone between braces.
    fn holes(text: &str) -> impl Iterator<Item = &str> {
        let inner = text.split('{').skip(1).filter_map(|after| after.split_once('}')).map(|(inner, _)| inner);
        inner.filter(|inner| !inner.is_empty() && inner.bytes().all(|byte| byte.is_ascii_lowercase()))
    }

    fn strings(value: &Value) -> Vec<&str> {
        match value {
            Value::String(text) => vec![text],
            Value::Array(values) => values.iter().flat_map(strings).collect(),
            Value::Object(fields) => fields.values().flat_map(strings).collect(),
            _ => Vec::new(),
        }
    }

    fn keys(value: &Value) -> Vec<&str> {
        value.as_object().into_iter().flatten().map(|(key, _)| key.as_str()).collect()
    }

    fn sorted<const N: usize>(mut names: [&str; N]) -> Vec<&str> {
        names.sort_unstable();
        names.to_vec()
    }

    #[test]
    fn every_recipe_has_the_fields_that_readers_of_the_table_expect() -> Result<()> {
        for recipe in recipes()? {
            let mut found = keys(&recipe);
            found.sort_unstable();
            assert_eq!(found, sorted(FIELDS), "{recipe}");
            assert!(["tested", "replayed", "read"].contains(&recipe["works"].as_str().unwrap_or_default()), "{recipe}");
            for field in ["slug", "name", "link", "notes"] {
                assert!(recipe[field].as_str().is_some_and(|text| !text.is_empty()), "{field} of {recipe}");
            }
            for step in recipe["admin"].as_array().context("steps")? {
                let mut found = keys(step);
                found.sort_unstable();
                assert_eq!(found, ["code", "text", "title"], "{recipe}");
            }
            assert!(keys(&recipe["directives"]).iter().all(|name| DIRECTIVES.contains(name)), "{recipe}");
        }
        Ok(())
    }

    #[test]
    fn every_hole_is_known_to_whoever_fills_it() -> Result<()> {
        for recipe in recipes()? {
            for text in strings(&recipe) {
                let unknown: Vec<&str> = holes(text).filter(|hole| !IN_RECIPES.contains(hole)).collect();
                assert!(unknown.is_empty(), "{unknown:?} in {text}");
            }
        }
        for (package, parts) in packages(&folder())? {
            for text in parts.iter().flat_map(strings) {
                let unknown: Vec<&str> = holes(text).filter(|hole| !IN_PACKAGES.contains(hole)).collect();
                assert!(unknown.is_empty(), "{unknown:?} in {package}");
            }
            assert!(parts.iter().flat_map(strings).any(|text| text.contains("{origin}")), "{package} names the server");
        }
        Ok(())
    }

    #[test]
    fn every_package_is_offered_by_a_recipe_and_is_there() -> Result<()> {
        let recipes = recipes()?;
        let mut offered: Vec<&str> =
            recipes.iter().filter_map(|recipe| recipe["package"].as_str()?.strip_prefix("/wikis/")).collect();
        offered.sort_unstable();
        assert_eq!(offered, packages(&folder())?.keys().map(String::as_str).collect::<Vec<_>>());
        Ok(())
    }

    #[test]
    fn every_product_with_a_folder_has_a_recipe() -> Result<()> {
        let recipes = recipes()?;
        for product in inside(&folder())?.into_iter().filter(|path| path.is_dir()) {
            let found = recipes.iter().any(|recipe| recipe["slug"].as_str() == Some(&*name(&product)));
            assert!(found, "{}", product.display());
        }
        Ok(())
    }
}
