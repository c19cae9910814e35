//! Tokens from every hand that makes them, and everything that is wrong with the others: told to whoever comes with
//! one, written into the audit log, and nowhere else.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use muster_shared::access::Role;
use muster_tests::cast::{Cast, OURS};
use muster_tests::client::{Client, Heard};
use muster_tests::kept;
use muster_tests::server::{Process, get, request};
use serde_json::{Value, json};
use tempfile::tempdir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");

fn muster(data: &Path, arguments: &[&str]) -> Result<(bool, String, String)> {
    let mut command = Command::new(PROGRAM);
    let output = command.args(arguments).arg("--data").arg(data).envs(kept::environment(data)?).output()?;
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).map(|text| text.trim().to_owned());
    Ok((output.status.success(), text(output.stdout)?, text(output.stderr)?))
}

#[tokio::test]
pub(super) async fn a_token_signed_on_the_command_line_lets_in_with_the_server_running_or_stopped() -> Result<()> {
    let folder = tempdir()?;
    Cast::gather(folder.path()).await?;
    let wanted = ["token", "--doc", OURS, "--role", "captain", "--name", "Ada", "--ttl", "10m"];
    let (stopped_well, while_stopped, _) = muster(folder.path(), &wanted)?;
    let server = Process::serve(PROGRAM, folder.path(), &[])?;
    let (running_well, while_running, _) = muster(folder.path(), &wanted)?;
    ensure!(stopped_well && running_well);
    for token in [while_stopped, while_running] {
        let mut client = Client::plain(server.address, &format!("{OURS}?token={token}")).await?;
        client.sync().await?;
        let mut ours = Client::muster(server.address, &format!("{OURS}?token={token}")).await?;
        let Heard::Hello(hello) = ours.hear().await? else { anyhow::bail!("no hello") };
        assert_eq!(hello.role, Role::Editor);
    }
    for (wrong, sentence) in [
        (["token", "--doc", "absent", "--role", "reader", "--name", "Ada", "--ttl", "1h"], "no such document"),
        (["token", "--doc", OURS, "--role", "owner", "--name", "Ada", "--ttl", "1h"], "none of reader"),
        (["token", "--doc", OURS, "--role", "reader", "--name", "Ada", "--ttl", "25h"], "24 hours at most"),
        (["token", "--doc", OURS, "--role", "reader", "--name", "Ada", "--ttl", "0s"], "at least a second"),
        (["token", "--doc", OURS, "--role", "reader", "--name", "Ada", "--ttl", "1 h"], "is no time"),
    ] {
        let (well, _, said) = muster(folder.path(), &wrong)?;
        ensure!(!well && said.contains(sentence), "{wrong:?}: {said}");
    }
    Ok(())
}

#[tokio::test]
async fn an_invite_made_on_the_command_line_is_a_link_to_the_server() -> Result<()> {
    let folder = tempdir()?;
    let cast = Cast::gather(folder.path()).await?;
    let (well, link, _) = muster(folder.path(), &["invite", "--as", "leader"])?;
    ensure!(well && link.starts_with("http://localhost:8787/join/") && link.len() == 27 + 43, "{link}");
    let recovery = ["invite", "--person", cast.id("owner"), "--public-url", "https://muster.example"];
    let (well, link, _) = muster(folder.path(), &recovery)?;
    ensure!(well && link.starts_with("https://muster.example/join/"), "{link}");
    let (well, _, said) = muster(folder.path(), &["invite", "--person", "nobody"])?;
    ensure!(!well && said.contains("nobody of this id"), "{said}");
    Ok(())
}

#[tokio::test]
async fn an_unowned_workspace_prints_one_link_and_an_owned_one_none() -> Result<()> {
    let folder = tempdir()?;
    let first_lines = |folder: &Path| -> Result<Vec<String>> {
        use std::io::BufRead;
        let mut command = Command::new(PROGRAM);
        command.args(["serve", "--listen", "127.0.0.1:0", "--log", "error", "--data"]).arg(folder);
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let mut lines = std::io::BufReader::new(child.stdout.take().context("its output")?).lines();
        let mut said = vec![lines.next().context("a line")??];
        let status = Command::new("kill").args(["-s", "TERM", &child.id().to_string()]).status()?;
        ensure!(status.success());
        said.extend(lines.collect::<std::io::Result<Vec<_>>>()?);
        child.wait()?;
        Ok(said)
    };
    let (first, second) = (first_lines(folder.path())?, first_lines(folder.path())?);
    ensure!(first.len() == 2 && first[1].contains("http://localhost:") && first[1].contains("/join/"), "{first:?}");
    ensure!(second.len() == 2 && first[1] != second[1], "each start makes a new one: {second:?}");
    let owned = tempdir()?;
    Cast::gather(owned.path()).await?;
    assert_eq!(first_lines(owned.path())?.len(), 1);
    Ok(())
}

