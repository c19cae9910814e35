//! The server behind Caddy, with the file that operators copy: nothing is lost, hidden or counted for the proxy.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use fastrand::Rng;
use muster_tests::caddy::Caddy;
use muster_tests::cast::Cast;
use muster_tests::client::Client;
use muster_tests::cluster::Cluster;
use muster_tests::server::{Answer, Process, get, raw_on, request};
use muster_tests::storm::{Promises, Storm, Weather, wrongs};
use serde_json::json;
use tempfile::tempdir;
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::block_in_place;
use tokio::time::timeout;

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");
/// How long a server may take to end. Only a failing test waits so long.
const PATIENCE: Duration = Duration::from_secs(60);
/// A time that no test waits for.
const LONG: &str = "3600000";
/// The drain of the unit that operators copy.
const DRAIN: &str = "2000";
/// The updates of two servers, each of which is updated in turn.
const N_UPDATES: usize = 4;
/// Callers that call at the same time.
const N_CALLERS: usize = 4;
/// The lines that each of two servers writes for itself.
const OWN: [&str; 4] = ["date:", "server:", "connection:", "keep-alive:"];

fn proxied(data: &Path, more: &[&str]) -> Result<Process> {
    Process::start(PROGRAM, data, &[&["--trusted-proxy", "127.0.0.1"], more].concat())
}

/// The lines of an answer's head that must be the same with a proxy in front and without one.
fn lines(answer: &Answer) -> BTreeSet<&str> {
    let mut lines: BTreeSet<&str> = answer.head.lines().skip(1).collect();
    lines.retain(|line| !OWN.iter().any(|own| line.starts_with(own)));
    lines
}

#[tokio::test]
async fn answers_come_through_caddy_with_every_header_and_are_not_kept_there() -> Result<()> {
    let folder = tempdir()?;
    let server = proxied(folder.path(), &[])?;
    let caddy = Caddy::start(&[server.address])?;
    let made = json!({ "id": "c1", "kind": "charter" }).to_string();
    let answer = request(caddy.address, "POST", "/api/docs", &[], made.as_bytes()).await?;
    assert_eq!(answer.status, 201, "{answer:?}");
    let zipped = ["Accept-Encoding: br, gzip"];
    for path in ["/api/docs", "/embed/c1.md", "/embed/c1.svg?view=card", "/livez", "/nowhere"] {
        for headers in [&[][..], &zipped] {
            let (plain, through) =
                (get(server.address, path, headers).await?, get(caddy.address, path, headers).await?);
            assert_eq!((plain.status, lines(&plain)), (through.status, lines(&through)), "{path}");
            assert_eq!(plain.body, through.body, "{path}");
            ensure!(through.head.contains("\r\nmuster-release: "), "{path}: devices would not know it");
        }
    }
    let file = get(caddy.address, "/embed/c1.md", &[]).await?;
    let tag = file.head.lines().find_map(|line| line.strip_prefix("etag: ")).map(str::to_owned);
    let known = format!("If-None-Match: {}", tag.unwrap_or_default());
    assert_eq!(get(caddy.address, "/embed/c1.md", &[&known]).await?.status, 304);
    Ok(())
}

#[tokio::test]
async fn an_edit_through_caddy_is_acknowledged_and_told_to_others() -> Result<()> {
    let folder = tempdir()?;
    let server = proxied(folder.path(), &[])?;
    let caddy = Caddy::start(&[server.address])?;
    let (mut ada, mut bo) = (Client::synced(caddy.address, "doc").await?, Client::plain(caddy.address, "doc").await?);
    bo.sync().await?;
    ada.insert(&"a long story ".repeat(1 << 14)).await?;
    ada.until_saved().await?;
    bo.until_text(&ada.text()).await
}

#[tokio::test]
async fn what_is_too_long_is_refused_in_musters_own_words() -> Result<()> {
    let folder = tempdir()?;
    let server = proxied(folder.path(), &[])?;
    let caddy = Caddy::start(&[server.address])?;
    let long = vec![b'x'; (5 << 20) + 1];
    let [plain, through] = [server.address, caddy.address].map(|address| {
        let long = &long;
        async move { request(address, "POST", "/api/import?name=long.md", &["Origin: http://localhost"], long).await }
    });
    let (plain, through) = (plain.await?, through.await?);
    ensure!((400..500).contains(&plain.status), "{plain:?}");
    assert_eq!((plain.status, plain.body), (through.status, through.body));
    Ok(())
}

/// The status of one try to sign in, sent to the proxy from an address of this machine.
async fn tried(caddy: &Caddy, server: &Process, from: &str, claims: &str) -> Result<u16> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::new(from.parse()?, 0))?;
    let stream = socket.connect(caddy.address).await?;
    let port = server.address.port();
    let head = format!(
        "POST /api/sign-in/challenge HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost:{port}\r\n\
         X-Forwarded-For: {claims}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
    );
    Ok(raw_on(stream, head.as_bytes()).await?.status)
}

