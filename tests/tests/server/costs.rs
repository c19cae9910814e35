//! The bounds on one person's costs: each at its limit and one past it, over real connections; people who spend nothing
//! notice nothing.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use futures_util::future::join_all;
use muster_shared::sync::wire::presence::{self, Presence};
use muster_shared::sync::wire::{Frame, NackCode};
use muster_tests::abuse::Stage;
use muster_tests::cast::{OURS, THEIRS};
use muster_tests::client::{Client, Heard};
use muster_tests::server::{Answer, Process, get, request};
use muster_tests::socket::Socket;

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");

async fn stage(more: &[&str]) -> Result<Stage> {
    Stage::open(PROGRAM, Path::new(env!("CARGO_TARGET_TMPDIR")), 0, more).await
}

/// A request of somebody who is signed in, from a page of ours; or of a token's bearer.
async fn ask(stage: &Stage, who: &str, method: &str, path: &str, body: &str) -> Result<Answer> {
    let origin = format!("Origin: http://localhost:{}", stage.address().port());
    let who = stage.cast.header(who).map(|(name, value)| format!("{name}: {value}")).unwrap_or_default();
    let headers: Vec<&str> = [origin.as_str(), who.as_str()].into_iter().filter(|line| !line.is_empty()).collect();
    request(stage.address(), method, path, &headers, body.as_bytes()).await
}

async fn status(stage: &Stage, who: &str, method: &str, path: &str, body: &str) -> Result<u16> {
    Ok(ask(stage, who, method, path, body).await?.status)
}

/// Asks everything that a connection may ask for, and waits for the last answer.
async fn question(socket: &mut Socket) -> Result<()> {
    socket.send(Frame::Step1(&[0]).write()).await?;
    socket.until(|frame| matches!(frame, Frame::Step2(_)).then_some(())).await
}

#[tokio::test]
async fn questions_have_a_burst_and_beyond_it_only_whoever_asks_waits() -> Result<()> {
    // A question costs 4 KiB at least.
    let stage = stage(&["--answer-bytes-burst", "40960", "--answer-bytes-per-second", "8192"]).await?;
    let throttled = "muster_throttled_total{of=\"answer_bytes\"}";
    let mut reader = stage.with_token("reader").await?;
    for _ in 0..10 {
        question(&mut reader).await?;
    }
    assert_eq!(stage.metric(throttled).await?, 0.0, "at the limit");
    question(&mut reader).await?;
    assert_eq!(stage.metric(throttled).await?, 1.0, "one past it");
    // Another connection of the same person pays from the same purse, another person does not.
    let mut again = stage.with_token("reader").await?;
    again.send(Frame::QueryAwareness.write()).await?;
    question(&mut again).await?;
    ensure!(stage.metric(throttled).await? > 2.0, "a second connection is no second purse");
    let before = stage.metric(throttled).await?;
    question(&mut stage.with_token("commenter").await?).await?;
    assert_eq!(stage.metric(throttled).await?, before, "somebody else");
    Ok(())
}

#[tokio::test]
async fn guests_keep_to_a_pace_of_their_own_until_they_are_members_on_the_same_connection() -> Result<()> {
    let stage = stage(&["--guest-answer-bytes-burst", "4096", "--guest-answer-bytes-per-second", "2048"]).await?;
    let throttled = "muster_throttled_total{of=\"answer_bytes\"}";
    // Guests and members alike may read this document, and no more: its role tells nobody of the promotion.
    let (mut member, mut guest) = (stage.signed_in("member", "org").await?, stage.signed_in("guest", "org").await?);
    for _ in 0..5 {
        question(&mut member).await?;
    }
    question(&mut guest).await?;
    assert_eq!(stage.metric(throttled).await?, 0.0, "a member within everybody's burst, a guest at theirs");
    question(&mut guest).await?;
    assert_eq!(stage.metric(throttled).await?, 1.0, "a guest past it");
    let promoted =
        stage.cast.ask(stage.address(), "owner", "PATCH", "/api/people/{guest}", "{\"rank\":\"member\"}").await?;
    ensure!(promoted.status < 300, "{}", promoted.body);
    let mut n_free = 0;
    while n_free < 5 {
        let before = stage.metric(throttled).await?;
        question(&mut guest).await?;
        n_free = if stage.metric(throttled).await? > before { 0 } else { n_free + 1 };
    }
    Ok(())
}

