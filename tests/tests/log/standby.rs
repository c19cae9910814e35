//! Two servers and one database: the second waits, follows the first at its end, its death or its silence, and nothing that was
//! acknowledged is lost. The first tells nobody anything once it may have been followed.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use fastrand::Rng;
use muster_server::log::{Log, LogError};
use muster_shared::sync::wire::SUBPROTOCOL;
use muster_tests::client::Client;
use muster_tests::cluster::{Cluster, database_of, keeper};
use muster_tests::server::{Process, get};
use muster_tests::standby::is_waiting;
use muster_tests::storm::{Promises, Storm, Weather, wrongs};
use tempfile::{TempDir, tempdir};
use tokio::time::sleep;

use crate::commands::{PROGRAM, refused};

/// How long anything that was promised may take. Only a failing test waits so long.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long a test rests between two looks at a condition.
const REST: Duration = Duration::from_millis(5);
/// The codes of a close after which clients come back.
const COME_BACK: [u16; 2] = [1012, 1013];

/// Servers of one database, each in a folder of its own.
struct Servers {
    cluster: Arc<Cluster>,
    address: String,
    folders: Vec<TempDir>,
}

impl Servers {
    fn new() -> Result<Self> {
        Self::of(Cluster::shared()?)
    }

    fn of(cluster: Arc<Cluster>) -> Result<Self> {
        let address = cluster.address()?;
        Ok(Self { cluster, address, folders: Vec::new() })
    }

    /// One more, which waits for its turn.
    fn start(&mut self) -> Result<Process> {
        self.start_in(tempdir()?)
    }

    fn start_in(&mut self, folder: TempDir) -> Result<Process> {
        let more = ["--standby", "--store", self.address.as_str(), "--log", "error"];
        let server = Process::start(PROGRAM, folder.path(), &more)?;
        self.folders.push(folder);
        Ok(server)
    }

    /// Waits until one that waits has looked at the one that serves.
    async fn until_looked(&self) -> Result<()> {
        let began = Instant::now();
        let looked = "SELECT count(*) > 0 FROM pg_stat_activity WHERE pid <> pg_backend_pid()
                      AND datname = current_database() AND query LIKE '%pg_terminate_backend%'";
        while began.elapsed() < PATIENCE {
            if self.ask(looked)? == "t" {
                return Ok(());
            }
            sleep(REST).await;
        }
        bail!("nobody has looked after {PATIENCE:?}")
    }

    /// One that serves, and one that waits.
    async fn two(&mut self) -> Result<(Process, Process)> {
        let first = self.start()?;
        until_ready(first.address).await?;
        Ok((first, self.start()?))
    }

    fn ask(&self, sql: &str) -> Result<String> {
        self.cluster.ask(database_of(&self.address), sql)
    }
}

