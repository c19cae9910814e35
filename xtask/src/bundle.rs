//! Bundles of chunks. The cut makes a file of all code that the same groups share, which is some three hundred files; a
//! page would ask for most of them one by one. Those that always come together are one file and one module here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::merged::merged;
use crate::shorten::bare;
use crate::split::{Groups, LOADER};

/// The groups that nearly every page shows: of what they share with others, there is one bundle for each set of them.
const EVERYWHERE: [&str; 2] = ["charter", "shell"];
/// The group that comes beside every page a moment later: what it shares with the rest is a bundle, too.
const SOON: &str = "pocket";
/// The end of the way to load a chunk that needs no other one.
const ENDS: &str = ", []);\n";

/// Puts the files that groups share into bundles, and lets the loader in `out` ask for those. The answer is the files of each
/// group.
pub(crate) fn bundle(out: &Path, groups: &Groups) -> Result<Groups> {
    let script = out.join(LOADER);
    let mut loader = fs::read_to_string(&script)?;
    let mut place = BTreeMap::new();
    for (name, files) in bundles(groups) {
        let bundle = format!("{name}.wasm");
        let parts = files.iter().map(|file| Ok(fs::read(out.join(file))?)).collect::<Result<Vec<_>>>()?;
        fs::write(out.join(&bundle), merged(&parts)?)?;
        loader = loads_as_one(&loader, &files, &bundle)?;
        for file in files {
            fs::remove_file(out.join(file))?;
            place.insert(file, bundle.clone());
        }
    }
    fs::write(script, bare(&loader))?;
    let of_group = |files: &Vec<String>| -> Vec<String> {
        let there = files.iter().map(|file| place.get(file.as_str()).unwrap_or(file));
        there.collect::<BTreeSet<_>>().into_iter().cloned().collect()
    };
    Ok(groups.iter().map(|(group, files)| (group.clone(), of_group(files))).collect())
}

/// The files that go together, by the name of their bundle. A file of one group alone stays by itself, and so does one that
/// is shared by groups which few pages show.
fn bundles(groups: &Groups) -> BTreeMap<String, Vec<&str>> {
    let mut shown_by: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (group, files) in groups {
        for file in files {
            shown_by.entry(file).or_default().insert(group);
        }
    }
    let mut bundles: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (file, groups) in shown_by.into_iter().filter(|(_, groups)| groups.len() > 1) {
        let of_these = |these: &[&'static str]| -> Vec<&str> {
            these.iter().copied().filter(|group| groups.contains(group)).collect()
        };
        let with = [of_these(&EVERYWHERE), of_these(&[SOON])].into_iter().find(|with| !with.is_empty());
        if let Some(with) = with {
            bundles.entry(format!("with_{}", with.join("_"))).or_default().push(file);
        }
    }
    bundles
}

/// The loader with one way to load all of `files`, from `bundle`: that of the first of them, which the others go.
fn loads_as_one(loader: &str, files: &[&str], bundle: &str) -> Result<String> {
    let mut in_order = files.to_vec();
    in_order.sort_by_cached_key(|file| loader.find(&begins(file)));
    let mut loader = loader.to_owned();
    let mut first: Option<String> = None;
    for file in in_order {
        let unknown = || format!("the loader of chunks loads {file} in a way that is not known here");
        let (before, rest) = loader.split_once(&begins(file)).with_context(unknown)?;
        let (way, after) = rest.split_once(ENDS).with_context(unknown)?;
        let (front, back) = way.split_once(&format!("\"./{file}\"")).with_context(unknown)?;
        let way = match &first {
            Some(first) => format!("const {} = {first};\n", name_of(file)),
            None => format!("{}{front}\"./{bundle}\"{back}{ENDS}", begins(file)),
        };
        loader = format!("{before}{way}{after}");
        first.get_or_insert(name_of(file));
    }
    Ok(loader)
}

/// The name that the loader has for a file.
fn name_of(file: &str) -> String {
    format!("__{}", file.trim_end_matches(".wasm"))
}

/// The words with which the way to load a file begins.
fn begins(file: &str) -> String {
    format!("const {} = makeLoad(", name_of(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The least that is a module.
    const EMPTY: &[u8] = b"\0asm\x01\0\0\0";

    /// The way to load a file, as the cut writes it.
    fn way(file: &str) -> String {
        format!(
            "const __{file} = makeLoad(() => {{\n    const src = fetch(new URL(\"./{file}.wasm\", import.meta.url));\n}}\n, []);\n"
        )
    }

    #[test]
    fn files_that_come_together_are_one_module_and_each_is_loaded_with_it() -> Result<()> {
        let out = tempfile::tempdir()?;
        let all = ["a", "b", "c", "own", "rare", "soon"];
        for file in all {
            fs::write(out.path().join(format!("{file}.wasm")), EMPTY)?;
        }
        fs::write(out.path().join(LOADER), all.map(way).concat())?;
        let files = |names: &[&str]| names.iter().map(|name| format!("{name}.wasm")).collect::<Vec<_>>();
        let groups: Groups = [
            ("charter", files(&["a", "b", "own"])),
            ("log", files(&["a", "b", "c", "rare"])),
            ("pocket", files(&["b", "soon"])),
            ("review", files(&["a", "rare", "soon"])),
            ("shell", files(&["b", "c"])),
        ]
        .map(|(group, files)| (group.to_owned(), files))
        .into();
        let bundled = bundle(out.path(), &groups)?;
        assert_eq!(bundled["charter"], ["own.wasm", "with_charter.wasm", "with_charter_shell.wasm"]);
        assert_eq!(bundled["review"], ["rare.wasm", "with_charter.wasm", "with_pocket.wasm"]);
        assert_eq!(bundled["shell"], ["with_charter_shell.wasm", "with_shell.wasm"]);
        let loader = fs::read_to_string(out.path().join(LOADER))?;
        assert!(loader.contains("\"./with_charter_shell.wasm\"") && !loader.contains("./b.wasm"), "{loader}");
        assert!(!out.path().join("b.wasm").exists() && out.path().join("rare.wasm").exists());
        Ok(())
    }

    #[test]
    fn the_first_file_of_a_bundle_is_loaded_and_the_others_with_it() -> Result<()> {
        let loader = loads_as_one(&["a", "b", "c"].map(way).concat(), &["c.wasm", "a.wasm"], "with_x.wasm")?;
        let first = way("a").replace("./a.wasm", "./with_x.wasm");
        assert_eq!(loader, format!("{first}{}const __c = __a;\n", way("b")));
        assert!(loads_as_one(&loader, &["d.wasm"], "with_x.wasm").is_err());
        Ok(())
    }
}