#[tokio::test]
async fn tries_through_caddy_are_counted_for_whoever_asks_and_not_for_whom_they_name() -> Result<()> {
    let folder = tempdir()?;
    Cast::gather(folder.path()).await?;
    let more = ["--trusted-proxy", "127.0.0.1", "--tries-per-minute", "1"];
    let server = Process::serve(PROGRAM, folder.path(), &more)?;
    let caddy = Caddy::start(&[server.address])?;
    for (from, claims, status) in [
        ("127.0.0.2", "198.51.100.7", 200),
        ("127.0.0.2", "198.51.100.8", 429),
        ("127.0.0.3", "198.51.100.7", 200),
        ("127.0.0.3", "127.0.0.4", 429),
        ("127.0.0.4", "127.0.0.2", 200),
    ] {
        assert_eq!(tried(&caddy, &server, from, claims).await?, status, "{from}, who says {claims}");
    }
    Ok(())
}

#[tokio::test]
async fn caddy_logs_a_call_that_fails_without_the_secrets_in_its_address_and_headers() -> Result<()> {
    let folder = tempdir()?;
    let server = proxied(folder.path(), &[])?;
    let caddy = Caddy::start(&[server.address])?;
    assert_eq!(get(caddy.address, "/livez", &[]).await?.status, 200);
    server.kill()?;
    let headers = [
        "Sec-WebSocket-Protocol: muster.1, token.hush-a, key.hush-b",
        "Authorization: Bearer hush-c",
        "Cookie: session=hush-d",
        "Referer: http://localhost/d/c1?key=hush-e",
    ];
    let call = |path| request(caddy.address, "POST", path, &headers, b"");
    // All at once: Caddy lets calls wait that come after it noticed.
    let (key, code, secret) =
        tokio::try_join!(call("/api/nothing?key=hush-f"), call("/join/hush-g"), call("/api/mail/hush-h"))?;
    assert!([key, code, secret].iter().all(|answer| answer.status >= 500));
    // A line is written after its answer.
    while caddy.log()?.matches("\"method\":\"POST\"").count() < 3 {
        tokio::task::yield_now().await;
    }
    let log = caddy.log()?;
    ensure!(log.contains("/api/nothing?") && log.contains("/join/"), "{log}");
    ensure!(!log.contains("hush-"), "{log}");
    Ok(())
}

#[tokio::test]
async fn a_call_that_comes_while_the_server_is_started_anew_waits_and_is_answered() -> Result<()> {
    let folder = tempdir()?;
    let server = proxied(folder.path(), &[])?;
    let (address, caddy) = (server.address, Caddy::start(&[server.address])?);
    let mut ada = Client::synced(caddy.address, "doc").await?;
    ada.insert("before").await?;
    ada.until_saved().await?;
    server.signal("TERM")?;
    assert_eq!(ada.until_closed().await?, 1012);
    drop(ada);
    ensure!(server.ended(PATIENCE)?.success(), "it ended badly");
    // The call is on its way before there is a server again.
    let mut stream = TcpStream::connect(caddy.address).await?;
    let head = "GET /api/docs/doc HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    tokio::io::AsyncWriteExt::write_all(&mut stream, head.as_bytes()).await?;
    let opened = tokio::spawn(Client::synced(caddy.address, "doc"));
    tokio::task::yield_now().await;
    let listen = address.to_string();
    let _server = proxied(folder.path(), &["--listen", &listen])?;
    assert_eq!(raw_on(stream, b"").await?.status, 200);
    opened.await??.until_text("before").await
}

/// Begins one document after the other until it is told to stop; each is begun, however the server behind the proxy fares.
async fn call_on(proxy: SocketAddr, caller: usize, going: &Going) -> Result<()> {
    for n in 0.. {
        if *going.is_over.borrow() {
            break;
        }
        let made = json!({ "id": format!("c{caller}-{n}"), "kind": "charter" }).to_string();
        let answer = request(proxy, "POST", "/api/docs", &[], made.as_bytes()).await;
        let answer = answer.with_context(|| format!("call {n}"))?;
        ensure!(answer.status == 201, "call {n}: {} {}", answer.status, answer.body);
        going.n_answered.send_modify(|n| *n += 1);
    }
    Ok(())
}

/// The same, whose failure all who wait for answers hear of.
async fn caller(proxy: SocketAddr, number: usize, going: Going) -> Result<()> {
    let outcome = call_on(proxy, number, &going).await;
    if let Err(error) = &outcome {
        going.has_failed.send_replace(Some(format!("{error:#}")));
    }
    outcome
}

/// How calls that go on are going.
#[derive(Clone, Default)]
struct Going {
    n_answered: watch::Sender<usize>,
    /// The failure of a call, in words.
    has_failed: watch::Sender<Option<String>>,
    is_over: watch::Sender<bool>,
}