/// Waits until a server serves; answers how long it took.
async fn until_ready(address: SocketAddr) -> Result<Duration> {
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        if get(address, "/readyz", &[]).await.is_ok_and(|answer| answer.status == 200) {
            return Ok(began.elapsed());
        }
        sleep(REST).await;
    }
    bail!("it does not serve after {PATIENCE:?}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_waits_says_so_at_every_address_and_lets_no_socket_in() -> Result<()> {
    let mut servers = Servers::new()?;
    let (_first, second) = servers.two().await?;
    ensure!(get(second.address, "/livez", &[]).await?.status == 200, "it is alive");
    for path in ["/readyz", "/metrics", "/", "/d/one", "/api/docs/one", "/api/docs", "/nothing"] {
        let answer = get(second.address, path, &["Accept: text/html"]).await?;
        ensure!(is_waiting(&answer), "{path}: {} {}", answer.head, answer.body);
    }
    let refused = Client::muster(second.address, "one").await.err().context("a socket was let in")?;
    ensure!(refused.to_string().contains("503"), "{refused}");
    // One without `--standby` is refused as ever.
    let folder = tempdir()?;
    let opened = Log::open_in(folder.path(), &keeper(&servers.address)?).err();
    ensure!(
        matches!(&opened, Some(LogError::Unfit(sentence)) if sentence.contains("another muster")),
        "a third one was not refused: {opened:?}"
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_waits_ends_when_it_is_told_to() -> Result<()> {
    let mut servers = Servers::new()?;
    let (_first, second) = servers.two().await?;
    second.signal("TERM")?;
    ensure!(second.ended(PATIENCE)?.success(), "it did not end well");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_killed_while_people_write_is_followed_and_nothing_acknowledged_is_lost() -> Result<()> {
    let mut servers = Servers::new()?;
    let (mut first, mut second) = servers.two().await?;
    let mut rng = Rng::with_seed(7);
    let weather = Weather::new(Promises::AckedOrSeen, Arc::new(|| 0));
    let mut writers = weather.writers(&mut rng);
    for kill in 0..3 {
        let storm = Storm::begin(&weather, &[first.address], writers);
        storm.until(rng.u64(200..1_000)).await?;
        first.kill()?;
        let took = until_ready(second.address).await?;
        println!("kill {kill}: the standby served {took:?} after the death");
        writers = storm.end().await?;
        // Before any of the writers is back, who would bring again what was lost.
        let wrongs = wrongs(&weather, second.address, u64::MAX).await?;
        ensure!(wrongs.is_empty(), "after kill {kill}: {}", wrongs.join(", "));
        (first, second) = (second, servers.start()?);
    }
    let n_promises = weather.ledger().n_promises();
    ensure!(n_promises > 100, "too little happened: {n_promises}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_stopped_hands_over_at_once_and_people_are_told_to_come_back() -> Result<()> {
    let mut servers = Servers::new()?;
    let (first, second) = servers.two().await?;
    let mut ada = Client::synced(first.address, "one").await?;
    ada.insert("first").await?;
    ada.until_saved().await?;
    first.signal("TERM")?;
    let took = until_ready(second.address).await?;
    println!("the standby served {took:?} after the first was told to end");
    ensure!(COME_BACK.contains(&ada.until_closed().await?), "nobody told her to come back");
    ensure!(first.ended(PATIENCE)?.success(), "it did not end well");
    let bo = Client::synced(second.address, "one").await?;
    assert_eq!(bo.text(), "first");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_slept_past_its_lease_writes_nothing_tells_nobody_anything_and_goes() -> Result<()> {
    let mut servers = Servers::new()?;
    let (first, second) = servers.two().await?;
    let mut ada = Client::synced(first.address, "one").await?;
    let mut bo = Client::synced(first.address, "one").await?;
    ada.insert("first ").await?;
    ada.until_saved().await?;
    bo.until_text("first ").await?;
    first.signal("STOP")?;
    let took = until_ready(second.address).await?;
    println!("the standby served {took:?} after the first fell asleep");
    let mut cy = Client::synced(second.address, "one").await?;
    assert_eq!(cy.text(), "first ");
    cy.insert("second ").await?;
    cy.until_saved().await?;
    let n_updates = servers.ask("SELECT count(*) FROM main.updates")?;
    // Words and a question that wait for the sleeper, in the buffers of the machine.
    let sent = ada.insert("unheard ").await?;
    let address = first.address;
    let asked = tokio::spawn(async move { get(address, "/api/docs", &[]).await });
    first.signal("CONT")?;
    ensure!(COME_BACK.contains(&bo.until_closed().await?), "nobody told him to come back");
    assert_eq!(bo.text(), "first ", "he was told something by a server that had been followed");
    ensure!(COME_BACK.contains(&ada.until_closed().await?), "nobody told her to come back");
    ensure!(ada.acked < sent, "what nobody keeps was acknowledged");
    // The process may be gone before it has answered.
    if let Ok(answer) = asked.await? {
        ensure!(answer.status == 503, "{} {}", answer.status, answer.body);
    }
    let ended = first.ended(PATIENCE)?;
    ensure!(ended.code() == Some(1), "a supervisor takes it for a good end: {ended}");
    assert_eq!(servers.ask("SELECT count(*) FROM main.updates")?, n_updates);
    // Her device has her words, and brings them.
    let mut ada = Client::connect(second.address, "one", Some(SUBPROTOCOL), ada.doc.clone()).await?;
    ada.sync().await?;
    ada.until_saved().await?;
    while !["first ", "second ", "unheard "].iter().all(|words| cy.text().contains(words)) {
        cy.hear().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_follows_notices_that_the_database_lacks_what_it_had_while_it_waited() -> Result<()> {
    let mut servers = Servers::new()?;
    let (first, second) = servers.two().await?;
    let mut ada = Client::synced(first.address, "one").await?;
    ada.insert("first").await?;
    ada.until_saved().await?;
    servers.until_looked().await?;
    // The first would notice too, if it wrote.
    first.signal("STOP")?;
    servers.ask("UPDATE main.lease SET n_commits = 0")?;
    first.kill()?;
    until_ready(second.address).await?;
    assert_eq!(servers.ask("SELECT epoch > 0 FROM main.docs WHERE id = 'one'")?, "t", "the document has no new epoch");
    assert_eq!(Client::synced(second.address, "one").await?.text(), "first");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_could_never_follow_says_so_at_once_and_one_that_waits_takes_no_orders() -> Result<()> {
    let mut servers = Servers::new()?;
    let (first, second) = servers.two().await?;
    let folder = servers.folders.last().context("its folder")?.path().to_owned();
    let file = folder.join("backup");
    let file = file.to_str().context("its name")?;
    let sentence = refused(&folder, &["backup", file, "--store", &servers.address])?;
    ensure!(sentence.contains("takes no orders"), "{sentence}");
    let others = tempdir()?;
    std::fs::write(others.path().join("workspace-elsewhere"), "muster workspace another\n")?;
    let of_another = servers.start_in(others)?;
    assert_eq!(of_another.ended(PATIENCE)?.code(), Some(1), "a folder of another workspace waits for this one's turn");
    servers.ask("UPDATE main.seal SET format = 99")?;
    let of_an_earlier_version = servers.start()?;
    assert_eq!(
        of_an_earlier_version.ended(PATIENCE)?.code(),
        Some(1),
        "one that cannot read the database waits for it"
    );
    ensure!(get(first.address, "/readyz", &[]).await?.status == 200, "they disturbed the one that serves");
    ensure!(is_waiting(&get(second.address, "/readyz", &[]).await?), "they disturbed the one that waits");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_servers_that_wait_one_takes_over_and_the_other_waits_on() -> Result<()> {
    let mut servers = Servers::new()?;
    let (first, second) = servers.two().await?;
    let third = servers.start()?;
    let epoch: i64 = servers.ask("SELECT epoch FROM main.lease")?.parse()?;
    first.kill()?;
    let (next, other) = tokio::select! {
        ready = until_ready(second.address) => ready.map(|_| (second, third))?,
        ready = until_ready(third.address) => ready.map(|_| (third, second))?,
    };
    ensure!(is_waiting(&get(other.address, "/readyz", &[]).await?), "both serve");
    assert_eq!(servers.ask("SELECT epoch FROM main.lease")?, (epoch + 1).to_string());
    let mut ada = Client::synced(next.address, "one").await?;
    ada.insert("first").await?;
    ada.until_saved().await?;
    ensure!(is_waiting(&get(other.address, "/d/one", &[]).await?), "both serve");
    next.kill()?;
    until_ready(other.address).await?;
    assert_eq!(Client::synced(other.address, "one").await?.text(), "first");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_database_is_away_sockets_are_closed_and_one_of_the_two_serves_once_it_is_back() -> Result<()> {
    let mut servers = Servers::of(Arc::new(Cluster::new(&[])?))?;
    let (first, second) = servers.two().await?;
    let mut ada = Client::synced(first.address, "one").await?;
    ada.insert("first").await?;
    ada.until_saved().await?;
    servers.cluster.kill()?;
    // She writes nothing: the lease runs out by its time alone.
    ensure!(COME_BACK.contains(&ada.until_closed().await?), "she was left with a server that may have been followed");
    ensure!(is_waiting(&get(second.address, "/readyz", &[]).await?), "it serves without a database");
    servers.cluster.start()?;
    let serving = tokio::select! {
        ready = until_ready(first.address) => ready.map(|_| first.address)?,
        ready = until_ready(second.address) => ready.map(|_| second.address)?,
    };
    assert_eq!(Client::synced(serving, "one").await?.text(), "first");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_whose_beat_does_not_get_through_is_not_ready_though_it_could_write() -> Result<()> {
    let mut servers = Servers::new()?;
    let server = servers.start()?;
    until_ready(server.address).await?;
    servers.ask("ALTER TABLE main.beat RENAME TO silent")?;
    let began = Instant::now();
    let answer = loop {
        let answer = get(server.address, "/readyz", &[]).await?;
        if answer.status != 200 {
            break answer;
        }
        ensure!(began.elapsed() < PATIENCE, "a server that tells nobody anything calls itself ready");
        sleep(REST).await;
    };
    ensure!(answer.status == 503 && answer.body.contains("not certain"), "{} {}", answer.head, answer.body);
    servers.ask("ALTER TABLE main.silent RENAME TO beat")?;
    until_ready(server.address).await?;
    Ok(())
}
