//! A disk that is full, and one that refuses to be written: nobody is told *Saved*, everybody is told, and all goes on
//! by itself. The file size limit makes writes fail with an I/O error; a file system of its own, with no space left.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use muster_shared::sync::wire::NackCode;
use muster_tests::client::{Client, Heard};
use muster_tests::server::{Process, get};
use tempfile::tempdir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");
const N_WRITERS: usize = 4;

/// Makes room on the disk of a server.
type Free = Box<dyn Fn(&Process) -> Result<()> + Send>;

/// A server on a disk that can be filled and freed.
struct Patient {
    server: Process,
    free: Free,
}

fn serve(script: &str, data: &Path) -> Result<Process> {
    let mut command = Command::new("bash");
    command.args(["-c", script, PROGRAM, "serve", "--open", "--listen", "127.0.0.1:0", "--log", "off", "--data"]);
    command.arg(data);
    Process::spawn(command)
}

/// Its files may grow to a megabyte, until the limit is lifted.
fn limited(data: &Path) -> Result<Patient> {
    let free = |server: &Process| {
        let lifted = Command::new("prlimit").args(["--fsize=unlimited", "--pid", &server.id().to_string()]).status()?;
        ensure!(lifted.success(), "prlimit failed");
        Ok(())
    };
    let server = serve("trap '' XFSZ; ulimit -S -f 1024; exec \"$0\" \"$@\"", data)?;
    Ok(Patient { server, free: Box::new(free) })
}

/// It has a file system of three megabytes, most of it filled, until the filling is removed. `None` where this user may
/// not make file systems.
fn small(data: &Path) -> Result<Option<Patient>> {
    let name = data.to_string_lossy().into_owned();
    let mount = format!("mount -t tmpfs -o size=3m none '{name}'");
    if !Command::new("unshare").args(["-rm", "bash", "-c", &mount]).status().is_ok_and(|status| status.success()) {
        return Ok(None);
    }
    let fill = format!("head -c 1800000 /dev/zero > '{name}/filling'");
    let script = format!("{mount} && {fill} && exec \"$0\" \"$@\"");
    let mut command = Command::new("unshare");
    command.args(["-rm", "bash", "-c", &script, PROGRAM]);
    command.args(["serve", "--open", "--listen", "127.0.0.1:0", "--log", "off", "--data", &name]);
    let server = Process::spawn(command)?;
    let free = move |server: &Process| {
        let inside = PathBuf::from(format!("/proc/{}/root{name}/filling", server.id()));
        std::fs::remove_file(&inside).with_context(|| format!("{}", inside.display()))
    };
    Ok(Some(Patient { server, free: Box::new(free) }))
}

/// Writes long words until it is told that they cannot be kept. Answers what was acked.
async fn write_until_refused(client: &mut Client) -> Result<String> {
    let mut saved = client.text();
    loop {
        client.insert(&"x".repeat(100 << 10)).await?;
        let sent = client.n_sent;
        let answer = |_: &Client, heard: &Heard| match heard {
            Heard::Ack(seq) => *seq == sent,
            Heard::Nack(_) | Heard::Closed(_) => true,
            Heard::Hello(_) | Heard::Synced => false,
        };
        match client.until(answer).await? {
            Heard::Ack(_) => saved = client.text(),
            Heard::Nack(nack) => {
                assert_eq!((nack.code, nack.retryable), (NackCode::Unavailable, true));
                assert_eq!(client.until_closed().await?, 1013);
                return Ok(saved);
            }
            // It came back to a room that had failed meanwhile.
            Heard::Closed(code) => {
                assert_eq!(code, 1013);
                return Ok(saved);
            }
            other => anyhow::bail!("{other:?}"),
        }
    }
}

async fn metric(server: &Process, name: &str) -> Result<f64> {
    let text = get(server.address, "/metrics", &[]).await?.body;
    let line = text.lines().find_map(|line| line.strip_prefix(name)).context("the metric")?;
    Ok(line.trim().parse()?)
}

async fn fails_and_recovers(patient: &Patient) -> Result<()> {
    let server = &patient.server;
    let mut reader = Client::plain(server.address, "quiet").await?;
    reader.sync().await?;
    let mut connected = Vec::new();
    for number in 0..N_WRITERS {
        let mut client = Client::muster(server.address, &format!("doc-{number}")).await?;
        client.sync().await?;
        connected.push(client);
    }
    let write = |mut client: Client| async move {
        let saved = write_until_refused(&mut client).await?;
        anyhow::Ok((client, saved))
    };
    let writers: Vec<_> = connected.into_iter().map(|client| tokio::spawn(write(client))).collect();
    let mut clients = Vec::new();
    for writer in writers {
        clients.push(writer.await??);
    }
    // A probe writes little, which may fit a few times where an edit did not.
    let mut ready = get(server.address, "/readyz", &[]).await?;
    for _ in 0..200 {
        ready = if ready.status == 200 { get(server.address, "/readyz", &[]).await? } else { ready };
    }
    assert_eq!(ready.status, 503);
    assert_eq!(get(server.address, "/livez", &[]).await?.status, 200);
    assert_eq!(metric(server, "muster_log_failing").await?, 1.0);
    // Reading goes on, for who is here and for who comes.
    reader.sync().await?;
    Client::plain(server.address, "quiet").await?.sync().await?;
    (patient.free)(server)?;
    assert_eq!(get(server.address, "/readyz", &[]).await?.status, 200);
    assert_eq!(metric(server, "muster_log_failing").await?, 0.0);
    for (number, (client, saved)) in clients.into_iter().enumerate() {
        let doc = format!("doc-{number}");
        let mut bo = Client::muster(server.address, &doc).await?;
        bo.sync().await?;
        assert_eq!(bo.text().len(), saved.len(), "{doc}: what was acked, and nothing that was refused");
        let mut back = Client::connect(server.address, &doc, Some("muster.1"), client.doc).await?;
        back.sync().await?;
        back.until_saved().await?;
        bo.until_text(&back.text()).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn while_files_cannot_grow_nothing_is_acked_everybody_is_told_and_it_recovers_by_itself() -> Result<()> {
    let folder = tempdir()?;
    let patient = limited(folder.path())?;
    fails_and_recovers(&patient).await?;
    patient.server.signal("TERM")?;
    ensure!(patient.server.ended(Duration::from_secs(10))?.success(), "it ended badly");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_disk_is_full_nothing_is_acked_everybody_is_told_and_it_recovers_by_itself() -> Result<()> {
    let folder = tempdir()?;
    match small(folder.path())? {
        Some(patient) => fails_and_recovers(&patient).await,
        // The test above has failed writes in common with it, only their error code differs.
        None => {
            eprintln!("a full file system is not tried: this user may not mount one (`unshare -rm` is refused)");
            Ok(())
        }
    }
}

#[tokio::test]
async fn a_server_stopped_while_its_disk_is_full_ends_in_time() -> Result<()> {
    let folder = tempdir()?;
    let patient = limited(folder.path())?;
    let mut ada = Client::muster(patient.server.address, "doc").await?;
    ada.sync().await?;
    write_until_refused(&mut ada).await?;
    let mut bo = Client::muster(patient.server.address, "doc").await?;
    bo.sync().await?;
    patient.server.signal("TERM")?;
    assert_eq!(bo.until_closed().await?, 1012);
    ensure!(patient.server.ended(Duration::from_secs(10))?.success(), "it ended badly");
    Ok(())
}
