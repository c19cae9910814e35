//! A disk that takes writes and then cannot keep them: flushes that fail, and flushes that do not return. Nothing is
//! acked meanwhile, everybody is told or honestly waits, and all goes on by itself.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use muster_shared::sync::wire::NackCode;
use muster_tests::client::{Client, Heard};
use muster_tests::faults::{Faults, Flushes};
use muster_tests::server::{Process, get};
use tempfile::{TempDir, tempdir};
use tokio::time::timeout;

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");
/// Within this time everybody has to know that nothing can be kept.
const TOLD_WITHIN: Duration = Duration::from_secs(2);
/// The probes that the server may need to come back by itself.
const PROBES_MAX: usize = 50;

struct Site {
    data: TempDir,
    _scratch: TempDir,
    faults: Faults,
    server: Process,
}

impl Site {
    fn new() -> Result<Self> {
        let (data, scratch) = (tempdir()?, tempdir()?);
        let faults = Faults::new(scratch.path())?;
        let server = faults.serve(PROGRAM, data.path(), &[])?;
        Ok(Self { data, _scratch: scratch, faults, server })
    }

    /// Two who write one document, where one word is saved and seen by both.
    async fn two(&self) -> Result<(Client, Client)> {
        let mut ada = Client::muster(self.server.address, "doc").await?;
        let mut bo = Client::plain(self.server.address, "doc").await?;
        ada.sync().await?;
        bo.sync().await?;
        ada.insert("kept ").await?;
        ada.until_saved().await?;
        bo.until_text("kept ").await?;
        Ok((ada, bo))
    }

    async fn ready(&self) -> Result<u16> {
        Ok(get(self.server.address, "/readyz", &[]).await?.status)
    }

    async fn metric(&self, name: &str) -> Result<f64> {
        let text = get(self.server.address, "/metrics", &[]).await?.body;
        let line = text.lines().find_map(|line| line.strip_prefix(name)).context("the metric")?;
        Ok(line.trim().parse()?)
    }

    /// Flushes work again, and the server finds out.
    async fn recover(&self) -> Result<()> {
        self.faults.flushes(Flushes::Work)?;
        for _ in 0..PROBES_MAX {
            if self.ready().await? == 200 {
                assert_eq!(self.metric("muster_log_failing").await?, 0.0);
                return Ok(());
            }
        }
        anyhow::bail!("it is not ready again")
    }
}

async fn text_of(server: &Process, doc: &str) -> Result<String> {
    let mut eve = Client::muster(server.address, doc).await?;
    eve.sync().await?;
    Ok(eve.text())
}

/// The text in the log when nobody keeps the disk from working.
async fn text_in(data: &Path) -> Result<String> {
    let server = Process::start(PROGRAM, data, &["--log", "off"])?;
    text_of(&server, "doc").await
}

/// An ack or a nack, which must come soon.
async fn told(client: &mut Client) -> Result<Heard> {
    let answer = client.until(|_, heard| matches!(heard, Heard::Ack(_) | Heard::Nack(_)));
    timeout(TOLD_WITHIN, answer).await.context("nobody was told")?
}

#[tokio::test]
async fn while_flushes_fail_nothing_is_acked_everybody_is_told_and_it_recovers_by_itself() -> Result<()> {
    let site = Site::new()?;
    let (mut ada, mut bo) = site.two().await?;
    let mut reader = Client::plain(site.server.address, "elsewhere").await?;
    reader.sync().await?;
    site.faults.flushes(Flushes::Fail)?;
    let seq = ada.insert("doubtful ").await?;
    let Heard::Nack(nack) = told(&mut ada).await? else { anyhow::bail!("what no disk has was acked") };
    assert_eq!((nack.seq, nack.code, nack.retryable), (seq, NackCode::Unavailable, true));
    assert_eq!((ada.until_closed().await?, bo.until_closed().await?), (1013, 1013));
    assert_eq!(site.ready().await?, 503);
    assert_eq!(get(site.server.address, "/livez", &[]).await?.status, 200);
    assert_eq!(site.metric("muster_log_failing").await?, 1.0);
    reader.sync().await.context("who reads another document is left alone")?;
    // To open the document now would be to take what the disk may not have for something everybody has.
    assert_eq!(Client::muster(site.server.address, "doc").await?.until_closed().await?, 1013);
    site.recover().await?;
    let mut back = Client::connect(site.server.address, "doc", Some("muster.1"), ada.doc).await?;
    back.sync().await?;
    back.until_saved().await?;
    assert_eq!(text_of(&site.server, "doc").await?, "doubtful kept ");
    let Site { data, server, .. } = site;
    server.kill()?;
    assert_eq!(text_in(data.path()).await?, "doubtful kept ");
    Ok(())
}

