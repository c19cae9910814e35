//! Part `size`: what a visitor downloads, as the binary itself serves it.

use std::net::SocketAddr;

use anyhow::{Context, Result, ensure};
use muster_tests::server::get;

use crate::report::{Row, Section};
use crate::site::Site;
use crate::stats::shown_bytes;

const FIRST_PAGE_BYTES_MAX: usize = 400_000;
const LOADER_BYTES_MAX: usize = 3_000;

pub(crate) async fn measure(site: &Site) -> Result<Section> {
    let data = site.folder()?;
    let server = site.serve(&data, &[])?;
    let page = get(server.address, "/", &["Accept: text/html"]).await?.body;
    let wasm = Asset::at(server.address, &named(&page, ".wasm")?, "br").await?;
    let js = Asset::at(server.address, &named(&page, ".js")?, "br").await?;
    let mut section = Section::new("What a visitor downloads, as served by the binary");
    section.row(Row::new("main Wasm, brotli", shown_bytes(wasm.sent)).beside(format!("raw {}", shown_bytes(wasm.raw))));
    section
        .row(Row::new("app's JavaScript, brotli", shown_bytes(js.sent)).beside(format!("raw {}", shown_bytes(js.raw))));
    section.row(budget("first editable page: Wasm and JavaScript, brotli", wasm.sent + js.sent, FIRST_PAGE_BYTES_MAX));
    section.row(loader(server.address).await?);
    Ok(section)
}

/// The loader of elements, which every page that embeds has.
pub(crate) async fn loader(address: SocketAddr) -> Result<Row> {
    let loader = Asset::at(address, "/embed.js", "gzip").await?;
    Ok(budget("embed.js, gzip", loader.sent, LOADER_BYTES_MAX))
}

fn budget(what: &str, bytes: usize, bytes_max: usize) -> Row {
    Row::new(what, shown_bytes(bytes)).limit(bytes as f64 / 1e3, bytes_max as f64 / 1e3, "KB")
}

struct Asset {
    raw: usize,
    sent: usize,
}

impl Asset {
    async fn at(address: SocketAddr, path: &str, encoding: &str) -> Result<Self> {
        let raw = length(address, path, "identity").await?;
        let sent = length(address, path, encoding).await?;
        Ok(Self { raw, sent })
    }
}

async fn length(address: SocketAddr, path: &str, encoding: &str) -> Result<usize> {
    let answer = get(address, path, &[&format!("Accept-Encoding: {encoding}")]).await?;
    ensure!(answer.status == 200, "{path} is answered {}", answer.status);
    let length = answer.head.lines().find_map(|line| line.strip_prefix("content-length: "));
    length.with_context(|| format!("{path} has no length"))?.trim().parse().context("a length")
}

/// The address in the page that begins with `/assets/app-` and ends so.
pub(crate) fn named(page: &str, ending: &str) -> Result<String> {
    let mut quoted = page.split('"').filter(|text| text.starts_with("/assets/app-"));
    let found = quoted.find(|text| text.ends_with(ending)).map(str::to_owned);
    found.with_context(|| format!("the page names no app{ending}: this binary was built without `cargo xtask build`"))
}
