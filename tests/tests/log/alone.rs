//! A change that fails, fails for its caller alone: whatever people, keys, documents and edits write together, all the
//! rest of it is written and acknowledged.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use clap::Parser;
use futures_util::future::join_all;
use muster_server::config::{Cli, Command};
use muster_server::log::{Append, DocNum, Log, LogError, Progress, Refusal, Snapshot};
use muster_server::people::People;
use muster_server::people::invite::Invitation;
use muster_server::people::offer::{Called, Taker};
use muster_server::people::passkey::{KEPT_ALREADY, keep};
use muster_server::people::person::{GONE, Person};
use muster_server::serve::{Running, start};
use muster_server::sql::{self as tables, Tables};
use muster_shared::access::{Author, Rank};
use muster_tests::client::{Client, Heard};
use muster_tests::desk::new_doc;
use muster_tests::server::get;
use tempfile::tempdir;
use tokio::time::interval;

/// Clients who edit, each a document of its own.
const N_EDITORS: usize = 10;
/// Between two edits of one client: 200 edits a second together.
const PACE: Duration = Duration::from_millis(50);
/// How often each kind of change is made to fail while they edit.
const ROUNDS: usize = 12;

/// How a change is to fail.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Failure {
    /// With this sentence.
    Refusal(Refusal),
    /// By a constraint.
    Constraint,
    /// By a fault of the program.
    Fault,
    /// As the disk has no room for it.
    Disk,
}

impl Failure {
    fn fits(&self, error: &LogError) -> bool {
        match (self, error) {
            (Self::Refusal(refusal), LogError::Refused(sentence)) => refusal.to_string() == *sentence,
            (Self::Constraint, LogError::Refused(_))
            | (Self::Fault, LogError::Fault(_))
            | (Self::Disk, LogError::Write(_)) => true,
            _ => false,
        }
    }
}

/// A change of SQL alone.
async fn sql(log: &Log, sql: &'static str) -> Result<(), LogError> {
    log.change(move |db| db.execute_batch(sql)).await
}

/// Starts a server on this folder in this process.
async fn serve(data: &Path) -> Result<Running> {
    let data = data.to_string_lossy();
    let cli = Cli::try_parse_from(["muster", "serve", "--open", "--listen", "127.0.0.1:0", "--data", &data])?;
    let Command::Serve(config) = cli.command else { bail!("no server") };
    Ok(start(*config).await?)
}

/// The triggers that make SQLite itself roll a whole transaction back, and that refuse a row where nothing else would.
const CURSES: &str = "
CREATE TRIGGER cursed_doc BEFORE INSERT ON docs WHEN NEW.id = 'cursed' BEGIN SELECT RAISE(ROLLBACK, 'cursed'); END;
CREATE TRIGGER cursed_pack BEFORE INSERT ON packs BEGIN SELECT RAISE(ABORT, 'cursed'); END;
CREATE TRIGGER cursed_name BEFORE UPDATE ON people WHEN NEW.name = 'cursed' BEGIN SELECT RAISE(ROLLBACK, 'cursed'); END;
";

