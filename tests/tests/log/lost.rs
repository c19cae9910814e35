//! A workspace that is lost is said, and never started over; one that is not is closed to other users of the machine.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use muster_tests::server::{Process, get};
use tempfile::{TempDir, tempdir};

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");

fn run(data: &Path, arguments: &[&str]) -> Result<Output> {
    Ok(Command::new(PROGRAM).args(arguments).arg("--data").arg(data).output()?)
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}

/// A used workspace that nobody has open, its database alone.
fn used() -> Result<TempDir> {
    let folder = tempdir()?;
    ensure!(run(folder.path(), &["sample"])?.status.success(), "no sample");
    let db = rusqlite::Connection::open(folder.path().join("muster.db"))?;
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(folder)
}

/// The files in a folder, but for the lock.
fn contents(data: &Path) -> Result<Vec<(PathBuf, Vec<u8>)>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(data)? {
        let path = entry?.path();
        if path.is_file() && path.file_name().is_some_and(|name| name != "lock") {
            files.push((path.clone(), fs::read(path)?));
        }
    }
    files.sort();
    Ok(files)
}

/// How a workspace is lost, and what is said of it.
type Loss = (&'static str, fn(&Path) -> Result<()>);

const LOSSES: [Loss; 9] = [
    ("its `muster.db` is gone", |data| Ok(fs::remove_file(data.join("muster.db"))?)),
    ("its `muster.db` is empty", |data| Ok(fs::write(data.join("muster.db"), [])?)),
    ("its `muster.db` is cut short", |data| cut(&data.join("muster.db"), 2)),
    ("its `muster.db` is no database", |data| Ok(fs::write(data.join("muster.db"), "x".repeat(9000))?)),
    ("its `muster.db` belongs to the workspace", |data| {
        fs::copy(used()?.path().join("muster.db"), data.join("muster.db"))?;
        Ok(())
    }),
    ("its `muster.db` is gone, and `muster.db-wal` is there", |data| {
        fs::rename(data.join("muster.db"), data.join("muster.db-wal"))?;
        Ok(fs::remove_file(data.join("workspace"))?)
    }),
    // Its own write-ahead log beside it must not be mixed in, nor taken for a list of the other's pages.
    ("its `muster.db` belongs to the workspace", |data| {
        let db = rusqlite::Connection::open(data.join("muster.db"))?;
        db.execute_batch("CREATE TABLE grown (bytes BLOB); INSERT INTO grown VALUES (randomblob(500000))")?;
        let log = fs::read(data.join("muster.db-wal"))?;
        drop(db);
        fs::write(data.join("muster.db-wal"), log)?;
        fs::copy(used()?.path().join("muster.db"), data.join("muster.db"))?;
        Ok(())
    }),
    ("its file `workspace`, which says whose folder this is, is damaged", |data| {
        Ok(fs::write(data.join("workspace"), "muster workspice")?)
    }),
    // An earlier version left no marker.
    ("its `muster.db` is empty", |data| {
        fs::remove_file(data.join("workspace"))?;
        Ok(fs::write(data.join("muster.db"), [])?)
    }),
];

fn cut(path: &Path, parts: usize) -> Result<()> {
    let bytes = fs::read(path)?;
    Ok(fs::write(path, &bytes[..bytes.len() / parts])?)
}

#[test]
fn a_folder_whose_database_is_gone_empty_cut_or_anothers_is_not_started_over_by_any_command() -> Result<()> {
    for (sentence, lose) in LOSSES {
        let folder = used()?;
        lose(folder.path())?;
        let before = contents(folder.path())?;
        let out = tempdir()?;
        let out = out.path().to_string_lossy();
        let serve = &["serve", "--open", "--listen", "127.0.0.1:0"][..];
        for command in [serve, &["sample"], &["export", &out], &["invite"], &["verify"]] {
            // Without database and marker there is nothing to verify.
            if command == ["verify"] && !["muster.db", "workspace"].iter().any(|name| folder.path().join(name).exists())
            {
                continue;
            }
            let output = run(folder.path(), command)?;
            ensure!(!output.status.success() && said(&output).contains(sentence), "{command:?}: {}", said(&output));
            ensure!(said(&output).contains("Nothing was changed"), "{command:?}: {}", said(&output));
        }
        let after = contents(folder.path())?;
        ensure!(before == after, "{sentence}: something was changed");
    }
    Ok(())
}

#[tokio::test]
async fn a_lost_workspace_is_made_anew_of_its_backup_and_of_no_others() -> Result<()> {
    let (folder, files) = (used()?, tempdir()?);
    let [ours, theirs] = ["ours", "theirs"].map(|name| files.path().join(name).to_string_lossy().into_owned());
    ensure!(run(folder.path(), &["backup", &ours])?.status.success(), "no backup");
    ensure!(run(used()?.path(), &["backup", &theirs])?.status.success(), "no backup");
    fs::write(folder.path().join("muster.db"), [])?;
    fs::write(folder.path().join("muster.db-wal"), "what is left")?;
    let output = run(folder.path(), &["restore", &theirs])?;
    ensure!(!output.status.success() && said(&output).contains("another") | said(&output).contains("elsewhere"));
    let output = run(folder.path(), &["restore", &ours])?;
    ensure!(output.status.success(), "{}", said(&output));
    let output = run(folder.path(), &["verify"])?;
    ensure!(output.status.success() && said(&output).contains("0 troubles"), "{}", said(&output));
    let left = contents(folder.path())?.into_iter().any(|(_, bytes)| bytes == b"what is left");
    ensure!(left, "what was left of the lost one is gone");
    let server = Process::start(PROGRAM, folder.path(), &[])?;
    ensure!(
        get(server.address, "/api/docs", &[]).await?.body.matches("\"id\"").count() == 28,
        "all documents of the example"
    );
    Ok(())
}

#[test]
fn a_folder_that_was_never_used_and_one_where_the_first_start_was_cut_off_just_work() -> Result<()> {
    let began = tempdir()?;
    fs::write(began.path().join("muster.db.new"), "half a database")?;
    let empty = tempdir()?;
    for data in [began.path(), empty.path(), &empty.path().join("deeper/still")] {
        let output = run(data, &["sample"])?;
        ensure!(output.status.success(), "{data:?}: {}", said(&output));
        ensure!(data.join("workspace").exists(), "{data:?}: no marker");
    }
    Ok(())
}

/// Everything in a folder that other users may do anything with.
fn open_to_others(path: &Path) -> Result<Vec<PathBuf>> {
    let mut open = Vec::new();
    for entry in fs::read_dir(path)? {
        let path = entry?.path();
        let about = fs::symlink_metadata(&path)?;
        if about.permissions().mode() & 0o077 != 0 {
            open.push(path.clone());
        }
        if about.is_dir() {
            open.extend(open_to_others(&path)?);
        }
    }
    Ok(open)
}

#[tokio::test]
async fn nothing_in_the_data_folder_is_open_to_others_whatever_the_umask_and_whoever_made_it() -> Result<()> {
    let folder = tempdir()?;
    let data = folder.path().join("data");
    fs::create_dir_all(data.join("within"))?;
    fs::set_permissions(&data, fs::Permissions::from_mode(0o777))?;
    for name in ["notes", "within/notes", "lock"] {
        fs::write(data.join(name), "made before")?;
        fs::set_permissions(data.join(name), fs::Permissions::from_mode(0o666))?;
    }
    for round in 0..2 {
        let mut command = Command::new("bash");
        let script = "umask 000; exec \"$0\" serve --open --log error --listen 127.0.0.1:0 --data \"$1\"";
        command.args(["-c", script, PROGRAM]).arg(&data);
        let server = Process::spawn(command)?;
        let backup = folder.path().join("backup");
        ensure!(run(&data, &["backup", &backup.to_string_lossy()])?.status.success(), "no backup");
        assert_eq!(fs::metadata(&data)?.permissions().mode() & 0o777, 0o700, "round {round}");
        assert_eq!(open_to_others(&data)?, Vec::<PathBuf>::new(), "round {round}");
        ensure!(data.join("muster.db-wal").exists() && data.join("admin.sock").exists(), "round {round}");
        assert_eq!(fs::metadata(&backup)?.permissions().mode() & 0o777, 0o600, "round {round}");
        server.signal("TERM")?;
        ensure!(server.ended(Duration::from_secs(20))?.success(), "it ended badly");
        // As an older version left it.
        for name in ["muster.db", "workspace"] {
            fs::set_permissions(data.join(name), fs::Permissions::from_mode(0o644)).context(name)?;
        }
        fs::remove_file(&backup)?;
    }
    Ok(())
}
