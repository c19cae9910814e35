//! Who may do what, held against the real server: every kind of caller, their own document and a foreign one, every
//! frame that changes something and every address.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use muster_shared::access::{Author, Role, may_write};
use muster_shared::copy::Copy;
use muster_shared::kinds::{Kind, talk};
use muster_shared::sheet::{self, Edit, Place, Splice, Stamp};
use muster_shared::wire::{Frame, Hello, MARK_BYTES, Marked, NackCode};
use muster_tests::cast::{Cast, OURS, THEIRS};
use muster_tests::client::{Client, Heard};
use muster_tests::server::{Answer, Process, request};
use muster_tests::words::make;
use serde_json::Value;
use tempfile::tempdir;
use yrs::Doc;

const EVERYBODY: [&str; 11] = [
    "nobody",
    "stranger",
    "guest",
    "member",
    "captain",
    "leader",
    "owner",
    "token:reader",
    "token:commenter",
    "token:editor",
    "token:captain",
];

fn serve(data: &Path) -> Result<Process> {
    Process::serve(env!("CARGO_BIN_EXE_muster-under-test"), data, &[])
}

/// An edit of the only text both kinds have; of a talk, a comment.
fn an_edit(kind: Kind, client: u64) -> Arc<[u8]> {
    let splice = Splice { at: 0, remove: 0, insert: format!("by {client}") };
    let edit = match kind {
        Kind::Talk => Edit::Add { list: talk::COMMENTS.to_owned(), after: None, texts: Vec::new(), values: Vec::new() },
        Kind::Charter | Kind::Org => Edit::Write { at: Place::on_sheet("name"), splice },
    };
    make(&mut Copy::new(Some(kind), client), &edit)
}

async fn greeted(client: &mut Client) -> Result<Hello> {
    match client.hear().await? {
        Heard::Hello(hello) => Ok(hello),
        heard => bail!("no hello but {heard:?}"),
    }
}

/// What becomes of a frame that changes something: saved, or why not.
async fn outcome(client: &mut Client, frame: &Frame<'_>) -> Result<Result<(), NackCode>> {
    client.n_sent += 1;
    let seq = client.n_sent;
    client.send(&frame.write()).await?;
    let settled = |heard: &Heard| match heard {
        Heard::Ack(acked) => *acked >= seq,
        Heard::Nack(nack) => nack.seq == seq,
        heard => matches!(heard, Heard::Closed(_)),
    };
    match client.until(|_, heard| settled(heard)).await? {
        Heard::Ack(_) => Ok(Ok(())),
        Heard::Nack(nack) => Ok(Err(nack.code)),
        heard => bail!("{heard:?}"),
    }
}

