//! The connection to PostgreSQL ends before and after each statement that changes anything, and within each commit: what was
//! answered well is there, and what was not is there as a whole or not at all.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use muster_server::log::{Append, DocRow, Log, LogError, Progress, Snapshot};
use muster_shared::access::Author;
use muster_shared::id::{DocId, Since};
use muster_tests::cluster::Database;
use muster_tests::desk::{history, new_doc, numbered, replayed};

/// Triggers that count the steps of every table but the beat, which keeps its own time, and end their own connection at one of them.
const STEPS: &str = "
CREATE SEQUENCE public.steps;
CREATE TABLE public.ends (at bigint);
INSERT INTO public.ends VALUES (0);
CREATE FUNCTION public.step() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF nextval('public.steps') = (SELECT at FROM public.ends) THEN
        PERFORM pg_terminate_backend(pg_backend_pid());
    END IF;
    RETURN NULL;
END $$;
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'main' AND tablename <> 'beat' LOOP
        EXECUTE format('CREATE TRIGGER steps_before BEFORE INSERT OR UPDATE OR DELETE ON main.%I
            FOR EACH STATEMENT EXECUTE FUNCTION public.step()', name);
        EXECUTE format('CREATE TRIGGER steps_after AFTER INSERT OR UPDATE OR DELETE ON main.%I
            FOR EACH STATEMENT EXECUTE FUNCTION public.step()', name);
    END LOOP;
END $$;
CREATE CONSTRAINT TRIGGER steps_at_commit AFTER UPDATE ON main.lease DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION public.step();";

/// One thing that a log is asked for.
#[derive(Debug, Clone)]
enum Deed {
    Create,
    Append(Vec<Vec<u8>>),
    /// Up to the update of this place.
    Snapshot(usize),
    Pack,
    Change,
    Erase,
}

/// Everything that is kept of the document, and beside it.
#[derive(Debug, Clone, Default, PartialEq)]
struct Kept {
    is_there: bool,
    updates: Vec<Vec<u8>>,
    replayed: Vec<Vec<u8>>,
    bound: Vec<(Since, String)>,
    counter: i64,
}

impl Kept {
    /// The same after one thing more.
    fn after(&self, deed: &Deed) -> Self {
        let mut kept = self.clone();
        match deed {
            Deed::Create => kept.is_there = true,
            Deed::Append(updates) => {
                kept.updates.extend(updates.iter().cloned());
                kept.replayed.extend(updates.iter().cloned());
                kept.bound = binds().into_iter().map(|since| (since, "ada".to_owned())).collect();
            }
            Deed::Snapshot(at) => kept.replayed = [vec![b"all".to_vec()], kept.updates[at + 1..].to_vec()].concat(),
            Deed::Pack => {}
            Deed::Change => kept.counter += 1,
            Deed::Erase => kept = Self { counter: kept.counter, ..Self::default() },
        }
        kept
    }
}

fn binds() -> Vec<Since> {
    vec![Since { client: 1, clock: 0 }, Since { client: 2, clock: 7 }]
}

fn deeds() -> Vec<Deed> {
    let (first, rest) = (numbered(0..1), numbered(1..1100));
    let (snapshots, end) = ([Deed::Snapshot(1040), Deed::Snapshot(1090)], [Deed::Pack, Deed::Change, Deed::Erase]);
    [vec![Deed::Create, Deed::Append(first), Deed::Append(rest)], snapshots.to_vec(), end.to_vec()].concat()
}

async fn done(log: &Log, id: &DocId, deed: &Deed) -> Result<(), LogError> {
    let row = log.doc(id).await?;
    let Some(row) = row else { return log.create(new_doc(id.as_str(), "L1").map_err(fault)?).await.map(drop) };
    match deed {
        Deed::Create => Err(fault("it is there already")),
        Deed::Append(updates) => appended(log, &row, updates).await,
        Deed::Snapshot(at) => {
            let seq = history(log, &row).await?[*at].seq;
            log.snapshot(Snapshot { doc: row.num, seq, bytes: b"all".to_vec(), at_ms: 1 }).await
        }
        Deed::Pack => log.pack(row.num).await.map(drop),
        Deed::Change => log.change(|db| db.execute("UPDATE t SET a = a + 1", [])).await.map(drop),
        Deed::Erase => log.erase(id).await,
    }
}

fn fault(why: impl ToString) -> LogError {
    LogError::Fault(why.to_string())
}

async fn appended(log: &Log, row: &DocRow, updates: &[Vec<u8>]) -> Result<(), LogError> {
    let progress: Arc<Progress> = log.progress();
    let appends = updates.iter().zip(1..).map(|(bytes, number)| Append {
        progress: Arc::clone(&progress),
        number,
        doc: row.num,
        bytes: bytes.as_slice().into(),
        at_ms: 1,
        author: Author::new("ada"),
        binds: if number == 1 { binds() } else { Vec::new() },
    });
    log.append_all(appends.collect()).await?;
    let n_updates = updates.len() as u64;
    let mut watch = progress.watch();
    let standing = *watch.wait_for(|standing| standing.failed || standing.flushed == n_updates).await.map_err(fault)?;
    if standing.failed { Err(fault("the room failed")) } else { Ok(()) }
}

async fn kept(log: &Log, id: &DocId) -> Result<Kept> {
    let counter = log.read(|reader| reader.tables(|db| db.query_row("SELECT a FROM t", [], |row| row.get(0)))).await?;
    let Some(row) = log.doc(id).await? else { return Ok(Kept { counter, ..Kept::default() }) };
    let num = row.num;
    let bound = log.read(move |reader| reader.authors(num)).await?;
    Ok(Kept {
        is_there: true,
        updates: history(log, &row).await?.into_iter().map(|update| update.bytes).collect(),
        replayed: replayed(log, id.as_str()).await?,
        bound: bound.into_iter().map(|(since, author)| (since, author.as_str().to_owned())).collect(),
        counter,
    })
}

/// Everything in a row, each again until it is done.
async fn turn(log: &Log, id: &DocId) -> Result<()> {
    let mut before = kept(log, id).await?;
    for deed in deeds() {
        let after = before.after(&deed);
        loop {
            let outcome = done(log, id, &deed).await;
            // Nothing is read while it is not known what is kept.
            let now = loop {
                if let Ok(now) = kept(log, id).await {
                    break now;
                }
            };
            ensure!(now == after || (outcome.is_err() && now == before), "{deed:?}: {outcome:?} and {now:?}");
            // A pack shows in nothing that is read.
            if now == after && (outcome.is_ok() || before != after) {
                break;
            }
        }
        before = after;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_ends_at_any_step_loses_nothing_that_was_answered_and_keeps_nothing_in_part() -> Result<()> {
    let database = Database::shared()?;
    let desk = database.desk().await?;
    let make = "CREATE TABLE t (a INTEGER NOT NULL) STRICT; INSERT INTO t VALUES (0);";
    desk.log.change(move |db| db.execute_batch(make)).await?;
    database.ask(STEPS)?;
    let mut n_steps = 0;
    loop {
        n_steps += 1;
        let next = format!("UPDATE public.ends SET at = (SELECT last_value FROM public.steps) + {n_steps}");
        database.ask(&next)?;
        turn(&desk.log, &"two".parse()?).await.with_context(|| format!("ended at step {n_steps}"))?;
        let has_ended = "SELECT last_value >= at FROM public.steps, public.ends";
        if database.ask(has_ended)? == "f" {
            break;
        }
    }
    ensure!(n_steps > 50, "too little was tried: {n_steps}");
    desk.log.close().await;
    Ok(())
}
