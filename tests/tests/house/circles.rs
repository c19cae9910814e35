//! Circles of imports: modules that stand beside each other use each other in one direction. The circles that are left are
//! written down here, so that their list can only get shorter.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use crate::sources::{Source, first_word, nothing, sources};

/// The circles that are known: the folder's module, and the modules in it that use each other round about.
const KNOWN: [(&str, &[&str]); 13] = [
    ("app::", &["browser", "visitor"]),
    ("app::live", &["changes", "open_doc", "people", "signals"]),
    ("app::pages", &["keys", "shell", "upload"]),
    ("app::pages", &["home", "import"]),
    ("app::widgets::charter", &["parts", "rest", "step", "use_agreement", "use_charter", "use_people"]),
    ("server::admin", &["backup", "export", "import", "letting_in", "verify", "work", "yjs"]),
    (
        "server::http",
        &[
            "attempts", "caller", "guard", "health", "history", "me", "people", "rates", "rights", "roster", "sign_in",
            "state", "tickets", "tokens",
        ],
    ),
    ("server::http::sign_in", &["oidc", "pages", "pending"]),
    ("server::people", &["grant", "invite", "key", "naming", "offer", "person", "token", "worth"]),
    ("shared::files::import::markdown", &["claims", "metrics", "people", "walk"]),
    ("shared::sheet", &["edit", "fields", "read"]),
    ("shared::sync::gate", &["content", "schema"]),
    ("shared::sync::room", &["authors", "change", "session"]),
];

/// Modules by their path from the crate, such as `sync::gate`.
type Path = Vec<String>;

/// One module: what it uses, and the names that it takes from elsewhere, with what each stands for.
#[derive(Default)]
struct Module {
    uses: Vec<Path>,
    names: BTreeMap<String, Path>,
}

/// The modules of one crate.
struct Crate(BTreeMap<Path, Module>);

impl Crate {
    fn read(sources: &[Source], folder: &str) -> Self {
        let rust = sources.iter().filter(|source| source.below(folder) && source.is_product() && source.is(&["rs"]));
        let code = rust.map(|source| (module_of(&source.path[folder.len()..]), source.product_code()));
        let code: Vec<(Path, String)> = code.collect();
        let known: BTreeSet<Path> = code.iter().map(|(path, _)| path.clone()).collect();
        let modules = code.iter().map(|(path, code)| (path.clone(), Module::read(path, code, &known)));
        Self(modules.collect())
    }

    /// The path of the module that a used path leads to, through names that modules pass on.
    fn target(&self, used: &[String]) -> Path {
        let mut path = used.to_vec();
        // A name may be passed on by several modules, but not by more than there are floors.
        for _ in 0..8 {
            let deepest = (0..=path.len()).rev().find(|end| self.0.contains_key(&path[..*end])).unwrap_or(0);
            let passed = path.get(deepest).and_then(|name| self.0.get(&path[..deepest])?.names.get(name));
            match passed {
                Some(to) if *to != path[..=deepest] => path = [&to[..], &path[deepest + 1..]].concat(),
                _ => return path[..deepest].to_vec(),
            }
        }
        path
    }

    /// For each module with modules in it: which of these use which others.
    fn uses_between_neighbours(&self) -> BTreeMap<Path, BTreeMap<String, BTreeSet<String>>> {
        let mut folders: BTreeMap<Path, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
        for (from, module) in &self.0 {
            for to in module.uses.iter().map(|used| self.target(used)) {
                let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
                if let (Some(a), Some(b)) = (from.get(common), to.get(common)) {
                    let folder = folders.entry(from[..common].to_vec()).or_default();
                    folder.entry(a.clone()).or_default().insert(b.clone());
                }
            }
        }
        folders
    }

    /// The circles: a module, and those in it that reach each other.
    fn circles(&self) -> BTreeSet<(String, Vec<String>)> {
        let mut found = BTreeSet::new();
        for (folder, uses) in self.uses_between_neighbours() {
            let reached: BTreeMap<&String, BTreeSet<String>> =
                uses.keys().map(|one| (one, reach(&uses, one))).collect();
            for (one, far) in &reached {
                let circle = far.iter().filter(|other| reached.get(other).is_some_and(|back| back.contains(*one)));
                let circle: Vec<String> = circle.cloned().collect();
                if !circle.is_empty() {
                    found.insert((folder.join("::"), circle));
                }
            }
        }
        found
    }
}

impl Module {
    fn read(path: &Path, code: &str, known: &BTreeSet<Path>) -> Self {
        let mut module = Self::default();
        for (used, name) in used_paths(code) {
            if let Some(used) = absolute(path, &used, known) {
                if let Some(name) = name {
                    module.names.insert(name, used.clone());
                }
                module.uses.push(used);
            }
        }
        module
    }
}

/// All that can be reached from a module, itself only by a way round.
fn reach(uses: &BTreeMap<String, BTreeSet<String>>, from: &str) -> BTreeSet<String> {
    let (mut found, mut open) = (BTreeSet::new(), vec![from.to_owned()]);
    while let Some(one) = open.pop() {
        for next in uses.get(&one).into_iter().flatten() {
            if found.insert(next.clone()) {
                open.push(next.clone());
            }
        }
    }
    found
}

/// The path of the module in a file, from the crate's folder.
fn module_of(file: &str) -> Path {
    let path = file.trim_end_matches(".rs").split('/').map(str::to_owned);
    path.filter(|part| !["mod", "lib", "main"].contains(&part.as_str())).collect()
}