#[tokio::test]
async fn everybody_may_do_in_each_document_what_the_table_says_and_no_more() -> Result<()> {
    use Role::{Commenter, Editor, Reader};
    let folder = tempdir()?;
    let cast = Cast::gather(folder.path()).await?;
    let server = serve(folder.path())?;
    let table: [(&str, [Result<Role, u16>; 6]); 11] = [
        ("nobody", [Err(4401), Err(4401), Err(4401), Err(4401), Err(4401), Err(4401)]),
        ("stranger", [Err(4403), Err(4403), Ok(Reader), Err(4403), Err(4403), Err(4403)]),
        ("guest", [Ok(Reader), Err(4403), Ok(Reader), Err(4403), Ok(Reader), Err(4403)]),
        ("member", [Ok(Commenter), Ok(Commenter), Ok(Reader), Err(4403), Ok(Commenter), Err(4403)]),
        ("captain", [Ok(Editor), Ok(Commenter), Ok(Reader), Err(4403), Ok(Editor), Err(4403)]),
        ("leader", [Ok(Editor), Ok(Editor), Ok(Editor), Err(4403), Ok(Editor), Err(4403)]),
        ("owner", [Ok(Editor), Ok(Editor), Ok(Editor), Err(4403), Ok(Editor), Err(4403)]),
        ("token:reader", [Ok(Reader), Err(4403), Ok(Reader), Err(4403), Ok(Reader), Err(4403)]),
        ("token:commenter", [Ok(Commenter), Err(4403), Ok(Reader), Err(4403), Ok(Commenter), Err(4403)]),
        ("token:editor", [Ok(Editor), Err(4403), Ok(Reader), Err(4403), Ok(Editor), Err(4403)]),
        ("token:captain", [Ok(Editor), Err(4403), Ok(Reader), Err(4403), Ok(Editor), Err(4403)]),
    ];
    assert_eq!(table.map(|(who, _)| who), EVERYBODY);
    let mut n_clients = 100;
    for (who, roles) in table {
        for (doc, role) in [OURS, THEIRS, "org", "absent", "ours-talk", "absent-talk"].into_iter().zip(roles) {
            let mut client = cast.connect(server.address, who, doc).await?;
            let Ok(role) = role else {
                assert_eq!(Err(client.until_closed().await?), role, "{who} in {doc}");
                continue;
            };
            let hello = greeted(&mut client).await?;
            assert_eq!(hello.role, role, "{who} in {doc}");
            client.sync().await?;
            let kind = match doc {
                "org" => Kind::Org,
                "ours-talk" => Kind::Talk,
                _ => Kind::Charter,
            };
            let written = if may_write(Some(kind), role) { Ok(()) } else { Err(NackCode::ReadOnly) };
            for answers in [false, true] {
                n_clients += 1;
                let edit = an_edit(kind, n_clients);
                let frame = if answers { Frame::Step2(&edit) } else { Frame::Update(&edit) };
                assert_eq!(outcome(&mut client, &frame).await?, written, "{who} in {doc}");
            }
            // A mark is the server's word for its author, whoever brings it; without one nobody speaks for another.
            let marker = cast.marks.of(&doc.parse()?, &hello.lineage);
            n_clients += 1;
            let update = &an_edit(kind, n_clients);
            let (author, mark) = marker.mark(&Author::new(cast.id("captain")), update);
            for (mark, taken) in [([0; MARK_BYTES], Err(NackCode::ForgedAuthor)), (mark, Ok(()))] {
                let frame = Frame::Marked(Marked { author: &author, n_at_risk: 0, mark, update });
                assert_eq!(outcome(&mut client, &frame).await?, taken, "{who} in {doc}");
            }
        }
    }
    Ok(())
}