impl Going {
    /// Waits for so many more answers.
    async fn more(&self, n: usize) -> Result<()> {
        let wanted = *self.n_answered.borrow() + n;
        let (mut answered, mut has_failed) = (self.n_answered.subscribe(), self.has_failed.subscribe());
        let more = async {
            tokio::select! {
                more = answered.wait_for(|n| *n >= wanted) => more.map(drop),
                failed = has_failed.wait_for(Option::is_some) => failed.map(drop),
            }
        };
        timeout(PATIENCE, more).await.context("no call is answered any more")??;
        self.has_failed.borrow().clone().map_or(Ok(()), |failed| bail!(failed))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_call_fails_while_the_server_drains_ends_and_is_started_anew() -> Result<()> {
    let folder = tempdir()?;
    let server = proxied(folder.path(), &["--drain-ms", DRAIN])?;
    let (listen, caddy) = (server.address.to_string(), Caddy::start(&[server.address])?);
    let going = Going::default();
    let callers: Vec<_> =
        (0..N_CALLERS).map(|number| tokio::spawn(caller(caddy.address, number, going.clone()))).collect();
    going.more(5 * N_CALLERS).await?;
    server.signal("TERM")?;
    let ended = block_in_place(|| server.ended(PATIENCE))?;
    ensure!(ended.success(), "it ended badly");
    let _server = block_in_place(|| proxied(folder.path(), &["--listen", &listen]))?;
    going.more(5 * N_CALLERS).await?;
    going.is_over.send_replace(true);
    for caller in callers {
        caller.await??;
    }
    Ok(())
}

/// Which of two servers serves, once one does.
async fn the_one_that_serves(addresses: &[SocketAddr; 2]) -> usize {
    loop {
        for (at, address) in addresses.iter().enumerate() {
            // A server hangs up on a question that comes in the moment in which its turn begins.
            if get(*address, "/readyz", &[]).await.is_ok_and(|answer| answer.status == 200) {
                return at;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_are_updated_in_turns_while_people_write_and_no_call_fails_and_nothing_acknowledged_is_lost()
-> Result<()> {
    let (cluster, folders) = (Cluster::shared()?, [tempdir()?, tempdir()?]);
    let store = cluster.address()?;
    let start = |at: usize, listen: &str| {
        let more = ["--standby", "--store", &store, "--drain-ms", DRAIN, "--listen", listen];
        block_in_place(|| proxied(folders[at].path(), &more))
    };
    let servers = [start(0, "127.0.0.1:0")?, start(1, "127.0.0.1:0")?];
    let addresses = servers.each_ref().map(|server| server.address);
    let mut servers = servers.map(Some);
    // Until Caddy has asked both whether they are ready, calls go to the first.
    let at = the_one_that_serves(&addresses).await;
    let caddy = Caddy::start(&[addresses[at], addresses[1 - at]])?;
    let going = Going::default();
    let callers: Vec<_> =
        (0..N_CALLERS).map(|number| tokio::spawn(caller(caddy.address, number, going.clone()))).collect();
    let weather = Weather::new(Promises::AckedOrSeen, Arc::new(|| 0));
    let storm = Storm::begin(&weather, &[caddy.address], weather.writers(&mut Rng::with_seed(16)));
    for _ in 0..N_UPDATES {
        going.more(5 * N_CALLERS).await?;
        storm.until(100).await?;
        // One that is started anew is now and then there before the other one has looked.
        let at = the_one_that_serves(&addresses).await;
        let leaving = servers[at].take().context("it was started")?;
        leaving.signal("TERM")?;
        ensure!(block_in_place(|| leaving.ended(PATIENCE))?.success(), "it ended badly");
        servers[at] = Some(start(at, &addresses[at].to_string())?);
    }
    going.more(5 * N_CALLERS).await?;
    going.is_over.send_replace(true);
    for caller in callers {
        caller.await??;
    }
    drop(storm.end().await?);
    let wrongs = wrongs(&weather, addresses[the_one_that_serves(&addresses).await], u64::MAX).await?;
    ensure!(wrongs.is_empty(), "{}", wrongs.join(", "));
    ensure!(weather.ledger().n_promises() > 100, "too little was written");
    Ok(())
}

#[tokio::test]
async fn of_two_servers_new_calls_go_to_the_one_that_is_ready_and_open_pages_keep_theirs() -> Result<()> {
    let [first, second] = [tempdir()?, tempdir()?];
    let (leaving, staying) = (proxied(first.path(), &["--drain-ms", LONG])?, proxied(second.path(), &[])?);
    drop(Client::synced(staying.address, "only-there").await?);
    let caddy = Caddy::start(&[leaving.address, staying.address])?;
    let is_there =
        async || Ok::<_, anyhow::Error>(get(caddy.address, "/api/docs/only-there", &[]).await?.status == 200);
    ensure!(!is_there().await?, "while both are ready the first one is asked");
    let mut ada = Client::synced(caddy.address, "doc").await?;
    leaving.signal("TERM")?;
    while !is_there().await? {}
    ada.insert("late words").await?;
    ada.until_saved().await?;
    leaving.signal("TERM")?;
    assert_eq!(ada.until_closed().await?, 1012);
    ensure!(is_there().await?, "the second one serves on");
    Ok(())
}