#[tokio::test]
async fn presence_has_a_burst_in_bytes_and_beyond_it_only_whoever_is_present_waits() -> Result<()> {
    let stage = stage(&["--presence-bytes-burst", "8192", "--presence-bytes-per-second", "1024"]).await?;
    let throttled = "muster_throttled_total{of=\"presence_bytes\"}";
    let mut reader = stage.with_token("reader").await?;
    let say = |clock: u32| {
        let state = Some(format!("{{\"x\":\"{}\"}}", "y".repeat(4_000)));
        Frame::Awareness(&presence::write([Presence { client: 5, clock, state }].iter())).write()
    };
    for clock in 1..=2 {
        reader.send(say(clock)).await?;
    }
    question(&mut reader).await?;
    assert_eq!(stage.metric(throttled).await?, 0.0, "within the burst");
    // The third is read, and owed for; the fourth waits.
    for clock in 3..=4 {
        reader.send(say(clock)).await?;
        question(&mut reader).await?;
    }
    ensure!(stage.metric(throttled).await? >= 1.0, "beyond it");
    ensure!(stage.metric("muster_presences").await? <= 1.0, "one client is present");
    Ok(())
}

#[tokio::test]
async fn fresh_tokens_have_a_pace_of_their_own() -> Result<()> {
    let stage = stage(&["--renewals-per-minute", "600"]).await?;
    let throttled = "muster_throttled_total{of=\"renewals\"}";
    let mut editor = stage.with_token("editor").await?;
    let token = Frame::Token(stage.cast.token("editor")).write();
    for _ in 0..600 {
        editor.send(token.clone()).await?;
    }
    question(&mut editor).await?;
    let at_limit = stage.metric(throttled).await?;
    for _ in 0..40 {
        editor.send(token.clone()).await?;
    }
    question(&mut editor).await?;
    ensure!(stage.metric(throttled).await? > at_limit, "more than a minute's tokens are not throttled");
    Ok(())
}

#[tokio::test]
async fn reads_that_cost_are_bounded_by_person_and_document() -> Result<()> {
    let stage = stage(&["--reads-per-minute", "3"]).await?;
    let token = stage.cast.token("reader");
    let (history, authors) = (format!("/api/docs/{OURS}/history"), format!("/api/docs/{OURS}/authors"));
    let (embed, page) = (format!("/embed/{OURS}.md"), format!("/d/{OURS}/history"));
    let (elsewhere, known) = (format!("/api/docs/{THEIRS}/history"), stage.cast.id("member").to_owned());
    let oembed = format!("/oembed?url=http://localhost/d/{OURS}?token={token}");
    let export = format!("/api/people/{known}/export");
    for path in ["/api/docs", &history, &authors, &embed, &export] {
        for nth in 1..=3 {
            assert_eq!(status(&stage, "member", "GET", path, "").await?, 200, "{path} {nth}");
        }
        let refused = ask(&stage, "member", "GET", path, "").await?;
        assert_eq!(refused.status, 429, "{path}");
        ensure!(refused.head.contains("retry-after: "), "{}", refused.head);
    }
    for (nth, doc) in [OURS, THEIRS, OURS].into_iter().enumerate() {
        assert_eq!(status(&stage, "member", "GET", &format!("/api/docs/{doc}"), "").await?, 200, "{doc} {nth}");
    }
    let one = format!("/api/docs/{THEIRS}");
    assert_eq!(status(&stage, "member", "GET", &one, "").await?, 429, "each document costs a look at all charters");
    assert_eq!(
        status(&stage, "member", "GET", &format!("{one}?brief"), "").await?,
        200,
        "what the log knows costs nothing"
    );
    let refused = stage.metric("muster_refused_requests_total{of=\"reads\"}").await?;
    ask(&stage, "member", "GET", &page, "").await?;
    let more = stage.metric("muster_refused_requests_total{of=\"reads\"}").await? - refused;
    assert_eq!(more, 1.0, "the page of the history is the same work");
    assert_eq!(status(&stage, "member", "GET", &elsewhere, "").await?, 200, "another document");
    assert_eq!(status(&stage, "leader", "GET", &history, "").await?, 200, "another person");
    for nth in 1..=3 {
        assert_eq!(status(&stage, "nobody", "GET", &oembed, "").await?, 200, "{nth}");
    }
    assert_eq!(status(&stage, "nobody", "GET", &oembed, "").await?, 429);
    ensure!(stage.metric("muster_refused_requests_total{of=\"reads\"}").await? >= 6.0, "uncounted");
    Ok(())
}