#[tokio::test]
async fn a_server_killed_while_its_flushes_fail_has_all_that_was_acked() -> Result<()> {
    let site = Site::new()?;
    let (mut ada, _bo) = site.two().await?;
    site.faults.flushes(Flushes::Fail)?;
    ada.insert("doubtful ").await?;
    ensure!(matches!(told(&mut ada).await?, Heard::Nack(_)), "what no disk has was acked");
    let Site { data, server, .. } = site;
    server.kill()?;
    ensure!(text_in(data.path()).await?.ends_with("kept "), "what was acked is gone");
    Ok(())
}

#[tokio::test]
async fn while_flushes_hang_others_see_every_edit_nothing_is_acked_and_it_recovers_by_itself() -> Result<()> {
    let site = Site::new()?;
    let (mut ada, mut bo) = site.two().await?;
    let acked = ada.acked;
    site.faults.flushes(Flushes::Hang)?;
    ada.insert("doubtful ").await?;
    bo.until_text("doubtful kept ").await?;
    let answered = timeout(2 * TOLD_WITHIN, site.ready()).await.context("`/readyz` hangs with the disk")?;
    assert_eq!(answered?, 503);
    assert_eq!(get(site.server.address, "/livez", &[]).await?.status, 200);
    ensure!(site.metric("muster_oldest_unacked_seconds").await? > 1.0, "nobody can see that it hangs");
    // A visitor of a document that is open is let in; one who has a document opened is told to come back.
    assert_eq!(text_of(&site.server, "doc").await?, "doubtful kept ");
    let mut late = Client::muster(site.server.address, "elsewhere").await?;
    assert_eq!(timeout(2 * TOLD_WITHIN, late.until_closed()).await.context("a newcomer hangs too")??, 1013);
    while let Some(heard) = ada.hear_within(Duration::from_millis(1)).await? {
        assert_eq!(heard, Heard::Synced);
    }
    assert_eq!(ada.acked, acked, "what no disk has was acked");
    site.faults.flushes(Flushes::Work)?;
    ada.until_saved().await?;
    site.recover().await?;
    text_of(&site.server, "elsewhere").await?;
    let Site { data, server, .. } = site;
    server.kill()?;
    assert_eq!(text_in(data.path()).await?, "doubtful kept ");
    Ok(())
}

#[tokio::test]
async fn a_server_stopped_or_killed_while_its_flushes_hang_has_all_that_was_acked_or_seen() -> Result<()> {
    for signal in ["TERM", "KILL"] {
        let site = Site::new()?;
        let (mut ada, mut bo) = site.two().await?;
        site.faults.flushes(Flushes::Hang)?;
        ada.insert("seen ").await?;
        bo.until_text("seen kept ").await?;
        site.server.signal(signal)?;
        if signal == "TERM" {
            assert_eq!((ada.until_closed().await?, bo.until_closed().await?), (1012, 1012));
        }
        let Site { data, server, .. } = site;
        server.ended(Duration::from_secs(10)).context("it waits for the disk")?;
        assert_eq!(text_in(data.path()).await?, "seen kept ", "{signal}");
    }
    Ok(())
}
