//! Connections: which are let in, how long they may dawdle, and what stopping means to them.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use muster_tests::client::{Client, Heard};
use muster_tests::server::{Process, get, raw};
use tempfile::tempdir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{interval, timeout};

/// How long anything that was promised may take. Only a failing test waits so long.
const PATIENCE: Duration = Duration::from_secs(20);

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");

fn fresh(more: &[&str]) -> Result<Process> {
    Process::fresh(PROGRAM, more)
}

/// The bytes that come until the server hangs up.
async fn rest(stream: &mut (impl AsyncReadExt + Unpin)) -> Result<String> {
    let mut bytes = Vec::new();
    // A connection that is reset has been hung up on too.
    drop(timeout(PATIENCE, stream.read_to_end(&mut bytes)).await.context("the server does not hang up")?);
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[tokio::test]
async fn who_dribbles_a_head_or_sends_none_is_hung_up_on_and_nobody_else() -> Result<()> {
    let server = fresh(&["--head-timeout-ms", "300"])?;
    let mut ada = Client::synced(server.address, "doc").await?;
    let mut silent = TcpStream::connect(server.address).await?;
    let (mut reader, mut writer) = TcpStream::connect(server.address).await?.into_split();
    let dribble = tokio::spawn(async move {
        let mut pace = interval(Duration::from_millis(20));
        for byte in b"GET /livez HTTP/1.1\r\nX-Slow: ".iter().chain(std::iter::repeat(&b'x')) {
            pace.tick().await;
            if writer.write_all(&[*byte]).await.is_err() {
                return;
            }
        }
    });
    assert_eq!(rest(&mut silent).await?, "");
    ensure!(!rest(&mut reader).await?.contains(" 200 "), "it was served");
    dribble.abort();
    ada.insert("still here").await?;
    ada.until_saved().await
}

#[tokio::test]
async fn a_head_without_end_is_refused() -> Result<()> {
    let server = fresh(&[])?;
    let head = |n_bytes| {
        format!("GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX: {}\r\n\r\n", "x".repeat(n_bytes))
    };
    assert_eq!(raw(server.address, head(32 << 10).as_bytes()).await?.status, 200);
    assert_eq!(raw(server.address, head(256 << 10).as_bytes()).await?.status, 431);
    Ok(())
}

#[tokio::test]
async fn only_so_many_are_served_at_once_and_the_next_one_when_a_place_is_free() -> Result<()> {
    let server = fresh(&["--connections-max", "2"])?;
    let mut ada = Client::synced(server.address, "doc").await?;
    let bo = Client::muster(server.address, "doc").await?;
    let mut waiting = TcpStream::connect(server.address).await?;
    waiting.write_all(b"GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await?;
    // The server answers Ada again and again, and nothing comes for who waits.
    for _ in 0..20 {
        ada.sync().await?;
    }
    let mut byte = [0];
    ensure!(timeout(Duration::ZERO, waiting.read(&mut byte)).await.is_err(), "a third was served");
    drop(bo);
    ensure!(rest(&mut waiting).await?.contains("200 OK"), "nobody came after who left");
    Ok(())
}

#[tokio::test]
async fn one_address_has_so_many_connections_and_no_more() -> Result<()> {
    let server = fresh(&["--connections-per-address-max", "2"])?;
    let mut ada = Client::synced(server.address, "doc").await?;
    let bo = Client::synced(server.address, "doc").await?;
    assert_eq!(rest(&mut TcpStream::connect(server.address).await?).await?, "");
    drop(bo);
    // The server learns that one has left, and lets the next one in.
    let metrics = loop {
        if let Ok(answer) = get(server.address, "/metrics", &[]).await {
            break answer.body;
        }
        ada.sync().await?;
    };
    ensure!(!metrics.contains("muster_refused_connections_total 0"), "uncounted");
    Ok(())
}

#[tokio::test]
async fn connections_through_a_trusted_proxy_are_counted_for_whom_it_names() -> Result<()> {
    let server = fresh(&["--trusted-proxy", "127.0.0.0/8", "--connections-per-address-max", "2"])?;
    let from = |address: &'static str| {
        let headers = [("sec-websocket-protocol", "muster.1"), ("x-forwarded-for", address)];
        let address = server.address;
        async move { Client::with(address, "doc", &headers, yrs::Doc::new()).await }
    };
    let (mut ada, bo) = (from("198.51.100.7").await?, from("203.0.113.9, 198.51.100.7").await?);
    let refused = from("198.51.100.7").await;
    ensure!(refused.is_err_and(|error| error.to_string().contains("429")), "a third of one address");
    let answer = get(server.address, "/livez", &["X-Forwarded-For: 198.51.100.7"]).await?;
    assert_eq!((answer.status, answer.head.contains("retry-after")), (429, true));
    let mut cy = from("198.51.100.8").await?;
    for client in [&mut ada, &mut cy] {
        client.sync().await?;
    }
    // The proxy itself has no bound: each of its requests is somebody's.
    for _ in 0..10 {
        assert_eq!(get(server.address, "/livez", &["X-Forwarded-For: 198.51.100.9"]).await?.status, 200);
    }
    drop(bo);
    while from("198.51.100.7").await.is_err() {
        ada.sync().await?;
    }
    Ok(())
}

/// Writes one word after the other until the server hangs up. Answers what was acked, and the code it hung up with.
async fn write_on(mut client: Client, name: usize, n_started: Arc<AtomicUsize>) -> Result<(Vec<String>, u16)> {
    client.sync().await?;
    client.until_saved().await?;
    n_started.fetch_add(1, Ordering::SeqCst);
    let first = client.n_sent;
    let mut words = Vec::new();
    loop {
        let word = format!("<{name}.{}>", words.len());
        if client.insert(&word).await.is_err() {
            break;
        }
        words.push(word);
        // Some are on their way at every stage.
        while client.n_sent > client.acked + 8 {
            if let Heard::Closed(code) = client.hear().await? {
                words.truncate(client.acked.saturating_sub(first) as usize);
                return Ok((words, code));
            }
        }
    }
    let code = client.until_closed().await?;
    words.truncate(client.acked.saturating_sub(first) as usize);
    Ok((words, code))
}

/// Reads until the server hangs up; answers the text last seen.
async fn read_on(mut client: Client, has_read: Arc<AtomicBool>) -> Result<(String, u16)> {
    client.sync().await?;
    loop {
        if let Heard::Closed(code) = client.hear().await? {
            return Ok((client.text(), code));
        }
        has_read.store(true, Ordering::SeqCst);
    }
}

async fn dawdlers(server: &Process) -> Result<(Client, TcpStream)> {
    let mut half = TcpStream::connect(server.address).await?;
    half.write_all(b"GET /livez HTT").await?;
    Ok((Client::muster(server.address, "drained").await?, half))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_stopped_under_load_ends_in_time_and_loses_nothing_acked_or_seen() -> Result<()> {
    const N_WRITERS: usize = 6;
    let folder = tempdir()?;
    let mut must_be_there: BTreeSet<String> = BTreeSet::new();
    for round in 0..5 {
        let server = Process::start(PROGRAM, folder.path(), &[])?;
        let eve = Client::synced(server.address, "drained").await?;
        let text = eve.text();
        let lost: Vec<&String> = must_be_there.iter().filter(|word| !text.contains(*word)).collect();
        ensure!(lost.is_empty(), "round {round}: {lost:?} are gone");
        drop(eve);
        // One reads nothing at all, one never finishes its request: neither holds the end up for long.
        let _dawdlers = if round == 0 { Some(dawdlers(&server).await?) } else { None };
        let has_read = Arc::new(AtomicBool::new(false));
        let reader = Client::plain(server.address, "drained").await?;
        let reader = tokio::spawn(read_on(reader, Arc::clone(&has_read)));
        let (mut writers, n_started) = (Vec::new(), Arc::new(AtomicUsize::new(0)));
        for number in 0..N_WRITERS {
            let client = Client::muster(server.address, "drained").await?;
            writers.push(tokio::spawn(write_on(client, round * N_WRITERS + number, Arc::clone(&n_started))));
        }
        while !has_read.load(Ordering::SeqCst) || n_started.load(Ordering::SeqCst) < N_WRITERS {
            tokio::task::yield_now().await;
        }
        server.signal("TERM")?;
        for writer in writers {
            let (acked, code) = writer.await??;
            assert_eq!(code, 1012, "round {round}");
            must_be_there.extend(acked);
        }
        let (seen, code) = reader.await??;
        assert_eq!(code, 1012, "round {round}");
        must_be_there.extend(seen.split_inclusive('>').map(str::to_owned));
        let ended = tokio::task::spawn_blocking(move || server.ended(Duration::from_secs(10))).await??;
        ensure!(ended.success(), "round {round}: it ended badly");
    }
    ensure!(must_be_there.len() > 20, "only {} words were written", must_be_there.len());
    Ok(())
}
