//! Limits of a document's life in the server: who is present and for how long, how long silence may last, what may be
//! read. Each at its limit and past it, over real connections; and no row of the table goes without such a test.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use futures_util::StreamExt;
use futures_util::future::join_all;
use muster_server::config::TABLE;
use muster_shared::sync::wire::Frame;
use muster_shared::sync::wire::presence::{self, Presence};
use muster_tests::abuse::{Stage, half_send};
use muster_tests::cast::OURS;
use muster_tests::server::{Process, get};
use muster_tests::socket::{Said, Socket};
use tokio::time::{interval, timeout};
use tokio_tungstenite::tungstenite::Message;

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");
/// How long anything that was promised may take. Only a failing test waits so long.
const PATIENCE: Duration = Duration::from_secs(20);
/// As many clients as one awareness message may name here.
const CLIENTS_MAX: usize = 64;

fn fresh(more: &[&str]) -> Result<Process> {
    Process::fresh(PROGRAM, more)
}

async fn stage(n_edits: u64, more: &[&str]) -> Result<Stage> {
    Stage::open(PROGRAM, Path::new(env!("CARGO_TARGET_TMPDIR")), n_edits, more).await
}

async fn connect(server: &Process) -> Result<Socket> {
    Socket::connect(server.address, "doc").await
}

/// A client's presence: so many bytes of JSON.
fn word(client: u64, clock: u32, n_bytes: usize) -> Vec<u8> {
    let state = format!("{{\"x\":\"{}\"}}", "y".repeat(n_bytes.saturating_sub(8)));
    Frame::Awareness(&presence::write([Presence { client, clock, state: Some(state) }].iter())).write()
}

fn presences(frame: &Frame<'_>) -> Option<Vec<Presence>> {
    let Frame::Awareness(bytes) = frame else { return None };
    presence::read(bytes, CLIENTS_MAX).ok()
}

/// Asks what the document holds, and answers with all presences that were heard before the answer.
async fn until_answered(socket: &mut Socket) -> Result<Vec<Presence>> {
    let mut heard = Vec::new();
    socket.send(Frame::Step1(&[0]).write()).await?;
    let answered = socket.until(|frame| {
        heard.extend(presences(&frame).into_iter().flatten());
        matches!(frame, Frame::Step2(_)).then_some(())
    });
    answered.await?;
    Ok(heard)
}

/// The clients that somebody who comes is told of, once connections have said what they are to say.
async fn here(server: &Process, said: &[&[Vec<u8>]]) -> Result<Vec<u64>> {
    let mut speakers = Vec::new();
    for words in said {
        let mut speaker = connect(server).await?;
        for word in *words {
            speaker.send(word.clone()).await?;
        }
        until_answered(&mut speaker).await?;
        speakers.push(speaker);
    }
    let heard = until_answered(&mut connect(server).await?).await?;
    Ok(heard.into_iter().map(|presence| presence.client).collect())
}

/// All that the files of a folder say, and those of the folders in it.
fn text_below(folder: &Path) -> Result<String> {
    let mut text = String::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        text += &if path.is_dir() { text_below(&path)? } else { std::fs::read_to_string(&path)? };
    }
    Ok(text)
}

#[test]
fn every_limit_of_the_table_is_set_by_a_test_that_runs_a_server() -> Result<()> {
    let tests = text_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests"))?;
    let untested = TABLE.iter().map(|limit| limit.flag()).filter(|flag| !tests.contains(&format!("\"{flag}\"")));
    assert_eq!(untested.collect::<Vec<String>>(), Vec::<String>::new(), "flags that no test sets");
    Ok(())
}

#[tokio::test]
async fn what_a_client_says_of_itself_is_heard_up_to_its_limit_and_not_past_it() -> Result<()> {
    let server = fresh(&["--presence-bytes-max", "100"])?;
    assert_eq!(here(&server, &[&[word(1, 1, 100), word(2, 1, 101)]]).await?, [1]);
    Ok(())
}

#[tokio::test]
async fn a_document_has_as_many_clients_present_as_it_may_and_no_more() -> Result<()> {
    let server = fresh(&["--presences-max", "3"])?;
    let said = [[word(1, 1, 9), word(2, 1, 9)], [word(3, 1, 9), word(4, 1, 9)]];
    assert_eq!(here(&server, &[&said[0], &said[1]]).await?, [1, 2, 3]);
    Ok(())
}

