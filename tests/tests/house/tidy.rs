//! The house rules that a compiler does not know: who may use whom, how long things may get, what must not be in the tree.
//! Each rule looks only at what exists.

use anyhow::{Context, Result};
use cargo_metadata::{DependencyKind, MetadataCommand};
use muster_shared::kinds::Kind;

use crate::sources::{
    Source, code_only, functions, is_word_byte, line_of, nothing, product_uses, root, sources, used_modules, words,
};

#[test]
fn every_place_that_a_rule_here_names_is_there() {
    let tops = ["app/", "server/", "shared/", "tests/"];
    let is_place = |words: &&str| tops.iter().any(|top| words.starts_with(top)) && !words.contains(char::is_whitespace);
    let places = include_str!("tidy.rs").split(['"', '`']).filter(is_place);
    let gone = places.filter(|place| !root().join(place).exists());
    nothing("a rule must not speak of what is gone", gone.map(str::to_owned));
}

#[test]
fn the_arrows_point_inwards() -> Result<()> {
    let metadata = MetadataCommand::new().manifest_path(root().join("Cargo.toml")).no_deps().exec()?;
    let pure = ["tokio", "axum", "leptos", "web-sys", "js-sys", "wasm-bindgen", "muster-app", "muster-server"];
    let forbidden = [("muster-shared", &pure[..]), ("muster-app", &["muster-server"][..])];
    let mut places = Vec::new();
    for (name, banned) in forbidden {
        let package = metadata.packages.iter().find(|package| package.name.as_str() == name).context(name)?;
        let built = package.dependencies.iter().filter(|dependency| dependency.kind != DependencyKind::Development);
        let wrong = built.filter(|dependency| banned.contains(&dependency.name.as_str()));
        places.extend(wrong.map(|dependency| format!("{name} → {}", dependency.name)));
    }
    nothing("meaning knows neither faces nor I/O, and the app not the server", places);
    Ok(())
}

#[test]
fn shared_has_no_clock() -> Result<()> {
    let places = product_uses(&["SystemTime", "Instant"], |source| source.below("shared/"))?;
    nothing("time is an argument in shared/", places);
    Ok(())
}

/// Whether code reads this of a room's limits.
fn reads_of_limits(code: &str, name: &str) -> bool {
    words(code, name).any(|at| ["limits.", "limits()."].iter().any(|of| code[..at].ends_with(of)))
}

#[test]
fn every_limit_is_read_where_it_holds_and_one_for_guests_by_rank() -> Result<()> {
    let (table, rooms, handed_on) =
        ("server/src/config/limits.rs", "shared/src/sync/limits.rs", "server/src/config/check.rs");
    let sources = sources()?;
    let text = |path: &str| sources.iter().find(|source| source.path == path).context("a source").map(|it| &*it.text);
    let product = sources.iter().filter(|source| source.is_product() && ![table, rooms].contains(&&*source.path));
    let code: Vec<(&str, String)> = product.map(|source| (&*source.path, source.product_code())).collect();
    let rows = text(table)?.lines().filter_map(|line| {
        let (name, rest) = line.trim_start().split_once(": ")?;
        ["Number ", "Bytes ", "Ms "].iter().any(|unit| rest.starts_with(unit)).then_some((name, rest))
    });
    let mut wrong = Vec::new();
    for (name, rest) in rows {
        let reads = |code: &str| words(code, name).next().is_some();
        let mut readers: Vec<_> = code.iter().filter(|(_, code)| reads(code)).collect();
        if text(rooms)?.contains(&format!("pub {name}:")) {
            // Made of what was set by whoever hands them on, these are read by rooms.
            readers.retain(|(path, _)| *path != handed_on);
        }
        let is_by_rank = |(_, code): &&&(&str, String)| code.contains("bounds_of(") || code.contains("limits_of(");
        if readers.is_empty() || (rest.ends_with("Apart,") && readers.iter().any(|reader| !is_by_rank(&reader))) {
            wrong.push(format!(
                "{name} in {table}, read in {:?}",
                readers.iter().map(|(path, _)| path).collect::<Vec<_>>()
            ));
        }
    }
    let (_, fields) = text(rooms)?.split_once("pub struct Limits {").context("the limits of rooms")?;
    let (fields, _) = fields.split_once("\n}").context("their end")?;
    for name in fields.lines().filter_map(|line| line.trim_start().strip_prefix("pub ")?.split(':').next()) {
        if !code.iter().any(|(path, code)| *path != handed_on && reads_of_limits(code, name)) {
            wrong.push(format!("{name} in {rooms}"));
        }
    }
    nothing("a limit is read, and one that guests have apart by their rank alone", wrong);
    Ok(())
}

#[test]
fn elements_are_defined_in_one_place() -> Result<()> {
    let loader = "app/web/embed.js";
    let product = ["shared/", "app/", "server/"];
    let mut sources = sources()?;
    sources.retain(|source| product.iter().any(|folder| source.below(folder)) && source.is(&["rs", "js"]));
    sources.retain(|source| source.path != loader && source.text.contains("customElements"));
    nothing("customElements only in the loader", sources.into_iter().map(|s| s.path));
    Ok(())
}

