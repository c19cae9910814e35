//! `cargo xtask bench size`: what each chunk of the app is made of, by crate and module.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use walrus::{FunctionKind, Module};

use crate::workspace::Workspace;

/// So many parts of a chunk are listed.
const LISTED: usize = 14;
/// The name for code of no crate: intrinsics, shims, the linker's own code.
const NAMELESS: &str = "(nameless)";

/// Lists the chunks of the last build. Bytes are of the chunk as it was cut, before names went and brotli came.
pub(crate) fn list(workspace: &Workspace) -> Result<()> {
    let folder = workspace.named_chunks();
    let entries = fs::read_dir(&folder)
        .with_context(|| format!("no chunks in {}: `cargo xtask build` leaves them", workspace.shown(&folder)))?;
    let mut chunks = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    chunks.sort();
    for chunk in chunks {
        print(&chunk)?;
    }
    Ok(())
}

fn print(chunk: &Path) -> Result<()> {
    let module = Module::from_file(chunk).with_context(|| format!("could not read {}", chunk.display()))?;
    let data: usize = module.data.iter().map(|data| data.value.len()).sum();
    let mut parts = parts(&module);
    let code: usize = parts.values().sum();
    parts.insert("(data)".to_owned(), data);
    let name = chunk.file_stem().unwrap_or_default().to_string_lossy();
    println!("\n{name}: {} bytes of code and data", code + data);
    let mut parts: Vec<(String, usize)> = parts.into_iter().collect();
    parts.sort_by(|(_, a), (_, b)| b.cmp(a));
    let rest: usize = parts.iter().skip(LISTED).map(|(_, bytes)| bytes).sum();
    let rest = (rest > 0).then(|| ("(others)".to_owned(), rest));
    for (part, bytes) in parts.into_iter().take(LISTED).chain(rest) {
        println!("{bytes:>9}  {:>4.1} %  {part}", bytes as f64 * 100.0 / (code + data).max(1) as f64);
    }
    Ok(())
}

/// How many copies of the standard library's sort the chunks of the last build carry: it is compiled for each type that is
/// sorted, or collected into a map.
pub(crate) fn sorts(workspace: &Workspace) -> Result<usize> {
    let mut copies = 0;
    for chunk in fs::read_dir(workspace.named_chunks())? {
        let module = Module::from_file(chunk?.path())?;
        copies += module.funcs.iter().filter(|function| function.name.as_deref().is_some_and(is_sort)).count();
    }
    Ok(copies)
}

/// Whether a function is where a sort begins; one that is called from another chunk has a step there by its name and more.
fn is_sort(mangled: &str) -> bool {
    let name = format!("{:#}", rustc_demangle::demangle(mangled));
    ["::driftsort_main", "::ipnsort"].iter().any(|sort| name.ends_with(sort))
}

/// The bytes of each part's functions.
fn parts(module: &Module) -> BTreeMap<String, usize> {
    let mut parts = BTreeMap::new();
    for function in module.funcs.iter() {
        if let FunctionKind::Local(local) = &function.kind {
            let part = function.name.as_deref().map_or_else(|| NAMELESS.to_owned(), part_of);
            *parts.entry(part).or_default() += local.original_range.as_ref().map_or(0, ExactSizeIterator::len);
        }
    }
    parts
}

/// The crate that a function is of, and of our own crates the module: the first of ours that its name holds, as code that
/// a library compiles for a type of ours is there because of us.
fn part_of(mangled: &str) -> String {
    let name = format!("{:#}", rustc_demangle::demangle(mangled));
    let path = |from: &str| -> Vec<String> {
        let path = from.split(|letter: char| !(letter.is_alphanumeric() || "_:".contains(letter))).next();
        path.unwrap_or_default().split("::").map(str::to_owned).collect()
    };
    let ours = ["muster_app::", "muster_shared::"].into_iter().filter_map(|krate| name.find(krate)).min();
    if let Some(at) = ours {
        return path(&name[at..]).into_iter().take(3).collect::<Vec<_>>().join("::");
    }
    let begins =
        name.trim_start_matches(['<', '&', '[', '(', '*']).trim_start_matches("mut ").trim_start_matches("dyn ");
    match path(begins).as_slice() {
        [krate, _, ..] if !krate.is_empty() => krate.clone(),
        _ => NAMELESS.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sort_is_known_by_its_name_and_the_way_to_one_is_none() {
        let sort = "_ZN4core5slice4sort6stable14driftsort_main17hc4ea1ce4611a9e10E";
        assert!(is_sort(sort));
        assert!(!is_sort(&format!("{sort} indirect_call_shim")));
        assert!(!is_sort("_ZN4core5slice4sort6stable5drift4sort17hc4ea1ce4611a9e10E"));
    }

    #[test]
    fn a_function_belongs_to_its_crate_and_code_for_our_types_to_us() {
        for (name, part) in [
            ("yrs::block::Item::integrate", "yrs"),
            ("<yrs::doc::Doc as core::clone::Clone>::clone", "yrs"),
            ("muster_app::pages::find::find", "muster_app::pages::find"),
            ("<alloc::vec::Vec<muster_shared::sheet::Row>>::push", "muster_shared::sheet::Row"),
            ("core::ptr::drop_in_place::<muster_app::live::session::Session>", "muster_app::live::session"),
            ("memcpy", NAMELESS),
            ("__wbindgen_malloc", NAMELESS),
        ] {
            assert_eq!(part_of(name), part, "{name}");
        }
    }
}
