//! `cargo xtask build`: the Wasm app, the `dist/` folder around it, and the server binary that carries both.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::assets::{Copies, Dist, short_hash};
use crate::process::{cargo, run};
use crate::steps::timed;
use crate::templates::Values;
use crate::wasm::Module;
use crate::workspace::Workspace;
use crate::{stylesheet, wasm};

/// What a page needs to know to start the app; the hashed addresses of this build.
pub(crate) struct Addresses {
    pub(crate) app_js: String,
    pub(crate) app_wasm: String,
}

/// Scripts of our own pages, and by what name others know them. Those that are named by others come first.
const SCRIPTS: [(&str, &str); 6] = [
    ("guest", "guest_js"),
    ("rescue", "rescue_js"),
    ("widget", "widget_js"),
    ("start", "start_js"),
    ("frame", "frame_js"),
    ("door", "door_js"),
];

/// How much work goes into a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effort {
    /// What people get: as small and as fast as it can be.
    Full,
    /// For trying a change out: large, uncompressed, and there in a fraction of the time.
    Quick,
}

impl Effort {
    /// The effort that the arguments of `cargo xtask build` ask for.
    pub(crate) fn parse(args: &[String]) -> Result<Self> {
        match args {
            [] => Ok(Self::Full),
            [flag] if flag == "--quick" => Ok(Self::Quick),
            _ => bail!("`build` takes `--quick` or nothing"),
        }
    }

    pub(crate) fn wasm_profile(self) -> &'static str {
        match self {
            Self::Full => "wasm",
            Self::Quick => "quick",
        }
    }

    fn server_profile(self) -> &'static str {
        match self {
            Self::Full => "release",
            Self::Quick => "quick",
        }
    }
}

/// Builds everything; the binary is in the folder of the server's profile, which is where `Workspace::muster` says for a
/// full build.
pub(crate) fn build(workspace: &Workspace, effort: Effort) -> Result<Addresses> {
    let module = wasm::build(workspace, effort)?;
    let (addresses, release) = timed("writing dist/", || write_dist(workspace, &module, effort))?;
    let profile = effort.server_profile();
    timed(&format!("compiling the server (profile {profile})"), || compile_server(workspace, &release, profile))?;
    println!("muster {release} is at {}", workspace.shown(&workspace.binary(profile, "muster")));
    Ok(addresses)
}

/// The files with a hash in their name come first: the others name them.
fn write_dist(workspace: &Workspace, module: &Module, effort: Effort) -> Result<(Addresses, String)> {
    let mut dist = Dist::new(workspace.dist(), effort);
    let mut values = Values::default();
    let addresses = add_module(&mut dist, module)?;
    values.set("app_js", &addresses.app_js);
    values.set("app_wasm", &addresses.app_wasm);
    values.set("css", dist.add_hashed("muster", "css", stylesheet::read(&workspace.root.join("style"))?.as_bytes())?);
    for (name, hole) in SCRIPTS {
        let file = format!("{name}.js");
        let script = values.fill(&file, &template(workspace, &file)?)?;
        values.set(hole, dist.add_hashed(name, "js", script.as_bytes())?);
    }
    let release = add_pages(workspace, &mut dist, values)?;
    dist.sweep()?;
    Ok((addresses, release))
}

/// Snippets keep their relative addresses, below a folder whose name changes with their content.
fn add_module(dist: &mut Dist, module: &Module) -> Result<Addresses> {
    let mut js = module.js.clone();
    if !module.snippets.is_empty() {
        let all: Vec<u8> = module.snippets.iter().flat_map(|(path, bytes)| [path.as_bytes(), bytes].concat()).collect();
        let folder = format!("snippets-{}", short_hash(&all));
        for (path, bytes) in &module.snippets {
            dist.add_immutable(&format!("assets/{folder}/{path}"), bytes)?;
        }
        js = js.replace("./snippets/", &format!("./{folder}/"));
    }
    Ok(Addresses {
        app_wasm: dist.add_hashed("app", "wasm", &module.wasm)?,
        app_js: dist.add_hashed("app", "js", js.as_bytes())?,
    })
}

/// The files that keep their name from release to release. Gives back the release: version and hash of all there is.
fn add_pages(workspace: &Workspace, dist: &mut Dist, mut values: Values) -> Result<String> {
    let pages = [
        ("index.html", Copies::Compressed),
        ("sw.js", Copies::Compressed),
        ("manifest.webmanifest", Copies::Compressed),
        ("custom-elements.json", Copies::Compressed),
        ("icon.svg", Copies::Compressed),
        ("embed.js", Copies::PlainOnly),
        ("frame.html", Copies::PlainOnly),
        ("door.html", Copies::PlainOnly),
    ];
    let mut texts = Vec::new();
    for (name, copies) in pages {
        texts.push((name, template(workspace, name)?, copies));
    }
    let all = texts.iter().map(|(_, text, _)| text.as_str()).chain(dist.hashed().iter().map(String::as_str));
    let release = format!("{}+{}", workspace.version, short_hash(all.collect::<Vec<_>>().join("\n").as_bytes()));
    values.set("version", &release);
    values.set("precache", precache(dist)?);
    for (name, text, copies) in texts {
        dist.add(name, values.fill(name, &text)?.as_bytes(), copies)?;
    }
    Ok(release)
}

/// What the app needs to open offline.
fn precache(dist: &Dist) -> Result<String> {
    let mut addresses = dist.hashed().to_vec();
    addresses.extend(["/manifest.webmanifest", "/icon.svg"].map(str::to_owned));
    Ok(serde_json::to_string(&addresses)?)
}

fn template(workspace: &Workspace, name: &str) -> Result<String> {
    let file = workspace.root.join("app/web").join(name);
    fs::read_to_string(&file).with_context(|| format!("could not read {}", workspace.shown(&file)))
}

/// The release goes in as a variable too: cargo compiles again when it changes, even if `dist/` did not exist before.
fn compile_server(workspace: &Workspace, release: &str, profile: &str) -> Result<()> {
    run(cargo()
        .args(["build", "--profile", profile, "--package", "muster-server"])
        .env("MUSTER_RELEASE", release)
        .current_dir(&workspace.root))
}