#[test]
fn the_environment_is_read_in_one_place() -> Result<()> {
    let readers = ["env::var", "env::var_os", "env::vars", "env::vars_os"];
    let places = product_uses(&readers, |source| !source.below("server/src/config/"))?;
    nothing("environment variables only below server/src/config/", places);
    Ok(())
}

#[test]
fn updates_reach_yrs_in_one_place() -> Result<()> {
    let places = product_uses(&["apply_update"], |source| source.path != "shared/src/sync/document.rs")?;
    nothing("apply_update only behind the gate, in shared/src/sync/document.rs", places);
    Ok(())
}

#[test]
fn the_engine_names_no_kind_of_document() -> Result<()> {
    let engine = ["shared/src/sync/", "shared/src/sheet/"];
    let places = product_uses(&["kinds", "Kind"], |source| engine.iter().any(|folder| source.below(folder)))?;
    nothing("the engine is given a schema and roles", places);
    Ok(())
}

#[test]
fn kinds_are_told_apart_in_one_place() -> Result<()> {
    let variants: Vec<String> = Kind::ALL.iter().map(|kind| format!("Kind::{kind:?}")).collect();
    let variants: Vec<&str> = variants.iter().map(String::as_str).collect();
    let places = product_uses(&variants, |source| !source.below("shared/src/kinds/"))?;
    nothing("everybody else asks `Kind::spec`", places);
    Ok(())
}

#[test]
fn the_faces_know_no_yrs() -> Result<()> {
    let places = product_uses(&["yrs"], |source| source.below("app/src/") && !source.below("app/src/live"))?;
    nothing("yrs in the app only under app/src/live", places);
    Ok(())
}

#[test]
fn parts_know_neither_live_nor_link_nor_store() -> Result<()> {
    let sources = sources()?;
    let parts = sources.iter().filter(|source| source.below("app/src/") && source.path.contains("/parts/"));
    let places = parts.flat_map(|source| {
        let used = used_modules(&code_only(&source.text)).into_iter();
        let wrong = used.filter(|module| ["live", "link", "store"].contains(&module.as_str()));
        wrong.map(|module| format!("{}: crate::{module}", source.path))
    });
    nothing("parts take values and callbacks", places);
    Ok(())
}

/// The floors of the app from below, each with its folders. Folders in none of them stand below all.
const FLOORS: [&[&str]; 5] = [&["editor", "form"], &["talk"], &["widgets"], &["pages"], &["elements"]];

#[test]
fn a_floor_of_the_app_knows_none_above_it() -> Result<()> {
    let floor_of = |module: &str| FLOORS.iter().position(|floor| floor.contains(&module));
    let sources = sources()?;
    let app = sources.iter().filter(|source| source.is(&["rs"]) && source.path != "app/src/lib.rs");
    let places =
        app.filter_map(|source| Some((source, source.path.strip_prefix("app/src/")?))).flat_map(|(source, path)| {
            let own = floor_of(path.split(['/', '.']).next().unwrap_or_default());
            let used = used_modules(&code_only(&source.text)).into_iter();
            let wrong = used.filter(|module| floor_of(module).is_some_and(|floor| own.is_none_or(|own| floor > own)));
            wrong.map(|module| format!("{path}: crate::{module}")).collect::<Vec<_>>()
        });
    nothing("documents < form < talk < widgets < pages < elements", places);
    Ok(())
}

#[test]
fn keys_are_read_in_one_place_which_knows_an_input_methods_from_others() -> Result<()> {
    let sources = sources()?;
    let others = sources.iter().filter(|source| source.below("app/src/") && source.path != "app/src/keyboard.rs");
    let places = others.flat_map(|source| {
        let found = [".key()", ".code()", ".key_code()"].into_iter().flat_map(|read| source.text.match_indices(read));
        found.map(|(at, _)| format!("{}:{}", source.path, line_of(&source.text, at))).collect::<Vec<_>>()
    });
    nothing("keys through app/src/keyboard.rs", places);
    Ok(())
}

/// Events that a browser also sends while it takes an element out of the page.
const LATE: [&str; 9] =
    ["blur", "focusout", "focus", "focusin", "change", "compositionstart", "compositionend", "pointerleave", "close"];

#[test]
fn handlers_of_events_that_come_when_an_element_goes_are_called_only_while_it_is_shown() -> Result<()> {
    let late = |source: &Source| {
        let found = LATE.iter().flat_map(|event| {
            let sought = format!("on:{event}=");
            let after = source.text.match_indices(&sought).map(|(at, _)| at + sought.len()).collect::<Vec<_>>();
            after.into_iter().filter(|at| !source.text[*at..].starts_with("alive("))
        });
        found.map(|at| format!("{}:{}", source.path, line_of(&source.text, at))).collect::<Vec<_>>()
    };
    let sources = sources()?;
    let handled = sources.iter().filter(|source| source.below("app/src/") && source.is(&["rs"]));
    nothing("`on:blur=alive(…)`, as the view's signals may be gone", handled.flat_map(late));
    Ok(())
}

