//! Many join a large document at once: each is told all of it, and the server does not hold it once for each.

use std::time::Duration;

use anyhow::{Context, Result};
use muster_shared::sync::wire::Frame;
use muster_tests::server::Process;
use tokio::time::sleep;
use yrs::{Doc, Text, Transact, WriteTxn};

use crate::crowd::join_together;
use crate::partner::Partner;
use crate::process::{peak, resident, settled};
use crate::report::{Row, Section};
use crate::site::Site;
use crate::stats::shown;

const N_JOINERS: usize = 150;
const DOCUMENT_BYTES: usize = 4 << 20;
const PAGE_BYTES: usize = 256 << 10;
const PEAK_MB_MAX: f64 = 300.0;
const DOC: &str = "joiners";

pub(super) async fn measure(site: &Site, section: &mut Section) -> Result<()> {
    let data = site.folder()?;
    let server = Partner::Muster.serve(site, data.path())?;
    fill(&server).await?;
    sleep(Duration::from_secs(2)).await;
    let before = resident(server.id())?;
    // The highest mark so far is forgotten.
    std::fs::write(format!("/proc/{}/clear_refs", server.id()), "5").context("the peak cannot be reset")?;
    // They stay: what a connection keeps from having been told counts too.
    let (told, sockets) = join_together(server.address, Partner::Muster, DOC, N_JOINERS, DOCUMENT_BYTES).await?;
    let (peak, after) = (peak(server.id())? / 1e6, settled(&server).await? / 1e6);
    drop(sockets);
    let row =
        Row::new(format!("{N_JOINERS} join a document of 4 MB at once, peak memory"), format!("{} MB", shown(peak)));
    let last = shown(told.percentile(100.0));
    let row = row.beside(format!(
        "{} MB before, {} MB after; the last is told after {last} ms",
        shown(before / 1e6),
        shown(after)
    ));
    section.row(row.limit(peak, PEAK_MB_MAX, "MB"));
    Ok(())
}

async fn fill(server: &Process) -> Result<()> {
    let mut socket = Partner::Muster.take_in(server.address, DOC).await?;
    let doc = Doc::new();
    let n_pages = DOCUMENT_BYTES.div_ceil(PAGE_BYTES);
    for page in 0..n_pages {
        let update = {
            let mut txn = doc.transact_mut();
            let text = txn.get_or_insert_text("t");
            text.push(&mut txn, &format!("{page:08}").repeat(PAGE_BYTES / 8));
            txn.encode_update_v1()
        };
        socket.send(Frame::Update(&update).write()).await?;
    }
    socket.until_acked(n_pages as u64).await
}
