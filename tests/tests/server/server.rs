//! The program over real sockets.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use muster_shared::sync::wire::{Frame, NackCode};
use muster_tests::client::{Client, Heard};
use muster_tests::server::{Process, get, raw, request};
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};
use tempfile::tempdir;
use tokio_tungstenite::tungstenite::Error as SocketError;

fn muster(data: &Path, more: &[&str]) -> Result<Process> {
    Process::start(env!("CARGO_BIN_EXE_muster-under-test"), data, more)
}

#[tokio::test]
async fn our_own_client_is_greeted_first_and_told_when_it_is_saved() -> Result<()> {
    let folder = tempdir()?;
    let server = muster(folder.path(), &[])?;
    let mut ada = Client::muster(server.address, "greeted").await?;
    let Heard::Hello(hello) = ada.hear().await? else { anyhow::bail!("no hello first") };
    assert_eq!((hello.version, hello.kind.as_str()), (1, ""));
    ada.sync().await?;
    ada.insert("hello").await?;
    ada.until_saved().await?;
    let mut bo = Client::muster(server.address, "greeted").await?;
    let Heard::Hello(again) = bo.hear().await? else { anyhow::bail!("no hello first") };
    assert_eq!(again.lineage, hello.lineage);
    bo.sync().await?;
    assert_eq!(bo.text(), "hello");
    ada.insert("oh, ").await?;
    bo.until_text("oh, hello").await
}

#[tokio::test]
async fn tokens_an_open_server_has_no_use_for_keep_nobody_from_being_heard() -> Result<()> {
    let folder = tempdir()?;
    let server = muster(folder.path(), &[])?;
    let mut ada = Client::muster(server.address, "tokens").await?;
    ada.sync().await?;
    for _ in 0..10 {
        ada.send(&Frame::Token("for nothing").write()).await?;
    }
    ada.insert("heard").await?;
    ada.until_saved().await
}

#[tokio::test]
async fn any_yjs_client_is_served_and_hears_no_word_of_ours() -> Result<()> {
    let folder = tempdir()?;
    let server = muster(folder.path(), &[])?;
    let (mut ada, mut bo) =
        (Client::plain(server.address, "plain").await?, Client::plain(server.address, "plain").await?);
    ada.sync().await?;
    bo.sync().await?;
    ada.insert("one").await?;
    let ours = bo.until(|bo, heard| bo.text() == "one" || *heard != Heard::Synced).await?;
    assert_eq!(ours, Heard::Synced);
    bo.insert("two ").await?;
    ada.until_text("two one").await
}

#[tokio::test]
async fn who_looks_for_a_charter_nobody_made_makes_none() -> Result<()> {
    let folder = tempdir()?;
    let server = muster(folder.path(), &[])?;
    for name in ["nobody?kind=charter", "nobody?kind=charter&token=t"] {
        let mut ada = Client::muster(server.address, name).await?;
        assert_eq!(ada.hear().await?, Heard::Closed(4404), "{name}");
    }
    assert_eq!(get(server.address, "/api/docs/nobody", &[]).await?.status, 404);
    let mut bo = Client::muster(server.address, "nobody").await?;
    assert!(matches!(bo.hear().await?, Heard::Hello(_)), "an open server makes it for who names no kind");
    let mut cy = Client::muster(server.address, "nobody?kind=charter").await?;
    assert_eq!(cy.hear().await?, Heard::Closed(4404), "and the next is told that no charter is there");
    Ok(())
}

