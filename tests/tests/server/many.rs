//! One connection for all documents of a page: each channel is numbered, refused, held back and closed by itself, and what
//! is no message of the protocol ends the socket alone.

use std::time::Duration;

use anyhow::{Result, ensure};
use muster_shared::sync::wire::many::{FromPage, MESSAGE_BYTES_MAX, PIECE_BYTES, WINDOW_BYTES};
use muster_shared::sync::wire::{Frame, MANY};
use muster_tests::client::Client;
use muster_tests::many::{Many, Word};
use muster_tests::server::{Process, get};
use muster_tests::socket::Socket;
use tokio_tungstenite::tungstenite::Message;
use yrs::{Doc, Text, Transact, WriteTxn};

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");
/// How long anything that was promised may take. Only a failing test waits so long.
const PATIENCE: Duration = Duration::from_secs(20);
/// The code for a session that sends what cannot be read.
const MALFORMED: u16 = 4400;

fn fresh(more: &[&str]) -> Result<Process> {
    Process::fresh(PROGRAM, more)
}

/// An edit: some text at the beginning of a document.
fn types(doc: &Doc, content: &str) -> Vec<u8> {
    let mut txn = doc.transact_mut();
    let text = txn.get_or_insert_text("t");
    text.insert(&mut txn, 0, content);
    Frame::Update(&txn.encode_update_v1()).write()
}

/// The text of a document, by a socket of its own.
async fn text(server: &Process, doc: &str) -> Result<String> {
    Ok(Client::synced(server.address, doc).await?.text())
}

#[tokio::test]
async fn each_channel_numbers_its_own_edits_and_two_of_one_document_are_two_sessions() -> Result<()> {
    let server = fresh(&[])?;
    let mut page = Many::connect(server.address).await?;
    let (first, second, again) = (page.open("one").await?, page.open("two").await?, page.open("one").await?);
    let (one, two) = (Doc::new(), Doc::new());
    for content in ["a", "b", "c"] {
        page.send(first, &types(&one, content)).await?;
    }
    page.send(second, &types(&two, "z")).await?;
    let mut acked = [0, 0];
    page.until(|on, word| {
        if let Word::Frame(bytes) = word
            && let Ok(Frame::Ack(seq)) = Frame::read(bytes)
        {
            acked[usize::from(on == second)] = seq;
            assert_ne!(on, again, "it has sent nothing");
        }
        (acked == [3, 1]).then_some(())
    })
    .await?;
    page.send(again, &types(&Doc::new(), "d")).await?;
    page.until_acked(again, 1).await?;
    ensure!(text(&server, "one").await?.contains("cba") && text(&server, "two").await? == "z");
    let metrics = get(server.address, "/metrics", &[]).await?.body;
    ensure!(metrics.contains(&format!("muster_sessions{{protocol=\"{MANY}\"}} 3\n")), "{metrics}");
    Ok(())
}

#[tokio::test]
async fn what_is_refused_on_one_channel_closes_it_alone_and_what_comes_late_for_it_is_ignored() -> Result<()> {
    let server = fresh(&[])?;
    let mut page = Many::connect(server.address).await?;
    let (bad, good) = (page.open("one").await?, page.open("two").await?);
    page.send(bad, &[0, 2, 9, 0]).await?;
    assert_eq!(page.until_closed(bad).await?, MALFORMED);
    page.send(bad, &types(&Doc::new(), "late")).await?;
    page.say(bad, FromPage::Close).await?;
    page.send(good, &types(&Doc::new(), "well")).await?;
    page.until_acked(good, 1).await?;
    assert_eq!(text(&server, "one").await?, "");
    Ok(())
}

#[tokio::test]
async fn what_a_page_sent_before_it_closed_a_channel_is_written() -> Result<()> {
    let server = fresh(&[])?;
    let mut page = Many::connect(server.address).await?;
    let mut reader = Client::synced(server.address, "one").await?;
    let on = page.open("one").await?;
    page.send(on, &types(&Doc::new(), "last")).await?;
    page.say(on, FromPage::Close).await?;
    reader.until_text("last").await
}

#[tokio::test]
async fn a_document_whose_edits_wait_for_their_turn_holds_up_no_other() -> Result<()> {
    const N_EDITS: u64 = 40;
    let server = fresh(&["--edits-burst", "1", "--edits-per-second", "1"])?;
    let mut page = Many::connect(server.address).await?;
    let (slow, quick) = (page.open("slow").await?, page.open("quick").await?);
    let doc = Doc::new();
    for _ in 0..N_EDITS {
        page.send(slow, &types(&doc, "x")).await?;
    }
    page.send(quick, &types(&Doc::new(), "y")).await?;
    let mut acked = 0;
    page.until(|on, word| {
        let Word::Frame(bytes) = word else { return None };
        match Frame::read(bytes) {
            Ok(Frame::Ack(seq)) if on == slow => acked = seq,
            Ok(Frame::Ack(_)) => return Some(()),
            _ => {}
        }
        None
    })
    .await?;
    ensure!(acked < N_EDITS, "the slow ones were all there before");
    Ok(())
}

