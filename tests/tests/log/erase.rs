//! Deleted documents are erased for good after a while, from every file; and the audit log of what was done stays.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use muster_tests::cast::{Cast, OURS, THEIRS};
use muster_tests::server::{Process, request};
use muster_tests::words;
use serde_json::Value;
use tempfile::tempdir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");
/// Words that stand nowhere but in the document.
const WORDS: &str = "xylophone-quartz-brindle";

/// The names of the data folder's files in which the words can be found.
fn files_with_words(data: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(data)? {
        let entry = entry?;
        let is_file = entry.file_type()?.is_file();
        if is_file && fs::read(entry.path())?.windows(WORDS.len()).any(|window| window == WORDS.as_bytes()) {
            found.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    Ok(found)
}

async fn by(cast: &Cast, server: &Process, who: &str, method: &str, path: &str) -> Result<(u16, String)> {
    let (name, value) = cast.header(who).context("somebody")?;
    let headers = [format!("{name}: {value}"), format!("Origin: http://localhost:{}", server.address.port())];
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    let answer = request(server.address, method, path, &headers, b"").await?;
    Ok((answer.status, answer.body))
}

#[tokio::test]
async fn an_erased_document_is_in_no_file_any_more() -> Result<()> {
    let folder = tempdir()?;
    let cast = Cast::gather(folder.path()).await?;
    let server = Process::serve(PROGRAM, folder.path(), &["--keep-deleted", "1s", "--idle-room-ms", "100"])?;
    let mut captain = cast.connect(server.address, "captain", OURS).await?;
    captain.sync().await?;
    // Enough edits for a snapshot, which holds the words too.
    let mut copy = words::copy(77);
    for n in 0..600 {
        let letters = if n == 0 { WORDS } else { "." };
        captain.update(&words::types(&mut copy, letters)).await?;
    }
    captain.until_saved().await?;
    ensure!(!files_with_words(folder.path())?.is_empty(), "the words are on disk first");
    assert_eq!(by(&cast, &server, "leader", "DELETE", &format!("/api/docs/{OURS}")).await?.0, 204);
    captain.until_closed().await?;
    let mut tick = tokio::time::interval(Duration::from_millis(50));
    let erased = async {
        while by(&cast, &server, "leader", "GET", "/api/deleted").await?.1 != "[]" {
            tick.tick().await;
        }
        anyhow::Ok(())
    };
    tokio::time::timeout(Duration::from_secs(30), erased).await.context("it was never erased")??;
    assert_eq!(files_with_words(folder.path())?, Vec::<String>::new());
    assert_eq!(by(&cast, &server, "owner", "GET", &format!("/api/docs/{THEIRS}")).await?.0, 200, "the other is there");
    let audit: Value = serde_json::from_str(&by(&cast, &server, "owner", "GET", "/api/audit").await?.1)?;
    let done = audit.as_array().context("rows")?.iter().map(|row| [&row["what"], &row["doc"]]);
    let done: Vec<_> = done.filter(|[_, doc]| **doc == *OURS).map(|[what, _]| what.clone()).collect();
    assert_eq!(done[..2], [Value::from("erased"), Value::from("deleted")]);
    Ok(())
}

#[tokio::test]
async fn an_audit_log_that_was_changed_or_cut_anywhere_shows_here_and_in_its_backup() -> Result<()> {
    for tamper in [
        "UPDATE audit SET who = 'somebody else' WHERE seq = 3",
        "UPDATE audit SET hash = zeroblob(32) WHERE seq = (SELECT max(seq) FROM audit)",
        "DELETE FROM audit WHERE seq = 3",
        "DELETE FROM audit WHERE seq = 1",
        "DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)",
        "DELETE FROM audit WHERE seq > 3",
        "DELETE FROM audit",
        "DELETE FROM audit; DELETE FROM audit_head",
        "DELETE FROM audit WHERE seq > 3; UPDATE audit_head SET seq = 3, hash = (SELECT hash FROM audit WHERE seq = 3)",
    ] {
        let folder = tempdir()?;
        Cast::gather(folder.path()).await?;
        assert_eq!(verified(folder.path())?, (true, String::new()));
        rusqlite::Connection::open(folder.path().join("muster.db"))?.execute_batch(tamper)?;
        let (well, said) = verified(folder.path())?;
        ensure!(!well && said.contains("the audit log"), "{tamper}: {said}");
    }
    let (folder, restored) = (tempdir()?, tempdir()?);
    Cast::gather(folder.path()).await?;
    let backup = folder.path().join("backup");
    for (data, command) in [(&folder, "backup"), (&restored, "restore")] {
        let done = Command::new(PROGRAM).arg(command).arg(&backup).arg("--data").arg(data.path()).output()?;
        ensure!(done.status.success(), "{command}: {}", String::from_utf8_lossy(&done.stderr));
    }
    assert_eq!(verified(restored.path())?, (true, String::new()));
    let cut = "DELETE FROM audit WHERE seq > 3";
    rusqlite::Connection::open(restored.path().join("muster.db"))?.execute_batch(cut)?;
    let (well, said) = verified(restored.path())?;
    ensure!(!well && said.contains("it was cut: 3 of "), "{said}");
    Ok(())
}

fn verified(data: &Path) -> Result<(bool, String)> {
    let output = Command::new(PROGRAM).args(["verify", "--data"]).arg(data).output()?;
    Ok((output.status.success(), String::from_utf8(output.stderr)?))
}