/// Everything that can be asked of the log, made to fail; answers each one's name, how it is to fail, and how it did.
async fn all_fail(log: &Log, people: &People, ada: &str) -> Vec<(&'static str, Failure, Result<(), LogError>)> {
    use Failure::{Constraint, Disk, Fault, Refusal};
    let nobody = Invitation { person: Some("nobody".to_owned()), ..Invitation::of(Rank::Member) };
    let snapshot = Snapshot { doc: DocNum::of(999), seq: 1, bytes: vec![1], at_ms: 1 };
    let person = "INSERT INTO people (id, name, rank, created_ms) SELECT id, name, rank, 1 FROM people LIMIT 1";
    let grant = "INSERT INTO grants (doc, person, granted, made_by, at_ms) VALUES ('d', 'nobody', 'reader', 'm', 1)";
    let key =
        "INSERT INTO keys (id, secret, name, made_by, created_ms) SELECT id, x'00', 'n', 'm', 1 FROM keys LIMIT 1";
    let half =
        "INSERT INTO grants (doc, person, granted, made_by, at_ms) SELECT 'half', id, 'reader', 'm', 1 FROM people;
                DELETE FROM updates; SELECT nonsense FROM nowhere";
    let panics = |db: &dyn Tables| -> tables::Result<()> {
        db.execute_batch("DELETE FROM updates; DELETE FROM packs; DELETE FROM snapshots; DELETE FROM authors")?;
        panic!("in the middle of erasing")
    };
    let hides = |db: &dyn Tables| {
        let _ = db.execute("UPDATE people SET name = 'cursed'", []);
        Ok(())
    };
    vec![
        ("a person twice", Constraint, sql(log, person).await),
        ("a grant of nobody", Constraint, sql(log, grant).await),
        ("a key twice", Constraint, sql(log, key).await),
        ("a passkey twice", Refusal(KEPT_ALREADY), people.add_passkey(ada, b"one id", "{}").await),
        ("a passkey of nobody", Refusal(GONE), people.add_passkey("nobody", b"new", "{}").await),
        ("an invitation of nobody", Constraint, people.invite("muster", nobody).await.map(drop)),
        ("a session of nobody", Refusal(GONE), people.sign_in("nobody", "how", "agent").await.map(drop)),
        ("a person's name", Constraint, people.rename(ada, "cursed").await.map(drop)),
        ("a document", Constraint, create(log).await),
        ("a snapshot of no document", Constraint, log.snapshot(snapshot).await),
        ("an append to no document", Constraint, append(log).await),
        ("half of a change", Fault, sql(log, half).await),
        ("erasing that panics", Fault, log.change(panics).await),
        ("a change that hides its error", Fault, log.change(hides).await),
        ("a change too large for the disk", Disk, log.change(too_large).await),
    ]
}

async fn create(log: &Log) -> Result<(), LogError> {
    let Ok(new) = new_doc("cursed", "L9") else { return Ok(()) };
    log.create(new).await.map(drop)
}

/// Two appends of one room to a document that was erased: neither is written, and the room is told.
async fn append(log: &Log) -> Result<(), LogError> {
    let progress: Arc<Progress> = Arc::default();
    let append = |number| Append {
        progress: Arc::clone(&progress),
        number,
        doc: DocNum::of(999),
        bytes: Arc::from(&b"late"[..]),
        at_ms: 1,
        author: Author::everybody(),
        binds: vec![],
    };
    let mut standing = progress.watch();
    log.append(append(1)).await?;
    log.append(append(2)).await?;
    let settled = standing.wait_for(|standing| standing.failed || standing.written > 0).await;
    match settled {
        Ok(standing) if standing.failed => Err(LogError::Refused(String::new())),
        _ => Ok(()),
    }
}

/// SQLite is told that the disk ends some pages further on, and a blob does not fit there.
fn too_large(db: &dyn Tables) -> tables::Result<()> {
    let n_pages: i64 = db.query_row("PRAGMA page_count", [], |row| row.get(0))?;
    db.query_row(&format!("PRAGMA max_page_count = {}", n_pages + 60), [], |_| Ok(()))?;
    db.execute_batch("CREATE TABLE large (blob BLOB); INSERT INTO large VALUES (zeroblob(4000000))")
}