#[tokio::test]
async fn a_long_first_sync_holds_up_nobody_elses_ack() -> Result<()> {
    const LONG: usize = 900_000;
    const N_PARTS: usize = 18;
    let server = fresh(&[])?;
    let mut writer = Client::muster(server.address, "long").await?;
    for _ in 0..N_PARTS {
        writer.insert(&"x".repeat(LONG)).await?;
        writer.until_saved().await?;
    }
    let mut page = Many::connect(server.address).await?;
    let (long, short) = (page.open("long").await?, page.open("short").await?);
    page.until_frame(short, |frame| matches!(frame, Frame::Hello(_)).then_some(())).await?;
    let mut watcher = Client::synced(server.address, "short").await?;
    page.send(long, &Frame::Step1(&[0]).write()).await?;
    page.send(short, &types(&Doc::new(), "quick")).await?;
    // Written and told to others, so its ack waits for its turn: only now is anything read here.
    watcher.until_text("quick").await?;
    let (mut n_pieces, mut n_bytes, mut is_whole) = (0, 0, false);
    let mut hear_long = |word: &Word| {
        n_pieces += usize::from(*word == Word::Piece);
        if let Word::Frame(bytes) = word
            && let Ok(frame) = Frame::read(bytes)
        {
            n_bytes += frame.update().map_or(0, <[u8]>::len);
            is_whole |= matches!(frame, Frame::Step2(_));
        }
        is_whole
    };
    let acked_before = page.until(|on, word| match word {
        word if on == long => hear_long(word).then_some(false),
        Word::Frame(bytes) => matches!(Frame::read(bytes), Ok(Frame::Ack(1))).then_some(true),
        _ => None,
    });
    ensure!(acked_before.await?, "the ack came after the whole document");
    // And the document comes whole all the same.
    page.until(|on, word| (on == long && hear_long(word)).then_some(())).await?;
    ensure!(n_bytes > LONG * N_PARTS && n_pieces > N_PARTS, "{n_bytes} bytes in {n_pieces} pieces");
    Ok(())
}

#[tokio::test]
async fn a_long_frame_comes_in_pieces_as_its_credit_comes_back_and_one_without_credit_closes_its_channel() -> Result<()>
{
    let server = fresh(&["--read-bytes-burst", "1024", "--read-bytes-per-second", "1024"])?;
    let mut page = Many::connect(server.address).await?;
    let (over, other) = (page.open("over").await?, page.open("other").await?);
    page.until_frame(over, |frame| matches!(frame, Frame::Hello(_)).then_some(())).await?;
    // Nothing of it is paid for within the test, so that no credit comes back.
    for _ in 0..WINDOW_BYTES / PIECE_BYTES as u64 {
        page.say(over, FromPage::Piece(&[7; PIECE_BYTES])).await?;
    }
    page.send(other, &Frame::Step1(&[0]).write()).await?;
    page.until_frame(other, |frame| matches!(frame, Frame::Step2(_)).then_some(())).await?;
    page.say(over, FromPage::Piece(&[7])).await?;
    assert_eq!(page.until_closed(over).await?, 1008);
    page.send(other, &Frame::Step1(&[0]).write()).await?;
    page.until_frame(other, |frame| matches!(frame, Frame::Step2(_)).then_some(())).await
}

#[tokio::test]
async fn what_is_no_message_of_the_protocol_ends_the_socket() -> Result<()> {
    let server = fresh(&[])?;
    let cases: [(&str, Message, u16); 8] = [
        ("nothing", Message::Binary(Vec::<u8>::new().into()), 1002),
        ("rubbish", Message::Binary(vec![0xff; 40].into()), 1002),
        ("a frame without an envelope", Message::Binary(Frame::QueryAwareness.write().into()), 1002),
        ("a channel that was never opened", Message::Binary(FromPage::Frame(&[3]).write(9).into()), 1002),
        ("an end of one that never was", Message::Binary(FromPage::Close.write(9).into()), 1002),
        ("a text", Message::Text("hello".into()), 1003),
        ("a long one", Message::Binary(vec![1; MESSAGE_BYTES_MAX + 1].into()), 1009),
        ("a number a second time", Message::Binary(vec![1, 0, 1, b'd', 0, 0, 0].into()), 1002),
    ];
    for (what, message, code) in cases {
        let mut page = Many::connect(server.address).await?;
        let on = page.open("doc").await?;
        page.until_frame(on, |frame| matches!(frame, Frame::Hello(_)).then_some(())).await?;
        page.socket().say(message).await?;
        assert_eq!(page.until_ended().await?, code, "{what}");
    }
    Ok(())
}

