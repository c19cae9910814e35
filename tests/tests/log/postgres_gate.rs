//! A log in PostgreSQL behind a gate: how often it asks the database, and what it says of a commit whose answer comes late or
//! never.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use muster_server::log::{Append, DocNum, Log, Progress};
use muster_server::people::People;
use muster_server::people::announce::Topic;
use muster_server::people::invite::Invitation;
use muster_server::people::offer::{Called, Taker};
use muster_shared::access::{Author, Rank};
use muster_shared::id::Since;
use muster_tests::cluster::Database;
use muster_tests::desk::{Desk, history, new_doc, numbered, replayed};
use muster_tests::gate::Gate;
use tokio::time::timeout;

/// How long anything that was promised may take. Only a failing test waits so long.
const PATIENCE: Duration = Duration::from_secs(20);

/// Settings by which an operator ends what takes long; the last is there from PostgreSQL 17 on.
const LIMITS: &str =
    "'statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'idle_session_timeout',
    'transaction_timeout'";

/// One room's appends, the first of which binds an id where they have an author.
fn appends(progress: &Arc<Progress>, doc: DocNum, updates: &[Vec<u8>], author: Option<&str>) -> Vec<Append> {
    let append = |(bytes, number): (&Vec<u8>, u64)| Append {
        progress: Arc::clone(progress),
        number,
        doc,
        bytes: bytes.as_slice().into(),
        at_ms: 1,
        author: author.map_or_else(Author::everybody, Author::new),
        binds: if number == 1 && author.is_some() { vec![Since { client: 7, clock: 1 }] } else { Vec::new() },
    };
    updates.iter().zip(1..).map(append).collect()
}

/// Whether a room's appends were all kept.
async fn were_kept(progress: &Progress, n_updates: usize) -> Result<bool> {
    let settled = |standing: &muster_server::log::Standing| standing.failed || standing.flushed == n_updates as u64;
    Ok(!progress.watch().wait_for(settled).await?.failed)
}