/// Types one word after the other until told to stop, and waits for each to be acknowledged; answers how many.
async fn edit(mut client: Client, stop: Arc<AtomicUsize>) -> Result<(Client, usize)> {
    let mut pace = interval(PACE);
    for number in 0.. {
        if stop.load(Ordering::SeqCst) > 0 {
            return Ok((client, number));
        }
        pace.tick().await;
        let sent = client.insert(&format!("{number} ")).await?;
        let answered = |_: &Client, heard: &Heard| match heard {
            Heard::Ack(seq) => *seq >= sent,
            Heard::Nack(_) => true,
            _ => false,
        };
        let heard = client.until(answered).await?;
        ensure!(matches!(heard, Heard::Ack(_)), "{heard:?}");
    }
    bail!("there are only so many numbers")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_kind_of_change_fails_for_its_caller_alone_beside_two_hundred_edits_a_second() -> Result<()> {
    let folder = tempdir()?;
    let server = serve(folder.path()).await?;
    let (log, address) = (server.log().clone(), server.address);
    let people = People::open(log.clone()).await?;
    let invited = Invitation::of(Rank::Member);
    let (secret, _) = people.invite("muster", invited).await?;
    let ada = people
        .take_invite(&secret, Taker::default(), Called::Exactly("Ada".to_owned()), |_, _| Ok(()))
        .await?
        .ok()
        .context("Ada")?
        .id;
    people.add_passkey(&ada, b"one id", "{}").await?;
    sql(&log, CURSES).await?;
    let stop = Arc::new(AtomicUsize::new(0));
    let mut editors = Vec::new();
    for number in 0..N_EDITORS {
        let client = Client::synced(address, &format!("doc-{number}")).await?;
        editors.push(tokio::spawn(edit(client, Arc::clone(&stop))));
    }
    for round in 0..ROUNDS {
        // Several at once, so that failing changes share transactions with each other too.
        let rounds = join_all((0..3).map(|_| all_fail(&log, &people, &ada))).await;
        for (name, failure, outcome) in rounds.into_iter().flatten() {
            let error = outcome.err().with_context(|| format!("round {round}: {name} did not fail"))?;
            ensure!(failure.fits(&error), "round {round}: {name}: {error:?} is not {failure:?}");
        }
    }
    stop.store(1, Ordering::SeqCst);
    for (number, editor) in editors.into_iter().enumerate() {
        let (client, n_words) = editor.await??;
        let expected: String = (0..n_words).rev().map(|number| format!("{number} ")).collect();
        ensure!(n_words > 0 && client.text() == expected, "doc-{number}: {n_words} words");
        Client::synced(address, &format!("doc-{number}")).await?.until_text(&expected).await?;
    }
    log.probe().await?;
    let metrics = get(address, "/metrics", &[]).await?.body;
    ensure!(metrics.contains("muster_log_failing 0"), "the log is said to fail");
    assert_eq!(people.person(&ada).await?.map(|ada| ada.name).as_deref(), Some("Ada"));
    assert_eq!(people.grants_of(&ada).await?, [], "half of a change was kept");
    server.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_constraint_a_panic_and_nonsense_are_not_a_failing_disk() -> Result<()> {
    let folder = tempdir()?;
    let server = serve(folder.path()).await?;
    let log = server.log().clone();
    let twice = "INSERT INTO docs (id, lineage, epoch, created_ms) SELECT id, lineage, 0, 1 FROM docs";
    ensure!(matches!(sql(&log, twice).await, Err(LogError::Refused(_))));
    ensure!(matches!(sql(&log, "nonsense").await, Err(LogError::Fault(_))));
    let panics = |_: &dyn Tables| -> tables::Result<()> { panic!("on purpose") };
    ensure!(matches!(log.change(panics).await, Err(LogError::Fault(_))));
    let metrics = get(server.address, "/metrics", &[]).await?.body;
    ensure!(metrics.contains("muster_log_failing 0"), "the log is said to fail");
    assert_eq!(get(server.address, "/readyz", &[]).await?.status, 200);
    server.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_erased_while_somebody_has_it_open_puts_out_them_alone() -> Result<()> {
    let folder = tempdir()?;
    let server = serve(folder.path()).await?;
    let mut ada = Client::synced(server.address, "kept").await?;
    let mut bo = Client::synced(server.address, "erased").await?;
    bo.insert("gone ").await?;
    bo.until_saved().await?;
    server.log().erase(&"erased".parse()?).await?;
    bo.insert("late ").await?;
    ada.insert("here ").await?;
    ada.until_saved().await?;
    assert_eq!(bo.until_closed().await?, 1013);
    ada.insert("still ").await?;
    ada.until_saved().await?;
    server.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_register_one_passkey_at_once_one_does_and_the_others_keep_their_invitations() -> Result<()> {
    let folder = tempdir()?;
    let log = Log::open(folder.path())?;
    let people = People::open(log.clone()).await?;
    let mut secrets = Vec::new();
    for _ in 0..8 {
        let invited = Invitation::of(Rank::Member);
        secrets.push(people.invite("muster", invited).await?.0);
    }
    let take = |secret| {
        let people = &people;
        let keep = |db: &dyn Tables, person: &Person| keep(db, &person.id, b"one id", "{}");
        async move { people.take_invite(secret, Taker::default(), Called::Nearly("Ada".to_owned()), keep).await }
    };
    let (mut n_in, mut n_refused) = (0, 0);
    for taken in join_all(secrets.iter().map(take)).await {
        match taken {
            Ok(taken) => n_in += usize::from(taken.is_ok()),
            Err(LogError::Refused(sentence)) if sentence == KEPT_ALREADY.to_string() => n_refused += 1,
            Err(other) => bail!("{other:?}"),
        }
    }
    assert_eq!((n_in, n_refused), (1, 7));
    assert_eq!((people.everybody().await?.len(), people.invites().await?.len()), (1, 7));
    log.close().await;
    Ok(())
}
