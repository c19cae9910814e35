//! Bundles of chunks. The cut makes a file of all code that the same groups share, which is some hundred and fifty files; a
//! page would ask for most of them one by one. Those that always come together are one file here, with the lengths of its
//! parts before them; `app/web/chunks.js` takes it apart.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::shorten::bare;
use crate::split::{Groups, LOADER};

/// The groups that nearly every page shows: of what they share with others, there is one bundle for each set of them.
const EVERYWHERE: [&str; 2] = ["charter", "shell"];
const EXTENSION: &str = "chunks";

/// Puts the files that groups share into bundles, and lets the loader in `out` ask for parts of them. The answer is the files
/// of each group.
pub(crate) fn bundle(out: &Path, groups: &Groups) -> Result<Groups> {
    let script = out.join(LOADER);
    let mut loader = fs::read_to_string(&script)?;
    let mut place = BTreeMap::new();
    for (name, files) in bundles(groups) {
        let bundle = format!("{name}.{EXTENSION}");
        let parts = files.iter().map(|file| Ok(fs::read(out.join(file))?)).collect::<Result<Vec<_>>>()?;
        fs::write(out.join(&bundle), joined(&parts)?)?;
        for (at, file) in files.into_iter().enumerate() {
            fs::remove_file(out.join(file))?;
            let (alone, part) = (format!("\"./{file}\""), format!("\"./{bundle}#{at}\""));
            ensure!(loader.contains(&alone), "the loader of chunks names {file} in a way that is not known here");
            loader = loader.replace(&alone, &part);
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
        let everywhere: Vec<&str> = EVERYWHERE.into_iter().filter(|group| groups.contains(group)).collect();
        if !everywhere.is_empty() {
            bundles.entry(format!("with_{}", everywhere.join("_"))).or_default().push(file);
        }
    }
    bundles
}

/// The number of parts, the length of each, and the parts; numbers have four bytes, the lowest first.
fn joined(parts: &[Vec<u8>]) -> Result<Vec<u8>> {
    let number = |n: usize| Ok::<_, anyhow::Error>(u32::try_from(n).context("a chunk below 4 GiB")?.to_le_bytes());
    let mut all = number(parts.len())?.to_vec();
    for part in parts {
        all.extend(number(part.len())?);
    }
    parts.iter().for_each(|part| all.extend(part));
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_come_together_are_one_and_each_stays_a_part_of_it() -> Result<()> {
        let out = tempfile::tempdir()?;
        for file in ["a.wasm", "b.wasm", "c.wasm", "own.wasm", "rare.wasm"] {
            fs::write(out.path().join(file), file)?;
        }
        let load = |file: &str| format!("fetch(new URL(\"./{file}.wasm\", import.meta.url))\n");
        fs::write(out.path().join(LOADER), ["a", "b", "c", "own", "rare"].map(load).concat())?;
        let files = |names: &[&str]| names.iter().map(|name| format!("{name}.wasm")).collect::<Vec<_>>();
        let groups: Groups = [
            ("charter", files(&["a", "b", "own"])),
            ("log", files(&["a", "b", "c", "rare"])),
            ("review", files(&["rare"])),
            ("shell", files(&["b", "c"])),
        ]
        .map(|(group, files)| (group.to_owned(), files))
        .into();
        let bundled = bundle(out.path(), &groups)?;
        assert_eq!(bundled["charter"], ["own.wasm", "with_charter.chunks", "with_charter_shell.chunks"]);
        assert_eq!(bundled["review"], ["rare.wasm"]);
        assert_eq!(bundled["shell"], ["with_charter_shell.chunks", "with_shell.chunks"]);
        let loader = fs::read_to_string(out.path().join(LOADER))?;
        assert!(loader.contains("\"./with_charter_shell.chunks#0\"") && !loader.contains("./b.wasm"), "{loader}");
        assert!(!out.path().join("b.wasm").exists() && out.path().join("rare.wasm").exists());
        assert_eq!(joined(&[b"ab".to_vec(), b"c".to_vec()])?, b"\x02\0\0\0\x02\0\0\0\x01\0\0\0abc");
        Ok(())
    }
}
