//! A document that takes the process with it when it is read: once the server, once a trial, and then nobody any more.

use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use muster_tests::client::Client;
use muster_tests::faults::{DEADLY, Faults};
use muster_tests::server::{Process, get};
use tempfile::tempdir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");
const SIGSEGV: i32 = 11;

/// Two documents, in files that no server has open: `bad` is long and has the deadly bytes in it, `good` is as any.
async fn write(data: &Path) -> Result<String> {
    let server = Process::start(PROGRAM, data, &[])?;
    let mut text = String::new();
    for (doc, first) in [("good", "first".to_owned()), ("bad", "x".repeat(16 << 10) + &DEADLY.repeat(20))] {
        let mut ada = Client::muster(server.address, doc).await?;
        ada.sync().await?;
        for word in [&first, "last "] {
            ada.insert(word).await?;
            ada.until_saved().await?;
        }
        text = ada.text();
    }
    server.signal("TERM")?;
    ensure!(server.ended(Duration::from_secs(10))?.success(), "it ended badly");
    Ok(text)
}

async fn text_of(server: &Process, doc: &str) -> Result<String> {
    let mut eve = Client::muster(server.address, doc).await?;
    eve.sync().await?;
    Ok(eve.text())
}

/// Joins a document that takes the server with it; answers the signal it ended with.
async fn die_of(server: Process, doc: &str) -> Result<Option<i32>> {
    if let Ok(mut eve) = Client::muster(server.address, doc).await {
        ensure!(eve.sync().await.is_err(), "`{doc}` could be read");
    }
    Ok(server.ended(Duration::from_secs(10))?.signal())
}

async fn refused(server: &Process, doc: &str) -> Result<u16> {
    Client::muster(server.address, doc).await?.until_closed().await
}

async fn n_quarantined(server: &Process) -> Result<f64> {
    let text = get(server.address, "/metrics", &[]).await?.body;
    let line = text.lines().find_map(|line| line.strip_prefix("muster_quarantined_documents "));
    Ok(line.context("the metric")?.parse()?)
}

fn run(mut muster: Command, arguments: &[&str], data: &Path) -> Result<Output> {
    Ok(muster.args(arguments).arg("--data").arg(data).output()?)
}

fn verify(muster: Command, data: &Path) -> Result<Output> {
    run(muster, &["verify"], data)
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}

#[tokio::test]
async fn what_killed_the_server_and_then_its_trial_is_closed_until_verify_can_read_it() -> Result<()> {
    let folder = tempdir()?;
    let scratch = tempdir()?;
    let faults = Faults::new(scratch.path())?;
    let text = write(folder.path()).await?;

    let server = faults.serve(PROGRAM, folder.path(), &[])?;
    assert_eq!(text_of(&server, "good").await?, "last first");
    assert_eq!(die_of(server, "bad").await?, Some(SIGSEGV));

    let server = faults.serve(PROGRAM, folder.path(), &[])?;
    assert_eq!(n_quarantined(&server).await?, 0.0, "once is not enough");
    assert_eq!(refused(&server, "bad").await?, 1013);
    assert_eq!(n_quarantined(&server).await?, 1.0);
    assert_eq!(text_of(&server, "good").await?, "last first");
    let exported =
        run(faults.muster(PROGRAM), &["export", &scratch.path().join("out").to_string_lossy()], folder.path())?;
    ensure!(said(&exported).contains("bad: the document is closed"), "{}", said(&exported));
    let listed = get(server.address, "/api/docs", &[]).await?;
    ensure!(listed.status == 200 && listed.body.contains("\"bad\""), "{}", listed.body);
    let verified = verify(faults.muster(PROGRAM), folder.path())?;
    let words = said(&verified);
    ensure!(!verified.status.success() && words.contains("bad: reading it ends the program: signal 11"), "{words}");
    ensure!(words.contains("1 troubles"), "{words}");
    server.kill()?;

    // Nothing is tried again for it, and with the server stopped `verify` dies of it as little.
    let server = faults.serve(PROGRAM, folder.path(), &[])?;
    assert_eq!((n_quarantined(&server).await?, refused(&server, "bad").await?), (1.0, 1013));
    server.kill()?;
    let verified = verify(faults.muster(PROGRAM), folder.path())?;
    ensure!(said(&verified).contains("signal 11"), "{}", said(&verified));

    // The fault is mended, whatever it was.
    let server = Process::start(PROGRAM, folder.path(), &[])?;
    assert_eq!(refused(&server, "bad").await?, 1013, "not before somebody has looked");
    let verified = verify(Command::new(PROGRAM), folder.path())?;
    ensure!(verified.status.success() && said(&verified).contains("0 troubles"), "{}", said(&verified));
    assert_eq!(n_quarantined(&server).await?, 0.0);
    let mut eve = Client::muster(server.address, "bad").await?;
    eve.sync().await?;
    ensure!(eve.text() == text, "its bytes were kept");
    eve.insert("more ").await?;
    eve.until_saved().await
}

#[tokio::test]
async fn who_kills_the_server_while_a_document_is_read_closes_nothing() -> Result<()> {
    let folder = tempdir()?;
    write(folder.path()).await?;
    for _ in 0..5 {
        let server = killed_while_reading(folder.path(), "good")?;
        assert_eq!(text_of(&server, "good").await?, "last first");
        assert_eq!(n_quarantined(&server).await?, 0.0);
        server.kill()?;
    }
    Ok(())
}

#[tokio::test]
async fn three_deaths_with_no_reading_in_between_close_a_document_that_its_trials_survive() -> Result<()> {
    let folder = tempdir()?;
    write(folder.path()).await?;
    killed_while_reading(folder.path(), "good")?.kill()?;
    let server = killed_while_reading(folder.path(), "good")?;
    assert_eq!(text_of(&server, "good").await?, "last first", "two are not enough");
    server.kill()?;
    for _ in 0..2 {
        killed_while_reading(folder.path(), "good")?.kill()?;
    }
    let server = killed_while_reading(folder.path(), "good")?;
    assert_eq!((refused(&server, "good").await?, n_quarantined(&server).await?), (1013, 1.0));
    Ok(())
}

/// A server as it starts after one that was killed in the middle of reading a document.
fn killed_while_reading(data: &Path, doc: &str) -> Result<Process> {
    std::fs::write(data.join("reading"), doc)?;
    Process::start(PROGRAM, data, &["--log", "off"])
}