#[tokio::test]
async fn a_connection_speaks_for_as_many_clients_as_it_may_and_another_one_for_as_many() -> Result<()> {
    let server = fresh(&["--presences-of-session-max", "2"])?;
    let said = [[word(1, 1, 9), word(2, 1, 9), word(3, 1, 9)], [word(4, 1, 9), word(5, 1, 9), word(6, 1, 9)]];
    assert_eq!(here(&server, &[&said[0], &said[1]]).await?, [1, 2, 4, 5]);
    Ok(())
}

#[tokio::test]
async fn presence_is_told_at_once_and_again_when_its_time_has_come_and_not_before() -> Result<()> {
    for (every_ms, comes) in [("1", true), ("600000", false)] {
        let server = fresh(&["--presence-every-ms", every_ms])?;
        let (mut speaker, mut listener) = (connect(&server).await?, connect(&server).await?);
        until_answered(&mut listener).await?;
        speaker.send(word(1, 1, 9)).await?;
        let clock = |frame: Frame<'_>| presences(&frame)?.first().map(|presence| presence.clock);
        assert_eq!(listener.until(clock).await?, 1);
        speaker.send(word(1, 2, 9)).await?;
        until_answered(&mut speaker).await?;
        if comes {
            assert_eq!(listener.until(clock).await?, 2);
        } else {
            assert_eq!(until_answered(&mut listener).await?, [], "its time has not come");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_client_that_says_nothing_more_is_gone_after_its_time_and_one_that_goes_on_is_not() -> Result<()> {
    let server = fresh(&["--presence-ms", "1000"])?;
    let (mut silent, mut speaker, mut listener) =
        (connect(&server).await?, connect(&server).await?, connect(&server).await?);
    silent.send(word(1, 1, 9)).await?;
    let speaking = async {
        let mut pace = interval(Duration::from_millis(100));
        for clock in 1.. {
            pace.tick().await;
            speaker.send(word(2, clock, 9)).await?;
        }
        anyhow::Ok(())
    };
    let gone = listener.until(|frame| {
        let gone = presences(&frame)?.into_iter().filter(|presence| presence.state.is_none());
        gone.map(|presence| presence.client).next()
    });
    tokio::select! {
        outcome = speaking => outcome,
        gone = gone => {
            assert_eq!(gone?, 1);
            Ok(())
        }
    }
}

#[tokio::test]
async fn a_connection_is_asked_whether_it_lives_once_its_time_has_come() -> Result<()> {
    let server = fresh(&["--ping-every-ms", "20"])?;
    let (_out, mut back) = connect(&server).await?.split();
    let asked = async {
        loop {
            if let Message::Ping(_) = back.next().await.context("the server hung up")?? {
                return anyhow::Ok(());
            }
        }
    };
    timeout(PATIENCE, asked).await?
}

#[tokio::test]
async fn whoever_is_silent_for_too_long_is_hung_up_on_and_whoever_speaks_is_not() -> Result<()> {
    let server = fresh(&["--dead-after-ms", "600", "--ping-every-ms", "599"])?;
    let (silent, mut speaker) = (connect(&server).await?, connect(&server).await?);
    // Of a connection that nobody reads, no ping is answered.
    let (out, mut back) = silent.split();
    let mut pace = interval(Duration::from_millis(50));
    let sessions = "muster_sessions{protocol=\"muster.1\"} 1\n";
    while !get(server.address, "/metrics", &[]).await?.body.contains(sessions) {
        pace.tick().await;
        until_answered(&mut speaker).await?;
    }
    let rest = async { while let Some(Ok(_)) = back.next().await {} };
    timeout(PATIENCE, rest).await.context("nobody hung up on whoever was silent")?;
    drop(out);
    until_answered(&mut speaker).await.map(drop)
}

#[tokio::test]
async fn bytes_have_a_burst_and_beyond_it_only_whoever_sends_them_waits_whether_their_message_ends_or_not() -> Result<()>
{
    let stage = stage(0, &["--read-bytes-burst", "8192", "--read-bytes-per-second", "1024"]).await?;
    let throttled = || stage.metric("muster_throttled_total{of=\"read_bytes\"}");
    let mut reader = stage.with_token("reader").await?;
    reader.send(vec![99; 8_000]).await?;
    until_answered(&mut reader).await?;
    assert_eq!(throttled().await?, 0.0, "at the limit");
    half_send(&mut reader, 1_000).await?;
    while throttled().await? == 0.0 {
        tokio::task::yield_now().await;
    }
    let mut other = stage.with_token("commenter").await?;
    let before = throttled().await?;
    until_answered(&mut other).await?;
    assert_eq!(throttled().await?, before, "somebody else");
    // Another connection of the same person pays from the same purse.
    until_answered(&mut stage.with_token("reader").await?).await?;
    ensure!(throttled().await? > before, "a second connection is no second purse");
    Ok(())
}

#[tokio::test]
async fn reads_that_cost_wait_for_their_turn_when_more_come_than_may_go_on_at_once() -> Result<()> {
    let stage = stage(3_000, &["--reads-at-once", "1"]).await?;
    let token = stage.cast.token("reader");
    let paths = [".html", ".md", ".json"].map(|form| format!("/embed/{OURS}{form}?token={token}"));
    let reads = join_all(paths.iter().map(|path| get(stage.address(), path, &[])));
    let waits = async {
        while stage.metric("muster_reads_waiting").await? < 1.0 {
            tokio::task::yield_now().await;
        }
        anyhow::Ok(())
    };
    let (answers, ()) = tokio::try_join!(async { Ok(reads.await) }, async { timeout(PATIENCE, waits).await? })?;
    for answer in answers {
        assert_eq!(answer?.status, 200);
    }
    assert_eq!(stage.metric("muster_reads_waiting").await?, 0.0);
    Ok(())
}

#[tokio::test]
async fn refused_credentials_are_written_down_up_to_their_limit_and_all_of_them_counted() -> Result<()> {
    let stage = stage(0, &["--refusals-noted-per-minute", "2"]).await?;
    let noted = async || {
        let audit = stage.cast.ask(stage.address(), "owner", "GET", "/api/audit", "").await?.body;
        anyhow::Ok(audit.matches("\"refused\"").count())
    };
    for (n_refused, n_noted) in [(1, 1), (2, 2), (3, 2)] {
        let wrong = format!("Authorization: Bearer nobody{n_refused}.nothing");
        assert_eq!(get(stage.address(), "/api/docs", &[&wrong]).await?.status, 401);
        assert_eq!(stage.metric("muster_refused_credentials_total").await?, f64::from(n_refused));
        assert_eq!(noted().await?, n_noted, "of {n_refused}");
    }
    Ok(())
}

/// The code the server hangs up with.
async fn goodbye(socket: &mut Socket) -> Result<u16> {
    loop {
        if let Said::Goodbye(code) = socket.listen().await? {
            return Ok(code);
        }
    }
}

#[tokio::test]
async fn what_one_person_holds_half_read_is_bounded_and_is_nothing_to_anybody_else() -> Result<()> {
    let stage = stage(0, &["--half-read-bytes-of-person-max", "100000"]).await?;
    let held = |n_bytes: f64| {
        let stage = &stage;
        async move {
            while stage.metric("muster_half_read_bytes").await? != n_bytes {
                tokio::task::yield_now().await;
            }
            anyhow::Ok(())
        }
    };
    let each = f64::from(50_000 + 8 - 4_096);
    let mut holders = Vec::new();
    for (n_held, role) in [(1.0, "reader"), (2.0, "reader"), (3.0, "commenter")] {
        let mut socket = stage.with_token(role).await?;
        until_answered(&mut socket).await?;
        half_send(&mut socket, 50_000).await?;
        // The oldest is the one that the server began to read first, which need not be the one that was sent first.
        timeout(PATIENCE, held(n_held * each)).await.context("at the limit nobody gives way")??;
        holders.push(socket);
    }
    let mut third = stage.with_token("reader").await?;
    until_answered(&mut third).await?;
    half_send(&mut third, 50_000).await?;
    assert_eq!(timeout(PATIENCE, goodbye(&mut holders[0])).await??, 1013);
    timeout(PATIENCE, held(3.0 * each)).await.context("only one has given way")?
}