#[test]
fn every_rust_file_says_what_it_is_for() -> Result<()> {
    let sources = sources()?;
    let silent = sources.iter().filter(|source| source.is(&["rs"]) && !source.text.starts_with("//! "));
    nothing("start with a `//!` line", silent.map(|source| source.path.clone()));
    Ok(())
}

#[test]
fn no_file_is_longer_than_500_lines() -> Result<()> {
    let sources = sources()?;
    let written = sources.iter().filter(|source| source.is(&["rs", "css", "js", "mjs", "ts"]));
    let long = written.map(|source| (source.text.lines().count(), source)).filter(|(lines, _)| *lines > 500);
    nothing("one concept a file", long.map(|(lines, source)| format!("{}: {lines} lines", source.path)));
    Ok(())
}

#[test]
fn no_function_is_longer_than_70_lines() -> Result<()> {
    let sources = sources()?;
    let rust = sources.iter().filter(|source| source.is(&["rs"]) && !source.below("tests/"));
    let long = rust.flat_map(|source| {
        let long = functions(&source.text).into_iter().filter(|(_, first, last)| last - first >= 70);
        long.map(|(name, first, last)| format!("{}:{first}: {name}, {} lines", source.path, last - first + 1))
    });
    nothing("a function fits on a screen", long);
    Ok(())
}

#[test]
fn nothing_is_unfinished_or_switched_off() -> Result<()> {
    // Put together here, so that this file does not find itself.
    let words_sought = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("to", "do!"),
        concat!("unimple", "mented!"),
        concat!("db", "g!"),
        concat!("#[ig", "nore"),
        concat!("test.", "skip("),
        concat!("test.", "only("),
    ];
    let mut places = Vec::new();
    for source in sources()?.iter().filter(|source| source.is(&["rs", "js", "mjs", "css"])) {
        for word in words_sought {
            let found = words(&source.text, word);
            places.extend(found.map(|at| format!("{}:{}: {word}", source.path, line_of(&source.text, at))));
        }
    }
    nothing("finish it, or write it down where it is planned", places);
    Ok(())
}

#[test]
fn no_test_stands_where_nothing_compiles_it() -> Result<()> {
    let root = root().canonicalize()?;
    let metadata = MetadataCommand::new().manifest_path(root.join("Cargo.toml")).no_deps().exec()?;
    let mut packages = metadata.packages;
    packages.retain(|package| package.targets.iter().all(|target| !target.test));
    assert_eq!(packages.iter().map(|package| package.name.as_str()).collect::<Vec<_>>(), ["muster-app"]);
    let folders: Vec<String> = packages
        .iter()
        .filter_map(|package| {
            package.manifest_path.parent()?.strip_prefix(&root).ok().map(|folder| format!("{folder}/"))
        })
        .collect();
    let mut places = Vec::new();
    for source in sources()?.iter().filter(|source| source.is(&["rs"]) && folders.iter().any(|one| source.below(one))) {
        let code = code_only(&source.text);
        let found = code.match_indices("#[test]").chain(code.match_indices("#[cfg(test)]"));
        places.extend(found.map(|(at, _)| format!("{}:{}", source.path, line_of(&code, at))));
    }
    nothing("a test goes where it runs, with what it tests: into muster-shared", places);
    Ok(())
}

#[test]
fn no_file_names_the_machine_it_was_written_on() -> Result<()> {
    let machine_paths =
        [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/tmp/", "bash"), concat!("/Use", "rs/")];
    let mut places = Vec::new();
    for source in sources()? {
        for machine_path in machine_paths {
            let found = source.text.match_indices(machine_path);
            // After a letter or digit it is a part of some longer path.
            let whole = found.filter(|(at, _)| *at == 0 || !is_word_byte(source.text.as_bytes()[at - 1]));
            places.extend(whole.map(|(at, _)| format!("{}:{}", source.path, line_of(&source.text, at))));
        }
    }
    nothing("paths of one machine", places);
    Ok(())
}

#[test]
fn packages_come_from_wherever_the_builder_gets_them() -> Result<()> {
    let public = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
    let wrong = |source: &Source, line: &str| match source.path.rsplit('/').next() {
        Some("package-lock.json") => line.contains("\"resolved\""),
        Some("Cargo.lock") => line.starts_with("source = ") && line != public,
        Some(".npmrc") => line.starts_with("registry") || line.contains(":registry"),
        Some("config.toml") => line.starts_with("[source") || line.starts_with("[registr"),
        _ => false,
    };
    let mut places = Vec::new();
    for source in sources()? {
        let lines = source.text.lines().enumerate().filter(|(_, line)| wrong(&source, line.trim()));
        places.extend(lines.map(|(index, _)| format!("{}:{}", source.path, index + 1)));
    }
    nothing("no registry is named", places);
    Ok(())
}
