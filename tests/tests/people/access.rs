//! Rights, held against the real server: every kind of caller, their own document and a foreign one, every frame that
//! changes something and every address.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use muster_shared::access::{Author, Role};
use muster_shared::kinds::{Kind, draft, log, okr, pair, pressure, review, strategy, talk};
use muster_shared::sheet::{self, Edit, Place, Splice, Stamp};
use muster_shared::sync::document::GatedDoc;
use muster_shared::sync::wire::{Frame, Hello, NackCode, RECEIPT_BYTES, Receipted};
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

/// An edit of the only text both kinds have; of a talk, a comment; of a log, a request.
fn an_edit(kind: Kind, client: u64) -> Arc<[u8]> {
    let splice = Splice { at: 0, remove: 0, insert: format!("by {client}") };
    let edit = match kind {
        Kind::Talk => Edit::Add { list: talk::COMMENTS.to_owned(), after: None, texts: Vec::new(), values: Vec::new() },
        Kind::Log => {
            let values = vec![(log::NEED.to_owned(), "half a week".into())];
            Edit::Add { list: log::REQUESTS.to_owned(), after: None, texts: Vec::new(), values }
        }
        Kind::Review => {
            let values = vec![(review::TEXT.to_owned(), "Try it in one city.".into())];
            Edit::Add { list: review::ADVICE.to_owned(), after: None, texts: Vec::new(), values }
        }
        Kind::Strategy => {
            let values = vec![(strategy::TITLE.to_owned(), "A second key".into())];
            Edit::Add { list: strategy::PITCHES.to_owned(), after: None, texts: Vec::new(), values }
        }
        Kind::Okr => {
            let values = vec![(okr::LEARNED.to_owned(), "The hour matters more than the day.".into())];
            Edit::Add { list: okr::LEARNINGS.to_owned(), after: None, texts: Vec::new(), values }
        }
        Kind::Draft => Edit::Add {
            list: draft::REMARKS.to_owned(),
            after: None,
            texts: vec![(draft::TEXT.to_owned(), "hm".to_owned())],
            values: Vec::new(),
        },
        Kind::Pressure => {
            let values = vec![(pressure::RATING.to_owned(), "yes".into())];
            Edit::Add { list: pressure::ANSWERS.to_owned(), after: None, texts: Vec::new(), values }
        }
        Kind::Pair => {
            let values = vec![(pair::SEEN.to_owned(), "On Tuesday you asked Bo first.".into())];
            Edit::Add { list: pair::GIVEN.to_owned(), after: None, texts: Vec::new(), values }
        }
        Kind::Charter | Kind::Org | Kind::Series | Kind::Role => Edit::Write { at: Place::on_sheet("name"), splice },
    };
    make(&mut GatedDoc::new(Some(kind.schema()), client), &edit)
}

async fn greeted(client: &mut Client) -> Result<Hello> {
    match client.hear().await? {
        Heard::Hello(hello) => Ok(hello),
        heard => bail!("no hello but {heard:?}"),
    }
}

