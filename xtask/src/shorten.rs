//! Short names between the app's Wasm and its glue. wasm-bindgen names each function of the browser by its signature's hash,
//! and a hash cannot be compressed: the names of some four hundred of them weigh more than the calls themselves.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use walrus::ModuleConfig;

use crate::order::ordered;

/// The start of the names that wasm-bindgen makes for functions of the browser.
const MADE: &str = "__wbg_";

/// Gives the functions that `wasm` imports from its `glue` short names, in both files, and leaves out of the glue what nobody
/// uses.
pub(crate) fn shorten(glue: &Path, wasm: &Path) -> Result<()> {
    let mut config = ModuleConfig::new();
    config.generate_name_section(false).generate_producers_section(false);
    let mut module = config.parse_file(wasm).with_context(|| format!("could not read {}", wasm.display()))?;
    let mut short = HashMap::new();
    for import in module.imports.iter_mut().filter(|import| import.name.starts_with(MADE)) {
        let n = short.len();
        import.name = short.entry(import.name.clone()).or_insert_with(|| format!("w{n}")).clone();
    }
    let unused: Vec<_> = module.exports.iter().filter(|export| is_unused(&export.name)).map(|one| one.id()).collect();
    unused.into_iter().for_each(|export| module.exports.delete(export));
    walrus::passes::gc::run(&mut module);
    let script = fs::read_to_string(glue).with_context(|| format!("could not read {}", glue.display()))?;
    fs::write(wasm, ordered(&module.emit_wasm())?)?;
    Ok(fs::write(glue, renamed(&without_unused(&bare(&script)), &short))?)
}

/// Whether the app offers this to scripts though none has use for it: streams between Leptos and servers of its own.
fn is_unused(export: &str) -> bool {
    ["intounderlying", "__wbg_intounderlying"].iter().any(|start| export.starts_with(start))
}

/// A script without the classes of such exports, each from its first line to the one that says how it is disposed of.
fn without_unused(script: &str) -> String {
    let mut is_inside = false;
    let mut all = String::with_capacity(script.len());
    for line in script.split_inclusive('\n') {
        is_inside |= line.starts_with("export class IntoUnderlying");
        if !is_inside {
            all.push_str(line);
        }
        is_inside &= !line.starts_with("if (Symbol.dispose)");
    }
    all
}

/// A script with other words in the place of some.
fn renamed(script: &str, names: &HashMap<String, String>) -> String {
    let is_in_word = |char: char| char.is_ascii_alphanumeric() || char == '_' || char == '$';
    let mut rest = script;
    let mut all = String::with_capacity(script.len());
    while let Some(start) = rest.find(is_in_word) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|char| !is_in_word(char)).unwrap_or(from.len());
        let (word, after) = from.split_at(end);
        all.push_str(before);
        all.push_str(names.get(word).map_or(word, String::as_str));
        rest = after;
    }
    all + rest
}

/// A script without what only people who read it need: comments that have their lines for themselves, and indentation.
pub(crate) fn bare(script: &str) -> String {
    let mut is_inside = false;
    let mut all = String::with_capacity(script.len());
    for line in script.split_inclusive('\n').map(str::trim_start) {
        is_inside |= line.starts_with("/*");
        if !is_inside && !line.starts_with("//") {
            all.push_str(line);
        }
        is_inside &= !line.contains("*/");
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_that_nothing_uses_are_left_out_whole() {
        let class =
            "export class IntoUnderlyingSink {\n  a() {\n  }\n}\nif (Symbol.dispose) IntoUnderlyingSink.free;\n";
        assert_eq!(without_unused(&format!("one();\n{class}two();\n")), "one();\ntwo();\n");
    }

    #[test]
    fn whole_words_are_renamed_and_what_is_for_readers_is_left_out() {
        let names = HashMap::from([("__wbg_a_12".to_owned(), "w0".to_owned())]);
        let script =
            "/** one */\n  /**\n   * @returns {x} of __wbg_a_12\n   */\nf(__wbg_a_12, \"__wbg_a_123\"); // é\n";
        assert_eq!(renamed(&bare(script), &names), "f(w0, \"__wbg_a_123\"); // é\n");
    }
}
