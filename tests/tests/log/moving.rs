//! A workspace moves from a file into PostgreSQL and back: what comes out says what went in, a place that is not empty is
//! left alone, and a move that was cut off leaves nothing that could be taken for a workspace.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use muster_server::log::{DocNum, Keeper, Log};
use muster_server::sql::{Owned, Tables};
use muster_shared::kinds::{Kind, charter};
use muster_shared::sheet::{Edit, Place as At, Splice};
use muster_tests::cast::{Cast, OURS};
use muster_tests::client::Client;
use muster_tests::cluster::{Cluster, database_of, keeper};
use muster_tests::desk::new_doc;
use muster_tests::network::Device;
use muster_tests::page::Page;
use muster_tests::server::{Process, get};
use tempfile::{TempDir, tempdir};

use crate::commands::{PROGRAM, refused, run, said, succeed};

/// Rows of a table, each value under its column.
type Rows = Vec<BTreeMap<String, Owned>>;

/// Tables that a store has for itself.
const OWN: [&str; 5] = ["seal", "lease", "beat", "numbers", "probe"];
/// Tables of what a restore ends, and of what it notes about that.
const ENDED: [&str; 2] = ["sessions", "audit_head"];
/// How many words make a history that is packed.
const N_WORDS: usize = 1100;

/// A place that a workspace may be in: a folder, with a database or without.
struct Place {
    folder: TempDir,
    store: Option<String>,
}

impl Place {
    fn file() -> Result<Self> {
        Ok(Self { folder: tempdir()?, store: None })
    }

