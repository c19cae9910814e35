//! Messages that do not come to their end: how much of them is held, for whom, for how long, and what is said.

use std::path::Path;
use std::time::Duration;

use anyhow::{Result, ensure};
use muster_shared::sync::wire::Frame;
use muster_tests::abuse::{Stage, half_send};
use muster_tests::socket::{Said, Socket};
use tokio::time::{interval, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::Frame as Piece;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");
/// How long anything that was promised may take. Only a failing test waits so long.
const PATIENCE: Duration = Duration::from_secs(20);
/// The longest message in these tests, in bytes, and what the heads of its frames may add.
const FRAME_BYTES_MAX: usize = 64 << 10;
const HEADS_BYTES: usize = 16 << 10;

async fn stage(more: &[&str]) -> Result<Stage> {
    let frame_bytes_max = ["--frame-bytes-max", "65536"];
    Stage::open(PROGRAM, Path::new(env!("CARGO_TARGET_TMPDIR")), 0, &[&frame_bytes_max, more].concat()).await
}

/// Ends the message that was begun.
async fn end(socket: &mut Socket) -> Result<()> {
    socket.say(Message::Frame(Piece::message(vec![0], OpCode::Data(Data::Continue), true))).await
}

/// Whether a connection is still served: it asks, and is answered.
async fn is_served(socket: &mut Socket) -> Result<bool> {
    socket.send(Frame::Step1(&[0]).write()).await?;
    loop {
        match timeout(PATIENCE, socket.listen()).await?? {
            Said::Frame(bytes) if matches!(Frame::read(&bytes), Ok(Frame::Step2(_))) => return Ok(true),
            Said::Frame(_) => {}
            Said::Goodbye(_) => return Ok(false),
        }
    }
}

/// The code the server hangs up with.
async fn goodbye(socket: &mut Socket) -> Result<u16> {
    loop {
        if let Said::Goodbye(code) = timeout(PATIENCE, socket.listen()).await?? {
            return Ok(code);
        }
    }
}

#[tokio::test]
async fn a_message_is_as_long_as_its_sender_may_send_and_one_that_is_longer_is_not_read_to_its_end() -> Result<()> {
    let stage = stage(&[]).await?;
    for role in ["reader", "commenter", "editor"] {
        let mut socket = stage.with_token(role).await?;
        // The question that everybody is asked is answered: from here on nobody may send a document.
        socket.send(Frame::Step2(&[0, 0]).write()).await?;
        ensure!(is_served(&mut socket).await?, "{role}");
        half_send(&mut socket, FRAME_BYTES_MAX - 1).await?;
        end(&mut socket).await?;
        ensure!(is_served(&mut socket).await?, "{role} at the limit");
        drop(half_send(&mut socket, FRAME_BYTES_MAX + HEADS_BYTES + 1).await);
        assert_eq!(goodbye(&mut socket).await?, 1009, "{role} past it");
    }
    ensure!(stage.metric("muster_refused_messages_total{why=\"too_long\"}").await? >= 3.0, "uncounted");
    Ok(())
}

#[tokio::test]
async fn only_who_may_write_and_was_asked_may_send_a_whole_document_and_once() -> Result<()> {
    const LONG: usize = 4 * FRAME_BYTES_MAX;
    let stage = stage(&[]).await?;
    for (role, may) in [("reader", false), ("commenter", false), ("editor", true), ("captain", true)] {
        let mut socket = stage.with_token(role).await?;
        ensure!(is_served(&mut socket).await?, "{role}");
        drop(half_send(&mut socket, LONG).await);
        if !may {
            assert_eq!(goodbye(&mut socket).await?, 1009, "{role}");
            continue;
        }
        end(&mut socket).await?;
        ensure!(is_served(&mut socket).await?, "{role} sends a long message");
        socket.send(Frame::Step2(&[0, 0]).write()).await?;
        ensure!(is_served(&mut socket).await?, "{role} has answered");
        drop(half_send(&mut socket, LONG).await);
        assert_eq!(goodbye(&mut socket).await?, 1009, "{role} sends a second one");
    }
    Ok(())
}

#[tokio::test]
async fn what_all_hold_together_is_bounded_and_whoever_holds_for_longest_gives_way() -> Result<()> {
    let stage = stage(&["--half-read-bytes-max", "120000"]).await?;
    let mut holders = Vec::new();
    for _ in 0..2 {
        let mut socket = stage.with_token("reader").await?;
        ensure!(is_served(&mut socket).await?, "it is served");
        half_send(&mut socket, 60_000).await?;
        holders.push(socket);
    }
    while stage.metric("muster_half_read_bytes").await? < 110_000.0 {
        tokio::task::yield_now().await;
    }
    let mut honest = stage.with_token("editor").await?;
    honest.send(vec![99; FRAME_BYTES_MAX - 1]).await?;
    ensure!(is_served(&mut honest).await?, "whoever sends a whole message is read");
    assert_eq!(goodbye(&mut holders[0]).await?, 1013);
    end(&mut holders[1]).await?;
    ensure!(is_served(&mut holders[1]).await?, "the younger one goes on");
    while stage.metric("muster_half_read_bytes").await? > 0.0 {
        tokio::task::yield_now().await;
    }
    Ok(())
}

#[tokio::test]
async fn a_message_that_dribbles_in_has_its_time_and_nobody_else_notices() -> Result<()> {
    let stage = stage(&["--message-ms-max", "400", "--dead-after-ms", "60000"]).await?;
    let mut honest = stage.with_token("editor").await?;
    let mut slow = stage.with_token("reader").await?;
    half_send(&mut slow, 1).await?;
    let dribble = async {
        let mut pace = interval(Duration::from_millis(50));
        loop {
            pace.tick().await;
            let piece = Piece::message(vec![0], OpCode::Data(Data::Continue), false);
            // A ping in between is no part of the message, and no excuse.
            let ping = Piece::ping(vec![]);
            if slow.say(Message::Frame(piece)).await.is_err() || slow.say(Message::Frame(ping)).await.is_err() {
                break;
            }
        }
    };
    drop(timeout(PATIENCE, dribble).await);
    assert_eq!(goodbye(&mut slow).await?, 1008);
    ensure!(is_served(&mut honest).await?, "nobody else is put out");
    Ok(())
}

#[tokio::test]
async fn what_breaks_the_protocol_is_told_by_the_protocols_own_codes_none_of_them_for_good() -> Result<()> {
    let stage = stage(&[]).await?;
    let reserved = {
        let mut piece = Piece::message(vec![1], OpCode::Data(Data::Binary), true);
        piece.header_mut().rsv1 = true;
        piece
    };
    let cases = [
        ("a reserved bit", vec![reserved], 1002),
        ("a piece of nothing", vec![Piece::message(vec![1], OpCode::Data(Data::Continue), true)], 1002),
        (
            "a message within a message",
            vec![
                Piece::message(vec![1], OpCode::Data(Data::Binary), false),
                Piece::message(vec![1], OpCode::Data(Data::Binary), true),
            ],
            1002,
        ),
        ("a long ping", vec![Piece::ping(vec![1; 126])], 1002),
        ("a text that is none", vec![Piece::message(vec![0xff], OpCode::Data(Data::Text), true)], 1007),
        ("a text", vec![Piece::message(vec![b'x'], OpCode::Data(Data::Text), true)], 1003),
    ];
    for (what, pieces, code) in cases {
        let mut socket = stage.with_token("reader").await?;
        for piece in pieces {
            socket.say(Message::Frame(piece)).await?;
        }
        assert_eq!(goodbye(&mut socket).await?, code, "{what}");
    }
    Ok(())
}
