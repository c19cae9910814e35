//! Names that others see: nobody has a name that could be taken for somebody else's, and nobody without an account is
//! shown under an account's.

use anyhow::{Context, Result};
use muster_shared::sync::wire::{Frame, presence};
use muster_tests::cast::{Cast, OURS};
use muster_tests::client::Client;
use muster_tests::server::{Answer, Process, request};
use muster_tests::words::{copy, present, types};
use serde_json::{Value, json};
use tempfile::tempdir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");

async fn ask(server: &Process, cast: &Cast, who: &str, method: &str, path: &str, body: Value) -> Result<Answer> {
    let mut headers = vec![format!("Origin: http://localhost:{}", server.address.port())];
    headers.extend(cast.header(who).map(|(name, value)| format!("{name}: {value}")));
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    request(server.address, method, path, &headers, body.to_string().as_bytes()).await
}

fn read(answer: &Answer) -> Result<Value> {
    serde_json::from_str(&answer.body).with_context(|| answer.body.clone())
}

#[tokio::test]
pub(super) async fn nobody_takes_a_name_that_looks_like_somebody_else_s_or_like_nothing() -> Result<()> {
    let folder = tempdir()?;
    let cast = Cast::gather(folder.path()).await?;
    let server = Process::serve(PROGRAM, folder.path(), &[])?;
    for (name, status) in [
        ("owner", 409),
        (" OWNER ", 409),
        ("\u{43e}wner", 409),
        ("own\u{200b}er", 409),
        ("ｏｗｎｅｒ", 409),
        ("0wner", 409),
        ("\u{200b}", 400),
        ("\u{301}\u{202e}", 400),
        ("\u{2800}", 400),
        ("", 400),
        ("Member", 204),
        ("Olga Owner", 204),
    ] {
        let answer = ask(&server, &cast, "member", "PATCH", "/api/me", json!({ "name": name })).await?;
        assert_eq!(answer.status, status, "{name:?}: {}", answer.body);
        if status != 204 {
            let sentence = read(&answer)?["detail"].to_string();
            assert!(sentence.contains(if status == 409 { "told apart" } else { "can be seen" }), "{sentence}");
        }
    }
    let me = read(&ask(&server, &cast, "member", "GET", "/api/me", json!(null)).await?)?;
    assert_eq!(me["name"], "Olga Owner");
    // The former name of a person, and the name of one who was removed, are free.
    let answer = ask(&server, &cast, "guest", "PATCH", "/api/me", json!({ "name": "member" })).await?;
    assert_eq!(answer.status, 204, "{}", answer.body);
    let leader = format!("/api/people/{}", cast.id("leader"));
    assert_eq!(ask(&server, &cast, "owner", "DELETE", &leader, json!(null)).await?.status, 204);
    let answer = ask(&server, &cast, "guest", "PATCH", "/api/me", json!({ "name": "Leader" })).await?;
    assert_eq!(answer.status, 204, "{}", answer.body);
    Ok(())
}

#[tokio::test]
pub(super) async fn members_are_told_whose_a_typed_name_is_and_nobody_asks_about_too_many() -> Result<()> {
    let folder = tempdir()?;
    let cast = Cast::gather(folder.path()).await?;
    let server = Process::serve(PROGRAM, folder.path(), &[])?;
    let typed = json!(["captain", " CAPTAIN ", "c\u{430}ptain", "Carla"]);
    let told = read(&ask(&server, &cast, "member", "POST", "/api/names", typed).await?)?;
    let account = json!({ "is": "account", "id": cast.id("captain"), "name": "captain" });
    let alike = json!({ "is": "alike", "name": "captain" });
    assert_eq!(told, json!([account, account, alike, { "is": "nobody" }]));
    for (typed, status) in [
        (json!(vec!["a"; 500]), 200),
        (json!(vec!["a"; 501]), 400),
        (json!(["a".repeat(400)]), 200),
        (json!(["a".repeat(401)]), 400),
        (json!({ "name": "a" }), 400),
    ] {
        assert_eq!(ask(&server, &cast, "member", "POST", "/api/names", typed).await?.status, status);
    }
    Ok(())
}

#[tokio::test]
pub(super) async fn an_invitation_asks_for_another_name_and_can_still_be_taken() -> Result<()> {
    let folder = tempdir()?;
    let cast = Cast::gather(folder.path()).await?;
    let server = Process::serve(PROGRAM, folder.path(), &[])?;
    let invited = read(&ask(&server, &cast, "owner", "POST", "/api/invites", json!({ "rank": "member" })).await?)?;
    let code = invited["link"].as_str().and_then(|link| link.rsplit('/').next()).context("a link")?;
    for (name, status) in [("Owner", 409), ("\u{200d}", 400), ("o\u{200d}wner", 409), ("Nina New", 200)] {
        let wanted = json!({ "invite": code, "name": name });
        let answer = ask(&server, &cast, "nobody", "POST", "/api/passkeys/challenge", wanted).await?;
        assert_eq!(answer.status, status, "{name:?}: {}", answer.body);
    }
    Ok(())
}

#[tokio::test]
async fn whoever_has_a_token_is_never_shown_as_somebody_with_an_account() -> Result<()> {
    let folder = tempdir()?;
    let cast = Cast::gather(folder.path()).await?;
    let server = Process::serve(PROGRAM, folder.path(), &[])?;
    let mut watcher = cast.connect(server.address, "member", OURS).await?;
    watcher.sync().await?;
    let shown = [
        ("Owner", "Owner (by token of muster)"),
        ("\u{43e}wner", "\u{43e}wner (by token of muster)"),
        ("Nina", "Nina"),
    ];
    for (n, (name, shown)) in shown.into_iter().enumerate() {
        let client = 900 + n as u64;
        let wanted = json!({ "doc": OURS, "role": "editor", "name": name });
        let minted = read(&ask(&server, &cast, "owner", "POST", "/api/tokens", wanted).await?)?;
        let token = minted["token"].as_str().context("a token")?;
        let mut bearer = Client::plain(server.address, &format!("{OURS}?token={token}")).await?;
        bearer.sync().await?;
        bearer.send(&present(client, 1)).await?;
        let heard = loop {
            let frame = watcher.next_frame().await?;
            let Ok(Frame::Awareness(said)) = Frame::read(&frame) else { continue };
            let theirs = presence::read(said, 100)?.into_iter().find(|one| one.client == client);
            if let Some(state) = theirs.and_then(|one| one.state) {
                break state;
            }
        };
        assert!(heard.contains(&json!(shown).to_string()), "{heard}");
        bearer.send(&Frame::Update(&types(&mut copy(client), "x")).write()).await?;
        let authors = loop {
            let all = read(&ask(&server, &cast, "member", "GET", "/api/docs/ours/authors", json!(null)).await?)?;
            let own = all.as_array().and_then(|all| all.iter().find(|one| one["client"] == client));
            if let Some(own) = own {
                break own["name"].clone();
            }
        };
        assert_eq!(authors, shown);
        let history = read(&ask(&server, &cast, "member", "GET", "/api/docs/ours/history", json!(null)).await?)?;
        assert_eq!(history[0]["name"], shown);
        bearer.leave().await?;
    }
    Ok(())
}
