//! `cargo xtask build`: the Wasm app, the `dist/` folder around it, and the server binary that carries both.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result, bail};

use crate::assets::{Copies, Dist, short_hash};
use crate::joined::joined;
use crate::process::{Beside, cargo, run};
use crate::shorten::bare;
use crate::split::{CHUNKS, Groups};
use crate::steps::timed;
use crate::stylesheet::Sheets;
use crate::templates::Values;
use crate::tight::tight;
use crate::wasm::{GLUE, MAIN, Web};
use crate::workspace::Workspace;
use crate::{budget, icon, recipes, stylesheet, wasm};

/// Where a page finds the app: the folder of its files, named by a hash of them all.
pub(crate) struct App {
    pub(crate) folder: String,
    /// Every file of the folder, by its path in it.
    pub(crate) files: Vec<String>,
    pub(crate) groups: Groups,
}

impl App {
    /// The address of a file of the app.
    pub(crate) fn address(&self, file: &str) -> String {
        format!("{}/{file}", self.folder)
    }

    /// Lets a page's head ask for every script of the app at once, though they name each other one by one.
    fn modules(&self) -> String {
        let scripts = self.files.iter().filter(|file| file.ends_with(".js"));
        scripts.map(|file| format!(r#"<link rel="modulepreload" href="{}">"#, self.address(file))).collect()
    }
}

/// Scripts that have an address, and by what name others know them. Those that are named by others come first.
const SCRIPTS: [(&str, &str); 15] = [
    ("around", "around_js"),
    ("guest", "guest_js"),
    ("person", "person_js"),
    ("rescue", "rescue_js"),
    ("reading", "reading_js"),
    ("wish", "wish_js"),
    ("left", "left_js"),
    ("holder", "holder_js"),
    ("bring", "bring_js"),
    ("widget", "widget_js"),
    ("rungs", "rungs_js"),
    ("links", "links_js"),
    ("start", "start_js"),
    ("frame", "frame_js"),
    ("door", "door_js"),
];

/// The sizes in which the icon is drawn, in pixels; the manifest names them.
const ICONS: [u32; 2] = [192, 512];
/// The width and height of the picture that cards elsewhere show of a document which nobody may see there, in pixels: those of
/// the pictures that the server draws of others.
const CARD: (u32, u32) = (1200, 630);

/// How much work goes into a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effort {
    /// The build that people get: as small and as fast as it can be, in chunks.
    Full,
    /// The same in one piece, should the cutting ever be at fault.
    Unsplit,
    /// For trying a change out: in one piece, large, uncompressed, and there in a fraction of the time.
    Quick,
}

impl Effort {
    /// The effort that the arguments of `cargo xtask build` ask for.
    pub(crate) fn parse(args: &[String]) -> Result<Self> {
        match args {
            [] => Ok(Self::Full),
            [flag] if flag == "--quick" => Ok(Self::Quick),
            [flag] if flag == "--unsplit" => Ok(Self::Unsplit),
            _ => bail!("`build` takes `--quick`, `--unsplit` or nothing"),
        }
    }

    /// Whether the app is cut into chunks.
    pub(crate) fn splits(self) -> bool {
        self == Self::Full
    }

    pub(crate) fn wasm_profile(self) -> &'static str {
        match self {
            Self::Full | Self::Unsplit => "wasm",
            Self::Quick => "quick",
        }
    }

    fn server_profile(self) -> &'static str {
        match self {
            Self::Full | Self::Unsplit => "release",
            Self::Quick => "quick",
        }
    }
}

/// Builds everything; the binary is in the folder of the server's profile, which is where `Workspace::muster` says for a
/// full build.
pub(crate) fn build(workspace: &Workspace, effort: Effort) -> Result<()> {
    let profile = effort.server_profile();
    let ahead = server_ahead(workspace, profile)?;
    let web = wasm::build(workspace, effort)?;
    let (app, release) = timed("writing dist/", || write_dist(workspace, web, effort))?;
    if effort == Effort::Full {
        budget::check(workspace, &app)?;
    }
    timed(&format!("compiling the server (profile {profile})"), || {
        ahead.wait()?;
        compile_server(workspace, &release, profile)
    })?;
    println!("muster {release} is at {}", workspace.shown(&workspace.binary(profile, "muster")));
    Ok(())
}

