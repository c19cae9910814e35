//! Blind boxes held against the real server: what is shown, and what is not, where something goes wrong.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use fastrand::Rng;
use muster_shared::blind::Right;
use muster_tests::answering::{answer, asked, close, opened, right, said, seen, wished};
use muster_tests::cast::OURS;
use muster_tests::served::Served;
use muster_tests::server::Process;
use tempfile::tempdir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");
/// People who may answer in a charter.
const FOUR: [&str; 4] = ["member", "captain", "leader", "owner"];

fn serve(data: &Path) -> Result<Process> {
    Process::serve(PROGRAM, data, &[])
}

/// Rights to a box of those who have one.
async fn rights(served: &Served, id: &str, dice: &mut Rng) -> Result<Vec<Right>> {
    let mut all = Vec::new();
    for who in FOUR {
        all.push(right(served, who, OURS, id, dice).await?);
    }
    Ok(all)
}

/// Whether words stand in the data folder, in the database or beside it.
fn is_on_disk(folder: &Path, words: &str) -> Result<bool> {
    for name in ["muster.db", "muster.db-wal"] {
        let bytes = std::fs::read(folder.join(name)).unwrap_or_default();
        if bytes.windows(words.len()).any(|window| window == words.as_bytes()) {
            return Ok(true);
        }
    }
    Ok(false)
}

#[tokio::test]
pub(super) async fn four_answers_are_shown_at_closing_and_not_before_and_the_next_time_compares() -> Result<()> {
    let (served, mut dice) = (Served::open(serve).await?, Rng::with_seed(1));
    for (steps, compared) in [(["Half"; 4], serde_json::Value::Null), (["Full"; 4], serde_json::json!([100, 50]))] {
        let id = opened(&served, "captain", OURS, "trust").await?;
        let rights = rights(&served, &id, &mut dice).await?;
        for (right, step) in rights.iter().zip(steps) {
            let told = answer(&served, &id, right, &said(&[("battery", step), ("words", step)])).await?;
            assert_eq!(told.status, 204, "{}", told.body);
            let open = seen(&served, "owner", OURS, &id).await?;
            assert_eq!((&open["outcome"], &open["rights"]), (&serde_json::Value::Null, &4.into()), "{open}");
        }
        close(&served, "leader", OURS, &id).await?;
        let shown = seen(&served, "guest", OURS, &id).await?;
        assert_eq!(shown["outcome"]["n"], 4, "{shown}");
        assert_eq!(shown["outcome"]["questions"][1]["words"], serde_json::json!(steps), "{shown}");
        assert_eq!(*shown["compared"].get(0).unwrap_or(&serde_json::Value::Null), compared, "{shown}");
        let late = answer(&served, &id, &rights[0], &said(&[("battery", "Half")])).await?;
        assert_eq!(late.status, 410, "{}", late.body);
    }
    Ok(())
}

#[tokio::test]
async fn three_answers_are_shown_to_nobody_and_nothing_is_left_of_them() -> Result<()> {
    let (served, mut dice) = (Served::open(serve).await?, Rng::with_seed(2));
    let id = opened(&served, "captain", OURS, "feedback").await?;
    let rights = rights(&served, &id, &mut dice).await?;
    for right in &rights[..3] {
        assert_eq!(answer(&served, &id, right, &said(&[("words", "Nightjar")])).await?.status, 204);
    }
    ensure!(is_on_disk(served.folder.path(), "Nightjar")?, "they are kept until the box is closed");
    close(&served, "captain", OURS, &id).await?;
    let shown = seen(&served, "owner", OURS, &id).await?;
    ensure!(shown["outcome"].is_null() && shown["closed_on"].is_string(), "{shown}");
    ensure!(!is_on_disk(served.folder.path(), "Nightjar")?, "nothing of them is left");
    ensure!(!is_on_disk(served.folder.path(), &rights[0].nonce)?, "nor of their rights");
    Ok(())
}