/// One address, and what it answers to nobody, a stranger, a guest, a member, a captain, a leader, an owner and the
/// bearer of an editor's token, in this order. Who is refused comes first, so that nothing has changed by then.
type Line = (&'static str, &'static str, &'static str, [u16; 8]);

const ASKING: [&str; 8] = ["nobody", "stranger", "guest", "member", "captain", "leader", "owner", "token:editor"];

const ADDRESSES: [Line; 36] = [
    ("GET", "/api/docs", "", [401, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/api/docs/ours", "", [401, 404, 200, 200, 200, 200, 200, 200]),
    ("GET", "/api/docs/theirs", "", [401, 404, 404, 200, 200, 200, 200, 404]),
    ("GET", "/api/docs/absent", "", [401, 404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/api/docs/org", "", [401, 200, 200, 200, 200, 200, 200, 200]),
    ("POST", "/api/docs", r#"{"kind":"charter"}"#, [401, 403, 403, 201, 201, 201, 201, 403]),
    ("POST", "/api/docs", r#"{"kind":"org"}"#, [401, 403, 403, 403, 403, 403, 403, 403]),
    ("POST", "/api/docs", r#"{"kind":"charter","id":"ours"}"#, [401, 404, 200, 200, 200, 200, 200, 200]),
    ("POST", "/api/docs", r#"{"kind":"charter","id":"theirs"}"#, [401, 404, 404, 200, 200, 200, 200, 404]),
    ("POST", "/api/docs", r#"{"kind":"charter","id":"new-talk"}"#, [401, 403, 403, 400, 400, 400, 400, 403]),
    ("DELETE", "/api/docs/org", "", [401, 403, 403, 403, 403, 409, 409, 403]),
    ("GET", "/api/docs/ours/authors", "", [401, 404, 200, 200, 200, 200, 200, 200]),
    ("GET", "/api/docs/ours-talk/authors", "", [401, 404, 200, 200, 200, 200, 200, 200]),
    ("GET", "/api/docs/ours/people", "", [401, 404, 403, 200, 200, 200, 200, 403]),
    ("PUT", "/api/docs/ours/people/{stranger}", r#"{"grant":"reader"}"#, [401, 404, 403, 403, 204, 204, 204, 403]),
    ("PUT", "/api/docs/theirs/people/{guest}", r#"{"grant":"reader"}"#, [401, 404, 404, 403, 403, 204, 204, 404]),
    ("PUT", "/api/docs/ours/people/{member}", r#"{"grant":"captain"}"#, [401, 404, 403, 403, 403, 204, 204, 403]),
    ("DELETE", "/api/docs/ours/people/{member}", "", [401, 404, 403, 403, 403, 204, 204, 403]),
    ("GET", "/api/deleted", "", [401, 403, 403, 403, 403, 200, 200, 403]),
    ("DELETE", "/api/deleted/absent", "", [401, 403, 403, 403, 403, 404, 404, 403]),
    ("GET", "/api/me", "", [401, 200, 200, 200, 200, 200, 200, 401]),
    ("GET", "/api/me/sessions", "", [401, 200, 200, 200, 200, 200, 200, 401]),
    ("GET", "/api/people", "", [401, 403, 403, 200, 200, 200, 200, 403]),
    ("PATCH", "/api/people/{guest}", r#"{"rank":"member"}"#, [401, 403, 403, 403, 403, 204, 204, 403]),
    ("PATCH", "/api/people/{leader}", r#"{"rank":"leader"}"#, [401, 403, 403, 403, 403, 403, 204, 403]),
    ("GET", "/api/people/{member}/export", "", [401, 403, 403, 200, 403, 403, 200, 403]),
    ("GET", "/api/invites", "", [401, 403, 403, 403, 403, 200, 200, 403]),
    ("POST", "/api/invites", r#"{"rank":"member"}"#, [401, 403, 403, 403, 403, 201, 201, 403]),
    ("POST", "/api/invites", r#"{"rank":"leader"}"#, [401, 403, 403, 403, 403, 403, 201, 403]),
    ("DELETE", "/api/invites/absent", "", [401, 403, 403, 403, 403, 404, 404, 403]),
    ("GET", "/api/keys", "", [401, 403, 403, 403, 403, 403, 200, 403]),
    ("POST", "/api/keys", r#"{"name":"a wiki"}"#, [401, 403, 403, 403, 403, 403, 201, 403]),
    ("GET", "/api/audit", "", [401, 403, 403, 403, 403, 403, 200, 403]),
    ("GET", "/metrics", "", [401, 403, 403, 403, 403, 403, 200, 401]),
    ("POST", "/api/import?name=none.json", "", [401, 403, 403, 403, 403, 200, 200, 403]),
    ("POST", "/api/sample", "", [401, 403, 403, 403, 403, 200, 200, 403]),
];

async fn ask(server: &Process, cast: &Cast, who: &str, method: &str, path: &str, body: &str) -> Result<Answer> {
    let mut headers = vec![format!("Origin: http://localhost:{}", server.address.port())];
    headers.extend(cast.header(who).map(|(name, value)| format!("{name}: {value}")));
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    let path = ASKING.iter().fold(path.to_owned(), |path, name| {
        if path.contains(&format!("{{{name}}}")) { path.replace(&format!("{{{name}}}"), cast.id(name)) } else { path }
    });
    request(server.address, method, &path, &headers, body.as_bytes()).await
}

#[tokio::test]
async fn every_address_answers_each_caller_as_the_table_says() -> Result<()> {
    let folder = tempdir()?;
    let cast = Cast::gather(folder.path()).await?;
    let server = serve(folder.path())?;
    for (method, path, body, statuses) in ADDRESSES {
        // A new workspace's stranger is let into `ours` by a line of this table; the others see the first state.
        for (who, status) in ASKING.into_iter().zip(statuses) {
            let answer = ask(&server, &cast, who, method, path, body).await?;
            let said = serde_json::from_str::<Value>(&answer.body).map(|body| body["detail"].to_string());
            assert_eq!(answer.status, status, "{who}: {method} {path} {body}: {said:?}");
        }
        if path == "/api/docs/ours/people/{stranger}" {
            let path = "/api/docs/ours/people/{stranger}";
            assert_eq!(ask(&server, &cast, "leader", "DELETE", path, "").await?.status, 204);
        }
        if path == "/api/people/{guest}" {
            let answer = ask(&server, &cast, "owner", "PATCH", path, r#"{"rank":"guest"}"#).await?;
            assert_eq!(answer.status, 204);
        }
    }
    Ok(())
}

#[tokio::test]
async fn what_is_not_there_and_what_is_not_for_you_look_alike() -> Result<()> {
    let folder = tempdir()?;
    let cast = Cast::gather(folder.path()).await?;
    let server = serve(folder.path())?;
    for who in ["stranger", "guest", "token:editor"] {
        let foreign = ask(&server, &cast, who, "GET", "/api/docs/theirs", "").await?;
        let absent = ask(&server, &cast, who, "GET", "/api/docs/absent", "").await?;
        assert_eq!((foreign.status, foreign.body), (absent.status, absent.body), "{who}");
    }
    let audit = ask(&server, &cast, "owner", "GET", "/api/audit", "").await?.body;
    let rows: Vec<Value> = serde_json::from_str(&audit)?;
    for doc in ["theirs", "absent"] {
        let tried = rows.iter().filter(|row| row["what"] == "refused" && row["doc"] == doc).count();
        assert_eq!(tried, 3, "each who tried {doc} is written down: {audit}");
    }
    Ok(())
}

#[tokio::test]
async fn a_page_of_another_origin_speaks_with_nobodys_cookie() -> Result<()> {
    let folder = tempdir()?;
    let cast = Cast::gather(folder.path()).await?;
    let server = serve(folder.path())?;
    let (_, cookie) = cast.header("owner").context("a cookie")?;
    let port = server.address.port();
    let own = format!("http://localhost:{port}");
    let foreign = [
        "https://evil.example".to_owned(),
        format!("http://localhost:{}", port.wrapping_add(1)),
        format!("https://localhost:{port}"),
        format!("http://localhost.evil.example:{port}"),
        format!("http://evil.localhost:{port}"),
        format!("http://127.0.0.1:{port}"),
        format!("{own}/"),
        "null".to_owned(),
        "file://".to_owned(),
        "chrome-extension://abc".to_owned(),
    ];
    for origin in foreign.iter().map(Some).chain([None]) {
        let mut headers = vec![("cookie", cookie.as_str())];
        headers.extend(origin.map(|origin| ("origin", origin.as_str())));
        let upgraded = Client::with(server.address, OURS, &headers, Doc::new()).await;
        ensure!(upgraded.is_err_and(|error| error.to_string().contains("403")), "{origin:?} was upgraded");
        let lines: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let made = request(server.address, "POST", "/api/keys", &lines, br#"{"name":"x"}"#).await?;
        assert_eq!(made.status, 403, "{origin:?}");
    }
    let mut headers = vec![("cookie", cookie.as_str()), ("origin", own.as_str())];
    let mut client = Client::with(server.address, OURS, &headers, Doc::new()).await?;
    client.sync().await?;
    headers.remove(0);
    let mut nobody = Client::with(server.address, OURS, &headers, Doc::new()).await?;
    assert_eq!(nobody.until_closed().await?, 4401);
    Ok(())
}

#[tokio::test]
async fn a_session_that_ends_takes_its_connections_along() -> Result<()> {
    let folder = tempdir()?;
    let cast = Cast::gather(folder.path()).await?;
    let server = serve(folder.path())?;
    let mut captain = cast.connect(server.address, "captain", OURS).await?;
    captain.sync().await?;
    let mut member = cast.connect(server.address, "member", OURS).await?;
    member.sync().await?;
    let sessions = ask(&server, &cast, "captain", "GET", "/api/me/sessions", "").await?;
    let sessions: Value = serde_json::from_str(&sessions.body)?;
    let id = sessions[0]["id"].as_str().context("a session")?;
    let ended = ask(&server, &cast, "captain", "DELETE", &format!("/api/me/sessions/{id}"), "").await?;
    assert_eq!(ended.status, 204);
    let closed = tokio::time::timeout(Duration::from_secs(5), captain.until_closed()).await??;
    assert_eq!(closed, 4401);
    let again = ask(&server, &cast, "captain", "GET", "/api/me", "").await?;
    assert_eq!(again.status, 401, "{}", again.body);
    member.send(&Frame::Step1(&[0]).write()).await?;
    member.until(|_, heard| *heard == Heard::Synced).await?;
    Ok(())
}

#[tokio::test]
async fn a_retired_key_takes_its_tokens_along() -> Result<()> {
    let folder = tempdir()?;
    let cast = Cast::gather(folder.path()).await?;
    let server = serve(folder.path())?;
    let mut bearer = cast.connect(server.address, "token:editor", OURS).await?;
    bearer.sync().await?;
    let keys: Value = serde_json::from_str(&ask(&server, &cast, "owner", "GET", "/api/keys", "").await?.body)?;
    let own = keys.as_array().context("a list")?.iter().find(|key| key["made_by"] == "muster");
    let id = own.and_then(|key| key["id"].as_str()).context("the server's own key")?;
    let retired = ask(&server, &cast, "owner", "DELETE", &format!("/api/keys/{id}"), "").await?;
    assert_eq!(retired.status, 204);
    let closed = tokio::time::timeout(Duration::from_secs(5), bearer.until_closed()).await??;
    assert_eq!(closed, 4401);
    let wanted = format!(r#"{{"doc":"{OURS}","role":"reader","name":"Ada"}}"#);
    let minted = ask(&server, &cast, "captain", "POST", "/api/tokens", &wanted).await?;
    assert_eq!(minted.status, 201, "the server has a new key: {}", minted.body);
    Ok(())
}

#[tokio::test]
async fn a_program_with_a_key_has_tokens_signed_and_one_without_has_not() -> Result<()> {
    let folder = tempdir()?;
    let cast = Cast::gather(folder.path()).await?;
    let server = serve(folder.path())?;
    let (id, secret) = &cast.key;
    let wanted =
        format!(r#"{{"doc":"{OURS}","role":"editor","name":"Ada","origins":["https://wiki.example"],"lasts_s":60}}"#);
    for (word, status) in [
        (format!("{id}.{secret}"), 201),
        (format!("{id}.{}", &secret[1..]), 401),
        (format!("other.{secret}"), 401),
        (secret.clone(), 401),
        (String::new(), 401),
    ] {
        let authorization = format!("Authorization: Bearer {word}");
        let answer = request(server.address, "POST", "/api/tokens", &[&authorization], wanted.as_bytes()).await?;
        assert_eq!(answer.status, status, "{}", answer.body);
        if status == 201 {
            speaks_only_from(&server, &serde_json::from_str(&answer.body)?).await?;
        }
    }
    Ok(())
}

async fn speaks_only_from(server: &Process, minted: &Value) -> Result<()> {
    let token = minted["token"].as_str().context("a token")?;
    let path = format!("{OURS}?token={token}");
    for (origin, code) in [("https://wiki.example", None), ("https://other.example", Some(4403)), ("null", None)] {
        let mut client = Client::with(server.address, &path, &[("origin", origin)], Doc::new()).await?;
        match code {
            None => client.sync().await?,
            Some(code) => assert_eq!(client.until_closed().await?, code, "{origin}"),
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_token_that_runs_out_closes_and_a_fresh_one_in_time_does_not() -> Result<()> {
    let folder = tempdir()?;
    let cast = Cast::gather(folder.path()).await?;
    let server = serve(folder.path())?;
    let short = format!(r#"{{"doc":"{OURS}","role":"editor","name":"Ada","lasts_s":2}}"#);
    let minted = ask(&server, &cast, "captain", "POST", "/api/tokens", &short).await?;
    let minted: Value = serde_json::from_str(&minted.body)?;
    let path = format!("{OURS}?token={}", minted["token"].as_str().context("a token")?);
    let (mut ends, mut stays) =
        (Client::plain(server.address, &path).await?, Client::muster(server.address, &path).await?);
    ends.sync().await?;
    stays.sync().await?;
    stays.send(&Frame::Token(cast.token("editor")).write()).await?;
    assert_eq!(ends.until_closed().await?, 4401);
    let edit = an_edit(Kind::Charter, 5);
    assert_eq!(outcome(&mut stays, &Frame::Update(&edit)).await?, Ok(()));
    stays.send(&Frame::Token("worthless").write()).await?;
    assert_eq!(stays.until_closed().await?, 4401);
    Ok(())
}

#[tokio::test]
async fn a_deleted_document_is_gone_for_everybody_until_it_is_brought_back() -> Result<()> {
    let folder = tempdir()?;
    let cast = Cast::gather(folder.path()).await?;
    let server = serve(folder.path())?;
    let mut captain = cast.connect(server.address, "captain", OURS).await?;
    captain.sync().await?;
    assert_eq!(ask(&server, &cast, "captain", "DELETE", "/api/docs/ours", "").await?.status, 403);
    assert_eq!(ask(&server, &cast, "leader", "DELETE", "/api/docs/ours", "").await?.status, 204);
    assert_eq!(captain.until_closed().await?, 4403);
    assert_eq!(ask(&server, &cast, "owner", "GET", "/api/docs/ours", "").await?.status, 404);
    let listed = ask(&server, &cast, "owner", "GET", "/api/docs", "").await?.body;
    ensure!(!listed.contains("\"ours\"") && listed.contains("\"theirs\""), "{listed}");
    assert_eq!(ask(&server, &cast, "leader", "DELETE", "/api/deleted/ours", "").await?.status, 204);
    cast.connect(server.address, "captain", OURS).await?.sync().await
}

#[tokio::test]
async fn every_edit_shows_who_made_it_and_when() -> Result<()> {
    let folder = tempdir()?;
    let cast = Cast::gather(folder.path()).await?;
    let server = serve(folder.path())?;
    for (who, client) in [("captain", 71), ("leader", 72), ("token:editor", 73)] {
        let mut writer = cast.connect(server.address, who, OURS).await?;
        writer.sync().await?;
        let edit = an_edit(Kind::Charter, client);
        assert_eq!(outcome(&mut writer, &Frame::Update(&edit)).await?, Ok(()));
    }
    let bound = ask(&server, &cast, "member", "GET", "/api/docs/ours/authors", "").await?;
    let bound: Vec<Value> = serde_json::from_str(&bound.body)?;
    let names: Vec<_> = bound.iter().map(|bound| (bound["client"].as_u64(), bound["name"].as_str())).collect();
    assert_eq!(names, [(Some(71), Some("captain")), (Some(72), Some("leader")), (Some(73), Some("Bearer editor"))]);
    let history = ask(&server, &cast, "member", "GET", "/api/docs/ours/history", "").await?;
    let steps: Vec<Value> = serde_json::from_str(&history.body)?;
    let names: Vec<&str> = steps.iter().filter_map(|step| step["name"].as_str()).collect();
    assert_eq!(names, ["Bearer editor", "leader", "captain"], "{}", history.body);
    for (step, client) in steps.iter().zip([73, 72, 71]) {
        ensure!(step["added"].to_string().contains(&format!("by {client}")), "{step}");
        ensure!(step["from_ms"].as_u64().is_some_and(|ms| ms > 1_700_000_000_000), "{step}");
    }
    Ok(())
}

#[tokio::test]
async fn nobody_writes_under_another_ones_name() -> Result<()> {
    let folder = tempdir()?;
    let cast = Cast::gather(folder.path()).await?;
    let server = serve(folder.path())?;
    let mut captain = cast.connect(server.address, "captain", OURS).await?;
    captain.sync().await?;
    let victim = 4711;
    assert_eq!(outcome(&mut captain, &Frame::Update(&an_edit(Kind::Charter, victim))).await?, Ok(()));
    let mut forger = cast.connect(server.address, "leader", OURS).await?;
    forger.sync().await?;
    // The forger has the captain's edits, and goes on where they end.
    let mut copy = Copy::new(Some(Kind::Charter), victim);
    let first = an_edit(Kind::Charter, victim);
    ensure!(copy.admit(&first).is_ok(), "an edit that fits");
    let splice = Splice { at: 0, remove: 0, insert: "forged ".to_owned() };
    let edit = Edit::Write { at: Place::on_sheet("name"), splice };
    let stamp = Stamp { by: "Ada".to_owned(), at_ms: 1 };
    let written = copy.transact("test", |txn| sheet::apply(Kind::Charter.schema(), txn, &edit, &stamp));
    let forged = written.updates.into_iter().next().context("an edit that changes something")?;
    assert_eq!(outcome(&mut forger, &Frame::Update(&forged)).await?, Err(NackCode::ForgedAuthor));
    let said = ask(&server, &cast, "member", "GET", "/api/docs/ours/history", "").await?.body;
    ensure!(!said.contains("forged"), "{said}");
    assert_eq!(outcome(&mut captain, &Frame::Update(&forged)).await?, Ok(()), "the captain may go on there");
    Ok(())
}

/// Addresses of the API that no line of [`ADDRESSES`] can hold: they are for getting in and out, or need more than a
/// line, and are tested where that is.
const ELSEWHERE: [(&str, &str); 17] = [
    ("PATCH", "/api/me"),
    ("DELETE", "/api/me/sessions/{session}"),
    ("DELETE", "/api/me/passkeys/{passkey}"),
    ("POST", "/api/passkeys/challenge"),
    ("POST", "/api/passkeys"),
    ("POST", "/api/sign-in/challenge"),
    ("POST", "/api/sign-in"),
    ("POST", "/api/sign-out"),
    ("DELETE", "/api/people/{person}"),
    ("POST", "/api/tokens"),
    ("DELETE", "/api/keys/{key}"),
    ("DELETE", "/api/docs/{doc}"),
    ("GET", "/api/docs/{doc}/history"),
    ("GET", "/embed/{doc}.{form}"),
    ("GET", "/oembed"),
    ("GET", "/livez"),
    ("GET", "/readyz"),
];

/// Whether a path is one that `template` describes: `{…}` stands for any one part.
fn is_of(template: &str, path: &str) -> bool {
    let parts = |path: &str| path.split('/').map(ToOwned::to_owned).collect::<Vec<_>>();
    let (template, path) = (parts(template), parts(path));
    template.len() == path.len()
        && template.iter().zip(&path).all(|(wanted, part)| wanted.starts_with('{') || wanted == part)
}

#[test]
fn every_address_of_the_api_is_described_and_held_against_its_callers() -> Result<()> {
    let described: Value = serde_json::from_str(include_str!("../../server/src/http/openapi.json"))?;
    let paths = described["paths"].as_object().context("paths")?;
    for (path, methods) in paths {
        for method in methods.as_object().context("methods")?.keys().map(|method| method.to_uppercase()) {
            let asked = ADDRESSES.iter().any(|(asked, address, ..)| {
                *asked == method && is_of(path, address.split('?').next().unwrap_or(address))
            });
            ensure!(
                asked || ELSEWHERE.contains(&(method.as_str(), path.as_str())),
                "{method} {path} is asked by nobody"
            );
        }
    }
    let between = |source: &'static str, from: &str, to: &str| {
        source.split(from).nth(1).and_then(|rest| rest.split(to).next()).context("the routes")
    };
    let own = between(include_str!("../../server/src/http/mod.rs"), "let api =", ".merge(doors::api())")?;
    let doors = between(include_str!("../../server/src/http/doors/mod.rs"), "fn api()", "\n}")?;
    for route in [own, doors].iter().flat_map(|routes| routes.split(".route(\"").skip(1)) {
        let route = route.split('"').next().context("a path")?;
        let described = paths.contains_key(&format!("/api{route}")) || route == "/openapi.json";
        ensure!(described, "{route} is not described");
    }
    Ok(())
}