/// The files with a hash in their name come first: the others name them.
fn write_dist(workspace: &Workspace, mut web: Web, effort: Effort) -> Result<(App, String)> {
    let mut dist = Dist::new(workspace.dist(), effort);
    let mut values = Values::default();
    values.set("groups", serde_json::to_string(&web.groups)?);
    web.files.push((CHUNKS.to_owned(), bare(&values.fill(CHUNKS, &template(workspace, CHUNKS)?)?).into_bytes()));
    let app = add_app(&mut dist, web)?;
    values.set("app", &app.folder);
    values.set("app_js", app.address(GLUE));
    values.set("app_modules", app.modules());
    values.set("app_wasm", app.address(MAIN));
    add_sheets(workspace, &mut dist, &mut values, &app.groups)?;
    for (name, hole) in SCRIPTS {
        let file = format!("{name}.js");
        let whole = joined(&template(workspace, &file)?, &|part| template(workspace, &format!("{part}.js")))?;
        let script = bare(&values.fill(&file, &whole)?);
        values.set(hole, dist.add_hashed(name, "js", script.as_bytes())?);
    }
    recipes::add(workspace, &mut dist)?;
    let release = add_pages(workspace, &mut dist, values)?;
    dist.sweep()?;
    Ok((app, release))
}

/// The style sheets, which scripts and pages name.
fn add_sheets(workspace: &Workspace, dist: &mut Dist, values: &mut Values, groups: &Groups) -> Result<()> {
    let style = workspace.root.join("style");
    values.set("css", dist.add_hashed("muster", "css", stylesheet::read(&style)?.as_bytes())?);
    let Sheets { front, back, of_chunks } = stylesheet::parts(&style, groups)?;
    values.set("css_front", dist.add_hashed("front", "css", front.as_bytes())?);
    values.set("css_back", dist.add_hashed("back", "css", back.as_bytes())?);
    let mut sheets = BTreeMap::new();
    for (name, sheet) in of_chunks {
        sheets.insert(name, dist.add_hashed(&format!("of-{name}"), "css", sheet.as_bytes())?);
    }
    values.set("sheets", serde_json::to_string(&sheets)?);
    let of_texts = stylesheet::of_texts(&style)?;
    values.set("text_css", dist.add_hashed("text", "css", of_texts.as_bytes())?);
    values.set("text_style", serde_json::to_string(&of_texts)?);
    Ok(())
}

/// They name each other, so no file keeps its address while another one changes.
fn add_app(dist: &mut Dist, Web { files, groups }: Web) -> Result<App> {
    let all: Vec<u8> = files.iter().flat_map(|(path, bytes)| [path.as_bytes(), bytes].concat()).collect();
    let folder = format!("assets/app-{}", short_hash(&all));
    for (path, bytes) in &files {
        dist.add_immutable(&format!("{folder}/{path}"), bytes)?;
    }
    Ok(App { folder: format!("/{folder}"), files: files.into_iter().map(|(path, _)| path).collect(), groups })
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
        ("text-style.html", Copies::PlainOnly),
        ("door.html", Copies::PlainOnly),
    ];
    let mut texts = Vec::new();
    for (name, copies) in pages {
        let text = template(workspace, name)?;
        texts.push((name, if name == "embed.js" { tight(&text) } else { text }, copies));
    }
    let all = texts.iter().map(|(_, text, _)| text.as_str()).chain(dist.hashed().iter().map(String::as_str));
    let release = format!("{}+{}", workspace.version, short_hash(all.collect::<Vec<_>>().join("\n").as_bytes()));
    values.set("version", &release);
    values.set("precache", precache(dist)?);
    for (name, text, copies) in texts {
        dist.add(name, values.fill(name, &text)?.as_bytes(), copies)?;
    }
    for pixels in ICONS {
        dist.add(&format!("icon-{pixels}.png"), &icon::png(pixels, pixels)?, Copies::PlainOnly)?;
    }
    let (wide, high) = CARD;
    dist.add("card.png", &icon::png(wide, high)?, Copies::PlainOnly)?;
    Ok(release)
}

/// The addresses that the app needs to open offline.
fn precache(dist: &Dist) -> Result<String> {
    let mut addresses = dist.hashed().to_vec();
    addresses.extend(["/manifest.webmanifest", "/icon.svg"].map(str::to_owned));
    Ok(serde_json::to_string(&addresses)?)
}

fn template(workspace: &Workspace, name: &str) -> Result<String> {
    let file = workspace.root.join("app/web").join(name);
    fs::read_to_string(&file).with_context(|| format!("could not read {}", workspace.shown(&file)))
}

/// The server's library needs nothing of the app, and the app's last step keeps one processor busy: the library is compiled
/// beside it.
fn server_ahead(workspace: &Workspace, profile: &str) -> Result<Beside> {
    Beside::start(
        cargo()
            .args(["build", "--quiet", "--profile", profile, "--package", "muster-server", "--lib"])
            .current_dir(&workspace.root),
    )
}

/// The release goes in as a variable too: cargo compiles again when it changes, even if `dist/` did not exist before.
fn compile_server(workspace: &Workspace, release: &str, profile: &str) -> Result<()> {
    run(cargo()
        .args(["build", "--profile", profile, "--package", "muster-server"])
        .env("MUSTER_RELEASE", release)
        .current_dir(&workspace.root))
}