#[tokio::test]
pub(super) async fn an_answer_counts_once_however_often_it_comes_and_a_right_is_one_persons_once() -> Result<()> {
    let (served, mut dice) = (Served::open(serve).await?, Rng::with_seed(3));
    let id = opened(&served, "captain", OURS, "feedback").await?;
    let all = rights(&served, &id, &mut dice).await?;
    for words in ["first", "second"] {
        assert_eq!(answer(&served, &id, &all[0], &said(&[("words", words)])).await?.status, 204);
    }
    for right in &all[1..] {
        answer(&served, &id, right, &said(&[("words", "other")])).await?;
    }
    let again = wished(&served, "member", OURS, &id, &asked(&mut dice)?).await?;
    assert_eq!(again.status, 409, "{}", again.body);
    ensure!(again.body.contains("on another device"), "{}", again.body);
    let mut forged = all[0].clone();
    forged.nonce = "0".repeat(64);
    assert_eq!(answer(&served, &id, &forged, &said(&[("words", "forged")])).await?.status, 400);
    let wrong = answer(&served, &id, &all[0], &said(&[("battery", "Half")])).await?;
    assert_eq!(wrong.status, 400, "it answers another box's question");
    close(&served, "captain", OURS, &id).await?;
    let shown = seen(&served, "owner", OURS, &id).await?;
    let mut words: Vec<&str> = shown["outcome"]["questions"][0]["words"]
        .as_array()
        .context("words")?
        .iter()
        .filter_map(|word| word.as_str())
        .collect();
    words.sort_unstable();
    assert_eq!(words, ["first", "other", "other", "other"]);
    Ok(())
}

#[tokio::test]
async fn a_right_whose_answer_was_lost_is_given_again_for_the_same_words() -> Result<()> {
    let (served, mut dice) = (Served::open(serve).await?, Rng::with_seed(4));
    let id = opened(&served, "captain", OURS, "trust").await?;
    let words = asked(&mut dice)?;
    for _ in 0..2 {
        let told = wished(&served, "member", OURS, &id, &words).await?;
        assert_eq!(told.status, 200, "{}", told.body);
    }
    assert_eq!(seen(&served, "member", OURS, &id).await?["rights"], 1);
    Ok(())
}

#[tokio::test]
async fn an_answer_that_only_waits_in_memory_is_sent_again_after_a_kill() -> Result<()> {
    let (mut served, mut dice) = (Served::open(serve).await?, Rng::with_seed(5));
    let id = opened(&served, "captain", OURS, "feedback").await?;
    let first = right(&served, "member", OURS, &id, &mut dice).await?;
    let words = said(&[("words", "Nightjar")]);
    assert_eq!(answer(&served, &id, &first, &words).await?.status, 202, "one right was taken");
    ensure!(!is_on_disk(served.folder.path(), "Nightjar")?, "one copy of the disk would name its author");
    let again = serve_again(&mut served)?;
    again.kill()?;
    for who in &FOUR[1..] {
        right(&served, who, OURS, &id, &mut dice).await?;
    }
    ensure!(!is_on_disk(served.folder.path(), "Nightjar")?, "it was in memory alone");
    assert_eq!(answer(&served, &id, &first, &words).await?.status, 204);
    ensure!(is_on_disk(served.folder.path(), "Nightjar")?, "it is written");
    Ok(())
}

/// Kills the server and starts another over the same folder; answers with a process that has ended.
fn serve_again(served: &mut Served) -> Result<Process> {
    served.server.signal("KILL")?;
    let mut next = None;
    // The lock of the folder goes with the process that had it.
    for _ in 0..500 {
        match serve(served.folder.path()) {
            Ok(server) => {
                next = Some(server);
                break;
            }
            Err(_) => std::thread::yield_now(),
        }
    }
    Ok(std::mem::replace(&mut served.server, next.context("another server")?))
}

#[tokio::test]
pub(super) async fn the_answer_of_somebody_who_is_removed_counts_and_names_nobody() -> Result<()> {
    let (served, mut dice) = (Served::open(serve).await?, Rng::with_seed(6));
    let id = opened(&served, "captain", OURS, "feedback").await?;
    let rights = rights(&served, &id, &mut dice).await?;
    answer(&served, &id, &rights[0], &said(&[("words", "Nightjar")])).await?;
    served.told("owner", "DELETE", "/api/people/{member}", "", 204).await?;
    for right in &rights[1..] {
        answer(&served, &id, right, &said(&[("words", "other")])).await?;
    }
    close(&served, "captain", OURS, &id).await?;
    let shown = seen(&served, "owner", OURS, &id).await?;
    assert_eq!(shown["outcome"]["n"], 4, "{shown}");
    ensure!(shown.to_string().contains("Nightjar") && !shown.to_string().contains(served.cast.id("member")), "{shown}");
    Ok(())
}

