//! The server's bounds over real sockets.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use muster_shared::sync::limits::Limits;
use muster_shared::sync::wire::{Frame, NackCode};
use muster_tests::client::{Client, Heard};
use muster_tests::server::{Process, get};
use yrs::{Text, Transact, WriteTxn};

fn fresh(more: &[&str]) -> Result<Process> {
    Process::fresh(env!("CARGO_BIN_EXE_muster-under-test"), more)
}

async fn nack_of(client: &mut Client, seq: u64) -> Result<NackCode> {
    let heard = client.until(|_, heard| matches!(heard, Heard::Nack(nack) if nack.seq == seq)).await?;
    let Heard::Nack(nack) = heard else { anyhow::bail!("{heard:?}") };
    Ok(nack.code)
}

#[tokio::test]
async fn a_document_of_megabytes_comes_in_as_an_answer_and_a_frame_as_long_does_not() -> Result<()> {
    let server = fresh(&[])?;
    for connect in [Some("muster.1"), None] {
        let doc = format!("long-{}", connect.is_some());
        let mut ada = Client::connect(server.address, &doc, connect, yrs::Doc::new()).await?;
        {
            let mut txn = ada.doc.transact_mut();
            txn.get_or_insert_text("t").insert(&mut txn, 0, &"a long story ".repeat(5 << 16));
        }
        // Both answer the server's question with all of it in one frame.
        ada.sync().await?;
        let mut bo = Client::synced(server.address, &doc).await?;
        bo.until_text(&ada.text()).await?;
        let long = "x".repeat(Limits::DEFAULT.frame_bytes_max);
        ada.insert(&long).await?;
        match connect {
            Some(_) => assert_eq!(nack_of(&mut ada, 2).await?, NackCode::TooLarge),
            None => assert_eq!(ada.until_closed().await?, 4403),
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_frame_longer_than_any_document_ends_the_connection_with_the_protocols_own_code() -> Result<()> {
    let server = fresh(&["--document-bytes-max", "1000"])?;
    let mut ada = Client::synced(server.address, "huge").await?;
    let limits = Limits { document_bytes_max: 1000, ..Limits::DEFAULT };
    drop(ada.send(&vec![0; limits.first_sync_bytes_max() + 1]).await);
    assert_eq!(ada.until_closed().await?, 1009);
    assert_eq!(get(server.address, "/livez", &[]).await?.status, 200);
    Ok(())
}

/// Types and deletes again what is longer than all buffers on the way together.
async fn flood(writer: &mut Client, n_bytes: usize) -> Result<()> {
    const CHUNK: usize = 200 << 10;
    for _ in 0..n_bytes / CHUNK {
        writer.insert(&"x".repeat(CHUNK)).await?;
        let update = {
            let mut txn = writer.doc.transact_mut();
            let text = txn.get_or_insert_text("t");
            text.remove_range(&mut txn, 0, CHUNK as u32);
            txn.encode_update_v1()
        };
        writer.update(&update).await?;
        writer.until_saved().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_reader_who_stalls_holds_up_nobody_and_converges_when_it_reads_on() -> Result<()> {
    let server = fresh(&["--queue-bytes-max", "1000000"])?;
    for protocol in [Some("muster.1"), None] {
        let doc = format!("slow-{}", protocol.is_some());
        let mut slow = Client::connect(server.address, &doc, protocol, yrs::Doc::new()).await?;
        let mut ada = Client::muster(server.address, &doc).await?;
        let mut bo = Client::muster(server.address, &doc).await?;
        slow.sync().await?;
        ada.sync().await?;
        bo.sync().await?;
        ada.insert("before").await?;
        slow.until_text("before").await?;
        // It reads nothing; the others go on and are acked as ever.
        let listening = tokio::spawn(async move { bo.until_text("after before").await });
        flood(&mut ada, 20 << 20).await?;
        ada.insert("after ").await?;
        ada.until_saved().await?;
        listening.await??;
        let metrics = get(server.address, "/metrics", &[]).await?.body;
        ensure!(!metrics.contains("muster_collapses_total 0"), "it never fell behind: {metrics}");
        let before = slow.n_bytes;
        slow.until_text("after before").await?;
        ensure!(slow.n_bytes - before < 16 << 20, "it was told everything, one by one: {}", slow.n_bytes - before);
    }
    Ok(())
}

/// Somebody reads nothing until so much waits for them that it is given up, and then all that is missing.
async fn fall_behind(slow: &mut Client, writer: &mut Client, server: &Process, nth: usize) -> Result<()> {
    let fallen = format!("muster_collapses_total {nth}\n");
    while !get(server.address, "/metrics", &[]).await?.body.contains(&fallen) {
        flood(writer, 2 << 20).await?;
    }
    let mark = format!("fall {nth} ");
    writer.insert(&mark).await?;
    writer.until_saved().await?;
    slow.until_text(&writer.text()).await
}

#[tokio::test]
async fn a_reader_may_fall_behind_so_often_in_a_while_and_is_closed_the_next_time() -> Result<()> {
    for (window_ms, n_falls) in [("600000", 1), ("1", 3)] {
        let more = ["--queue-bytes-max", "1000000", "--collapses-max", "2", "--collapse-window-ms", window_ms];
        let server = fresh(&more)?;
        let (mut slow, mut ada) =
            (Client::synced(server.address, "doc").await?, Client::synced(server.address, "doc").await?);
        for nth in 1..=n_falls {
            fall_behind(&mut slow, &mut ada, &server, nth).await.with_context(|| format!("{window_ms} {nth}"))?;
        }
        if n_falls == 1 {
            let again = fall_behind(&mut slow, &mut ada, &server, 2).await;
            ensure!(again.is_err_and(|error| error.to_string().contains("1013")), "the second time in a while");
        }
    }
    Ok(())
}

#[tokio::test]
async fn who_edits_too_fast_is_read_more_slowly_and_loses_nothing() -> Result<()> {
    let server = fresh(&["--edits-per-second", "100", "--edits-burst", "10"])?;
    let mut ada = Client::synced(server.address, "fast").await?;
    let start = Instant::now();
    for _ in 0..59 {
        ada.insert("x").await?;
    }
    ada.until_saved().await?;
    // 60 with the answer to the server's question: 10 at once, 50 at 100 a second.
    ensure!(start.elapsed() >= Duration::from_millis(450), "{:?}", start.elapsed());
    ensure!(!get(server.address, "/metrics", &[]).await?.body.contains("muster_throttled_edits_total 0"), "uncounted");
    let bo = Client::synced(server.address, "fast").await?;
    assert_eq!(bo.text(), "x".repeat(59));
    Ok(())
}

#[tokio::test]
async fn a_stock_client_hears_something_while_nothing_happens() -> Result<()> {
    let server = fresh(&["--keepalive-every-ms", "20"])?;
    let mut ada = Client::plain(server.address, "quiet").await?;
    ada.sync().await?;
    for _ in 0..3 {
        assert_eq!(ada.hear().await?, Heard::Synced);
    }
    Ok(())
}

#[tokio::test]
async fn a_client_of_our_own_is_told_the_bounds() -> Result<()> {
    let server = fresh(&["--frame-bytes-max", "700000", "--document-bytes-max", "9000000"])?;
    let mut ada = Client::muster(server.address, "told").await?;
    let Heard::Hello(hello) = ada.hear().await? else { anyhow::bail!("no hello first") };
    assert_eq!((hello.frame_bytes_max, hello.upload_bytes), (700_000, 350_000), "what it sends must fit");
    ada.send(&Frame::QueryAwareness.write()).await.context("it goes on")
}

#[tokio::test]
async fn a_document_at_the_size_worth_a_look_is_not_counted_and_one_byte_more_is_once() -> Result<()> {
    let counted = async |bytes_warn: usize| {
        let server = fresh(&["--document-bytes-warn", &bytes_warn.to_string()])?;
        // One id, so that its update is as long every time.
        let copy = yrs::Doc::with_client_id(7);
        let mut ada = Client::connect(server.address, "doc", Some("muster.1"), copy).await?;
        ada.sync().await?;
        let update = {
            let mut txn = ada.doc.transact_mut();
            let text = txn.get_or_insert_text("t");
            text.insert(&mut txn, 0, &"x".repeat(500));
            txn.encode_update_v1()
        };
        ada.update(&update).await?;
        ada.until_saved().await?;
        let body = get(server.address, "/metrics", &[]).await?.body;
        anyhow::Ok((update.len(), body.contains("muster_size_warnings_total{of=\"bytes\"} 1")))
    };
    let (n_bytes, _) = counted(1 << 20).await?;
    ensure!(!counted(n_bytes).await?.1, "at the limit");
    ensure!(counted(n_bytes - 1).await?.1, "one byte past it");
    Ok(())
}
