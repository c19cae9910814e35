//! A room so busy that it gathers what it writes and tells: nothing is lost, and nothing waits for ever.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use futures_util::future::try_join_all;
use muster_shared::sync::wire::Frame;
use muster_shared::sync::wire::presence::{self, Presence};
use muster_tests::client::Client;
use muster_tests::server::Process;

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");
/// Busy whatever happens.
const BUSY: [&str; 2] = ["--calm-deliveries-per-second", "0"];
/// Longer than any test lasts.
const FOR_EVER: [&str; 2] = ["--gather-ms-max", "3600000"];

#[tokio::test]
async fn everybody_hears_everything_and_is_told_what_is_saved() -> Result<()> {
    let server = Process::fresh(PROGRAM, &BUSY)?;
    let mut crowd = try_join_all((0..5).map(|_| Client::synced(server.address, "busy"))).await?;
    for _ in 0..60 {
        for writer in &mut crowd {
            writer.insert("x").await?;
        }
    }
    for client in &mut crowd {
        client.until_saved().await?;
        client.until_text(&"x".repeat(300)).await?;
    }
    let mut late = Client::synced(server.address, "busy").await?;
    late.until_text(&"x".repeat(300)).await
}

#[tokio::test]
async fn as_much_as_is_gathered_at_most_is_written_however_long_the_rest_may_wait() -> Result<()> {
    let server = Process::fresh(PROGRAM, &[BUSY, FOR_EVER].concat())?;
    let mut ada = Client::synced(server.address, "full").await?;
    for _ in 0..256 {
        ada.insert("x").await?;
    }
    ada.until_saved().await?;
    ada.insert("one more").await?;
    until_taken(&mut ada).await?;
    ensure!(ada.acked == 257, "the answer to the server's question and 256 edits, not {}", ada.acked);
    Ok(())
}

#[tokio::test]
async fn what_is_gathered_when_the_server_is_told_to_stop_is_written() -> Result<()> {
    let data = tempfile::tempdir()?;
    let server = Process::start(PROGRAM, data.path(), &[BUSY, FOR_EVER].concat())?;
    let mut ada = Client::synced(server.address, "stop").await?;
    ada.insert("gathered").await?;
    until_taken(&mut ada).await?;
    server.signal("TERM")?;
    let ended = tokio::task::spawn_blocking(move || server.ended(Duration::from_secs(20))).await??;
    ensure!(ended.success(), "{ended}");
    let server = Process::start(PROGRAM, data.path(), &[])?;
    Client::synced(server.address, "stop").await?.until_text("gathered").await
}

/// Waits until the room has looked at everything this client sent: it says who is here, and is asked for it.
async fn until_taken(client: &mut Client) -> Result<()> {
    let here = Presence { client: client.doc.client_id().get(), clock: 1, state: Some("{}".into()) };
    client.send(&Frame::Awareness(&presence::write([&here].into_iter())).write()).await?;
    client.send(&Frame::QueryAwareness.write()).await?;
    loop {
        let frame = client.next_frame().await?;
        if let Ok(Frame::Awareness(_)) = Frame::read(&frame).context("a frame") {
            return Ok(());
        }
    }
}