/// The outcome of a frame that changes something: saved, or why not.
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
pub(super) async fn everybody_may_do_in_each_document_what_the_table_says_and_no_more() -> Result<()> {
    use Role::{Commenter, Editor, Reader};
    let folder = tempdir()?;
    let cast = Cast::gather(folder.path()).await?;
    let server = serve(folder.path())?;
    let table: [(&str, [Result<Role, u16>; 7]); 11] = [
        ("nobody", [Err(4401); 7]),
        ("stranger", [Err(4403), Err(4403), Ok(Reader), Err(4403), Err(4403), Err(4403), Err(4403)]),
        ("guest", [Ok(Reader), Err(4403), Ok(Reader), Err(4403), Ok(Reader), Err(4403), Ok(Reader)]),
        ("member", [Ok(Commenter), Ok(Commenter), Ok(Reader), Err(4403), Ok(Commenter), Err(4403), Ok(Commenter)]),
        ("captain", [Ok(Editor), Ok(Commenter), Ok(Reader), Err(4403), Ok(Editor), Err(4403), Ok(Editor)]),
        ("leader", [Ok(Editor), Ok(Editor), Ok(Editor), Err(4403), Ok(Editor), Err(4403), Ok(Editor)]),
        ("owner", [Ok(Editor), Ok(Editor), Ok(Editor), Err(4403), Ok(Editor), Err(4403), Ok(Editor)]),
        ("token:reader", [Ok(Reader), Err(4403), Ok(Reader), Err(4403), Ok(Reader), Err(4403), Ok(Reader)]),
        ("token:commenter", [Ok(Commenter), Err(4403), Ok(Reader), Err(4403), Ok(Commenter), Err(4403), Ok(Commenter)]),
        ("token:editor", [Ok(Editor), Err(4403), Ok(Reader), Err(4403), Ok(Editor), Err(4403), Ok(Editor)]),
        ("token:captain", [Ok(Editor), Err(4403), Ok(Reader), Err(4403), Ok(Editor), Err(4403), Ok(Editor)]),
    ];
    assert_eq!(table.map(|(who, _)| who), EVERYBODY);
    let mut n_clients = 100;
    for (who, roles) in table {
        for (doc, role) in
            [OURS, THEIRS, "org", "absent", "ours-talk", "absent-talk", "ours-log-talk"].into_iter().zip(roles)
        {
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
                "ours-talk" | "ours-log-talk" => Kind::Talk,
                _ => Kind::Charter,
            };
            let written = if kind.schema().may_write(role) { Ok(()) } else { Err(NackCode::ReadOnly) };
            for answers in [false, true] {
                n_clients += 1;
                let edit = an_edit(kind, n_clients);
                let frame = if answers { Frame::Step2(&edit) } else { Frame::Update(&edit) };
                assert_eq!(outcome(&mut client, &frame).await?, written, "{who} in {doc}");
            }
            // A receipt is the server's word for its author, whoever brings it; without one nobody speaks for another.
            let notary = cast.receipts.of(&doc.parse()?, &hello.lineage);
            n_clients += 1;
            let update = &an_edit(kind, n_clients);
            let (author, receipt) = notary.receipt(&Author::new(cast.id("captain")), update);
            for (receipt, taken) in [([0; RECEIPT_BYTES], Err(NackCode::ForgedAuthor)), (receipt, Ok(()))] {
                let frame = Frame::Receipted(Receipted { author: &author, n_at_risk: 0, receipt, update });
                assert_eq!(outcome(&mut client, &frame).await?, taken, "{who} in {doc}");
            }
        }
    }
    Ok(())
}

async fn ask(server: &Process, cast: &Cast, who: &str, method: &str, path: &str, body: &str) -> Result<Answer> {
    cast.ask(server.address, who, method, path, body).await
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
pub(super) async fn a_session_that_ends_takes_its_connections_along() -> Result<()> {
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
pub(super) async fn a_retired_key_takes_its_tokens_along() -> Result<()> {
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
pub(super) async fn a_program_with_a_key_has_tokens_signed_and_one_without_has_not() -> Result<()> {
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
    let own = format!("http://localhost:{}", server.address.port());
    for (origin, code) in [
        ("https://wiki.example", None),
        ("https://other.example", Some(4403)),
        ("null", Some(4403)),
        (own.as_str(), Some(4403)),
    ] {
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
    let short = format!(r#"{{"doc":"{OURS}","role":"editor","name":"Bearer editor","lasts_s":2}}"#);
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
pub(super) async fn a_deleted_document_is_gone_for_everybody_until_it_is_brought_back() -> Result<()> {
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
pub(super) async fn nobody_writes_under_another_ones_name() -> Result<()> {
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
    let mut copy = GatedDoc::new(Some(Kind::Charter.schema()), victim);
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