/// A review in which everybody has so many things to do, each of a long line.
fn of_actions(n: usize, word: &str) -> String {
    let line = "\u{1F5DD}".repeat(150);
    let item = serde_json::json!({ "id": "i", "texts": { "title": line }, "values": {} });
    let action = |nth: usize| {
        let values = serde_json::json!({ "owner": "member", "due": "2020-01-14", "item": "i" });
        serde_json::json!({ "id": format!("{word}{nth}"), "texts": { "action": format!("{word} {nth} {line}") }, "values": values })
    };
    let actions: Vec<serde_json::Value> = (0..n).map(action).collect();
    serde_json::json!({ "items": [item], "actions": actions }).to_string()
}

#[tokio::test]
async fn what_documents_ask_of_people_is_read_once_a_version_however_many_there_are_and_whoever_asks() -> Result<()> {
    /// Together they ask for more than the 16 MiB of other reads that are remembered.
    const REVIEWS: usize = 30;
    const ACTIONS: usize = 400;
    let stage = stage(&[]).await?;
    let series = "{\"kind\":\"series\",\"id\":\"weekly\",\"name\":\"Weekly\"}";
    assert_eq!(status(&stage, "leader", "POST", "/api/docs", series).await?, 201);
    let bring = async |day: usize, word: &str| -> Result<()> {
        let id = format!("weekly-r202001{day:02}T1000");
        let sheet = format!("{{\"lists\":{}}}", of_actions(ACTIONS, word));
        let file =
            format!("{{\"muster\":1,\"documents\":[{{\"id\":\"{id}\",\"kind\":\"review\",\"sheet\":{sheet}}}]}}");
        let answer = ask(&stage, "leader", "POST", &format!("/api/import?name={id}.json"), &file).await?;
        ensure!(answer.status == 200, "{}", answer.body);
        Ok(())
    };
    for day in 1..=REVIEWS {
        bring(day, "first").await?;
    }
    let read = async |who: &str, word: &str| -> Result<f64> {
        let before = stage.metric("muster_documents_read_total").await?;
        let told = ask(&stage, who, "GET", "/api/for-you", "").await?;
        ensure!(told.status == 200 && (who != "member" || told.body.contains(word)), "{who}: {}", told.status);
        Ok(stage.metric("muster_documents_read_total").await? - before)
    };
    ensure!(read("member", "first").await? >= REVIEWS as f64, "each is read for the first list");
    for who in ["member", "captain", "leader", "owner"] {
        assert_eq!(read(who, "first").await?, 0.0, "{who} reads again");
    }
    bring(7, "second").await?;
    let of_an_edit = read("captain", "").await?;
    ensure!((1.0..=2.0).contains(&of_an_edit), "one edit costs {of_an_edit} reads");
    assert_eq!(read("member", "second").await?, 0.0, "and nobody else reads it again");
    Ok(())
}