#[tokio::test]
async fn a_client_that_looks_for_another_kind_hears_nothing_of_the_document_and_the_api_tells_its_kind() -> Result<()> {
    let folder = tempdir()?;
    let server = muster(folder.path(), &[])?;
    let made = json!({ "id": "c1", "kind": "charter" });
    assert_eq!(request(server.address, "POST", "/api/docs", &[], made.to_string().as_bytes()).await?.status, 201);
    Client::synced(server.address, "c1-talk?kind=talk").await?;
    Client::synced(server.address, "drawing").await?;
    for (doc, kind) in
        [("org", json!("org")), ("c1", json!("charter")), ("c1-talk", json!("talk")), ("drawing", json!(null))]
    {
        let told: Value = serde_json::from_str(&get(server.address, &format!("/api/docs/{doc}"), &[]).await?.body)?;
        assert_eq!(told["kind"], kind, "{doc}");
        for wanted in ["org", "charter", "talk", "review", ""] {
            let mut client = Client::muster(server.address, &format!("{doc}?kind={wanted}")).await?;
            match client.hear().await? {
                Heard::Hello(hello) => {
                    assert_eq!((json!(wanted), hello.kind.as_str()), (kind.clone(), wanted), "{doc}")
                }
                heard => assert_eq!((heard, kind == json!(wanted)), (Heard::Closed(4404), false), "{doc} {wanted}"),
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_wrong_address_is_a_problem_and_not_a_socket() -> Result<()> {
    let folder = tempdir()?;
    let server = muster(folder.path(), &[])?;
    for path in ["a%2Fb", "a/b", "%C3%A4", &"x".repeat(65), ""] {
        match Client::plain(server.address, path).await.map(drop) {
            Err(error) => match error.downcast_ref::<SocketError>() {
                Some(SocketError::Http(response)) => assert_eq!(response.status(), 400, "{path}"),
                other => anyhow::bail!("{path}: {other:?}"),
            },
            Ok(()) => anyhow::bail!("{path}: upgraded"),
        }
    }
    for (path, status) in [("/sync/ok", 400), ("/api/nothing", 404), ("/api/docs/nothing", 404), ("/nothing", 404)] {
        let answer = get(server.address, path, &[]).await?;
        assert_eq!(answer.status, status, "{path}");
        ensure!(answer.head.contains("content-type: application/problem+json"), "{path}: {}", answer.head);
        ensure!(answer.head.contains("x-content-type-options: nosniff"), "{path}: {}", answer.head);
    }
    Ok(())
}

#[tokio::test]
async fn foreign_pages_and_foreign_names_are_refused_before_the_upgrade() -> Result<()> {
    let folder = tempdir()?;
    let server = muster(folder.path(), &["--allow-origin", "http://wiki.example"])?;
    let upgrade = ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"];
    let key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
    for (line, refused) in [
        ("Host: muster.example", true),
        ("Host: 127.0.0.1.example", true),
        ("Origin: http://evil.example", true),
        ("Origin: null", true),
        ("Origin: http://wiki.example.evil", true),
        ("Origin: http://localhost:3000", false),
        ("Origin: http://wiki.example", false),
    ] {
        let plain = get(server.address, "/api/docs", &[line]).await?;
        assert_eq!(plain.status == 403, refused, "{line}: {}", plain.body);
        if refused {
            let socket = get(server.address, "/sync/x", &[&upgrade[..], &[key, line]].concat()).await?;
            assert_eq!(socket.status, 403, "{line}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn an_oversized_body_is_refused_with_a_sentence() -> Result<()> {
    let folder = tempdir()?;
    let server = muster(folder.path(), &[])?;
    let fits = [b"{\"kind\":\"charter\",\"name\":\"".to_vec(), vec![b'a'; 1000], b"\"}".to_vec()].concat();
    assert_eq!(request(server.address, "POST", "/api/docs", &[], &fits).await?.status, 201);
    let answer = request(server.address, "POST", "/api/docs", &[], &vec![b' '; (1 << 20) + 1]).await?;
    assert_eq!(answer.status, 413);
    ensure!(answer.body.contains("1 MiB"), "{}", answer.body);
    Ok(())
}

#[tokio::test]
async fn nonsense_never_stops_the_server() -> Result<()> {
    let folder = tempdir()?;
    let server = muster(folder.path(), &[])?;
    for frame in [&[][..], &[0], &[0, 2, 9, 0], &[0, 0, 3, 1], &[3, 0, 2, 0], &[1, 5, 1], &[0x80, 0x00, 0x02]] {
        let mut client = Client::muster(server.address, "nonsense").await?;
        client.send(frame).await?;
        assert_eq!(client.until_closed().await?, 4400, "{frame:?}");
    }
    let mut client = Client::muster(server.address, "nonsense").await?;
    client.sync().await?;
    let seq = client.update(&[1, 1, 1, 0xfc, 0xff, 0xff, 0xff, 0x0f, 0, 1, 0]).await?;
    let refused = client.until(|_, heard| matches!(heard, Heard::Nack(nack) if nack.seq == seq)).await?;
    ensure!(matches!(&refused, Heard::Nack(nack) if nack.code == NackCode::Malformed), "{refused:?}");
    for request in
        ["x\r\n\r\n", "GET /\r\n\r\n", "BREW /api/docs HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"]
    {
        let _ = raw(server.address, request.as_bytes()).await;
    }
    for body in ["", "{", "[]", "{\"kind\":\"nonsense\"}", "{\"kind\":\"charter\",\"id\":\"a/b\"}", "\u{0}"] {
        assert_eq!(request(server.address, "POST", "/api/docs", &[], body.as_bytes()).await?.status, 400, "{body}");
    }
    assert_eq!(get(server.address, "/livez", &[]).await?.status, 200);
    Ok(())
}

#[tokio::test]
async fn making_a_document_is_idempotent_and_another_history_conflicts() -> Result<()> {
    let folder = tempdir()?;
    let server = muster(folder.path(), &[])?;
    let make = async |body: Value| request(server.address, "POST", "/api/docs", &[], body.to_string().as_bytes()).await;
    let body = json!({ "id": "c1", "kind": "charter", "lineage": "L1", "name": "Ocean" });
    assert_eq!(make(body.clone()).await?.status, 201);
    let again = make(body).await?;
    assert_eq!(again.status, 200);
    let made: Value = serde_json::from_str(&again.body)?;
    assert_eq!(
        (&made["id"], &made["lineage"], &made["summary"]["name"]),
        (&json!("c1"), &json!("L1"), &json!("Ocean"))
    );
    assert_eq!(make(json!({ "id": "c1", "kind": "charter", "lineage": "L2" })).await?.status, 409);
    assert_eq!(make(json!({ "id": "c1", "kind": "org" })).await?.status, 409);
    // The talk about a charter that was lost and given back is the same talk again.
    let mut talk = Client::muster(server.address, "c1-talk?kind=talk").await?;
    let Heard::Hello(hello) = talk.hear().await? else { anyhow::bail!("no hello first") };
    assert_eq!(hello.lineage.as_str(), "L1");
    let drawn: Value = serde_json::from_str(&make(json!({ "kind": "charter" })).await?.body)?;
    ensure!(drawn["id"].as_str().context("an id")?.len() >= 20, "{drawn}");
    let listed: Vec<Value> = serde_json::from_str(&get(server.address, "/api/docs", &[]).await?.body)?;
    assert_eq!(listed.iter().map(|doc| &doc["kind"]).collect::<Vec<_>>(), ["org", "charter", "talk", "charter"]);
    Ok(())
}

#[tokio::test]
async fn the_list_shows_who_is_here() -> Result<()> {
    let folder = tempdir()?;
    let server = muster(folder.path(), &[])?;
    let mut ada = Client::muster(server.address, "busy").await?;
    ada.sync().await?;
    let state = r#"{"user":{"name":"Ada"}}"#;
    let presence = [&[1, 7, 1, state.len() as u8], state.as_bytes()].concat();
    ada.send(&Frame::Awareness(&presence).write()).await?;
    ada.sync().await?;
    let listed: Vec<Value> = serde_json::from_str(&get(server.address, "/api/docs", &[]).await?.body)?;
    let busy = listed.iter().find(|doc| doc["id"] == "busy").context("the document")?;
    assert_eq!(busy["here"], json!(["Ada"]));
    Ok(())
}

#[tokio::test]
async fn what_was_saved_survives_a_server_killed_in_the_middle_of_its_work() -> Result<()> {
    let folder = tempdir()?;
    let mut saved: Vec<String> = Vec::new();
    for round in 0..8 {
        let server = muster(folder.path(), &[])?;
        let mut ada = Client::muster(server.address, "killed").await?;
        ada.sync().await?;
        let lost: Vec<&String> = saved.iter().filter(|edit| !ada.text().contains(*edit)).collect();
        ensure!(lost.is_empty(), "round {round}: {lost:?} are gone");
        let mut sent = vec![String::new(); ada.n_sent as usize];
        for edit in 0..60 {
            sent.push(format!("<{round}.{edit}>"));
            ada.insert(&sent[sent.len() - 1]).await?;
        }
        // Some are saved by now, others are on their way at every stage.
        ada.until(|ada, _| ada.acked as usize > sent.len() - 60 + round * 7).await?;
        server.kill()?;
        saved.extend(sent.into_iter().take(ada.acked as usize));
    }
    Ok(())
}

#[tokio::test]
async fn a_room_that_was_closed_and_compacted_opens_with_all_it_had() -> Result<()> {
    let folder = tempdir()?;
    let server = muster(folder.path(), &["--idle-room-ms", "50"])?;
    let mut expected = String::new();
    // Somebody comes back once the room has closed, or as soon as it is empty.
    for waits in [true, false, false, true] {
        let mut ada = Client::muster(server.address, "idle").await?;
        ada.sync().await?;
        assert_eq!(ada.text(), expected);
        for edit in 0..200 {
            ada.insert(&format!("{edit} ")).await?;
        }
        ada.until_saved().await?;
        expected = ada.text();
        drop(ada);
        while waits && !get(server.address, "/metrics", &[]).await?.body.contains("\nmuster_rooms 0\n") {
            tokio::task::yield_now().await;
        }
    }
    let log = Connection::open_with_flags(folder.path().join("muster.db"), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let n_snapshots: i64 = log.query_row("SELECT count(*) FROM snapshots", [], |row| row.get(0))?;
    assert!(matches!(n_snapshots, 1 | 2), "the last snapshot and the one before it: {n_snapshots}");
    Ok(())
}

#[tokio::test]
async fn a_server_told_to_stop_flushes_says_goodbye_and_ends_well() -> Result<()> {
    let folder = tempdir()?;
    let server = muster(folder.path(), &[])?;
    let (mut ada, mut bo) =
        (Client::muster(server.address, "drained").await?, Client::muster(server.address, "drained").await?);
    ada.sync().await?;
    bo.sync().await?;
    ada.insert("before").await?;
    bo.until_text("before").await?;
    server.signal("TERM")?;
    assert_eq!((ada.until_closed().await?, bo.until_closed().await?), (1012, 1012));
    drop((ada, bo));
    ensure!(server.ended(Duration::from_secs(10))?.success(), "it ended badly");
    let server = muster(folder.path(), &[])?;
    let mut eve = Client::muster(server.address, "drained").await?;
    eve.sync().await?;
    assert_eq!(eve.text(), "before");
    Ok(())
}

#[tokio::test]
async fn a_data_folder_belongs_to_one_server() -> Result<()> {
    let folder = tempdir()?;
    let server = muster(folder.path(), &[])?;
    ensure!(muster(folder.path(), &[]).is_err(), "two servers on one folder");
    assert_eq!(get(server.address, "/readyz", &[]).await?.status, 200);
    Ok(())
}

#[tokio::test]
async fn a_server_without_sign_in_does_not_start_for_others() -> Result<()> {
    let folder = tempdir()?;
    ensure!(muster(folder.path(), &["--listen", "0.0.0.0:0"]).is_err(), "it listens to everybody");
    Ok(())
}

/// Runs `muster` to its end.
fn run(arguments: &[&str], data: &Path) -> Result<Output> {
    let program = env!("CARGO_BIN_EXE_muster-under-test");
    Ok(Command::new(program).args(arguments).arg("--data").arg(data).output()?)
}

fn said(output: &Output) -> String {
    [&output.stdout[..], &output.stderr].concat().iter().map(|byte| char::from(*byte)).collect()
}

/// Every exported file, without the lineage: a workspace makes its own.
fn files_in(folder: &Path) -> Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let text = std::fs::read_to_string(entry.path())?;
        let kept: Vec<&str> = text.lines().filter(|line| !line.contains("\"lineage\"")).collect();
        files.insert(entry.file_name().to_string_lossy().into_owned(), kept.join("\n"));
    }
    Ok(files)
}

#[tokio::test]
async fn the_sample_is_loaded_once_with_the_server_stopped_or_running() -> Result<()> {
    let folder = tempdir()?;
    let first = run(&["sample"], folder.path())?;
    ensure!(first.status.success() && said(&first).contains("27 made"), "{}", said(&first));
    let server = muster(folder.path(), &[])?;
    let again = run(&["sample"], folder.path())?;
    ensure!(again.status.success() && said(&again).contains("27 unchanged"), "{}", said(&again));
    let listed: Vec<Value> = serde_json::from_str(&get(server.address, "/api/docs", &[]).await?.body)?;
    let examples: Vec<&Value> = listed.iter().filter(|doc| doc["example"] == true).collect();
    assert_eq!((listed.len(), examples.len()), (28, 26));
    let of = |kind: &str| examples.iter().copied().filter(|doc| doc["kind"] == kind).collect::<Vec<&Value>>();
    let kinds = ["charter", "log", "series", "review", "strategy", "okr"].map(of);
    assert_eq!(kinds.each_ref().map(Vec::len), [6, 3, 3, 9, 1, 4]);
    let [charters, logs, _, reviews, strategies, goals] = kinds;
    let aims: Vec<&Value> = goals.iter().map(|doc| &doc["digest"]["aims"]).collect();
    let is_there = |list: &[&Value], id: &Value| list.iter().any(|doc| doc["id"] == *id);
    let teams: Vec<&Value> = aims.iter().map(|aims| &aims["team"]).filter(|team| team.is_string()).collect();
    ensure!(teams.len() == 3 && teams.iter().all(|team| is_there(&charters, team)), "{aims:?}");
    let above = aims.iter().flat_map(|aims| aims["objectives"].as_array().into_iter().flatten());
    let above: Vec<&str> =
        above.filter_map(|aim| aim["towards"].as_str()?.split_once('/')).map(|(doc, _)| doc).collect();
    let leads = |doc: &&&str| is_there(&goals, &json!(**doc)) || is_there(&strategies, &json!(**doc));
    assert_eq!((above.len(), above.iter().filter(leads).count()), (6, 6), "all but one serve something: {aims:?}");
    assert_eq!(strategies[0]["digest"]["lines"].as_array().map(Vec::len), Some(3), "its areas of focus");
    assert_eq!(charters.iter().filter(|doc| doc["summary"]["serves"].is_array()).count(), 5, "one serves none");
    ensure!(reviews.iter().all(|doc| doc["digest"]["sentence"].as_str() != Some("0 items.")), "{examples:?}");
    ensure!(charters.iter().all(|doc| doc["summary"]["captains"][0].is_string()), "{examples:?}");
    ensure!(logs.iter().all(|doc| doc["digest"]["lines"][0]["text"].is_string()), "{examples:?}");
    Ok(())
}

#[tokio::test]
async fn the_sample_is_removed_in_one_step_and_nothing_else_with_it_and_can_be_loaded_anew() -> Result<()> {
    let folder = tempdir()?;
    run(&["sample"], folder.path())?;
    let server = muster(folder.path(), &[])?;
    let made = request(
        server.address,
        "POST",
        "/api/docs",
        &["Content-Type: application/json"],
        br#"{"kind":"charter","name":"Ours"}"#,
    )
    .await?;
    assert_eq!(made.status, 201);
    let listed = async || -> Result<(usize, usize)> {
        let docs: Vec<Value> = serde_json::from_str(&get(server.address, "/api/docs", &[]).await?.body)?;
        let charters = docs.iter().filter(|doc| doc["kind"] == "charter");
        let examples = docs.iter().filter(|doc| doc["example"] == true);
        Ok((charters.count(), examples.count()))
    };
    assert_eq!(listed().await?, (7, 26));
    let removed = run(&["sample", "--remove"], folder.path())?;
    ensure!(
        removed.status.success() && said(&removed).contains("14 documents of the example removed"),
        "{}",
        said(&removed)
    );
    assert_eq!(listed().await?, (1, 0));
    let again = run(&["sample"], folder.path())?;
    ensure!(
        again.status.success() && said(&again).contains("27 made"),
        "what was deleted is not there: {}",
        said(&again)
    );
    assert_eq!(listed().await?, (7, 26));
    assert_eq!(request(server.address, "DELETE", "/api/sample", &[], b"").await?.status, 204);
    assert_eq!(listed().await?, (1, 0));
    let nothing = run(&["sample", "--remove"], folder.path())?;
    ensure!(said(&nothing).contains("0 documents of the example removed"), "{}", said(&nothing));
    Ok(())
}

#[test]
fn what_is_exported_comes_back_whole() -> Result<()> {
    let from = tempdir()?;
    run(&["sample"], from.path())?;
    for format in ["json", "yjs"] {
        let files = tempdir()?;
        let target = tempdir()?;
        let export =
            |data: &Path, into: &Path, format| run(&["export", "--format", format, &into.to_string_lossy()], data);
        ensure!(export(from.path(), files.path(), format)?.status.success(), "no export");
        let names: Vec<String> = std::fs::read_dir(files.path())?
            .map(|entry| Ok(entry?.path().to_string_lossy().into_owned()))
            .collect::<Result<_>>()?;
        let import: Vec<&str> = ["import"].into_iter().chain(names.iter().map(String::as_str)).collect();
        let imported = run(&import, target.path())?;
        ensure!(imported.status.success(), "{}", said(&imported));
        let (before, after) = (tempdir()?, tempdir()?);
        export(from.path(), before.path(), "json")?;
        export(target.path(), after.path(), "json")?;
        assert_eq!(files_in(before.path())?, files_in(after.path())?, "{format}");
        let again = run(&import, target.path())?;
        ensure!(said(&again).contains("0 made, 0 filled, 28 unchanged"), "{}", said(&again));
    }
    Ok(())
}

#[test]
fn a_bad_file_is_named_with_its_line_and_nothing_of_it_is_imported() -> Result<()> {
    let (folder, files) = (tempdir()?, tempdir()?);
    let [bad, good, odd] = ["bad.json", "good.md", "odd.yjs"].map(|name| files.path().join(name));
    std::fs::write(&bad, "{\n  \"teams\": [\n")?;
    std::fs::write(&good, "# Ocean\n\n## Mission\n\nKeep it blue.\n")?;
    std::fs::write(&odd, [1, 1, 1, 0xfc, 0xff, 0xff, 0xff, 0x0f, 0, 1, 0])?;
    let paths = [&bad, &good, &odd].map(|path| path.to_string_lossy().into_owned());
    let outcome = run(&["import", &paths[0], &paths[1], &paths[2]], folder.path())?;
    assert_eq!(outcome.status.code(), Some(1));
    let said = said(&outcome);
    for sentence in ["bad.json:", "odd.yjs: ", "1 made"] {
        ensure!(said.contains(sentence), "{said}");
    }
    ensure!(run(&["import", "/nowhere.md"], folder.path())?.status.code() == Some(1), "no such file");
    Ok(())
}

#[tokio::test]
async fn a_framed_charter_may_be_framed_and_not_read_by_other_pages() -> Result<()> {
    let folder = tempdir()?;
    let server = muster(folder.path(), &["--allow-origin", "https://wiki.example"])?;
    let body = json!({ "id": "ledger", "kind": "charter", "name": "Ledger <b>" }).to_string();
    let made =
        request(server.address, "POST", "/api/docs", &["Content-Type: application/json"], body.as_bytes()).await?;
    assert_eq!(made.status, 201, "{}", made.body);
    let page = get(server.address, "/embed/ledger", &[]).await?;
    // Without the app built in, there is no page to put the text into, and the same headers.
    let policy = page.head.lines().find(|line| line.starts_with("content-security-policy")).context("no policy")?;
    ensure!(policy.contains("frame-ancestors 'self' ") && policy.ends_with(" https://wiki.example"), "{policy}");
    ensure!(!page.head.contains("access-control-allow-origin"), "{}", page.head);
    let foreign = get(server.address, "/embed/ledger", &["Origin: http://evil.example"]).await?;
    assert_eq!(foreign.status, 403);
    Ok(())
}
