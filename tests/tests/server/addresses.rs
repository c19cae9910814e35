//! Every address of the API, and what it answers to each kind of caller.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use muster_tests::cast::Cast;
use muster_tests::server::{Answer, Process};
use serde_json::Value;
use tempfile::tempdir;

fn serve(data: &Path) -> Result<Process> {
    Process::serve(env!("CARGO_BIN_EXE_muster-under-test"), data, &[])
}

/// One address, and what it answers to nobody, a stranger, a guest, a member, a captain, a leader, an owner and the
/// bearer of an editor's token, in this order. Callers who are refused come first, so that nothing has changed by then.
type Line = (&'static str, &'static str, &'static str, [u16; 8]);

const ASKING: [&str; 8] = ["nobody", "stranger", "guest", "member", "captain", "leader", "owner", "token:editor"];

const READ_LINK: &str = r#"{"name":"A wiki","may":"read","until":null,"sites":[]}"#;

const RHYTHM: &str = r#"{"first":"2026-11-24T10:00","rhythm":"FREQ=WEEKLY","zone":"Europe/Lisbon"}"#;

const ADDRESSES: [Line; 101] = [
    ("GET", "/api/docs", "", [401, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/api/docs/ours", "", [401, 404, 200, 200, 200, 200, 200, 200]),
    ("GET", "/api/docs/theirs", "", [401, 404, 404, 200, 200, 200, 200, 404]),
    ("GET", "/api/docs/absent", "", [401, 404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/api/docs/ours-log", "", [401, 404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/api/find?words=anything", "", [401, 200, 200, 200, 200, 200, 200, 200]),
    ("POST", "/api/follow", r#"{"documents":[]}"#, [401, 400, 400, 400, 400, 400, 400, 400]),
    ("GET", "/api/for-you?today=2026-11-29", "", [401, 200, 200, 200, 200, 200, 200, 403]),
    ("GET", "/api/picture", "", [401, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/api/docs/org", "", [401, 200, 200, 200, 200, 200, 200, 200]),
    ("POST", "/api/docs", r#"{"kind":"charter"}"#, [401, 403, 403, 201, 201, 201, 201, 403]),
    ("POST", "/api/docs", r#"{"kind":"org"}"#, [401, 403, 403, 403, 403, 403, 403, 403]),
    ("POST", "/api/docs", r#"{"kind":"charter","id":"ours"}"#, [401, 403, 200, 200, 200, 200, 200, 200]),
    ("POST", "/api/docs", r#"{"kind":"charter","id":"theirs"}"#, [401, 403, 403, 200, 200, 200, 200, 403]),
    ("POST", "/api/docs", r#"{"kind":"charter","id":"new-talk"}"#, [401, 403, 403, 400, 400, 400, 400, 403]),
    ("DELETE", "/api/docs/org", "", [401, 403, 403, 403, 403, 409, 409, 403]),
    ("DELETE", "/api/docs/ours-talk", "", [401, 404, 403, 403, 403, 409, 409, 403]),
    ("GET", "/api/docs/ours/authors", "", [401, 404, 200, 200, 200, 200, 200, 200]),
    ("GET", "/api/docs/ours-talk/authors", "", [401, 404, 200, 200, 200, 200, 200, 200]),
    ("GET", "/api/docs/ours/history/0", "", [401, 404, 403, 403, 200, 200, 200, 200]),
    ("GET", "/api/docs/ours/labels", "", [401, 404, 200, 200, 200, 200, 200, 200]),
    ("POST", "/api/docs", r#"{"kind":"series","id":"weekly"}"#, [401, 403, 403, 201, 200, 200, 200, 403]),
    ("GET", "/api/docs/weekly/occurrences", "", [401, 404, 404, 200, 200, 200, 200, 404]),
    ("GET", "/api/docs/ours/occurrences", "", [401, 404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/api/docs/weekly/inventory", "", [401, 404, 404, 200, 200, 200, 200, 404]),
    ("GET", "/api/docs/ours/inventory", "", [401, 404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/api/docs/ours/signals", "", [401, 404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/api/docs/ours-log/signals", "", [401, 404, 200, 200, 200, 200, 200, 200]),
    ("GET", "/api/docs/weekly-r20261124T1000/pack", "", [401, 404, 404, 200, 200, 200, 200, 404]),
    ("GET", "/api/docs/ours/pack", "", [401, 404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/api/docs/weekly/drafts", "", [401, 404, 404, 200, 200, 200, 200, 404]),
    ("GET", "/api/docs/weekly-r20261124T1000-d-{member}", "", [401, 404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/api/docs/ours/boxes", "", [401, 404, 200, 200, 200, 200, 200, 200]),
    ("POST", "/api/docs/ours/boxes", r#"{"form":"absent"}"#, [401, 404, 403, 403, 400, 400, 400, 403]),
    ("POST", "/api/docs/ours/boxes", r#"{"form":"decisions"}"#, [401, 404, 403, 403, 400, 400, 400, 403]),
    ("POST", "/api/docs/ours/boxes", r#"{"form":"trust"}"#, [401, 404, 403, 403, 201, 409, 409, 403]),
    ("POST", "/api/docs/theirs/boxes", r#"{"form":"trust"}"#, [401, 404, 404, 403, 403, 201, 409, 404]),
    ("POST", "/api/docs/org/boxes", r#"{"form":"trust"}"#, [401, 403, 403, 403, 403, 400, 400, 403]),
    ("POST", "/api/docs/ours/boxes/absent/right", r#"{"blinded":""}"#, [401, 404, 403, 404, 404, 404, 404, 403]),
    ("POST", "/api/docs/ours/boxes/absent/close", "", [401, 404, 403, 403, 404, 404, 404, 403]),
    ("POST", "/api/answers", "{}", [400, 400, 400, 400, 400, 400, 400, 400]),
    (
        "POST",
        "/api/answers",
        r#"{"box":"b","right":{"nonce":"","proof":""},"answer":""}"#,
        [410, 410, 410, 410, 410, 410, 410, 410],
    ),
    ("POST", "/api/rhythm", RHYTHM, [401, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/api/docs/ours/people", "", [401, 404, 403, 200, 200, 200, 200, 403]),
    ("GET", "/api/docs/ours/links", "", [401, 404, 403, 403, 200, 200, 200, 403]),
    ("POST", "/api/docs/ours/links", READ_LINK, [401, 404, 403, 403, 201, 201, 201, 403]),
    ("POST", "/api/docs/theirs/links", READ_LINK, [401, 404, 404, 403, 403, 201, 201, 404]),
    ("POST", "/api/docs/org/links", READ_LINK, [401, 403, 403, 403, 403, 409, 409, 403]),
    ("DELETE", "/api/docs/ours/links/absent", "", [401, 404, 403, 403, 404, 404, 404, 403]),
    ("PUT", "/api/docs/ours/people/{stranger}", r#"{"grant":"reader"}"#, [401, 404, 403, 403, 204, 204, 204, 403]),
    ("PUT", "/api/docs/theirs/people/{guest}", r#"{"grant":"reader"}"#, [401, 404, 404, 403, 403, 204, 204, 404]),
    ("PUT", "/api/docs/ours/people/{member}", r#"{"grant":"captain"}"#, [401, 404, 403, 403, 403, 204, 204, 403]),
    ("DELETE", "/api/docs/ours/people/{member}", "", [401, 404, 403, 403, 403, 204, 204, 403]),
    ("POST", "/api/docs/ours/captain/offer", r#"{"person":"{member}"}"#, [401, 404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/api/docs/ours/captain/offer", "", [401, 404, 200, 200, 200, 200, 200, 403]),
    ("POST", "/api/docs/ours/captain/accept", "", [401, 404, 404, 404, 404, 404, 404, 403]),
    ("DELETE", "/api/docs/ours/captain/offer", "", [401, 404, 404, 404, 404, 404, 404, 403]),
    ("PATCH", "/api/docs/ours", r#"{"name":"Ours"}"#, [401, 404, 403, 403, 204, 204, 204, 204]),
    ("PATCH", "/api/docs/theirs", r#"{"audience":"pair"}"#, [401, 404, 403, 403, 403, 409, 409, 404]),
    ("POST", "/api/docs/theirs/captain", r#"{"name":"member"}"#, [401, 404, 403, 403, 403, 204, 204, 404]),
    ("GET", "/api/docs/ours/roster", "", [401, 404, 200, 200, 200, 200, 200, 403]),
    ("PUT", "/api/docs/ours/roster/{member}", "", [401, 404, 409, 409, 409, 409, 409, 409]),
    ("DELETE", "/api/docs/ours/roster/{member}", "", [401, 404, 409, 409, 409, 409, 409, 409]),
    ("GET", "/api/confined", "", [401, 403, 403, 403, 403, 403, 200, 403]),
    ("GET", "/api/deleted", "", [401, 403, 403, 403, 403, 200, 200, 403]),
    ("DELETE", "/api/deleted/absent", "", [401, 403, 403, 403, 403, 404, 404, 403]),
    ("GET", "/api/me", "", [401, 200, 200, 200, 200, 200, 200, 401]),
    ("GET", "/api/me/sessions", "", [401, 200, 200, 200, 200, 200, 200, 401]),
    ("POST", "/api/names", r#"["owner"]"#, [401, 403, 403, 200, 200, 200, 200, 403]),
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
    ("POST", "/api/keys/absent/confirm", "", [401, 403, 403, 403, 403, 403, 404, 403]),
    ("GET", "/api/wikis", "", [401, 403, 403, 403, 403, 403, 200, 403]),
    ("POST", "/api/wikis", r#"{"origin":"https://wiki.example"}"#, [401, 403, 403, 403, 403, 403, 201, 403]),
    ("DELETE", "/api/wikis/absent", "", [401, 403, 403, 403, 403, 403, 404, 403]),
    ("POST", "/api/visitor", "{}", [401, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/api/me/feeds", "", [401, 200, 200, 200, 200, 200, 200, 403]),
    ("POST", "/api/me/feeds", r#"{"name":"A phone","address":"/me.ics"}"#, [401, 201, 201, 201, 201, 201, 201, 403]),
    ("DELETE", "/api/me/feeds/absent", "", [401, 404, 404, 404, 404, 404, 404, 403]),
    ("GET", "/api/digest", "", [401, 200, 200, 200, 200, 200, 200, 403]),
    ("GET", "/api/me/mail", "", [401, 200, 200, 200, 200, 200, 200, 403]),
    ("POST", "/api/me/mail", r#"{"address":"a@b.example"}"#, [401, 409, 409, 409, 409, 409, 409, 403]),
    ("DELETE", "/api/me/mail", "", [401, 404, 404, 404, 404, 404, 404, 403]),
    ("POST", "/mail/off", "", [404, 404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/me.atom", "", [404, 404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/me.ics", "", [404, 404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/series/weekly.ics", "", [404, 404, 404, 404, 404, 404, 404, 404]),
    ("DELETE", "/api/me/links/absent", "", [401, 404, 404, 404, 404, 404, 404, 403]),
    ("GET", "/api/audit", "", [401, 403, 403, 403, 403, 403, 200, 403]),
    ("GET", "/metrics", "", [401, 403, 403, 403, 403, 403, 200, 401]),
    ("POST", "/api/import?name=none.json", "", [401, 403, 403, 403, 403, 200, 200, 403]),
    ("POST", "/api/sample", "", [401, 403, 403, 403, 403, 200, 200, 403]),
    ("DELETE", "/api/sample", "", [401, 403, 403, 403, 403, 204, 204, 403]),
];

async fn ask(server: &Process, cast: &Cast, who: &str, method: &str, path: &str, body: &str) -> Result<Answer> {
    cast.ask(server.address, who, method, path, body).await
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
        for kind in ["charter", "org", "talk"] {
            let making = |id: &str| format!(r#"{{"kind":"{kind}","id":"{id}"}}"#);
            let foreign = ask(&server, &cast, who, "POST", "/api/docs", &making("theirs")).await?;
            let absent = ask(&server, &cast, who, "POST", "/api/docs", &making("absent")).await?;
            assert_eq!((foreign.status, foreign.body), (absent.status, absent.body), "{who} makes a {kind}");
        }
    }
    let audit = ask(&server, &cast, "owner", "GET", "/api/audit", "").await?.body;
    let rows: Vec<Value> = serde_json::from_str(&audit)?;
    for doc in ["theirs", "absent"] {
        let tried = rows.iter().filter(|row| row["what"] == "refused" && row["doc"] == doc).count();
        assert_eq!(tried, 3, "each who tried {doc} is written down: {audit}");
    }
    Ok(())
}

/// Addresses of the API that no line of [`ADDRESSES`] can hold: they are for getting in and out, or need more than a
/// line, and are tested where that is.
const ELSEWHERE: [(&str, &str); 21] = [
    ("POST", "/api/mail/{secret}"),
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
    ("POST", "/embed/{doc}.{form}"),
    ("GET", "/oembed"),
    ("GET", "/wikis.json"),
    ("GET", "/wikis/{file}"),
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
    let described: Value = serde_json::from_str(include_str!("../../../server/src/http/openapi.json"))?;
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
    let own = between(include_str!("../../../server/src/http/mod.rs"), "let api =", ".merge(sign_in::api())")?;
    let sign_in = between(include_str!("../../../server/src/http/sign_in/mod.rs"), "fn api()", "\n}")?;
    for route in [own, sign_in].iter().flat_map(|routes| routes.split(".route(\"").skip(1)) {
        let route = route.split('"').next().context("a path")?;
        let described = paths.contains_key(&format!("/api{route}")) || route == "/openapi.json";
        ensure!(described, "{route} is not described");
    }
    Ok(())
}