/// A path as one counts it from the crate; nothing for what stands in another crate.
fn absolute(at: &Path, used: &[String], known: &BTreeSet<Path>) -> Option<Path> {
    let (first, rest) = used.split_first()?;
    let mut from = match first.as_str() {
        "crate" => Vec::new(),
        "self" => at.clone(),
        "super" => at[..at.len().checked_sub(1)?].to_vec(),
        child => {
            let child = [&at[..], &[child.to_owned()]].concat();
            return known.contains(&child).then(|| [&child[..], rest].concat());
        }
    };
    for part in rest {
        match part.as_str() {
            "super" => drop(from.pop()),
            _ => from.push(part.clone()),
        }
    }
    Some(from)
}

/// The paths that code uses, those of a `use` with the name that each has from then on.
fn used_paths(code: &str) -> Vec<(Path, Option<String>)> {
    let mut found = Vec::new();
    let (mut rest, mut before) = (code, ' ');
    while let Some(letter) = rest.chars().next() {
        let word = first_word(rest);
        let is_whole = !(before.is_alphanumeric() || before == '_' || before == ':');
        if is_whole && rest.starts_with("use ") {
            let end = rest.find(';').unwrap_or(rest.len());
            tree(rest[3..end].trim(), &[], &mut found);
            (rest, before) = (&rest[end..], ' ');
        } else if is_whole
            && ["crate", "super", "self"].contains(&word.as_str())
            && rest[word.len()..].starts_with("::")
        {
            let path = rest.split(|c: char| !(c.is_alphanumeric() || "_:".contains(c))).next().unwrap_or_default();
            found.push((path.split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect(), None));
            (rest, before) = (&rest[path.len()..], ' ');
        } else {
            (rest, before) = (&rest[letter.len_utf8()..], letter);
        }
    }
    found
}

/// The leaves of a tree of imports below a path.
fn tree(text: &str, below: &[String], found: &mut Vec<(Path, Option<String>)>) {
    let text = text.trim();
    let own = text.split(['{', ' ']).next().unwrap_or_default();
    let parts = own.split("::").filter(|part| !part.is_empty()).map(str::to_owned);
    let mut path: Path = below.iter().cloned().chain(parts).collect();
    if let Some(inner) = text.find('{') {
        for item in items(&text[inner + 1..text.rfind('}').unwrap_or(text.len())]) {
            tree(item, &path, found);
        }
        return;
    }
    if path.len() > 1 && path.last().is_some_and(|last| last == "self" || last == "*") {
        path.pop();
    }
    let name =
        text.rsplit(' ').next().map(first_word).filter(|_| text.contains(" as ")).or_else(|| path.last().cloned());
    found.push((path, name));
}

/// The items between the commas of one level.
fn items(text: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0_i32, 0, Vec::new());
    for (at, letter) in text.char_indices() {
        depth += i32::from(letter == '{') - i32::from(letter == '}');
        if letter == ',' && depth == 0 {
            found.push(&text[start..at]);
            start = at + 1;
        }
    }
    found.push(&text[start..]);
    found.into_iter().filter(|item| !item.trim().is_empty()).collect()
}

#[test]
fn modules_beside_each_other_use_each_other_in_one_direction() -> Result<()> {
    let sources = sources()?;
    let found: BTreeSet<(String, Vec<String>)> = ["shared", "app", "server"]
        .into_iter()
        .flat_map(|name| {
            let circles = Crate::read(&sources, &format!("{name}/src/")).circles().into_iter();
            circles.map(move |(folder, circle)| (format!("{name}::{folder}"), circle))
        })
        .collect();
    let known: BTreeSet<(String, Vec<String>)> = KNOWN
        .into_iter()
        .map(|(folder, circle)| (folder.to_owned(), circle.iter().map(|one| (*one).to_owned()).collect()))
        .collect();
    let says = |(folder, circle): &(String, Vec<String>)| format!("{folder}: {}", circle.join(", "));
    nothing("a new circle: turn one of its arrows round", found.difference(&known).map(says));
    nothing("a circle that is gone: take it out of the list", known.difference(&found).map(says));
    Ok(())
}

#[test]
fn a_circle_is_found_through_names_that_are_passed_on() {
    let source = |path: &str, text: &str| Source { path: format!("shared/src/{path}"), text: text.to_owned() };
    let crate_of = |files: &[(&str, &str)]| {
        let sources: Vec<Source> = files.iter().map(|(path, text)| source(path, text)).collect();
        Crate::read(&sources, "shared/src/").circles()
    };
    let circle = |folder: &str, names: &[&str]| {
        BTreeSet::from([(folder.to_owned(), names.iter().map(|name| (*name).to_owned()).collect())])
    };
    let one_way = [("lib.rs", "mod a; mod b;"), ("a.rs", "use crate::b::B;"), ("b.rs", "// crate::a\nstruct B;")];
    assert!(crate_of(&one_way).is_empty());
    let round = [("lib.rs", "mod a; mod b;"), ("a.rs", "use crate::{b::B, c};"), ("b.rs", "fn b() { super::a::a() }")];
    assert_eq!(crate_of(&round), circle("", &["a", "b"]));
    let passed_on = [
        ("lib.rs", "mod m;"),
        ("m/mod.rs", "mod a; mod b; pub use b::{B as Other, C};"),
        ("m/a.rs", "use super::Other;"),
        ("m/b.rs", "use super::a;"),
    ];
    assert_eq!(crate_of(&passed_on), circle("m", &["a", "b"]));
}
