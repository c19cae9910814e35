//! The size budgets: what a visitor downloads before a charter can be read and edited, what each chunk adds, and what a
//! host page pays for the loader.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use crate::build::App;
use crate::compress::gzip;
use crate::contents::sorts;
use crate::workspace::Workspace;

/// The bytes that are loaded before a charter's first words can be read and edited: the glue, the loader of chunks, and
/// main. It stays below 400,000.
const FIRST_PAGE_BYTES_MAX: usize = 393_500;
/// The bytes that each group of chunks adds by itself.
const GROUPS_BYTES_MAX: [(&str, usize); 19] = [
    ("boxes", 39_000),
    ("charter", 115_000),
    ("files", 190_000),
    ("shell", 172_500),
    ("foryou", 50_500),
    ("later", 15_000),
    ("log", 61_500),
    ("map", 51_000),
    ("me", 38_500),
    ("menu", 29_500),
    ("okr", 65_500),
    ("past", 47_000),
    ("picture", 19_000),
    ("pocket", 45_500),
    ("review", 132_500),
    ("rhythm", 60_000),
    ("series", 28_500),
    ("share", 27_500),
    ("strategy", 49_500),
];
/// Code that several groups share and main has no need of: the fields, rows and talk that every kind is made of.
const SHARED_BYTES_MAX: usize = 518_000;
/// All that the service worker keeps of the app.
const APP_BYTES_MAX: usize = 2_125_000;
const LOADER_BYTES_MAX: usize = 3_000;
/// The files, beside the loader, that show a text in somebody else's page, in its style, let its reader in, and follow changes.
const TEXT_FILES: [&str; 2] = ["guest", "widget"];
/// The bytes that a reader in somebody else's page pays besides the text itself.
const READER_BYTES_MAX: usize = 15_000;
/// The style of a text in somebody else's page, where reading costs 15 KB at most besides the text.
const TEXT_STYLE_BYTES_MAX: usize = 2_500;

/// The copies of the sort: yrs sorts in six places, and shared/src/order.rs in one for nearly all that is ours.
const SORTS_MAX: usize = 12;

/// One thing that is measured.
struct Row {
    what: String,
    bytes: usize,
    max: usize,
}

pub(crate) fn check(workspace: &Workspace, app: &App) -> Result<()> {
    let rows = rows(&workspace.dist(), app)?;
    for Row { what, bytes, max } in &rows {
        println!("{what:<44} {bytes:>8} of {max} bytes");
    }
    let over: Vec<&str> = rows.iter().filter(|row| row.bytes > row.max).map(|row| row.what.as_str()).collect();
    if !over.is_empty() {
        bail!("over budget: {}", over.join(", "));
    }
    let sorts = sorts(workspace)?;
    println!("{:<44} {sorts:>8} of {SORTS_MAX}", "copies of the sort");
    ensure!(sorts <= SORTS_MAX, "the app carries {sorts} copies of the sort: shared/src/order.rs sorts and collects");
    Ok(())
}

fn rows(dist: &Path, app: &App) -> Result<Vec<Row>> {
    let sent_alone = |address: &str| sent(dist, address);
    let sent =
        |files: &BTreeSet<&str>| -> Result<usize> { files.iter().map(|file| sent(dist, &app.address(file))).sum() };
    let all: BTreeSet<&str> = app.files.iter().map(String::as_str).collect();
    let of_groups: Vec<&str> = app.groups.values().flatten().map(String::as_str).collect();
    let main: BTreeSet<&str> = all.iter().copied().filter(|file| !of_groups.contains(file)).collect();
    let (mut shared, mut rows) = (BTreeSet::new(), Vec::new());
    for (group, files) in &app.groups {
        let is_shared = |file: &&str| of_groups.iter().filter(|one| *one == file).count() > 1;
        let (common, own): (BTreeSet<&str>, BTreeSet<&str>) = files.iter().map(String::as_str).partition(is_shared);
        shared.extend(common);
        let Some((_, max)) = GROUPS_BYTES_MAX.into_iter().find(|(known, _)| known == group) else {
            bail!("the group of chunks `{group}` has no budget in xtask/src/budget.rs");
        };
        rows.push(Row { what: format!("chunk {group}"), bytes: sent(&own)?, max });
    }
    let loader = gzip(&fs::read(dist.join("embed.js"))?)?.len();
    rows.extend([
        Row {
            what: format!("chunks that groups share ({})", shared.len()),
            bytes: sent(&shared)?,
            max: SHARED_BYTES_MAX,
        },
        Row { what: "first editable page (main)".to_owned(), bytes: sent(&main)?, max: FIRST_PAGE_BYTES_MAX },
        Row { what: "the whole app".to_owned(), bytes: sent(&all)?, max: APP_BYTES_MAX },
        Row { what: "embed.js (gzip)".to_owned(), bytes: loader, max: LOADER_BYTES_MAX },
        Row {
            what: "a text in somebody else's page".to_owned(),
            bytes: loader + of_text(dist)?,
            max: READER_BYTES_MAX,
        },
        Row {
            what: "the style of texts".to_owned(),
            bytes: sent_alone(&text_style(dist)?)?,
            max: TEXT_STYLE_BYTES_MAX,
        },
    ]);
    Ok(rows)
}

/// The bytes of the scripts of a text; its style is in one of them.
fn of_text(dist: &Path) -> Result<usize> {
    let mut bytes = 0;
    for entry in fs::read_dir(dist.join("assets"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let is_of_text = name.split_once('-').is_some_and(|(name, _)| TEXT_FILES.contains(&name));
        if is_of_text && name.ends_with(".js") {
            bytes += sent(dist, &format!("/assets/{name}"))?;
        }
    }
    Ok(bytes)
}

/// The address of the style of texts.
fn text_style(dist: &Path) -> Result<String> {
    let link = fs::read_to_string(dist.join("text-style.html"))?;
    let address = link.split_once("href=\"").and_then(|(_, rest)| rest.split_once('"'));
    address.map(|(address, _)| address.to_owned()).context("no style of texts is linked")
}

/// The bytes that go over the wire for an address, with brotli; a very small file has no compressed copy.
fn sent(dist: &Path, address: &str) -> Result<usize> {
    let file = address.trim_start_matches('/');
    let packed = dist.join(format!("{file}.br"));
    let sent = if packed.exists() { packed } else { dist.join(file) };
    Ok(fs::read(sent)?.len())
}
