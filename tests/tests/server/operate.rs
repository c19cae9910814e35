//! The two things that the operator of a server sees of it: `/metrics` and the log.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use muster_shared::sync::wire::Frame;
use muster_tests::client::{Client, Heard};
use muster_tests::server::{Process, get};
use serde_json::Value;
use tempfile::tempdir;

fn muster(data: &Path, more: &[&str]) -> Result<Process> {
    Process::start(env!("CARGO_BIN_EXE_muster-under-test"), data, more)
}

/// Every number on `/metrics`, by its name with its labels.
async fn metrics(server: &Process) -> Result<BTreeMap<String, f64>> {
    let answer = get(server.address, "/metrics", &[]).await?;
    ensure!(answer.status == 200 && answer.head.contains("openmetrics-text"), "{}", answer.head);
    ensure!(answer.body.trim_end().ends_with("# EOF"), "it breaks off: {}", answer.body);
    let lines = answer.body.lines().filter(|line| !line.starts_with('#'));
    let read = |line: &str| {
        let (name, value) = line.rsplit_once(' ').context("a name and a value")?;
        Ok((name.to_owned(), value.parse()?))
    };
    lines.map(read).collect()
}

#[tokio::test]
async fn the_metrics_tell_what_goes_on() -> Result<()> {
    let folder = tempdir()?;
    let server = muster(folder.path(), &[])?;
    let before = metrics(&server).await?;
    assert_eq!((before["muster_rooms"], before["muster_panics_total"], before["muster_log_failing"]), (0.0, 0.0, 0.0));
    let mut ada = Client::muster(server.address, "measured").await?;
    let mut bo = Client::plain(server.address, "measured").await?;
    ada.sync().await?;
    bo.sync().await?;
    for _ in 0..5 {
        ada.insert("word ").await?;
    }
    ada.until_saved().await?;
    let seq = ada.update(&[9, 9]).await?;
    ada.until(|_, heard| matches!(heard, Heard::Nack(nack) if nack.seq == seq)).await?;
    bo.send(&Frame::Step1(&[9]).write()).await?;
    assert_eq!(bo.until_closed().await?, 4400);
    let after = metrics(&server).await?;
    for (name, value) in [
        ("muster_rooms", 1.0),
        ("muster_sessions{protocol=\"muster.1\"}", 1.0),
        ("muster_appends_total", 5.0),
        ("muster_ack_seconds_count", 5.0),
        ("muster_nacks_total{code=\"malformed\"}", 1.0),
        ("muster_closes_total{code=\"4400\"}", 1.0),
        ("muster_collapses_total", 0.0),
        ("muster_pending_documents", 0.0),
        ("muster_oldest_unacked_seconds", 0.0),
        ("muster_queue_bytes", 0.0),
        ("muster_panics_total", 0.0),
    ] {
        assert_eq!(after.get(name), Some(&value), "{name}");
    }
    for name in ["muster_flush_seconds_count", "muster_write_seconds_count", "muster_append_bytes_total"] {
        ensure!(after[name] > before[name], "{name}");
    }
    ensure!(after["muster_connections"] >= 2.0 && after["muster_ack_seconds_sum"] > 0.0, "{after:?}");
    ensure!(!after.keys().any(|name| name.contains("measured")), "no document is named");
    Ok(())
}

#[tokio::test]
async fn log_lines_are_json_with_message_and_fields_and_without_what_people_wrote() -> Result<()> {
    let folder = tempdir()?;
    let mut command = Command::new(env!("CARGO_BIN_EXE_muster-under-test"));
    command.args(["serve", "--open", "--listen", "127.0.0.1:0", "--log", "debug", "--log-format", "json", "--data"]);
    let lines = folder.path().join("lines");
    command.arg(folder.path().join("data")).stderr(Stdio::from(std::fs::File::create(&lines)?));
    let server = Process::spawn(command)?;
    let secret = "antidisestablishmentarianism";
    let mut ada = Client::muster(server.address, &format!("logged?token={secret}")).await?;
    ada.sync().await?;
    ada.insert(secret).await?;
    ada.until_saved().await?;
    ada.update(secret.as_bytes()).await?;
    let presence = [&[1, 7, 1, secret.len() as u8], secret.as_bytes()].concat();
    ada.send(&Frame::Awareness(&presence).write()).await?;
    ada.send(&[&[0, 0, 1], secret.as_bytes()].concat()).await?;
    ada.until_closed().await?;
    server.signal("TERM")?;
    ensure!(server.ended(std::time::Duration::from_secs(10))?.success(), "it ended badly");
    let lines = std::fs::read_to_string(lines)?;
    ensure!(!lines.contains(secret), "what was written, or a token, is in the log");
    let mut n_lines = 0;
    for line in lines.lines() {
        let line: Value = serde_json::from_str(line)?;
        ensure!(line["fields"]["message"].is_string() && line["level"].is_string(), "{line}");
        n_lines += 1;
    }
    ensure!(n_lines > 5 && lines.contains("room logged is open") && lines.contains("\"doc.id\":\"logged\""), "{lines}");
    Ok(())
}