/// A token as a wiki's own back end would sign it, from a header, claims and a key, with nothing of ours.
fn signed(header: &Value, claims: &Value, secret: &str) -> Result<String> {
    let script = "const [h, c, s] = process.argv.slice(1); const b = (t) => Buffer.from(t).toString('base64url');
        const text = b(h) + '.' + b(c);
        console.log(text + '.' + require('node:crypto').createHmac('sha256', s).update(text).digest('base64url'));";
    let output =
        Command::new("node").args(["-e", script, &header.to_string(), &claims.to_string(), secret]).output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

#[tokio::test]
pub(super) async fn a_wikis_own_back_end_signs_tokens_and_what_is_wrong_with_others_is_said_and_written_down()
-> Result<()> {
    let folder = tempdir()?;
    let cast = Cast::gather(folder.path()).await?;
    let server = Process::serve(PROGRAM, folder.path(), &[])?;
    let (kid, secret) = &cast.key;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_secs();
    let header = |alg: &str, kid: &str| json!({ "alg": alg, "typ": "JWT", "kid": kid });
    let claims = |iat: u64, exp: u64| json!({ "doc": OURS, "role": "editor", "name": "Ada", "iat": iat, "exp": exp });
    let good = signed(&header("HS256", kid), &claims(now, now + 600), secret)?;
    Client::plain(server.address, &format!("{OURS}?token={good}")).await?.sync().await?;
    let ahead = signed(&header("HS256", kid), &claims(now + 50, now + 600), secret)?;
    Client::plain(server.address, &format!("{OURS}?token={ahead}")).await?.sync().await?;
    let mut whoever = claims(now, now + 600);
    whoever["person"] = json!(cast.id("owner"));
    let bad = [
        ("expired", signed(&header("HS256", kid), &claims(now - 700, now - 60), secret)?),
        ("times cannot be", signed(&header("HS256", kid), &claims(now + 120, now + 600), secret)?),
        ("times cannot be", signed(&header("HS256", kid), &claims(now, now + 10 * 365 * 86400), secret)?),
        ("signed with HS256", signed(&header("none", kid), &claims(now, now + 600), secret)?),
        ("signed with HS256", signed(&header("RS256", kid), &claims(now, now + 600), secret)?),
        ("signature does not fit", signed(&header("HS256", kid), &claims(now, now + 600), "another")?),
        ("key is not known", signed(&header("HS256", "k0"), &claims(now, now + 600), secret)?),
        ("must say", signed(&header("HS256", kid), &whoever, secret)?),
        ("not a token", good[..good.len() / 2].to_owned()),
        ("not a token", "rubbish".to_owned()),
    ];
    for (sentence, token) in &bad {
        let mut client = Client::plain(server.address, &format!("{OURS}?token={token}")).await?;
        assert_eq!(client.until_closed().await?, 4401, "{sentence}");
        let authorization = format!("Authorization: Bearer {token}");
        let answer = get(server.address, &format!("/api/docs/{OURS}"), &[&authorization]).await?;
        ensure!(answer.status == 401 && answer.body.contains(sentence), "{sentence}: {}", answer.body);
    }
    let (name, value) = cast.header("owner").context("a cookie")?;
    let audit = request(server.address, "GET", "/api/audit", &[&format!("{name}: {value}")], b"").await?.body;
    let rows: Vec<Value> = serde_json::from_str(&audit)?;
    let refused = rows.iter().filter(|row| row["what"] == "refused").count();
    assert_eq!(refused, 2 * bad.len(), "one line each time");
    ensure!(
        !bad.iter().any(|(_, token)| token.len() > 20 && audit.contains(token.as_str())),
        "no token is written down"
    );
    Ok(())
}