#[tokio::test]
async fn a_backup_holds_nothing_of_an_open_box_and_a_restored_one_can_only_be_closed() -> Result<()> {
    let (mut served, mut dice) = (Served::open(serve).await?, Rng::with_seed(7));
    let id = opened(&served, "captain", OURS, "feedback").await?;
    let rights = rights(&served, &id, &mut dice).await?;
    for right in &rights {
        answer(&served, &id, right, &said(&[("words", "Nightjar")])).await?;
    }
    let (files, restored) = (tempdir()?, tempdir()?);
    let backup = files.path().join("backup");
    run(served.folder.path(), &["backup", &backup.to_string_lossy()])?;
    let bytes = std::fs::read(&backup)?;
    for secret in ["Nightjar", &rights[0].nonce] {
        ensure!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret} is in the backup");
    }
    run(restored.path(), &["restore", &backup.to_string_lossy()])?;
    served.cast.sign_in_again(restored.path()).await?;
    served.server = serve(restored.path())?;
    let shown = seen(&served, "owner", OURS, &id).await?;
    ensure!(shown["key"].is_null() && shown["closed_on"].is_null(), "{shown}");
    assert_eq!(wished(&served, "member", OURS, &id, &asked(&mut dice)?).await?.status, 410);
    assert_eq!(answer(&served, &id, &rights[0], &said(&[("words", "late")])).await?.status, 410);
    close(&served, "captain", OURS, &id).await?;
    opened(&served, "captain", OURS, "feedback").await?;
    Ok(())
}

fn run(data: &Path, arguments: &[&str]) -> Result<()> {
    let output = Command::new(PROGRAM).args(arguments).arg("--data").arg(data).output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}

#[tokio::test]
async fn a37_a_concern_has_the_answer_that_the_meeting_gave_to_a_question_of_its_words() -> Result<()> {
    let (served, mut dice) = (Served::open(serve).await?, Rng::with_seed(6));
    let made = served.ask("leader", "POST", "/api/docs", r#"{"kind":"series","id":"forum"}"#).await?;
    ensure!(made.status == 201, "{}", made.body);
    let id = opened(&served, "leader", "forum", "concerns").await?;
    let mut all = Vec::new();
    for who in FOUR {
        all.push(right(&served, who, "forum", &id, &mut dice).await?);
    }
    for right in &all {
        assert_eq!(answer(&served, &id, right, &said(&[("words", "When does the lift run?")])).await?.status, 204);
    }
    close(&served, "leader", "forum", &id).await?;
    let values = serde_json::json!({ "item": "i1", "text": "When does the lift run? ", "answer": "From May." });
    let items = serde_json::json!([{ "id": "i1", "texts": { "title": "Questions" } }]);
    // Nobody put this one into the box.
    let other = serde_json::json!({ "item": "i1", "text": "Who has the key?", "answer": "Lin." });
    let questions = serde_json::json!([{ "id": "q1", "values": values }, { "id": "q2", "values": other }]);
    let lists = serde_json::json!({ "items": items, "questions": questions });
    let review = serde_json::json!({ "id": "forum-r20261124T1000", "kind": "review", "sheet": { "lists": lists } });
    let file = serde_json::json!({ "muster": 1, "documents": [review] }).to_string();
    let done = served.ask("leader", "POST", "/api/import?name=forum.json", &file).await?;
    ensure!(done.status == 200 && done.body.contains("\"refused\":[]"), "{}", done.body);
    let told = served.ask("member", "GET", "/api/docs/forum/boxes", "").await?;
    let told: serde_json::Value = serde_json::from_str(&told.body).with_context(|| told.body.clone())?;
    let answered = serde_json::json!([{ "question": "When does the lift run?", "answer": "From May." }]);
    assert_eq!(told["answered"], answered, "{told}");
    Ok(())
}