#[tokio::test]
async fn a_message_is_as_long_as_it_may_be_and_a_pieces_frame_as_long_as_a_frame_may_be() -> Result<()> {
    let server = fresh(&["--frame-bytes-max", "65536"])?;
    let mut page = Many::connect(server.address).await?;
    let on = page.open("doc").await?;
    // The question that everybody is asked is answered: from here on no whole document may come.
    page.send(on, &Frame::Step2(&[0, 0]).write()).await?;
    page.until_acked(on, 1).await?;
    for _ in 0..4 {
        page.say(on, FromPage::Piece(&[99; PIECE_BYTES])).await?;
    }
    page.say(on, FromPage::Frame(&[])).await?;
    page.send(on, &Frame::Step1(&[0]).write()).await?;
    page.until_frame(on, |frame| matches!(frame, Frame::Step2(_)).then_some(())).await?;
    for _ in 0..6 {
        page.say(on, FromPage::Piece(&[99; PIECE_BYTES])).await?;
    }
    assert_eq!(page.until_closed(on).await?, 1009);
    Ok(())
}

#[tokio::test]
async fn a_connection_has_as_many_documents_as_it_may_and_one_that_was_closed_leaves_its_place() -> Result<()> {
    let server = fresh(&["--channels-max", "2"])?;
    let mut page = Many::connect(server.address).await?;
    let (first, second) = (page.open("one").await?, page.open("two").await?);
    let opened = |wanted| move |on, word: &Word| (on == wanted && *word == Word::Opened).then_some(());
    page.until(opened(second)).await?;
    let third = page.open("three").await?;
    assert_eq!(page.until_closed(third).await?, 1013, "past it");
    page.say(first, FromPage::Close).await?;
    let fourth = page.open("three").await?;
    page.until(opened(fourth)).await?;
    let refused = "muster_refused_requests_total{of=\"channels\"} 1\n";
    ensure!(get(server.address, "/metrics", &[]).await?.body.contains(refused));
    Ok(())
}

#[tokio::test]
async fn a_document_takes_as_much_of_its_addresss_places_as_a_connection_does() -> Result<()> {
    let server = fresh(&["--connections-per-address-max", "3"])?;
    let mut page = Many::connect(server.address).await?;
    let (_, second) = (page.open("one").await?, page.open("two").await?);
    page.until(|on, word| (on == second && *word == Word::Opened).then_some(())).await?;
    let third = page.open("three").await?;
    assert_eq!(page.until_closed(third).await?, 1013);
    Ok(())
}

#[tokio::test]
async fn a_connection_on_which_nothing_is_asked_for_is_closed_and_so_is_one_after_its_last_document() -> Result<()> {
    let server = fresh(&["--unopened-ms-max", "500"])?;
    assert_eq!(Many::connect(server.address).await?.until_ended().await?, 4401);
    let mut page = Many::connect(server.address).await?;
    let on = page.open("one").await?;
    page.until_frame(on, |frame| matches!(frame, Frame::Hello(_)).then_some(())).await?;
    page.say(on, FromPage::Close).await?;
    assert_eq!(page.until_ended().await?, 1000);
    Ok(())
}

#[tokio::test]
async fn without_the_sub_protocol_there_is_no_such_address() -> Result<()> {
    let server = fresh(&[])?;
    for protocol in [None, Some("muster.1")] {
        ensure!(Socket::open(server.address, "/sync", protocol).await.is_err(), "{protocol:?}");
    }
    for headers in [&[][..], &["Sec-WebSocket-Protocol: muster.many.1"]] {
        assert_eq!(get(server.address, "/sync", headers).await?.status, 400, "{headers:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_server_that_stops_tells_every_channel_and_then_the_socket_to_come_back() -> Result<()> {
    let server = fresh(&[])?;
    let mut page = Many::connect(server.address).await?;
    let channels = [page.open("one").await?, page.open("two").await?, page.open("one").await?];
    for on in channels {
        page.send(on, &types(&Doc::new(), "kept")).await?;
    }
    let mut n_acked = 0;
    page.until(|_, word| {
        let Word::Frame(bytes) = word else { return None };
        n_acked += usize::from(matches!(Frame::read(bytes), Ok(Frame::Ack(1))));
        (n_acked == channels.len()).then_some(())
    })
    .await?;
    server.signal("TERM")?;
    let mut n_closed = 0;
    let code = loop {
        match page.hear().await? {
            Ok((_, Word::Closed(code))) => {
                assert_eq!(code, 1012);
                n_closed += 1;
            }
            Ok(_) => {}
            Err(code) => break code,
        }
    };
    assert_eq!((n_closed, code), (channels.len(), 1012));
    drop(page);
    ensure!(server.ended(PATIENCE)?.success());
    Ok(())
}