/// The round trips of one transaction in which each of some rooms writes these updates.
async fn round_trips(
    gate: &Gate,
    desk: &mut Desk,
    n_rooms: usize,
    updates: &[Vec<u8>],
    author: Option<&str>,
) -> Result<usize> {
    let mut rooms = Vec::new();
    for room in 0..n_rooms {
        let id = format!("of{n_rooms}-{}-{}-{room}", updates.len(), author.unwrap_or_default());
        rooms.push((desk.log.create(new_doc(&id, "L2")?).await?.row().num, desk.log.progress()));
    }
    // Orders that come while the writer waits for an answer are one transaction.
    gate.keep_commits_back();
    desk.append(b"before").await?;
    gate.commit_kept_back().await?;
    for (doc, progress) in &rooms {
        desk.log.append_all(appends(progress, *doc, updates, author)).await?;
    }
    let before = gate.n_requests();
    gate.heal();
    for (_, progress) in &rooms {
        ensure!(were_kept(progress, updates.len()).await?, "an update was not kept");
    }
    Ok(gate.n_requests() - before)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_of_many_updates_of_many_rooms_takes_as_many_round_trips_as_one_of_one() -> Result<()> {
    let database = Database::shared()?;
    let (gate, mut desk) = database.gated_desk().await?;
    // A connection prepares each statement once.
    round_trips(&gate, &mut desk, 1, &numbered(0..2), Some("first")).await?;
    for (n_rooms, n_updates) in [(1, 1), (1, 300), (60, 1), (60, 5)] {
        let updates = numbered(0..n_updates);
        let plain = round_trips(&gate, &mut desk, n_rooms, &updates, None).await?;
        let binding = round_trips(&gate, &mut desk, n_rooms, &updates, Some("ada")).await?;
        // Its first words, the updates, the ids where there are any, and its last words.
        assert_eq!((plain, binding), (3, 4), "{n_rooms} rooms, {n_updates} updates each");
    }
    desk.log.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn updates_of_more_bytes_than_a_statement_takes_are_kept_together_or_not_at_all() -> Result<()> {
    let database = Database::shared()?;
    let (gate, mut desk) = database.gated_desk().await?;
    round_trips(&gate, &mut desk, 1, &numbered(0..2), Some("first")).await?;
    let large: Vec<Vec<u8>> = (0..5).map(|byte| vec![byte; 5 << 20]).collect();
    assert_eq!(round_trips(&gate, &mut desk, 1, &large, None).await?, 4, "they were one statement");
    assert_eq!(replayed(&desk.log, "of1-5--0").await?, large);
    // The last of them is refused, in another statement than the first.
    let two = desk.log.create(new_doc("two", "L2")?).await?.row();
    let progress = desk.log.progress();
    desk.log.append_all(appends(&progress, two.num, &numbered(0..1), Some("ada"))).await?;
    ensure!(were_kept(&progress, 1).await?, "an update was not kept");
    let progress = desk.log.progress();
    let mut all = appends(&progress, two.num, &large, None);
    let last = all.last_mut().context("the last")?;
    (last.author, last.binds) = (Author::new("bo"), vec![Since { client: 7, clock: 0 }]);
    desk.log.append_all(all).await?;
    ensure!(!were_kept(&progress, large.len()).await?, "an id of somebody else's was taken");
    assert_eq!(replayed(&desk.log, "two").await?, numbered(0..1));
    desk.log.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn no_limit_of_an_operators_ends_a_statement_or_a_transaction_of_ours() -> Result<()> {
    let database = Database::shared()?;
    let known = database.ask(&format!("SELECT name FROM pg_settings WHERE name IN ({LIMITS})"))?;
    for name in known.lines() {
        database.ask(&format!("ALTER DATABASE {} SET {name} = '10min'", database.name()))?;
    }
    let limits = format!(
        "SELECT coalesce(string_agg(name, chr(10)), '') FROM pg_settings WHERE name IN ({LIMITS}) AND setting <> '0'"
    );
    assert_eq!(database.ask(&limits)?, known, "the operator's limits hold for nobody");
    let desk = database.desk().await?;
    let (read, asked) = (limits.clone(), limits);
    let written = desk.log.change(move |db| db.query_row(&asked, [], |row| row.get::<String>(0))).await?;
    let read =
        desk.log.read(move |reader| reader.tables(|db| db.query_row(&read, [], |row| row.get::<String>(0)))).await?;
    assert_eq!((written.as_str(), read.as_str()), ("", ""));
    desk.log.close().await;
    Ok(())
}

/// Somebody new, of no rank to speak of.
async fn newcomer(people: &People) -> Result<String> {
    let (secret, _) = people.invite("muster", Invitation::of(Rank::Member)).await?;
    let name = Called::Exactly("Bo".to_owned());
    let taken = people.take_invite(&secret, Taker::default(), name, |_, _| Ok(())).await?;
    taken.map(|bo| bo.id).map_err(|_| anyhow::anyhow!("the invitation is refused"))
}

#[tokio::test(flavor = "multi_thread")]
async fn rights_that_changed_in_a_commit_that_was_never_answered_are_announced() -> Result<()> {
    let database = Database::shared()?;
    let (gate, desk) = database.gated_desk().await?;
    let people = People::open(desk.log.clone()).await?;
    let bo = newcomer(&people).await?;
    let mut listener = people.listen();
    listener.follow(vec![Topic::Everybody]);
    gate.keep_commits_back();
    let ranking = tokio::spawn({
        let (people, bo) = (people.clone(), bo.clone());
        async move { people.set_rank("muster", &bo, Rank::Leader).await }
    });
    gate.commit_kept_back().await?;
    gate.cut();
    ensure!(ranking.await?.is_err(), "a commit without an answer was called kept");
    timeout(PATIENCE, listener.changed()).await.context("nobody was told")?;
    gate.heal();
    let rank = until_read(async || people.person(&bo).await).await.map(|bo| bo.rank);
    assert_eq!(rank, Some(Rank::Leader), "the database has kept it");
    desk.log.close().await;
    Ok(())
}

/// The answer of a reading once it is given again.
async fn until_read<T>(mut read: impl AsyncFnMut() -> Result<T, muster_server::log::LogError>) -> T {
    loop {
        if let Ok(answer) = read().await {
            return answer;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_sees_a_commit_before_its_answer_waits_for_it_and_says_nothing_when_none_comes() -> Result<()> {
    for is_answered in [true, false] {
        let database = Database::shared()?;
        let (gate, mut desk) = database.gated_desk().await?;
        desk.append(b"first").await?;
        desk.settled().await?;
        gate.keep_commits_back();
        desk.append(b"second").await?;
        gate.commit_kept_back().await?;
        let n_ended = gate.n_told("ROLLBACK");
        let reading = tokio::spawn(bytes_in(desk.log.clone()));
        // All of it is read; what was read is not told yet.
        gate.was_told("ROLLBACK", n_ended + 1).await?;
        if is_answered {
            gate.heal()
        } else {
            gate.cut()
        }
        let both = [b"first".to_vec(), b"second".to_vec()];
        match (reading.await?, is_answered) {
            (Ok(read), true) => assert_eq!(read, both),
            (Ok(_), false) => anyhow::bail!("what nobody acknowledged was told"),
            (Err(error), true) => return Err(error),
            (Err(_), false) => {}
        }
        gate.heal();
        until_read(async || desk.log.docs().await).await;
        assert_eq!(replayed(&desk.log, "one").await?, both);
        desk.log.close().await;
    }
    Ok(())
}

async fn bytes_in(log: Log) -> Result<Vec<Vec<u8>>> {
    replayed(&log, "one").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_that_was_kept_and_never_answered_fails_its_room_and_is_there_once() -> Result<()> {
    let database = Database::shared()?;
    let (gate, mut desk) = database.gated_desk().await?;
    gate.keep_commits_back();
    desk.append(b"first").await?;
    gate.commit_kept_back().await?;
    gate.cut();
    ensure!(desk.settled().await?.failed, "a commit without an answer was called kept");
    desk.append(b"of the same room").await?;
    desk.log.barrier().await?;
    ensure!(desk.log.docs().await.is_err(), "it was read before it was known what is kept");
    gate.heal();
    until_read(async || desk.log.docs().await).await;
    assert_eq!(history(&desk.log, &desk.row).await?.len(), 1);
    desk.anew();
    desk.append(b"second").await?;
    ensure!(!desk.settled().await?.failed, "it did not heal");
    assert_eq!(replayed(&desk.log, "one").await?, [b"first".to_vec(), b"second".to_vec()]);
    desk.log.close().await;
    Ok(())
}
