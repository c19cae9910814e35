//! Where letters reach somebody: in what is kept about them, for them and for owners, and gone when they are removed.

use std::fs;

use anyhow::{Result, ensure};
use muster_server::log::Log;
use muster_server::people::People;
use muster_tests::cast::Cast;
use muster_tests::server::Process;
use serde_json::Value;
use tempfile::tempdir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");
const ADDRESS: &str = "ines@company.example";
const ASKED: &str = "other@company.example";

fn finds(bytes: &[u8], words: &str) -> bool {
    bytes.windows(words.len()).any(|window| window == words.as_bytes())
}

#[tokio::test]
async fn an_address_for_letters_is_in_what_is_kept_about_its_person_and_goes_with_them() -> Result<()> {
    let data = tempdir()?;
    let cast = Cast::gather(data.path()).await?;
    let id = cast.id("member").to_owned();
    let log = Log::open(data.path())?;
    let people = People::open(log.clone()).await?;
    people.confirm_verified(&id, ADDRESS, "Europe/Lisbon").await?;
    people.ask_to_confirm(&id, ASKED, "").await?;
    drop(people);
    log.close().await;

    let server = Process::serve(PROGRAM, data.path(), &[])?;
    for who in ["member", "owner"] {
        let told = cast.ask(server.address, who, "GET", "/api/people/{member}/export", "").await?;
        let told: Value = serde_json::from_str(&told.body)?;
        let mailbox = &told["mailbox"];
        assert_eq!((mailbox["address"].as_str(), mailbox["zone"].as_str()), (Some(ADDRESS), Some("Europe/Lisbon")));
        ensure!(mailbox["confirmed_ms"].as_u64() > Some(0), "{mailbox}");
    }
    // Nobody else reads it there, and of somebody else there is none.
    let told = cast.ask(server.address, "leader", "GET", "/api/people/{member}/export", "").await?;
    ensure!(told.status == 403 && !told.body.contains(ADDRESS), "{}", told.body);
    let told = cast.ask(server.address, "owner", "GET", "/api/people/{leader}/export", "").await?;
    ensure!(!told.body.contains(ADDRESS), "{}", told.body);

    let removed = cast.ask(server.address, "owner", "DELETE", "/api/people/{member}", "").await?;
    ensure!(removed.status == 204, "{}", removed.body);
    server.kill()?;
    let log = Log::open(data.path())?;
    let people = People::open(log.clone()).await?;
    assert_eq!(people.mailbox(&id).await?, None);
    ensure!(people.mailboxes().await?.is_empty());
    drop(people);
    log.close().await;
    for entry in fs::read_dir(data.path())? {
        let path = entry?.path();
        let holds = |address: &str| Ok::<_, std::io::Error>(path.is_file() && finds(&fs::read(&path)?, address));
        ensure!(!holds(ADDRESS)? && !holds(ASKED)?, "{} still has an address", path.display());
    }
    Ok(())
}