#[tokio::test]
async fn what_makes_something_is_bounded_by_person_each_kind_by_itself() -> Result<()> {
    let bounds = ["--tokens-per-minute", "2", "--invites-per-hour", "2", "--documents-per-day", "2"];
    let stage = stage(&bounds).await?;
    let token = format!("{{\"doc\":\"{OURS}\",\"role\":\"reader\",\"name\":\"Somebody\"}}");
    for (path, body) in [
        ("/api/tokens", token.as_str()),
        ("/api/invites", "{\"rank\":\"guest\"}"),
        ("/api/docs", "{\"kind\":\"charter\"}"),
    ] {
        for nth in 1..=2 {
            assert_eq!(status(&stage, "leader", "POST", path, body).await?, 201, "{path} {nth}");
        }
        assert_eq!(status(&stage, "leader", "POST", path, body).await?, 429, "{path}");
        assert_eq!(status(&stage, "owner", "POST", path, body).await?, 201, "{path} by somebody else");
    }
    Ok(())
}

#[tokio::test]
async fn letters_that_ask_for_an_address_to_be_confirmed_are_bounded_by_person() -> Result<()> {
    // Nothing listens there, which costs a try as a letter would.
    let mail = ["--smtp", "smtp://127.0.0.1:1", "--mail-from", "muster@company.example"];
    let stage = stage(&[&mail[..], &["--confirmations-per-hour", "2"]].concat()).await?;
    let body = r#"{"address":"ines@company.example"}"#;
    for nth in 1..=2 {
        assert_eq!(status(&stage, "member", "POST", "/api/me/mail", body).await?, 503, "{nth}");
    }
    assert_eq!(status(&stage, "member", "POST", "/api/me/mail", r#"{"address":"no"}"#).await?, 400, "no letter");
    assert_eq!(status(&stage, "member", "POST", "/api/me/mail", body).await?, 429);
    assert_eq!(status(&stage, "leader", "POST", "/api/me/mail", body).await?, 503, "somebody else");
    Ok(())
}

#[tokio::test]
async fn a_wiki_that_mints_tokens_leaves_everybody_their_tries_to_sign_in() -> Result<()> {
    let stage = stage(&[]).await?;
    let key = format!("Authorization: Bearer {}.{}", stage.cast.key.0, stage.cast.key.1);
    let body = format!("{{\"doc\":\"{OURS}\",\"role\":\"reader\",\"name\":\"Somebody\"}}");
    for nth in 0..40 {
        let minted = request(stage.address(), "POST", "/api/tokens", &[&key], body.as_bytes()).await?;
        assert_eq!(minted.status, 201, "{nth}: {}", minted.body);
    }
    for nth in 0..30 {
        assert_eq!(status(&stage, "nobody", "POST", "/api/sign-in/challenge", "").await?, 200, "{nth}");
    }
    assert_eq!(status(&stage, "nobody", "POST", "/api/sign-in/challenge", "").await?, 429);
    Ok(())
}

#[tokio::test]
async fn a_workspace_holds_as_many_documents_as_it_may_and_says_so() -> Result<()> {
    // The workspace's own, and the two of the cast.
    let stage = stage(&["--documents-max", "4"]).await?;
    let begin = "{\"kind\":\"charter\",\"id\":\"fourth\"}";
    assert_eq!(status(&stage, "leader", "POST", "/api/docs", begin).await?, 201);
    let refused = ask(&stage, "leader", "POST", "/api/docs", "{\"kind\":\"charter\"}").await?;
    assert_eq!(refused.status, 507);
    ensure!(refused.body.contains("--documents-max"), "{}", refused.body);
    assert_eq!(status(&stage, "leader", "POST", "/api/docs", begin).await?, 200, "what is there is there");
    ensure!(stage.cast.connect(stage.address(), "leader", "fourth").await.is_ok(), "and is served");
    Ok(())
}

#[tokio::test]
async fn a_storm_of_writing_and_deleting_ends_in_quota_and_what_is_there_can_still_be_deleted() -> Result<()> {
    let data = tempfile::tempdir()?;
    let bounded = ["--history-bytes-max", "30000"];
    let server = Process::start(PROGRAM, data.path(), &bounded)?;
    let mut ada = Client::synced(server.address, "storm").await?;
    ada.insert("short ").await?;
    ada.until_saved().await?;
    for nth in 0..2 {
        ada.insert(&"z".repeat(14_000)).await?;
        ada.until_saved().await.with_context(|| format!("{nth} is within the bound"))?;
        ada.remove(0, 14_000).await?;
        ada.until_saved().await?;
    }
    let refused = ada.insert(&"z".repeat(14_000)).await?;
    let heard = ada.until(|_, heard| matches!(heard, Heard::Nack(nack) if nack.seq == refused)).await?;
    let Heard::Nack(nack) = heard else { anyhow::bail!("{heard:?}") };
    assert_eq!((nack.code, nack.retryable), (NackCode::Quota, false));
    ensure!(nack.detail.contains("history"), "{}", nack.detail);
    ensure!(ada.n_bytes < 30_000, "nobody is told what was refused");
    // The bound is the disk's, so it holds after a restart, and deletions pass then too.
    server.kill()?;
    let server = Process::start(PROGRAM, data.path(), &bounded)?;
    let mut bo = Client::synced(server.address, "storm").await?;
    assert_eq!(bo.text(), "short ");
    bo.until_saved().await?;
    bo.remove(0, 5).await?;
    bo.until_saved().await?;
    let again = bo.insert(&"z".repeat(14_000)).await?;
    bo.until(|_, heard| matches!(heard, Heard::Nack(nack) if nack.seq == again && nack.code == NackCode::Quota))
        .await?;
    let metrics = get(server.address, "/metrics", &[]).await?.body;
    ensure!(metrics.contains("muster_nacks_total{code=\"quota\"} 1"), "uncounted");
    ensure!(metrics.contains("muster_size_warnings_total{of=\"history\"} 1"), "nobody was warned");
    Ok(())
}

#[tokio::test]
async fn whoever_asks_whether_the_server_can_write_shares_the_answer() -> Result<()> {
    let stage = stage(&[]).await?;
    let before = stage.metric("muster_flush_seconds_count").await?;
    let asked = (0..200).map(|_| get(stage.address(), "/readyz", &[]));
    for answer in join_all(asked).await {
        assert_eq!(answer?.status, 200);
    }
    let n_flushes = stage.metric("muster_flush_seconds_count").await? - before;
    ensure!((1.0..100.0).contains(&n_flushes), "200 who asked cost {n_flushes} flushes");
    Ok(())
}

#[tokio::test]
async fn a_change_of_somebodys_rights_wakes_their_connections_and_nobody_elses() -> Result<()> {
    let stage = stage(&[]).await?;
    let mut guest = stage.signed_in("guest", OURS).await?;
    let mut others = Vec::new();
    for who in ["captain", "member", "leader"] {
        let mut socket = stage.signed_in(who, OURS).await?;
        question(&mut socket).await?;
        others.push(socket);
    }
    question(&mut guest).await?;
    let woken = || stage.metric("muster_woken_connections_total");
    let of = |who: &str, doc: &str| format!("/api/docs/{doc}/people/{}", stage.cast.id(who));
    let grant = "{\"grant\":\"editor\"}";
    let before = woken().await?;
    assert_eq!(status(&stage, "leader", "PUT", &of("stranger", THEIRS), grant).await?, 204);
    assert_eq!(woken().await? - before, 0.0, "it concerns nobody who is here");
    assert_eq!(status(&stage, "guest", "PATCH", "/api/me", "{\"name\":\"Another name\"}").await?, 204);
    assert_eq!(woken().await? - before, 1.0, "a person's own connections");
    assert_eq!(status(&stage, "leader", "PUT", &of("guest", OURS), grant).await?, 204);
    assert_eq!(woken().await? - before, 5.0, "whatever somebody gives others in a document may depend on it");
    guest.until(|frame| matches!(frame, Frame::Role(_)).then_some(())).await?;
    Ok(())
}