    fn database(cluster: &Cluster) -> Result<Self> {
        Ok(Self { folder: tempdir()?, store: Some(cluster.address()?) })
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Arguments with those that name the store.
    fn with<'p>(&'p self, arguments: &[&'p str]) -> Vec<&'p str> {
        let store = self.store.iter().flat_map(|address| ["--store", address.as_str()]);
        arguments.iter().copied().chain(store).collect()
    }

    fn succeed(&self, arguments: &[&str]) -> Result<String> {
        succeed(self.path(), &self.with(arguments))
    }

    fn refused(&self, arguments: &[&str]) -> Result<String> {
        refused(self.path(), &self.with(arguments))
    }

    fn served(&self) -> Result<Process> {
        Process::start(PROGRAM, self.path(), &self.with(&["--idle-room-ms", "100"]))
    }

    fn log(&self) -> Result<Log> {
        let keeper = self.store.as_deref().map_or(Ok(Keeper::File), keeper)?;
        Ok(Log::open_in(self.path(), &keeper)?)
    }

    /// Every table, its rows in an order of their own.
    async fn rows(&self) -> Result<BTreeMap<String, Rows>> {
        let log = self.log()?;
        let read =
            log.read(|reader| reader.tables(|db| db.layout()?.into_iter().map(|table| rows(db, table)).collect()));
        let rows = read.await?;
        log.close().await;
        Ok(rows)
    }

    /// Every document as a file.
    fn exported(&self) -> Result<BTreeMap<String, String>> {
        let files = tempdir()?;
        self.succeed(&["export", "--format", "json", &files.path().to_string_lossy()])?;
        let mut contents = BTreeMap::new();
        for entry in std::fs::read_dir(files.path())? {
            let entry = entry?;
            contents.insert(entry.file_name().to_string_lossy().into_owned(), std::fs::read_to_string(entry.path())?);
        }
        Ok(contents)
    }

    /// Makes the workspace of a backup, of which nothing is wrong.
    fn restored(self, backup: &Path) -> Result<Self> {
        self.succeed(&["restore", &backup.to_string_lossy()])?;
        let verified = self.succeed(&["verify"])?;
        ensure!(verified.contains("0 troubles"), "{verified}");
        Ok(self)
    }

    /// The files in the folder, but for the lock.
    fn left(&self) -> Result<Vec<String>> {
        let names = std::fs::read_dir(self.path())?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
        let names = names.collect::<Result<Vec<_>>>()?;
        Ok(names.into_iter().filter(|name| name != "lock").collect())
    }
}

fn rows(db: &dyn Tables, (name, columns): (String, Vec<String>)) -> muster_server::sql::Result<(String, Rows)> {
    let columns: Vec<String> = columns.into_iter().filter(|column| column != "sum").collect();
    let list = columns.iter().map(|column| format!("\"{column}\"")).collect::<Vec<_>>().join(", ");
    let found = db.query_map(&format!("SELECT {list} FROM main.{name}"), [], |row| {
        columns.iter().enumerate().map(|(at, column)| Ok((column.clone(), row.get(at)?))).collect()
    })?;
    let mut found = found.collect::<muster_server::sql::Result<Rows>>()?;
    found.sort();
    Ok((name, found))
}

/// Writes words into a document, one update a word, until the room has closed and the history so far is in a snapshot.
async fn write(server: &Process, n_words: usize) -> Result<()> {
    let mut client = Client::muster(server.address, "packed").await?;
    client.sync().await?;
    for number in 0..n_words {
        client.insert(&format!("{number} ")).await?;
    }
    client.until_saved().await?;
    client.leave().await.map(drop)
}

/// A workspace in a file: people, what they hold, the example, words of a captain's, and a history that is packed.
async fn made() -> Result<Place> {
    let place = Place::file()?;
    let cast = Cast::gather(place.path()).await?;
    place.succeed(&["sample"])?;
    let server = Process::serve(PROGRAM, place.path(), &[])?;
    let mut page = Page::open(Kind::Charter, 7001, "captain", Device::default());
    page.connect(server.address, OURS, &cast.upgrade(server.address, "captain")).await?;
    let splice = Splice { at: 0, remove: 0, insert: "Keys on the day they chose".to_owned() };
    page.edit(&Edit::Write { at: At::on_sheet(charter::MISSION), splice }).await?;
    page.until_saved().await?;
    drop(server);
    let server = place.served()?;
    let log = rusqlite::Connection::open(place.path().join("muster.db"))?;
    let number = |sql: &str| log.query_row(sql, [], |row| row.get::<_, Option<i64>>(0));
    let snapshot = "SELECT max(seq) FROM snapshots WHERE doc = (SELECT num FROM docs WHERE id = 'packed')";
    for n_words in [N_WORDS, 60] {
        let before = number(snapshot)?;
        write(&server, n_words).await?;
        while number(snapshot)? == before {
            tokio::task::yield_now().await;
        }
    }
    while number("SELECT count(*) FROM packs")? == Some(0) {
        tokio::task::yield_now().await;
    }
    server.signal("TERM")?;
    server.ended(std::time::Duration::from_secs(20))?;
    Ok(place)
}

/// Whether everything in one store came into another, but for what a restore ends.
fn compare(before: &BTreeMap<String, Rows>, after: &BTreeMap<String, Rows>) -> Result<()> {
    let tables = |rows: &BTreeMap<String, Rows>| -> Vec<String> {
        rows.keys().filter(|name| !OWN.contains(&name.as_str())).cloned().collect()
    };
    assert_eq!(tables(before), tables(after));
    for name in tables(before) {
        let (mut there, mut here) = (before[&name].clone(), after[&name].clone());
        match name.as_str() {
            // A restore begins a new epoch of each document.
            "docs" => {
                let epochs =
                    |rows: &mut Rows| -> Vec<Owned> { rows.iter_mut().filter_map(|row| row.remove("epoch")).collect() };
                let (old, new) = (epochs(&mut there), epochs(&mut here));
                ensure!(old.iter().zip(&new).all(|(old, new)| old < new), "{old:?} {new:?}");
                there.sort();
                here.sort();
            }
            // The restore is noted, and nothing else is there that was not.
            "audit" => here.retain(|row| there.contains(row)),
            // Invitations that were used are kept as they are; those that were not are ended.
            "invites" => {
                there.retain(|row| row["used_ms"] != Owned::Null);
                here.retain(|row| there.contains(row));
            }
            // Keys wait for an owner to confirm them; the server draws another of its own.
            "keys" => {
                let is_it = |key: &BTreeMap<String, Owned>, now: &BTreeMap<String, Owned>| {
                    ["id", "secret", "name"].iter().all(|column| key[*column] == now[*column])
                };
                ensure!(there.iter().all(|key| here.iter().any(|now| is_it(key, now))), "a key was lost");
                continue;
            }
            name if ENDED.contains(&name) => continue,
            _ => {}
        }
        ensure!(there == here, "`{name}`: {} rows became {}", there.len(), here.len());
    }
    let is_open = |row: &BTreeMap<String, Owned>, until: &str| row[until] == Owned::Null;
    ensure!(after["sessions"].is_empty(), "somebody is still signed in");
    ensure!(!after["invites"].iter().any(|row| is_open(row, "used_ms")), "an invitation still holds");
    let restored = Owned::Text("restored backup".to_owned());
    ensure!(after["audit"].iter().any(|row| row["what"] == restored), "nobody wrote down that a backup was restored");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workspace_moves_from_a_file_into_postgres_and_back_with_all_that_it_held() -> Result<()> {
    let (cluster, files) = (Cluster::shared()?, tempdir()?);
    let [first, running, last] = ["first", "running", "last"].map(|name| files.path().join(name));
    let filed = made().await?;
    let (exported, before) = (filed.exported()?, filed.rows().await?);
    for table in ["packs", "updates", "snapshots", "authors", "people", "grants", "passkeys", "sessions", "audit"] {
        ensure!(table == "passkeys" || !before[table].is_empty(), "there is nothing in `{table}` to be moved");
    }
    filed.succeed(&["backup", &first.to_string_lossy()])?;
    let moved = Place::database(&cluster)?.restored(&first)?;
    compare(&before, &moved.rows().await?).context("into the database")?;
    assert_eq!(moved.exported()?, exported);
    let server = moved.served()?;
    write(&server, 60).await?;
    moved.succeed(&["backup", &running.to_string_lossy()])?;
    server.signal("TERM")?;
    server.ended(std::time::Duration::from_secs(20))?;
    let (exported, before) = (moved.exported()?, moved.rows().await?);
    moved.succeed(&["backup", &last.to_string_lossy()])?;
    ensure!(moved.left()?.iter().all(|name| !name.ends_with(".part")), "{:?}", moved.left()?);
    let back = Place::file()?.restored(&last)?;
    compare(&before, &back.rows().await?).context("back into a file")?;
    assert_eq!(back.exported()?, exported);
    let next = Place::database(&cluster)?.restored(&running)?;
    assert_eq!(next.exported()?, exported, "a backup that was taken while it was served, in another database");
    let (there, here) = (next.served()?, back.served()?);
    for server in [there, here] {
        let mut reader = Client::muster(server.address, "packed").await?;
        reader.sync().await?;
        assert_eq!(reader.text().split_whitespace().count(), N_WORDS + 120);
        let listed = get(server.address, "/api/docs", &[]).await?.body;
        ensure!(listed.contains(OURS), "{listed}");
    }
    Ok(())
}

/// The number of a document that is made in a place and erased again.
async fn erased(place: &Place, id: &str) -> Result<DocNum> {
    let log = place.log()?;
    let row = log.create(new_doc(id, "L1")?).await?.row();
    log.erase(&row.id).await?;
    log.close().await;
    Ok(row.num)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moved_workspace_gives_no_number_again_that_was_erased_before_the_move() -> Result<()> {
    let (cluster, files) = (Cluster::shared()?, tempdir()?);
    let [first, last] = ["first", "last"].map(|name| files.path().join(name));
    let filed = Place::file()?;
    filed.succeed(&["sample"])?;
    let in_file = erased(&filed, "one").await?;
    filed.succeed(&["backup", &first.to_string_lossy()])?;
    let moved = Place::database(&cluster)?.restored(&first)?;
    let in_database = erased(&moved, "two").await?;
    moved.succeed(&["backup", &last.to_string_lossy()])?;
    let back = Place::file()?.restored(&last)?;
    let again = erased(&back, "three").await?;
    ensure!(in_file < in_database && in_database < again, "{in_file:?} {in_database:?} {again:?}");
    Ok(())
}

/// A backup of a workspace after a change of its tables, as another version of Muster would make it.
async fn changed(sql: &'static str, backup: &Path) -> Result<Place> {
    let place = Place::file()?;
    place.succeed(&["sample"])?;
    let log = place.log()?;
    log.change(move |db| db.execute_batch(sql)).await?;
    log.close().await;
    place.succeed(&["backup", &backup.to_string_lossy()])?;
    Ok(place)
}

/// The tables in a place's database.
fn n_tables(cluster: &Cluster, place: &Place) -> Result<String> {
    let address = place.store.as_deref().context("a database")?;
    cluster.ask(database_of(address), "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'main'")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_not_empty_or_a_backup_of_another_version_is_refused_and_nothing_is_changed() -> Result<()> {
    let (cluster, files) = (Cluster::shared()?, tempdir()?);
    let [good, wider, later, out] = ["good", "wider", "later", "out"].map(|name| files.path().join(name));
    let names = [&good, &wider, &later, &out].map(|path| path.to_string_lossy().into_owned());
    let [good_name, wider_name, later_name, out_name] = names.each_ref().map(String::as_str);
    let filed = changed("", &good).await?;
    changed("ALTER TABLE people ADD COLUMN colour TEXT", &wider).await?;
    std::fs::copy(&good, &later)?;
    rusqlite::Connection::open(&later)?.pragma_update(None, "user_version", 99)?;
    let empty = Place::database(&cluster)?;
    for (arguments, sentence) in [
        (["restore", wider_name], "another version of muster"),
        (["restore", later_name], "later version of muster"),
        (["restore", out_name], "No such file"),
        (["backup", out_name], "there is no workspace in the database"),
        (["verify", "--log=warn"], "there is no workspace in the database"),
    ] {
        let said = empty.refused(&arguments)?;
        ensure!(said.contains(sentence), "{arguments:?}: {said}");
        assert_eq!(n_tables(&cluster, &empty)?, "0", "{arguments:?}");
        assert_eq!(empty.left()?, Vec::<String>::new(), "{arguments:?}");
    }
    let beside = Place { folder: filed.folder, store: empty.store.clone() };
    let said = beside.refused(&["restore", good_name])?;
    ensure!(said.contains("of its own"), "a folder with a workspace in a file: {said}");
    let moved = empty.restored(&good)?;
    for place in [&moved, &Place { folder: tempdir()?, store: moved.store.clone() }] {
        let said = place.refused(&["restore", good_name])?;
        ensure!(said.contains("already"), "a database with a workspace: {said}");
    }
    let said = refused(moved.path(), &["restore", good_name])?;
    ensure!(said.contains("--store"), "a file in the folder of a database's workspace: {said}");
    let elsewhere = Place { folder: moved.folder, store: Some(cluster.address()?) };
    changed("", &later).await?;
    let said = elsewhere.refused(&["restore", later_name])?;
    ensure!(said.contains("restore it elsewhere"), "another workspace's backup: {said}");
    let moved = Place { folder: tempdir()?, store: moved.store };
    let address = moved.store.as_deref().context("a database")?;
    cluster.ask(database_of(address), "ALTER TABLE main.people ADD COLUMN colour text")?;
    let said = moved.refused(&["backup", out_name])?;
    ensure!(said.contains("another version of muster") && !out.exists(), "{said}");
    cluster.ask(database_of(address), "UPDATE main.seal SET format = 99")?;
    ensure!(moved.refused(&["backup", out_name])?.contains("later version of muster"));
    Ok(())
}

/// The database waits for ever before the first update of a document is written.
const HOLDS: &str = "
    CREATE FUNCTION public.holds() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_sleep(86400); RETURN NULL; END $$;
    CREATE FUNCTION public.watches() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
        IF EXISTS (SELECT FROM pg_event_trigger_ddl_commands() WHERE object_identity = 'main.updates') THEN
            CREATE TRIGGER held BEFORE INSERT ON main.updates FOR EACH STATEMENT EXECUTE FUNCTION public.holds();
        END IF;
    END $$;
    CREATE EVENT TRIGGER watches ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION public.watches()";
const SLEEPS: &str = "FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()";

#[tokio::test(flavor = "multi_thread")]
async fn a_move_that_is_killed_in_the_middle_leaves_no_half_workspace_and_can_be_made_again() -> Result<()> {
    let (cluster, files) = (Cluster::shared()?, tempdir()?);
    let backup = files.path().join("backup");
    let filed = changed("", &backup).await?;
    let place = Place::database(&cluster)?;
    let database = database_of(place.store.as_deref().context("a database")?);
    cluster.ask(database, HOLDS)?;
    let name = backup.to_string_lossy();
    let mut restore = Command::new(PROGRAM);
    restore.args(place.with(&["restore", &name])).arg("--data").arg(place.path());
    let mut child = restore.spawn()?;
    while cluster.ask(database, &format!("SELECT count(*) {SLEEPS}"))? == "0" {
        ensure!(child.try_wait()?.is_none(), "it ended before it was killed");
    }
    child.kill()?;
    child.wait()?;
    cluster.ask(database, &format!("SELECT pg_terminate_backend(pid, 10000) {SLEEPS}"))?;
    cluster.ask(database, "DROP EVENT TRIGGER watches")?;
    assert_eq!(n_tables(&cluster, &place)?, "0");
    for arguments in [&["serve", "--open", "--listen", "127.0.0.1:0"][..], &["sample"], &["verify"]] {
        let output = run(place.path(), &place.with(arguments))?;
        ensure!(!output.status.success() && said(&output).contains("no workspace"), "{arguments:?}: {}", said(&output));
        assert_eq!(n_tables(&cluster, &place)?, "0", "{arguments:?}");
    }
    let moved = Place { folder: place.folder, store: place.store }.restored(&backup)?;
    assert_eq!(moved.exported()?, filed.exported()?);
    Ok(())
}

/// The connections that wait for a standby.
const WAITING: &str = "FROM pg_stat_activity WHERE wait_event = 'SyncRep'";

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_at_whose_end_the_database_warns_is_not_called_done() -> Result<()> {
    let (cluster, files) = (Cluster::new(&[])?, tempdir()?);
    let backup = files.path().join("backup");
    changed("", &backup).await?;
    let place = Place::database(&cluster)?;
    cluster.set("SET synchronous_standby_names = 'nobody'")?;
    let name = backup.to_string_lossy();
    let mut restore = Command::new(PROGRAM);
    restore.args(place.with(&["restore", &name])).arg("--data").arg(place.path());
    let mut child = restore.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    while cluster.ask("postgres", &format!("SELECT count(*) {WAITING}"))? == "0" {
        ensure!(child.try_wait()?.is_none(), "it ended before the database had waited");
    }
    cluster.ask("postgres", &format!("SELECT pg_cancel_backend(pid) {WAITING}"))?;
    let output = child.wait_with_output()?;
    cluster.set("RESET synchronous_standby_names")?;
    ensure!(!output.status.success() && said(&output).contains("a standby may lack it"), "{}", said(&output));
    // The workspace that is there is whole.
    place.succeed(&["verify"]).map(drop)
}
